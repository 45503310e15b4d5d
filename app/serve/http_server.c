/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/serve/http_server.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "app/serve/static_file.h"
#include "app/serve/info_page.h"

enum {
    PIECE = 1 << 14,       /* one record */
    QUEUED_MOST = 1 << 18, /* what waits for a slow client */
    TURN_MOST = 1 << 20,   /* what a fast one gets before the others have their turn */
    IN_MAX = HTTP_REQUEST_HEAD_MAX + (1 << 18), /* what one read may bring on top */
    PAGE_MAX = 8 << 20,
    REQUESTS_MOST = 100,
    KEEP_US = 5000000, /* between two requests */
    OK = 200,
};

/* Early data is kept until the handshake is done: as much as was promised. */
static size_t in_max(const struct http_session *talk)
{
    return IN_MAX + talk->web->early_max;
}

void http_session_init(struct http_session *talk, const struct http_server *web)
{
    *talk = (struct http_session){.web = web};
    buf_init(&talk->in, in_max(talk));
    buf_init(&talk->out, PAGE_MAX);
}

void http_session_free(struct http_session *talk)
{
    file_parts_close(&talk->file);
    buf_wipe(&talk->in);
    buf_wipe(&talk->out);
}

static const char *phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } rows[] = {
        {200, "OK"},
        {301, "Moved Permanently"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {414, "URI Too Long"},
        {431, "Request Header Fields Too Large"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].status == status)
            return rows[i].phrase;
    }
    return "Internal Server Error";
}

/* RFC 9110 5.6.7; the names are those of the C locale, which nobody leaves. */
static void put_date(struct buf *out)
{
    char text[64];
    time_t now = time(NULL);
    struct tm tm;

    if (gmtime_r(&now, &tm) != NULL &&
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0)
        buf_printf(out, "Date: %s\r\n", text);
}

static void put_head(struct http_session *talk, const struct http_request *request, int status,
                     const char *type, uint64_t length)
{
    struct buf *out = &talk->out;

    buf_printf(out, "HTTP/1.1 %d %s\r\n", status, phrase(status));
    put_date(out);
    buf_printf(out, "Server: " PACKAGE "/" PACKAGE_VERSION "\r\nContent-Type: %s\r\n", type);
    buf_printf(out, "Content-Length: %" PRIu64 "\r\nCache-Control: no-store\r\n", length);
    buf_str(out, "X-Content-Type-Options: nosniff\r\n");
    if (status == 405)
        buf_str(out, "Allow: GET, HEAD\r\n");
    if (status == 503)
        buf_str(out, "Retry-After: 1\r\n");
    if (status == 301) {
        struct span path = span_head(request->target, span_find(request->target, '?'));

        buf_str(out, "Location: ");
        buf_put(out, path);
        buf_str(out, "/\r\n");
    }
    buf_printf(out, "Connection: %s\r\n\r\n", talk->ends ? "close" : "keep-alive");
}

/* answer makes the head, and the body where that is no file. */
static void answer(struct http_session *talk, const struct endpoint *endpoint,
                   const struct http_request *request)
{
    const char *type = "text/plain; charset=utf-8";
    struct buf body;
    int status = request->status;

    buf_init(&body, PAGE_MAX);
    if (status == OK && talk->web->root >= 0)
        status = static_file_open(&talk->file, &type, talk->web->root, request->target);
    else if (status == OK && talk->web->index.n > 0 && span_eq(request->target, SPAN_LIT("/"))) {
        type = "text/html; charset=utf-8";
        buf_put(&body, talk->web->index);
    } else if (status == OK)
        status = info_page_put(&body, &type, endpoint, request, talk->is_early);
    if (body.err != ERR_OK)
        status = 500;
    if (status != OK) {
        type = "text/plain; charset=utf-8";
        buf_free(&body);
        buf_init(&body, PAGE_MAX);
        buf_printf(&body, "%d %s\n", status, phrase(status));
    }
    put_head(talk, request, status, type, talk->file.open ? talk->file.size : body.n);
    if (!request->is_head)
        buf_put(&talk->out, buf_span(&body));
    if (request->is_head)
        file_parts_close(&talk->file);
    buf_free(&body);
    talk->status = status;
}

static void drop_in(struct http_session *talk, size_t n)
{
    talk->looked_at = 0;
    if (n < talk->in.n)
        memmove(talk->in.p, talk->in.p + n, talk->in.n - n);
    buf_truncate(&talk->in, n < talk->in.n ? talk->in.n - n : 0);
    if (talk->in.n == 0) {
        buf_wipe(&talk->in);
        buf_init(&talk->in, in_max(talk));
        talk->is_early = false;
    }
}

static void note(struct http_session *talk, const struct http_request *request)
{
    struct span line = span_head(request->line, HTTP_LINE_SHOWN);

    talk->requests++;
    talk->was_early = talk->was_early || talk->is_early;
    if (talk->requests > 1 || line.n == 0)
        return;
    memcpy(talk->line, line.p, line.n);
    talk->line_n = line.n;
}

/* A request is read from its start: only where a line has ended or there is twice as much as the
 * last time, so that one that comes byte by byte is not read for each of them. */
static bool is_worth_reading(struct http_session *talk, bool ended)
{
    struct span in = buf_span(&talk->in), fresh = span_tail(in, talk->looked_at);

    if (!ended && in.n < 2 * talk->looked_at && in.n < HTTP_REQUEST_HEAD_MAX &&
        span_find(fresh, '\n') == fresh.n)
        return false;
    talk->looked_at = in.n;
    return true;
}

