/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ECDSA by nistp against Nettle: every instance, with tables and without.
 *
 * The first octet chooses the curve and the way; then come numbers, each an octet that chooses an
 * end (0, the order, the prime, a power of 2), another with a sign and a factor, and octets that
 * are added.  The key is a multiple of the base point, so that the sum is known, or a pair of
 * coordinates; the signature is made of u1 and u2, or is any r and s with a hash.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>

#include "lib/crypto/nistp_scalar.h"
#include "lib/crypto/number.h"
#include "tests/harness/ecc_product.h"

const char fuzz_name[] = "ecdsa";

enum { INSTANCES = 2, BYTES_MAX = 8 * NISTP_LIMBS_MAX };
enum { WAY_P384 = 1, WAY_TABLES = 2 | 16, WAY_SIGNED = 4, WAY_COORDINATES = 8 };

static const struct nistp_curve *const curves[][INSTANCES] = {
    {&nistp_p256_portable, &nistp_p256_adx},
    {&nistp_p384_portable, &nistp_p384_adx},
};

/* A curve and a key, and the numbers of a signature. */
struct trial {
    const struct nistp_curve *const *curve;
    const struct ecc_curve *nettle;
    unsigned instances, limbs, bytes;
    bool with_tables;
    struct ecc_point key;
    uint64_t point[INSTANCES][NISTP_POINT_MAX];
    mpz_t p, n, k; /* k is 0 if the key is no known multiple */
    struct dsa_signature rs;
    struct span hash;
};

static void read_limbs(mpz_t out, const uint64_t *limbs, unsigned n)
{
    mpz_init(out);
    mpz_import(out, n, -1, sizeof *limbs, 0, 0, limbs);
}

static void open_trial(struct trial *t, unsigned way)
{
    t->curve = curves[(way & WAY_P384) != 0];
    t->nettle = (way & WAY_P384) != 0 ? nettle_get_secp_384r1() : nettle_get_secp_256r1();
    t->instances = nistp_has_adx() ? INSTANCES : 1;
    t->limbs = t->curve[0]->params->limbs;
    t->bytes = 8 * t->limbs;
    /* Two bits, since tables take much longer than what is computed with them. */
    t->with_tables = (way & WAY_TABLES) == WAY_TABLES;
    ecc_point_init(&t->key, t->nettle);
    read_limbs(t->p, t->curve[0]->params->prime, t->limbs);
    read_limbs(t->n, t->curve[0]->params->order, t->limbs);
    mpz_init(t->k);
    dsa_signature_init(&t->rs);
}

static void close_trial(struct trial *t)
{
    ecc_point_clear(&t->key);
    dsa_signature_clear(&t->rs);
    mpz_clears(t->p, t->n, t->k, NULL);
}

/* A number from 0 to 2^(64 limbs) - 1. */
static void read_number(const struct trial *t, mpz_t out, struct span *rest)
{
    uint8_t end = rest->n > 0 ? rest->p[0] : 0, sign = rest->n > 1 ? rest->p[1] : 0;
    mpz_t more;

    *rest = span_tail(*rest, rest->n < 2 ? rest->n : 2);
    mpz_init(more);
    mpz_set_ui(out, 0);
    if (end % 4 == 1)
        mpz_set(out, t->n);
    else if (end % 4 == 2)
        mpz_set(out, t->p);
    else if (end % 4 == 3)
        mpz_setbit(out, end * 2u);
    number_read(more, fuzz_chunk(rest));
    mpz_mul_2exp(more, more, sign / 2);
    if (sign % 2 == 0)
        mpz_add(out, out, more);
    else
        mpz_sub(out, out, more);
    mpz_fdiv_r_2exp(out, out, 8 * t->bytes);
    mpz_clear(more);
}

/* The same from 1 to the order less one. */
static void read_scalar(const struct trial *t, mpz_t out, struct span *rest)
{
    read_number(t, out, rest);
    mpz_mod(out, out, t->n);
    if (mpz_sgn(out) == 0)
        mpz_set_ui(out, 1);
}

/* Every instance takes a point if Nettle does. */
static bool read_key(struct trial *t, unsigned way, struct span *rest)
{
    uint8_t xy[2 * BYTES_MAX];
    mpz_t x, y;

    mpz_inits(x, y, NULL);
    if ((way & WAY_COORDINATES) != 0) {
        read_number(t, x, rest);
        read_number(t, y, rest);
    } else {
        read_scalar(t, t->k, rest);
        REQUIRE(ecc_product(x, y, t->nettle, t->k, NULL));
    }
    number_write(xy, t->bytes, x);
    number_write(xy + t->bytes, t->bytes, y);
    bool good = ecc_point_set(&t->key, x, y) == 1;
    for (unsigned i = 0; i < t->instances; i++)
        REQUIRE(t->curve[i]->load(t->point[i], xy) == good);
    mpz_clears(x, y, NULL);
    return good;
}

