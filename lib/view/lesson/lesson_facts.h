/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lesson_facts: what a lesson can say about a connection: the parsed messages, and the conditions
 * that hold for them. */
#ifndef TB_LIB_VIEW_LESSON_LESSON_FACTS_H
#define TB_LIB_VIEW_LESSON_LESSON_FACTS_H

#include "lib/tls/wire/hybrid_parts.h"
#include "lib/view/handshake/hs.h"

enum fact {
    FACT_NONE,
#define FACT(NAME, condition) FACT_##NAME,
#include "lib/view/lesson/lesson_facts.def"
#undef FACT
    FACT_COUNT
};

/* What was said before TLS, each an enum dialogue or 0: with a proxy, and for STARTTLS. */
struct lesson_before {
    uint8_t proxy, starttls;
    bool has_password; /* the proxy got one */
};

/* The longest message that fits in one packet of an Ethernet (of 1500 bytes, less the headers of
 * IPv4, TCP and the record); and the longest share of a curve or a prime field. */
enum { LESSON_PACKET = 1500 - 20 - 20 - 5, LESSON_SHARE_SMALL = 1024 };

/* Spans point into the event log.  A field whose message was not sent is empty. */
struct lesson {
    const struct hs_view *v;
    uint16_t version;           /* 0: not negotiated yet */
    const struct suite *suite;  /* or NULL */
    enum suite_kx kx;           /* of a full handshake of TLS 1.2, else NONE */
    struct client_hello hello;  /* the last one */
    struct server_hello answer; /* the ServerHello that is not a HelloRetryRequest */
    size_t hello_n;             /* the length of the first ClientHello */
    struct span sni, alpn, versions, groups;
    struct key_share guessed;  /* of the first hello: the share of the group chosen, or the first */
    uint16_t also_guessed;     /* the group of another share of the first hello, or 0 */
    struct key_share offered;  /* the same of the last hello */
    struct key_share answered; /* the server's */
    struct server_key_exchange ske;
    struct span cke;
    struct certificate_verify proof; /* the server's */
    struct new_session_ticket ticket;
    struct span finished[2];                /* the server's, the client's */
    struct hybrid_part parts[HYBRID_PARTS]; /* of the group chosen, if it is a hybrid */
    bool has_ticket;                        /* the client offered one */
    struct lesson_before before;
    bool has_certificate, has_extensions, has_data, ccs, closed, updated, again;
    bool facts[FACT_COUNT];
};

/* lesson_read parses the messages of the event log of view and finds out which facts hold. */
void lesson_read(struct lesson *out, const struct hs_view *view);

/* lesson_secret returns the output of the last step of the key schedule with this name.  Empty if
 * the event log did not keep it.  The span lives as long as the event log. */
struct span lesson_secret(const struct lesson *lesson, struct span name);

#endif
