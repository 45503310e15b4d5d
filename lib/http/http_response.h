/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http_response: one HTTP/1 response (RFC 9112), read by llhttp in its strict mode.  It finds the
 * ends of head and body, so that a truncated response is distinguished from a complete one. */
#ifndef TB_LIB_HTTP_HTTP_RESPONSE_H
#define TB_LIB_HTTP_HTTP_RESPONSE_H

#include <llhttp.h>

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

/* The most bytes of a line, and of the value of a field that is kept. */
enum { HTTP_RESPONSE_LINE = 1 << 16, HTTP_RESPONSE_VALUE = 2048 };

/* The state of the reader: see http_response_init. */
struct http_response {
    enum http_response_state state;
    struct buf line;  /* a line of the head or of a chunk, as far as it has come */
    int status;       /* 0: none yet */
    char phrase[64];  /* "200 OK" */
    bool has_length;  /* a length was announced, which `left` has until the body begins */
    bool is_interim;  /* the final response follows (RFC 9110 15.2) */
    bool is_encoded;  /* a Content-Encoding or a transfer coding, other than identity and chunked */
    uint64_t left;    /* bytes left of the body or the chunk */
    uint64_t body;    /* bytes of it so far */
    struct buf name;  /* of the current field … */
    struct buf value; /* … and its value; what is longer than the limits is not kept */
    struct buf location, type, server; /* the fields Location, Content-Type, Server, if present */
    llhttp_t parser;
};

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

/* http_response_is_type: the media type in the Content-Type field, without its parameters. */
bool http_response_is_type(const struct http_response *response, const char *type);

#endif
