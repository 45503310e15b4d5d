/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions of the server's TLS 1.2: by id and by ticket, and what they are not resumed for. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/session/session_cache.h"
#include "lib/tls/tls.h"
#include "tests/unit/tls/pairs.h"

enum { SECOND = 1000, HOUR = 3600 * SECOND };

/* A first connection, whose session the client offers from now on. */
static void open_session(struct pair *p)
{
    open_pair(p);
    works(p, false);
    assert_true(p->has_session);
    p->resumes = true;
}

static void open_id(struct pair *p)
{
    open_pair(p);
    p->client.without.tickets = true;
    works(p, false);
    assert_int_equal(p->session.session_id_n, SESSION_ID_MAX);
    assert_int_equal(p->session.ticket.n, 0);
    p->resumes = true;
}

/* --- by id -------------------------------------------------------------------------------- */

static void test_id(void **state)
{
    struct pair p;

    (void)state;
    open_id(&p);
    uint8_t was[SESSION_ID_MAX];
    memcpy(was, p.session.session_id, sizeof was);
    works(&p, true);
    works(&p, true);
    assert_memory_equal(p.session.session_id, was, sizeof was);
    p.now_ms += 2 * HOUR - 1;
    works(&p, true);
    p.now_ms += 1;
    works(&p, false);
    assert_memory_not_equal(p.session.session_id, was, sizeof was);
    works(&p, true);
    /* A server that has none by id, or nothing to remember with. */
    p.server.session_ids = false;
    works(&p, false);
    p.server.session_ids = true;
    p.server.memory = NULL;
    works(&p, false);
    pair_close(&p);
}

static void test_id_evicted(void **state)
{
    struct session first;
    struct pair p;

    (void)state;
    open_id(&p);
    assert_int_equal(session_copy(&first, &p.session), ERR_OK);
    p.resumes = false;
    for (int i = 0; i < PAIR_SESSIONS - 1; i++)
        works(&p, false);
    p.resumes = true;
    struct session last = p.session;
    p.session = first;
    works(&p, true);
    p.session = last;
    p.resumes = false;
    works(&p, false);
    p.resumes = true;
    last = p.session;
    p.session = first;
    works(&p, false);
    session_free(&last);
    pair_close(&p);
}

/* RFC 5246 7.2.2: after a fatal alert of either side it is found no more. */
static void test_id_forgotten(void **state)
{
    struct pair p;

    (void)state;
    open_id(&p);
    works(&p, true);
    assert_int_equal(tls_abort(p.ends[PAIR_CLIENT].tls, ALERT_INTERNAL_ERROR), ERR_OK);
    pair_move(&p);
    assert_int_equal(p.ends[PAIR_SERVER].err, ERR_TLS_ALERT_RECEIVED);
    works(&p, false);

    works(&p, true);
    assert_int_equal(tls_abort(p.ends[PAIR_SERVER].tls, ALERT_INTERNAL_ERROR), ERR_OK);
    works(&p, false);

    /* What does not authenticate is answered with an alert, too. */
    works(&p, true);
    uint8_t wrong[] = {CONTENT_APPLICATION_DATA,
                       3,
                       3,
                       0,
                       24,
                       1,
                       2,
                       3,
                       4,
                       5,
                       6,
                       7,
                       8,
                       9,
                       10,
                       11,
                       12,
                       13,
                       14,
                       15,
                       16,
                       17,
                       18,
                       19,
                       20,
                       21,
                       22,
                       23,
                       24};
    assert_int_equal(tls_feed(p.ends[PAIR_SERVER].tls, span_of(wrong, sizeof wrong)),
                     ERR_TLS_BAD_RECORD_MAC);
    works(&p, false);

    /* A connection that just ends is no reason to. */
    works(&p, true);
    assert_int_equal(tls_eof(p.ends[PAIR_SERVER].tls), ERR_TLS_TRUNCATION);
    works(&p, true);
    assert_int_equal(tls_close(p.ends[PAIR_SERVER].tls), ERR_OK);
    pair_move(&p);
    works(&p, true);
    pair_close(&p);
}

