/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verification by every instance of nistp, for keys with and without tables, compared with Nettle:
 * random signatures, damaged ones, and sums that are made so that special cases happen.
 *
 * NISTP_ROUNDS is the number of random signatures, a million for a long run.
 */
#include "config.h"

#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>

#include "lib/crypto/nistp_scalar.h"
#include "lib/crypto/number.h"
#include "tests/harness/ecc_product.h"
#include "tests/unit/crypto/kit_nistp.h"

enum { INSTANCES = 2, BYTES_MAX = 8 * NISTP_LIMBS_MAX, HASH_MAX = 64, SIGNED_BY_ONE = 250 };

static const struct curve_row {
    const char *name;
    const struct ecc_curve *(*nettle)(void);
    const struct nistp_curve *instances[INSTANCES]; /* the second needs ADX */
    const char *b, *small_y_x;                      /* a point with a small y: x */
    unsigned small_y;
} curves[] = {
    {"P-256",
     nettle_get_secp_256r1,
     {&nistp_p256_portable, &nistp_p256_adx},
     "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
     "0d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7",
     5},
    {"P-384",
     nettle_get_secp_384r1,
     {&nistp_p384_portable, &nistp_p384_adx},
     "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a"
     "c656398d8a2ed19d2a85c8edd3ec2aef",
     "2261b2bf605c22f2f3aef6338719b2c486388ad5240719a5257315969ef01ba2"
     "7f0a104c89704773a81fdabee6ab5c78",
     1},
};

/* A curve for a test, with a key for every instance. */
struct kit {
    const struct curve_row *row;
    const struct nistp_params *params;
    unsigned first, instances; /* which ones decide */
    unsigned bytes;
    struct nistp_table *of_base[INSTANCES], *of_key[INSTANCES];
    uint64_t point[INSTANCES][NISTP_POINT_MAX];
    struct ecc_point nettle;
    mpz_t p, n, b;
};

static void kit_open(struct kit *kit, const struct curve_row *row)
{
    *kit = (struct kit){.row = row, .params = row->instances[0]->params};
    kit->instances = nistp_has_adx() ? INSTANCES : 1;
    kit->bytes = 8 * kit->params->limbs;
    for (unsigned i = 0; i < kit->instances; i++) {
        kit->of_base[i] = row->instances[i]->table(kit->params->base, kit->params->base_many);
        assert_non_null(kit->of_base[i]);
    }
    ecc_point_init(&kit->nettle, row->nettle());
    mpz_inits(kit->p, kit->n, NULL);
    kit_mpz(kit->p, kit->params->prime, kit->params->limbs);
    kit_mpz(kit->n, kit->params->order, kit->params->limbs);
    mpz_init_set_str(kit->b, row->b, 16);
}

static void kit_close(struct kit *kit)
{
    for (unsigned i = 0; i < kit->instances; i++) {
        free(kit->of_base[i]);
        free(kit->of_key[i]);
    }
    ecc_point_clear(&kit->nettle);
    mpz_clears(kit->p, kit->n, kit->b, NULL);
}

/* What load says of a point, which is the same for each instance. */
static bool kit_load(struct kit *kit, const mpz_t x, const mpz_t y)
{
    uint8_t xy[2 * BYTES_MAX];
    bool loaded = false;

    number_write(xy, kit->bytes, x);
    number_write(xy + kit->bytes, kit->bytes, y);
    for (unsigned i = 0; i < kit->instances; i++) {
        bool good = kit->row->instances[i]->load(kit->point[i], xy);
        assert_true(i == 0 || good == loaded);
        loaded = good;
    }
    return loaded;
}

/* Makes (x, y) the key. */
static void kit_key_of(struct kit *kit, const mpz_t x, const mpz_t y)
{
    assert_true(kit_load(kit, x, y));
    assert_int_equal(ecc_point_set(&kit->nettle, x, y), 1);
    for (unsigned i = 0; i < kit->instances; i++) {
        free(kit->of_key[i]);
        kit->of_key[i] = kit->row->instances[i]->table(kit->point[i], kit->params->key_many);
        assert_non_null(kit->of_key[i]);
    }
}

