/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Renegotiation started by the client: once, and only secure renegotiation (RFC 5746 3.5): after a
 * handshake of TLS 1.2 a ClientHello with the verify_data of our Finished, under the keys of the
 * connection.  A server that answers with a ServerHello does it, and lets clients cost it one
 * handshake after the other; the connection is then closed.
 */
#include "config.h"

#include "app/scan/fact_note.h"
#include "app/scan/scan_client.h"
#include "app/scan/usual_offer.h"
#include "lib/tls/core/fault.h"
#include "lib/tls/fault/fault_record.h"

enum { QUIET_US = 2000000, HELLO_MAX = 4096 };

struct renegotiation {
    struct tls_config *config;
    bool is_sent, is_secure, is_accepted, is_refused;
};

/* Records may be sent between those of the connection; the connection itself follows the rules. */
static const struct tls_faults no_faults;

static bool ready(const struct scan_facts *facts)
{
    return fact_is_known(facts, SCAN_1_2, SCAN_1_2) &&
           (fact_accepts(facts, SCAN_1_2) || fact_is_known(facts, SCAN_SSL_3, SCAN_1_1));
}

/* The message of a hello: its only record without the header. */
static void say_hello(struct renegotiation *r, const struct host_scan *host, struct tls *tls)
{
    const struct tls_info *info = tls_info(tls);
    struct buf extra, record;
    struct hello_offer offer;

    buf_init(&extra, HELLO_MAX);
    buf_init(&record, HELLO_MAX);
    usual_offer(&offer, host);
    offer.versions = (struct offer_list){0};
    offer.alpn = (struct span){0};
    offer.with &= ~(unsigned)(OFFER_RENEGOTIATION | OFFER_PSK_MODES | OFFER_SESSION_ID);
    ext_reneg_put(&extra, span_of(info->tls_unique, info->tls_unique_n));
    offer.extra = buf_span(&extra);
    hello_offer_put(&record, &offer, &host->plan->rng);
    if (extra.err == ERR_OK && record.err == ERR_OK) {
        fault_record(tls, CONTENT_HANDSHAKE, span_tail(buf_span(&record), RECORD_HEADER));
        r->is_sent = true;
    }
    buf_free(&extra);
    buf_free(&record);
}

static bool on_turn(void *ctx, struct attempt *attempt, struct tls *tls)
{
    const struct question_run *run = ctx;
    struct renegotiation *r = run->state;

    (void)attempt;
    if (r->is_sent)
        return !r->is_refused && !r->is_accepted;
    r->is_secure = tls_info(tls)->secure_renegotiation;
    if (r->is_secure)
        say_hello(r, run->host, tls);
    return r->is_sent;
}

static void on_event(void *ctx, const struct event *ev)
{
    struct renegotiation *r = ((const struct question_run *)ctx)->state;

    if (ev->sent || !r->is_sent)
        return;
    r->is_accepted |= ev->kind == EVENT_MESSAGE && ev->type == HS_SERVER_HELLO;
    r->is_refused |= ev->kind == EVENT_ALERT;
}

/* Older versions would need a handshake that our client does not have. */
static void note_none(struct scan_facts *facts)
{
    bool is_old = fact_newest_old(facts) != 0;

    fact_note(facts, FEATURE_CLIENT_RENEGOTIATION, is_old ? SCAN_UNKNOWN : SCAN_NO,
              is_old ? N_("this is asked in TLS 1.2 only") : N_("TLS 1.3 has no renegotiation"));
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct renegotiation *r;

    (void)hello;
    if (!fact_accepts(&run->host->facts, SCAN_1_2)) {
        note_none(&run->host->facts);
        return false;
    }
    run->state = r = ARENA_NEW(&run->host->arena, struct renegotiation);
    if (r == NULL || (r->config = scan_client_new(run->host, TLS_1_2)) == NULL)
        return false;
    r->config->faults = &no_faults;
    out->depth = ATTEMPT_HANDSHAKE;
    out->asks_twice = true;
    out->config = r->config;
    out->turn = on_turn;
    out->event = on_event;
    out->quiet_us = QUIET_US;
    return true;
}

static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    const struct renegotiation *r = run->state;
    struct scan_facts *facts = &run->host->facts;
    bool has_ended = outcome->kind == ATTEMPT_CLOSED || outcome->kind == ATTEMPT_RESET;

    scan_client_note(run->host, outcome, false);
    if (!outcome->is_complete)
        fact_note(facts, FEATURE_CLIENT_RENEGOTIATION, SCAN_UNKNOWN,
                  N_("the handshake of TLS 1.2 was not completed"));
    else if (!r->is_secure)
        fact_note(facts, FEATURE_CLIENT_RENEGOTIATION, SCAN_UNKNOWN,
                  N_("it has no secure renegotiation, and renegotiation without protection is not "
                     "tried"));
    else if (r->is_accepted)
        fact_note(facts, FEATURE_CLIENT_RENEGOTIATION, SCAN_YES,
                  N_("it answered a second ClientHello on the same connection"));
    else if (r->is_refused || has_ended)
        fact_note(facts, FEATURE_CLIENT_RENEGOTIATION, SCAN_NO, NULL);
    else
        fact_note(facts, FEATURE_CLIENT_RENEGOTIATION, SCAN_UNKNOWN,
                  N_("it did not answer a second ClientHello"));
}

static void end(struct question_run *run)
{
    scan_client_free(&((struct renegotiation *)run->state)->config);
}

const struct scan_question question_renegotiation = {
    .name = "renegotiation by the client",
    .most = 1,
    .is_last = true, /* some servers take their time after it, others hold it against the client */
    .ready = ready,
    .ask = ask,
    .learn = learn,
    .end = end,
};
