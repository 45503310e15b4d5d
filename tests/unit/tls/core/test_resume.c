/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/conn.h"

#include "lib/tls/core/resume.h"
#include "lib/tls/tls.h"
#include "tests/unit/tls/bend.h"

/* A first connection, and what it leaves: its session is offered from now on. */
static struct talk *with_session(struct bend *b, uint16_t version)
{
    struct talk *t = bend_open(b, version);

    t->server.tickets = 1;
    t->client.ocsp = true;
    t->server.staple = SPAN_LIT("staple");
    talk_run(t);
    bend_well(t);
    assert_true(t->has_session);
    assert_int_equal(t->sessions, 1);
    t->resumes = t->server.resumes = true;
    return t;
}

static bool offered(struct talk *t)
{
    talk_run(t);
    return t->tls->offers.psk || t->tls->offers.session12;
}

/* What a session keeps comes back with it. */
static void kept(void **state)
{
    struct bend b;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = with_session(&b, version);
        const struct tls_info *info = tls_info(t->tls);
        assert_int_equal(t->session.version, version);
        assert_int_equal(t->session.suite, info->suite->id);
        assert_int_equal(t->session.received_ms, t->now_ms);
        assert_true(t->session.ems);
        assert_true(span_eq(buf_span(&t->session.server_name), t->client.server_name));
        assert_true(span_eq(buf_span(&t->session.chain), info->chain));
        assert_true(span_eq(buf_span(&t->session.ocsp), SPAN_LIT("staple")));
        assert_int_equal(t->judged, 1);

        struct span chain;
        assert_int_equal(arena_copy(&t->arena, &chain, info->chain), ERR_OK);
        talk_run(t);
        bend_well(t);
        info = tls_info(t->tls);
        assert_true(info->resumed);
        assert_int_equal(t->judged, 0);
        assert_true(span_eq(info->chain, chain));
        assert_true(span_eq(info->ocsp, SPAN_LIT("staple")));
        talk_close(t);
    }
}

/* The chain is judged again where that is asked for, and refused again. */
static void rejudged(void **state)
{
    struct bend b;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk *t = with_session(&b, version);
        t->client.rejudge = true;
        talk_run(t);
        bend_well(t);
        assert_true(tls_info(t->tls)->resumed);
        assert_int_equal(t->judged, 1);
        t->verdict = ERR_TLS_VERDICT;
        t->verdict_alert = ALERT_CERTIFICATE_REVOKED;
        talk_run(t);
        assert_int_equal(t->err, ERR_TLS_VERDICT);
        assert_int_equal(t->peer.alert, ALERT_CERTIFICATE_REVOKED);
        talk_close(t);
    }
}

/* Under which circumstances a session is not offered. */
static void unfit(void **state)
{
    struct bend b;
    struct span at;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        for (int i = 0; i < 7; i++) {
            struct talk *t = with_session(&b, version);
            switch (i) {
            case 0: break;
            case 1: /* RFC 9846 4.7.1 */ t->now_ms += INT64_C(8) * 24 * 3600 * 1000; break;
            case 2: t->client.server_name = SPAN_LIT("other.example"); break;
            case 3: /* the other version alone */
                t->client.min_version = t->client.max_version =
                    version == TLS_1_2 ? TLS_1_3 : TLS_1_2;
                break;
            case 4: /* RFC 9846 4.3.11: none of its hash; RFC 5246 7.4.1.2: not its suite */
                assert_int_equal(names_suites(&t->client.suites,
                                              SPAN_LIT("TLS_AES_256_GCM_SHA384 "
                                                       "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 "
                                                       "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
                                              &at),
                                 ERR_OK);
                break;
            case 5: /* the name's letters may differ */
                t->client.server_name = SPAN_LIT("WWW.Example.COM");
                break;
            default: t->session.version = 0; break;
            }
            assert_int_equal(offered(t), i == 0 || i == 5);
            talk_close(t);
        }
    }
}

/* RFC 9846 4.3.11: another suite of the same hash resumes as well. */
static void other_suite(void **state)
{
    struct bend b;
    struct talk *t = with_session(&b, TLS_1_3);
    struct span at;

    (void)state;
    assert_int_equal(names_suites(&t->client.suites, SPAN_LIT("TLS_CHACHA20_POLY1305_SHA256"), &at),
                     ERR_OK);
    t->server.suite = TLS_CHACHA20_POLY1305_SHA256;
    talk_run(t);
    bend_well(t);
    assert_true(tls_info(t->tls)->resumed);
    talk_close(t);
}

/* RFC 7627 5.4: what lacks extended_master_secret is not resumed unless that is wanted. */
static void ems(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_2);

    (void)state;
    t->server.tickets = 1;
    t->server.ems = false;
    talk_run(t);
    bend_well(t);
    assert_false(t->session.ems);
    t->resumes = t->server.resumes = true;
    assert_false(offered(t));
    t->client.ems.resume_without = true;
    assert_true(offered(t));
    t->client.ems.required = true;
    assert_false(offered(t));
    talk_close(t);

    t = with_session(&b, TLS_1_2);
    t->client.ems.off = true;
    assert_false(offered(t));
    talk_close(t);
}

/* Session ids are for servers without tickets; a resumed one is known already. */
static void ids(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_2);

    (void)state;
    t->server.tickets = 0;
    t->server.session_ids = true;
    talk_run(t);
    bend_well(t);
    assert_int_equal(t->sessions, 1);
    assert_int_equal(t->session.session_id_n, 32);
    assert_int_equal(t->session.ticket.n, 0);
    assert_int_equal(t->session.secret.n, MASTER_SIZE);
    t->resumes = t->server.resumes = true;
    talk_run(t);
    bend_well(t);
    assert_true(tls_info(t->tls)->resumed);
    assert_int_equal(t->sessions, 0);
    talk_close(t);

    /* Nothing is left of a ticket for a client that wants none any more. */
    t = with_session(&b, TLS_1_2);
    assert_int_equal(t->session.session_id_n, 0);
    t->client.without.tickets = true;
    assert_false(offered(t));
    talk_close(t);

    t = bend_open(&b, TLS_1_2);
    t->server.tickets = 0;
    t->server.session_ids = false;
    talk_run(t);
    bend_well(t);
    assert_int_equal(t->sessions, 0);
    talk_close(t);
}

static void bad_limit(struct peer *p, struct buf *m)
{
    (void)p;
    edit_ext_add(m, true, TLSX_EARLY_DATA, SPAN_LIT("\1\2\3"));
}

static void early_limit(void **state)
{
    struct bend b;
    struct talk *t = bend_open(&b, TLS_1_3);

    (void)state;
    t->server.tickets = 2;
    t->server.max_early = 12345;
    talk_run(t);
    bend_well(t);
    assert_int_equal(t->sessions, 2);
    assert_int_equal(tls_info(t->tls)->tickets, 2);
    assert_int_equal(t->session.max_early_data, 12345);
    t->server.max_early = 0;
    t->server.tickets = 1;
    bend_mutation(&b, HS_NEW_SESSION_TICKET, bad_limit);
    talk_run(t);
    bend_is(t, ERR_TLS_TRUNCATED);
    talk_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept),        cmocka_unit_test(rejudged), cmocka_unit_test(unfit),
        cmocka_unit_test(other_suite), cmocka_unit_test(ems),      cmocka_unit_test(ids),
        cmocka_unit_test(early_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
