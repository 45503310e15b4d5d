/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups: in TLS 1.3 by HelloRetryRequest, for which no key is made; before, in the newest version
 * with ECDHE, by ServerKeyExchange.  Each hello offers what is not found yet.
 *
 * In TLS 1.2 a server may take an ECDSA certificate only if the client offers its curve (RFC 8422
 * 5.1): without it the server refuses, although it has other groups.  Those are then asked for with
 * the found ones at the end of the list, until the server chooses one of them again.
 */
#include "config.h"

#include "app/scan/ask.h"
#include "app/scan/fact_note.h"

enum groups_step { GROUPS_LIST, GROUPS_WITH_FOUND, GROUPS_OVER };

/* --- both ---------------------------------------------------------------------------------- */

/* Offers what is not found yet, or all with the found ones at the end; 0: nothing is left. */
static size_t offer(struct ask_hello *hello, const struct question_run *run,
                    const struct scan_version *row)
{
    const struct scan_ids *found = &row->groups.ids;
    size_t n = offer_groups(hello->groups, row->version, found);

    if (n > 0 && run->step == GROUPS_WITH_FOUND) {
        for (size_t i = found->num; i > 0; i--)
            hello->groups[n++] = found->v[i - 1];
    }
    hello->offer.groups = (struct offer_list){hello->groups, n};
    return n;
}

/* True if the server passed over one that it accepted later. */
static bool passed_over(const struct scan_version *row)
{
    uint16_t offered[OFFER_GROUPS_MAX];

    for (size_t k = 0; k < row->groups.ids.num; k++) {
        struct scan_ids before = {.v = row->groups.ids.v, .num = k};
        size_t n = offer_groups(offered, row->version, &before), i = 0;

        while (i < n && !scan_ids_has(&row->groups.ids, offered[i]))
            i++;
        if (i < n && offered[i] != row->groups.ids.v[k])
            return true;
    }
    return false;
}

static void complete(struct question_run *run, struct scan_version *row)
{
    row->groups.complete = true;
    if (passed_over(row))
        row->groups.order = SCAN_ORDER_SERVER;
    run->step = GROUPS_OVER;
}

static void learn_choice(struct question_run *run, struct scan_version *row,
                         const struct server_flight *flight)
{
    if (scan_ids_has(&row->groups.ids, flight->group) && run->step == GROUPS_WITH_FOUND) {
        complete(run, row);
    } else if (offer_group_fits(flight->group, row->version) &&
               !scan_ids_has(&row->groups.ids, flight->group)) {
        ask_found(run, &row->groups.ids, flight->group);
    } else {
        if (flight->group != 0)
            ask_lied(run);
        run->step = GROUPS_OVER;
    }
}

/* --- TLS 1.3 ------------------------------------------------------------------------------- */

static bool ready_1_3(const struct scan_facts *facts)
{
    return facts->manner.is_known && facts->versions[SCAN_1_3].accepted == SCAN_YES;
}

static bool ask_1_3(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    static const struct scan_ids none;
    struct scan_version *row = ask_row(run, TLS_1_3);
    struct offer_part part = {.most = OFFER_SUITES_MAX};
    uint16_t suites[OFFER_SUITES_MAX];
    struct ask_hello hello;

    if (ask_state(run) == NULL || run->step == GROUPS_OVER)
        return false;
    ask_hello_init(&hello, run, TLS_1_3);
    ask_hello_suites(&hello, suites, offer_suites(suites, TLS_1_3, &none, &part));
    if (offer(&hello, run, row) == 0) {
        complete(run, row);
        return false;
    }
    out->asks_twice = row->groups.ids.num == 0;
    return ask_send(run, &hello, out, records);
}

static void note_post_quantum(struct scan_facts *facts)
{
    const struct scan_list *groups = &facts->versions[SCAN_1_3].groups;

    for (size_t i = 0; i < groups->ids.num; i++) {
        if (group_is_post_quantum(groups->ids.v[i]))
            fact_note(facts, FEATURE_POST_QUANTUM, SCAN_YES, NULL);
    }
    if (groups->complete)
        fact_note(facts, FEATURE_POST_QUANTUM, SCAN_NO, NULL);
}

