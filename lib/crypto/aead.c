/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/aead.h"

#include <assert.h>

#include <nettle/aes.h>
#include <nettle/ccm.h>
#include <nettle/chacha-poly1305.h>
#include <nettle/gcm.h>
#include <nettle/nettle-meta.h>

#include "lib/base/wipe.h"

static_assert(sizeof(struct gcm_aes256_ctx) <= sizeof((struct aead){0}.state), "GCM");
static_assert(sizeof(struct aes256_ctx) <= sizeof((struct aead){0}.state), "CCM");
static_assert(sizeof(struct chacha_poly1305_ctx) <= sizeof((struct aead){0}.state), "ChaCha20");

/* One row a kind of AEAD. Nettle drives GCM and ChaCha20-Poly1305 through one interface; CCM is
 * apart because it must know the length of a message before its first block. */
static const struct {
    size_t key_n, tag_n;
    const struct nettle_aead *stream; /* one that runs over parts, or NULL */
    const struct nettle_cipher *ccm;  /* CCM needs the whole message at once: its length is in
                                       * the first block (RFC 3610 2.2) */
} kinds[] = {
    [AEAD_NONE] = {0, 0, NULL, NULL},
    [AEAD_AES_128_GCM] = {16, 16, &nettle_gcm_aes128, NULL},
    [AEAD_AES_256_GCM] = {32, 16, &nettle_gcm_aes256, NULL},
    [AEAD_AES_128_CCM] = {16, 16, NULL, &nettle_aes128},
    [AEAD_AES_256_CCM] = {32, 16, NULL, &nettle_aes256},
    [AEAD_AES_128_CCM_8] = {16, 8, NULL, &nettle_aes128},
    [AEAD_AES_256_CCM_8] = {32, 8, NULL, &nettle_aes256},
    [AEAD_CHACHA20_POLY1305] = {32, 16, &nettle_chacha_poly1305, NULL},
};

size_t aead_key_size(enum aead_kind kind)
{
    return kinds[kind].key_n;
}

size_t aead_tag_size(enum aead_kind kind)
{
    return kinds[kind].tag_n;
}

void aead_init(struct aead *aead, enum aead_kind kind, struct span key)
{
    aead->kind = kind;
    if (kinds[kind].stream != NULL)
        kinds[kind].stream->set_encrypt_key(aead->state, key.p);
    else
        kinds[kind].ccm->set_encrypt_key(aead->state, key.p);
}

void aead_wipe(struct aead *aead)
{
    wipe(aead, sizeof *aead);
}

/* Begins a record: its nonce, then the additional data, which is authenticated and not
 * encrypted. */
static void start(struct aead *aead, const uint8_t *nonce, struct span ad)
{
    const struct nettle_aead *s = kinds[aead->kind].stream;

    s->set_nonce(aead->state, nonce);
    if (ad.n > 0)
        s->update(aead->state, ad.n, ad.p);
}

void aead_seal(struct aead *aead, uint8_t *out, const uint8_t nonce[AEAD_NONCE_SIZE],
               struct span ad, struct span plain)
{
    const struct nettle_aead *s = kinds[aead->kind].stream;
    size_t tag_n = kinds[aead->kind].tag_n;

    if (s == NULL) {
        ccm_encrypt_message(aead->state, kinds[aead->kind].ccm->encrypt, AEAD_NONCE_SIZE, nonce,
                            ad.n, ad.p, tag_n, plain.n + tag_n, out, plain.p);
        return;
    }
    start(aead, nonce, ad);
    if (plain.n > 0)
        s->encrypt(aead->state, plain.n, out, plain.p);
    s->digest(aead->state, tag_n, out + plain.n);
}

/* Decrypts and authenticates with a kind that works in parts; false if the tag does not match. */
static bool open_stream(struct aead *aead, uint8_t *out, const uint8_t *nonce, struct span ad,
                        struct span body, const uint8_t *tag)
{
    const struct nettle_aead *s = kinds[aead->kind].stream;
    uint8_t expected[AEAD_TAG_MAX];

    start(aead, nonce, ad);
    if (body.n > 0)
        s->decrypt(aead->state, body.n, out, body.p);
    s->digest(aead->state, sizeof expected, expected);
    return equal_ct(expected, tag, sizeof expected);
}

enum err aead_open(struct aead *aead, uint8_t *out, const uint8_t nonce[AEAD_NONCE_SIZE],
                   struct span ad, struct span sealed)
{
    size_t tag_n = kinds[aead->kind].tag_n;
    bool good;

    if (sealed.n < tag_n)
        return ERR_TLS_BAD_RECORD_MAC;
    struct span body = span_head(sealed, sealed.n - tag_n);
    if (kinds[aead->kind].stream != NULL)
        good = open_stream(aead, out, nonce, ad, body, sealed.p + body.n);
    else
        good = ccm_decrypt_message(aead->state, kinds[aead->kind].ccm->encrypt, AEAD_NONCE_SIZE,
                                   nonce, ad.n, ad.p, tag_n, body.n, out, sealed.p) == 1;
    /* Plaintext that is not authentic must not be returned (RFC 5116 2.2). */
    if (!good)
        wipe(out, body.n);
    return good ? ERR_OK : ERR_TLS_BAD_RECORD_MAC;
}
