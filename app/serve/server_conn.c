/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a connection of `serve`: accepted, certificates or fault chosen at its ClientHello,
 * HTTP, log. */
#include "config.h"

#include "app/serve/server_conn.h"

#include <stdio.h>

enum { STOP_US = 1000000, WAIT_US = 60000000, ANSWER_MAX = 1 << 16 };

/* Gives the client a fault: its chain and, for a protocol fault, its mutation. */
static enum err show_bad(struct server_conn *conn, struct fault_site *site,
                         struct tls_config *config)
{
    struct fault_sites *faults = &conn->serve->faults;
    const char *host = conn->peer.name[0] != '\0' ? conn->peer.name : conn->serve->address;

    conn->bad = site->bad;
    conn->talk.web = &conn->serve->web;
    TRY(fault_site_identity(faults, site, host, &conn->tls.identities));
    conn->tls.num_identities = 1;
    if (site->wire == NULL) {
        /* With a resumed session the client would not see the certificate. */
        conn->tls.memory = NULL;
        return ERR_OK;
    }
    wire_fault_begin(&conn->wire, site->wire, conn->endpoint.tls, config);
    conn->endpoint.server.trickles = site->wire->then == WIRE_FAULT_SLOW;
    return ERR_OK;
}

/* Bytes were sent: when the fault is done, its row decides what becomes of the connection. */
static void on_pumped(struct endpoint *endpoint)
{
    struct server_conn *c = endpoint->ctx;
    enum wire_fault_then then = c->wire.row == NULL ? WIRE_FAULT_GO_ON : c->wire.row->then;

    if (then == WIRE_FAULT_GO_ON || !c->wire.is_done || endpoint_has_ended(endpoint))
        return;
    if (then == WIRE_FAULT_END || then == WIRE_FAULT_RESET)
        c->wire.is_done = false; /* once */
    if (then == WIRE_FAULT_END)
        endpoint_end(endpoint);
    else if (then == WIRE_FAULT_RESET)
        endpoint_reset(endpoint);
    if (then == WIRE_FAULT_WAIT || then == WIRE_FAULT_SLOW) {
        endpoint->server.stays = true;
        endpoint_limit(endpoint, WAIT_US);
    }
}

/* The hook of lib/tls: selects the certificates, or the fault, for the requested name. */
static enum err choose(void *ctx, struct tls_config *config, const struct client_hello *hello,
                       struct span name)
{
    struct endpoint *v = ctx;
    struct server_conn *c = v->ctx;
    const struct cert_select *sites = &c->serve->sites;

    (void)hello; /* config's server is c->tls */
    snprintf(c->peer.label, sizeof c->peer.label, "%s", v->address);
    snprintf(c->peer.name, sizeof c->peer.name, "%.*s", (int)name.n,
             name.n == 0 ? "" : (const char *)name.p);
    struct fault_site *site = c->listener->site;

    if (site == NULL)
        site = fault_sites_find(&c->serve->faults, name);
    if (site != NULL)
        return show_bad(c, site, config);
    if (sites->num < 2)
        return ERR_OK;
    struct tls_identity *list = arena_alloc(&v->arena, sites->num, sizeof *list);

    if (list == NULL)
        return ERR_MEMORY;
    c->tls.num_identities = cert_select_choose(sites, name, list);
    c->tls.identities = list;
    return ERR_OK;
}

static void on_data(struct endpoint *endpoint, struct span bytes, bool is_early)
{
    struct server_conn *c = endpoint->ctx;

    http_session_data(&c->talk, bytes, is_early);
}

static void on_turn(struct endpoint *endpoint)
{
    struct server_conn *c = endpoint->ctx;

    http_session_turn(&c->talk, endpoint);
}

/* Frees a finished connection and keeps its memory for the next client. */
static void put_away(struct server_conn *conn)
{
    struct serve *s = conn->serve;

    if (conn->prev != NULL)
        conn->prev->next = conn->next;
    else
        s->live = conn->next;
    if (conn->next != NULL)
        conn->next->prev = conn->prev;
    http_session_free(&conn->talk);
    endpoint_free(&conn->endpoint);
    conn->next = s->idle;
    s->idle = conn;
}

/* The connection has ended: logs it and keeps the worst exit code. */
static void on_over(struct endpoint *endpoint)
{
    struct server_conn *c = endpoint->ctx;
    struct serve *s = c->serve;

    server_conn_tell(c);
    s->code = exit_worse(s->code, reason_exit(endpoint_reason(endpoint)));
    put_away(c);
    if (!output_flush(s->out) && !s->stopped)
        server_conn_stop(s);
}

