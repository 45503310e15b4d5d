/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS 1.2 server: extensions, pieces, and client certificates. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "tests/unit/tls/pairs.h"

/* --- suites, groups, keys ----------------------------------------------------------------- */

static void test_staples(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    p.identities[0].ocsp = SPAN_LIT("\x30\x03\x0a\x01\x06");
    p.identities[0].scts = SPAN_LIT("\x00\x01\x07");
    works(&p, false);
    assert_int_equal(info(&p, PAIR_CLIENT)->ocsp.n + info(&p, PAIR_CLIENT)->scts.n, 0);
    p.client.ocsp = p.client.scts = true;
    works(&p, false);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->ocsp, p.identities[0].ocsp));
    assert_true(span_eq(info(&p, PAIR_CLIENT)->scts, p.identities[0].scts));
    /* A resumed one has no certificate that they would belong to: they are those of the session. */
    p.resumes = true;
    works(&p, true);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->ocsp, p.identities[0].ocsp));
    p.resumes = false;
    p.identities[0].ocsp = p.identities[0].scts = (struct span){0};
    works(&p, false);
    assert_int_equal(info(&p, PAIR_CLIENT)->ocsp.n + info(&p, PAIR_CLIENT)->scts.n, 0);
    pair_close(&p);
}

static void test_alpn(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    p.client.alpn = SPAN_LIT("\x02h2\x08http/1.1");
    p.host.alpn = SPAN_LIT("\x08http/1.1\x02h2");
    p.client.false_start.allowed = true;
    works(&p, false);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->alpn, SPAN_LIT("http/1.1")));
    assert_true(span_eq(info(&p, PAIR_SERVER)->server_name, span_str(FC_HOST)));
    p.resumes = true;
    p.host.alpn = SPAN_LIT("\x02h2");
    works(&p, true);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->alpn, SPAN_LIT("h2")));
    p.host.alpn = SPAN_LIT("\x03xyz");
    fails(&p, ERR_TLS_NO_COMMON_ALPN, ALERT_NO_APPLICATION_PROTOCOL);
    pair_close(&p);
}

/* Data of the client's that comes right behind its Finished, before it has seen ours. */
static void test_false_start(void **state)
{
    struct pair p;
    size_t taken;

    (void)state;
    open_pair(&p);
    p.client.false_start.allowed = p.client.false_start.without_alpn = true;
    assert_int_equal(tls_new(&p.ends[0].tls, &p.client), ERR_OK);
    assert_int_equal(tls_new(&p.ends[1].tls, &p.host), ERR_OK);
    struct tls *c = p.ends[0].tls, *s = p.ends[1].tls;
    assert_int_equal(tls_start(c), ERR_OK);
    assert_int_equal(tls_start(s), ERR_OK);
    assert_int_equal(tls_pending(s).n, 0);
    assert_int_equal(tls_feed(s, tls_pending(c)), ERR_OK);
    tls_sent(c, tls_pending(c).n);
    assert_false(tls_may_write(s));
    assert_int_equal(tls_feed(c, tls_pending(s)), ERR_OK);
    tls_sent(s, tls_pending(s).n);
    assert_int_equal(tls_write(c, SPAN_LIT("early bird"), &taken), ERR_OK);
    assert_true(tls_info(c)->false_started);
    assert_int_equal(tls_feed(s, tls_pending(c)), ERR_OK);
    tls_sent(c, tls_pending(c).n);
    assert_true(span_eq(buf_span(&p.ends[1].data), SPAN_LIT("early bird")));
    pair_move(&p);
    assert_true(pair_is_well(&p));
    pair_close(&p);
}

/* Keeps the Finished messages that go out, both ends', in order. */
static enum fault_act keep_finished(void *ctx, struct tls *t, enum fault_stage stage,
                                    uint8_t message, struct buf *bytes)
{
    (void)t;
    if (stage == FAULT_MESSAGE && message == HS_FINISHED)
        buf_put(ctx, span_tail(buf_span(bytes), MSG_HEADER));
    return FAULT_SEND;
}

/* RFC 5929 3.1: the first Finished: the client's, and in a resumed handshake the server's. */
static void test_tls_unique(void **state)
{
    struct tls_faults faults = {.hook = keep_finished};
    struct buf kept;
    struct pair p;

    (void)state;
    buf_init(&kept, 1 << 12);
    faults.ctx = &kept;
    open_pair(&p);
    p.client.faults = p.host.faults = &faults;
    for (int i = 0; i < 2; i++) {
        buf_truncate(&kept, 0);
        p.resumes = i == 1;
        works(&p, i == 1);
        assert_int_equal(kept.n, 2 * VERIFY_DATA_SIZE);
        assert_memory_equal(info(&p, PAIR_SERVER)->tls_unique, kept.p, VERIFY_DATA_SIZE);
        assert_memory_equal(info(&p, PAIR_CLIENT)->tls_unique, kept.p, VERIFY_DATA_SIZE);
    }
    buf_free(&kept);
    pair_close(&p);
}

