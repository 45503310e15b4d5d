/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "tests/harness/vectors.h"
#include "tests/peer/talk.h"

/* --- recorded handshakes ------------------------------------------------------------------ */

/* The client hello and the premaster are taken from the record; all else that the client says
 * follows from what the server says, byte for byte. */
static void replay(const char *path, const char *suites)
{
    struct tls_replay r = {.num_shares = 0};
    struct vectors v;
    struct talk t;
    struct span at;
    size_t taken;

    vectors_open(&v, path);
    talk_open(&t, TLS_1_2);
    assert_int_equal(names_suites(&t.client.suites, span_str(suites), &at), ERR_OK);
    r.client_hello[0] = vector_get(&v, "client_hello");
    r.client_key_exchange = vector_get(&v, "client_key_exchange");
    r.premaster = vector_get(&v, "premaster");
    t.client.max_version = TLS_1_2;
    t.client.server_name = SPAN_LIT("tls.example.com");
    t.client.alpn = SPAN_LIT("\x08http/1.1");
    t.client.replay = &r;
    assert_int_equal(tls_new(&t.tls, &t.client), ERR_OK);
    peer_open(&t.peer, &t.server);

    assert_int_equal(tls_start(t.tls), ERR_OK);
    assert_true(span_eq(tls_pending(t.tls), vector_get(&v, "client.1")));
    tls_sent(t.tls, tls_pending(t.tls).n);
    assert_int_equal(tls_feed(t.tls, vector_get(&v, "server.1")), ERR_OK);
    assert_true(span_eq(tls_pending(t.tls), vector_get(&v, "client.2")));
    tls_sent(t.tls, tls_pending(t.tls).n);
    assert_memory_equal(t.tls->prf.master, vector_get(&v, "master").p, MASTER_SIZE);
    assert_int_equal(tls_feed(t.tls, vector_get(&v, "server.2")), ERR_OK);
    assert_int_equal(tls_phase(t.tls), PHASE_OPEN);
    assert_int_equal(tls_write(t.tls, SPAN_LIT("ping\n"), &taken), ERR_OK);
    assert_true(span_eq(tls_pending(t.tls), vector_get(&v, "client.3")));
    tls_sent(t.tls, tls_pending(t.tls).n);
    assert_int_equal(tls_feed(t.tls, vector_get(&v, "server.3")), ERR_OK);
    assert_true(span_eq(buf_span(&t.data), vector_get(&v, "server_data")));
    assert_int_equal(tls_close(t.tls), ERR_OK);
    assert_true(span_eq(tls_pending(t.tls), vector_get(&v, "client.4")));
    talk_close(&t);
    vectors_close(&v);
}

static void test_replay_rsa(void **state)
{
    (void)state;
    replay("tests/vectors/tls12/replay-rsa.txt", "AES256-GCM-SHA384");
}

static void test_replay_ecdhe(void **state)
{
    (void)state;
    replay("tests/vectors/tls12/replay-ecdhe.txt", "ECDHE-RSA-AES128-GCM-SHA256");
}

static void test_replay_dhe(void **state)
{
    (void)state;
    replay("tests/vectors/tls12/replay-dhe.txt", "DHE-RSA-CHACHA20-POLY1305");
}

/* --- whole handshakes --------------------------------------------------------------------- */

static void open_all(struct talk *t)
{
    struct span at;

    talk_open(t, TLS_1_2);
    assert_int_equal(names_suites(&t->client.suites, SPAN_LIT("all"), &at), ERR_OK);
}

