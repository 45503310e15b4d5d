/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls_config: how a connection behaves, and the hooks that it calls: of a client or a server. */
#ifndef TB_LIB_TLS_CORE_TLS_CONFIG_H
#define TB_LIB_TLS_CORE_TLS_CONFIG_H

#include "lib/base/rng.h"
#include "lib/crypto/privkey.h"
#include "lib/tls/event/tls_info.h"
#include "lib/tls/session/session.h"
#include "lib/tls/wire/names.h"

/* The judge's answer.  The key is always needed, because without it no signature can be checked. */
struct tls_verdict {
    bool pending;            /* not yet: nothing else counts, tls_verdict has the answer later */
    enum err err;            /* OK: continue; else the connection ends with this error … */
    enum alert alert;        /* … and this alert; ALERT_NONE: the error's own */
    struct keyinfo key;      /* of the leaf; points into the leaf */
    struct pubkey *prepared; /* NULL, or the same key, which the connection then owns */
    bool may_sign;           /* keyUsage absent, or with digitalSignature */
    bool may_encipher;       /* keyUsage absent, or with keyEncipherment */
};

/* The compressed messages with a certificate, one for each choice of staples; made when they are
 * needed.  Connections of one thread share them; their owner frees the buffers. */
enum { TLS_COMPRESSED_FORMS = 4 };
struct tls_compressed {
    struct buf forms[TLS_COMPRESSED_FORMS];
};

/* A certificate of our own: a server's, or a client's for servers that request one. */
struct tls_identity {
    const struct span *certs; /* DER, leaf first */
    size_t num_certs;
    const struct privkey *key;
    struct numbers schemes; /* to sign with, in order; num 0: all that fit the key */
    /* A server staples these on request; or empty.  scts: each with its length of two bytes. */
    struct span ocsp, scts;
    struct tls_compressed *compressed; /* of a server, which owns it; or NULL */
};

/* What a replay takes from a recorded connection instead of making it.  All zero: nothing. */
struct tls_replay {
    struct span client_hello[2]; /* whole messages: the first, and the one after a retry */
    const struct kx *shares;     /* the key pairs of their key_share, in order */
    size_t num_shares;
    struct span certificate_verify;  /* of the client: the whole message */
    struct span client_key_exchange; /* TLS 1.2: the whole message … */
    struct span premaster;           /* … and the premaster that belongs to it */
};

struct tls_faults;
struct tls_server;

/*
 * The configuration.  The connection copies the struct.  What it points to must live as long as the
 * connection.
 */
struct tls_config {
    uint16_t min_version, max_version;      /* TLS_1_2 .. TLS_1_3 */
    struct numbers suites, groups, schemes; /* offered or accepted, in order of preference */
    struct numbers cert_schemes;            /* signature_algorithms_cert; num 0: not sent */
    /* Of certificates in TLS 1.3 (RFC 8879): offered; and our own is compressed with the first one
     * that the peer offers too, and that we have an encoder for. */
    struct numbers compressions;
    const struct cert_codec *extra_codecs; /* the caller's own: `compressions` may list them */
    size_t num_extra_codecs;
    size_t num_shares;   /* groups that get a key_share, from the first */
    bool fallback_share; /* if all of them are KEMs, one more for the first group that is none */
    const struct group *extra_groups; /* the caller's own, of KX_OUTSIDE: `groups` may list them */
    size_t num_extra_groups;
    struct span server_name; /* empty: no SNI */
    struct span alpn;        /* wire form: each name with a length byte */
    bool ocsp, scts;         /* ask for staples */
    struct {
        bool tickets, etm;
    } without; /* leave out these default offers */
    struct {
        bool off; /* neither offered nor answered */
        bool required;
        bool resume_without; /* TLS 1.2: also resume sessions that lack it (RFC 7627 5.4) */
    } ems;
    struct {
        bool allowed, without_alpn;
    } false_start; /* RFC 7918 */
    struct {
        bool grease, permute; /* RFC 8701; shuffled extensions */
        bool fallback_scsv;   /* RFC 7507 */
        bool padded;          /* RFC 7685: avoid lengths that old servers fail at */
        size_t size;          /* the least bytes of the message, padded (RFC 7685); 0: no least */
    } hello;
    bool early_data;                     /* offer it if the session allows it */
    uint16_t record_size_limit;          /* RFC 8449; 0: not sent */
    size_t record_max;                   /* the most plaintext in a record we send; 0: 2^14 */
    size_t padding;                      /* TLS 1.3: bytes added to each record */
    size_t message_max;                  /* longest message accepted; 0: MESSAGE_MAX_DEFAULT */
    const struct session *session;       /* to resume, or NULL */
    bool rejudge;                        /* judge the session's chain again */
    const struct tls_identity *identity; /* of a client, or NULL */
    bool post_handshake_auth;            /* offer it if there is an identity */
    bool identity_must_fit;              /* fail if a server does not accept it */
    const struct tls_server *server;     /* NULL: a client */
    const struct tls_faults *faults;     /* NULL: follow the rules */
    struct {
        bool key_usage;     /* of RSA keys, in TLS 1.2 */
        bool renegotiation; /* HelloRequest (RFC 5246 7.4.1.1) */
    } ignore;
    const struct tls_replay *replay; /* or NULL */
    struct rng rng;
    /* Only with FUZZING: records are not encrypted, and any Finished and signature is accepted. */
    bool null_encryption;

