/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the server has a key exchange that withstands quantum computers: a hello that offers
 * nothing else.  With an empty key_share the server names a group, or refuses; no key is made. */
#include "config.h"

#include "app/scan/fact_note.h"
#include "app/scan/usual_offer.h"

enum { GROUPS_MAX = 64 };

static const uint16_t versions[] = {TLS_1_3};

static bool ready(const struct scan_facts *facts)
{
    return fact_is_known(facts, SCAN_1_3, SCAN_1_3);
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct scan_facts *facts = &run->host->facts;
    uint16_t groups[GROUPS_MAX];
    const struct group *g;
    struct hello_offer offer;
    size_t num = 0;

    if (!fact_accepts(facts, SCAN_1_3)) {
        fact_note(facts, FEATURE_POST_QUANTUM, SCAN_NO, "it does not accept TLS 1.3");
        return false;
    }
    if (facts->features[FEATURE_POST_QUANTUM].answer != SCAN_UNKNOWN)
        return false;
    for (size_t i = 0; num < GROUPS_MAX && (g = group_at(i)) != NULL; i++) {
        if (group_is_post_quantum(g->id))
            groups[num++] = g->id;
    }
    usual_offer(&offer, run->host);
    offer.versions = (struct offer_list){versions, 1};
    offer.groups = (struct offer_list){groups, num};
    if (facts->manner.needs_no_alpn)
        offer.alpn = (struct span){0};
    hello_offer_put(hello, &offer, &run->host->plan->rng);
    out->depth = ATTEMPT_HELLO;
    return true;
}

/* A server that takes no empty key_share would refuse in any case: then the groups of handshakes
 * tell. */
static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    struct scan_facts *facts = &run->host->facts;

    if (outcome->is_complete && group_is_post_quantum(outcome->flight->group))
        fact_note(facts, FEATURE_POST_QUANTUM, SCAN_YES, NULL);
    else if (outcome->kind == ATTEMPT_ALERTED && !facts->manner.needs_share)
        fact_note(facts, FEATURE_POST_QUANTUM, SCAN_NO, NULL);
    else
        fact_note(facts, FEATURE_POST_QUANTUM, SCAN_UNKNOWN,
                  "it did not answer a hello with nothing but post-quantum groups");
}

const struct scan_question question_quantum = {
    .name = "post-quantum key exchange",
    .most = 1,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
