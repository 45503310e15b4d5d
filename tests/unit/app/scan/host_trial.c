/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "app/scan/usual_offer.h"
#include "tests/unit/app/scan/host_trial.h"

#define ODD_SUITE 0xeeee

/* --- questions ----------------------------------------------------------------------------- */

static struct host_trial *trial_of(const struct question_run *run)
{
    return run->host->ctx;
}

static bool always(const struct scan_facts *facts)
{
    (void)facts;
    return true;
}

/* The address is that of the first connection. */
static bool after_first(const struct scan_facts *facts)
{
    return facts->address.n > 0;
}

static void put_hello(const struct question_run *run, struct attempt_ask *out, struct buf *hello,
                      bool odd)
{
    static const uint16_t odd_suites[] = {ODD_SUITE};
    struct hello_offer offer;

    usual_offer(&offer, run->host);
    if (odd)
        offer.suites = (struct offer_list){odd_suites, 1};
    hello_offer_put(hello, &offer, &run->host->plan->rng);
    out->depth = ATTEMPT_FLIGHT;
}

static bool ask_plain(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    run->state = run->host;
    put_hello(run, out, hello, false);
    return true;
}

static bool ask_odd(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    put_hello(run, out, hello, run->attempts % 2 == 1);
    return true;
}

static void learn(struct question_run *run, const struct attempt_outcome *o)
{
    trial_of(run)->learnt[o->kind]++;
}

static void learn_odd(struct question_run *run, const struct attempt_outcome *o)
{
    bool was_odd = run->attempts % 2 == 0; /* this one is counted by now */

    learn(run, o);
    trial_of(run)->wrong += was_odd == (o->kind == ATTEMPT_ANSWERED);
}

static void end(struct question_run *run)
{
    assert_ptr_equal(run->state, run->host);
    trial_of(run)->ended++;
}

static const struct scan_question first = {
    .name = "the first", .most = 1, .ready = always, .ask = ask_plain, .learn = learn, .end = end};
static const struct scan_question eight = {.name = "eight hellos",
                                           .most = 8,
                                           .ready = after_first,
                                           .ask = ask_plain,
                                           .learn = learn,
                                           .end = end};
static const struct scan_question odd = {.name = "odd hellos",
                                         .most = 8,
                                         .ready = after_first,
                                         .ask = ask_odd,
                                         .learn = learn_odd,
                                         .end = NULL};
static const struct scan_question endless = {.name = "no end",
                                             .most = 100000,
                                             .ready = always,
                                             .ask = ask_plain,
                                             .learn = learn,
                                             .end = end};

const struct scan_question *const plain_questions[PLAIN_NUM] = {&first, &eight, &eight};
const struct scan_question *const odd_questions[ODD_NUM] = {&first, &odd, &odd};
const struct scan_question *const endless_questions[ENDLESS_NUM] = {&endless, &endless};

bool trial_contains(struct span whole, struct span part)
{
    while (whole.n >= part.n && !span_starts(whole, part))
        whole = span_tail(whole, 1);
    return whole.n >= part.n;
}

bool trial_is_odd(struct span hello)
{
    return trial_contains(hello, SPAN_LIT("\0\x02\xee\xee\x01\0"));
}

/* --- a scan -------------------------------------------------------------------------------- */

static void on_done(void *ctx, struct host_scan *host)
{
    struct host_trial *t = ctx;

    assert_ptr_equal(host, &t->host);
    t->dones++;
    mood_kit_close(&t->k);
}

void host_trial_begin(struct host_trial *t, const struct scan_question *const *questions,
                      size_t num,
                      enum mood_act (*mood)(struct mood_kit *k, unsigned number, struct span hello))
{
    *t = (struct host_trial){.dones = 0};
    mood_kit_begin(&t->k, TLS_1_3, mood);
    t->plan = (struct scan_plan){.loop = t->k.loop,
                                 .per_host = 4,
                                 .retries = 1,
                                 .timeout_us = SECOND / 4,
                                 .limit_us = 20 * SECOND,
                                 .rng = rng_system(&t->random),
                                 .questions = questions,
                                 .num_questions = num};
    t->host = (struct host_scan){.plan = &t->plan,
                                 .request = {.host = "127.0.0.1", .port = t->k.port},
                                 .done = on_done,
                                 .ctx = t};
}

void host_trial_by_name(struct host_trial *t)
{
    t->host.request.host = "localhost";
    t->host.name = "localhost";
    t->host.server_name = SPAN_LIT("localhost");
}

void host_trial_run(struct host_trial *t)
{
    uint64_t began = net_now_us();

    assert_int_equal(host_scan_start(&t->host), ERR_OK);
    assert_int_equal(t->dones, 0);
    assert_int_equal(net_run(t->k.loop), ERR_OK);
    assert_int_equal(t->dones, 1);
    t->us = net_now_us() - began;
    if (t->host.facts.connections > 0)
        assert_string_equal(t->host.request.connect_host, "127.0.0.1");
}

void host_trial_end(struct host_trial *t)
{
    host_scan_free(&t->host);
    mood_kit_end(&t->k);
}

void host_trial_came_to(const struct host_trial *t, enum scan_trouble trouble, enum reason reason,
                        const char *message)
{
    const struct scan_facts *f = &t->host.facts;
    char text[600];

    snprintf(text, sizeof text, "%.*s", (int)f->message.n,
             f->message.n == 0 ? "" : (const char *)f->message.p);
    assert_string_equal(text, message);
    assert_int_equal(f->trouble, trouble);
    assert_string_equal(reason_code(f->reason), reason_code(reason));
}
