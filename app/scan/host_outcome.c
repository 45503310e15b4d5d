/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/host_outcome.h"

enum {
    REST_US = 250000,      /* after the first failure, unless the plan says it */
    PAUSES = 5,            /* the pause after a hang-up is a fifth of that */
    REST_DOUBLINGS = 4,    /* at most */
    MUTE_MAX = 5,          /* hellos without an answer: the server does not speak TLS */
    ALERTS_MAX = 12,       /* hellos that all get an alert, and none a hello */
    SURE_ENOUGH = 2,       /* hang-ups that were answers: others are not asked again */
    UNSTEADY_MANY = 1,     /* from then on, attempts are made one at a time */
    HANG_UPS_UNSTEADY = 6, /* after one hello, in a row, by an unsteady server */
    HANG_UPS = 2,          /* the same by a steady one */
    CONTROL_HANG_UPS = 3,
};

static bool is_hang_up(const struct attempt_outcome *o)
{
    return !o->is_complete &&
           (o->kind == ATTEMPT_CLOSED || o->kind == ATTEMPT_RESET || o->kind == ATTEMPT_SILENT);
}

/* An error of SSL 2.0 is none of the alerts of TLS. */
static bool is_ssl2(const struct attempt_outcome *o)
{
    return o->flight != NULL && o->flight->is_ssl2;
}

static bool is_failure(const struct attempt_outcome *o)
{
    return o->kind == ATTEMPT_REFUSED || o->kind == ATTEMPT_FAULT;
}

/* How often the same hello may be hung up at before that counts as its answer. */
static unsigned hang_ups_max(const struct host_slot *slot)
{
    const struct host_work *w = slot->host->work;

    if (slot->run == NULL)
        return CONTROL_HANG_UPS;
    if (w->unsteady > 0)
        return HANG_UPS_UNSTEADY;
    return w->sure >= SURE_ENOUGH ? 1 : HANG_UPS;
}

bool host_outcome_doubt(const struct host_work *work)
{
    return !work->is_checked && work->is_known_answered && work->alerts > 0 &&
           work->answered_at_us <= work->alerted_at_us;
}

unsigned host_outcome_allowed(const struct scan_plan *plan)
{
    if (plan->per_host != 0)
        return plan->per_host < HOST_ATTEMPTS_MAX ? plan->per_host : HOST_ATTEMPTS_MAX;
    return plan->num_running != NULL && *plan->num_running > HOST_CROWD ? 1 : HOST_ATTEMPTS;
}

unsigned host_outcome_most(const struct host_scan *host)
{
    unsigned allowed = host_outcome_allowed(host->plan), slots = host->work->num_slots;

    if (host->work->unsteady >= UNSTEADY_MANY)
        return 1;
    return allowed < slots ? allowed : slots;
}

bool host_outcome_wakes(const struct host_slot *slot)
{
    const struct host_slot *first = slot->host->work->slots;

    if (slot->state != SLOT_RESTS)
        return false;
    while (first->state == SLOT_FREE || first->state == SLOT_HELD)
        first++;
    return host_outcome_most(slot->host) > 1 || first == slot;
}

static void note_alert(struct host_work *w, uint8_t alert)
{
    w->alerts++;
    w->alerted_at_us = net_now_us();
    if (w->first_alert == 0)
        w->first_alert = (uint16_t)(alert + 1);
    w->alerts_differ |= w->first_alert != alert + 1;
}

/* The control asks the first hello that had a whole answer, or else the first that had an alert. */
static void note_known(struct host_slot *slot, bool is_answered)
{
    struct host_work *w = slot->host->work;

    if (slot->ask.depth == ATTEMPT_HANDSHAKE || slot->ask.is_ssl2 || w->is_known_answered ||
        (w->known.n > 0 && !is_answered))
        return;
    if (arena_copy(&slot->host->arena, &w->known, slot->ask.hello) != ERR_OK)
        w->known = (struct span){0};
    w->is_known_answered = is_answered && w->known.n > 0;
}

