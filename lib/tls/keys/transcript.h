/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transcript: the hash over all handshake messages so far (RFC 9846 4.1, RFC 5246 7.4.9).
 *
 * Until the suite is known the messages themselves are kept; afterwards the hash alone is needed,
 * and in TLS 1.2 the messages as well as long as a client's CertificateVerify may need them:
 * transcript_drop ends that.
 */
#ifndef TB_LIB_TLS_KEYS_TRANSCRIPT_H
#define TB_LIB_TLS_KEYS_TRANSCRIPT_H

#include "lib/base/buf.h"
#include "lib/crypto/hasher.h"

struct transcript {
    struct buf messages; /* its err tells whether memory sufficed, dropped or not */
    bool keeps;          /* messages are still collected */
    struct hasher hash;  /* DIGEST_NONE: not started; a copy of it may go on its own way */
};

void transcript_init(struct transcript *t);
void transcript_free(struct transcript *t); /* also fit for a zero struct */

void transcript_add(struct transcript *t, struct span message);

/* transcript_start begins to hash with what has come so far. */
void transcript_start(struct transcript *t, enum digest d);

/* transcript_drop ends keeping the messages. */
void transcript_drop(struct transcript *t);

/* transcript_retry replaces the first ClientHello by message_hash (RFC 9846 4.1): to be called
 * after transcript_start, before the HelloRetryRequest is added. */
void transcript_retry(struct transcript *t);

/* transcript_hash writes the digest of all so far, and returns the span over it: empty before
 * transcript_start. */
struct span transcript_hash(const struct transcript *t, uint8_t out[DIGEST_MAX_SIZE]);

#endif
