/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>

#include "lib/http/http_response.h"

/* take feeds an answer in pieces; what it makes of the body is the caller's to free. */
static void take(struct http_response *h, struct buf *body, const char *answer, size_t n,
                 size_t piece)
{
    struct span all = span_of(answer, n);

    http_response_init(h);
    buf_init(body, 1 << 20);
    for (; all.n > 0; all = span_tail(all, piece)) {
        struct span in = span_head(all, piece);

        while (in.n > 0)
            buf_put(body, http_response_feed(h, &in));
    }
    http_response_free(h);
    assert_int_equal(h->body, body->n);
}

struct row {
    const char *answer, *body;
    int status;
    enum http_response_state state;
    bool whole_at_end;
};

static const struct row rows[] = {
    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellomore", "hello", 200, HTTP_RESPONSE_DONE,
     true},
    {"HTTP/1.1 200\nCONTENT-LENGTH:5\n\nhello", "hello", 200, HTTP_RESPONSE_DONE, true},
    {"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", "hello", 200, HTTP_RESPONSE_LENGTH,
     false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", 200, HTTP_RESPONSE_DONE, true},
    {"HTTP/1.0 200 OK\r\n\r\nhello", "hello", 200, HTTP_RESPONSE_REST, true},
    {"HTTP/1.0 200 OK\r\n", "", 200, HTTP_RESPONSE_HEAD, false},
    {"", "", 0, HTTP_RESPONSE_HEAD, false},
    {"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", "", 204, HTTP_RESPONSE_DONE,
     true},
    {"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\nx", "", 304,
     HTTP_RESPONSE_DONE, true},
    {"HTTP/1.1 103 Early\r\nContent-Length: 9\r\n\r\nHTTP/1.1 404 No\r\n\r\nx", "x", 404,
     HTTP_RESPONSE_REST, true},
    /* Chunks (RFC 9112 7.1): extensions, trailers, and each way in which one can be cut off. */
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0A\r\n0123456789\r\n"
     "0\r\nX: y\r\n\r\nmore",
     "abc0123456789", 200, HTTP_RESPONSE_DONE, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", "ab", 200,
     HTTP_RESPONSE_CHUNK_DATA, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc", "abc", 200,
     HTTP_RESPONSE_CHUNK_END, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "abc", 200,
     HTTP_RESPONSE_CHUNK_SIZE, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "", 200, HTTP_RESPONSE_TRAILER,
     false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", "abcd\r\n", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "x\r\n", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1234567890123456\r\n",
     "1234567890123456\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3 \r\n", "3 \r\n", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\n", "0x3\r\n", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", "\r\n", 200, HTTP_RESPONSE_BROKEN,
     false},
    /* The last coding counts (RFC 9112 6.3); a coding and a length contradict each other (6.1). */
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n0\r\n\r\n", "", 200,
     HTTP_RESPONSE_DONE, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\nContent-Length: 1\r\n\r\n", "\r\n",
     200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "\r\n", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nabc", "\r\nabc", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n", "0\r\n", 200,
     HTTP_RESPONSE_REST, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc", "abc", 200, HTTP_RESPONSE_REST, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: unchunked\r\n\r\n0\r\n", "0\r\n", 200,
     HTTP_RESPONSE_REST, true},
    /* Lengths. */
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
     "Content-Length: 2\r\n\r\nab", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n", "Content-Length: 2, 2\r\n", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n", "Content-Length: +2\r\n", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
     "Content-Length: 3\r\n\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n", "Content-Length: -1\r\n", 200,
     HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", "\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n",
     "Content-Length: 9999999999999999999\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n",
     "Content-Length: 99999999999999999999\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    /* Fields (RFC 9112 5). */
    {"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 1\r\n\r\nab", "a", 200, HTTP_RESPONSE_DONE,
     true},
    {"HTTP/1.1 200 OK\r\nX : a\r\n", "X : a\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\n: a\r\n", ": a\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nX\r\n", "X\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nX: a\001b\r\n", "X: a\001b\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nX: a\rY: b\r\n", "X: a\rY: b\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    {"HTTP/1.1 200 OK\r\nX: a\r\r\n", "X: a\r\r\n", 200, HTTP_RESPONSE_BROKEN, false},
    /* Interim responses (RFC 9110 15.2), also of HTTP/1.0. */
    {"HTTP/1.0 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
     "a", 200, HTTP_RESPONSE_DONE, true},
    /* 101 is the last response: another protocol follows (RFC 9110 15.2.2). */
    {"HTTP/1.1 101 No\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nHTTP/1.1 200 OK\r\n\r\na", "",
     101, HTTP_RESPONSE_DONE, true},
    {"HTTP/1.1 101 No\r\nContent-Length: 1\r\n\r\na", "", 101, HTTP_RESPONSE_DONE, true},
    /* What is not HTTP/1 is taken as it is. */
    {"\r\nHTTP/1.1 200 OK\r\n", "\r\nHTTP/1.1 200 OK\r\n", 0, HTTP_RESPONSE_BROKEN, true},
    {"\r\rHTTP/1.1 200 OK\r\n", "\r\rHTTP/1.1 200 OK\r\n", 0, HTTP_RESPONSE_BROKEN, true},
    {"HTTP/0.9 200 OK\r\n", "HTTP/0.9 200 OK\r\n", 0, HTTP_RESPONSE_BROKEN, true},
    {"HTTP/1.1 099 OK\r\n", "HTTP/1.1 099 OK\r\n", 0, HTTP_RESPONSE_BROKEN, true},
    {"HTTP/1.1 600 OK\r\n", "HTTP/1.1 600 OK\r\n", 0, HTTP_RESPONSE_BROKEN, true},
    {"HTTP/1.1 2000 OK\r\n", "HTTP/1.1 2000 OK\r\n", 0, HTTP_RESPONSE_BROKEN, true},
    {"HTTP/1.1  200 OK\r\n", "HTTP/1.1  200 OK\r\n", 0, HTTP_RESPONSE_BROKEN, true},
    {"SSH-2.0-x\r\nabc", "SSH-2.0-x\r\nabc", 0, HTTP_RESPONSE_BROKEN, true},
    {"HTTP/2 200 OK\r\nabc", "HTTP/2 200 OK\r\nabc", 0, HTTP_RESPONSE_BROKEN, true},
    {"HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 2x0 OK\r\n", 0, HTTP_RESPONSE_BROKEN, true},
    {"HTTP/1.1 20\r\n", "HTTP/1.1 20\r\n", 0, HTTP_RESPONSE_BROKEN, true},
};

