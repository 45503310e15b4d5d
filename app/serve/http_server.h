/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http_server: the answers of `serve`: files of a folder, a page about the connection itself, or an
 * echo. */
#ifndef TB_APP_SERVE_HTTP_SERVER_H
#define TB_APP_SERVE_HTTP_SERVER_H

#include "lib/http/http_request.h"
#include "app/connect/endpoint.h"
#include "lib/base/file.h"

/* The part that all connections of a server share. */
struct http_server {
    struct span index; /* replaces the page at "/"; or empty */
    int root;          /* the folder (static_file_root); -1: the page */
    bool echo;
    size_t early_max;    /* bytes of early data that clients may send */
    uint64_t timeout_us; /* how long a connection may make no progress */
};

enum { HTTP_LINE_SHOWN = 160 };

/* The conversation on one connection. */
struct http_session {
    const struct http_server *web;
    struct buf in; /* input that is not answered yet */
    bool has_begun;    /* the handshake is complete: the idle timeout applies */
    bool is_answering; /* a part of an answer is not sent yet */
    bool ends;         /* the connection ends after this answer */
    bool is_held;      /* reading from the client is stopped */
    size_t looked_at; /* bytes of `in` already read, without a complete request */
    bool is_early;    /* some of `in` came as early data */
    struct buf out;   /* the answer: its head, and its body unless that is a file */
    size_t out_at;    /* bytes of `out` already sent */
    struct file_parts file; /* the body, if it is a file */
    uint64_t file_at;       /* the offset of the next byte to send */

    unsigned requests;
    int status;                    /* of the last answer; 0: none */
    bool was_early;                /* one of the requests came as early data */
    uint64_t bytes;                /* sent, heads included */
    char line[HTTP_LINE_SHOWN + 1]; /* the first request, cut */
    size_t line_n;
};

/* The session borrows `web`. */
void http_session_init(struct http_session *session, const struct http_server *web);
void http_session_free(struct http_session *session);

/* The hooks `data` and `turn` of an endpoint. */
void http_session_data(struct http_session *session, struct span bytes, bool is_early);
void http_session_turn(struct http_session *session, struct endpoint *endpoint);

#endif
