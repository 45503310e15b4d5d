/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first thing that is wrong about the response ends the connection: nothing more of it is
 * read. */
#include "config.h"

#include "app/fetch/fetch_link.h"

#include "lib/base/mem.h"

/* What frames the body, heads and chunks, may take this much. */
enum { FRAMING_MAX = 1 << 20, STATUS_OK = 200 };

struct fetch_link {
    struct net_conn *conn; /* NULL: over */
    struct http_response response;
    struct buf request, body;
    size_t received;
    void (*over)(void *ctx, enum err err, struct span why);
    void *ctx;
};

/* The last call for this link, which may end it. */
static void finish(struct fetch_link *link, enum err err, struct span why)
{
    if (link->conn != NULL)
        net_close(link->conn);
    link->conn = NULL;
    link->over(link->ctx, err, why);
}

static void fail(struct fetch_link *link, enum err err)
{
    finish(link, err, span_str(err_text(err)));
}

/* Whether a head shows that its body is of no use. */
static enum err judge_head(const struct fetch_link *link)
{
    const struct http_response *r = &link->response;

    if (r->is_encoded)
        return ERR_FETCH_ENCODED;
    if (http_response_is_type(r, "text/html"))
        return ERR_FETCH_PAGE;
    return r->has_length && r->left > link->body.cap ? ERR_FETCH_LARGE : ERR_OK;
}

/* Reads what has come; false if that ended the link. */
static bool take(struct fetch_link *link, struct span bytes)
{
    struct http_response *r = &link->response;
    bool had_head = http_response_has_head(r);

    link->received += bytes.n;
    while (bytes.n > 0 && r->state != HTTP_RESPONSE_BROKEN) {
        struct span body = http_response_feed(r, &bytes);

        if (!had_head && http_response_has_head(r)) {
            enum err e = r->status == STATUS_OK ? judge_head(link) : ERR_OK;

            if (e != ERR_OK || r->status != STATUS_OK) {
                finish(link, e, span_str(err_text(e)));
                return false;
            }
            had_head = true;
        }
        buf_put(&link->body, body);
    }
    enum err e = r->state == HTTP_RESPONSE_BROKEN ? ERR_FETCH_NOT_HTTP
                 : link->body.err == ERR_MEMORY   ? ERR_MEMORY
                 : link->body.err != ERR_OK || link->received - link->body.n > FRAMING_MAX
                     ? ERR_FETCH_LARGE
                     : ERR_OK;
    if (e != ERR_OK || http_response_complete(r, false)) {
        finish(link, e, span_str(err_text(e)));
        return false;
    }
    return true;
}

static void on_ready(void *ctx, struct net_conn *conn)
{
    struct fetch_link *link = ctx;
    enum err e = net_send(conn, buf_span(&link->request));

    if (e != ERR_OK)
        fail(link, e);
}

static void on_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    (void)conn;
    (void)take(ctx, bytes);
}

/* Without a length the body ends with the connection (RFC 9112 6.3).  It may be cut off then, which
 * those notice who verify its signature. */
static void on_eof(void *ctx, struct net_conn *conn)
{
    struct fetch_link *link = ctx;

    (void)conn;
    fail(link, !http_response_has_head(&link->response)        ? ERR_NET_CLOSED
               : http_response_complete(&link->response, true) ? ERR_OK
                                                               : ERR_FETCH_TRUNCATED);
}

static void on_failed(void *ctx, struct net_conn *conn, enum err err, struct span text)
{
    struct fetch_link *link = ctx;

    (void)conn;
    link->conn = NULL;
    finish(link, err, text);
}

enum err fetch_link_open(struct fetch_link **out, const struct fetch_link_terms *terms,
                         void (*over)(void *ctx, enum err err, struct span why), void *ctx)
{
    struct net_request request = {.host = terms->url->host,
                                  .port = terms->url->port,
                                  .timeout_us = terms->timeout_us,
                                  .public_only = !terms->allow_private};
    struct fetch_link *link = MEM_NEW(struct fetch_link);

    *out = NULL;
    if (link == NULL)
        return ERR_MEMORY;
    const struct net_hooks hooks = {
        .ctx = link, .ready = on_ready, .data = on_data, .eof = on_eof, .failed = on_failed};
    http_response_init(&link->response);
    buf_init(&link->body, terms->body_max);
    buf_init(&link->request, terms->request.n);
    buf_put(&link->request, terms->request);
    link->over = over;
    link->ctx = ctx;
    enum err e = link->request.err;
    if (e == ERR_OK)
        e = net_open(&link->conn, terms->loop, &request, &hooks);
    if (e != ERR_OK) {
        fetch_link_end(link);
        return e;
    }
    *out = link;
    return ERR_OK;
}

void fetch_link_end(struct fetch_link *link)
{
    if (link == NULL)
        return;
    if (link->conn != NULL)
        net_close(link->conn);
    http_response_free(&link->response);
    buf_free(&link->request);
    buf_free(&link->body);
    mem_free(link, sizeof *link);
}

const struct http_response *fetch_link_response(const struct fetch_link *link)
{
    return &link->response;
}

struct span fetch_link_body(const struct fetch_link *link)
{
    return buf_span(&link->body);
}
