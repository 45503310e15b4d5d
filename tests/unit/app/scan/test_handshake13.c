/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scan finds out by handshakes of TLS 1.3, from our own server in many configurations. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/app/scan/kit_tls.h"

static void open_kit(struct kit_tls *k, enum fkey key)
{
    kit_tls_open(k, TLS_1_3);
    k->pair.host.min_version = TLS_1_3;
    pair_identity(&k->pair, key);
    kit_tls_accepts(k, SCAN_1_3);
}

static void ask(struct kit_tls *k)
{
    kit_tls_ask(k, &question_handshake13);
}

static const struct scan_list *schemes(const struct kit_tls *k)
{
    return &k->host.facts.versions[SCAN_1_3].schemes;
}

static void has_schemes(const struct kit_tls *k, const uint16_t *v, size_t num)
{
    assert_int_equal(schemes(k)->ids.num, num);
    for (size_t i = 0; i < num; i++)
        assert_true(scan_ids_has(&schemes(k)->ids, v[i]));
    assert_true(schemes(k)->complete);
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
    open_kit(&k, FKEY_P256_C);
    pair_identity(&k.pair, FKEY_RSA2048_A);
    ask(&k);
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
    open_kit(&k, FKEY_ED25519_A);
    ask(&k);
    has_schemes(&k, one, 1);
    assert_int_equal(schemes(&k)->order, SCAN_ORDER_UNKNOWN);
    assert_int_equal(k.connections, 5);
    kit_tls_close(&k);
}

static void test_post_quantum_key(void **state)
{
    static const uint16_t both[] = {SCHEME_MLDSA65, SCHEME_ED448};
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_MLDSA65_A);
    pair_identity(&k.pair, FKEY_ED448_A);
    ask(&k);
    has_schemes(&k, both, 2);
    assert_int_equal(k.host.facts.num_chains, 2);
    kit_tls_close(&k);
}

/* Our server takes the first of its own identities: the order is its own. */
static void test_order(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    pair_identity(&k.pair, FKEY_RSA2048_A);
    ask(&k);
    assert_int_equal(schemes(&k)->order, SCAN_ORDER_SERVER);
    kit_tls_close(&k);
}

static void test_client_order(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_RSA2048_A);
    ask(&k);
    assert_int_equal(schemes(&k)->ids.num, 3);
    assert_int_not_equal(schemes(&k)->order, SCAN_ORDER_UNKNOWN);
    kit_tls_close(&k);
}

static void test_no_tickets(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.pair.server.tickets = 0;
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_NO, "no tickets");
    kit_tls_is(&k, FEATURE_EARLY_DATA, SCAN_NO, "no tickets");
    kit_tls_is(&k, FEATURE_TICKETS, SCAN_YES, NULL);
    assert_int_equal(k.host.facts.features[FEATURE_TICKETS].value, 0);
    kit_tls_is(&k, FEATURE_TICKET_LIFETIME, SCAN_NO, "no tickets");
    kit_tls_close(&k);
}

/* The server forgets all that it knew. */
static void forget(struct kit_tls_conn *c)
{
    if (c->number > 0)
        c->kit->pair.server.memory = NULL;
}

static void test_not_resumed(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.accepted = forget;
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_NO, "its own ticket");
    kit_tls_close(&k);
}

static void test_early_data(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.pair.server.max_early_data = 1000;
    ask(&k);
    kit_tls_is(&k, FEATURE_EARLY_DATA, SCAN_YES, NULL);
    /* Nothing was sent, neither early nor later. */
    assert_int_equal(k.web_heard.n, 0);
    kit_tls_close(&k);
}

static void take_no_early(struct kit_tls_conn *c)
{
    if (c->number > 0)
        c->kit->pair.server.max_early_data = 0;
}

static void test_early_data_rejected(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.pair.server.max_early_data = 1000;
    k.accepted = take_no_early;
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_YES, NULL);
    kit_tls_is(&k, FEATURE_EARLY_DATA, SCAN_NO, "took none");
    kit_tls_close(&k);
}

