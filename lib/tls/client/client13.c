/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/client/client13.h"

#include "lib/base/wipe.h"
#include "lib/tls/client/client_exts.h"
#include "lib/tls/client/client_hello.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/core/shared13.h"

/* From now on we encrypt with the handshake key. */
static enum err write_handshake(struct tls *t)
{
    return shared13_keys(t, true, EPOCH_HANDSHAKE, &t->sched.client_handshake,
                         STEP_CLIENT_HANDSHAKE_KEY);
}

/* The server will not read the early data: the caller gets it back. */
static void reject_early(struct tls *t)
{
    t->info.early_data = EARLY_REJECTED;
    t->may_write = false;
}

/* RFC 9846 4.2.4, 4.3.8: it must be a group that we offered without a share. */
static enum err take_retry_group(struct tls *t, struct span data)
{
    struct fail fail = {0};
    uint16_t id;

    TRY(conn_parsed(t, ext_u16_parse(&id, data, &fail), &fail));
    const struct group *g = conn_group(t, id);
    if (g == NULL || g->kx == KX_NONE || !conn_lists(&t->config.groups, id))
        return conn_fail(t, ERR_TLS_HRR_GROUP, data);
    for (size_t i = 0; i < t->num_shares; i++) {
        if (t->share_groups[i] == id)
            return conn_fail(t, ERR_TLS_HRR_GROUP, data);
    }
    t->retry_group = id;
    return ERR_OK;
}

/* Checks what a HelloRetryRequest asks for, and sends the second ClientHello. */
enum err client13_retry(struct tls *t, const struct server_hello *m)
{
    struct fail fail = {0};
    struct span data, cookie = {0};
    bool has_group = ext_get(m->exts, TLSX_KEY_SHARE, &data);

    if (has_group)
        TRY(take_retry_group(t, data));
    if (ext_get(m->exts, TLSX_COOKIE, &data)) { /* RFC 9846 4.3.2 */
        TRY(conn_parsed(t, ext_cookie_parse(&cookie, data, &fail), &fail));
        TRY(buf_keep(&t->cookie, &cookie, cookie));
    }
    if (!has_group && cookie.n == 0)
        return conn_fail(t, ERR_TLS_HRR_EMPTY, m->exts);
    /* RFC 9846 4.3.10: a retry rejects early data, and the second hello is not encrypted. */
    if (t->info.early_data == EARLY_OFFERED) {
        reject_early(t);
        TRY(outbound_keys(t, EPOCH_CLEAR, NULL));
    }
    if (t->compat_ccs_due) /* RFC 9846 E.4 */
        TRY(outbound_ccs(t));
    t->info.retried = true;
    TRY(client_hello_send(t));
    conn_state(t, HS_STATE_WAIT_SH);
    return ERR_OK;
}

/* RFC 9846 4.3.11: it must be the key that we offered, and have the hash of the suite. */
static enum err take_psk(struct tls *t, struct span data)
{
    struct fail fail = {0};
    uint16_t index;

    TRY(conn_parsed(t, ext_u16_parse(&index, data, &fail), &fail));
    if (index != 0 || !t->offers.psk)
        return conn_fail(t, ERR_TLS_PSK_INDEX, data);
    const struct suite *was = suite_find(t->config.session->suite);
    if (was->hash != t->suite->hash)
        return conn_fail(t, ERR_TLS_PSK_HASH, data);
    return resume_accepted(t, t->config.session);
}

/* RFC 9846 4.3.8: the server's half of the key exchange answers one of our shares. */
static enum err finish(struct tls *t, struct span data, uint8_t out[KX_SHARED_MAX], size_t *out_n)
{
    struct fail fail = {0};
    struct key_share share;

    TRY(conn_parsed(t, ext_share_parse(&share, data, &fail), &fail));
    for (size_t i = 0; i < t->num_shares; i++) {
        if (t->share_groups[i] != share.group)
            continue;
        enum err e = kx_finish(&t->shares[i], out, out_n, share.key);
        if (e != ERR_OK)
            return conn_fail(t, e, share.key);
        t->info.group = share.group;
        return ERR_OK;
    }
    return conn_fail(t, ERR_TLS_GROUP, data);
}

/* From the ServerHello to the handshake keys: the PSK if it was accepted, the shared secret, and
 * the keys of both sides. */
