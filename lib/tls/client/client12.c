/* SPDX-License-Identifier: GPL-3.0-or-later */
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
static enum err take_renegotiation(struct tls *t, struct span exts)
{
    struct fail f = {0};
    struct span data, bound;

    if (!ext_get(exts, TLSX_RENEGOTIATION_INFO, &data))
        return ERR_OK;
    TRY(conn_parsed(t, ext_reneg_parse(&bound, data, &f), &f));
    if (bound.n > 0)
        return conn_fail(t, ERR_TLS_RENEGOTIATION_INFO, bound);
    t->info.secure_renegotiation = true;
    return ERR_OK;
}

/* An empty extension whose presence means yes. */
static enum err take_flag(struct tls *t, struct span exts, uint16_t type, bool *out)
{
    struct fail f = {0};
    struct span data;

    *out = ext_get(exts, type, &data);
    if (*out)
        TRY(conn_parsed(t, ext_empty_parse(data, &f), &f));
    return ERR_OK;
}

/* RFC 8422 5.1.2: if formats are listed, the uncompressed one must be among them. */
static enum err take_point_formats(struct tls *t, struct span exts)
{
    struct fail f = {0};
    struct span data, formats;

    if (!ext_get(exts, TLSX_EC_POINT_FORMATS, &data))
        return ERR_OK;
    TRY(conn_parsed(t, ext_list8_parse(&formats, data, &f), &f));
    if (span_find(formats, 0) == formats.n)
        return conn_fail(t, ERR_TLS_POINT_FORMATS, formats);
    return ERR_OK;
}

static enum err take_scts(struct tls *t, struct span exts)
{
    struct fail f = {0};
    struct span data, list;

    if (!ext_get(exts, TLSX_SCT, &data))
        return ERR_OK;
    TRY(conn_parsed(t, ext_sct_parse(&list, data, &f), &f));
    return buf_keep(&t->scts, &t->info.scts, list);
}

/* The extensions of a ServerHello.  server_hello.c has checked that each was offered. */
static enum err take_extensions(struct tls *t, struct span exts)
{
    TRY(client_exts_common(t, exts));
    TRY(take_renegotiation(t, exts));
    TRY(take_flag(t, exts, TLSX_EXTENDED_MASTER_SECRET, &t->info.ems));
    TRY(take_flag(t, exts, TLSX_ENCRYPT_THEN_MAC, &t->info.etm));
    TRY(take_flag(t, exts, TLSX_SESSION_TICKET, &t->expects.ticket));
    TRY(take_flag(t, exts, TLSX_STATUS_REQUEST, &t->expects.status));
    TRY(take_point_formats(t, exts));
    TRY(take_scts(t, exts));
    /* RFC 7366 3: a server answers it only for block ciphers. */
    if (t->info.etm && t->suite->cbc_key == 0)
        return conn_fail(t, ERR_TLS_ETM_NO_CBC, exts);
    if (t->config.ems.required && !t->info.ems)
        return conn_fail(t, ERR_TLS_EMS_REQUIRED, exts);
    return ERR_OK;
}

/* The session is resumed: its parameters must be those of the earlier connection. */
static enum err resume(struct tls *t, const struct server_hello *m)
{
    const struct session *s = t->config.session;

    if (s->suite != t->suite->id) /* RFC 5246 7.4.1.3 */
        return conn_fail(t, ERR_TLS_RESUMED_SUITE, m->session_id);
    if (s->ems != t->info.ems) /* RFC 7627 5.3: both or neither */
        return conn_fail(t, s->ems ? ERR_TLS_RESUMED_EMS_LOST : ERR_TLS_RESUMED_EMS_NEW,
                         m->session_id);
    t->is_resumed = t->info.resumed = true;
    TRY(resume_accepted(t, s));
    return resume_rejudge(t, HS_STATE_WAIT_VERDICT12);
}

/* The keys of a session whose chain is still accepted. */
static void use_session(struct tls *t)
{
    prf12_resume(&t->prf, t->config.session->secret.v);
    prf12_keys(&t->prf, &t->client_keys, &t->server_keys);
    conn_state(t, t->expects.ticket ? HS_STATE_WAIT_TICKET_RESUMED12 : HS_STATE_WAIT_CCS_RESUMED12);
}

enum err client12_begin(struct tls *t, const struct server_hello *m)
{
    TRY(take_extensions(t, m->has_exts ? m->exts : (struct span){0}));
    shared12_prf(t);
    t->server_session_id_n = m->session_id.n;
    if (m->session_id.n > 0)
        memcpy(t->server_session_id, m->session_id.p, m->session_id.n);

