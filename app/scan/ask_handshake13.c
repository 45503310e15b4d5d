/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What whole handshakes of TLS 1.3 show, several facts in each connection:
 *
 *   WHOLE    everything is offered: the first chain, staples, compression, tickets, whether a
 *            client certificate is asked for
 *   RESUME   the ticket is offered, and early data if it allows any.  Not a byte of early data is
 *            sent: whether the server takes it shows without.  After the handshake comes a HEAD
 *            request, if HTTP is spoken.  It is not in the first connection: a server that does not
 *            answer would not end that well, and some then forget its tickets
 *   SCHEMES  each signature scheme that the server chose is left out in the next handshake, until
 *            it refuses.  Certificates of other kinds of keys come with their schemes
 *   ORDER    the schemes in reverse order: whose preference counts?
 *   PROTOCOLS  the same with ALPN, if TLS 1.2 is not accepted, where that is asked for less
 *   NAMELESS without server_name, if no older version shows that for less
 *
 * Schemes that we do not have are offered as well: CertificateVerify names the one that was chosen,
 * and our client then ends the handshake.
 */
#include "config.h"

#include "app/scan/alpn_offer.h"
#include "app/scan/ask.h"
#include "app/scan/fact_note.h"
#include "app/scan/head_probe.h"
#include "app/scan/scan_client.h"

enum handshake13_step { WHOLE, RESUME, SCHEMES, ORDER, PROTOCOLS, NAMELESS, OVER };
enum { ATTEMPTS = 60, ALPN_MAX = 512, QUIET_US = 2000000 };

struct handshake13 {
    struct host_scan *host;
    struct tls_config *config; /* of this attempt */
    struct session session;    /* of the last ticket; version 0: none came */
    struct numbers left;       /* schemes that the server has not chosen */
    struct head_probe head;
    struct buf alpn;
    uint16_t group;  /* that the server chose; 0: not known */
    uint16_t scheme; /* that CertificateVerify named in this attempt; 0: none */
    unsigned tickets;
    bool is_without_alpn, speaks_http;
};

static const char no_13[] = N_("it does not accept TLS 1.3");

static bool ready(const struct scan_facts *facts)
{
    return fact_is_known(facts, SCAN_1_3, SCAN_1_3) &&
           (facts->versions[SCAN_1_3].accepted != SCAN_YES ||
            fact_is_known(facts, SCAN_1_2, SCAN_1_2));
}

/* --- hooks of the connection --------------------------------------------------------------- */

static void on_event(void *ctx, const struct event *ev)
{
    const struct question_run *run = ctx;
    struct handshake13 *h = run->state;
    struct certificate_verify verify;
    struct fail fail = {0};

    if (ev->sent)
        return;
    if (ev->kind == EVENT_DATA)
        head_probe_data(&h->head, ev->bytes);
    if (ev->kind == EVENT_MESSAGE && ev->type == HS_CERTIFICATE_VERIFY &&
        certificate_verify_parse(&verify, span_tail(ev->bytes, MSG_HEADER), &fail) == ERR_OK)
        h->scheme = verify.scheme;
}

static void on_ticket(void *ctx, const struct session *session)
{
    const struct question_run *run = ctx;
    struct handshake13 *h = run->state;

    h->tickets++;
    session_free(&h->session);
    if (session_copy(&h->session, session) != ERR_OK)
        session_free(&h->session);
}

static bool on_turn(void *ctx, struct attempt *attempt, struct tls *tls)
{
    const struct question_run *run = ctx;
    struct handshake13 *h = run->state;

    (void)attempt;
    return head_probe_turn(&h->head, tls);
}

/* --- asking -------------------------------------------------------------------------------- */

/* Schemes of TLS 1.3: first those of browsers, then the others that we have, then the rest. */
static void list_schemes(struct numbers *out)
{
    struct numbers usual;
    const struct scheme *s;

    names_default_schemes(&usual);
    out->num = 0;
    for (size_t i = 0; i < usual.num; i++) {
        s = scheme_find(usual.v[i]);
        if (s != NULL && s->in13)
            out->v[out->num++] = s->id;
    }
    for (size_t i = 0; out->num < NAMES_MAX && (s = scheme_at(i)) != NULL; i++) {
        size_t at = 0;

        while (at < out->num && out->v[at] != s->id)
            at++;
        if (s->in13 && at == out->num)
            out->v[out->num++] = s->id;
    }
}

