/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sigalg.h"

#include "tests/unit/crypto/kit.h"

#define PSS "06092a864886f70d01010a"
#define MGF1 "06092a864886f70d010108"
#define SHA256_NULL "300d06096086480165030402010500"
#define SHA256_BARE "300b0609608648016503040201"
#define SHA1_NULL "300906052b0e03021a0500"

struct row {
    const char *what, *content;
    enum err err;
    enum sig_kind kind;
    enum digest digest, mgf_digest;
    uint32_t salt_n;
};

static const struct row plain[] = {
    {"RSA SHA-1", "06092a864886f70d010105" "0500", ERR_OK, SIG_RSA_PKCS1, DIGEST_SHA1, 0, 0},
    {"RSA SHA-224", "06092a864886f70d01010e" "0500", ERR_OK, SIG_RSA_PKCS1, DIGEST_SHA224, 0, 0},
    {"RSA SHA-256", "06092a864886f70d01010b" "0500", ERR_OK, SIG_RSA_PKCS1, DIGEST_SHA256, 0, 0},
    {"RSA SHA-384", "06092a864886f70d01010c" "0500", ERR_OK, SIG_RSA_PKCS1, DIGEST_SHA384, 0, 0},
    {"RSA SHA-512", "06092a864886f70d01010d" "0500", ERR_OK, SIG_RSA_PKCS1, DIGEST_SHA512, 0, 0},
    {"ECDSA SHA-1", "06072a8648ce3d0401", ERR_OK, SIG_ECDSA, DIGEST_SHA1, 0, 0},
    {"ECDSA SHA-224", "06082a8648ce3d040301", ERR_OK, SIG_ECDSA, DIGEST_SHA224, 0, 0},
    {"ECDSA SHA-256", "06082a8648ce3d040302", ERR_OK, SIG_ECDSA, DIGEST_SHA256, 0, 0},
    {"ECDSA SHA-384", "06082a8648ce3d040303", ERR_OK, SIG_ECDSA, DIGEST_SHA384, 0, 0},
    {"ECDSA SHA-512", "06082a8648ce3d040304", ERR_OK, SIG_ECDSA, DIGEST_SHA512, 0, 0},
    {"Ed25519", "06032b6570", ERR_OK, SIG_ED25519, 0, 0, 0},
    {"Ed448", "06032b6571", ERR_OK, SIG_ED448, 0, 0, 0},
    {"DSA SHA-1", "06072a8648ce380403", ERR_OK, SIG_DSA, DIGEST_SHA1, 0, 0},
    {"DSA SHA-224", "0609608648016503040301", ERR_OK, SIG_DSA, DIGEST_SHA224, 0, 0},
    {"DSA SHA-256", "0609608648016503040302", ERR_OK, SIG_DSA, DIGEST_SHA256, 0, 0},

    {"ML-DSA-44", "0609608648016503040311", ERR_OK, SIG_MLDSA44, 0, 0, 0},
    {"ML-DSA-65", "0609608648016503040312", ERR_OK, SIG_MLDSA65, 0, 0, 0},
    {"ML-DSA-87", "0609608648016503040313", ERR_OK, SIG_MLDSA87, 0, 0, 0},

    {"MD5 is never checked", "06092a864886f70d010104" "0500", ERR_OK, SIG_UNKNOWN, 0, 0, 0},
    {"MD2 is never checked", "06092a864886f70d010102" "0500", ERR_OK, SIG_UNKNOWN, 0, 0, 0},
    {"a key's algorithm", "06092a864886f70d010101" "0500", ERR_OK, SIG_UNKNOWN, 0, 0, 0},
    {"unknown, no parameters", "06032a0304", ERR_OK, SIG_UNKNOWN, 0, 0, 0},
    {"unknown, any parameters", "06032a0304" "3003020101", ERR_OK, SIG_UNKNOWN, 0, 0, 0},

    {"RSA SHA-1 without NULL", "06092a864886f70d010105", ERR_ALG_PARAMETERS, 0, 0, 0, 0},
    {"RSA with a SEQUENCE", "06092a864886f70d01010b" "3000", ERR_ALG_PARAMETERS, 0, 0, 0, 0},
    {"RSA, NULL with content", "06092a864886f70d01010b" "050100", ERR_ALG_PARAMETERS, 0, 0, 0, 0},
    {"ECDSA with NULL", "06082a8648ce3d040302" "0500", ERR_ALG_ECDSA_PARAMETERS, 0, 0, 0, 0},
    {"ECDSA with a curve", "06082a8648ce3d040302" "06082a8648ce3d030107",
     ERR_ALG_ECDSA_PARAMETERS, 0, 0, 0, 0},
    {"Ed25519 with NULL", "06032b6570" "0500", ERR_ALG_EDDSA_PARAMETERS, 0, 0, 0, 0},
    {"Ed448 with NULL", "06032b6571" "0500", ERR_ALG_EDDSA_PARAMETERS, 0, 0, 0, 0},
    {"ML-DSA-44 with NULL", "0609608648016503040311" "0500", ERR_ALG_MLDSA_PARAMETERS, 0, 0, 0, 0},
    {"ML-DSA-65 with NULL", "0609608648016503040312" "0500", ERR_ALG_MLDSA_PARAMETERS, 0, 0, 0, 0},
    {"ML-DSA-87, SEQUENCE", "0609608648016503040313" "3000", ERR_ALG_MLDSA_PARAMETERS, 0, 0, 0, 0},
    {"DSA with NULL", "06072a8648ce380403" "0500", ERR_ALG_DSA_PARAMETERS, 0, 0, 0, 0},

    {"nothing", "", ERR_DER_TRUNCATED, 0, 0, 0, 0},
    {"no OID", "0500", ERR_DER_TAG, 0, 0, 0, 0},
    {"OID with padding", "0603802a03" "0500", ERR_DER_OID, 0, 0, 0, 0},
    {"two parameters", "06092a864886f70d01010b" "0500" "0500", ERR_DER_TRAILING, 0, 0, 0, 0},
    {"cut off", "06092a864886f70d01010b" "05", ERR_DER_TRUNCATED, 0, 0, 0, 0},
};

