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
    struct fetch_tls *tls; /* NULL: http */
    bool is_asked;         /* the request is on its way */
    struct http_response response;
    struct buf request, body;
    size_t received;
    void (*over)(void *ctx, enum err err, struct span why);
    void *ctx;
};

/* Sends what TLS has pending.  A failure is reported by reading. */
static void pump(struct fetch_link *link)
{
    struct span out = fetch_tls_pending(link->tls);

    if (out.n > 0 && net_send(link->conn, out) == ERR_OK)
        fetch_tls_sent(link->tls);
}

/* The last call for this link, which may end it. */
static void finish(struct fetch_link *link, enum err err, struct span why)
{
    if (link->conn != NULL && link->tls != NULL) {
        fetch_tls_close(link->tls);
        pump(link);
    }
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
    if (http_response_is_type(r, "text/html") || http_response_is_type(r, "application/xhtml+xml"))
        return ERR_FETCH_PAGE;
    return r->has_length && r->left > link->body.cap ? ERR_FETCH_LARGE : ERR_OK;
}

static bool begins(struct span text, struct span with)
{
    return span_ieq(span_head(text, with.n), with);
}

/* A network that wants a login first answers with a page, whatever type it gives it. */
static enum err judge_body(const struct fetch_link *link)
{
    struct span body = buf_span(&link->body);

    while (body.n > 0 && (body.p[0] == ' ' || (body.p[0] >= '\t' && body.p[0] <= '\r')))
        body = span_tail(body, 1);
    return begins(body, SPAN_LIT("<!doctype html")) || begins(body, SPAN_LIT("<html"))
               ? ERR_FETCH_PAGE
               : ERR_OK;
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
        e = e == ERR_OK ? judge_body(link) : e;
        finish(link, e, span_str(err_text(e)));
        return false;
    }
    return true;
}

/* TLS has failed: its alert is on its way, and its words are the reason. */
static void fail_tls(struct fetch_link *link, enum err err)
{
    finish(link, err, err == ERR_FETCH_TLS ? fetch_tls_why(link->tls) : span_str(err_text(err)));
}

static void on_ready(void *ctx, struct net_conn *conn)
{
    struct fetch_link *link = ctx;

    if (link->tls != NULL) {
        pump(link);
        return;
    }
    enum err e = net_send(conn, buf_span(&link->request));

    link->is_asked = true;
    if (e != ERR_OK)
        fail(link, e);
}

/* Without a length the body ends with the connection (RFC 9112 6.3).  It may be cut off then, which
 * those notice who verify its signature. */
static void end_of_input(struct fetch_link *link)
{
    fail(link, !http_response_has_head(&link->response)        ? ERR_NET_CLOSED
               : http_response_complete(&link->response, true) ? judge_body(link)
                                                               : ERR_FETCH_TRUNCATED);
}

/* The request follows the handshake; what comes before it is no answer. */
static void take_tls(struct fetch_link *link, struct span bytes)
{
    struct span plain;
    enum err e = fetch_tls_feed(link->tls, bytes, &plain);

    if (e == ERR_OK && plain.n > 0 && !link->is_asked) {
        fail(link, ERR_FETCH_NOT_HTTP);
        return;
    }
    if (e == ERR_OK && !link->is_asked && fetch_tls_is_open(link->tls)) {
        link->is_asked = true;
        e = fetch_tls_write(link->tls, buf_span(&link->request));
    }
    pump(link);
    if (e != ERR_OK)
        fail_tls(link, e);
    else if (take(link, plain) && fetch_tls_is_over(link->tls))
        end_of_input(link);
}

static void on_data(void *ctx, struct net_conn *conn, struct span bytes)
{
    struct fetch_link *link = ctx;

    (void)conn;
    if (link->tls != NULL)
        take_tls(link, bytes);
    else
        (void)take(link, bytes);
}

static void on_eof(void *ctx, struct net_conn *conn)
{
    struct fetch_link *link = ctx;
    enum err e = link->tls == NULL ? ERR_OK : fetch_tls_eof(link->tls);

    (void)conn;
    if (e != ERR_OK)
        fail_tls(link, e);
    else
        end_of_input(link);
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
    if (e == ERR_OK && terms->url->is_https)
        e = fetch_tls_new(&link->tls, terms->trust, terms->url, net_now_us() + terms->timeout_us);
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
    fetch_tls_free(link->tls);
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
