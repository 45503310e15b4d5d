/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tlspeer 1.2|1.3 MODE [N|FILE]: a server of chain.pem (key: leaf.key) that asks for a
 * client certificate, gives no tickets, and ends each connection in its way.  Prints its port, and
 * runs until it is killed.  When the client's Certificate has come it
 *
 *   close     closes the connection
 *   reset     resets it
 *   notify    sends close_notify and closes
 *   alert N   sends this alert and closes
 *
 * and in the other modes it takes whatever comes:
 *
 *   wrong-key    signs with the key of sub.pem
 *   talk FILE    sends the file as soon as the handshake is done, unasked
 *   talk2 FILE   likewise, and again whenever something comes
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/file.h"
#include "lib/net/net.h"
#include "lib/tls/tls.h"
#include "lib/x509/bundle.h"

enum { FILE_MAX = 1 << 20, LIFETIME_US = 60 * 1000000, CERTS = 2, FATAL = 2 };

struct tlspeer {
    const char *mode;
    uint8_t alert;
    struct file file, chain, key_file;
    struct arena arena;
    struct span certs[CERTS];
    struct privkey *key;
    struct tls_identity identity;
    struct tls_server server;
    struct tls_config config;
};

struct client {
    struct tlspeer *peer;
    struct tls *tls;
    struct rng_system random;
    bool has_certificate, has_talked, over;
};

static bool is(const struct client *c, const char *mode)
{
    return strcmp(c->peer->mode, mode) == 0;
}

static int64_t now_ms(void *ctx)
{
    (void)ctx;
    return net_wall_ms();
}

static void on_event(void *ctx, const struct event *ev)
{
    struct client *c = ctx;

    if (ev->kind == EVENT_MESSAGE && !ev->sent && ev->type == HS_CERTIFICATE)
        c->has_certificate = true;
}

static void on_judge(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    const struct client *c = ctx;

    (void)chain;
    out->err = ERR_TLS_VERDICT;
    out->alert = (enum alert)c->peer->alert;
}

static void send_pending(struct client *c, struct net_conn *conn)
{
    struct span out = tls_pending(c->tls);

    if (out.n > 0 && net_send(conn, out) == ERR_OK)
        tls_sent(c->tls, out.n);
}

/* In TLS 1.2 the server has no keys yet when the client's Certificate comes. */
static void send_alert(struct client *c, struct net_conn *conn)
{
    const uint8_t clear[] = {CONTENT_ALERT, 3, 3, 0, 2, FATAL, c->peer->alert};

    if (c->peer->config.max_version == TLS_1_2) {
        if (net_send(conn, span_of(clear, sizeof clear)) != ERR_OK)
            return;
    } else if (tls_phase(c->tls) == PHASE_FAILED ||
               tls_abort(c->tls, (enum alert)c->peer->alert) == ERR_OK) {
        send_pending(c, conn);
    }
}

static void end(struct client *c, struct net_conn *conn)
{
    static const uint8_t close_notify[] = {CONTENT_ALERT, 3, 3, 0, 2, 1, ALERT_CLOSE_NOTIFY};

    c->over = true;
    if (is(c, "reset")) {
        net_reset(conn);
        return;
    }
    if (is(c, "alert")) {
        send_alert(c, conn);
    } else if (is(c, "notify") && c->peer->config.max_version == TLS_1_2) {
        if (net_send(conn, span_of(close_notify, sizeof close_notify)) != ERR_OK)
            return;
    } else if (is(c, "notify") && tls_close(c->tls) == ERR_OK) {
        send_pending(c, conn);
    }
    net_close(conn);
}

static void on_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    struct client *c = ctx;
    bool talks = is(c, "talk") || is(c, "talk2"), stays = talks || is(c, "wrong-key");
    size_t taken = 0;

    if (c->over)
        return;
    enum err e = tls_feed(c->tls, bytes);

    if (!stays && c->has_certificate) {
        end(c, conn);
        return;
    }
    send_pending(c, conn);
    if (e == ERR_OK && talks && tls_may_write(c->tls) && (!c->has_talked || is(c, "talk2")) &&
        tls_write(c->tls, c->peer->file.bytes, &taken) == ERR_OK) {
        c->has_talked = true;
        send_pending(c, conn);
    }
    if (e != ERR_OK)
        net_close(conn);
}

