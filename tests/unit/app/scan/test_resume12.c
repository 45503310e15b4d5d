/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resumption in TLS 1.2, Ticketbleed, and the certificates that flights show. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/session/session_cache.h"
#include "lib/tls/wire/edit.h"
#include "tests/unit/app/scan/kit_tls.h"

static void ask(struct kit_tls *k)
{
    kit_tls_ask(k, &question_resume12);
}

static void test_both(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_YES, NULL);
    kit_tls_is(&k, FEATURE_RESUMPTION_ID, SCAN_YES, NULL);
    kit_tls_is(&k, FEATURE_TICKETBLEED, SCAN_NO, NULL);
    kit_tls_is(&k, FEATURE_CLIENT_CERTIFICATE, SCAN_NO, NULL);
    assert_int_equal(k.host.facts.features[FEATURE_TICKET_LIFETIME].value, 7200);
    assert_int_equal(k.host.facts.num_chains, 1);
    assert_int_equal(k.connections, 5);
    kit_tls_close(&k);
}

static void test_no_tickets(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.pair.server.tickets = 0;
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_NO, "no tickets");
    kit_tls_is(&k, FEATURE_TICKETBLEED, SCAN_NO, "no tickets");
    kit_tls_is(&k, FEATURE_TICKET_LIFETIME, SCAN_NO, "no tickets");
    kit_tls_is(&k, FEATURE_RESUMPTION_ID, SCAN_YES, NULL);
    assert_int_equal(k.connections, 3);
    kit_tls_close(&k);
}

static void test_no_ids(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.pair.server.session_ids = false;
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_YES, NULL);
    kit_tls_is(&k, FEATURE_RESUMPTION_ID, SCAN_NO, "no session ID");
    assert_int_equal(k.connections, 4);
    kit_tls_close(&k);
}

/* A server that gives tickets and IDs, and then knows none of them. */
static void forget(struct kit_tls_conn *c)
{
    struct pair *p = &c->kit->pair;

    session_cache_free(p->memory);
    assert_int_equal(session_cache_new(&p->memory, &p->host.rng, PAIR_SESSIONS), ERR_OK);
    p->server.memory = p->memory;
}

static void test_not_resumed(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.accepted = forget;
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_NO, "its own ticket");
    kit_tls_is(&k, FEATURE_TICKETBLEED, SCAN_UNKNOWN, "its own ticket");
    kit_tls_is(&k, FEATURE_RESUMPTION_ID, SCAN_NO, "its own session ID");
    kit_tls_close(&k);
}

/* CVE-2016-9244: an ID that is shorter than 32 bytes is repeated with what comes after it in
 * memory. */
static enum fault_act bleed(void *ctx, struct tls *tls, enum fault_stage stage, uint8_t message,
                            struct buf *bytes)
{
    size_t n;

    (void)ctx;
    (void)tls;
    if (stage != FAULT_MESSAGE || message != HS_SERVER_HELLO)
        return FAULT_SEND;
    n = bytes->p[EDIT_SESSION_ID];
    if (n > 0 && n < SESSION_ID_MAX) {
        uint8_t id[SESSION_ID_MAX] = {0};

        memcpy(id, bytes->p + EDIT_SESSION_ID + 1, n);
        edit_vector(bytes, EDIT_SESSION_ID, 1, span_of(id, sizeof id));
    }
    return FAULT_SEND;
}

static void test_ticketbleed(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = bleed;
    ask(&k);
    kit_tls_is(&k, FEATURE_TICKETBLEED, SCAN_YES, "more of the session ID");
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_YES, NULL);
    kit_tls_close(&k);
}

/* It takes tickets, but not with an ID of 31 bytes. */
static enum err only_long_ids(void *ctx, struct tls_config *config,
                              const struct client_hello *hello, struct span name)
{
    static struct tls_server other;

    (void)ctx;
    (void)name;
    other = *config->server;
    other.memory = hello->session_id.n == SESSION_ID_MAX - 1 ? NULL : other.memory;
    config->server = &other;
    return ERR_OK;
}

static void test_long_ids(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.pair.server.choose = only_long_ids;
    ask(&k);
    kit_tls_is(&k, FEATURE_TICKETBLEED, SCAN_NO, NULL);
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_YES, NULL);
    kit_tls_close(&k);
}

/* It repeats any session ID, and then makes a whole handshake: that is no resumption. */
static enum fault_act echo_id(void *ctx, struct tls *tls, enum fault_stage stage, uint8_t message,
                              struct buf *bytes)
{
    const struct kit_tls *k = ctx;
    struct span hello = buf_span(&k->heard);
    size_t at = RECORD_HEADER + EDIT_SESSION_ID;

