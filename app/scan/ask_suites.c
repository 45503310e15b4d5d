/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The suites of a version, in the server's order: each hello offers those that are not found yet,
 * until the server refuses all of them.  Whether it accepts the version at all is the first answer.
 *
 * The order is the server's if it passed over one that it accepted later.  If it always took the
 * first one that it accepts, a last hello with what it accepts in reverse shows whose order counts:
 * in TLS 1.3, and in the newest version before; the older ones follow that one (ask_features.c).
 */
#include "config.h"

#include "app/scan/ask.h"

enum suites_step { SUITES_LIST, SUITES_ORDER };

/* Some servers refuse hellos that are much longer than those of browsers. */
enum { PART_FEW = 64 };

static bool ready(const struct scan_facts *facts)
{
    return facts->manner.is_known;
}

/* The version that this question is about; the table is at the end. */
static struct scan_version *row_of(const struct question_run *run);

/* True if the server, at every choice, took the first one of the offer that it accepts. */
static bool took_first(const struct scan_version *row)
{
    uint16_t offered[OFFER_SUITES_MAX];

    for (size_t k = 0; k < row->suites.ids.num; k++) {
        struct scan_ids before = {.v = row->suites.ids.v, .num = k};
        struct offer_part part = {.most = OFFER_SUITES_MAX};
        size_t i = 0;

        offer_suites(offered, row->version, &before, &part);
        while (!scan_ids_has(&row->suites.ids, offered[i]))
            i++;
        if (offered[i] != row->suites.ids.v[k])
            return false;
    }
    return true;
}

/* The accepted ones in reverse.  A suite of ChaCha20 does not come first; if nothing else can, one
 * that was refused does. */
static size_t reversed(uint16_t *out, const struct scan_version *row)
{
    const struct scan_ids *ids = &row->suites.ids;
    struct offer_part part = {.most = OFFER_SUITES_MAX};

    for (size_t i = 0; i < ids->num; i++)
        out[i] = ids->v[ids->num - 1 - i];
    if (!offer_suite_has(out[0], "CHACHA20") || offer_ahead(out, ids->num - 1))
        return ids->num;
    uint16_t others[OFFER_SUITES_MAX];

    if (offer_suites(others, row->version, ids, &part) == 0)
        return ids->num;
    memmove(out + 1, out, ids->num * sizeof *out);
    out[0] = others[0];
    return ids->num + 1;
}

/* True for TLS 1.3, and for the newest version before it that has an order. */
static bool is_newest(const struct scan_facts *facts, const struct scan_version *row)
{
    for (const struct scan_version *newer = &facts->versions[SCAN_1_2]; newer > row; newer--) {
        if (!newer->is_done || newer->suites.ids.num > 1)
            return false;
    }
    return true;
}

/* Everything that was not found is refused. */
static void complete(struct question_run *run, struct scan_version *row)
{
    row->suites.complete = true;
    if (row->suites.ids.num == 0 && row->accepted == SCAN_UNKNOWN)
        row->accepted = SCAN_NO;
    if (row->suites.ids.num < 2 || run->host->facts.manner.needs_few) {
        row->is_done = true;
    } else if (!took_first(row)) {
        row->suites.order = SCAN_ORDER_SERVER;
        row->is_done = true;
    } else if (is_newest(&run->host->facts, row)) {
        run->step = SUITES_ORDER;
    } else {
        row->is_done = true;
    }
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct ask_state *state = ask_state(run);
    struct scan_version *row = row_of(run);
    uint16_t suites[OFFER_SUITES_MAX];
    struct ask_hello hello;
    size_t n = 0;

    if (state == NULL || row->is_done)
        return false;
    if (run->step == SUITES_LIST) {
        state->part.most = run->host->facts.manner.needs_few ? PART_FEW : OFFER_SUITES_MAX;
        n = offer_suites(suites, row->version, &row->suites.ids, &state->part);
        if (n == 0)
            complete(run, row);
    }
    if (row->is_done)
        return false;
    if (run->step == SUITES_ORDER)
        n = reversed(suites, row);
    out->asks_twice = run->step == SUITES_ORDER || (row->version >= TLS_1_2 && state->part.is_last);
    ask_hello_init(&hello, run, row->version);
    ask_hello_suites(&hello, suites, n);
    return ask_send(run, &hello, out, records);
}

