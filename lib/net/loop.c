/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/loop.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "lib/base/mem.h"
#include "lib/net/net_conn.h"
#include "lib/net/net_lookup.h"
#include "lib/net/net_server.h"
#include "lib/net/resolve.h"
#include "lib/net/spawn.h"

enum err net_loop_new(struct net_loop **out)
{
    struct net_loop *l = MEM_NEW(struct net_loop);

    *out = NULL;
    if (l == NULL)
        return ERR_MEMORY;
    if (uv_loop_init(&l->uv) != 0) {
        mem_free(l, sizeof *l);
        return ERR_NET_SYSTEM;
    }
    l->uv.data = l;
    timers_init(&l->timers, &l->uv);
    *out = l;
    return ERR_OK;
}

enum err net_loop_resolvers(struct net_loop *loop, const char *list)
{
    resolver_end(loop->resolver);
    loop->resolver = NULL;
    return resolver_new(&loop->resolver, loop, list);
}

void net_loop_free(struct net_loop *loop)
{
    struct loop_quiet quiet;

    if (loop == NULL)
        return;
    loop_quiet_begin(&quiet);
    for (struct net_conn *c = loop->conns; c != NULL; c = c->next)
        net_conn_drop(c);
    for (struct net_server *s = loop->servers; s != NULL; s = s->next)
        net_serve_end(s);
    net_lookup_drop_all(loop);
    spawn_kill_all(loop);
    resolver_end(loop->resolver);
    for (size_t i = 0; loop->catches && i < 2; i++)
        uv_close((uv_handle_t *)&loop->signals[i], NULL);
    timers_close(&loop->timers);
    /* Nothing is active any more, so this runs the close callbacks and does not block. */
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    uv_loop_close(&loop->uv);
    loop_quiet_end(&quiet);
    mem_free(loop, offsetof(struct net_loop, read)); /* bytes from the network are no secret */
}

void loop_quiet_begin(struct loop_quiet *quiet)
{
    sigset_t pipe;

    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &quiet->before);
    quiet->ours = !sigismember(&quiet->before, SIGPIPE);
}

void loop_quiet_end(struct loop_quiet *quiet)
{
    sigset_t pipe;

    if (!quiet->ours)
        return;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    /* A SIGPIPE that is pending would end the process as soon as it is unblocked. */
    while (sigtimedwait(&pipe, NULL, &(struct timespec){0}) > 0)
        continue;
    pthread_sigmask(SIG_SETMASK, &quiet->before, NULL);
}

void loop_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *out)
{
    struct net_loop *l = handle->loop->data;

    (void)wanted;
    *out = uv_buf_init((char *)l->read, sizeof l->read);
}

enum err net_run(struct net_loop *loop)
{
    struct loop_quiet quiet;

    if (loop->turning)
        return ERR_NET_SYSTEM;
    loop_quiet_begin(&quiet);
    loop->turning = true;
    /*
     * Name server queries that nobody waits for must not keep the loop running.  Therefore the loop
     * makes one turn at a time, until there are no connections, servers, lookups, watches or
     * alarms, or libuv has nothing left.
     */
    while (loop->turning && (loop->conns != NULL || loop->servers != NULL || loop->waiting > 0)) {
        if (uv_run(&loop->uv, UV_RUN_ONCE) == 0)
            break;
    }
    loop->turning = false;
    loop_quiet_end(&quiet);
    return ERR_OK;
}

void net_stop(struct net_loop *loop)
{
    loop->turning = false;
}

static void on_signal(uv_signal_t *signal, int number)
{
    struct net_loop *l = signal->data;

    (void)number;
    l->asked(l->asked_ctx);
}

enum err net_on_stop(struct net_loop *loop, void (*asked)(void *ctx), void *ctx)
{
    static const int numbers[] = {SIGINT, SIGTERM};

    loop->asked = asked;
    loop->asked_ctx = ctx;
    for (size_t i = 0; !loop->catches && i < 2; i++) {
        uv_signal_init(&loop->uv, &loop->signals[i]);
        loop->signals[i].data = loop;
        uv_unref((uv_handle_t *)&loop->signals[i]);
    }
    loop->catches = true;
    for (size_t i = 0; i < 2; i++) {
        if (uv_signal_start_oneshot(&loop->signals[i], on_signal, numbers[i]) != 0)
            return ERR_NET_SYSTEM;
    }
    return ERR_OK;
}

uint64_t net_now_us(void)
{
    return uv_hrtime() / 1000;
}

int64_t net_wall_ms(void)
{
    uv_timeval64_t t;

    return uv_gettimeofday(&t) == 0 ? t.tv_sec * 1000 + t.tv_usec / 1000 : 0;
}
