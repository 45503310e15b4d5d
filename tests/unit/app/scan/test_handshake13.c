/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scan finds out by handshakes of TLS 1.3, from our own server in many configurations. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/app/scan/kit_tls.h"

static void test_no_tickets(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.pair.server.tickets = 0;
    kit_tls_ask(&k, &question_handshake13);
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
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.accepted = forget;
    kit_tls_ask(&k, &question_handshake13);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_NO, "its own ticket");
    kit_tls_close(&k);
}

static void test_early_data(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.pair.server.max_early_data = 1000;
    kit_tls_ask(&k, &question_handshake13);
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
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.pair.server.max_early_data = 1000;
    k.accepted = take_no_early;
    kit_tls_ask(&k, &question_handshake13);
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
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.pair.identities[0].ocsp = span_of(ocsp, sizeof ocsp);
    k.pair.identities[0].scts = span_of(scts, sizeof scts);
    kit_tls_ask(&k, &question_handshake13);
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
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    names_default_compressions(&k.pair.host.compressions);
    k.pair.identities[0].compressed = &compressed;
    kit_tls_ask(&k, &question_handshake13);
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
        kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
        k.pair.server.client_auth = (enum tls_client_auth)auth;
        k.pair.server.authorities = span_of(names, sizeof names);
        kit_tls_ask(&k, &question_handshake13);
        kit_tls_is(&k, FEATURE_CLIENT_CERTIFICATE, SCAN_YES, NULL);
        assert_int_equal(k.host.facts.authorities_sent, 2);
        assert_int_equal(k.host.facts.num_authorities, 2);
        assert_int_equal(k.host.facts.authorities[0].n, 4);
        assert_int_equal(kit_tls_schemes(&k)->ids.num, 1);
        kit_tls_is(&k, FEATURE_RESUMPTION_PSK, auth == CLIENT_AUTH_ASK ? SCAN_YES : SCAN_UNKNOWN,
                   NULL);
        kit_tls_close(&k);
    }
}

/* The first few of its authorities are kept, and none that is long; all are counted. */
static void test_many_authorities(void **state)
{
    enum { LONG = 1025, NAMES = SCAN_AUTHORITIES_MAX + 3 };
    struct kit_tls k;
    struct buf names;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    buf_init(&names, 2 * LONG);
    for (int i = 0; i < NAMES; i++) {
        struct buf_mark mark = buf_open16(&names);

        for (int n = 0; n < (i == 1 ? LONG : 4); n++)
            buf_u8(&names, (uint8_t)i);
        buf_close(&names, mark);
    }
    k.pair.server.client_auth = CLIENT_AUTH_ASK;
    k.pair.server.authorities = buf_span(&names);
    kit_tls_ask(&k, &question_handshake13);
    assert_int_equal(k.host.facts.authorities_sent, NAMES);
    assert_int_equal(k.host.facts.num_authorities, SCAN_AUTHORITIES_MAX);
    assert_int_equal(k.host.facts.authorities[1].n, 4);
    assert_int_equal(k.host.facts.authorities[1].p[0], 2);
    buf_free(&names);
    kit_tls_close(&k);
}

static void test_web(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.pair.host.alpn = SPAN_LIT("\x02h2\x08http/1.1");
    k.web = SPAN_LIT("HTTP/1.1 200 OK\r\nServer: nginx/1.24.0 \x9b 31m\r\n\r\n");
    kit_tls_ask(&k, &question_handshake13);
    assert_true(span_eq(k.host.facts.software, SPAN_LIT("nginx/1.24.0 \\9b 31m")));
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

/* A control character in a field (RFC 9110 5.5): the answer is none of HTTP. */
static void test_web_control(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.pair.host.alpn = SPAN_LIT("\x08http/1.1");
    k.web = SPAN_LIT("HTTP/1.1 200 OK\r\nServer: nginx/1.24.0 \x1b[31m\r\n\r\n");
    kit_tls_ask(&k, &question_handshake13);
    assert_int_equal(k.host.facts.software.n, 0);
    kit_tls_close(&k);
}

/* It refuses http/1.1: the handshakes go on without. */
static void test_other_protocol(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.pair.host.alpn = SPAN_LIT("\x04imap");
    kit_tls_ask(&k, &question_handshake13);
    assert_int_equal(k.web_heard.n, 0);
    assert_int_equal(k.host.facts.num_alpn, 1);
    assert_true(span_eq(k.host.facts.alpn[0], SPAN_LIT("imap")));
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_YES, NULL);
    assert_int_equal(kit_tls_schemes(&k)->ids.num, 1);
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
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    pair_identity(&k.pair, FKEY_P384_A);
    k.pair.server.num_identities = 2;
    k.pair.host.schemes = (struct numbers){{SCHEME_ECDSA_SECP256R1_SHA256}, 1};
    k.pair.identities[1] = k.pair.identities[0];
    pair_identity(&k.pair, FKEY_P256_D);
    k.pair.identities[1] = k.pair.identities[2];
    k.pair.server.num_identities = 2;
    k.pair.server.choose = by_name;
    kit_tls_ask(&k, &question_handshake13);
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
    kit_tls_ask(&k, &question_handshake13);
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
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.bend = garble;
    kit_tls_ask(&k, &question_handshake13);
    for (int i = 0; i < FEATURE_COUNT; i++)
        assert_int_equal(k.host.facts.features[i].answer, SCAN_UNKNOWN);
    assert_false(kit_tls_schemes(&k)->complete);
    assert_int_equal(k.host.facts.num_chains, 0);
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
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.bend = refuse;
    kit_tls_ask(&k, &question_handshake13);
    assert_int_equal(kit_tls_schemes(&k)->ids.num, 0);
    assert_false(kit_tls_schemes(&k)->complete);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_UNKNOWN, "not completed");
    kit_tls_is(&k, FEATURE_EARLY_DATA, SCAN_UNKNOWN, "not completed");
    kit_tls_is(&k, FEATURE_CLIENT_CERTIFICATE, SCAN_UNKNOWN, NULL);
    assert_int_equal(k.host.facts.alpn_answer, SCAN_UNKNOWN);
    assert_int_equal(k.connections, 4); /* only an alert about ALPN is a reason to try without */
    kit_tls_close(&k);
}

/* It refuses the handshake that offers its ticket: that is not a handshake without the ticket. */
static bool refuse_second(struct kit_tls_conn *c, struct span bytes)
{
    return c->number == 1 && refuse(c, bytes);
}

static void test_refuses_ticket(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_3, FKEY_P256_C);
    k.bend = refuse_second;
    kit_tls_ask(&k, &question_handshake13);
    kit_tls_is(&k, FEATURE_RESUMPTION_PSK, SCAN_UNKNOWN, "not completed");
    kit_tls_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_tickets),
        cmocka_unit_test(test_not_resumed),
        cmocka_unit_test(test_early_data),
        cmocka_unit_test(test_early_data_rejected),
        cmocka_unit_test(test_staples),
        cmocka_unit_test(test_compression),
        cmocka_unit_test(test_client_certificate),
        cmocka_unit_test(test_many_authorities),
        cmocka_unit_test(test_web),
        cmocka_unit_test(test_web_control),
        cmocka_unit_test(test_other_protocol),
        cmocka_unit_test(test_without_name),
        cmocka_unit_test(test_no_13),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_refuses_ticket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