enum err client13_begin(struct tls *t, const struct server_hello *m)
{
    uint8_t shared[KX_SHARED_MAX], digest[DIGEST_MAX_SIZE];
    size_t shared_n = 0;
    struct span data;

    if (ext_get(m->exts, TLSX_PRE_SHARED_KEY, &data))
        TRY(take_psk(t, data));
    /* RFC 9846 9.2, 4.3.11: we do not offer resumption without a key exchange. */
    if (!ext_get(m->exts, TLSX_KEY_SHARE, &data))
        return conn_fail(t, t->info.resumed ? ERR_TLS_PSK_SHARE : ERR_TLS_SHARE_MISSING, m->exts);
    enum err e = finish(t, data, shared, &shared_n);
    if (e == ERR_OK) {
        if (!t->info.resumed)
            sched13_early(&t->sched, t->suite->hash, (struct span){0});
        sched13_handshake(&t->sched, span_of(shared, shared_n),
                          transcript_hash(&t->transcript, digest));
    }
    wipe(shared, sizeof shared);
    for (size_t i = 0; i < SHARES_MAX; i++)
        kx_wipe(&t->shares[i]);
    TRY(e);
    TRY(shared13_keys(t, false, EPOCH_HANDSHAKE, &t->sched.server_handshake,
                      STEP_SERVER_HANDSHAKE_KEY));
    /* From now on alerts are encrypted; but early data continues until EndOfEarlyData. */
    if (t->info.early_data != EARLY_OFFERED)
        TRY(write_handshake(t));
    conn_state(t, HS_STATE_WAIT_EE);
    return ERR_OK;
}

/* RFC 9846 4.3.10: early data can only be accepted with the parameters that it was sent with. */
static enum err take_early_answer(struct tls *t, struct span exts)
{
    struct fail fail = {0};
    struct span data;

    if (t->info.early_data != EARLY_OFFERED)
        return ERR_OK;
    if (!ext_get(exts, TLSX_EARLY_DATA, &data)) {
        reject_early(t);
        return write_handshake(t);
    }
    const struct session *s = t->config.session;
    TRY(conn_parsed(t, ext_empty_parse(data, &fail), &fail));
    if (!t->info.resumed)
        return conn_fail(t, ERR_TLS_EARLY_DATA_PSK, exts);
    if (t->suite->id != s->suite)
        return conn_fail(t, ERR_TLS_EARLY_DATA_SUITE, exts);
    if (!span_eq(t->info.alpn, buf_span(&s->alpn)))
        return conn_fail(t, ERR_TLS_EARLY_DATA_ALPN, exts);
    t->info.early_data = EARLY_ACCEPTED;
    return ERR_OK;
}

/* EncryptedExtensions: the answers to what both versions have in common, and to early data. */
enum err client13_extensions(struct tls *t, const struct msg *m)
{
    struct fail fail = {0};
    struct span exts, groups;

    TRY(conn_parsed(t, encrypted_extensions_parse(&exts, m->body, &fail), &fail));
    TRY(ext_rules_allow(t, exts, IN_EE));
    TRY(client_exts_common(t, exts));
    /* RFC 9846 4.3.7: for a later connection; its form is checked all the same. */
    if (ext_get(exts, TLSX_SUPPORTED_GROUPS, &groups))
        TRY(conn_parsed(t, ext_list16_parse(&groups, groups, &fail), &fail));
    TRY(take_early_answer(t, exts));
    /* Not earlier: alerts must be encrypted, and the fate of early data known. */
    transcript_add(&t->transcript, m->bytes);
    if (t->info.resumed)
        return resume_rejudge(t, HS_STATE_WAIT_VERDICT);
    conn_state(t, HS_STATE_WAIT_CERT_CR);
    return ERR_OK;
}

enum err client13_judged(struct tls *t, const struct msg *m)
{
    (void)m;
    conn_state(t, t->info.resumed ? HS_STATE_WAIT_FINISHED : HS_STATE_WAIT_CV);
    return ERR_OK;
}

/* RFC 9846 4.4.2: each request of a connection has another context, so that no CertificateVerify
 * can be replayed. */
static enum err take_context(struct tls *t, struct span context)
{
    struct fail fail = {0};
    struct rd past = rd_init(buf_span(&t->past_contexts), &fail);

