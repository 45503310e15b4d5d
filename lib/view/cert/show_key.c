/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A public key as text, one line or JSON. */
#include "config.h"

#include "lib/view/cert/show_parts.h"

#include "lib/base/b64.h"
#include "lib/view/cert/label.h"

/* The pin of RFC 7469 2.4: the SHA-256 of the SubjectPublicKeyInfo in base64. */
static void put_pin(struct tree_writer *tree, struct span spki)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct buf text;

    digest_of(DIGEST_SHA256, digest, spki);
    buf_init(&text, 256);
    b64_encode(&text, span_of(digest, digest_size(DIGEST_SHA256)), 0);
    tw_buf(tree, "pin_sha256", &text);
}

/* An exponent of up to 56 bits is shown in decimal; most are 65537. */
static void put_exponent(struct tree_writer *tree, struct span e)
{
    int64_t v = 0;

    for (size_t i = 0; i < e.n && e.n < 8; i++)
        v = v * 256 + e.p[i];
    if (e.n < 8)
        tw_int(tree, "exponent", v);
    else
        tw_hex(tree, "exponent", e);
}

/* RSA keys have a modulus and an exponent; the others have a curve or parameters, and a point or
 * plain bytes. */
static void put_numbers(struct tree_writer *tree, const struct keyinfo *key)
{
    if (key->modulus.n > 0) {
        tw_int(tree, "bits", key->bits);
        tw_hex(tree, "modulus", label_serial(key->modulus));
        put_exponent(tree, label_serial(key->exponent));
        return;
    }
    if (key->curve != OID_UNKNOWN)
        tw_str(tree, "curve", oid_name(key->curve));
    else if (key->params.n > 0)
        tw_hex(tree, "parameters", key->params);
    tw_hex(tree, key->algorithm == OID_KEY_EC ? "point" : "bytes", key->key);
}

/* The kind and size of the key in a word; not readable if its algorithm could not be read. */
static void put_kind(struct tree_writer *tree, const struct keyinfo *key)
{
    struct buf text;

    if (key->algorithm_content.n == 0) {
        tw_unread(tree, "key");
        return;
    }
    buf_init(&text, 1 << 16);
    keyinfo_print(&text, key);
    tw_buf(tree, "key", &text);
}

static void put_algorithm(struct tree_writer *tree, const struct keyinfo *key)
{
    if (key->algorithm_content.n == 0)
        tw_unread(tree, "algorithm");
    else
        tw_oid(tree, "algorithm", key->algorithm_content);
}

void show_key(struct tree_writer *tree, const struct keyinfo *key, struct span spki)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    bool is_read = key->key.p != NULL;

    put_kind(tree, key);
    if (!tw_is_json(tree))
        tree->indent += 2;
    else
        jw_open(&tree->j, "key_details");
    put_algorithm(tree, key);
    if (is_read)
        put_numbers(tree, key);
    put_pin(tree, spki);
    digest_of(DIGEST_SHA1, digest, key->key);
    tw_hex_read(tree, "key_sha1", is_read, span_of(digest, digest_size(DIGEST_SHA1)));
    if (key->err != ERR_OK)
        tw_str(tree, "problem", err_text(key->err));
    if (!tw_is_json(tree))
        tree->indent -= 2;
    else
        jw_close(&tree->j);
}

void key_text(struct buf *out, const struct keyinfo *key, struct span spki,
              const struct style *style)
{
    struct tree_writer d = tw_text(out, style);

    tw_heading(&d, "Public key");
    d.indent += 2;
    show_key(&d, key, spki);
}

void key_short(struct buf *out, const struct keyinfo *key, struct span spki)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, spki);
    buf_str(out, "public key ");
    keyinfo_print(out, key);
    buf_str(out, ", pin ");
    b64_encode(out, span_of(digest, digest_size(DIGEST_SHA256)), 0);
    buf_u8(out, '\n');
}

enum err key_json(struct buf *out, const char *input, const struct keyinfo *key, struct span spki)
{
    struct tree_writer d = show_open(out, input, "public key");

    show_key(&d, key, spki);
    return show_close(&d);
}
