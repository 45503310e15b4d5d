/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ML-DSA signatures of certificates and of TLS, with the empty context (RFC 9881 3). */
#include "config.h"

#include "lib/crypto/sig.h"

#include <stdlib.h>

struct mldsa_key {
    struct pubkey base;
    struct mldsa_public *public;
};

static enum err sig_mldsa_prepare(struct pubkey **out, const struct keyinfo *info)
{
    struct mldsa_key *k = calloc(1, sizeof *k);

    if (k == NULL)
        return ERR_MEMORY;
    enum err err = mldsa_public_new(&k->public, keyinfo_mldsa(info->kind), info->key);
    if (err == ERR_OK)
        *out = &k->base;
    else
        free(k);
    return err;
}

static void sig_mldsa_release(struct pubkey *key)
{
    struct mldsa_key *k = (struct mldsa_key *)key;

    mldsa_public_free(k->public);
    free(k);
}

static size_t sig_mldsa_size(const struct pubkey *key)
{
    const struct mldsa_key *k = (const struct mldsa_key *)key;

    return sizeof *k + mldsa_public_size(k->public);
}

static enum err sig_mldsa_verify(const struct pubkey *key, const struct sigalg *alg,
                                 struct span msg, struct span sig)
{
    const struct mldsa_key *k = (const struct mldsa_key *)key;

    (void)alg; /* its parameter set is the key's */
    return mldsa_verify(k->public, msg, (struct span){0}, sig);
}

const struct sig_family sig_mldsa = {
    .prepare = sig_mldsa_prepare,
    .release = sig_mldsa_release,
    .size = sig_mldsa_size,
    .verify = sig_mldsa_verify,
};
