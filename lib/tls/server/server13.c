/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/server/server13.h"

#include "lib/base/wipe.h"
#include "lib/tls/core/auth.h"
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
static bool find_share(const struct tls *t, uint16_t group, struct key_share *out)
{
    struct fail fail = {0};
    struct span data;

    if (!ext_get(t->hello_exts, TLSX_KEY_SHARE, &data) ||
        ext_shares_parse(&data, data, &fail) != ERR_OK)
        return false;
    struct rd r = rd_init(data, &fail);
    while (ext_share_next(&r, out)) {
        if (out->group == group)
            return true;
    }
    return false;
}

/* The first of our groups that the client supports, with a share or without. */
static const struct group *first_group(const struct tls *t, bool with_share)
{
    struct span theirs = server_exts_list(t, TLSX_SUPPORTED_GROUPS);
    struct key_share share;

    for (size_t i = 0; i < t->config.groups.num; i++) {
        const struct group *g = conn_group(t, t->config.groups.v[i]);
        if (g != NULL && g->kx != KX_NONE && list16_has(theirs, g->id) &&
            find_share(t, g->id, &share) == with_share)
            return g;
    }
    return NULL;
}

/* RFC 9846 4.2.1: any group with a share is better than one that costs a round trip. */
static enum err choose_group(struct tls *t)
{
    const struct tls_faults *faults = t->config.faults;

    t->group = first_group(t, true);
    if (t->group == NULL)
        t->group = first_group(t, false);
    if (faults != NULL && faults->group != 0)
        t->group = conn_group(t, faults->group);
    if (t->group == NULL || t->group->kx == KX_NONE)
        return conn_fail(t, ERR_TLS_NO_COMMON_GROUP, server_exts_list(t, TLSX_SUPPORTED_GROUPS));
    return ERR_OK;
}

/* RFC 9846 4.3.8: after a retry for a group there is exactly one share, of that group. */
static enum err check_retry_share(struct tls *t)
{
    struct fail fail = {0};
    struct span data;
    struct key_share share;

    if (t->retry_group == 0)
        return ERR_OK;
    if (!ext_get(t->hello_exts, TLSX_KEY_SHARE, &data) ||
        ext_shares_parse(&data, data, &fail) != ERR_OK)
        return conn_fail(t, ERR_TLS_RETRY_SHARE, t->hello_exts);
    struct rd r = rd_init(data, &fail);
    if (!ext_share_next(&r, &share) || share.group != t->retry_group || r.left.n > 0)
        return conn_fail(t, ERR_TLS_RETRY_SHARE, data);
    return ERR_OK;
}

/* --- HelloRetryRequest --------------------------------------------------------------------- */

/* Decides what the HelloRetryRequest asks for: a group without a share; or, if a retry is wanted
 * for its own sake, another group or a cookie.  It must change something (RFC 9846 4.2.4). */
static enum err plan_retry(struct tls *t)
{
    const struct tls_server *server = t->config.server;
    uint8_t own[OWN_COOKIE];
    struct key_share share;
    struct span cookie = server->cookie;

    if (!find_share(t, t->group->id, &share)) {
        t->retry_group = t->group->id;
    } else if (cookie.n == 0) {
        const struct group *other = first_group(t, false);
        t->retry_group = other == NULL ? 0 : other->id;
        rng_fill(&t->config.rng, own, sizeof own);
        if (other == NULL)
            cookie = span_of(own, sizeof own);
    }
    return buf_keep(&t->cookie, &cookie, server->retries ? cookie : (struct span){0});
}

static enum err send_hello(struct tls *t, struct span random, struct span exts)
{
    buf_truncate(&t->scratch, 0);
    server_hello_put(&t->scratch, &(struct server_hello){
                                      .version = TLS_1_2, /* RFC 9846 4.2.3: legacy_version */
                                      .random = random,
                                      .session_id = span_of(t->session_id, t->session_id_n),
                                      .suite = t->suite->id,
                                      .exts = exts,
                                      .has_exts = true,
                                  });
    TRY(t->scratch.err);
    return outbound_message(t, buf_span(&t->scratch));
}