    /* RFC 5246 7.4.1.3, RFC 5077 3.4: an echo of our id means that the session is resumed.
     * If we offered no session of TLS 1.2, the id was random (RFC 9846 4.2.2), and a server that
     * chose TLS 1.2 must not echo it. */
    if (m->session_id.n > 0 && span_eq(m->session_id, span_of(t->session_id, t->session_id_n))) {
        if (t->offers.session12)
            return resume(t, m);
        return conn_fail(t, t->offers.psk ? ERR_TLS_RESUMED_VERSION : ERR_TLS_SESSION_ID_ECHO,
                         m->session_id);
    }
    conn_state(t, HS_STATE_WAIT_CERT12);
    return ERR_OK;
}

/* --- the server's flight ------------------------------------------------------------------ */

static bool is_rsa(enum key_kind k)
{
    return k == KEY_RSA || k == KEY_RSA_PSS;
}

/* RFC 8422 5.3: the curve of the certificate's key must have been offered.  EdDSA has no curve in
 * that list; its schemes ask for it. */
static bool curve_offered(const struct tls *t, enum key_kind kind)
{
    if (kind == KEY_ED25519 || kind == KEY_ED448)
        return true;
    for (size_t i = 0; i < t->config.groups.num; i++) {
        const struct group *g = conn_group(t, t->config.groups.v[i]);

        if (g != NULL && g->key == kind)
            return true;
    }
    return false;
}

/* The certificate's key must fit the suite (RFC 5246 7.4.2, RFC 8422 5.3) and be allowed for it.
 * If it signs, auth_verify checks its usage. */
static enum err check_key(struct tls *t)
{
    enum key_kind kind = t->peer_keyinfo.kind;
    struct span at = t->peer_keyinfo.key;

    if (t->suite->kx == SUITE_KX_RSA) {
        if (kind != KEY_RSA)
            return conn_fail(t, ERR_TLS_LEAF_KEY_KIND, at);
        if (!t->peer_may.encipher && !t->config.ignore.key_usage)
            return conn_fail(t, ERR_TLS_LEAF_USAGE, at);
        return ERR_OK;
    }
    if (is_rsa(kind) != (t->suite->auth == SUITE_AUTH_RSA) || kind == KEY_DSA)
        return conn_fail(t, ERR_TLS_LEAF_KEY_KIND, at);
    if (t->suite->auth == SUITE_AUTH_ECDSA && !curve_offered(t, kind))
        return conn_fail(t, ERR_TLS_LEAF_CURVE, at);
    return ERR_OK;
}

/* The chain is judged as soon as it and its staple are complete. */
static enum err settle(struct tls *t)
{
    return auth_judge(t, HS_STATE_WAIT_VERDICT12);
}

enum err client12_judged(struct tls *t, const struct msg *m)
{
    (void)m;
    if (t->is_resumed) {
        use_session(t);
        return ERR_OK;
    }
    TRY(check_key(t));
    conn_state(t, t->suite->kx == SUITE_KX_RSA ? HS_STATE_WAIT_CR12 : HS_STATE_WAIT_SKE12);
    return ERR_OK;
}

enum err client12_certificate(struct tls *t, const struct msg *m)
{
    struct certificate_msg c;
    struct fail f = {0};

    TRY(conn_parsed(t, certificate_parse(&c, false, m->body, &f), &f));
    transcript_add(&t->transcript, m->bytes);
    TRY(auth_chain(t, c.list, false));
    if (!t->expects.status)
        return settle(t);
    conn_state(t,
               t->suite->kx == SUITE_KX_RSA ? HS_STATE_WAIT_STATUS_RSA12 : HS_STATE_WAIT_STATUS12);
    return ERR_OK;
}

enum err client12_status(struct tls *t, const struct msg *m)
{
    struct span response;
    struct fail f = {0};

    TRY(conn_parsed(t, certificate_status_parse(&response, m->body, &f), &f));
    transcript_add(&t->transcript, m->bytes);
    TRY(buf_keep(&t->ocsp, &t->info.ocsp, response));
    return settle(t);
}

/* RFC 6066 8: a server that said it had a status may leave it out after all.  While the verdict is
 * pending, the message that shows it waits too. */
static enum err settle_without_status(struct tls *t)
{
    if (t->state != HS_STATE_WAIT_STATUS12 && t->state != HS_STATE_WAIT_STATUS_RSA12)
        return ERR_OK;
    TRY(settle(t));
    t->message.comes_again = conn_is_waiting(t);
    return ERR_OK;
}

enum err client12_key_exchange(struct tls *t, const struct msg *m)
{
    TRY(settle_without_status(t));
    if (t->message.comes_again)
        return ERR_OK;
    transcript_add(&t->transcript, m->bytes);
    TRY(client_kx12_take(t, m->body));
    conn_state(t, HS_STATE_WAIT_CR12);
    return ERR_OK;
}

enum err client12_request(struct tls *t, const struct msg *m)
{
    struct certificate_request12 r;
    struct fail f = {0};

