/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cuts one HTTP/1 response into lines and pieces of the body.  llhttp reads the lines; its
 * callbacks set the state, which says how the next bytes are cut.  Counted bytes and the rest of a
 * connection need no reading, but those of chunks go through llhttp, which counts them too.
 *
 * A line may end with LF alone (RFC 9112 2.2): llhttp gets CR LF in any case.
 */
#include "config.h"

#include "lib/http/http_response.h"

#include <stdio.h>

/* The largest length that is believed; llhttp allows all of 64 bits. */
#define LENGTH_MAX UINT64_C(999999999999999999)

enum { NAME_MAX = 32, STATUS_LEAST = 100, STATUS_SWITCHING = 101, STATUS_MOST = 599 };

static struct http_response *of(llhttp_t *parser)
{
    return parser->data;
}

static struct span trim(struct span text)
{
    while (text.n > 0 && (text.p[0] == ' ' || text.p[0] == '\t'))
        text = span_tail(text, 1);
    while (text.n > 0 && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
        text.n--;
    return text;
}

/* The callbacks of llhttp. */

/* A buffer that was full is empty again. */
static void clear(struct buf *buf)
{
    buf_truncate(buf, 0);
    buf->err = ERR_OK;
}

static int on_field(llhttp_t *parser, const char *at, size_t n)
{
    buf_put(&of(parser)->name, span_of(at, n));
    return HPE_OK;
}

static int on_value(llhttp_t *parser, const char *at, size_t n)
{
    buf_put(&of(parser)->value, span_of(at, n));
    return HPE_OK;
}

/* Keeps the first of several fields of a name. */
static void keep(struct buf *out, struct span value)
{
    if (out->n == 0)
        buf_put(out, value);
}

/* The fields that a client looks at; those of the message's length are llhttp's.  What was too long
 * to be kept counts as absent, except for a coding. */
static int on_value_end(llhttp_t *parser)
{
    struct http_response *r = of(parser);
    struct span name = buf_span(&r->name), value = trim(buf_span(&r->value));
    bool is_whole = r->name.err == ERR_OK && r->value.err == ERR_OK;

    if (span_ieq(name, SPAN_LIT("content-encoding")))
        r->is_encoded = r->is_encoded || !span_ieq(value, SPAN_LIT("identity"));
    else if (span_ieq(name, SPAN_LIT("transfer-encoding")))
        r->is_encoded = r->is_encoded || !span_ieq(value, SPAN_LIT("chunked"));
    else if (is_whole && span_ieq(name, SPAN_LIT("location")))
        keep(&r->location, value);
    else if (is_whole && span_ieq(name, SPAN_LIT("content-type")))
        keep(&r->type, value);
    else if (is_whole && span_ieq(name, SPAN_LIT("server")))
        keep(&r->server, value);
    clear(&r->name);
    clear(&r->value);
    return HPE_OK;
}

/* The empty line after the fields: how the body ends (RFC 9112 6.3).  llhttp would give a body to
 * responses that have none; 1 means: no body.  101 is no interim response, because another protocol
 * follows it (RFC 9110 15.2.2). */
static int on_head(llhttp_t *parser)
{
    struct http_response *r = of(parser);
    bool is_bodiless = r->status < 200 || r->status == 204 || r->status == 304;

    r->is_interim = r->status < 200 && r->status != STATUS_SWITCHING;
    r->has_length = (parser->flags & F_CONTENT_LENGTH) != 0;
    r->left = r->has_length ? parser->content_length : 0;
    r->state = (parser->flags & F_CHUNKED) != 0 ? HTTP_RESPONSE_CHUNK_SIZE
               : r->has_length                  ? HTTP_RESPONSE_LENGTH
                                                : HTTP_RESPONSE_REST;
    return is_bodiless ? 1 : HPE_OK;
}

static int on_chunk(llhttp_t *parser)
{
    struct http_response *r = of(parser);

    r->left = parser->content_length;
    r->state = r->left > 0 ? HTTP_RESPONSE_CHUNK_DATA : HTTP_RESPONSE_TRAILER;
    return HPE_OK;
}

static int on_chunk_end(llhttp_t *parser)
{
    of(parser)->state = HTTP_RESPONSE_CHUNK_SIZE;
    return HPE_OK;
}

static int on_end(llhttp_t *parser)
{
    of(parser)->state = HTTP_RESPONSE_DONE;
    return HPE_PAUSED; /* what follows is no response of ours */
}

static const llhttp_settings_t settings = {.on_header_field = on_field,
                                           .on_header_value = on_value,
                                           .on_header_value_complete = on_value_end,
                                           .on_headers_complete = on_head,
                                           .on_chunk_header = on_chunk,
                                           .on_chunk_complete = on_chunk_end,
                                           .on_message_complete = on_end};

/* The reader. */

void http_response_init(struct http_response *response)
{
    *response = (struct http_response){.state = HTTP_RESPONSE_HEAD};
    buf_init(&response->line, HTTP_RESPONSE_LINE + 1); /* with its line feed */
    buf_init(&response->name, NAME_MAX);
    buf_init(&response->value, HTTP_RESPONSE_VALUE);
    buf_init(&response->location, HTTP_RESPONSE_VALUE);
    buf_init(&response->type, HTTP_RESPONSE_VALUE);
    buf_init(&response->server, HTTP_RESPONSE_VALUE);
    llhttp_init(&response->parser, HTTP_RESPONSE, &settings);
}

void http_response_free(struct http_response *response)
{
    buf_free(&response->line);
    buf_free(&response->name);
    buf_free(&response->value);
    buf_free(&response->location);
    buf_free(&response->type);
    buf_free(&response->server);
}

/* Has llhttp read bytes; false if they break a rule. */
static bool pass(struct http_response *response, struct span bytes)
{
    response->parser.data = response;
    enum llhttp_errno e =
        bytes.n == 0 ? HPE_OK : llhttp_execute(&response->parser, (const char *)bytes.p, bytes.n);

    return e == HPE_OK || (e == HPE_PAUSED && response->state == HTTP_RESPONSE_DONE);
}

/* Collects a line in response->line, without its line feed; true when it is complete.  A line that
 * becomes too long breaks the response. */
static bool take_line(struct http_response *response, struct span *in)
{
    size_t n = span_find(*in, '\n');
    bool whole = n < in->n;

    if (n > HTTP_RESPONSE_LINE - response->line.n) {
        response->state = HTTP_RESPONSE_BROKEN;
        return false;
    }
    buf_put(&response->line, span_head(*in, n));
    *in = span_tail(*in, n + whole);
    return whole;
}

/* HTTP-version SP status-code SP [reason-phrase] (RFC 9112 4).  llhttp skips line ends before it,
 * and reads versions and statuses that are none of HTTP/1.  Keeps "200 OK", cut to fit. */
static bool status_line(struct http_response *response, struct span line)
{
    const llhttp_t *p = &response->parser;
    struct span phrase = span_tail(line, strlen("HTTP/1.1 "));

    if (!span_starts(line, SPAN_LIT("HTTP/1.")) || p->status_code < STATUS_LEAST ||
        p->status_code > STATUS_MOST)
        return false;
    response->status = p->status_code;
    snprintf(response->phrase, sizeof response->phrase, "%.*s", (int)phrase.n,
             (const char *)phrase.p);
    return true;
}

/* After an interim response the final one is read (RFC 9110 15.2). */
static void next_response(struct http_response *response)
{
    llhttp_init(&response->parser, HTTP_RESPONSE, &settings);
    response->state = HTTP_RESPONSE_HEAD;
    response->status = 0;
    response->is_interim = response->is_encoded = response->has_length = false;
    clear(&response->location);
    clear(&response->type);
    clear(&response->server);
}

/* A complete line of the head, of a chunk or of the trailer; false if it breaks a rule.  llhttp
 * would read a field without a name (RFC 9112 5). */
static bool line_done(struct http_response *response, struct span line)
{
    bool is_first = response->state == HTTP_RESPONSE_HEAD && response->status == 0;

    if (line.n > 0 && line.p[0] == ':')
        return false;
    if (!pass(response, line) || (is_first && !status_line(response, line)) ||
        !pass(response, SPAN_LIT("\r\n")) || response->parser.content_length > LENGTH_MAX)
        return false;
    if (response->is_interim)
        next_response(response);
    return true;
}

/* The next bytes of a body or a chunk. */
static struct span take_body(struct http_response *response, struct span *in)
{
    bool is_chunk = response->state == HTTP_RESPONSE_CHUNK_DATA;
    bool is_counted = is_chunk || response->state == HTTP_RESPONSE_LENGTH;
    struct span body =
        is_counted && response->left < in->n ? span_head(*in, (size_t)response->left) : *in;

