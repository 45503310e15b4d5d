/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server: what makes a connection of client.h that of a server.  Everything else is used alike:
 *
 *     struct tls_server s = tls_server_default();
 *     s.identities = …; config.server = &s;
 *     tls_new, tls_start (nothing is sent: a ClientHello is awaited), tls_feed, …
 *
 * config.suites, groups and schemes are what it takes, in its order; alpn what it speaks; judge is
 * asked about the client's chain, where one was asked for, and with config.rejudge again when its
 * session goes on: whoever lets chains pass that another connection over the same memory would not,
 * sets that.  tls_info tells what was negotiated.
 */
#ifndef TB_LIB_TLS_SERVER_SERVER_H
#define TB_LIB_TLS_SERVER_SERVER_H

#include "lib/tls/tls.h"
#include "lib/tls/session/session_cache.h"

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
    unsigned tickets;        /* how many in TLS 1.3; in 1.2 0 or 1 */
    bool session_ids;        /* TLS 1.2: sessions are found by id too */
    uint32_t lifetime;       /* of sessions, from the full handshake on, however often they are
                                resumed; seconds, at most 604800 (RFC 9846 4.7.1) */
    uint32_t max_early_data; /* bytes of 0-RTT that are taken; 0: none */
    bool half_rtt;           /* early data may be answered before the client's Finished, when
                                nobody has proved yet to be there (RFC 9846 4.5.3, F.5) */

    /*
     * choose is called once, for the first ClientHello, before anything is chosen: it may change
     * the connection's own copy of the configuration, its `server` and `faults` too.  Not OK: the
     * connection ends with that error.  name: server_name, or empty.  NULL: nothing to choose.
     */
    enum err (*choose)(void *ctx, struct tls_config *config, const struct client_hello *hello,
                       struct span name);
};

/* tls_server_default: two tickets of two hours, session ids, no client certificate, no 0-RTT. */
struct tls_server tls_server_default(void);

#endif
