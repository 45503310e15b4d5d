/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * net_conn: the internals of a connection.
 *
 *     connect.c   addresses and the race for a socket    CONNECT
 *     proxy_*.c   the dialogue with a proxy              PROXY
 *     starttls*.c the dialogue before TLS                STARTTLS
 *     net_conn.c  stages, reading, deadline, end         READY
 *     net_conn_tell.c  what the hook of dialogues gets
 *     net_conn_text.c  errors and times in words
 *     write.c     sending
 */
#ifndef TB_LIB_NET_NET_CONN_H
#define TB_LIB_NET_NET_CONN_H

#include "lib/net/addr.h"
#include "lib/net/loop.h"
#include "lib/net/preamble.h"

/* A socket, connecting or connected.  It lives until libuv has closed it. */
struct sock {
    uv_tcp_t tcp;
    uv_connect_t request;
    struct net_conn *owner;
    bool given_up;
    struct addr addr;
    struct sock *next;
};

/* The state of happy eyeballs (RFC 8305): the addresses of a name, the sockets that are connecting,
 * and the failure that explains most.  It exists until there is a connected socket. */
enum { RACE_MAX = 16 };
struct race {
    struct timer pace; /* first: see connect_stop */
    uint16_t via_port;
    struct lookup *lookup;
    struct addr *list[2]; /* IPv6, IPv4; NULL: none */
    size_t n[2], next[2];
    bool asked[2]; /* no answer yet */
    int turn;      /* which family comes next */
    struct sock *racing;
    size_t tried;
    enum err err;  /* the failure that explains most so far, or OK */
    char why[160]; /* "192.0.2.1:443: connection refused" */
    char via[];    /* the TCP peer: the proxy, or where the service is reached */
};

/* What is said before TLS: with a proxy, or in a protocol of STARTTLS. */
struct net_talk {
    char host[PREAMBLE_HOST]; /* the name of the service */
    char to[PREAMBLE_HOST];   /* where it is reached */
    uint16_t to_port;
    struct proxy proxy;
    struct preamble preamble;
};

/* What the system did not accept at once. */
struct outgoing {
    struct buf queue, flying; /* waiting; being written */
    uv_write_t write;
};

enum conn_stage { STAGE_CONNECT, STAGE_PROXY, STAGE_STARTTLS, STAGE_READY, STAGE_ENDED };

struct net_conn {
    struct net_loop *loop;
    struct net_conn *prev, *next;
    struct net_server *server; /* that accepted it and still exists; or NULL */
    struct net_hooks hooks;
    enum conn_stage stage;
    bool tell_closed;
    size_t handles; /* not closed yet */

    enum net_family family;
    bool public_only; /* see net_request */
    uint64_t timeout_us;
    struct timer deadline, timer; /* of all; of net_timer */
    void (*fired)(void *ctx, struct net_conn *conn);

    /* Thousands of connections may wait at a time: these exist as long as they are needed. */
    struct race *race;     /* until there is a socket; or NULL */
    struct net_talk *talk; /* until TLS may begin; NULL: nothing is said before */
    struct outgoing *out;  /* NULL: nothing had to wait yet */

    struct sock *sock; /* the winner */
    char address[ADDR_TEXT_SIZE];
    uv_shutdown_t shutdown;
    bool writing, shut_wanted, shut, eof;
    int write_error; /* a libuv code: writing has stopped; 0: none */
};

/* net_conn_new makes a connection with its timers, at the stage CONNECT and without hooks. */
enum err net_conn_new(struct net_conn **out, struct net_loop *loop, uint64_t timeout_us) MUST_CHECK;

/* net_conn_take gives the connection a connected socket and starts reading.  The stages follow from
 * there. */
void net_conn_take(struct net_conn *conn, struct sock *sock);

/* net_conn_lose reports a failure to the hooks and ends the connection, unless it has ended
 * before. */
void net_conn_lose(struct net_conn *conn, enum err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* net_conn_tell hands a message of the current dialogue to the hook, without credentials;
 * net_conn_tell_heard what has been received since and read, or with `all` whatever came. */
void net_conn_tell(struct net_conn *conn, bool sent, struct span bytes);
void net_conn_tell_heard(struct net_conn *conn, bool all);

/* net_conn_drop ends it without calling a hook. */
void net_conn_drop(struct net_conn *conn);

/* net_conn_err maps a libuv code to an error; net_conn_why is its text, "connection refused". */
enum err net_conn_err(int uv);
enum { CONN_WHY_SIZE = 64 };
const char *net_conn_why(char out[CONN_WHY_SIZE], int uv);

/* net_conn_seconds writes "10 s" or "0.25 s". */
enum { CONN_SECONDS_SIZE = 32 };
const char *net_conn_seconds(char out[CONN_SECONDS_SIZE], uint64_t us);

/* net_conn_handle_closed: one handle of libuv less; after the last one the connection is freed and
 * `closed` is called. */
void net_conn_handle_closed(struct net_conn *conn);

/* sock_new and sock_close make and close a socket, and count it among the connection's handles. */
struct sock *sock_new(struct net_conn *conn);
void sock_close(struct sock *sock);

/* write.c: net_conn_write sends or queues; write_free wipes what is queued. */
enum err net_conn_write(struct net_conn *conn, struct span bytes);
void write_free(struct net_conn *conn);

/* connect.c: connect_start looks up conn->via and races for a socket; it ends in net_conn_take or
 * net_conn_lose.  connect_stop ends the race and frees it.  connect_late reports the deadline. */
void connect_start(struct net_conn *conn);
void connect_stop(struct net_conn *conn);
void connect_late(struct net_conn *conn);

#endif
