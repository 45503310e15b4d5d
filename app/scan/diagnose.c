/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/diagnose_inside.h"

#include "app/scan/alpn_offer.h"
#include "lib/view/text/lang.h"

enum {
    HELLO_MAX = 1 << 14,
    KEPT = 4, /* attempts that are kept for several changes at once, and for a confirmation */
};

/* --- the order ----------------------------------------------------------------------------- */

/* The order of axes by how the server refused: the likely ones first.  All rows that fit count, one
 * after the other; the last one fits always. */
struct order {
    enum err err; /* OK: any other */
    int alert;    /* of ERR_TLS_ALERT_RECEIVED; -1: any */
    enum diagnosis_axis first[AXIS_COUNT];
};

#define ALERTED(alert) ERR_TLS_ALERT_RECEIVED, ALERT_##alert
static const struct order orders[] = {
    {ALERTED(PROTOCOL_VERSION), {AXIS_VERSION, AXIS_OLD, AXIS_SHAPE, AXIS_ALONE}},
    {ALERTED(HANDSHAKE_FAILURE), {AXIS_GROUP, AXIS_SUITE, AXIS_SCHEME, AXIS_VERSION}},
    {ALERTED(INSUFFICIENT_SECURITY), {AXIS_SUITE, AXIS_GROUP, AXIS_SCHEME}},
    {ALERTED(MISSING_EXTENSION), {AXIS_NAME, AXIS_GROUP, AXIS_SCHEME, AXIS_ALPN}},
    {ALERTED(UNRECOGNIZED_NAME), {AXIS_NAME}},
    {ALERTED(NO_APPLICATION_PROTOCOL), {AXIS_ALPN}},
    {ALERTED(UNSUPPORTED_CERTIFICATE), {AXIS_SCHEME, AXIS_IDENTITY}},
    {ALERTED(INTERNAL_ERROR), {AXIS_NAME, AXIS_SHAPE, AXIS_ALONE}},
    {ALERTED(ILLEGAL_PARAMETER), {AXIS_ODD, AXIS_SHAPE, AXIS_ALONE, AXIS_GROUP}},
    {ALERTED(DECODE_ERROR), {AXIS_ODD, AXIS_SHAPE, AXIS_ALONE}},
    {ERR_TLS_VERSION_NOT_OURS, -1, {AXIS_OLD, AXIS_VERSION}},
    {ERR_TLS_ALERT_RECEIVED,
     -1,
     {AXIS_ODD, AXIS_SUITE, AXIS_GROUP, AXIS_SCHEME, AXIS_VERSION, AXIS_FOREIGN, AXIS_NAME,
      AXIS_ALONE, AXIS_OLD, AXIS_SHAPE, AXIS_ALPN}},
    /* Closed, reset or silent: what a server or a middlebox cannot bear. */
    {ERR_OK,
     -1,
     {AXIS_ODD, AXIS_SHAPE, AXIS_NAME, AXIS_VERSION, AXIS_ALONE, AXIS_SUITE, AXIS_GREASE, AXIS_OLD,
      AXIS_GROUP, AXIS_SCHEME, AXIS_FOREIGN, AXIS_ALPN, AXIS_IDENTITY}},
};
enum { ORDERS = sizeof orders / sizeof orders[0] };

static const struct {
    enum diagnosis_axis axis;
} changes[] = {
#define TRIAL(ID, axis, text) {AXIS_##axis},
#include "lib/scan/trials.def"
#undef TRIAL
};

static bool fits(const struct order *order, const struct diagnose_failed *failed)
{
    return order == &orders[ORDERS - 1] ||
           (order->err == failed->err && (order->alert < 0 || order->alert == failed->alert));
}

/* --- the diagnosis ------------------------------------------------------------------------- */

/* Tries the changes of an axis; true: one explains the failure. */
static bool try_axis(struct diagnose *d, enum diagnosis_axis axis)
{
    for (enum diagnosis_trial c = 0; c < TRIAL_COUNT; c++) {
        if (changes[c].axis != axis || d->tried[c] || !diagnose_change_is(d, c))
            continue;
        if (diagnose_left(d) <= KEPT)
            return false;
        const struct diagnosis_attempt *a = diagnose_attempt(d, c, NULL);
        if (a == NULL)
            return false;
        if (a->worked && diagnose_explain(d, a))
            return true;
    }
    return false;
}

