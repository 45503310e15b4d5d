/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timer: a timer of a loop that never overtakes input.
 *
 * libuv judges times by a clock that it reads once a turn, and may do so before it looks at what
 * has come.  A process that stood still (a busy machine, SIGSTOP, a callback that took long) would
 * then end a connection for silence though the words wait to be read.  So a timer counts from the
 * real time; and when it expires, everything that is there is read first: what is read may stop
 * it, or start it again, and only otherwise it fires.
 */
#ifndef TB_LIB_NET_TIMER_H
#define TB_LIB_NET_TIMER_H

#include <stdbool.h>

#include <uv.h>

struct net_loop;

struct timer {
    uv_timer_t uv; /* its data is the owner's: close callbacks take it from there */
    void (*fired)(void *owner);
    struct timer *next, **at; /* among those that have expired; at NULL: it has not */
};

/* All that have expired and wait until the loop has read. */
struct timers {
    uv_idle_t hurry; /* while there are any, the loop looks for input and waits for none */
    uv_check_t read; /* it has looked */
    struct timer *expired;
};

void timers_init(struct timers *timers, uv_loop_t *uv);
void timers_close(struct timers *timers);

void timer_init(struct timer *timer, struct net_loop *loop, void *owner);
/* timer_start: in `us` microseconds, or as soon as may be; what it was started for before does
 * not count any more. */
void timer_start(struct timer *timer, void (*fired)(void *owner), uint64_t us);
void timer_stop(struct timer *timer);
bool timer_runs(const struct timer *timer);
void timer_close(struct timer *timer, uv_close_cb closed);

#endif
