/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ALPN in TLS 1.2, where the server's choice is not encrypted: each hello offers what the server
 * has not chosen yet, until it chooses none. */
#include "config.h"

#include "app/scan/alpn_offer.h"
#include "app/scan/ask.h"
#include "app/scan/fact_note.h"

enum { ALPN_MAX = 1024, PROTOCOLS_MOST = 6 };

static bool ready(const struct scan_facts *facts)
{
    const struct scan_version *row = &facts->versions[SCAN_1_2];

    return row->is_done && row->accepted == SCAN_YES;
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct ask_state *state = ask_state(run);
    struct ask_hello hello;
    struct buf alpn;

    if (state == NULL || state->is_over)
        return false;
    ask_hello_init(&hello, run, TLS_1_2);
    ask_hello_ids(&hello, &ask_row(run, TLS_1_2)->suites.ids);
    buf_init(&alpn, ALPN_MAX);
    alpn_offer_put(&alpn, &run->host->facts);
    hello.offer.alpn = buf_span(&alpn);
    bool sends = alpn.err == ERR_OK && ask_send(run, &hello, out, records);

    out->depth = ATTEMPT_HELLO;
    buf_free(&alpn);
    return sends;
}

/* The protocol that the server chose; empty: none. */
static struct span chosen(const struct server_hello *hello)
{
    struct fail fail = {0};
    struct span data, name;

    return hello->has_exts && ext_get(hello->exts, TLSX_ALPN, &data) &&
                   ext_alpn_one_parse(&name, data, &fail) == ERR_OK
               ? name
               : (struct span){0};
}

/* Apache answers an offer of nothing that it has with http/1.1. */
static void note_unoffered(struct scan_facts *facts)
{
    if (facts->features[FEATURE_CHOOSES_UNOFFERED].answer == SCAN_YES)
        return;
    facts->only_alpn_unoffered = true;
    fact_note(facts, FEATURE_CHOOSES_UNOFFERED, SCAN_YES,
              N_("it chose an application protocol that was not offered"));
}

/* RFC 7301 3.2: a server without one in common refuses, or continues without ALPN. */
static void learn(struct question_run *run, const struct attempt_outcome *o)
{
    struct ask_state *state = run->state;
    struct span name = ask_has_hello(o) ? chosen(&o->flight->hello) : (struct span){0};

    state->is_over = !ask_has_hello(o) || !alpn_offer_note(run->host, name);
    if (state->is_over && name.n > 0)
        note_unoffered(&run->host->facts);
}

const struct scan_question question_alpn_1_2 = {
    .name = "ALPN",
    .most = PROTOCOLS_MOST,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
