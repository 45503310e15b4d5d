/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts that wait: their end, however they end.  What they fetch is in tests/cmd/gather.bats. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "app/fetch/gather.h"
#include "lib/net/watch.h"
#include "tests/unit/trust/trustkit.h"

enum { MEMORY = 16 << 20, SECOND = 1000000 };

/* A chain whose leaf names a responder at a port of this machine. */
static struct bench {
    struct net_loop *loop;
    struct net_server *server; /* says nothing */
    struct fetcher *fetcher;
    struct net_alarm *alarm;
    struct gather_settings settings;
    struct verify_settings judging;
    struct result_settings result;
    struct output out;
    struct verifier verifier;
    struct arena arena; /* of the chain's verdict */
    struct reference_id host;
    struct chain_certs certs;
    struct verdict verdict;
    struct gathering *gather;
    size_t calls, connections;
    enum err err;
} b;

static void ignore(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    (void)conn;
}

static void ignore_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    (void)ctx;
    (void)conn;
    (void)bytes;
}

static void ignore_failure(void *ctx, struct net_conn *conn, enum err err, struct span text)
{
    (void)ctx;
    (void)conn;
    (void)err;
    (void)text;
}

static void ignore_end(void *ctx)
{
    (void)ctx;
}

static void hang_up(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    net_close(conn);
}

static void accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks)
{
    (void)ctx;
    (void)conn;
    b.connections++;
    *hooks = (struct net_hooks){.ready = ignore,
                                .data = ignore_data,
                                .eof = hang_up,
                                .failed = ignore_failure,
                                .closed = ignore_end};
}

static void make_chain(unsigned port)
{
    struct fc_spec specs[2] = {fc_leaf(&kit_arena), fc_intermediate(&kit_arena)};
    struct link *v = arena_alloc(&kit_arena, 2, sizeof *v);
    char url[64];

    snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
    fc_set(&specs[0].exts, FC_OID_AIA, false, fc_aia(&kit_arena, url, NULL));
    for (size_t i = 0; i < 2; i++) {
        struct cert *c = ARENA_NEW(&kit_arena, struct cert);
        struct fail fail = {0};

        assert_int_equal(cert_parse(c, fc_cert(&kit_arena, &specs[i]), &fail), ERR_OK);
        v[i] = (struct link){.cert = c, .source = i == 0 ? SOURCE_LEAF : SOURCE_INPUT};
    }
    b.certs = (struct chain_certs){.v = v, .num = 2};
}

static void begin(void)
{
    static const char *roots[1];
    const struct net_listen at = {.address = "127.0.0.1", .timeout_us = 20 * SECOND};
    const struct net_serve_hooks hooks = {.accepted = accepted};
    struct fc_spec root = fc_root(&kit_arena);
    struct buf wrong;

    b = (struct bench){.judging = VERIFY_SETTINGS_DEFAULTS,
                       .settings = {{.ocsp = true}, {.allow_private = true, .no_cache = true}}};
    roots[0] = kit_write("roots.pem", kit_pem("CERTIFICATE", fc_cert(&kit_arena, &root)));
    b.judging.roots = (struct string_list){.v = roots, .num = 1, .cap = 1};
    output_init(&b.out, "test");
    verifier_init(&b.verifier, &b.judging, &b.result, &b.out, &kit_arena);
    b.verifier.keeps_leaf_key = true;
    assert_int_equal(host_parse(&b.host, FC_HOST), ERR_OK);
    arena_init(&b.arena, MEMORY);
    buf_init(&wrong, 200);
    assert_int_equal(net_loop_new(&b.loop), ERR_OK);
    assert_int_equal(net_serve(&b.server, b.loop, &at, &hooks, &wrong), ERR_OK);
    buf_free(&wrong);
    assert_int_equal(fetcher_new(&b.fetcher, b.loop, &b.settings.how), ERR_OK);
    make_chain(net_serve_port(b.server));
}

static void end(void)
{
    net_alarm_end(b.alarm);
    fetcher_free(b.fetcher);
    if (b.server != NULL)
        net_serve_end(b.server);
    assert_int_equal(net_run(b.loop), ERR_OK);
    net_loop_free(b.loop);
    verifier_close(&b.verifier);
    arena_free(&b.arena);
    output_free(&b.out);
}

static void done(void *ctx, enum err err)
{
    (void)ctx;
    b.calls++;
    b.err = err;
    b.gather = NULL;
    pubkey_free(b.verdict.leaf_key);
    b.verdict.leaf_key = NULL;
    net_stop(b.loop);
}

static enum err start(uint64_t end_us)
{
    const struct verify_terms terms = {.now = FC_NOW, .end_us = end_us};
    const struct gather_chain chain = {.settings = &b.settings,
                                       .certs = &b.certs,
                                       .host = &b.host,
                                       .terms = &terms,
                                       .arena = &b.arena,
                                       .verdict = &b.verdict};

