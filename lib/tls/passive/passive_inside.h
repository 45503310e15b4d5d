/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passive_inside: the inside of the passive decoder, for the files that make it up:
 *
 *   passive.c         life cycle, what is asked about it
 *   passive_feed.c    bytes to records: where TLS begins, whose turn it is, what is stepped over
 *   passive_record.c  records to messages: decryption, reassembly
 *   passive_keys.c    secrets to keys
 *   passive_hello.c   ClientHello and ServerHello
 *   passive_flight.c  all other messages
 */
#ifndef TB_LIB_TLS_PASSIVE_PASSIVE_INSIDE_H
#define TB_LIB_TLS_PASSIVE_PASSIVE_INSIDE_H

#include "lib/tls/keys/key_schedule12.h"
#include "lib/tls/keys/transcript.h"
#include "lib/tls/passive/passive.h"

/* Whose messages come next; FREE: nobody waits any more. */
enum passive_turn { TURN_SERVER, TURN_CLIENT, TURN_FREE };

struct passive_side {
    bool from_client;
    bool synced;     /* its TLS has begun */
    bool midway;     /* what came first is a record, and no hello */
    bool dead;       /* nothing of it is looked at any more */
    bool sealed;     /* what it sends is encrypted from now on */
    bool early;      /* and may be early data, */
    bool early_shut; /* of which the record at the front does not open */
    bool finished;   /* its Finished was there */
    bool ended;
    bool confirmed;         /* up to TLS 1.2: a handshake record, when it was sealed */
    uint64_t sealed_num;    /* TLS 1.3: records under any keys, behind ServerHello */
    uint64_t seen, skipped; /* bytes before its TLS began */
    uint64_t step_over;     /* bytes left of an unread record */
    const char *skipped_as;
    struct buf in;        /* a record that is not complete, or what waits */
    struct buf handshake; /* a message that is not complete */
    /* The keys at hand, and those that may follow: which of them a record is under shows when it
     * opens. */
    struct readkeys read, next;
    enum epoch epoch, next_epoch;
};

enum { PASSIVE_TICKET = 1 << 12 };

struct passive {
    struct buf self; /* the memory that this struct stands in */
    struct passive_config config;
    struct passive_side side[2]; /* the server's, the client's */
    enum passive_turn turn;
    struct tls_info info;
    struct buf offer_self; /* the memory that the offer stands in */
    struct tls_config *offer;
    struct tls_failure failure;
    enum passive_block block;
    struct passive_finished finished;
    uint64_t opened, unread; /* records */
    int message;             /* the one at hand; -1: none */
    bool clear;              /* the record at hand is in the clear, whatever keys there are */
    unsigned flights;        /* TLS 1.3: how often the sides took turns with sealed records, */
    bool flight_of_client;   /* and whose the last was */

    uint8_t client_random[RANDOM_SIZE], server_random[RANDOM_SIZE];
    bool has_client, has_server; /* their hellos were there */
    bool hello_done, status_due, chain_due, renegotiates, done;
    struct buf hello; /* the client's, last; once that is forgotten the name that it asked for */
    struct client_hello client;
    uint8_t server_session_id[SESSION_ID_MAX];
    size_t server_session_id_n;
    struct buf ticket; /* of TLS 1.2 */
    struct buf plain;  /* of the record at hand */
    struct buf alpn, chain, ocsp, scts, request_schemes, request_authorities, request_types;
    struct span server_name;

    struct transcript transcript;
    bool whole; /* every message is in it */
    struct prf12 prf;
    bool has_master;
    struct traffic_keys keys[2];
    struct sched13 sched;
    struct step_listener steps;
};

static inline bool passive_has(const struct readkeys *k)
{
    return k->suite != NULL;
}

static inline void passive_wipe(struct passive *w, struct readkeys *k)
{
    readkeys_drop(w->config.cache, k);
}

static inline struct passive_side *passive_other(struct passive *w, const struct passive_side *s)
{
    return &w->side[s->from_client ? 0 : 1];
}

/* passive_tell passes an event on, with what all have in common. */
void passive_tell(struct passive *w, const struct passive_side *s, struct event e);

/* passive_fail tells that something is wrong; the first failure is kept, and the first reason. */
void passive_fail(struct passive *w, const struct passive_side *s, enum err e, struct span at,
                  enum passive_block block);
void passive_blocked(struct passive *w, enum passive_block block);

/* passive_free_turn: from now on nobody waits for anybody, so the transcript is worth nothing. */
void passive_free_turn(struct passive *w);
/* passive_blind: what a side sends cannot be read from now on. */
void passive_blind(struct passive *w, struct passive_side *s, enum passive_block block);
/* passive_done: the handshake is over, and what only it needed goes. */
void passive_done(struct passive *w);

/* passive_offer_new makes room for an offer, or empties it; false where there is no memory. */
bool passive_offer_new(struct passive *w);

/* passive_record_count: what the header of a sealed record shows. */
void passive_record_count(struct passive *w, struct passive_side *s, struct span header);

/* passive_record.c: a whole record; can a side's record of this type be read at all? */
void passive_record_take(struct passive *w, struct passive_side *s, const struct record *r);
bool passive_record_is_opaque(const struct passive *w, const struct passive_side *s, uint8_t type);
bool passive_record_opens(struct passive *w, struct passive_side *s, const struct record *r);

/* passive_record_next makes the keys that follow those at hand. */
void passive_record_next(struct passive *w, struct passive_side *s);

/* passive_keys.c */
/* Early data: does the client's record open, under keys of that? */
bool passive_keys_early(struct passive *w, struct passive_side *s, const struct record *r);
void passive_keys_handshake(struct passive *w);                       /* a ServerHello of TLS 1.3 */
void passive_keys_traffic(struct passive *w, struct passive_side *s); /* a Finished of TLS 1.3 */
void passive_keys_early_end(struct passive *w, struct passive_side *s);
void passive_keys_update(struct passive *w, struct passive_side *s);
void passive_keys_premaster(struct passive *w, struct span encrypted); /* ClientKeyExchange, RSA */
void passive_keys_ccs(struct passive *w, struct passive_side *s);
void passive_keys_remember(struct passive *w); /* TLS 1.2, the handshake is done */

/* passive_hello.c */
void passive_hello_client(struct passive *w, struct passive_side *s, const struct msg *m);
void passive_hello_server(struct passive *w, struct passive_side *s, const struct msg *m);

/* passive_flight.c: any message. */
void passive_flight_message(struct passive *w, struct passive_side *s, const struct msg *m);

#endif
