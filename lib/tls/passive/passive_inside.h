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
enum watch_turn { TURN_SERVER, TURN_CLIENT, TURN_FREE };

struct watch_side {
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

enum { WATCH_TICKET = 1 << 12 };

struct watch {
    struct buf self; /* the memory that this struct stands in */
    struct watch_config config;
    struct watch_side side[2]; /* the server's, the client's */
    enum watch_turn turn;
    struct tls_info info;
    struct buf offer_self; /* the memory that the offer stands in */
    struct tls_config *offer;
    struct tls_failure failure;
    enum watch_block block;
    struct watch_finished finished;
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

static inline bool watch_has(const struct readkeys *k)
{
    return k->suite != NULL;
}

static inline void watch_wipe(struct watch *w, struct readkeys *k)
{
    readkeys_drop(w->config.cache, k);
}

static inline struct watch_side *watch_other(struct watch *w, const struct watch_side *s)
{
    return &w->side[s->from_client ? 0 : 1];
}

/* watch_tell passes an event on, with what all have in common. */
void watch_tell(struct watch *w, const struct watch_side *s, struct event e);

/* watch_fail tells that something is wrong; the first failure is kept, and the first reason. */
void watch_fail(struct watch *w, const struct watch_side *s, enum err e, struct span at,
                enum watch_block block);
void watch_blocked(struct watch *w, enum watch_block block);

/* watch_free_turn: from now on nobody waits for anybody, so the transcript is worth nothing. */
void watch_free_turn(struct watch *w);
/* watch_blind: what a side sends cannot be read from now on. */
void watch_blind(struct watch *w, struct watch_side *s, enum watch_block block);
/* watch_done: the handshake is over, and what only it needed goes. */
void watch_done(struct watch *w);

/* watch_offer_new makes room for an offer, or empties it; false where there is no memory. */
bool watch_offer_new(struct watch *w);

/* watch_record_count: what the header of a sealed record shows. */
void watch_record_count(struct watch *w, struct watch_side *s, struct span header);

/* passive_record.c: a whole record; can a side's record of this type be read at all? */
void watch_record_take(struct watch *w, struct watch_side *s, const struct record *r);
bool watch_record_is_opaque(const struct watch *w, const struct watch_side *s, uint8_t type);
bool watch_record_opens(struct watch *w, struct watch_side *s, const struct record *r);

/* watch_record_next makes the keys that follow those at hand. */
void watch_record_next(struct watch *w, struct watch_side *s);

/* passive_keys.c */
/* Early data: does the client's record open, under keys of that? */
bool watch_keys_early(struct watch *w, struct watch_side *s, const struct record *r);
void watch_keys_handshake(struct watch *w);                     /* a ServerHello of TLS 1.3 */
void watch_keys_traffic(struct watch *w, struct watch_side *s); /* a Finished of TLS 1.3 */
void watch_keys_early_end(struct watch *w, struct watch_side *s);
void watch_keys_update(struct watch *w, struct watch_side *s);
void watch_keys_premaster(struct watch *w, struct span encrypted); /* ClientKeyExchange, RSA */
void watch_keys_ccs(struct watch *w, struct watch_side *s);
void watch_keys_remember(struct watch *w); /* TLS 1.2, the handshake is done */

/* passive_hello.c */
void watch_hello_client(struct watch *w, struct watch_side *s, const struct msg *m);
void watch_hello_server(struct watch *w, struct watch_side *s, const struct msg *m);

/* passive_flight.c: any message. */
void watch_flight_message(struct watch *w, struct watch_side *s, const struct msg *m);

#endif
