/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ClientHello is answered with a HelloRetryRequest, or with our whole flight up to Finished.
 * Then the client's flight is read: perhaps early data with EndOfEarlyData, perhaps Certificate and
 * CertificateVerify, then Finished (RFC 9846 2).  Tickets follow.
 */
#include "config.h"

#include "lib/tls/server/server13.h"

#include "lib/base/wipe.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/cert_compress.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/core/shared13.h"
#include "lib/tls/server/negotiate.h"
#include "lib/tls/server/server_cert.h"
#include "lib/tls/server/server_exts.h"
#include "lib/tls/server/server_psk.h"

enum { OWN_COOKIE = 32 };

/* --- the group ----------------------------------------------------------------------------- */

/* Looks for the client's share of a group. */
static bool find_share(const struct tls *tls, uint16_t group, struct key_share *out)
{
    struct fail fail = {0};
    struct span data;

    if (!ext_get(tls->hello_exts, TLSX_KEY_SHARE, &data) ||
        ext_shares_parse(&data, data, &fail) != ERR_OK)
        return false;
    struct rd r = rd_init(data, &fail);
    while (ext_share_next(&r, out)) {
        if (out->group == group)
            return true;
    }
    return false;
}

/* Which groups of the client count. */
struct wanted {
    bool shared, unshared; /* those that it sent a share of, the others */
    bool only_kem;
};

static bool is_wanted(const struct tls *tls, const struct group *group, struct wanted wanted)
{
    struct key_share share;

    if (wanted.only_kem && !group_is_kem(group))
        return false;
    return find_share(tls, group->id, &share) ? wanted.shared : wanted.unshared;
}

/* The first of our groups that the client supports and that is wanted. */
static const struct group *first_group(const struct tls *tls, struct wanted wanted)
{
    struct span theirs = server_exts_list(tls, TLSX_SUPPORTED_GROUPS);

    for (size_t i = 0; i < tls->config.groups.num; i++) {
        const struct group *g = conn_group(tls, tls->config.groups.v[i]);
        if (g != NULL && g->kx != KX_NONE && list16_has(theirs, g->id) && is_wanted(tls, g, wanted))
            return g;
    }
    return NULL;
}

/* RFC 9846 4.2.1: any group with a share is better than one that costs a round trip.  But if a KEM
 * comes first, only another one can take its place: without one, whoever records the connection
 * today may be able to read it later (RFC 9954 1). */
static enum err choose_group(struct tls *tls)
{
    const struct tls_faults *faults = tls->config.faults;
    const struct group *best = first_group(tls, (struct wanted){.shared = true, .unshared = true});

    tls->group = first_group(
        tls, (struct wanted){.shared = true, .only_kem = best != NULL && group_is_kem(best)});
    if (tls->group == NULL)
        tls->group = best;
    if (faults != NULL && faults->group != 0)
        tls->group = conn_group(tls, faults->group);
    if (tls->group == NULL || tls->group->kx == KX_NONE)
        return conn_fail(tls, ERR_TLS_NO_COMMON_GROUP,
                         server_exts_list(tls, TLSX_SUPPORTED_GROUPS));
    return ERR_OK;
}

/* RFC 9846 4.3.8: after a retry for a group there is exactly one share, of that group. */
static enum err check_retry_share(struct tls *tls)
{
    struct fail fail = {0};
    struct span data;
    struct key_share share;

    if (tls->retry_group == 0)
        return ERR_OK;
    if (!ext_get(tls->hello_exts, TLSX_KEY_SHARE, &data) ||
        ext_shares_parse(&data, data, &fail) != ERR_OK)
        return conn_fail(tls, ERR_TLS_RETRY_SHARE, tls->hello_exts);
    struct rd r = rd_init(data, &fail);
    if (!ext_share_next(&r, &share) || share.group != tls->retry_group || r.left.n > 0)
        return conn_fail(tls, ERR_TLS_RETRY_SHARE, data);
    return ERR_OK;
}

/* --- HelloRetryRequest --------------------------------------------------------------------- */

/* Decides what the HelloRetryRequest asks for: a group without a share; or, if a retry is wanted
 * for its own sake, another group, no worse against later decryption, or a cookie.  It must change
 * something (RFC 9846 4.2.4). */
static enum err plan_retry(struct tls *tls)
{
    const struct tls_server *server = tls->config.server;
    uint8_t own[OWN_COOKIE];
    struct key_share share;
    struct span cookie = server->cookie;

