/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * peer: a server for tests, bytes in and bytes out, that does what a test tells it to.  It is our
 * own server (lib/tls/tls.h) with faults (lib/tls/core/fault.h): what is here is how
 * tests tell it.
 *
 *     struct peer_config c = peer_config_default(TLS_1_3);
 *     c.key = …; c.certs = …;
 *     peer_open(&p, &c);
 *     peer_feed(&p, from_the_client);      what it says stands in p.out
 *     peer_close(&p);
 *
 * Its hook sees what fault.h says, and sets p->act where something else is to become of a message
 * than that it is sent.  What the client says to the server stands in p.alert.
 */
#ifndef TB_TESTS_PEER_PEER_H
#define TB_TESTS_PEER_PEER_H

#include "lib/tls/core/fault.h"
#include "lib/tls/tls.h"

struct peer;

struct peer_config {
    uint16_t version, suite;
    uint16_t group;  /* of the key exchange */
    uint16_t scheme; /* to sign with */
    const struct privkey *key;
    const struct span *certs; /* leaf first */
    size_t num_certs;
    struct rng rng;
    const int64_t *now_ms; /* the clock */

    /* What it does where the client offers it. */
    bool ems, etm, renegotiation_info, resumes, session_ids;
    const struct group *extra_group; /* that `group` names, beside those of the library; or NULL */
    unsigned tickets;                /* TLS 1.2: 0 or 1 */
    uint32_t lifetime;               /* of tickets */
    uint32_t max_early;              /* of 0-RTT data that is taken */
    bool retries;                    /* HelloRetryRequest, for `group` … */
    struct span cookie;              /* … and with this */
    bool asks_certificate, requires_certificate;
    enum err verdict; /* on the client's */
    bool chooses;     /* suite, group and scheme as a server should: what is set does not count, and
                         of versions all up to `version` are spoken */
    bool compat;      /* ChangeCipherSpec after its first flight (RFC 9846 E.4) */
    struct span alpn, staple, scts; /* scts: the list without its length */
    struct span dh_p, dh_g;
    struct numbers compressions;   /* of certificates; none unless a test says so */
    size_t cut;                    /* most bytes in a record; 0: as many as there may be */
    bool pack;                     /* messages share records as far as they may */
    size_t padding, message_max;   /* message_max 0: the default */
    struct session_cache *memory;  /* or NULL */
    const struct session *session; /* it resumes this one, whichever is offered; or NULL */

    void *ctx;
    void (*hook)(void *ctx, struct peer *p, enum fault_stage stage, uint8_t message,
                 struct buf *bytes); /* or NULL */
};
struct peer_config peer_config_default(uint16_t version);

/* peer_groups is what most tests offer: curves alone, which need less time than the default. */
struct numbers peer_groups(void);

/* Deterministic random bytes. */
struct peer_random {
    uint64_t state;
};
struct rng peer_random(struct peer_random *r);

struct peer {
    struct peer_config c;
    struct tls *tls;
    struct buf out; /* to be sent: the caller empties it */

    /* What it saw. */
    bool alerted, verified_client, finished, closed;
    uint8_t alert_level, alert;
    unsigned answer; /* the last alert that it sent but for close_notify, or ALERT_NONE */
    uint8_t answer_level;
    struct buf data, early;   /* application data, and what came early */
    const char *trouble;      /* what the client did wrong, or NULL */
    struct buf client_flight; /* handshake types in the order they came */
    bool retried, resumed, early_offered;

    enum fault_act act; /* for the hook */

    /* Its inside. */
    struct tls_server server;
    struct tls_faults faults;
    struct tls_identity identity;
    unsigned depth; /* of hooks */
};

void peer_open(struct peer *p, const struct peer_config *c);
void peer_close(struct peer *p);
void peer_feed(struct peer *p, struct span in);
void peer_eof(struct peer *p);

/* What a hook or a test may have sent in between.  peer_plain is a record of that type under the
 * present keys, peer_clear one without protection; peer_raw bytes as they are. */
void peer_raw(struct peer *p, struct span bytes);
void peer_plain(struct peer *p, uint8_t content_type, struct span plain);
void peer_clear(struct peer *p, uint8_t content_type, struct span plain);
void peer_alert(struct peer *p, uint8_t level, uint8_t alert);
void peer_data(struct peer *p, struct span data);
void peer_key_update(struct peer *p, uint8_t request); /* and the new key after it */
void peer_ticket(struct peer *p);                      /* TLS 1.3: one more */

/* peer_judge takes any chain whose leaf decodes: chains are judged in other tests. */
void peer_judge(const struct tls_chain *chain, struct tls_verdict *out);

struct buf peer_new(void); /* with room for all that tests send */

#endif
