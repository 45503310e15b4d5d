/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A full handshake runs from client12_begin through the server's flight (Certificate, perhaps
 * CertificateStatus, ServerKeyExchange and CertificateRequest, ServerHelloDone) to our flight, and
 * ends with the server's ticket, ChangeCipherSpec and Finished.  A resumed one skips both flights:
 * the server finishes first (RFC 5246 7.3).
 */
#include "config.h"

#include "lib/tls/client/client12.h"

#include "lib/tls/client/client_exts.h"
#include "lib/tls/client/client_kx12.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/core/shared12.h"

enum { HELLO_REQUESTS_MAX = 32, FALSE_START_DH_BITS = 3072 };

/* --- ServerHello -------------------------------------------------------------------------- */

/* RFC 5746 3.4: empty in a first handshake, since there is no earlier one to bind to. */
static enum err take_renegotiation(struct tls *tls, struct span exts)
{
    struct fail f = {0};
    struct span data, bound;

    if (!ext_get(exts, TLSX_RENEGOTIATION_INFO, &data))
        return ERR_OK;
    TRY(conn_parsed(tls, ext_reneg_parse(&bound, data, &f), &f));
    if (bound.n > 0)
        return conn_fail(tls, ERR_TLS_RENEGOTIATION_INFO, bound);
    tls->info.secure_renegotiation = true;
    return ERR_OK;
}

/* An empty extension whose presence means yes. */
static enum err take_flag(struct tls *tls, struct span exts, uint16_t type, bool *out)
{
    struct fail f = {0};
    struct span data;

    *out = ext_get(exts, type, &data);
    if (*out)
        TRY(conn_parsed(tls, ext_empty_parse(data, &f), &f));
    return ERR_OK;
}

/* RFC 8422 5.1.2: if formats are listed, the uncompressed one must be among them. */
static enum err take_point_formats(struct tls *tls, struct span exts)
{
    struct fail f = {0};
    struct span data, formats;

    if (!ext_get(exts, TLSX_EC_POINT_FORMATS, &data))
        return ERR_OK;
    TRY(conn_parsed(tls, ext_list8_parse(&formats, data, &f), &f));
    if (span_find(formats, 0) == formats.n)
        return conn_fail(tls, ERR_TLS_POINT_FORMATS, formats);
    return ERR_OK;
}

/* RFC 6962 3.3.1: the list may be sent in the ServerHello. */
static enum err take_scts(struct tls *tls, struct span exts)
{
    struct fail f = {0};
    struct span data, list;

    if (!ext_get(exts, TLSX_SCT, &data))
        return ERR_OK;
    TRY(conn_parsed(tls, ext_sct_parse(&list, data, &f), &f));
    return buf_keep(&tls->scts, &tls->info.scts, list);
}

/* The extensions of a ServerHello.  server_hello.c has checked that each was offered. */
static enum err take_extensions(struct tls *tls, struct span exts)
{
    TRY(client_exts_common(tls, exts));
    TRY(take_renegotiation(tls, exts));
    TRY(take_flag(tls, exts, TLSX_EXTENDED_MASTER_SECRET, &tls->info.ems));
    TRY(take_flag(tls, exts, TLSX_ENCRYPT_THEN_MAC, &tls->info.etm));
    tls->info.answers = ANSWERS_READ;
    TRY(take_flag(tls, exts, TLSX_SESSION_TICKET, &tls->expects.ticket));
    TRY(take_flag(tls, exts, TLSX_STATUS_REQUEST, &tls->expects.status));
    TRY(take_point_formats(tls, exts));
    TRY(take_scts(tls, exts));
    /* RFC 7366 3: a server answers it only for block ciphers. */
    if (tls->info.etm && tls->suite->cbc_key == 0)
        return conn_fail(tls, ERR_TLS_ETM_NO_CBC, exts);
    if (tls->config.ems.required && !tls->info.ems)
        return conn_fail(tls, ERR_TLS_EMS_REQUIRED, exts);
    return ERR_OK;
}

/* The session is resumed: its parameters must be those of the earlier connection. */
static enum err resume(struct tls *tls, const struct server_hello *hello)
{
    const struct session *s = tls->config.session;

