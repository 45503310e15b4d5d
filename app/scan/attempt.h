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

enum attempt_kind {
    ATTEMPT_ANSWERED, /* a hello, a flight, or the whole handshake */
    ATTEMPT_ALERTED,  /* an alert came first */
    ATTEMPT_CLOSED,   /* closed without a byte of TLS, or in the middle */
    ATTEMPT_RESET,
    ATTEMPT_SILENT,  /* connected, and nothing (more) came in time */
    ATTEMPT_FOREIGN, /* the bytes are not TLS */
    ATTEMPT_BROKEN,  /* TLS that breaks its rules: err */
    ATTEMPT_REFUSED, /* no TCP connection: reason and text say why */
    ATTEMPT_FAULT,   /* of ours: no memory, no socket */
};

/* What follows the answer on the same connection: a probe that needs to say more (lib/net sends it
 * as it is), or NULL.  It is called with each answer until it returns false; the outcome then has
 * what it left in *flight or `after`. */
struct attempt;

struct attempt_ask {
    enum attempt_depth depth;
    bool is_ssl2;
    struct span hello;               /* records to send, copied; not of ATTEMPT_HANDSHAKE */
    const struct tls_config *config; /* of ATTEMPT_HANDSHAKE; its hooks and rng are set by us */
    /* HANDSHAKE: after the handshake wait until `turn` says that it is enough: it may write with
     * tls_write, and is called after each feed. */
    bool (*turn)(void *ctx, struct attempt *attempt, struct tls *tls);
    /* HELLO and FLIGHT: after the answer, bytes to say; it may call attempt_say and returns true
     * while it waits for more, which comes as `after`. */
    bool (*after)(void *ctx, struct attempt *attempt, struct span bytes);
    /* HANDSHAKE: hooks of the TLS connection, or NULL.  Without `judge` the leaf's key is taken as
     * it is. */
    void (*judge)(void *ctx, const struct tls_chain *chain, struct tls_verdict *out);
    void (*event)(void *ctx, const struct event *ev);
    void (*ticket)(void *ctx, const struct session *session);
    void *ctx; /* of these functions; `done` has its own */
};

struct attempt_outcome {
    enum attempt_kind kind;
    const struct server_flight *flight; /* of HELLO and FLIGHT, valid during the call; or NULL */
    const struct tls_info *info;        /* of HANDSHAKE, valid during the call; or NULL */
    bool heard;                         /* a byte of TLS came */
    bool connected;
    uint8_t alert; /* ALERTED: the server's */
    enum err err;
    enum reason reason;             /* REFUSED and others: as the commands report it */
    struct span text;               /* one line for people, valid during the call */
    char address[80];               /* that it was connected to; "" */
    uint64_t sent, received;        /* bytes */
    uint64_t connect_us, answer_us; /* from the start to the socket, from there to the hello */
};

/* attempt_start begins; `done` is called once, never before it returns, and may start the next one.
 * Errors: MEMORY, NET_HOST. */
enum err attempt_start(struct attempt **out, const struct attempt_site *site,
                       const struct attempt_ask *ask,
                       void (*done)(void *ctx, const struct attempt_outcome *outcome),
                       void *ctx) MUST_CHECK;
enum err attempt_say(struct attempt *attempt, struct span bytes) MUST_CHECK;

/* attempt_drop ends it without calling `done`. */
void attempt_drop(struct attempt *attempt);

#endif
