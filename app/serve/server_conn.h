/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serving: what the connections of `serve` have in common, one of them from its first byte to the
 * line that tells of it, and all of them. */
#ifndef TB_APP_SERVE_SERVER_CONN_H
#define TB_APP_SERVE_SERVER_CONN_H

#include "app/faults/fault_site.h"
#include "app/serve/cert_select.h"
#include "app/serve/http_server.h"
#include "lib/tls/server/server.h"

enum serve_trace { SERVE_NO_TRACE, SERVE_FIELDS, SERVE_HEX };

struct serving;
struct badcheck;

/* A port that is listened at. */
struct serve_door {
    struct serve *serve;
    struct net_server *net;
    uint16_t port;
    struct badsite *site; /* the fault that everybody meets who comes here; or NULL */
};

struct serve {
    struct run *run;
    struct connect_setup how; /* versions, lists and ALPN */
    struct sites sites;
    const char *name; /* the first one that certificates are made for */
    struct verifier desk;
    struct endpoint_plan plan;
    struct tls_server tls;
    struct web web;
    struct outfile_log keylog;
    struct rng_system random;
    struct rng rng;
    uint64_t handshake_us; /* how long a client may take for it */
    unsigned most;         /* so many connections and no more; 0: any number */
    bool json, quiet;
    enum serve_trace trace;
    struct style style;

    struct net_loop *loop;
    struct serve_door *doors; /* the first is the one that was asked for */
    size_t num_doors;
    struct badsites bads;
    struct web index;       /* of the first door where there are faults: a page that lists them */
    struct badcheck *check; /* or NULL */
    const char *address;    /* by which clients of this machine come */
    struct serving *idle, *live;
    unsigned accepted;
    bool stopped; /* by a signal */
    int code;     /* the worst of all connections */
};

/* One connection. */
struct serving {
    struct serve *serve;
    struct serve_door *door;
    struct serving *prev, *next;
    struct endpoint visit;
    struct server peer; /* its label is the client's address */
    struct tls_server tls;
    struct webtalk talk;
    const struct bad *bad; /* the fault that the client meets, or NULL */
    struct badwire wire;
};

/* The hook of net_serve: ctx is a struct serve_door. */
void serving_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks);

/* serving_stop lets nobody in any more, and says farewell to those who are there. */
void serving_stop(struct serve *s);

/* serving_tell writes what there is to say of a connection that is over. */
void serving_tell(const struct serving *c);

#endif