/* The key that a suite asks for. */
static void fit(struct talk *t, const struct suite *s)
{
    t->server.suite = s->id;
    talk_dh(t);
    if (s->auth != SUITE_AUTH_ECDSA)
        talk_key(t, FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
}

/* Every suite that can be negotiated carries data both ways, and again in a resumed session. */
static void test_suites(void **state)
{
    const struct suite *s;
    size_t num = 0;

    (void)state;
    for (size_t i = 0; (s = suite_at(i)) != NULL; i++) {
        struct talk t;
        size_t taken;

        if (s->kx == SUITE_KX_NONE || suite_is_13(s))
            continue;
        open_all(&t);
        fit(&t, s);
        talk_run(&t);
        assert_true(talk_is_well(&t));
        assert_ptr_equal(tls_info(t.tls)->suite, s);
        t.resumes = true;
        talk_run(&t);
        assert_true(talk_is_well(&t));
        assert_true(tls_info(t.tls)->resumed);
        assert_int_equal(tls_write(t.tls, SPAN_LIT("there"), &taken), ERR_OK);
        talk_move(&t);
        assert_true(span_eq(buf_span(&t.peer.data), SPAN_LIT("there")));
        peer_data(&t.peer, SPAN_LIT("and back"));
        talk_move(&t);
        assert_true(span_eq(buf_span(&t.data), SPAN_LIT("and back")));
        talk_close(&t);
        num++;
    }
    assert_true(num >= 30);
}

/* The same whether it comes a byte at a time, in records of one byte, or all in one. */
static void test_pieces(void **state)
{
    static const struct {
        size_t chunk, cut;
        bool pack;
    } ways[] = {{1, 0, false}, {0, 1, false}, {7, 3, true}, {0, 0, true}};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct talk t;

        open_all(&t);
        t.chunk = ways[i].chunk;
        t.server.cut = ways[i].cut;
        t.server.pack = ways[i].pack;
        t.server.asks_certificate = true;
        talk_identity(&t, FKEY_P256_D);
        talk_run(&t);
        assert_true(talk_is_well(&t));
        assert_true(t.peer.verified_client);
        talk_close(&t);
    }
}

