/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/nistp_scalar.h"

#include <gmp.h>

_Static_assert(GMP_NUMB_BITS == 64 && sizeof(mp_limb_t) == 8, "limbs of 64 bits");

void nistp_read(uint64_t *out, const uint8_t *bytes, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        const uint8_t *limb = bytes + 8 * (n - 1 - i);
        out[i] = 0;
        for (unsigned j = 0; j < 8; j++)
            out[i] = out[i] << 8 | limb[j];
    }
}

int nistp_compare(const uint64_t *a, const uint64_t *b, unsigned n)
{
    return mpn_cmp(a, b, n);
}

void nistp_inverse(uint64_t *out, const uint64_t *a, const uint64_t *prime, unsigned n)
{
    /* mpn_gcdext overwrites its operands and a limb above them; the cofactor can have one more. */
    mp_limb_t u[NISTP_LIMBS_MAX + 1], v[NISTP_LIMBS_MAX + 1], gcd[NISTP_LIMBS_MAX + 1];
    mp_limb_t cofactor[NISTP_LIMBS_MAX + 2];
    mp_size_t size;

    mpn_copyi(u, a, n);
    mpn_copyi(v, prime, n);
    mpn_gcdext(gcd, cofactor, &size, u, n, v, n);
    for (mp_size_t i = size < 0 ? -size : size; i < (mp_size_t)n; i++)
        cofactor[i] = 0;
    if (size < 0)
        mpn_sub_n(out, prime, cofactor, n);
    else
        mpn_copyi(out, cofactor, n);
}

/* Reads a number of at most limbs * 8 bytes, and maybe zeros above them. */
static void read_short(uint64_t *out, struct span bytes, unsigned limbs)
{
    uint8_t full[NISTP_LIMBS_MAX * 8] = {0};
    size_t size = limbs * 8;

    if (bytes.n > size)
        bytes = span_tail(bytes, bytes.n - size);
    for (size_t i = 0; i < bytes.n; i++)
        full[size - bytes.n + i] = bytes.p[i];
    nistp_read(out, full, limbs);
}

/* out = a b modulo the order; one of a and b is below it. */
static void multiply(uint64_t *out, const struct nistp_params *params, const uint64_t *a,
                     const uint64_t *b)
{
    mp_limb_t product[2 * NISTP_LIMBS_MAX], quotient[NISTP_LIMBS_MAX + 1];
    mp_size_t n = (mp_size_t)params->limbs;

    mpn_mul_n(product, a, b, n);
    mpn_tdiv_qr(quotient, out, 0, product, 2 * n, params->order, n);
}

static bool in_range(const uint64_t *number, const struct nistp_params *params)
{
    mp_size_t n = (mp_size_t)params->limbs;

    return !mpn_zero_p(number, n) && mpn_cmp(number, params->order, n) < 0;
}

bool nistp_sum_of(struct nistp_sum *out, const struct nistp_params *params, struct span hash,
                  struct span r, struct span s)
{
    unsigned limbs = params->limbs;
    uint64_t e[NISTP_LIMBS_MAX], w[NISTP_LIMBS_MAX];

    read_short(out->r, r, limbs);
    read_short(w, s, limbs);
    if (!in_range(out->r, params) || !in_range(w, params))
        return false;
    /* The leftmost bits of a hash that is longer than the order, whose bits fill its octets. */
    read_short(e, hash.n > limbs * 8 ? span_head(hash, limbs * 8) : hash, limbs);
    nistp_inverse(w, w, params->order, limbs);
    multiply(out->u1, params, e, w);
    multiply(out->u2, params, out->r, w);
    return true;
}