    if (s->suite != tls->suite->id) /* RFC 5246 7.4.1.3 */
        return conn_fail(tls, ERR_TLS_RESUMED_SUITE, hello->session_id);
    if (s->ems != tls->info.ems) /* RFC 7627 5.3: both or neither */
        return conn_fail(tls, s->ems ? ERR_TLS_RESUMED_EMS_LOST : ERR_TLS_RESUMED_EMS_NEW,
                         hello->session_id);
    tls->is_resumed = tls->info.resumed = true;
    TRY(resume_accepted(tls, s));
    return resume_rejudge(tls, HS_STATE_WAIT_VERDICT12);
}

/* The keys of a session whose chain is still accepted. */
static void use_session(struct tls *tls)
{
    prf12_resume(&tls->prf, tls->config.session->secret.v);
    prf12_keys(&tls->prf, &tls->client_keys, &tls->server_keys);
    conn_state(tls,
               tls->expects.ticket ? HS_STATE_WAIT_TICKET_RESUMED12 : HS_STATE_WAIT_CCS_RESUMED12);
}

enum err client12_begin(struct tls *tls, const struct server_hello *hello)
{
    TRY(take_extensions(tls, hello->has_exts ? hello->exts : (struct span){0}));
    shared12_prf(tls);
    tls->server_session_id_n = hello->session_id.n;
    if (hello->session_id.n > 0)
        memcpy(tls->server_session_id, hello->session_id.p, hello->session_id.n);

    /* RFC 5246 7.4.1.3, RFC 5077 3.4: an echo of our id means that the session is resumed.
     * If we offered no session of TLS 1.2, the id was random (RFC 9846 4.2.2), and a server that
     * chose TLS 1.2 must not echo it. */
    if (hello->session_id.n > 0 &&
        span_eq(hello->session_id, span_of(tls->session_id, tls->session_id_n))) {
        if (tls->offers.session12)
            return resume(tls, hello);
        return conn_fail(tls, tls->offers.psk ? ERR_TLS_RESUMED_VERSION : ERR_TLS_SESSION_ID_ECHO,
                         hello->session_id);
    }
    conn_state(tls, HS_STATE_WAIT_CERT12);
    return ERR_OK;
}

/* --- the server's flight ------------------------------------------------------------------ */

static bool is_rsa(enum key_kind kind)
{
    return kind == KEY_RSA || kind == KEY_RSA_PSS;
}

/* RFC 8422 5.3: the curve of the certificate's key must have been offered.  EdDSA has no curve in
 * that list; its schemes ask for it. */
static bool curve_offered(const struct tls *tls, enum key_kind kind)
{
    if (kind == KEY_ED25519 || kind == KEY_ED448)
        return true;
    for (size_t i = 0; i < tls->config.groups.num; i++) {
        const struct group *g = conn_group(tls, tls->config.groups.v[i]);

        if (g != NULL && g->key == kind)
            return true;
    }
    return false;
}

/* The certificate's key must fit the suite (RFC 5246 7.4.2, RFC 8422 5.3) and be allowed for it.
 * If it signs, auth_verify checks its usage. */
static enum err check_key(struct tls *tls)
{
    enum key_kind kind = tls->peer_keyinfo.kind;
    struct span at = tls->peer_keyinfo.key;

    if (tls->suite->kx == SUITE_KX_RSA) {
        if (kind != KEY_RSA)
            return conn_fail(tls, ERR_TLS_LEAF_KEY_KIND, at);
        if (!tls->peer_may.encipher && !tls->config.ignore.key_usage)
            return conn_fail(tls, ERR_TLS_LEAF_USAGE, at);
        return ERR_OK;
    }
    if (is_rsa(kind) != (tls->suite->auth == SUITE_AUTH_RSA) || kind == KEY_DSA ||
        keyinfo_mldsa(kind) != NULL)
        return conn_fail(tls, ERR_TLS_LEAF_KEY_KIND, at);
    if (tls->suite->auth == SUITE_AUTH_ECDSA && !curve_offered(tls, kind))
        return conn_fail(tls, ERR_TLS_LEAF_CURVE, at);
    return ERR_OK;
}

