/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The handshake runs through ServerHello (perhaps after one HelloRetryRequest),
 * EncryptedExtensions, and, without a pre-shared key, perhaps CertificateRequest, then Certificate
 * and CertificateVerify, to the server's Finished.  Our flight answers that Finished (RFC 9846 2).
 */
#include "config.h"

#include "lib/tls/client/client13.h"

#include "lib/base/wipe.h"
#include "lib/tls/client/client_exts.h"
#include "lib/tls/client/client_hello.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/cert_compress.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/core/shared13.h"

/* From now on we encrypt with the handshake key. */
static enum err write_handshake(struct tls *tls)
{
    return shared13_keys(tls, true, EPOCH_HANDSHAKE, &tls->sched.client_handshake,
                         STEP_CLIENT_HANDSHAKE_KEY);
}

/* The server will not read the early data: the caller gets it back. */
static void reject_early(struct tls *tls)
{
    tls->info.early_data = EARLY_REJECTED;
    tls->may_write = false;
}

/* RFC 9846 4.2.4, 4.3.8: it must be a group that we offered without a share. */
static enum err take_retry_group(struct tls *tls, struct span data)
{
    struct fail fail = {0};
    uint16_t id;

    TRY(conn_parsed(tls, ext_u16_parse(&id, data, &fail), &fail));
    const struct group *g = conn_group(tls, id);
    if (g == NULL || g->kx == KX_NONE || !conn_lists(&tls->config.groups, id))
        return conn_fail(tls, ERR_TLS_HRR_GROUP, data);
    for (size_t i = 0; i < tls->num_shares; i++) {
        if (tls->share_groups[i] == id)
            return conn_fail(tls, ERR_TLS_HRR_GROUP, data);
    }
    tls->retry_group = id;
    return ERR_OK;
}

/* Checks what a HelloRetryRequest asks for, and sends the second ClientHello. */
enum err client13_retry(struct tls *tls, const struct server_hello *hello)
{
    struct fail fail = {0};
    struct span data, cookie = {0};
    bool has_group = ext_get(hello->exts, TLSX_KEY_SHARE, &data);

    if (has_group)
        TRY(take_retry_group(tls, data));
    if (ext_get(hello->exts, TLSX_COOKIE, &data)) { /* RFC 9846 4.3.2 */
        TRY(conn_parsed(tls, ext_cookie_parse(&cookie, data, &fail), &fail));
        TRY(buf_keep(&tls->cookie, &cookie, cookie));
    }
    if (!has_group && cookie.n == 0)
        return conn_fail(tls, ERR_TLS_HRR_EMPTY, hello->exts);
    /* RFC 9846 4.3.10: a retry rejects early data, and the second hello is not encrypted. */
    if (tls->info.early_data == EARLY_OFFERED) {
        reject_early(tls);
        TRY(outbound_keys(tls, EPOCH_CLEAR, NULL));
    }
    if (tls->compat_ccs_due) /* RFC 9846 E.4 */
        TRY(outbound_ccs(tls));
    tls->info.retried = true;
    TRY(client_hello_send(tls));
    conn_state(tls, HS_STATE_WAIT_SH);
    return ERR_OK;
}

/* RFC 9846 4.3.11: it must be the key that we offered, and have the hash of the suite. */
static enum err take_psk(struct tls *tls, struct span data)
{
    struct fail fail = {0};
    uint16_t index;

    TRY(conn_parsed(tls, ext_u16_parse(&index, data, &fail), &fail));
    if (index != 0 || !tls->offers.psk)
        return conn_fail(tls, ERR_TLS_PSK_INDEX, data);
    const struct suite *was = suite_find(tls->config.session->suite);
    if (was->hash != tls->suite->hash)
        return conn_fail(tls, ERR_TLS_PSK_HASH, data);
    return resume_accepted(tls, tls->config.session);
}

/* RFC 9846 4.3.8: the server's half of the key exchange answers one of our shares. */
static enum err finish(struct tls *tls, struct span data, uint8_t out[KX_SHARED_MAX], size_t *out_n)
{
    struct fail fail = {0};
    struct key_share share;

    TRY(conn_parsed(tls, ext_share_parse(&share, data, &fail), &fail));
    for (size_t i = 0; i < tls->num_shares; i++) {
        if (tls->share_groups[i] != share.group)
            continue;
        enum err e = kx_kept_finish(tls->shares[i], out, out_n, share.key);
        if (e != ERR_OK)
            return conn_fail(tls, e, share.key);
        tls->info.group = share.group;
        return ERR_OK;
    }
    return conn_fail(tls, ERR_TLS_GROUP, data);
}

/* From the ServerHello to the handshake keys: the PSK if it was accepted, the shared secret, and
 * the keys of both sides. */
