/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/show_parts.h"

#include "lib/base/b64.h"
#include "lib/view/cert/label.h"

/* The pin of RFC 7469 2.4: the SHA-256 of the SubjectPublicKeyInfo in base64. */
static void put_pin(struct tree_writer *d, struct span spki)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct buf text;

    digest_of(DIGEST_SHA256, digest, spki);
    buf_init(&text, 256);
    b64_encode(&text, span_of(digest, digest_size(DIGEST_SHA256)), 0);
    tw_buf(d, "pin_sha256", &text);
}

/* An exponent of up to 56 bits is shown in decimal; most are 65537. */
static void put_exponent(struct tree_writer *d, struct span e)
{
    int64_t v = 0;

    for (size_t i = 0; i < e.n && e.n < 8; i++)
        v = v * 256 + e.p[i];
    if (e.n < 8)
        tw_int(d, "exponent", v);
    else
        tw_hex(d, "exponent", e);
}

static void put_numbers(struct tree_writer *d, const struct keyinfo *k)
{
    if (k->modulus.n > 0) {
        tw_int(d, "bits", k->bits);
        tw_hex(d, "modulus", label_serial(k->modulus));
        put_exponent(d, label_serial(k->exponent));
        return;
    }
    if (k->curve != OID_UNKNOWN)
        tw_str(d, "curve", oid_name(k->curve));
    else if (k->params.n > 0)
        tw_hex(d, "parameters", k->params);
    tw_hex(d, k->algorithm == OID_KEY_EC ? "point" : "bytes", k->key);
}

static void put_kind(struct tree_writer *d, const struct keyinfo *k)
{
    struct buf text;

    if (k->algorithm_content.n == 0) {
        tw_unread(d, "key");
        return;
    }
    buf_init(&text, 1 << 16);
    keyinfo_print(&text, k);
    tw_buf(d, "key", &text);
}

static void put_algorithm(struct tree_writer *d, const struct keyinfo *k)
{
    if (k->algorithm_content.n == 0)
        tw_unread(d, "algorithm");
    else
        tw_oid(d, "algorithm", k->algorithm_content);
}

void show_key(struct tree_writer *d, const struct keyinfo *k, struct span spki)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    bool is_read = k->key.p != NULL;

    put_kind(d, k);
    if (!tw_is_json(d))
        d->indent += 2;
    else
        jw_open(&d->j, "key_details");
    put_algorithm(d, k);
    if (is_read)
        put_numbers(d, k);
    put_pin(d, spki);
    digest_of(DIGEST_SHA1, digest, k->key);
    tw_hex_read(d, "key_sha1", is_read, span_of(digest, digest_size(DIGEST_SHA1)));
    if (k->err != ERR_OK)
        tw_str(d, "problem", err_text(k->err));
    if (!tw_is_json(d))
        d->indent -= 2;
    else
        jw_close(&d->j);
}

void key_text(struct buf *out, const struct keyinfo *k, struct span spki, const struct style *style)
{
    struct tree_writer d = tw_text(out, style);

    tw_heading(&d, "Public key");
    d.indent += 2;
    show_key(&d, k, spki);
}

void key_short(struct buf *out, const struct keyinfo *k, struct span spki)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, spki);
    buf_str(out, "public key ");
    keyinfo_print(out, k);
    buf_str(out, ", pin ");
    b64_encode(out, span_of(digest, digest_size(DIGEST_SHA256)), 0);
    buf_u8(out, '\n');
}

enum err key_json(struct buf *out, const char *input, const struct keyinfo *k, struct span spki)
{
    struct tree_writer d = show_open(out, input, "public key");

    show_key(&d, k, spki);
    return show_close(&d);
}
