/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/server/server12.h"

#include "lib/tls/core/auth.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/core/shared12.h"
#include "lib/tls/server/negotiate.h"
#include "lib/tls/server/server_exts.h"
#include "lib/tls/server/server_kx12.h"
#include "lib/tls/session/session_cache.h"

enum { RENEGOTIATIONS_MAX = 4, EXTS_MAX = 1 << 16 };

/* Sends the message that was written into t->scratch. */
static enum err send(struct tls *t)
{
    if (t->scratch.err != ERR_OK)
        return conn_fail(t, t->scratch.err, (struct span){0});
    return outbound_message(t, buf_span(&t->scratch));
}

/* --- ClientHello -------------------------------------------------------------------------- */

static bool gives_tickets(const struct tls *t)
{
    const struct tls_server *s = t->config.server;

    return s->memory != NULL && s->tickets > 0 && !t->config.without.tickets;
}

static enum err take_extensions(struct tls *t, const struct client_hello *m)
{
    /* RFC 5746 3.6; server_accept.c has checked that the extension is empty. */
    t->info.secure_renegotiation = list16_has(m->suites, TLS_EMPTY_RENEGOTIATION_INFO_SCSV) ||
                                   ext_rules_has(t, TLSX_RENEGOTIATION_INFO);
    t->info.ems = !t->config.ems.off && ext_rules_has(t, TLSX_EXTENDED_MASTER_SECRET);
    if (t->config.ems.required && !t->info.ems)
        return conn_fail(t, ERR_TLS_EMS_REQUIRED, m->random);
    t->expects.ticket = gives_tickets(t) && ext_rules_has(t, TLSX_SESSION_TICKET);
    return ERR_OK;
}

/* --- sessions ----------------------------------------------------------------------------- */

/* RFC 5077 3.4: if the client sends a ticket, its session id is not looked up. */
static bool find_session(const struct tls *t, const struct client_hello *m, struct session *out)
{
    const struct tls_server *s = t->config.server;
    struct span ticket;

    if (s->memory == NULL)
        return false;
    int64_t now = t->config.now_ms(t->config.ctx);
    if (fault_session(t, out))
        return true;
    if (ext_get(m->exts, TLSX_SESSION_TICKET, &ticket) && ticket.n > 0)
        return gives_tickets(t) && session_cache_open(s->memory, now, ticket, out);
    return s->session_ids && session_cache_find(s->memory, now, m->session_id, out);
}

/* Would both ends still agree on this session (RFC 5246 7.4.1.2), under the same name (RFC 6066
 * 3)?  A client that must show a certificate must have shown it then. */
static bool still_fits(const struct tls *t, const struct client_hello *m, const struct session *s)
{
    return s->version == TLS_1_2 && conn_lists(&t->config.suites, s->suite) &&
           list16_has(m->suites, s->suite) &&
           span_ieq(buf_span(&s->server_name), t->info.server_name) &&
           (t->config.server->client_auth != CLIENT_AUTH_REQUIRE || s->chain.n > 0);
}

/* RFC 7627 5.3, 5.4: a session bound to its handshake must be resumed with the extension.  One that
 * was not bound gets a full handshake, unless the configuration allows it. */
static enum err check_ems(struct tls *t, const struct session *s, bool *fits)
{
    if (s->ems && !t->info.ems)
        return conn_fail(t, ERR_TLS_RESUMED_EMS_LOST, (struct span){0});
    *fits = s->ems || (!t->info.ems && t->config.ems.resume_without);
    return ERR_OK;
}

/* Fills in the session of this connection. `was` is the session that it resumes, whose lifetime
 * does not begin again. */
static enum err make_session(struct tls *t, const struct session *was)
{
    struct session *s = &t->session;

    TRY(resume_fill(t));
    s->ems = t->info.ems;
    memcpy(s->secret.v, t->prf.master, MASTER_SIZE);
    s->secret.n = MASTER_SIZE;
    s->lifetime = t->config.server->lifetime;
    if (was != NULL) {
        s->lifetime = was->lifetime;
        s->received_ms = was->received_ms;
    }
    memcpy(s->session_id, t->server_session_id, t->server_session_id_n);
    s->session_id_n = t->server_session_id_n;
    return ERR_OK;
}

