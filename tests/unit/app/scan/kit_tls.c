/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/app/scan/kit_tls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SECOND = 1000000, HEARD_MAX = 1 << 20, ARENA_MAX = 8 << 20 };

/* --- the server ---------------------------------------------------------------------------- */

void kit_tls_say(struct kit_tls_conn *c, struct span bytes)
{
    if (c->conn != NULL)
        assert_int_equal(net_send(c->conn, bytes), ERR_OK);
}

void kit_tls_pump(struct kit_tls_conn *c)
{
    struct span out = tls_pending(c->tls);

    if (out.n > 0)
        kit_tls_say(c, out);
    tls_sent(c->tls, out.n);
}

/* The answer to the first application data of a connection. */
static void answer(struct kit_tls_conn *c)
{
    struct buf *data = &c->kit->pair.ends[PAIR_SERVER].data;
    size_t taken;

    buf_put(&c->kit->web_heard, buf_span(data));
    if (data->n == 0 || c->has_answered || c->kit->web.n == 0)
        return;
    c->has_answered = true;
    assert_int_equal(tls_write(c->tls, c->kit->web, &taken), ERR_OK);
}

static void hang_up(struct kit_tls_conn *c)
{
    if (tls_phase(c->tls) == PHASE_CLOSED)
        assert_int_equal(tls_close(c->tls), ERR_OK);
    kit_tls_pump(c);
    if (tls_phase(c->tls) == PHASE_FAILED || tls_phase(c->tls) == PHASE_CLOSED)
        net_shut(c->conn);
}

static void on_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    struct kit_tls_conn *c = ctx;

    (void)conn;
    buf_put(&c->kit->heard, bytes);
    if (c->kit->bend != NULL && c->kit->bend(c, bytes))
        return;
    buf_truncate(&c->kit->pair.ends[PAIR_SERVER].data, 0);
    /* Clients end connections in ways that are errors here. */
    if (tls_feed(c->tls, bytes) == ERR_OK)
        answer(c);
    hang_up(c);
}

static void drop(struct kit_tls_conn *c)
{
    tls_free(c->tls);
    free(c);
}

static void on_eof(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    net_close(conn);
}

static void on_closed(void *ctx)
{
    drop(ctx);
}

static void on_failed(void *ctx, struct net_conn *conn, enum err err, struct span text)
{
    (void)conn;
    (void)err;
    (void)text;
    drop(ctx);
}

static void on_ready(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    (void)conn;
}

static void on_accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks)
{
    struct kit_tls *k = ctx;
    struct kit_tls_conn *c = calloc(1, sizeof *c);

    assert_non_null(c);
    *c = (struct kit_tls_conn){.kit = k, .conn = conn, .number = k->connections++};
    buf_truncate(&k->heard, 0);
    if (k->accepted != NULL)
        k->accepted(c);
    assert_int_equal(tls_new(&c->tls, &k->pair.host), ERR_OK);
    assert_int_equal(tls_start(c->tls), ERR_OK);
    *hooks = (struct net_hooks){.ctx = c,
                                .ready = on_ready,
                                .data = on_data,
                                .eof = on_eof,
                                .failed = on_failed,
                                .closed = on_closed};
}

/* --- the question -------------------------------------------------------------------------- */

static void ask(struct kit_tls *k);

static void done(void *ctx, const struct attempt_outcome *outcome)
{
    struct kit_tls *k = ctx;

    k->attempts++;
    if (getenv("KIT_TLS_TELL") != NULL)
        print_message("%u: kind %d, %.*s\n", k->attempts, outcome->kind, (int)outcome->text.n,
                      (const char *)outcome->text.p);
    k->sent = outcome->sent;
    k->run.attempts++;
    k->run.question->learn(&k->run, outcome);
    ask(k);
}

