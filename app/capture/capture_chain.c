/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chains of a connection: decoded, and the server's judged at the time of the capture. */
#include "config.h"

#include "app/capture/capture_conn.h"

#include <stdio.h>
#include <time.h>

#include "app/capture/capture_read.h"

enum { US = 1000000 };

/* Without a usable server name, the chain is judged for no name. */
const struct reference_id *capture_chain_host(struct capture_conn *conn)
{
    const struct verifier *v = conn->reader->verifier;
    static const struct reference_id none;
    struct span sni = passive_server_name(conn->passive);
    char text[HOST_DNS_SIZE];

    if (v != NULL && v->settings->host.kind != HOST_NONE)
        return &v->settings->host;
    if (conn->chain.host == NULL)
        conn->chain.host = ARENA_NEW(&conn->arena, struct reference_id);
    if (conn->chain.host == NULL || sni.n == 0 || sni.n >= sizeof text || span_find(sni, 0) < sni.n)
        return &none;
    snprintf(text, sizeof text, "%.*s", (int)sni.n, (const char *)sni.p);
    if (host_parse(conn->chain.host, text) != ERR_OK)
        *conn->chain.host = (struct reference_id){0};
    return conn->chain.host;
}

/* Judges for the time of the capture, or for now if it has none. */
static void judge(struct capture_conn *conn)
{
    const struct verify_terms terms = {.now = conn->now_us == 0 ? (int64_t)time(NULL)
                                                                : (int64_t)(conn->now_us / US)};
    struct verdict *d = ARENA_NEW(&conn->arena, struct verdict);

    if (d == NULL) {
        conn->chain.err = conn->arena.err;
        conn->chain.verdict = err_reason(conn->chain.err);
        return;
    }
    conn->chain.err = verifier_judge(conn->reader->verifier, &conn->chain.server,
                                     capture_chain_host(conn), &terms, &conn->arena, d);
    conn->chain.verdict = d->reason;
    conn->chain.is_judged = d->is_judged;
    if (d->is_judged) {
        conn->chain.judged = d;
        d->view.input = conn->reader->path;
    } else if (conn->chain.err == ERR_OK) {
        buf_printf(&conn->why, "not verified: %.*s", (int)d->message.n, (const char *)d->message.p);
        buf_u8(&conn->why, 0);
    }
}

/* What came with the chain: staples and timestamps.  That there is no staple means something only
 * if the client has asked for one, and its ClientHello was captured. */
static enum err take_evidence(struct capture_conn *conn, const struct tls_chain *chain)
{
    struct evidence *evidence = &conn->chain.server.evidence;

    TRY(arena_copy(&conn->arena, &evidence->tls_scts, chain->scts));
    TRY(peer_chain_staples(&conn->chain.server, &conn->arena, chain));
    evidence->asked_staple = passive_offer(conn->passive)->ocsp;
    return ERR_OK;
}

/* Decodes the server's chain, finds the private key that fits it, and judges it. */
static void take_server(struct capture_conn *conn, const struct tls_chain *chain)
{
    const struct capture_listener *l = &conn->reader->listener;
    struct chain_certs *certs = &conn->chain.server;

    conn->chain.err = peer_chain_certs(certs, &conn->arena, chain->list, chain->is_13);
    if (conn->chain.err == ERR_OK)
        conn->chain.err = take_evidence(conn, chain);
    conn->chain.was_seen = true;
    conn->chain.has_certs = certs->num > 0;
    if (conn->chain.has_certs)
        conn->chain.key = capture_secrets_fits(&conn->reader->secrets, &certs->v[0].cert->key);
    if (l->chain != NULL)
        l->chain(l->ctx, chain->list, chain->is_13);
    if (conn->chain.err != ERR_OK) {
        conn->chain.verdict = err_reason(conn->chain.err);
        buf_printf(&conn->why, "%s", err_text(conn->chain.err));
        buf_u8(&conn->why, 0);
    } else if (conn->reader->verifier != NULL) {
        judge(conn);
    }
}

void capture_chain_take(struct capture_conn *conn, const struct tls_chain *chain, bool of_client)
{
    struct tls_chain kept = *chain;
    bool is_enough = of_client ? conn->chain.client.num > 0
                               : conn->chain.server.num > 0 || conn->chain.has_certs;

    if (is_enough || arena_copy(&conn->arena, &kept.list, chain->list) != ERR_OK)
        return;
    if (!of_client)
        take_server(conn, &kept);
    else if (peer_chain_certs(&conn->chain.client, &conn->arena, kept.list, kept.is_13) != ERR_OK)
        return; /* what was decoded before is shown */
}
