/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request: the head of a request of HTTP/1 (RFC 9112), read strictly: what could be read in two
 * ways is refused.
 */
#ifndef TB_LIB_HTTP_HTTP_REQUEST_H
#define TB_LIB_HTTP_HTTP_REQUEST_H

#include "lib/base/span.h"

enum {
    HTTP_REQUEST_HEAD_MAX = 16 * 1024,
    HTTP_REQUEST_LINE_MAX = 8 * 1024,
    HTTP_REQUEST_FIELDS_MAX = 100
};

/* Spans point into the bytes that were given.  What is read does not depend on how they come: a
 * status, once it is there, stays. */
struct http_request {
    int status;         /* 0: more bytes are needed; 200: it can be answered; else what is wrong */
    size_t n;           /* bytes of the head, with the empty lines around it */
    struct span head;   /* all of it, from the request line on */
    struct span line;   /* "GET /a?b HTTP/1.1": also of one that is wrong, as far as it came */
    struct span target; /* from the first slash on: "/a?b"; of a URL without a path "/" */
    bool is_head;
    bool keep;                   /* the connection may go on behind the answer */
    bool wants_html, wants_json; /* by its Accept: one of them at most, above all else it names */
};

/* http_request_read looks at all that has come since the last request. */
void http_request_read(struct http_request *out, struct span bytes);

#endif
