/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and HTML print the same list of parts, HTML with escapes.  JSON is the view of the
 * connection with a few more members. */
#include "config.h"

#include "app/serve/info_page.h"

#include "lib/tls/wire/fingerprint.h"
#include "lib/view/handshake/hs_quality.h"
#include "lib/view/text/html.h"

enum { PART_MAX = 4 << 20, COLUMNS = 96, OK = 200, NOT_FOUND = 404 };

static const struct style plain = {.utf8 = true, .columns = COLUMNS};

/* The first ClientHello with its header; empty if none was kept. */
static struct span hello_of(const struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->events.num; i++) {
        const struct event *e = &endpoint->events.v[i].event;

        if (e->kind == EVENT_MESSAGE && e->type == HS_CLIENT_HELLO)
            return e->bytes;
    }
    return (struct span){0};
}

struct page_fingerprints {
    struct buf ja3, ja3_string, ja4;
};

/* The fingerprints of the client's first hello; empty if it does not parse.  The caller frees the
 * buffers. */
static void prints_of(struct page_fingerprints *prints, const struct endpoint *endpoint)
{
    struct client_hello hello;
    struct fail fail = {0};

    buf_init(&prints->ja3, PART_MAX);
    buf_init(&prints->ja3_string, PART_MAX);
    buf_init(&prints->ja4, PART_MAX);
    if (client_hello_parse(&hello, span_tail(hello_of(endpoint), MSG_HEADER), &fail) != ERR_OK)
        return;
    ja3_string(&prints->ja3_string, &hello);
    ja3_hash(&prints->ja3, buf_span(&prints->ja3_string));
    ja4(&prints->ja4, &hello);
}

void info_page_members(struct json_writer *json, const struct endpoint *endpoint, struct span line,
                       bool is_early)
{
    struct page_fingerprints p;

    prints_of(&p, endpoint);
    jw_time(json, "began", (int64_t)(endpoint->began_wall_us / 1000000));
    jw_str(json, "server_name", endpoint->peer->name[0] != '\0' ? endpoint->peer->name : NULL);
    jw_buf(json, "ja3", &p.ja3);
    jw_buf(json, "ja3_string", &p.ja3_string);
    jw_buf(json, "ja4", &p.ja4);
    if (line.n > 0)
        jw_text(json, "request", line);
    else
        jw_null(json, "request");
    jw_bool(json, "request_was_early", is_early);
}

/* The parts of the page, each with a heading. */

static void put_negotiated(struct buf *out, const struct endpoint *endpoint,
                           const struct http_request *request)
{
    (void)request;
    quality_put(out, tls_info(endpoint->tls), &plain);
}

/* How the handshake went: full or resumed, with a retry, with early data. */
static void put_session(struct buf *out, const struct endpoint *endpoint, bool is_early)
{
    const struct tls_info *info = tls_info(endpoint->tls);

    if (info->resumed)
        buf_str(out, "This connection resumed an earlier one: no certificate was sent.\n");
    else
        buf_str(out, "This was a full handshake. Reconnect with the session ticket for a shorter "
                     "one.\n");
    if (info->retried)
        buf_str(out, "It took a HelloRetryRequest: the server could not use the first key "
                     "share.\n");
    if (is_early)
        buf_str(out, "The request came as early data (0-RTT). Anyone who saw it can replay it, so "
                     "only requests that change nothing may be sent this way (RFC 8470).\n");
    else if (info->early_data == EARLY_REJECTED)
        buf_str(out, "Early data was offered, but not accepted.\n");
}

/* The report on the client's certificate, or why there is none. */
static void put_certificate(struct buf *out, const struct endpoint *endpoint,
                            const struct http_request *request)
{
    const struct tls_info *info = tls_info(endpoint->tls);

    (void)request;
    if (endpoint->judged.is_judged)
        report_text(out, &endpoint->judged.report, &endpoint->judged.view, &plain, false);
    else if (info->client_certificate_sent)
        buf_str(out, "You sent one; it was not verified.\n");
    else if (info->client_certificate_asked)
        buf_str(out, "The server asked for one, and you sent none.\n");
    else
        buf_str(out, "The server did not ask for one.\n");
}

static void put_prints(struct buf *out, const struct endpoint *endpoint,
                       const struct http_request *request)
{
    struct page_fingerprints p;

    (void)request;
    prints_of(&p, endpoint);
    buf_printf(out, "JA3  %.*s\n     %.*s\n", (int)p.ja3.n, (const char *)p.ja3.p,
               (int)p.ja3_string.n, (const char *)p.ja3_string.p);
    buf_printf(out, "JA4  %.*s\n", (int)p.ja4.n, (const char *)p.ja4.p);
    buf_free(&p.ja3);
    buf_free(&p.ja3_string);
    buf_free(&p.ja4);
}

