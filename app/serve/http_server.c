/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A conversation: input is collected in `in` until a request is complete; its answer goes to `out`,
 * or is read from a file piece by piece; both stop when the client's queue is full and continue in
 * a later turn.
 */
#include "config.h"

#include "app/serve/http_server.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "app/serve/static_file.h"
#include "app/serve/info_page.h"
#include "lib/base/lookup.h"

enum {
    PIECE = 1 << 14,       /* one record */
    QUEUED_MOST = 1 << 18, /* bytes that may wait for a slow client */
    TURN_MOST = 1 << 20,   /* bytes that a fast client gets in one turn */
    IN_MAX = HTTP_REQUEST_HEAD_MAX + (1 << 18), /* more that one read may bring */
    PAGE_MAX = 8 << 20,
    REQUESTS_MOST = 100,
    KEEP_US = 5000000, /* between two requests */
    OK = 200,
};

/* The most bytes in `in`: early data is kept until the handshake is done. */
static size_t in_max(const struct http_session *session)
{
    return IN_MAX + session->web->early_max;
}

void http_session_init(struct http_session *session, const struct http_server *web)
{
    *session = (struct http_session){.web = web};
    buf_init(&session->in, in_max(session));
    buf_init(&session->out, PAGE_MAX);
}

void http_session_free(struct http_session *session)
{
    file_parts_close(&session->file);
    buf_wipe(&session->in);
    buf_wipe(&session->out);
}

/* The reason phrase of a status (RFC 9110 15). */
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

    size_t i = LOOKUP(rows, status, status);

    return i < LOOKUP_COUNT(rows) ? rows[i].phrase : "Internal Server Error";
}

/* RFC 9110 5.6.7.  strftime uses the C locale, since the program never sets another. */
static void put_date(struct buf *out)
{
    char text[64];
    time_t now = time(NULL);
    struct tm tm;

    if (gmtime_r(&now, &tm) != NULL &&
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0)
        buf_printf(out, "Date: %s\r\n", text);
}

/* The head of a response.  405 must have Allow, and 301 should have Location (RFC 9110 15.5.6,
 * 15.4.2). */
static void put_head(struct http_session *session, const struct http_request *request, int status,
                     const char *type, uint64_t length)
{
    struct buf *out = &session->out;

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
    buf_printf(out, "Connection: %s\r\n\r\n", session->ends ? "close" : "keep-alive");
}

/* Makes the head of an answer, and its body unless that is a file. */
static void answer(struct http_session *session, const struct endpoint *endpoint,
                   const struct http_request *request)
{
    const char *type = "text/plain; charset=utf-8";
    struct buf body;
    int status = request->status;

    buf_init(&body, PAGE_MAX);
    if (status == OK && session->web->root >= 0)
        status = static_file_open(&session->file, &type, session->web->root, request->target);
    else if (status == OK && session->web->index.n > 0 && span_eq(request->target, SPAN_LIT("/"))) {
        type = "text/html; charset=utf-8";
        buf_put(&body, session->web->index);
    } else if (status == OK)
        status = info_page_put(&body, &type, endpoint, request, session->is_early);
    if (body.err != ERR_OK)
        status = 500;
    if (status != OK) {
        type = "text/plain; charset=utf-8";
        buf_free(&body);
        buf_init(&body, PAGE_MAX);
        buf_printf(&body, "%d %s\n", status, phrase(status));
    }
    put_head(session, request, status, type, session->file.open ? session->file.size : body.n);
    if (!request->is_head)
        buf_put(&session->out, buf_span(&body));
    if (request->is_head)
        file_parts_close(&session->file);
    buf_free(&body);
    session->status = status;
}

/* Drops the first n bytes of the input. */
static void drop_in(struct http_session *session, size_t n)
{
    session->looked_at = 0;
    if (n < session->in.n)
        memmove(session->in.p, session->in.p + n, session->in.n - n);
    buf_truncate(&session->in, n < session->in.n ? session->in.n - n : 0);
    if (session->in.n == 0) {
        buf_wipe(&session->in);
        buf_init(&session->in, in_max(session));
        session->is_early = false;
    }
}

/* Records a request for the log. */
static void note(struct http_session *session, const struct http_request *request)
{
    struct span line = span_head(request->line, HTTP_LINE_SHOWN);

    session->requests++;
    session->was_early = session->was_early || session->is_early;
    if (session->requests > 1 || line.n == 0)
        return;
    memcpy(session->line, line.p, line.n);
    session->line_n = line.n;
}

/* Reading starts at the beginning of the request.  It is worth it only if a line has ended or the
 * input has doubled, so that a request that comes byte by byte does not cost quadratic time. */
static bool is_worth_reading(struct http_session *session, bool ended)
{
    struct span in = buf_span(&session->in), fresh = span_tail(in, session->looked_at);

    if (!ended && in.n < 2 * session->looked_at && in.n < HTTP_REQUEST_HEAD_MAX &&
        span_find(fresh, '\n') == fresh.n)
        return false;
    session->looked_at = in.n;
    return true;
}

