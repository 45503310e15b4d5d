/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * server: a whole server, fed by whatever comes.  Its keys, what it remembers and its random bytes
 * are the same in every run, so that a stream recorded once leads as deep again.
 */
#ifndef TB_FUZZ_SERVER_H
#define TB_FUZZ_SERVER_H

#include "lib/tls/tls.h"

/* The first octet of an input. */
enum {
    SERVER_ONLY_12 = 1,
    SERVER_ONLY_13 = 2,
    SERVER_IDS = 4,      /* sessions by id alone, no tickets */
    SERVER_RETRIES = 8,  /* a HelloRetryRequest, with a cookie */
    SERVER_ASKS = 16,    /* for a certificate of the client's */
    SERVER_EXTRAS = 32,  /* staples, ALPN, a size limit; certificates are judged again */
    SERVER_RSA = 64,     /* its RSA key alone */
    SERVER_PIECES = 128, /* fed in pieces of one octet */
};

struct server {
    uint64_t random;
    struct tls_config config;
    struct tls_server server;
    struct tls_identity identities[2];
    struct session_cache *memory;
    struct session
        sessions[2]; /* that it remembers: of TLS 1.2 and of TLS 1.3, with their tickets */
};

/* server_make writes a configuration; deep: nothing is encrypted (libnull alone knows how). */
void server_make(struct server *s, uint8_t options, bool deep);
void server_free(struct server *s);

/* server_fuzz lives a connection with the rest of the input. */
int server_fuzz(struct span input, bool deep);

#endif
