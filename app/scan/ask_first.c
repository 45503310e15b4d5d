/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first hellos: whether anybody is there and speaks TLS, and how this server has to be asked.
 * The others wait for them: they find the address that all connections go to.
 *
 * The first one offers everything in TLS 1.3 and TLS 1.2 at once, without a key share.  Its answer
 * is the first of several lists.  If the server refuses it, the next ones are usual hellos, and
 * show what it was that the server refused.  A quick scan sends one usual hello alone.
 */
#include "config.h"

#include "app/scan/ask.h"
#include "app/scan/fact_note.h"
#include "app/scan/usual_offer.h"

/* Each hello, and the next one after an answer and after a refusal. */
enum first_step {
    FIRST_WIDE,        /* everything */
    FIRST_USUAL,       /* what browsers offer, with a share */
    FIRST_NO_ALPN,     /* without the protocols of the web */
    FIRST_OLD,         /* TLS 1.2 alone, in its form */
    FIRST_WIDE_SHARE,  /* everything, with a share */
    FIRST_USUAL_EMPTY, /* what browsers offer, without a share */
    FIRST_WIDE_OLD,    /* all of TLS 1.2, in its form */
    FIRST_SSL2,        /* SSL 2.0, in its form, if the server closes all the others */
    FIRST_STEPS,
    FIRST_OVER = FIRST_STEPS
};
static const struct {
    bool is_wide, has_share, is_old;
    uint8_t answered, refused;
} steps[FIRST_STEPS] = {
    [FIRST_WIDE] = {true, false, false, FIRST_OVER, FIRST_USUAL},
    [FIRST_USUAL] = {false, true, false, FIRST_WIDE_SHARE, FIRST_NO_ALPN},
    [FIRST_NO_ALPN] = {false, true, false, FIRST_WIDE_SHARE, FIRST_OLD},
    [FIRST_OLD] = {false, false, true, FIRST_WIDE_OLD, FIRST_OVER},
    [FIRST_WIDE_SHARE] = {true, true, false, FIRST_OVER, FIRST_USUAL_EMPTY},
    [FIRST_USUAL_EMPTY] = {false, false, false, FIRST_OVER, FIRST_OVER},
    [FIRST_WIDE_OLD] = {true, false, true, FIRST_OVER, FIRST_OVER},
    [FIRST_SSL2] = {false, false, false, FIRST_OVER, FIRST_OVER},
};

static bool ready(const struct scan_facts *facts)
{
    (void)facts;
    return true;
}

/* All suites and groups of all versions, those of TLS 1.3 first: whatever the server chooses in one
 * of them is its first choice.  A server that knows supported_versions refuses if its version is
 * not there. */
static void offer_all(struct ask_hello *hello)
{
    static const struct scan_ids none;
    static const uint16_t versions[] = {TLS_1_3, TLS_1_2, TLS_1_1, TLS_1_0};
    struct offer_list *groups = &hello->offer.groups;
    const struct scan_ids newer = {.v = hello->groups, .num = groups->num};
    uint16_t suites[OFFER_SUITES_MAX];
    struct offer_part part = {.most = OFFER_SUITES_MAX};
    size_t n = offer_suites(suites, TLS_1_3, &none, &part);

    n += offer_suites(suites + n, TLS_1_2, &none, &part);
    ask_hello_suites(hello, suites, n);
    groups->num += offer_groups(hello->groups + groups->num, TLS_1_2, &newer);
    hello->offer.versions = (struct offer_list){versions, sizeof versions / sizeof *versions};
    hello->offer.with |= OFFER_ETM;
}

/* All suites of TLS 1.2, in its form. */
static void offer_all_old(struct ask_hello *hello)
{
    static const struct scan_ids none;
    uint16_t suites[OFFER_SUITES_MAX];
    struct offer_part part = {.most = OFFER_SUITES_MAX};

    ask_hello_suites(hello, suites, offer_suites(suites, TLS_1_2, &none, &part));
}

