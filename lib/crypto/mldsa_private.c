/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both forms of a private key lead to rho, K, s1 and s2.  All else follows from these, and is
 * compared with what an expanded key has.
 */
#include "config.h"

#include <stdlib.h>

#include "lib/base/ct.h"
#include "lib/base/wipe.h"
#include "lib/crypto/keccak.h"
#include "lib/crypto/mldsa_inside.h"
#include "lib/crypto/mldsa_round.h"

enum { T1_BITS = 10, T0_BITS = 13, SEEDS = MLDSA_RHO + MLDSA_SECRET_SEED + 32 };

/* Steps 1 to 4 of Algorithm 6, and ExpandS (Algorithm 33). */
static void from_seed(struct mldsa_private *key, struct span seed)
{
    const uint8_t size[] = {(uint8_t)key->set->k, (uint8_t)key->set->l};
    uint8_t all[SEEDS];

    keccak_hash(KECCAK_SHAKE256, all, sizeof all, seed, span_of(size, sizeof size));
    ct_public(all, MLDSA_RHO);
    memcpy(key->public.encoded, all, MLDSA_RHO);
    memcpy(key->k, all + MLDSA_RHO + MLDSA_SECRET_SEED, sizeof key->k);
    for (unsigned s = 0; s < key->set->l; s++)
        mldsa_sample_bounded(&key->s1[s], all + MLDSA_RHO, s, key->set->eta);
    for (unsigned r = 0; r < key->set->k; r++)
        mldsa_sample_bounded(&key->s2[r], all + MLDSA_RHO, key->set->l + r, key->set->eta);
    wipe(all, sizeof all);
}

static unsigned eta_bits(const struct mldsa_set *set)
{
    return set->eta == 2 ? 3 : 4;
}

/* Reads the small vectors of an expanded key.  Not every encoding is of a number from -eta to
 * eta. */
static enum err read_small(struct mldsa_poly *vector, unsigned num, const struct mldsa_set *set,
                           const uint8_t *in)
{
    bool good = true;

    for (unsigned i = 0; i < num; i++) {
        mldsa_unpack(&vector[i], in + i * MLDSA_PACKED(eta_bits(set)), eta_bits(set));
        mldsa_mirror(&vector[i], set->eta);
        good = mldsa_is_below(&vector[i], set->eta + 1) && good;
    }
    return good ? ERR_OK : ERR_KEY_FORM;
}

/* skDecode (Algorithm 25) without what follows from the rest. */
static enum err from_expanded(struct mldsa_private *key, struct span expanded)
{
    const struct mldsa_set *set = key->set;
    const uint8_t *at = expanded.p;

    memcpy(key->public.encoded, at, MLDSA_RHO);
    memcpy(key->k, at + MLDSA_RHO, sizeof key->k);
    at += MLDSA_RHO + sizeof key->k + MLDSA_TR;
    TRY(read_small(key->s1, set->l, set, at));
    return read_small(key->s2, set->k, set, at + set->l * MLDSA_PACKED(eta_bits(set)));
}

void mldsa_row(struct mldsa_sum *out, const struct mldsa_private *key, unsigned row,
               const struct mldsa_poly *vector)
{
    unsigned l = key->set->l;

    *out = (struct mldsa_sum){0};
    for (unsigned s = 0; s < l; s++)
        mldsa_sum_add(out, &key->a[row * l + s], &vector[s]);
}

/* ExpandA (Algorithm 32) */
static void expand_matrix(struct mldsa_private *key)
{
    unsigned l = key->set->l;

    for (unsigned i = 0; i < key->set->k * l; i++)
        mldsa_sample_uniform(&key->a[i], key->public.encoded, i / l, i % l);
}

