/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signature schemes of TLS 1.3, and whose order counts, from our own server with several keys. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/app/scan/kit_tls.h"

static void has_schemes(const struct kit_tls *k, const uint16_t *v, size_t num)
{
    assert_int_equal(kit_tls_schemes(k)->ids.num, num);
    for (size_t i = 0; i < num; i++)
        assert_true(scan_ids_has(&kit_tls_schemes(k)->ids, v[i]));
    assert_true(kit_tls_schemes(k)->complete);
}

/* Two kinds of keys: their schemes, and a chain for each.  The connections: one for all, one that
 * resumes, one for each further scheme and one that is refused, the reverse order, ALPN, and no
 * name. */
static void test_two_keys(void **state)
{
    static const uint16_t both[] = {SCHEME_ECDSA_SECP256R1_SHA256, SCHEME_RSA_PSS_RSAE_SHA256,
                                    SCHEME_RSA_PSS_RSAE_SHA384, SCHEME_RSA_PSS_RSAE_SHA512};
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    pair_identity(&k.pair, FKEY_RSA2048_A);
    kit_tls_ask(&k, &question_handshake13);
    has_schemes(&k, both, 4);
    assert_int_equal(k.host.facts.num_chains, 2);
    assert_string_equal(k.host.facts.chains[0].key, "P-256");
    assert_string_equal(k.host.facts.chains[1].key, "RSA 2048");
    assert_false(k.host.facts.chains[0].is_judged);
    assert_int_equal(k.host.facts.chains[0].num, 2);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_YES, NULL);
    kit_tls_is(&k, FEATURE_TICKETS, SCAN_YES, NULL);
    assert_int_equal(k.host.facts.features[FEATURE_TICKETS].value, 2);
    assert_int_equal(k.host.facts.features[FEATURE_TICKET_LIFETIME].value, 7200);
    kit_tls_is(&k, FEATURE_EARLY_DATA, SCAN_NO, "do not allow");
    kit_tls_is(&k, FEATURE_CLIENT_CERTIFICATE, SCAN_NO, NULL);
    kit_tls_is(&k, FEATURE_CERTIFICATE_COMPRESSION, SCAN_NO, NULL);
    kit_tls_is(&k, FEATURE_OCSP_STAPLE, SCAN_NO, NULL);
    kit_tls_is(&k, FEATURE_SCTS, SCAN_NO, NULL);
    assert_int_equal(k.host.facts.alpn_answer, SCAN_NO);
    assert_int_equal(k.connections, 9);
    kit_tls_close(&k);
}

static void test_one_key(void **state)
{
    static const uint16_t one[] = {SCHEME_ED25519};
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_ED25519_A);
    kit_tls_ask(&k, &question_handshake13);
    has_schemes(&k, one, 1);
    assert_int_equal(kit_tls_schemes(&k)->order, SCAN_ORDER_UNKNOWN);
    assert_int_equal(k.connections, 5);
    kit_tls_close(&k);
}

static void test_post_quantum_key(void **state)
{
    static const uint16_t both[] = {SCHEME_MLDSA65, SCHEME_ED448};
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_MLDSA65_A);
    pair_identity(&k.pair, FKEY_ED448_A);
    kit_tls_ask(&k, &question_handshake13);
    has_schemes(&k, both, 2);
    assert_int_equal(k.host.facts.num_chains, 2);
    kit_tls_close(&k);
}

/* Our server takes the first of its own identities: the order is its own. */
static void test_order(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    pair_identity(&k.pair, FKEY_RSA2048_A);
    kit_tls_ask(&k, &question_handshake13);
    assert_int_equal(kit_tls_schemes(&k)->order, SCAN_ORDER_SERVER);
    kit_tls_close(&k);
}

/* The server takes the first of the client's schemes that its key can sign with. */
static enum err by_client(void *ctx, struct tls_config *config, const struct client_hello *hello,
                          struct span name)
{
    struct span list;

    (void)ctx;
    (void)name;
    assert_true(ext_get(hello->exts, TLSX_SIGNATURE_ALGORITHMS, &list));
    list = span_tail(list, sizeof(uint16_t));
    for (size_t i = 0; i < list.n / sizeof(uint16_t); i++) {
        const struct scheme *scheme = scheme_find(list16_at(list, i));

        if (scheme == NULL || strncmp(scheme->name, "rsa_pss_rsae_", 13) != 0)
            continue;
        config->schemes = (struct numbers){{scheme->id}, 1};
        break;
    }
    return ERR_OK;
}

static void test_client_order(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_RSA2048_A);
    k.pair.server.choose = by_client;
    kit_tls_ask(&k, &question_handshake13);
    assert_int_equal(kit_tls_schemes(&k)->ids.num, 3);
    assert_int_equal(kit_tls_schemes(&k)->order, SCAN_ORDER_CLIENT);
    kit_tls_close(&k);
}

/* It names the same scheme in every CertificateVerify, whatever was offered: one answer that was
 * not offered is enough. */
static enum fault_act name_one_scheme(void *ctx, struct tls *tls, enum fault_stage stage,
                                      uint8_t message, struct buf *bytes)
{
    (void)ctx;
    (void)tls;
    if (stage == FAULT_MESSAGE && message == HS_CERTIFICATE_VERIFY) {
        bytes->p[MSG_HEADER] = SCHEME_RSA_PSS_RSAE_SHA256 >> 8;
        bytes->p[MSG_HEADER + 1] = SCHEME_RSA_PSS_RSAE_SHA256 & 0xff;
    }
    return FAULT_SEND;
}

static void test_one_scheme_always(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_RSA2048_A);
    k.faults.hook = name_one_scheme;
    kit_tls_ask(&k, &question_handshake13);
    assert_int_equal(kit_tls_schemes(&k)->ids.num, 1);
    assert_in_range(k.connections, 3, 6);
    kit_tls_close(&k);
}

/* What else it has is not known. */
static void test_unoffered_scheme(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_RSA2048_A);
    pair_identity(&k.pair, FKEY_P256_C);
    k.faults.hook = name_one_scheme;
    kit_tls_ask(&k, &question_handshake13);
    assert_int_equal(kit_tls_schemes(&k)->ids.num, 1);
    assert_false(kit_tls_schemes(&k)->complete);
    kit_tls_is(&k, FEATURE_CHOOSES_UNOFFERED, SCAN_YES, NULL);
    kit_tls_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_keys),         cmocka_unit_test(test_one_key),
        cmocka_unit_test(test_post_quantum_key), cmocka_unit_test(test_order),
        cmocka_unit_test(test_client_order),     cmocka_unit_test(test_one_scheme_always),
        cmocka_unit_test(test_unoffered_scheme),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
