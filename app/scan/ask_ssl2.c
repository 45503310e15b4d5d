/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SSL 2.0, by its own CLIENT-HELLO with all cipher kinds.  The server names those that both sides
 * have, and the client would choose: one answer is enough. */
#include "config.h"

#include "app/scan/ask.h"
#include "lib/tls/wire/ssl2.h"

static bool ready(const struct scan_facts *facts)
{
    return facts->manner.is_known;
}

bool ask_send_ssl2(const struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    static const uint32_t kinds[] = {
#define SSL2_KIND(wire, ID, name) wire,
#include "lib/tls/wire/ssl2kinds.def"
#undef SSL2_KIND
    };
    struct buf wire;

    buf_init(&wire, sizeof kinds);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        buf_u24(&wire, kinds[i]);
    hello_offer_ssl2_put(records, buf_span(&wire), &run->host->plan->rng);
    out->depth = ATTEMPT_HELLO;
    out->is_ssl2 = true;
    enum err e = wire.err;

    buf_free(&wire);
    return e == ERR_OK;
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    if (ask_state(run) == NULL || ask_row(run, TLS_SSL_2)->is_done)
        return false;
    return ask_send_ssl2(run, out, records);
}

/* The cipher kinds of a SERVER-HELLO; the upper byte of each has an array of its own. */
static void learn_kinds(const struct question_run *run, struct span kinds)
{
    struct scan_facts *facts = &run->host->facts;
    size_t num = kinds.n / SSL2_KIND_SIZE;

    facts->kinds2 = arena_alloc(&run->host->arena, num, sizeof *facts->kinds2);
    facts->suites2.v = arena_alloc(&run->host->arena, num, sizeof *facts->suites2.v);
    if (facts->kinds2 == NULL || facts->suites2.v == NULL)
        return;
    for (size_t i = 0; i < num; i++) {
        facts->kinds2[i] = (uint8_t)(ssl2_kind_at(kinds, i) >> 16);
        facts->suites2.v[i] = (uint16_t)ssl2_kind_at(kinds, i);
    }
    facts->suites2.num = facts->suites2.room = num;
}

void ask_learn_ssl2(const struct question_run *run, const struct server_flight *flight)
{
    struct scan_version *row = ask_row(run, TLS_SSL_2);

    if (row->accepted == SCAN_YES)
        return;
    row->accepted = SCAN_YES;
    row->suites.complete = true;
    learn_kinds(run, flight->kinds);
}

/* Silence shows nothing, nor does an answer that breaks the rules of SSL 2.0, nor an error of it
 * other than the one about ciphers. */
static bool says_nothing(const struct attempt_outcome *o)
{
    return o->kind == ATTEMPT_SILENT || o->kind == ATTEMPT_BROKEN ||
           (o->flight != NULL && o->flight->is_ssl2 && !attempt_lacks_ssl2(o));
}

/* A SERVER-HELLO without a kind in common shows that the server speaks SSL 2.0.  NO-CIPHER-ERROR
 * refuses all kinds: servers without SSL 2.0 say that to its clients, too.  Whatever belongs to
 * another protocol shows that the server does not speak it. */
static void learn(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_version *row = ask_row(run, TLS_SSL_2);

    if (ask_has_hello(o) && o->flight->is_ssl2)
        ask_learn_ssl2(run, o->flight);
    else if (!says_nothing(o) && row->accepted == SCAN_UNKNOWN)
        row->accepted = SCAN_NO;
    row->is_done = true;
}

const struct scan_question question_ssl2 = {
    .name = "SSL 2.0",
    .most = 1,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
