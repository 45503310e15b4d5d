/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connects c-ares with the loop: c-ares opens sockets and reports what it waits for (on_socket),
 * libuv polls them (on_poll), and one timer stands for all timeouts of c-ares.  Answers may come
 * while lookup_start still runs, so `pending` counts that call as well.
 */
#include "config.h"

#include "lib/net/resolve.h"

#include <ares.h>

#include "lib/base/mem.h"

/* A socket of c-ares that the loop polls. */
struct socket_watch {
    uv_poll_t poll;
    struct resolver *resolver;
    ares_socket_t fd;
    struct socket_watch *next;
};

struct resolver {
    ares_channel channel;
    struct net_loop *loop;
    struct timer timer; /* when c-ares retries */
    struct socket_watch *watches;
    size_t handles; /* not closed yet: the timer and the sockets */
    bool ended;
};

struct lookup {
    struct lookup_hooks hooks;
    size_t pending; /* answers to come, plus one while lookup_start runs */
    bool dropped;
};

static void resolver_unref(struct resolver *resolver)
{
    if (--resolver->handles == 0)
        mem_free(resolver, sizeof *resolver);
}

static void timer_closed(uv_handle_t *handle)
{
    resolver_unref(handle->data);
}

static void watch_closed(uv_handle_t *handle)
{
    struct socket_watch *w = handle->data;

    resolver_unref(w->resolver);
    mem_free(w, sizeof *w);
}

static void on_timer(void *owner);

/* Sets the timer to the next timeout of c-ares.  It may change with everything that c-ares does. */
static void rearm(struct resolver *resolver)
{
    struct timeval left;

    if (resolver->ended)
        return;
    if (ares_timeout(resolver->channel, NULL, &left) == NULL) {
        timer_stop(&resolver->timer);
        return;
    }
    /* A little later, so that the clock of c-ares agrees that the time is over. */
    uint64_t us = (uint64_t)left.tv_sec * 1000000 + (uint64_t)left.tv_usec + 1000;
    timer_start(&resolver->timer, on_timer, us);
}

/* The time of a query is over: c-ares asks again, asks another server or gives up. */
static void on_timer(void *owner)
{
    struct resolver *r = owner;

    ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    rearm(r);
}

/* A socket is ready: c-ares reads or writes, and may call back with answers. */
static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct socket_watch *w = poll->data;
    struct resolver *r = w->resolver;
    ares_socket_t fd = w->fd;

    /* c-ares finds an error when it reads and writes. */
    bool in = status < 0 || (events & UV_READABLE) != 0;
    bool out = status < 0 || (events & UV_WRITABLE) != 0;
    ares_process_fd(r->channel, in ? fd : ARES_SOCKET_BAD, out ? fd : ARES_SOCKET_BAD);
    rearm(r);
}

/* Watches a socket of c-ares in our loop; NULL if that fails. */
static struct socket_watch *watch_add(struct resolver *resolver, ares_socket_t fd)
{
    struct socket_watch *w = MEM_NEW(struct socket_watch);

    if (w == NULL)
        return NULL;
    if (uv_poll_init_socket(&resolver->loop->uv, &w->poll, fd) != 0) {
        mem_free(w, sizeof *w);
        return NULL;
    }
    w->poll.data = w;
    w->resolver = resolver;
    w->fd = fd;
    w->next = resolver->watches;
    resolver->watches = w;
    resolver->handles++;
    return w;
}

/* c-ares reports what it waits for on a socket, and nothing when it closes one.  A socket that
 * cannot be polled gets no events, and its query times out. */
static void on_socket(void *ctx, ares_socket_t fd, int in, int out)
{
    struct resolver *r = ctx;
    struct socket_watch **at = &r->watches;

    while (*at != NULL && (*at)->fd != fd)
        at = &(*at)->next;
    struct socket_watch *w = *at;
    if (in != 0 || out != 0) {
        if (w == NULL)
            w = watch_add(r, fd);
        if (w != NULL)
            uv_poll_start(&w->poll, (in ? UV_READABLE : 0) | (out ? UV_WRITABLE : 0), on_poll);
    } else if (w != NULL) {
        *at = w->next;
        uv_close((uv_handle_t *)&w->poll, watch_closed);
    }
}

enum err resolver_new(struct resolver **out, struct net_loop *loop, const char *servers)
{
    struct ares_options options = {.sock_state_cb = on_socket};
    struct resolver *r = MEM_NEW(struct resolver);

