/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/privkey_file.h"

#include <stdio.h>

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"
#include "lib/asn1/oid.h"
#include "lib/base/b64.h"
#include "lib/crypto/privkey.h"
#include "lib/crypto/privkey_pkcs8.h"
#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

#define PASSPHRASE SPAN_LIT("p\xc3\xa4\xf0\x9f\x98\x80")
#define EC_PKCS8                                                        \
    "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b020" \
    "1010420f2028f8fe119e526f3eb1f244c3e68c57427c1fb60876123582afbe7e3" \
    "73d18ca1440342000475a60dfd0db26a06d7c1fd0856354b38ee3bee994f517cf" \
    "c7f47af999cd6198a246ad5cab83e65a8383e98361c673d000852cf1c22358135" \
    "2c8db9c38c44fd1e"

static const char ed25519[] = "302e020100300506032b6570042204202c97b7f8fbd7428e310d8f16d2ea90ba"
                              "c79d2cd8d4c1b821991ccb62f40a27df";
static const char sec1[] = "30770201010420f2028f8fe119e526f3eb1f244c3e68c57427c1fb60876123582a"
                           "fbe7e373d18ca00a06082a8648ce3d030107a1440342000475a60dfd0db26a06d7"
                           "c1fd0856354b38ee3bee994f517cfc7f47af999cd6198a246ad5cab83e65a8383e"
                           "98361c673d000852cf1c223581352c8db9c38c44fd1e";

static const struct {
    const char *name, *label, *base64;
} sealed[] = {
#define SEALED(name, label, base64) {#name, label, base64},
#include "tests/unit/crypto/locked.def"
};

static const struct {
    const char *name, *pem;
} locked[] = {
#define LOCKED(name, pem) {#name, pem},
#include "tests/unit/crypto/locked.def"
};

static struct arena a;

static struct span decoded(const char *base64)
{
    struct fail fail = {0};
    struct span out;
    struct buf b;

    buf_init(&b, 1 << 12);
    assert_int_equal(b64_decode(&b, span_str(base64), &fail), ERR_OK);
    out = fd_copy(&a, buf_span(&b));
    buf_free(&b);
    return out;
}

/* Reads a key and compares its DER with what it should be, if it can be read. */
static enum err read(struct span bytes, struct span passphrase, uint64_t iterations,
                     const char *want)
{
    const struct pbe_terms terms = {.passphrase = passphrase, .iterations = &iterations};
    struct span der = fd_hex(&a, want);
    struct buf out;
    enum err err = privkey_file_der(&out, bytes, &terms);

    if (err == ERR_OK)
        assert_true(span_eq(buf_span(&out), der));
    else
        assert_int_equal(out.n, 0);
    buf_wipe(&out);
    return err;
}

static void test_sealed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sealed); i++) {
        struct span der = decoded(sealed[i].base64);
        enum err err = read(der, PASSPHRASE, PBE_ITERATIONS_MAX, ed25519);
        if (err != ERR_OK)
            fail_msg("%s: %s", sealed[i].name, err_text(err));
        assert_int_equal(read(der, SPAN_LIT("wrong"), PBE_ITERATIONS_MAX, ed25519),
                         ERR_PASSPHRASE_WRONG);
        assert_int_equal(read(der, SPAN_LIT(""), PBE_ITERATIONS_MAX, ed25519),
                         ERR_PASSPHRASE_WRONG);
        assert_int_equal(read(der, (struct span){0}, PBE_ITERATIONS_MAX, ed25519),
                         ERR_KEY_ENCRYPTED);
        assert_int_equal(read(der, PASSPHRASE, 100, ed25519), ERR_PASSPHRASE_LIMIT);
    }
}

static void test_label(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sealed); i++) {
        struct span der = decoded(sealed[i].base64);
        struct fail fail = {0};
        struct der all = der_open(der, &fail), info = der_enter(&all, DER_SEQUENCE);
        struct pbe pbe;
        struct buf out;

        buf_init(&out, 200);
        assert_int_equal(pbe_read(&pbe, der_raw(&info, DER_SEQUENCE), &fail), ERR_OK);
        pbe_label(&out, &pbe);
        buf_u8(&out, 0);
        assert_string_equal((const char *)out.p, sealed[i].label);
        assert_int_equal(pbe_is_old(&pbe), strncmp(sealed[i].label, "AES", 3) != 0);
        buf_free(&out);
    }
}

