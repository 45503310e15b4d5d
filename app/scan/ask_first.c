/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first hello: whether anybody is there and speaks TLS.  With --quick it is all.  The others
 * wait for it: it finds the address that all connections go to. */
#include "config.h"

#include "app/scan/usual_offer.h"

static bool ready(const struct scan_facts *facts)
{
    (void)facts;
    return true;
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct hello_offer offer;

    usual_offer(&offer, run->host);
    hello_offer_put(hello, &offer, &run->host->plan->rng);
    out->depth = ATTEMPT_FLIGHT;
    return true;
}

/* Notes what was chosen. */
static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    struct scan_facts *facts = &run->host->facts;
    const struct server_flight *f = outcome->flight;
    uint16_t *chosen = arena_alloc(facts->arena, 2, sizeof *chosen);

    if (!outcome->is_complete || f->is_ssl2 || chosen == NULL)
        return;
    chosen[0] = f->hello.suite;
    chosen[1] = f->group;
    facts->chosen = (struct scan_ids){chosen, 2, 2};
    facts->chosen_version = f->version;
    facts->hello_us = outcome->answer_us;
}

const struct scan_question question_first = {
    .name = "the first hello",
    .most = 1,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
