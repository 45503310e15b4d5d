/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net: a TCP connection to where a user said, however it is reached: names, several addresses at
 * once (RFC 8305), proxies, STARTTLS; all of it in one event loop that can carry thousands.
 *
 * A loop is made, connections are started in it, callbacks tell what happens, net_run turns it
 * until nothing is left to do.  Everything about a connection happens within its deadline.
 */
#ifndef TB_LIB_NET_NET_H
#define TB_LIB_NET_NET_H

#include "lib/base/buf.h"

struct net_loop; /* opaque */
struct net_conn; /* opaque */

enum err net_loop_new(struct net_loop **out) MUST_CHECK;
void net_loop_free(
    struct net_loop *loop); /* ends what still runs; NULL does nothing; never waits */

/* net_loop_resolvers: ask these name servers ("192.0.2.53,[2001:db8::53]:5353") instead of the
 * system's; before the first net_open.  NET_RESOLVER_LIST where the list is none. */
enum err net_loop_resolvers(struct net_loop *loop, const char *list) MUST_CHECK;

/*
 * net_run turns the loop until no connection and no server is left, or net_stop.
 *
 * A peer that has gone would raise SIGPIPE at the next write.  The signal is blocked in the calling
 * thread while the loop turns, and one that was raised is taken away before it is unblocked: what
 * the process does about SIGPIPE is not touched.
 */
enum err net_run(struct net_loop *loop) MUST_CHECK;
void net_stop(struct net_loop *loop);

/* net_on_stop: asked is called once where the process is asked to end (SIGINT, SIGTERM), instead of
 * its end; the second time it ends. */
enum err net_on_stop(struct net_loop *loop, void (*asked)(void *ctx), void *ctx) MUST_CHECK;

/* Monotonic microseconds, for timings; and milliseconds since 1970. */
uint64_t net_now_us(void);
int64_t net_wall_ms(void);

enum net_family { NET_ANY, NET_IPV4, NET_IPV6 };

/* Protocols in which a client asks for TLS (starttls.def). */
enum starttls {
    STARTTLS_NONE,
#define PROTOCOL(ID, name, port, ref) STARTTLS_##ID,
#include "lib/net/starttls.def"
#undef PROTOCOL
    STARTTLS_COUNT
};
const char *starttls_name(enum starttls protocol); /* "smtp" */
uint16_t starttls_port(enum starttls protocol);    /* 25: where none is given */
bool starttls_find(enum starttls *out, struct span name);

/* A proxy: http://[user:password@]host:port or socks5://… ; socks5h is the same, since names are
 * always the proxy's to resolve. */
enum proxy_kind { PROXY_NONE, PROXY_HTTP, PROXY_SOCKS5 };
struct proxy {
    enum proxy_kind kind;
    char host[256];
    uint16_t port;
    char user[256], password[256]; /* decoded; "" where there is none */
};
enum err proxy_parse(struct proxy *out, struct span url) MUST_CHECK; /* NET_PROXY_URL */
/* proxy_bypassed: does a no_proxy list ("a.example,.b.example,10.0.0.0/8,c.example:8443,*") name
 * this host?  A name stands for all below it, with or without a dot in front; an entry with a port
 * for that port alone. */
bool proxy_bypassed(struct span no_proxy, struct span host, uint16_t port);

/* HOST[:PORT], [IPV6]:PORT, IPV6, https://HOST[:PORT][/PATH]: NET_HOST otherwise.  IDN is made
 * A-form by the caller. */
struct target {
    char host[256];   /* without brackets */
    uint16_t port;    /* 0: none given */
    bool is_ip;       /* a literal address */
    struct span path; /* of a URL, into the text; empty: none */
};
enum err target_parse(struct target *out, struct span text) MUST_CHECK;