enum err client13_begin(struct tls *tls, const struct server_hello *hello)
{
    uint8_t shared[KX_SHARED_MAX], digest[DIGEST_MAX_SIZE];
    size_t shared_n = 0;
    struct span data;

    if (ext_get(hello->exts, TLSX_PRE_SHARED_KEY, &data))
        TRY(take_psk(tls, data));
    /* RFC 9846 9.2, 4.3.11: we do not offer resumption without a key exchange. */
    if (!ext_get(hello->exts, TLSX_KEY_SHARE, &data))
        return conn_fail(tls, tls->info.resumed ? ERR_TLS_PSK_SHARE : ERR_TLS_SHARE_MISSING,
                         hello->exts);
    enum err e = finish(tls, data, shared, &shared_n);
    if (e == ERR_OK) {
        if (!tls->info.resumed)
            sched13_early(&tls->sched, tls->suite->hash, (struct span){0});
        sched13_handshake(&tls->sched, span_of(shared, shared_n),
                          transcript_hash(&tls->transcript, digest));
    }
    wipe(shared, sizeof shared);
    conn_wipe_shares(tls);
    TRY(e);
    TRY(shared13_keys(tls, false, EPOCH_HANDSHAKE, &tls->sched.server_handshake,
                      STEP_SERVER_HANDSHAKE_KEY));
    /* From now on alerts are encrypted; but early data continues until EndOfEarlyData. */
    if (tls->info.early_data != EARLY_OFFERED)
        TRY(write_handshake(tls));
    conn_state(tls, HS_STATE_WAIT_EE);
    return ERR_OK;
}

/* RFC 9846 4.3.10: early data can only be accepted with the parameters that it was sent with. */
static enum err take_early_answer(struct tls *tls, struct span exts)
{
    struct fail fail = {0};
    struct span data;

    if (tls->info.early_data != EARLY_OFFERED)
        return ERR_OK;
    if (!ext_get(exts, TLSX_EARLY_DATA, &data)) {
        reject_early(tls);
        return write_handshake(tls);
    }
    const struct session *s = tls->config.session;
    TRY(conn_parsed(tls, ext_empty_parse(data, &fail), &fail));
    if (!tls->info.resumed)
        return conn_fail(tls, ERR_TLS_EARLY_DATA_PSK, exts);
    if (tls->suite->id != s->suite)
        return conn_fail(tls, ERR_TLS_EARLY_DATA_SUITE, exts);
    if (!span_eq(tls->info.alpn, buf_span(&s->alpn)))
        return conn_fail(tls, ERR_TLS_EARLY_DATA_ALPN, exts);
    tls->info.early_data = EARLY_ACCEPTED;
    return ERR_OK;
}

/* EncryptedExtensions: the answers to what both versions have in common, and to early data. */
enum err client13_extensions(struct tls *tls, const struct msg *msg)
{
    struct fail fail = {0};
    struct span exts, groups;

    TRY(conn_parsed(tls, encrypted_extensions_parse(&exts, msg->body, &fail), &fail));
    TRY(ext_rules_allow(tls, exts, IN_EE));
    TRY(client_exts_common(tls, exts));
    tls->info.answers = ANSWERS_READ;
    /* RFC 9846 4.3.7: for a later connection; its form is checked all the same. */
    if (ext_get(exts, TLSX_SUPPORTED_GROUPS, &groups))
        TRY(conn_parsed(tls, ext_list16_parse(&groups, groups, &fail), &fail));
    TRY(take_early_answer(tls, exts));
    /* Not earlier: alerts must be encrypted, and the fate of early data known. */
    transcript_add(&tls->transcript, msg->bytes);
    if (tls->info.resumed)
        return resume_rejudge(tls, HS_STATE_WAIT_VERDICT);
    conn_state(tls, HS_STATE_WAIT_CERT_CR);
    return ERR_OK;
}

enum err client13_judged(struct tls *tls, const struct msg *msg)
{
    (void)msg;
    conn_state(tls, tls->info.resumed ? HS_STATE_WAIT_FINISHED : HS_STATE_WAIT_CV);
    return ERR_OK;
}

/* RFC 9846 4.4.2: each request of a connection has another context, so that no CertificateVerify
 * can be replayed. */
static enum err take_context(struct tls *tls, struct span context)
{
    struct fail fail = {0};
    struct rd past = rd_init(buf_span(&tls->past_contexts), &fail);

    if (context.n > 0 && !conn_is_open(tls)) /* RFC 9846 4.4.2 */
        return conn_fail(tls, ERR_TLS_CERTIFICATE_CONTEXT, context);
    while (rd_more(&past)) {
        if (span_eq(rd_vec8(&past, 0, UINT8_MAX), context))
            return conn_fail(tls, ERR_TLS_CONTEXT_AGAIN, context);
    }
    buf_u8(&tls->past_contexts, (uint8_t)context.n);
    buf_put(&tls->past_contexts, context);
    TRY(tls->past_contexts.err);
    return buf_keep(&tls->request_context, &context, context);
}

