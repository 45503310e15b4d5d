/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libuv makes a descriptor that it polls non-blocking, for all processes that share it.  It is
 * therefore given an epoll instance of our own, which is readable when the descriptor is.
 */
#include "config.h"

#include "lib/net/watch.h"

#include <sys/epoll.h>
#include <unistd.h>

#include "lib/base/mem.h"
#include "lib/net/loop.h"

struct net_watch {
    uv_poll_t uv;
    struct net_loop *loop;
    int epoll;
    bool is_held, is_quiet, is_ended;
    void (*readable)(void *ctx);
    void *ctx;
};

struct net_alarm {
    struct timer timer;
    struct net_loop *loop;
    bool is_counted, is_quiet;
    void (*rung)(void *ctx);
    void *ctx;
};

static void on_readable(uv_poll_t *uv, int status, int events)
{
    struct net_watch *w = uv->data;

    (void)status; /* reading shows an error, too */
    (void)events;
    w->readable(w->ctx);
}

enum err net_watch_new(struct net_watch **out, struct net_loop *loop, int fd,
                       void (*readable)(void *ctx), void *ctx)
{
    struct net_watch *w = MEM_NEW(struct net_watch);
    struct epoll_event in = {.events = EPOLLIN};

    *out = NULL;
    if (w == NULL)
        return ERR_MEMORY;
    *w = (struct net_watch){.loop = loop, .readable = readable, .ctx = ctx};
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (w->epoll < 0 || epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &in) != 0 ||
        uv_poll_init(&loop->uv, &w->uv, w->epoll) != 0) {
        if (w->epoll >= 0)
            close(w->epoll);
        mem_free(w, sizeof *w);
        return ERR_NET_SYSTEM;
    }
    w->uv.data = w;
    uv_poll_start(&w->uv, UV_READABLE, on_readable);
    loop->waiting++;
    *out = w;
    return ERR_OK;
}

void net_watch_hold(struct net_watch *watch, bool hold)
{
    if (watch->is_held == hold)
        return;
    watch->is_held = hold;
    if (hold)
        uv_poll_stop(&watch->uv);
    else
        uv_poll_start(&watch->uv, UV_READABLE, on_readable);
}

void net_watch_quiet(struct net_watch *watch)
{
    if (watch->is_quiet)
        return;
    watch->is_quiet = true;
    watch->loop->waiting--;
    uv_unref((uv_handle_t *)&watch->uv);
}

static void on_watch_closed(uv_handle_t *handle)
{
    struct net_watch *w = handle->data;

    close(w->epoll);
    mem_free(w, sizeof *w);
}

void net_watch_end(struct net_watch *watch)
{
    if (watch == NULL || watch->is_ended)
        return;
    watch->is_ended = true;
    if (!watch->is_quiet)
        watch->loop->waiting--;
    uv_close((uv_handle_t *)&watch->uv, on_watch_closed);
}

/* An alarm counts among what net_run waits for while it is set. */
static void count(struct net_alarm *alarm, bool is_set)
{
    bool counted = is_set && !alarm->is_quiet;

    if (counted != alarm->is_counted)
        alarm->loop->waiting += counted ? 1 : -1;
    alarm->is_counted = counted;
}

static void on_rung(void *owner)
{
    struct net_alarm *a = owner;

    count(a, false);
    a->rung(a->ctx);
}

enum err net_alarm_new(struct net_alarm **out, struct net_loop *loop, void (*rung)(void *ctx),
                       void *ctx)
{
    struct net_alarm *a = MEM_NEW(struct net_alarm);

    *out = a;
    if (a == NULL)
        return ERR_MEMORY;
    *a = (struct net_alarm){.loop = loop, .rung = rung, .ctx = ctx};
    timer_init(&a->timer, loop, a);
    return ERR_OK;
}

void net_alarm_set(struct net_alarm *alarm, uint64_t us)
{
    timer_start(&alarm->timer, on_rung, us);
    count(alarm, true);
}

void net_alarm_stop(struct net_alarm *alarm)
{
    timer_stop(&alarm->timer);
    count(alarm, false);
}

void net_alarm_quiet(struct net_alarm *alarm)
{
    alarm->is_quiet = true;
    count(alarm, false);
    uv_unref((uv_handle_t *)&alarm->timer.uv);
}

static void on_alarm_closed(uv_handle_t *handle)
{
    struct net_alarm *a = handle->data;

    mem_free(a, sizeof *a);
}

void net_alarm_end(struct net_alarm *alarm)
{
    if (alarm == NULL)
        return;
    count(alarm, false);
    timer_close(&alarm->timer, on_alarm_closed);
}