    if (!find_share(tls, tls->group->id, &share)) {
        tls->retry_group = tls->group->id;
    } else if (cookie.n == 0) {
        const struct group *other = first_group(
            tls, (struct wanted){.unshared = true, .only_kem = group_is_kem(tls->group)});
        tls->retry_group = other == NULL ? 0 : other->id;
        rng_fill(&tls->config.rng, own, sizeof own);
        if (other == NULL)
            cookie = span_of(own, sizeof own);
    }
    return buf_keep(&tls->cookie, &cookie, server->retries ? cookie : (struct span){0});
}

/* Sends a ServerHello or, with its fixed `random`, a HelloRetryRequest (RFC 9846 4.2.3). */
static enum err send_hello(struct tls *tls, struct span random, struct span exts)
{
    buf_truncate(&tls->scratch, 0);
    server_hello_put(&tls->scratch, &(struct server_hello){
                                        .version = TLS_1_2, /* RFC 9846 4.2.3: legacy_version */
                                        .random = random,
                                        .session_id = span_of(tls->session_id, tls->session_id_n),
                                        .suite = tls->suite->id,
                                        .exts = exts,
                                        .has_exts = true,
                                    });
    TRY(tls->scratch.err);
    return outbound_message(tls, buf_span(&tls->scratch));
}

/* RFC 9846 4.1: from now on the transcript has the first ClientHello only as its hash. */
static enum err send_retry(struct tls *tls)
{
    struct buf exts;

    TRY(plan_retry(tls));
    transcript_start(&tls->transcript, tls->suite->hash);
    transcript_add(&tls->transcript, buf_span(&tls->hello));
    transcript_retry(&tls->transcript);
    buf_init(&exts, 1 << 16);
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    if (tls->retry_group != 0)
        ext_u16_put(&exts, TLSX_KEY_SHARE, tls->retry_group);
    if (tls->cookie.n > 0)
        ext_cookie_put(&exts, buf_span(&tls->cookie));
    enum err e = exts.err != ERR_OK
                     ? exts.err
                     : send_hello(tls, span_of(hello_retry_random, RANDOM_SIZE), buf_span(&exts));
    buf_free(&exts);
    TRY(e);
    if (tls->session_id_n > 0) /* RFC 9846 E.4 */
        TRY(outbound_ccs(tls));
    tls->info.retried = true;
    conn_state(tls, HS_STATE_S_START);
    return ERR_OK;
}

/* --- ServerHello and what is agreed on ----------------------------------------------------- */

/* ServerHello, with our share. */
static enum err put_server_hello(struct tls *tls, struct span share)
{
    struct buf exts;

    buf_init(&exts, 1 << 16);
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    ext_share_put(&exts, &(struct key_share){tls->group->id, share});
    if (tls->info.resumed)
        ext_u16_put(&exts, TLSX_PRE_SHARED_KEY, tls->psk_index);
    enum err e = exts.err != ERR_OK
                     ? exts.err
                     : send_hello(tls, span_of(tls->server_random, RANDOM_SIZE), buf_span(&exts));
    buf_free(&exts);
    return e;
}

/* Answers the client's share in ServerHello, which completes the transcript of the handshake
 * secrets (RFC 9846 4.3.8, 7.1). */
static enum err send_server_hello(struct tls *tls, struct span share)
{
    uint8_t shared[KX_SHARED_MAX], digest[DIGEST_MAX_SIZE];
    size_t n = 0;
    struct kx kx;
    enum err e = kx_respond(&kx, group_kx(tls->group), shared, &n, share, &tls->config.rng);

    e = e == ERR_OK ? put_server_hello(tls, span_of(kx.public, kx.public_n))
                    : conn_fail(tls, e, share);
    kx_wipe(&kx);
    if (e == ERR_OK)
        sched13_handshake(&tls->sched, span_of(shared, n),
                          transcript_hash(&tls->transcript, digest));
    wipe(shared, sizeof shared);
    return e;
}

/* Chooses our certificate; resumption needs none (RFC 9846 4.5.1.2). */
static enum err choose_identity(struct tls *tls)
{
    if (tls->info.resumed)
        return ERR_OK;
    TRY(server_exts_need(tls, TLSX_SIGNATURE_ALGORITHMS)); /* RFC 9846 9.2 */
    if (!server_cert_choose(tls, tls->suite))
        return conn_fail(tls, ERR_TLS_NO_COMMON_SIGNATURE,
                         server_exts_list(tls, TLSX_SIGNATURE_ALGORITHMS));
    tls->info.scheme = tls->scheme;
    return ERR_OK;
}

/* Sends EncryptedExtensions; early_data in it means that early data is accepted (RFC 9846
 * 4.3.10). */
static enum err send_extensions(struct tls *tls)
{
    struct buf exts;

