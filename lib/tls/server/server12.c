/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ClientHello leads to a full handshake or resumes a session.  In a full one we send everything
 * up to ServerHelloDone at once, then read the client's flight, and finish second.  In a resumed
 * one we finish first (RFC 5246 7.3).
 */
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
static enum err send(struct tls *tls)
{
    if (tls->scratch.err != ERR_OK)
        return conn_fail(tls, tls->scratch.err, (struct span){0});
    return outbound_message(tls, buf_span(&tls->scratch));
}

/* --- ClientHello -------------------------------------------------------------------------- */

/* Tickets need keys to seal them with, which are in the server's memory. */
static bool gives_tickets(const struct tls *tls)
{
    const struct tls_server *s = tls->config.server;

    return s->memory != NULL && s->tickets > 0 && !tls->config.without.tickets;
}

/* Which extensions of TLS 1.2 the connection uses, as far as the client decides it. */
static enum err take_extensions(struct tls *tls, const struct client_hello *hello)
{
    /* RFC 5746 3.6; server_accept.c has checked that the extension is empty. */
    tls->info.secure_renegotiation = list16_has(hello->suites, TLS_EMPTY_RENEGOTIATION_INFO_SCSV) ||
                                     ext_rules_has(tls, TLSX_RENEGOTIATION_INFO);
    tls->info.ems = !tls->config.ems.off && ext_rules_has(tls, TLSX_EXTENDED_MASTER_SECRET);
    if (tls->config.ems.required && !tls->info.ems)
        return conn_fail(tls, ERR_TLS_EMS_REQUIRED, hello->random);
    tls->expects.ticket = gives_tickets(tls) && ext_rules_has(tls, TLSX_SESSION_TICKET);
    return ERR_OK;
}

/* --- sessions ----------------------------------------------------------------------------- */

/* RFC 5077 3.4: if the client sends a ticket, its session id is not looked up. */
static bool find_session(const struct tls *tls, const struct client_hello *hello,
                         struct session *out)
{
    const struct tls_server *s = tls->config.server;
    struct span ticket;

    if (s->memory == NULL)
        return false;
    int64_t now = tls->config.now_ms(tls->config.ctx);
    if (fault_session(tls, out))
        return true;
    if (ext_get(hello->exts, TLSX_SESSION_TICKET, &ticket) && ticket.n > 0)
        return gives_tickets(tls) && session_cache_open(s->memory, now, ticket, out);
    return s->session_ids && session_cache_find(s->memory, now, hello->session_id, out);
}

/* Would both ends still agree on this session (RFC 5246 7.4.1.2), under the same name (RFC 6066
 * 3)?  A client that must show a certificate must have shown it then. */
static bool still_fits(const struct tls *tls, const struct client_hello *hello,
                       const struct session *session)
{
    return session->version == TLS_1_2 && conn_lists(&tls->config.suites, session->suite) &&
           list16_has(hello->suites, session->suite) &&
           span_ieq(buf_span(&session->server_name), tls->info.server_name) &&
           (tls->config.server->client_auth != CLIENT_AUTH_REQUIRE || session->chain.n > 0);
}

/* RFC 7627 5.3, 5.4: a session bound to its handshake must be resumed with the extension.  One that
 * was not bound gets a full handshake, unless the configuration allows it. */
static enum err check_ems(struct tls *tls, const struct session *session, bool *fits)
{
    if (session->ems && !tls->info.ems)
        return conn_fail(tls, ERR_TLS_RESUMED_EMS_LOST, (struct span){0});
    *fits = session->ems || (!tls->info.ems && tls->config.ems.resume_without);
    return ERR_OK;
}

/* Fills in the session of this connection. `was` is the session that it resumes, whose lifetime
 * does not begin again. */
static enum err make_session(struct tls *tls, const struct session *was)
{
    struct session *s = &tls->session;

    TRY(resume_fill(tls));
    s->ems = tls->info.ems;
    memcpy(s->secret.v, tls->prf.master, MASTER_SIZE);
    s->secret.n = MASTER_SIZE;
    s->lifetime = tls->config.server->lifetime;
    if (was != NULL) {
        s->lifetime = was->lifetime;
        s->received_ms = was->received_ms;
    }
    memcpy(s->session_id, tls->server_session_id, tls->server_session_id_n);
    s->session_id_n = tls->server_session_id_n;
    return ERR_OK;
}

