/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attempt: one connection that asks a server one question: a hello that differs from others in one
 * thing, and an outcome.  Scans and `handshake --diagnose` are made of attempts.
 *
 * An attempt is small while it lives: its hello is bytes, and what it reads is bounded.
 * ATTEMPT_HANDSHAKE has a TLS connection of ours and is larger.
 */
#ifndef TB_APP_SCAN_ATTEMPT_H
#define TB_APP_SCAN_ATTEMPT_H

#include "lib/net/net.h"
#include "lib/tls/tls.h"
#include "lib/tls/wire/server_flight.h"

/* Where to: the same for all attempts at a server. */
struct attempt_site {
    struct net_loop *loop;
    struct net_request request; /* its timeout is that of one attempt */
};

/* How much of the answer is awaited. */
enum attempt_depth {
    ATTEMPT_HELLO,     /* the server's hello or alert */
    ATTEMPT_FLIGHT,    /* before TLS 1.3 its whole flight */
    ATTEMPT_HANDSHAKE, /* a handshake by our client, with `config` */
};

/* How an attempt ended.  With `turn` or `after` that may have been after the answer: see
 * attempt_outcome.is_complete. */
enum attempt_kind {
    ATTEMPT_ANSWERED, /* a hello, a flight, or the whole handshake, and `turn` or `after` had
                         enough */
    ATTEMPT_ALERTED,  /* an alert came first */
    ATTEMPT_CLOSED,   /* closed without a byte of TLS, or in the middle */
    ATTEMPT_RESET,
    ATTEMPT_SILENT,  /* connected, and nothing (more) came in time */
    ATTEMPT_FOREIGN, /* the bytes are not TLS */
    ATTEMPT_BROKEN,  /* TLS that breaks its rules: err */
    ATTEMPT_REFUSED, /* no connection on which TLS can begin: reason and text say why */
    ATTEMPT_FAULT,   /* of ours: no memory, no socket */
};

struct attempt;

struct attempt_ask {
    enum attempt_depth depth;
    bool is_ssl2;
    bool asks_twice;   /* for host_scan, which then believes an alert only if it comes twice */
    struct span hello; /* records to send, copied; not of ATTEMPT_HANDSHAKE */
    const struct tls_config *config; /* of ATTEMPT_HANDSHAKE, copied; its hooks and rng are ours */
    void *ctx; /* of the following hooks; `done` has its own.  Each of them may be NULL. */
    /* HANDSHAKE: called when the handshake is complete, and then after each feed, as long as it
     * returns true: it waits for more.  It may write with tls_write. */
    bool (*turn)(void *ctx, struct attempt *attempt, struct tls *tls);
    /* HELLO and FLIGHT: called with no bytes when the answer is complete, and then with what comes,
     * as long as it returns true: it waits for more.  It may call attempt_say. */
    bool (*after)(void *ctx, struct attempt *attempt, struct span bytes);
    /* `turn` and `after` wait for at most so long from one call to the next; 0: the site's
     * timeout. */
    uint64_t quiet_us;
    /* HANDSHAKE: hooks of the TLS connection.  Without `judge` every chain is accepted whose leaf
     * decodes. */
    void (*judge)(void *ctx, const struct tls_chain *chain, struct tls_verdict *out);
    void (*event)(void *ctx, const struct event *ev);
    void (*ticket)(void *ctx, const struct session *session);
};

struct attempt_outcome {
    enum attempt_kind kind;
    bool is_complete; /* the hello, flight or handshake came whole, however it ended then */
    bool heard;       /* a byte of TLS came */
    bool connected;
    const struct server_flight *flight; /* of HELLO and FLIGHT, valid during the call; or NULL */
    const struct tls_info *info;        /* of HANDSHAKE, valid during the call; or NULL */
    uint8_t alert;                      /* ALERTED: the server's */
    enum err err;                       /* OK, or what ended it */
    enum reason reason;                 /* as the commands report it; OK if it was answered */
    struct span text;                   /* one line for people, valid during the call; or empty */
    char address[80];                   /* that it was connected to; "" */
    uint64_t sent, received;            /* bytes of TLS, or of what came instead */
    uint64_t connect_us, answer_us;     /* from the start to the socket, from there to the answer */
};

/* attempt_lacks_ssl2: the answer is NO-CIPHER-ERROR, by which a server refuses all cipher kinds of
 * a hello of SSL 2.0. */
bool attempt_lacks_ssl2(const struct attempt_outcome *outcome);

/* attempt_start begins; `done` is called once, never before it returns, and may start the next one.
 * Errors: MEMORY, NET_HOST, and LIMIT for a hello of more than 64 KiB. */
enum err attempt_start(struct attempt **out, const struct attempt_site *site,
                       const struct attempt_ask *ask,
                       void (*done)(void *ctx, const struct attempt_outcome *outcome),
                       void *ctx) MUST_CHECK;

/* attempt_say sends bytes as they are, from `after`.  attempt_flight is what has come by then. */
enum err attempt_say(struct attempt *attempt, struct span bytes) MUST_CHECK;
const struct server_flight *attempt_flight(const struct attempt *attempt);

/* attempt_drop ends it without calling `done`; not from its own hooks. */
void attempt_drop(struct attempt *attempt);

#endif