    *in = span_tail(*in, body.n);
    response->body += body.n;
    response->left -= is_counted ? body.n : 0;
    if (is_chunk && !pass(response, body))
        response->state = HTTP_RESPONSE_BROKEN;
    else if (is_counted && response->left == 0)
        response->state = is_chunk ? HTTP_RESPONSE_CHUNK_END : HTTP_RESPONSE_DONE;
    return body;
}

struct span http_response_feed(struct http_response *response, struct span *in)
{
    struct span line;

    switch (response->state) {
    case HTTP_RESPONSE_LENGTH:
    case HTTP_RESPONSE_CHUNK_DATA:
    case HTTP_RESPONSE_REST:
    case HTTP_RESPONSE_BROKEN: return take_body(response, in);
    case HTTP_RESPONSE_DONE:
        *in = (struct span){0}; /* bytes after the response are ignored */
        return *in;
    default: break;
    }
    bool whole = take_line(response, in);

    line = buf_span(&response->line);
    line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
    if (whole && !line_done(response, line))
        response->state = HTTP_RESPONSE_BROKEN;
    if (response->state == HTTP_RESPONSE_BROKEN) {
        if (whole)
            buf_u8(&response->line, '\n');
        response->body += response->line.n;
        return buf_span(&response->line); /* no line is collected after this */
    }
    if (whole)
        buf_truncate(&response->line, 0);
    return (struct span){0};
}

bool http_response_complete(const struct http_response *response, bool is_end)
{
    return response->state == HTTP_RESPONSE_DONE ||
           (is_end && (response->state == HTTP_RESPONSE_REST ||
                       (response->state == HTTP_RESPONSE_BROKEN && response->status == 0)));
}

bool http_response_is_type(const struct http_response *response, const char *type)
{
    struct span value = buf_span(&response->type);

    return span_ieq(trim(span_head(value, span_find(value, ';'))), span_str(type));
}
