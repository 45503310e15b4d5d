/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DSA signatures (FIPS 186-4), which only old certificates have. */
#include "config.h"

#include "lib/crypto/sig.h"

#include <stdlib.h>

#include "lib/asn1/der.h"
#include "lib/crypto/number.h"
#include "lib/crypto/sigval.h"

/* Of q: keyinfo.c accepts orders of up to 256 bits. */
enum { ORDER_MAX_BYTES = 32 };

struct dsa_key {
    struct pubkey base;
    struct dsa_params params;
    mpz_t y;
};

static void sig_dsa_release(struct pubkey *key)
{
    struct dsa_key *k = (struct dsa_key *)key;

    dsa_params_clear(&k->params);
    mpz_clear(k->y);
    free(k);
}

static size_t sig_dsa_size(const struct pubkey *key)
{
    const struct dsa_key *k = (const struct dsa_key *)key;

    return sizeof *k + number_size(k->params.p) + number_size(k->params.q) +
           number_size(k->params.g) + number_size(k->y);
}

/* Converts p, q, g and y to numbers, and checks that q fits p. */
static enum err sig_dsa_prepare(struct pubkey **out, const struct keyinfo *info)
{
    struct fail fail = {0};
    struct der params = der_open(info->params, &fail), key = der_open(info->key, &fail);
    struct der seq = der_enter(&params, DER_SEQUENCE);
    struct dsa_key *k = calloc(1, sizeof *k);

    if (k == NULL)
        return ERR_MEMORY;
    dsa_params_init(&k->params);
    mpz_init(k->y);
    number_read(k->params.p, der_integer(&seq));
    number_read(k->params.q, der_integer(&seq));
    number_read(k->params.g, der_integer(&seq));
    number_read(k->y, der_integer(&key));
    *out = &k->base;
    /* FIPS 186-4 4.1: q divides p - 1.  keyinfo_parse looked at the sizes. */
    if (fail.err == ERR_OK) {
        mpz_t rest;
        mpz_init(rest);
        mpz_mod(rest, k->params.p, k->params.q);
        bool divides = mpz_cmp_ui(rest, 1) == 0;
        mpz_clear(rest);
        if (divides)
            return ERR_OK;
    }
    sig_dsa_release(*out);
    *out = NULL;
    return ERR_KEY_DSA;
}

/* The signature is DER (RFC 3279 2.2.2): two numbers of at most as many bytes as the longest
 * order. */
static enum err sig_dsa_verify(const struct pubkey *key, const struct sigalg *alg, struct span msg,
                               struct span sig)
{
    const struct dsa_key *k = (const struct dsa_key *)key;
    uint8_t hash[DIGEST_MAX_SIZE];
    struct dsa_signature rs;

    dsa_signature_init(&rs);
    enum err err = sigval_read(&rs, sig, ORDER_MAX_BYTES);
    if (err == ERR_OK) {
        digest_of(alg->digest, hash, msg);
        /* dsa_verify cuts longer digests to the order's bits and checks that r and s are below
         * it. */
        if (dsa_verify(&k->params, k->y, digest_size(alg->digest), hash, &rs) != 1)
            err = ERR_SIG_MISMATCH;
    }
    dsa_signature_clear(&rs);
    return err;
}

const struct sig_family sig_dsa = {
    .prepare = sig_dsa_prepare,
    .release = sig_dsa_release,
    .size = sig_dsa_size,
    .verify = sig_dsa_verify,
};
