/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of the key exchange of TLS 1.2 (RFC 5246 7.4.3, 7.4.7; RFC 8422 5.4, 5.7). */
#include "config.h"

#include "lib/tls/server/server_kx12.h"

#include "lib/base/ct.h"
#include "lib/base/wipe.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/shared12.h"

enum { PARAMS_MAX = 1 << 16 };

/* --- ServerKeyExchange -------------------------------------------------------------------- */

/* Our own parameters, or those of a group of RFC 7919.  Either way the client's Y may lack leading
 * zeros: a client that knows only RFC 5246 may omit them. */
static enum err make_dh(struct tls *tls, struct server_key_exchange *exchange)
{
    const struct tls_server *server = tls->config.server;

    if (tls->group != NULL) {
        TRY(kx_dh_params(group_kx(tls->group), &tls->dh_p, &tls->dh_g));
        tls->info.group = tls->group->id;
    } else {
        buf_put(&tls->dh_p, server->dh_p);
        buf_put(&tls->dh_g, server->dh_g);
        TRY(tls->dh_p.err);
        TRY(tls->dh_g.err);
    }
    exchange->p = buf_span(&tls->dh_p);
    exchange->g = buf_span(&tls->dh_g);
    tls->info.dh_bits = server_key_exchange_bits(exchange);
    /* Deliberately faulty parameters are not checked. */
    return (tls->config.faults != NULL ? kx_start_weak : kx_start_dh)(
        tls->kx, exchange->p, exchange->g, &tls->config.rng);
}

/* Our key pair and the parameters that announce it. */
static enum err make_key(struct tls *tls, struct server_key_exchange *exchange)
{
    TRY(conn_make_kx(tls));
    if (tls->suite->kx == SUITE_KX_DHE) {
        TRY(make_dh(tls, exchange));
    } else {
        exchange->curve_type = NAMED_CURVE;
        exchange->group = tls->info.group = tls->group->id;
        TRY(kx_start(tls->kx, group_kx(tls->group), &tls->config.rng));
    }
    exchange->key = span_of(tls->kx->public, tls->kx->public_n);
    return ERR_OK;
}

/* The signature covers both randoms and the parameters (RFC 5246 7.4.3, RFC 8422 5.4). */
static enum err sign(struct tls *tls, struct span params, struct buf *out)
{
    struct buf content;

    buf_init(&content, 2 * RANDOM_SIZE + params.n);
    buf_put(&content, span_of(tls->client_random, RANDOM_SIZE));
    buf_put(&content, span_of(tls->server_random, RANDOM_SIZE));
    buf_put(&content, params);
    enum err e = content.err;
    if (e == ERR_OK)
        e = auth_sign(tls, tls->identity->key, tls->scheme, HS_SERVER_KEY_EXCHANGE,
                      buf_span(&content), out);
    buf_free(&content);
    return e;
}

/* Writes the message into tls->scratch.  The signature covers the parameters as sent, so deliberate
 * faults in them are made before it. */
static enum err build(struct tls *tls, struct server_key_exchange *exchange, struct buf *params,
                      struct buf *signature)
{
    server_key_exchange_params(params, tls->suite->kx, exchange);
    TRY(params->err);
    if (tls->config.faults != NULL)
        (void)fault_see(tls, FAULT_PARAMS, HS_SERVER_KEY_EXCHANGE, params);
    TRY(sign(tls, buf_span(params), signature));
    exchange->params = buf_span(params);
    exchange->scheme = tls->info.scheme = tls->scheme;
    exchange->signature = buf_span(signature);
    buf_truncate(&tls->scratch, 0);
    server_key_exchange_put(&tls->scratch, exchange);
    return tls->scratch.err;
}

enum err server_kx12_send(struct tls *tls)
{
    struct server_key_exchange m = {0};
    struct buf params, signature;

    buf_init(&params, PARAMS_MAX);
    buf_init(&signature, SIGNATURE_MAX);
    enum err e = make_key(tls, &m);
    if (e == ERR_OK)
        e = build(tls, &m, &params, &signature);
    buf_free(&params);
    buf_free(&signature);
    return e != ERR_OK ? conn_fail(tls, e, (struct span){0})
                       : outbound_message(tls, buf_span(&tls->scratch));
}

/* --- ClientKeyExchange -------------------------------------------------------------------- */

/* The premaster secret begins with the version that the client offered, against rollback by an
 * attacker.  Returns a mask: all ones if it is right. */
static uint32_t version_is_right(const struct tls *tls, const struct premaster *pm)
{
    struct span offered = span_tail(buf_span(&tls->hello), MSG_HEADER);

    return ct_eq(pm->v[0], offered.p[0]) & ct_eq(pm->v[1], offered.p[1]);
}

/*
 * RFC 5246 7.4.7.1: whatever is wrong, padding, length or version, the result is a random premaster
 * secret, and the handshake continues until the client's Finished does not match.  No branch
 * depends on what was decrypted, so neither the time nor an alert does: that would be the oracle of
 * Bleichenbacher's attack and of ROBOT.
 */
static enum err take_rsa(struct tls *tls, struct premaster *pm, struct span cipher)
{
    uint8_t unknown[PREMASTER_RSA_SIZE];

    pm->n = PREMASTER_RSA_SIZE;
    rng_fill(&tls->config.rng, unknown, sizeof unknown);
    enum err e = privkey_decrypt(tls->identity->key, pm->v, pm->n, cipher, &tls->config.rng);
    uint8_t keep = (uint8_t)version_is_right(tls, pm);
    for (size_t i = 0; i < pm->n; i++)
        pm->v[i] = (uint8_t)((pm->v[i] & keep) | (unknown[i] & (uint8_t)~keep));
    wipe(unknown, sizeof unknown);
    return e == ERR_OK ? ERR_OK : conn_fail(tls, e, (struct span){0}); /* the key is not RSA */
}

enum err server_kx12_take(struct tls *tls, const struct msg *msg)
{
    struct premaster pm = {.n = 0};
    struct fail f = {0};
    struct span key;

    TRY(conn_parsed(tls, client_key_exchange_parse(&key, tls->suite->kx, msg->body, &f), &f));
    transcript_add(&tls->transcript, msg->bytes);
    enum err e =
        tls->suite->kx == SUITE_KX_RSA ? take_rsa(tls, &pm, key) : shared12_finish(tls, &pm, key);
    if (e == ERR_OK)
        shared12_master(tls, &pm);
    wipe(&pm, sizeof pm);
    conn_wipe_kx(tls);
    return e;
}