/* A session that is too long for a ticket or a slot is just not resumed: no error. */
static enum err unless_too_long(enum err err)
{
    return err == ERR_LIMIT || err == ERR_SIZE_LIMIT ? ERR_OK : err;
}

/* RFC 5077 3.3: a ticket that was promised must come, if need be with zero length. */
static enum err send_ticket(struct tls *tls)
{
    const struct session *s = &tls->session;
    int64_t now = tls->config.now_ms(tls->config.ctx);
    struct new_session_ticket n = {0};
    struct buf ticket;

    buf_init(&ticket, 1 << 16);
    enum err e = unless_too_long(session_cache_seal(tls->config.server->memory, now, s, &ticket));
    if (ticket.n > 0) {
        n.ticket = buf_span(&ticket);
        n.lifetime = s->lifetime;
        if (now > s->received_ms && s->lifetime > (now - s->received_ms) / 1000)
            n.lifetime -= (uint32_t)((now - s->received_ms) / 1000);
        tls->info.tickets++;
    }
    buf_truncate(&tls->scratch, 0);
    new_session_ticket12_put(&tls->scratch, &n);
    buf_free(&ticket);
    return e != ERR_OK ? conn_fail(tls, e, (struct span){0}) : send(tls);
}

/* Gives the session to the client in a ticket, or keeps it here under its id. */
static enum err remember(struct tls *tls, const struct session *was)
{
    const struct tls_server *server = tls->config.server;
    enum err e = ERR_OK;

    if (!tls->expects.ticket && (tls->server_session_id_n == 0 || was != NULL))
        return ERR_OK;
    TRY(make_session(tls, was));
    if (tls->expects.ticket)
        e = send_ticket(tls);
    else
        e = unless_too_long(session_cache_store(server->memory, tls->config.now_ms(tls->config.ctx),
                                                &tls->session));
    session_free(&tls->session);
    return e;
}

void server12_forget(struct tls *tls)
{
    const struct tls_server *server = tls->config.server;

    if (server->memory != NULL && tls->info.version == TLS_1_2)
        session_cache_forget(server->memory,
                             span_of(tls->server_session_id, tls->server_session_id_n));
}

/* --- our flight --------------------------------------------------------------------------- */

/* A server answers an extension only if the client sent it (RFC 5246 7.4.1.4). */
static void put_extensions(struct tls *tls, struct buf *out)
{
    struct span none = {0};

    server_exts_put(tls, out, tls->is_resumed);
    if (tls->info.secure_renegotiation)
        ext_reneg_put(out, none);
    if (tls->info.ems)
        ext_put(out, TLSX_EXTENDED_MASTER_SECRET, none);
    if (tls->info.etm)
        ext_put(out, TLSX_ENCRYPT_THEN_MAC, none);
    if (tls->expects.ticket)
        ext_put(out, TLSX_SESSION_TICKET, none);
    if (tls->suite->kx == SUITE_KX_ECDHE && ext_rules_has(tls, TLSX_EC_POINT_FORMATS))
        ext_list8_put(out, TLSX_EC_POINT_FORMATS, span_of("", 1));
    /* A resumed connection has no identity, so there is nothing to staple. */
    if (tls->expects.status)
        ext_put(out, TLSX_STATUS_REQUEST, none);
    if (auth_staples(tls, TLSX_SCT))
        auth_put_scts(tls, out);
}

/* What both kinds of handshake begin with, once the suite is chosen. */
static enum err send_hello(struct tls *tls)
{
    struct buf exts;

    /* RFC 7366 3: it is only for block ciphers. */
    tls->info.etm = tls->suite->cbc_key > 0 && !tls->config.without.etm &&
                    ext_rules_has(tls, TLSX_ENCRYPT_THEN_MAC);
    transcript_add(&tls->transcript, buf_span(&tls->hello));
    transcript_start(&tls->transcript, tls->suite->hash);
    if (!tls->client_certificate_asked)
        transcript_drop(&tls->transcript);
    buf_init(&exts, EXTS_MAX);
    put_extensions(tls, &exts);
    buf_truncate(&tls->scratch, 0);
    server_hello_put(&tls->scratch,
                     &(struct server_hello){
                         .version = TLS_1_2,
                         .random = span_of(tls->server_random, RANDOM_SIZE),
                         .session_id = span_of(tls->server_session_id, tls->server_session_id_n),
                         .suite = tls->suite->id,
                         .exts = buf_span(&exts),
                         .has_exts = exts.n > 0,
                     });
    enum err e = exts.err != ERR_OK ? conn_fail(tls, exts.err, (struct span){0}) : send(tls);
    buf_free(&exts);
    shared12_prf(tls);
    return e;
}

