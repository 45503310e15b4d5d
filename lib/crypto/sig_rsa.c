/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig_rsa.h"

#include <stdlib.h>

#include "lib/crypto/emsa.h"
#include "lib/crypto/number.h"

static void sig_rsa_release(struct pubkey *key)
{
    struct sig_rsa_key *k = (struct sig_rsa_key *)key;

    modexp_release(&k->power);
    mpz_clear(k->n);
    mpz_clear(k->e);
    free(k);
}

/* An RSA-PSS key may carry parameters that restrict what it signs. */
static enum err read_restriction(struct sigalg *out, const struct keyinfo *info)
{
    struct fail fail = {0};

    *out = (struct sigalg){0};
    if (info->kind == KEY_RSA_PSS && info->params.n > 0 &&
        sigalg_pss_params(out, info->params, &fail) != ERR_OK)
        return ERR_KEY_PARAMETERS;
    return ERR_OK;
}

/* keyinfo_parse has checked the numbers. */
static enum err sig_rsa_check(const struct keyinfo *info)
{
    struct sigalg restriction;

    return read_restriction(&restriction, info);
}

/* Converts n and e to numbers. */
static enum err sig_rsa_prepare(struct pubkey **out, const struct keyinfo *info)
{
    struct sigalg restriction;

    TRY(read_restriction(&restriction, info));
    struct sig_rsa_key *k = calloc(1, sizeof *k);
    if (k == NULL)
        return ERR_MEMORY;
    k->bits = info->bits;
    k->restriction = restriction;
    mpz_init(k->n);
    mpz_init(k->e);
    number_read(k->n, info->modulus);
    number_read(k->e, info->exponent);
    enum err e = modexp_prepare(&k->power, k->n, k->e);
    if (e == ERR_OK)
        *out = &k->base;
    else
        sig_rsa_release(&k->base);
    return e;
}

static size_t sig_rsa_size(const struct pubkey *key)
{
    const struct sig_rsa_key *k = (const struct sig_rsa_key *)key;

    return sizeof *k + number_size(k->n) + number_size(k->e) + modexp_size(&k->power);
}

/* RFC 4055 3.3: the same hash and mask generation function, and no less salt. */
static bool is_allowed(const struct sigalg *restriction, const struct sigalg *alg)
{
    return restriction->kind == SIG_UNKNOWN ||
           (alg->digest == restriction->digest && alg->mgf_digest == restriction->mgf_digest &&
            alg->salt_n >= restriction->salt_n);
}

/* out = sig^e mod n as size bytes (RFC 8017 5.2.2); nothing here is secret. */
static enum err public_operation(const struct sig_rsa_key *key, uint8_t *out, size_t size,
                                 struct span sig)
{
    /* RFC 8017 8.1.2, 8.2.2, step 1 */
    if (sig.n != size)
        return ERR_SIG_FORM;
    return modexp_power(&key->power, out, sig) ? ERR_OK : ERR_SIG_FORM;
}

/* Opens the signature with the public key and compares the padding whole: what is signed is
 * rebuilt, never parsed, so that no garbage can hide in it (BERserk, Bleichenbacher 2006). */
static enum err sig_rsa_verify(const struct pubkey *key, const struct sigalg *alg, struct span msg,
                               struct span sig)
{
    const struct sig_rsa_key *k = (const struct sig_rsa_key *)key;
    uint8_t bytes[EMSA_MAX_BYTES];
    size_t size = (k->bits + 7) / 8;

    if (!is_allowed(&k->restriction, alg))
        return ERR_ALG_KEY_MISMATCH;
    TRY(public_operation(k, bytes, size, sig));
    if (alg->kind == SIG_RSA_PSS)
        return emsa_pss(span_of(bytes, size), k->bits, alg, msg);
    return emsa_pkcs1(span_of(bytes, size), alg->digest, msg);
}

enum err pubkey_rsa_open(const struct pubkey *key, struct buf *out, struct span sig)
{
    const struct sig_rsa_key *k = (const struct sig_rsa_key *)key;
    uint8_t bytes[EMSA_MAX_BYTES];

    if (key->family != &sig_rsa)
        return ERR_ALG_KEY_MISMATCH;
    size_t size = (k->bits + 7) / 8;
    TRY(public_operation(k, bytes, size, sig));
    buf_put(out, span_of(bytes, size));
    return out->err;
}

const struct sig_family sig_rsa = {
    .check = sig_rsa_check,
    .prepare = sig_rsa_prepare,
    .release = sig_rsa_release,
    .size = sig_rsa_size,
    .verify = sig_rsa_verify,
};
