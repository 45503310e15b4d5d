/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client: a TLS 1.2 and 1.3 client: bytes in, bytes and events out.
 *
 * It has no socket, clock or random source of its own, and judges no certificates: the
 * configuration brings all that.  One thread at a time may use a connection; any number of
 * connections may run side by side.
 *
 *     tls_new, tls_start
 *     while (tls_phase(t) == PHASE_HANDSHAKE):
 *         send tls_pending(t), tell with tls_sent; give what came to tls_feed
 *     tls_write, tls_feed (data comes as EVENT_DATA), tls_close, tls_free
 *
 * After an error the alert that goes out is pending: send it, then close.
 */
#ifndef TB_LIB_TLS_TLS_H
#define TB_LIB_TLS_TLS_H

#include "lib/base/rng.h"
#include "lib/crypto/privkey.h"
#include "lib/tls/event/event.h"
#include "lib/tls/wire/names.h"
#include "lib/tls/session/session.h"

/* A chain to be judged, leaf first. */
struct tls_chain {
    struct span list;   /* entries of the Certificate message, for cert_entry_next */
    bool is_13;
    struct span leaf;   /* the first certificate */
    struct span ocsp;   /* stapled response, or empty */
    struct span scts;   /* stapled SignedCertificateTimestampList, or empty */
    bool resumed;       /* it is that of the session, looked at again */
};

/* What the judge says.  The key is needed in any case: without it no signature can be checked. */
struct tls_verdict {
    enum err err;        /* OK: go on; else the connection ends with this error … */
    enum alert alert;    /* … and this alert; ALERT_NONE: the error's own */
    struct keyinfo key;  /* of the leaf; points into the leaf */
    struct pubkey *prepared; /* NULL, or that key: the connection owns it from then on */
    bool may_sign;       /* keyUsage absent, or with digitalSignature */
    bool may_encipher;   /* keyUsage absent, or with keyEncipherment */
};

struct tls_server;
struct tls_faults;

/* A certificate of our own: a server's, or a client's for servers that ask for one. */
struct tls_identity {
    const struct span *certs; /* DER, leaf first */
    size_t num_certs;
    const struct privkey *key;
    struct numbers schemes;   /* it may sign with, in order; num 0: whatever fits */
    struct span ocsp, scts;   /* of a server: to be stapled where asked for; or empty.  scts: each
                                 with its length of two bytes */
};

/* What a replay takes from a trace instead of making it: all-zero where nothing is given. */
struct tls_replay {
    struct span client_hello[2];    /* whole messages: the first, and the one after a retry */
    const struct kx *shares;        /* the key pairs that belong to their key_share, in order */
    size_t num_shares;
    struct span certificate_verify; /* of the client: the whole message */
    struct span client_key_exchange; /* TLS 1.2: the whole message … */
    struct span premaster;           /* … and the premaster that belongs to it */
};

/*
 * The configuration.  The connection keeps a copy of the struct; what it points to lives as long
 * as the connection.
 */
struct tls_config {
    uint16_t min_version, max_version;          /* TLS_1_2 .. TLS_1_3 */
    struct numbers suites, groups, schemes;     /* what is offered, in order */
    struct numbers cert_schemes;                /* signature_algorithms_cert; num 0: not sent */
    size_t num_shares;                          /* groups that get a key_share, from the first */
    struct span server_name;                    /* empty: no SNI */
    struct span alpn;                           /* wire form: each name with a length byte */
    bool ocsp, scts;                            /* ask for staples */
    bool no_tickets, no_ems, no_etm;            /* leave out what is offered by default */
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

    void *ctx; /* of the hooks */
    int64_t (*now_ms)(void *ctx); /* milliseconds since 1970 */
    void (*event)(void *ctx, const struct event *ev); /* or NULL */
    /* judge is called once a handshake, when the chain is there: see struct tls_verdict. */
    void (*judge)(void *ctx, const struct tls_chain *chain, struct tls_verdict *out);
    /* ticket takes a new session: it is the caller's to copy (session_copy). */
    void (*ticket)(void *ctx, const struct session *s); /* or NULL */
};

enum { MESSAGE_MAX_DEFAULT = 256 * 1024 };

/* tls_config_default: versions, suites, groups, schemes, one share; the rest zero. */
struct tls_config tls_config_default(void);

enum tls_phase {
    PHASE_HANDSHAKE,
    PHASE_OPEN,   /* data may be read and written */
    PHASE_CLOSED, /* close_notify came; we may still write */
    PHASE_FAILED,
};

struct tls; /* opaque */

enum err tls_new(struct tls **out, const struct tls_config *config) MUST_CHECK;
void tls_free(struct tls *t); /* wipes; NULL does nothing */

