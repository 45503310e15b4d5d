/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch: one TLS connection seen from outside: what both sides sent goes in, events come out, the
 * same as those of a client (`sent`: by the client; records come before what is in them).
 *
 * It decrypts as far as it knows secrets: from a key log, or with the server's RSA key where that
 * encrypted the premaster.  It judges nothing but what keeps it from reading on; where it cannot
 * (no secrets, bytes missing), it goes on telling of records.
 */
#ifndef TB_LIB_TLS_WATCH_H
#define TB_LIB_TLS_WATCH_H

#include "lib/crypto/privkey.h"
#include "lib/tls/client.h"

struct watch; /* opaque, secret inside */

struct watch_config {
    void *ctx; /* of the hooks */
    /* A secret by its key log label ("CLIENT_RANDOM", "SERVER_TRAFFIC_SECRET_0", RFC 9850) and the
     * client's random; false where it is not known.  NULL: none is. */
    bool (*secret)(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                   struct secret *out);
    const struct privkey *key; /* of the server, RSA; or NULL */
    struct rng rng;            /* for blinding, where there is a key */
    size_t message_max;        /* 0: MESSAGE_MAX_DEFAULT */
    void (*event)(void *ctx, const struct event *e);
    void (*chain)(void *ctx, const struct tls_chain *chain, bool of_client); /* or NULL */
};

enum err watch_new(struct watch **out, const struct watch_config *config) MUST_CHECK;
void watch_free(struct watch *w); /* wipes; NULL does nothing */

/* watch_feed takes what a side sent, in order; watch_gap says that bytes are missing there, watch_eof
 * that it sends no more.  What is found wrong is told as EVENT_FAILED, once for each side, which is
 * then no longer read. */
void watch_feed(struct watch *w, bool from_client, struct span bytes);
void watch_gap(struct watch *w, bool from_client);
void watch_eof(struct watch *w, bool from_client);

/* What was negotiated, as far as it could be seen, and what the client offered. */
const struct tls_info *watch_info(const struct watch *w);
const struct tls_config *watch_offer(const struct watch *w);
const struct tls_failure *watch_failure(const struct watch *w);
struct span watch_server_name(const struct watch *w); /* empty: none was sent, or seen */

/* How much could be read. */
enum watch_sight {
    WATCH_NOTHING,  /* no TLS so far */
    WATCH_CLEAR,    /* what was in the clear: no secrets for the rest, or none were needed */
    WATCH_SOME,     /* some of what was encrypted */
    WATCH_ALL,
};
enum watch_sight watch_sight(const struct watch *w);

#endif