static void put_hello(struct buf *out, const struct endpoint *endpoint,
                      const struct http_request *request)
{
    struct span hello = hello_of(endpoint);

    (void)request;
    if (hello.n > 0)
        hs_message(out, hello, 0, true, &plain, false);
}

/* The header lines of the request, one a line, without control characters. */
static void put_request(struct buf *out, const struct endpoint *endpoint,
                        const struct http_request *request)
{
    struct span left = request->head;

    (void)endpoint;
    while (left.n > 0) {
        struct span line = span_head(left, span_find(left, '\r'));

        left = span_tail(left, line.n + 2);
        safe_put(out, line);
        if (line.n > 0)
            buf_u8(out, '\n');
    }
}

static const struct {
    const char *title;
    void (*put)(struct buf *out, const struct endpoint *endpoint,
                const struct http_request *request);
} parts[] = {
    {"What was negotiated", put_negotiated}, {"Your certificate", put_certificate},
    {"Your fingerprints", put_prints},       {"Your ClientHello", put_hello},
    {"Your request", put_request},
};

static const char title[] = "What you sent";

static void put_text(struct buf *out, const struct endpoint *endpoint,
                     const struct http_request *request, bool early)
{
    buf_printf(out, "%s: %s\n\n", title, endpoint->address);
    put_session(out, endpoint, early);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        buf_printf(out, "\n%s\n", parts[i].title);
        for (size_t k = strlen(parts[i].title); k > 0; k--)
            buf_u8(out, '-');
        buf_u8(out, '\n');
        parts[i].put(out, endpoint, request);
    }
}

/* Appends text with HTML escapes; line ends stay. */
static void put_lines(struct buf *out, struct span text)
{
    while (text.n > 0) {
        struct span line = span_head(text, span_find(text, '\n'));

        html_put(out, line);
        buf_u8(out, '\n');
        text = span_tail(text, line.n + 1);
    }
}

/* The parts print text, so each is escaped and put into <pre>. */
static void put_html(struct buf *out, const struct endpoint *endpoint,
                     const struct http_request *request, bool early)
{
    struct buf text;

    html_open(out, "en", title);
    buf_printf(out, "<h1>%s</h1>\n<p>", title);
    buf_init(&text, PART_MAX);
    put_session(&text, endpoint, early);
    put_lines(out, buf_span(&text));
    buf_printf(out,
               "</p>\n"
               "<p class=\"small\">From %s. As text: <a href=\"/text\">/text</a>, as JSON: <a "
               "href=\"/json\">/json</a></p>\n",
               endpoint->address);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        buf_truncate(&text, 0);
        parts[i].put(&text, endpoint, request);
        buf_printf(out, "<h2>%s</h2>\n<pre>", parts[i].title);
        put_lines(out, buf_span(&text));
        buf_str(out, "</pre>\n");
    }
    html_close(out);
    if (text.err != ERR_OK && out->err == ERR_OK)
        out->err = text.err;
    buf_free(&text);
}

struct more {
    const struct endpoint *endpoint;
    const struct http_request *request;
    bool early;
};

static void put_more(void *ctx, struct json_writer *json)
{
    const struct more *m = ctx;

    info_page_members(json, m->endpoint, m->request->line, m->early);
}

/* The view of the connection, with the members of info_page_members. */
static void put_json(struct buf *out, const struct endpoint *endpoint,
                     const struct http_request *request, bool early)
{
    struct more more = {endpoint, request, early};
    struct hs_view view = endpoint_view(endpoint);

    view.command = "serve";
    view.more = put_more;
    view.more_ctx = &more;
    enum err e = hs_json(out, &view, false);

    if (out->err == ERR_OK)
        out->err = e;
}

/* A path of its own selects the form; for "/" the Accept header selects it. */
int info_page_put(struct buf *out, const char **type, const struct endpoint *endpoint,
                  const struct http_request *request, bool is_early)
{
    struct span path = span_head(request->target, span_find(request->target, '?'));
    bool any = span_eq(path, SPAN_LIT("/"));

    if (span_eq(path, SPAN_LIT("/html")) || (any && request->wants_html)) {
        *type = "text/html; charset=utf-8";
        put_html(out, endpoint, request, is_early);
    } else if (span_eq(path, SPAN_LIT("/json")) || (any && request->wants_json)) {
        *type = "application/json";
        put_json(out, endpoint, request, is_early);
    } else if (span_eq(path, SPAN_LIT("/text")) || any) {
        *type = "text/plain; charset=utf-8";
        put_text(out, endpoint, request, is_early);
    } else {
        return NOT_FOUND;
    }
    return OK;
}