/* Only a handshake that was finished leaves a session behind. */
static void lose_finished(void *ctx, int from, struct buf *bytes)
{
    bool *is_lost = ctx;

    if (from == PAIR_CLIENT && bytes->p[0] == CONTENT_HANDSHAKE &&
        bytes->p[5] == HS_CLIENT_KEY_EXCHANGE) {
        *is_lost = true;
        bytes->p[bytes->n - 1] ^= 1;
    }
}

static void test_id_unfinished(void **state)
{
    bool is_lost = false;
    struct session s;
    struct pair p;

    (void)state;
    open_pair(&p);
    p.client.without.tickets = true;
    p.ctx = &is_lost;
    p.bend = lose_finished;
    fails(&p, ERR_TLS_BAD_RECORD_MAC, ALERT_BAD_RECORD_MAC);
    assert_true(is_lost);
    struct tls *t = p.ends[PAIR_SERVER].tls;
    assert_int_equal(t->server_session_id_n, SESSION_ID_MAX);
    session_init(&s);
    assert_false(
        session_cache_find(p.memory, p.now_ms, span_of(t->server_session_id, SESSION_ID_MAX), &s));
    pair_close(&p);
}

/* --- by ticket ---------------------------------------------------------------------------- */

static void test_ticket(void **state)
{
    struct pair p;

    (void)state;
    open_session(&p);
    assert_true(p.session.ticket.n > 0);
    assert_int_equal(p.session.session_id_n, 0);
    assert_int_equal(p.session.lifetime, 2 * 3600);
    struct tls *t = p.ends[PAIR_SERVER].tls;
    assert_int_equal(t->server_session_id_n, 0); /* it needs none */
    assert_int_equal(info(&p, PAIR_SERVER)->tickets, 1);
    works(&p, true);
    works(&p, true);
    p.server.tickets = 0; /* none is given out or taken */
    works(&p, false);
    pair_close(&p);
}

/* A ticket that is given out again lasts no longer than the first did: so long is the master secret
 * in use. */
static void test_ticket_again(void **state)
{
    struct pair p;

    (void)state;
    open_session(&p);
    p.now_ms += HOUR + 500;
    p.server.lifetime = 24 * 3600; /* that of the next ones */
    works(&p, true);
    assert_int_equal(p.session.lifetime, 3600);
    p.now_ms += HOUR - 500 - 1;
    works(&p, true);
    assert_int_equal(p.session.lifetime, 1);
    p.now_ms += 1;
    works(&p, false);
    assert_int_equal(p.session.lifetime, 24 * 3600);
    pair_close(&p);
}

static void test_ticket_wrong(void **state)
{
    struct pair p;

    (void)state;
    open_session(&p);
    p.session.ticket.p[p.session.ticket.n - 1] ^= 1;
    works(&p, false);
    works(&p, true);
    buf_truncate(&p.session.ticket, 10);
    works(&p, false);
    /* RFC 5077 3.4: the id beside a ticket is none to look for. */
    p.client.without.tickets = true;
    p.resumes = false;
    works(&p, false);
    p.resumes = true;
    works(&p, true);
    buf_put(&p.session.ticket, SPAN_LIT("not a ticket, but some bytes that are as long as one"));
    p.client.without.tickets = false;
    works(&p, false);
    pair_close(&p);
}

/* A client's chain that no ticket holds: the promised message comes, and is empty. */
static void test_ticket_too_long(void **state)
{
    static uint8_t filler[40000];
    struct pair p;

    (void)state;
    open_pair(&p);
    pair_client_identity(&p, FKEY_P256_D);
    struct span long_chain[] = {p.client_identity.certs[0], span_of(filler, sizeof filler),
                                span_of(filler, sizeof filler)};
    p.client_identity.certs = long_chain;
    p.client_identity.num_certs = 3;
    p.server.client_auth = CLIENT_AUTH_ASK;
    works(&p, false);
    assert_false(p.has_session);
    assert_int_equal(info(&p, PAIR_SERVER)->tickets, 0);
    assert_int_equal(p.ends[PAIR_CLIENT].heard.p[p.ends[PAIR_CLIENT].heard.n - 2],
                     HS_NEW_SESSION_TICKET);
    /* By id neither: it is not found. */
    p.client.without.tickets = true;
    works(&p, false);
    p.resumes = true;
    works(&p, false);
    pair_close(&p);
}

