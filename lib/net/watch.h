/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch: what a loop waits for besides connections: descriptors of others, and points in time.
 *
 * Both keep net_run running while they wait, unless they are quiet.  Everything can be called from
 * their own callbacks.  They end before the loop does.
 */
#ifndef TB_LIB_NET_WATCH_H
#define TB_LIB_NET_WATCH_H

#include "lib/net/net.h"

/*
 * net_watch calls `readable` in each turn in which fd has something to read, or has ended: one read
 * of it does then not block.  The descriptor stays the caller's, and its flags are not changed: a
 * terminal or pipe that other processes share does not become non-blocking.
 *
 * Errors: MEMORY; NET_SYSTEM, also for a regular file, which can always be read and needs no watch.
 */
struct net_watch; /* opaque */
enum err net_watch_new(struct net_watch **out, struct net_loop *loop, int fd,
                       void (*readable)(void *ctx), void *ctx) MUST_CHECK;
void net_watch_hold(struct net_watch *watch, bool hold); /* stops looking, or continues */
void net_watch_quiet(struct net_watch *watch);           /* it does not keep net_run running */
void net_watch_end(struct net_watch *watch);             /* accepts NULL */

/* net_alarm calls `rung` once after `us` microseconds, rounded up to milliseconds.  Setting it
 * again replaces the time.  An alarm that is not set does not keep net_run running. */
struct net_alarm; /* opaque */
enum err net_alarm_new(struct net_alarm **out, struct net_loop *loop, void (*rung)(void *ctx),
                       void *ctx) MUST_CHECK;
void net_alarm_set(struct net_alarm *alarm, uint64_t us);
void net_alarm_stop(struct net_alarm *alarm);
void net_alarm_quiet(struct net_alarm *alarm); /* it never keeps net_run running */
void net_alarm_end(struct net_alarm *alarm);   /* accepts NULL */

#endif
