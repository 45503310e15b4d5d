/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Resumption in TLS 1.2, and Ticketbleed with it:
 *
 *   WHOLE     a handshake that offers tickets
 *   BLEED     a hello with the ticket and a session ID of 31 bytes.  A server that takes the ticket
 *             repeats the ID (RFC 5077 3.4), and sends ChangeCipherSpec instead of a certificate;
 *             one with CVE-2016-9244 repeats 32 bytes, so that at most one byte of its memory comes
 *             along, which is not kept
 *   TICKET    a handshake with the ticket, if the server did not take it in such a hello
 *   WHOLE_ID  a handshake that offers no tickets
 *   ID        one that resumes by its session ID
 *   WEB       one with a HEAD request, if there is no TLS 1.3
 */
#include "config.h"

#include "app/scan/ask.h"
#include "app/scan/fact_note.h"
#include "app/scan/head_probe.h"
#include "app/scan/probe_hello.h"
#include "app/scan/scan_client.h"

enum resume12_step { WHOLE, BLEED, TICKET, WHOLE_ID, ID, WEB, OVER };
enum { BLEED_ID = SESSION_ID_MAX - 1, QUIET_US = 2000000 };

struct resume12 {
    struct tls_config *config; /* of this attempt; NULL: a hello alone */
    struct session session;    /* of the last handshake; version 0: none */
    struct head_probe head;
    uint8_t id[BLEED_ID];
    bool is_bleed_answered; /* BLEED had a hello for an answer */
};

static bool ready(const struct scan_facts *facts)
{
    return fact_is_known(facts, SCAN_1_2, SCAN_1_3) &&
           (fact_accepts(facts, SCAN_1_2) || fact_is_known(facts, SCAN_SSL_3, SCAN_1_1));
}

/* --- hooks of the connection --------------------------------------------------------------- */

static void on_ticket(void *ctx, const struct session *session)
{
    struct resume12 *r = ((const struct question_run *)ctx)->state;

    session_free(&r->session);
    if (session_copy(&r->session, session) != ERR_OK)
        session_free(&r->session);
}

static void on_event(void *ctx, const struct event *ev)
{
    struct resume12 *r = ((const struct question_run *)ctx)->state;

    if (ev->kind == EVENT_DATA && !ev->sent)
        head_probe_data(&r->head, ev->bytes);
}

static bool on_turn(void *ctx, struct attempt *attempt, struct tls *tls)
{
    struct resume12 *r = ((const struct question_run *)ctx)->state;

    (void)attempt;
    return head_probe_turn(&r->head, tls);
}

/* --- asking -------------------------------------------------------------------------------- */

/* Our client has no older version: what the server does there stays unknown. */
static void note_none(struct scan_facts *facts)
{
    static const enum scan_feature features[] = {FEATURE_RESUMPTION_ID, FEATURE_RESUMPTION_TICKET,
                                                 FEATURE_TICKETBLEED};
    bool is_old = fact_newest_old(facts) != 0;

    for (size_t i = 0; i < sizeof features / sizeof features[0]; i++)
        fact_note(facts, features[i], is_old ? SCAN_UNKNOWN : SCAN_NO,
                  is_old ? N_("this is asked in TLS 1.2 only") : N_("it does not accept TLS 1.2"));
}

static void ask_bleed(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct resume12 *r = run->state;

    rng_fill(&run->host->plan->rng, r->id, sizeof r->id);
    probe_hello_put(hello, run->host,
                    &(struct probe_hello){.version = TLS_1_2,
                                          .suite = probe_hello_any,
                                          .with = OFFER_TICKET | OFFER_SESSION_ID,
                                          .ticket = buf_span(&r->session.ticket),
                                          .session_id = span_of(r->id, sizeof r->id)});
    out->depth = ATTEMPT_FLIGHT;
    out->asks_twice = true;
}

static bool ask_handshake(struct question_run *run, struct attempt_ask *out)
{
    struct resume12 *r = run->state;
    bool resumes = run->step == TICKET || run->step == ID;

    r->config = scan_client_new(run->host, TLS_1_2);
    if (r->config == NULL)
        return false;
    r->config->session = resumes ? &r->session : NULL;
    r->config->without.tickets = run->step >= WHOLE_ID;
    out->depth = ATTEMPT_HANDSHAKE;
    out->asks_twice = true;
    out->config = r->config;
    out->ticket = resumes ? NULL : on_ticket;
    if (run->step == WEB) {
        scan_client_web(r->config, run->host);
        head_probe_init(&r->head, run->host, true);
        out->turn = on_turn;
        out->event = on_event;
        out->quiet_us = QUIET_US;
    }
    return true;
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    if (!fact_accepts(&run->host->facts, SCAN_1_2)) {
        note_none(&run->host->facts);
        return false;
    }
    if (run->step == WEB && fact_accepts(&run->host->facts, SCAN_1_3))
        run->step = OVER;
    if (run->state == NULL)
        run->state = ARENA_NEW(&run->host->arena, struct resume12);
    if (run->step == OVER || run->state == NULL)
        return false;
    if (run->step != BLEED)
        return ask_handshake(run, out);
    ask_bleed(run, out, hello);
    return true;
}

/* --- learning ------------------------------------------------------------------------------ */

static void note_lifetime(struct question_run *run)
{
    const struct resume12 *r = run->state;
    struct scan_facts *facts = &run->host->facts;

    if (fact_accepts(facts, SCAN_1_3))
        return;
    if (r->session.lifetime > 0)
        fact_note_value(facts, FEATURE_TICKET_LIFETIME, r->session.lifetime);
    else
        fact_note(facts, FEATURE_TICKET_LIFETIME, SCAN_UNKNOWN,
                  N_("the server leaves it open (RFC 5077 3.3)"));
}

