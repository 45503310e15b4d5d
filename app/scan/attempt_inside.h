/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attempt_inside: the parts of an attempt, for the files that make it. */
#ifndef TB_APP_SCAN_ATTEMPT_INSIDE_H
#define TB_APP_SCAN_ATTEMPT_INSIDE_H

#include "app/scan/attempt.h"

struct attempt {
    struct net_conn *conn; /* NULL: over */
    struct attempt_ask ask;
    struct buf hello;          /* until it is sent */
    struct tls_config *config; /* likewise */
    struct server_flight *flight;
    struct tls *tls;
    struct rng_system random;
    void (*done)(void *ctx, const struct attempt_outcome *outcome);
    void *ctx;
    uint64_t began_us, ready_us, timeout_us;
    bool is_ready, has_ended;
    struct attempt_outcome outcome;
};

/* attempt_free ends the connection, if there is one, without a call. */
void attempt_free(struct attempt *attempt);

/* attempt_end ends it and calls `done`; words: the text, or empty for a sentence about the kind. */
void attempt_end(struct attempt *attempt, enum attempt_kind kind, enum err err, struct span words);

/* attempt_send sends bytes and counts them; an error has ended the attempt. */
bool attempt_send(struct attempt *attempt, struct span bytes);

/* attempt_complete: the answer is whole.  attempt_wait limits the time until the next bytes. */
void attempt_complete(struct attempt *attempt);
void attempt_wait(struct attempt *attempt);

/* The network is ready, has received bytes, or the end of them: for a handshake by our client. */
void attempt_tls_begin(struct attempt *attempt);
void attempt_tls_feed(struct attempt *attempt, struct span bytes);
void attempt_tls_eof(struct attempt *attempt);

#endif