struct net_request {
    const char *host; /* A-form or literal address; for the proxy, STARTTLS and lookups */
    uint16_t port;
    const char *connect_host; /* --connect: go there instead; NULL: host */
    uint16_t connect_port;    /* 0: port */
    enum net_family family;
    struct proxy proxy; /* kind NONE: direct */
    enum starttls starttls;
    uint64_t timeout_us; /* from net_open to the end of the connection; 0: none */
};

/* What happens to a connection.  Spans live for the time of the call.  Within any callback
 * net_send, net_shut and net_close may be called. */
enum net_step { NET_STEP_RESOLVED, NET_STEP_CONNECTED, NET_STEP_PROXY, NET_STEP_STARTTLS };
struct net_hooks {
    void *ctx;
    void (*step)(void *ctx, enum net_step step);     /* for timings; or NULL */
    void (*ready)(void *ctx, struct net_conn *conn); /* TLS may begin */
    void (*data)(void *ctx, struct net_conn *conn, struct span bytes);
    void (*eof)(void *ctx, struct net_conn *conn); /* the peer sends no more */
    /* failed: e is one of NET_*; text is one line for people, with address and reason.  The last
     * call for this connection; it is closed afterwards. */
    void (*failed)(void *ctx, struct net_conn *conn, enum err err, struct span text);
    void (*closed)(void *ctx);                         /* after net_close: the last call */
    void (*drained)(void *ctx, struct net_conn *conn); /* what was queued is out; or NULL */
};

/* net_open starts: everything else is told by the hooks, failures too.  The request's strings are
 * copied. */
enum err net_open(struct net_conn **out, struct net_loop *loop, const struct net_request *request,
                  const struct net_hooks *hooks) MUST_CHECK;

/* net_send sends bytes, once the connection is ready: one call is one write (TCP_NODELAY is on).
 * What the system does not take at once is copied and waits; net_queued says how much does. */
enum err net_send(struct net_conn *conn, struct span bytes) MUST_CHECK;
size_t net_queued(const struct net_conn *conn);
void net_shut(struct net_conn *conn);  /* ends sending, after what is queued; reading continues */
void net_close(struct net_conn *conn); /* ends it at once, after what is queued was offered */

/* net_reset ends it without what is queued, so that the peer sees a connection that broke. */
void net_reset(struct net_conn *conn);

/* net_hold stops reading, so that the peer has to wait, or resumes it. */
void net_hold(struct net_conn *conn, bool hold);

/* net_timer calls back once after us microseconds, unless the connection ends before; a second
 * call replaces the first; 0 cancels. */
void net_timer(struct net_conn *conn, uint64_t us, void (*fired)(void *ctx, struct net_conn *conn));

/* The address that it is connected to (the proxy's, where there is one), "192.0.2.1:443" or
 * "[2001:db8::1]:443"; "" before.  And both ends as bytes, for captures. */
const char *net_address(const struct net_conn *conn);
struct net_end {
    uint8_t ip[16];
    size_t ip_n; /* 4 or 16; 0: unknown */
    uint16_t port;
};
void net_ends(const struct net_conn *conn, struct net_end *local, struct net_end *peer);

/* net_serve accepts connections at a literal address (NULL: every one of this machine), port 0:
 * any free one, and hands them out as ready ones (`hello --listen`, and servers to come): accepted
 * fills in hooks, then ready is called.  Each has timeout_us.  What is wrong is said in *wrong. */
struct net_server; /* opaque */
struct net_serve_hooks {
    void *ctx;
    void (*accepted)(void *ctx, struct net_conn *conn, struct net_hooks *hooks); /* fill in hooks */
};
enum err net_serve(struct net_server **out, struct net_loop *loop, const char *address,
                   uint16_t port, uint64_t timeout_us, const struct net_serve_hooks *hooks,
                   struct buf *wrong) MUST_CHECK;
uint16_t net_serve_port(const struct net_server *server); /* the real one where 0 was asked for */
/* net_serve_most: no more connections than these at a time; others wait until one has ended. */
void net_serve_most(struct net_server *server, size_t most);
void net_serve_end(struct net_server *server);

#endif
