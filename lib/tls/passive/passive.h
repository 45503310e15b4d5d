/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passive: decodes one TLS connection from the outside: the bytes of both sides go in, events come
 * out, the same ones that a client emits (`sent`: by the client; a record comes before its
 * content).
 *
 * It decrypts as far as secrets are known: from a key log, or with the server's RSA key if that
 * encrypted the premaster secret.  It only reports errors that keep it from reading on.  What it
 * cannot read (no secrets, bytes missing) still has events for its records, marked as `unread`;
 * their bytes are skipped and not kept.
 *
 * The sides are read in the order of the handshake: bytes that are early in the capture wait, up to
 * PASSIVE_WAIT of them, until the messages of the other side that come before them are there.
 */
#ifndef TB_LIB_TLS_PASSIVE_PASSIVE_H
#define TB_LIB_TLS_PASSIVE_PASSIVE_H

#include "lib/crypto/privkey.h"
#include "lib/tls/core/tls_config.h"
#include "lib/tls/event/tls_info.h"
#include "lib/tls/keys/readkeys.h"

enum { PASSIVE_SKIP = 1 << 16, PASSIVE_WAIT = 1 << 18 };

struct passive; /* opaque, secret inside */

/* Any of the hooks may be NULL. */
struct passive_config {
    void *ctx; /* of the hooks */
    /* A secret by its key log label ("CLIENT_RANDOM", "SERVER_TRAFFIC_SECRET_0", RFC 9850) and the
     * client's random; false if it is not known. */
    bool (*secret)(void *ctx, struct span label, const uint8_t random[RANDOM_SIZE],
                   struct secret *out);
    /* The master secret of a session of TLS 1.2, by its id or ticket: `remember` gets all that are
     * known, `recall` is called if a session is resumed and its secret is not known otherwise. */
    void (*remember)(void *ctx, struct span id, const struct secret *master);
    bool (*recall)(void *ctx, struct span id, struct secret *out);
    /* The server's RSA key, by its certificate; NULL if it is not known. */
    const struct privkey *(*key)(void *ctx, struct span leaf);
    struct rng rng;               /* for blinding, if there is a key */
    struct readkeys_cache *cache; /* shared by connections; NULL: each record expands its keys */
    size_t message_max;           /* 0: MESSAGE_MAX_DEFAULT */
    void (*event)(void *ctx, const struct event *event);
    void (*chain)(void *ctx, const struct tls_chain *chain, bool of_client);
};

enum err passive_new(struct passive **out, const struct passive_config *config) MUST_CHECK;
void passive_free(struct passive *passive); /* wipes; NULL does nothing */

/* passive_feed takes what a side sent, in order; passive_gap says how many bytes are missing there,
 * passive_eof that the side sends no more.  Errors are events (EVENT_FAILED); what cannot be read
 * because of one is skipped. */
void passive_feed(struct passive *passive, bool from_client, struct span bytes);
void passive_gap(struct passive *passive, bool from_client, uint64_t missing);
void passive_eof(struct passive *passive, bool from_client);

/* passive_reads says whether more bytes of a side can change anything; if not, they may be
 * dropped. */
bool passive_reads(const struct passive *passive, bool from_client);

/* passive_opens: could a side have sent this record, under the keys that it has by now?  For
 * captures whose records have no direction. */
bool passive_opens(struct passive *passive, bool from_client, const struct record *record);

/* passive_forget frees what was only kept to show the handshake: the client's offer without the
 * name, the chain, its staples, the certificate request.  false: some of it is still needed to read
 * on. */
bool passive_forget(struct passive *passive);

/* passive_size is how much memory it takes by now, in bytes. */
size_t passive_size(const struct passive *passive);

/* What was negotiated, as far as it could be seen, and what the client offered. */
const struct tls_info *passive_info(const struct passive *passive);
const struct tls_config *passive_offer(const struct passive *passive);
const struct tls_failure *
passive_failure(const struct passive *passive);                 /* the first; err OK: none */
struct span passive_server_name(const struct passive *passive); /* empty: none was sent, or seen */

/* How much could be read. */
enum passive_sight {
    PASSIVE_NOTHING, /* no TLS so far */
    PASSIVE_CLEAR,   /* what was in the clear: no secrets for the rest, or none were needed */
    PASSIVE_SOME,    /* some of what was encrypted */
    PASSIVE_ALL,
};
enum passive_sight passive_sight(const struct passive *passive);

/* Was the handshake completed?  Both Finished show it.  If they cannot be read, then up to TLS 1.2
 * a handshake record after the ChangeCipherSpec of both sides does, and in TLS 1.3 a record of the
 * server after the client's second flight, or two records of the client. */
bool passive_is_complete(const struct passive *passive);

/* Was the beginning there, with nothing missing, so that what did not come was not sent? */
bool passive_saw_begin(const struct passive *passive);

/* Is it TLS, by the first record of each side, whose hellos came before the capture began? */
bool passive_is_midway(const struct passive *passive);

/* Has a side sent something other than TLS, or something that is broken? */
bool passive_is_foreign(const struct passive *passive);

/* Why not all of it: the first reason. */
enum passive_block {
    PASSIVE_NO_BLOCK,
    PASSIVE_NO_SECRETS,      /* none are known */
    PASSIVE_OTHER_SECRETS,   /* the known ones decrypt nothing */
    PASSIVE_OLD_VERSION,     /* before TLS 1.2: its records are not decrypted */
    PASSIVE_UNKNOWN_SUITE,   /* a suite that is not implemented, or unknown */
    PASSIVE_NO_CLIENT_HELLO, /* without it, secrets cannot be looked up */
    PASSIVE_NO_SERVER_HELLO, /* it was not captured */
    PASSIVE_NEW_HANDSHAKE,   /* TLS 1.2: what follows a renegotiation */
    PASSIVE_MIDWAY,          /* passive_is_midway */
    PASSIVE_MISSING,         /* bytes are missing in the capture */
    PASSIVE_BROKEN,          /* a malformed record or message: see passive_failure */
};
enum passive_block passive_block(const struct passive *passive);
const char *
passive_block_text(enum passive_block block); /* half a sentence: "no secrets are known" */

/* What came before the TLS of a side: how many bytes, and what they look like, or NULL. */
uint64_t passive_skipped(const struct passive *passive, bool from_client);
const char *passive_skipped_as(const struct passive *passive);

/* Finished messages that were checked, and how many of them did not match. */
struct passive_finished {
    unsigned checked, wrong;
};
struct passive_finished passive_finished(const struct passive *passive);

#endif
