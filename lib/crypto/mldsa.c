/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mldsa.h"

#include <stdlib.h>

#include "lib/base/wipe.h"
#include "lib/crypto/keccak.h"
#include "lib/crypto/mldsa_inside.h"
#include "lib/crypto/mldsa_round.h"

enum { T1_BITS = 10 };

const struct mldsa_set mldsa_sets[MLDSA_SETS] = {
#define MLDSA(id, name, k, l, eta, tau, gamma1_bits, gamma2_parts, omega, lambda) \
    {name,                                                                        \
     k,                                                                           \
     l,                                                                           \
     eta,                                                                         \
     tau,                                                                         \
     gamma1_bits,                                                                 \
     gamma2_parts,                                                                \
     omega,                                                                       \
     lambda,                                                                      \
     MLDSA_##id##_PUBLIC,                                                         \
     MLDSA_##id##_SECRET,                                                         \
     MLDSA_##id##_SIGNATURE},
#include "lib/crypto/mldsa_sets.def"
#undef MLDSA
};

void mldsa_tr(struct mldsa_public *key)
{
    keccak_hash(KECCAK_SHAKE256, key->tr, sizeof key->tr, span_of(key->encoded, key->set->public_n),
                (struct span){0});
}

enum err mldsa_public_new(struct mldsa_public **out, const struct mldsa_set *set, struct span key)
{
    *out = NULL;
    if (key.n != set->public_n)
        return ERR_KEY_FORM;
    struct mldsa_public *made = malloc(sizeof *made);
    if (made == NULL)
        return ERR_MEMORY;
    made->set = set;
    memcpy(made->encoded, key.p, key.n);
    mldsa_tr(made);
    *out = made;
    return ERR_OK;
}

void mldsa_public_free(struct mldsa_public *key)
{
    free(key);
}

size_t mldsa_public_size(const struct mldsa_public *key)
{
    return sizeof *key;
}

enum err mldsa_mu(uint8_t mu[MLDSA_MU], const uint8_t tr[MLDSA_TR], struct span msg,
                  struct span context)
{
    const uint8_t head[] = {0 /* pure */, (uint8_t)context.n};
    struct keccak keccak;

    if (context.n > MLDSA_CONTEXT_MAX)
        return ERR_SIG_FORM;
    keccak_init(&keccak, KECCAK_SHAKE256);
    keccak_absorb(&keccak, span_of(tr, MLDSA_TR));
    keccak_absorb(&keccak, span_of(head, sizeof head));
    keccak_absorb(&keccak, context);
    keccak_absorb(&keccak, msg);
    keccak_squeeze(&keccak, mu, MLDSA_MU);
    return ERR_OK;
}

void mldsa_commit(uint8_t *out, const struct mldsa_set *set, const uint8_t mu[MLDSA_MU],
                  const struct mldsa_poly *w1)
{
    uint8_t packed[MLDSA_PACKED_MAX];
    unsigned bits = mldsa_w1_bits(set);
    struct keccak keccak;

    keccak_init(&keccak, KECCAK_SHAKE256);
    keccak_absorb(&keccak, span_of(mu, MLDSA_MU));
    for (unsigned r = 0; r < set->k; r++) {
        mldsa_pack(packed, &w1[r], bits);
        keccak_absorb(&keccak, span_of(packed, MLDSA_PACKED(bits)));
    }
    keccak_squeeze(&keccak, out, set->lambda / 4);
    keccak_wipe(&keccak);
    wipe(packed, sizeof packed);
}

/* A signature taken apart (Algorithm 27). */
struct parts {
    struct span commitment, hints;
    struct mldsa_poly z[MLDSA_L_MAX];
};

/* Every encoding of z has a meaning; the bound of step 13 of Algorithm 8 is checked at once. */
static enum err take_apart(struct parts *out, const struct mldsa_set *set, struct span sig)
{
    unsigned bits = set->gamma1_bits + 1;

    if (sig.n != set->signature_n)
        return ERR_SIG_FORM;
    out->commitment = span_head(sig, set->lambda / 4);
    out->hints = span_tail(sig, sig.n - set->omega - set->k);
    if (!mldsa_hint_is_sound(out->hints, set->omega))
        return ERR_SIG_FORM;
    for (unsigned s = 0; s < set->l; s++) {
        mldsa_unpack(&out->z[s], sig.p + out->commitment.n + s * MLDSA_PACKED(bits), bits);
        mldsa_mirror(&out->z[s], mldsa_gamma1(set));
        if (!mldsa_is_below(&out->z[s], mldsa_gamma1(set) - mldsa_beta(set)))
            return ERR_SIG_FORM;
    }
    return ERR_OK;
}

/* Row `row` of A z - c t1 2^d (Algorithm 8, steps 5 and 9; pkDecode, Algorithm 23); z and c are
 * transformed, the result is not. */
static void approximate(struct mldsa_poly *out, const struct mldsa_public *key, unsigned row,
                        const struct mldsa_poly *z, const struct mldsa_poly *challenge)
{
    struct mldsa_poly poly;
    struct mldsa_sum sum = {0};

    for (unsigned s = 0; s < key->set->l; s++) {
        mldsa_sample_uniform(&poly, key->encoded, row, s);
        mldsa_sum_add(&sum, &poly, &z[s]);
    }
    mldsa_unpack(&poly, key->encoded + MLDSA_RHO + row * MLDSA_PACKED(T1_BITS), T1_BITS);
    for (unsigned j = 0; j < MLDSA_N; j++)
        poly.c[j] <<= MLDSA_D;
    mldsa_ntt(&poly);
    mldsa_reduce(&poly);
    mldsa_sum_subtract(&sum, &poly, challenge);
    mldsa_sum_end(out, &sum);
    mldsa_inverse_ntt(out);
}

/* Algorithm 8, steps 8 to 12. */
enum err mldsa_verify(const struct mldsa_public *key, struct span msg, struct span context,
                      struct span sig)
{
    const struct mldsa_set *set = key->set;
    uint8_t mu[MLDSA_MU], commitment[MLDSA_COMMITMENT_MAX];
    struct mldsa_poly challenge, w1[MLDSA_K_MAX];
    struct mldsa_hint hint;
    struct parts parts;

    TRY(mldsa_mu(mu, key->tr, msg, context));
    TRY(take_apart(&parts, set, sig));
    mldsa_sample_ball(&challenge, parts.commitment, set->tau);
    mldsa_ntt(&challenge);
    for (unsigned s = 0; s < set->l; s++)
        mldsa_ntt(&parts.z[s]);
    for (unsigned r = 0; r < set->k; r++) {
        approximate(&w1[r], key, r, parts.z, &challenge);
        mldsa_hint_row(&hint, parts.hints, set->omega, r);
        mldsa_use_hint(&w1[r], &hint, set->gamma2_parts);
    }
    mldsa_commit(commitment, set, mu, w1);
    return span_eq(parts.commitment, span_of(commitment, parts.commitment.n)) ? ERR_OK
                                                                              : ERR_SIG_MISMATCH;
}