/* RFC 5246 7.4.4: asks for a certificate of a key that signs, from any issuer that is listed. */
static enum err send_request(struct tls *tls)
{
    static const uint8_t types[] = {64, 1}; /* ecdsa_sign (EdDSA too, RFC 8422 5.5), rsa_sign */
    const struct numbers *ours = &tls->config.schemes;
    struct buf schemes;

    buf_init(&schemes, sizeof ours->v);
    for (size_t i = 0; i < ours->num; i++) {
        const struct scheme *s = scheme_find(ours->v[i]);

        if (s == NULL || scheme_allows(s, TLS_1_2))
            buf_u16(&schemes, ours->v[i]);
    }
    buf_truncate(&tls->scratch, 0);
    certificate_request12_put(&tls->scratch, &(struct certificate_request12){
                                                 .types = span_of(types, sizeof types),
                                                 .schemes = buf_span(&schemes),
                                                 .authorities = tls->config.server->authorities,
                                             });
    enum err e = schemes.err != ERR_OK ? conn_fail(tls, schemes.err, (struct span){0}) : send(tls);
    buf_free(&schemes);
    return e;
}

/* From Certificate to ServerHelloDone. */
static enum err send_flight(struct tls *tls)
{
    TRY(auth_send_certificate(tls, false, tls->scheme));
    if (tls->expects.status) {
        buf_truncate(&tls->scratch, 0);
        certificate_status_put(&tls->scratch, tls->identity->ocsp);
        TRY(send(tls));
    }
    if (tls->suite->kx != SUITE_KX_RSA)
        TRY(server_kx12_send(tls));
    if (tls->client_certificate_asked)
        TRY(send_request(tls));
    buf_truncate(&tls->scratch, 0);
    msg_put(&tls->scratch, HS_SERVER_HELLO_DONE, (struct span){0});
    return send(tls);
}

/* A full handshake: our whole flight up to ServerHelloDone. */
static enum err begin_full(struct tls *tls, const struct client_hello *hello)
{
    TRY(negotiate_suite(tls, hello));
    tls->expects.status = auth_staples(tls, TLSX_STATUS_REQUEST);
    tls->client_certificate_asked = tls->info.client_certificate_asked =
        tls->config.server->client_auth != CLIENT_AUTH_NONE;
    /* RFC 5077 3.4: a session that is sent in a ticket needs no id. */
    if (tls->config.server->session_ids && tls->config.server->memory != NULL &&
        !tls->expects.ticket) {
        tls->server_session_id_n = SESSION_ID_MAX;
        rng_fill(&tls->config.rng, tls->server_session_id, SESSION_ID_MAX);
    }
    TRY(send_hello(tls));
    TRY(send_flight(tls));
    conn_state(tls, tls->client_certificate_asked ? HS_STATE_S_WAIT_CERT12 : HS_STATE_S_WAIT_CKE12);
    return ERR_OK;
}

/* RFC 5246 7.3, RFC 5077 3.4: the client's id is echoed, and we finish first.  A ticket is issued
 * again, under the current key. */
static enum err resume(struct tls *tls)
{
    tls->server_session_id_n = tls->session_id_n;
    memcpy(tls->server_session_id, tls->session_id, tls->session_id_n);
    TRY(send_hello(tls));
    prf12_resume(&tls->prf, tls->earlier.secret.v);
    prf12_keys(&tls->prf, &tls->client_keys, &tls->server_keys);
    TRY(remember(tls, &tls->earlier));
    session_free(&tls->earlier);
    TRY(shared12_send_finished(tls));
    conn_state(tls, HS_STATE_S_WAIT_CCS_RESUMED12);
    return ERR_OK;
}

/* A client that had a certificate is judged again first. */
static enum err begin_resumed(struct tls *tls)
{
    tls->suite = tls->info.suite = suite_find(tls->earlier.suite);
    tls->is_resumed = true;
    TRY(resume_accepted(tls, &tls->earlier));
    return tls->info.chain.n > 0 ? resume_rejudge(tls, HS_STATE_S_WAIT_VERDICT12) : resume(tls);
}

