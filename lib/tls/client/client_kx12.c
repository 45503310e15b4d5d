/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client's side of the key exchange of TLS 1.2 (RFC 5246 7.4.3, 7.4.7; RFC 8422 5.4, 5.7).  A
 * server's share is used only after its signature has been checked.
 */
#include "config.h"

#include "lib/tls/client/client_kx12.h"

#include "lib/base/wipe.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/shared12.h"

enum { CURVE_TYPE_NAMED = 3 }; /* RFC 8422 5.4 */

/* --- ServerKeyExchange -------------------------------------------------------------------- */

/* The group of the server's ECDHE key. */
static enum err take_group(struct tls *tls, const struct server_key_exchange *exchange)
{
    const struct group *g = conn_group(tls, exchange->group);

    /* RFC 8422 5.4: explicit curves are no longer used, and the named one must have been
     * offered. */
    if (exchange->curve_type != CURVE_TYPE_NAMED)
        return conn_fail(tls, ERR_TLS_CURVE_TYPE, span_head(exchange->params, 1));
    if (g == NULL || g->kx == KX_NONE || kx_type(group_kx(g)) != KX_TYPE_CURVE ||
        !conn_lists(&tls->config.groups, exchange->group))
        return conn_fail(tls, ERR_TLS_GROUP, span_head(span_tail(exchange->params, 1), 2));
    tls->info.group = g->id;
    return ERR_OK;
}

/* The server signs both randoms and the parameters (RFC 5246 7.4.3, RFC 8422 5.4). */
static enum err check_signature(struct tls *tls, const struct server_key_exchange *exchange)
{
    struct buf content;

    buf_init(&content, 2 * RANDOM_SIZE + exchange->params.n);
    buf_put(&content, span_of(tls->client_random, RANDOM_SIZE));
    buf_put(&content, span_of(tls->server_random, RANDOM_SIZE));
    buf_put(&content, exchange->params);
    enum err e = content.err != ERR_OK
                     ? conn_fail(tls, content.err, exchange->params)
                     : auth_verify(tls, exchange->scheme, buf_span(&content), exchange->signature);
    buf_free(&content);
    return e;
}

/* The server's own parameters: at least 2048 bits, and sound as far as a cheap check can tell (RFC
 * 7919 4, 5.1).  The check is part of making our key pair. */
static enum err take_dh(struct tls *tls, const struct server_key_exchange *exchange)
{
    struct span p, g;

    TRY(buf_keep(&tls->dh_p, &p, exchange->p));
    TRY(buf_keep(&tls->dh_g, &g, exchange->g));
    tls->info.dh_bits = server_key_exchange_bits(exchange);
    TRY(conn_make_kx(tls));
    enum err e = kx_start_dh(tls->kx, p, g, &tls->config.rng);
    return e == ERR_OK ? ERR_OK : conn_fail(tls, e, exchange->p);
}

/* The state table admits this message only for suites that have it (RFC 5246 7.4.3): accepting it
 * with RSA key exchange was FREAK. */
enum err client_kx12_take(struct tls *tls, struct span body)
{
    struct server_key_exchange m = {0};
    struct fail f = {0};

    TRY(conn_parsed(tls, server_key_exchange_parse(&m, tls->suite->kx, body, &f), &f));
    if (tls->suite->kx == SUITE_KX_ECDHE)
        TRY(take_group(tls, &m));
    TRY(check_signature(tls, &m));
    TRY(buf_keep(&tls->ske_key, &m.key, m.key));
    return tls->suite->kx == SUITE_KX_DHE ? take_dh(tls, &m) : ERR_OK;
}

/* --- ClientKeyExchange -------------------------------------------------------------------- */

/* Sends a ClientKeyExchange; `key` is our public value, or the encrypted premaster secret. */
static enum err send_key(struct tls *tls, struct span key)
{
    struct buf b;

    buf_init(&b, MSG_HEADER + 2 + key.n);
    client_key_exchange_put(&b, tls->suite->kx, key);
    enum err e = b.err != ERR_OK ? conn_fail(tls, b.err, (struct span){0})
                                 : outbound_message(tls, buf_span(&b));
    buf_free(&b);
    return e;
}

/* RFC 5246 7.4.7.1: the version that was offered (not the one chosen) and 46 random bytes,
 * encrypted with the certificate's key. */
static enum err send_rsa(struct tls *tls, struct premaster *pm)
{
    struct buf cipher;

    pm->n = PREMASTER_RSA_SIZE;
    pm->v[0] = (uint8_t)(TLS_1_2 >> 8);
    pm->v[1] = (uint8_t)(TLS_1_2 & 0xff);
    rng_fill(&tls->config.rng, pm->v + 2, PREMASTER_RSA_SIZE - 2);
    buf_init(&cipher, KEY_RSA_MAX_BITS / 8);
    enum err e = pubkey_encrypt(tls->peer_key, &cipher, span_of(pm->v, pm->n), &tls->config.rng);
    e = e != ERR_OK ? conn_fail(tls, e, (struct span){0}) : send_key(tls, buf_span(&cipher));
    buf_free(&cipher);
    return e;
}

/* ECDHE makes its key pair now; DHE made it when the parameters came. */
static enum err send_agreed(struct tls *tls, struct premaster *pm)
{
    if (tls->suite->kx == SUITE_KX_ECDHE)
        TRY(shared12_respond(tls, conn_group(tls, tls->info.group), pm, buf_span(&tls->ske_key)));
    else
        TRY(shared12_finish(tls, pm, buf_span(&tls->ske_key)));
    return send_key(tls, span_of(tls->kx->public, tls->kx->public_n));
}

/* In a replay the caller gives the message and its premaster secret. */
static enum err send_replayed(struct tls *tls, struct premaster *pm)
{
    const struct tls_replay *r = tls->config.replay;

    if (r->premaster.n > sizeof pm->v)
        return conn_fail(tls, ERR_LIMIT, r->premaster);
    pm->n = r->premaster.n;
    if (pm->n > 0)
        memcpy(pm->v, r->premaster.p, pm->n);
    return outbound_message(tls, r->client_key_exchange);
}

enum err client_kx12_send(struct tls *tls)
{
    const struct tls_replay *replay = tls->config.replay;
    struct premaster pm = {.n = 0};
    enum err e;

    if (replay != NULL && replay->client_key_exchange.n > 0)
        e = send_replayed(tls, &pm);
    else if (tls->suite->kx == SUITE_KX_RSA)
        e = send_rsa(tls, &pm);
    else
        e = send_agreed(tls, &pm);
    if (e == ERR_OK)
        shared12_master(tls, &pm);
    wipe(&pm, sizeof pm);
    conn_wipe_kx(tls);
    return e;
}
