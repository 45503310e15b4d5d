/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * peer: a TLS server for tests, bytes in and bytes out, that does what a test tells it to: with
 * nothing said, an honest one of TLS 1.2 or 1.3 on our codecs, records and schedules.
 *
 *     struct peer_config c = peer_config_default(TLS_1_3);
 *     c.key = …; c.certs = …;
 *     peer_open(&p, &c);
 *     peer_feed(&p, from_the_client);      what it says stands in p.out
 *     peer_close(&p);
 *
 * Its hook sees every message before it is hashed and sent, and every record before it goes out,
 * and may change the bytes, leave it out, send it twice, or send other things around it.  Then the
 * server goes on as if nothing were wrong: what the client says to it stands in p.alert.
 */
#ifndef TB_TESTS_PEER_PEER_H
#define TB_TESTS_PEER_PEER_H

#include "lib/crypto/privkey.h"
#include "lib/tls/msg.h"
#include "lib/tls/prf12.h"
#include "lib/tls/sched13.h"
#include "lib/tls/transcript.h"

struct peer;

/* What passes the hook: handshake types, and these. */
enum {
    PEER_CCS = 240,
    PEER_ALERT = 241,
    PEER_DATA = 242,
    PEER_OPEN = 243, /* nothing is sent: the handshake is done on this side */
    PEER_START = 244 /* nothing is sent: a ClientHello came that has not been answered */
};

enum peer_stage {
    PEER_MESSAGE, /* a message, header included, before it is hashed and sent */
    PEER_PARAMS,  /* the parameters of a ServerKeyExchange, before they are signed */
    PEER_CONTENT, /* what is signed, after the message holds its own copy of it */
    PEER_RECORD,  /* a record, sealed, before it goes out */
};

/* What becomes of a message that the hook has seen. */
enum peer_act {
    PEER_SEND,
    PEER_DROP,  /* neither sent nor hashed */
    PEER_TWICE, /* sent and hashed twice */
    PEER_HOLD,  /* sent behind the next one */
};

/* What a server remembers from one connection to the next. */
struct peer_memory {
    uint16_t version, suite; /* 0: nothing */
    struct secret secret;    /* the master secret, or the PSK */
    uint8_t session_id[SESSION_ID_MAX], ticket[SESSION_ID_MAX];
    bool ems;
};

struct peer_config {
    uint16_t version, suite;
    uint16_t group;  /* of the key exchange */
    uint16_t scheme; /* to sign with */
    const struct privkey *key;
    const struct span *certs; /* leaf first */
    size_t num_certs;
    struct rng rng;

    /* What it does where the client offers it. */
    bool ems, etm, renegotiation_info, resumes, session_ids;
    unsigned tickets;   /* TLS 1.2: 0 or 1 */
    uint32_t lifetime;  /* of tickets */
    uint32_t max_early; /* that its tickets allow */
    bool takes_early;
    bool retries;       /* HelloRetryRequest, for `group` … */
    struct span cookie; /* … and with this */
    bool asks_certificate;
    bool compat;                    /* ChangeCipherSpec after its first flight (RFC 8446 D.4) */
    struct span alpn, staple, scts; /* scts: the list without its length */
    struct span dh_p, dh_g;
    size_t cut; /* most bytes in a record; 0: one message, one record */
    bool pack;  /* messages share records as far as they may */
    size_t padding;
    struct peer_memory *memory; /* or NULL */

    void *ctx;
    void (*hook)(void *ctx, struct peer *p, enum peer_stage stage, uint8_t message,
                 struct buf *bytes); /* or NULL */
};
struct peer_config peer_config_default(uint16_t version);

/* Deterministic random bytes. */
struct peer_random {
    uint64_t state;
};
struct rng peer_random(struct peer_random *r);

enum peer_state { PEER_WAIT_HELLO, PEER_WAIT_FLIGHT, PEER_IS_OPEN };

struct peer {
    struct peer_config c;
    enum peer_state state;
    struct buf out; /* to be sent: the caller empties it */

    /* What it saw. */
    bool alerted, verified_client, finished, closed;
    uint8_t alert_level, alert;
    struct buf data, early;   /* application data, and what came early */
    const char *trouble;      /* what the client did wrong, or NULL: the first counts */
    struct buf client_flight; /* handshake types in the order they came */
    bool retried, resumed, early_offered;
    uint8_t first_finished[VERIFY_DATA_SIZE]; /* TLS 1.2: whosever it was */

    /* For the hook. */
    enum peer_act act;
    bool stop;  /* nothing goes out any more */
    bool clear; /* the record at hand goes out unprotected */

    /* Its inside. */
    struct buf in, handshake, flight, held, hello;
    uint8_t flight_first; /* which message begins the flight */
    struct transcript transcript;
    struct protect read, write;
    const struct suite *suite;
    uint8_t client_random[RANDOM_SIZE], server_random[RANDOM_SIZE];
    struct kx kx;
    struct prf12 prf;
    struct traffic_keys client_keys, server_keys;
    struct sched13 sched;
    struct pubkey *client_key;
    bool sends_ticket, client_ccs, reads_early, skips_early;
    unsigned tickets_sent;
};

void peer_open(struct peer *p, const struct peer_config *c);
void peer_close(struct peer *p);
void peer_feed(struct peer *p, struct span in);

/* What a hook or a test may have sent in between.  peer_plain is a record of that type under the
 * keys at hand; peer_raw bytes as they are. */
void peer_raw(struct peer *p, struct span bytes);
void peer_plain(struct peer *p, uint8_t content_type, struct span plain);
void peer_alert(struct peer *p, uint8_t level, uint8_t alert);
void peer_data(struct peer *p, struct span data);
void peer_key_update(struct peer *p, uint8_t request); /* and the new key after it */
void peer_ticket(struct peer *p);                      /* TLS 1.3: one more */

/* --- between its files ------------------------------------------------------------------- */

void peer_trouble(struct peer *p, const char *what);
void peer_call(struct peer *p, enum peer_stage stage, uint8_t message, struct buf *bytes);
void peer_send(struct peer *p, uint8_t type, struct buf *message); /* frees it */
void peer_flush(struct peer *p);
void peer_ccs(struct peer *p);
void peer_sign(struct peer *p, uint8_t message, struct buf *content, struct buf *signature);
void peer_client_certificate(struct peer *p, const struct msg *m);
void peer_client_verify(struct peer *p, const struct msg *m, struct span content);
void peer_keys(struct protect *out, const struct peer *p, bool writes,
               const struct traffic_keys *k);
struct buf peer_new(void);

/* peer12.c, peer13.c: a ClientHello, and what follows it. */
void peer12_hello(struct peer *p, const struct client_hello *h);
void peer12_message(struct peer *p, const struct msg *m);
void peer12_client_ccs(struct peer *p);
void peer13_hello(struct peer *p, const struct client_hello *h);
void peer13_message(struct peer *p, const struct msg *m);

#endif