    buf_init(&exts, 1 << 16);
    server_exts_put(tls, &exts, tls->info.resumed);
    if (tls->info.early_data == EARLY_ACCEPTED)
        ext_put(&exts, TLSX_EARLY_DATA, (struct span){0});
    buf_truncate(&tls->scratch, 0);
    encrypted_extensions_put(&tls->scratch, buf_span(&exts));
    enum err e = exts.err != ERR_OK ? exts.err : tls->scratch.err;
    buf_free(&exts);
    return e == ERR_OK ? outbound_message(tls, buf_span(&tls->scratch)) : e;
}

/* CertificateRequest (RFC 9846 4.4.2). */
static enum err send_request(struct tls *tls)
{
    const struct tls_config *c = &tls->config;
    struct buf exts;

    buf_init(&exts, 1 << 17);
    ext_list16_put(&exts, TLSX_SIGNATURE_ALGORITHMS, c->schemes.v, c->schemes.num);
    if (c->cert_schemes.num > 0)
        ext_list16_put(&exts, TLSX_SIGNATURE_ALGORITHMS_CERT, c->cert_schemes.v,
                       c->cert_schemes.num);
    if (c->compressions.num > 0)
        ext_list8of16_put(&exts, TLSX_COMPRESS_CERTIFICATE, c->compressions.v, c->compressions.num);
    if (c->server->authorities.n > 0) {
        struct buf_mark x = ext_open(&exts, TLSX_CERTIFICATE_AUTHORITIES), list = buf_open16(&exts);
        buf_put(&exts, c->server->authorities);
        buf_close(&exts, list);
        buf_close(&exts, x);
    }
    buf_truncate(&tls->scratch, 0);
    certificate_request13_put(&tls->scratch,
                              &(struct certificate_request13){.exts = buf_span(&exts)});
    enum err e = exts.err != ERR_OK ? exts.err : tls->scratch.err;
    buf_free(&exts);
    tls->client_certificate_asked = tls->info.client_certificate_asked = true;
    return e == ERR_OK ? outbound_message(tls, buf_span(&tls->scratch)) : e;
}

/* Certificate and CertificateVerify; the PSK takes their place in a resumption. */
static enum err send_proof(struct tls *tls)
{
    if (tls->info.resumed)
        return ERR_OK;
    if (tls->config.server->client_auth != CLIENT_AUTH_NONE)
        TRY(send_request(tls));
    TRY(auth_send_certificate(tls, true, tls->scheme));
    return auth_send_verify(tls, true, tls->scheme);
}

/* Sets the keys for the client's next records, and the state that waits for them. */
static enum err await_flight(struct tls *tls)
{
    if (tls->info.early_data == EARLY_ACCEPTED) {
        TRY(shared13_keys(tls, false, EPOCH_EARLY, &tls->sched.client_early,
                          STEP_CLIENT_EARLY_KEY));
        conn_state(tls, HS_STATE_S_WAIT_EOED);
        tls->may_write = tls->config.server->half_rtt;
        return ERR_OK;
    }
    TRY(shared13_keys(tls, false, EPOCH_HANDSHAKE, &tls->sched.client_handshake,
                      STEP_CLIENT_HANDSHAKE_KEY));
    conn_state(tls,
               tls->client_certificate_asked ? HS_STATE_S_WAIT_CERT : HS_STATE_S_WAIT_FINISHED);
    return ERR_OK;
}

/* ServerHello to Finished; after it we may already send application data. */
static enum err send_flight(struct tls *tls, struct span share)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    TRY(send_server_hello(tls, share));
    tls->compat_ccs_due = tls->session_id_n > 0 && !tls->info.retried; /* RFC 9846 E.4 */
    TRY(shared13_keys(tls, true, EPOCH_HANDSHAKE, &tls->sched.server_handshake,
                      STEP_SERVER_HANDSHAKE_KEY));
    TRY(send_extensions(tls));
    TRY(send_proof(tls));
    TRY(shared13_send_finished(tls));
    sched13_master(&tls->sched, transcript_hash(&tls->transcript, digest));
    TRY(shared13_keys(tls, true, EPOCH_APPLICATION, &tls->sched.server_traffic, STEP_SERVER_KEY));
    return await_flight(tls);
}

/* The ClientHello enters the transcript, and accepted early data gets its keys. */
static void begin_transcript(struct tls *tls)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    if (!tls->info.retried)
        transcript_start(&tls->transcript, tls->suite->hash);
    transcript_add(&tls->transcript, buf_span(&tls->hello));
    transcript_drop(&tls->transcript);
    if (tls->info.early_data == EARLY_ACCEPTED)
        sched13_early_traffic(&tls->sched, transcript_hash(&tls->transcript, digest));
}

