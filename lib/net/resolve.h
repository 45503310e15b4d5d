/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * resolve: names to addresses, by c-ares in the loop: /etc/hosts and the name servers, as
 * /etc/nsswitch.conf and /etc/resolv.conf say; no threads, and nothing that could be waited for.
 *
 * AAAA and A are asked for at once and told apart, for RFC 8305.
 */
#ifndef TB_LIB_NET_RESOLVE_H
#define TB_LIB_NET_RESOLVE_H

#include "lib/net/addr.h"
#include "lib/net/loop.h"

struct lookup; /* opaque: one name */

/* found is called once for each family asked for: with addresses, or with the reason why there are
 * none (NET_NAME, NET_RESOLVER, MEMORY) and the words of it. */
enum { LOOKUP_MAX = 16 };
struct lookup_hooks {
    void *ctx;
    void (*found)(void *ctx, enum net_family family, const struct addr *list, size_t n,
                  enum err err, const char *why);
};

/* lookup_start may call found at once, after *out is set. */
enum err lookup_start(struct lookup **out, struct net_loop *loop, const char *name,
                      enum net_family family, const struct lookup_hooks *hooks) MUST_CHECK;

/* lookup_drop: found is not called any more.  Also to be called after everything was found. */
void lookup_drop(struct lookup *lookup);

/* resolver_new makes the channel; server list as net_loop_resolvers takes it, or NULL. */
enum err resolver_new(struct resolver **out, struct net_loop *loop, const char *servers) MUST_CHECK;

/* resolver_end drops every question; its handles close in the turns of the loop that follow. */
void resolver_end(struct resolver *resolver);

#endif
