/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/unsafe_cipher.h"

#include <assert.h>

#include <nettle/aes.h>
#include <nettle/arcfour.h>
#include <nettle/cbc.h>
#include <nettle/cfb.h>
#include <nettle/des.h>

#include "lib/base/wipe.h"

static_assert(sizeof(struct aes128_ctx) <= sizeof((struct unsafe_cipher){0}.state) &&
                  sizeof(struct arcfour_ctx) <= sizeof((struct unsafe_cipher){0}.state) &&
                  sizeof(struct des3_ctx) <= sizeof((struct unsafe_cipher){0}.state),
              "no room for a key");

enum { RC4_KEY = 16 };

/* Nettle's cipher functions have typed contexts; its modes take functions of this type. */
static void block_aes(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes128_encrypt(ctx, n, out, in);
}

static void block_des(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    des_encrypt(ctx, n, out, in);
}

static void block_3des(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    des3_encrypt(ctx, n, out, in);
}

static void init_aes(void *ctx, const uint8_t *key)
{
    aes128_set_encrypt_key(ctx, key);
}

static void init_rc4(void *ctx, const uint8_t *key)
{
    arcfour_set_key(ctx, RC4_KEY, key);
}

/* Weak keys are set as any other: these ciphers protect nothing. */
static void init_des(void *ctx, const uint8_t *key)
{
    (void)des_set_key(ctx, key);
}

static void init_3des(void *ctx, const uint8_t *key)
{
    (void)des3_set_key(ctx, key);
}

static void run_ecb(void *ctx, uint8_t *iv, uint8_t *out, struct span in)
{
    (void)iv;
    block_aes(ctx, in.n, out, in.p);
}

static void run_cfb(void *ctx, uint8_t *iv, uint8_t *out, struct span in)
{
    cfb_encrypt(ctx, block_aes, AES_BLOCK_SIZE, iv, in.n, out, in.p);
}

/* SP 800-38A 6.4: each block of the key stream is the encryption of the one before. */
static void run_ofb(void *ctx, uint8_t *iv, uint8_t *out, struct span in)
{
    for (size_t at = 0; at < in.n; at += AES_BLOCK_SIZE) {
        block_aes(ctx, AES_BLOCK_SIZE, iv, iv);
        for (size_t i = 0; i < AES_BLOCK_SIZE; i++)
            out[at + i] = in.p[at + i] ^ iv[i];
    }
}

static void run_rc4(void *ctx, uint8_t *iv, uint8_t *out, struct span in)
{
    (void)iv;
    arcfour_crypt(ctx, in.n, out, in.p);
}

static void run_des(void *ctx, uint8_t *iv, uint8_t *out, struct span in)
{
    cbc_encrypt(ctx, block_des, DES_BLOCK_SIZE, iv, in.n, out, in.p);
}

static void run_3des(void *ctx, uint8_t *iv, uint8_t *out, struct span in)
{
    cbc_encrypt(ctx, block_3des, DES_BLOCK_SIZE, iv, in.n, out, in.p);
}

static const struct {
    size_t key_n, iv_n;
    void (*init)(void *ctx, const uint8_t *key);
    void (*run)(void *ctx, uint8_t *iv, uint8_t *out, struct span in);
} kinds[] = {
    [UNSAFE_AES_128_ECB] = {AES128_KEY_SIZE, 0, init_aes, run_ecb},
    [UNSAFE_AES_128_CFB] = {AES128_KEY_SIZE, AES_BLOCK_SIZE, init_aes, run_cfb},
    [UNSAFE_AES_128_OFB] = {AES128_KEY_SIZE, AES_BLOCK_SIZE, init_aes, run_ofb},
    [UNSAFE_RC4] = {RC4_KEY, 0, init_rc4, run_rc4},
    [UNSAFE_DES_CBC] = {DES_KEY_SIZE, DES_BLOCK_SIZE, init_des, run_des},
    [UNSAFE_3DES_CBC] = {DES3_KEY_SIZE, DES_BLOCK_SIZE, init_3des, run_3des},
};

size_t unsafe_key_size(enum unsafe_kind kind)
{
    return kinds[kind].key_n;
}

void unsafe_cipher_init(struct unsafe_cipher *cipher, enum unsafe_kind kind, struct span key)
{
    assert(key.n == kinds[kind].key_n);
    cipher->kind = kind;
    kinds[kind].init(cipher->state, key.p);
}

void unsafe_cipher_wipe(struct unsafe_cipher *cipher)
{
    wipe(cipher, sizeof *cipher);
}

void unsafe_cipher_run(struct unsafe_cipher *cipher, uint8_t *out, const uint8_t iv[UNSAFE_IV_MAX],
                       struct span in)
{
    uint8_t chain[UNSAFE_IV_MAX] = {0}; /* what CFB and OFB encrypt next */

    if (kinds[cipher->kind].iv_n > 0)
        memcpy(chain, iv, kinds[cipher->kind].iv_n);
    kinds[cipher->kind].run(cipher->state, chain, out, in);
    wipe(chain, sizeof chain);
}
