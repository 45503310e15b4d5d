/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net: TCP connections to a named service: lookups, several addresses at once (RFC 8305), proxies,
 * STARTTLS; all in one event loop that can carry thousands.
 *
 * The caller makes a loop, starts connections in it, gets callbacks, and lets net_run turn the loop
 * until nothing is left to do.  Everything on a connection happens within its deadline.
 */
#ifndef TB_LIB_NET_NET_H
#define TB_LIB_NET_NET_H

#include "lib/base/buf.h"

struct net_loop; /* opaque */
struct net_conn; /* opaque */

/* net_loop_new makes a loop without connections.  Errors: MEMORY, NET_SYSTEM. */
enum err net_loop_new(struct net_loop **out) MUST_CHECK;
void net_loop_free(struct net_loop *loop); /* ends what still runs; accepts NULL; never blocks */

/* net_loop_resolvers sets the name servers ("192.0.2.53,[2001:db8::53]:5353") in place of the
 * system's.  Call it before the first net_open.  NET_RESOLVER_LIST if the list is malformed. */
enum err net_loop_resolvers(struct net_loop *loop, const char *list) MUST_CHECK;

/*
 * net_run turns the loop until no connection, no lookup, no server and nothing of watch.h is left,
 * or net_stop is called.
 *
 * Writing to a peer that has closed would raise SIGPIPE.  The signal is blocked in the calling
 * thread while the loop turns, and one that was raised is removed before it is unblocked: the
 * disposition of SIGPIPE in the process is not changed.
 */
enum err net_run(struct net_loop *loop) MUST_CHECK;
void net_stop(struct net_loop *loop);

/* net_on_stop: the first SIGINT, and the first SIGTERM, call `asked` instead of ending the process;
 * a second one ends it. */
enum err net_on_stop(struct net_loop *loop, void (*asked)(void *ctx), void *ctx) MUST_CHECK;

/* Monotonic microseconds for timings, and wall-clock milliseconds since 1970. */
uint64_t net_now_us(void);
int64_t net_wall_ms(void);

enum net_family { NET_ANY, NET_IPV4, NET_IPV6 };

/* Protocols that switch to TLS on request (starttls.def). */
enum starttls {
    STARTTLS_NONE,
#define PROTOCOL(ID, name, port, ref, title) STARTTLS_##ID,
#include "lib/net/starttls.def"
#undef PROTOCOL
    STARTTLS_COUNT
};
const char *starttls_name(enum starttls protocol); /* "smtp" */
uint16_t starttls_port(enum starttls protocol);    /* 25: the default port */
bool starttls_find(enum starttls *out, struct span name);

/* The dialogues before TLS: with a proxy, or in a protocol of STARTTLS (dialogue.h).  A message
 * holds all that one side says until it is the turn of the other. */
enum dialogue {
    DIALOGUE_NONE,
    DIALOGUE_HTTP,
    DIALOGUE_SOCKS5,
#define PROTOCOL(ID, name, port, ref, title) DIALOGUE_##ID,
#include "lib/net/starttls.def"
#undef PROTOCOL
    DIALOGUE_COUNT
};
struct dialogue_message {
    enum dialogue dialogue;
    bool sent; /* by the client */
    struct span bytes;
};

/* A proxy: http://[user:password@]host:port or socks5://…  socks5h is the same, because the proxy
 * always resolves the names. */
enum proxy_kind { PROXY_NONE, PROXY_HTTP, PROXY_SOCKS5 };
struct proxy {
    enum proxy_kind kind;
    char host[256];
    uint16_t port;
    char user[256], password[256]; /* decoded; "" if absent */
};
enum err proxy_parse(struct proxy *out, struct span url) MUST_CHECK; /* NET_PROXY_URL */
/*
 * proxy_bypassed: a no_proxy list ("a.example,.b.example,10.0.0.0/8,c.example:8443,*") contains
 * this host.  A name includes all names below it, with or without a dot in front; an entry with a
 * port applies to that port alone.
 */
bool proxy_bypassed(struct span no_proxy, struct span host, uint16_t port);

/* Reads HOST[:PORT], [IPV6]:PORT, IPV6, https://HOST[:PORT][/PATH]; NET_HOST for anything else.
 * The caller converts an IDN to A-form. */
struct target {
    char host[256];   /* without brackets */
    uint16_t port;    /* 0: none given */
    bool is_ip;       /* a literal address */
    struct span path; /* of a URL, into the text; empty: none */
};
/* *out borrows `path` from the text; `host` is a copy. */
enum err target_parse(struct target *out, struct span text) MUST_CHECK;

struct net_request {
    const char *host; /* A-form or literal address; also for proxy and STARTTLS */
    uint16_t port;
    const char *connect_host; /* --connect: go there instead; NULL: host */
    uint16_t connect_port;    /* 0: port */
    enum net_family family;
    const struct proxy *proxy; /* copied; NULL: direct */
    enum starttls starttls;
    uint64_t timeout_us; /* from net_open to the end of the connection; 0: none */
    /* Only addresses of the public internet are connected to, whatever the name servers answer: the
     * others are left out, and NET_PRIVATE if nothing is left. */
    bool public_only;
};

/*
 * net_lookup finds all addresses of the host that a direct connection would go to: of both families
 * or the requested one, without duplicates, in the order of RFC 6724 6 within a family, while the
 * families alternate (RFC 8305 4).  Each is a literal as connect_host takes it.  A literal is its
 * own address.
 *
 * `done` is called once, never before net_lookup returns, unless net_lookup_drop ends it before.
 * The lookup is gone afterwards.  timeout_us is the time for it.  Errors: NET_HOST, MEMORY.
 */
