/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chains of a connection: decoded, and the server's judged at the time of the capture. */
#include "config.h"

#include "app/capture/capture_conn.h"

#include <stdio.h>
#include <time.h>

#include "app/capture/capture_read.h"

enum { US = 1000000 };

const struct reference_id *capture_chain_host(struct capture_conn *c)
{
    const struct verifier *v = c->reader->verifier;
    static const struct reference_id none;
    struct span sni = passive_server_name(c->passive);
    char text[HOST_DNS_SIZE];

    if (v != NULL && v->opts->host.kind != HOST_NONE)
        return &v->opts->host;
    if (c->chain.host == NULL)
        c->chain.host = ARENA_NEW(&c->arena, struct reference_id);
    if (c->chain.host == NULL || sni.n == 0 || sni.n >= sizeof text || span_find(sni, 0) < sni.n)
        return &none;
    snprintf(text, sizeof text, "%.*s", (int)sni.n, (const char *)sni.p);
    if (host_parse(c->chain.host, text) != ERR_OK)
        *c->chain.host = (struct reference_id){0};
    return c->chain.host;
}

static void judge(struct capture_conn *c)
{
    struct verifier *v = c->reader->verifier;
    const struct trust_inputs *loaded = verifier_open(v);
    int64_t now = c->now_us == 0 ? (int64_t)time(NULL) : (int64_t)(c->now_us / US);

    if (loaded->reason != REASON_OK) {
        c->chain.verdict = loaded->reason;
        buf_printf(&c->why, "not verified: %.*s", (int)loaded->message.n,
                   (const char *)loaded->message.p);
        buf_u8(&c->why, 0);
        return;
    }
    struct capture_judged *d = ARENA_NEW(&c->arena, struct capture_judged);
    if (d == NULL) {
        c->chain.err = c->arena.err;
        c->chain.verdict = err_reason(c->chain.err);
        return;
    }
    d->ask = (struct verification_request){
        .opts = v->opts,
        .loaded = loaded,
        .host = capture_chain_host(c),
        .certs = c->chain.server.v,
        .num_certs = c->chain.server.num,
        .broken_cert =
            c->chain.server.broken.err != ERR_OK ? c->chain.server.broken : loaded->broken_cert,
        .result = v->result,
        .now = now,
    };
    c->chain.err = verification_make(&d->judgement, &d->ask, &c->arena);
    if (c->chain.err != ERR_OK) {
        c->chain.verdict = err_reason(c->chain.err);
        return;
    }
    c->chain.has_judgement = true;
    c->chain.judged = d;
    d->view = verification_view(&d->judgement, &d->ask, c->reader->path);
    c->chain.verdict = d->judgement.report.reason;
}

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
