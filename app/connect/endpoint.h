/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * endpoint: one connection to a server, or of a client.  It joins the network, our end of TLS, the
 * judge of the peer's chain, the event log and the clock.
 *
 *     endpoint_init, change v->config as needed, endpoint_start or endpoint_receive, net_run,
 *     endpoint_view, endpoint_free
 *
 * Everything that an endpoint has is in its struct: any number of them may run in one loop.
 */
#ifndef TB_APP_CONNECT_ENDPOINT_H
#define TB_APP_CONNECT_ENDPOINT_H

#include "app/connect/connect_setup.h"
#include "app/fetch/gather.h"
#include "app/verify/credentials.h"
#include "app/verify/verifier.h"
#include "lib/view/handshake/hs.h"

struct endpoint;

/* What the connections of a command have in common. */
struct endpoint_plan {
    struct output *out;
    const struct connect_setup *how;
    struct verifier *verifier;              /* NULL: chains are not judged */
    const struct gather_settings *fetching; /* NULL: nothing is fetched for a verdict */
    const struct reference_id *host;        /* instead of the server's name; NULL: that */
    const struct dane_input *dane;          /* TLSA records that were looked up; NULL: none were */
    bool insecure;                          /* go on in spite of a negative verdict */
    bool keep_steps;                        /* secrets are to be shown */
    bool want_progress;                     /* say what is waited for, on standard error */
    bool brief;                             /* the event log ends with the handshake */
    size_t event_log_max;                   /* bytes that it may take; 0: its own limit */
    const struct credentials *identity;     /* our certificate, where one was given; or NULL */
};

/* Any of them may be NULL.  They are called between turns of the client: tls_write, endpoint_pump,
 * endpoint_wait and endpoint_end may be called. */
struct endpoint_hooks {
    void (*started)(struct endpoint *v); /* the ClientHello is made and not yet sent */
    void (*turn)(struct endpoint *v); /* something came, or a wait is over; after the handshake, and
                                         as soon as tls_may_write */
    /* Within a feed: nothing may be written.  is_early: as early data. */
    void (*data)(struct endpoint *v, struct span bytes, bool is_early);
    bool (*unasked)(
        const struct endpoint *v);      /* what comes now is no answer: the event log shows it */
    void (*pumped)(struct endpoint *v); /* what was pending is on its way */
    void (*foreign)(struct endpoint *v, const char *speaks); /* what came is not TLS but this */
    void (*over)(struct endpoint *v); /* of one that was received: the last call, v may be freed */
};

/* A listener is called when something happens at an endpoint.  Any function may be NULL. */
struct endpoint_listener {
    void *ctx;
    void (*opened)(void *ctx, const struct endpoint *v); /* both addresses are known */
    /* Bytes sent by us, or received. */
    void (*bytes)(void *ctx, const struct endpoint *v, bool sent, struct span bytes);
    void (*event)(void *ctx, const struct endpoint *v, const struct event *ev);
    void (*closed)(void *ctx, const struct endpoint *v, bool is_reset);
};

enum { ENDPOINT_LISTENERS = 2 };

enum endpoint_state {
    ENDPOINT_REACHING,  /* before TLS: names, TCP, proxies, STARTTLS; or a silent client */
    ENDPOINT_HANDSHAKE, /* our end of TLS has begun */
    ENDPOINT_OPEN,      /* the handshake is done */
    ENDPOINT_LINGERING, /* a server has ended, and the client may still read what was sent */
    ENDPOINT_ENDED,
};

/* Only an endpoint that connects to a server has these. */
struct endpoint_client {
    uint64_t deadline_us; /* of the whole connection */
    char step[64];        /* the current step, for the progress line … */
    uint64_t progress_at_us;
    bool told_progress; /* … which is on the terminal now */
    /* Our Certificate: none, made, on its way, answered by a server that continues (ending.c). */
    enum shown { SHOWN_NOTHING, SHOWN_MADE, SHOWN_SENT, SHOWN_TAKEN } shown;
    struct session session; /* the newest ticket; version 0: none came */
};

/* Only an endpoint that has accepted a client has these. */
struct endpoint_server {
    bool may_end;  /* if the client closes now without close_notify, nothing is lost */
    bool stays;    /* for a fault: we do not end it before its limit */
    bool trickles; /* for a fault: one byte is sent per second */
};

