/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture_conn: one connection of a capture: its passive decoder, its events, its chain.
 *
 *   capture_conn.c   the connection, and what its events say
 *   capture_chain.c  the certificates of both sides, and the verdict
 *   capture_end.c    what came of it
 */
#ifndef TB_APP_CAPTURE_CAPTURE_CONN_H
#define TB_APP_CAPTURE_CAPTURE_CONN_H

#include "app/capture/capture_dialogue.h"
#include "app/verify/peer_chain.h"
#include "lib/pcap/capture.h"
#include "lib/pcap/pcapng.h"
#include "lib/tls/passive/passive.h"
#include "lib/view/handshake/hs.h"

struct capture_reader;
struct capture_key;

enum { CAPTURE_LINES = 16, CAPTURE_LINE = 160 };

/* A line of HTTP/1: the first of a request or a response. */
struct capture_line {
    bool from_client;
    size_t n;
    uint8_t text[CAPTURE_LINE];
};

/* The addresses and ports. */
struct capture_ends {
    bool known; /* it comes from a capture */
    bool a_is_client;
    struct pcapng_end client, server;
    char text[192]; /* "CLIENT > SERVER" */
};

/* The certificates that both sides sent. */
struct capture_chain {
    struct chain_certs server, client;
    struct reference_id *host;     /* the one that the client asked for; or NULL */
    struct verdict *judged;        /* or NULL */
    bool was_seen, has_certs;      /* the server's was there; and decoded */
    bool is_judged;                /* so it was, though `judged` may be gone */
    enum reason verdict;           /* on the server's */
    enum err err;                  /* why there is no verdict though there is a chain; or OK */
    const struct capture_key *key; /* the one that belongs to the certificate, or NULL */
    bool needs_key;                /* a premaster secret was encrypted to the certificate */
    bool used_key;                 /* and decrypted with the key */
};

/* The first fatal alert. */
struct capture_alert {
    bool was_seen, by_client;
    bool is_early; /* before the end of the handshake */
    uint8_t code;
};

/* What the client showed of itself, and how the server took it. */
struct capture_client_auth {
    bool showed;      /* its Certificate, an empty one too */
    bool showed_late; /* after both Finished */
    bool accepted;    /* the server sent something after both Finished, and after a late one */
    bool client_left; /* it sent close_notify, closed or reset */
    bool refused;     /* the server left when it had seen what the client showed */
};

/* What the row of a table does not show is freed as soon as there are several connections. */
struct capture_conn {
    size_t weight;   /* the memory that it takes, as the reader has counted it */
    struct capture_reader *reader;
    uint64_t number;
    struct capture_ends ends;
    uint64_t began_us, now_us; /* since 1970; 0: not known */
    uint64_t bytes[2];         /* of the server, of the client */
    uint64_t missing[2];
    enum capture_close how;
    bool eof[2]; /* a FIN of the server, of the client */
    bool reset_by_client;
    bool one_sided;   /* nothing of the other side was captured */
    int last_message; /* the type of the one that came last; -1: none */
    bool finished[2];

    struct passive *passive;
    bool is_tls;
    bool forgot; /* the decoder keeps nothing for details */
    struct capture_dialogue dialogue;
    struct event_log events;
    bool keeps;                    /* the event log is kept */
    unsigned listed;               /* records of data in it */
    uint64_t unlisted, unlisted_n; /* that it has not: records, bytes */

    struct arena arena; /* of what only details show: certificates, verdict, lines */
    struct capture_chain chain;
    struct capture_alert alert;
    struct capture_client_auth auth;
    struct tls_failure failure; /* for the views: the decoder's, or the server's alert */
    struct buf why;
    struct capture_line *lines;
    size_t num_lines, cap_lines, more_lines;
};

/* A connection without addresses; NULL where there is no memory. */
struct capture_conn *capture_conn_new(struct capture_reader *r, uint64_t number);
void capture_conn_feed(struct capture_conn *conn, bool from_client, struct span bytes);
void capture_conn_gap(struct capture_conn *conn, bool from_client, uint64_t missing);
/* One side sends no more: a FIN, or a reset. */
void capture_conn_eof(struct capture_conn *conn, bool of_client);
void capture_conn_leave(struct capture_conn *conn, bool of_client);
/* capture_conn_end hands a connection with TLS to the reader's listener, and frees it: at once, or
 * when a second one has shown that it is one of several. */
void capture_conn_end(struct capture_conn *conn, enum capture_close how);
/* capture_conn_last ends the one that was held back, if there is one. */
void capture_conn_last(struct capture_reader *r);

/* The server's or the client's chain, as the decoder has seen it. */
void capture_chain_take(struct capture_conn *conn, const struct tls_chain *chain, bool of_client);
/* The name to judge for: the one that the options name, else the one that the client asked for. */
const struct reference_id *capture_chain_host(struct capture_conn *conn);

/* How the connection ended, and whether its handshake was completed. */
enum capture_end_how { CAPTURE_END_CLOSED, CAPTURE_END_RESET, CAPTURE_END_OPEN };
enum capture_handshake { CAPTURE_COMPLETE, CAPTURE_INCOMPLETE, CAPTURE_UNKNOWN };
enum capture_end_how capture_end_how(const struct capture_conn *conn);
enum capture_handshake capture_end_handshake(const struct capture_conn *conn);
/* Why there is no verdict, where nothing is wrong and the handshake cannot be judged; else NULL. */
const char *capture_end_unjudged(const struct capture_conn *conn);
/* The verdict on the whole. */
enum reason capture_end_reason(const struct capture_conn *conn);
/* What the views need of the connection; points into c.  What a command adds is empty. */
struct hs_view capture_end_view(struct capture_conn *conn);

#endif