/* A port for a fault may have an answer to SSL 2.0. */
static void answer_ssl2(struct server_conn *conn)
{
    struct fault_site *site = conn->listener->site;
    const struct tls_identity *identity;
    struct buf answer;

    if (site == NULL || site->wire == NULL ||
        fault_site_identity(&conn->serve->faults, site, conn->serve->address, &identity) != ERR_OK)
        return;
    conn->bad = site->bad;
    buf_init(&answer, ANSWER_MAX);
    wire_fault_answer_ssl2(site->wire, identity, &conn->serve->rng, &answer);
    if (answer.err == ERR_OK && answer.n > 0 &&
        net_send(conn->endpoint.conn, buf_span(&answer)) != ERR_OK)
        endpoint_drop(&conn->endpoint);
    buf_free(&answer);
}

/* A client that speaks plain HTTP gets a plain HTTP 400 that names the mistake. */
static void on_foreign(struct endpoint *endpoint, const char *speaks)
{
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n"
                                 "Content-Length: 37\r\nConnection: close\r\n\r\n"
                                 "This port speaks TLS: try https://.\r\n";

    if (strcmp(speaks, "SSL 2.0") == 0 && endpoint->conn != NULL)
        answer_ssl2(endpoint->ctx);
    else if (strcmp(speaks, "HTTP") == 0 && endpoint->conn != NULL &&
             net_send(endpoint->conn, span_str(answer)) != ERR_OK)
        endpoint_drop(endpoint);
}

static const struct endpoint_hooks hooks_of_endpoint = {
    .turn = on_turn, .data = on_data, .pumped = on_pumped, .foreign = on_foreign, .over = on_over};

/* A connection for a new client, from the idle ones or new; NULL if out of memory. */
static struct server_conn *take_one(struct serve *serve)
{
    struct server_conn *c =
        serve->idle != NULL ? serve->idle : ARENA_NEW(serve->arena, struct server_conn);

    if (c == NULL)
        return NULL;
    if (c == serve->idle)
        serve->idle = c->next;
    *c = (struct server_conn){.serve = serve, .next = serve->live};
    if (c->next != NULL)
        c->next->prev = c;
    serve->live = c;
    return c;
}

/* Closes the listening ports. */
static void shut_doors(struct serve *serve)
{
    for (size_t i = 0; i < serve->num_listeners; i++) {
        net_serve_end(serve->listeners[i].net);
        serve->listeners[i].net = NULL;
    }
}

/* Prepares the endpoint before any byte of the client is read.  TLS calls `choose` when it has the
 * ClientHello. */
void server_conn_accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks)
{
    struct listener *listener = ctx;
    struct serve *s = listener->serve;
    struct server_conn *c = take_one(s);

    if (c == NULL) {
        output_say(s->out, "out of memory: a client was rejected");
        net_close(conn);
        return;
    }
    if (++s->accepted == s->most)
        shut_doors(s);
    c->listener = listener;
    http_session_init(&c->talk, listener->site == NULL && s->faults.num > 0 ? &s->index : &s->web);
    endpoint_init(&c->endpoint, &s->plan, &c->peer, c->endpoint.address);
    c->endpoint.hooks = &hooks_of_endpoint;
    c->endpoint.ctx = c;
    c->tls = s->tls;
    c->tls.choose = choose;
    c->endpoint.config.server = &c->tls;
    c->endpoint.config.ticket = NULL;
    /* A client that resumes with a ticket gets its certificate judged again. */
    c->endpoint.config.rejudge = s->plan.verifier != NULL;
    endpoint_listen(&c->endpoint, &s->keylog_listener);
    endpoint_receive(&c->endpoint, s->loop, conn, hooks);
    endpoint_limit(&c->endpoint, s->handshake_us);
}

/* Connections have STOP_US to end. */
void server_conn_stop(struct serve *serve)
{
    serve->stopped = true;
    shut_doors(serve);
    for (struct server_conn *c = serve->live; c != NULL; c = c->next) {
        struct endpoint *v = &c->endpoint;

        if (!endpoint_is_open(v))
            endpoint_fail(v, REASON_TIMEOUT, "the server is shutting down");
        if (endpoint_is_open(v))
            endpoint_end(v);
        else
            endpoint_drop(v);
        endpoint_limit(v, STOP_US);
    }
}