/* x and y = k G, or k times the point; k is not 0 modulo the order. */
static void multiply(const struct kit *kit, mpz_t x, mpz_t y, const mpz_t k,
                     const struct ecc_point *point)
{
    mpz_t reduced;

    mpz_init(reduced);
    mpz_mod(reduced, k, kit->n);
    assert_true(ecc_product(x, y, kit->row->nettle(), reduced, point));
    mpz_clear(reduced);
}

/* What the instances say of a sum, with tables and without: all the same. */
static bool decide(const struct kit *kit, const struct nistp_sum *sum)
{
    bool good = false;

    for (unsigned i = kit->first; i < kit->instances; i++) {
        const struct nistp_curve *curve = kit->row->instances[i];
        bool verdict = curve->verify(kit->point[i], sum);
        assert_true(i == kit->first || verdict == good);
        good = verdict;
        assert_int_equal(curve->verify_many(kit->of_base[i], kit->of_key[i], sum), good);
    }
    return good;
}

/* nistp_sum_of for numbers that may be out of range. */
static bool sum_of(const struct kit *kit, struct nistp_sum *sum, struct span hash,
                   const struct dsa_signature *rs)
{
    uint8_t r[BYTES_MAX], s[BYTES_MAX];

    number_write(r, kit->bytes, rs->r);
    number_write(s, kit->bytes, rs->s);
    return nistp_sum_of(sum, kit->params, hash, span_of(r, kit->bytes), span_of(s, kit->bytes));
}

static bool decide_signature(const struct kit *kit, struct span hash,
                             const struct dsa_signature *rs)
{
    struct nistp_sum sum;

    return sum_of(kit, &sum, hash, rs) && decide(kit, &sum);
}

static void random_bytes(void *ctx, size_t n, uint8_t *out)
{
    (void)ctx;
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(kit_random() >> 24);
}

/* A number from 1 to the order less one; each fourth one is at an end, or nearly. */
static void random_scalar(const struct kit *kit, mpz_t out)
{
    uint64_t limbs[NISTP_LIMBS_MAX];

    do {
        kit_number(limbs, kit->params);
        kit_mpz(out, limbs, kit->params->limbs);
        mpz_mod(out, out, kit->n);
    } while (mpz_sgn(out) == 0);
}

static void new_key(struct kit *kit, struct ecc_scalar *private)
{
    mpz_t k, x, y;

    mpz_inits(k, x, y, NULL);
    random_scalar(kit, k);
    assert_int_equal(ecc_scalar_set(private, k), 1);
    multiply(kit, x, y, k, NULL);
    kit_key_of(kit, x, y);
    mpz_clears(k, x, y, NULL);
}

/* Damages a signature in one of some ways, or not at all. */
static void damage(const struct kit *kit, struct dsa_signature *rs, uint8_t *hash, size_t hash_n)
{
    size_t bit = kit_random() % (8 * kit->bytes - 1);

    switch (kit_random() % 12) {
    case 0: mpz_combit(rs->r, bit); break;
    case 1: mpz_combit(rs->s, bit); break;
    case 2: hash[kit_random() % hash_n] ^= (uint8_t)(1 + kit_random() % 255); break;
    case 3: /* another good signature */ mpz_sub(rs->s, kit->n, rs->s); break;
    case 4: random_scalar(kit, rs->r); break;
    case 5: random_scalar(kit, rs->s); break;
    case 6: mpz_swap(rs->r, rs->s); break;
    default: break;
    }
}

