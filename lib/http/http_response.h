/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http: one answer of HTTP/1 (RFC 9112): where its head and its body end, so that an answer that
 * was cut off is told from a whole one.
 */
#ifndef TB_LIB_HTTP_HTTP_RESPONSE_H
#define TB_LIB_HTTP_HTTP_RESPONSE_H

#include "lib/base/buf.h"

enum http_response_state {
    HTTP_RESPONSE_HEAD,   /* the status line and the fields */
    HTTP_RESPONSE_LENGTH, /* a body of known length */
    HTTP_RESPONSE_CHUNK_SIZE,
    HTTP_RESPONSE_CHUNK_DATA,
    HTTP_RESPONSE_CHUNK_END, /* the line end behind the data */
    HTTP_RESPONSE_TRAILER,
    HTTP_RESPONSE_REST, /* a body that ends with the connection */
    HTTP_RESPONSE_DONE,
    HTTP_RESPONSE_BROKEN, /* not HTTP, or not as its head says: all that follows is taken as it
    is */
};

/* All zero but `line`: see http_response_init. */
struct http_response {
    enum http_response_state state;
    struct buf line;     /* of the head, or in front of a chunk: what has come so far */
    int status;          /* 0: none yet */
    char phrase[64];     /* "200 OK" */
    bool has_length;
    bool has_coding, chunked; /* Transfer-Encoding; its last coding is this one */
    uint64_t left;       /* of the body or the chunk */
    uint64_t body;       /* bytes of it so far */
};

void http_response_init(struct http_response *response);
void http_response_free(struct http_response *response);

/* http_response_feed takes bytes off the front of *in and says which of them belong to the body
 * (may be empty): call it until *in is empty. */
struct span http_response_feed(struct http_response *response, struct span *in);

/* http_response_complete: may the connection end now without anything being lost?  is_end: it has
 * ended with a close_notify, which ends a body of unknown length, and an answer that was none of
 * HTTP. */
bool http_response_complete(const struct http_response *response, bool is_end);

#endif
