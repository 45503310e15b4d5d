/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spawn: runs another program in a loop.  Its standard input is empty, its standard output and
 * standard error are passed on, and it has a time limit. */
#ifndef TB_LIB_NET_SPAWN_H
#define TB_LIB_NET_SPAWN_H

#include "lib/net/net.h"

struct net_child; /* opaque */

struct net_child_hooks {
    void *ctx;
    void (*said)(void *ctx, struct span bytes); /* valid during the call */
    /* ended is the last call.  code: its exit code, or 128 + the signal that ended it; late: the
     * time limit ended it. */
    void (*ended)(void *ctx, int code, bool late);
};

/*
 * net_spawn runs a command line with /bin/sh, in a process group of its own, which is killed as a
 * whole when the time is over.  env: "NAME=value", ended by NULL.  A child does not keep the loop
 * turning; connections and servers do.
 */
enum err net_spawn(struct net_child **out, struct net_loop *loop, const char *command,
                   const char *const *env, uint64_t timeout_us,
                   const struct net_child_hooks *hooks) MUST_CHECK;

/* net_spawn_program is net_spawn for a program, words[0], and its arguments, ended by NULL. */
enum err net_spawn_program(struct net_child **out, struct net_loop *loop, const char *const *words,
                           const char *const *env, uint64_t timeout_us,
                           const struct net_child_hooks *hooks) MUST_CHECK;

/* net_child_kill kills the group; the hooks are not called any more. */
void net_child_kill(struct net_child *child);
void spawn_kill_all(struct net_loop *loop);

#endif