/* The chain is judged as soon as it and its staple are complete. */
static enum err settle(struct tls *tls)
{
    return auth_judge(tls, HS_STATE_WAIT_VERDICT12);
}

/* Continues after the verdict on the chain, also on that of a session that is resumed. */
enum err client12_judged(struct tls *tls, const struct msg *msg)
{
    (void)msg;
    if (tls->is_resumed) {
        use_session(tls);
        return ERR_OK;
    }
    TRY(check_key(tls));
    conn_state(tls, tls->suite->kx == SUITE_KX_RSA ? HS_STATE_WAIT_CR12 : HS_STATE_WAIT_SKE12);
    return ERR_OK;
}

/* The chain is judged at once, unless its staple is expected to follow. */
enum err client12_certificate(struct tls *tls, const struct msg *msg)
{
    struct certificate_msg c;
    struct fail f = {0};

    TRY(conn_parsed(tls, certificate_parse(&c, false, msg->body, &f), &f));
    transcript_add(&tls->transcript, msg->bytes);
    TRY(auth_chain(tls, c.list, false));
    if (!tls->expects.status)
        return settle(tls);
    conn_state(tls, tls->suite->kx == SUITE_KX_RSA ? HS_STATE_WAIT_STATUS_RSA12
                                                   : HS_STATE_WAIT_STATUS12);
    return ERR_OK;
}

enum err client12_status(struct tls *tls, const struct msg *msg)
{
    struct span response;
    struct fail f = {0};

    TRY(conn_parsed(tls, certificate_status_parse(&response, msg->body, &f), &f));
    transcript_add(&tls->transcript, msg->bytes);
    TRY(buf_keep(&tls->ocsp, &tls->info.ocsp, response));
    return settle(tls);
}

/* RFC 6066 8: a server that said it had a status may leave it out after all.  While the verdict is
 * pending, the message that shows it waits too. */
static enum err settle_without_status(struct tls *tls)
{
    if (tls->state != HS_STATE_WAIT_STATUS12 && tls->state != HS_STATE_WAIT_STATUS_RSA12)
        return ERR_OK;
    TRY(settle(tls));
    tls->message.comes_again = conn_is_waiting(tls);
    return ERR_OK;
}

enum err client12_key_exchange(struct tls *tls, const struct msg *msg)
{
    TRY(settle_without_status(tls));
    if (tls->message.comes_again)
        return ERR_OK;
    transcript_add(&tls->transcript, msg->bytes);
    TRY(client_kx12_take(tls, msg->body));
    conn_state(tls, HS_STATE_WAIT_CR12);
    return ERR_OK;
}

enum err client12_request(struct tls *tls, const struct msg *msg)
{
    struct certificate_request12 r;
    struct fail f = {0};

    TRY(settle_without_status(tls));
    if (tls->message.comes_again)
        return ERR_OK;
    TRY(conn_parsed(tls, certificate_request12_parse(&r, msg->body, &f), &f));
    transcript_add(&tls->transcript, msg->bytes);
    TRY(buf_keep(&tls->request_types, &tls->info.request_types, r.types));
    TRY(buf_keep(&tls->request_schemes, &tls->info.request_schemes, r.schemes));
    TRY(buf_keep(&tls->request_authorities, &tls->info.request_authorities, r.authorities));
    tls->client_certificate_asked = tls->info.client_certificate_asked = true;
    conn_state(tls, HS_STATE_WAIT_DONE12);
    return ERR_OK;
}

/* --- our flight --------------------------------------------------------------------------- */

/* RFC 7918 4: only with forward secrecy and strong authenticated encryption, so that tampering with
 * the hello gains an attacker nothing; and only for the negotiated protocol. */
static bool may_false_start(const struct tls *tls)
{
    const struct suite *s = tls->suite;

    return tls->config.false_start.allowed && s->aead != AEAD_NONE &&
           s->status == STATUS_RECOMMENDED &&
           (s->kx == SUITE_KX_ECDHE ||
            (s->kx == SUITE_KX_DHE && tls->info.dh_bits >= FALSE_START_DH_BITS)) &&
           (tls->info.alpn.n > 0 || tls->config.false_start.without_alpn);
}

