/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory: what a server remembers between connections: the keys that its tickets are sealed with,
 * which change with time, sessions of TLS 1.2 by id, and which early data came before.
 *
 * One thread at a time.  Bounded: the oldest sessions go first.  Secret inside: session_cache_free
 * wipes.
 */
#ifndef TB_LIB_TLS_SESSION_SESSION_CACHE_H
#define TB_LIB_TLS_SESSION_SESSION_CACHE_H

#include "lib/base/rng.h"
#include "lib/tls/session/session.h"

struct session_cache; /* opaque */

/* sessions: most of them to remember by id, and most openings of early data. */
enum err session_cache_new(struct session_cache **out, const struct rng *rng,
                           size_t sessions) MUST_CHECK;
void session_cache_free(struct session_cache *m); /* NULL does nothing */

/* session_cache_seal appends a ticket that holds the session (RFC 5077 4): sealed with AES-256-GCM
 * under a key that is made anew every hour; LIMIT where it is longer than a ticket may be (a
 * client's chain of 64 KiB): then there is none.  What is sealed is what ticket.h says;
 * received_ms is when it was given out.  session_cache_open reads one, as long as it is fresh and
 * its key is the present or the one before: false otherwise.  out is initialised by the caller,
 * and empty after false. */
enum err session_cache_seal(struct session_cache *m, int64_t now_ms, const struct session *s,
                            struct buf *out) MUST_CHECK;
bool session_cache_open(struct session_cache *m, int64_t now_ms, struct span ticket,
                        struct session *out);

/* Sessions by id (RFC 5246 F.1.4): kept for their lifetime; one that came before under the same id
 * is replaced.  LIMIT where one is longer than 8 KiB. */
enum err session_cache_store(struct session_cache *m, int64_t now_ms,
                             const struct session *s) MUST_CHECK;
bool session_cache_find(struct session_cache *m, int64_t now_ms, struct span id,
                        struct session *out);
void session_cache_forget(struct session_cache *m,
                          struct span id); /* RFC 5246 7.2.2: after a fatal alert */

/*
 * session_cache_once is true the first time that it is given a binder: early data is taken once
 * (RFC 9846 8.1).  It remembers them for twice SESSION_CACHE_FRESH_MS: so the caller takes none
 * whose ticket's age says that it was sent more than SESSION_CACHE_FRESH_MS ago or ahead (RFC 9846
 * 8.3).  False where it has no room to remember another: it never forgets one too early.
 */
enum { SESSION_CACHE_FRESH_MS = 10 * 1000 };
bool session_cache_once(struct session_cache *m, int64_t now_ms, struct span binder);

#endif
