/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `advance` gives free slots to questions; `asked` takes what an attempt came to, and advances.
 * The scan ends when nothing runs and no question is ready. */
#include "config.h"

#include "app/scan/host_scan.h"

#include <stdio.h>
#include <string.h>

#include "app/scan/host_work.h"

/* The most bytes of a hello, and of everything that a scan keeps. */
enum { HELLO_MAX = 64 * 1024, FACTS_MAX = 4 << 20, FACTS_BLOCK = 2048 };

static const struct scan_question *const questions[] = {
#define QUESTION(id) &question_##id,
#include "app/scan/questions.def"
#undef QUESTION
};
enum { QUESTIONS = sizeof questions / sizeof questions[0] };

static void advance(struct host_scan *host);

/* --- the end ------------------------------------------------------------------------------- */

static void free_slot(struct host_work *w, struct host_slot *slot)
{
    if (slot->run != NULL)
        w->busy--;
    if (slot->attempt != NULL)
        attempt_drop(slot->attempt);
    buf_free(&slot->hello);
    *slot = (struct host_slot){.host = slot->host};
}

static void run_over(struct host_work *w, struct question_run *run)
{
    uint8_t *state = &w->states[run - w->runs];

    if (*state != RUN_OVER && run->state != NULL && run->question->end != NULL)
        run->question->end(run);
    *state = RUN_OVER;
}

/* Ends all that runs. */
static void halt(struct host_work *w)
{
    for (unsigned i = 0; i < w->num_slots; i++)
        free_slot(w, &w->slots[i]);
    for (size_t i = 0; i < w->num; i++)
        run_over(w, &w->runs[i]);
    net_alarm_end(w->alarm);
    w->alarm = NULL;
    w->is_over = true;
}

static void set_trouble(struct scan_facts *facts, enum scan_trouble trouble, enum reason reason,
                        struct span message)
{
    if (facts->trouble != SCAN_WHOLE)
        return;
    facts->trouble = trouble;
    facts->reason = reason;
    if (arena_copy(facts->arena, &facts->message, message) != ERR_OK)
        facts->message = (struct span){0};
}

void host_scan_end(struct host_scan *host, enum scan_trouble trouble, enum reason reason,
                   struct span message)
{
    struct host_work *w = host->work;

    halt(w);
    set_trouble(&host->facts, trouble, reason, message);
    host->facts.total_us = net_now_us() - w->began_us;
    host->done(host->ctx, host);
}

void host_scan_free(struct host_scan *host)
{
    if (host->work != NULL && !host->work->is_over)
        halt(host->work);
    arena_free(&host->arena);
    *host = (struct host_scan){0};
}

void host_scan_stop(struct host_scan *host)
{
    struct host_work *w = host->work;

    if (w == NULL || w->is_over || w->is_stopping)
        return;
    w->is_stopping = true;
    net_alarm_set(w->alarm, 0);
}

/* --- an attempt ---------------------------------------------------------------------------- */

/* The address that the first connection found is that of all others. */
static void pin(struct host_scan *host, const struct attempt_outcome *o)
{
    struct host_work *w = host->work;
    const char *colon = strrchr(o->address, ':');

    if (w->is_pinned || !o->connected || colon == NULL)
        return;
    w->is_pinned = true;
    if (arena_copy(&host->arena, &host->facts.address, span_str(o->address)) != ERR_OK)
        host->facts.address = (struct span){0};
    host->facts.connect_us = o->connect_us;
    if (host->request.proxy.kind != PROXY_NONE || host->request.connect_host != NULL)
        return;
    bool v6 = o->address[0] == '[';
    struct span ip = span_of(o->address + v6, (size_t)(colon - o->address) - 2 * v6);

    snprintf(w->pinned, sizeof w->pinned, "%.*s", (int)ip.n, (const char *)ip.p);
    host->request.connect_host = w->pinned;
}

static void count(struct host_scan *host, const struct attempt_outcome *o)
{
    host->facts.connections += o->connected;
    host->facts.sent += o->sent;
    host->facts.received += o->received;
    if (o->connected)
        host->work->failures = 0;
    host->work->heard |= o->heard;
}

static void start(struct host_slot *slot);

/* No connection: asks again, or ends the scan. */
static void refused(struct host_slot *slot, const struct attempt_outcome *o)
{
    struct host_scan *host = slot->host;
    struct host_work *w = host->work;

    if (slot->failures++ < host->plan->retries) {
        start(slot);
        return;
    }
    host_scan_end(host, w->is_pinned ? SCAN_BLOCKED : SCAN_UNREACHED, o->reason, o->text);
}

