/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secret_index: finds the secrets of key logs (RFC 9850) by label and client random, and the master
 * secrets of sessions by id or ticket.  It holds any number of lines; each takes about 90 bytes.
 */
#ifndef TB_LIB_TLS_KEYS_SECRET_INDEX_H
#define TB_LIB_TLS_KEYS_SECRET_INDEX_H

#include "lib/base/buf.h"
#include "lib/base/siphash.h"
#include "lib/tls/keys/keylog.h"
#include "lib/tls/keys/key_schedule13.h"

/* Contains secrets; secret_index_free wipes them. */
struct secret_index {
    struct buf entries, table;
    size_t num; /* of entries */
    uint8_t key[SIPHASH_KEY];
    uint64_t lines, bad; /* of key logs: lines taken, and lines that are malformed */
};

/* key is random, so that nobody can write a log whose lines collide in the table. */
void secret_index_init(struct secret_index *index, const uint8_t key[SIPHASH_KEY]);
void secret_index_free(struct secret_index *index); /* also fit for a zero struct */

/* secret_index_add takes the lines of a key log.  It counts malformed lines and skips them, since a
 * log may be read while it is written; it also skips labels from which nothing is derived.  If a
 * secret occurs twice, the later line counts.  Errors: MEMORY, LIMIT, TLS_KEYLOG_UTF16. */
enum err secret_index_add(struct secret_index *index, struct span text) MUST_CHECK;

bool secret_index_find(const struct secret_index *index, struct span label,
                       const uint8_t random[KEYLOG_RANDOM], struct secret *out);

/* The master secret of a session of TLS 1.2, by its id or ticket. */
enum err secret_index_remember(struct secret_index *index, struct span id,
                               const struct secret *master) MUST_CHECK;
bool secret_index_recall(const struct secret_index *index, struct span id, struct secret *out);

/* Sessions of any number of connections in bounded memory: the most recent ones, at least
 * SESSIONS_MAX of them. */
enum { SESSIONS_MAX = 1 << 17 };

struct sessions {
    struct secret_index newer, older;
};

void sessions_init(struct sessions *sessions, const uint8_t key[SIPHASH_KEY]);
void sessions_free(struct sessions *sessions); /* also fit for a zero struct */
enum err sessions_remember(struct sessions *sessions, struct span id,
                           const struct secret *master) MUST_CHECK;
bool sessions_recall(const struct sessions *sessions, struct span id, struct secret *out);
size_t sessions_size(const struct sessions *sessions); /* bytes of memory */

#endif