    (void)tls;
    if (stage == FAULT_MESSAGE && message == HS_SERVER_HELLO && hello.n > at &&
        hello.p[at] == SESSION_ID_MAX - 1)
        edit_vector(bytes, EDIT_SESSION_ID, 1, span_head(span_tail(hello, at + 1), hello.p[at]));
    return FAULT_SEND;
}

static void test_echo(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.faults.hook = echo_id;
    k.faults.ctx = &k;
    k.accepted = forget;
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_NO, "its own ticket");
    kit_tls_is(&k, FEATURE_TICKETBLEED, SCAN_UNKNOWN, "its own ticket");
    kit_tls_close(&k);
}

/* A hello with a short ID is refused: whether it would bleed is not known. */
static bool refuse_short_id(struct kit_tls_conn *c, struct span bytes)
{
    size_t at = RECORD_HEADER + EDIT_SESSION_ID;

    if (bytes.n <= at || bytes.p[0] != CONTENT_HANDSHAKE || bytes.p[at] != SESSION_ID_MAX - 1)
        return false;
    kit_tls_say(c, SPAN_LIT("\x15\x03\x03\x00\x02\x02\x32"));
    net_shut(c->conn);
    return true;
}

static void test_short_ids_refused(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.bend = refuse_short_id;
    ask(&k);
    kit_tls_is(&k, FEATURE_TICKETBLEED, SCAN_UNKNOWN, "short session ID");
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_YES, NULL);
    kit_tls_close(&k);
}

/* The HEAD request is sent here if there is no TLS 1.3. */
static void test_web(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    k.pair.host.alpn = SPAN_LIT("\x08http/1.1");
    k.web = SPAN_LIT("HTTP/1.0 404 Not Found\r\nDate: x\r\nserver:Apache \r\n\r\n");
    ask(&k);
    assert_true(span_eq(k.host.facts.software, SPAN_LIT("Apache")));
    kit_tls_is(&k, FEATURE_RESUMPTION_TICKET, SCAN_YES, NULL);
    kit_tls_close(&k);
}

static void test_old(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open(&k, TLS_1_2);
    kit_tls_accepts(&k, SCAN_1_0);
    ask(&k);
    assert_int_equal(k.connections, 0);
    kit_tls_is(&k, FEATURE_RESUMPTION_ID, SCAN_UNKNOWN, "TLS 1.2 only");
    kit_tls_is(&k, FEATURE_TICKETBLEED, SCAN_UNKNOWN, "TLS 1.2 only");
    kit_tls_close(&k);
    kit_tls_open(&k, TLS_1_3);
    kit_tls_accepts(&k, SCAN_1_3);
    ask(&k);
    kit_tls_is(&k, FEATURE_RESUMPTION_ID, SCAN_NO, "does not accept TLS 1.2");
    kit_tls_close(&k);
}

/* --- certificates in flights --------------------------------------------------------------- */

static void test_chains(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    pair_identity(&k.pair, FKEY_RSA2048_A);
    pair_identity(&k.pair, FKEY_ED25519_A);
    k.pair.identities[1].ocsp = SPAN_LIT("staple");
    kit_tls_ask(&k, &question_chains12);
    assert_int_equal(k.host.facts.num_chains, 3);
    assert_string_equal(k.host.facts.chains[0].key, "Ed25519");
    assert_string_equal(k.host.facts.chains[1].key, "P-256");
    assert_string_equal(k.host.facts.chains[2].key, "RSA 2048");
    for (int i = 0; i < 3; i++)
        assert_false(k.host.facts.chains[i].without_sni);
    assert_true(k.host.facts.chains[2].is_stapled);
    assert_false(k.host.facts.chains[1].is_stapled);
    assert_int_equal(k.connections, 5);
    kit_tls_close(&k);
}

/* With TLS 1.3 only the chain without a name is asked for. */
static void test_without_name(void **state)
{
    struct kit_tls k;

    (void)state;
    kit_tls_open_with(&k, SCAN_1_2, FKEY_P256_C);
    kit_tls_accepts(&k, SCAN_1_3);
    kit_tls_ask(&k, &question_chains12);
    assert_int_equal(k.connections, 1);
    assert_int_equal(k.host.facts.num_chains, 1);
    assert_true(k.host.facts.chains[0].without_sni);
    kit_tls_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both),        cmocka_unit_test(test_no_tickets),
        cmocka_unit_test(test_no_ids),      cmocka_unit_test(test_not_resumed),
        cmocka_unit_test(test_ticketbleed), cmocka_unit_test(test_long_ids),
        cmocka_unit_test(test_web),         cmocka_unit_test(test_old),
        cmocka_unit_test(test_echo),        cmocka_unit_test(test_short_ids_refused),
        cmocka_unit_test(test_chains),      cmocka_unit_test(test_without_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