/* tls_start makes the ClientHello. */
enum err tls_start(struct tls *t) MUST_CHECK;

/* tls_feed takes all of in.  An error is final: PHASE_FAILED, with an alert pending where there is
 * one to send.  tls_eof says that the stream has ended: TLS_CLOSED_IN_HANDSHAKE, TLS_TRUNCATION
 * where no close_notify came before. */
enum err tls_feed(struct tls *t, struct span in) MUST_CHECK;
enum err tls_eof(struct tls *t) MUST_CHECK;

/* What is to be sent: one span, so that a flight is one write. */
struct span tls_pending(const struct tls *t);
void tls_sent(struct tls *t, size_t n);

/* tls_write seals application data: when the handshake is done, when False Start or early data
 * allow it earlier (tls_may_write), and never after tls_close; TLS_NOT_DONE otherwise.  *taken may
 * be less than data.n where early data has a limit. */
enum err tls_write(struct tls *t, struct span data, size_t *taken) MUST_CHECK;
bool tls_may_write(const struct tls *t);

/* tls_key_update renews our sending key (RFC 9846 4.7.3); `request`: and asks for the peer's. */
enum err tls_key_update(struct tls *t, bool request) MUST_CHECK;

/* tls_close sends close_notify: what comes is still taken, but a handshake that needs another
 * message of ours is given up.  tls_abort sends a fatal alert, where one may still go out: from
 * then on all calls fail with TLS_GIVEN_UP. */
enum err tls_close(struct tls *t) MUST_CHECK;
enum err tls_abort(struct tls *t, enum alert alert) MUST_CHECK;

enum tls_phase tls_phase(const struct tls *t);

/* What went wrong: err, the bytes it concerns (may be empty), the message or record during which,
 * the alert received. */
struct tls_failure {
    enum err err;
    struct span at;         /* lives until the next call */
    const char *state;      /* in which the connection was */
    uint8_t message;        /* handshake type at hand; 255: none */
    bool has_message;
    uint16_t extension;     /* the type of the one that is wrong */
    bool has_extension;
    uint8_t alert;          /* TLS_ALERT_RECEIVED: which */
    const char *looks_like; /* TLS_NOT_TLS: what speaks there instead, or NULL */
};
const struct tls_failure *tls_failure(const struct tls *t);

/* How far the other end's side of it has come. */
struct tls_progress {
    bool heard;        /* something came that is TLS, or may become it */
    const char *part;  /* what is not complete: a message's name, "a record"; or NULL */
    size_t have, need; /* bytes of it */
};
struct tls_progress tls_progress(const struct tls *t);

/* What was negotiated so far. */
enum tls_unfit {
    UNFIT_NONE,
    UNFIT_TYPE,   /* TLS 1.2: the key is of no type that the server takes */
    UNFIT_SCHEME, /* the key makes no signature that the server takes */
};
enum early_data { EARLY_NOT_OFFERED, EARLY_OFFERED, EARLY_REJECTED, EARLY_ACCEPTED };
struct tls_info {
    uint16_t version;
    const struct suite *suite;
    uint16_t group;       /* 0: none (RSA key exchange, PSK alone, DHE of its own) */
    unsigned dh_bits;     /* DHE of the server's own parameters */
    uint16_t scheme;      /* of the server's signature; 0: none */
    uint16_t client_scheme;
    struct span alpn;     /* empty: none */
    bool resumed, retried, ems, etm, secure_renegotiation, client_certificate_asked;
    bool client_certificate_sent, false_started;
    enum early_data early_data;
    struct span chain;    /* entries of the Certificate message, or the session's */
    struct span ocsp, scts;
    struct span client_random, server_random;
    struct span request_schemes, request_authorities, request_types; /* CertificateRequest's */
    uint8_t tls_unique[12]; /* TLS 1.2: the first Finished of the handshake (RFC 5929 3) */
    size_t tls_unique_n;
    unsigned tickets, key_updates;
    uint16_t peer_record_limit;
    uint16_t server_version; /* that it answered with, where that is not spoken here; 0: none */
    enum tls_unfit unfit;    /* why config.identity was not shown to a server that asked */
    struct span server_name; /* a server's: what the client asked for, or empty */
};
const struct tls_info *tls_info(const struct tls *t);

/* tls_export: keying material (RFC 5705, RFC 9846 7.5); in TLS 1.2 has_context tells none from an
 * empty one.  TLS_NOT_DONE before the handshake is. */
enum err tls_export(const struct tls *t, uint8_t *out, size_t n, struct span label,
                    bool has_context, struct span context) MUST_CHECK;

/* tls_unwritten is early data that was written and then rejected: the caller's to send again. */
struct span tls_unwritten(const struct tls *t);

#endif
