/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/pubkey.h"

#include "tests/unit/crypto/kit_arena.h"

#define P256 "1.2.840.10045.3.1.7"

/* SubjectPublicKeyInfo; params is a TLV or empty. */
static struct span spki(const char *oid, struct span params, struct span key)
{
    return FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, oid), params), fd_bits(a, key));
}

static struct keyinfo parse(struct span s)
{
    struct fail fail = {0};
    struct keyinfo k;

    assert_int_equal(keyinfo_parse(&k, s, &fail), ERR_OK);
    return k;
}

/* n octets: first, FF...FF, last. */
static struct span number(uint8_t first, size_t n, uint8_t last)
{
    uint8_t *p = fd_alloc(a, n);

    memset(p, 0xff, n);
    p[0] = first;
    p[n - 1] = last;
    return span_of(p, n);
}

static struct span rsa_key(struct span n, struct span e)
{
    return FD(a, DER_SEQUENCE, fd_unsigned(a, n), fd_unsigned(a, e));
}

static struct keyinfo rsa(struct span n, struct span e)
{
    return parse(spki("1.2.840.113549.1.1.1", fd_null(a), rsa_key(n, e)));
}

static void outer_form(void **state)
{
    struct span oid = fd_oid(a, "1.3.101.112"), key = fd_bits(a, number(1, 32, 1));
    struct span alg = FD(a, DER_SEQUENCE, oid);
    const struct {
        struct span s;
        enum err err;
    } rows[] = {
        {FD(a, DER_SEQUENCE, alg, key), ERR_OK},
        {{0}, ERR_DER_TRUNCATED},
        {FD(a, DER_SET, alg, key), ERR_DER_TAG},
        {FD(a, DER_SEQUENCE, alg), ERR_DER_TRUNCATED},
        {FD(a, DER_SEQUENCE, oid, key), ERR_DER_TAG},
        {FD(a, DER_SEQUENCE, alg, fd_octets(a, number(1, 32, 1))), ERR_DER_TAG},
        {FD(a, DER_SEQUENCE, alg, key, fd_null(a)), ERR_DER_TRAILING},
        {FD_CAT(a, FD(a, DER_SEQUENCE, alg, key), fd_null(a)), ERR_DER_TRAILING},
        {FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, oid, fd_null(a), fd_null(a)), key),
         ERR_DER_TRAILING},
        {FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_null(a)), key), ERR_DER_TAG},
        {FD(a, DER_SEQUENCE, alg, fd_hex(a, "030209fe")), ERR_DER_BIT_STRING},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fail fail = {0};
        struct keyinfo k;
        if (keyinfo_parse(&k, rows[i].s, &fail) != rows[i].err)
            fail_msg("row %zu: %s", i, err_id(fail.err));
    }
}

static void unused_bits(void **state)
{
    struct span bits = FD(a, DER_BIT_STRING, fd_hex(a, "01"), number(1, 32, 0xfe));
    struct span alg = FD(a, DER_SEQUENCE, fd_oid(a, "1.3.101.112"));

    (void)state;
    assert_int_equal(parse(FD(a, DER_SEQUENCE, alg, bits)).err, ERR_KEY_FORM);
}

static void rsa_numbers(void **state)
{
    struct span n = number(0x80, 256, 1), e = fd_hex(a, "010001");
    const struct {
        struct span n, e;
        enum err err;
        unsigned bits;
    } rows[] = {
        {n, e, ERR_OK, 2048},
        {number(0x01, 256, 1), e, ERR_OK, 2041},
        {number(0x80, 128, 1), e, ERR_OK, 1024},
        {number(0x7f, 128, 1), e, ERR_KEY_RSA_SIZE, 1023},
        {number(0xff, 2048, 1), e, ERR_OK, 16384},
        {number(0x01, 2049, 1), e, ERR_KEY_RSA_SIZE, 16385},
        {number(0x80, 256, 2), e, ERR_KEY_FORM, 2048},
        {n, fd_hex(a, "03"), ERR_OK, 2048},
        {n, fd_hex(a, "01"), ERR_KEY_RSA_EXPONENT, 2048},
        {n, fd_hex(a, "02"), ERR_KEY_RSA_EXPONENT, 2048},
        {n, fd_hex(a, "010000"), ERR_KEY_RSA_EXPONENT, 2048},
        {n, fd_hex(a, "ffffffffffffffff"), ERR_OK, 2048},
        {n, fd_hex(a, "010000000000000001"), ERR_KEY_RSA_EXPONENT, 2048},
        {n, number(1, 256, 1), ERR_KEY_RSA_EXPONENT, 2048},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct keyinfo k = rsa(rows[i].n, rows[i].e);
        if (k.kind != KEY_RSA || k.err != rows[i].err || k.bits != rows[i].bits)
            fail_msg("row %zu: %s, %u bits", i, err_id(k.err), k.bits);
    }
}