static void make_hello(struct question_run *run, struct ask_hello *hello)
{
    struct scan_manner *manner = &run->host->facts.manner;
    bool is_old = steps[run->step].is_old;
    struct hello_offer usual;

    manner->needs_share = steps[run->step].has_share;
    manner->needs_few = !steps[run->step].is_wide;
    manner->needs_no_alpn |= run->step == FIRST_NO_ALPN;
    usual_offer(&usual, run->host);
    ask_hello_init(hello, run, is_old ? TLS_1_2 : TLS_1_3);
    hello->offer.suites = usual.suites;
    if (!is_old)
        hello->offer.versions = usual.versions;
    if (steps[run->step].is_wide && is_old)
        offer_all_old(hello);
    else if (steps[run->step].is_wide)
        offer_all(hello);
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct ask_hello hello;

    if (ask_state(run) == NULL || run->step == FIRST_OVER)
        return false;
    if (run->attempts == 0 && run->host->plan->quick)
        run->step = FIRST_USUAL_EMPTY;
    if (run->step == FIRST_SSL2)
        return ask_send_ssl2(run, out, records);
    make_hello(run, &hello);
    bool sends = ask_send(run, &hello, out, records);

    out->depth = ATTEMPT_FLIGHT;
    return sends;
}

static void learn_ssl2(const struct question_run *run, const struct server_flight *flight)
{
    ask_learn_ssl2(run, flight);
    ask_row(run, TLS_SSL_2)->is_done = true;
}

/* Notes what was chosen: it is accepted, and the server's first choice if all was offered. */
static void learn_choice(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &run->host->facts;
    const struct server_flight *f = o->flight;
    struct scan_version *row = ask_row(run, f->version);

    facts->hello_us = o->answer_us;
    facts->chosen_version = f->version;
    facts->chosen.num = 0;
    if (!f->is_ssl2) { /* there the client chooses */
        ask_found(run, &facts->chosen, f->hello.suite);
        ask_found(run, &facts->chosen, f->group);
    }
    if (run->step == FIRST_SSL2 && f->is_ssl2) {
        learn_ssl2(run, f);
        return;
    }
    if (f->is_ssl2)
        ask_learn_ssl2(run, f);
    if (row == NULL || f->version < TLS_SSL_3) {
        ask_lied(run);
        return;
    }
    row->accepted = SCAN_YES;
    if (steps[run->step].is_wide) {
        const struct suite *suite = suite_find(f->hello.suite);

        if (suite == NULL || !offer_suite_fits(suite, f->version))
            ask_lied(run);
        else
            ask_found(run, &row->suites.ids, suite->id);
        if (f->version == TLS_1_3 && offer_group_fits(f->group, TLS_1_3))
            ask_found(run, &row->groups.ids, f->group);
        ask_learn_hello(run, f, ask_with(f->version)); /* all of that was in this hello */
    }
}

static void note_tolerance(struct scan_facts *facts, enum scan_feature feature, bool refuses)
{
    fact_note(facts, feature, refuses ? SCAN_NO : SCAN_YES, NULL);
}

/* The first hellos are over.  The last one was answered or not; the one before it was answered if
 * there is such a step at all. */
static void conclude(struct question_run *run, bool is_answered)
{
    struct scan_facts *facts = &run->host->facts;
    struct scan_manner *manner = &facts->manner;

    manner->is_known = true;
    if (facts->chosen_version < TLS_SSL_3) {
        manner->needs_few = manner->needs_share = manner->needs_no_alpn = false;
        return;
    }
    manner->needs_few =
        run->step == FIRST_USUAL_EMPTY || (run->step == FIRST_WIDE_OLD && !is_answered);
    manner->needs_share =
        run->step == FIRST_WIDE_SHARE || (run->step == FIRST_USUAL_EMPTY && !is_answered);
    note_tolerance(facts, FEATURE_MANY_SUITES_TOLERANT, manner->needs_few);
    if (facts->chosen_version == TLS_1_3 && !manner->needs_no_alpn)
        note_tolerance(facts, FEATURE_EMPTY_SHARE_TOLERANT, manner->needs_share);
}

static void learn(struct question_run *run, const struct attempt_outcome *o)
{
    bool is_answered = ask_has_hello(o);
    unsigned next = is_answered ? steps[run->step].answered : steps[run->step].refused;

    if (is_answered)
        learn_choice(run, o);
    if (run->host->plan->quick) {
        run->step = FIRST_OVER;
        return;
    }
    if (run->step == FIRST_OLD && ask_hung_up(o))
        next = FIRST_SSL2;
    if (next == FIRST_OVER)
        conclude(run, is_answered);
    run->step = next;
}

const struct scan_question question_first = {
    .name = "the first hello",
    .most = FIRST_STEPS,
    .ready = ready,
    .ask = ask,
    .learn = learn,
};