/* next_request is true where there is one to be answered. */
static bool next_request(struct http_session *talk, struct endpoint *endpoint)
{
    struct http_request r;

    if (!is_worth_reading(talk, endpoint->peer_closed))
        return false;
    http_request_read(&r, buf_span(&talk->in));
    if (r.status == 0 && endpoint->peer_closed)
        endpoint_end(endpoint);
    if (r.status == 0)
        return false;
    note(talk, &r);
    talk->ends = !r.keep || endpoint->peer_closed || talk->requests >= REQUESTS_MOST;
    answer(talk, endpoint, &r);
    drop_in(talk, talk->ends ? talk->in.n : r.n);
    talk->is_answering = true;
    talk->out_at = 0;
    talk->file_at = 0;
    return true;
}

/* next_piece is what to send next, empty after the last; false where a file cannot be read,
 * or has become shorter. */
static bool next_piece(struct http_session *talk, uint8_t room[PIECE], struct span *out)
{
    size_t n = 0;

    *out = span_head(span_tail(buf_span(&talk->out), talk->out_at), PIECE);
    if (out->n > 0 || !talk->file.open || talk->file_at == talk->file.size)
        return true;
    uint64_t left = talk->file.size - talk->file_at;
    enum err e = file_parts_read(&talk->file, talk->file_at, room, left < PIECE ? left : PIECE, &n);

    *out = span_of(room, n);
    return e == ERR_OK && n > 0;
}

static void sent(struct http_session *talk, size_t n)
{
    if (talk->out_at < talk->out.n)
        talk->out_at += n;
    else
        talk->file_at += n;
    talk->bytes += n;
}

/* send_on is true when all of the answer is on its way; else a turn comes when it may go on. */
static bool send_on(struct http_session *talk, struct endpoint *endpoint)
{
    uint8_t room[PIECE];
    size_t done = 0, taken = 0;
    struct span piece;

    while (endpoint->conn != NULL && net_queued(endpoint->conn) < QUEUED_MOST) {
        if (!next_piece(talk, room, &piece)) {
            /* Without close_notify, so that nobody takes it for the whole. */
            endpoint_fail(endpoint, REASON_UNREADABLE, "a file changed while it was being sent");
            endpoint_drop(endpoint);
            return false;
        }
        if (piece.n == 0)
            return true;
        if (tls_write(endpoint->tls, piece, &taken) != ERR_OK || taken == 0)
            return false;
        sent(talk, taken);
        endpoint_pump(endpoint);
        endpoint_limit(endpoint, talk->web->timeout_us);
        done += taken;
        if (done >= TURN_MOST) {
            endpoint_wait(endpoint, 1);
            return false;
        }
    }
    return false;
}

static void answered(struct http_session *talk, struct endpoint *endpoint)
{
    file_parts_close(&talk->file);
    buf_free(&talk->out);
    buf_init(&talk->out, PAGE_MAX);
    talk->is_answering = false;
    if (talk->ends)
        endpoint_end(endpoint);
    else
        endpoint_limit(endpoint, KEEP_US < talk->web->timeout_us ? KEEP_US : talk->web->timeout_us);
}

static void converse(struct http_session *talk, struct endpoint *endpoint)
{
    while (!endpoint_has_ended(endpoint)) {
        if (!talk->is_answering && !next_request(talk, endpoint))
            return;
        if (!send_on(talk, endpoint))
            return;
        answered(talk, endpoint);
    }
}

/* echo sends back what came. */
static void echo(struct http_session *talk, struct endpoint *endpoint)
{
    size_t taken = 0;

    while (talk->in.n > 0 && endpoint->conn != NULL && net_queued(endpoint->conn) < QUEUED_MOST) {
        if (tls_write(endpoint->tls, span_head(buf_span(&talk->in), PIECE), &taken) != ERR_OK ||
            taken == 0)
            return;
        talk->bytes += taken;
        talk->was_early = talk->was_early || talk->is_early;
        drop_in(talk, taken);
        endpoint_pump(endpoint);
        endpoint_limit(endpoint, talk->web->timeout_us);
    }
    if (talk->in.n == 0 && endpoint->peer_closed)
        endpoint_end(endpoint);
}

void http_session_data(struct http_session *talk, struct span bytes, bool is_early)
{
    talk->is_early = talk->is_early || is_early;
    buf_put(&talk->in, bytes);
}

void http_session_turn(struct http_session *talk, struct endpoint *endpoint)
{
    if (!talk->has_begun && endpoint_is_open(endpoint))
        endpoint_limit(endpoint, talk->web->timeout_us);
    talk->has_begun = endpoint_is_open(endpoint);
    if (talk->in.err != ERR_OK) {
        endpoint_fail(endpoint, err_reason(talk->in.err), "%s", err_text(talk->in.err));
        endpoint_end(endpoint);
    }
    if (talk->web->echo)
        echo(talk, endpoint);
    else
        converse(talk, endpoint);
    if (endpoint_has_ended(endpoint))
        return;
    bool hold = talk->in.n >= HTTP_REQUEST_HEAD_MAX;

    endpoint->server.may_end = endpoint_is_open(endpoint) && talk->in.n == 0 && !talk->is_answering;
    if (hold != talk->is_held && endpoint->conn != NULL)
        net_hold(endpoint->conn, hold);
    talk->is_held = hold;
}
