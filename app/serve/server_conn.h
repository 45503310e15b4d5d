/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_conn: one connection of `serve`, from its first byte to its line in the log, and the part
 * that all connections share. */
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

/* A listening port. */
struct listener {
    struct serve *serve;
    struct net_server *net;
    uint16_t port;
    struct fault_site *site; /* the fault for every client of this port; or NULL */
};

struct serve {
    struct passphrase passphrase; /* of the keys, until they are read */
    struct output *out;
    struct arena *arena;
    struct connect_setup how; /* versions, lists and ALPN */
    struct cert_select sites;
    const char *name; /* the first name of certificates that are made */
    struct verifier verifier;
    struct endpoint_plan plan;
    struct tls_server tls;
    struct http_server web;
    struct outfile_log keylog;
    struct endpoint_listener keylog_listener;
    struct rng_system random;
    struct rng rng;
    uint64_t handshake_us; /* time limit for the handshake */
    unsigned most;         /* the maximum of connections; 0: no limit */
    bool json, quiet;
    enum serve_trace trace;
    struct style style;

    struct net_loop *loop;
    struct listener *listeners; /* the first is the requested port */
    size_t num_listeners;
    struct fault_sites faults;
    /* With faults, the server of the first listener: a page that lists them. */
    struct http_server index;
    struct client_check *check; /* or NULL */
    const char *address;        /* by which clients on this machine reach it */
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
    const struct server_fault *bad; /* the fault that this client gets, or NULL */
    struct wire_fault wire;
};

/* The hook of net_serve: ctx is a struct listener. */
void server_conn_accepted(void *ctx, struct net_conn *conn, struct net_hooks *hooks);

/* server_conn_stop stops accepting clients and sends close_notify to those that are connected. */
void server_conn_stop(struct serve *serve);

/* server_conn_tell prints the log of a finished connection. */
void server_conn_tell(const struct server_conn *conn);

#endif
