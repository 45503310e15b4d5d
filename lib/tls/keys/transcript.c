/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/transcript.h"

#include <assert.h>

#include "lib/tls/wire/tables.h"

/* The most that is kept of the messages themselves. */
enum { TRANSCRIPT_MAX = 64 << 20 };

void transcript_init(struct transcript *transcript)
{
    *transcript = (struct transcript){.keeps = true};
    buf_init(&transcript->messages, TRANSCRIPT_MAX);
}

void transcript_free(struct transcript *transcript)
{
    buf_wipe(&transcript->messages);
    *transcript = (struct transcript){0};
}

/* Before the hash function is known, messages are kept; after that they are hashed, and still kept
 * as long as a client may have to sign them whole (TLS 1.2). */
void transcript_add(struct transcript *transcript, struct span message)
{
    if (transcript->keeps)
        buf_put(&transcript->messages, message);
    if (transcript->hash.digest != DIGEST_NONE)
        hasher_update(&transcript->hash, message);
}

/* The suite is known: the messages that were kept so far are hashed. */
void transcript_start(struct transcript *transcript, enum digest digest)
{
    assert(digest != DIGEST_NONE);
    hasher_init(&transcript->hash, digest);
    hasher_update(&transcript->hash, buf_span(&transcript->messages));
}

void transcript_drop(struct transcript *transcript)
{
    enum err e = transcript->messages.err;

    buf_wipe(&transcript->messages);
    transcript->messages.err = e;
    transcript->keeps = false;
}

/* After a HelloRetryRequest the first ClientHello counts only as its hash, in a message of type
 * message_hash (RFC 9846 4.1): so a server need not remember it. */
void transcript_retry(struct transcript *transcript)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    assert(transcript->hash.digest != DIGEST_NONE);
    struct span hash = transcript_hash(transcript, digest);
    const uint8_t header[] = {HS_MESSAGE_HASH, 0, 0, (uint8_t)hash.n};

    buf_truncate(&transcript->messages, 0);
    hasher_init(&transcript->hash, transcript->hash.digest);
    transcript_add(transcript, span_of(header, sizeof header));
    transcript_add(transcript, hash);
}

struct span transcript_hash(const struct transcript *transcript, uint8_t out[DIGEST_MAX_SIZE])
{
    if (transcript->hash.digest == DIGEST_NONE)
        return (struct span){0};
    hasher_peek(&transcript->hash, out);
    return span_of(out, digest_size(transcript->hash.digest));
}
