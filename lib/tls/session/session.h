/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session: what a client keeps of a connection to resume it: a session id or ticket of TLS 1.2
 * (RFC 5246, RFC 5077), a ticket and its PSK of TLS 1.3 (RFC 9846 4.7.1). */
#ifndef TB_LIB_TLS_SESSION_SESSION_H
#define TB_LIB_TLS_SESSION_SESSION_H

#include "lib/base/buf.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/keys/key_schedule13.h"

/* Owns its buffers; secret inside: session_free wipes. */
struct session {
    uint16_t version; /* 0: there is none */
    uint16_t suite;
    struct secret secret; /* 1.3: the PSK; 1.2: the master secret */
    struct buf ticket;
    uint8_t session_id[SESSION_ID_MAX];
    size_t session_id_n;
    bool ems;
    int64_t received_ms;   /* the clock's when the ticket came */
    uint32_t lifetime, age_add, max_early_data;
    struct buf alpn;
    struct buf server_name;
    struct buf chain;      /* the entries of the Certificate message that it came under */
    struct buf ocsp, scts; /* what was stapled there */
};

void session_init(struct session *s); /* empty, with room in its buffers */
void session_free(struct session *s); /* also fit for a zero struct */
enum err session_copy(struct session *out, const struct session *s) MUST_CHECK;

/* session_is_fresh: not older than its lifetime, at most seven days (RFC 9846 4.7.1). */
bool session_is_fresh(const struct session *s, int64_t now_ms);

/* session_age: obfuscated_ticket_age (RFC 9846 4.3.11.1). */
uint32_t session_age(const struct session *s, int64_t now_ms);

#endif
