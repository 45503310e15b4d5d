/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/core/shared13.h"

#include "lib/base/wipe.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/inbound.h"
#include "lib/tls/core/outbound.h"

/* How often our sending key is renewed at most (RFC 9846 4.7.3). */
static const uint64_t renewals_max = ((uint64_t)1 << 48) - 1;

/* Derives key and IV from a traffic secret, and uses them from the next record on. */
enum err shared13_keys(struct tls *tls, bool writes, enum epoch epoch, const struct secret *traffic,
                       enum step_id what)
{
    struct traffic_keys keys;
    enum err e = ERR_OK;

    sched13_keys(&tls->sched, &keys, tls->suite, traffic, what);
    if (writes)
        e = outbound_keys(tls, epoch, &keys);
    else
        e = inbound_keys(tls, epoch, &keys);
    wipe(&keys, sizeof keys);
    return e;
}

/* RFC 9846 4.5.3: the peer proves that it has seen the same messages. */
enum err shared13_check_finished(struct tls *tls, struct span body)
{
    uint8_t digest[DIGEST_MAX_SIZE], must[SECRET_MAX];
    size_t n = digest_size(tls->suite->hash);

    sched13_finished(&tls->sched, conn_is_server(tls) ? SIDE_CLIENT : SIDE_SERVER, must,
                     transcript_hash(&tls->transcript, digest));
    bool is_right = body.n == n && (equal_ct(body.p, must, n) || conn_is_null(tls));
    wipe(must, sizeof must);
    return is_right ? ERR_OK : conn_fail(tls, ERR_TLS_FINISHED, body);
}

enum err shared13_send_finished(struct tls *tls)
{
    uint8_t digest[DIGEST_MAX_SIZE], verify[SECRET_MAX];
    struct span hash = transcript_hash(&tls->transcript, digest);

    if (conn_is_open(tls))
        sched13_finished_later(&tls->sched, verify, hash);
    else
        sched13_finished(&tls->sched, conn_is_server(tls) ? SIDE_SERVER : SIDE_CLIENT, verify,
                         hash);
    buf_truncate(&tls->scratch, 0);
    msg_put(&tls->scratch, HS_FINISHED, span_of(verify, digest_size(tls->suite->hash)));
    wipe(verify, sizeof verify);
    TRY(tls->scratch.err);
    return outbound_message(tls, buf_span(&tls->scratch));
}

/* RFC 9846 4.5.1: in the handshake the context is empty, of both sides. */
enum err shared13_certificate(struct tls *tls, const struct msg *msg, struct span *list)
{
    struct certificate_msg c;
    struct fail fail = {0};

    TRY(conn_parsed(tls, certificate_parse(&c, true, msg->body, &fail), &fail));
    if (c.context.n > 0)
        return conn_fail(tls, ERR_TLS_CERTIFICATE_CONTEXT, c.context);
    *list = c.list;
    return ERR_OK;
}

enum err shared13_verify(struct tls *tls, const struct msg *msg)
{
    struct certificate_verify v;
    struct fail fail = {0};
    uint8_t content[AUTH_CONTENT_MAX];

    TRY(conn_parsed(tls, certificate_verify_parse(&v, msg->body, &fail), &fail));
    TRY(auth_verify(tls, v.scheme, auth_content13(tls, !conn_is_server(tls), content),
                    v.signature));
    transcript_add(&tls->transcript, msg->bytes);
    return ERR_OK;
}

/* Wipes the secrets that only the handshake needed. */
void shared13_forget(struct tls *tls)
{
    wipe(&tls->sched.current, sizeof tls->sched.current);
    wipe(&tls->sched.client_early, sizeof tls->sched.client_early);
    wipe(&tls->sched.client_handshake, sizeof tls->sched.client_handshake);
    wipe(&tls->sched.server_handshake, sizeof tls->sched.server_handshake);
}

/* --- renewal of keys ---------------------------------------------------------------------- */

/* Switches to the next keys, of what we send or of what we receive. */
enum err shared13_next_keys(struct tls *tls, bool writes)
{
    bool is_clients = writes != conn_is_server(tls);

    sched13_update(&tls->sched, is_clients ? SIDE_CLIENT : SIDE_SERVER);
    return shared13_keys(tls, writes, EPOCH_APPLICATION,
                         is_clients ? &tls->sched.client_traffic : &tls->sched.server_traffic,
                         is_clients ? STEP_CLIENT_KEY : STEP_SERVER_KEY);
}

/* A peer that was asked for new keys is not asked again before it has answered.  A key that was
 * renewed too often stays (RFC 9846 4.7.3), until protect_seal finds it exhausted. */
enum err shared13_renew(struct tls *tls, bool request)
{
    tls->key_update.due = false;
    if (tls->key_update.renewals == renewals_max)
        return ERR_OK;
    if (tls->key_update.asked && tls->config.faults == NULL)
        request = false;
    tls->key_update.renewals++;
    tls->key_update.asked |= request;
    buf_truncate(&tls->scratch, 0);
    key_update_put(&tls->scratch, request ? 1 : 0);
    TRY(tls->scratch.err);
    TRY(outbound_message(tls, buf_span(&tls->scratch)));
    TRY(outbound_flush(tls));
    return shared13_next_keys(tls, true);
}
