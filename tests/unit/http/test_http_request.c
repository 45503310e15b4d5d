/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "lib/http/http_request.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* same: a verdict does not depend on what stands behind. */
static bool same(const struct http_request *a, const struct http_request *b)
{
    return a->status == b->status && a->n == b->n && a->keep == b->keep &&
           a->is_head == b->is_head && a->wants_html == b->wants_html &&
           a->wants_json == b->wants_json && span_eq(a->head, b->head) &&
           span_eq(a->target, b->target);
}

/* read_by_bytes gives it one byte more each time, in memory of just this size; the first verdict
 * is that of the whole. */
static void read_by_bytes(struct http_request *out, struct span bytes, const char *what)
{
    struct http_request part = {0};
    uint8_t *copy = NULL;

    http_request_read(out, bytes);
    for (size_t n = 0; n <= bytes.n && part.status == 0; n++) {
        free(copy);
        copy = malloc(n > 0 ? n : 1);
        assert_non_null(copy);
        if (n > 0)
            memcpy(copy, bytes.p, n);
        http_request_read(&part, span_of(copy, n));
    }
    if (!same(&part, out))
        fail_msg("%s: %d at once, %d in parts", what, out->status, part.status);
    free(copy);
}

struct row {
    int status;
    const char *text, *target;
};

