/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/pbe_cipher.h"

#include <assert.h>

#include <nettle/aes.h>
#include <nettle/arcfour.h>
#include <nettle/arctwo.h>
#include <nettle/cbc.h>
#include <nettle/des.h>

#include "lib/base/lookup.h"
#include "lib/base/wipe.h"

union cipher_context {
    struct aes256_ctx aes; /* the largest of the three */
    struct arcfour_ctx rc4;
    struct arctwo_ctx rc2;
    struct des_ctx des;
    struct des3_ctx des3;
};

static const struct {
    char name[16];
    uint8_t key_n, block_n;
    bool is_old;
} ciphers[PBE_CIPHER_COUNT] = {
    [PBE_NO_CIPHER] = {ROW_TEXT("none"), 0, 0, false},
    [PBE_AES128] = {ROW_TEXT("AES-128-CBC"), AES128_KEY_SIZE, AES_BLOCK_SIZE, false},
    [PBE_AES192] = {ROW_TEXT("AES-192-CBC"), AES192_KEY_SIZE, AES_BLOCK_SIZE, false},
    [PBE_AES256] = {ROW_TEXT("AES-256-CBC"), AES256_KEY_SIZE, AES_BLOCK_SIZE, false},
    [PBE_3DES] = {ROW_TEXT("3DES-CBC"), DES3_KEY_SIZE, DES_BLOCK_SIZE, true},
    [PBE_2DES] = {ROW_TEXT("2-key 3DES-CBC"), 2 * DES_KEY_SIZE, DES_BLOCK_SIZE, true},
    [PBE_DES] = {ROW_TEXT("DES-CBC"), DES_KEY_SIZE, DES_BLOCK_SIZE, true},
    [PBE_RC2_128] = {ROW_TEXT("RC2-128-CBC"), 16, ARCTWO_BLOCK_SIZE, true},
    [PBE_RC2_40] = {ROW_TEXT("RC2-40-CBC"), 5, ARCTWO_BLOCK_SIZE, true},
    [PBE_RC4_128] = {ROW_TEXT("RC4-128"), 16, 0, true},
    [PBE_RC4_40] = {ROW_TEXT("RC4-40"), 5, 0, true},
};

const char *pbe_cipher_name(enum pbe_cipher cipher)
{
    return ciphers[cipher].name;
}

size_t pbe_cipher_key_size(enum pbe_cipher cipher)
{
    return ciphers[cipher].key_n;
}

size_t pbe_cipher_block_size(enum pbe_cipher cipher)
{
    return ciphers[cipher].block_n;
}

bool pbe_cipher_is_old(enum pbe_cipher cipher)
{
    return ciphers[cipher].is_old;
}

/* Nettle's ciphers have typed contexts; its mode takes functions of one type. */
static void open_aes128(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes128_decrypt(ctx, n, out, in);
}

static void open_aes192(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes192_decrypt(ctx, n, out, in);
}

static void open_aes256(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes256_decrypt(ctx, n, out, in);
}

static void open_3des(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    des3_decrypt(ctx, n, out, in);
}

static void open_des(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    des_decrypt(ctx, n, out, in);
}

/* Nettle 3.8 declares this one context without const; it does not change it. */
static void open_rc2(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    arctwo_decrypt((struct arctwo_ctx *)(uintptr_t)ctx, n, out, in);
}

/* The key of 3DES with two keys is their first, second and first again. */
static void set_2des(struct des3_ctx *ctx, const uint8_t *key)
{
    uint8_t three[DES3_KEY_SIZE];

    memcpy(three, key, (size_t)2 * DES_KEY_SIZE);
    memcpy(three + (size_t)2 * DES_KEY_SIZE, key, DES_KEY_SIZE);
    (void)des3_set_key(ctx, three);
    wipe(three, sizeof three);
}