/* The peer's chain. */
struct endpoint_chain {
    struct span list; /* the list of the Certificate message, in the arena */
    bool is_13;
    struct chain_certs certs; /* the certificates that decode, leaf first */
};

struct endpoint {
    const struct endpoint_plan *plan;
    const struct server *peer; /* the server; for an accepted client, its label */
    const char *input;         /* the operand */
    const struct endpoint_hooks *hooks;
    void *ctx; /* the hooks' */
    const struct endpoint_listener *listeners[ENDPOINT_LISTENERS];
    size_t num_listeners;
    struct tls_config config;

    struct net_loop *loop;
    struct net_conn *conn; /* NULL: not open, or over */
    struct tls *tls;
    struct rng_system random;
    struct arena arena;
    struct event_log events;
    uint64_t began_us, began_wall_us; /* by the clock for spans of time, and by the calendar */
    uint64_t wait_until_us, limit_at_us;
    char address[80];

    enum endpoint_state state, reached; /* the current one, and the last one before the end */
    bool is_server;
    bool peer_closed; /* no more data will come … */
    bool heard_all;   /* … and the peer has closed its half of the connection */
    bool waited;      /* the wait that endpoint_wait set is over */
    struct endpoint_client client;
    struct endpoint_server server;

    struct endpoint_chain chain;
    struct verdict judged;    /* on the chain; zeroes until it has come */
    struct fetcher *fetcher;  /* for a verdict that waits; NULL: nothing was fetched */
    struct gathering *gather; /* the verdict is waited for … */
    void (*judging)(struct endpoint *v, const struct tls_verdict *verdict); /* … by this */

    enum reason reason; /* OK, or why the handshake or the network failed */
    struct buf message; /* the error message, if any */
};

/* The handshake was completed; the connection may have ended since. */
static inline bool endpoint_is_open(const struct endpoint *v)
{
    return v->reached == ENDPOINT_OPEN;
}

/* We have ended the connection. */
static inline bool endpoint_has_ended(const struct endpoint *v)
{
    return v->state >= ENDPOINT_LINGERING;
}

/* endpoint_init fills config from the plan; endpoint_free wipes, and is fit for a zero struct too.
 */
void endpoint_init(struct endpoint *v, const struct endpoint_plan *plan,
                   const struct server *server, const char *input);
void endpoint_free(struct endpoint *v);

/* endpoint_listen adds a listener before the beginning; the listener must outlive the endpoint. */
void endpoint_listen(struct endpoint *v, const struct endpoint_listener *listener);

/* endpoint_wall_us returns the time in microseconds since 1970: the clock of the beginning, plus
 * the time that has passed since. */
uint64_t endpoint_wall_us(const struct endpoint *v);

/* endpoint_start begins in a loop; how it ends is in endpoint_reason once the loop has run.
 * timeout_us: 0 is the plan's. */
enum err endpoint_start(struct endpoint *v, struct net_loop *loop, uint64_t timeout_us) MUST_CHECK;

/* endpoint_receive begins with a connection that a server has accepted; config.server is set.
 * *hooks are for the network. */
void endpoint_receive(struct endpoint *v, struct net_loop *loop, struct net_conn *c,
                      struct net_hooks *hooks);

/* endpoint_limit ends it with a timeout after us microseconds, unless it is called again before. */
void endpoint_limit(struct endpoint *v, uint64_t us);

/* endpoint_run is all of it in a loop of its own. */
enum err endpoint_run(struct endpoint *v, uint64_t timeout_us) MUST_CHECK;

void endpoint_pump(struct endpoint *v);  /* sends what the client has pending */
void endpoint_end(struct endpoint *v);   /* close_notify, and the end of the connection */
void endpoint_drop(struct endpoint *v);  /* the end, without close_notify */
void endpoint_reset(struct endpoint *v); /* likewise, so that it looks broken */
/* endpoint_wait: a turn comes then at latest, and in any case well before the timeout. */
void endpoint_wait(struct endpoint *v, uint64_t us);

/* endpoint_fail ends the connection for a reason; the first one stays. */
void endpoint_fail(struct endpoint *v, enum reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* endpoint_reason is that of the whole: a failure counts for more than a verdict. */
enum reason endpoint_reason(const struct endpoint *v);

/* endpoint_view is what the views need; it points into v. */
struct hs_view endpoint_view(const struct endpoint *v);

/* endpoint_say says on standard error why it failed, where there is something to say. */
void endpoint_say(struct endpoint *v);

#endif