static void ask(struct kit_tls *k)
{
    struct attempt_site site = {.loop = k->loop, .request = k->host.request};
    struct attempt_ask next = {.ctx = &k->run};
    struct attempt *attempt;
    struct buf hello;

    buf_init(&hello, HEARD_MAX);
    if (k->run.attempts < k->run.question->most && k->run.question->ask(&k->run, &next, &hello)) {
        next.hello = next.hello.n == 0 ? buf_span(&hello) : next.hello;
        if (next.quiet_us > SECOND / 4)
            next.quiet_us = SECOND / 4;
        assert_int_equal(attempt_start(&attempt, &site, &next, done, k), ERR_OK);
    } else {
        net_serve_end(k->server);
    }
    buf_free(&hello);
}

void kit_tls_serve(struct kit_tls *k)
{
    const struct net_listen at = {.address = "127.0.0.1", .timeout_us = 10 * SECOND};
    const struct net_serve_hooks hooks = {.ctx = k, .accepted = on_accepted};
    struct buf wrong = {0};

    assert_int_equal(net_serve(&k->server, k->loop, &at, &hooks, &wrong), ERR_OK);
    k->host.request = (struct net_request){
        .host = "127.0.0.1", .port = net_serve_port(k->server), .timeout_us = 5 * SECOND};
}

void kit_tls_ask(struct kit_tls *k, const struct scan_question *question)
{
    assert_true(question->ready(&k->host.facts));
    kit_tls_serve(k);
    k->run = (struct question_run){.host = &k->host, .question = question};
    k->connections = k->attempts = 0;
    ask(k);
    assert_int_equal(net_run(k->loop), ERR_OK);
    if (k->run.state != NULL && question->end != NULL)
        question->end(&k->run);
    assert_int_equal(k->connections, k->attempts);
}

void kit_tls_open(struct kit_tls *k, uint16_t version)
{
    *k = (struct kit_tls){.state = {.seed = 1}};
    pair_open(&k->pair, version);
    k->pair.host.faults = &k->faults;
    assert_int_equal(net_loop_new(&k->loop), ERR_OK);
    k->plan = (struct scan_plan){.loop = k->loop, .rng = kit_rng(&k->state)};
    k->host.plan = &k->plan;
    k->host.facts.arena = &k->host.arena;
    k->host.facts.host = span_str(FC_HOST);
    arena_init(&k->host.arena, ARENA_MAX);
    buf_init(&k->heard, HEARD_MAX);
    buf_init(&k->web_heard, HEARD_MAX);
    k->host.name = FC_HOST;
    k->host.server_name = SPAN_LIT(FC_HOST);
}

void kit_tls_close(struct kit_tls *k)
{
    net_loop_free(k->loop);
    pair_close(&k->pair);
    arena_free(&k->host.arena);
    buf_free(&k->heard);
    buf_free(&k->web_heard);
}

void kit_tls_accepts(struct kit_tls *k, enum scan_version_row row)
{
    for (unsigned i = 0; i < SCAN_VERSIONS; i++) {
        if (k->host.facts.versions[i].accepted == SCAN_UNKNOWN)
            k->host.facts.versions[i].accepted = SCAN_NO;
    }
    k->host.facts.versions[row].accepted = SCAN_YES;
}

void kit_tls_open_with(struct kit_tls *k, enum scan_version_row row, enum fkey key)
{
    kit_tls_open(k, scan_version_numbers[row]);
    k->pair.host.min_version = scan_version_numbers[row];
    pair_identity(&k->pair, key);
    kit_tls_accepts(k, row);
}

const struct scan_list *kit_tls_schemes(const struct kit_tls *k)
{
    return &k->host.facts.versions[SCAN_1_3].schemes;
}

void kit_tls_is(const struct kit_tls *k, enum scan_feature feature, enum scan_answer answer,
                const char *because)
{
    const struct scan_feature_value *value = &k->host.facts.features[feature];

    if (value->answer != answer)
        print_error("because: %s\n", value->because == NULL ? "" : value->because);
    assert_int_equal(value->answer, answer);
    if (because == NULL)
        return;
    assert_non_null(value->because);
    assert_non_null(strstr(value->because, because));
}

struct span kit_tls_after_hello(const struct kit_tls *k)
{
    struct span all = buf_span(&k->heard);

    assert_true(all.n > RECORD_HEADER);
    return span_tail(all, RECORD_HEADER + (size_t)(all.p[3] << 8 | all.p[4]));
}