/* Reads the next request and prepares its answer; false if there is none yet. */
static bool next_request(struct http_session *session, struct endpoint *endpoint)
{
    struct http_request r;

    if (!is_worth_reading(session, endpoint->peer_closed))
        return false;
    http_request_read(&r, buf_span(&session->in));
    if (r.status == 0 && endpoint->peer_closed)
        endpoint_end(endpoint);
    if (r.status == 0)
        return false;
    note(session, &r);
    session->ends = !r.keep || endpoint->peer_closed || session->requests >= REQUESTS_MOST;
    answer(session, endpoint, &r);
    drop_in(session, session->ends ? session->in.n : r.n);
    session->is_answering = true;
    session->out_at = 0;
    session->file_at = 0;
    return true;
}

/* The next piece of the answer, empty after the last.  False if the file cannot be read or has
 * become shorter. */
static bool next_piece(struct http_session *session, uint8_t room[PIECE], struct span *out)
{
    size_t n = 0;

    *out = span_head(span_tail(buf_span(&session->out), session->out_at), PIECE);
    if (out->n > 0 || !session->file.open || session->file_at == session->file.size)
        return true;
    uint64_t left = session->file.size - session->file_at;
    enum err e =
        file_parts_read(&session->file, session->file_at, room, left < PIECE ? left : PIECE, &n);

    *out = span_of(room, n);
    return e == ERR_OK && n > 0;
}

/* Counts bytes that TLS has accepted: first those of `out`, then those of the file. */
static void sent(struct http_session *session, size_t n)
{
    if (session->out_at < session->out.n)
        session->out_at += n;
    else
        session->file_at += n;
    session->bytes += n;
}

/* Sends as much as the client takes.  True when the whole answer is sent; otherwise the endpoint
 * gives another turn when there is room. */
static bool send_on(struct http_session *session, struct endpoint *endpoint)
{
    uint8_t room[PIECE];
    size_t done = 0, taken = 0;
    struct span piece;

    while (endpoint->conn != NULL && net_queued(endpoint->conn) < QUEUED_MOST) {
        if (!next_piece(session, room, &piece)) {
            /* Without close_notify, so that a client knows that the file is incomplete. */
            endpoint_fail(endpoint, REASON_UNREADABLE, "a file changed while it was being sent");
            endpoint_drop(endpoint);
            return false;
        }
        if (piece.n == 0)
            return true;
        if (tls_write(endpoint->tls, piece, &taken) != ERR_OK || taken == 0)
            return false;
        sent(session, taken);
        endpoint_pump(endpoint);
        endpoint_limit(endpoint, session->web->timeout_us);
        done += taken;
        if (done >= TURN_MOST) {
            endpoint_wait(endpoint, 1);
            return false;
        }
    }
    return false;
}

/* The answer is complete: the connection ends or waits for the next request. */
static void answered(struct http_session *session, struct endpoint *endpoint)
{
    file_parts_close(&session->file);
    buf_free(&session->out);
    buf_init(&session->out, PAGE_MAX);
    session->is_answering = false;
    if (session->ends)
        endpoint_end(endpoint);
    else
        endpoint_limit(endpoint,
                       KEEP_US < session->web->timeout_us ? KEEP_US : session->web->timeout_us);
}

/* Requests and answers, one after the other, as far as input and output allow. */
static void converse(struct http_session *session, struct endpoint *endpoint)
{
    while (!endpoint_has_ended(endpoint)) {
        if (!session->is_answering && !next_request(session, endpoint))
            return;
        if (!send_on(session, endpoint))
            return;
        answered(session, endpoint);
    }
}

/* Sends back what came. */
static void echo(struct http_session *session, struct endpoint *endpoint)
{
    size_t taken = 0;

    while (session->in.n > 0 && endpoint->conn != NULL &&
           net_queued(endpoint->conn) < QUEUED_MOST) {
        if (tls_write(endpoint->tls, span_head(buf_span(&session->in), PIECE), &taken) != ERR_OK ||
            taken == 0)
            return;
        session->bytes += taken;
        session->was_early = session->was_early || session->is_early;
        drop_in(session, taken);
        endpoint_pump(endpoint);
        endpoint_limit(endpoint, session->web->timeout_us);
    }
    if (session->in.n == 0 && endpoint->peer_closed)
        endpoint_end(endpoint);
}

/* Input is only collected here: nothing may be written within a feed. */
void http_session_data(struct http_session *session, struct span bytes, bool is_early)
{
    session->is_early = session->is_early || is_early;
    buf_put(&session->in, bytes);
}

/* Runs the conversation, then decides what the endpoint may do next: end without loss when the
 * client closes, and go on reading. */
void http_session_turn(struct http_session *session, struct endpoint *endpoint)
{
    if (!session->has_begun && endpoint_is_open(endpoint))
        endpoint_limit(endpoint, session->web->timeout_us);
    session->has_begun = endpoint_is_open(endpoint);
    if (session->in.err != ERR_OK) {
        endpoint_fail(endpoint, err_reason(session->in.err), "%s", err_text(session->in.err));
        endpoint_end(endpoint);
    }
    if (session->web->echo)
        echo(session, endpoint);
    else
        converse(session, endpoint);
    if (endpoint_has_ended(endpoint))
        return;
    /* Enough input is waiting: until it is processed, nothing more is read from the client. */
    bool hold = session->in.n >= HTTP_REQUEST_HEAD_MAX;

    endpoint->server.may_end =
        endpoint_is_open(endpoint) && session->in.n == 0 && !session->is_answering;
    if (hold != session->is_held && endpoint->conn != NULL)
        net_hold(endpoint->conn, hold);
    session->is_held = hold;
}