static void rsa_forms(void **state)
{
    struct span n = number(0x80, 256, 1), e = fd_hex(a, "010001"), good = rsa_key(n, e);
    struct span minus = FD(a, DER_INTEGER, number(0x80, 256, 1));
    struct span padded = FD(a, DER_INTEGER, fd_hex(a, "00"), number(0x7f, 256, 1));
    struct span zero = fd_int(a, 0), en = fd_unsigned(a, e), nn = fd_unsigned(a, n);
    const struct span broken[] = {
        {0},
        span_head(good, good.n - 1),
        FD_CAT(a, good, fd_null(a)),
        FD(a, DER_SEQUENCE, nn),
        FD(a, DER_SEQUENCE, nn, en, en),
        FD(a, DER_SEQUENCE, minus, en),
        FD(a, DER_SEQUENCE, padded, en),
        FD(a, DER_SEQUENCE, zero, en),
        FD(a, DER_SEQUENCE, nn, zero),
        FD(a, DER_SEQUENCE, nn, fd_int(a, -3)),
        FD(a, DER_SET, nn, en),
    };
    const struct span params[] = {
        {0}, FD(a, DER_SEQUENCE, fd_null(a)), fd_hex(a, "050100"), fd_int(a, 1)};

    (void)state;
    for (size_t i = 0; i < COUNT(broken); i++) {
        struct keyinfo k = parse(spki("1.2.840.113549.1.1.1", fd_null(a), broken[i]));
        if (k.err != ERR_KEY_FORM)
            fail_msg("row %zu: %s", i, err_id(k.err));
    }
    for (size_t i = 0; i < COUNT(params); i++)
        assert_int_equal(parse(spki("1.2.840.113549.1.1.1", params[i], good)).err,
                         ERR_KEY_PARAMETERS);
    struct keyinfo k = rsa(n, e);
    assert_memory_equal(k.modulus.p + 1, n.p, n.n);
    assert_true(span_eq(k.exponent, e));
    assert_true(span_eq(k.key, good));
    assert_true(span_eq(k.params, fd_null(a)));
}

