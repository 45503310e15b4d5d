/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A butterfly costs one Montgomery product.  Sums are not reduced on the way: eight layers let a
 * coefficient grow to 9 q forward and 256 q backward, and both fit into 32 bits.
 */
#include "config.h"

#include "lib/crypto/mldsa_ring.h"

#include "lib/base/ct.h"

/* q^-1 modulo 2^32; 2^64 / 256 modulo q, which undoes both the 256 and the reductions. */
enum { Q_INVERSE = 58728449, UNSCALE = 41978 };

/* 1753^brv(i) 2^32 modulo q, brv reversing 8 bits (FIPS 204 appendix B has them without 2^32). */
static const int32_t zetas[MLDSA_N] = {
    -4186625, 25847,    -2608894, -518909,  237124,   -777960,  -876248,  466468,   1826347,
    2353451,  -359251,  -2091905, 3119733,  -2884855, 3111497,  2680103,  2725464,  1024112,
    -1079900, 3585928,  -549488,  -1119584, 2619752,  -2108549, -2118186, -3859737, -1399561,
    -3277672, 1757237,  -19422,   4010497,  280005,   2706023,  95776,    3077325,  3530437,
    -1661693, -3592148, -2537516, 3915439,  -3861115, -3043716, 3574422,  -2867647, 3539968,
    -300467,  2348700,  -539299,  -1699267, -1643818, 3505694,  -3821735, 3507263,  -2140649,
    -1600420, 3699596,  811944,   531354,   954230,   3881043,  3900724,  -2556880, 2071892,
    -2797779, -3930395, -1528703, -3677745, -3041255, -1452451, 3475950,  2176455,  -1585221,
    -1257611, 1939314,  -4083598, -1000202, -3190144, -3157330, -3632928, 126922,   3412210,
    -983419,  2147896,  2715295,  -2967645, -3693493, -411027,  -2477047, -671102,  -1228525,
    -22981,   -1308169, -381987,  1349076,  1852771,  -1430430, -3343383, 264944,   508951,
    3097992,  44288,    -1100098, 904516,   3958618,  -3724342, -8578,    1653064,  -3249728,
    2389356,  -210977,  759969,   -1316856, 189548,   -3553272, 3159746,  -1851402, -2409325,
    -177440,  1315589,  1341330,  1285669,  -1584928, -812732,  -1439742, -3019102, -3881060,
    -3628969, 3839961,  2091667,  3407706,  2316500,  3817976,  -3342478, 2244091,  -2446433,
    -3562462, 266997,   2434439,  -1235728, 3513181,  -3520352, -3759364, -1197226, -3193378,
    900702,   1859098,  909542,   819034,   495491,   -1613174, -43260,   -522500,  -655327,
    -3122442, 2031748,  3207046,  -3556995, -525098,  -768622,  -3595838, 342297,   286988,
    -2437823, 4108315,  3437287,  -3342277, 1735879,  203044,   2842341,  2691481,  -2590150,
    1265009,  4055324,  1247620,  2486353,  1595974,  -3767016, 1250494,  2635921,  -3548272,
    -2994039, 1869119,  1903435,  -1050970, -1333058, 1237275,  -3318210, -1430225, -451100,
    1312455,  3306115,  -1962642, -1279661, 1917081,  -2546312, -1374803, 1500165,  777191,
    2235880,  3406031,  -542412,  -2831860, -1671176, -1846953, -2584293, -3724270, 594136,
    -3776993, -2013608, 2432395,  2454455,  -164721,  1957272,  3369112,  185531,   -1207385,
    -3183426, 162844,   1616392,  3014001,  810149,   1652634,  -3694233, -1799107, -3038916,
    3523897,  3866901,  269760,   2213111,  -975884,  1717735,  472078,   -426683,  1723600,
    -1803090, 1910376,  -1667432, -1104333, -260646,  -3833893, -2939036, -2235985, -420899,
    -2286327, 183443,   -976891,  1612842,  -3545687, -554416,  3919660,  -48306,   -1362209,
    3937738,  1400424,  -846154,  1976782,
};