static void on_ready(void *ctx, struct net_conn *conn)
{
    struct client *c = ctx;
    struct tls_config config = c->peer->config;

    config.rng = rng_system(&c->random);
    config.ctx = c;
    if (tls_new(&c->tls, &config) != ERR_OK || tls_start(c->tls) != ERR_OK)
        net_close(conn);
}

static void free_client(struct client *c)
{
    tls_free(c->tls);
    free(c);
}

static void on_eof(void *ctx, struct net_conn *conn)
{
    (void)ctx;
    net_close(conn);
}

static void on_failed(void *ctx, struct net_conn *conn, enum err e, struct span text)
{
    (void)conn;
    (void)e;
    (void)text;
    free_client(ctx);
}

static void on_closed(void *ctx)
{
    free_client(ctx);
}

static void on_accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks)
{
    struct client *c = calloc(1, sizeof *c);

    if (c == NULL) {
        net_close(conn);
        return;
    }
    c->peer = ctx;
    *hooks = (struct net_hooks){.ctx = c,
                                .ready = on_ready,
                                .data = on_data,
                                .eof = on_eof,
                                .failed = on_failed,
                                .closed = on_closed};
}

static bool read_identity(struct tlspeer *p)
{
    struct bundle bundle;
    struct item item;

    arena_init(&p->arena, FILE_MAX);
    if (file_read(&p->chain, "chain.pem", FILE_MAX) != ERR_OK ||
        file_read(&p->key_file, strcmp(p->mode, "wrong-key") == 0 ? "sub.key" : "leaf.key",
                  FILE_MAX) != ERR_OK ||
        bundle_open(&bundle, p->chain.bytes, &p->arena) != ERR_OK ||
        privkey_new(&p->key, p->key_file.bytes) != ERR_OK)
        return false;
    p->identity = (struct tls_identity){.certs = p->certs, .key = p->key};
    while (p->identity.num_certs < CERTS && bundle_next(&bundle, &item))
        p->certs[p->identity.num_certs++] = item.der;
    return true;
}

int main(int argc, char **argv)
{
    struct tlspeer p = {.mode = argc > 2 ? argv[2] : "close", .alert = ALERT_BAD_CERTIFICATE};
    const struct net_serve_hooks hooks = {.ctx = &p, .accepted = on_accepted};
    struct net_loop *loop = NULL;
    struct net_server *server = NULL;
    struct buf wrong;

    if (argc > 3 && strcmp(p.mode, "alert") == 0)
        p.alert = (uint8_t)atoi(argv[3]);
    else if (argc > 3 && file_read(&p.file, argv[3], FILE_MAX) != ERR_OK)
        return EXIT_FAILURE;
    if (!read_identity(&p))
        return EXIT_FAILURE;
    p.server = tls_server_default();
    p.server.identities = &p.identity;
    p.server.num_identities = 1;
    p.server.client_auth = CLIENT_AUTH_ASK;
    p.server.tickets = 0;
    p.config = tls_config_default();
    p.config.min_version = p.config.max_version = strcmp(argv[1], "1.2") == 0 ? TLS_1_2 : TLS_1_3;
    p.config.server = &p.server;
    p.config.now_ms = now_ms;
    p.config.event = on_event;
    p.config.judge = on_judge;
    buf_init(&wrong, BUFSIZ);
    if (net_loop_new(&loop) != ERR_OK ||
        net_serve(&server, loop, &(struct net_listen){"127.0.0.1", 0, LIFETIME_US}, &hooks,
                  &wrong) != ERR_OK)
        return EXIT_FAILURE;
    printf("%d\n", net_serve_port(server));
    fflush(stdout);
    return net_run(loop) == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
