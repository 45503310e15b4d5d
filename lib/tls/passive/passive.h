/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch: one TLS connection seen from outside: what both sides sent goes in, events come out, the
 * same as those of a client (`sent`: by the client; records come before what is in them).
 *
 * It decrypts as far as it knows secrets: from a key log, or with the server's RSA key where that
 * encrypted the premaster.  It judges nothing but what keeps it from reading on; where it cannot
 * (no secrets, bytes missing), it goes on telling of records, marked as `unread`, whose bytes are
 * not kept: they are stepped over.
 *
 * What one side sends is read in the order of the handshake: what came too early in the capture
 * waits, up to PASSIVE_WAIT bytes of it, until the other side's messages before it are there.
 */
#ifndef TB_LIB_TLS_PASSIVE_PASSIVE_H
#define TB_LIB_TLS_PASSIVE_PASSIVE_H

#include "lib/crypto/privkey.h"
#include "lib/tls/tls.h"
#include "lib/tls/keys/readkeys.h"

enum { PASSIVE_SKIP = 1 << 16, PASSIVE_WAIT = 1 << 18 };

struct passive; /* opaque, secret inside */

/* Any of the hooks may be NULL. */
struct passive_config {
    void *ctx; /* of the hooks */
    /* A secret by its key log label ("CLIENT_RANDOM", "SERVER_TRAFFIC_SECRET_0", RFC 9850) and the
     * client's random; false where it is not known. */
    bool (*secret)(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                   struct secret *out);
    /* The master secret of a session of TLS 1.2, by its id or ticket: `remember` is told of all
     * that are known, `recall` is asked where one goes on and nothing else is known. */
    void (*remember)(void *ctx, struct span id, const struct secret *master);
    bool (*recall)(void *ctx, struct span id, struct secret *out);
    /* The server's RSA key, by its certificate; NULL where it is not known. */
    const struct privkey *(*key)(void *ctx, struct span leaf);
    struct rng rng;               /* for blinding, where there is a key */
    struct readkeys_cache *cache; /* shared by many watches; NULL: each record expands its keys */
    size_t message_max;           /* 0: MESSAGE_MAX_DEFAULT */
    void (*event)(void *ctx, const struct event *e);
    void (*chain)(void *ctx, const struct tls_chain *chain, bool of_client);
};

enum err passive_new(struct passive **out, const struct passive_config *config) MUST_CHECK;
void passive_free(struct passive *w); /* wipes; NULL does nothing */

/* passive_feed takes what a side sent, in order; passive_gap says that so many bytes are missing
 * there, passive_eof that it sends no more.  What is found wrong is told as EVENT_FAILED; what
 * cannot be read because of it is stepped over. */
void passive_feed(struct passive *w, bool from_client, struct span bytes);
void passive_gap(struct passive *w, bool from_client, uint64_t missing);
void passive_eof(struct passive *w, bool from_client);

/* passive_reads says whether anything more can be told of a side: its bytes may be thrown away
 * where not. */
bool passive_reads(const struct passive *w, bool from_client);

/* passive_opens: could a side have sent this record, under the keys that it has by now?  For those
 * who have records without a direction. */
bool passive_opens(struct passive *w, bool from_client, const struct record *r);

/* passive_forget gives back what was kept for those who show all of the handshake: what the client
 * offered but the name, the chain, what is stapled to it, what was asked of the client.  false:
 * some of it is still needed to read on. */
bool passive_forget(struct passive *w);

/* passive_size is how much memory it takes by now, in bytes. */
size_t passive_size(const struct passive *w);

/* What was negotiated, as far as it could be seen, and what the client offered. */
const struct tls_info *passive_info(const struct passive *w);
const struct tls_config *passive_offer(const struct passive *w);
const struct tls_failure *passive_failure(const struct passive *w); /* the first; err OK: none */
struct span passive_server_name(const struct passive *w); /* empty: none was sent, or seen */

/* How much could be read. */
enum passive_sight {
    PASSIVE_NOTHING, /* no TLS so far */
    PASSIVE_CLEAR,   /* what was in the clear: no secrets for the rest, or none were needed */
    PASSIVE_SOME,    /* some of what was encrypted */
    PASSIVE_ALL,
};
enum passive_sight passive_sight(const struct passive *w);

/* Was the handshake completed?  Both Finished show it.  Where they cannot be read: up to TLS 1.2 a
 * handshake record behind the ChangeCipherSpec of both sides; in TLS 1.3 records of the server
 * behind the client's second flight, or two of the client's. */
bool passive_is_complete(const struct passive *w);

/* Was the beginning there, with nothing missing, so that what did not come was not sent? */
bool passive_saw_begin(const struct passive *w);

/* Is it TLS, by the first record of each side, whose hellos were before all that is there? */
bool passive_is_midway(const struct passive *w);

/* Where a side has sent something else than TLS, or an alert in the clear that ends all. */
bool passive_is_foreign(const struct passive *w);

/* Why not all of it: the first reason. */
enum passive_block {
    PASSIVE_NO_BLOCK,
    PASSIVE_NO_SECRETS,      /* none are known */
    PASSIVE_OTHER_SECRETS,   /* those that are known open nothing */
    PASSIVE_OLD_VERSION,     /* before TLS 1.2: its records are not decrypted */
    PASSIVE_UNKNOWN_SUITE,   /* a suite that is known by name only, or not at all */
    PASSIVE_NO_CLIENT_HELLO, /* secrets are not looked for: by what */
    PASSIVE_NO_SERVER_HELLO, /* nobody has seen it */
    PASSIVE_NEW_HANDSHAKE,   /* TLS 1.2: what follows a renegotiation */
    PASSIVE_MIDWAY,          /* passive_is_midway */
    PASSIVE_MISSING,         /* bytes are missing in the capture */
    PASSIVE_BROKEN,          /* a record or message that is none: see passive_failure */
};
enum passive_block passive_block(const struct passive *w);
const char *passive_block_text(enum passive_block b); /* half a sentence: "no secrets are known" */

/* What stood before the TLS of a side: how many bytes, and what they look like, or NULL. */
uint64_t passive_skipped(const struct passive *w, bool from_client);
const char *passive_skipped_as(const struct passive *w);

/* Finished messages that were held against the secrets, and those of them that did not fit. */
struct passive_finished {
    unsigned checked, wrong;
};
struct passive_finished passive_finished(const struct passive *w);

#endif
