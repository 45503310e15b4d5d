/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk: what is said on a connection before TLS: to a proxy, and in the protocol that TLS is asked
 * for in.  Bytes in, bytes out: no socket here.
 *
 * A talk is called once at its start, with nothing to read, and then with all that was not used
 * yet whenever bytes came.  It puts bytes to send into `out`, and takes what it used from `in`.
 */
#ifndef TB_LIB_NET_PREAMBLE_H
#define TB_LIB_NET_PREAMBLE_H

#include "lib/net/target.h"

enum { PREAMBLE_HOST = TARGET_HOST };

/* What may wait in `in`, and what all answers may come to. */
enum { PREAMBLE_IN_MAX = 16 * 1024, PREAMBLE_TOTAL_MAX = 64 * 1024 };

enum preamble_state { PREAMBLE_MORE, PREAMBLE_DONE, PREAMBLE_FAILED };

struct preamble {
    char host
        [PREAMBLE_HOST]; /* what is asked for: behind the proxy, or as the name of the service */
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

/* preamble_reset makes room for a new talk; bytes in `in` stay. */
void preamble_reset(struct preamble *preamble);
void preamble_free(struct preamble *preamble); /* wipes */

/* preamble_feed appends what came; false where it is more than any answer is. */
bool preamble_feed(struct preamble *preamble, struct span bytes);

/* preamble_take drops the first n bytes of `in`. */
void preamble_take(struct preamble *preamble, size_t n);

/* preamble_fail notes an error and its words. */
enum preamble_state preamble_fail(struct preamble *preamble, enum err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* preamble_quote appends what a peer said as people may see it: "\"454 no\"": printable, cut off.
 */
void preamble_quote(struct buf *out, struct span text);

/* The talks. */
enum preamble_state proxy_http_talk(struct preamble *preamble);
enum preamble_state proxy_socks5_talk(struct preamble *preamble);
enum preamble_state starttls_talk(struct preamble *preamble);

#endif
