/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passive_inside: the inside of the passive decoder, for the files that make it up:
 *
 *   passive.c         life cycle, questions about the result
 *   passive_feed.c    bytes to records: where TLS begins, whose turn it is, what is skipped
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

/* Whose messages come next; FREE: neither side waits for the other any more. */
enum passive_turn { TURN_SERVER, TURN_CLIENT, TURN_FREE };

struct passive_side {
    bool from_client;
    bool synced;   /* its TLS has begun */
    bool midway;   /* what came first is a record other than a hello */
    bool dead;     /* its bytes are ignored */
    bool sealed;   /* what it sends is encrypted from now on */
    bool finished; /* its Finished was there */
    bool ended;
    bool confirmed; /* up to TLS 1.2: it sent a handshake record when it was encrypted */
    struct {
        bool may_come; /* what it sends encrypted may be early data */
        bool shut;     /* its first record of early data cannot be decrypted */
    } early;
    uint64_t sealed_num;    /* TLS 1.3: encrypted records after ServerHello */
    uint64_t seen, skipped; /* bytes before its TLS began */
    uint64_t step_over;     /* bytes left of an unread record */
    size_t unpacked;        /* bytes that its compressed certificates have declared */
    const char *skipped_as;
    struct buf in;        /* an incomplete record, or bytes that wait */
    struct buf handshake; /* an incomplete message */
    /* The current keys, and those that may come next: a record shows which of them it is under when
     * it decrypts. */
    struct readkeys read, next;
    enum epoch epoch, next_epoch;
};

enum { PASSIVE_TICKET = 1 << 12 };

struct passive {
    struct passive_config config;
    struct passive_side side[2]; /* the server's, the client's */
    enum passive_turn turn;
    struct tls_info info;
    struct buf offer_self; /* the memory of the offer */
    struct tls_config *offer;
    struct tls_failure failure;
    enum passive_block block;
    struct passive_finished finished;
    uint64_t opened, unread; /* records */
    int message;             /* the one being read; -1: none */
    bool clear;              /* the current record is not encrypted, whatever keys there are */
    unsigned flights;        /* TLS 1.3: how often the sides took turns with encrypted records, */
    bool flight_of_client;   /* and whose the last was */

    uint8_t client_random[RANDOM_SIZE], server_random[RANDOM_SIZE];
    struct {
        bool client, server;
    } hellos; /* they were read */
    struct {
        bool status; /* CertificateStatus may come */
        bool chain;  /* the event of the chain, once its staples are known */
    } due;
    bool hello_done, renegotiates, done;
    unsigned unpacked; /* compressed certificates that were read */
    struct buf hello; /* the client's last one; after passive_forget, its server name */
    struct client_hello client;
    uint8_t server_session_id[SESSION_ID_MAX];
    size_t server_session_id_n;
    struct buf ticket; /* of TLS 1.2 */
    struct buf plain;  /* of the current record */
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

static inline bool passive_has(const struct readkeys *keys)
{
    return keys->suite != NULL;
}

static inline void passive_wipe(struct passive *passive, struct readkeys *keys)
{
    readkeys_drop(passive->config.cache, keys);
}

static inline struct passive_side *passive_other(struct passive *passive,
                                                 const struct passive_side *side)
{
    return &passive->side[side->from_client ? 0 : 1];
}

/* passive_tell fills in what all events have in common, and emits the event. */
void passive_tell(struct passive *passive, const struct passive_side *side, struct event event);

/* passive_fail emits an error; the first failure and the first reason are kept. */
void passive_fail(struct passive *passive, const struct passive_side *side, enum err err,
                  struct span at, enum passive_block block);
void passive_blocked(struct passive *passive, enum passive_block block);

/* passive_free_turn: from now on no side waits for the other, so the order of the transcript is
 * lost. */
void passive_free_turn(struct passive *passive);
/* passive_blind: what a side sends cannot be read from now on. */
void passive_blind(struct passive *passive, struct passive_side *side, enum passive_block block);
/* passive_done: the handshake is over, and what only it needed is freed. */
void passive_done(struct passive *passive);

/* passive_offer_new makes room for an offer, or empties it; false if there is no memory. */
bool passive_offer_new(struct passive *passive);

/* passive_record_count notes what the header of an encrypted record shows. */
void passive_record_count(struct passive *passive, struct passive_side *side, struct span header);

/* passive_record.c: a whole record; can a side's record of this type be read at all? */
void passive_record_take(struct passive *passive, struct passive_side *side,
                         const struct record *record);
bool passive_record_is_opaque(const struct passive *passive, const struct passive_side *side,
                              uint8_t type);

/* passive_keys.c */
/* Does the record open under a side's keys, or those that may follow? */
bool passive_keys_open(struct passive *passive, struct passive_side *side,
                       const struct record *record);
void passive_keys_next(struct passive *passive,
                       struct passive_side *side); /* uses those that follow */
/* Early data: does the client's record decrypt with early traffic keys? */
bool passive_keys_early(struct passive *passive, struct passive_side *side,
                        const struct record *record);
void passive_keys_handshake(struct passive *passive); /* a ServerHello of TLS 1.3 */
void passive_keys_traffic(struct passive *passive,
                          struct passive_side *side); /* a Finished of TLS 1.3 */
void passive_keys_early_end(struct passive *passive, struct passive_side *side);
void passive_keys_update(struct passive *passive, struct passive_side *side);
void passive_keys_premaster(struct passive *passive,
                            struct span encrypted); /* ClientKeyExchange, RSA */
void passive_keys_ccs(struct passive *passive, struct passive_side *side);
void passive_keys_remember(struct passive *passive); /* TLS 1.2, the handshake is done */

/* passive_hello.c */
void passive_hello_client(struct passive *passive, struct passive_side *side,
                          const struct msg *msg);
void passive_hello_server(struct passive *passive, struct passive_side *side,
                          const struct msg *msg);

/* passive_flight.c: any message. */
void passive_flight_message(struct passive *passive, struct passive_side *side,
                            const struct msg *msg);

#endif