/* Without signature_algorithms, no certificate could be chosen, so the extension is mandatory (RFC
 * 9846 4.4.2). */
enum err client13_take_request(struct tls *tls, const struct msg *msg)
{
    struct certificate_request13 r;
    struct fail fail = {0};
    struct span list;

    TRY(conn_parsed(tls, certificate_request13_parse(&r, msg->body, &fail), &fail));
    TRY(take_context(tls, r.context));
    TRY(ext_rules_allow(tls, r.exts, IN_CR));
    if (!ext_get(r.exts, TLSX_SIGNATURE_ALGORITHMS, &list))
        return conn_fail(tls, ERR_TLS_EXT_MISSING, r.exts);
    TRY(conn_parsed(tls, ext_list16_parse(&list, list, &fail), &fail));
    TRY(buf_keep(&tls->request_schemes, &tls->info.request_schemes, list));
    if (ext_get(r.exts, TLSX_CERTIFICATE_AUTHORITIES, &list)) {
        TRY(conn_parsed(tls, ext_cas_parse(&list, list, &fail), &fail));
        TRY(buf_keep(&tls->request_authorities, &tls->info.request_authorities, list));
    }
    TRY(cert_compress_note(tls, r.exts));
    tls->client_certificate_asked = tls->info.client_certificate_asked = true;
    transcript_add(&tls->transcript, msg->bytes);
    return ERR_OK;
}

enum err client13_request(struct tls *tls, const struct msg *msg)
{
    TRY(client13_take_request(tls, msg));
    conn_state(tls, HS_STATE_WAIT_CERT);
    return ERR_OK;
}

/* The verdict on the chain comes before CertificateVerify is read. */
enum err client13_certificate(struct tls *tls, const struct msg *msg)
{
    struct span list;

    TRY(shared13_certificate(tls, msg, &list));
    TRY(auth_chain(tls, list, true));
    transcript_add(&tls->transcript, msg->bytes);
    return auth_judge(tls, HS_STATE_WAIT_VERDICT);
}

enum err client13_compressed(struct tls *tls, const struct msg *msg)
{
    struct msg certificate;

    TRY(cert_compress_open(tls, msg, &certificate));
    return client13_certificate(tls, &certificate);
}

enum err client13_verify(struct tls *tls, const struct msg *msg)
{
    TRY(shared13_verify(tls, msg));
    conn_state(tls, HS_STATE_WAIT_FINISHED);
    return ERR_OK;
}

/* Without a certificate, the list is empty and there is no CertificateVerify. */
enum err client13_send_certificate(struct tls *tls)
{
    uint16_t scheme;

    TRY(auth_choose(tls, &scheme));
    TRY(auth_send_certificate(tls, true, scheme));
    return scheme == 0 ? ERR_OK : auth_send_verify(tls, true, scheme);
}

/* Our flight: EndOfEarlyData, the certificate if one was asked for, Finished. */
static enum err send_flight(struct tls *tls)
{
    if (tls->info.early_data == EARLY_ACCEPTED) {
        static const uint8_t end[] = {HS_END_OF_EARLY_DATA, 0, 0, 0}; /* RFC 9846 4.6 */
        TRY(outbound_message(tls, span_of(end, sizeof end)));
        TRY(write_handshake(tls));
    }
    if (tls->client_certificate_asked)
        TRY(client13_send_certificate(tls));
    return shared13_send_finished(tls);
}

/* The end of the handshake: the server's Finished, our flight, and the keys for application data.
 * The order matters: our flight is sent under the handshake key, and the resumption secret covers
 * our Finished. */
enum err client13_finished(struct tls *tls, const struct msg *msg)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    TRY(shared13_check_finished(tls, msg->body));
    transcript_add(&tls->transcript, msg->bytes);
    sched13_master(&tls->sched, transcript_hash(&tls->transcript, digest));
    TRY(shared13_keys(tls, false, EPOCH_APPLICATION, &tls->sched.server_traffic, STEP_SERVER_KEY));
    TRY(send_flight(tls));
    sched13_resumption(&tls->sched, transcript_hash(&tls->transcript, digest));
    TRY(shared13_keys(tls, true, EPOCH_APPLICATION, &tls->sched.client_traffic, STEP_CLIENT_KEY));
    tls->main_hash = tls->transcript.hash;
    shared13_forget(tls);
    if (tls->info.early_data == EARLY_ACCEPTED)
        buf_wipe(&tls->early);
    conn_state(tls, HS_STATE_CONNECTED13);
    return ERR_OK;
}