/* a / 2^32 modulo q: for |a| < 2^31 q; the result is below q. */
static inline int32_t reduce(int64_t a)
{
    int32_t t = (int32_t)((uint32_t)a * Q_INVERSE);

    return (int32_t)((a - (int64_t)t * MLDSA_Q) >> 32);
}

static inline int32_t multiply(int32_t a, int32_t b)
{
    return reduce((int64_t)a * b);
}

void mldsa_ntt(struct mldsa_poly *poly)
{
    int32_t *c = poly->c;
    unsigned z = 0;

    for (unsigned half = MLDSA_N / 2; half > 0; half /= 2) {
        for (unsigned start = 0; start < MLDSA_N; start += 2 * half) {
            int32_t zeta = zetas[++z];

            for (unsigned j = start; j < start + half; j++) {
                int32_t t = multiply(zeta, c[j + half]);

                c[j + half] = c[j] - t;
                c[j] += t;
            }
        }
    }
}

void mldsa_inverse_ntt(struct mldsa_poly *poly)
{
    int32_t *c = poly->c;
    unsigned z = MLDSA_N;

    for (unsigned half = 1; half < MLDSA_N; half *= 2) {
        for (unsigned start = 0; start < MLDSA_N; start += 2 * half) {
            int32_t zeta = zetas[--z];

            for (unsigned j = start; j < start + half; j++) {
                int32_t t = c[j];

                c[j] = t + c[j + half];
                c[j + half] = multiply(zeta, c[j + half] - t);
            }
        }
    }
    for (unsigned j = 0; j < MLDSA_N; j++) {
        int32_t r = multiply(UNSCALE, c[j]);

        c[j] = r + (r >> 31 & MLDSA_Q);
    }
}

void mldsa_sum_add(struct mldsa_sum *sum, const struct mldsa_poly *a, const struct mldsa_poly *b)
{
    for (unsigned j = 0; j < MLDSA_N; j++)
        sum->c[j] += (int64_t)a->c[j] * b->c[j];
}

void mldsa_sum_subtract(struct mldsa_sum *sum, const struct mldsa_poly *a,
                        const struct mldsa_poly *b)
{
    for (unsigned j = 0; j < MLDSA_N; j++)
        sum->c[j] -= (int64_t)a->c[j] * b->c[j];
}

void mldsa_sum_end(struct mldsa_poly *out, const struct mldsa_sum *sum)
{
    for (unsigned j = 0; j < MLDSA_N; j++)
        out->c[j] = reduce(sum->c[j]);
}

void mldsa_add(struct mldsa_poly *to, const struct mldsa_poly *from)
{
    for (unsigned j = 0; j < MLDSA_N; j++)
        to->c[j] += from->c[j];
}

void mldsa_subtract(struct mldsa_poly *to, const struct mldsa_poly *from)
{
    for (unsigned j = 0; j < MLDSA_N; j++)
        to->c[j] -= from->c[j];
}

/* 2^23 = q + 2^13 - 1: the upper bits count how often q fits, but for one. */
void mldsa_reduce(struct mldsa_poly *poly)
{
    for (unsigned j = 0; j < MLDSA_N; j++) {
        int32_t c = poly->c[j], times = (c + (1 << 22)) >> 23;

        c -= times * MLDSA_Q;
        poly->c[j] = c + (c >> 31 & MLDSA_Q);
    }
}

void mldsa_center(struct mldsa_poly *poly)
{
    for (unsigned j = 0; j < MLDSA_N; j++)
        poly->c[j] -= ((MLDSA_Q - 1) / 2 - poly->c[j]) >> 31 & MLDSA_Q;
}

bool mldsa_is_below(const struct mldsa_poly *poly, int32_t bound)
{
    uint32_t all = UINT32_MAX;

    for (unsigned j = 0; j < MLDSA_N; j++) {
        int32_t sign = poly->c[j] >> 31, size = (poly->c[j] ^ sign) - sign;

        all &= ct_lt((uint32_t)size, (uint32_t)bound);
    }
    ct_public(&all, sizeof all);
    return all != 0;
}
