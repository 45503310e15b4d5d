/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/modexp.h"

#include <stdlib.h>

#include "lib/crypto/modexp_blocks.h"
#include "lib/crypto/nistp.h"
#include "lib/crypto/number.h"

enum {
    MAX_LIMBS = (MODEXP_MAX_BITS + GMP_NUMB_BITS - 1) / GMP_NUMB_BITS,
    LIMB_BYTES = GMP_NUMB_BITS / 8,
};

static mp_size_t limbs_of(const struct modexp *m)
{
    return (mp_size_t)mpz_size(m->modulus);
}

/* -1/odd modulo the base of the limbs, by Newton's iteration: each step doubles the bits that are
 * right, and an odd number is its own inverse modulo 8. */
static mp_limb_t negative_inverse(mp_limb_t odd)
{
    mp_limb_t x = odd;

    for (int bits = 3; bits < GMP_NUMB_BITS; bits *= 2)
        x *= 2 - odd * x;
    return -x;
}

/* The carry of each row takes the place of the limb that has become zero; they are added last. */
static mp_limb_t reduce_rows(mp_limb_t *t, const mp_limb_t *modulus, mp_size_t n, mp_limb_t inverse)
{
    for (mp_size_t i = 0; i < n; i++)
        t[i] = mpn_addmul_1(t + i, modulus, n, t[i] * inverse);
    return mpn_add_n(t + n, t + n, t, n);
}

#ifdef REFERENCE_CRYPTO

static const enum modexp_way fastest = MODEXP_GMP;

static modexp_reduce *blocks_for(mp_size_t n)
{
    (void)n;
    return NULL;
}

#else

static const enum modexp_way fastest = MODEXP_BLOCKS;

/* A row is added to a number whose upper part is below R and the modulus together, as is what it
 * becomes: there is one carry at most. */
static mp_limb_t reduce_blocks(mp_limb_t *t, const mp_limb_t *modulus, mp_size_t n,
                               mp_limb_t inverse)
{
    mp_limb_t top = 0;

    for (mp_size_t i = 0; i < n; i += MODEXP_BLOCK, t += MODEXP_BLOCK) {
        top = mpn_add_1(t + n, t + n, MODEXP_BLOCK, top);
        top += modexp_blocks_row(t, modulus, inverse, (size_t)(n / MODEXP_BLOCK));
    }
    return top;
}

static modexp_reduce *blocks_for(mp_size_t n)
{
    return n % MODEXP_BLOCK == 0 && nistp_has_adx() ? reduce_blocks : NULL;
}

#endif

bool modexp_choose(struct modexp *m, enum modexp_way way)
{
    modexp_reduce *const ways[] = {NULL, reduce_rows, blocks_for(limbs_of(m))};

    m->reduce = ways[way];
    return way == MODEXP_GMP || m->reduce != NULL;
}

enum err modexp_prepare(struct modexp *out, const mpz_t modulus, const mpz_t exponent)
{
    mp_limb_t power[2 * MAX_LIMBS + 1] = {0}, quotient[MAX_LIMBS + 2];
    mp_size_t n = (mp_size_t)mpz_size(modulus);
    enum modexp_way way = fastest;

    *out = (struct modexp){.modulus = modulus, .exponent = exponent};
    out->square = calloc((size_t)n, sizeof(mp_limb_t));
    if (out->square == NULL)
        return ERR_MEMORY;
    out->inverse = negative_inverse(mpz_getlimbn(modulus, 0));
    power[2 * n] = 1;
    mpn_tdiv_qr(quotient, out->square, 0, power, 2 * n + 1, mpz_limbs_read(modulus), n);
    while (!modexp_choose(out, way))
        way--;
    return ERR_OK;
}

void modexp_release(struct modexp *m)
{
    free(m->square);
}

size_t modexp_size(const struct modexp *m)
{
    return (size_t)limbs_of(m) * sizeof(mp_limb_t);
}

/* The bytes are at most as many as n limbs have, and more than n - 1 have. */
static void limbs_read(mp_limb_t *out, mp_size_t n, struct span bytes)
{
    for (mp_size_t i = 0; i < n; i++) {
        struct span limb = span_tail(bytes, bytes.n > LIMB_BYTES ? bytes.n - LIMB_BYTES : 0);
        out[i] = 0;
        for (size_t k = 0; k < limb.n; k++)
            out[i] = out[i] << 8 | limb.p[k];
        bytes.n -= limb.n;
    }
}

/* What a power is computed with.  Numbers are below R, not always below the modulus. */
struct raising {
    mp_limb_t product[2 * MAX_LIMBS];
    mp_limb_t base[MAX_LIMBS];   /* as it came, below the modulus */
    mp_limb_t factor[MAX_LIMBS]; /* base * R */
    mp_limb_t power[MAX_LIMBS];
};

/* out = product / R modulo the modulus.  The product of two numbers below R gives less than R and
 * the modulus together, so that one subtraction is enough to fit. */
static void reduce(const struct modexp *m, mp_limb_t *out, struct raising *w)
{
    const mp_limb_t *modulus = mpz_limbs_read(m->modulus);
    mp_size_t n = limbs_of(m);
    mp_limb_t carry = m->reduce(w->product, modulus, n, m->inverse);

    if (carry != 0)
        mpn_sub_n(out, w->product + n, modulus, n);
    else
        mpn_copyi(out, w->product + n, n);
}

static void multiply(const struct modexp *m, mp_limb_t *out, const mp_limb_t *a, const mp_limb_t *b,
                     struct raising *w)
{
    mpn_mul_n(w->product, a, b, limbs_of(m));
    reduce(m, out, w);
}

static void square(const struct modexp *m, struct raising *w)
{
    mpn_sqr(w->product, w->power, limbs_of(m));
    reduce(m, w->power, w);
}

/* From the highest bit of the exponent to the lowest.  That one is set: multiplying with the base
 * as it came also takes the last R away. */
static void raise(const struct modexp *m, struct raising *w)
{
    multiply(m, w->factor, w->base, m->square, w);
    mpn_copyi(w->power, w->factor, limbs_of(m));
    for (size_t bit = mpz_sizeinbase(m->exponent, 2) - 2; bit > 0; bit--) {
        square(m, w);
        if (mpz_tstbit(m->exponent, bit) != 0)
            multiply(m, w->power, w->power, w->factor, w);
    }
    square(m, w);
    multiply(m, w->power, w->power, w->base, w);
}

static void power_gmp(const struct modexp *m, uint8_t *out, struct span base)
{
    mpz_t x;

    mpz_init(x);
    number_read(x, base);
    mpz_powm(x, x, m->exponent, m->modulus);
    number_write(out, base.n, x);
    mpz_clear(x);
}

bool modexp_power(const struct modexp *m, uint8_t *out, struct span base)
{
    const mp_limb_t *modulus = mpz_limbs_read(m->modulus);
    mp_size_t n = limbs_of(m);
    struct raising w;
    mpz_t power;

    limbs_read(w.base, n, base);
    if (mpn_cmp(w.base, modulus, n) >= 0)
        return false;
    if (m->reduce == NULL) {
        power_gmp(m, out, base);
        return true;
    }
    raise(m, &w);
    if (mpn_cmp(w.power, modulus, n) >= 0)
        mpn_sub_n(w.power, w.power, modulus, n);
    number_write(out, base.n, mpz_roinit_n(power, w.power, n));
    return true;
}
