/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls_config: how a connection behaves, and the hooks that it calls: of a client or a server. */
#ifndef TB_LIB_TLS_CORE_TLS_CONFIG_H
#define TB_LIB_TLS_CORE_TLS_CONFIG_H

#include "lib/base/rng.h"
#include "lib/crypto/privkey.h"
#include "lib/tls/event/tls_info.h"
#include "lib/tls/session/session.h"
#include "lib/tls/wire/names.h"

/* What the judge says.  The key is needed in any case: without it no signature can be checked. */
struct tls_verdict {
    enum err err;            /* OK: go on; else the connection ends with this error … */
    enum alert alert;        /* … and this alert; ALERT_NONE: the error's own */
    struct keyinfo key;      /* of the leaf; points into the leaf */
    struct pubkey *prepared; /* NULL, or that key: the connection owns it from then on */
    bool may_sign;           /* keyUsage absent, or with digitalSignature */
    bool may_encipher;       /* keyUsage absent, or with keyEncipherment */
};

/* A certificate of our own: a server's, or a client's for servers that ask for one. */
struct tls_identity {
    const struct span *certs; /* DER, leaf first */
    size_t num_certs;
    const struct privkey *key;
    struct numbers schemes; /* it may sign with, in order; num 0: whatever fits */
    struct span ocsp, scts; /* of a server: to be stapled where asked for; or empty.  scts: each
                                 with its length of two bytes */
};

/* What a replay takes from a trace instead of making it: all-zero where nothing is given. */
struct tls_replay {
    struct span client_hello[2]; /* whole messages: the first, and the one after a retry */
    const struct kx *shares;     /* the key pairs that belong to their key_share, in order */
    size_t num_shares;
    struct span certificate_verify;  /* of the client: the whole message */
    struct span client_key_exchange; /* TLS 1.2: the whole message … */
    struct span premaster;           /* … and the premaster that belongs to it */
};

struct tls_faults;
struct tls_server;

/*
 * The configuration.  The connection keeps a copy of the struct; what it points to lives as long
 * as the connection.
 */
struct tls_config {
    uint16_t min_version, max_version;      /* TLS_1_2 .. TLS_1_3 */
    struct numbers suites, groups, schemes; /* what is offered, in order */
    struct numbers cert_schemes;            /* signature_algorithms_cert; num 0: not sent */
    size_t num_shares;                      /* groups that get a key_share, from the first */
    struct span server_name;                /* empty: no SNI */
    struct span alpn;                       /* wire form: each name with a length byte */
    bool ocsp, scts;                        /* ask for staples */
    bool no_tickets, no_ems, no_etm;        /* leave out what is offered by default */
    bool require_ems;
    bool resume_without_ems; /* sessions of TLS 1.2 that lack it (RFC 7627 5.4) */
    bool false_start, false_start_without_alpn; /* RFC 7918 */
    bool early_data;                            /* offer it where the session allows */
    bool grease, permute, fallback_scsv;        /* RFC 8701; shuffled extensions; RFC 7507 */
    bool pad_hello;                             /* RFC 7685: lengths that trip old servers */
    uint16_t record_size_limit;                 /* RFC 8449; 0: not sent */
    size_t record_max;                          /* most plaintext in a record we send; 0: 2^14 */
    size_t padding;                             /* TLS 1.3: bytes added to each record */
    size_t message_max;                         /* longest message taken; 0: MESSAGE_MAX_DEFAULT */
    const struct session *session;              /* to resume, or NULL */
    bool rejudge;                               /* judge the session's chain again */
    const struct tls_identity *identity;        /* of a client, or NULL */
    bool post_handshake_auth;                   /* offer it, where there is an identity */
    bool identity_must_fit;                     /* end it where a server takes none of ours */
    const struct tls_server *server;            /* NULL: a client */
    const struct tls_faults *faults;            /* NULL: does as it should */
    bool ignore_key_usage;                      /* of RSA keys, in TLS 1.2 */
    bool ignore_renegotiation;                  /* pass over HelloRequest (RFC 5246 7.4.1.1) */
    const struct tls_replay *replay;            /* or NULL */
    struct rng rng;
    bool null_encryption; /* fuzzing: records are taken and sent in the clear, Finished values and
                             signatures of any content accepted.  Only where FUZZING is defined. */

    void *ctx;                                        /* of the hooks */
    int64_t (*now_ms)(void *ctx);                     /* milliseconds since 1970 */
    void (*event)(void *ctx, const struct event *ev); /* or NULL */
    /* judge is called once a handshake, when the chain is there: see struct tls_verdict. */
    void (*judge)(void *ctx, const struct tls_chain *chain, struct tls_verdict *out);
    /* ticket takes a new session: it is the caller's to copy (session_copy). */
    void (*ticket)(void *ctx, const struct session *s); /* or NULL */
};

enum { MESSAGE_MAX_DEFAULT = 256 * 1024 };

struct session_cache;

enum tls_client_auth {
    CLIENT_AUTH_NONE,
    CLIENT_AUTH_ASK,     /* without one it goes on */
    CLIENT_AUTH_REQUIRE, /* certificate_required, in TLS 1.2 handshake_failure */
};

/* The connection points to it: it lives as long as the connection. */
struct tls_server {
    const struct tls_identity *identities; /* the first that fits the client's schemes is shown */
    size_t num_identities;
    enum tls_client_auth client_auth;
    struct span authorities; /* of the request: the list that ext_ca_next reads; or empty */
    struct span dh_p, dh_g;  /* DHE of its own; empty: the first FFDHE group both have (RFC 7919) */
    bool client_order;       /* the client's order of suites counts, not config.suites' */
    bool retries;            /* HelloRetryRequest, even where it needs none … */
    struct span cookie;      /* … and with this, where it is not empty */

    struct session_cache *memory; /* of sessions, shared by connections; NULL: none is resumed */
    unsigned tickets;             /* how many in TLS 1.3; in 1.2 0 or 1 */
    bool session_ids;             /* TLS 1.2: sessions are found by id too */
    uint32_t lifetime;            /* of sessions, from the full handshake on, however often they are
                                resumed; seconds, at most 604800 (RFC 9846 4.7.1) */
    uint32_t max_early_data;      /* bytes of 0-RTT that are taken; 0: none */
    bool half_rtt;                /* early data may be answered before the client's Finished, when
                                nobody has proved yet to be there (RFC 9846 4.5.3, F.5) */

    /*
     * choose is called once, for the first ClientHello, before anything is chosen: it may change
     * the connection's own copy of the configuration, its `server` and `faults` too.  Not OK: the
     * connection ends with that error.  name: server_name, or empty.  NULL: nothing to choose.
     */
    enum err (*choose)(void *ctx, struct tls_config *config, const struct client_hello *hello,
                       struct span name);
};

#endif