/* RFC 9846 4.1: from now on the transcript has the first ClientHello only as its hash. */
static enum err send_retry(struct tls *t)
{
    struct buf exts;

    TRY(plan_retry(t));
    transcript_start(&t->transcript, t->suite->hash);
    transcript_add(&t->transcript, buf_span(&t->hello));
    transcript_retry(&t->transcript);
    buf_init(&exts, 1 << 16);
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    if (t->retry_group != 0)
        ext_u16_put(&exts, TLSX_KEY_SHARE, t->retry_group);
    if (t->cookie.n > 0)
        ext_cookie_put(&exts, buf_span(&t->cookie));
    enum err e = exts.err != ERR_OK
                     ? exts.err
                     : send_hello(t, span_of(hello_retry_random, RANDOM_SIZE), buf_span(&exts));
    buf_free(&exts);
    TRY(e);
    if (t->session_id_n > 0) /* RFC 9846 E.4 */
        TRY(outbound_ccs(t));
    t->info.retried = true;
    conn_state(t, HS_STATE_S_START);
    return ERR_OK;
}

/* --- ServerHello and what is agreed on ----------------------------------------------------- */

/* ServerHello, with the share of t->kx. */
static enum err put_server_hello(struct tls *t)
{
    struct buf exts;

    buf_init(&exts, 1 << 16);
    ext_u16_put(&exts, TLSX_SUPPORTED_VERSIONS, TLS_1_3);
    ext_share_put(&exts, &(struct key_share){t->group->id, span_of(t->kx.public, t->kx.public_n)});
    if (t->info.resumed)
        ext_u16_put(&exts, TLSX_PRE_SHARED_KEY, t->psk_index);
    enum err e = exts.err != ERR_OK
                     ? exts.err
                     : send_hello(t, span_of(t->server_random, RANDOM_SIZE), buf_span(&exts));
    buf_free(&exts);
    return e;
}

/* Answers the client's share in ServerHello, which completes the transcript of the handshake
 * secrets (RFC 9846 4.3.8, 7.1). */
static enum err send_server_hello(struct tls *t, struct span share)
{
    uint8_t shared[KX_SHARED_MAX], digest[DIGEST_MAX_SIZE];
    size_t n = 0;
    enum err e = kx_respond(&t->kx, group_kx(t->group), shared, &n, share, &t->config.rng);

    e = e == ERR_OK ? put_server_hello(t) : conn_fail(t, e, share);
    kx_wipe(&t->kx);
    if (e == ERR_OK)
        sched13_handshake(&t->sched, span_of(shared, n), transcript_hash(&t->transcript, digest));
    wipe(shared, sizeof shared);
    return e;
}

/* Chooses our certificate; resumption needs none (RFC 9846 4.5.1.2). */
static enum err choose_identity(struct tls *t)
{
    if (t->info.resumed)
        return ERR_OK;
    TRY(server_exts_need(t, TLSX_SIGNATURE_ALGORITHMS)); /* RFC 9846 9.2 */
    if (!server_cert_choose(t, t->suite))
        return conn_fail(t, ERR_TLS_NO_COMMON_SIGNATURE,
                         server_exts_list(t, TLSX_SIGNATURE_ALGORITHMS));
    t->info.scheme = t->scheme;
    return ERR_OK;
}

static enum err send_extensions(struct tls *t)
{
    struct buf exts;

    buf_init(&exts, 1 << 16);
    server_exts_put(t, &exts, t->info.resumed);
    if (t->info.early_data == EARLY_ACCEPTED)
        ext_put(&exts, TLSX_EARLY_DATA, (struct span){0});
    buf_truncate(&t->scratch, 0);
    encrypted_extensions_put(&t->scratch, buf_span(&exts));
    enum err e = exts.err != ERR_OK ? exts.err : t->scratch.err;
    buf_free(&exts);
    return e == ERR_OK ? outbound_message(t, buf_span(&t->scratch)) : e;
}

