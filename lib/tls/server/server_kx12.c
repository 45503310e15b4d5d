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
static enum err make_dh(struct tls *t, struct server_key_exchange *m)
{
    const struct tls_server *server = t->config.server;

    if (t->group != NULL) {
        TRY(kx_dh_params(group_kx(t->group), &t->dh_p, &t->dh_g));
        t->info.group = t->group->id;
    } else {
        buf_put(&t->dh_p, server->dh_p);
        buf_put(&t->dh_g, server->dh_g);
        TRY(t->dh_p.err);
        TRY(t->dh_g.err);
    }
    m->p = buf_span(&t->dh_p);
    m->g = buf_span(&t->dh_g);
    t->info.dh_bits = server_key_exchange_bits(m);
    /* Deliberately faulty parameters are not checked. */
    return (t->config.faults != NULL ? kx_start_weak : kx_start_dh)(&t->kx, m->p, m->g,
                                                                    &t->config.rng);
}

static enum err make_key(struct tls *t, struct server_key_exchange *m)
{
    if (t->suite->kx == SUITE_KX_DHE) {
        TRY(make_dh(t, m));
    } else {
        m->curve_type = NAMED_CURVE;
        m->group = t->info.group = t->group->id;
        TRY(kx_start(&t->kx, group_kx(t->group), &t->config.rng));
    }
    m->key = span_of(t->kx.public, t->kx.public_n);
    return ERR_OK;
}

/* The signature covers both randoms and the parameters (RFC 5246 7.4.3, RFC 8422 5.4). */
static enum err sign(struct tls *t, struct span params, struct buf *out)
{
    struct buf content;

    buf_init(&content, 2 * RANDOM_SIZE + params.n);
    buf_put(&content, span_of(t->client_random, RANDOM_SIZE));
    buf_put(&content, span_of(t->server_random, RANDOM_SIZE));
    buf_put(&content, params);
    enum err e = content.err;
    if (e == ERR_OK)
        e = auth_sign(t, t->identity->key, t->scheme, HS_SERVER_KEY_EXCHANGE, buf_span(&content),
                      out);
    buf_free(&content);
    return e;
}

static enum err build(struct tls *t, struct server_key_exchange *m, struct buf *params,
                      struct buf *signature)
{
    server_key_exchange_params(params, t->suite->kx, m);
    TRY(params->err);
    if (t->config.faults != NULL)
        (void)fault_see(t, FAULT_PARAMS, HS_SERVER_KEY_EXCHANGE, params);
    TRY(sign(t, buf_span(params), signature));
    m->params = buf_span(params);
    m->scheme = t->info.scheme = t->scheme;
    m->signature = buf_span(signature);
    buf_truncate(&t->scratch, 0);
    server_key_exchange_put(&t->scratch, m);
    return t->scratch.err;
}

enum err server_kx12_send(struct tls *t)
{
    struct server_key_exchange m = {0};
    struct buf params, signature;

    buf_init(&params, PARAMS_MAX);
    buf_init(&signature, SIGNATURE_MAX);
    enum err e = make_key(t, &m);
    if (e == ERR_OK)
        e = build(t, &m, &params, &signature);
    buf_free(&params);
    buf_free(&signature);
    return e != ERR_OK ? conn_fail(t, e, (struct span){0})
                       : outbound_message(t, buf_span(&t->scratch));
}

/* --- ClientKeyExchange -------------------------------------------------------------------- */

/* The premaster secret begins with the version that the client offered, against rollback by an
 * attacker.  Returns a mask: all ones if it is right. */
static uint32_t version_is_right(const struct tls *t, const struct premaster *pm)
{
    struct span offered = span_tail(buf_span(&t->hello), MSG_HEADER);

    return ct_eq(pm->v[0], offered.p[0]) & ct_eq(pm->v[1], offered.p[1]);
}

/*
 * RFC 5246 7.4.7.1: whatever is wrong, padding, length or version, the result is a random premaster
 * secret, and the handshake continues until the client's Finished does not match.  No branch
 * depends on what was decrypted, so neither the time nor an alert does: that would be the oracle of
 * Bleichenbacher's attack and of ROBOT.
 */
static enum err take_rsa(struct tls *t, struct premaster *pm, struct span cipher)
{
    uint8_t unknown[PREMASTER_RSA_SIZE];

    pm->n = PREMASTER_RSA_SIZE;
    rng_fill(&t->config.rng, unknown, sizeof unknown);
    enum err e = privkey_decrypt(t->identity->key, pm->v, pm->n, cipher, &t->config.rng);
    uint8_t keep = (uint8_t)version_is_right(t, pm);
    for (size_t i = 0; i < pm->n; i++)
        pm->v[i] = (uint8_t)((pm->v[i] & keep) | (unknown[i] & (uint8_t)~keep));
    wipe(unknown, sizeof unknown);
    return e == ERR_OK ? ERR_OK : conn_fail(t, e, (struct span){0}); /* the key is not RSA */
}

enum err server_kx12_take(struct tls *t, const struct msg *m)
{
    struct premaster pm = {.n = 0};
    struct fail f = {0};
    struct span key;

    TRY(conn_parsed(t, client_key_exchange_parse(&key, t->suite->kx, m->body, &f), &f));
    transcript_add(&t->transcript, m->bytes);
    enum err e =
        t->suite->kx == SUITE_KX_RSA ? take_rsa(t, &pm, key) : shared12_finish(t, &pm, key);
    if (e == ERR_OK)
        shared12_master(t, &pm);
    wipe(&pm, sizeof pm);
    kx_wipe(&t->kx);
    return e;
}
