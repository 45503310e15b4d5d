/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/pbkdf.h"

#include <stdio.h>

#include "tests/unit/crypto/kit.h"

static void unhex(uint8_t *out, const char *text)
{
    unsigned byte;

    for (; sscanf(text, "%2x", &byte) == 1; text += 2)
        *out++ = (uint8_t)byte;
}

/* RFC 6070, RFC 7914 11, and values of another implementation for the digests that no RFC has. */
static const struct {
    enum digest digest;
    struct span passphrase, salt;
    uint64_t iterations;
    const char *key;
} rows2[] = {
    {DIGEST_SHA1, SPAN_INIT("password"), SPAN_INIT("salt"), 1,
     "0c60c80f961f0e71f3a9b524af6012062fe037a6"},
    {DIGEST_SHA1, SPAN_INIT("password"), SPAN_INIT("salt"), 2,
     "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"},
    {DIGEST_SHA1, SPAN_INIT("password"), SPAN_INIT("salt"), 4096,
     "4b007901b765489abead49d926f721d065a429c1"},
    {DIGEST_SHA1, SPAN_INIT("passwordPASSWORDpassword"),
     SPAN_INIT("saltSALTsaltSALTsaltSALTsaltSALTsalt"), 4096,
     "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
    {DIGEST_SHA1, SPAN_INIT("pass\0word"), SPAN_INIT("sa\0lt"), 4096,
     "56fa6aa75548099dcc37d7f03425e0c3"},
    {DIGEST_SHA256, SPAN_INIT("passwd"), SPAN_INIT("salt"), 1,
     "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
     "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
    {DIGEST_SHA224, SPAN_INIT("password"), SPAN_INIT("salt"), 4096,
     "218c453bf90635bd0a21a75d172703ff6108ef603f65bb821aedade1d6961683"
     "ba8f67877d2a3f738cd98905b2cabdb82efaa223b3b438ed1d3a2e9758aa92b99f20728f210f"},
    {DIGEST_SHA384, SPAN_INIT("password"), SPAN_INIT("salt"), 4096,
     "559726be38db125bc85ed7895f6e3cf574c7a01c080c3447db1e8a76764deb3c"
     "307b94853fbe424f6488c5f4f12896261d1eb430353c769ee2a77a26fd0a2347a9db0f90bd0d"},
    {DIGEST_SHA512, SPAN_INIT("password"), SPAN_INIT("salt"), 4096,
     "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
     "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5d6883f0be4c2"},
};

static void test_pbkdf2(void **state)
{
    uint8_t out[128], want[128];

    (void)state;
    for (size_t i = 0; i < COUNT(rows2); i++) {
        size_t n = strlen(rows2[i].key) / 2;
        unhex(want, rows2[i].key);
        pbkdf2(rows2[i].digest, out, n, rows2[i].passphrase, rows2[i].salt, rows2[i].iterations);
        assert_memory_equal(out, want, n);
    }
}

/* RFC 7914 12. */
static const struct {
    struct span passphrase, salt;
    struct pbkdf_scrypt params;
    const char *key;
} rows_scrypt[] = {
    {SPAN_INIT(""),
     SPAN_INIT(""),
     {16, 1, 1},
     "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
     "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"},
    {SPAN_INIT("password"),
     SPAN_INIT("NaCl"),
     {1024, 8, 16},
     "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
     "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"},
    {SPAN_INIT("pleaseletmein"),
     SPAN_INIT("SodiumChloride"),
     {16384, 8, 1},
     "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
     "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"},
};

static void test_scrypt(void **state)
{
    uint8_t out[64], want[64];

    (void)state;
    for (size_t i = 0; i < COUNT(rows_scrypt); i++) {
        unhex(want, rows_scrypt[i].key);
        assert_int_equal(pbkdf_scrypt(out, sizeof out, rows_scrypt[i].passphrase,
                                      rows_scrypt[i].salt, &rows_scrypt[i].params),
                         ERR_OK);
        assert_memory_equal(out, want, sizeof want);
    }
}

/* RFC 7914 2: N is a power of two above 1; r and p are not 0, and their product is below 2^30. */
static void test_scrypt_parameters(void **state)
{
    static const struct pbkdf_scrypt wrong[] = {
        {0, 8, 1}, {1, 8, 1}, {3, 8, 1}, {16, 0, 1}, {16, 1, 0}, {16, 1 << 15, 1 << 15},
    };
    uint8_t out[1];

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_true(pbkdf_scrypt_memory(&wrong[i]) == 0);
        assert_int_equal(pbkdf_scrypt(out, 1, SPAN_LIT(""), SPAN_LIT(""), &wrong[i]), ERR_LIMIT);
    }
    assert_true(pbkdf_scrypt_memory(&(struct pbkdf_scrypt){16384, 8, 1}) == 1024 * (16384 + 3));
    assert_true(pbkdf_scrypt_memory(&(struct pbkdf_scrypt){UINT64_C(1) << 63, 8, 1}) == UINT64_MAX);
}

/* The function of PKCS#12 for the passphrase "smeg", an old vector without a document of its own,
 * with keys of several blocks from another implementation. */
static const struct {
    enum digest digest;
    enum pbkdf_use use;
    const char *key;
} rows12[] = {
    {DIGEST_SHA1, PBKDF_ENCRYPTION,
     "06c87f4590e5ef9034e2bd0db9d0d2acd3b4c7c4961d9220a3d08295c27bcefa9a3f30"
     "f47d41045916af3fed13bdac5a85a56e1f8c5847c14407093762ffb5389ba5b25e8cdf"},
    {DIGEST_SHA1, PBKDF_IV,
     "4b1f9d009448600f12631748ec1b19f78b2c0580fcda933ef15a28c6ac2b5232339870"
     "c51a093b9e2c22cf0b6f747666e30151a69fa8acfb3bef9fd72cd68255bc06eb6d8f76"},
    {DIGEST_SHA1, PBKDF_MAC,
     "607075fe85da329227403bea311818979376f97c50909b24cd1187228a4950a2bec6ec"
     "b176e1387fddd7e10eeb122b8a6cf2a5ed3deaa649739835aee248d2f13c5c27530d99"},
    {DIGEST_SHA224, PBKDF_ENCRYPTION,
     "c80bbab62e45bee199c2c6d47b090dcadcb0e2d40cc679ca582adab827b2edebc5ba79"
     "527627a50afc3374e482a4bcbfd24f6ea1e2a533b63d1a693b065690cc30d8df2cf7bf"},
    {DIGEST_SHA224, PBKDF_IV,
     "775a18656719422c2c0531182208044b416dcc1e79f9b218ad864d805b45cbec0a32ae"
     "8f5364b1c12bfbcb913f00bbbba368946e1fd70b5d7d69a37a3a012c39536677e983b2"},
    {DIGEST_SHA224, PBKDF_MAC,
     "acb053460c9aeb9578fce66ec2acc0658e6273c375e3ea294454e86faeff2a798d5368"
     "326409d1a84e0a9e1a3e0338cbb42a9be7a07da59d5f1d0e8a1f2755197163ba2ce889"},
    {DIGEST_SHA256, PBKDF_ENCRYPTION,
     "bbfb11a9390a17bd6b5ee88ebdc4b6c16b4faece35a7496051ef15d5a2997d146c22d8"
     "495328cd29cf1d186eef6dc905f47e9c225d49b488e43c04250ddafbee4c55c3c0097b"},
    {DIGEST_SHA256, PBKDF_IV,
     "ce02b3ef2a169e50a98c01a6f7c9a2e5f1f49afe6e9d5033ac30f27f53ddb64f93708a"
     "b6d09e04925da6b2fffa370d90264e38b6e53f56933ce5977bfc915cfefe4414ace1a5"},
    {DIGEST_SHA256, PBKDF_MAC,
     "317a56371c8fcdbc2938207ca1417596e9a6f3eb7e9d5d5cd12f563b96395ad220408b"
     "ed1dcb4ec76af0234f9778cfcdd68c8958b8bff3c4e3f5182e796f8385a05459a24ec3"},
    {DIGEST_SHA384, PBKDF_ENCRYPTION,
     "6d8dbe4d65bef7b584b0bb067dd994d61de8b9c67b634b4b8ef4e9fe3b98d961462d6d"
     "67849ec17533518914465c179456369085d157029a717eff43741797db48b2ff294ff6"},
    {DIGEST_SHA384, PBKDF_IV,
     "e85cd56880c10129e3cc2b7946818cecd31fc3fdf3520438102055dfe45ce7f3d7badd"
     "15d09c13cf6ea5b0ae3856f249f6f2b8f20e52296fb1ce27bc310658a5fc3e9becd6b4"},
    {DIGEST_SHA384, PBKDF_MAC,
     "7654970ce0c260ff25f0f151bfe3afb22a4fba674a63c81713b72cdf7b93567007a711"
     "358fb746d584a633a3546836787f9cde6d3105c6d63af20703cb12f514c8edc85597f6"},
    {DIGEST_SHA512, PBKDF_ENCRYPTION,
     "f136d96e470cb52742e5e841b42d112e499f6dc537252e86cd98c366373bbadd767e13"
     "c3f87d12dad38e8884e8a6bdc3aaef494668deafbfd71ebed83df79a9188d4ca8e94ae"},
    {DIGEST_SHA512, PBKDF_IV,
     "295c8fd8fe14a4b9236c56cd4bd7e338bec423edcf1f1b0dec1409b20fdfed18f4484c"
     "092b99fe82ca8553b47f6b0c657e7440832c68303fad4d28f2ae3654882f7fe6b82121"},
    {DIGEST_SHA512, PBKDF_MAC,
     "3f6293772cd39c4ee203ae2ca638c2d3f46a80ae60af3196974943427ca392ea8fe93a"
     "c03fc0d6a61a9ae0624633e8f9a5c1583d74662252e48c0dba634ab3d329455534d1a1"},
};

static void test_pkcs12(void **state)
{
    struct pbkdf_pkcs12 in = {.salt = SPAN_INIT("\x0a\x58\xcf\x64\x53\x0d\x82\x3f"),
                              .passphrase = SPAN_INIT("\0s\0m\0e\0g\0\0"),
                              .iterations = 7};
    uint8_t out[70], want[70];

    (void)state;
    for (size_t i = 0; i < COUNT(rows12); i++) {
        in.digest = rows12[i].digest;
        in.use = rows12[i].use;
        unhex(want, rows12[i].key);
        assert_int_equal(pbkdf_pkcs12(out, sizeof out, &in), ERR_OK);
        assert_memory_equal(out, want, sizeof want);
    }
    /* RFC 7292 B.2, step 3: an empty passphrase fills no block. */
    in = (struct pbkdf_pkcs12){.digest = DIGEST_SHA1,
                               .use = PBKDF_ENCRYPTION,
                               .passphrase = SPAN_INIT(""),
                               .salt = in.salt,
                               .iterations = 1};
    unhex(want, "9985036e1a31d2812085d6cef9db2e03dcbb6b9cd0100fb5");
    assert_int_equal(pbkdf_pkcs12(out, 24, &in), ERR_OK);
    assert_memory_equal(out, want, 24);
}

static void test_pkcs12_limits(void **state)
{
    static const uint8_t bytes[PBKDF_INPUT_MAX + 1];
    struct pbkdf_pkcs12 in = {.digest = DIGEST_SHA512,
                              .use = PBKDF_IV,
                              .passphrase = {bytes, PBKDF_INPUT_MAX},
                              .salt = {bytes, PBKDF_INPUT_MAX},
                              .iterations = 1};
    uint8_t out[16];

    (void)state;
    assert_int_equal(pbkdf_pkcs12(out, sizeof out, &in), ERR_OK);
    in.salt.n++;
    assert_int_equal(pbkdf_pkcs12(out, sizeof out, &in), ERR_LIMIT);
    in.salt.n = 0;
    in.passphrase.n++;
    assert_int_equal(pbkdf_pkcs12(out, sizeof out, &in), ERR_LIMIT);
}

/* Characters above U+FFFF are surrogates; bytes that are no UTF-8 become one character each. */
static void test_bmp(void **state)
{
    static const struct {
        struct span utf8, bmp;
    } rows[] = {
        {SPAN_INIT(""), SPAN_INIT("\0\0")},
        {SPAN_INIT("a\xc3\xa4"), SPAN_INIT("\0a\0\xe4\0\0")},
        {SPAN_INIT("\xf0\x9f\x98\x80"), SPAN_INIT("\xd8\x3d\xde\0\0\0")},
        {SPAN_INIT("\xe2\x82\xac\xff"), SPAN_INIT("\0\xe2\0\x82\0\xac\0\xff\0\0")},
    };
    struct buf out;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_init(&out, 100);
        pbkdf_bmp(&out, rows[i].utf8);
        assert_true(span_eq(buf_span(&out), rows[i].bmp));
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pbkdf2),
        cmocka_unit_test(test_scrypt),
        cmocka_unit_test(test_scrypt_parameters),
        cmocka_unit_test(test_pkcs12),
        cmocka_unit_test(test_pkcs12_limits),
        cmocka_unit_test(test_bmp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
