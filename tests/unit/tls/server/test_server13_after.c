/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS 1.3 server: limits, padding, client certificates and what follows the handshake. */
#include "config.h"

#include "tests/unit/tls/server/server13_kit.h"

struct longest {
    size_t n[2];
};

static void measure(void *ctx, int from, struct buf *bytes)
{
    struct longest *l = ctx;
    struct span left = buf_span(bytes);
    struct record r;
    struct fail f = {0};
    bool complete;

    while (record_split(&r, &complete, left, RECORD_CIPHER13_MAX, &f) == ERR_OK && complete) {
        if (r.type == CONTENT_APPLICATION_DATA && r.fragment.n > l->n[from])
            l->n[from] = r.fragment.n;
        left = span_tail(left, r.bytes.n);
    }
}

/* RFC 8449 4: each keeps to what the other takes; a tag comes on top. */
static void size_limit(void **state)
{
    struct longest l = {0};
    static uint8_t data[1000];
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.ctx = &l;
    p.bend = measure;
    p.client.record_size_limit = 100;
    p.host.record_size_limit = 64;
    well(&p);
    pair_say(&p, PAIR_CLIENT, span_of(data, sizeof data));
    pair_say(&p, PAIR_SERVER, span_of(data, sizeof data));
    assert_true(pair_is_well(&p));
    assert_int_equal(l.n[PAIR_SERVER], 100 + 16);
    assert_int_equal(l.n[PAIR_CLIENT], 64 + 16);
    assert_int_equal(info(&p, PAIR_SERVER)->peer_record_limit, 100);
    assert_int_equal(info(&p, PAIR_CLIENT)->peer_record_limit, 64);
    /* Where nothing is said, 2^14 bytes and the type. */
    p.host.record_size_limit = 0;
    well(&p);
    assert_int_equal(info(&p, PAIR_CLIENT)->peer_record_limit, RECORD_PLAIN_MAX + 1);
    p.client.record_size_limit = 0;
    well(&p);
    assert_int_equal(info(&p, PAIR_CLIENT)->peer_record_limit, 0);
    pair_close(&p);
}

static void padded(void **state)
{
    struct longest l = {0};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.ctx = &l;
    p.bend = measure;
    p.client.padding = p.host.padding = 5000;
    well(&p);
    assert_true(l.n[PAIR_SERVER] > 5000 && l.n[PAIR_CLIENT] > 5000);
    pair_close(&p);
}

/* Types of the records that an end sends, in the clear. */
struct seen {
    struct buf types[2];
};

static void note_types(void *ctx, int from, struct buf *bytes)
{
    struct seen *s = ctx;
    struct span left = buf_span(bytes);
    struct record r;
    struct fail f = {0};
    bool complete;

    while (record_split(&r, &complete, left, RECORD_CIPHER13_MAX, &f) == ERR_OK && complete) {
        buf_u8(&s->types[from], r.type);
        left = span_tail(left, r.bytes.n);
    }
}

static size_t count(struct span s, uint8_t v)
{
    size_t num = 0;

    for (size_t i = 0; i < s.n; i++)
        num += s.p[i] == v;
    return num;
}

/* RFC 9846 E.4: one ChangeCipherSpec, right behind the first message. */
static void compatible(void **state)
{
    (void)state;
    for (int retries = 0; retries < 2; retries++) {
        struct seen s;
        struct pair p;

        begin(&p, FKEY_P256_C);
        buf_init(&s.types[0], 1 << 10);
        buf_init(&s.types[1], 1 << 10);
        p.ctx = &s;
        p.bend = note_types;
        p.server.retries = retries;
        well(&p);
        struct span said = buf_span(&s.types[PAIR_SERVER]);
        assert_int_equal(said.p[0], CONTENT_HANDSHAKE);
        assert_int_equal(said.p[1], CONTENT_CHANGE_CIPHER_SPEC);
        assert_int_equal(count(said, CONTENT_CHANGE_CIPHER_SPEC), 1);
        buf_free(&s.types[0]);
        buf_free(&s.types[1]);
        pair_close(&p);
    }
}