/* Steps 5 to 9 of Algorithm 6: t = A s1 + s2, of which t1 is public (pkEncode, Algorithm 22). */
static void make_public(struct mldsa_private *key)
{
    struct mldsa_poly s1[MLDSA_L_MAX], t;
    uint8_t *t1 = key->public.encoded + MLDSA_RHO;
    struct mldsa_sum sum;

    memcpy(s1, key->s1, sizeof s1);
    for (unsigned s = 0; s < key->set->l; s++)
        mldsa_ntt(&s1[s]);
    for (unsigned r = 0; r < key->set->k; r++) {
        mldsa_row(&sum, key, r, s1);
        mldsa_sum_end(&t, &sum);
        mldsa_inverse_ntt(&t);
        mldsa_add(&t, &key->s2[r]);
        mldsa_reduce(&t);
        mldsa_power2round(&t, &key->t0[r]);
        mldsa_pack(t1 + r * MLDSA_PACKED(T1_BITS), &t, T1_BITS);
    }
    ct_public(key->public.encoded, key->set->public_n);
    mldsa_tr(&key->public);
    wipe(s1, sizeof s1);
    wipe(&t, sizeof t);
    wipe(&sum, sizeof sum);
}

/* Appends a vector whose coefficients are at most top and become top - c. */
static uint8_t *put_vector(uint8_t *out, const struct mldsa_poly *vector, unsigned num, int32_t top,
                           unsigned bits)
{
    for (unsigned i = 0; i < num; i++, out += MLDSA_PACKED(bits)) {
        struct mldsa_poly poly = vector[i];

        mldsa_mirror(&poly, top);
        mldsa_pack(out, &poly, bits);
        wipe(&poly, sizeof poly);
    }
    return out;
}

/* Is the expanded key exactly skEncode (Algorithm 24) of this one? */
static enum err compare(const struct mldsa_private *key, struct span expanded)
{
    const struct mldsa_set *set = key->set;
    uint8_t made[MLDSA_SECRET_MAX], *at = made;

    memcpy(at, key->public.encoded, MLDSA_RHO);
    memcpy(at + MLDSA_RHO, key->k, sizeof key->k);
    memcpy(at + MLDSA_RHO + sizeof key->k, key->public.tr, MLDSA_TR);
    at += MLDSA_RHO + sizeof key->k + MLDSA_TR;
    at = put_vector(at, key->s1, set->l, set->eta, eta_bits(set));
    at = put_vector(at, key->s2, set->k, set->eta, eta_bits(set));
    put_vector(at, key->t0, set->k, 1 << (MLDSA_D - 1), T0_BITS);
    bool same = equal_ct(made, expanded.p, set->secret_n);
    wipe(made, sizeof made);
    ct_public(&same, sizeof same);
    return same ? ERR_OK : ERR_KEY_INCONSISTENT;
}

static void transform(struct mldsa_poly *vector, unsigned num)
{
    for (unsigned i = 0; i < num; i++) {
        mldsa_ntt(&vector[i]);
        mldsa_reduce(&vector[i]);
    }
}

static enum err fill(struct mldsa_private *key, struct span seed, struct span expanded)
{
    if (seed.n > 0)
        from_seed(key, seed);
    else
        TRY(from_expanded(key, expanded));
    expand_matrix(key);
    make_public(key);
    if (expanded.n > 0)
        TRY(compare(key, expanded));
    transform(key->s1, key->set->l);
    transform(key->s2, key->set->k);
    transform(key->t0, key->set->k);
    return ERR_OK;
}

enum err mldsa_private_new(struct mldsa_private **out, const struct mldsa_set *set,
                           struct span seed, struct span expanded)
{
    *out = NULL;
    if ((seed.n != MLDSA_SEED && seed.n != 0) || (expanded.n != set->secret_n && expanded.n != 0) ||
        seed.n + expanded.n == 0)
        return ERR_KEY_FORM;
    size_t matrix = (size_t)set->k * set->l * sizeof(struct mldsa_poly);
    struct mldsa_private *key = calloc(1, sizeof *key + matrix);
    if (key == NULL)
        return ERR_MEMORY;
    key->set = set;
    key->public.set = set;
    enum err err = fill(key, seed, expanded);
    if (err == ERR_OK)
        *out = key;
    else
        mldsa_private_free(key);
    return err;
}

void mldsa_private_free(struct mldsa_private *key)
{
    if (key == NULL)
        return;
    wipe(key, sizeof *key); /* the matrix is public */
    free(key);
}

struct span mldsa_private_public(const struct mldsa_private *key)
{
    return span_of(key->public.encoded, key->set->public_n);
}
