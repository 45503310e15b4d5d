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
static size_t in_max(const struct webtalk *t)
{
    return IN_MAX + t->web->early_max;
}

void webtalk_init(struct webtalk *t, const struct web *web)
{
    *t = (struct webtalk){.web = web};
    buf_init(&t->in, in_max(t));
    buf_init(&t->out, PAGE_MAX);
}

void webtalk_free(struct webtalk *t)
{
    file_parts_close(&t->file);
    buf_wipe(&t->in);
    buf_wipe(&t->out);
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

static void put_head(struct webtalk *t, const struct http_request *r, int status, const char *type,
                     uint64_t length)
{
    struct buf *out = &t->out;

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
        struct span path = span_head(r->target, span_find(r->target, '?'));

        buf_str(out, "Location: ");
        buf_put(out, path);
        buf_str(out, "/\r\n");
    }
    buf_printf(out, "Connection: %s\r\n\r\n", t->ends ? "close" : "keep-alive");
}

/* answer makes the head, and the body where that is no file. */
static void answer(struct webtalk *t, const struct endpoint *v, const struct http_request *r)
{
    const char *type = "text/plain; charset=utf-8";
    struct buf body;
    int status = r->status;

    buf_init(&body, PAGE_MAX);
    if (status == OK && t->web->root >= 0)
        status = static_file_open(&t->file, &type, t->web->root, r->target);
    else if (status == OK && t->web->index.n > 0 && span_eq(r->target, SPAN_LIT("/"))) {
        type = "text/html; charset=utf-8";
        buf_put(&body, t->web->index);
    } else if (status == OK)
        status = info_page_put(&body, &type, v, r, t->is_early);
    if (body.err != ERR_OK)
        status = 500;
    if (status != OK) {
        type = "text/plain; charset=utf-8";
        buf_free(&body);
        buf_init(&body, PAGE_MAX);
        buf_printf(&body, "%d %s\n", status, phrase(status));
    }
    put_head(t, r, status, type, t->file.open ? t->file.size : body.n);
    if (!r->is_head)
        buf_put(&t->out, buf_span(&body));
    if (r->is_head)
        file_parts_close(&t->file);
    buf_free(&body);
    t->status = status;
}

static void drop_in(struct webtalk *t, size_t n)
{
    t->looked_at = 0;
    if (n < t->in.n)
        memmove(t->in.p, t->in.p + n, t->in.n - n);
    buf_truncate(&t->in, n < t->in.n ? t->in.n - n : 0);
    if (t->in.n == 0) {
        buf_wipe(&t->in);
        buf_init(&t->in, in_max(t));
        t->is_early = false;
    }
}

static void note(struct webtalk *t, const struct http_request *r)
{
    struct span line = span_head(r->line, WEB_LINE_SHOWN);

    t->requests++;
    t->was_early = t->was_early || t->is_early;
    if (t->requests > 1 || line.n == 0)
        return;
    memcpy(t->line, line.p, line.n);
    t->line_n = line.n;
}

/* A request is read from its start: only where a line has ended or there is twice as much as the
 * last time, so that one that comes byte by byte is not read for each of them. */
static bool is_worth_reading(struct webtalk *t, bool ended)
{
    struct span in = buf_span(&t->in), fresh = span_tail(in, t->looked_at);

    if (!ended && in.n < 2 * t->looked_at && in.n < HTTP_REQUEST_HEAD_MAX &&
        span_find(fresh, '\n') == fresh.n)
        return false;
    t->looked_at = in.n;
    return true;
}

/* next_request is true where there is one to be answered. */
static bool next_request(struct webtalk *t, struct endpoint *v)
{
    struct http_request r;

    if (!is_worth_reading(t, v->peer_closed))
        return false;
    http_request_read(&r, buf_span(&t->in));
    if (r.status == 0 && v->peer_closed)
        endpoint_end(v);
    if (r.status == 0)
        return false;
    note(t, &r);
    t->ends = !r.keep || v->peer_closed || t->requests >= REQUESTS_MOST;
    answer(t, v, &r);
    drop_in(t, t->ends ? t->in.n : r.n);
    t->is_answering = true;
    t->out_at = 0;
    t->file_at = 0;
    return true;
}