static void asked(void *ctx, const struct attempt_outcome *o)
{
    struct host_slot *slot = ctx;
    struct host_scan *host = slot->host;
    struct host_work *w = host->work;
    struct question_run *run = slot->run;

    slot->attempt = NULL;
    count(host, o);
    pin(host, o);
    if (o->kind == ATTEMPT_REFUSED || o->kind == ATTEMPT_FAULT) {
        refused(slot, o);
        return;
    }
    if (o->kind == ATTEMPT_FOREIGN && !w->heard) {
        host_scan_end(host, SCAN_NOT_TLS, o->reason, o->text);
        return;
    }
    run->attempts++;
    run->question->learn(run, o);
    w->states[run - w->runs] = RUN_IDLE;
    free_slot(w, slot);
    if (host->learnt != NULL)
        host->learnt(host->ctx, host);
    advance(host);
}

static void start(struct host_slot *slot)
{
    struct host_scan *host = slot->host;
    const struct attempt_site site = {host->plan->loop, host->request};
    enum err e = attempt_start(&slot->attempt, &site, &slot->ask, asked, slot);

    if (e != ERR_OK)
        host_scan_end(host, SCAN_UNREACHED, err_reason(e), span_str(err_text(e)));
}

/* --- questions ----------------------------------------------------------------------------- */

/* Lets a question fill in its next attempt; false: it has none, and is over. */
static bool ask(struct host_work *w, struct host_slot *slot, struct question_run *run)
{
    slot->run = run;
    w->busy++;
    slot->ask = (struct attempt_ask){.ctx = run};
    buf_init(&slot->hello, HELLO_MAX);
    if (run->attempts < run->question->most && run->question->ask(run, &slot->ask, &slot->hello) &&
        slot->hello.err == ERR_OK) {
        if (slot->ask.hello.n == 0)
            slot->ask.hello = buf_span(&slot->hello);
        w->states[run - w->runs] = RUN_ASKS;
        return true;
    }
    free_slot(w, slot);
    run_over(w, run);
    return false;
}

/* The next question that is ready and has something to ask; false: there is none now. */
static bool next(struct host_scan *host, struct host_slot *slot)
{
    struct host_work *w = host->work;

    for (size_t i = 0; i < w->num; i++) {
        if (w->states[i] == RUN_IDLE && w->runs[i].question->ready(&host->facts) &&
            ask(w, slot, &w->runs[i]))
            return true;
    }
    return false;
}

static struct host_slot *free_place(struct host_work *w)
{
    unsigned i = 0;

    while (w->slots[i].run != NULL)
        i++;
    return &w->slots[i];
}

/* The first question runs alone. */
static void advance(struct host_scan *host)
{
    struct host_work *w = host->work;

    while (!w->is_over && w->busy < w->num_slots && w->states[0] != RUN_ASKS) {
        struct host_slot *slot = free_place(w);

        if (!next(host, slot))
            break;
        start(slot);
    }
    if (!w->is_over && w->busy == 0)
        host_scan_end(host, SCAN_WHOLE, REASON_OK, (struct span){0});
}

/* --- the beginning ------------------------------------------------------------------------- */

/* The first ring begins; later ones are those of the limit and of host_scan_stop. */
static void rung(void *ctx)
{
    struct host_scan *host = ctx;
    struct host_work *w = host->work;

    if (w->is_stopping) {
        host_scan_end(host, SCAN_STOPPED, REASON_OK, span_str("the scan was stopped"));
    } else if (w->began_us != 0) {
        host_scan_end(host, SCAN_TIME, REASON_TIMEOUT, span_str("the time for the scan is over"));
    } else {
        w->began_us = net_now_us();
        if (host->plan->limit_us != 0)
            net_alarm_set(w->alarm, host->plan->limit_us);
        advance(host);
    }
}

static enum err make_work(struct host_scan *host)
{
    unsigned wanted = host->plan->per_host, most = HOST_ATTEMPTS_MAX;
    struct host_work *w = ARENA_NEW(&host->arena, struct host_work);

    if (w == NULL)
        return ERR_MEMORY;
    w->num = host->plan->quick ? 1 : QUESTIONS;
    w->num_slots = wanted == 0 ? 1 : wanted > most ? most : wanted;
    w->runs = arena_alloc(&host->arena, w->num, sizeof *w->runs);
    w->states = arena_alloc(&host->arena, w->num, sizeof *w->states);
    w->slots = arena_alloc(&host->arena, w->num_slots, sizeof *w->slots);
    if (w->runs == NULL || w->states == NULL || w->slots == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < w->num; i++)
        w->runs[i] = (struct question_run){.host = host, .question = questions[i]};
    for (unsigned i = 0; i < w->num_slots; i++)
        w->slots[i].host = host;
    TRY(net_alarm_new(&w->alarm, host->plan->loop, rung, host));
    host->work = w;
    return ERR_OK;
}

enum err host_scan_start(struct host_scan *host)
{
    host->request.timeout_us = host->plan->timeout_us;
    host->request.starttls = host->plan->starttls;
    host->facts.arena = &host->arena;
    host->facts.is_quick = host->plan->quick;
    arena_init(&host->arena, FACTS_MAX);
    host->arena.block = FACTS_BLOCK;
    enum err e = make_work(host);

    if (e != ERR_OK) {
        arena_free(&host->arena);
        return e;
    }
    net_alarm_set(host->work->alarm, 0);
    return ERR_OK;
}
