/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk: our client and the server for tests, talking to each other in memory.
 *
 *     struct talk t;
 *     talk_open(&t, TLS_1_3);
 *     t.server.… = …; t.client.… = …;
 *     talk_run(&t);                    until neither has anything to say
 *     … t.err, t.peer, tls_info(t.tls) …
 *     talk_close(&t);
 *
 * talk_run may be called again: that is the next connection, which has t.session.
 */
#ifndef TB_TESTS_PEER_TALK_H
#define TB_TESTS_PEER_TALK_H

#include "lib/tls/tls.h"
#include "tests/factory/factory.h"
#include "tests/peer/peer.h"

enum { TALK_KEYS = 4 };

struct talk {
    struct arena arena;
    struct tls_config client;
    struct peer_config server;
    struct session_cache *memory;
    struct session session; /* the last that the client was given */
    bool has_session, resumes /* offers it */;
    struct tls_identity identity;
    enum err verdict; /* what the judge says, and its alert */
    enum alert verdict_alert;
    bool pends;               /* it says so not at once, but in talk_verdict … */
    struct tls_chain waiting; /* … about this */
    int64_t now_ms;
    struct span early; /* the client writes this at once, if it may */
    size_t chunk;      /* how many bytes the client is fed at a time; 0: all that there are */

    /* The present connection. */
    struct tls *tls;
    struct peer peer;
    enum err err; /* of the client: the first */
    unsigned judged, sessions;
    struct buf data; /* that the client received */

    struct peer_random randoms[2];
    struct privkey *keys[TALK_KEYS];
    size_t num_keys;
    struct span chain[2], client_chain[2];
};

void talk_open(struct talk *t, uint16_t version);
void talk_close(struct talk *t);

/* talk_key gives the server another key, with a chain for it, and the scheme that it signs with;
 * talk_usage one whose keyUsage has these bits alone (KU_*); talk_pss an RSA key that is for PSS
 * alone; talk_identity gives the client a certificate. */
void talk_key(struct talk *t, enum fkey key, uint16_t scheme);
void talk_usage(struct talk *t, enum fkey key, uint16_t scheme, uint32_t usage);
void talk_pss(struct talk *t, enum fkey key, uint16_t scheme);
void talk_identity(struct talk *t, enum fkey key);

/* talk_dh gives the server parameters for DHE: those of ffdhe2048. */
void talk_dh(struct talk *t);

/* talk_run makes a new connection and moves on; talk_move lets both say what they have to say;
 * talk_eof ends the stream to the client. */
void talk_run(struct talk *t);
void talk_move(struct talk *t);
void talk_eof(struct talk *t);

/* talk_verdict gives the verdict that is pending, and moves on. */
void talk_verdict(struct talk *t);

/* talk_is_well: both are done with the handshake, and neither has anything to complain of. */
bool talk_is_well(const struct talk *t);

#endif
