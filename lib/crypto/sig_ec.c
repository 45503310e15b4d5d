/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sig.h"

#include <stdlib.h>

#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>

#include "lib/crypto/sigval.h"

struct ec_key {
    struct pubkey base;
    size_t bytes; /* of a coordinate, and of the order */
    struct ecc_point point;
};

static const struct ecc_curve *curve_of(enum key_kind kind)
{
    switch (kind) {
    case KEY_P224:
        return nettle_get_secp_224r1();
    case KEY_P384:
        return nettle_get_secp_384r1();
    case KEY_P521:
        return nettle_get_secp_521r1();
    default:
        return nettle_get_secp_256r1();
    }
}

static enum err sig_ec_prepare(struct pubkey **out, const struct keyinfo *info)
{
    struct ec_key *k = calloc(1, sizeof *k);
    mpz_t x, y;

    if (k == NULL)
        return ERR_MEMORY;
    k->bytes = (info->bits + 7) / 8;
    ecc_point_init(&k->point, curve_of(info->kind));
    mpz_inits(x, y, NULL);
    /* The key is 04, x, y (RFC 5480 2.2): keyinfo_parse looked at its length. */
    sigval_import(x, span_of(info->key.p + 1, k->bytes));
    sigval_import(y, span_of(info->key.p + 1 + k->bytes, k->bytes));
    /* It also holds the coordinates against the field's prime. */
    bool on_curve = ecc_point_set(&k->point, x, y) == 1;
    mpz_clears(x, y, NULL);
    if (!on_curve) {
        ecc_point_clear(&k->point);
        free(k);
        return ERR_KEY_POINT;
    }
    *out = &k->base;
    return ERR_OK;
}

static void sig_ec_release(struct pubkey *key)
{
    struct ec_key *k = (struct ec_key *)key;

    ecc_point_clear(&k->point);
    free(k);
}

static enum err sig_ec_verify(const struct pubkey *key, const struct sigalg *alg, struct span msg,
                              struct span sig)
{
    const struct ec_key *k = (const struct ec_key *)key;
    uint8_t hash[DIGEST_MAX_SIZE];
    struct dsa_signature rs;

    dsa_signature_init(&rs);
    enum err err = sigval_read(&rs, sig, k->bytes);
    if (err == ERR_OK) {
        digest_of(alg->digest, hash, msg);
        /* Longer digests are cut to the order's bits, r and s held below it. */
        if (ecdsa_verify(&k->point, digest_size(alg->digest), hash, &rs) != 1)
            err = ERR_SIG_MISMATCH;
    }
    dsa_signature_clear(&rs);
    return err;
}

const struct sig_family sig_ec = {sig_ec_prepare, sig_ec_release, sig_ec_verify};
