/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "app/fetch/fetch.h"
#include "tests/unit/net/dns.h"
#include "tests/unit/net/kit.h"

#define HEAD "HTTP/1.1 200 OK\r\n"

static const struct dns_row names[] = {
    {"loop.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"loop6.example", DNS_AAAA, DNS_OK, 0, {"::1"}},
    {"mapped.example", DNS_AAAA, DNS_OK, 0, {"::ffff:127.0.0.1"}},
    {"nat64.example", DNS_AAAA, DNS_OK, 0, {"64:ff9b::a9fe:a9fe"}},
    {"ten.example", DNS_A, DNS_OK, 0, {"10.1.2.3", "192.168.0.1"}},
    {"cloud.example", DNS_A, DNS_OK, 0, {"169.254.169.254"}},
};
static struct dns dns;

/* A fetch and what came of it. */
struct seen {
    struct kit kit;
    struct fetch_settings settings;
    struct fetcher *fetcher;
    size_t calls;
    enum err err;
    struct buf body, text;
};

static void done(void *ctx, const struct fetch_result *result)
{
    struct seen *s = ctx;

    s->calls++;
    s->err = result->err;
    buf_truncate(&s->body, 0);
    buf_put(&s->body, result->body);
    buf_truncate(&s->text, 0);
    buf_put(&s->text, result->text);
    net_stop(s->kit.loop);
}

static void begin(struct seen *s)
{
    *s = (struct seen){.settings = {.allow_private = true, .no_cache = true}};
    kit_begin(&s->kit);
    assert_int_equal(net_loop_resolvers(s->kit.loop, dns.list), ERR_OK);
    assert_int_equal(fetcher_new(&s->fetcher, s->kit.loop, &s->settings), ERR_OK);
    buf_init(&s->body, (size_t)1 << 24);
    buf_init(&s->text, 4000);
}

static void end(struct seen *s)
{
    fetcher_free(s->fetcher);
    for (size_t i = 0; i < s->kit.num_servers; i++)
        net_serve_end(s->kit.servers[i].server);
    assert_int_equal(net_run(s->kit.loop), ERR_OK);
    kit_end(&s->kit);
    buf_free(&s->body);
    buf_free(&s->text);
}

static struct fetch_request request_for(enum fetch_kind kind, const char *url)
{
    return (struct fetch_request){
        .kind = kind, .url = span_str(url), .end_us = net_now_us() + 5 * SECOND};
}

/* Fetches a path of the first server; or, with a scheme, a URL. */
static void run(struct seen *s, struct fetch_request request)
{
    struct fetch *fetch;
    char url[3000];

    snprintf(url, sizeof url, "http://127.0.0.1:%u%.*s", s->kit.request.port, (int)request.url.n,
             (const char *)request.url.p);
    if (!span_starts(request.url, SPAN_LIT("http")))
        request.url = span_str(url);
    assert_int_equal(fetch_start(&fetch, s->fetcher, &request, done, s), ERR_OK);
    assert_int_equal(s->calls, 0);
    assert_int_equal(net_run(s->kit.loop), ERR_OK);
    assert_int_equal(s->calls, 1);
    s->calls = 0;
}

static void assert_body(const struct seen *s, const char *body)
{
    if (s->err != ERR_OK)
        fail_msg("%.*s", (int)s->text.n, (const char *)s->text.p);
    assert_true(span_eq(buf_span(&s->body), span_str(body)));
}

static void assert_failed(const struct seen *s, enum err e)
{
    if (s->err != e)
        fail_msg("%s: %.*s", err_text(s->err), (int)s->text.n, (const char *)s->text.p);
    assert_int_equal(s->body.n, 0);
    assert_true(s->text.n > 0);
}

/* What one answer leads to. */
static void test_answers(void **state)
{
    static const struct {
        struct kit_act act;
        enum err err;
        const char *body;
    } rows[] = {
        {{S("GET "), S(HEAD "Content-Length: 2\r\n\r\nhi"), KIT_GO_ON}, ERR_OK, "hi"},
        {{S("GET "), S(HEAD "\r\nhi"), KIT_CLOSE}, ERR_OK, "hi"},
        {{S("GET "), S("HTTP/1.0 200 OK\r\n\r\nhi"), KIT_CLOSE}, ERR_OK, "hi"},
        {{S("GET "), S(HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n"),
          KIT_GO_ON},
         ERR_OK,
         "hi"},
        {{S("GET "), S("HTTP/1.1 103 Early Hints\r\n\r\n" HEAD "Content-Length: 2\r\n\r\nhi"),
          KIT_GO_ON},
         ERR_OK,
         "hi"},
        {{S("GET "), S(HEAD "Content-Length: 0\r\n\r\n"), KIT_GO_ON}, ERR_OK, ""},
        {{S("GET "), S(HEAD "Content-Length: 3\r\n\r\nhi"), KIT_CLOSE}, ERR_FETCH_TRUNCATED, ""},
        {{S("GET "), S(HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nhi"), KIT_CLOSE},
         ERR_FETCH_TRUNCATED,
         ""},
        {{S("GET "), S("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"), KIT_GO_ON},
         ERR_FETCH_STATUS,
         ""},
        {{S("GET "), S("HTTP/1.1 204 No Content\r\n\r\n"), KIT_GO_ON}, ERR_FETCH_STATUS, ""},
        {{S("GET "), S("HTTP/1.1 304 Not Modified\r\n\r\n"), KIT_GO_ON}, ERR_FETCH_STATUS, ""},
        {{S("GET "), S("HTTP/1.1 206 Partial Content\r\n\r\nhi"), KIT_GO_ON}, ERR_FETCH_STATUS, ""},
        {{S("GET "), S(HEAD "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi"), KIT_GO_ON},
         ERR_FETCH_ENCODED,
         ""},
        {{S("GET "), S(HEAD "Content-Type: Text/HTML; charset=utf-8\r\n\r\n<p>"), KIT_GO_ON},
         ERR_FETCH_PAGE,
         ""},
        {{S("GET "), S(HEAD "Content-Length: 262145\r\n\r\n"), KIT_GO_ON}, ERR_FETCH_LARGE, ""},
        {{S("GET "), S(HEAD "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"), KIT_GO_ON},
         ERR_FETCH_NOT_HTTP,
         ""},
        {{S("GET "), S("SSH-2.0-x\r\n"), KIT_GO_ON}, ERR_FETCH_NOT_HTTP, ""},
        {{S("GET "), S(""), KIT_CLOSE}, ERR_NET_CLOSED, ""},
        {{S("GET "), S("HTTP/1.1 200 OK\r\n"), KIT_CLOSE}, ERR_NET_CLOSED, ""},
        {{S("GET "), S("HTTP/1.1 302 Found\r\n\r\n"), KIT_GO_ON}, ERR_FETCH_REDIRECT, ""},
        {{S("GET "), S("HTTP/1.1 302 Found\r\nLocation: ldap://a/\r\n\r\n"), KIT_GO_ON},
         ERR_FETCH_REDIRECT,
         ""},
        {{S("GET "), S("HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n"), KIT_GO_ON},
         ERR_FETCH_REDIRECTS,
         ""},
        {{S("GET "), S("HTTP/1.1 300 Multiple\r\nLocation: /again\r\n\r\n"), KIT_GO_ON},
         ERR_FETCH_STATUS,
         ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct seen s;

        begin(&s);
        kit_serve(&s.kit, "127.0.0.1", 0, &rows[i].act, 1);
        run(&s, request_for(FETCH_ISSUER, "/x"));
        if (rows[i].err == ERR_OK)
            assert_body(&s, rows[i].body);
        else
            assert_failed(&s, rows[i].err);
        end(&s);
    }
}

/* Requests as they are sent. */
static void test_requests(void **state)
{
    static const char der[] = {0x30, 0x03, (char)0xff, (char)0xef, (char)0xbe};
    struct seen s;
    char get[1000], post[1000];
    struct kit_act acts[1] = {{.we = S("HTTP/1.1 405 No\r\n\r\n"), .end = KIT_CLOSE}};
    struct fetch_request request = request_for(FETCH_OCSP, "/ocsp");

    (void)state;
    begin(&s);
    request.content = span_of(der, sizeof der);
    struct kit_server *server = kit_serve(&s.kit, "127.0.0.1", 0, acts, 1);
    snprintf(get, sizeof get,
             "GET /ocsp/MAP%%2F774%%3D HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
             "User-Agent: tlsbox/" PACKAGE_VERSION "\r\nAccept: application/ocsp-response\r\n"
             "Accept-Encoding: identity\r\nConnection: close\r\n\r\n",
             server->port);
    snprintf(post, sizeof post,
             "POST /ocsp?q HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
             "User-Agent: tlsbox/" PACKAGE_VERSION "\r\nAccept: application/ocsp-response\r\n"
             "Accept-Encoding: identity\r\nConnection: close\r\n"
             "Content-Type: application/ocsp-request\r\nContent-Length: 5\r\n\r\n",
             server->port);
    acts[0].they = span_str(get);
    acts[0].we = SPAN_LIT(HEAD "Content-Length: 1\r\n\r\nx");
    run(&s, request);
    assert_body(&s, "x");
    acts[0].they = span_str(post);
    request.url = SPAN_LIT("/ocsp?q");
    run(&s, request);
    assert_body(&s, "x");
    end(&s);
}

/* No address that is not public, in whatever form, and no other port. */
static void test_guard(void **state)
{
    static const struct {
        const char *url;
        enum err err;
    } rows[] = {
        {"http://127.0.0.1/", ERR_NET_PRIVATE},
        {"http://[::1]/", ERR_NET_PRIVATE},
        {"http://[::ffff:127.0.0.1]/", ERR_NET_PRIVATE},
        {"http://[64:ff9b::7f00:1]/", ERR_NET_PRIVATE},
        {"http://10.0.0.1/", ERR_NET_PRIVATE},
        {"http://0.0.0.0/", ERR_NET_PRIVATE},
        {"http://localhost/", ERR_NET_PRIVATE},
        {"http://a.localhost/", ERR_NET_PRIVATE},
        {"http://LOCALHOST./", ERR_NET_PRIVATE},
        {"http://loop.example/", ERR_NET_PRIVATE},
        {"http://loop6.example/", ERR_NET_PRIVATE},
        {"http://mapped.example/", ERR_NET_PRIVATE},
        {"http://nat64.example/", ERR_NET_PRIVATE},
        {"http://ten.example/", ERR_NET_PRIVATE},
        {"http://cloud.example/latest/meta-data/", ERR_NET_PRIVATE},
        {"http://none.example/", ERR_NET_NAME},
        {"http://127.1/", ERR_HTTP_URL},
        {"http://0x7f000001/", ERR_HTTP_URL},
        {"http://8.8.8.8:25/", ERR_FETCH_PORT},
        {"http://8.8.8.8:6379/", ERR_FETCH_PORT},
        {"http://a@8.8.8.8/", ERR_HTTP_URL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct seen s;

        begin(&s);
        s.settings.allow_private = false;
        run(&s, request_for(FETCH_CRL, rows[i].url));
        assert_failed(&s, rows[i].err);
        end(&s);
    }
}

/* The same request at the same time is one connection; a dropped fetch is not reported. */
static void test_shared(void **state)
{
    static const struct kit_act act = {S("GET "), S(HEAD "Content-Length: 2\r\n\r\nhi"), KIT_GO_ON};
    struct fetch *fetch[3];
    struct seen s;
    char url[100];

    (void)state;
    begin(&s);
    struct kit_server *server = kit_serve(&s.kit, "127.0.0.1", 0, &act, 1);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/x", server->port);
    struct fetch_request request = request_for(FETCH_CRL, url);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(fetch_start(&fetch[i], s.fetcher, &request, done, &s), ERR_OK);
    fetch_drop(fetch[1]);
    assert_int_equal(net_run(s.kit.loop), ERR_OK);
    assert_int_equal(s.calls, 2);
    assert_int_equal(server->accepted, 1);
    assert_body(&s, "hi");
    assert_int_equal(fetch_start(&fetch[0], s.fetcher, &request, done, &s), ERR_OK);
    fetch_drop(fetch[0]);
    end(&s);
    assert_int_equal(s.calls, 2);
}

/* Silence, and bytes that come too slowly, end at the deadline. */
static void test_deadline(void **state)
{
    static const struct kit_act acts[] = {{S("GET "), NOTHING, KIT_GO_ON},
                                          {S("GET "), S(HEAD), KIT_GO_ON}};
    struct seen s;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct fetch_request request = request_for(FETCH_CRL, "/");

        begin(&s);
        kit_serve(&s.kit, "127.0.0.1", 0, &acts[i], 1);
        request.end_us = net_now_us() + SECOND / 20;
        run(&s, request);
        assert_failed(&s, ERR_NET_TIMEOUT);
        request.end_us = 1;
        run(&s, request);
        assert_failed(&s, ERR_NET_TIMEOUT);
        end(&s);
    }
}

static int names_begin(void **state)
{
    (void)state;
    dns_begin(&dns, names, sizeof names / sizeof names[0]);
    return 0;
}

static int names_end(void **state)
{
    (void)state;
    dns_end(&dns);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),  cmocka_unit_test(test_requests),
        cmocka_unit_test(test_guard),    cmocka_unit_test(test_shared),
        cmocka_unit_test(test_deadline),
    };

    return cmocka_run_group_tests(tests, names_begin, names_end);
}
