/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transcript: the hash over all handshake messages so far (RFC 9846 4.1, RFC 5246 7.4.9).
 *
 * The messages are kept until the suite, and with it the hash, is known.  In TLS 1.2 they are kept
 * longer, because a client's CertificateVerify may use another hash.  transcript_drop ends that.
 */
#ifndef TB_LIB_TLS_KEYS_TRANSCRIPT_H
#define TB_LIB_TLS_KEYS_TRANSCRIPT_H

#include "lib/base/buf.h"
#include "lib/crypto/hasher.h"

struct transcript {
    struct buf messages; /* its err stays valid after transcript_drop: was there enough memory? */
    bool keeps;          /* messages are still kept */
    struct hasher hash;  /* DIGEST_NONE: not started.  It may be copied, to continue separately */
};

void transcript_init(struct transcript *transcript);
void transcript_free(struct transcript *transcript); /* also fit for a zero struct */

void transcript_add(struct transcript *transcript, struct span message);

/* transcript_start starts the hash with the messages so far. */
void transcript_start(struct transcript *transcript, enum digest digest);

/* transcript_drop frees the messages and stops keeping them. */
void transcript_drop(struct transcript *transcript);

/* transcript_retry replaces the first ClientHello by message_hash (RFC 9846 4.1).  Call it after
 * transcript_start and before the HelloRetryRequest is added. */
void transcript_retry(struct transcript *transcript);

/* transcript_hash writes the digest of the messages so far and returns a span over it, which is
 * empty before transcript_start. */
struct span transcript_hash(const struct transcript *transcript, uint8_t out[DIGEST_MAX_SIZE]);

#endif