/* next_piece is what is to be sent next, empty behind the last; false where a file cannot be read,
 * or has become shorter. */
static bool next_piece(struct webtalk *t, uint8_t room[PIECE], struct span *out)
{
    size_t n = 0;

    *out = span_head(span_tail(buf_span(&t->out), t->out_at), PIECE);
    if (out->n > 0 || !t->file.open || t->file_at == t->file.size)
        return true;
    uint64_t left = t->file.size - t->file_at;
    enum err e = file_parts_read(&t->file, t->file_at, room, left < PIECE ? left : PIECE, &n);

    *out = span_of(room, n);
    return e == ERR_OK && n > 0;
}

static void sent(struct webtalk *t, size_t n)
{
    if (t->out_at < t->out.n)
        t->out_at += n;
    else
        t->file_at += n;
    t->bytes += n;
}

/* send_on is true when all of the answer is on its way; else a turn comes when it may go on. */
static bool send_on(struct webtalk *t, struct endpoint *v)
{
    uint8_t room[PIECE];
    size_t done = 0, taken = 0;
    struct span piece;

    while (v->conn != NULL && net_queued(v->conn) < QUEUED_MOST) {
        if (!next_piece(t, room, &piece)) {
            /* Without a farewell, so that nobody takes it for the whole. */
            endpoint_fail(v, REASON_UNREADABLE, "a file changed while it was being sent");
            endpoint_drop(v);
            return false;
        }
        if (piece.n == 0)
            return true;
        if (tls_write(v->tls, piece, &taken) != ERR_OK || taken == 0)
            return false;
        sent(t, taken);
        endpoint_pump(v);
        endpoint_limit(v, t->web->timeout_us);
        done += taken;
        if (done >= TURN_MOST) {
            endpoint_wait(v, 1);
            return false;
        }
    }
    return false;
}

static void answered(struct webtalk *t, struct endpoint *v)
{
    file_parts_close(&t->file);
    buf_free(&t->out);
    buf_init(&t->out, PAGE_MAX);
    t->is_answering = false;
    if (t->ends)
        endpoint_end(v);
    else
        endpoint_limit(v, KEEP_US < t->web->timeout_us ? KEEP_US : t->web->timeout_us);
}

static void converse(struct webtalk *t, struct endpoint *v)
{
    while (!v->ended) {
        if (!t->is_answering && !next_request(t, v))
            return;
        if (!send_on(t, v))
            return;
        answered(t, v);
    }
}

/* echo sends back what came. */
static void echo(struct webtalk *t, struct endpoint *v)
{
    size_t taken = 0;

    while (t->in.n > 0 && v->conn != NULL && net_queued(v->conn) < QUEUED_MOST) {
        if (tls_write(v->tls, span_head(buf_span(&t->in), PIECE), &taken) != ERR_OK || taken == 0)
            return;
        t->bytes += taken;
        t->was_early = t->was_early || t->is_early;
        drop_in(t, taken);
        endpoint_pump(v);
        endpoint_limit(v, t->web->timeout_us);
    }
    if (t->in.n == 0 && v->peer_closed)
        endpoint_end(v);
}

void webtalk_data(struct webtalk *t, struct endpoint *v, struct span bytes)
{
    t->is_early = t->is_early || v->is_early;
    buf_put(&t->in, bytes);
}

void webtalk_turn(struct webtalk *t, struct endpoint *v)
{
    if (!t->has_begun && v->is_open)
        endpoint_limit(v, t->web->timeout_us);
    t->has_begun = v->is_open;
    if (t->in.err != ERR_OK) {
        endpoint_fail(v, err_reason(t->in.err), "%s", err_text(t->in.err));
        endpoint_end(v);
    }
    if (t->web->echo)
        echo(t, v);
    else
        converse(t, v);
    if (v->ended)
        return;
    bool hold = t->in.n >= HTTP_REQUEST_HEAD_MAX;

    v->may_end = v->is_open && t->in.n == 0 && !t->is_answering;
    if (hold != t->is_held && v->conn != NULL)
        net_hold(v->conn, hold);
    t->is_held = hold;
}
