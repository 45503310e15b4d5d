/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/client/client_kx12.h"

#include "lib/base/wipe.h"
#include "lib/tls/core/auth.h"
#include "lib/tls/core/outbound.h"
#include "lib/tls/core/shared12.h"

enum { CURVE_TYPE_NAMED = 3 }; /* RFC 8422 5.4 */

/* --- ServerKeyExchange -------------------------------------------------------------------- */

static enum err take_group(struct tls *t, const struct server_key_exchange *m)
{
    const struct group *g = conn_group(t, m->group);

    /* RFC 8422 5.4: explicit curves are no longer used, and the named one must have been
     * offered. */
    if (m->curve_type != CURVE_TYPE_NAMED)
        return conn_fail(t, ERR_TLS_CURVE_TYPE, span_head(m->params, 1));
    if (g == NULL || g->kx == KX_NONE || kx_type(group_kx(g)) != KX_TYPE_CURVE ||
        !conn_lists(&t->config.groups, m->group))
        return conn_fail(t, ERR_TLS_GROUP, span_head(span_tail(m->params, 1), 2));
    t->info.group = g->id;
    return ERR_OK;
}

/* The server signs both randoms and the parameters (RFC 5246 7.4.3, RFC 8422 5.4). */
static enum err check_signature(struct tls *t, const struct server_key_exchange *m)
{
    struct buf content;

    buf_init(&content, 2 * RANDOM_SIZE + m->params.n);
    buf_put(&content, span_of(t->client_random, RANDOM_SIZE));
    buf_put(&content, span_of(t->server_random, RANDOM_SIZE));
    buf_put(&content, m->params);
    enum err e = content.err != ERR_OK
                     ? conn_fail(t, content.err, m->params)
                     : auth_verify(t, m->scheme, buf_span(&content), m->signature);
    buf_free(&content);
    return e;
}

/* The server's own parameters: at least 2048 bits, and sound as far as a cheap check can tell (RFC
 * 7919 4, 5.1).  The check is part of making our key pair. */
static enum err take_dh(struct tls *t, const struct server_key_exchange *m)
{
    struct span p, g;

    TRY(buf_keep(&t->dh_p, &p, m->p));
    TRY(buf_keep(&t->dh_g, &g, m->g));
    t->info.dh_bits = server_key_exchange_bits(m);
    enum err e = kx_start_dh(&t->kx, p, g, &t->config.rng);
    return e == ERR_OK ? ERR_OK : conn_fail(t, e, m->p);
}

/* The state table admits this message only for suites that have it (RFC 5246 7.4.3): accepting it
 * with RSA key exchange was FREAK. */
enum err client_kx12_take(struct tls *t, struct span body)
{
    struct server_key_exchange m = {0};
    struct fail f = {0};

    TRY(conn_parsed(t, server_key_exchange_parse(&m, t->suite->kx, body, &f), &f));
    if (t->suite->kx == SUITE_KX_ECDHE)
        TRY(take_group(t, &m));
    TRY(check_signature(t, &m));
    TRY(buf_keep(&t->ske_key, &m.key, m.key));
    return t->suite->kx == SUITE_KX_DHE ? take_dh(t, &m) : ERR_OK;
}

/* --- ClientKeyExchange -------------------------------------------------------------------- */

static enum err send_key(struct tls *t, struct span key)
{
    struct buf b;

    buf_init(&b, MSG_HEADER + 2 + key.n);
    client_key_exchange_put(&b, t->suite->kx, key);
    enum err e =
        b.err != ERR_OK ? conn_fail(t, b.err, (struct span){0}) : outbound_message(t, buf_span(&b));
    buf_free(&b);
    return e;
}

/* RFC 5246 7.4.7.1: the version that was offered (not the one chosen) and 46 random bytes,
 * encrypted with the certificate's key. */
static enum err send_rsa(struct tls *t, struct premaster *pm)
{
    struct buf cipher;

    pm->n = PREMASTER_RSA_SIZE;
    pm->v[0] = (uint8_t)(TLS_1_2 >> 8);
    pm->v[1] = (uint8_t)(TLS_1_2 & 0xff);
    rng_fill(&t->config.rng, pm->v + 2, PREMASTER_RSA_SIZE - 2);
    buf_init(&cipher, KEY_RSA_MAX_BITS / 8);
    enum err e = pubkey_encrypt(t->peer_key, &cipher, span_of(pm->v, pm->n), &t->config.rng);
    e = e != ERR_OK ? conn_fail(t, e, (struct span){0}) : send_key(t, buf_span(&cipher));
    buf_free(&cipher);
    return e;
}

/* ECDHE makes its key pair now; DHE made it when the parameters came. */
static enum err send_agreed(struct tls *t, struct premaster *pm)
{
    if (t->suite->kx == SUITE_KX_ECDHE)
        TRY(shared12_respond(t, conn_group(t, t->info.group), pm, buf_span(&t->ske_key)));
    else
        TRY(shared12_finish(t, pm, buf_span(&t->ske_key)));
    return send_key(t, span_of(t->kx.public, t->kx.public_n));
}

/* In a replay the caller gives the message and its premaster secret. */
static enum err send_replayed(struct tls *t, struct premaster *pm)
{
    const struct tls_replay *r = t->config.replay;

    if (r->premaster.n > sizeof pm->v)
        return conn_fail(t, ERR_LIMIT, r->premaster);
    pm->n = r->premaster.n;
    if (pm->n > 0)
        memcpy(pm->v, r->premaster.p, pm->n);
    return outbound_message(t, r->client_key_exchange);
}

enum err client_kx12_send(struct tls *t)
{
    const struct tls_replay *replay = t->config.replay;
    struct premaster pm = {.n = 0};
    enum err e;

    if (replay != NULL && replay->client_key_exchange.n > 0)
        e = send_replayed(t, &pm);
    else if (t->suite->kx == SUITE_KX_RSA)
        e = send_rsa(t, &pm);
    else
        e = send_agreed(t, &pm);
    if (e == ERR_OK)
        shared12_master(t, &pm);
    wipe(&pm, sizeof pm);
    kx_wipe(&t->kx);
    return e;
}
