/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn: another program, run beside a loop: its standard input is empty, what it writes to
 * standard output or standard error is handed out, and it has a time limit.
 */
#ifndef TB_LIB_NET_SPAWN_H
#define TB_LIB_NET_SPAWN_H

#include "lib/net/net.h"

struct net_child; /* opaque */

struct net_child_hooks {
    void *ctx;
    void (*said)(void *ctx, struct span bytes); /* lives for the time of the call */
    /* ended is the last call.  code: what it exited with, or 128 + the signal that ended it; late:
     * that was the time limit. */
    void (*ended)(void *ctx, int code, bool late);
};

/* net_spawn runs a command line with /bin/sh, in a process group of its own: at the end of the time
 * all of it is killed.  env: "NAME=value", ended by NULL.  It keeps no loop turning by itself: a
 * server or a connection does. */
enum err net_spawn(struct net_child **out, struct net_loop *loop, const char *command,
                   const char *const *env, uint64_t timeout_us,
                   const struct net_child_hooks *hooks) MUST_CHECK;

/* net_child_kill ends it, and its hooks are not called any more. */
void net_child_kill(struct net_child *child);
void spawn_kill_all(struct net_loop *loop);

#endif
