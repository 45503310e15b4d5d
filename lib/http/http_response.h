/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http_response: one HTTP/1 response (RFC 9112).  It finds the ends of head and body, so that a
 * truncated response is distinguished from a complete one. */
#ifndef TB_LIB_HTTP_HTTP_RESPONSE_H
#define TB_LIB_HTTP_HTTP_RESPONSE_H

#include "lib/base/buf.h"

enum http_response_state {
    HTTP_RESPONSE_HEAD,   /* the status line and the fields */
    HTTP_RESPONSE_LENGTH, /* a body of known length */
    HTTP_RESPONSE_CHUNK_SIZE,
    HTTP_RESPONSE_CHUNK_DATA,
    HTTP_RESPONSE_CHUNK_END, /* the line end after the data */
    HTTP_RESPONSE_TRAILER,
    HTTP_RESPONSE_REST, /* a body that ends with the connection */
    HTTP_RESPONSE_DONE,
    HTTP_RESPONSE_BROKEN, /* not HTTP, or other than its head announced: the rest counts as body */
};

/* The state of the reader: see http_response_init. */
struct http_response {
    enum http_response_state state;
    struct buf line; /* a line of the head or of a chunk, as far as it has come */
    int status;      /* 0: none yet */
    char phrase[64]; /* "200 OK" */
    bool has_length;
    bool has_coding, chunked; /* Transfer-Encoding is present; its last coding is chunked */
    uint64_t left;            /* bytes left of the body or the chunk */
    uint64_t body;            /* bytes of it so far */
    struct buf location;      /* the Location field, of at most HTTP_RESPONSE_LOCATION bytes */
    char type[64];   /* the media type in the Content-Type field, in lower case, cut to fit */
    bool is_encoded; /* a Content-Encoding other than identity */
};

enum { HTTP_RESPONSE_LOCATION = 2048 };

void http_response_init(struct http_response *response);
void http_response_free(struct http_response *response);

/* http_response_feed takes bytes off the front of *in and returns those that belong to the body
 * (may be empty): call it until *in is empty.  The result is valid until the next call. */
struct span http_response_feed(struct http_response *response, struct span *in);

/* http_response_has_head: the fields of the final response have been read. */
static inline bool http_response_has_head(const struct http_response *response)
{
    return response->state != HTTP_RESPONSE_HEAD && response->status != 0;
}

/* http_response_complete: the connection may end now without a loss.  is_end: it has ended with a
 * close_notify, which ends a body of unknown length, and a response that was not HTTP. */
bool http_response_complete(const struct http_response *response, bool is_end);

#endif
