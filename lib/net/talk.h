/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk: what is said on a connection before TLS: to a proxy, and in the protocol that TLS is asked
 * for in.  Bytes in, bytes out: no socket here.
 *
 * A talk is called once at its start, with nothing to read, and then with all that was not used
 * yet whenever bytes came.  It puts bytes to send into `out`, and takes what it used from `in`.
 */
#ifndef TB_LIB_NET_TALK_H
#define TB_LIB_NET_TALK_H

#include "lib/net/target.h"

enum { TALK_HOST = TARGET_HOST };

/* What may wait in `in`, and what all answers may come to. */
enum { TALK_IN_MAX = 16 * 1024, TALK_TOTAL_MAX = 64 * 1024 };

enum talk_state { TALK_MORE, TALK_DONE, TALK_FAILED };

struct talk {
    char host[TALK_HOST]; /* what is asked for: behind the proxy, or as the name of the service */
    uint16_t port;
    const struct proxy *proxy; /* the proxy's talks */
    enum starttls protocol;    /* starttls */
    struct net_end local;      /* starttls: our own end, for greetings; ip_n 0: unknown */

    struct buf in, out;
    size_t total;              /* bytes that came */
    unsigned step;             /* where it stands: the talk's own */
    bool begun, seen, blocked; /* likewise */

    enum err err;        /* FAILED: what … */
    struct buf why;      /* … and in which words, without the address */
    const char *waiting; /* MORE: for what: "the answer to STARTTLS" */
};

/* talk_reset makes room for a new talk; bytes in `in` stay. */
void talk_reset(struct talk *t);
void talk_free(struct talk *t); /* wipes */

/* talk_feed appends what came; false where it is more than any answer is. */
bool talk_feed(struct talk *t, struct span bytes);

/* talk_take drops the first n bytes of `in`. */
void talk_take(struct talk *t, size_t n);

/* talk_fail notes an error and its words. */
enum talk_state talk_fail(struct talk *t, enum err e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* talk_quote appends what a peer said as people may see it: "\"454 no\"": printable, cut off. */
void talk_quote(struct buf *out, struct span text);

/* The talks. */
enum talk_state proxy_http_talk(struct talk *t);
enum talk_state proxy_socks5_talk(struct talk *t);
enum talk_state starttls_talk(struct talk *t);

#endif
