/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/timer.h"

#include "lib/net/loop.h"

/* Removes a timer from the list of expired ones, if it is there. */
static void unlink_expired(struct timer *timer)
{
    if (timer->at == NULL)
        return;
    *timer->at = timer->next;
    if (timer->next != NULL)
        timer->next->at = timer->at;
    timer->at = NULL;
}

/* An idle handle without work: while it is active, libuv polls without blocking. */
static void on_hurry(uv_idle_t *idle)
{
    (void)idle;
}

/* The loop has read everything: fires the expired timers that nothing has stopped. */
static void on_read(uv_check_t *check)
{
    struct timers *all = check->data;

    uv_idle_stop(&all->hurry);
    uv_check_stop(&all->read);
    while (all->expired != NULL) {
        struct timer *t = all->expired;

        unlink_expired(t);
        t->fired(t->uv.data);
    }
}

/* A timer of libuv has expired: keeps it until the loop has read, and makes the loop hurry. */
static void on_expired(uv_timer_t *uv)
{
    struct net_loop *l = uv->loop->data;
    struct timer *t = (struct timer *)(void *)uv;

    t->at = &l->timers.expired;
    t->next = *t->at;
    if (t->next != NULL)
        t->next->at = &t->next;
    *t->at = t;
    uv_idle_start(&l->timers.hurry, on_hurry);
    uv_check_start(&l->timers.read, on_read);
}

void timers_init(struct timers *timers, uv_loop_t *uv)
{
    uv_idle_init(uv, &timers->hurry);
    uv_check_init(uv, &timers->read);
    timers->read.data = timers;
}

void timers_close(struct timers *timers)
{
    uv_close((uv_handle_t *)&timers->hurry, NULL);
    uv_close((uv_handle_t *)&timers->read, NULL);
}

void timer_init(struct timer *timer, struct net_loop *loop, void *owner)
{
    *timer = (struct timer){0};
    uv_timer_init(&loop->uv, &timer->uv);
    timer->uv.data = owner;
}

void timer_start(struct timer *timer, void (*fired)(void *owner), uint64_t us)
{
    unlink_expired(timer);
    timer->fired = fired;
    uv_update_time(timer->uv.loop); /* the loop's clock may be old */
    uv_timer_start(&timer->uv, on_expired, us / 1000 + (us % 1000 != 0), 0);
}

void timer_stop(struct timer *timer)
{
    unlink_expired(timer);
    uv_timer_stop(&timer->uv);
}

bool timer_runs(const struct timer *timer)
{
    return timer->at != NULL || uv_is_active((const uv_handle_t *)&timer->uv);
}

void timer_close(struct timer *timer, uv_close_cb closed)
{
    unlink_expired(timer);
    uv_close((uv_handle_t *)&timer->uv, closed);
}
