/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ciphers, MACs and key derivation. */
#include "config.h"

#include "tests/wycheproof/wycheproof.h"

#include "lib/crypto/aead.h"
#include "lib/crypto/cbc.h"
#include "lib/crypto/kdf.h"

enum { TEXT_MAX = 1 << 16 };

static const struct {
    const char *name;
    json_int_t key_bits, tag_bits;
    enum aead_kind kind;
} aeads[] = {
    {"AES-GCM", 128, 128, AEAD_AES_128_GCM},
    {"AES-GCM", 256, 128, AEAD_AES_256_GCM},
    {"AES-CCM", 128, 128, AEAD_AES_128_CCM},
    {"AES-CCM", 256, 128, AEAD_AES_256_CCM},
    {"AES-CCM", 128, 64, AEAD_AES_128_CCM_8},
    {"AES-CCM", 256, 64, AEAD_AES_256_CCM_8},
    {"CHACHA20-POLY1305", 256, 128, AEAD_CHACHA20_POLY1305},
};

static enum aead_kind find_aead(const char *name, json_int_t key_bits, json_int_t tag_bits)
{
    for (size_t i = 0; i < sizeof aeads / sizeof aeads[0]; i++) {
        if (strcmp(aeads[i].name, name) == 0 && aeads[i].key_bits == key_bits &&
            aeads[i].tag_bits == tag_bits)
            return aeads[i].kind;
    }
    return AEAD_NONE;
}

/* A good test is both sealed and opened; OK where both come out as they must. */
static enum err run_aead(enum aead_kind kind, const json_t *test)
{
    static uint8_t out[TEXT_MAX];
    struct buf key, nonce, ad, msg, sealed, tag;
    struct aead a;

    wp_hex(&key, test, "key");
    wp_hex(&nonce, test, "iv");
    wp_hex(&ad, test, "aad");
    wp_hex(&msg, test, "msg");
    wp_hex(&sealed, test, "ct");
    wp_hex(&tag, test, "tag");
    buf_put(&sealed, buf_span(&tag));
    aead_init(&a, kind, buf_span(&key));
    enum err err = aead_open(&a, out, nonce.p, buf_span(&ad), buf_span(&sealed));
    if (err == ERR_OK && !span_eq(span_of(out, sealed.n - tag.n), buf_span(&msg)))
        err = ERR_SIG_MISMATCH;
    if (err == ERR_OK) {
        aead_seal(&a, out, nonce.p, buf_span(&ad), buf_span(&msg));
        if (!span_eq(span_of(out, msg.n + tag.n), buf_span(&sealed)))
            err = ERR_SIG_MISMATCH;
    }
    buf_free(&key);
    buf_free(&nonce);
    buf_free(&ad);
    buf_free(&msg);
    buf_free(&sealed);
    buf_free(&tag);
    return err;
}

void wp_aead(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    json_int_t key_bits = wp_int(group, "keySize");
    enum aead_kind kind = find_aead(wp_text(root, "algorithm"), key_bits, wp_int(group, "tagSize"));

    if (key_bits == 192) {
        wp_outside(tally, WP_KEY_192, group);
    } else if (wp_int(group, "ivSize") != 8 * AEAD_NONCE_SIZE) {
        wp_outside(tally, WP_NONCE, group);
    } else if (kind == AEAD_NONE && strcmp(wp_text(root, "algorithm"), "AES-CCM") == 0) {
        wp_outside(tally, WP_TAG, group);
    } else {
        for (size_t i = 0; i < json_array_size(tests); i++) {
            if (kind == AEAD_NONE)
                tally->skipped++;
            else
                wp_judge(tally, json_array_get(tests, i), run_aead(kind, json_array_get(tests, i)));
        }
    }
}

/* Takes the padding of PKCS #7 (RFC 5652 6.3) off; false where it is none. */
static bool unpad(struct span *text)
{
    uint8_t pad = text->n > 0 ? text->p[text->n - 1] : 0;

    if (pad == 0 || pad > CBC_BLOCK || pad > text->n)
        return false;
    for (size_t i = text->n - pad; i < text->n; i++) {
        if (text->p[i] != pad)
            return false;
    }
    text->n -= pad;
    return true;
}

static enum err decrypt_cbc(struct span key, struct span iv, struct span cipher, struct span msg)
{
    static uint8_t out[TEXT_MAX];
    struct span text = {out, cipher.n};
    struct cbc c;

    if (cipher.n % CBC_BLOCK != 0)
        return ERR_SIG_FORM;
    cbc_init(&c, false, key);
    cbc_run(&c, out, iv.p, cipher);
    return unpad(&text) && span_eq(text, msg) ? ERR_OK : ERR_SIG_MISMATCH;
}