static void random_signatures(void **state)
{
    const struct curve_row *row = *state;
    unsigned long rounds = kit_rounds(20000), accepted = 0;
    uint8_t hash[HASH_MAX];
    struct ecc_scalar private;
    struct dsa_signature rs;
    struct kit kit;

    kit_open(&kit, row);
    ecc_scalar_init(&private, row->nettle());
    dsa_signature_init(&rs);
    for (unsigned long i = 0; i < rounds; i++) {
        /* The portable code is slow in builds with sanitizers. */
        kit.first = i % 4 == 0 ? 0 : kit.instances - 1;
        size_t hash_n = kit_random() % 2 == 0 ? 32 : 1 + kit_random() % HASH_MAX;
        if (i % SIGNED_BY_ONE == 0)
            new_key(&kit, &private);
        random_bytes(NULL, hash_n, hash);
        ecdsa_sign(&private, NULL, random_bytes, hash_n, hash, &rs);
        damage(&kit, &rs, hash, hash_n);
        bool good = ecdsa_verify(&kit.nettle, hash_n, hash, &rs) == 1;
        assert_int_equal(decide_signature(&kit, span_of(hash, hash_n), &rs), good);
        accepted += good;
    }
    assert_true(accepted > rounds / 3 && accepted < rounds - rounds / 3);
    dsa_signature_clear(&rs);
    ecc_scalar_clear(&private);
    kit_close(&kit);
}

/* The scalars that sums are made of: digits at their ends, powers of the windows, and the same
 * from above. */
static const struct {
    unsigned bit; /* 2^bit, */
    long more;    /* and this, */
    bool below;   /* or the order less all that */
} scalars[] = {
    {0, -1, false},  {0, 0, false},   {0, 1, false},  {0, 2, false},    {4, -1, false},
    {5, 0, false},   {5, 1, false},   {6, -1, false}, {6, 0, false},    {7, 1, false},
    {8, -1, false},  {12, 0, false},  {64, 0, false}, {127, 32, false}, {128, -1, false},
    {200, 0, false}, {255, 0, false}, {0, 0, true},   {0, 1, true},     {5, 0, true},
    {6, -1, true},   {8, 0, true},    {64, -1, true}, {128, 1, true},
};

static void scalar_of(const struct kit *kit, mpz_t out, size_t i)
{
    mpz_set_ui(out, 0);
    mpz_setbit(out, scalars[i].bit);
    if (scalars[i].more < 0)
        mpz_sub_ui(out, out, (unsigned long)-scalars[i].more);
    else
        mpz_add_ui(out, out, (unsigned long)scalars[i].more);
    if (scalars[i].below)
        mpz_sub(out, kit->n, out);
}

/* u1 G + u2 (k G) against (u1 + u2 k) G by Nettle, which may be infinity. */
static void check_sum(struct kit *kit, const mpz_t u1, const mpz_t u2, const mpz_t k)
{
    unsigned limbs = kit->params->limbs;
    struct nistp_sum sum;
    mpz_t total, x, y;

    mpz_inits(total, x, y, NULL);
    mpz_mul(total, u2, k);
    mpz_add(total, total, u1);
    mpz_mod(total, total, kit->n);
    bool infinite = mpz_sgn(total) == 0;
    if (infinite)
        mpz_set_ui(x, 1 + kit_random() % 2);
    else
        multiply(kit, x, y, total, NULL);
    mpz_mod(x, x, kit->n);
    kit_limbs(sum.u1, u1, limbs);
    kit_limbs(sum.u2, u2, limbs);
    kit_limbs(sum.r, x, limbs);
    assert_int_equal(decide(kit, &sum), !infinite);
    kit->first = kit->instances - 1;
    sum.r[0] ^= 1;
    assert_false(decide(kit, &sum));
    kit->first = 0;
    mpz_clears(total, x, y, NULL);
}

/* Keys that are small multiples of G make points meet on the way: equal ones, opposite ones, and
 * sums that pass through infinity or end there. */