/* A session that is too long for a ticket or a slot is just not resumed: no error. */
static enum err unless_too_long(enum err e)
{
    return e == ERR_LIMIT || e == ERR_SIZE_LIMIT ? ERR_OK : e;
}

/* RFC 5077 3.3: a ticket that was promised must come, if need be with zero length. */
static enum err send_ticket(struct tls *t)
{
    const struct session *s = &t->session;
    int64_t now = t->config.now_ms(t->config.ctx);
    struct new_session_ticket n = {0};
    struct buf ticket;

    buf_init(&ticket, 1 << 16);
    enum err e = unless_too_long(session_cache_seal(t->config.server->memory, now, s, &ticket));
    if (ticket.n > 0) {
        n.ticket = buf_span(&ticket);
        n.lifetime = s->lifetime;
        if (now > s->received_ms && s->lifetime > (now - s->received_ms) / 1000)
            n.lifetime -= (uint32_t)((now - s->received_ms) / 1000);
        t->info.tickets++;
    }
    buf_truncate(&t->scratch, 0);
    new_session_ticket12_put(&t->scratch, &n);
    buf_free(&ticket);
    return e != ERR_OK ? conn_fail(t, e, (struct span){0}) : send(t);
}

/* Gives the session to the client in a ticket, or keeps it here under its id. */
static enum err remember(struct tls *t, const struct session *was)
{
    const struct tls_server *server = t->config.server;
    enum err e = ERR_OK;

    if (!t->expects.ticket && (t->server_session_id_n == 0 || was != NULL))
        return ERR_OK;
    TRY(make_session(t, was));
    if (t->expects.ticket)
        e = send_ticket(t);
    else
        e = unless_too_long(
            session_cache_store(server->memory, t->config.now_ms(t->config.ctx), &t->session));
    session_free(&t->session);
    return e;
}

void server12_forget(struct tls *t)
{
    const struct tls_server *server = t->config.server;

    if (server->memory != NULL && t->info.version == TLS_1_2)
        session_cache_forget(server->memory, span_of(t->server_session_id, t->server_session_id_n));
}

/* --- our flight --------------------------------------------------------------------------- */

/* A server answers an extension only if the client sent it (RFC 5246 7.4.1.4). */
static void put_extensions(struct tls *t, struct buf *b)
{
    struct span none = {0};

    server_exts_put(t, b, t->is_resumed);
    if (t->info.secure_renegotiation)
        ext_reneg_put(b, none);
    if (t->info.ems)
        ext_put(b, TLSX_EXTENDED_MASTER_SECRET, none);
    if (t->info.etm)
        ext_put(b, TLSX_ENCRYPT_THEN_MAC, none);
    if (t->expects.ticket)
        ext_put(b, TLSX_SESSION_TICKET, none);
    if (t->suite->kx == SUITE_KX_ECDHE && ext_rules_has(t, TLSX_EC_POINT_FORMATS))
        ext_list8_put(b, TLSX_EC_POINT_FORMATS, span_of("", 1));
    /* A resumed connection has no identity, so there is nothing to staple. */
    if (t->expects.status)
        ext_put(b, TLSX_STATUS_REQUEST, none);
    if (auth_staples(t, TLSX_SCT))
        auth_put_scts(t, b);
}

/* What both kinds of handshake begin with, once the suite is chosen. */
static enum err send_hello(struct tls *t)
{
    struct buf exts;

    /* RFC 7366 3: it is only for block ciphers. */
    t->info.etm =
        t->suite->cbc_key > 0 && !t->config.without.etm && ext_rules_has(t, TLSX_ENCRYPT_THEN_MAC);
    transcript_add(&t->transcript, buf_span(&t->hello));
    transcript_start(&t->transcript, t->suite->hash);
    if (!t->client_certificate_asked)
        transcript_drop(&t->transcript);
    buf_init(&exts, EXTS_MAX);
    put_extensions(t, &exts);
    buf_truncate(&t->scratch, 0);
    server_hello_put(&t->scratch,
                     &(struct server_hello){
                         .version = TLS_1_2,
                         .random = span_of(t->server_random, RANDOM_SIZE),
                         .session_id = span_of(t->server_session_id, t->server_session_id_n),
                         .suite = t->suite->id,
                         .exts = buf_span(&exts),
                         .has_exts = exts.n > 0,
                     });
    enum err e = exts.err != ERR_OK ? conn_fail(t, exts.err, (struct span){0}) : send(t);
    buf_free(&exts);
    shared12_prf(t);
    return e;
}