static void test_locked(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(locked); i++) {
        struct span pem = span_str(locked[i].pem);
        enum err err = read(pem, SPAN_LIT("secret"), 1000, sec1);
        if (err != ERR_OK)
            fail_msg("%s: %s", locked[i].name, err_text(err));
        assert_int_equal(read(pem, SPAN_LIT("secre"), 1000, sec1), ERR_PASSPHRASE_WRONG);
        assert_int_equal(read(pem, (struct span){0}, 1000, sec1), ERR_KEY_ENCRYPTED);
    }
}

/* Some of these passphrases leave padding that looks right: what is there is no SEQUENCE. */
static void test_chance(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3000; i++) {
        char passphrase[16];
        (void)snprintf(passphrase, sizeof passphrase, "%u", i);
        assert_int_equal(read(span_str(locked[0].pem), span_str(passphrase), 1, sec1),
                         ERR_PASSPHRASE_WRONG);
    }
}

#define BLOCK(headers)                         \
    "-----BEGIN EC PRIVATE KEY-----\n" headers \
    "\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END EC PRIVATE KEY-----\n"

static void test_headers(void **state)
{
    static const struct {
        const char *pem;
        enum err err;
    } rows[] = {
        {BLOCK("Proc-Type: 4,ENCRYPTED\n"), ERR_PBE_FORM},
        {BLOCK("Proc-Type: 4,ENCRYPTED\nDEK-Info: RC4,00\n"), ERR_PBE_UNKNOWN},
        {BLOCK("DEK-Info: AES-128-CBC\n"), ERR_PBE_FORM},
        {BLOCK("DEK-Info: AES-128-CBC,\n"), ERR_PBE_FORM},
        {BLOCK("DEK-Info: AES-128-CBC,0001020304050607\n"), ERR_PBE_FORM},
        {BLOCK("DEK-Info: AES-128-CBC,000102030405060708090a0b0c0d0e0f10\n"), ERR_PBE_FORM},
        {BLOCK("DEK-Info: AES-128-CBC,0001020304050607x8090a0b0c0d0e0f\n"), ERR_PBE_FORM},
        {BLOCK("DEK-Info: DES-CBC,0001020304050607\n"), ERR_PASSPHRASE_WRONG},
        {BLOCK("dek-info:  aes-128-cbc,000102030405060708090A0B0C0D0E0F \n"), ERR_PASSPHRASE_WRONG},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(read(span_str(rows[i].pem), SPAN_LIT("x"), 10, sec1), rows[i].err);
}

/* What is not encrypted is read with a passphrase, too. */
static void test_plain(void **state)
{
    struct span der = fd_hex(&a, ed25519);

    (void)state;
    assert_int_equal(read(der, SPAN_LIT("x"), 0, ed25519), ERR_OK);
    assert_int_equal(read(span_head(der, 10), SPAN_LIT("x"), 0, "302e020100300506032b"), ERR_OK);
    assert_int_equal(read(SPAN_LIT(""), SPAN_LIT("x"), 0, ed25519), ERR_EMPTY_INPUT);
}

/* PKCS#8 of the older form, sealed and opened again. */
static void test_pkcs8(void **state)
{
    struct kit_rng seed = {.seed = 1};
    struct rng rng = kit_rng(&seed);
    struct buf info, out;

    (void)state;
    assert_int_equal(privkey_pkcs8(&info, fd_hex(&a, sec1), NULL), ERR_OK);
    struct fail fail = {0};
    struct der all = der_open(buf_span(&info), &fail), seq = der_enter(&all, DER_SEQUENCE);
    assert_true(span_eq(der_integer(&seq), SPAN_LIT("\0")));
    assert_true(span_eq(der_raw(&seq, DER_SEQUENCE),
                        fd_hex(&a, "301306072a8648ce3d020106082a8648ce3d030107")));
    assert_true(span_eq(der_octets(&seq), fd_hex(&a, sec1)));
    der_end(&seq);
    der_end(&all);
    assert_int_equal(fail.err, ERR_OK);

    buf_init(&out, 1 << 12);
    assert_int_equal(privkey_pkcs8_seal(&out, buf_span(&info), PASSPHRASE, &rng), ERR_OK);
    uint64_t iterations = PBE_ITERATIONS;
    const struct pbe_terms terms = {.passphrase = PASSPHRASE, .iterations = &iterations};
    struct privkey *key = NULL;
    assert_int_equal(privkey_new_locked(&key, buf_span(&out), &terms), ERR_OK);
    assert_int_equal(privkey_kind(key), KEY_P256);
    assert_true(iterations == 0);
    privkey_free(key);
    struct buf again;
    iterations = PBE_ITERATIONS;
    assert_int_equal(privkey_pkcs8(&again, buf_span(&out), &terms), ERR_OK);
    assert_true(span_eq(buf_span(&again), buf_span(&info)));
    buf_wipe(&again);
    assert_int_equal(privkey_pkcs8(&again, fd_hex(&a, EC_PKCS8), NULL), ERR_OK);
    assert_true(span_eq(buf_span(&again), fd_hex(&a, EC_PKCS8)));
    buf_wipe(&again);
    buf_wipe(&info);
    buf_free(&out);
}

/* Parameters that are refused: AlgorithmIdentifiers in hexadecimal. */
static const struct {
    const char *algorithm;
    enum err err;
} parameters[] = {
    {"300b06092a864886f70d010101", ERR_PBE_UNKNOWN},
    {"300d06092a864886f70d0101010500", ERR_PBE_UNKNOWN},
    {"300d06092a864886f70d01050d0500", ERR_PBE_FORM},
    {"3002060a", ERR_DER_TRUNCATED},
    {"3000", ERR_PBE_FORM},
    /* PBES1 with iterations 0, -1, and none */
    {"301306092a864886f70d010503300604010102"
     "0100",
     ERR_PBE_FORM},
    {"301306092a864886f70d01050330060401010201ff", ERR_PBE_FORM},
    {"301006092a864886f70d0105033003040101", ERR_PBE_FORM},
    /* PBES2 with vectors of 16, 15 and 200 octets */
    {"304406092a864886f70d01050d3037301606092a864886f70d01050c30090404"
     "73616c74020101301d060960864801650304012a041011111111111111111111"
     "111111111111",
     ERR_OK},
    {"304306092a864886f70d01050d3036301606092a864886f70d01050c30090404"
     "73616c74020101301c060960864801650304012a040f11111111111111111111"
     "1111111111",
     ERR_PBE_FORM},
    {"3081ff06092a864886f70d01050d3081f1301606092a864886f70d01050c3009"
     "040473616c740201013081d6060960864801650304012a0481c8111111111111"
     "1111111111111111111111111111111111111111111111111111111111111111"
     "1111111111111111111111111111111111111111111111111111111111111111"
     "1111111111111111111111111111111111111111111111111111111111111111"
     "1111111111111111111111111111111111111111111111111111111111111111"
     "1111111111111111111111111111111111111111111111111111111111111111"
     "1111111111111111111111111111111111111111111111111111111111111111"
     "1111",
     ERR_PBE_FORM},
    /* keys of AES-256: 32 octets, and 16 */
    {"304706092a864886f70d01050d303a301906092a864886f70d01050c300c0404"
     "73616c74020101020120301d060960864801650304012a041011111111111111"
     "111111111111111111",
     ERR_OK},
    {"304706092a864886f70d01050d303a301906092a864886f70d01050c300c0404"
     "73616c74020101020110301d060960864801650304012a041011111111111111"
     "111111111111111111",
     ERR_PBE_FORM},
    /* MAC keys of PBMAC1: 20, 128, 19 and 129 octets */
    {"304406092a864886f70d01050e3037302706092a864886f70d01050c301a0404"
     "73616c74020101020114300c06082a864886f70d02090500300c06082a864886"
     "f70d02090500",
     ERR_OK},
    {"304506092a864886f70d01050e3038302806092a864886f70d01050c301b0404"
     "73616c7402010102020080300c06082a864886f70d02090500300c06082a8648"
     "86f70d02090500",
     ERR_OK},
    {"304406092a864886f70d01050e3037302706092a864886f70d01050c301a0404"
     "73616c74020101020113300c06082a864886f70d02090500300c06082a864886"
     "f70d02090500",
     ERR_PBE_FORM},
    {"304506092a864886f70d01050e3038302806092a864886f70d01050c301b0404"
     "73616c7402010102020081300c06082a864886f70d02090500300c06082a8648"
     "86f70d02090500",
     ERR_PBE_FORM},
    /* an object identifier of no octets */
    {"300406003000", ERR_PBE_FORM},
};

static void test_parameters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(parameters); i++) {
        struct fail fail = {0};
        struct pbe pbe;
        enum err err = pbe_read(&pbe, fd_hex(&a, parameters[i].algorithm), &fail);
        if (err != parameters[i].err)
            fail_msg("row %zu: %s", i, err_text(err));
        assert_int_equal(fail.err, err);
    }
}