/* Answers a ClientHello whose share and pre-shared key are settled. */
static enum err answer(struct tls *tls)
{
    struct key_share theirs = {0};

    tls->exts = tls->hello_exts; /* for failures that are found after a pending verdict */
    TRY(choose_identity(tls));
    begin_transcript(tls);
    (void)find_share(tls, tls->group->id, &theirs); /* server13_begin has seen it */
    return send_flight(tls, theirs.key);
}

/* The order matters: the suite decides the hash, the PSK needs the transcript of a retry, and the
 * identity is only chosen without a PSK. */
enum err server13_begin(struct tls *tls, const struct client_hello *hello)
{
    struct key_share theirs;

    TRY(negotiate_suite(tls, hello));
    if (tls->info.retried)
        TRY(check_retry_share(tls));
    TRY(choose_group(tls));
    bool has_share = find_share(tls, tls->group->id, &theirs);
    bool must_retry = !has_share || tls->config.server->retries;
    server_psk_reject_early(tls);
    if (must_retry && !tls->info.retried)
        return send_retry(tls);
    if (!has_share)
        return conn_fail(tls, ERR_TLS_NO_COMMON_GROUP, hello->exts);
    tls->info.group = tls->group->id;
    TRY(server_psk_take(tls));
    if (tls->info.resumed && tls->info.chain.n > 0)
        return resume_rejudge(tls, HS_STATE_S_WAIT_VERDICT);
    return answer(tls);
}

/* Continues after the verdict on the client's chain; in a resumption, our flight is still to
 * come. */
enum err server13_judged(struct tls *tls, const struct msg *msg)
{
    (void)msg;
    if (tls->info.resumed)
        return answer(tls);
    tls->info.client_certificate_sent = true;
    conn_state(tls, HS_STATE_S_WAIT_CV);
    return ERR_OK;
}

/* --- the client's flight ------------------------------------------------------------------- */

/* The client's next record has its handshake keys (RFC 9846 4.6). */
enum err server13_end_of_early(struct tls *tls, const struct msg *msg)
{
    struct fail fail = {0};
    struct rd r = rd_init(msg->body, &fail);

    TRY(conn_parsed(tls, rd_end(&r), &fail));
    transcript_add(&tls->transcript, msg->bytes);
    TRY(shared13_keys(tls, false, EPOCH_HANDSHAKE, &tls->sched.client_handshake,
                      STEP_CLIENT_HANDSHAKE_KEY));
    conn_state(tls, HS_STATE_S_WAIT_FINISHED);
    return ERR_OK;
}

/* An empty list means that the client has no certificate; then there is no CertificateVerify. */
enum err server13_certificate(struct tls *tls, const struct msg *msg)
{
    struct span list;

    TRY(shared13_certificate(tls, msg, &list));
    /* RFC 9846 4.5.1.3 */
    if (list.n == 0 && tls->config.server->client_auth == CLIENT_AUTH_REQUIRE)
        return conn_fail(tls, ERR_TLS_CERTIFICATE_REQUIRED, msg->body);
    transcript_add(&tls->transcript, msg->bytes);
    if (list.n > 0) {
        TRY(auth_chain(tls, list, true));
        return auth_judge(tls, HS_STATE_S_WAIT_VERDICT);
    }
    conn_state(tls, HS_STATE_S_WAIT_FINISHED);
    return ERR_OK;
}

enum err server13_compressed(struct tls *tls, const struct msg *msg)
{
    struct msg certificate;

    TRY(cert_compress_open(tls, msg, &certificate));
    return server13_certificate(tls, &certificate);
}

enum err server13_verify(struct tls *tls, const struct msg *msg)
{
    TRY(shared13_verify(tls, msg));
    conn_state(tls, HS_STATE_S_WAIT_FINISHED);
    return ERR_OK;
}

/* The resumption secret covers the client's Finished, so tickets come after it (RFC 9846 4.7.1). */
enum err server13_finished(struct tls *tls, const struct msg *msg)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    TRY(shared13_check_finished(tls, msg->body));
    transcript_add(&tls->transcript, msg->bytes);
    sched13_resumption(&tls->sched, transcript_hash(&tls->transcript, digest));
    TRY(shared13_keys(tls, false, EPOCH_APPLICATION, &tls->sched.client_traffic, STEP_CLIENT_KEY));
    shared13_forget(tls);
    conn_state(tls, HS_STATE_S_CONNECTED13);
    for (unsigned i = 0; i < tls->config.server->tickets; i++)
        TRY(server_psk_ticket(tls));
    return ERR_OK;
}
