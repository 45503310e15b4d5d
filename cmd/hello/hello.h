/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hello: what `tlsbox hello` is made of:
 *
 *   hello.c         options, and hellos from bytes
 *   hello_probe.c   those of servers
 *   hello_listen.c  those of clients that connect
 *   hello_version.c which version a hello is about
 *   hello_view.c    a hello as text and as JSON
 */
#ifndef TB_CMD_HELLO_HELLO_H
#define TB_CMD_HELLO_HELLO_H

#include "cmd/hello/hello_view.h"
#include "cmd/options/connect_options.h"

enum { HELLO_BYTES_MAX = 1 << 20 };

struct hello {
    struct connect_options connecting;
    struct string_list files, hex;
    const char *listen;
    bool json;
    int color;
};

struct listening;

/* One connection, to a server or of a client. */
struct probe {
    struct run *run;
    const struct connect_setup *how;
    const struct server *server; /* NULL: a client of ours (--listen) */
    struct hello_view text;
    struct buf bytes;
    struct listening *listening;
    struct probe *next; /* among the idle ones */
    bool shown;
};

/* hello_probe_init prepares a probe for one hello; what the caller has set stays. */
void hello_probe_init(struct probe *probe, struct run *run);
void hello_probe_free(struct probe *probe);
void hello_probe_fail(struct probe *probe, enum err err, struct span words);

/* hello_show prints what is known about a hello; returns its exit code. */
int hello_show(struct run *run, struct hello_view *view);

/* hello_server connects to a server and shows its answer; hello_listen shows the ClientHello of
 * every client that connects to [ADDR:]PORT.  Both return the exit code. */
int hello_server(struct run *run, const struct connect_setup *how, const char *operand,
                 const struct server *server);
int hello_listen(struct run *run, const struct connect_setup *how, const char *where);

#endif
