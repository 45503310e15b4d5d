/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chains of a connection: decoded, and the server's judged at the time of the capture. */
#include "config.h"

#include "app/capture/capture_conn.h"

#include <stdio.h>
#include <time.h>

#include "app/capture/capture_read.h"

enum { US = 1000000 };

/* Without a usable server name, the chain is judged for no name. */
const struct reference_id *capture_chain_host(struct capture_conn *c)
{
    const struct verifier *v = c->reader->verifier;
    static const struct reference_id none;
    struct span sni = passive_server_name(c->passive);
    char text[HOST_DNS_SIZE];

    if (v != NULL && v->settings->host.kind != HOST_NONE)
        return &v->settings->host;
    if (c->chain.host == NULL)
        c->chain.host = ARENA_NEW(&c->arena, struct reference_id);
    if (c->chain.host == NULL || sni.n == 0 || sni.n >= sizeof text || span_find(sni, 0) < sni.n)
        return &none;
    snprintf(text, sizeof text, "%.*s", (int)sni.n, (const char *)sni.p);
    if (host_parse(c->chain.host, text) != ERR_OK)
        *c->chain.host = (struct reference_id){0};
    return c->chain.host;
}

/* Judges for the time of the capture, or for now if it has none. */
static void judge(struct capture_conn *c)
{
    const struct verify_time when = {.now = c->now_us == 0 ? (int64_t)time(NULL)
                                                           : (int64_t)(c->now_us / US)};
    struct verdict *d = ARENA_NEW(&c->arena, struct verdict);

    if (d == NULL) {
        c->chain.err = c->arena.err;
        c->chain.verdict = err_reason(c->chain.err);
        return;
    }
    c->chain.err = verifier_judge(c->reader->verifier, &c->chain.server, capture_chain_host(c),
                                  &when, &c->arena, d);
    c->chain.verdict = d->reason;
    c->chain.is_judged = d->is_judged;
    if (d->is_judged) {
        c->chain.judged = d;
        d->view.input = c->reader->path;
    } else if (c->chain.err == ERR_OK) {
        buf_printf(&c->why, "not verified: %.*s", (int)d->message.n, (const char *)d->message.p);
        buf_u8(&c->why, 0);
    }
}

/* Decodes the server's chain, finds the private key that fits it, and judges it. */
static void take_server(struct capture_conn *c, struct span list, bool is_13)
{
    const struct capture_listener *l = &c->reader->listener;
    struct chain_certs *certs = &c->chain.server;

    c->chain.err = peer_chain_certs(certs, &c->arena, list, is_13);
    c->chain.was_seen = true;
    c->chain.has_certs = certs->num > 0;
    if (c->chain.has_certs)
        c->chain.key = capture_secrets_fits(&c->reader->secrets, &certs->v[0].cert->key);
    if (l->chain != NULL)
        l->chain(l->ctx, list, is_13);
    if (c->chain.err != ERR_OK) {
        c->chain.verdict = err_reason(c->chain.err);
        buf_printf(&c->why, "%s", err_text(c->chain.err));
        buf_u8(&c->why, 0);
    } else if (c->reader->verifier != NULL) {
        judge(c);
    }
}

void capture_chain_take(struct capture_conn *c, const struct tls_chain *chain, bool of_client)
{
    struct span list;
    bool is_enough =
        of_client ? c->chain.client.num > 0 : c->chain.server.num > 0 || c->chain.has_certs;

    if (is_enough || arena_copy(&c->arena, &list, chain->list) != ERR_OK)
        return;
    if (!of_client)
        take_server(c, list, chain->is_13);
    else if (peer_chain_certs(&c->chain.client, &c->arena, list, chain->is_13) != ERR_OK)
        return; /* what was decoded before is shown */
}
