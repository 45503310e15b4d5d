/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pace: the rate of connections: up to N a second in all, and up to M a second to one address.
 *
 * Each connection waits for a turn.  Turns of one address come in the order in which they
 * were asked for; addresses take turns, so that one with many connections holds up no other.  One
 * alarm serves all that wait, and nothing is done before it is due.
 */
#ifndef TB_APP_SCAN_PACE_H
#define TB_APP_SCAN_PACE_H

#include "lib/net/net.h"

struct pace; /* opaque */

/* Connections a second; 0: no limit.  Any second has at most `rate`, which are spread evenly, and
 * at most per_address to one address. */
struct pace_limits {
    unsigned rate, per_address;
};

/* The time, in microseconds, and how pace asks to be woken: after so long pace_wake must be called;
 * a second request replaces the first, and PACE_NEVER cancels it. */
#define PACE_NEVER UINT64_MAX
struct pace_clock {
    void *ctx;
    uint64_t (*now_us)(void *ctx);
    void (*wake)(void *ctx, uint64_t us);
};

struct pace_site; /* opaque: an address */

/* A turn is in the memory of the caller of pace_ask, who sets go and ctx before. */
struct pace_turn {
    void (*go)(void *ctx);
    void *ctx;
    struct pace_site *site; /* NULL: it does not wait */
    struct pace_turn *prev, *next;
};

/* pace_new takes its time from a clock, pace_new_in from a loop.  pace_free: no turn may wait any
 * more; accepts NULL.  Errors: MEMORY. */
enum err pace_new(struct pace **out, const struct pace_limits *limits,
                  const struct pace_clock *clock) MUST_CHECK;
enum err pace_new_in(struct pace **out, const struct pace_limits *limits,
                     struct net_loop *loop) MUST_CHECK;
void pace_free(struct pace *pace);

/* pace_ask calls turn->go when a connection to the address may be opened: before it returns, or
 * later.  A turn that waits must not be asked for again.  Errors: MEMORY. */
enum err pace_ask(struct pace *pace, struct pace_turn *turn, struct span address) MUST_CHECK;

/* pace_forget: the turn does not wait any more.  It accepts one that does not. */
void pace_forget(struct pace *pace, struct pace_turn *turn);

void pace_wake(struct pace *pace);

#endif