/* PBES1 with a salt of n octets. */
static enum err read_salt(size_t n)
{
    struct buf salt, params, all;
    struct fail fail = {0};
    struct pbe pbe;

    buf_init(&salt, 1 << 16);
    buf_init(&params, 1 << 16);
    buf_init(&all, 1 << 16);
    memset(buf_room(&salt, n), 's', n);
    derput_tlv(&params, DER_OCTET_STRING, buf_span(&salt));
    derput_number(&params, 1);
    buf_truncate(&salt, 0);
    derput_tlv(&salt, DER_OID, oid_bytes(OID_PBE_MD5_DES));
    derput_tlv(&salt, DER_SEQUENCE, buf_span(&params));
    derput_tlv(&all, DER_SEQUENCE, buf_span(&salt));
    enum err err = pbe_read(&pbe, buf_span(&all), &fail);
    buf_free(&salt);
    buf_free(&params);
    buf_free(&all);
    return err;
}

/* scrypt hashes the salt once for each block. */
static void test_salt(void **state)
{
    (void)state;
    assert_int_equal(read_salt(PBE_SALT_MAX), ERR_OK);
    assert_int_equal(read_salt(PBE_SALT_MAX + 1), ERR_PASSPHRASE_LIMIT);
}

/* scrypt: too much memory, and too many blocks of a size that would fit. */
static void test_scrypt_work(void **state)
{
    static const struct {
        uint64_t cost;
        uint32_t block_size, parallel;
        enum err err;
    } rows[] = {
        {16, 1, 1, ERR_PASSPHRASE_WRONG},
        {1 << 20, 8, 1, ERR_PASSPHRASE_LIMIT}, /* 1 GiB */
        {1 << 10, 1, 20000, ERR_PASSPHRASE_LIMIT},
        {1 << 10, 20000, 1, ERR_PASSPHRASE_LIMIT},
        {(uint64_t)1 << 63, UINT32_MAX, 1, ERR_PASSPHRASE_LIMIT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t iterations = PBE_ITERATIONS_MAX;
        const struct pbe_terms terms = {.passphrase = SPAN_LIT("x"), .iterations = &iterations};
        const struct pbe pbe = {.kdf = PBE_SCRYPT,
                                .cipher = PBE_AES128,
                                .salt = SPAN_LIT("salt"),
                                .iterations = rows[i].cost,
                                .block_size = rows[i].block_size,
                                .parallel = rows[i].parallel};
        struct buf out;

        buf_init(&out, 64);
        if (pbe_open(&pbe, &out, SPAN_LIT("0123456789abcdef"), &terms) != rows[i].err)
            fail_msg("row %zu", i);
        buf_wipe(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sealed),      cmocka_unit_test(test_label),
        cmocka_unit_test(test_locked),      cmocka_unit_test(test_headers),
        cmocka_unit_test(test_plain),       cmocka_unit_test(test_pkcs8),
        cmocka_unit_test(test_parameters),  cmocka_unit_test(test_salt),
        cmocka_unit_test(test_scrypt_work), cmocka_unit_test(test_chance),
    };

    arena_init(&a, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&a);
    return failed;
}