/* The versions have no handshake of TLS 1.3 in common. */
static void note_none(struct scan_facts *facts)
{
    static const enum scan_feature features[] = {FEATURE_RESUMPTION_PSK, FEATURE_EARLY_DATA,
                                                 FEATURE_TICKETS, FEATURE_CERTIFICATE_COMPRESSION};

    for (size_t i = 0; i < sizeof features / sizeof features[0]; i++)
        fact_note(facts, features[i], SCAN_NO, no_13);
}

static struct handshake13 *begin(struct question_run *run)
{
    struct handshake13 *h = ARENA_NEW(&run->host->arena, struct handshake13);

    run->state = h;
    if (h == NULL)
        return NULL;
    h->host = run->host;
    list_schemes(&h->left);
    buf_init(&h->alpn, ALPN_MAX);
    return h;
}

static const struct scan_list *accepted(const struct handshake13 *h)
{
    return &h->host->facts.versions[SCAN_1_3].schemes;
}

/* True if there is something to ask in this step. */
static bool has_step(const struct handshake13 *h, enum handshake13_step step)
{
    const struct scan_facts *facts = &h->host->facts;

    switch (step) {
    case RESUME: return h->session.version != 0 || h->speaks_http;
    case SCHEMES: return h->left.num > 0 && !accepted(h)->complete;
    case ORDER: return accepted(h)->ids.num > 1;
    case PROTOCOLS: return !fact_accepts(facts, SCAN_1_2) && !facts->manner.needs_no_alpn;
    case NAMELESS: return h->host->server_name.n > 0 && fact_newest_old(facts) == 0;
    default: return true;
    }
}

static void offer_alpn(struct handshake13 *h)
{
    buf_truncate(&h->alpn, 0);
    alpn_offer_put(&h->alpn, &h->host->facts);
    h->config->alpn = buf_span(&h->alpn);
}

/* The schemes that were accepted, the last one first. */
static void offer_reversed(struct handshake13 *h)
{
    const struct scan_ids *ids = &accepted(h)->ids;

    h->config->schemes.num = 0;
    for (size_t i = ids->num; i > 0 && h->config->schemes.num < NAMES_MAX; i--)
        h->config->schemes.v[h->config->schemes.num++] = ids->v[i - 1];
}

/* One key share is enough from now on, of the group that the server chose. */
static void settle_group(struct tls_config *config, uint16_t group)
{
    struct numbers all = config->groups;

    if (group == 0)
        return;
    config->groups = (struct numbers){.v = {group}, .num = 1};
    for (size_t i = 0; i < all.num && config->groups.num < NAMES_MAX; i++) {
        if (all.v[i] != group)
            config->groups.v[config->groups.num++] = all.v[i];
    }
    config->num_shares = 1;
    config->fallback_share = false;
}

/* What the handshake of a step offers. */
static void offer(struct handshake13 *h, enum handshake13_step step)
{
    struct tls_config *c = h->config;

    settle_group(c, h->group);
    if (step <= RESUME && !h->is_without_alpn)
        scan_client_web(c, h->host);
    if (step == WHOLE || step == SCHEMES)
        c->schemes = h->left;
    else if (step == ORDER)
        offer_reversed(h);
    else
        list_schemes(&c->schemes);
    if (step == RESUME && h->session.version != 0) {
        c->session = &h->session;
        c->early_data = h->session.max_early_data > 0;
    } else if (step == PROTOCOLS) {
        offer_alpn(h);
    } else if (step == NAMELESS) {
        c->server_name = (struct span){0};
    }
}