static bool try_all(struct diagnose *d)
{
    for (const struct order *o = orders; o < orders + ORDERS; o++) {
        for (size_t i = 0; fits(o, d->failed) && i < AXIS_COUNT && o->first[i] != AXIS_NONE; i++) {
            if ((d->is_old && try_axis(d, AXIS_OLD)) || try_axis(d, o->first[i]))
                return true;
        }
    }
    return false;
}

/* Makes an attempt once more, which has to end as before. */
static void repeat(struct diagnose *d, const struct diagnosis_attempt *attempt)
{
    bool worked = attempt->worked;
    const struct diagnosis_attempt *a = diagnose_attempt(d, attempt->change, &attempt->without);

    if (a == NULL || a->worked != worked)
        d->out->is_confirmed = false;
    if (a != NULL && a->worked != worked)
        d->out->result = DIAGNOSIS_UNSTEADY;
}

/* The same once more: it has to fail again, or the change was not the cause.  Then the refusal
 * that says "only", if there is one.  At last what worked: it has to work again, or the server has
 * had enough of us meanwhile, and refusals say nothing. */
static void confirm(struct diagnose *d)
{
    static const struct diagnosis_attempt again = {.change = TRIAL_AGAIN};
    const struct diagnosis_attempt *proof = diagnose_proof(d);

    d->out->is_confirmed = true;
    repeat(d, &again);
    if (d->out->is_confirmed && d->denial != NULL && diagnose_left(d) > 1)
        repeat(d, d->denial);
    if (d->out->is_confirmed && proof != NULL)
        repeat(d, proof);
}

static void examine(struct diagnose *d)
{
    const struct diagnosis_attempt *a = diagnose_attempt(d, TRIAL_AGAIN, NULL);

    d->out->result = DIAGNOSIS_UNKNOWN;
    if (a != NULL && a->worked) {
        d->out->result = DIAGNOSIS_UNSTEADY;
        return;
    }
    if (d->failed->reason == REASON_CLIENT_CERTIFICATE)
        diagnose_identity(d);
    else if (!try_all(d))
        diagnose_combine(d);
    if (d->out->result == DIAGNOSIS_FOUND) {
        diagnose_identity_too(d);
        confirm(d);
    }
    if (d->out->result != DIAGNOSIS_FOUND && d->is_cut_off)
        d->out->result = DIAGNOSIS_CUT_OFF;
}

static const struct {
    enum reason reason;
    const char *why;
} no_refusals[] = {
    {REASON_RENEGOTIATION, N_("the handshake was complete when the server asked for another one")},
    {REASON_NOT_TLS, N_("what the server sent is not TLS")},
    {REASON_LIMIT, N_("a limit of tlsbox ended the handshake")},
};

const char *diagnose_why_not(enum reason reason, bool connected)
{
    for (size_t i = 0; i < sizeof no_refusals / sizeof no_refusals[0]; i++) {
        if (no_refusals[i].reason == reason)
            return no_refusals[i].why;
    }
    if (!connected)
        return N_("no connection on which TLS can begin was made");
    if (reason_exit(reason) == EXIT_VERDICT)
        return N_("the server accepted the handshake, and its certificate was refused here");
    if (reason_exit(reason) == EXIT_HANDSHAKE || reason_exit(reason) == EXIT_NETWORK)
        return NULL;
    return N_("the server did not refuse the handshake");
}

enum err diagnose_run(struct diagnosis *out, struct arena *arena,
                      const struct diagnose_failed *failed)
{
    static const struct scan_facts none;
    struct diagnose d = {.failed = failed, .arena = arena, .out = out};
    struct buf protocols;

    *out = (struct diagnosis){.was_heard = failed->heard};
    buf_init(&protocols, HELLO_MAX);
    alpn_offer_put(&protocols, &none);
    d.protocols = buf_span(&protocols);
    d.site = (struct attempt_site){.loop = failed->loop, .request = failed->request};
    d.err = protocols.err;
    if (d.err == ERR_OK)
        examine(&d);
    buf_free(&protocols);
    return d.err;
}
