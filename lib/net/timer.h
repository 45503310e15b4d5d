/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * timer: a timer of a loop that never overtakes input.
 *
 * libuv compares times with a clock that it reads once a turn, perhaps before it looks for input.
 * After a pause of the process (a busy machine, SIGSTOP, a slow callback) it would end a connection
 * for silence although the peer's bytes are waiting to be read.  Therefore a timer counts from the
 * real time, and when it expires everything that has arrived is read first: that may stop the timer
 * or restart it, and only otherwise it fires.
 */
#ifndef TB_LIB_NET_TIMER_H
#define TB_LIB_NET_TIMER_H

#include <stdbool.h>

#include <uv.h>

struct net_loop;

struct timer {
    uv_timer_t uv; /* its data is the owner */
    void (*fired)(void *owner);
    struct timer *next, **at; /* in the list of expired timers; at NULL: not in it */
};

/* The expired timers, which wait until the loop has read. */
struct timers {
    uv_idle_t hurry; /* while active, the loop polls and does not block */
    uv_check_t read; /* called after the poll */
    struct timer *expired;
};

/* timers_init and timers_close are for the loop alone. */
void timers_init(struct timers *timers, uv_loop_t *uv);
void timers_close(struct timers *timers);

/* timer_init makes a timer that is stopped; `fired` gets the owner.  timer_close stops it; libuv
 * calls `closed` in a later turn, and the timer must live until then. */
void timer_init(struct timer *timer, struct net_loop *loop, void *owner);
/* timer_start fires once in `us` microseconds, rounded up to milliseconds, or as soon as possible
 * after that.  It replaces an earlier start. */
void timer_start(struct timer *timer, void (*fired)(void *owner), uint64_t us);
void timer_stop(struct timer *timer);
bool timer_runs(const struct timer *timer);
void timer_close(struct timer *timer, uv_close_cb closed);

#endif
