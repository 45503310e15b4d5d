/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serving: what the connections of `serve` have in common, one of them from its first byte to the
 * line that tells of it, and all of them. */
#ifndef TB_APP_SERVE_SERVER_CONN_H
#define TB_APP_SERVE_SERVER_CONN_H

#include "app/faults/fault_site.h"
#include "app/serve/cert_select.h"
#include "app/serve/http_server.h"
#include "lib/base/outfile.h"
#include "lib/tls/tls.h"

enum serve_trace { SERVE_NO_TRACE, SERVE_FIELDS, SERVE_HEX };

struct server_conn;
struct client_check;

/* A port that is listened at. */
struct listener {
    struct serve *serve;
    struct net_server *net;
    uint16_t port;
    struct fault_site *site; /* the fault that everybody meets who comes here; or NULL */
};

struct serve {
    struct output *out;
    struct arena *arena;
    struct connect_setup how; /* versions, lists and ALPN */
    struct cert_select sites;
    const char *name; /* the first one that certificates are made for */
    struct verifier verifier;
    struct endpoint_plan plan;
    struct tls_server tls;
    struct http_server web;
    struct outfile_log keylog;
    struct endpoint_listener keylog_listener;
    struct rng_system random;
    struct rng rng;
    uint64_t handshake_us; /* how long a client may take for it */
    unsigned most;         /* how many connections at most; 0: any number */
    bool json, quiet;
    enum serve_trace trace;
    struct style style;

    struct net_loop *loop;
    struct listener *listeners; /* the first is the one that was asked for */
    size_t num_listeners;
    struct fault_sites faults;
    /* of the first listener where there are faults: a page that lists them */
    struct http_server index;
    struct client_check *check; /* or NULL */
    const char *address;        /* by which clients of this machine come */
    struct server_conn *idle, *live;
    unsigned accepted;
    bool stopped; /* by a signal */
    int code;     /* the worst of all connections */
};

/* One connection. */
struct server_conn {
    struct serve *serve;
    struct listener *listener;
    struct server_conn *prev, *next;
    struct endpoint endpoint;
    struct server peer; /* its label is the client's address */
    struct tls_server tls;
    struct http_session talk;
    const struct server_fault *bad; /* the fault that the client meets, or NULL */
    struct wire_fault wire;
};

/* The hook of net_serve: ctx is a struct listener. */
void server_conn_accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks);

/* server_conn_stop accepts no more clients, and sends close_notify to those that are connected. */
void server_conn_stop(struct serve *serve);

/* server_conn_tell writes what there is to say of a connection that is over. */
void server_conn_tell(const struct server_conn *conn);

#endif