/* Our whole flight up to Finished.  Certificate and CertificateVerify are only sent on request (RFC
 * 5246 7.4.6). */
static enum err send_flight(struct tls *tls)
{
    uint16_t scheme = 0;

    if (tls->client_certificate_asked) {
        TRY(auth_choose(tls, &scheme));
        TRY(auth_send_certificate(tls, false, scheme));
    }
    TRY(client_kx12_send(tls));
    if (scheme != 0)
        TRY(auth_send_verify(tls, false, scheme));
    transcript_drop(&tls->transcript);
    prf12_keys(&tls->prf, &tls->client_keys, &tls->server_keys);
    return shared12_send_finished(tls);
}

enum err client12_hello_done(struct tls *tls, const struct msg *msg)
{
    TRY(settle_without_status(tls));
    if (tls->message.comes_again)
        return ERR_OK;
    if (msg->body.n > 0) /* RFC 5246 7.4.5 */
        return conn_fail(tls, ERR_TLS_TRAILING, msg->body);
    transcript_add(&tls->transcript, msg->bytes);
    TRY(send_flight(tls));
    tls->info.false_started = tls->may_write = may_false_start(tls);
    conn_state(tls, tls->expects.ticket ? HS_STATE_WAIT_TICKET12 : HS_STATE_WAIT_CCS12);
    return ERR_OK;
}

/* --- the end ------------------------------------------------------------------------------ */

/* RFC 5077 3.3: it comes if, and only if, the server answered the extension.  A ticket of zero
 * length means that the server changed its mind. */
enum err client12_ticket(struct tls *tls, const struct msg *msg)
{
    struct new_session_ticket n;
    struct fail f = {0};

    TRY(conn_parsed(tls, new_session_ticket12_parse(&n, msg->body, &f), &f));
    transcript_add(&tls->transcript, msg->bytes);
    if (n.ticket.n > 0) {
        TRY(buf_keep(&tls->session.ticket, &n.ticket, n.ticket));
        tls->session.lifetime = n.lifetime;
    }
    conn_state(tls, tls->is_resumed ? HS_STATE_WAIT_CCS_RESUMED12 : HS_STATE_WAIT_CCS12);
    return ERR_OK;
}

/* The state table allows it only once there are keys (CVE-2014-0224). */
enum err client12_ccs(struct tls *tls, const struct msg *msg)
{
    (void)msg;
    TRY(shared12_read_keys(tls));
    conn_state(tls, tls->is_resumed ? HS_STATE_WAIT_FINISHED_RESUMED12 : HS_STATE_WAIT_FINISHED12);
    return ERR_OK;
}

/* In a full handshake the server's Finished is the last message; in a resumed one ours is (RFC 5246
 * 7.3). */
enum err client12_finished(struct tls *tls, const struct msg *msg)
{
    TRY(shared12_take_finished(tls, msg));
    if (tls->is_resumed)
        TRY(shared12_send_finished(tls));
    conn_state(tls, HS_STATE_CONNECTED12);
    return resume_keep12(tls);
}

enum err client12_hello_request(struct tls *tls, const struct msg *msg)
{
    if (msg->body.n > 0)
        return conn_fail(tls, ERR_TLS_HELLO_REQUEST_FORM, msg->body);
    /* RFC 5746 4.2: renegotiation allows connections to be spliced, and this client has no use for
     * it. */
    if (tls->state == HS_STATE_CONNECTED12 && !tls->config.ignore.renegotiation)
        return conn_fail(tls, ERR_TLS_RENEGOTIATION, msg->bytes);
    /* RFC 5246 7.4.1.1: during a handshake it is ignored and not hashed; after it, ignoring is
     * allowed. Too many in a row are an error. */
    if (++tls->hello_requests > HELLO_REQUESTS_MAX)
        return conn_fail(tls, ERR_TLS_TOO_MANY_WARNINGS, msg->bytes);
    return ERR_OK;
}