/* Prepares a key for decryption.  Weak keys are used as any other: they read old files. */
static nettle_cipher_func *set_key(enum pbe_cipher cipher, union cipher_context *ctx,
                                   const uint8_t *key)
{
    switch (cipher) {
    case PBE_AES128: aes128_set_decrypt_key((void *)ctx, key); return open_aes128;
    case PBE_AES192: aes192_set_decrypt_key((void *)ctx, key); return open_aes192;
    case PBE_AES256: aes256_set_decrypt_key(&ctx->aes, key); return open_aes256;
    case PBE_3DES: (void)des3_set_key(&ctx->des3, key); return open_3des;
    case PBE_2DES: set_2des(&ctx->des3, key); return open_3des;
    case PBE_DES: (void)des_set_key(&ctx->des, key); return open_des;
    case PBE_RC2_128: arctwo_set_key_ekb(&ctx->rc2, 16, key, 128); return open_rc2;
    case PBE_RC2_40: arctwo_set_key_ekb(&ctx->rc2, 5, key, 40); return open_rc2;
    case PBE_RC4_128:
    case PBE_RC4_40:
    case PBE_NO_CIPHER:
    case PBE_CIPHER_COUNT: break;
    }
    return NULL;
}

/* The number of bytes of padding: each of them has it as its value; 0 if they have not. */
static size_t padding(struct span text, size_t block)
{
    size_t n = text.n == 0 ? 0 : text.p[text.n - 1];

    if (n > block || n > text.n)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (text.p[text.n - 1 - i] != n)
            return 0;
    }
    return n;
}

/* A stream cipher has neither vector nor padding: whether the key was right is for the caller to
 * see. */
static enum err open_stream(enum pbe_cipher cipher, struct buf *out, const uint8_t *key,
                            struct span in)
{
    union cipher_context ctx;
    uint8_t *text = buf_room(out, in.n);

    if (text == NULL)
        return out->err;
    arcfour_set_key(&ctx.rc4, ciphers[cipher].key_n, key);
    arcfour_crypt(&ctx.rc4, in.n, text, in.p);
    wipe(&ctx, sizeof ctx);
    return ERR_OK;
}

enum err pbe_cipher_open(enum pbe_cipher cipher, struct buf *out, const uint8_t *key,
                         const uint8_t *iv, struct span in)
{
    size_t block = ciphers[cipher].block_n, start = out->n;
    uint8_t chain[PBE_BLOCK_MAX]; /* ciphertext, as the vector is: no secret */
    union cipher_context ctx;

    if (cipher == PBE_NO_CIPHER || in.n == 0 || (block > 0 && in.n % block != 0))
        return ERR_PASSPHRASE_WRONG;
    if (block == 0)
        return open_stream(cipher, out, key, in);
    uint8_t *text = buf_room(out, in.n);
    if (text == NULL)
        return out->err;
    memcpy(chain, iv, block);
    cbc_decrypt(&ctx, set_key(cipher, &ctx, key), block, chain, in.n, text, in.p);
    wipe(&ctx, sizeof ctx);
    size_t pad = padding(span_of(text, in.n), block);
    if (pad == 0)
        wipe(text, in.n);
    buf_truncate(out, pad == 0 ? start : out->n - pad);
    return pad == 0 ? ERR_PASSPHRASE_WRONG : ERR_OK;
}

static void seal_aes128(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes128_encrypt(ctx, n, out, in);
}

static void seal_aes192(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes192_encrypt(ctx, n, out, in);
}

static void seal_aes256(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes256_encrypt(ctx, n, out, in);
}

void pbe_cipher_seal(enum pbe_cipher cipher, struct buf *out, const uint8_t *key, const uint8_t *iv,
                     struct span in)
{
    size_t pad = AES_BLOCK_SIZE - in.n % AES_BLOCK_SIZE;
    uint8_t chain[AES_BLOCK_SIZE];
    union cipher_context ctx;
    nettle_cipher_func *seal = seal_aes256;

    assert(cipher >= PBE_AES128 && cipher <= PBE_AES256);
    uint8_t *text = buf_room(out, in.n + pad);
    if (text == NULL)
        return;
    if (in.n > 0)
        memcpy(text, in.p, in.n);
    memset(text + in.n, (int)pad, pad);
    memcpy(chain, iv, sizeof chain);
    if (cipher == PBE_AES128) {
        aes128_set_encrypt_key((void *)&ctx, key);
        seal = seal_aes128;
    } else if (cipher == PBE_AES192) {
        aes192_set_encrypt_key((void *)&ctx, key);
        seal = seal_aes192;
    } else {
        aes256_set_encrypt_key(&ctx.aes, key);
    }
    cbc_encrypt(&ctx, seal, AES_BLOCK_SIZE, chain, in.n + pad, text, text);
    wipe(&ctx, sizeof ctx);
}
