/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http: one answer of HTTP/1 (RFC 9112): where its head and its body end, so that an answer that
 * was cut off is told from a whole one.
 */
#ifndef TB_LIB_HTTP_HTTP_RESPONSE_H
#define TB_LIB_HTTP_HTTP_RESPONSE_H

#include "lib/base/buf.h"

enum http_state {
    HTTP_HEAD,      /* the status line and the fields */
    HTTP_LENGTH,    /* a body of known length */
    HTTP_CHUNK_SIZE,
    HTTP_CHUNK_DATA,
    HTTP_CHUNK_END, /* the line end behind the data */
    HTTP_TRAILER,
    HTTP_REST,      /* a body that ends with the connection */
    HTTP_DONE,
    HTTP_BROKEN,    /* not HTTP, or not as its head says: all that follows is taken as it is */
};

/* All zero but `line`: see http_init. */
struct http {
    enum http_state state;
    struct buf line;     /* of the head, or in front of a chunk: what has come so far */
    int status;          /* 0: none yet */
    char phrase[64];     /* "200 OK" */
    bool has_length;
    bool has_coding, chunked; /* Transfer-Encoding; its last coding is this one */
    uint64_t left;       /* of the body or the chunk */
    uint64_t body;       /* bytes of it so far */
};

void http_init(struct http *h);
void http_free(struct http *h);

/* http_feed takes bytes off the front of *in and says which of them belong to the body (may be
 * empty): call it until *in is empty. */
struct span http_feed(struct http *h, struct span *in);

/* http_complete: may the connection end now without anything being lost?  is_end: it has ended with
 * a close_notify, which ends a body of unknown length, and an answer that was none of HTTP. */
bool http_complete(const struct http *h, bool is_end);

#endif