static const struct row pss[] = {
    {"all defaults", PSS "3000", ERR_OK, SIG_RSA_PSS, DIGEST_SHA1, DIGEST_SHA1, 20},
    {"SHA-256", PSS "3034" "a00f" SHA256_NULL "a11c301a" MGF1 SHA256_NULL "a203020120",
     ERR_OK, SIG_RSA_PSS, DIGEST_SHA256, DIGEST_SHA256, 32},
    {"hash parameters absent", PSS "3030" "a00d" SHA256_BARE "a11a3018" MGF1 SHA256_BARE
     "a203020120", ERR_OK, SIG_RSA_PSS, DIGEST_SHA256, DIGEST_SHA256, 32},
    {"MGF1 alone", PSS "301e" "a11c301a" MGF1 SHA256_NULL, ERR_OK, SIG_RSA_PSS, DIGEST_SHA1,
     DIGEST_SHA256, 20},
    {"no salt", PSS "3005" "a203020100", ERR_OK, SIG_RSA_PSS, DIGEST_SHA1, DIGEST_SHA1, 0},
    {"most salt", PSS "3006" "a20402020800", ERR_OK, SIG_RSA_PSS, DIGEST_SHA1, DIGEST_SHA1, 2048},
    {"unknown hash", PSS "3011" "a00f" "300d06096086480165030402080500", ERR_OK, SIG_UNKNOWN,
     DIGEST_NONE, DIGEST_SHA1, 20},
    {"MD5", PSS "3010" "a00e" "300c06082a864886f70d02050500", ERR_OK, SIG_UNKNOWN, DIGEST_NONE,
     DIGEST_SHA1, 20},
    {"unknown mask", PSS "3009" "a107300506032a0304", ERR_OK, SIG_UNKNOWN, DIGEST_SHA1,
     DIGEST_NONE, 20},

    {"no parameters", PSS, ERR_ALG_PSS, 0, 0, 0, 0},
    {"NULL", PSS "0500", ERR_DER_TAG, 0, 0, 0, 0},
    {"SHA-1 encoded", PSS "300d" "a00b" SHA1_NULL, ERR_OK, SIG_RSA_PSS, DIGEST_SHA1, DIGEST_SHA1,
     20},
    {"MGF1 of SHA-1 encoded", PSS "301a" "a1183016" MGF1 SHA1_NULL, ERR_OK, SIG_RSA_PSS,
     DIGEST_SHA1, DIGEST_SHA1, 20},
    {"20 is the default", PSS "3005" "a203020114", ERR_DER_DEFAULT, 0, 0, 0, 0},
    {"trailer 1 encoded", PSS "3005" "a303020101", ERR_OK, SIG_RSA_PSS, DIGEST_SHA1, DIGEST_SHA1,
     20},
    {"trailer 2", PSS "3005" "a303020102", ERR_ALG_PSS, 0, 0, 0, 0},
    {"trailer 0", PSS "3005" "a303020100", ERR_ALG_PSS, 0, 0, 0, 0},
    {"negative salt", PSS "3005" "a2030201ff", ERR_ALG_PSS, 0, 0, 0, 0},
    {"too much salt", PSS "3006" "a20402020801", ERR_ALG_PSS, 0, 0, 0, 0},
    {"salt beyond 32 bits", PSS "3009" "a207020501000000" "20", ERR_ALG_PSS, 0, 0, 0, 0},
    {"padded salt", PSS "3006" "a20402020020", ERR_DER_INTEGER, 0, 0, 0, 0},
    {"hash parameters neither", PSS "3011" "a00f" "300d06096086480165030402013000", ERR_ALG_PSS,
     0, 0, 0, 0},
    {"hash parameters twice", PSS "3013" "a011" "300f060960864801650304020105000500",
     ERR_DER_TRAILING, 0, 0, 0, 0},
    {"MGF1 without a hash", PSS "300f" "a10d300b" MGF1, ERR_DER_TRUNCATED, 0, 0, 0, 0},
    {"implicit tag", PSS "300f" "a00d06096086480165030402010500", ERR_DER_TAG, 0, 0, 0, 0},
    {"wrong order", PSS "3016" "a203020120" "a00f" SHA256_NULL, ERR_DER_TRAILING, 0, 0, 0, 0},
    {"the same field twice", PSS "300a" "a203020120" "a203020120", ERR_DER_TRAILING, 0, 0, 0, 0},
    {"a fifth field", PSS "3005" "a403020101", ERR_DER_TRAILING, 0, 0, 0, 0},
    {"more in a field", PSS "3007" "a2050201200500", ERR_DER_TRAILING, 0, 0, 0, 0},
    {"an empty field", PSS "3002" "a200", ERR_DER_TRUNCATED, 0, 0, 0, 0},
};

