/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads one HTTP/1 response (RFC 9112) as a state machine: lines for the head, the chunk sizes and
 * the trailer; counted bytes for bodies and chunks; the rest of the connection for bodies without a
 * length.
 */
#include "config.h"

#include "lib/http/http_response.h"

#include <stdio.h>
#include <string.h>

enum { LINE_LIMIT = 1 << 16, CHUNK_DIGITS = 15, LENGTH_DIGITS = 18 };

void http_response_init(struct http_response *response)
{
    *response = (struct http_response){.state = HTTP_RESPONSE_HEAD};
    buf_init(&response->line, LINE_LIMIT + 1); /* with its line feed */
    buf_init(&response->location, HTTP_RESPONSE_LOCATION);
}

void http_response_free(struct http_response *response)
{
    buf_free(&response->line);
    buf_free(&response->location);
}

/* Collects a line in response->line, without its line feed; true when it is complete.  A line that
 * becomes too long breaks the response. */
static bool take_line(struct http_response *response, struct span *in)
{
    size_t n = span_find(*in, '\n');
    bool whole = n < in->n;

    if (n > LINE_LIMIT - response->line.n) {
        response->state = HTTP_RESPONSE_BROKEN;
        return false;
    }
    buf_put(&response->line, span_head(*in, n));
    *in = span_tail(*in, n + whole);
    return whole;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* HTTP-version SP status-code SP [reason-phrase] (RFC 9112 4).  Keeps "200 OK", cut to fit. */
static void status_line(struct http_response *response, struct span line)
{
    if (!span_starts(line, SPAN_LIT("HTTP/1.")) || line.n < 12 || line.p[8] != ' ' ||
        !is_digit(line.p[9]) || !is_digit(line.p[10]) || !is_digit(line.p[11])) {
        response->state = HTTP_RESPONSE_BROKEN;
        return;
    }
    response->status = (line.p[9] - '0') * 100 + (line.p[10] - '0') * 10 + (line.p[11] - '0');
    line = span_tail(line, 9);
    snprintf(response->phrase, sizeof response->phrase, "%.*s", (int)line.n, (const char *)line.p);
}

static struct span trim(struct span text)
{
    while (text.n > 0 && (text.p[0] == ' ' || text.p[0] == '\t'))
        text = span_tail(text, 1);
    while (text.n > 0 && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
        text.n--;
    return text;
}

/* RFC 9112 6.1: if the last coding is not chunked, the body ends with the connection. */
static void coding(struct http_response *response, struct span value)
{
    size_t n = value.n;

    while (n > 0 && value.p[n - 1] != ',')
        n--;
    response->has_coding = true;
    response->chunked = span_ieq(trim(span_tail(value, n)), SPAN_LIT("chunked"));
}

/* RFC 9112 6.2, 6.3: a number; two lengths that differ make the response unusable. */
static void length(struct http_response *response, struct span value)
{
    bool good = value.n > 0 && value.n <= LENGTH_DIGITS;
    uint64_t n = 0;

    for (size_t i = 0; i < value.n && good; i++) {
        good = is_digit(value.p[i]);
        n = n * 10 + (uint64_t)(value.p[i] - '0');
    }
    if (!good || (response->has_length && response->left != n))
        response->state = HTTP_RESPONSE_BROKEN;
    response->has_length = true;
    response->left = n;
}

/* RFC 9110 8.3.1: "text/html; charset=utf-8" is of the type text/html. */
static void type(struct http_response *response, struct span value)
{
    value = trim(span_head(value, span_find(value, ';')));
    value = span_head(value, sizeof response->type - 1);
    for (size_t i = 0; i < value.n; i++)
        response->type[i] = (char)span_lower(value.p[i]);
    response->type[value.n] = '\0';
}

/* Reads the two fields that determine the end of the body, and those that a client looks at. */
static void field(struct http_response *response, struct span line)
{
    struct span name = span_head(line, span_find(line, ':'));
    struct span value = trim(span_tail(line, name.n + 1));

    if (span_ieq(name, SPAN_LIT("transfer-encoding")))
        coding(response, value);
    else if (span_ieq(name, SPAN_LIT("content-length")))
        length(response, value);
    else if (span_ieq(name, SPAN_LIT("location")) && response->location.n == 0)
        buf_put(&response->location, value);
    else if (span_ieq(name, SPAN_LIT("content-type")))
        type(response, value);
    else if (span_ieq(name, SPAN_LIT("content-encoding")))
        response->is_encoded = response->is_encoded || !span_ieq(value, SPAN_LIT("identity"));
}

/* The empty line after the fields: how the body ends (RFC 9112 6.3). */
static void head_end(struct http_response *response)
{
    if (response->status < 200) {
        response->status = 0; /* an interim response: the final one follows */
        response->has_coding = response->chunked = response->has_length = false;
    } else if (response->status == 204 || response->status == 304) {
        response->state = HTTP_RESPONSE_DONE;
    } else if (response->chunked) {
        response->state = HTTP_RESPONSE_CHUNK_SIZE;
    } else if (response->has_length && !response->has_coding) {
        response->state = response->left > 0 ? HTTP_RESPONSE_LENGTH : HTTP_RESPONSE_DONE;
    } else {
        response->state = HTTP_RESPONSE_REST;
    }
}

/* chunk-size [chunk-ext] (RFC 9112 7.1) */
static void chunk_size(struct http_response *response, struct span line)
{
    static const char digits[] = "0123456789abcdef";
    size_t n = 0;

    response->left = 0;
    for (; n < line.n && n <= CHUNK_DIGITS; n++) {
        const char *d = memchr(digits, span_lower(line.p[n]), sizeof digits - 1);

        if (d == NULL)
            break;
        response->left = response->left << 4 | (uint64_t)(d - digits);
    }
    bool good = n > 0 && n <= CHUNK_DIGITS &&
                (n == line.n || line.p[n] == ';' || line.p[n] == ' ' || line.p[n] == '\t');

    response->state = !good                ? HTTP_RESPONSE_BROKEN
                      : response->left > 0 ? HTTP_RESPONSE_CHUNK_DATA
                                           : HTTP_RESPONSE_TRAILER;
}

/* A complete line: its meaning depends on the state. */
static void line_done(struct http_response *response)
{
    struct span line = buf_span(&response->line);

    line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
    switch (response->state) {
    case HTTP_RESPONSE_HEAD:
        if (response->status == 0)
            status_line(response, line);
        else if (line.n == 0)
            head_end(response);
        else
            field(response, line);
        break;
    case HTTP_RESPONSE_CHUNK_SIZE: chunk_size(response, line); break;
    case HTTP_RESPONSE_CHUNK_END:
        response->state = line.n == 0 ? HTTP_RESPONSE_CHUNK_SIZE : HTTP_RESPONSE_BROKEN;
        break;
    case HTTP_RESPONSE_TRAILER:
        response->state = line.n == 0 ? HTTP_RESPONSE_DONE : HTTP_RESPONSE_TRAILER;
        break;
    default: break;
    }
}

struct span http_response_feed(struct http_response *response, struct span *in)
{
    bool counted =
        response->state == HTTP_RESPONSE_LENGTH || response->state == HTTP_RESPONSE_CHUNK_DATA;
    struct span body = {0};

    if (counted || response->state == HTTP_RESPONSE_REST ||
        response->state == HTTP_RESPONSE_BROKEN) {
        body = counted && response->left < in->n ? span_head(*in, (size_t)response->left) : *in;
        *in = span_tail(*in, body.n);
        response->body += body.n;
        response->left -= counted ? body.n : 0;
        if (counted && response->left == 0)
            response->state = response->state == HTTP_RESPONSE_LENGTH ? HTTP_RESPONSE_DONE
                                                                      : HTTP_RESPONSE_CHUNK_END;
        return body;
    }
    if (response->state == HTTP_RESPONSE_DONE) {
        *in = (struct span){0}; /* bytes after the response are ignored */
        return body;
    }
    bool whole = take_line(response, in);

    if (whole)
        line_done(response);
    if (response->state == HTTP_RESPONSE_BROKEN) {
        if (whole)
            buf_u8(&response->line, '\n');
        response->body += response->line.n;
        return buf_span(&response->line); /* no line is collected after this */
    }
    if (whole)
        buf_truncate(&response->line, 0);
    return body;
}

bool http_response_complete(const struct http_response *response, bool is_end)
{
    return response->state == HTTP_RESPONSE_DONE ||
           (is_end && (response->state == HTTP_RESPONSE_REST ||
                       (response->state == HTTP_RESPONSE_BROKEN && response->status == 0)));
}
