/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hello_offer: a ClientHello of any version from SSL 2.0 on, made to ask a server a question.  It
 * offers what the caller lists, whether we implement it or not; the answer is read
 * (server_flight.h), and the handshake goes no further.  The whole handshake is lib/tls/client's.
 */
#ifndef TB_LIB_TLS_WIRE_HELLO_OFFER_H
#define TB_LIB_TLS_WIRE_HELLO_OFFER_H

#include "lib/base/buf.h"
#include "lib/base/rng.h"
#include "lib/tls/wire/tables.h"

/* Numbers of suites, groups, schemes or versions, borrowed. */
struct offer_list {
    const uint16_t *v;
    size_t num;
};

/* Extensions and values that a hello may have besides its lists. */
enum offer_with {
    OFFER_EMS = 1 << 0,
    OFFER_ETM = 1 << 1,
    OFFER_TICKET = 1 << 2, /* an empty session_ticket */
    OFFER_STATUS = 1 << 3, /* OCSP */
    OFFER_SCT = 1 << 4,
    OFFER_RENEGOTIATION = 1 << 5, /* an empty renegotiation_info */
    OFFER_HEARTBEAT = 1 << 6,
    OFFER_PSK_MODES = 1 << 7,
    OFFER_GREASE = 1 << 8,         /* RFC 8701 3.1: in all lists, and an extension at either end */
    OFFER_SESSION_ID = 1 << 9,     /* 32 random bytes (middlebox compatibility) */
    OFFER_COMPRESSIONS = 1 << 10,  /* RFC 8879 */
    OFFER_DEFLATE = 1 << 11,       /* compression method 1 before 0 */
    OFFER_FALLBACK = 1 << 12,      /* TLS_FALLBACK_SCSV at the end */
    OFFER_NO_EXTENSIONS = 1 << 13, /* for SSL 3.0 and servers that know no extensions */
};

struct hello_offer {
    uint16_t version;                  /* client_version, legacy_version */
    uint16_t record_version;           /* 0: what fits the version (RFC 9846 5.1) */
    struct offer_list versions;        /* supported_versions; num 0: not sent */
    struct offer_list suites;          /* of SSL 2.0: see hello_offer_ssl2_put */
    struct offer_list groups, schemes; /* num 0: not sent */
    /* key_share: with TLS 1.3 it is sent, and without an entry it asks the server to name a group
     * by HelloRetryRequest (RFC 9846 4.3.8): no key is made.  `shares` are encoded entries. */
    struct span shares;
    struct span server_name; /* empty: not sent */
    struct span alpn;        /* wire form: each name with a length byte; empty: not sent */
    struct span session_id;  /* of OFFER_SESSION_ID's place, if not empty */
    struct span ticket;      /* of OFFER_TICKET, if not empty */
    struct span cookie;      /* of a HelloRetryRequest; or empty */
    struct span extra;       /* encoded extensions, put at the end */
    unsigned with;           /* enum offer_with */
    size_t message_n;        /* pad the message to this many bytes (RFC 7685); 0: not padded */
    size_t record_n;         /* the most bytes of the message in a record; 0: 2^14 */
};

/* hello_offer_put appends the records of the hello.  hello_offer_ssl2_put appends a CLIENT-HELLO
 * of SSL 2.0 in its own form, with the cipher kinds given, three bytes each. */
void hello_offer_put(struct buf *out, const struct hello_offer *offer, const struct rng *rng);
void hello_offer_ssl2_put(struct buf *out, struct span kinds, const struct rng *rng);

#endif