/* Continues after the verdict on the client's chain, also on that of a session that is resumed. */
enum err server12_judged(struct tls *tls, const struct msg *msg)
{
    (void)msg;
    if (tls->is_resumed)
        return resume(tls);
    tls->info.client_certificate_sent = true;
    conn_state(tls, HS_STATE_S_WAIT_CKE12);
    return ERR_OK;
}

enum err server12_begin(struct tls *tls, const struct client_hello *hello)
{
    bool resumes = false;

    TRY(take_extensions(tls, hello));
    if (find_session(tls, hello, &tls->earlier) && still_fits(tls, hello, &tls->earlier))
        TRY(check_ems(tls, &tls->earlier, &resumes));
    if (resumes)
        return begin_resumed(tls);
    session_free(&tls->earlier);
    return begin_full(tls, hello);
}

/* --- the client's flight ------------------------------------------------------------------ */

/* An empty list means that the client has no certificate. */
enum err server12_certificate(struct tls *tls, const struct msg *msg)
{
    struct certificate_msg c;
    struct fail f = {0};

    TRY(conn_parsed(tls, certificate_parse(&c, false, msg->body, &f), &f));
    transcript_add(&tls->transcript, msg->bytes);
    if (c.list.n > 0) {
        TRY(auth_chain(tls, c.list, false));
        return auth_judge(tls, HS_STATE_S_WAIT_VERDICT12);
    }
    if (tls->config.server->client_auth == CLIENT_AUTH_REQUIRE)
        return conn_fail(tls, ERR_TLS_NO_CLIENT_CERTIFICATE, msg->bytes); /* RFC 5246 7.4.6 */
    conn_state(tls, HS_STATE_S_WAIT_CKE12);
    return ERR_OK;
}

/* The keys exist from here on.  Earlier messages are kept only if a CertificateVerify must cover
 * them. */
enum err server12_key_exchange(struct tls *tls, const struct msg *msg)
{
    TRY(server_kx12_take(tls, msg));
    prf12_keys(&tls->prf, &tls->client_keys, &tls->server_keys);
    if (tls->info.client_certificate_sent) {
        conn_state(tls, HS_STATE_S_WAIT_CV12);
        return ERR_OK;
    }
    transcript_drop(&tls->transcript);
    conn_state(tls, HS_STATE_S_WAIT_CCS12);
    return ERR_OK;
}

/* RFC 5246 7.4.8: it signs all messages so far, so they were kept until now. */
enum err server12_verify(struct tls *tls, const struct msg *msg)
{
    struct certificate_verify v;
    struct fail f = {0};

    TRY(conn_parsed(tls, certificate_verify_parse(&v, msg->body, &f), &f));
    TRY(tls->transcript.messages.err);
    TRY(auth_verify(tls, v.scheme, buf_span(&tls->transcript.messages), v.signature));
    transcript_drop(&tls->transcript);
    transcript_add(&tls->transcript, msg->bytes);
    conn_state(tls, HS_STATE_S_WAIT_CCS12);
    return ERR_OK;
}

/* The state table allows it only once there are keys (CVE-2014-0224). */
enum err server12_ccs(struct tls *tls, const struct msg *msg)
{
    (void)msg;
    TRY(shared12_read_keys(tls));
    conn_state(tls,
               tls->is_resumed ? HS_STATE_S_WAIT_FINISHED_RESUMED12 : HS_STATE_S_WAIT_FINISHED12);
    return ERR_OK;
}

/* The session is stored, and its ticket sent, before our own Finished (RFC 5077 3.3). */
enum err server12_finished(struct tls *tls, const struct msg *msg)
{
    TRY(shared12_take_finished(tls, msg));
    if (!tls->is_resumed) {
        TRY(remember(tls, NULL));
        TRY(shared12_send_finished(tls));
    }
    conn_state(tls, HS_STATE_S_CONNECTED12);
    return ERR_OK;
}

/* RFC 5246 7.2.2: we decline renegotiation with a warning, and the connection continues; a client
 * that insists is dropped. */
enum err server12_hello_again(struct tls *tls, const struct msg *msg)
{
    if (++tls->hello_requests > RENEGOTIATIONS_MAX)
        return conn_fail(tls, ERR_TLS_CLIENT_RENEGOTIATION, msg->bytes);
    return outbound_alert(tls, 1, ALERT_NO_RENEGOTIATION);
}
