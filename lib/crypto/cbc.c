/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/cbc.h"

#include <assert.h>

#include <nettle/aes.h>
#include <nettle/cbc.h>

#include "lib/base/wipe.h"

static_assert(sizeof(struct aes256_ctx) <= sizeof((struct cbc){0}.state), "no room for a key");

enum { KEY_128 = 16 };

void cbc_init(struct cbc *cbc, bool encrypts, struct span key)
{
    void *ctx = cbc->state;

    cbc->encrypts = encrypts;
    cbc->key_n = key.n;
    if (key.n == KEY_128 && encrypts)
        aes128_set_encrypt_key(ctx, key.p);
    else if (key.n == KEY_128)
        aes128_set_decrypt_key(ctx, key.p);
    else if (encrypts)
        aes256_set_encrypt_key(ctx, key.p);
    else
        aes256_set_decrypt_key(ctx, key.p);
}

void cbc_wipe(struct cbc *cbc)
{
    wipe(cbc, sizeof *cbc);
}

/* cbc_decrypt takes a function of this type; Nettle declares its own with a typed context. */
static void decrypt_128(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes128_decrypt(ctx, n, out, in);
}

static void decrypt_256(const void *ctx, size_t n, uint8_t *out, const uint8_t *in)
{
    aes256_decrypt(ctx, n, out, in);
}

void cbc_run(struct cbc *cbc, uint8_t *out, const uint8_t iv[CBC_BLOCK], struct span in)
{
    const void *ctx = cbc->state;
    uint8_t chain[CBC_BLOCK]; /* ciphertext, as the vector is: no secret */

    if (in.n == 0)
        return;
    memcpy(chain, iv, sizeof chain);
    if (!cbc->encrypts)
        cbc_decrypt(ctx, cbc->key_n == KEY_128 ? decrypt_128 : decrypt_256, CBC_BLOCK, chain, in.n,
                    out, in.p);
    else if (cbc->key_n == KEY_128)
        cbc_aes128_encrypt(ctx, chain, in.n, out, in.p);
    else
        cbc_aes256_encrypt(ctx, chain, in.n, out, in.p);
}
