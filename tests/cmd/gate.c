/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate RULE PORT: lets ClientHellos pass to the server at PORT of 127.0.0.1 unless a rule of
 * servers and middleboxes refuses them.  Then it closes, or is silent.  Prints its port, and a line
 * for each ClientHello, and runs until it is killed.  The rules refuse a ClientHello
 *
 *   short      of more than 600 bytes
 *   tiny       of more than 250 bytes
 *   not-256    of 256 to 511 bytes, with silence (RFC 7685 4)
 *   long       of less than 1,500 bytes
 *   whole      that is in several records
 *   split      that is in one record, with silence
 *   classical  with a post-quantum group
 *   tired      with a post-quantum group, and each from the fifth on
 *   third      with a post-quantum group, and each third
 *   plain      with compress_certificate
 *   no-13      with TLS 1.3 in supported_versions
 *   few        with signed_certificate_timestamp
 *   grease     without GREASE
 *   unsteady   that is the first, the third, …
 *   leaves     that is not the first: the gate stops listening
 *   one-alert  always, with handshake_failure
 *   no-alerts  never: it closes in place of the server's alert
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/net/net.h"
#include "lib/tls/wire/ext.h"
#include "lib/tls/wire/msg.h"

enum {
    LIFETIME_US = 60 * 1000000,
    KEPT = 1 << 16,
    RECORD_HEADER = 5,
    SHORT = 600,
    TINY = 250,
    LONG = 1500
};

struct gate {
    const char *rule;
    uint16_t port;
    struct net_loop *loop;
    struct net_server *server;
    unsigned count; /* of ClientHellos */
};

/* A client, and its connection to the server after it has passed. */
struct visit {
    struct gate *gate;
    struct net_conn *client, *server;
    struct buf waiting;
    bool passed, ready;
};

static bool is(const struct gate *g, const char *rule)
{
    return strcmp(g->rule, rule) == 0;
}

/* The content of all records that came; false if the ClientHello is not complete. */
static bool collect(struct buf *out, struct span bytes)
{
    struct msg m;

    while (bytes.n >= RECORD_HEADER) {
        size_t n = (size_t)bytes.p[3] << 8 | bytes.p[4];
        if (bytes.n < RECORD_HEADER + n)
            return false;
        buf_put(out, span_of(bytes.p + RECORD_HEADER, n));
        bytes = span_tail(bytes, RECORD_HEADER + n);
    }
    return msg_split(&m, buf_span(out));
}

static bool has_number(struct span list, size_t skip, bool (*wanted)(uint16_t number))
{
    for (size_t i = skip; i + 1 < list.n; i += 2) {
        if (wanted((uint16_t)(list.p[i] << 8 | list.p[i + 1])))
            return true;
    }
    return false;
}

static bool is_tls_13(uint16_t number)
{
    return number == TLS_1_3;
}

static bool is_refused(const struct gate *g, struct span message, bool is_split)
{
    struct client_hello h;
    struct fail fail = {0};
    struct span groups = {0}, versions = {0}, scts;
    bool is_odd = g->count % 2 == 1;

    if (client_hello_parse(&h, span_tail(message, MSG_HEADER), &fail) != ERR_OK)
        return true;
    ext_get(h.exts, TLSX_SUPPORTED_GROUPS, &groups);
    ext_get(h.exts, TLSX_SUPPORTED_VERSIONS, &versions);
    return (is(g, "short") && message.n > SHORT) || (is(g, "long") && message.n < LONG) ||
           (is(g, "not-256") && message.n >= 256 && message.n < 512) ||
           (is(g, "whole") && is_split) || (is(g, "split") && !is_split) ||
           (is(g, "classical") && has_number(groups, 2, group_is_post_quantum)) ||
           (is(g, "tired") && (g->count > 4 || has_number(groups, 2, group_is_post_quantum))) ||
           (is(g, "third") &&
            (g->count % 3 == 0 || has_number(groups, 2, group_is_post_quantum))) ||
           (is(g, "tiny") && message.n > TINY) ||
           (is(g, "plain") && ext_get(h.exts, TLSX_COMPRESS_CERTIFICATE, &scts)) ||
           (is(g, "no-13") && has_number(versions, 1, is_tls_13)) ||
           (is(g, "few") && ext_get(h.exts, TLSX_SCT, &scts)) ||
           (is(g, "grease") && !has_number(h.suites, 0, is_grease)) ||
           (is(g, "unsteady") && is_odd) || is(g, "leaves") || is(g, "one-alert");
}