struct net_lookup; /* opaque */
enum { NET_ADDRESSES_MAX = 32, NET_ADDRESS_TEXT = 64 };
struct net_addresses {
    enum err err;     /* why there are none: NET_NAME, NET_RESOLVER, NET_TIMEOUT, MEMORY; or OK */
    struct span text; /* one line for people: why, or what is unknown about one family; or empty */
    size_t n;
    bool cut;        /* there are more, or may be */
    bool is_partial; /* hastened: one family was not answered yet */
    char at[NET_ADDRESSES_MAX][NET_ADDRESS_TEXT];
};
enum err net_lookup(struct net_lookup **out, struct net_loop *loop,
                    const struct net_request *request,
                    void (*done)(void *ctx, const struct net_addresses *found),
                    void *ctx) MUST_CHECK;
void net_lookup_drop(struct net_lookup *lookup);

/* net_lookup_hasten: the addresses of one family do not wait long for those of the other (RFC 8305
 * 3).  After net_lookup, before anything is found. */
void net_lookup_hasten(struct net_lookup *lookup);

/* The callbacks of a connection.  Spans are valid during the call.  Every callback may call
 * net_send, net_shut and net_close. */
enum net_step { NET_STEP_RESOLVED, NET_STEP_CONNECTED, NET_STEP_PROXY, NET_STEP_STARTTLS };
struct net_hooks {
    void *ctx;
    void (*step)(void *ctx, enum net_step step); /* for timings; or NULL */
    /* Before TLS: a message that was sent, without credentials, or received; or NULL. */
    void (*dialogue)(void *ctx, const struct dialogue_message *message);
    void (*ready)(void *ctx, struct net_conn *conn); /* TLS may begin */
    void (*data)(void *ctx, struct net_conn *conn, struct span bytes);
    void (*eof)(void *ctx, struct net_conn *conn); /* the peer sends no more */
    /* failed: the connection has failed and is closed; this is its last call.  err is NET_* or
     * MEMORY; text is one line for people, with address and reason. */
    void (*failed)(void *ctx, struct net_conn *conn, enum err err, struct span text);
    void (*closed)(void *ctx);                         /* after net_close: the last call */
    void (*drained)(void *ctx, struct net_conn *conn); /* the queue is empty again; or NULL */
};

/* net_open starts a connection.  The hooks report everything else, also failures, and never before
 * net_open returns.  The request's strings are copied.  Errors: NET_HOST, MEMORY. */
enum err net_open(struct net_conn **out, struct net_loop *loop, const struct net_request *request,
                  const struct net_hooks *hooks) MUST_CHECK;

/*
 * net_send sends bytes on a ready connection: one call is one write (TCP_NODELAY is on).  Bytes
 * that the system does not accept at once are copied and queued; net_queued is their number.  A
 * write that fails is reported by reading: see write.c.
 */
enum err net_send(struct net_conn *conn, struct span bytes) MUST_CHECK;
size_t net_queued(const struct net_conn *conn);
void net_shut(struct net_conn *conn);  /* ends sending, after the queue; reading continues */
void net_close(struct net_conn *conn); /* ends it; what is queued and not yet written is dropped */

/* net_reset ends the connection with a TCP reset and drops the queue: the peer sees a connection
 * that broke. */
void net_reset(struct net_conn *conn);

/* net_hold stops reading, so that the peer has to wait, or resumes it. */
void net_hold(struct net_conn *conn, bool hold);

/* net_timer calls back once after `us` microseconds, unless the connection ends before.  A second
 * call replaces the first; 0 cancels. */
void net_timer(struct net_conn *conn, uint64_t us, void (*fired)(void *ctx, struct net_conn *conn));

/* The address that it is connected to (the proxy's, if there is one), "192.0.2.1:443" or
 * "[2001:db8::1]:443"; "" before.  net_ends: both ends as bytes, for captures. */
const char *net_address(const struct net_conn *conn);
struct net_end {
    uint8_t ip[16];
    size_t ip_n; /* 4 or 16; 0: unknown */
    uint16_t port;
};
void net_ends(const struct net_conn *conn, struct net_end *local, struct net_end *peer);

/* Where a server listens. */
struct net_listen {
    const char *address; /* a literal one; NULL: all addresses of this machine */
    uint16_t port;       /* 0: any free one */
    uint64_t timeout_us; /* of each connection */
};

/*
 * net_serve accepts connections.  For each it calls `accepted`, which fills in the hooks, then
 * `ready`.  On an error *wrong gets a sentence; NET_LISTEN, MEMORY.
 */
struct net_server; /* opaque */
struct net_serve_hooks {
    void *ctx;
    void (*accepted)(void *ctx, struct net_conn *conn, struct net_hooks *hooks); /* fill in hooks */
};
enum err net_serve(struct net_server **out, struct net_loop *loop, const struct net_listen *at,
                   const struct net_serve_hooks *hooks, struct buf *wrong) MUST_CHECK;
uint16_t net_serve_port(const struct net_server *server); /* the real one if 0 was requested */
/* net_serve_most limits the connections at a time; further ones stay in the backlog until one has
 * ended.  0: no limit. */
void net_serve_most(struct net_server *server, size_t most);
void net_serve_end(struct net_server *server);

#endif