/* A server that sends no ticket may have sent an ID instead. */
static enum resume12_step learn_whole(struct question_run *run, const struct attempt_outcome *o)
{
    static const char why[] = N_("the handshake of TLS 1.2 was not completed");
    struct resume12 *r = run->state;
    struct scan_facts *facts = &run->host->facts;

    if (!o->is_complete) {
        fact_note(facts, FEATURE_RESUMPTION_ID, SCAN_UNKNOWN, why);
        fact_note(facts, FEATURE_RESUMPTION_TICKET, SCAN_UNKNOWN, why);
        fact_note(facts, FEATURE_TICKETBLEED, SCAN_UNKNOWN, why);
        return OVER;
    }
    if (r->session.ticket.n > 0) {
        note_lifetime(run);
        return BLEED;
    }
    fact_note(facts, FEATURE_RESUMPTION_TICKET, SCAN_NO, N_("it sends no tickets"));
    fact_note(facts, FEATURE_TICKETBLEED, SCAN_NO, N_("it sends no tickets"));
    if (!fact_accepts(facts, SCAN_1_3))
        fact_note(facts, FEATURE_TICKET_LIFETIME, SCAN_NO, N_("it sends no tickets"));
    return r->session.session_id_n > 0 ? ID : WHOLE_ID;
}

static enum resume12_step learn_bleed(struct question_run *run, const struct attempt_outcome *o)
{
    struct resume12 *r = run->state;
    struct scan_facts *facts = &run->host->facts;
    struct span ours = span_of(r->id, sizeof r->id), echo = {0};

    r->is_bleed_answered = ask_has_hello(o) && o->flight->version == TLS_1_2;
    if (r->is_bleed_answered)
        echo = o->flight->hello.session_id;
    if (span_starts(echo, ours) && echo.n > ours.n)
        fact_note(facts, FEATURE_TICKETBLEED, SCAN_YES,
                  N_("it repeats more of the session ID than was sent"));
    if (!span_starts(echo, ours) || !o->flight->is_resumed)
        return TICKET;
    fact_note(facts, FEATURE_RESUMPTION_TICKET, SCAN_YES, NULL);
    fact_note(facts, FEATURE_TICKETBLEED, SCAN_NO, NULL);
    return WHOLE_ID;
}

/* The server is not vulnerable if it takes the ticket, and has answered a hello with a short
 * session ID without taking it there. */
static enum resume12_step learn_ticket(struct question_run *run, const struct attempt_outcome *o)
{
    const struct resume12 *r = run->state;
    struct scan_facts *facts = &run->host->facts;

    if (!o->is_complete) {
        fact_note(facts, FEATURE_RESUMPTION_TICKET, SCAN_UNKNOWN,
                  N_("the handshake was not completed"));
        fact_note(facts, FEATURE_TICKETBLEED, SCAN_UNKNOWN, N_("the handshake was not completed"));
    } else if (o->info->resumed) {
        fact_note(facts, FEATURE_RESUMPTION_TICKET, SCAN_YES, NULL);
        fact_note(facts, FEATURE_TICKETBLEED, r->is_bleed_answered ? SCAN_NO : SCAN_UNKNOWN,
                  r->is_bleed_answered ? NULL
                                       : N_("it did not answer a hello with a short session ID"));
    } else {
        fact_note(facts, FEATURE_RESUMPTION_TICKET, SCAN_NO, N_("it did not take its own ticket"));
        fact_note(facts, FEATURE_TICKETBLEED, SCAN_UNKNOWN, N_("it did not take its own ticket"));
    }
    return WHOLE_ID;
}

static enum resume12_step learn_whole_id(struct question_run *run, const struct attempt_outcome *o)
{
    const struct resume12 *r = run->state;
    struct scan_facts *facts = &run->host->facts;

    if (!o->is_complete)
        fact_note(facts, FEATURE_RESUMPTION_ID, SCAN_UNKNOWN,
                  N_("the handshake was not completed"));
    else if (r->session.session_id_n == 0)
        fact_note(facts, FEATURE_RESUMPTION_ID, SCAN_NO, N_("it gives no session ID"));
    return o->is_complete && r->session.session_id_n > 0 ? ID : WEB;
}

static enum resume12_step learn_id(struct question_run *run, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &run->host->facts;

    if (!o->is_complete)
        fact_note(facts, FEATURE_RESUMPTION_ID, SCAN_UNKNOWN,
                  N_("the handshake was not completed"));
    else
        fact_note(facts, FEATURE_RESUMPTION_ID, o->info->resumed ? SCAN_YES : SCAN_NO,
                  o->info->resumed ? NULL : N_("it did not know its own session ID"));
    return WEB;
}

static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    struct resume12 *r = run->state;

    scan_client_free(&r->config);
    scan_client_note(run->host, outcome, false);
    switch ((enum resume12_step)run->step) {
    case WHOLE: run->step = learn_whole(run, outcome); break;
    case BLEED: run->step = learn_bleed(run, outcome); break;
    case TICKET: run->step = learn_ticket(run, outcome); break;
    case WHOLE_ID: run->step = learn_whole_id(run, outcome); break;
    case ID: run->step = learn_id(run, outcome); break;
    case WEB:
    case OVER: run->step = OVER; break;
    }
    if (run->step == WHOLE_ID)
        session_free(&r->session);
}

static void end(struct question_run *run)
{
    struct resume12 *r = run->state;

    scan_client_free(&r->config);
    session_free(&r->session);
    head_probe_free(&r->head);
}

const struct scan_question question_resume12 = {
    .name = "resumption in TLS 1.2",
    .most = OVER,
    .ready = ready,
    .ask = ask,
    .learn = learn,
    .end = end,
};
