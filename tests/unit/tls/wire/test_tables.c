/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/ext_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Every row of every table is found by its number, and says what the row says: the lookups search
 * by halves, so that a row out of order would be lost. */
static void test_found(void **state)
{
    size_t num_groups = 0, num_schemes = 0;

    (void)state;
#define WIRE_VERSION(wire, ID, n, y, st, r)        \
    assert_string_equal(version_name(wire), n);    \
    assert_int_equal(version_find(wire)->year, y); \
    assert_int_equal(version_find(wire)->status, STATUS_##st);
#include "lib/tls/wire/versions.def"
#undef WIRE_VERSION
#define ALERT(wire, ID, n, m, r)        \
    assert_non_null(alert_find(wire));  \
    assert_int_equal(ALERT_##ID, wire); \
    assert_string_equal(alert_find(wire)->name, n);
#include "lib/tls/wire/alerts.def"
#undef ALERT
#define HANDSHAKE(wire, ID, n, r)        \
    assert_non_null(message_find(wire)); \
    assert_string_equal(message_find(wire)->name, n);
#include "lib/tls/wire/messages.def"
#undef HANDSHAKE
#define FORM(messages, form) | (messages)
#define EXTENSION(wire, ID, n, forms, r)          \
    assert_non_null(ext_find(wire));              \
    assert_string_equal(ext_find(wire)->name, n); \
    assert_int_equal(ext_find(wire)->places, 0 forms);
#include "lib/tls/wire/extensions.def"
#undef EXTENSION
#undef FORM
#define GROUP(wire, ID, n, kx, key, bits, status, r) \
    assert_non_null(group_find(wire));               \
    assert_string_equal(group_find(wire)->name, n);  \
    assert_ptr_equal(group_at(num_groups++), group_find(wire));
#include "lib/tls/wire/groups.def"
#undef GROUP
#define SCHEME(wire, ID, n, sig, digest, key, in13, status, r) \
    assert_non_null(scheme_find(wire));                        \
    assert_string_equal(scheme_find(wire)->name, n);           \
    assert_ptr_equal(scheme_at(num_schemes++), scheme_find(wire));
#include "lib/tls/wire/schemes.def"
#undef SCHEME
    assert_null(group_at(num_groups));
    assert_null(scheme_at(num_schemes));
}

static void test_suites_found(void **state)
{
    size_t num = 0;

    (void)state;
#define SUITE(wire, n, openssl, kx, auth, aead, cbc, mac, hash, status, r) \
    SUITE_NAME(wire, n, openssl, status, r)
#define SUITE_NAME(wire, n, openssl, status, r)      \
    assert_non_null(suite_find(wire));               \
    assert_string_equal(suite_find(wire)->name, #n); \
    assert_int_equal(suite_find(wire)->id, n);       \
    assert_ptr_equal(suite_at(num++), suite_find(wire));
#include "lib/tls/wire/suites.def"
#undef SUITE
#undef SUITE_NAME
    assert_null(suite_at(num));
    assert_true(num > 350);
}

static void test_codes(void **state)
{
    (void)state;
#define CODE(wire, n, r) assert_string_equal(FIND(wire)->name, n);
#define FIND             cert_type_find
#include "lib/tls/wire/certtypes.def"
#undef FIND
#define FIND point_format_find
#include "lib/tls/wire/pointformats.def"
#undef FIND
#define FIND psk_mode_find
#include "lib/tls/wire/pskmodes.def"
#undef FIND
#define FIND curve_type_find
#include "lib/tls/wire/curvetypes.def"
#undef FIND
#define FIND status_type_find
#include "lib/tls/wire/statustypes.def"
#undef FIND
#define FIND max_fragment_find
#include "lib/tls/wire/maxfragment.def"
#undef FIND
#undef CODE
#define COMPRESSION(wire, ID, n, decoder, encoder, r)          \
    assert_string_equal(cert_compression_find(wire)->name, n); \
    assert_ptr_equal(cert_compression_find(wire), cert_compression_at(CERT_COMPRESSION_##ID - 1));
#include "lib/tls/wire/certcompression.def"
#undef COMPRESSION
    assert_null(cert_compression_at(3));
    assert_string_equal(content_name(CONTENT_HANDSHAKE), "Handshake");
    assert_string_equal(content_name(CONTENT_CHANGE_CIPHER_SPEC), "ChangeCipherSpec");
    assert_string_equal(content_name(CONTENT_HEARTBEAT), "Heartbeat");
}

static void test_unknown(void **state)
{
    (void)state;
    assert_null(version_name(0x0305));
    assert_null(version_name(0));
    assert_null(content_name(0));
    assert_null(content_name(255));
    assert_null(alert_find(1));
    assert_null(alert_find(255));
    assert_null(message_find(7));
    assert_null(ext_find(0xffff));
    assert_null(group_find(0));
    assert_null(scheme_find(0));
    assert_null(suite_find(0xffff));
    assert_null(cert_type_find(0));
    assert_null(cert_compression_find(4));
    assert_null(point_format_find(3));
    assert_null(psk_mode_find(2));
    assert_null(curve_type_find(0));
    assert_null(status_type_find(0));
    assert_null(max_fragment_find(0));
}

/* The alert that goes out for an error is a row of the table, or none does. */
static void test_err_alert(void **state)
{
    (void)state;
    for (enum err e = 0; e < ERR_COUNT; e++) {
        enum alert a = err_alert(e);

        assert_true(a == ALERT_NONE || alert_find((uint8_t)a) != NULL);
    }
    assert_int_equal(err_alert(ERR_TLS_TRUNCATED), ALERT_DECODE_ERROR);
    assert_int_equal(err_alert(ERR_TLS_EXT_DUPLICATE), ALERT_ILLEGAL_PARAMETER);
    assert_int_equal(err_alert(ERR_TLS_NOT_TLS), ALERT_NONE);
    assert_int_equal(err_alert(ERR_MEMORY), ALERT_INTERNAL_ERROR);
}

/* RFC 10015 5 lists the suites; here are some of each list, and neighbours that it leaves out. */
static void test_suite_bans(void **state)
{
    static const struct {
        uint16_t id;
        enum suite_ban ban;
    } some[] = {
        {TLS_DH_DSS_WITH_AES_128_CBC_SHA, SUITE_DEPRECATED},
        {TLS_DH_anon_WITH_AES_256_GCM_SHA384, SUITE_DEPRECATED},
        {TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, SUITE_DEPRECATED},
        {TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256, SUITE_DEPRECATED},
        {TLS_PSK_DHE_WITH_AES_128_CCM_8, SUITE_DEPRECATED},
        {TLS_RSA_WITH_AES_128_GCM_SHA256, SUITE_DEPRECATED},
        {TLS_RSA_PSK_WITH_AES_256_GCM_SHA384, SUITE_DEPRECATED},
        {TLS_RSA_WITH_NULL_MD5, SUITE_DEPRECATED},
        {TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256, SUITE_DISCOURAGED},
        {TLS_ECDH_anon_WITH_AES_256_CBC_SHA, SUITE_DISCOURAGED},
        {TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, SUITE_ALLOWED},
        {TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256, SUITE_ALLOWED},
        {TLS_PSK_WITH_AES_128_GCM_SHA256, SUITE_ALLOWED},
        {TLS_AES_128_GCM_SHA256, SUITE_ALLOWED},
        {TLS_NULL_WITH_NULL_NULL, SUITE_ALLOWED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        assert_int_equal(suite_ban(suite_find(some[i].id)), some[i].ban);
}

/* What a suite is made of stands in its name. */
static void test_suite_parts(void **state)
{
    const struct suite *s;
    size_t negotiable = 0;

    (void)state;
    for (size_t i = 0; (s = suite_at(i)) != NULL; i++) {
        if (s->kx == SUITE_KX_NONE) {
            assert_true(s->auth == SUITE_AUTH_NONE && s->hash == DIGEST_NONE);
            continue;
        }
        negotiable++;
        assert_int_equal(suite_is_13(s), s->id >> 8 == 0x13);
        assert_int_equal(s->kx == SUITE_KX_TLS13, s->auth == SUITE_AUTH_ANY);
        assert_int_equal(s->kx == SUITE_KX_ECDHE, strstr(s->name, "_ECDHE_") != NULL);
        assert_int_equal(s->kx == SUITE_KX_DHE, strstr(s->name, "_DHE_") != NULL);
        assert_int_equal(s->kx == SUITE_KX_RSA, strncmp(s->name, "TLS_RSA_", 8) == 0);
        assert_int_equal(s->auth == SUITE_AUTH_ECDSA, strstr(s->name, "_ECDSA_") != NULL);
        assert_int_equal(s->aead == AEAD_NONE, strstr(s->name, "_CBC_") != NULL);
        assert_int_equal(s->hash == DIGEST_SHA384, strstr(s->name, "SHA384") != NULL);
        if (s->aead == AEAD_NONE) {
            assert_int_equal(s->cbc_key == 32, strstr(s->name, "_256_") != NULL);
            assert_true(s->cbc_key == 16 || s->cbc_key == 32);
            assert_true(s->mac == DIGEST_SHA1 || s->mac == s->hash);
        } else {
            assert_true(s->cbc_key == 0 && s->mac == DIGEST_NONE);
        }
    }
    assert_int_equal(negotiable, 44);
}

static void test_aeads(void **state)
{
    static const struct {
        uint16_t id;
        enum aead_kind aead;
    } some[] = {
        {TLS_AES_128_GCM_SHA256, AEAD_AES_128_GCM},
        {TLS_AES_256_GCM_SHA384, AEAD_AES_256_GCM},
        {TLS_CHACHA20_POLY1305_SHA256, AEAD_CHACHA20_POLY1305},
        {TLS_AES_128_CCM_SHA256, AEAD_AES_128_CCM},
        {TLS_AES_128_CCM_8_SHA256, AEAD_AES_128_CCM_8},
        {TLS_RSA_WITH_AES_256_CCM, AEAD_AES_256_CCM},
        {TLS_DHE_RSA_WITH_AES_256_CCM_8, AEAD_AES_256_CCM_8},
        {TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, AEAD_AES_256_GCM},
        {TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, AEAD_CHACHA20_POLY1305},
        {TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, AEAD_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        assert_int_equal(suite_find(some[i].id)->aead, some[i].aead);
}

static void test_standing(void **state)
{
    (void)state;
    assert_string_equal(status_name(STATUS_RECOMMENDED), "recommended");
    assert_string_equal(status_name(STATUS_ACCEPTABLE), "acceptable");
    assert_string_equal(status_name(STATUS_WEAK), "weak");
    assert_string_equal(status_name(STATUS_BROKEN), "broken");
    assert_string_equal(status_name(STATUS_SIGNAL), "signal");
    assert_int_equal(suite_find(0x1301)->status, STATUS_RECOMMENDED);
    assert_int_equal(suite_find(0xc02f)->status, STATUS_RECOMMENDED);
    assert_int_equal(suite_find(0x1305)->status, STATUS_ACCEPTABLE);
    assert_int_equal(suite_find(0x009e)->status, STATUS_WEAK);
    assert_int_equal(suite_find(0x009c)->status, STATUS_WEAK);
    assert_int_equal(suite_find(0xc013)->status, STATUS_WEAK);
    assert_int_equal(suite_find(0x000a)->status, STATUS_BROKEN);
    assert_int_equal(suite_find(0x0018)->status, STATUS_BROKEN);
    assert_int_equal(suite_find(0x00ff)->status, STATUS_SIGNAL);
    assert_int_equal(suite_find(0x5600)->status, STATUS_SIGNAL);
}

static void test_scheme_fits(void **state)
{
    const struct scheme *p256 = scheme_find(SCHEME_ECDSA_SECP256R1_SHA256);
    const struct scheme *pss = scheme_find(SCHEME_RSA_PSS_RSAE_SHA256);
    const struct scheme *pss_pss = scheme_find(SCHEME_RSA_PSS_PSS_SHA256);
    const struct scheme *pkcs1 = scheme_find(SCHEME_RSA_PKCS1_SHA256);
    const struct scheme *sha1 = scheme_find(SCHEME_ECDSA_SHA1);
    const struct scheme *ed = scheme_find(SCHEME_ED25519);

    (void)state;
    assert_true(scheme_fits(p256, KEY_P256, TLS_1_3));
    assert_false(scheme_fits(p256, KEY_P384, TLS_1_3));
    assert_true(scheme_fits(p256, KEY_P384, TLS_1_2));
    assert_true(scheme_fits(p256, KEY_P521, TLS_1_2));
    assert_false(scheme_fits(p256, KEY_P224, TLS_1_2));
    assert_false(scheme_fits(p256, KEY_RSA, TLS_1_2));
    assert_true(scheme_fits(pss, KEY_RSA, TLS_1_3));
    assert_true(scheme_fits(pss, KEY_RSA, TLS_1_2));
    assert_false(scheme_fits(pss, KEY_RSA_PSS, TLS_1_3));
    assert_true(scheme_fits(pss_pss, KEY_RSA_PSS, TLS_1_2));
    assert_false(scheme_fits(pss_pss, KEY_RSA, TLS_1_2));
    assert_true(scheme_fits(pkcs1, KEY_RSA, TLS_1_2));
    assert_false(scheme_fits(pkcs1, KEY_RSA, TLS_1_3));
    assert_false(scheme_fits(pkcs1, KEY_RSA_PSS, TLS_1_2));
    assert_true(scheme_fits(sha1, KEY_P256, TLS_1_2));
    assert_false(scheme_fits(sha1, KEY_P256, TLS_1_3));
    assert_false(scheme_fits(sha1, KEY_NONE, TLS_1_2));
    assert_true(scheme_fits(ed, KEY_ED25519, TLS_1_2));
    assert_false(scheme_fits(ed, KEY_ED448, TLS_1_3));
    assert_false(scheme_fits(scheme_find(SCHEME_DSA_SHA1), KEY_DSA, TLS_1_2));
    assert_false(scheme_fits(scheme_find(SCHEME_ECCSI_SHA256), KEY_NONE, TLS_1_3));
}

/* TLS 1.2 gets nothing new (RFC 9851); TLS 1.3 has neither PKCS#1 v1.5 nor SHA-1. */
static void test_scheme_allows(void **state)
{
    static const uint16_t mldsa[] = {SCHEME_MLDSA44, SCHEME_MLDSA65, SCHEME_MLDSA87};

    (void)state;
    for (size_t i = 0; i < sizeof mldsa / sizeof mldsa[0]; i++) {
        const struct scheme *s = scheme_find(mldsa[i]);

        assert_true(scheme_allows(s, TLS_1_3));
        assert_false(scheme_allows(s, TLS_1_2));
        for (enum key_kind key = KEY_NONE; key <= KEY_MLDSA87; key++) {
            assert_int_equal(scheme_fits(s, key, TLS_1_3), key == KEY_MLDSA44 + i);
            assert_false(scheme_fits(s, key, TLS_1_2));
        }
    }
    assert_true(scheme_allows(scheme_find(SCHEME_ED25519), TLS_1_2));
    assert_true(scheme_allows(scheme_find(SCHEME_RSA_PKCS1_SHA256), TLS_1_2));
    assert_false(scheme_allows(scheme_find(SCHEME_RSA_PKCS1_SHA256), TLS_1_3));
}

static void test_scheme_sigalg(void **state)
{
    const struct scheme *s;

    (void)state;
    for (size_t i = 0; (s = scheme_at(i)) != NULL; i++) {
        struct sigalg a = scheme_sigalg(s);
        bool pss = s->sig == SIG_RSA_PSS;

        assert_int_equal(a.kind, s->sig);
        assert_int_equal(a.digest, s->digest);
        assert_int_equal(a.mgf_digest, pss ? s->digest : DIGEST_NONE);
        assert_int_equal(a.salt_n, pss ? digest_size(s->digest) : 0);
    }
    assert_int_equal(scheme_sigalg(scheme_find(SCHEME_RSA_PSS_RSAE_SHA384)).salt_n, 48);
}

static void test_grease(void **state)
{
    unsigned num = 0;

    (void)state;
    for (unsigned v = 0; v < 0x10000; v++) {
        if (!is_grease((uint16_t)v))
            continue;
        num++;
        assert_int_equal(v % 0x1010, 0x0a0a);
        assert_null(suite_find((uint16_t)v));
        assert_null(ext_find((uint16_t)v));
        assert_null(group_find((uint16_t)v));
    }
    assert_int_equal(num, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),         cmocka_unit_test(test_suites_found),
        cmocka_unit_test(test_codes),         cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_err_alert),     cmocka_unit_test(test_suite_bans),
        cmocka_unit_test(test_suite_parts),   cmocka_unit_test(test_aeads),
        cmocka_unit_test(test_standing),      cmocka_unit_test(test_scheme_fits),
        cmocka_unit_test(test_scheme_allows), cmocka_unit_test(test_scheme_sigalg),
        cmocka_unit_test(test_grease),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