/* Is x of the sum r, by products of Nettle alone?  They are known if the key is, or if u1 is 0. */
static bool is_known_sum(const struct trial *t, const struct nistp_sum *sum, bool *good)
{
    mpz_t u1, u2, x, y;

    read_limbs(u1, sum->u1, t->limbs);
    read_limbs(u2, sum->u2, t->limbs);
    mpz_inits(x, y, NULL);
    bool known = mpz_sgn(t->k) != 0 || mpz_sgn(u1) == 0;
    if (mpz_sgn(t->k) != 0) {
        mpz_addmul(u1, u2, t->k);
        mpz_mod(u1, u1, t->n);
    }
    *good = false;
    if (known && mpz_sgn(t->k) == 0)
        REQUIRE(ecc_product(x, y, t->nettle, u2, &t->key));
    else if (known && mpz_sgn(u1) != 0)
        REQUIRE(ecc_product(x, y, t->nettle, u1, NULL));
    mpz_mod(x, x, t->n);
    /* Infinity leaves 0, which r is not. */
    *good = known && mpz_cmp(x, t->rs.r) == 0;
    mpz_clears(u1, u2, x, y, NULL);
    return known;
}

/* The base point's tables, which live as long as the fuzzer. */
static const struct nistp_table *of_base(const struct nistp_curve *curve)
{
    static struct {
        const struct nistp_curve *curve;
        struct nistp_table *table;
    } made[4];
    size_t i = 0;

    while (made[i].curve != NULL && made[i].curve != curve)
        i++;
    if (made[i].curve == NULL) {
        made[i].curve = curve;
        made[i].table = curve->table(curve->params->base, curve->params->base_many);
        REQUIRE(made[i].table != NULL);
    }
    return made[i].table;
}

static void check_instance(const struct trial *t, unsigned i, const struct nistp_sum *sum,
                           bool good)
{
    const struct nistp_curve *curve = t->curve[i];

    REQUIRE(curve->verify(t->point[i], sum) == good);
    if (!t->with_tables)
        return;
    struct nistp_table *of_key = curve->table(t->point[i], curve->params->key_many);
    REQUIRE(of_key != NULL);
    REQUIRE(curve->verify_many(of_base(curve), of_key, sum) == good);
    free(of_key);
}

static void check(struct trial *t)
{
    uint8_t r[BYTES_MAX], s[BYTES_MAX];
    struct nistp_sum sum;
    bool good, by_nettle = ecdsa_verify(&t->key, t->hash.n, t->hash.p, &t->rs) == 1;

    number_write(r, t->bytes, t->rs.r);
    number_write(s, t->bytes, t->rs.s);
    bool in_range = mpz_sgn(t->rs.r) != 0 && mpz_cmp(t->rs.r, t->n) < 0 && mpz_sgn(t->rs.s) != 0 &&
                    mpz_cmp(t->rs.s, t->n) < 0;
    REQUIRE(nistp_sum_of(&sum, t->curve[0]->params, t->hash, span_of(r, t->bytes),
                         span_of(s, t->bytes)) == in_range);
    if (!in_range) {
        REQUIRE(!by_nettle);
        return;
    }
    /* Nettle refuses a few good signatures, whose two points are equal or one is infinite. */
    if (is_known_sum(t, &sum, &good))
        REQUIRE(good || !by_nettle);
    else
        good = by_nettle;
    for (unsigned i = 0; i < t->instances; i++)
        check_instance(t, i, &sum, good);
}

/* r = x of u1 G + u2 Q, s = r / u2 and the hash u1 s, for a known key; any numbers if that has no
 * x. */
static void sign(struct trial *t, uint8_t *hash, struct span *rest)
{
    mpz_t u1, u2, x, y;

    mpz_inits(u1, u2, x, y, NULL);
    read_scalar(t, u1, rest);
    read_scalar(t, u2, rest);
    mpz_mul(x, u2, t->k);
    mpz_add(x, x, u1);
    mpz_mod(x, x, t->n);
    if (mpz_sgn(x) != 0)
        REQUIRE(ecc_product(x, y, t->nettle, x, NULL));
    mpz_mod(t->rs.r, x, t->n);
    mpz_invert(t->rs.s, u2, t->n);
    mpz_mul(t->rs.s, t->rs.s, t->rs.r);
    mpz_mod(t->rs.s, t->rs.s, t->n);
    mpz_mul(u1, u1, t->rs.s);
    mpz_mod(u1, u1, t->n);
    number_write(hash, t->bytes, u1);
    t->hash = span_of(hash, t->bytes);
    mpz_clears(u1, u2, x, y, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = span_of(data, size);
    uint8_t hash[BYTES_MAX];
    struct trial t;

    if (size == 0)
        return 0;
    rest = span_tail(rest, 1);
    open_trial(&t, data[0]);
    if (read_key(&t, data[0], &rest)) {
        if ((data[0] & WAY_SIGNED) != 0 && mpz_sgn(t.k) != 0) {
            sign(&t, hash, &rest);
        } else {
            read_number(&t, t.rs.r, &rest);
            read_number(&t, t.rs.s, &rest);
            t.hash = fuzz_chunk(&rest);
        }
        check(&t);
    }
    close_trial(&t);
    return 0;
}