static void test_info(void **state)
{
    struct talk t;
    const struct tls_info *info;

    (void)state;
    open_all(&t);
    t.client.alpn = SPAN_LIT("\x02h2\x08http/1.1");
    t.server.alpn = SPAN_LIT("\x02h2");
    t.client.ocsp = t.client.scts = true;
    t.server.staple = SPAN_LIT("\x30\x03\x0a\x01\x06");
    t.server.scts = SPAN_LIT("\x00\x01\x07");
    t.server.group = GROUP_SECP384R1;
    talk_run(&t);
    assert_true(talk_is_well(&t));
    info = tls_info(t.tls);
    assert_int_equal(info->version, TLS_1_2);
    assert_int_equal(info->group, GROUP_SECP384R1);
    assert_int_equal(info->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    assert_true(info->ems && info->secure_renegotiation && !info->etm && !info->resumed);
    assert_true(span_eq(info->alpn, SPAN_LIT("h2")));
    assert_true(span_eq(info->ocsp, t.server.staple));
    assert_true(span_eq(info->scts, t.server.scts));
    assert_int_equal(info->tls_unique_n, VERIFY_DATA_SIZE);
    assert_int_equal(t.judged, 1);
    talk_close(&t);

    open_all(&t);
    t.server.ems = t.server.renegotiation_info = false;
    t.server.suite = TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256;
    t.server.etm = true;
    talk_run(&t);
    assert_true(talk_is_well(&t));
    info = tls_info(t.tls);
    assert_true(!info->ems && !info->secure_renegotiation && info->etm);
    talk_close(&t);
}

/* What secrets there were is gone when they are not needed any more. */
static void test_wiped(void **state)
{
    static const struct traffic_keys none;
    struct talk t;

    (void)state;
    open_all(&t);
    talk_run(&t);
    assert_true(talk_is_well(&t));
    assert_memory_equal(&t.tls->client_keys, &none, sizeof none);
    assert_memory_equal(&t.tls->server_keys, &none, sizeof none);
    assert_null(t.tls->kx);
    talk_close(&t);
}

/* --- resumption --------------------------------------------------------------------------- */

static void test_session_id(void **state)
{
    struct talk t;

    (void)state;
    open_all(&t);
    t.client.without.tickets = true;
    t.server.session_ids = true;
    talk_run(&t);
    assert_true(talk_is_well(&t) && t.has_session);
    assert_int_equal(t.session.session_id_n, 32);
    assert_int_equal(t.session.ticket.n, 0);
    assert_true(t.session.ems);
    t.resumes = true;
    talk_run(&t);
    assert_true(talk_is_well(&t));
    assert_true(tls_info(t.tls)->resumed);
    assert_int_equal(t.judged, 0);
    assert_true(tls_info(t.tls)->chain.n > 0);

    /* The server may have forgotten it. */
    t.server.resumes = false;
    talk_run(&t);
    assert_true(talk_is_well(&t));
    assert_false(tls_info(t.tls)->resumed);
    assert_int_equal(t.judged, 1);
    talk_close(&t);
}

static void test_ticket(void **state)
{
    struct talk t;

    (void)state;
    open_all(&t);
    t.server.lifetime = 100;
    talk_run(&t);
    assert_true(talk_is_well(&t) && t.has_session);
    assert_int_equal(t.session.lifetime, 100);
    assert_true(t.session.ticket.n > 0);
    t.resumes = true;
    t.client.rejudge = true;
    talk_run(&t);
    assert_true(talk_is_well(&t));
    assert_true(tls_info(t.tls)->resumed);
    assert_int_equal(t.judged, 1);
    assert_int_equal(t.sessions, 1); /* the renewed ticket */

    /* Judged again, and refused this time. */
    t.verdict = ERR_TLS_VERDICT;
    t.verdict_alert = ALERT_CERTIFICATE_REVOKED;
    talk_run(&t);
    assert_int_equal(t.err, ERR_TLS_VERDICT);
    t.verdict = ERR_OK;

    /* Too old to be offered. */
    t.now_ms += 101 * 1000;
    talk_run(&t);
    assert_true(talk_is_well(&t));
    assert_false(tls_info(t.tls)->resumed);
    talk_close(&t);
}

/* Both sides come to the same first Finished (RFC 5929 3.1). */
static void test_tls_unique(void **state)
{
    struct talk t;

    (void)state;
    open_all(&t);
    for (int i = 0; i < 2; i++) {
        talk_run(&t);
        assert_true(talk_is_well(&t));
        assert_int_equal(tls_info(t.tls)->resumed, i == 1);
        assert_int_equal(tls_info(t.tls)->tls_unique_n, VERIFY_DATA_SIZE);
        assert_memory_equal(tls_info(t.tls)->tls_unique, tls_info(t.peer.tls)->tls_unique,
                            VERIFY_DATA_SIZE);
        t.resumes = true;
    }
    talk_close(&t);
}

/* --- client certificates ------------------------------------------------------------------ */

static void test_certificate_asked(void **state)
{
    static const enum fkey keys[] = {FKEY_P256_D, FKEY_RSA2048_B, FKEY_ED25519_B};
    static const uint16_t schemes[] = {SCHEME_ECDSA_SECP256R1_SHA256, SCHEME_RSA_PSS_RSAE_SHA256,
                                       SCHEME_ED25519};
    struct talk t;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        open_all(&t);
        t.server.asks_certificate = true;
        talk_identity(&t, keys[i]);
        talk_run(&t);
        assert_true(talk_is_well(&t) && t.peer.verified_client);
        assert_true(tls_info(t.tls)->client_certificate_asked);
        assert_true(tls_info(t.tls)->client_certificate_sent);
        assert_int_equal(tls_info(t.tls)->client_scheme, schemes[i]);
        talk_close(&t);
    }
    open_all(&t);
    t.server.asks_certificate = true;
    talk_run(&t);
    assert_true(talk_is_well(&t) && !t.peer.verified_client);
    assert_true(tls_info(t.tls)->client_certificate_asked);
    assert_false(tls_info(t.tls)->client_certificate_sent);
    assert_true(span_eq(buf_span(&t.peer.client_flight), SPAN_LIT("\x01\x0b\x10\x14")));
    talk_close(&t);
}

/* --- False Start -------------------------------------------------------------------------- */

/* Whether the client may write as soon as its own Finished is out, before the server's. */
static bool false_starts(struct talk *t)
{
    bool may;

    assert_int_equal(tls_new(&t->tls, &t->client), ERR_OK);
    peer_open(&t->peer, &t->server);
    assert_int_equal(tls_start(t->tls), ERR_OK);
    peer_feed(&t->peer, tls_pending(t->tls));
    tls_sent(t->tls, tls_pending(t->tls).n);
    struct buf flight = t->peer.out;
    t->peer.out = peer_new();
    assert_int_equal(tls_feed(t->tls, buf_span(&flight)), ERR_OK);
    buf_free(&flight);
    may = tls_may_write(t->tls);
    assert_int_equal(may, tls_info(t->tls)->false_started);
    assert_int_equal(tls_phase(t->tls), PHASE_HANDSHAKE);
    talk_move(t);
    assert_true(talk_is_well(t));
    assert_true(tls_may_write(t->tls));
    return may;
}

