/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/show_parts.h"

#include "lib/view/cert/label.h"
#include "lib/view/text/envelope.h"

void show_sigalg(struct doc *d, const struct sigalg *a)
{
    struct buf text;

    if (a->oid_content.n == 0) {
        doc_unread(d, "signature");
        return;
    }
    buf_init(&text, 1 << 16);
    label_sigalg(&text, a);
    if (!doc_is_json(d) && a->kind != SIG_UNKNOWN && a->oid != OID_UNKNOWN)
        buf_printf(&text, " (%s)", oid_name(a->oid));
    doc_buf(d, "signature", &text);
    if (a->kind != SIG_RSA_PSS)
        return;
    if (!doc_is_json(d))
        d->indent += 2;
    doc_str(d, "mgf1_digest", digest_name(a->mgf_digest));
    doc_int(d, "salt_length", a->salt_n);
    if (!doc_is_json(d))
        d->indent -= 2;
}

void show_digests(struct doc *d, struct span der)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, der);
    doc_hex(d, "sha256", span_of(digest, digest_size(DIGEST_SHA256)));
    digest_of(DIGEST_SHA1, digest, der);
    doc_hex(d, "sha1", span_of(digest, digest_size(DIGEST_SHA1)));
    doc_int(d, "size", (int64_t)der.n);
}

struct doc show_open(struct buf *out, const char *input, const char *type)
{
    struct doc d = doc_json(out);

    envelope_open(&d.j, "show", input, REASON_OK);
    jw_list(&d.j, "findings");
    jw_list_end(&d.j);
    jw_str(&d.j, "type", type);
    return d;
}

enum err show_close(struct doc *d)
{
    return envelope_close(&d->j);
}

void show_oid(struct doc *d, const char *key, struct span content, bool is_read)
{
    if (is_read)
        doc_oid(d, key, content);
    else
        doc_unread(d, key);
}

bool show_next(struct doc *d, struct elements *list, struct der *one)
{
    struct der item;

    while (elements_next(list, &item)) {
        *one = der_enter(&item, DER_SEQUENCE);
        if (elements_ok(list)) {
            doc_open(d, NULL);
            return true;
        }
        doc_unread(d, NULL);
    }
    return false;
}

void show_rest(struct doc *d, struct elements *list, struct der *one)
{
    der_end(one);
    if (!elements_ok(list))
        doc_str(d, "error", err_text(list->own.err));
    doc_close(d);
}

void show_gnames(struct doc *d, const char *key, struct span content)
{
    struct gnames names = gnames_open(content);
    struct gname n;

    doc_list(d, key);
    while (gnames_next(&names, &n))
        doc_gname(d, NULL, &n);
    doc_list_end(d);
}
