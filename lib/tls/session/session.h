/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session: what a client keeps of a connection in order to resume it: in TLS 1.2 a session id or
 * ticket with the master secret (RFC 5246, RFC 5077), in TLS 1.3 a ticket with its PSK (RFC 9846
 * 4.7.1). */
#ifndef TB_LIB_TLS_SESSION_SESSION_H
#define TB_LIB_TLS_SESSION_SESSION_H

#include "lib/base/buf.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/keys/key_schedule13.h"

/* Owns its buffers and contains a secret; session_free wipes it. */
struct session {
    uint16_t version; /* 0: the session is empty */
    uint16_t suite;
    struct secret secret; /* 1.3: the PSK; 1.2: the master secret */
    struct buf ticket;
    uint8_t session_id[SESSION_ID_MAX];
    size_t session_id_n;
    bool ems;
    int64_t received_ms;   /* the time when the ticket was received */
    uint32_t lifetime, age_add, max_early_data;
    struct buf alpn;
    struct buf server_name;
    struct buf chain;      /* the entries of the Certificate message of the full handshake */
    struct buf ocsp, scts; /* what was stapled to it */
};

void session_init(struct session *session); /* empty, with room in its buffers */
void session_free(struct session *session); /* also fit for a zero struct */
enum err session_copy(struct session *out, const struct session *session) MUST_CHECK;

/* session_is_fresh is true until the session's lifetime ends, which is at most seven days (RFC 9846
 * 4.7.1). */
bool session_is_fresh(const struct session *session, int64_t now_ms);

/* session_age is the obfuscated_ticket_age (RFC 9846 4.3.11.1). */
uint32_t session_age(const struct session *session, int64_t now_ms);

#endif