static void refuse(struct visit *v)
{
    static const uint8_t alert[] = {CONTENT_ALERT, 3, 3, 0, 2, 2, ALERT_HANDSHAKE_FAILURE};
    struct gate *g = v->gate;

    if (is(g, "leaves")) {
        net_serve_end(g->server);
        g->server = NULL;
    }
    if (is(g, "one-alert") && net_send(v->client, span_of(alert, sizeof alert)) != ERR_OK)
        fprintf(stderr, "gate: cannot send\n");
    if (is(g, "not-256") || is(g, "split"))
        return;
    net_shut(v->client);
}

static void server_ready(void *ctx, struct net_conn *c)
{
    struct visit *v = ctx;

    v->ready = true;
    if (net_send(c, buf_span(&v->waiting)) != ERR_OK)
        net_close(c);
    buf_free(&v->waiting);
}

static void server_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct visit *v = ctx;

    (void)c;
    if (v->client != NULL && is(v->gate, "no-alerts") && bytes.n > 0 && bytes.p[0] == CONTENT_ALERT)
        net_shut(v->client);
    else if (v->client != NULL && net_send(v->client, bytes) != ERR_OK)
        net_close(v->client);
}

static void server_eof(void *ctx, struct net_conn *c)
{
    struct visit *v = ctx;

    if (v->client != NULL)
        net_shut(v->client);
    net_close(c);
}

/* Both ends are gone: nobody needs the visit any more. */
static void forget(struct visit *v)
{
    if (v->client != NULL || v->server != NULL)
        return;
    buf_free(&v->waiting);
    mem_free(v, sizeof *v);
}

static void server_closed(void *ctx)
{
    struct visit *v = ctx;

    v->server = NULL;
    if (v->client != NULL)
        net_close(v->client);
    forget(v);
}

static void server_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    (void)c;
    (void)e;
    (void)text;
    server_closed(ctx);
}

static void pass(struct visit *v)
{
    const struct net_request request = {
        .host = "127.0.0.1", .port = v->gate->port, .timeout_us = LIFETIME_US};
    const struct net_hooks hooks = {.ctx = v,
                                    .ready = server_ready,
                                    .data = server_data,
                                    .eof = server_eof,
                                    .failed = server_failed,
                                    .closed = server_closed};

    v->passed = true;
    if (net_open(&v->server, v->gate->loop, &request, &hooks) != ERR_OK)
        net_close(v->client);
}

static void client_data(void *ctx, struct net_conn *c, struct span bytes)
{
    struct visit *v = ctx;
    struct buf message;

    if (v->ready) {
        if (v->server != NULL && net_send(v->server, bytes) != ERR_OK)
            net_close(c);
        return;
    }
    buf_put(&v->waiting, bytes);
    if (v->passed)
        return;
    buf_init(&message, KEPT);
    if (collect(&message, buf_span(&v->waiting))) {
        v->gate->count++;
        printf("hello\n");
        fflush(stdout);
        if (is_refused(v->gate, buf_span(&message), message.n + RECORD_HEADER < v->waiting.n))
            refuse(v);
        else
            pass(v);
    }
    buf_free(&message);
}

static void client_closed(void *ctx)
{
    struct visit *v = ctx;

    v->client = NULL;
    if (v->server != NULL)
        net_close(v->server);
    forget(v);
}

static void client_eof(void *ctx, struct net_conn *c)
{
    (void)ctx;
    net_close(c);
}

static void client_failed(void *ctx, struct net_conn *c, enum err e, struct span text)
{
    (void)c;
    (void)e;
    (void)text;
    client_closed(ctx);
}

static void on_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    struct visit *v = MEM_NEW(struct visit);

    if (v == NULL)
        exit(EXIT_FAILURE);
    v->gate = ctx;
    v->client = c;
    buf_init(&v->waiting, KEPT);
    *hooks = (struct net_hooks){.ctx = v,
                                .data = client_data,
                                .eof = client_eof,
                                .failed = client_failed,
                                .closed = client_closed};
}

int main(int argc, char **argv)
{
    struct gate g = {.rule = argc > 1 ? argv[1] : ""};
    const struct net_serve_hooks hooks = {.ctx = &g, .accepted = on_accepted};
    const struct net_listen at = {"127.0.0.1", 0, LIFETIME_US};
    struct buf wrong;

    buf_init(&wrong, BUFSIZ);
    g.port = argc > 2 ? (uint16_t)atoi(argv[2]) : 0;
    if (net_loop_new(&g.loop) != ERR_OK ||
        net_serve(&g.server, g.loop, &at, &hooks, &wrong) != ERR_OK)
        return EXIT_FAILURE;
    printf("%d\n", net_serve_port(g.server));
    fflush(stdout);
    enum err e = net_run(g.loop);

    net_loop_free(g.loop);
    buf_free(&wrong);
    return e == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