    TRY(settle_without_status(t));
    if (t->message.comes_again)
        return ERR_OK;
    TRY(conn_parsed(t, certificate_request12_parse(&r, m->body, &f), &f));
    transcript_add(&t->transcript, m->bytes);
    TRY(buf_keep(&t->request_types, &t->info.request_types, r.types));
    TRY(buf_keep(&t->request_schemes, &t->info.request_schemes, r.schemes));
    TRY(buf_keep(&t->request_authorities, &t->info.request_authorities, r.authorities));
    t->client_certificate_asked = t->info.client_certificate_asked = true;
    conn_state(t, HS_STATE_WAIT_DONE12);
    return ERR_OK;
}

/* --- our flight --------------------------------------------------------------------------- */

/* RFC 7918 4: only with forward secrecy and strong authenticated encryption, so that tampering with
 * the hello gains an attacker nothing; and only for the negotiated protocol. */
static bool may_false_start(const struct tls *t)
{
    const struct suite *s = t->suite;

    return t->config.false_start.allowed && s->aead != AEAD_NONE &&
           s->status == STATUS_RECOMMENDED &&
           (s->kx == SUITE_KX_ECDHE ||
            (s->kx == SUITE_KX_DHE && t->info.dh_bits >= FALSE_START_DH_BITS)) &&
           (t->info.alpn.n > 0 || t->config.false_start.without_alpn);
}

/* Our whole flight up to Finished.  Certificate and CertificateVerify are only sent on request (RFC
 * 5246 7.4.6). */
static enum err send_flight(struct tls *t)
{
    uint16_t scheme = 0;

    if (t->client_certificate_asked) {
        TRY(auth_choose(t, &scheme));
        TRY(auth_send_certificate(t, false, scheme));
    }
    TRY(client_kx12_send(t));
    if (scheme != 0)
        TRY(auth_send_verify(t, false, scheme));
    transcript_drop(&t->transcript);
    prf12_keys(&t->prf, &t->client_keys, &t->server_keys);
    return shared12_send_finished(t);
}

enum err client12_hello_done(struct tls *t, const struct msg *m)
{
    TRY(settle_without_status(t));
    if (t->message.comes_again)
        return ERR_OK;
    if (m->body.n > 0) /* RFC 5246 7.4.5 */
        return conn_fail(t, ERR_TLS_TRAILING, m->body);
    transcript_add(&t->transcript, m->bytes);
    TRY(send_flight(t));
    t->info.false_started = t->may_write = may_false_start(t);
    conn_state(t, t->expects.ticket ? HS_STATE_WAIT_TICKET12 : HS_STATE_WAIT_CCS12);
    return ERR_OK;
}

/* --- the end ------------------------------------------------------------------------------ */

/* RFC 5077 3.3: it comes if, and only if, the server answered the extension.  A ticket of zero
 * length means that the server changed its mind. */
enum err client12_ticket(struct tls *t, const struct msg *m)
{
    struct new_session_ticket n;
    struct fail f = {0};

    TRY(conn_parsed(t, new_session_ticket12_parse(&n, m->body, &f), &f));
    transcript_add(&t->transcript, m->bytes);
    if (n.ticket.n > 0) {
        TRY(buf_keep(&t->session.ticket, &n.ticket, n.ticket));
        t->session.lifetime = n.lifetime;
    }
    conn_state(t, t->is_resumed ? HS_STATE_WAIT_CCS_RESUMED12 : HS_STATE_WAIT_CCS12);
    return ERR_OK;
}

/* The state table allows it only once there are keys (CVE-2014-0224). */
enum err client12_ccs(struct tls *t, const struct msg *m)
{
    (void)m;
    shared12_read_keys(t);
    conn_state(t, t->is_resumed ? HS_STATE_WAIT_FINISHED_RESUMED12 : HS_STATE_WAIT_FINISHED12);
    return ERR_OK;
}

enum err client12_finished(struct tls *t, const struct msg *m)
{
    TRY(shared12_take_finished(t, m));
    if (t->is_resumed)
        TRY(shared12_send_finished(t));
    conn_state(t, HS_STATE_CONNECTED12);
    return resume_keep12(t);
}

enum err client12_hello_request(struct tls *t, const struct msg *m)
{
    if (m->body.n > 0)
        return conn_fail(t, ERR_TLS_HELLO_REQUEST_FORM, m->body);
    /* RFC 5746 4.2: renegotiation allows connections to be spliced, and this client has no use for
     * it. */
    if (t->state == HS_STATE_CONNECTED12 && !t->config.ignore.renegotiation)
        return conn_fail(t, ERR_TLS_RENEGOTIATION, m->bytes);
    /* RFC 5246 7.4.1.1: during a handshake it is ignored and not hashed; after it, ignoring is
     * allowed. Too many in a row are an error. */
    if (++t->hello_requests > HELLO_REQUESTS_MAX)
        return conn_fail(t, ERR_TLS_TOO_MANY_WARNINGS, m->bytes);
    return ERR_OK;
}
