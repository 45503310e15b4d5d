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
enum err shared13_keys(struct tls *t, bool writes, enum epoch epoch, const struct secret *traffic,
                       enum step_id what)
{
    struct traffic_keys keys;
    enum err e = ERR_OK;

    sched13_keys(&t->sched, &keys, t->suite, traffic, what);
    if (writes)
        e = outbound_keys(t, epoch, &keys);
    else
        inbound_keys(t, epoch, &keys);
    wipe(&keys, sizeof keys);
    return e;
}

/* RFC 9846 4.5.3: the peer proves that it has seen the same messages. */
enum err shared13_check_finished(struct tls *t, struct span body)
{
    uint8_t digest[DIGEST_MAX_SIZE], must[SECRET_MAX];
    size_t n = digest_size(t->suite->hash);

    sched13_finished(&t->sched, conn_is_server(t) ? SIDE_CLIENT : SIDE_SERVER, must,
                     transcript_hash(&t->transcript, digest));
    bool is_right = body.n == n && (equal_ct(body.p, must, n) || conn_is_null(t));
    wipe(must, sizeof must);
    return is_right ? ERR_OK : conn_fail(t, ERR_TLS_FINISHED, body);
}

enum err shared13_send_finished(struct tls *t)
{
    uint8_t digest[DIGEST_MAX_SIZE], verify[SECRET_MAX];
    struct span hash = transcript_hash(&t->transcript, digest);

    if (conn_is_open(t))
        sched13_finished_later(&t->sched, verify, hash);
    else
        sched13_finished(&t->sched, conn_is_server(t) ? SIDE_SERVER : SIDE_CLIENT, verify, hash);
    buf_truncate(&t->scratch, 0);
    msg_put(&t->scratch, HS_FINISHED, span_of(verify, digest_size(t->suite->hash)));
    wipe(verify, sizeof verify);
    TRY(t->scratch.err);
    return outbound_message(t, buf_span(&t->scratch));
}

/* RFC 9846 4.5.1: in the handshake the context is empty, of both sides. */
enum err shared13_certificate(struct tls *t, const struct msg *m, struct span *list)
{
    struct certificate_msg c;
    struct fail fail = {0};

    TRY(conn_parsed(t, certificate_parse(&c, true, m->body, &fail), &fail));
    if (c.context.n > 0)
        return conn_fail(t, ERR_TLS_CERTIFICATE_CONTEXT, c.context);
    *list = c.list;
    return ERR_OK;
}

enum err shared13_verify(struct tls *t, const struct msg *m)
{
    struct certificate_verify v;
    struct fail fail = {0};
    uint8_t content[AUTH_CONTENT_MAX];

    TRY(conn_parsed(t, certificate_verify_parse(&v, m->body, &fail), &fail));
    TRY(auth_verify(t, v.scheme, auth_content13(t, !conn_is_server(t), content), v.signature));
    transcript_add(&t->transcript, m->bytes);
    return ERR_OK;
}

/* Wipes the secrets that only the handshake needed. */
void shared13_forget(struct tls *t)
{
    wipe(&t->sched.current, sizeof t->sched.current);
    wipe(&t->sched.client_early, sizeof t->sched.client_early);
    wipe(&t->sched.client_handshake, sizeof t->sched.client_handshake);
    wipe(&t->sched.server_handshake, sizeof t->sched.server_handshake);
}

/* --- renewal of keys ---------------------------------------------------------------------- */

/* Switches to the next keys, of what we send or of what we receive. */
enum err shared13_next_keys(struct tls *t, bool writes)
{
    bool is_clients = writes != conn_is_server(t);

    sched13_update(&t->sched, is_clients ? SIDE_CLIENT : SIDE_SERVER);
    return shared13_keys(t, writes, EPOCH_APPLICATION,
                         is_clients ? &t->sched.client_traffic : &t->sched.server_traffic,
                         is_clients ? STEP_CLIENT_KEY : STEP_SERVER_KEY);
}

/* A peer that was asked for new keys is not asked again before it has answered.  A key that was
 * renewed too often stays (RFC 9846 4.7.3), until protect_seal finds it exhausted. */
enum err shared13_renew(struct tls *t, bool request)
{
    t->key_update.due = false;
    if (t->key_update.renewals == renewals_max)
        return ERR_OK;
    if (t->key_update.asked && t->config.faults == NULL)
        request = false;
    t->key_update.renewals++;
    t->key_update.asked |= request;
    buf_truncate(&t->scratch, 0);
    key_update_put(&t->scratch, request ? 1 : 0);
    TRY(t->scratch.err);
    TRY(outbound_message(t, buf_span(&t->scratch)));
    TRY(outbound_flush(t));
    return shared13_next_keys(t, true);
}
