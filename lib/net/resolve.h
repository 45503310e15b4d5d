/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resolve: looks up the addresses of names with c-ares, in the loop: /etc/hosts and the name
 * servers, as /etc/nsswitch.conf and /etc/resolv.conf configure them.  It uses no threads and never
 * blocks.
 *
 * AAAA and A are queried at the same time and reported separately, for RFC 8305.
 */
#ifndef TB_LIB_NET_RESOLVE_H
#define TB_LIB_NET_RESOLVE_H

#include "lib/net/addr.h"
#include "lib/net/loop.h"

struct lookup; /* opaque: one name */

/* RFC 8305 8: how long the addresses of one family wait for those of the other. */
enum { RESOLUTION_DELAY_US = 50000 };

/* `found` is called once for each requested family: with addresses, or with the reason why there
 * are none (NET_NAME, NET_RESOLVER, MEMORY) and its text.  The list is valid during the call. */
enum { LOOKUP_MAX = 32 };
struct lookup_hooks {
    void *ctx;
    void (*found)(void *ctx, enum net_family family, const struct addr *list, size_t n,
                  enum err err, const char *why);
};

/* lookup_start begins a lookup.  It may call `found` before it returns, but after *out is set.  The
 * caller ends every lookup with lookup_drop. */
enum err lookup_start(struct lookup **out, struct net_loop *loop, const char *name,
                      enum net_family family, const struct lookup_hooks *hooks) MUST_CHECK;

/* lookup_drop frees a lookup: `found` is not called any more.  Also needed after everything was
 * found. */
void lookup_drop(struct lookup *lookup);

/* resolver_new makes the channel of c-ares.  servers: a list as for net_loop_resolvers, or NULL for
 * those of the system. */
enum err resolver_new(struct resolver **out, struct net_loop *loop, const char *servers) MUST_CHECK;

/* resolver_end cancels all queries; its handles close in the next turns of the loop. */
void resolver_end(struct resolver *resolver);

#endif
