/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's pre-shared keys: tickets and binders. */
#include "config.h"

#include "lib/tls/session/session_cache.h"
#include "tests/unit/tls/sessions.h"

static void resumed(void **state)
{
    static const uint8_t flight[] = {HS_SERVER_HELLO, HS_ENCRYPTED_EXTENSIONS, HS_FINISHED,
                                     HS_NEW_SESSION_TICKET};
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.client.early_data = false;
    p.server.tickets = 1;
    for (int i = 0; i < 3; i++) {
        sessions_are(&p, true, EARLY_NOT_OFFERED);
        assert_true(span_eq(buf_span(&p.ends[PAIR_CLIENT].heard), span_of(flight, sizeof flight)));
        assert_int_equal(sessions_info(&p, PAIR_SERVER)->scheme, 0);
        assert_int_equal(p.session.lifetime, 7200 - i * 2399);
        p.now_ms += 2399 * 1000;
    }
    /* RFC 9846 4.7.1: all of them end when the first one does. */
    sessions_are(&p, true, EARLY_NOT_OFFERED);
    p.session.lifetime = 7200; /* the server knows better */
    p.now_ms += 3 * 1000;
    sessions_are(&p, false, EARLY_NOT_OFFERED);
    assert_int_equal(p.session.lifetime, 7200);
    pair_close(&p);
}

/* What has to be as it was, or the session is not resumed. */
static void not_resumed(void **state)
{
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.client.early_data = false;
    /* RFC 9846 4.3.11: another hash; with the same one, another suite will do. */
    p.host.suites = (struct numbers){{TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256}, 2};
    p.server.lifetime = 3600;
    sessions_well(&p);
    struct numbers all = p.client.suites;
    p.host.suites = (struct numbers){{TLS_AES_128_GCM_SHA256}, 1};
    sessions_are(&p, true, EARLY_NOT_OFFERED);
    p.host.suites = (struct numbers){{TLS_AES_256_GCM_SHA384}, 1};
    sessions_are(&p, false, EARLY_NOT_OFFERED);
    p.host.suites = all;
    /* No memory, no tickets. */
    p.server.memory = NULL;
    sessions_are(&p, false, EARLY_NOT_OFFERED);
    assert_int_equal(sessions_info(&p, PAIR_SERVER)->tickets, 0);
    p.server.memory = p.memory;
    sessions_are(&p, false, EARLY_NOT_OFFERED); /* the last one was of another hash */
    sessions_are(&p, true, EARLY_NOT_OFFERED);
    p.server.lifetime = 0;
    sessions_are(&p, true, EARLY_NOT_OFFERED);
    assert_int_equal(sessions_info(&p, PAIR_SERVER)->tickets, 0);
    p.server.lifetime = 30 * 24 * 3600; /* RFC 9846 4.7.1: a client would not take it */
    p.resumes = false;
    sessions_are(&p, false, EARLY_NOT_OFFERED);
    assert_int_equal(p.session.lifetime, 7 * 24 * 3600);
    p.resumes = true;
    sessions_are(&p, true, EARLY_NOT_OFFERED);
    p.server.tickets = 0;
    sessions_are(&p, true, EARLY_NOT_OFFERED);
    assert_int_equal(sessions_info(&p, PAIR_SERVER)->tickets, 0);
    pair_close(&p);
}

/* --- bent hellos --------------------------------------------------------------------------- */

/* Changes bytes of the client's first message, counted from its end or at an extension. */
struct bent {
    struct pair *pair;
    unsigned hellos;
    size_t from_end;
    uint8_t flip;
};

static void bend_end(void *ctx, int from, struct buf *bytes)
{
    struct bent *b = ctx;

    if (from != PAIR_CLIENT || b->hellos++ > 0)
        return;
    size_t n = RECORD_HEADER + (size_t)(bytes->p[3] << 8 | bytes->p[4]);
    bytes->p[n - b->from_end] ^= b->flip;
}

/* RFC 9846 4.3.11: a binder that is wrong ends the connection; an identity that nobody knows does
 * not. */
static void bound(void **state)
{
    struct bent b = {.from_end = 1, .flip = 1};
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.client.early_data = false;
    p.ctx = &b;
    p.bend = bend_end;
    pair_run(&p);
    assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_PSK_BINDER);
    assert_int_equal(p.ends[PAIR_CLIENT].got_alert, ALERT_DECRYPT_ERROR);
    p.bend = NULL;
    sessions_well(&p);
    p.session.ticket.p[p.session.ticket.n - 1] ^= 1;
    sessions_are(&p, false, EARLY_NOT_OFFERED);
    pair_close(&p);
}

static void bump16(uint8_t *at, uint16_t by)
{
    uint16_t v = (uint16_t)((at[0] << 8 | at[1]) + by);

    at[0] = (uint8_t)(v >> 8);
    at[1] = (uint8_t)v;
}

