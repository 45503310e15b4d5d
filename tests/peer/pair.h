/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pair: our client and our server, talking to each other in memory.
 *
 *     struct pair p;
 *     pair_open(&p, TLS_1_2);
 *     pair_identity(&p, FKEY_P256_C);
 *     p.client.… = …; p.host.… = …; p.server.… = …;
 *     pair_run(&p);                    until neither has anything to say
 *     … p.ends[PAIR_SERVER].err, tls_info(p.ends[PAIR_CLIENT].tls) …
 *     pair_close(&p);
 *
 * pair_run may be called again: that is the next connection, with what client and server remember.
 */
#ifndef TB_TESTS_PEER_PAIR_H
#define TB_TESTS_PEER_PAIR_H

#include "lib/tls/tls.h"
#include "tests/factory/factory.h"
#include "tests/peer/peer.h"

enum { PAIR_CLIENT, PAIR_SERVER };
enum { PAIR_KEYS = 6, PAIR_SESSIONS = 8 };

struct pair;

/* One end of the present connection. */
struct pair_end {
    struct pair *pair;
    struct tls *tls;
    enum err err;             /* the first */
    uint8_t alert, got_alert; /* the last that it sent, and received */
    uint8_t level;            /* of the one it sent */
    struct buf data;          /* that it received */
    struct buf heard;         /* the types of the messages it received */
    unsigned judged;
    struct tls_chain chain; /* that is being judged, if the verdict is pending */
};

struct pair {
    struct arena arena;
    struct tls_config client, host; /* host: the server's configuration */
    struct tls_server server;
    struct session_cache *memory; /* of the server */
    struct session session;       /* the last that the client was given */
    bool has_session, resumes /* offers it */;
    enum err verdicts[2]; /* what each end's judge says */
    bool pends[2];        /* not at once, but in pair_verdict */
    int64_t now_ms;
    size_t chunk; /* how many bytes both are fed at a time; 0: all that there are */

    /* May change what is on its way; NULL: nothing does. */
    void *ctx;
    void (*bend)(void *ctx, int from, struct buf *bytes);

    struct pair_end ends[2];

    struct peer_random randoms[2];
    struct privkey *keys[PAIR_KEYS];
    size_t num_keys;
    struct tls_identity identities[PAIR_KEYS], client_identity;
    struct span chains[PAIR_KEYS][2];
};

/* pair_open: both offer all suites of up to that version, and the server resumes. */
void pair_open(struct pair *p, uint16_t version);
void pair_close(struct pair *p);

/* pair_identity gives the server one more certificate, with a key of its own; pair_client_identity
 * gives the client one. */
void pair_identity(struct pair *p, enum fkey key);
void pair_client_identity(struct pair *p, enum fkey key);

/* pair_run makes a new connection and moves on; pair_begin only makes it; pair_move lets both say
 * what they have to say; pair_say has an end write data, and moves on. */
void pair_run(struct pair *p);
void pair_begin(struct pair *p);
void pair_move(struct pair *p);
void pair_say(struct pair *p, int end, struct span data);

/* pair_verdict gives an end the verdict that is pending, and moves on. */
void pair_verdict(struct pair *p, int end);

/* pair_is_well: both are done with the handshake, and neither has anything to complain of. */
bool pair_is_well(const struct pair *p);

/* pair_carries: and data goes both ways. */
bool pair_carries(struct pair *p);

#endif