static void special_sums(void **state)
{
    struct kit kit;
    mpz_t k, u1, u2, x, y;

    mpz_inits(k, u1, u2, x, y, NULL);
    kit_open(&kit, *state);
    for (size_t key = 1; key < COUNT(scalars); key += 3) {
        scalar_of(&kit, k, key);
        multiply(&kit, x, y, k, NULL);
        kit_key_of(&kit, x, y);
        for (size_t i = 0; i < COUNT(scalars); i++) {
            scalar_of(&kit, u1, i);
            for (size_t j = 0; j < COUNT(scalars); j++) {
                scalar_of(&kit, u2, j);
                check_sum(&kit, u1, u2, k);
            }
            /* u1 G = u2 Q, and u1 G = -u2 Q */
            mpz_invert(u2, k, kit.n);
            mpz_mul(u2, u2, u1);
            mpz_mod(u2, u2, kit.n);
            check_sum(&kit, u1, u2, k);
            mpz_neg(u2, u2);
            mpz_mod(u2, u2, kit.n);
            check_sum(&kit, u1, u2, k);
        }
    }
    kit_close(&kit);
    mpz_clears(k, u1, u2, x, y, NULL);
}

/* Sets y so that (x, y) is on the curve; false if there is none.  p is 3 modulo 4. */
static bool y_of(const struct kit *kit, mpz_t y, const mpz_t x)
{
    mpz_t square, power;

    mpz_inits(square, power, NULL);
    mpz_mul(square, x, x);
    mpz_sub_ui(square, square, 3);
    mpz_mul(square, square, x);
    mpz_add(square, square, kit->b);
    mpz_mod(square, square, kit->p);
    mpz_add_ui(power, kit->p, 1);
    mpz_tdiv_q_2exp(power, power, 2);
    mpz_powm(y, square, power, kit->p);
    mpz_mul(power, y, y);
    bool is_square = mpz_congruent_p(power, square, kit->p) != 0;
    mpz_clears(square, power, NULL);
    return is_square;
}

/* The key for which u2 Q = (x, y), u2 = r / s; then a hash of 0 makes that point the sum. */
static bool decide_point(struct kit *kit, const mpz_t x, const mpz_t y, const mpz_t r,
                         const mpz_t s)
{
    static const uint8_t zeros[BYTES_MAX];
    struct dsa_signature rs;
    struct ecc_point sum;
    mpz_t u2, qx, qy;

    mpz_inits(u2, qx, qy, NULL);
    dsa_signature_init(&rs);
    ecc_point_init(&sum, kit->row->nettle());
    assert_int_equal(ecc_point_set(&sum, x, y), 1);
    mpz_set(rs.s, s);
    mpz_set(rs.r, r);
    mpz_invert(u2, rs.r, kit->n);
    mpz_mul(u2, u2, rs.s); /* 1 / u2 */
    multiply(kit, qx, qy, u2, &sum);
    kit_key_of(kit, qx, qy);
    bool good = decide_signature(kit, span_of(zeros, kit->bytes), &rs);
    ecc_point_clear(&sum);
    dsa_signature_clear(&rs);
    mpz_clears(u2, qx, qy, NULL);
    return good;
}

/* r is x modulo n: x = n + t has r = t, and not r = x.  Neither are t + p - n and t + R - n, whose
 * sums with n are t modulo p and modulo R.  s is a small number, and not the order more. */
static void large_x(void **state)
{
    struct kit kit;
    mpz_t t, x, y, r, s;
    unsigned above = 0, below = 0;

    mpz_inits(t, x, y, r, s, NULL);
    kit_open(&kit, *state);
    for (unsigned i = 1; i < 40; i++) {
        mpz_set_ui(t, i);
        mpz_set_ui(s, 1 + kit_random() % UINT32_MAX);
        mpz_add(x, kit.n, t);
        if (y_of(&kit, y, x)) {
            assert_true(decide_point(&kit, x, y, t, s));
            assert_false(decide_point(&kit, x, y, x, s));
            mpz_add(r, s, kit.n);
            assert_false(decide_point(&kit, x, y, t, r));
            mpz_add_ui(r, t, 1);
            assert_false(decide_point(&kit, x, y, r, s));
            above++;
        }
        if (y_of(&kit, y, t)) {
            assert_true(decide_point(&kit, t, y, t, s));
            mpz_add(r, t, kit.p);
            mpz_sub(r, r, kit.n);
            assert_false(decide_point(&kit, t, y, r, s));
            mpz_set_ui(r, 0);
            mpz_setbit(r, 8 * kit.bytes);
            mpz_sub(r, r, kit.n);
            mpz_add(r, r, t);
            assert_false(decide_point(&kit, t, y, r, s));
            below++;
        }
    }
    assert_true(above > 5 && below > 5);
    kit_close(&kit);
    mpz_clears(t, x, y, r, s, NULL);
}