/* True if this suite was offered in the list that the state describes. */
static bool was_offered(const struct ask_state *state, const struct scan_version *row,
                        uint16_t suite)
{
    struct scan_ids offered = {.num = 0};
    uint16_t suites[OFFER_SUITES_MAX];
    struct offer_part part = state->part;

    offered.num = offer_suites(suites, row->version, &row->suites.ids, &part);
    offered.v = suites;
    return scan_ids_has(&offered, suite);
}

static void learn_list(struct question_run *run, struct scan_version *row,
                       const struct attempt_outcome *o)
{
    struct ask_state *state = run->state;

    switch (ask_read(run, o, row->version)) {
    case REPLY_CHOSE:
        row->accepted = SCAN_YES;
        ask_learn_hello(run, o->flight, ask_with(row->version));
        if (was_offered(state, row, o->flight->hello.suite)) {
            ask_found(run, &row->suites.ids, o->flight->hello.suite);
        } else {
            ask_lied(run);
            row->is_done = true;
        }
        break;
    case REPLY_NONE:
        state->part.from = state->part.next;
        if (state->part.is_last)
            complete(run, row);
        break;
    case REPLY_AGAIN: break;
    case REPLY_UNKNOWN: row->is_done = true; break;
    }
}

/* Of what it accepts, the server took the first one of its own list, or of ours, or what its own
 * has for such a client. */
static void learn_order(struct question_run *run, struct scan_version *row,
                        const struct attempt_outcome *o)
{
    uint16_t suites[OFFER_SUITES_MAX];
    size_t i = 0;
    enum ask_reply reply = ask_read(run, o, row->version);

    if (reply == REPLY_AGAIN)
        return;
    if (reply == REPLY_CHOSE) {
        reversed(suites, row);
        while (!scan_ids_has(&row->suites.ids, suites[i]))
            i++;
        row->suites.order =
            o->flight->hello.suite == suites[i] ? SCAN_ORDER_CLIENT : SCAN_ORDER_SERVER;
    }
    row->is_done = true;
}

static void learn(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_version *row = row_of(run);

    if (run->step == SUITES_ORDER)
        learn_order(run, row, o);
    else
        learn_list(run, row, o);
}

static void end(struct question_run *run)
{
    row_of(run)->is_done = true;
}

#define SUITES(text)                                                                         \
    {                                                                                        \
        .name = "suites of " text, .most = 2 * OFFER_SUITES_MAX, .ready = ready, .ask = ask, \
        .learn = learn, .end = end                                                           \
    }

const struct scan_question question_suites_1_3 = SUITES("TLS 1.3");
const struct scan_question question_suites_1_2 = SUITES("TLS 1.2");
const struct scan_question question_suites_1_1 = SUITES("TLS 1.1");
const struct scan_question question_suites_1_0 = SUITES("TLS 1.0");
const struct scan_question question_suites_ssl3 = SUITES("SSL 3.0");

static struct scan_version *row_of(const struct question_run *run)
{
    static const struct {
        const struct scan_question *question;
        uint16_t version;
    } rows[] = {
        {&question_suites_1_3, TLS_1_3},    {&question_suites_1_2, TLS_1_2},
        {&question_suites_1_1, TLS_1_1},    {&question_suites_1_0, TLS_1_0},
        {&question_suites_ssl3, TLS_SSL_3},
    };
    size_t i = 0;

    while (rows[i].question != run->question)
        i++;
    return ask_row(run, rows[i].version);
}
