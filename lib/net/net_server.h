/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net_server: the internals of a listening socket. */
#ifndef TB_LIB_NET_NET_SERVER_H
#define TB_LIB_NET_NET_SERVER_H

#include "lib/net/loop.h"

struct net_server {
    struct net_loop *loop;
    struct net_server *prev, *next;
    struct net_serve_hooks hooks;
    uint64_t timeout_us;
    uint16_t port;
    size_t num, most; /* current connections and their limit; most 0: none */
    bool waits;       /* a connection is waiting to be accepted */
    uv_tcp_t tcp;
};

/* net_server_left: one of its connections was freed. */
void net_server_left(struct net_server *server);

#endif