static bool ask(struct question_run *run, struct attempt_ask *out, struct buf *hello)
{
    struct handshake13 *h = run->state;

    (void)hello;
    if (!fact_accepts(&run->host->facts, SCAN_1_3)) {
        note_none(&run->host->facts);
        return false;
    }
    if (h == NULL && (h = begin(run)) == NULL)
        return false;
    while (run->step < OVER && !has_step(h, run->step))
        run->step++;
    if (run->step == OVER)
        return false;
    h->config = scan_client_new(run->host, TLS_1_3);
    if (h->config == NULL)
        return false;
    offer(h, run->step);
    h->scheme = 0;
    h->tickets = 0;
    head_probe_init(&h->head, run->host, run->step == RESUME);
    out->depth = ATTEMPT_HANDSHAKE;
    out->asks_twice = true;
    out->config = h->config;
    out->event = on_event;
    out->quiet_us = QUIET_US;
    out->ticket = run->step == WHOLE ? on_ticket : NULL;
    out->turn = run->step <= RESUME ? on_turn : NULL;
    return true;
}

/* --- learning ------------------------------------------------------------------------------ */

static void leave_out(struct numbers *list, uint16_t id)
{
    size_t num = 0;

    for (size_t i = 0; i < list->num; i++) {
        if (list->v[i] != id)
            list->v[num++] = list->v[i];
    }
    list->num = num;
}

/* Tickets come after the handshake: if the server has ended the connection too, no more of them
 * are on their way. */
static void note_tickets(struct handshake13 *h, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &h->host->facts;
    bool is_all = o->kind == ATTEMPT_ANSWERED || o->kind == ATTEMPT_CLOSED;

    if (h->tickets > 0) {
        fact_note_value(facts, FEATURE_TICKET_LIFETIME, h->session.lifetime);
        fact_note(facts, FEATURE_EARLY_DATA, h->session.max_early_data > 0 ? SCAN_UNKNOWN : SCAN_NO,
                  h->session.max_early_data > 0 ? N_("the handshake was not completed")
                                                : N_("its tickets do not allow any"));
    } else if (is_all) {
        fact_note(facts, FEATURE_RESUMPTION_PSK, SCAN_NO, N_("it sends no tickets"));
        fact_note(facts, FEATURE_EARLY_DATA, SCAN_NO, N_("it sends no tickets"));
        if (!fact_accepts(facts, SCAN_1_2))
            fact_note(facts, FEATURE_TICKET_LIFETIME, SCAN_NO, N_("it sends no tickets"));
    } else {
        fact_note(facts, FEATURE_RESUMPTION_PSK, SCAN_UNKNOWN, N_("no ticket came in time"));
        fact_note(facts, FEATURE_EARLY_DATA, SCAN_UNKNOWN, N_("no ticket came in time"));
    }
    if (h->tickets > 0 || is_all)
        fact_note_value(facts, FEATURE_TICKETS, h->tickets);
}

/* A scheme that was not offered ends the enumeration: the server looks at no list. */
static bool take_scheme(struct handshake13 *h)
{
    struct scan_list *list = &h->host->facts.versions[SCAN_1_3].schemes;
    size_t num = h->left.num;

    leave_out(&h->left, h->scheme);
    if (h->left.num == num)
        return false;
    return scan_ids_add(&list->ids, h->scheme, &h->host->arena) == ERR_OK;
}

static bool refuses_alpn(const struct attempt_outcome *o)
{
    return o->kind == ATTEMPT_ALERTED && !o->is_complete &&
           o->alert == ALERT_NO_APPLICATION_PROTOCOL;
}

/* In the second attempt nothing is offered by ALPN if the first was refused because of it. */
static enum handshake13_step learn_whole(struct handshake13 *h, const struct attempt_outcome *o)
{
    static const char why[] = N_("the handshake of TLS 1.3 was not completed");

    if (refuses_alpn(o) && !h->is_without_alpn) {
        h->is_without_alpn = true;
        return WHOLE;
    }
    if (h->scheme != 0)
        (void)take_scheme(h);
    if (o->is_complete) {
        h->group = o->info->group;
        note_tickets(h, o);
        h->speaks_http = head_probe_speaks_http(h->host, o->info);
        return RESUME;
    }
    fact_note(&h->host->facts, FEATURE_RESUMPTION_PSK, SCAN_UNKNOWN, why);
    fact_note(&h->host->facts, FEATURE_EARLY_DATA, SCAN_UNKNOWN, why);
    return SCHEMES;
}

