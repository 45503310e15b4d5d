/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capture_dialogue: what both sides say before TLS, kept until TLS begins and then added to the
 * event log, as it is for a live connection. */
#ifndef TB_APP_CAPTURE_CAPTURE_DIALOGUE_H
#define TB_APP_CAPTURE_CAPTURE_DIALOGUE_H

#include "lib/net/dialogue.h"
#include "lib/tls/event/event_log.h"

/* The most turns, and the most bytes of all together: more is not kept. */
enum { CAPTURE_TURNS = 24, CAPTURE_TURN_BYTES = 1 << 14 };

/* All that one side says until it is the turn of the other. */
struct capture_turn {
    bool from_client;
    size_t at, n; /* in `bytes` */
    uint64_t us;  /* since the connection began */
};

struct capture_dialogue {
    struct capture_turn turns[CAPTURE_TURNS];
    size_t num;
    struct buf bytes;
    bool over; /* TLS has begun, or bytes are missing: nothing more is kept */
};

void capture_dialogue_init(struct capture_dialogue *dialogue);
void capture_dialogue_feed(struct capture_dialogue *dialogue, bool from_client, struct span bytes,
                           uint64_t us);

/*
 * capture_dialogue_flush adds the messages to the log if the dialogue is a known one, without
 * credentials, and ends it.  skipped: how many bytes of the server and of the client came before
 * their TLS; UINT64_MAX: all so far.
 */
void capture_dialogue_flush(struct capture_dialogue *dialogue, struct event_log *log,
                            const uint64_t skipped[2]);

/* capture_dialogue_end drops what is kept, and keeps nothing more. */
void capture_dialogue_end(struct capture_dialogue *dialogue);

#endif
