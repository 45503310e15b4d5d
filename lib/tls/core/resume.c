/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/resume.h"

#include "lib/tls/core/auth.h"

/* May this session be offered?  It belongs to the server name under which it was made (RFC 9846
 * 4.7.1, RFC 6066 3). */
static bool fits(const struct tls *t, uint16_t version)
{
    const struct session *s = t->config.session;

    return s != NULL && s->version == version && version >= t->config.min_version &&
           version <= t->config.max_version &&
           span_ieq(buf_span(&s->server_name), t->config.server_name) &&
           session_is_fresh(s, t->config.now_ms(t->config.ctx));
}

/* RFC 9846 4.3.11: the pre-shared key can be used with any suite of the same hash. */
bool resume_fits13(const struct tls *t)
{
    if (!fits(t, TLS_1_3))
        return false;
    const struct suite *was = suite_find(t->config.session->suite);
    for (size_t i = 0; was != NULL && i < t->config.suites.num; i++) {
        const struct suite *s = suite_find(t->config.suites.v[i]);
        /* RFC 9846 4.2.4: after a retry the suite is known. */
        if (s != NULL && suite_is_13(s) && s->hash == was->hash &&
            (!t->info.retried || s == t->suite))
            return true;
    }
    return false;
}

/* A session without extended_master_secret is not bound to its handshake (RFC 7627 5.3, 5.4). */
bool resume_fits12(const struct tls *t)
{
    if (!fits(t, TLS_1_2))
        return false;
    const struct session *s = t->config.session;
    return conn_lists(&t->config.suites, s->suite) &&
           (s->ems ? !t->config.ems.off
                   : t->config.ems.resume_without && !t->config.ems.required) &&
           (s->session_id_n > 0 || (s->ticket.n > 0 && !t->config.without.tickets));
}

/* A resumed connection has the chain of the earlier one. */
enum err resume_accepted(struct tls *t, const struct session *s)
{
    t->info.resumed = true;
    TRY(buf_keep(&t->chain, &t->info.chain, buf_span(&s->chain)));
    TRY(buf_keep(&t->ocsp, &t->info.ocsp, buf_span(&s->ocsp)));
    return buf_keep(&t->scts, &t->info.scts, buf_span(&s->scts));
}

enum err resume_rejudge(struct tls *t, enum hs_state wait)
{
    return t->config.rejudge ? auth_judge(t, wait) : state_machine_judged(t, wait);
}

/* What both versions keep of a session. */
enum err resume_fill(struct tls *t)
{
    struct session *s = &t->session;

    s->version = t->info.version;
    s->suite = t->suite->id;
    s->received_ms = t->config.now_ms(t->config.ctx);
    buf_put(&s->alpn, t->info.alpn);
    buf_put(&s->server_name, conn_is_server(t) ? t->info.server_name : t->config.server_name);
    buf_put(&s->chain, t->info.chain);
    buf_put(&s->ocsp, t->info.ocsp);
    buf_put(&s->scts, t->info.scts);
    TRY(s->ticket.err);
    TRY(s->alpn.err);
    TRY(s->server_name.err);
    TRY(s->chain.err);
    TRY(s->ocsp.err);
    return s->scts.err;
}

/* Gives the session to the caller, who may store it. */
static void hand_out(struct tls *t)
{
    t->info.tickets++;
    conn_event(t, &(struct event){.kind = EVENT_TICKET, .bytes = buf_span(&t->session.ticket)});
    if (t->config.ticket != NULL)
        t->config.ticket(t->config.ctx, &t->session);
    session_free(&t->session);
}

/* A session with a ticket, or with an id; the secret is the master secret itself. */
enum err resume_keep12(struct tls *t)
{
    struct session *s = &t->session;

    /* What was resumed is known to the caller, unless there is a new ticket for it. */
    if (s->ticket.n == 0 && (t->server_session_id_n == 0 || t->info.resumed))
        return ERR_OK;
    TRY(resume_fill(t));
    s->ems = t->info.ems;
    memcpy(s->secret.v, t->prf.master, MASTER_SIZE);
    s->secret.n = MASTER_SIZE;
    if (s->ticket.n == 0) {
        memcpy(s->session_id, t->server_session_id, t->server_session_id_n);
        s->session_id_n = t->server_session_id_n;
    }
    hand_out(t);
    return ERR_OK;
}

/* The secret is derived from the ticket's nonce: each ticket has its own. */
enum err resume_keep13(struct tls *t, const struct new_session_ticket *m)
{
    struct session *s = &t->session;

    buf_put(&s->ticket, m->ticket);
    TRY(resume_fill(t));
    s->ems = true;
    s->lifetime = m->lifetime;
    s->age_add = m->age_add;
    sched13_psk(&t->sched, &s->secret, m->nonce);
    struct fail fail = {0};
    struct span limit;
    if (ext_get(m->exts, TLSX_EARLY_DATA, &limit))
        TRY(conn_parsed(t, ext_u32_parse(&s->max_early_data, limit, &fail), &fail));
    hand_out(t);
    return ERR_OK;
}
