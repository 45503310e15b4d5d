/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http_request: the head of an HTTP/1 request (RFC 9112), read strictly: a request that could be
 * read in two ways is refused. */
#ifndef TB_LIB_HTTP_HTTP_REQUEST_H
#define TB_LIB_HTTP_HTTP_REQUEST_H

#include "lib/base/span.h"

enum {
    HTTP_REQUEST_HEAD_MAX = 16 * 1024,
    HTTP_REQUEST_LINE_MAX = 8 * 1024,
    HTTP_REQUEST_FIELDS_MAX = 100
};

/* Spans point into the bytes that were passed.  The result does not depend on how the bytes arrive:
 * once there is a status, more bytes do not change it. */
struct http_request {
    int status;         /* 0: more bytes are needed; 200: valid; else the error */
    size_t n;           /* bytes of the head, with empty lines before it */
    struct span head;   /* all of it, from the request line on */
    struct span line;   /* "GET /a?b HTTP/1.1"; of a wrong request, as far as it came */
    struct span target; /* the path with its query, "/a?b"; of a URL without a path "/" */
    bool is_head;
    bool keep;                   /* the connection stays open after the answer */
    bool wants_html, wants_json; /* preferred by its Accept field; at most one of them */
};

/* http_request_read reads all bytes that have come since the last request. */
void http_request_read(struct http_request *out, struct span bytes);

#endif
