/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RSAES-PKCS1-v1_5 encryption (RFC 8017 7.2.1), which RSA key exchange needs. */
#include "config.h"

#include "lib/base/wipe.h"
#include "lib/crypto/emsa.h"
#include "lib/crypto/number.h"
#include "lib/crypto/sig_rsa.h"

enum { MIN_PADDING = 11 /* 00 02, eight octets, 00 */, TRIES = 64 };

/* Fills with octets that are not zero (RFC 8017 7.2.1, step 2 a). */
static enum err fill_nonzero(uint8_t *out, size_t n, const struct rng *rng)
{
    rng_fill(rng, out, n);
    for (size_t i = 0; i < n; i++) {
        for (int tries = 0; out[i] == 0; tries++) {
            if (tries == TRIES)
                return ERR_TLS_RANDOM;
            rng_fill(rng, out + i, 1);
        }
    }
    return ERR_OK;
}

/* em^e mod n; em is below n, since its first octet is zero, and it is secret. */
static void public_operation(const struct sig_rsa_key *key, uint8_t *out, struct span em)
{
    mpz_t m;

    mpz_init(m);
    number_read(m, em);
    mpz_powm_sec(m, m, key->e, key->n);
    number_write(out, em.n, m);
    mpz_clear(m);
}

/* EME-PKCS1-v1_5: 00 02, padding without zeros, 00, the message. */
enum err pubkey_encrypt(const struct pubkey *key, struct buf *out, struct span msg,
                        const struct rng *rng)
{
    const struct sig_rsa_key *k = (const struct sig_rsa_key *)key;
    uint8_t em[EMSA_MAX_BYTES];

    if (key->kind != KEY_RSA)
        return ERR_ALG_KEY_MISMATCH;
    size_t n = (k->bits + 7) / 8;
    /* RFC 8017 7.2.1, step 1 */
    if (msg.n > n - MIN_PADDING)
        return ERR_ALG_KEY_MISMATCH;
    em[0] = 0x00;
    em[1] = 0x02;
    enum err err = fill_nonzero(em + 2, n - msg.n - 3, rng);
    em[n - msg.n - 1] = 0x00;
    if (msg.n > 0)
        memcpy(em + n - msg.n, msg.p, msg.n);
    if (err == ERR_OK) {
        uint8_t *room = buf_room(out, n);
        if (room != NULL)
            public_operation(k, room, span_of(em, n));
        err = out->err;
    }
    wipe(em, sizeof em);
    return err;
}

/* The first octet of zero keeps the block below the modulus. */
enum err pubkey_encrypt_block(const struct pubkey *key, struct buf *out, struct span block)
{
    const struct sig_rsa_key *k = (const struct sig_rsa_key *)key;

    if (key->kind != KEY_RSA || block.n != (k->bits + 7) / 8 || block.p[0] != 0)
        return ERR_ALG_KEY_MISMATCH;
    uint8_t *room = buf_room(out, block.n);
    if (room != NULL)
        public_operation(k, room, block);
    return out->err;
}
