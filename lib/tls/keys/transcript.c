/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/transcript.h"

#include "lib/tls/wire/tables.h"

/* The most that is kept of the messages themselves. */
enum { TRANSCRIPT_MAX = 64 << 20 };

void transcript_init(struct transcript *t)
{
    *t = (struct transcript){.keeps = true};
    buf_init(&t->messages, TRANSCRIPT_MAX);
}

void transcript_free(struct transcript *t)
{
    buf_wipe(&t->messages);
    *t = (struct transcript){0};
}

/* Before the hash function is known, messages are kept; after that they are hashed, and still kept
 * as long as a client may have to sign them whole (TLS 1.2). */
void transcript_add(struct transcript *t, struct span message)
{
    if (t->keeps)
        buf_put(&t->messages, message);
    if (t->hash.digest != DIGEST_NONE)
        hasher_update(&t->hash, message);
}

/* The suite is known: the messages that were kept so far are hashed. */
void transcript_start(struct transcript *t, enum digest d)
{
    hasher_init(&t->hash, d);
    hasher_update(&t->hash, buf_span(&t->messages));
}

void transcript_drop(struct transcript *t)
{
    enum err e = t->messages.err;

    buf_wipe(&t->messages);
    t->messages.err = e;
    t->keeps = false;
}

/* After a HelloRetryRequest the first ClientHello counts only as its hash, in a message of type
 * message_hash (RFC 9846 4.1): so a server need not remember it. */
void transcript_retry(struct transcript *t)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct span hash = transcript_hash(t, digest);
    const uint8_t header[] = {HS_MESSAGE_HASH, 0, 0, (uint8_t)hash.n};

    buf_truncate(&t->messages, 0);
    hasher_init(&t->hash, t->hash.digest);
    transcript_add(t, span_of(header, sizeof header));
    transcript_add(t, hash);
}

struct span transcript_hash(const struct transcript *t, uint8_t out[DIGEST_MAX_SIZE])
{
    if (t->hash.digest == DIGEST_NONE)
        return (struct span){0};
    hasher_peek(&t->hash, out);
    return span_of(out, digest_size(t->hash.digest));
}