static enum handshake13_step learn_resume(struct handshake13 *h, const struct attempt_outcome *o)
{
    struct scan_facts *facts = &h->host->facts;
    const struct tls_info *info = o->info;

    if (h->session.version == 0)
        return SCHEMES;
    if (info == NULL || !o->is_complete) {
        fact_note(facts, FEATURE_RESUMPTION_PSK, SCAN_UNKNOWN,
                  N_("the handshake was not completed"));
        return SCHEMES;
    }
    fact_note(facts, FEATURE_RESUMPTION_PSK, info->resumed ? SCAN_YES : SCAN_NO,
              info->resumed ? NULL : N_("it did not take its own ticket"));
    if (info->early_data == EARLY_ACCEPTED)
        fact_note(facts, FEATURE_EARLY_DATA, SCAN_YES, NULL);
    else if (info->early_data == EARLY_REJECTED)
        fact_note(facts, FEATURE_EARLY_DATA, SCAN_NO,
                  N_("its ticket allows some, but it took none"));
    return SCHEMES;
}

/* The list is complete if the server refuses what is left, or if nothing is. */
static enum handshake13_step learn_schemes(struct question_run *run,
                                           const struct attempt_outcome *o)
{
    struct handshake13 *h = run->state;
    struct scan_list *list = &h->host->facts.versions[SCAN_1_3].schemes;
    size_t before = h->left.num;

    if (h->scheme != 0 && take_scheme(h) && h->left.num > 0)
        return SCHEMES;
    if (h->scheme != 0 && h->left.num == before)
        ask_lied(run);
    list->complete =
        list->ids.num > 0 &&
        (h->left.num == 0 || (h->scheme == 0 && o->kind == ATTEMPT_ALERTED && !o->is_complete));
    return ORDER;
}

static enum handshake13_step learn_order(struct handshake13 *h)
{
    struct scan_list *list = &h->host->facts.versions[SCAN_1_3].schemes;
    const struct scan_ids *ids = &list->ids;

    if (h->scheme == ids->v[0])
        list->order = SCAN_ORDER_SERVER;
    else if (h->scheme == ids->v[ids->num - 1])
        list->order = SCAN_ORDER_CLIENT;
    return PROTOCOLS;
}

/* A server that knows none of those that are left may go on without, or refuse (RFC 7301 3.2). */
static enum handshake13_step learn_protocols(struct handshake13 *h, const struct attempt_outcome *o)
{
    if (o->info == NULL || o->info->answers != ANSWERS_READ)
        return NAMELESS;
    return alpn_offer_note(h->host, o->info->alpn) ? PROTOCOLS : NAMELESS;
}

static void learn(struct question_run *run, const struct attempt_outcome *outcome)
{
    struct handshake13 *h = run->state;

    scan_client_free(&h->config);
    scan_client_note(run->host, outcome, run->step == NAMELESS);
    switch ((enum handshake13_step)run->step) {
    case WHOLE: run->step = learn_whole(h, outcome); break;
    case RESUME: run->step = learn_resume(h, outcome); break;
    case SCHEMES: run->step = learn_schemes(run, outcome); break;
    case ORDER: run->step = learn_order(h); break;
    case PROTOCOLS: run->step = learn_protocols(h, outcome); break;
    case NAMELESS:
    case OVER: run->step = OVER; break;
    }
}

static void end(struct question_run *run)
{
    struct handshake13 *h = run->state;

    scan_client_free(&h->config);
    session_free(&h->session);
    head_probe_free(&h->head);
    buf_free(&h->alpn);
}

const struct scan_question question_handshake13 = {
    .name = "handshakes of TLS 1.3",
    .most = ATTEMPTS,
    .ready = ready,
    .ask = ask,
    .learn = learn,
    .end = end,
};