/* --- what a session is not resumed for ---------------------------------------------------- */

static void test_name(void **state)
{
    struct pair p;

    (void)state;
    open_session(&p);
    /* The client would not offer it under another name: so the session says another one too. */
    p.client.server_name = SPAN_LIT("other.example.com");
    buf_truncate(&p.session.server_name, 0);
    buf_put(&p.session.server_name, p.client.server_name);
    works(&p, false);
    works(&p, true);
    p.client.server_name = SPAN_LIT("OTHER.example.com");
    works(&p, true);
    p.client.server_name = (struct span){0};
    buf_truncate(&p.session.server_name, 0);
    works(&p, false);
    works(&p, true);
    pair_close(&p);
}

static void test_suite(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    only(&p.client.suites, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
    works(&p, false);
    p.resumes = true;
    /* Others are fine too, but a session has its own. */
    struct span at;
    assert_int_equal(names_suites(&p.client.suites, SPAN_LIT("all"), &at), ERR_OK);
    works(&p, true);
    assert_int_equal(info(&p, PAIR_SERVER)->suite->id, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
    /* The server takes it no more. */
    only(&p.host.suites, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);
    works(&p, false);
    works(&p, true);
    /* The client does not offer it: its session claims to be of another suite. */
    p.session.suite = TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    only(&p.client.suites, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
    assert_int_equal(names_suites(&p.host.suites, SPAN_LIT("all"), &at), ERR_OK);
    works(&p, false);
    pair_close(&p);
}

/* RFC 7627 5.3, 5.4 */
static void test_ems_lost(void **state)
{
    struct pair p;

    (void)state;
    open_session(&p);
    p.session.ems = false; /* else the client would not dare */
    p.client.ems.off = p.client.ems.resume_without = true;
    fails(&p, ERR_TLS_RESUMED_EMS_LOST, ALERT_HANDSHAKE_FAILURE);
    pair_close(&p);
}

static void test_ems_new(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    p.client.ems.off = p.client.ems.resume_without = true;
    works(&p, false);
    p.resumes = true;
    works(&p, false); /* neither has it: a full one */
    p.host.ems.resume_without = true;
    works(&p, true);
    p.client.ems.off = false; /* it has it now */
    works(&p, false);
    works(&p, true);
    pair_close(&p);
}

/* A ticket of TLS 1.3 is none of TLS 1.2, also where its suite was offered. */
static void test_version(void **state)
{
    struct buf ticket;
    struct session s;
    struct pair p;

    (void)state;
    open_session(&p);
    p.client.max_version = TLS_1_3;
    works(&p, true);
    session_init(&s);
    buf_init(&ticket, 1 << 16);
    assert_true(session_cache_open(p.memory, p.now_ms, buf_span(&p.session.ticket), &s));
    s.version = TLS_1_3;
    s.suite = TLS_AES_128_GCM_SHA256;
    assert_int_equal(session_cache_seal(p.memory, p.now_ms, &s, &ticket), ERR_OK);
    buf_truncate(&p.session.ticket, 0);
    buf_put(&p.session.ticket, buf_span(&ticket));
    works(&p, false);
    buf_free(&ticket);
    session_free(&s);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_id),           cmocka_unit_test(test_id_evicted),
        cmocka_unit_test(test_id_forgotten), cmocka_unit_test(test_id_unfinished),
        cmocka_unit_test(test_ticket),       cmocka_unit_test(test_ticket_again),
        cmocka_unit_test(test_ticket_wrong), cmocka_unit_test(test_ticket_too_long),
        cmocka_unit_test(test_name),         cmocka_unit_test(test_suite),
        cmocka_unit_test(test_ems_lost),     cmocka_unit_test(test_ems_new),
        cmocka_unit_test(test_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