static void test_pieces(void **state)
{
    static const struct {
        size_t chunk, record;
        uint16_t limit;
    } ways[] = {{1, 0, 0}, {0, 1, 0}, {7, 3, 0}, {0, 0, 64}};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct pair p;

        open_pair(&p);
        pair_client_identity(&p, FKEY_P256_D);
        p.server.client_auth = CLIENT_AUTH_REQUIRE;
        p.chunk = ways[i].chunk;
        p.client.record_max = p.host.record_max = ways[i].record;
        p.client.record_size_limit = ways[i].limit;
        works(&p, false);
        p.resumes = true;
        works(&p, true);
        pair_close(&p);
    }
}

static void test_wiped(void **state)
{
    static const struct traffic_keys none;

    (void)state;
    for (int i = 0; i < 4; i++) {
        struct pair p;

        open_pair(&p);
        only(&p.client.suites, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        if ((i & 1) != 0) {
            pair_client_identity(&p, FKEY_P256_D);
            p.server.client_auth = CLIENT_AUTH_ASK;
        }
        works(&p, false);
        p.resumes = true;
        if ((i & 2) != 0)
            works(&p, true);
        struct tls *t = p.ends[PAIR_SERVER].tls;
        assert_memory_equal(&t->client_keys, &none, sizeof none);
        assert_memory_equal(&t->server_keys, &none, sizeof none);
        assert_null(t->kx);
        assert_int_equal(t->session.secret.n, 0);
        assert_int_equal(t->transcript.messages.n, 0);
        pair_close(&p);
    }
}

static void test_client_certificate(void **state)
{
    static const enum fkey keys[] = {FKEY_P256_D, FKEY_P384_A, FKEY_RSA2048_B, FKEY_ED25519_B};
    struct pair p;

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        open_pair(&p);
        pair_client_identity(&p, keys[i]);
        p.server.client_auth = CLIENT_AUTH_ASK;
        works(&p, false);
        const struct tls_info *s = info(&p, PAIR_SERVER);
        assert_true(s->client_certificate_asked && s->client_certificate_sent);
        assert_int_equal(p.ends[PAIR_SERVER].judged, 1);
        assert_int_equal(s->client_scheme, info(&p, PAIR_CLIENT)->client_scheme);
        assert_true(s->chain.n > 0);
        /* The next one resumes it, and knows the certificate. */
        p.resumes = true;
        works(&p, true);
        assert_true(info(&p, PAIR_SERVER)->chain.n > 0);
        assert_int_equal(p.ends[PAIR_SERVER].judged, 0);
        p.host.rejudge = true;
        works(&p, true);
        assert_int_equal(p.ends[PAIR_SERVER].judged, 1);
        p.verdicts[PAIR_SERVER] = ERR_TLS_VERDICT;
        fails(&p, ERR_TLS_VERDICT, ALERT_BAD_CERTIFICATE);
        pair_close(&p);
    }
}

static void test_client_without(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    works(&p, false);
    assert_false(info(&p, PAIR_SERVER)->client_certificate_asked);
    p.server.client_auth = CLIENT_AUTH_ASK;
    works(&p, false);
    const struct tls_info *s = info(&p, PAIR_SERVER);
    assert_true(s->client_certificate_asked && !s->client_certificate_sent);
    assert_int_equal(s->chain.n, 0);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 0);
    p.host.rejudge = p.resumes = true; /* there is nothing to judge */
    works(&p, true);
    /* What was enough then is not any more. */
    p.server.client_auth = CLIENT_AUTH_REQUIRE;
    fails(&p, ERR_TLS_NO_CLIENT_CERTIFICATE, ALERT_HANDSHAKE_FAILURE);
    pair_client_identity(&p, FKEY_P256_D);
    works(&p, false);
    pair_close(&p);
}

static void test_authorities(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    p.server.client_auth = CLIENT_AUTH_ASK;
    p.server.authorities = SPAN_LIT("\0\2\x30\0\0\4\x30\2\x31\0");
    only(&p.host.schemes, SCHEME_ECDSA_SECP256R1_SHA256);
    works(&p, false);
    const struct tls_info *c = info(&p, PAIR_CLIENT);
    assert_true(span_eq(c->request_authorities, p.server.authorities));
    assert_true(span_eq(c->request_schemes, SPAN_LIT("\4\3")));
    assert_true(span_eq(c->request_types, SPAN_LIT("\x40\1")));
    pair_close(&p);
}

static void test_client_refused(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    pair_client_identity(&p, FKEY_P256_D);
    p.server.client_auth = CLIENT_AUTH_ASK;
    p.verdicts[PAIR_SERVER] = ERR_TLS_VERDICT;
    fails(&p, ERR_TLS_VERDICT, ALERT_BAD_CERTIFICATE);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_staples),
        cmocka_unit_test(test_alpn),
        cmocka_unit_test(test_false_start),
        cmocka_unit_test(test_tls_unique),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_wiped),
        cmocka_unit_test(test_client_certificate),
        cmocka_unit_test(test_client_without),
        cmocka_unit_test(test_authorities),
        cmocka_unit_test(test_client_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
