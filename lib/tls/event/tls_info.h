/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls_info: the facts about a connection, for one of its ends or for the passive decoder. */
#ifndef TB_LIB_TLS_EVENT_TLS_INFO_H
#define TB_LIB_TLS_EVENT_TLS_INFO_H

#include "lib/tls/event/event.h"

/* A certificate chain to judge, leaf first. */
struct tls_chain {
    struct span list; /* entries of the Certificate message, for cert_entry_next */
    bool is_13;
    struct span leaf; /* the first certificate */
    struct span ocsp; /* the stapled OCSP response, or empty */
    struct span scts; /* the stapled SignedCertificateTimestampList, or empty */
    bool resumed;     /* the chain is from a resumed session and judged again */
};

enum tls_phase {
    PHASE_HANDSHAKE,
    PHASE_OPEN,   /* data may be read and written */
    PHASE_CLOSED, /* close_notify was received; we may still write */
    PHASE_FAILED,
};

/* Why a connection failed. */
struct tls_failure {
    enum err err;
    struct span at;    /* the bytes that caused it, or empty; valid until the next call */
    const char *state; /* the state of the connection */
    uint8_t message;   /* the type of the handshake message being processed; 255: none */
    bool has_message;
    uint16_t extension; /* the type of the extension with the error */
    bool has_extension;
    uint8_t alert;          /* TLS_ALERT_RECEIVED: which one */
    const char *looks_like; /* TLS_NOT_TLS: the name of the other protocol, or NULL */
};
/* What the peer has sent so far, for messages about a connection that hangs. */
struct tls_progress {
    bool heard;        /* something was received that is TLS or may be */
    const char *part;  /* the incomplete part: a message's name, "a record"; or NULL */
    size_t have, need; /* bytes of that part */
};
enum tls_unfit {
    UNFIT_NONE,
    UNFIT_TYPE,   /* TLS 1.2: the server does not accept keys of this type */
    UNFIT_SCHEME, /* the server accepts no signature that the key can make */
};
/* What compression has made of a Certificate (RFC 8879); algorithm 0: it was not compressed. */
struct tls_compression {
    uint16_t algorithm;
    size_t compressed, uncompressed; /* bytes */
};
/* The server answers extensions in its ServerHello, or in EncryptedExtensions with TLS 1.3.  What
 * was not read is not known to be absent. */
enum tls_answers { ANSWERS_UNREAD, ANSWERS_READ };
enum early_data { EARLY_NOT_OFFERED, EARLY_OFFERED, EARLY_REJECTED, EARLY_ACCEPTED };
/* What was negotiated so far. */
struct tls_info {
    uint16_t version;
    const struct suite *suite;
    uint16_t group;   /* 0: none (RSA key exchange, PSK alone, own DHE parameters) */
    unsigned dh_bits; /* DHE of the server's own parameters */
    uint16_t scheme;  /* of the server's signature; 0: none */
    uint16_t client_scheme;
    enum tls_answers answers; /* alpn, ems, etm, secure_renegotiation are known */
    struct span alpn;         /* empty: none */
    bool resumed, retried, ems, etm, secure_renegotiation, client_certificate_asked;
    bool client_certificate_sent, false_started;
    enum early_data early_data;
    struct span chain; /* entries of the Certificate message, or the session's */
    struct span ocsp, scts;
    struct tls_compression compression, client_compression; /* of either Certificate */
    struct span client_random, server_random;
    struct span request_schemes, request_authorities, request_types; /* CertificateRequest's */
    uint8_t tls_unique[12]; /* TLS 1.2: the first Finished of the handshake (RFC 5929 3) */
    size_t tls_unique_n;
    unsigned tickets, key_updates;
    uint16_t peer_record_limit;
    uint16_t newest_offered; /* the newest version that the client offers; 0: not known */
    uint16_t server_version; /* the server's, if we do not support it; 0 otherwise */
    enum tls_unfit unfit;    /* why config.identity was not sent to a server that requested one */
    struct span server_name; /* of a server's connection: what the client asked for, or empty */
};

#endif
