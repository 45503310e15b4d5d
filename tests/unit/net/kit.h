/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kit: a client and scripted servers in one loop, over real sockets on the loopback interface.
 *
 *     kit_begin, kit_serve…; change kit->request; kit_run; look at kit->seen; kit_end
 */
#ifndef TB_TESTS_UNIT_NET_KIT_H
#define TB_TESTS_UNIT_NET_KIT_H

#include "lib/net/net.h"

#define S(text) SPAN_INIT(text)
#define SECOND  ((uint64_t)1000000)
#define NOTHING \
    {           \
        NULL, 0 \
    }

/* What a server does: waits for these bytes, says those, and ends so. */
enum kit_end { KIT_GO_ON, KIT_CLOSE, KIT_RESET };
struct kit_act {
    struct span they; /* what the client has to say; empty: nothing */
    struct span we;
    enum kit_end end;
};

struct kit_server {
    struct kit *kit;
    const struct kit_act *acts; /* NULL: sends back what comes */
    size_t num;
    struct net_server *server;
    uint16_t port;
    size_t accepted;
};

/* What the client's hooks were told. */
struct kit_seen {
    char steps[32]; /* r c p s: the steps; R: ready, E: eof, F: failed, C: closed */
    struct buf data;
    struct buf talk; /* the dialogue before TLS: "smtp< 220 mx\r\n" for what came, ">" for ours */
    enum err err;
    char text[400];
    char address[80];
    uint64_t us; /* from net_open to the last call */
};

enum { KIT_SERVERS = 4 };
struct kit {
    struct net_loop *loop;
    struct kit_server servers[KIT_SERVERS];
    size_t num_servers;
    struct net_request request;
    struct span say;   /* the client's first words */
    struct span until; /* the data after which it closes; empty: at the end */
    char close_at;     /* the step at which the client closes, or 0 */
    struct net_conn *conn;
    struct kit_seen seen;
    uint64_t began;
};

/* kit_begin sets a request to the first server, with a time of 10 seconds. */
void kit_begin(struct kit *k);
void kit_end(struct kit *k);

/* kit_serve listens at an address (port 0: a free one). */
struct kit_server *kit_serve(struct kit *k, const char *address, uint16_t port,
                             const struct kit_act *acts, size_t num);

/* kit_run opens the connection and turns the loop until it has ended. */
void kit_run(struct kit *k);

/* kit_failed asserts that it failed so. */
void kit_failed(const struct kit *k, enum err e, const char *text);

/* kit_talked asserts that the hook of dialogues was told this: of each message the protocol, ">" if
 * it was sent or "<", a space, its bytes and a line end. */
void kit_talked(const struct kit *k, struct span talk);

/* kit_free_port is a port of 127.0.0.1 at which nobody listens. */
uint16_t kit_free_port(void);

/* kit_full_port listens at an address and fills the queue, so that another connection gets no
 * answer; *fds are to be closed with kit_close_full. */
enum { KIT_FULL = 16 };
struct kit_full {
    int fds[KIT_FULL];
    uint16_t port;
};
void kit_full_port(struct kit_full *f, bool v6, uint16_t port);
void kit_close_full(struct kit_full *f);

#endif
