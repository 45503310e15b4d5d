/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls_info: what is known of a connection, whoever looks at it: one of its ends, or the passive
 * decoder. */
#ifndef TB_LIB_TLS_EVENT_TLS_INFO_H
#define TB_LIB_TLS_EVENT_TLS_INFO_H

#include "lib/tls/event/event.h"

/* A chain to be judged, leaf first. */
struct tls_chain {
    struct span list; /* entries of the Certificate message, for cert_entry_next */
    bool is_13;
    struct span leaf; /* the first certificate */
    struct span ocsp; /* stapled response, or empty */
    struct span scts; /* stapled SignedCertificateTimestampList, or empty */
    bool resumed;     /* it is that of the session, looked at again */
};

enum tls_phase {
    PHASE_HANDSHAKE,
    PHASE_OPEN,   /* data may be read and written */
    PHASE_CLOSED, /* close_notify came; we may still write */
    PHASE_FAILED,
};

/* What went wrong: err, the bytes it concerns (may be empty), the message or record during which,
 * the alert received. */
struct tls_failure {
    enum err err;
    struct span at;    /* lives until the next call */
    const char *state; /* in which the connection was */
    uint8_t message;   /* handshake type at hand; 255: none */
    bool has_message;
    uint16_t extension; /* the type of the one that is wrong */
    bool has_extension;
    uint8_t alert;          /* TLS_ALERT_RECEIVED: which */
    const char *looks_like; /* TLS_NOT_TLS: what speaks there instead, or NULL */
};
/* How far the other end's side of it has come. */
struct tls_progress {
    bool heard;        /* something came that is TLS, or may become it */
    const char *part;  /* what is not complete: a message's name, "a record"; or NULL */
    size_t have, need; /* bytes of it */
};
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
    uint16_t group;   /* 0: none (RSA key exchange, PSK alone, DHE of its own) */
    unsigned dh_bits; /* DHE of the server's own parameters */
    uint16_t scheme;  /* of the server's signature; 0: none */
    uint16_t client_scheme;
    struct span alpn; /* empty: none */
    bool resumed, retried, ems, etm, secure_renegotiation, client_certificate_asked;
    bool client_certificate_sent, false_started;
    enum early_data early_data;
    struct span chain; /* entries of the Certificate message, or the session's */
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

#endif
