/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ECDSA over the curves of nistp. */
#include "config.h"

#include "lib/crypto/sig_nistp.h"

#include <stdlib.h>

#include "lib/crypto/nistp_scalar.h"
#include "lib/crypto/sig_tables.h"
#include "lib/crypto/sigval.h"

struct nistp_key {
    struct pubkey base;
    const struct nistp_curve *curve;
    /* For many signatures: multiples of the base point, which others share, and of this key. */
    const struct nistp_table *of_base;
    struct nistp_table *of_key;
    uint64_t point[NISTP_POINT_MAX];
};

static void sig_nistp_release(struct pubkey *key)
{
    struct nistp_key *k = (struct nistp_key *)key;

    free(k->of_key);
    free(k);
}

static size_t sig_nistp_size(const struct pubkey *key)
{
    const struct nistp_key *k = (const struct nistp_key *)key;

    return sizeof *k + (k->of_key != NULL ? k->of_key->size : 0);
}

/* The multiples that a key for many signatures needs. */
static enum err add_tables(struct nistp_key *k, struct sig_tables *tables)
{
    const struct nistp_curve *curve = k->curve;

    TRY(sig_tables_base(tables, &k->of_base, k->base.kind, curve));
    k->of_key = curve->table(k->point, curve->params->key_many);
    return k->of_key != NULL ? ERR_OK : ERR_MEMORY;
}

enum err sig_nistp_key(struct pubkey **out, const struct keyinfo *info,
                       const struct nistp_curve *curve, struct sig_tables *tables)
{
    struct nistp_key *k = calloc(1, sizeof *k);
    enum err err = ERR_OK;

    if (k == NULL)
        return ERR_MEMORY;
    k->base = (struct pubkey){&sig_nistp, info->kind};
    k->curve = curve;
    /* The key is 04, x, y (RFC 5480 2.2): keyinfo_parse looked at its length. */
    if (!curve->load(k->point, info->key.p + 1))
        err = ERR_KEY_POINT;
    else if (tables != NULL)
        err = add_tables(k, tables);
    if (err == ERR_OK)
        *out = &k->base;
    else
        sig_nistp_release(&k->base);
    return err;
}

static enum err sig_nistp_prepare(struct pubkey **out, const struct keyinfo *info)
{
    return sig_nistp_key(out, info, nistp_curve(info->kind), NULL);
}

static enum err sig_nistp_prepare_many(struct pubkey **out, const struct keyinfo *info,
                                       struct sig_tables *tables)
{
    return sig_nistp_key(out, info, nistp_curve(info->kind), tables);
}

/* The signature is DER (RFC 5480, RFC 3279 2.2.3): two numbers of at most as many bytes as the
 * order. */
static enum err sig_nistp_verify(const struct pubkey *key, const struct sigalg *alg,
                                 struct span msg, struct span sig)
{
    const struct nistp_key *k = (const struct nistp_key *)key;
    const struct nistp_params *params = k->curve->params;
    uint8_t hash[DIGEST_MAX_SIZE];
    struct nistp_sum sum;
    struct span r, s;

    TRY(sigval_split(&r, &s, sig, params->limbs * sizeof *params->order));
    digest_of(alg->digest, hash, msg);
    if (!nistp_sum_of(&sum, params, span_of(hash, digest_size(alg->digest)), r, s))
        return ERR_SIG_MISMATCH;
    bool good = k->of_key != NULL ? k->curve->verify_many(k->of_base, k->of_key, &sum)
                                  : k->curve->verify(k->point, &sum);
    return good ? ERR_OK : ERR_SIG_MISMATCH;
}

const struct sig_family sig_nistp = {
    .prepare = sig_nistp_prepare,
    .release = sig_nistp_release,
    .size = sig_nistp_size,
    .prepare_many = sig_nistp_prepare_many,
    .verify = sig_nistp_verify,
};