static void rsa_pss(void **state)
{
    struct span key = rsa_key(number(0x80, 256, 1), fd_hex(a, "010001"));
    const char *oid = "1.2.840.113549.1.1.10";
    const struct {
        struct span params;
        enum err err;
    } rows[] = {
        {{0}, ERR_OK},
        {fd_hex(a, "3000"), ERR_OK},
        {fd_hex(a, "3005a203020120"), ERR_OK},
        {fd_null(a), ERR_KEY_PARAMETERS},
        {fd_hex(a, "3005a203020114"), ERR_KEY_PARAMETERS},
        {fd_hex(a, "3005a303020102"), ERR_KEY_PARAMETERS},
        {fd_hex(a, "3011a00f300d06096086480165030402080500"), ERR_KEY_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct keyinfo k = parse(spki(oid, rows[i].params, key));
        assert_int_equal(k.kind, KEY_RSA_PSS);
        assert_int_equal(k.err, rows[i].err);
        assert_int_equal(k.bits, 2048);
    }
    assert_int_equal(parse(spki(oid, (struct span){0}, fd_null(a))).err, ERR_KEY_FORM);
}

static void curves(void **state)
{
    const struct {
        const char *curve;
        size_t n;
        enum key_kind kind;
        enum err err;
        unsigned bits;
    } rows[] = {
        {"1.3.132.0.33", 57, KEY_P224, ERR_OK, 224},
        {P256, 65, KEY_P256, ERR_OK, 256},
        {"1.3.132.0.34", 97, KEY_P384, ERR_OK, 384},
        {"1.3.132.0.35", 133, KEY_P521, ERR_OK, 521},
        {"1.3.132.0.10", 65, KEY_NONE, ERR_KEY_CURVE_UNSUPPORTED, 0},
        {"1.2.840.10045.3.1.1", 49, KEY_NONE, ERR_KEY_CURVE, 0},
        {"1.2.3.4", 65, KEY_NONE, ERR_KEY_CURVE, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span curve = fd_oid(a, rows[i].curve);
        struct keyinfo k = parse(spki("1.2.840.10045.2.1", curve, number(4, rows[i].n, 0)));
        assert_int_equal(k.kind, rows[i].kind);
        assert_int_equal(k.err, rows[i].err);
        assert_int_equal(k.bits, rows[i].bits);
        assert_int_equal(k.algorithm, OID_KEY_EC);
        if (rows[i].err != ERR_OK)
            continue;
        /* One octet more or less, and the point of another curve. */
        for (size_t n = 56; n <= 134; n++)
            assert_int_equal(parse(spki("1.2.840.10045.2.1", curve, number(4, n, 0))).err,
                             n == rows[i].n ? ERR_OK : ERR_KEY_FORM);
    }
}

static void points(void **state)
{
    struct span curve = fd_oid(a, P256);

    (void)state;
    /* Compressed, hybrid, and the point at infinity. */
    for (unsigned form = 0; form < 256; form++)
        assert_int_equal(parse(spki("1.2.840.10045.2.1", curve, number((uint8_t)form, 65, 1))).err,
                         form == 4 ? ERR_OK : ERR_KEY_FORM);
    for (unsigned form = 0; form < 256; form++)
        assert_int_equal(parse(spki("1.2.840.10045.2.1", curve, number((uint8_t)form, 33, 1))).err,
                         form == 2 || form == 3 ? ERR_KEY_COMPRESSED : ERR_KEY_FORM);
    assert_int_equal(parse(spki("1.2.840.10045.2.1", curve, fd_hex(a, "00"))).err, ERR_KEY_FORM);
    assert_int_equal(parse(spki("1.2.840.10045.2.1", curve, (struct span){0})).err, ERR_KEY_FORM);
}

static void curve_parameters(void **state)
{
    struct span point = number(4, 65, 1);
    const struct {
        struct span params;
        enum err err;
    } rows[] = {
        {{0}, ERR_KEY_PARAMETERS},
        {fd_null(a), ERR_KEY_PARAMETERS},
        {FD(a, DER_SEQUENCE, fd_int(a, 1)), ERR_KEY_EXPLICIT_CURVE},
        {FD(a, DER_OID, fd_hex(a, "80")), ERR_KEY_PARAMETERS},
        {fd_int(a, 1), ERR_KEY_PARAMETERS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct keyinfo k = parse(spki("1.2.840.10045.2.1", rows[i].params, point));
        assert_int_equal(k.err, rows[i].err);
        assert_int_equal(k.kind, KEY_NONE);
    }
}

static void edwards(void **state)
{
    const struct {
        const char *oid;
        size_t n;
        enum key_kind kind;
    } rows[] = {{"1.3.101.112", 32, KEY_ED25519}, {"1.3.101.113", 57, KEY_ED448}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t n = 1; n <= 60; n++) {
            struct keyinfo k = parse(spki(rows[i].oid, (struct span){0}, number(1, n, 1)));
            assert_int_equal(k.kind, rows[i].kind);
            assert_int_equal(k.err, n == rows[i].n ? ERR_OK : ERR_KEY_FORM);
        }
        assert_int_equal(parse(spki(rows[i].oid, fd_null(a), number(1, rows[i].n, 1))).err,
                         ERR_KEY_PARAMETERS);
    }
}

static void mldsa(void **state)
{
    static const struct {
        const char *oid, *name;
        size_t n;
        enum key_kind kind;
    } rows[] = {{"2.16.840.1.101.3.4.3.17", "ML-DSA-44", 1312, KEY_MLDSA44},
                {"2.16.840.1.101.3.4.3.18", "ML-DSA-65", 1952, KEY_MLDSA65},
                {"2.16.840.1.101.3.4.3.19", "ML-DSA-87", 2592, KEY_MLDSA87}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf text;

        for (size_t n = rows[i].n - 1; n <= rows[i].n + 1; n++) {
            struct keyinfo k = parse(spki(rows[i].oid, (struct span){0}, number(1, n, 1)));
            assert_int_equal(k.kind, rows[i].kind);
            assert_int_equal(k.err, n == rows[i].n ? ERR_OK : ERR_KEY_FORM);
            assert_false(keyinfo_is_weak(&k));
            buf_init(&text, 64);
            keyinfo_print(&text, &k);
            assert_true(span_eq(buf_span(&text), span_str(rows[i].name)));
            buf_free(&text);
        }
        assert_int_equal(parse(spki(rows[i].oid, fd_null(a), number(1, rows[i].n, 1))).err,
                         ERR_KEY_PARAMETERS);
    }
    assert_null(keyinfo_mldsa(KEY_DSA));
}

static struct span dsa_params(struct span p, struct span q, struct span g)
{
    return FD(a, DER_SEQUENCE, fd_unsigned(a, p), fd_unsigned(a, q), fd_unsigned(a, g));
}

static struct keyinfo dsa(struct span params, struct span y)
{
    return parse(spki("1.2.840.10040.4.1", params, fd_unsigned(a, y)));
}

static void dsa_numbers(void **state)
{
    struct span p = number(0x80, 128, 1), q = number(0x80, 20, 1), two = fd_hex(a, "02");
    struct span last = number(0x80, 128, 0); /* p - 1 */
    const struct {
        struct span p, q, g, y;
        enum err err;
    } rows[] = {
        {p, q, two, two, ERR_OK},
        {p, number(0x80, 28, 1), two, two, ERR_OK},
        {p, number(0x80, 32, 1), two, two, ERR_OK},
        {p, q, last, last, ERR_OK},
        {number(0xff, 512, 1), q, two, two, ERR_OK},
        {number(0x7f, 128, 1), q, two, two, ERR_KEY_DSA},
        {number(0x01, 513, 1), q, two, two, ERR_KEY_DSA},
        {number(0x01, 5000, 1), q, two, two, ERR_KEY_DSA},
        {number(0x80, 128, 2), q, two, two, ERR_KEY_DSA},
        {p, number(0x80, 20, 2), two, two, ERR_KEY_DSA},
        {p, number(0x40, 20, 1), two, two, ERR_KEY_DSA},
        {p, number(0x80, 21, 1), two, two, ERR_KEY_DSA},
        {p, number(0x80, 33, 1), two, two, ERR_KEY_DSA},
        {p, q, fd_hex(a, "01"), two, ERR_KEY_DSA},
        {p, q, fd_hex(a, "00"), two, ERR_KEY_DSA},
        {p, q, p, two, ERR_KEY_DSA},
        {p, q, number(0x80, 129, 1), two, ERR_KEY_DSA},
        {p, q, two, fd_hex(a, "01"), ERR_KEY_DSA},
        {p, q, two, fd_hex(a, "00"), ERR_KEY_DSA},
        {p, q, two, p, ERR_KEY_DSA},
        {p, q, two, number(0x81, 128, 1), ERR_KEY_DSA},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct keyinfo k = dsa(dsa_params(rows[i].p, rows[i].q, rows[i].g), rows[i].y);
        if (k.kind != KEY_DSA || k.err != rows[i].err)
            fail_msg("row %zu: %s", i, err_id(k.err));
    }
}

static void dsa_forms(void **state)
{
    struct span p = number(0x80, 128, 1), q = number(0x80, 20, 1), two = fd_hex(a, "02");
    struct span good = dsa_params(p, q, two), minus = fd_int(a, -2);
    struct span pi = fd_unsigned(a, p), qi = fd_unsigned(a, q);
    const char *oid = "1.2.840.10040.4.1";

    (void)state;
    assert_int_equal(dsa(fd_null(a), two).err, ERR_KEY_PARAMETERS);
    assert_int_equal(dsa(FD(a, DER_SEQUENCE, pi, qi), two).err, ERR_KEY_PARAMETERS);
    assert_int_equal(dsa(FD(a, DER_SEQUENCE, pi, qi, pi, qi), two).err, ERR_KEY_PARAMETERS);
    assert_int_equal(dsa(FD(a, DER_SEQUENCE, pi, qi, minus), two).err, ERR_KEY_DSA);
    assert_int_equal(parse(spki(oid, good, minus)).err, ERR_KEY_DSA);
    assert_int_equal(parse(spki(oid, good, fd_octets(a, two))).err, ERR_KEY_FORM);
    assert_int_equal(parse(spki(oid, good, FD_CAT(a, fd_int(a, 2), fd_null(a)))).err, ERR_KEY_FORM);
}

static void dsa_inherits(void **state)
{
    struct span p = number(0x80, 128, 1), q = number(0x80, 20, 1), two = fd_hex(a, "02");
    struct keyinfo issuer = dsa(dsa_params(p, q, two), two), k = dsa((struct span){0}, two);
    struct keyinfo curve = parse(spki("1.2.840.10045.2.1", fd_oid(a, P256), number(4, 65, 1)));
    struct keyinfo own = issuer, large = dsa((struct span){0}, number(0xff, 128, 1));

    (void)state;
    assert_int_equal(k.err, ERR_KEY_DSA);
    assert_int_equal(k.params.n, 0);
    keyinfo_inherit(&k, &curve);
    assert_int_equal(k.err, ERR_KEY_DSA);
    keyinfo_inherit(&k, &k);
    assert_int_equal(k.err, ERR_KEY_DSA);
    keyinfo_inherit(&k, &issuer);
    assert_int_equal(k.err, ERR_OK);
    assert_int_equal(k.bits, 1024);
    assert_true(span_eq(k.params, issuer.params));
    /* What it inherits must fit; what it has of its own stays; other kinds inherit nothing. */
    keyinfo_inherit(&large, &issuer);
    assert_int_equal(large.err, ERR_KEY_DSA);
    issuer.params = dsa_params(number(0x90, 128, 1), q, two);
    keyinfo_inherit(&own, &issuer);
    assert_false(span_eq(own.params, issuer.params));
    struct span before = curve.params;
    keyinfo_inherit(&curve, &issuer);
    assert_true(span_eq(curve.params, before));
}

static void print(void **state)
{
    struct span e = fd_hex(a, "010001"), n = number(0x80, 256, 1);
    struct span dsa_p = dsa_params(number(0x80, 128, 1), number(0x80, 20, 1), fd_hex(a, "02"));
    const struct {
        struct keyinfo k;
        const char *text;
        bool weak;
    } rows[] = {
        {rsa(n, e), "RSA 2048", false},
        {rsa(number(0x7f, 256, 1), e), "RSA 2047", true},
        {rsa(number(0x80, 128, 1), e), "RSA 1024", true},
        {parse(spki("1.2.840.113549.1.1.10", (struct span){0}, rsa_key(n, e))), "RSA-PSS 2048",
         false},
        {parse(spki("1.2.840.113549.1.1.1", fd_null(a), fd_null(a))), "RSA", true},
        {parse(spki("1.2.840.10045.2.1", fd_oid(a, "1.3.132.0.33"), number(4, 57, 1))), "P-224",
         true},
        {parse(spki("1.2.840.10045.2.1", fd_oid(a, P256), number(4, 65, 1))), "P-256", false},
        {parse(spki("1.2.840.10045.2.1", fd_oid(a, "1.3.132.0.34"), number(4, 97, 1))), "P-384",
         false},
        {parse(spki("1.2.840.10045.2.1", fd_oid(a, "1.3.132.0.35"), number(4, 133, 1))), "P-521",
         false},
        {parse(spki("1.2.840.10045.2.1", fd_oid(a, "1.3.132.0.10"), number(4, 65, 1))), "secp256k1",
         false},
        {parse(spki("1.2.840.10045.2.1", fd_oid(a, "1.2.3.4"), number(4, 65, 1))), "1.2.3.4",
         false},
        {parse(spki("1.2.840.10045.2.1", FD(a, DER_SEQUENCE, fd_int(a, 1)), number(4, 65, 1))),
         "ecPublicKey with explicit parameters", false},
        {parse(spki("1.3.101.112", (struct span){0}, number(1, 32, 1))), "Ed25519", false},
        {parse(spki("1.3.101.113", (struct span){0}, number(1, 57, 1))), "Ed448", false},
        {parse(spki("1.3.101.110", (struct span){0}, number(1, 32, 1))), "X25519", false},
        {dsa(dsa_p, fd_hex(a, "02")), "DSA 1024", true},
        {dsa((struct span){0}, fd_hex(a, "02")), "DSA", true},
        {parse(spki("1.2.3.4.5", (struct span){0}, number(1, 32, 1))), "1.2.3.4.5", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b = {.cap = 256};
        keyinfo_print(&b, &rows[i].k);
        buf_u8(&b, 0);
        assert_int_equal(b.err, ERR_OK);
        assert_string_equal((const char *)b.p, rows[i].text);
        assert_int_equal(keyinfo_is_weak(&rows[i].k), rows[i].weak);
        buf_free(&b);
    }
    assert_int_equal(rows[COUNT(rows) - 1].k.err, ERR_KEY_UNKNOWN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(outer_form), TEST(unused_bits), TEST(rsa_numbers), TEST(rsa_forms),
        TEST(rsa_pss),    TEST(curves),      TEST(points),      TEST(curve_parameters),
        TEST(edwards),    TEST(mldsa),       TEST(dsa_numbers), TEST(dsa_forms),
        TEST(print),      TEST(dsa_inherits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
