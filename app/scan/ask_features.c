/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes one hello of its own: compression, TLS_FALLBACK_SCSV, and a client without a name for
 * the server.  Other features are read from the answers to hellos that ask for something else. */
#include "config.h"

#include "app/scan/ask.h"
#include "app/scan/fact_note.h"

/* --- compression ---------------------------------------------------------------------------- */

/* What the answers so far could not show. */
static void note_missing(struct scan_facts *facts)
{
    bool is_old = fact_newest_old(facts) != 0;
    bool is_new = !is_old && fact_is_known(facts, SCAN_SSL_3, SCAN_1_2);
    const char *why =
        is_new ? N_("it accepts nothing older than TLS 1.3, which does without") : NULL;

    fact_note(facts, FEATURE_ENCRYPT_THEN_MAC, SCAN_UNKNOWN,
              is_old ? N_("it accepts no suite of CBC with extensions") : why);
    fact_note(facts, FEATURE_EMS, SCAN_UNKNOWN, why);
    fact_note(facts, FEATURE_SECURE_RENEGOTIATION, SCAN_UNKNOWN, why);
    if (facts->versions[SCAN_1_3].accepted == SCAN_NO)
        fact_note(facts, FEATURE_POST_QUANTUM, SCAN_NO, N_("it does not accept TLS 1.3"));
    if (is_new && fact_accepts(facts, SCAN_1_3))
        fact_note(facts, FEATURE_COMPRESSION, SCAN_NO, why);
}

/* Servers have one setting for the order of all old versions. */
static void follow_order(struct scan_facts *facts)
{
    enum scan_order order = SCAN_ORDER_UNKNOWN;

    for (size_t i = SCAN_1_2; i >= SCAN_SSL_3; i--) {
        struct scan_list *list = &facts->versions[i].suites;

        if (list->order == SCAN_ORDER_UNKNOWN && list->complete && list->ids.num > 1)
            list->order = order;
        else if (order == SCAN_ORDER_UNKNOWN)
            order = list->order;
    }
}

/* Groups are asked for in one old version.  What suites of the others came with is one group, which
 * would look like all. */
static void forget_groups(struct scan_facts *facts)
{
    size_t newest = ask_newest_with_ecdhe(facts);

    for (size_t i = SCAN_SSL_3; i <= SCAN_1_2; i++) {
        if (i != newest)
            facts->versions[i].groups.ids.num = 0;
    }
}

static bool ask_compression(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct scan_facts *facts = &run->host->facts;
    uint16_t version = fact_newest_old(facts);
    struct ask_hello hello;

    if (run->step == 0) {
        note_missing(facts);
        follow_order(facts);
        forget_groups(facts);
    }
    if (ask_state(run) == NULL || run->step > 0 || version == 0)
        return false;
    ask_hello_init(&hello, run, version);
    ask_hello_ids(&hello, &ask_row(run, version)->suites.ids);
    hello.offer.with |= OFFER_DEFLATE;
    out->asks_twice = true;
    return ask_send(run, &hello, out, records);
}

static void learn_compression(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &run->host->facts;

    if (ask_has_hello(o))
        fact_note(facts, FEATURE_COMPRESSION,
                  o->flight->hello.compression != 0 ? SCAN_YES : SCAN_NO, NULL);
    else
        fact_note(facts, FEATURE_COMPRESSION, SCAN_UNKNOWN,
                  N_("it refused a hello that offers compression"));
    run->step = 1;
}

const struct scan_question question_compression = {
    .name = "compression",
    .most = 1,
    .ready = ask_versions_done,
    .ask = ask_compression,
    .learn = learn_compression,
};

/* --- TLS_FALLBACK_SCSV ---------------------------------------------------------------------- */

/* The newest accepted version but one; 0: there are no two. */
static uint16_t second_version(const struct scan_facts *facts)
{
    unsigned num = 0;

    for (size_t i = SCAN_1_3; i >= SCAN_SSL_3; i--) {
        if (fact_accepts(facts, (enum scan_version_row)i) && ++num == 2)
            return scan_version_numbers[i];
    }
    return 0;
}

static bool ask_fallback(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct scan_facts *facts = &run->host->facts;
    uint16_t version = second_version(facts);
    struct ask_hello hello;

    if (version == 0)
        fact_note(facts, FEATURE_FALLBACK_SCSV, SCAN_UNKNOWN,
                  N_("it accepts one version alone: no client falls back"));
    if (ask_state(run) == NULL || run->step > 0 || version == 0)
        return false;
    ask_hello_init(&hello, run, version);
    ask_hello_ids(&hello, &ask_row(run, version)->suites.ids);
    hello.offer.with |= OFFER_FALLBACK;
    out->asks_twice = true;
    return ask_send(run, &hello, out, records);
}

/* RFC 7507 3: the server refuses with an alert of its own. */
static void learn_fallback(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &run->host->facts;

    if (ask_has_hello(o))
        fact_note(facts, FEATURE_FALLBACK_SCSV, SCAN_NO, NULL);
    else if (o->kind == ATTEMPT_ALERTED && o->alert == ALERT_INAPPROPRIATE_FALLBACK)
        fact_note(facts, FEATURE_FALLBACK_SCSV, SCAN_YES, NULL);
    else
        fact_note(facts, FEATURE_FALLBACK_SCSV, SCAN_UNKNOWN,
                  N_("it refused the hello, but not because of the fallback"));
    run->step = 1;
}

const struct scan_question question_fallback = {
    .name = "protection against downgrades",
    .most = 1,
    .ready = ask_versions_done,
    .ask = ask_fallback,
    .learn = learn_fallback,
};

/* --- without a name ------------------------------------------------------------------------- */

static bool ask_nameless(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct scan_facts *facts = &run->host->facts;
    uint16_t version = fact_accepts(facts, SCAN_1_3) ? TLS_1_3 : fact_newest_old(facts);
    struct ask_hello hello;

    if (run->host->server_name.n == 0 || version == TLS_SSL_3)
        fact_note(facts, FEATURE_SNI_NEEDED, SCAN_UNKNOWN, N_("no name was sent"));
    if (ask_state(run) == NULL || run->step > 0 || version <= TLS_SSL_3 ||
        run->host->server_name.n == 0)
        return false;
    ask_hello_init(&hello, run, version);
    ask_hello_ids(&hello, &ask_row(run, version)->suites.ids);
    hello.offer.server_name = (struct span){0};
    out->asks_twice = true;
    return ask_send(run, &hello, out, records);
}

static void learn_nameless(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &run->host->facts;

    if (ask_has_hello(o))
        fact_note(facts, FEATURE_SNI_NEEDED, SCAN_NO, NULL);
    else if (o->kind == ATTEMPT_ALERTED || ask_hung_up(o))
        fact_note(facts, FEATURE_SNI_NEEDED, SCAN_YES, NULL);
    else
        fact_note(facts, FEATURE_SNI_NEEDED, SCAN_UNKNOWN, N_("it did not answer without a name"));
    run->step = 1;
}

const struct scan_question question_nameless = {
    .name = "a client without server_name",
    .most = 1,
    .ready = ask_versions_done,
    .ask = ask_nameless,
    .learn = learn_nameless,
};