/* The binder made again, with as many zeros behind it as b->flip says. */
static void bend_longer(void *ctx, int from, struct buf *bytes)
{
    struct bent *b = ctx;
    const struct session *s = &b->pair->session;
    enum digest hash = suite_find(s->suite)->hash;
    size_t size = digest_size(hash), old = bytes->n, binders = old - 3 - size;
    uint8_t digest[DIGEST_MAX_SIZE], binder[SECRET_MAX];
    struct sched13 sched = {0};
    struct client_hello hello;
    struct fail f = {0};
    struct hasher h;
    struct msg m;

    if (from != PAIR_CLIENT || b->hellos++ > 0)
        return;
    assert_true(msg_split(&m, span_tail(buf_span(bytes), RECORD_HEADER)));
    assert_int_equal(RECORD_HEADER + m.bytes.n, old);
    assert_int_equal(client_hello_parse(&hello, m.body, &f), ERR_OK);
    const size_t lengths[] = {3, 7, (size_t)(hello.exts.p - bytes->p) - 2,
                              binders - 4 - s->ticket.n - 2 - 2 -
                                  2, /* of the extension, which is the last */
                              binders};
    for (size_t i = 0; i < COUNT(lengths); i++)
        bump16(bytes->p + lengths[i], b->flip);
    bytes->p[binders + 2] = (uint8_t)(size + b->flip);
    hasher_init(&h, hash);
    hasher_update(&h,
                  span_head(span_tail(buf_span(bytes), RECORD_HEADER), binders - RECORD_HEADER));
    hasher_peek(&h, digest);
    sched13_early(&sched, hash, span_of(s->secret.v, s->secret.n));
    sched13_binder(&sched, binder, false, span_of(digest, size));
    memcpy(bytes->p + binders + 3, binder, size);
    for (uint8_t i = 0; i < b->flip; i++)
        buf_u8(bytes, 0);
    sched13_wipe(&sched);
}

/* RFC 9846 4.3.11: a binder is as long as the hash: what begins like the right one is none. */
static void longer(void **state)
{
    struct bent b = {0};
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.client.early_data = false;
    b.pair = &p;
    p.ctx = &b;
    p.bend = bend_longer;
    for (b.flip = 0; b.flip < 2; b.flip++) {
        b.hellos = 0;
        pair_run(&p);
        assert_int_equal(p.ends[PAIR_SERVER].err, b.flip == 0 ? ERR_OK : ERR_TLS_PSK_BINDER);
        assert_int_equal(sessions_info(&p, PAIR_SERVER)->resumed, b.flip == 0);
    }
    pair_close(&p);
}

/* A client's chain that no ticket can hold: there is none then, and the connection is well. */
static void long_chain(void **state)
{
    static const uint8_t zeros[1 << 16];
    struct span certs[2];
    struct pair p;

    (void)state;
    pair_open(&p, TLS_1_3);
    pair_identity(&p, FKEY_P256_C);
    pair_client_identity(&p, FKEY_P256_C);
    certs[0] = p.client_identity.certs[0];
    certs[1] = span_of(zeros, sizeof zeros);
    p.client_identity.certs = certs;
    p.server.client_auth = CLIENT_AUTH_REQUIRE;
    for (p.client_identity.num_certs = 1; p.client_identity.num_certs <= 2;
         p.client_identity.num_certs++) {
        sessions_well(&p);
        assert_int_equal(sessions_info(&p, PAIR_SERVER)->client_certificate_sent, true);
        assert_int_equal(sessions_info(&p, PAIR_SERVER)->tickets > 0,
                         p.client_identity.num_certs == 1);
    }
    pair_close(&p);
}

/* --- the session's name -------------------------------------------------------------------- */

static void other_name(void **state)
{
    struct pair p;

    (void)state;
    sessions_begin(&p);
    p.client.early_data = false;
    /* The client thinks that the session is for this name; the server knows better. */
    p.client.server_name = SPAN_LIT("other.example");
    buf_truncate(&p.session.server_name, 0);
    buf_put(&p.session.server_name, p.client.server_name);
    sessions_are(&p, false, EARLY_NOT_OFFERED);
    sessions_are(&p, true, EARLY_NOT_OFFERED);
    pair_close(&p);
}

/* A ticket of TLS 1.2 is none of TLS 1.3, whatever its secret measures. */
static void other_version(void **state)
{
    struct session old;
    struct pair p;

    (void)state;
    pair_open(&p, TLS_1_3);
    pair_identity(&p, FKEY_P256_C);
    p.client.suites = p.host.suites = (struct numbers){{TLS_AES_256_GCM_SHA384}, 1};
    pair_run(&p);
    assert_true(p.has_session);
    assert_int_equal(session_copy(&old, &p.session), ERR_OK);
    for (int is_12 = 0; is_12 < 2; is_12++) {
        old.version = is_12 ? TLS_1_2 : TLS_1_3;
        old.suite = is_12 ? TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 : TLS_AES_256_GCM_SHA384;
        buf_truncate(&p.session.ticket, 0);
        assert_int_equal(session_cache_seal(p.memory, p.now_ms, &old, &p.session.ticket), ERR_OK);
        memcpy(p.session.secret.v, old.secret.v, old.secret.n);
        p.session.age_add = old.age_add;
        p.resumes = true;
        sessions_are(&p, !is_12, EARLY_NOT_OFFERED);
    }
    session_free(&old);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resumed),    cmocka_unit_test(not_resumed),   cmocka_unit_test(bound),
        cmocka_unit_test(other_name), cmocka_unit_test(other_version), cmocka_unit_test(longer),
        cmocka_unit_test(long_chain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
