/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web: what a client is answered with: files of a folder, a page about its own connection, or what
 * it has sent itself. */
#ifndef TB_APP_SERVE_HTTP_SERVER_H
#define TB_APP_SERVE_HTTP_SERVER_H

#include "lib/http/http_request.h"
#include "app/connect/endpoint.h"
#include "lib/base/file.h"

/* What all connections of a server have in common. */
struct web {
    struct span index; /* instead of the page at "/"; or empty */
    int root;          /* the folder (static_file_root); -1: the page */
    bool echo;
    size_t early_max;    /* bytes of early data that clients are promised to be taken */
    uint64_t timeout_us; /* without any progress */
};

enum { WEB_LINE_SHOWN = 160 };

/* The conversation on one connection. */
struct webtalk {
    const struct web *web;
    struct buf in; /* what came and is not answered yet */
    bool has_begun, is_answering, ends, is_held;
    size_t looked_at; /* bytes of `in` that were no whole request yet */
    bool is_early;    /* some of `in` came as early data */
    struct buf out;   /* an answer: its head, and its body where that is no file */
    size_t out_at;
    struct file_parts file; /* … or where it is one */
    uint64_t file_at;

    unsigned requests;
    int status;                    /* of the last answer; 0: there was none */
    bool was_early;                /* one of the requests came as early data */
    uint64_t bytes;                /* sent, heads included */
    char line[WEB_LINE_SHOWN + 1]; /* the first request, cut */
    size_t line_n;
};

void webtalk_init(struct webtalk *talk, const struct web *web);
void webtalk_free(struct webtalk *talk);

/* The hooks `data` and `turn` of an endpoint. */
void webtalk_data(struct webtalk *talk, struct endpoint *endpoint, struct span bytes);
void webtalk_turn(struct webtalk *talk, struct endpoint *endpoint);

#endif