/* RFC 5246 7.4.4: asks for a certificate of a key that signs, from any issuer that is listed. */
static enum err send_request(struct tls *t)
{
    static const uint8_t types[] = {64, 1}; /* ecdsa_sign (EdDSA too, RFC 8422 5.5), rsa_sign */
    const struct numbers *ours = &t->config.schemes;
    struct buf schemes;

    buf_init(&schemes, sizeof ours->v);
    for (size_t i = 0; i < ours->num; i++)
        buf_u16(&schemes, ours->v[i]);
    buf_truncate(&t->scratch, 0);
    certificate_request12_put(&t->scratch, &(struct certificate_request12){
                                               .types = span_of(types, sizeof types),
                                               .schemes = buf_span(&schemes),
                                               .authorities = t->config.server->authorities,
                                           });
    enum err e = schemes.err != ERR_OK ? conn_fail(t, schemes.err, (struct span){0}) : send(t);
    buf_free(&schemes);
    return e;
}

/* From Certificate to ServerHelloDone. */
static enum err send_flight(struct tls *t)
{
    TRY(auth_send_certificate(t, false, t->scheme));
    if (t->expects.status) {
        buf_truncate(&t->scratch, 0);
        certificate_status_put(&t->scratch, t->identity->ocsp);
        TRY(send(t));
    }
    if (t->suite->kx != SUITE_KX_RSA)
        TRY(server_kx12_send(t));
    if (t->client_certificate_asked)
        TRY(send_request(t));
    buf_truncate(&t->scratch, 0);
    msg_put(&t->scratch, HS_SERVER_HELLO_DONE, (struct span){0});
    return send(t);
}

/* A full handshake: our whole flight up to ServerHelloDone. */
static enum err begin_full(struct tls *t, const struct client_hello *m)
{
    TRY(negotiate_suite(t, m));
    t->expects.status = auth_staples(t, TLSX_STATUS_REQUEST);
    t->client_certificate_asked = t->info.client_certificate_asked =
        t->config.server->client_auth != CLIENT_AUTH_NONE;
    /* RFC 5077 3.4: a session that is sent in a ticket needs no id. */
    if (t->config.server->session_ids && t->config.server->memory != NULL && !t->expects.ticket) {
        t->server_session_id_n = SESSION_ID_MAX;
        rng_fill(&t->config.rng, t->server_session_id, SESSION_ID_MAX);
    }
    TRY(send_hello(t));
    TRY(send_flight(t));
    conn_state(t, t->client_certificate_asked ? HS_STATE_S_WAIT_CERT12 : HS_STATE_S_WAIT_CKE12);
    return ERR_OK;
}

/* RFC 5246 7.3, RFC 5077 3.4: the client's id is echoed, and we finish first.  A ticket is issued
 * again, under the current key. */
static enum err resume(struct tls *t)
{
    t->server_session_id_n = t->session_id_n;
    memcpy(t->server_session_id, t->session_id, t->session_id_n);
    TRY(send_hello(t));
    prf12_resume(&t->prf, t->earlier.secret.v);
    prf12_keys(&t->prf, &t->client_keys, &t->server_keys);
    TRY(remember(t, &t->earlier));
    session_free(&t->earlier);
    TRY(shared12_send_finished(t));
    conn_state(t, HS_STATE_S_WAIT_CCS_RESUMED12);
    return ERR_OK;
}