static void check(const struct row *rows, size_t count)
{
    struct arena a;

    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        struct span content = fd_hex(&a, rows[i].content);
        struct fail fail = {0};
        struct sigalg alg;
        enum err err = sigalg_parse(&alg, content, &fail);
        if (err != rows[i].err)
            fail_msg("%s: %s", rows[i].what, err_id(err));
        assert_int_equal(fail.err, err);
        if (err != ERR_OK) {
            if (fail.at.n > 0)
                assert_true(span_contains(content, fail.at));
            continue;
        }
        if (alg.kind != rows[i].kind || alg.digest != rows[i].digest ||
            alg.mgf_digest != rows[i].mgf_digest || alg.salt_n != rows[i].salt_n)
            fail_msg("%s: kind %d, digest %d, mask %d, salt %u", rows[i].what, (int)alg.kind,
                     (int)alg.digest, (int)alg.mgf_digest, alg.salt_n);
        assert_true(span_contains(content, alg.oid_content));
    }
    arena_free(&a);
}

/* RFC 4055 5: of the four with SHA-2 the parameters may be absent, which is noted. */
static void parse_no_null(void **state)
{
    static const struct {
        const char *content;
        bool no_null;
    } rows[] = {
        {"06092a864886f70d01010e", true},  {"06092a864886f70d01010b", true},
        {"06092a864886f70d01010c", true},  {"06092a864886f70d01010d", true},
        {"06092a864886f70d01010b" "0500", false}, {"06082a8648ce3d040302", false},
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fail fail = {0};
        struct sigalg alg;
        assert_int_equal(sigalg_parse(&alg, fd_hex(&a, rows[i].content), &fail), ERR_OK);
        assert_int_not_equal(alg.kind, SIG_UNKNOWN);
        assert_int_not_equal(alg.digest, DIGEST_NONE);
        assert_true(alg.no_null == rows[i].no_null);
    }
    arena_free(&a);
}

static void parse_plain(void **state)
{
    (void)state;
    check(plain, COUNT(plain));
}

static void parse_pss(void **state)
{
    (void)state;
    check(pss, COUNT(pss));
}

static void weak(void **state)
{
    static const struct {
        struct sigalg alg;
        bool weak;
    } rows[] = {
        {{.kind = SIG_RSA_PKCS1, .digest = DIGEST_SHA256}, false},
        {{.kind = SIG_RSA_PKCS1, .digest = DIGEST_SHA1}, true},
        {{.kind = SIG_RSA_PSS, .digest = DIGEST_SHA256, .mgf_digest = DIGEST_SHA256}, false},
        {{.kind = SIG_RSA_PSS, .digest = DIGEST_SHA256, .mgf_digest = DIGEST_SHA1}, true},
        {{.kind = SIG_ECDSA, .digest = DIGEST_SHA224}, false},
        {{.kind = SIG_ECDSA, .digest = DIGEST_SHA1}, true},
        {{.kind = SIG_ED25519}, false},
        {{.kind = SIG_ED448}, false},
        {{.kind = SIG_MLDSA44}, false},
        {{.kind = SIG_DSA, .digest = DIGEST_SHA256}, true},
        {{.kind = SIG_UNKNOWN}, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(sigalg_is_weak(&rows[i].alg), rows[i].weak);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_plain),
        cmocka_unit_test(parse_no_null),
        cmocka_unit_test(parse_pss),
        cmocka_unit_test(weak),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