static void test_staples(void **state)
{
    static const uint8_t scts[] = {0, 3, 1, 2, 3, 0, 1, 9};
    /* An extension with two SCTs of one byte, as an OCSP response would have it. */
    static const uint8_t ocsp[] = {0x30, 0x03, 0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01,
                                   0xd6, 0x79, 0x02, 0x04, 0x05, 0x04, 0x0a, 0x04, 0x08,
                                   0x00, 0x06, 0x00, 0x01, 0x07, 0x00, 0x01, 0x08};
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.pair.identities[0].ocsp = span_of(ocsp, sizeof ocsp);
    k.pair.identities[0].scts = span_of(scts, sizeof scts);
    ask(&k);
    kit_tls_is(&k, FEATURE_OCSP_STAPLE, SCAN_YES, NULL);
    kit_tls_is(&k, FEATURE_SCTS, SCAN_YES, NULL);
    assert_true(k.host.facts.chains[0].is_stapled);
    assert_int_equal(k.host.facts.chains[0].num_scts, 4);
    assert_int_equal(k.host.facts.chains[0].num_scts_inside, 0);
    kit_tls_close(&k);
}

static void test_compression(void **state)
{
    struct tls_compressed compressed = {0};
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    names_default_compressions(&k.pair.host.compressions);
    k.pair.identities[0].compressed = &compressed;
    ask(&k);
    kit_tls_is(&k, FEATURE_CERTIFICATE_COMPRESSION, SCAN_YES, NULL);
    for (int i = 0; i < TLS_COMPRESSED_FORMS; i++)
        buf_free(&compressed.forms[i]);
    kit_tls_close(&k);
}

/* Its authorities are kept, if they are not long. */
static void test_client_certificate(void **state)
{
    static const uint8_t names[] = {0, 4, 0x30, 2, 0x31, 0, 0, 2, 0x30, 0};
    struct kit_tls k;

    (void)state;
    for (int auth = CLIENT_AUTH_ASK; auth <= CLIENT_AUTH_REQUIRE; auth++) {
        open_kit(&k, FKEY_P256_C);
        k.pair.server.client_auth = (enum tls_client_auth)auth;
        k.pair.server.authorities = span_of(names, sizeof names);
        ask(&k);
        kit_tls_is(&k, FEATURE_CLIENT_CERTIFICATE, SCAN_YES, NULL);
        assert_int_equal(k.host.facts.authorities_sent, 2);
        assert_int_equal(k.host.facts.num_authorities, 2);
        assert_int_equal(k.host.facts.authorities[0].n, 4);
        assert_int_equal(schemes(&k)->ids.num, 1);
        kit_tls_is(&k, FEATURE_RESUMPTION_PSK, auth == CLIENT_AUTH_ASK ? SCAN_YES : SCAN_UNKNOWN,
                   NULL);
        kit_tls_close(&k);
    }
}

static void test_web(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.pair.host.alpn = SPAN_LIT("\x02h2\x08http/1.1");
    k.web = SPAN_LIT("HTTP/1.1 200 OK\r\nServer: nginx/1.24.0 \x1b[31m\r\n\r\n");
    ask(&k);
    assert_true(span_eq(k.host.facts.software, SPAN_LIT("nginx/1.24.0 \\1b[31m")));
    /* One HEAD request, and nothing else. */
    assert_true(span_starts(buf_span(&k.web_heard), SPAN_LIT("HEAD / HTTP/1.1\r\nHost: " FC_HOST)));
    buf_u8(&k.web_heard, 0);
    assert_null(strstr((const char *)k.web_heard.p + 1, "HEAD"));
    assert_int_equal(k.host.facts.num_alpn, 2);
    assert_true(span_eq(k.host.facts.alpn[0], SPAN_LIT("h2")));
    assert_true(span_eq(k.host.facts.alpn[1], SPAN_LIT("http/1.1")));
    assert_int_equal(k.host.facts.alpn_answer, SCAN_YES);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_YES, NULL);
    kit_tls_close(&k);
}

/* It refuses http/1.1: the handshakes go on without. */
static void test_other_protocol(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.pair.host.alpn = SPAN_LIT("\x04imap");
    ask(&k);
    assert_int_equal(k.web_heard.n, 0);
    assert_int_equal(k.host.facts.num_alpn, 1);
    assert_true(span_eq(k.host.facts.alpn[0], SPAN_LIT("imap")));
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_YES, NULL);
    assert_int_equal(schemes(&k)->ids.num, 1);
    kit_tls_close(&k);
}

/* Without a name the server shows its second certificate. */
static enum err by_name(void *ctx, struct tls_config *config, const struct client_hello *hello,
                        struct span name)
{
    static struct tls_server other;

    (void)ctx;
    (void)hello;
    if (name.n > 0)
        return ERR_OK;
    other = *config->server;
    other.identities++;
    other.num_identities--;
    config->server = &other;
    return ERR_OK;
}