/* r and s from 1 to n - 1, and a hash that is a multiple of n: all that nistp_sum_of decides. */
static void ranges(void **state)
{
    uint8_t hash[BYTES_MAX];
    struct nistp_sum sum;
    struct dsa_signature rs, good;
    struct ecc_scalar private;
    struct kit kit;

    kit_open(&kit, *state);
    dsa_signature_init(&rs);
    dsa_signature_init(&good);
    ecc_scalar_init(&private, kit.row->nettle());
    new_key(&kit, &private);
    number_write(hash, kit.bytes, kit.n); /* e = 0 in another form */
    do {
        ecdsa_sign(&private, NULL, random_bytes, kit.bytes, hash, &good);
    } while (mpz_sizeinbase(good.r, 2) + 8 < 8 * kit.bytes);
    assert_true(decide_signature(&kit, span_of(hash, kit.bytes), &good));
    for (unsigned i = 0; i < 6; i++) {
        mpz_set(rs.r, good.r);
        mpz_set(rs.s, good.s);
        mpz_ptr changed = i % 2 == 0 ? rs.r : rs.s;
        if (i / 2 == 0)
            mpz_set_ui(changed, 0);
        else if (i / 2 == 1)
            mpz_set(changed, kit.n);
        else
            mpz_ui_pow_ui(changed, 2, 8 * kit.bytes), mpz_sub_ui(changed, changed, 1);
        assert_false(sum_of(&kit, &sum, span_of(hash, kit.bytes), &rs));
    }
    ecc_scalar_clear(&private);
    dsa_signature_clear(&rs);
    dsa_signature_clear(&good);
    kit_close(&kit);
}

/* Coordinates below p, on the curve: x = 0 and a small y are points, x = p and y + p are not. */
static void loading(void **state)
{
    const struct curve_row *row = *state;
    struct kit kit;
    mpz_t x, y;

    mpz_inits(x, y, NULL);
    kit_open(&kit, row);
    assert_true(y_of(&kit, y, x));
    assert_true(kit_load(&kit, x, y));
    assert_false(kit_load(&kit, kit.p, y));
    assert_false(kit_load(&kit, y, x));
    mpz_set_str(x, row->small_y_x, 16);
    mpz_set_ui(y, row->small_y);
    assert_true(kit_load(&kit, x, y));
    mpz_add(y, y, kit.p);
    assert_false(kit_load(&kit, x, y));
    mpz_set_ui(y, row->small_y + 1);
    assert_false(kit_load(&kit, x, y));
    mpz_set_ui(y, 0);
    assert_false(kit_load(&kit, y, y));
    kit_close(&kit);
    mpz_clears(x, y, NULL);
}

int main(void)
{
    int failed = 0;

    for (size_t i = 0; i < COUNT(curves); i++) {
        void *row = (void *)(uintptr_t)&curves[i];
        const struct CMUnitTest tests[] = {
            cmocka_unit_test_prestate(random_signatures, row),
            cmocka_unit_test_prestate(special_sums, row),
            cmocka_unit_test_prestate(large_x, row),
            cmocka_unit_test_prestate(ranges, row),
            cmocka_unit_test_prestate(loading, row),
        };
        failed += cmocka_run_group_tests_name(curves[i].name, tests, NULL, NULL);
    }
    return failed;
}