static enum err encrypt_cbc(struct span key, struct span iv, struct span cipher, struct span msg)
{
    static uint8_t out[TEXT_MAX];
    size_t pad = CBC_BLOCK - msg.n % CBC_BLOCK;
    struct cbc c;

    if (msg.n > 0)
        memcpy(out, msg.p, msg.n);
    memset(out + msg.n, (int)pad, pad);
    cbc_init(&c, true, key);
    cbc_run(&c, out, iv.p, span_of(out, msg.n + pad));
    return span_eq(span_of(out, msg.n + pad), cipher) ? ERR_OK : ERR_SIG_MISMATCH;
}

void wp_cbc(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");

    if (strcmp(wp_text(root, "algorithm"), "AES-CBC-PKCS5") != 0) {
        tally->skipped += (unsigned)json_array_size(tests);
        return;
    }
    if (wp_int(group, "keySize") == 192) {
        wp_outside(tally, WP_KEY_192, group);
        return;
    }
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        struct buf key, iv, msg, cipher;
        wp_hex(&key, test, "key");
        wp_hex(&iv, test, "iv");
        wp_hex(&msg, test, "msg");
        wp_hex(&cipher, test, "ct");
        enum err err =
            decrypt_cbc(buf_span(&key), buf_span(&iv), buf_span(&cipher), buf_span(&msg));
        if (err == ERR_OK)
            err = encrypt_cbc(buf_span(&key), buf_span(&iv), buf_span(&cipher), buf_span(&msg));
        wp_judge(tally, test, err);
        buf_free(&key);
        buf_free(&iv);
        buf_free(&msg);
        buf_free(&cipher);
    }
}

/* The hash at the end of an algorithm's name, "HMACSHA256" or "HKDF-SHA-256". */
static enum digest hash_of(const char *algorithm, const char *head)
{
    static const struct {
        const char *bits;
        enum digest digest;
    } hashes[] = {{"1", DIGEST_SHA1},
                  {"224", DIGEST_SHA224},
                  {"256", DIGEST_SHA256},
                  {"384", DIGEST_SHA384},
                  {"512", DIGEST_SHA512}};
    size_t n = strlen(head);

    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        if (strncmp(algorithm, head, n) == 0 && strcmp(algorithm + n, hashes[i].bits) == 0)
            return hashes[i].digest;
    }
    return DIGEST_NONE;
}

void wp_mac(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    enum digest digest = hash_of(wp_text(root, "algorithm"), "HMACSHA");
    size_t tag_n = (size_t)wp_int(group, "tagSize") / 8;

    if (digest == DIGEST_NONE) {
        wp_outside(tally, WP_HASH, group);
        return;
    }
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        uint8_t out[DIGEST_MAX_SIZE];
        struct buf key, msg, tag;
        wp_hex(&key, test, "key");
        wp_hex(&msg, test, "msg");
        wp_hex(&tag, test, "tag");
        mac_of(digest, out, buf_span(&key), buf_span(&msg));
        bool same = tag_n <= digest_size(digest) && span_eq(span_of(out, tag_n), buf_span(&tag));
        wp_judge(tally, test, same ? ERR_OK : ERR_SIG_MISMATCH);
        buf_free(&key);
        buf_free(&msg);
        buf_free(&tag);
    }
}

static enum err run_hkdf(enum digest digest, const json_t *test)
{
    static uint8_t out[TEXT_MAX];
    size_t n = (size_t)wp_int(test, "size");
    uint8_t prk[DIGEST_MAX_SIZE];
    struct buf ikm, salt, info, okm;

    if (n > sizeof out)
        return ERR_LIMIT;
    wp_hex(&ikm, test, "ikm");
    wp_hex(&salt, test, "salt");
    wp_hex(&info, test, "info");
    wp_hex(&okm, test, "okm");
    kdf_extract(digest, prk, buf_span(&salt), buf_span(&ikm));
    enum err err = kdf_expand(digest, out, n, span_of(prk, digest_size(digest)), buf_span(&info));
    if (err == ERR_OK && !span_eq(span_of(out, n), buf_span(&okm)))
        err = ERR_SIG_MISMATCH;
    buf_free(&ikm);
    buf_free(&salt);
    buf_free(&info);
    buf_free(&okm);
    return err;
}

void wp_hkdf(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    enum digest digest = hash_of(wp_text(root, "algorithm"), "HKDF-SHA-");

    if (digest == DIGEST_NONE) {
        wp_outside(tally, WP_HASH, group);
        return;
    }
    for (size_t i = 0; i < json_array_size(tests); i++)
        wp_judge(tally, json_array_get(tests, i), run_hkdf(digest, json_array_get(tests, i)));
}
