/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/timer.h"

#include "lib/net/loop.h"

static void unlink_expired(struct timer *t)
{
    if (t->at == NULL)
        return;
    *t->at = t->next;
    if (t->next != NULL)
        t->next->at = t->at;
    t->at = NULL;
}

static void on_hurry(uv_idle_t *idle)
{
    (void)idle;
}

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

void timers_init(struct timers *t, uv_loop_t *uv)
{
    uv_idle_init(uv, &t->hurry);
    uv_check_init(uv, &t->read);
    t->read.data = t;
}

void timers_close(struct timers *t)
{
    uv_close((uv_handle_t *)&t->hurry, NULL);
    uv_close((uv_handle_t *)&t->read, NULL);
}

void timer_init(struct timer *t, struct net_loop *l, void *owner)
{
    *t = (struct timer){0};
    uv_timer_init(&l->uv, &t->uv);
    t->uv.data = owner;
}

void timer_start(struct timer *t, void (*fired)(void *owner), uint64_t us)
{
    unlink_expired(t);
    t->fired = fired;
    uv_update_time(t->uv.loop); /* the loop may have stood still */
    uv_timer_start(&t->uv, on_expired, us / 1000 + (us % 1000 != 0), 0);
}

void timer_stop(struct timer *t)
{
    unlink_expired(t);
    uv_timer_stop(&t->uv);
}

bool timer_runs(const struct timer *t)
{
    return t->at != NULL || uv_is_active((const uv_handle_t *)&t->uv);
}

void timer_close(struct timer *t, uv_close_cb closed)
{
    unlink_expired(t);
    uv_close((uv_handle_t *)&t->uv, closed);
}
