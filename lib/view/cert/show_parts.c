/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/show_parts.h"

#include "lib/view/cert/label.h"
#include "lib/view/text/envelope.h"

void show_sigalg(struct tree_writer *tree, const struct sigalg *alg)
{
    struct buf text;

    if (alg->oid_content.n == 0) {
        tw_unread(tree, "signature");
        return;
    }
    buf_init(&text, 1 << 16);
    label_sigalg(&text, alg);
    /* ML-DSA and its like are called what their OID is called. */
    if (!tw_is_json(tree) && alg->kind != SIG_UNKNOWN && alg->oid != OID_UNKNOWN &&
        !span_eq(buf_span(&text), span_str(oid_name(alg->oid))))
        buf_printf(&text, " (%s)", oid_name(alg->oid));
    tw_buf(tree, "signature", &text);
    if (alg->kind != SIG_RSA_PSS)
        return;
    if (!tw_is_json(tree))
        tree->indent += 2;
    tw_str(tree, "mgf1_digest", digest_name(alg->mgf_digest));
    tw_int(tree, "salt_length", alg->salt_n);
    if (!tw_is_json(tree))
        tree->indent -= 2;
}

void show_digests(struct tree_writer *tree, struct span der)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, der);
    tw_hex(tree, "sha256", span_of(digest, digest_size(DIGEST_SHA256)));
    digest_of(DIGEST_SHA1, digest, der);
    tw_hex(tree, "sha1", span_of(digest, digest_size(DIGEST_SHA1)));
    tw_int(tree, "size", (int64_t)der.n);
}

struct tree_writer show_open(struct buf *out, const char *input, const char *type)
{
    struct tree_writer d = tw_json(out);

    envelope_open(&d.j, "show", input, REASON_OK);
    jw_list(&d.j, "findings");
    jw_list_end(&d.j);
    jw_str(&d.j, "type", type);
    return d;
}

enum err show_close(struct tree_writer *tree)
{
    return envelope_close(&tree->j);
}

void show_oid(struct tree_writer *tree, const char *key, struct span content, bool is_read)
{
    if (is_read)
        tw_oid(tree, key, content);
    else
        tw_unread(tree, key);
}

bool show_next(struct tree_writer *tree, struct elements *list, struct der *one)
{
    struct der item;

    while (elements_next(list, &item)) {
        *one = der_enter(&item, DER_SEQUENCE);
        if (elements_ok(list)) {
            tw_open(tree, NULL);
            return true;
        }
        tw_unread(tree, NULL);
    }
    return false;
}

void show_rest(struct tree_writer *tree, struct elements *list, struct der *one)
{
    der_end(one);
    if (!elements_ok(list))
        tw_str(tree, "error", err_text(list->own.err));
    tw_close(tree);
}

void show_gnames(struct tree_writer *tree, const char *key, struct span content)
{
    struct gnames names = gnames_open(content);
    struct gname n;

    tw_list(tree, key);
    while (gnames_next(&names, &n))
        tw_gname(tree, NULL, &n);
    tw_list_end(tree);
}
