/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_cache: what a server remembers between connections: the keys that seal its tickets, which
 * change with time; sessions of TLS 1.2 by id; and the binders of early data that it has accepted.
 *
 * Only one thread at a time may use it.  Its size is limited, and the oldest sessions are dropped
 * first.  It contains secrets; session_cache_free wipes them.
 */
#ifndef TB_LIB_TLS_SESSION_SESSION_CACHE_H
#define TB_LIB_TLS_SESSION_SESSION_CACHE_H

#include "lib/base/rng.h"
#include "lib/tls/session/session.h"

struct session_cache; /* opaque */

/* sessions is the most sessions to remember by id, and the most binders of early data. */
enum err session_cache_new(struct session_cache **out, const struct rng *rng,
                           size_t sessions) MUST_CHECK;
void session_cache_free(struct session_cache *cache); /* NULL does nothing */

/* session_cache_seal appends a ticket that contains the session (RFC 5077 4), as ticket.h encodes
 * it, with received_ms as the time of issue.  It is sealed with AES-256-GCM under a key that is
 * replaced every hour.  Fails with LIMIT if the ticket would be too long, for example because of a
 * client's chain of 64 KiB; then the client gets none.  session_cache_open reads a ticket.  It
 * returns false unless the ticket is fresh and its key is the current one or the previous one.  The
 * caller initialises out, which stays empty on false. */
enum err session_cache_seal(struct session_cache *cache, int64_t now_ms,
                            const struct session *session, struct buf *out) MUST_CHECK;
bool session_cache_open(struct session_cache *cache, int64_t now_ms, struct span ticket,
                        struct session *out);

/* Sessions by id (RFC 5246 F.1.4) are kept for their lifetime.  A session replaces an earlier one
 * with the same id.  Fails with LIMIT for a session of more than 8 KiB. */
enum err session_cache_store(struct session_cache *cache, int64_t now_ms,
                             const struct session *session) MUST_CHECK;
bool session_cache_find(struct session_cache *cache, int64_t now_ms, struct span id,
                        struct session *out);
void session_cache_forget(struct session_cache *cache,
                          struct span id); /* RFC 5246 7.2.2: after a fatal alert */

/*
 * session_cache_once is true the first time it sees a binder, so that early data is accepted only
 * once (RFC 9846 8.1).  It remembers binders for twice SESSION_CACHE_FRESH_MS.  So the caller must
 * refuse early data whose ticket age says that it was sent more than SESSION_CACHE_FRESH_MS before
 * or after now (RFC 9846 8.3).  Returns false if there is no room to remember the binder: it never
 * forgets one too early.
 */
enum { SESSION_CACHE_FRESH_MS = 10 * 1000 };
bool session_cache_once(struct session_cache *cache, int64_t now_ms, struct span binder);

#endif