/* A client that had a certificate is judged again first. */
static enum err begin_resumed(struct tls *t)
{
    t->suite = t->info.suite = suite_find(t->earlier.suite);
    t->is_resumed = true;
    TRY(resume_accepted(t, &t->earlier));
    return t->info.chain.n > 0 ? resume_rejudge(t, HS_STATE_S_WAIT_VERDICT12) : resume(t);
}

enum err server12_judged(struct tls *t, const struct msg *m)
{
    (void)m;
    if (t->is_resumed)
        return resume(t);
    t->info.client_certificate_sent = true;
    conn_state(t, HS_STATE_S_WAIT_CKE12);
    return ERR_OK;
}

enum err server12_begin(struct tls *t, const struct client_hello *m)
{
    bool resumes = false;

    TRY(take_extensions(t, m));
    if (find_session(t, m, &t->earlier) && still_fits(t, m, &t->earlier))
        TRY(check_ems(t, &t->earlier, &resumes));
    if (resumes)
        return begin_resumed(t);
    session_free(&t->earlier);
    return begin_full(t, m);
}

/* --- the client's flight ------------------------------------------------------------------ */

/* An empty list means that the client has no certificate. */
enum err server12_certificate(struct tls *t, const struct msg *m)
{
    struct certificate_msg c;
    struct fail f = {0};

    TRY(conn_parsed(t, certificate_parse(&c, false, m->body, &f), &f));
    transcript_add(&t->transcript, m->bytes);
    if (c.list.n > 0) {
        TRY(auth_chain(t, c.list, false));
        return auth_judge(t, HS_STATE_S_WAIT_VERDICT12);
    }
    if (t->config.server->client_auth == CLIENT_AUTH_REQUIRE)
        return conn_fail(t, ERR_TLS_NO_CLIENT_CERTIFICATE, m->bytes); /* RFC 5246 7.4.6 */
    conn_state(t, HS_STATE_S_WAIT_CKE12);
    return ERR_OK;
}

enum err server12_key_exchange(struct tls *t, const struct msg *m)
{
    TRY(server_kx12_take(t, m));
    prf12_keys(&t->prf, &t->client_keys, &t->server_keys);
    if (t->info.client_certificate_sent) {
        conn_state(t, HS_STATE_S_WAIT_CV12);
        return ERR_OK;
    }
    transcript_drop(&t->transcript);
    conn_state(t, HS_STATE_S_WAIT_CCS12);
    return ERR_OK;
}

/* RFC 5246 7.4.8: it signs all messages so far, so they were kept until now. */
enum err server12_verify(struct tls *t, const struct msg *m)
{
    struct certificate_verify v;
    struct fail f = {0};

    TRY(conn_parsed(t, certificate_verify_parse(&v, m->body, &f), &f));
    TRY(t->transcript.messages.err);
    TRY(auth_verify(t, v.scheme, buf_span(&t->transcript.messages), v.signature));
    transcript_drop(&t->transcript);
    transcript_add(&t->transcript, m->bytes);
    conn_state(t, HS_STATE_S_WAIT_CCS12);
    return ERR_OK;
}

/* The state table allows it only once there are keys (CVE-2014-0224). */
enum err server12_ccs(struct tls *t, const struct msg *m)
{
    (void)m;
    shared12_read_keys(t);
    conn_state(t, t->is_resumed ? HS_STATE_S_WAIT_FINISHED_RESUMED12 : HS_STATE_S_WAIT_FINISHED12);
    return ERR_OK;
}

enum err server12_finished(struct tls *t, const struct msg *m)
{
    TRY(shared12_take_finished(t, m));
    if (!t->is_resumed) {
        TRY(remember(t, NULL));
        TRY(shared12_send_finished(t));
    }
    conn_state(t, HS_STATE_S_CONNECTED12);
    return ERR_OK;
}

/* RFC 5246 7.2.2: we decline renegotiation with a warning, and the connection continues; a client
 * that insists is dropped. */
enum err server12_hello_again(struct tls *t, const struct msg *m)
{
    if (++t->hello_requests > RENEGOTIATIONS_MAX)
        return conn_fail(t, ERR_TLS_CLIENT_RENEGOTIATION, m->bytes);
    return outbound_alert(t, 1, ALERT_NO_RENEGOTIATION);
}