static const struct row rows[] = {
    {200, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "/"},
    {200, "HEAD /a%2fb?c HTTP/1.1\r\nhOST:a\r\n\r\n", "/a%2fb?c"},
    {200, "GET / HTTP/1.0\r\n\r\n", "/"},
    {200, "\r\n\r\nGET / HTTP/1.0\r\n\r\n", "/"},
    {200, "GET /{|}\\^\"<>` HTTP/1.0\r\n\r\n", "/{|}\\^\"<>`"},
    /* Not yet whole. */
    {0, "", NULL},
    {0, "\r\n\r", NULL},
    {0, "GET / HTTP/1.1", NULL},
    {0, "GET / HTTP/1.1\r", NULL},
    {0, "GET / HTTP/1.1\r\nHost: a\r\n\r", NULL},
    {0, "POST / HTTP/1.1\r\nHost: a\r\n", NULL},
    /* RFC 9112 2.2: lines end in CR LF. */
    {400, "\nGET / HTTP/1.0\r\n\r\n", NULL},
    {400, "GET / HTTP/1.0\n\n", NULL},
    {400, "GET / HTTP/1.0\r\rHost: a\r\n\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\n\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\n\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", NULL},
    /* RFC 9112 3: the request line. */
    {400, "\r\n \r\nGET / HTTP/1.0\r\n\r\n", NULL},
    {400, " GET / HTTP/1.0\r\n", NULL},
    {400, "GET  / HTTP/1.0\r\n", NULL},
    {400, "GET /  HTTP/1.0\r\n", NULL},
    {400, "GET / HTTP/1.0 \r\n", NULL},
    {400, "GET\t/ HTTP/1.0\r\n", NULL},
    {400, "GET /a b HTTP/1.0\r\n", NULL},
    {400, "GET /\r\n", NULL},
    {400, "GET\r\n", NULL},
    {400, "G(T / HTTP/1.0\r\n", NULL},
    {400, "G\xc3T / HTTP/1.0\r\n", NULL},
    {400, "\x16\x03\x01\x02\r\n", NULL},
    /* RFC 9110 9.1: methods. */
    {405, "POST / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {405, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", ""},
    {405, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", ""},
    {405, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {405, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {405, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {405, "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {405, "PATCH / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {501, "get / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {501, "GETS / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {501, "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {400, "POST / HTTP/1.1\r\n\r\n", NULL},
    /* RFC 9110 2.5: versions. */
    {200, "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "/"},
    {400, "GET / HTTP/1.2\r\n\r\n", NULL},
    {505, "GET / HTTP/2.0\r\n", NULL},
    {505, "PRI * HTTP/2.0\r\n", NULL},
    {505, "GET / HTTP/0.9\r\n", NULL},
    {400, "GET / HTTP/1.x\r\n", NULL},
    {400, "GET / HTTP/x.1\r\n", NULL},
    {400, "GET / HTTP/1,1\r\n", NULL},
    {400, "GET / HTTP/1.10\r\n", NULL},
    {400, "GET / HTTP/1\r\n", NULL},
    {400, "GET / http/1.1\r\n", NULL},
    {400, "GET / HTTPS1.1\r\n", NULL},
    /* RFC 9112 3.2: forms of the target. */
    {200, "GET https://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n", "/b?c"},
    {200, "GET HTTPS://[::1]:443 HTTP/1.1\r\nHost: a\r\n\r\n", "/"},
    {200, "GET https://a?b/c HTTP/1.1\r\nHost: a\r\n\r\n", "/"},
    {200, "GET https://a//b HTTP/1.1\r\nHost: a\r\n\r\n", "//b"},
    {400, "GET https:///b HTTP/1.1\r\n", NULL},
    {400, "GET https://:443/b HTTP/1.1\r\n", NULL},
    {400, "GET https://user@a/ HTTP/1.1\r\n", NULL},
    {400, "GET https://a:b/ HTTP/1.1\r\n", NULL},
    {400, "GET https://[::1/ HTTP/1.1\r\n", NULL},
    {400, "GET http://a/ HTTP/1.1\r\n", NULL},
    {400, "GET * HTTP/1.1\r\n", NULL},
    {400, "GET a:443 HTTP/1.1\r\n", NULL},
    {400, "GET nothing HTTP/1.1\r\n", NULL},
    {400, "GET ?a HTTP/1.1\r\n", NULL},
    {400, "GET /#a HTTP/1.1\r\n", NULL},
    {400, "GET /\x7f HTTP/1.1\r\n", NULL},
    {400, "GET /\xc3\xbc HTTP/1.1\r\n", NULL},
    {400, "GET /\t HTTP/1.1\r\n", NULL},
    /* RFC 9112 5: fields. */
    {200, "GET / HTTP/1.0\r\nX:\r\nY: \t \r\nZ: a\tb \xff\r\n\r\n", "/"},
    {400, "GET / HTTP/1.0\r\n X: y\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nX: y\r\n folded\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nX: y\r\n\tz: folded\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nX : y\r\n", NULL},
    {400, "GET / HTTP/1.0\r\n: y\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nX\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nX\xc3: y\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nX: a\001b\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nX: a\177b\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nX: \x1b[1m\r\n", NULL},
    /* RFC 9112 3.2, RFC 9110 7.2: Host. */
    {200, "GET / HTTP/1.1\r\nHost:\r\n\r\n", "/"},
    {200, "GET / HTTP/1.1\r\nHost: a.example:4433\r\n\r\n", "/"},
    {200, "GET / HTTP/1.1\r\nHost: [2001:db8::1]:1\r\n\r\n", "/"},
    {200, "GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n", "/"},
    {400, "GET / HTTP/1.1\r\n\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", NULL},
    {400, "GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a b\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a/b\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: b@a\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a:x\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a:1:2\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: ::1\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: [::1\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: [::1]x\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: []\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: [127.0.0.1]\r\n", NULL},
    /* RFC 9112 6: bodies. */
    {200, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "/"},
    {200, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551615\r\n\r\n", "/"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551616\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n", NULL},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
     NULL},
    {501, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "/"},
    {501, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", "/"},
    {400, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", NULL},
};

static void test_requests(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_request r;

        read_by_bytes(&r, span_str(rows[i].text), rows[i].text);
        if (r.status != rows[i].status)
            fail_msg("%s: %d", rows[i].text, r.status);
        if (rows[i].target != NULL && !span_eq(r.target, span_str(rows[i].target)))
            fail_msg("%s: '%.*s'", rows[i].text, (int)r.target.n,
                     r.target.n > 0 ? (const char *)r.target.p : "");
        assert_true(r.status == 200 || !r.keep);
    }
}

/* A zero byte is nowhere part of a head. */
static void test_zero_bytes(void **state)
{
    static const char text[] = "GET /a HTTP/1.1\r\nHost: a\r\nX: y z\r\n\r\n";

    (void)state;
    for (size_t at = 0; at < sizeof text - 1; at++) {
        char bytes[sizeof text];
        struct http_request r;

        memcpy(bytes, text, sizeof text);
        bytes[at] = '\0';
        read_by_bytes(&r, span_of(bytes, sizeof text - 1), "a zero byte");
        assert_int_equal(r.status, 400);
    }
}

struct kept {
    bool keep;
    const char *text;
};

/* RFC 9112 9.3: which connections go on. */
static void test_outfile(void **state)
{
    static const struct kept all[] = {
        {true, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {true, "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
        {false, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"},
        {false, "GET / HTTP/1.1\r\nHost: a\r\nConnection: x ,\tCLOSE\r\n\r\n"},
        {false, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n"},
        {true, "GET / HTTP/1.1\r\nHost: a\r\nConnection: closed, dis-close\r\n\r\n"},
        {false, "GET / HTTP/1.0\r\n\r\n"},
        {true, "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"},
        {false, "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"},
        {true, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 000\r\n\r\n"},
        {false, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        struct http_request r;

        read_by_bytes(&r, span_str(all[i].text), all[i].text);
        assert_int_equal(r.status, 200);
        if (r.keep != all[i].keep)
            fail_msg("%s", all[i].text);
    }
}

static void test_heads(void **state)
{
    static const struct {
        bool is_head;
        const char *text;
    } all[] = {{false, "GET / HTTP/1.0\r\n\r\n"},
               {true, "HEAD / HTTP/1.0\r\n\r\n"},
               {true, "HEAD / HTTP/2.0\r\n"},
               {true, "HEAD * HTTP/1.0\r\n"},
               {false, "HEADS / HTTP/1.0\r\n\r\n"}};

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        struct http_request r;

        read_by_bytes(&r, span_str(all[i].text), all[i].text);
        assert_true(r.is_head == all[i].is_head);
    }
}

enum wanted { ANY, HTML, JSON };

/* RFC 9110 12.5.1. */
static void test_server_accept(void **state)
{
    static const struct {
        enum wanted wanted;
        const char *accept;
    } all[] = {
        {ANY, "*/*"},
        {ANY, "text/*, application/*"},
        {ANY, ""},
        {ANY, "text/html-not, xtext/html"},
        {HTML, "text/html"},
        {HTML, "image/png ,Text/HTML ; level=1;q=0.1"},
        {HTML, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        {HTML, "application/json, text/html"},
        {HTML, "text/plain, text/html"},
        {JSON, "application/json"},
        {JSON, "application/json, text/html;q=0.999"},
        {JSON, "text/html; q=0.1, application/json; Q=0.2"},
        {JSON, "text/plain;q=0.5, application/json;q=0.5"},
        {HTML, "application/json;q=0.10, text/html;q=0.2"},
        {ANY, "text/plain, text/html;q=0.9, application/json;q=0.9"},
        {ANY, "text/html;q=0"},
        {ANY, "text/html;q=0.000, */*"},
        {JSON, "text/html;q=0, application/json;q=0.001"},
        {HTML, "text/html;q=0.1, text/html;q=0.9, application/json;q=0.5"},
        {HTML, "text/html;q=1.000"},
        {ANY, "text/html;q=1.001"},
        {ANY, "text/html;q=2"},
        {ANY, "text/html;q="},
        {ANY, "text/html;q=x"},
        {ANY, "text/html;q=0,5"},
        {ANY, "text/html;q=1x"},
        {ANY, "text/html;q=0.x"},
        {ANY, "text/html;q=0.0001"},
        /* Twice: as one list (RFC 9110 5.3). */
        {JSON, "text/html;q=0.5\r\nAccept: application/json"},
        {HTML, "text/html\r\nAccept: application/json;q=0.5"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        char text[256];
        struct http_request r;

        snprintf(text, sizeof text, "GET / HTTP/1.0\r\nAccept: %s\r\n\r\n", all[i].accept);
        read_by_bytes(&r, span_str(text), text);
        assert_int_equal(r.status, 200);
        if (r.wants_html != (all[i].wanted == HTML) || r.wants_json != (all[i].wanted == JSON))
            fail_msg("%s: html %d, json %d", all[i].accept, r.wants_html, r.wants_json);
    }
}

/* fill is a text with one letter of it repeated, as long as it has to be. */
static struct span fill(char *room, const char *front, size_t n, const char *behind)
{
    size_t from = strlen(front);

    memcpy(room, front, from);
    memset(room + from, 'a', n - from);
    memcpy(room + n, behind, strlen(behind));
    return span_of(room, n + strlen(behind));
}

static void test_lengths(void **state)
{
    static const char front[] = "GET /";
    static const char fields[] = "GET / HTTP/1.0\r\nX: ";
    static const size_t version = sizeof " HTTP/1.0" - 1;
    static const struct {
        int status;
        const char *front;
        size_t n;
        const char *behind;
    } all[] = {
        {200, front, HTTP_REQUEST_LINE_MAX - version, " HTTP/1.0\r\n\r\n"},
        {414, front, HTTP_REQUEST_LINE_MAX - version + 1, " HTTP/1.0\r\n\r\n"},
        {0, front, HTTP_REQUEST_LINE_MAX, ""},
        {0, front, HTTP_REQUEST_LINE_MAX, "\r"},
        {414, front, HTTP_REQUEST_LINE_MAX + 1, ""},
        {414, front, HTTP_REQUEST_LINE_MAX + 1, "\r"},
        {414, front, HTTP_REQUEST_LINE_MAX + 1, "\n"},
        {400, front, HTTP_REQUEST_LINE_MAX, "\n"},
        {400, front, HTTP_REQUEST_LINE_MAX, "\r\r"},
        {400, front, HTTP_REQUEST_LINE_MAX, "\r\n"},
        {200, fields, HTTP_REQUEST_HEAD_MAX - 4, "\r\n\r\n"},
        {200, fields, HTTP_REQUEST_HEAD_MAX - 4, "\r\n\r\nGET / HTTP/1.0\r\n\r\n"},
        {431, fields, HTTP_REQUEST_HEAD_MAX - 3, "\r\n\r\n"},
        {400, fields, HTTP_REQUEST_HEAD_MAX - 1, "\n"},
        {431, fields, HTTP_REQUEST_HEAD_MAX, "\n"},
        {0, fields, HTTP_REQUEST_HEAD_MAX - 1, ""},
        {431, fields, HTTP_REQUEST_HEAD_MAX, ""},
        /* Empty lines count. */
        {200, "\r\nGET / HTTP/1.0\r\nX: ", HTTP_REQUEST_HEAD_MAX - 4, "\r\n\r\n"},
        {431, "\r\nGET / HTTP/1.0\r\nX: ", HTTP_REQUEST_HEAD_MAX - 3, "\r\n\r\n"},
    };
    char *room = malloc(HTTP_REQUEST_HEAD_MAX + 256);

    (void)state;
    assert_non_null(room);
    for (size_t i = 0; i < COUNT(all); i++) {
        struct http_request r;

        read_by_bytes(&r, fill(room, all[i].front, all[i].n, all[i].behind), all[i].front);
        if (r.status != all[i].status)
            fail_msg("row %zu: %d", i, r.status);
    }
    free(room);
}

static void test_empty_lines_alone(void **state)
{
    char *room = malloc(HTTP_REQUEST_HEAD_MAX);
    struct http_request r;

    (void)state;
    assert_non_null(room);
    for (size_t i = 0; i < HTTP_REQUEST_HEAD_MAX; i++)
        room[i] = i % 2 == 0 ? '\r' : '\n';
    read_by_bytes(&r, span_of(room, HTTP_REQUEST_HEAD_MAX - 2), "empty lines");
    assert_int_equal(r.status, 0);
    read_by_bytes(&r, span_of(room, HTTP_REQUEST_HEAD_MAX), "empty lines");
    assert_int_equal(r.status, 431);
    free(room);
}

static void append(char *to, const char *more)
{
    memcpy(to + strlen(to), more, strlen(more) + 1);
}

static void test_many_fields(void **state)
{
    (void)state;
    for (size_t num = HTTP_REQUEST_FIELDS_MAX; num <= HTTP_REQUEST_FIELDS_MAX + 1; num++) {
        char text[1024] = "GET / HTTP/1.0\r\n";
        struct http_request r;

        for (size_t i = 0; i < num; i++)
            append(text, "X: y\r\n");
        append(text, "\r\n");
        read_by_bytes(&r, span_str(text), "many fields");
        assert_int_equal(r.status, num > HTTP_REQUEST_FIELDS_MAX ? 431 : 200);
    }
}

/* What stands behind a head belongs to the next one. */
static void test_behind_each_other(void **state)
{
    static const char *const texts[] = {"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n",
                                        "\r\nHEAD /22 HTTP/1.1\r\nHost: b\r\nX: y\r\n\r\n",
                                        "GET /3 HTTP/1.1\r\nHost: c\r\n\r\n", "GET /4"};
    static const char *const targets[] = {"/1", "/22", "/3"};
    char all[256] = "";
    struct http_request r;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        append(all, texts[i]);
    struct span left = span_str(all);
    for (size_t i = 0; i < COUNT(targets); i++) {
        http_request_read(&r, left);
        assert_int_equal(r.status, 200);
        assert_true(r.keep);
        assert_int_equal(r.n, strlen(texts[i]));
        assert_true(span_eq(r.target, span_str(targets[i])));
        assert_true(span_starts(r.head, r.line));
        assert_int_equal(r.head.n, strlen(texts[i]) - (i == 1 ? 2 : 0));
        assert_true(r.is_head == (i == 1));
        left = span_tail(left, r.n);
    }
    http_request_read(&r, left);
    assert_int_equal(r.status, 0);
    assert_true(span_eq(r.line, SPAN_LIT("GET /4")));
}

/* Also of what is refused the line is known, as far as it came. */
static void test_line(void **state)
{
    struct http_request r;

    (void)state;
    http_request_read(&r, SPAN_LIT("BREW  / HTTP/1.1\r\nX: y\r\n"));
    assert_int_equal(r.status, 400);
    assert_true(span_eq(r.line, SPAN_LIT("BREW  / HTTP/1.1")));
    http_request_read(&r, SPAN_LIT("GET / HTTP/1.1\nHost: a\n\n"));
    assert_int_equal(r.status, 400);
    assert_true(span_eq(r.line, SPAN_LIT("GET / HTTP/1.1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests),          cmocka_unit_test(test_zero_bytes),
        cmocka_unit_test(test_outfile),           cmocka_unit_test(test_heads),
        cmocka_unit_test(test_server_accept),     cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_empty_lines_alone), cmocka_unit_test(test_many_fields),
        cmocka_unit_test(test_behind_each_other), cmocka_unit_test(test_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