void host_outcome_note(struct host_slot *slot, const struct attempt_outcome *outcome)
{
    struct host_scan *host = slot->host;
    struct host_work *w = host->work;

    host->facts.connections += outcome->connected;
    host->facts.sent += outcome->sent;
    host->facts.received += outcome->received;
    w->hellos += outcome->flight != NULL && outcome->flight->has_hello;
    if (outcome->is_complete) {
        w->answers++;
        if (slot->began_us > w->answered_at_us)
            w->answered_at_us = slot->began_us;
    }
    if (outcome->kind == ATTEMPT_ALERTED && !outcome->is_complete && !is_ssl2(outcome))
        note_alert(w, outcome->alert);
    if (!is_failure(outcome))
        slot->failures = 0;
    if (!outcome->heard || is_hang_up(outcome) || outcome->kind == ATTEMPT_FOREIGN)
        return;
    w->good++;
    if (slot->began_us > w->heard_at_us)
        w->heard_at_us = slot->began_us;
    note_known(slot, outcome->is_complete);
}

/* --- no connection ------------------------------------------------------------------------- */

/* Another try may have another result. */
static bool may_pass(enum err err)
{
    static const enum err passing[] = {ERR_NET_REFUSED,     ERR_NET_RESET,    ERR_NET_TIMEOUT,
                                       ERR_NET_UNREACHABLE, ERR_NET_CLOSED,   ERR_NET_SYSTEM,
                                       ERR_NET_RESOLVER,    ERR_NET_STARTTLS, ERR_MEMORY};

    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++) {
        if (passing[i] == err)
            return true;
    }
    return false;
}

static uint64_t first_rest_us(const struct host_slot *slot)
{
    uint64_t us = slot->host->plan->rest_us;

    return us == 0 ? REST_US : us;
}

static enum host_act again(struct host_slot *slot, uint64_t rest_us)
{
    slot->rest_until_us = net_now_us() + rest_us;
    return ACT_AGAIN;
}

static enum host_act again_soon(struct host_slot *slot)
{
    return again(slot, first_rest_us(slot) / PAUSES);
}

/* Again after that number of failures: each rest is twice as long as the one before. */
static enum host_act again_later(struct host_slot *slot, unsigned failures)
{
    unsigned doublings = failures < REST_DOUBLINGS ? failures : REST_DOUBLINGS;

    return again(slot, first_rest_us(slot) << doublings);
}

/* Keeps how the last connection ended, for a server that answers no hello. */
static void note_mute(struct host_slot *slot, const struct attempt_outcome *o)
{
    struct host_work *w = slot->host->work;

    w->mute_reason = o->reason;
    if (arena_copy(&slot->host->arena, &w->mute_text, o->text) != ERR_OK)
        w->mute_text = (struct span){0};
}

/* A server blocks only if it has spoken TLS before: one that never did may refuse STARTTLS. */
static enum scan_trouble trouble_of(const struct host_work *w, const struct attempt_outcome *o)
{
    if (!w->is_pinned)
        return SCAN_UNREACHED;
    if (o->kind != ATTEMPT_REFUSED)
        return SCAN_STOPPED;
    return w->good > 0 ? SCAN_BLOCKED : SCAN_NOT_TLS;
}

/* A server that has been reached before and is not any more is asked at least once again. */
static enum host_act failed(struct host_slot *slot, const struct attempt_outcome *o,
                            struct host_ending *end)
{
    const struct host_work *w = slot->host->work;
    unsigned retries = slot->host->plan->retries;

    note_mute(slot, o);
    if (w->is_pinned && retries == 0)
        retries = 1;
    if (may_pass(o->err) && slot->failures < retries)
        return again_later(slot, slot->failures++);
    *end = (struct host_ending){trouble_of(w, o), o->reason, o->text};
    return ACT_END;
}

/* --- hang-ups ------------------------------------------------------------------------------ */

/* No answer has come from this server yet: there is nothing to compare with. */
static enum host_act mute(struct host_slot *slot, const struct attempt_outcome *o,
                          struct host_ending *end)
{
    struct host_work *w = slot->host->work;

