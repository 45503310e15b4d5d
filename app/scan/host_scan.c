/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `advance` gives free slots to questions; `asked` takes what an attempt came to, and advances.
 * The scan ends when nothing runs and no question is ready. */
#include "config.h"

#include "app/scan/host_scan.h"

#include "app/scan/host_end.h"
#include "app/scan/host_outcome.h"
#include "app/scan/host_reach.h"
#include "app/scan/host_work.h"

/* The most bytes of a hello, and of everything that a scan keeps. */
enum { HELLO_MAX = 64 * 1024, FACTS_MAX = 4 << 20, FACTS_BLOCK = 1024 };

static const struct scan_question *const questions[] = {
#define QUESTION(id) &question_##id,
#include "app/scan/questions.def"
#undef QUESTION
};
enum { QUESTIONS = sizeof questions / sizeof questions[0] };

static void advance(struct host_scan *host);

/* --- the end ------------------------------------------------------------------------------- */

static void free_slot(struct host_slot *slot)
{
    struct host_work *w = slot->host->work;

    if (slot->state != SLOT_FREE && slot->run != NULL)
        w->busy--;
    if (slot->attempt != NULL)
        attempt_drop(slot->attempt);
    if (slot->lookup != NULL)
        net_lookup_drop(slot->lookup);
    pace_forget(slot->host->plan->pace, &slot->turn);
    buf_free(&slot->hello);
    *slot = (struct host_slot){.host = slot->host, .held = slot->held};
}

static void run_over(struct host_work *w, struct question_run *run)
{
    if (run->state != NULL && run->question->end != NULL)
        run->question->end(run);
    run->state = NULL;
    w->states[run - w->runs] = RUN_OVER;
}

/* Ends all that runs. */
static void halt(struct host_work *w)
{
    for (unsigned i = 0; i <= w->num_slots; i++)
        free_slot(&w->slots[i]);
    for (size_t i = 0; i < w->num; i++)
        run_over(w, &w->runs[i]);
    net_alarm_end(w->alarm);
    w->alarm = NULL;
    w->is_over = true;
}

