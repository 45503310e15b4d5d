/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nistp_code: the template of nistp's instances, as a file that each of them includes.
 *
 * An instance is a .c file that includes the header of its curve (nistp_p256.h), after it has
 * defined NISTP_ADX if it is for processors with BMI2 and ADX; then
 *   #define NISTP_PARAMS nistp_p256_params   the curve's struct nistp_params,
 *   #define NISTP_CURVE nistp_p256_adx       the struct nistp_curve that this file defines,
 * and then this file, whose parts are nistp_fe.h, nistp_point.h and nistp_multiples.h.
 */
#ifndef TB_LIB_CRYPTO_NISTP_CODE_H
#define TB_LIB_CRYPTO_NISTP_CODE_H

#include <string.h>

#include "lib/crypto/nistp_multiples.h"

/* load of struct nistp_curve (SEC 1 2.3.4, "Guide" algorithm 4.25) */
static bool load(uint64_t *point, const uint8_t *xy)
{
    uint64_t limbs[2][FE_LIMBS];
    struct fe left, right, t;
    struct affine q;

    nistp_read(limbs[0], xy, FE_LIMBS);
    nistp_read(limbs[1], xy + sizeof limbs[0], FE_LIMBS);
    if (nistp_compare(limbs[0], fe_prime, FE_LIMBS) >= 0 ||
        nistp_compare(limbs[1], fe_prime, FE_LIMBS) >= 0)
        return false;
    fe_of(&q.x, limbs[0]);
    fe_of(&q.y, limbs[1]);
    memcpy(point, &q, sizeof q);
    /* y^2 = x^3 - 3 x + b.  Every point but infinity, which has no such form, has the order of the
     * base point: the cofactor is 1. */
    fe_sqr(&left, &q.y);
    fe_sqr(&right, &q.x);
    fe_mul(&right, &right, &q.x);
    fe_add(&t, &q.x, &q.x);
    fe_add(&t, &t, &q.x);
    fe_sub(&right, &right, &t);
    fe_add(&right, &right, &fe_b);
    return fe_equal(&left, &right);
}

/* Is X / ZZ the coordinate x of a point whose remainder modulo the order is r?  As r + order is
 * above p for all but a few r, x is one of two numbers at the most. */
static bool is_x(const struct fe *x, const struct fe *zz, const uint64_t *r)
{
    struct fe candidate;
    uint64_t above[FE_LIMBS];
    uint8_t carry = 0;

    if (fe_is_zero(zz))
        return false; /* infinity */
    fe_of(&candidate, r);
    fe_mul(&candidate, &candidate, zz);
    if (fe_equal(&candidate, x))
        return true;
    for (int i = 0; i < FE_LIMBS; i++)
        carry = limb_add(&above[i], r[i], NISTP_PARAMS.order[i], carry);
    if (carry != 0 || nistp_compare(above, fe_prime, FE_LIMBS) >= 0)
        return false;
    fe_of(&candidate, above);
    fe_mul(&candidate, &candidate, zz);
    return fe_equal(&candidate, x);
}

/* Adds a digit's multiple; odd[i] is 2 i + 1 times the point. */
static inline void add_odd(struct jacobian *sum, const struct affine *odd, int digit)
{
    if (digit != 0)
        jacobian_add(sum, &odd[(digit < 0 ? -digit : digit) / 2], digit < 0);
}

/* verify of struct nistp_curve: u1 G + u2 Q by interleaving ("Guide", algorithm 3.51): the two
 * scalars share the doublings. */
static bool verify(const uint64_t *key, const struct nistp_sum *scalars)
{
    int16_t of_base[NISTP_DIGITS_MAX], of_key[NISTP_DIGITS_MAX];
    struct jacobian sum = {.z = {{0}}};
    struct affine q, odd[KEY_ODD];
    struct fe zz;

    memcpy(&q, key, sizeof q);
    odd_multiples(odd, &q);
    unsigned num1 = nistp_wnaf(of_base, scalars->u1, FE_LIMBS, NISTP_PARAMS.base_width);
    unsigned num2 = nistp_wnaf(of_key, scalars->u2, FE_LIMBS, KEY_WIDTH);
    for (unsigned i = num1 > num2 ? num1 : num2; i-- > 0;) {
        jacobian_double(&sum);
        if (i < num1)
            add_odd(&sum, (const struct affine *)NISTP_PARAMS.base, of_base[i]);
        if (i < num2)
            add_odd(&sum, odd, of_key[i]);
    }
    fe_sqr(&zz, &sum.z);
    return is_x(&sum.x, &zz, scalars->r);
}

/* The multiples that make up a sum. */
struct addends {
    const struct affine *points[2 * NISTP_DIGITS_MAX];
    bool minus[2 * NISTP_DIGITS_MAX];
    unsigned num;
};

/* Looks up the multiples for digits number first, first + spacing, …  The processor fetches all of
 * them while it adds the first ones. */
static void look_up(struct addends *out, const struct nistp_table *table, const int16_t *digits,
                    unsigned first)
{
    const struct affine *row = (const struct affine *)table->points;
    unsigned width = table->shape.width, windows = nistp_windows(&NISTP_PARAMS, width);

    for (unsigned i = first; i < windows; i += table->shape.spacing) {
        if (digits[i] != 0) {
            const struct affine *point = row + (digits[i] < 0 ? -digits[i] : digits[i]) - 1;
            __builtin_prefetch(point);
            __builtin_prefetch((const char *)(point + 1) - 1);
            out->points[out->num] = point;
            out->minus[out->num++] = digits[i] < 0;
        }
        row += (size_t)1 << (width - 1);
    }
}

static void add_up(struct xyzz *sum, const struct addends *addends, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++)
        xyzz_add(sum, addends->points[i], addends->minus[i]);
}

/* verify_many of struct nistp_curve ("Guide", algorithm 3.41, with a row of multiples for each
 * window, or for some that are close). */
static bool verify_many(const struct nistp_table *base, const struct nistp_table *key,
                        const struct nistp_sum *scalars)
{
    int16_t of_key[NISTP_DIGITS_MAX], of_base[NISTP_DIGITS_MAX];
    unsigned ends[NISTP_SPACING_MAX], done = 0;
    struct xyzz sum = {.zz = {{0}}};
    struct addends addends;

    addends.num = 0;
    nistp_fixed(of_key, scalars->u2, &NISTP_PARAMS, key->shape.width);
    nistp_fixed(of_base, scalars->u1, &NISTP_PARAMS, base->shape.width);
    for (unsigned j = key->shape.spacing; j-- > 0;) {
        look_up(&addends, key, of_key, j);
        ends[j] = addends.num;
    }
    look_up(&addends, base, of_base, 0);
    for (unsigned j = key->shape.spacing - 1; j > 0; j--) {
        add_up(&sum, &addends, done, ends[j]);
        done = ends[j];
        for (unsigned i = 0; i < key->shape.width; i++)
            xyzz_double(&sum);
    }
    add_up(&sum, &addends, done, addends.num);
    return is_x(&sum.x, &sum.zz, scalars->r);
}

static struct nistp_table *table(const uint64_t *point, struct nistp_shape shape)
{
    return make_table(&NISTP_PARAMS, point, shape);
}

const struct nistp_curve NISTP_CURVE = {
    .params = &NISTP_PARAMS,
    .load = load,
    .table = table,
    .verify = verify,
    .verify_many = verify_many,
};

#endif