/* CertificateRequest (RFC 9846 4.4.2). */
static enum err send_request(struct tls *t)
{
    const struct tls_config *c = &t->config;
    struct buf exts;

    buf_init(&exts, 1 << 17);
    ext_list16_put(&exts, TLSX_SIGNATURE_ALGORITHMS, c->schemes.v, c->schemes.num);
    if (c->cert_schemes.num > 0)
        ext_list16_put(&exts, TLSX_SIGNATURE_ALGORITHMS_CERT, c->cert_schemes.v,
                       c->cert_schemes.num);
    if (c->server->authorities.n > 0) {
        struct buf_mark x = ext_open(&exts, TLSX_CERTIFICATE_AUTHORITIES), list = buf_open16(&exts);
        buf_put(&exts, c->server->authorities);
        buf_close(&exts, list);
        buf_close(&exts, x);
    }
    buf_truncate(&t->scratch, 0);
    certificate_request13_put(&t->scratch,
                              &(struct certificate_request13){.exts = buf_span(&exts)});
    enum err e = exts.err != ERR_OK ? exts.err : t->scratch.err;
    buf_free(&exts);
    t->client_certificate_asked = t->info.client_certificate_asked = true;
    return e == ERR_OK ? outbound_message(t, buf_span(&t->scratch)) : e;
}

/* Certificate and CertificateVerify; the PSK takes their place in a resumption. */
static enum err send_proof(struct tls *t)
{
    if (t->info.resumed)
        return ERR_OK;
    if (t->config.server->client_auth != CLIENT_AUTH_NONE)
        TRY(send_request(t));
    TRY(auth_send_certificate(t, true, t->scheme));
    return auth_send_verify(t, true, t->scheme);
}

/* Sets the keys for the client's next records, and the state that waits for them. */
static enum err await_flight(struct tls *t)
{
    if (t->info.early_data == EARLY_ACCEPTED) {
        TRY(shared13_keys(t, false, EPOCH_EARLY, &t->sched.client_early, STEP_CLIENT_EARLY_KEY));
        conn_state(t, HS_STATE_S_WAIT_EOED);
        t->may_write = t->config.server->half_rtt;
        return ERR_OK;
    }
    TRY(shared13_keys(t, false, EPOCH_HANDSHAKE, &t->sched.client_handshake,
                      STEP_CLIENT_HANDSHAKE_KEY));
    conn_state(t, t->client_certificate_asked ? HS_STATE_S_WAIT_CERT : HS_STATE_S_WAIT_FINISHED);
    return ERR_OK;
}

/* ServerHello to Finished; after it we may already send application data. */
static enum err send_flight(struct tls *t, struct span share)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    TRY(send_server_hello(t, share));
    t->compat_ccs_due = t->session_id_n > 0 && !t->info.retried; /* RFC 9846 E.4 */
    TRY(shared13_keys(t, true, EPOCH_HANDSHAKE, &t->sched.server_handshake,
                      STEP_SERVER_HANDSHAKE_KEY));
    TRY(send_extensions(t));
    TRY(send_proof(t));
    TRY(shared13_send_finished(t));
    sched13_master(&t->sched, transcript_hash(&t->transcript, digest));
    TRY(shared13_keys(t, true, EPOCH_APPLICATION, &t->sched.server_traffic, STEP_SERVER_KEY));
    return await_flight(t);
}

/* The ClientHello enters the transcript, and accepted early data gets its keys. */
static void begin_transcript(struct tls *t)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    if (!t->info.retried)
        transcript_start(&t->transcript, t->suite->hash);
    transcript_add(&t->transcript, buf_span(&t->hello));
    transcript_drop(&t->transcript);
    if (t->info.early_data == EARLY_ACCEPTED)
        sched13_early_traffic(&t->sched, transcript_hash(&t->transcript, digest));
}