    /* Silence is not asked for again, because it takes the whole time limit. */
    if (o->kind != ATTEMPT_SILENT && slot->hang_ups < HANG_UPS)
        return again_soon(slot);
    note_mute(slot, o);
    w->mute++;
    if (w->mute + (o->kind == ATTEMPT_SILENT ? 1 : 0) < MUTE_MAX)
        return ACT_LEARN;
    *end = (struct host_ending){SCAN_NOT_TLS, o->reason, o->text};
    return ACT_END;
}

static enum host_act hung_up(struct host_slot *slot, const struct attempt_outcome *o,
                             struct host_ending *end)
{
    const struct host_work *w = slot->host->work;

    slot->hang_ups++;
    slot->hung_up_us = net_now_us();
    if (w->heard_at_us == 0 && slot->run != NULL)
        return mute(slot, o, end);
    if (slot->hang_ups < hang_ups_max(slot))
        return slot->run == NULL ? again_later(slot, slot->hang_ups) : again_soon(slot);
    if (slot->run != NULL)
        return ACT_HOLD;
    *end = (struct host_ending){SCAN_BLOCKED, o->reason, o->text};
    return ACT_END;
}

/* A hello that is asked again may still show that the server is unsteady. */
static bool is_asked_again(const struct host_work *w)
{
    for (unsigned i = 0; i < w->num_slots; i++) {
        if (w->slots[i].hang_ups > 0 && w->slots[i].state != SLOT_HELD)
            return true;
    }
    return false;
}

enum host_act host_outcome_held(struct host_slot *slot)
{
    struct host_work *w = slot->host->work;

    if (slot->hang_ups < hang_ups_max(slot))
        return again_soon(slot);
    if (w->known.n > 0 && (w->heard_at_us <= slot->hung_up_us || is_asked_again(w)))
        return ACT_HOLD;
    w->sure++;
    w->hasty += slot->hang_ups < HANG_UPS_UNSTEADY && !slot->ask.is_ssl2;
    return ACT_LEARN;
}

/* --- alerts -------------------------------------------------------------------------------- */

/* An alert is an answer.  If the server has accepted all of this before, or if much follows from
 * the alert, the same hello is asked once more.  The alert against a fallback cannot have another
 * reason (RFC 7507 3). */
static bool is_surprise(const struct host_slot *slot, const struct attempt_outcome *o)
{
    return slot->ask.asks_twice && !slot->is_refused && o->kind == ATTEMPT_ALERTED &&
           !o->is_complete && o->alert != ALERT_INAPPROPRIATE_FALLBACK;
}

/* --- all ----------------------------------------------------------------------------------- */

/* Neither a whole answer nor an alert in the place of one. */
static bool is_no_answer(const struct attempt_outcome *o)
{
    return o->kind == ATTEMPT_BROKEN || o->kind == ATTEMPT_FOREIGN ||
           (o->kind == ATTEMPT_ALERTED &&
            ((o->flight != NULL && o->flight->has_hello) || is_ssl2(o)));
}

enum host_act host_outcome_act(struct host_slot *slot, const struct attempt_outcome *outcome,
                               struct host_ending *end)
{
    struct host_work *w = slot->host->work;

    if (is_failure(outcome))
        return failed(slot, outcome, end);
    if (is_hang_up(outcome))
        return hung_up(slot, outcome, end);
    if (slot->hang_ups > 0 && slot->run != NULL)
        w->unsteady++;
    if (is_surprise(slot, outcome)) {
        slot->is_refused = true;
        return again(slot, 0);
    }
    w->flips += slot->is_refused && outcome->is_complete;
    if (slot->run == NULL && w->is_checked && !outcome->is_complete) {
        *end = (struct host_ending){SCAN_UNSTEADY, REASON_OK,
                                    span_str("the server refuses now what it accepted at first")};
        return ACT_END;
    }
    if (outcome->kind == ATTEMPT_FOREIGN && w->heard_at_us == 0) {
        *end = (struct host_ending){SCAN_NOT_TLS, outcome->reason, outcome->text};
        return ACT_END;
    }
    if (is_no_answer(outcome) && w->answers == 0)
        note_mute(slot, outcome);
    if (w->answers == 0 && w->alerts >= ALERTS_MAX) {
        *end = (struct host_ending){SCAN_NOT_TLS, REASON_ALERT, {0}};
        return ACT_END;
    }
    return ACT_LEARN;
}
