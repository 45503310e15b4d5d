/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/host_end.h"

#include "app/scan/fact_note.h"

enum { MESSAGE_MAX = 2048, UNSTEADY_LEAST = 2 };

/* Why features are not known that no question has found out. */
static const char *const because[] = {
    [SCAN_WHOLE] = NULL,
    [SCAN_UNREACHED] = N_("the server was not reached"),
    [SCAN_NOT_TLS] = N_("the server answered no hello"),
    [SCAN_BROKEN] = N_("no answer of the server was whole"),
    [SCAN_BLOCKED] = N_("the server accepted no more connections"),
    [SCAN_UNSTEADY] = N_("the server's answers to the same hello differed"),
    [SCAN_TIME] = N_("the time for the scan was over"),
    [SCAN_STOPPED] = N_("the scan was stopped"),
};

static void say_because(struct scan_facts *facts)
{
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        struct scan_feature_value *v = &facts->features[i];

        if (v->answer == SCAN_UNKNOWN && v->because == NULL)
            v->because = because[facts->trouble];
    }
}

/* Takes back what only refusals have shown: the server also refuses what it accepts. */
static void doubt(struct scan_facts *facts)
{
    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        struct scan_version *v = &facts->versions[i];

        if (v->accepted == SCAN_NO)
            v->accepted = SCAN_UNKNOWN;
        v->suites.complete = v->groups.complete = v->schemes.complete = false;
    }
    if (facts->alpn_answer == SCAN_NO)
        facts->alpn_answer = SCAN_UNKNOWN;
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        if (facts->features[i].answer == SCAN_NO || i == FEATURE_SNI_NEEDED)
            facts->features[i] = (struct scan_feature_value){.answer = SCAN_UNKNOWN};
    }
}

/* The questions that were not asked to the end; a server that answered none needs no list. */
static void put_unanswered(struct buf *out, const struct host_work *w)
{
    const char *before = "; not found out: ";

    if (w->good == 0)
        return;
    for (size_t i = 0; i < w->num; i++) {
        if (w->states[i] == RUN_OVER)
            continue;
        buf_printf(out, "%s%s", before, w->runs[i].question->name);
        before = ", ";
    }
}

static void put_alert(struct buf *out, uint8_t alert)
{
    const struct alert_row *row = alert_find(alert);

    if (row == NULL)
        buf_printf(out, "%u", alert);
    else
        buf_str(out, row->name);
    if (alert == ALERT_UNRECOGNIZED_NAME)
        buf_str(out, ": scan it by a name that it serves");
}

/* No hello was ever answered with a hello. */
static void put_refusals(struct buf *out, const struct host_work *w)
{
    if (w->alerts_differ)
        buf_printf(out, "the server refused all %u hellos with alerts, the first one with ",
                   w->alerts);
    else
        buf_str(out, "the server answered every hello with the alert ");
    put_alert(out, (uint8_t)(w->first_alert - 1));
}

/* The same hello had different answers. */
static void put_unsteady(struct buf *out, const struct host_work *w)
{
    const char *did = w->flips > 0 ? "sent an alert" : "hung up";
    unsigned times = w->flips > 0 ? w->flips : w->unsteady;

    buf_printf(out,
               "the server %s %u %s at a hello that it answered when it was asked "
               "again",
               did, times, times == 1 ? "time" : "times");
}

/* A server that began an answer with its hello speaks TLS, however that went on. */
static void correct(struct host_ending *ending, const struct host_work *w)
{
    enum reason reason = w->mute_reason == REASON_OK ? REASON_INCOMPLETE : w->mute_reason;

    if (ending->trouble == SCAN_NOT_TLS && w->hellos > 0)
        *ending = (struct host_ending){SCAN_BROKEN, reason, w->mute_text};
}

/* Everything was asked: what was noticed decides. */
static struct host_ending whole(const struct host_work *w)
{
    if (w->answers > 0 && (w->unsteady >= UNSTEADY_LEAST || w->flips > 0))
        return (struct host_ending){.trouble = SCAN_UNSTEADY};
    if (w->answers > 0)
        return (struct host_ending){.trouble = SCAN_WHOLE};
    if (w->alerts > 0)
        return (struct host_ending){.trouble = SCAN_NOT_TLS, .reason = REASON_ALERT};
    return (struct host_ending){SCAN_NOT_TLS, w->mute_reason, w->mute_text};
}

/* The time is over, and no hello was answered: what could have been asked is of no interest. */
static bool is_mute(const struct host_work *w, const struct host_ending *e)
{
    return e->trouble == SCAN_TIME && w->good == 0 && w->hellos == 0;
}

static void put_mute(struct buf *out, const struct host_work *w)
{
    buf_str(out, "the server had answered no hello when the time for the scan was over");
    if (w->mute_text.n > 0)
        buf_str(out, ": ");
    buf_put(out, w->mute_text);
}

static void put_message(struct buf *out, const struct host_work *w, const struct host_ending *e)
{
    struct span text = e->text;

    if (is_mute(w, e)) {
        put_mute(out, w);
        return;
    }
    switch (e->trouble) {
    case SCAN_WHOLE: return;
    case SCAN_NOT_TLS:
        if (e->reason == REASON_ALERT && text.n == 0)
            put_refusals(out, w);
        break;
    case SCAN_BROKEN:
        buf_printf(out, "the server began its answers, and none was whole%s",
                   text.n > 0 ? ": " : "");
        break;
    case SCAN_BLOCKED:
        buf_printf(out, "the server answered %u connections and then no more: ", w->good);
        break;
    case SCAN_UNSTEADY:
        if (text.n == 0)
            put_unsteady(out, w);
        break;
    case SCAN_UNREACHED:
    case SCAN_TIME:
    case SCAN_STOPPED: break;
    }
    buf_put(out, text);
    if (e->trouble == SCAN_BLOCKED || e->trouble >= SCAN_TIME)
        put_unanswered(out, w);
}

void host_end_tell(struct host_scan *host, const struct host_ending *ending)
{
    struct host_ending e = ending->trouble == SCAN_WHOLE ? whole(host->work) : *ending;
    struct scan_facts *facts = &host->facts;
    struct buf message;

    correct(&e, host->work);
    facts->trouble = is_mute(host->work, &e) ? SCAN_NOT_TLS : e.trouble;
    facts->reason = e.reason;
    if (ending->trouble == SCAN_WHOLE && host->work->answers > 0 && !facts->is_quick)
        fact_note(facts, FEATURE_CHOOSES_UNOFFERED, SCAN_NO, N_("all that it chose was offered"));
    buf_init(&message, MESSAGE_MAX);
    put_message(&message, host->work, &e);
    if (arena_copy(facts->arena, &facts->message, buf_span(&message)) != ERR_OK)
        facts->message = (struct span){0};
    buf_free(&message);
    if (e.trouble == SCAN_UNSTEADY &&
        (host->work->flips > 0 || host->work->hasty > 0 || e.text.n > 0))
        doubt(facts);
    say_because(facts);
    facts->total_us = net_now_us() - host->work->began_us;
}