/* Answers a ClientHello whose share and pre-shared key are settled. */
static enum err answer(struct tls *t)
{
    struct key_share theirs = {0};

    t->exts = t->hello_exts; /* for failures that are found after a pending verdict */
    TRY(choose_identity(t));
    begin_transcript(t);
    (void)find_share(t, t->group->id, &theirs); /* server13_begin has seen it */
    return send_flight(t, theirs.key);
}

/* The order matters: the suite decides the hash, the PSK needs the transcript of a retry, and the
 * identity is only chosen without a PSK. */
enum err server13_begin(struct tls *t, const struct client_hello *m)
{
    struct key_share theirs;

    TRY(negotiate_suite(t, m));
    if (t->info.retried)
        TRY(check_retry_share(t));
    TRY(choose_group(t));
    bool has_share = find_share(t, t->group->id, &theirs);
    bool must_retry = !has_share || t->config.server->retries;
    server_psk_reject_early(t);
    if (must_retry && !t->info.retried)
        return send_retry(t);
    if (!has_share)
        return conn_fail(t, ERR_TLS_NO_COMMON_GROUP, m->exts);
    t->info.group = t->group->id;
    TRY(server_psk_take(t));
    if (t->info.resumed && t->info.chain.n > 0)
        return resume_rejudge(t, HS_STATE_S_WAIT_VERDICT);
    return answer(t);
}

enum err server13_judged(struct tls *t, const struct msg *m)
{
    (void)m;
    if (t->info.resumed)
        return answer(t);
    t->info.client_certificate_sent = true;
    conn_state(t, HS_STATE_S_WAIT_CV);
    return ERR_OK;
}

/* --- the client's flight ------------------------------------------------------------------- */

enum err server13_end_of_early(struct tls *t, const struct msg *m)
{
    struct fail fail = {0};
    struct rd r = rd_init(m->body, &fail);

    TRY(conn_parsed(t, rd_end(&r), &fail));
    transcript_add(&t->transcript, m->bytes);
    TRY(shared13_keys(t, false, EPOCH_HANDSHAKE, &t->sched.client_handshake,
                      STEP_CLIENT_HANDSHAKE_KEY));
    conn_state(t, HS_STATE_S_WAIT_FINISHED);
    return ERR_OK;
}

enum err server13_certificate(struct tls *t, const struct msg *m)
{
    struct span list;

    TRY(shared13_certificate(t, m, &list));
    /* RFC 9846 4.5.1.3 */
    if (list.n == 0 && t->config.server->client_auth == CLIENT_AUTH_REQUIRE)
        return conn_fail(t, ERR_TLS_CERTIFICATE_REQUIRED, m->body);
    transcript_add(&t->transcript, m->bytes);
    if (list.n > 0) {
        TRY(auth_chain(t, list, true));
        return auth_judge(t, HS_STATE_S_WAIT_VERDICT);
    }
    conn_state(t, HS_STATE_S_WAIT_FINISHED);
    return ERR_OK;
}

enum err server13_verify(struct tls *t, const struct msg *m)
{
    TRY(shared13_verify(t, m));
    conn_state(t, HS_STATE_S_WAIT_FINISHED);
    return ERR_OK;
}

enum err server13_finished(struct tls *t, const struct msg *m)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    TRY(shared13_check_finished(t, m->body));
    transcript_add(&t->transcript, m->bytes);
    sched13_resumption(&t->sched, transcript_hash(&t->transcript, digest));
    TRY(shared13_keys(t, false, EPOCH_APPLICATION, &t->sched.client_traffic, STEP_CLIENT_KEY));
    shared13_forget(t);
    conn_state(t, HS_STATE_S_CONNECTED13);
    for (unsigned i = 0; i < t->config.server->tickets; i++)
        TRY(server_psk_ticket(t));
    return ERR_OK;
}