static void test_false_start(void **state)
{
    static const struct {
        uint16_t suite;
        const char *alpn;
        bool asked, without_alpn, expected;
    } rows[] = {
        {TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "\x02h2", true, false, true},
        {TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "\x02h2", false, false, false},
        {TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "", true, false, false},
        {TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "", true, true, true},
        {TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, "\x02h2", true, false, true},
        {TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, "\x02h2", true, true, false},
        {TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, "\x02h2", true, true, false},
        {TLS_RSA_WITH_AES_128_GCM_SHA256, "\x02h2", true, true, false},
        {TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, "\x02h2", true, true, false}, /* of 2048 bits */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct talk t;

        open_all(&t);
        fit(&t, suite_find(rows[i].suite));
        t.client.false_start.allowed = rows[i].asked;
        t.client.false_start.without_alpn = rows[i].without_alpn;
        t.client.alpn = t.server.alpn = span_str(rows[i].alpn);
        assert_int_equal(false_starts(&t), rows[i].expected);
        talk_close(&t);
    }
}

/* Data that was sent so is received once the handshake is done. */
static void test_false_start_data(void **state)
{
    struct talk t;
    size_t taken;

    (void)state;
    open_all(&t);
    t.client.false_start.allowed = t.client.false_start.without_alpn = true;
    assert_int_equal(tls_new(&t.tls, &t.client), ERR_OK);
    peer_open(&t.peer, &t.server);
    assert_int_equal(tls_start(t.tls), ERR_OK);
    peer_feed(&t.peer, tls_pending(t.tls));
    tls_sent(t.tls, tls_pending(t.tls).n);
    assert_int_equal(tls_feed(t.tls, buf_span(&t.peer.out)), ERR_OK);
    buf_truncate(&t.peer.out, 0);
    assert_int_equal(tls_write(t.tls, SPAN_LIT("early bird"), &taken), ERR_OK);
    talk_move(&t);
    assert_true(talk_is_well(&t));
    assert_true(span_eq(buf_span(&t.peer.data), SPAN_LIT("early bird")));

    t.resumes = true; /* never where the server finishes first */
    talk_run(&t);
    assert_true(talk_is_well(&t) && tls_info(t.tls)->resumed);
    assert_false(tls_info(t.tls)->false_started);
    talk_close(&t);
}

/* RFC 5246 7.4.1.1: a client ignores some HelloRequests, and continues. */
static void test_hello_request(void **state)
{
    enum { MOST = 32 };
    static const uint8_t request[] = {HS_HELLO_REQUEST, 0, 0, 0};
    struct talk t;

    (void)state;
    talk_open(&t, TLS_1_2);
    t.client.ignore.renegotiation = true;
    talk_run(&t);
    for (unsigned i = 0; i < 2 * MOST; i++) {
        peer_plain(&t.peer, CONTENT_HANDSHAKE, span_of(request, sizeof request));
        if (i % MOST == MOST - 1)
            peer_data(&t.peer, SPAN_LIT("."));
    }
    talk_move(&t);
    assert_int_equal(t.err, ERR_OK);
    assert_int_equal(t.data.n, 2);
    for (unsigned i = 0; i <= MOST; i++)
        peer_plain(&t.peer, CONTENT_HANDSHAKE, span_of(request, sizeof request));
    talk_move(&t);
    assert_int_equal(t.err, ERR_TLS_TOO_MANY_WARNINGS);
    t.client.ignore.renegotiation = false;
    talk_run(&t);
    peer_plain(&t.peer, CONTENT_HANDSHAKE, span_of(request, sizeof request));
    talk_move(&t);
    assert_int_equal(t.err, ERR_TLS_RENEGOTIATION);
    talk_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay_rsa),
        cmocka_unit_test(test_replay_ecdhe),
        cmocka_unit_test(test_replay_dhe),
        cmocka_unit_test(test_suites),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_info),
        cmocka_unit_test(test_wiped),
        cmocka_unit_test(test_session_id),
        cmocka_unit_test(test_ticket),
        cmocka_unit_test(test_tls_unique),
        cmocka_unit_test(test_certificate_asked),
        cmocka_unit_test(test_false_start),
        cmocka_unit_test(test_false_start_data),
        cmocka_unit_test(test_hello_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
