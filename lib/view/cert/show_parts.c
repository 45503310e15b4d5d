/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/show_parts.h"

#include "lib/view/cert/label.h"
#include "lib/view/text/envelope.h"

void show_sigalg(struct tree_writer *d, const struct sigalg *a)
{
    struct buf text;

    if (a->oid_content.n == 0) {
        tw_unread(d, "signature");
        return;
    }
    buf_init(&text, 1 << 16);
    label_sigalg(&text, a);
    if (!tw_is_json(d) && a->kind != SIG_UNKNOWN && a->oid != OID_UNKNOWN)
        buf_printf(&text, " (%s)", oid_name(a->oid));
    tw_buf(d, "signature", &text);
    if (a->kind != SIG_RSA_PSS)
        return;
    if (!tw_is_json(d))
        d->indent += 2;
    tw_str(d, "mgf1_digest", digest_name(a->mgf_digest));
    tw_int(d, "salt_length", a->salt_n);
    if (!tw_is_json(d))
        d->indent -= 2;
}

void show_digests(struct tree_writer *d, struct span der)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, der);
    tw_hex(d, "sha256", span_of(digest, digest_size(DIGEST_SHA256)));
    digest_of(DIGEST_SHA1, digest, der);
    tw_hex(d, "sha1", span_of(digest, digest_size(DIGEST_SHA1)));
    tw_int(d, "size", (int64_t)der.n);
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

enum err show_close(struct tree_writer *d)
{
    return envelope_close(&d->j);
}

void show_oid(struct tree_writer *d, const char *key, struct span content, bool is_read)
{
    if (is_read)
        tw_oid(d, key, content);
    else
        tw_unread(d, key);
}

bool show_next(struct tree_writer *d, struct elements *list, struct der *one)
{
    struct der item;

    while (elements_next(list, &item)) {
        *one = der_enter(&item, DER_SEQUENCE);
        if (elements_ok(list)) {
            tw_open(d, NULL);
            return true;
        }
        tw_unread(d, NULL);
    }
    return false;
}

void show_rest(struct tree_writer *d, struct elements *list, struct der *one)
{
    der_end(one);
    if (!elements_ok(list))
        tw_str(d, "error", err_text(list->own.err));
    tw_close(d);
}

void show_gnames(struct tree_writer *d, const char *key, struct span content)
{
    struct gnames names = gnames_open(content);
    struct gname n;

    tw_list(d, key);
    while (gnames_next(&names, &n))
        tw_gname(d, NULL, &n);
    tw_list_end(d);
}