    void *ctx;                                        /* of the hooks */
    int64_t (*now_ms)(void *ctx);                     /* milliseconds since 1970 */
    void (*event)(void *ctx, const struct event *ev); /* or NULL */
    /* judge is called once a handshake, with the peer's chain (see struct tls_verdict).  If its
     * answer is pending, the chain lives until tls_verdict. */
    void (*judge)(void *ctx, const struct tls_chain *chain, struct tls_verdict *out);
    /* ticket receives a new session, valid during the call (session_copy keeps it). */
    void (*ticket)(void *ctx, const struct session *session); /* or NULL */
};

enum {
    MESSAGE_MAX_DEFAULT = 256 * 1024,
    TLS_HELD_MAX = 256 * 1024, /* bytes that wait for a verdict */
};

struct session_cache;

enum tls_client_auth {
    CLIENT_AUTH_NONE,
    CLIENT_AUTH_ASK,     /* the connection continues without a certificate */
    CLIENT_AUTH_REQUIRE, /* without one: certificate_required, in TLS 1.2 handshake_failure */
};

/* The connection keeps a pointer to it, so it must live as long as the connection. */
struct tls_server {
    const struct tls_identity *identities; /* the first that fits the client's schemes is shown */
    size_t num_identities;
    enum tls_client_auth client_auth;
    struct span authorities; /* for the request: the list that ext_ca_next reads; or empty */
    struct span dh_p, dh_g; /* own DHE parameters; empty: the first common FFDHE group (RFC 7919) */
    bool client_order;      /* the client's order of suites counts, not that of config.suites */
    bool retries;           /* send a HelloRetryRequest even if none is needed, … */
    struct span cookie;     /* … with this cookie if it is not empty */

    struct session_cache *memory; /* of sessions, shared by connections; NULL: no resumption */
    unsigned tickets;             /* how many to send; in TLS 1.2 0 or 1 */
    bool session_ids;             /* TLS 1.2: also resume sessions by id */
    /* Of sessions, in seconds from the full handshake on, however often they are resumed; at most
     * 604800 (RFC 9846 4.7.1). */
    uint32_t lifetime;
    uint32_t max_early_data; /* the most bytes of 0-RTT to accept; 0: none */
    /* Early data may be answered before the client's Finished, when the client has not yet proved
     * to be live (RFC 9846 4.5.3, F.5). */
    bool half_rtt;

    /*
     * choose is called once, for the first ClientHello, before anything is negotiated.  It may
     * change the connection's own copy of the configuration, including `server` and `faults`.  If
     * it returns an error, the connection ends with it.  name is the server_name, or empty.  choose
     * may be NULL.
     */
    enum err (*choose)(void *ctx, struct tls_config *config, const struct client_hello *hello,
                       struct span name);
};

#endif
