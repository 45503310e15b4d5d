/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net_conn: the inside of a connection.
 *
 *     connect.c   addresses and the race for a socket    CONNECT
 *     proxy_*.c   what a proxy is asked                  PROXY
 *     starttls*.c the way to TLS                         STARTTLS
 *     net_conn.c  stages, reading, deadline, end         READY
 *     write.c     what is sent
 */
#ifndef TB_LIB_NET_NET_CONN_H
#define TB_LIB_NET_NET_CONN_H

#include "lib/net/addr.h"
#include "lib/net/loop.h"
#include "lib/net/preamble.h"

/* A socket, on its way or connected.  It lives until libuv has closed it. */
struct sock {
    uv_tcp_t tcp;
    uv_connect_t request;
    struct net_conn *owner;
    bool given_up;
    struct addr addr;
    struct sock *next;
};

/* The addresses of a name, the sockets that race for one of them (RFC 8305), and the best of what
 * went wrong. */
enum { RACE_MAX = 16 };
struct race {
    struct lookup *lookup;
    struct addr list[2][RACE_MAX]; /* IPv6, IPv4 */
    size_t n[2], next[2];
    bool asked[2]; /* no answer yet */
    int turn;      /* which family comes next */
    struct sock *racing;
    size_t tried;
    enum err err;  /* the most telling failure so far, or OK */
    char why[160]; /* "192.0.2.1:443: connection refused" */
};

enum conn_stage { STAGE_CONNECT, STAGE_PROXY, STAGE_STARTTLS, STAGE_READY, STAGE_ENDED };

struct net_conn {
    struct net_loop *loop;
    struct net_conn *prev, *next;
    struct net_server *server; /* that accepted it, and is still there; or NULL */
    struct net_hooks hooks;
    enum conn_stage stage;
    bool tell_closed;
    size_t handles; /* not closed yet */

    char host[PREAMBLE_HOST]; /* whose service it is */
    char to[PREAMBLE_HOST];   /* where that is */
    char via[PREAMBLE_HOST];  /* what is connected to: the proxy, where there is one */
    uint16_t to_port, via_port;
    enum net_family family;
    struct proxy proxy;
    uint64_t timeout_us;
    struct timer deadline, pace, timer; /* of all; of the race; of net_timer */
    void (*fired)(void *ctx, struct net_conn *conn);
    struct race race;

    struct sock *sock; /* the winner */
    char address[ADDR_TEXT_SIZE];
    struct preamble talk;

    struct buf queue, flying; /* waiting; being written */
    uv_write_t write;
    uv_shutdown_t shutdown;
    bool writing, shut_wanted, shut, eof;
    int write_error; /* of libuv; nothing is written any more; 0: none */
};

/* net_conn_new is one with its timers, at the stage CONNECT and without hooks. */
enum err net_conn_new(struct net_conn **out, struct net_loop *loop, uint64_t timeout_us) MUST_CHECK;

/* net_conn_take gives the connection a connected socket and reads from it; preambles and hooks say
 * what follows. */
void net_conn_take(struct net_conn *conn, struct sock *sock);

/* net_conn_lose reports the failure and ends the connection, if that has not ended before. */
void net_conn_lose(struct net_conn *conn, enum err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* net_conn_drop ends it without a word. */
void net_conn_drop(struct net_conn *conn);

/* net_conn_err is which error one of libuv is; net_conn_why its words, "connection refused". */
enum err net_conn_err(int uv);
enum { CONN_WHY_SIZE = 64 };
const char *net_conn_why(char out[CONN_WHY_SIZE], int uv);

/* net_conn_seconds writes "10 s" or "0.25 s". */
enum { CONN_SECONDS_SIZE = 32 };
const char *net_conn_seconds(char out[CONN_SECONDS_SIZE], uint64_t us);

/* sock_new, sock_close: with the connection's count of handles. */
struct sock *sock_new(struct net_conn *conn);
void sock_close(struct sock *sock);

/* net_conn_write: see write.c. */
enum err net_conn_write(struct net_conn *conn, struct span bytes);

/* connect.c: connect_start looks up and races for c->via; it ends in net_conn_take or
 * net_conn_lose.  connect_stop gives up; connect_late says what there is to say at the deadline. */
void connect_start(struct net_conn *conn);
void connect_stop(struct net_conn *conn);
void connect_late(struct net_conn *conn);

#endif
