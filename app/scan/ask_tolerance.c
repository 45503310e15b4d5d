/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server has to ignore or to join: the accepted hello with things changed.  One hello has
 * all changes at once; only if the server does not take that one, each has a hello of its own.
 */
#include "config.h"

#include "app/scan/ask.h"
#include "app/scan/fact_note.h"

enum change {
    CHANGE_GREASE = 1 << 0,
    CHANGE_LARGE = 1 << 1,
    CHANGE_SPLIT = 1 << 2,
    CHANGE_VERSION = 1 << 3, /* in supported_versions */
    CHANGE_EXTENSION = 1 << 4,
    CHANGE_LEGACY = 1 << 5, /* in client_version, as clients wrote before TLS 1.3 */
    CHANGE_MEDIUM = 1 << 6,
};

/* VERSION_NEXT and EXTENSION_FREE are not assigned, and no GREASE. */
enum { VERSION_NEXT = 0x0305, EXTENSION_FREE = 0x7a69 };
enum { LARGE_N = 2500, MEDIUM_N = 400, FRAGMENT_N = 200 };

static const struct {
    unsigned changes;
    enum scan_feature feature; /* of all changes at once: none of its own */
} steps[] = {
    {CHANGE_LEGACY, FEATURE_VERSION_TOLERANT},
    {CHANGE_GREASE | CHANGE_LARGE | CHANGE_SPLIT | CHANGE_VERSION | CHANGE_EXTENSION, 0},
    {CHANGE_GREASE, FEATURE_GREASE_TOLERANT},
    {CHANGE_LARGE, FEATURE_LARGE_HELLO_TOLERANT},
    {CHANGE_SPLIT, FEATURE_SPLIT_HELLO_TOLERANT},
    {CHANGE_VERSION, FEATURE_VERSION_TOLERANT},
    {CHANGE_EXTENSION, FEATURE_EXTENSION_TOLERANT},
    {CHANGE_MEDIUM, FEATURE_MEDIUM_HELLO_TOLERANT},
};
enum { STEP_LEGACY, STEP_ALL, STEP_SINGLE, STEPS = sizeof steps / sizeof steps[0] };

/* The version that the hello of a step asks for; 0: there is nothing to ask. */
static uint16_t version_of(const struct scan_facts *facts, unsigned step)
{
    uint16_t old = fact_newest_old(facts);

    if (old == TLS_SSL_3)
        old = 0; /* its hellos have no extensions */
    return step != STEP_LEGACY && fact_accepts(facts, SCAN_1_3) ? TLS_1_3 : old;
}

static bool is_wanted(const struct scan_facts *facts, unsigned step)
{
    return version_of(facts, step) != 0 &&
           (step < STEP_SINGLE || facts->features[steps[step].feature].answer == SCAN_UNKNOWN);
}

static void offer_next_version(struct ask_hello *hello)
{
    hello->versions[0] = VERSION_NEXT;
    hello->versions[1] = hello->version;
    hello->offer.versions = (struct offer_list){hello->versions, 2};
}

static void change(struct ask_hello *hello, unsigned changes)
{
    static const uint8_t extension[] = {EXTENSION_FREE >> 8, EXTENSION_FREE & 0xff, 0, 2, 1, 2};
    struct hello_offer *o = &hello->offer;

    if ((changes & CHANGE_GREASE) != 0)
        o->with |= OFFER_GREASE;
    if ((changes & CHANGE_VERSION) != 0)
        offer_next_version(hello);
    if ((changes & CHANGE_EXTENSION) != 0)
        o->extra = span_of(extension, sizeof extension);
    if ((changes & CHANGE_LEGACY) != 0)
        o->version = VERSION_NEXT;
    if ((changes & (CHANGE_LARGE | CHANGE_MEDIUM)) != 0)
        o->message_n = (changes & CHANGE_LARGE) != 0 ? LARGE_N : MEDIUM_N;
    if ((changes & CHANGE_SPLIT) != 0)
        o->record_n = FRAGMENT_N;
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *records)
{
    struct scan_facts *facts = &run->host->facts;
    struct ask_hello hello;

    while (run->step < STEPS && !is_wanted(facts, run->step))
        run->step++;
    if (ask_state(run) == NULL || run->step == STEPS)
        return false;
    uint16_t version = version_of(facts, run->step);

    ask_hello_init(&hello, run, version);
    ask_hello_ids(&hello, &ask_row(run, version)->suites.ids);
    change(&hello, steps[run->step].changes);
    out->asks_twice = true;
    bool sends = ask_send(run, &hello, out, records);

    out->depth = ATTEMPT_HELLO;
    return sends;
}

/* One failure is enough for NO. */
static void note(struct scan_facts *facts, enum scan_feature feature, bool is_taken,
                 const char *because)
{
    if (!is_taken)
        fact_note(facts, feature, SCAN_NO, because);
    else if (facts->features[feature].answer != SCAN_NO)
        fact_note(facts, feature, SCAN_YES, NULL);
}

/* That it takes an unknown client_version is only half of the answer about versions. */
static void note_step(struct scan_facts *facts, unsigned step, bool is_taken)
{
    if (step >= STEP_SINGLE || (step == STEP_LEGACY && !is_taken))
        note(facts, steps[step].feature, is_taken,
             step == STEP_LEGACY ? N_("it refuses a client_version above TLS 1.2") : NULL);
    for (size_t i = STEP_SINGLE; is_taken && i < STEPS; i++) {
        if (step == STEP_ALL && (steps[i].changes & steps[STEP_ALL].changes) != 0)
            note(facts, steps[i].feature, true, NULL);
    }
}

static void learn(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &run->host->facts;
    uint16_t version = version_of(facts, run->step);
    note_step(facts, run->step, ask_has_hello(o) && ask_read(run, o, version) == REPLY_CHOSE);
    run->step++;
}

const struct scan_question question_tolerance = {
    .name = "tolerance",
    .most = STEPS,
    .ready = ask_versions_done,
    .ask = ask,
    .learn = learn,
};