static void test_without_name(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    pair_identity(&k.pair, FKEY_P384_A);
    k.pair.server.num_identities = 2;
    k.pair.host.schemes = (struct numbers){{SCHEME_ECDSA_SECP256R1_SHA256}, 1};
    k.pair.identities[1] = k.pair.identities[0];
    pair_identity(&k.pair, FKEY_P256_D);
    k.pair.identities[1] = k.pair.identities[2];
    k.pair.server.num_identities = 2;
    k.pair.server.choose = by_name;
    ask(&k);
    assert_int_equal(k.host.facts.num_chains, 2);
    assert_false(k.host.facts.chains[0].without_sni);
    assert_true(k.host.facts.chains[1].without_sni);
    kit_tls_close(&k);
}

static void test_no_13(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open(&k, TLS_1_2);
    kit_tls_accepts(&k, SCAN_1_2);
    ask(&k);
    assert_int_equal(k.connections, 0);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_NO, "TLS 1.3");
    kit_tls_is(&k, FEATURE_EARLY_DATA, SCAN_NO, "TLS 1.3");
    kit_tls_close(&k);
}

/* It answers with garbage: nothing is stated. */
static bool garble(struct kit_tls_conn *c, struct span bytes)
{
    (void)bytes;
    kit_tls_say(c, SPAN_LIT("\x16\x03\x03\x00\x04\x02\x00\x00\x00"));
    return true;
}

static void test_garbage(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.bend = garble;
    ask(&k);
    for (int i = 0; i < FEATURE_COUNT; i++)
        assert_int_equal(k.host.facts.features[i].answer, SCAN_UNKNOWN);
    assert_false(schemes(&k)->complete);
    assert_int_equal(k.host.facts.num_chains, 0);
    kit_tls_close(&k);
}

/* It signs with its first scheme, offered or not: what else it has is not known. */
static enum fault_act sign_with_first(void *ctx, struct tls *tls, enum fault_stage stage,
                                      uint8_t message, struct buf *bytes)
{
    (void)ctx;
    (void)tls;
    if (stage == FAULT_MESSAGE && message == HS_CERTIFICATE_VERIFY) {
        bytes->p[MSG_HEADER] = SCHEME_ECDSA_SECP256R1_SHA256 >> 8;
        bytes->p[MSG_HEADER + 1] = SCHEME_ECDSA_SECP256R1_SHA256 & 0xff;
    }
    return FAULT_SEND;
}

static void test_unoffered_scheme(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    pair_identity(&k.pair, FKEY_RSA2048_A);
    k.faults.hook = sign_with_first;
    ask(&k);
    assert_int_equal(schemes(&k)->ids.num, 1);
    assert_false(schemes(&k)->complete);
    kit_tls_is(&k, FEATURE_CHOOSES_UNOFFERED, SCAN_YES, NULL);
    kit_tls_close(&k);
}

/* It refuses every handshake: that says nothing about schemes. */
static bool refuse(struct kit_tls_conn *c, struct span bytes)
{
    (void)bytes;
    kit_tls_say(c, SPAN_LIT("\x15\x03\x03\x00\x02\x02\x28"));
    net_shut(c->conn);
    return true;
}

static void test_refuses(void **state)
{
    struct kit_tls k;

    (void)state;
    open_kit(&k, FKEY_P256_C);
    k.bend = refuse;
    ask(&k);
    assert_int_equal(schemes(&k)->ids.num, 0);
    assert_false(schemes(&k)->complete);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_UNKNOWN, "not completed");
    kit_tls_is(&k, FEATURE_EARLY_DATA, SCAN_UNKNOWN, "not completed");
    kit_tls_is(&k, FEATURE_CLIENT_CERTIFICATE, SCAN_UNKNOWN, NULL);
    kit_tls_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_keys),
        cmocka_unit_test(test_one_key),
        cmocka_unit_test(test_post_quantum_key),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_client_order),
        cmocka_unit_test(test_no_tickets),
        cmocka_unit_test(test_not_resumed),
        cmocka_unit_test(test_early_data),
        cmocka_unit_test(test_early_data_rejected),
        cmocka_unit_test(test_staples),
        cmocka_unit_test(test_compression),
        cmocka_unit_test(test_client_certificate),
        cmocka_unit_test(test_web),
        cmocka_unit_test(test_other_protocol),
        cmocka_unit_test(test_without_name),
        cmocka_unit_test(test_no_13),
        cmocka_unit_test(test_unoffered_scheme),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