static void test_answers(void **state)
{
    static const size_t pieces[] = {1, 2, 7, 4096};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < sizeof pieces / sizeof pieces[0]; k++) {
            const struct row *r = &rows[i];
            struct http_response h;
            struct buf body;

            take(&h, &body, r->answer, strlen(r->answer), pieces[k]);
            if (h.state != r->state || h.status != r->status ||
                !span_eq(buf_span(&body), span_str(r->body)))
                fail_msg("row %zu in pieces of %zu: state %u, status %d, body '%.*s'", i, pieces[k],
                         h.state, h.status, (int)body.n, body.n > 0 ? (const char *)body.p : "");
            assert_true(http_response_complete(&h, true) == r->whole_at_end);
            assert_true(http_response_complete(&h, false) == (r->state == HTTP_RESPONSE_DONE));
            buf_free(&body);
        }
    }
}

static void test_phrase(void **state)
{
    static const char answer[] = "HTTP/1.1 404 Not Found\r\n";
    struct http_response h;
    struct buf body;

    (void)state;
    take(&h, &body, answer, strlen(answer), 3);
    assert_string_equal(h.phrase, "404 Not Found");
    buf_free(&body);
}

/* What a client looks at; an interim response leaves nothing of it. */
static void test_fields(void **state)
{
    static const char answer[] =
        "HTTP/1.1 103 Early\r\nLocation: /no\r\nContent-Encoding: br\r\n\r\n"
        "HTTP/1.1 302 Found\r\nLOCATION: \t/a b \r\nLocation: /c\r\n"
        "Content-Type: Text/HTML; charset=utf-8\r\nContent-Encoding: identity\r\n\r\n";
    static const char *const coded[] = {"Content-Encoding:gzip", "Transfer-Encoding: gzip, chunked",
                                        "Transfer-Encoding: gzip",
                                        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"};
    char head[120];
    struct http_response h;
    struct buf body;

    (void)state;
    for (size_t piece = 1; piece < sizeof answer; piece += 20) {
        http_response_init(&h);
        for (struct span left = span_str(answer); left.n > 0; left = span_tail(left, piece)) {
            struct span in = span_head(left, piece);

            while (in.n > 0)
                (void)http_response_feed(&h, &in);
        }
        assert_true(http_response_has_head(&h));
        assert_true(span_eq(buf_span(&h.location), SPAN_LIT("/a b")));
        assert_true(http_response_is_type(&h, "text/html"));
        assert_false(http_response_is_type(&h, "text/htm"));
        assert_false(h.is_encoded);
        http_response_free(&h);
    }
    for (size_t i = 0; i < sizeof coded / sizeof coded[0]; i++) {
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\n%s\r\n\r\n", coded[i]);
        take(&h, &body, head, strlen(head), 3);
        assert_true(h.is_encoded);
        buf_free(&body);
    }
    take(&h, &body, "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n", 46, 3);
    assert_false(h.is_encoded);
    buf_free(&body);
}

/* A value that is longer than what is kept counts as absent. */
static void test_long_value(void **state)
{
    struct http_response h;
    struct buf text;

    (void)state;
    for (size_t n = HTTP_RESPONSE_VALUE; n <= HTTP_RESPONSE_VALUE + 1; n++) {
        buf_init(&text, 5000);
        buf_str(&text, "HTTP/1.1 302 Found\r\nLocation:");
        memset(buf_room(&text, n), 'a', n);
        buf_str(&text, "\r\nContent-Type: a/b\r\n\r\n");
        struct span in = buf_span(&text);
        http_response_init(&h);
        while (in.n > 0)
            (void)http_response_feed(&h, &in);
        assert_int_equal(h.location.n, n == HTTP_RESPONSE_VALUE ? n : 0);
        assert_true(http_response_is_type(&h, "a/b"));
        http_response_free(&h);
        buf_free(&text);
    }
}

/* A line may be 64 KiB long; of a longer one no byte is lost. */
static void test_long_lines(void **state)
{
    enum { MOST = 1 << 16 };
    char *line = malloc(MOST + 3);
    struct http_response h;
    struct buf body;

    (void)state;
    assert_non_null(line);
    for (size_t piece = 1000; piece <= 2 * MOST; piece *= 12) {
        memset(line, 'a', MOST + 2);
        line[MOST] = '\n';
        take(&h, &body, line, MOST + 1, piece);
        assert_int_equal(h.state, HTTP_RESPONSE_BROKEN);
        assert_true(span_eq(buf_span(&body), span_of(line, MOST + 1)));
        buf_free(&body);
        line[MOST] = 'a';
        line[MOST + 1] = '\n';
        take(&h, &body, line, MOST + 2, piece);
        assert_int_equal(h.state, HTTP_RESPONSE_BROKEN);
        assert_true(span_eq(buf_span(&body), span_of(line, MOST + 2)));
        buf_free(&body);
        memcpy(line, "HTTP/1.1 200 OK\r\nX:", 19);
        line[MOST] = '\n';
        take(&h, &body, line, MOST + 1, piece);
        assert_int_equal(h.state, HTTP_RESPONSE_HEAD);
        assert_int_equal(body.n, 0);
        buf_free(&body);
    }
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_answers),
                                       cmocka_unit_test(test_phrase), cmocka_unit_test(test_fields),
                                       cmocka_unit_test(test_long_value),
                                       cmocka_unit_test(test_long_lines)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
