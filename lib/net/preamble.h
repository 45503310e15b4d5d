/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * preamble: the dialogue on a connection before TLS: with a proxy, or in the protocol that switches
 * to TLS.  It maps bytes in to bytes out and never touches the socket.
 *
 * The function of a dialogue is called once at its start, with nothing to read, and then, whenever
 * bytes came, with all bytes that are not used yet.  It puts bytes to send into `out` and takes
 * used ones from `in`.
 */
#ifndef TB_LIB_NET_PREAMBLE_H
#define TB_LIB_NET_PREAMBLE_H

#include "lib/net/target.h"

enum { PREAMBLE_HOST = TARGET_HOST };

/* The most bytes in `in`, and the most bytes of all answers together. */
enum { PREAMBLE_IN_MAX = 16 * 1024, PREAMBLE_TOTAL_MAX = 64 * 1024 };

enum preamble_state { PREAMBLE_MORE, PREAMBLE_DONE, PREAMBLE_FAILED };

struct preamble {
    char host
        [PREAMBLE_HOST]; /* the target of the proxy, or the name of the service */
    uint16_t port;
    const struct proxy *proxy; /* for dialogues with a proxy */
    enum starttls protocol;    /* starttls */
    struct net_end local;      /* STARTTLS: our own end, for greetings; ip_n 0: unknown */

    struct buf in, out;
    struct buf heard;          /* received and not told yet; ends with the bytes of `in` */
    size_t total;              /* bytes received so far */
    unsigned step;             /* state of the dialogue */
    bool begun, seen, blocked; /* likewise */

    enum err err;        /* FAILED: the error … */
    struct buf why;      /* … and its text, without the address */
    const char *waiting; /* MORE: what is expected: "the answer to STARTTLS" */
};

/* preamble_reset prepares a new dialogue; bytes in `in` stay. */
void preamble_reset(struct preamble *preamble);
void preamble_free(struct preamble *preamble); /* wipes */

/* preamble_feed appends received bytes; false if they exceed the limits. */
bool preamble_feed(struct preamble *preamble, struct span bytes);

/* preamble_take drops the first n bytes of `in`. */
void preamble_take(struct preamble *preamble, size_t n);

/* preamble_heard is what has come since the last preamble_told: as far as the dialogue has read
 * it, or with `all` also the rest.  preamble_told drops the first n bytes of it. */
struct span preamble_heard(const struct preamble *preamble, bool all);
void preamble_told(struct preamble *preamble, size_t n);

/* preamble_fail sets an error, appends its text to `why`, and returns FAILED. */
enum preamble_state preamble_fail(struct preamble *preamble, enum err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* preamble_quote appends to `why` what a peer said, in a form that is safe to print: "\"454 no\"",
 * without the credentials for the proxy, with other characters escaped, and cut. */
void preamble_quote(struct preamble *preamble, struct span text);

/* The dialogues: HTTP CONNECT (RFC 9110 9.3.6), SOCKS5 (RFC 1928, RFC 1929), and the one of
 * `protocol` (starttls.def). */
enum preamble_state proxy_http_talk(struct preamble *preamble);
enum preamble_state proxy_socks5_talk(struct preamble *preamble);
enum preamble_state starttls_talk(struct preamble *preamble);

#endif