/* Nothing may be done with the host afterwards. */
static void end(struct host_scan *host, const struct host_ending *ending)
{
    host_end_tell(host, ending);
    halt(host->work);
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

/* Sets the alarm to the first time that something waits for. */
static void set_alarm(struct host_scan *host)
{
    struct host_work *w = host->work;
    uint64_t now = net_now_us(), at = w->waits_from_us == 0 ? w->limit_at_us : 0;

    if (w->is_stopping || w->begin_err != ERR_OK)
        return;
    for (unsigned i = 0; i <= w->num_slots; i++) {
        const struct host_slot *s = &w->slots[i];

        if (host_outcome_wakes(s) && (at == 0 || s->rest_until_us < at))
            at = s->rest_until_us;
    }
    if (at != 0)
        net_alarm_set(w->alarm, at > now ? at - now : 0);
}

/* --- an attempt ---------------------------------------------------------------------------- */

/* The address that the first connection went to is that of all others. */
static void pin(struct host_scan *host, const struct attempt_outcome *o)
{
    struct host_work *w = host->work;

    if (w->is_pinned || !o->connected)
        return;
    w->is_pinned = true;
    if (arena_copy(&host->arena, &host->facts.address, span_str(o->address)) != ERR_OK)
        host->facts.address = (struct span){0};
    host->facts.connect_us = o->connect_us;
    host->request.timeout_us = host->plan->timeout_us;
}

static void start(struct host_slot *slot);

static void learn(struct host_slot *slot, const struct attempt_outcome *o)
{
    struct host_scan *host = slot->host;
    struct host_work *w = host->work;
    struct question_run *run = slot->run;

    if (run != NULL) {
        run->attempts++;
        run->question->learn(run, o);
        w->states[run - w->runs] = RUN_IDLE;
    }
    free_slot(slot);
    if (run != NULL && host->learnt != NULL)
        host->learnt(host->ctx, host);
}

/* Keeps the outcome without its memory; if there is no place for it, it is learnt at once. */
static void hold(struct host_slot *slot, const struct attempt_outcome *o)
{
    if (slot->held == NULL)
        slot->held = ARENA_NEW(&slot->host->arena, struct attempt_outcome);
    if (slot->held == NULL) {
        learn(slot, o);
        return;
    }
    *slot->held = *o;
    slot->held->text = (struct span){0};
    slot->held->flight = NULL;
    slot->held->info = NULL;
    slot->state = SLOT_HELD;
}

static void asked(void *ctx, const struct attempt_outcome *outcome)
{
    struct host_slot *slot = ctx;
    struct host_scan *host = slot->host;
    struct attempt_outcome o = *outcome;
    struct host_ending ending = {0};

    slot->attempt = NULL;
    pin(host, &o);
    if (host_reach_next(host, &o)) {
        start(slot);
        advance(host);
        return;
    }
    host_outcome_note(slot, &o);
    switch (host_outcome_act(slot, &o, &ending)) {
    case ACT_LEARN: learn(slot, &o); break;
    case ACT_AGAIN: slot->state = SLOT_RESTS; break;
    case ACT_HOLD: hold(slot, &o); break;
    case ACT_END: end(host, &ending); return;
    }
    advance(host);
}

/* Time for which all waited for turns is none of the server's. */
static void end_wait(struct host_scan *host, uint64_t now)
{
    struct host_work *w = host->work;

    if (w->waits_from_us == 0)
        return;
    host->facts.waited_us += now - w->waits_from_us;
    if (w->limit_at_us != 0)
        w->limit_at_us += now - w->waits_from_us;
    w->waits_from_us = 0;
}

/* The slot has its turn.  What cannot begin ends soon: the alarm rings. */
static void go(void *ctx)
{
    struct host_slot *slot = ctx;
    struct host_scan *host = slot->host;
    const struct attempt_site site = {host->plan->loop, host->request};

    slot->state = SLOT_RUNS;
    slot->began_us = net_now_us();
    end_wait(host, slot->began_us);
    host->work->begin_err = attempt_start(&slot->attempt, &site, &slot->ask, asked, slot);
    if (host->work->begin_err != ERR_OK)
        net_alarm_set(host->work->alarm, 0);
}

/* The name has no addresses: that is how the attempt ended. */
static void on_found(void *ctx, const struct net_addresses *found)
{
    struct host_slot *slot = ctx;
    struct host_scan *host = slot->host;
    const struct attempt_outcome none = {.kind = found->err == ERR_MEMORY ? ATTEMPT_FAULT
                                                                          : ATTEMPT_REFUSED,
                                         .err = found->err,
                                         .reason = err_reason(found->err),
                                         .text = found->text};

    slot->lookup = NULL;
    if (found->n == 0) {
        asked(slot, &none);
        return;
    }
    host->work->begin_err = host_reach_take(host, found);
    if (host->work->begin_err != ERR_OK)
        net_alarm_set(host->work->alarm, 0);
    else
        start(slot);
    advance(host);
}

/* A name is looked up first: its turn is that of an address. */
static void look(struct host_slot *slot)
{
    struct host_scan *host = slot->host;

    slot->state = SLOT_RUNS;
    host->work->begin_err =
        net_lookup(&slot->lookup, host->plan->loop, &host->request, on_found, slot);
    if (host->work->begin_err != ERR_OK)
        net_alarm_set(host->work->alarm, 0);
    else if (!host->work->is_patient)
        net_lookup_hasten(slot->lookup);
}

/* Asks for the slot's turn. */
static void start(struct host_slot *slot)
{
    struct host_scan *host = slot->host;
    struct host_work *w = host->work;

    if (host_reach_is_open(host)) {
        look(slot);
        return;
    }
    slot->state = SLOT_WAITS;
    slot->turn = (struct pace_turn){.go = go, .ctx = slot};
    w->started++;
    if (host->plan->pace == NULL) {
        go(slot);
        return;
    }
    w->begin_err = pace_ask(host->plan->pace, &slot->turn,
                            span_str(host->request.connect_host != NULL ? host->request.connect_host
                                                                        : host->request.host));
    if (w->begin_err != ERR_OK)
        net_alarm_set(w->alarm, 0);
}

/* --- questions ----------------------------------------------------------------------------- */

/* Lets a question write its hello, and keeps that in as little memory as possible: it lives as long
 * as the attempt.  False: there is none. */
static bool write_hello(struct host_slot *slot, struct question_run *run)
{
    struct buf hello;

    buf_init(&hello, HELLO_MAX);
    bool is_asked = run->question->ask(run, &slot->ask, &hello) && hello.err == ERR_OK;
    buf_init(&slot->hello, hello.n);
    buf_put(&slot->hello, buf_span(&hello));
    buf_free(&hello);
    return is_asked && slot->hello.err == ERR_OK;
}

/* Lets a question fill in its next attempt; false: it has none, and is over. */
static bool ask(struct host_work *w, struct host_slot *slot, struct question_run *run)
{
    slot->ask = (struct attempt_ask){.ctx = run};
    if (run->attempts < run->question->most && write_hello(slot, run)) {
        if (slot->ask.hello.n == 0)
            slot->ask.hello = buf_span(&slot->hello);
        slot->run = run;
        slot->state = SLOT_WAITS;
        w->busy++;
        w->states[run - w->runs] = RUN_ASKS;
        return true;
    }
    free_slot(slot);
    run_over(w, run);
    return false;
}

/* The next question that is ready and has something to ask, of those that are last or of the
 * others; false: there is none now. */
static bool next_of(struct host_scan *host, struct host_slot *slot, bool is_last)
{
    struct host_work *w = host->work;

    for (size_t i = 0; i < w->num; i++) {
        const struct scan_question *question = w->runs[i].question;

        if (w->states[i] == RUN_IDLE && question->is_last == is_last &&
            question->ready(&host->facts) && ask(w, slot, &w->runs[i]))
            return true;
    }
    return false;
}

static bool next(struct host_scan *host, struct host_slot *slot)
{
    return next_of(host, slot, false) || (host->work->busy == 0 && next_of(host, slot, true));
}

/* The number of slots in a state, without the control. */
static unsigned count(const struct host_work *w, enum slot_state state)
{
    unsigned n = 0;

    for (unsigned i = 0; i < w->num_slots; i++)
        n += w->slots[i].state == state;
    return n;
}

static struct host_slot *free_place(struct host_work *w)
{
    unsigned i = 0;

    while (w->slots[i].state != SLOT_FREE)
        i++;
    return &w->slots[i];
}

/* Lets the held slots go on that are certain now. */
static void settle(struct host_scan *host)
{
    struct host_work *w = host->work;

    for (unsigned i = 0; i < w->num_slots; i++) {
        struct host_slot *s = &w->slots[i];

        if (s->state != SLOT_HELD)
            continue;
        switch (host_outcome_held(s)) {
        case ACT_LEARN: learn(s, s->held); break;
        case ACT_AGAIN: s->state = SLOT_RESTS; break;
        case ACT_HOLD:
        case ACT_END: break;
        }
    }
}

/* The slots that wait for an answer are held: asks for one. */
static void control(struct host_scan *host)
{
    struct host_work *w = host->work;
    struct host_slot *slot = &w->slots[w->num_slots];

    if (slot->state != SLOT_FREE)
        return;
    slot->ask = (struct attempt_ask){.depth = ATTEMPT_HELLO, .hello = w->known};
    start(slot);
}

/* Starts those whose rest is over. */
static void awake(struct host_scan *host)
{
    struct host_work *w = host->work;
    uint64_t now = net_now_us();

    for (unsigned i = 0; i <= w->num_slots; i++) {
        if (host_outcome_wakes(&w->slots[i]) && w->slots[i].rest_until_us <= now)
            start(&w->slots[i]);
    }
}

/* The first question runs alone, and so does everything with a server that is unsteady. */
static void advance(struct host_scan *host)
{
    static const struct host_ending whole = {.trouble = SCAN_WHOLE};
    static const struct host_ending limit = {SCAN_STOPPED, REASON_LIMIT,
                                             SPAN_INIT("the limit of connections was reached")};
    struct host_work *w = host->work;

    settle(host);
    while (w->busy < host_outcome_most(host) && w->states[0] != RUN_ASKS &&
           w->started < HOST_CONNECTIONS_MAX) {
        struct host_slot *slot = free_place(w);

        if (!next(host, slot))
            break;
        start(slot);
    }
    if (w->busy == 0 && w->started < HOST_CONNECTIONS_MAX && host_outcome_doubt(w)) {
        w->is_checked = true;
        control(host);
    }
    if (w->busy == 0 && w->slots[w->num_slots].state == SLOT_FREE) {
        end(host, w->started < HOST_CONNECTIONS_MAX ? &whole : &limit);
        return;
    }
    if (w->busy > 0 && count(w, SLOT_HELD) == w->busy)
        control(host);
    if (count(w, SLOT_WAITS) == w->busy && w->waits_from_us == 0)
        w->waits_from_us = net_now_us();
    set_alarm(host);
}

/* --- the beginning ------------------------------------------------------------------------- */

static void begin(struct host_scan *host)
{
    host->work->began_us = net_now_us();
    if (host->plan->limit_us != 0)
        host->work->limit_at_us = host->work->began_us + host->plan->limit_us;
}

static void rung(void *ctx)
{
    struct host_scan *host = ctx;
    struct host_work *w = host->work;

    if (w->began_us == 0)
        begin(host);
    if (w->is_stopping) {
        end(host, &(struct host_ending){SCAN_STOPPED, REASON_OK, span_str("the scan was stopped")});
    } else if (w->begin_err != ERR_OK) {
        end(host,
            &(struct host_ending){w->is_pinned ? SCAN_STOPPED : SCAN_UNREACHED,
                                  err_reason(w->begin_err), span_str(err_text(w->begin_err))});
    } else if (w->limit_at_us != 0 && w->waits_from_us == 0 && net_now_us() >= w->limit_at_us) {
        end(host, &(struct host_ending){w->is_pinned ? SCAN_TIME : SCAN_UNREACHED, REASON_TIMEOUT,
                                        span_str("the time for the scan was over")});
    } else {
        awake(host);
        advance(host);
    }
}

static enum err make_work(struct host_scan *host)
{
    const struct scan_question *const *given = host->plan->questions;
    struct host_work *w = ARENA_NEW(&host->arena, struct host_work);

    if (w == NULL)
        return ERR_MEMORY;
    w->num = host->plan->quick ? 1 : given != NULL ? host->plan->num_questions : QUESTIONS;
    w->num_slots = host_outcome_allowed(host->plan);
    w->runs = arena_alloc(&host->arena, w->num, sizeof *w->runs);
    w->states = arena_alloc(&host->arena, w->num, sizeof *w->states);
    w->slots = arena_alloc(&host->arena, w->num_slots + 1, sizeof *w->slots);
    if (w->runs == NULL || w->states == NULL || w->slots == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < w->num; i++)
        w->runs[i] = (struct question_run){.host = host,
                                           .question = given != NULL ? given[i] : questions[i]};
    for (unsigned i = 0; i <= w->num_slots; i++)
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
    for (size_t i = 0; i < SCAN_VERSIONS; i++)
        host->facts.versions[i].version = scan_version_numbers[i];
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