    *out = NULL;
    if (r == NULL)
        return ERR_MEMORY;
    options.sock_state_cb_data = r;
    if (ares_init_options(&r->channel, &options, ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS) {
        mem_free(r, sizeof *r);
        return ERR_NET_SYSTEM;
    }
    if (servers != NULL && ares_set_servers_ports_csv(r->channel, servers) != ARES_SUCCESS) {
        ares_destroy(r->channel);
        mem_free(r, sizeof *r);
        return ERR_NET_RESOLVER_LIST;
    }
    r->loop = loop;
    timer_init(&r->timer, loop, r);
    /* The timer; each watched socket is one more. */
    r->handles = 1;
    *out = r;
    return ERR_OK;
}

void resolver_end(struct resolver *resolver)
{
    if (resolver == NULL)
        return;
    resolver->ended = true;
    ares_destroy(resolver->channel); /* closes its sockets through on_socket */
    timer_close(&resolver->timer, timer_closed);
}

/* An answer has come, or lookup_start is done: the last of them frees a dropped lookup. */
static void lookup_unref(struct lookup *lookup)
{
    if (--lookup->pending == 0 && lookup->dropped)
        mem_free(lookup, sizeof *lookup);
}

void lookup_drop(struct lookup *lookup)
{
    if (lookup == NULL)
        return;
    lookup->dropped = true;
    if (lookup->pending == 0)
        mem_free(lookup, sizeof *lookup);
}

/* Maps a status of c-ares: the name has no address (NAME), or no server could be asked. */
static enum err err_of(int status)
{
    switch (status) {
    case ARES_SUCCESS:
    case ARES_ENODATA:
    case ARES_ENOTFOUND:
    case ARES_EBADNAME:
    case ARES_ENONAME:
    case ARES_EBADFAMILY: return ERR_NET_NAME;
    case ARES_ENOMEM: return ERR_MEMORY;
    default: return ERR_NET_RESOLVER;
    }
}

/* The text for a status of c-ares. */
static const char *why_of(int status)
{
    switch (status) {
    case ARES_SUCCESS:
    case ARES_ENODATA: return "the name has no address";
    case ARES_ENOTFOUND: return "no such name";
    case ARES_EBADNAME:
    case ARES_ENONAME: return "not a valid host name";
    case ARES_ETIMEOUT: return "the name server does not answer";
    case ARES_ECONNREFUSED: /* some versions report SERVFAIL and REFUSED so */
    case ARES_ESERVFAIL:
    case ARES_EREFUSED:
    case ARES_ENOTIMP: return "no name server answered";
    default: return ares_strerror(status);
    }
}

/* The answer for one family; it is not reported any more if the lookup was dropped. */
static void answered(struct lookup *lookup, enum net_family family, int status,
                     const struct ares_addrinfo *info)
{
    struct addr list[LOOKUP_MAX];
    size_t n = 0;

    if (status == ARES_SUCCESS) {
        for (struct ares_addrinfo_node *i = info->nodes; i != NULL && n < LOOKUP_MAX;
             i = i->ai_next)
            n += addr_from(&list[n], i->ai_addr);
    }
    if (!lookup->dropped)
        lookup->hooks.found(lookup->hooks.ctx, family, list, n, n > 0 ? ERR_OK : err_of(status),
                            n > 0 ? "" : why_of(status));
    lookup_unref(lookup);
}

static void on_v6(void *ctx, int status, int timeouts, struct ares_addrinfo *info)
{
    (void)timeouts;
    answered(ctx, NET_IPV6, status, info);
    ares_freeaddrinfo(info);
}

static void on_v4(void *ctx, int status, int timeouts, struct ares_addrinfo *info)
{
    (void)timeouts;
    answered(ctx, NET_IPV4, status, info);
    ares_freeaddrinfo(info);
}

/* RFC 6761 6.3: localhost and the names below it are this machine and are never looked up. */
static bool is_localhost(struct span name)
{
    static const char tail[] = ".localhost";
    struct span local = SPAN_LIT("localhost");

    if (name.n > 0 && name.p[name.n - 1] == '.')
        name.n--;
    return span_ieq(name, local) ||
           (name.n > sizeof tail - 1 &&
            span_ieq(span_tail(name, name.n - (sizeof tail - 1)), span_str(tail)));
}

static void tell_local(struct lookup *lookup, enum net_family family, const char *ip)
{
    struct addr a;

    if (!lookup->dropped && addr_parse(&a, ip, 0))
        lookup->hooks.found(lookup->hooks.ctx, family, &a, 1, ERR_OK, "");
}

enum err lookup_start(struct lookup **out, struct net_loop *loop, const char *name,
                      enum net_family family, const struct lookup_hooks *hooks)
{
    bool local = is_localhost(span_str(name));

    *out = NULL;
    if (!local && loop->resolver == NULL)
        TRY(resolver_new(&loop->resolver, loop, NULL));
    struct lookup *k = MEM_NEW(struct lookup);
    if (k == NULL)
        return ERR_MEMORY;
    *k = (struct lookup){.hooks = *hooks, .pending = 1};
    *out = k;
    if (local) {
        if (family != NET_IPV4)
            tell_local(k, NET_IPV6, "::1");
        if (family != NET_IPV6)
            tell_local(k, NET_IPV4, "127.0.0.1");
        lookup_unref(k);
        return ERR_OK;
    }
    /* RFC 8305 3: the AAAA query first, the A query immediately after it. */
    struct ares_addrinfo_hints hints = {.ai_family = AF_INET6};
    if (family != NET_IPV4) {
        k->pending++;
        ares_getaddrinfo(loop->resolver->channel, name, NULL, &hints, on_v6, k);
    }
    hints.ai_family = AF_INET;
    if (family != NET_IPV6) {
        k->pending++;
        ares_getaddrinfo(loop->resolver->channel, name, NULL, &hints, on_v4, k);
    }
    rearm(loop->resolver);
    lookup_unref(k);
    return ERR_OK;
}
