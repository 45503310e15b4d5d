/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child process: it ends when it has exited and both pipes are closed.  After the exit its output
 * gets LAST_WORDS_US, because another process may hold the pipes open. */
#include "config.h"

#include "lib/net/spawn.h"

#include <signal.h>

#include "lib/base/mem.h"
#include "lib/net/loop.h"

/* How long the output may stay open after the exit: a process that has left the group may hold
 * it. */
enum { LAST_WORDS_US = 500000, SIGNALLED = 128 };

struct net_child {
    struct net_loop *loop;
    struct net_child *prev, *next;
    struct net_child_hooks hooks;
    uv_process_t process;
    uv_pipe_t pipes[2]; /* standard output and standard error */
    struct timer timer;
    unsigned open; /* pipes */
    bool exited, late, told, silent;
    int code;
    size_t handles; /* not closed yet */
};

/* One handle less; after the last one the child is freed. */
static void closed(uv_handle_t *handle)
{
    struct net_child *c = handle->data;

    if (--c->handles > 0)
        return;
    if (c->prev != NULL)
        c->prev->next = c->next;
    else
        c->loop->children = c->next;
    if (c->next != NULL)
        c->next->prev = c->prev;
    mem_free(c, sizeof *c);
}

static void shut(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, closed);
}

/* Closes all four handles; `closed` frees the child after the last. */
static void shut_all(struct net_child *child)
{
    shut((uv_handle_t *)&child->process);
    if (!uv_is_closing((uv_handle_t *)&child->timer.uv))
        timer_close(&child->timer, closed);
    for (size_t i = 0; i < 2; i++)
        shut((uv_handle_t *)&child->pipes[i]);
}

/* Kills the process group, whose id is that of the first process. */
static void kill_group(const struct net_child *child)
{
    if (child->process.pid > 0)
        (void)kill(-child->process.pid, SIGKILL);
}

/* Reports the end once and closes all handles. */
static void end(struct net_child *child)
{
    if (child->told)
        return;
    child->told = true;
    shut_all(child);
    if (!child->silent)
        child->hooks.ended(child->hooks.ctx, child->code, child->late);
}

/* Output of the child, or the end of one of its pipes. */
static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct net_child *c = stream->data;

    if (n > 0 && !c->silent)
        c->hooks.said(c->hooks.ctx, span_of((const uint8_t *)buf->base, (size_t)n));
    if (n >= 0)
        return;
    uv_read_stop(stream);
    if (--c->open == 0 && c->exited)
        end(c);
}

/* The time limit, or the wait for the last output after the exit. */
static void on_time(void *owner)
{
    struct net_child *c = owner;

    if (c->exited) {
        end(c);
        return;
    }
    c->late = true;
    kill_group(c);
}

/* The child has exited; its process group may still have members. */
static void on_exit(uv_process_t *process, int64_t status, int signal)
{
    struct net_child *c = process->data;

    c->exited = true;
    c->code = signal != 0 ? SIGNALLED + signal : (int)status;
    kill_group(c); /* processes that it has started and left */
    if (c->open == 0 || c->silent)
        end(c);
    else
        timer_start(&c->timer, on_time, LAST_WORDS_US);
}

/* Makes a child in the loop's list.  It has four handles: the process, two pipes and the timer. */
static struct net_child *make(struct net_loop *loop, const struct net_child_hooks *hooks)
{
    struct net_child *c = MEM_NEW(struct net_child);

    if (c == NULL)
        return NULL;
    c->loop = loop;
    c->hooks = *hooks;
    c->process.data = c;
    timer_init(&c->timer, loop, c);
    for (size_t i = 0; i < 2; i++) {
        uv_pipe_init(&loop->uv, &c->pipes[i], 0);
        c->pipes[i].data = c;
    }
    c->handles = 4;
    c->next = loop->children;
    if (c->next != NULL)
        c->next->prev = c;
    loop->children = c;
    return c;
}

enum err net_spawn_program(struct net_child **out, struct net_loop *loop, const char *const *words,
                           const char *const *env, uint64_t timeout_us,
                           const struct net_child_hooks *hooks)
{
    struct net_child *c = make(loop, hooks);

    *out = NULL;
    if (c == NULL)
        return ERR_MEMORY;
    uv_stdio_container_t stdio[] = {
        {.flags = UV_IGNORE},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&c->pipes[0]},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&c->pipes[1]},
    };
    const uv_process_options_t options = {
        .exit_cb = on_exit,
        .file = words[0],
        .args = (char **)(uintptr_t)words,
        .env = (char **)(uintptr_t)env,
        /* A process group of its own: kill_group then also ends what the command has started. */
        .flags = UV_PROCESS_DETACHED,
        .stdio_count = 3,
        .stdio = stdio,
    };
    if (uv_spawn(&loop->uv, &c->process, &options) != 0) {
        /* The caller has the error, so no hook reports it again. */
        c->silent = true;
        end(c);
        return ERR_NET_SYSTEM;
    }
    for (size_t i = 0; i < 2; i++)
        c->open += uv_read_start((uv_stream_t *)&c->pipes[i], loop_alloc, on_read) == 0;
    timer_start(&c->timer, on_time, timeout_us);
    *out = c;
    return ERR_OK;
}

enum err net_spawn(struct net_child **out, struct net_loop *loop, const char *command,
                   const char *const *env, uint64_t timeout_us, const struct net_child_hooks *hooks)
{
    const char *const words[] = {"/bin/sh", "-c", command, NULL};

    return net_spawn_program(out, loop, words, env, timeout_us, hooks);
}

void net_child_kill(struct net_child *child)
{
    child->silent = true;
    if (!child->exited)
        kill_group(child);
    end(child);
}

void spawn_kill_all(struct net_loop *loop)
{
    for (struct net_child *c = loop->children; c != NULL; c = c->next)
        net_child_kill(c);
}