    return gather_start(&b.gather, b.fetcher, &b.verifier, &chain, done, NULL);
}

/* A silent responder has half of the time; then the verdict is there, with the outage. */
static void test_silent(void **state)
{
    uint64_t began = net_now_us();

    (void)state;
    begin();
    assert_int_equal(start(began + SECOND), ERR_OK);
    assert_int_equal(b.calls, 0);
    assert_int_equal(net_run(b.loop), ERR_OK);
    assert_int_equal(b.calls, 1);
    assert_int_equal(b.err, ERR_OK);
    assert_int_equal(b.connections, 1);
    assert_true(net_now_us() - began >= SECOND / 3);
    assert_true(b.verdict.is_judged);
    assert_int_equal(b.verdict.reason, REASON_OK);
    assert_int_equal(b.verdict.judge.revocation, REVOCATION_SOFT);
    assert_int_equal(b.verdict.report.answers[0].status, REV_STATUS_UNREACHABLE);
    end();
}

static void drop(void *ctx)
{
    (void)ctx;
    gather_drop(b.gather);
    net_stop(b.loop);
}

/* Its caller ends it while it fetches: nothing is left, and nobody is called. */
static void test_drop(void **state)
{
    (void)state;
    gather_drop(NULL);
    begin();
    assert_int_equal(start(net_now_us() + 20 * SECOND), ERR_OK);
    assert_int_equal(net_alarm_new(&b.alarm, b.loop, drop, NULL), ERR_OK);
    net_alarm_set(b.alarm, SECOND / 20);
    assert_int_equal(net_run(b.loop), ERR_OK);
    assert_int_equal(b.calls, 0);
    assert_false(b.verdict.is_judged);
    assert_null(b.verdict.leaf_key);
    end();
}

/* Without time left nothing is fetched, and the verdict is there all the same. */
static void test_late(void **state)
{
    (void)state;
    begin();
    assert_int_equal(start(net_now_us()), ERR_OK);
    assert_int_equal(b.calls, 0);
    assert_int_equal(net_run(b.loop), ERR_OK);
    assert_int_equal(b.calls, 1);
    assert_int_equal(b.connections, 0);
    end();
}

/* Nothing is missing: nobody is asked, and done is called later even so. */
static void test_nothing(void **state)
{
    (void)state;
    begin();
    b.settings.wants = (struct fetch_wants){.issuers = true};
    assert_int_equal(start(0), ERR_OK);
    assert_int_equal(b.calls, 0);
    assert_int_equal(net_run(b.loop), ERR_OK);
    assert_int_equal(b.calls, 1);
    assert_int_equal(b.connections, 0);
    assert_int_equal(b.verdict.judge.revocation, REVOCATION_OFF);
    end();
}

/* Memory ends somewhere: an error then, at once or later, and no verdict that is good. */
static void test_memory(void **state)
{
    bool was_good = false;

    (void)state;
    for (size_t cap = 1 << 14; cap <= 1 << 19 && !was_good; cap += 1 << 14) {
        begin();
        net_serve_end(b.server); /* a port that refuses */
        b.server = NULL;
        b.arena.cap = cap;
        enum err e = start(net_now_us() + 10 * SECOND);
        if (e == ERR_OK) {
            assert_int_equal(net_run(b.loop), ERR_OK);
            assert_int_equal(b.calls, 1);
            e = b.err;
        }
        was_good = e == ERR_OK && b.verdict.reason == REASON_OK;
        assert_true(e == ERR_OK || e == ERR_LIMIT);
        end();
    }
    assert_true(was_good);
}

static void test_wants(void **state)
{
    struct gather_settings s = {0};
    const char *tiles[] = {"some", "fetch"};
    struct verify_settings judging = {.ct_tiles = {.v = tiles, .num = 1, .cap = 2}};

    (void)state;
    assert_false(gather_is_wanted(&s, &judging));
    s.how.no_cache = true;
    assert_false(gather_is_wanted(&s, &judging));
    judging.ct_tiles.num = 2;
    assert_true(gather_is_wanted(&s, &judging));
    judging.ct_tiles.num = 1;
    s.wants.all = true;
    assert_true(gather_is_wanted(&s, &judging));
    assert_true(gather_wants(&s).issuers && gather_wants(&s).ocsp && gather_wants(&s).crls);
    s.wants = (struct fetch_wants){.crls = true};
    assert_true(gather_is_wanted(&s, &judging));
    assert_false(gather_wants(&s).issuers || gather_wants(&s).ocsp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silent),  cmocka_unit_test(test_drop),   cmocka_unit_test(test_late),
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_memory), cmocka_unit_test(test_wants),
    };

    return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
