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
static enum err take_premaster(struct tls *t, enum err e, struct premaster *pm, struct span peer)
{
    if (e != ERR_OK)
        return conn_fail(t, e, peer);
    if (t->suite->kx == SUITE_KX_DHE)
        strip_zeros(pm);
    return ERR_OK;
}

enum err shared12_respond(struct tls *t, const struct group *group, struct premaster *out,
                          struct span peer)
{
    return take_premaster(
        t, kx_respond(&t->kx, group_kx(group), out->v, &out->n, peer, &t->config.rng), out, peer);
}

enum err shared12_finish(struct tls *t, struct premaster *out, struct span peer)
{
    return take_premaster(t, kx_finish(&t->kx, out->v, &out->n, peer), out, peer);
}

/* The master secret; bound to all messages up to ClientKeyExchange, if both sides support it (RFC
 * 7627 4). */
void shared12_master(struct tls *t, const struct premaster *pm)
{
    uint8_t hash[DIGEST_MAX_SIZE];
    struct span secret = span_of(pm->v, pm->n);

    if (t->info.ems)
        prf12_master_extended(&t->prf, secret, transcript_hash(&t->transcript, hash));
    else
        prf12_master(&t->prf, secret);
}

void shared12_prf(struct tls *t)
{
    t->prf.suite = t->suite;
    memcpy(t->prf.client_random, t->client_random, RANDOM_SIZE);
    memcpy(t->prf.server_random, t->server_random, RANDOM_SIZE);
    t->prf.listener = &t->steps;
}

/* RFC 5929 3.1: the first Finished of the handshake, whosever it is. */
static void keep_unique(struct tls *t, const uint8_t data[VERIFY_DATA_SIZE])
{
    if (t->info.tls_unique_n > 0)
        return;
    memcpy(t->info.tls_unique, data, VERIFY_DATA_SIZE);
    t->info.tls_unique_n = VERIFY_DATA_SIZE;
}

/* ChangeCipherSpec, our keys, Finished. */
enum err shared12_send_finished(struct tls *t)
{
    bool of_server = conn_is_server(t);
    struct traffic_keys *sending = of_server ? &t->server_keys : &t->client_keys;
    uint8_t hash[DIGEST_MAX_SIZE], data[VERIFY_DATA_SIZE];

    TRY(outbound_ccs(t));
    TRY(outbound_keys(t, EPOCH_APPLICATION, sending));
    wipe(sending, sizeof *sending);
    prf12_finished(&t->prf, of_server ? SIDE_SERVER : SIDE_CLIENT, data,
                   transcript_hash(&t->transcript, hash));
    keep_unique(t, data);
    buf_truncate(&t->scratch, 0);
    msg_put(&t->scratch, HS_FINISHED, span_of(data, sizeof data));
    TRY(t->scratch.err);
    return outbound_message(t, buf_span(&t->scratch));
}

void shared12_read_keys(struct tls *t)
{
    struct traffic_keys *keys = conn_is_server(t) ? &t->client_keys : &t->server_keys;

    inbound_keys(t, EPOCH_APPLICATION, keys);
    wipe(keys, sizeof *keys);
}

/* Without encryption (conn_is_null, for fuzzing) any Finished passes. */
enum err shared12_take_finished(struct tls *t, const struct msg *m)
{
    uint8_t hash[DIGEST_MAX_SIZE], data[VERIFY_DATA_SIZE];

    prf12_finished(&t->prf, conn_is_server(t) ? SIDE_CLIENT : SIDE_SERVER, data,
                   transcript_hash(&t->transcript, hash));
    if (m->body.n != sizeof data || (!equal_ct(data, m->body.p, sizeof data) && !conn_is_null(t)))
        return conn_fail(t, ERR_TLS_FINISHED, m->body);
    transcript_add(&t->transcript, m->bytes);
    keep_unique(t, data);
    return ERR_OK;
}