    if (context.n > 0 && !conn_is_open(t)) /* RFC 9846 4.4.2 */
        return conn_fail(t, ERR_TLS_CERTIFICATE_CONTEXT, context);
    while (rd_more(&past)) {
        if (span_eq(rd_vec8(&past, 0, UINT8_MAX), context))
            return conn_fail(t, ERR_TLS_CONTEXT_AGAIN, context);
    }
    buf_u8(&t->past_contexts, (uint8_t)context.n);
    buf_put(&t->past_contexts, context);
    TRY(t->past_contexts.err);
    return buf_keep(&t->request_context, &context, context);
}

/* Without signature_algorithms, no certificate could be chosen, so the extension is mandatory (RFC
 * 9846 4.4.2). */
enum err client13_take_request(struct tls *t, const struct msg *m)
{
    struct certificate_request13 r;
    struct fail fail = {0};
    struct span list;

    TRY(conn_parsed(t, certificate_request13_parse(&r, m->body, &fail), &fail));
    TRY(take_context(t, r.context));
    TRY(ext_rules_allow(t, r.exts, IN_CR));
    if (!ext_get(r.exts, TLSX_SIGNATURE_ALGORITHMS, &list))
        return conn_fail(t, ERR_TLS_EXT_MISSING, r.exts);
    TRY(conn_parsed(t, ext_list16_parse(&list, list, &fail), &fail));
    TRY(buf_keep(&t->request_schemes, &t->info.request_schemes, list));
    if (ext_get(r.exts, TLSX_CERTIFICATE_AUTHORITIES, &list)) {
        TRY(conn_parsed(t, ext_cas_parse(&list, list, &fail), &fail));
        TRY(buf_keep(&t->request_authorities, &t->info.request_authorities, list));
    }
    t->client_certificate_asked = t->info.client_certificate_asked = true;
    transcript_add(&t->transcript, m->bytes);
    return ERR_OK;
}

enum err client13_request(struct tls *t, const struct msg *m)
{
    TRY(client13_take_request(t, m));
    conn_state(t, HS_STATE_WAIT_CERT);
    return ERR_OK;
}

enum err client13_certificate(struct tls *t, const struct msg *m)
{
    struct span list;

    TRY(shared13_certificate(t, m, &list));
    TRY(auth_chain(t, list, true));
    transcript_add(&t->transcript, m->bytes);
    return auth_judge(t, HS_STATE_WAIT_VERDICT);
}

enum err client13_verify(struct tls *t, const struct msg *m)
{
    TRY(shared13_verify(t, m));
    conn_state(t, HS_STATE_WAIT_FINISHED);
    return ERR_OK;
}

enum err client13_send_certificate(struct tls *t)
{
    uint16_t scheme;

    TRY(auth_choose(t, &scheme));
    TRY(auth_send_certificate(t, true, scheme));
    return scheme == 0 ? ERR_OK : auth_send_verify(t, true, scheme);
}

/* Our flight: EndOfEarlyData, the certificate if one was asked for, Finished. */
static enum err send_flight(struct tls *t)
{
    if (t->info.early_data == EARLY_ACCEPTED) {
        static const uint8_t end[] = {HS_END_OF_EARLY_DATA, 0, 0, 0}; /* RFC 9846 4.6 */
        TRY(outbound_message(t, span_of(end, sizeof end)));
        TRY(write_handshake(t));
    }
    if (t->client_certificate_asked)
        TRY(client13_send_certificate(t));
    return shared13_send_finished(t);
}

/* The end of the handshake: the server's Finished, our flight, and the keys for application data.
 * The order matters: our flight is sent under the handshake key, and the resumption secret covers
 * our Finished. */
enum err client13_finished(struct tls *t, const struct msg *m)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    TRY(shared13_check_finished(t, m->body));
    transcript_add(&t->transcript, m->bytes);
    sched13_master(&t->sched, transcript_hash(&t->transcript, digest));
    TRY(shared13_keys(t, false, EPOCH_APPLICATION, &t->sched.server_traffic, STEP_SERVER_KEY));
    TRY(send_flight(t));
    sched13_resumption(&t->sched, transcript_hash(&t->transcript, digest));
    TRY(shared13_keys(t, true, EPOCH_APPLICATION, &t->sched.client_traffic, STEP_CLIENT_KEY));
    t->main_hash = t->transcript.hash;
    shared13_forget(t);
    if (t->info.early_data == EARLY_ACCEPTED)
        buf_wipe(&t->early);
    conn_state(t, HS_STATE_CONNECTED13);
    return ERR_OK;
}
