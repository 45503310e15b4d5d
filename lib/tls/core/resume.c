/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/resume.h"

#include "lib/tls/core/auth.h"

/* May this session be offered?  It belongs to the server name under which it was made (RFC 9846
 * 4.7.1, RFC 6066 3). */
static bool fits(const struct tls *tls, uint16_t version)
{
    const struct session *s = tls->config.session;

    return s != NULL && s->version == version && version >= tls->config.min_version &&
           version <= tls->config.max_version &&
           span_ieq(buf_span(&s->server_name), tls->config.server_name) &&
           session_is_fresh(s, tls->config.now_ms(tls->config.ctx));
}

/* RFC 9846 4.3.11: the pre-shared key can be used with any suite of the same hash. */
bool resume_fits13(const struct tls *tls)
{
    if (!fits(tls, TLS_1_3))
        return false;
    const struct suite *was = suite_find(tls->config.session->suite);
    for (size_t i = 0; was != NULL && i < tls->config.suites.num; i++) {
        const struct suite *s = suite_find(tls->config.suites.v[i]);
        /* RFC 9846 4.2.4: after a retry the suite is known. */
        if (s != NULL && suite_is_13(s) && s->hash == was->hash &&
            (!tls->info.retried || s == tls->suite))
            return true;
    }
    return false;
}

/* A session without extended_master_secret is not bound to its handshake (RFC 7627 5.3, 5.4). */
bool resume_fits12(const struct tls *tls)
{
    if (!fits(tls, TLS_1_2))
        return false;
    const struct session *s = tls->config.session;
    return conn_lists(&tls->config.suites, s->suite) &&
           (s->ems ? !tls->config.ems.off
                   : tls->config.ems.resume_without && !tls->config.ems.required) &&
           (s->session_id_n > 0 || (s->ticket.n > 0 && !tls->config.without.tickets));
}

/* A resumed connection has the chain of the earlier one. */
enum err resume_accepted(struct tls *tls, const struct session *session)
{
    tls->info.resumed = true;
    TRY(buf_keep(&tls->chain, &tls->info.chain, buf_span(&session->chain)));
    TRY(buf_keep(&tls->ocsp, &tls->info.ocsp, buf_span(&session->ocsp)));
    return buf_keep(&tls->scts, &tls->info.scts, buf_span(&session->scts));
}

enum err resume_rejudge(struct tls *tls, enum hs_state wait)
{
    return tls->config.rejudge ? auth_judge(tls, wait) : state_machine_judged(tls, wait);
}

/* What both versions keep of a session. */
enum err resume_fill(struct tls *tls)
{
    struct session *s = &tls->session;

    s->version = tls->info.version;
    s->suite = tls->suite->id;
    s->received_ms = tls->config.now_ms(tls->config.ctx);
    buf_put(&s->alpn, tls->info.alpn);
    buf_put(&s->server_name, conn_is_server(tls) ? tls->info.server_name : tls->config.server_name);
    buf_put(&s->chain, tls->info.chain);
    buf_put(&s->ocsp, tls->info.ocsp);
    buf_put(&s->scts, tls->info.scts);
    TRY(s->ticket.err);
    TRY(s->alpn.err);
    TRY(s->server_name.err);
    TRY(s->chain.err);
    TRY(s->ocsp.err);
    return s->scts.err;
}

/* Gives the session to the caller, who may store it. */
static void hand_out(struct tls *tls)
{
    tls->info.tickets++;
    conn_event(tls, &(struct event){.kind = EVENT_TICKET, .bytes = buf_span(&tls->session.ticket)});
    if (tls->config.ticket != NULL)
        tls->config.ticket(tls->config.ctx, &tls->session);
    session_free(&tls->session);
}

/* A session with a ticket, or with an id; the secret is the master secret itself. */
enum err resume_keep12(struct tls *tls)
{
    struct session *s = &tls->session;

    /* What was resumed is known to the caller, unless there is a new ticket for it. */
    if (s->ticket.n == 0 && (tls->server_session_id_n == 0 || tls->info.resumed))
        return ERR_OK;
    TRY(resume_fill(tls));
    s->ems = tls->info.ems;
    memcpy(s->secret.v, tls->prf.master, MASTER_SIZE);
    s->secret.n = MASTER_SIZE;
    if (s->ticket.n == 0) {
        memcpy(s->session_id, tls->server_session_id, tls->server_session_id_n);
        s->session_id_n = tls->server_session_id_n;
    }
    hand_out(tls);
    return ERR_OK;
}

/* The secret is derived from the ticket's nonce: each ticket has its own. */
enum err resume_keep13(struct tls *tls, const struct new_session_ticket *ticket)
{
    struct session *s = &tls->session;

    buf_put(&s->ticket, ticket->ticket);
    TRY(resume_fill(tls));
    s->ems = true;
    s->lifetime = ticket->lifetime;
    s->age_add = ticket->age_add;
    sched13_psk(&tls->sched, &s->secret, ticket->nonce);
    struct fail fail = {0};
    struct span limit;
    if (ext_get(ticket->exts, TLSX_EARLY_DATA, &limit))
        TRY(conn_parsed(tls, ext_u32_parse(&s->max_early_data, limit, &fail), &fail));
    hand_out(tls);
    return ERR_OK;
}
