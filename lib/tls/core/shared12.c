/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both ends of TLS 1.2 do: the secrets after the key exchange, and Finished. */
#include "config.h"

#include "lib/tls/core/shared12.h"

#include "lib/base/wipe.h"
#include "lib/tls/core/inbound.h"
#include "lib/tls/core/outbound.h"

/* RFC 5246 8.1.2: leading zero bytes of Z are stripped in this version.  The time that this takes
 * only helps an attacker against keys that are used again (Raccoon); ours are not. */
static void strip_zeros(struct premaster *pm)
{
    size_t zeros = 0;

    while (zeros < pm->n && pm->v[zeros] == 0)
        zeros++;
    memmove(pm->v, pm->v + zeros, pm->n - zeros);
    pm->n -= zeros;
}

/* The premaster secret, if the exchange came to one. */
static enum err take_premaster(struct tls *tls, enum err err, struct premaster *pm,
                               struct span peer)
{
    if (err != ERR_OK)
        return conn_fail(tls, err, peer);
    if (tls->suite->kx == SUITE_KX_DHE)
        strip_zeros(pm);
    return ERR_OK;
}

enum err shared12_respond(struct tls *tls, const struct group *group, struct premaster *out,
                          struct span peer)
{
    TRY(conn_make_kx(tls));
    return take_premaster(
        tls, kx_respond(tls->kx, group_kx(group), out->v, &out->n, peer, &tls->config.rng), out,
        peer);
}

enum err shared12_finish(struct tls *tls, struct premaster *out, struct span peer)
{
    return take_premaster(tls, kx_finish(tls->kx, out->v, &out->n, peer), out, peer);
}

/* The master secret; bound to all messages up to ClientKeyExchange, if both sides support it (RFC
 * 7627 4). */
void shared12_master(struct tls *tls, const struct premaster *pm)
{
    uint8_t hash[DIGEST_MAX_SIZE];
    struct span secret = span_of(pm->v, pm->n);

    if (tls->info.ems)
        prf12_master_extended(&tls->prf, secret, transcript_hash(&tls->transcript, hash));
    else
        prf12_master(&tls->prf, secret);
}

void shared12_prf(struct tls *tls)
{
    tls->prf.suite = tls->suite;
    memcpy(tls->prf.client_random, tls->client_random, RANDOM_SIZE);
    memcpy(tls->prf.server_random, tls->server_random, RANDOM_SIZE);
    tls->prf.listener = &tls->steps;
}

/* RFC 5929 3.1: the first Finished of the handshake, whosever it is. */
static void keep_unique(struct tls *tls, const uint8_t data[VERIFY_DATA_SIZE])
{
    if (tls->info.tls_unique_n > 0)
        return;
    memcpy(tls->info.tls_unique, data, VERIFY_DATA_SIZE);
    tls->info.tls_unique_n = VERIFY_DATA_SIZE;
}

/* ChangeCipherSpec, our keys, Finished. */
enum err shared12_send_finished(struct tls *tls)
{
    bool of_server = conn_is_server(tls);
    struct traffic_keys *sending = of_server ? &tls->server_keys : &tls->client_keys;
    uint8_t hash[DIGEST_MAX_SIZE], data[VERIFY_DATA_SIZE];

    TRY(outbound_ccs(tls));
    TRY(outbound_keys(tls, EPOCH_APPLICATION, sending));
    wipe(sending, sizeof *sending);
    prf12_finished(&tls->prf, of_server ? SIDE_SERVER : SIDE_CLIENT, data,
                   transcript_hash(&tls->transcript, hash));
    keep_unique(tls, data);
    buf_truncate(&tls->scratch, 0);
    msg_put(&tls->scratch, HS_FINISHED, span_of(data, sizeof data));
    TRY(tls->scratch.err);
    return outbound_message(tls, buf_span(&tls->scratch));
}

enum err shared12_read_keys(struct tls *tls)
{
    struct traffic_keys *keys = conn_is_server(tls) ? &tls->client_keys : &tls->server_keys;

    enum err e = inbound_keys(tls, EPOCH_APPLICATION, keys);

    wipe(keys, sizeof *keys);
    return e;
}

/* Without encryption (conn_is_null, for fuzzing) any Finished passes. */
enum err shared12_take_finished(struct tls *tls, const struct msg *msg)
{
    uint8_t hash[DIGEST_MAX_SIZE], data[VERIFY_DATA_SIZE];

    prf12_finished(&tls->prf, conn_is_server(tls) ? SIDE_CLIENT : SIDE_SERVER, data,
                   transcript_hash(&tls->transcript, hash));
    if (msg->body.n != sizeof data ||
        (!equal_ct(data, msg->body.p, sizeof data) && !conn_is_null(tls)))
        return conn_fail(tls, ERR_TLS_FINISHED, msg->body);
    transcript_add(&tls->transcript, msg->bytes);
    keep_unique(tls, data);
    return ERR_OK;
}