static void client_auth(void **state)
{
    static const uint8_t shown[] = {HS_CLIENT_HELLO, HS_CERTIFICATE, HS_CERTIFICATE_VERIFY,
                                    HS_FINISHED};
    static const uint8_t absent[] = {HS_CLIENT_HELLO, HS_CERTIFICATE, HS_FINISHED};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.server.client_auth = CLIENT_AUTH_ASK;
    p.server.authorities = SPAN_LIT("\0\x04name");
    p.host.cert_schemes = (struct numbers){{SCHEME_ED25519}, 1};
    well(&p);
    assert_true(span_eq(heard(&p, PAIR_SERVER), span_of(absent, sizeof absent)));
    assert_true(info(&p, PAIR_SERVER)->client_certificate_asked);
    assert_false(info(&p, PAIR_SERVER)->client_certificate_sent);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->request_authorities, SPAN_LIT("\0\x04name")));
    assert_int_equal(info(&p, PAIR_CLIENT)->request_schemes.n, 2 * p.host.schemes.num);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 0);
    /* RFC 9846 4.5.1.3 */
    p.server.client_auth = CLIENT_AUTH_REQUIRE;
    refused(&p, ERR_TLS_CERTIFICATE_REQUIRED);
    assert_int_equal(p.ends[PAIR_CLIENT].got_alert, ALERT_CERTIFICATE_REQUIRED);

    pair_client_identity(&p, FKEY_ED25519_A);
    for (unsigned i = CLIENT_AUTH_ASK; i <= CLIENT_AUTH_REQUIRE; i++) {
        p.server.client_auth = (enum tls_client_auth)i;
        well(&p);
        assert_true(span_eq(heard(&p, PAIR_SERVER), span_of(shown, sizeof shown)));
        assert_true(info(&p, PAIR_SERVER)->client_certificate_sent);
        assert_int_equal(info(&p, PAIR_SERVER)->client_scheme, SCHEME_ED25519);
        assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
        assert_int_equal(p.ends[PAIR_SERVER].judged, 1);
        assert_true(info(&p, PAIR_SERVER)->chain.n > 0);
    }
    p.verdicts[PAIR_SERVER] = ERR_TLS_VERDICT;
    refused(&p, ERR_TLS_VERDICT);
    pair_close(&p);
}

/* The chain goes into the ticket: whoever showed it need not again, and whoever did not must. */
static void client_auth_resumed(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    well(&p); /* nobody asked */
    p.resumes = true;
    p.server.client_auth = CLIENT_AUTH_REQUIRE;
    pair_client_identity(&p, FKEY_ED25519_A);
    well(&p);
    assert_false(info(&p, PAIR_SERVER)->resumed);
    size_t n = info(&p, PAIR_SERVER)->chain.n;
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->resumed);
    assert_int_equal(info(&p, PAIR_SERVER)->chain.n, n);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 0);
    p.host.rejudge = true;
    well(&p);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 1);
    p.verdicts[PAIR_SERVER] = ERR_TLS_VERDICT;
    refused(&p, ERR_TLS_VERDICT);
    pair_close(&p);
}

static void key_updates(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    well(&p);
    for (int i = 0; i < 6; i++) {
        int end = i & 1;
        assert_int_equal(tls_key_update(p.ends[end].tls, i >= 2), ERR_OK);
        pair_move(&p);
        buf_truncate(&p.ends[0].data, 0);
        buf_truncate(&p.ends[1].data, 0);
        assert_true(pair_carries(&p));
    }
    /* Three of each, and an answer to each request. */
    assert_int_equal(info(&p, PAIR_SERVER)->key_updates, 5);
    assert_int_equal(info(&p, PAIR_CLIENT)->key_updates, 5);
    pair_close(&p);
}

/* A ticket is a client's to take, and KeyUpdate comes when all is done. */
static void not_for_servers(void **state)
{
    static const uint8_t types[] = {HS_NEW_SESSION_TICKET, HS_CERTIFICATE_REQUEST, HS_CLIENT_HELLO,
                                    HS_FINISHED};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (size_t i = 0; i < COUNT(types); i++) {
        const uint8_t message[] = {types[i], 0, 0, 0};
        well(&p);
        assert_int_equal(outbound_message(p.ends[PAIR_CLIENT].tls, span_of(message, 4)), ERR_OK);
        assert_int_equal(outbound_flush(p.ends[PAIR_CLIENT].tls), ERR_OK);
        pair_move(&p);
        assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_UNEXPECTED_MESSAGE);
        assert_int_equal(p.ends[PAIR_CLIENT].got_alert, ALERT_UNEXPECTED_MESSAGE);
    }
    pair_close(&p);
}

static void closes(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (int end = 0; end < 2; end++) {
        well(&p);
        assert_int_equal(tls_close(p.ends[end].tls), ERR_OK);
        pair_move(&p);
        assert_int_equal(tls_phase(p.ends[1 - end].tls), PHASE_CLOSED);
        assert_int_equal(tls_eof(p.ends[1 - end].tls), ERR_OK);
        assert_int_equal(tls_eof(p.ends[end].tls), ERR_TLS_TRUNCATION);
    }
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_limit),          cmocka_unit_test(padded),
        cmocka_unit_test(compatible),          cmocka_unit_test(client_auth),
        cmocka_unit_test(client_auth_resumed), cmocka_unit_test(key_updates),
        cmocka_unit_test(not_for_servers),     cmocka_unit_test(closes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
