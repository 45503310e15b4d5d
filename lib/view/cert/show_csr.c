/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/label.h"
#include "lib/view/cert/show_ext.h"
#include "lib/view/cert/show_parts.h"

/* The types of the attributes that the request contains. */
static void put_attributes(struct tree_writer *d, struct span attributes)
{
    struct fail walk = {0};
    struct elements list = elements_of(attributes, &walk);
    struct der one;

    tw_words(d, "attributes");
    while (elements_next(&list, &one)) {
        struct der attribute = der_enter(&one, DER_SEQUENCE);
        struct span type = der_oid(&attribute);
        show_oid(d, NULL, type, elements_ok(&list));
    }
    tw_words_end(d);
}

/* The request's signature proves that the requester has the private key (RFC 2986 3).  It is shown
 * as invalid only if it could be checked. */
static void put_proof(struct tree_writer *d, const struct csr *r)
{
    enum err proof = csr_verify(r);

    if (proof == ERR_OK || err_reason(proof) == REASON_BAD_SIGNATURE)
        tw_bool(d, "signature_valid", proof == ERR_OK);
    else
        tw_str(d, "signature_valid", tw_is_json(d) ? NULL : "not checked");
    if (proof != ERR_OK)
        tw_str(d, "signature_problem", err_text(proof));
}

static void put_csr(struct tree_writer *d, const struct csr *r)
{
    tw_name(d, "subject", r->subject);
    show_sigalg(d, &r->sigalg);
    put_proof(d, r);
    show_key(d, &r->key, r->spki);
    put_attributes(d, r->attributes);
    if (r->exts_unread && r->extensions.p == NULL)
        tw_unread(d, "extensions");
    else
        show_exts(d, r->extensions);
    show_digests(d, r->der);
    tw_defects(d, r->defects, r->num_defects, r->der);
}

void csr_text(struct buf *out, const struct csr *r, const struct style *style)
{
    struct tree_writer d = tw_text(out, style);

    tw_heading(&d, "Certificate request");
    d.indent += 2;
    put_csr(&d, r);
}

void csr_short(struct buf *out, const struct csr *r)
{
    buf_str(out, "certificate request for ");
    label_name(out, r->subject);
    buf_str(out, ", ");
    keyinfo_print(out, &r->key);
    buf_u8(out, '\n');
}

enum err csr_json(struct buf *out, const char *input, const struct csr *r)
{
    struct tree_writer d = show_open(out, input, "certificate request");

    put_csr(&d, r);
    return show_close(&d);
}
