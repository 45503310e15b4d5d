/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate request as text, one line or JSON. */
#include "config.h"

#include "lib/view/cert/label.h"
#include "lib/view/cert/show_ext.h"
#include "lib/view/cert/show_parts.h"

/* The types of the attributes that the request contains. */
static void put_attributes(struct tree_writer *tree, struct span attributes)
{
    struct fail walk = {0};
    struct elements list = elements_of(attributes, &walk);
    struct der one;

    tw_words(tree, "attributes");
    while (elements_next(&list, &one)) {
        struct der attribute = der_enter(&one, DER_SEQUENCE);
        struct span type = der_oid(&attribute);
        show_oid(tree, NULL, type, elements_ok(&list));
    }
    tw_words_end(tree);
}

/* The request's signature proves that the requester has the private key (RFC 2986 3).  It is shown
 * as invalid only if it could be checked. */
static void put_proof(struct tree_writer *tree, const struct csr *csr)
{
    enum err proof = csr_verify(csr);

    if (proof == ERR_OK || err_reason(proof) == REASON_BAD_SIGNATURE)
        tw_bool(tree, "signature_valid", proof == ERR_OK);
    else
        tw_str(tree, "signature_valid", tw_is_json(tree) ? NULL : "not checked");
    if (proof != ERR_OK)
        tw_str(tree, "signature_problem", err_text(proof));
}

/* The fields of the request (RFC 2986 4), then its digests and what is wrong with it. */
static void put_csr(struct tree_writer *tree, const struct csr *csr)
{
    tw_name(tree, "subject", csr->subject);
    show_sigalg(tree, &csr->sigalg);
    put_proof(tree, csr);
    show_key(tree, &csr->key, csr->spki);
    put_attributes(tree, csr->attributes);
    if (csr->exts_unread && csr->extensions.p == NULL)
        tw_unread(tree, "extensions");
    else
        show_exts(tree, csr->extensions);
    show_digests(tree, csr->der);
    tw_defects(tree, csr->defects, csr->num_defects, csr->der);
}

void csr_text(struct buf *out, const struct csr *csr, const struct style *style)
{
    struct tree_writer d = tw_text(out, style);

    tw_heading(&d, "Certificate request");
    d.indent += 2;
    put_csr(&d, csr);
}

void csr_short(struct buf *out, const struct csr *csr)
{
    buf_str(out, "certificate request for ");
    label_name(out, csr->subject);
    buf_str(out, ", ");
    keyinfo_print(out, &csr->key);
    buf_u8(out, '\n');
}

enum err csr_json(struct buf *out, const char *input, const struct csr *csr)
{
    struct tree_writer d = show_open(out, input, "certificate request");

    put_csr(&d, csr);
    return show_close(&d);
}