static void learn_1_3(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &run->host->facts;
    struct scan_version *row = ask_row(run, TLS_1_3);

    switch (ask_read(run, o, TLS_1_3)) {
    case REPLY_CHOSE: learn_choice(run, row, o->flight); break;
    case REPLY_NONE: complete(run, row); break;
    case REPLY_AGAIN: break;
    case REPLY_UNKNOWN: run->step = GROUPS_OVER; break;
    }
    note_post_quantum(facts);
}

const struct scan_question question_groups_1_3 = {
    .name = "groups of TLS 1.3",
    .most = 2 * OFFER_GROUPS_MAX,
    .ready = ready_1_3,
    .ask = ask_1_3,
    .learn = learn_1_3,
};

/* --- TLS 1.2 and before -------------------------------------------------------------------- */

/* The accepted suites of ECDHE: those of RSA, or else the others. */
static size_t ecdhe_suites(uint16_t *out, const struct scan_version *row)
{
    static const char *const kinds[] = {"_ECDHE_RSA_", "_ECDHE_ECDSA_", "_ECDH_anon_",
                                        "_ECDHE_PSK_"};
    size_t n = 0;

    for (size_t k = 0; n == 0 && k < sizeof kinds / sizeof *kinds; k++) {
        for (size_t i = 0; i < row->suites.ids.num; i++) {
            if (offer_suite_has(row->suites.ids.v[i], kinds[k]))
                out[n++] = row->suites.ids.v[i];
        }
    }
    return n;
}

size_t ask_newest_with_ecdhe(const struct scan_facts *facts)
{
    uint16_t suites[OFFER_SUITES_MAX];

    for (size_t i = SCAN_1_2; i >= SCAN_1_0; i--) {
        if (ecdhe_suites(suites, &facts->versions[i]) > 0)
            return i;
    }
    return SCAN_VERSIONS;
}

static struct scan_version *row_of(const struct question_run *run)
{
    size_t i = ask_newest_with_ecdhe(&run->host->facts);

    return i == SCAN_VERSIONS ? NULL : &run->host->facts.versions[i];
}

/* It is that version once nothing more is asked about it and the newer ones. */
static bool ready_1_2(const struct scan_facts *facts)
{
    size_t newest = ask_newest_with_ecdhe(facts);

    for (size_t i = SCAN_1_2; i >= SCAN_1_0; i--) {
        if (!facts->versions[i].is_done)
            return false;
        if (i == newest)
            return true;
    }
    return true;
}

static bool ask_1_2(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct scan_version *row = row_of(run);
    uint16_t suites[OFFER_SUITES_MAX];
    struct ask_hello hello;

    if (row == NULL || ask_state(run) == NULL || run->step == GROUPS_OVER)
        return false;
    ask_hello_init(&hello, run, row->version);
    ask_hello_suites(&hello, suites, ecdhe_suites(suites, row));
    if (offer(&hello, run, row) == 0) {
        complete(run, row);
        return false;
    }
    out->asks_twice = row->groups.ids.num == 0;
    return ask_send(run, &hello, out, records);
}

static void learn_1_2(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_version *row = row_of(run);
    uint16_t suites[OFFER_SUITES_MAX];

    switch (ask_read(run, o, row->version)) {
    case REPLY_CHOSE: learn_choice(run, row, o->flight); break;
    case REPLY_NONE:
        ecdhe_suites(suites, row);
        if (run->step == GROUPS_LIST && offer_suite_has(suites[0], "_ECDSA_"))
            run->step = GROUPS_WITH_FOUND;
        else
            complete(run, row);
        break;
    case REPLY_AGAIN: break;
    case REPLY_UNKNOWN: run->step = GROUPS_OVER; break;
    }
}

const struct scan_question question_groups_1_2 = {
    .name = "groups of TLS 1.2",
    .most = 2 * OFFER_GROUPS_MAX,
    .ready = ready_1_2,
    .ask = ask_1_2,
    .learn = learn_1_2,
};
