/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/net/script.h"

#define ASK S("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n")
#define NONE    \
    {           \
        NULL, 0 \
    }

#define GOOD(NAME, they, left)                                                            \
    {                                                                                     \
        NAME, STARTTLS_NONE, {{ASK, S(they)}}, 1, PREAMBLE_DONE, ERR_OK, NULL, NONE, left \
    }
#define BAD(NAME, they, id, why)                                                             \
    {                                                                                        \
        NAME, STARTTLS_NONE, {{ASK, S(they)}}, 1, PREAMBLE_FAILED, ERR_##id, why, NONE, NONE \
    }
#define WAITS(NAME, they)                                                                 \
    {                                                                                     \
        NAME, STARTTLS_NONE, {{ASK, S(they)}}, 1, PREAMBLE_MORE, ERR_OK, NULL, NONE, NONE \
    }

static const struct script scripts[] = {
    GOOD("200", "HTTP/1.1 200 Connection established\r\n\r\n", NONE),
    GOOD("a header", "HTTP/1.0 200 OK\r\nVia: x\r\nContent-Length: 5\r\n\r\n", NONE),
    GOOD("no reason", "HTTP/1.1 200\r\n\r\n", NONE),
    GOOD("any 2xx", "HTTP/1.1 204 \r\n\r\n", NONE),
    GOOD("bare line feeds", "HTTP/1.1 200 OK\nVia: x\n\n", NONE),
    GOOD("the server speaks first", "HTTP/1.1 200 OK\r\n\r\n220 mx\r\n", S("220 mx\r\n")),
    GOOD("interim answers", "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", NONE),
    BAD("407", "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
        NET_PROXY_AUTH,
        "the proxy answered \"HTTP/1.1 407 Proxy Authentication Required\" to CONNECT "
        "a.example:443: it requires a user name and a password, as in "
        "http://USER:PASSWORD@HOST:PORT"),
    BAD("503", "HTTP/1.1 503 No\r\n\r\n<html>", NET_PROXY,
        "the proxy answered \"HTTP/1.1 503 No\" to CONNECT a.example:443"),
    BAD("a redirection", "HTTP/1.1 302 Found\r\n\r\n", NET_PROXY,
        "the proxy answered \"HTTP/1.1 302 Found\" to CONNECT a.example:443"),
    BAD("101", "HTTP/1.1 101 Switching Protocols\r\n\r\n", NET_PROXY,
        "the proxy answered \"HTTP/1.1 101 Switching Protocols\" to CONNECT a.example:443"),
    BAD("garbage", "\x15\x03", NET_PROXY, "the proxy answered \"\\x15\\x03\", which is not HTTP"),
    BAD("another version", "HTTP/2 200\r\n\r\n", NET_PROXY,
        "the proxy answered \"HTTP/2 200\", which is not HTTP"),
    BAD("no status", "HTTP/1.1 2OO OK\r\n\r\n", NET_PROXY,
        "the proxy answered \"HTTP/1.1 2OO OK\", which is not HTTP"),
    BAD("a longer status", "HTTP/1.1 2000 OK\r\n\r\n", NET_PROXY,
        "the proxy answered \"HTTP/1.1 2000 OK\", which is not HTTP"),
    BAD("too short", "HTTP/1.1 20\r\n\r\n", NET_PROXY,
        "the proxy answered \"HTTP/1.1 20\", which is not HTTP"),
    WAITS("no empty line", "HTTP/1.1 200 OK\r\nVia: x\r\n"),
    WAITS("half an interim answer", "HTTP/1.1 100 Continue\r\n\r\nHTT"),
};

static void test_answers(void **state)
{
    const struct proxy proxy = {.kind = PROXY_HTTP};

    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        script_play(proxy_http_talk, &scripts[i], "a.example", 443, &proxy);
}

/* RFC 7617: the example of its section 2; and IPv6 in brackets. */
static void test_http_request(void **state)
{
    static const struct script password = {
        "password",
        STARTTLS_NONE,
        {{S("CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n"
            "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"),
          S("HTTP/1.1 200 OK\r\n\r\n")}},
        1,
        PREAMBLE_DONE,
        ERR_OK,
        NULL,
        NONE,
        NONE};
    static const struct script refused = {
        "refused",
        STARTTLS_NONE,
        {{S("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n"
            "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"),
          S("HTTP/1.1 407 No\r\n\r\n")}},
        1,
        PREAMBLE_FAILED,
        ERR_NET_PROXY_AUTH,
        "the proxy answered \"HTTP/1.1 407 No\" to CONNECT a.example:443: it refuses the user name "
        "and the password",
        NONE,
        NONE};
    const struct proxy proxy = {.kind = PROXY_HTTP, .user = "Aladdin", .password = "open sesame"};

    (void)state;
    script_play(proxy_http_talk, &password, "2001:db8::1", 8443, &proxy);
    script_play(proxy_http_talk, &refused, "a.example", 443, &proxy);
}

/* The longest user and password fit. */
static void test_long_password(void **state)
{
    struct proxy proxy = {.kind = PROXY_HTTP};
    struct preamble t = {.proxy = &proxy, .host = "a", .port = 1};

    (void)state;
    memset(proxy.user, 'u', sizeof proxy.user - 1);
    memset(proxy.password, 'p', sizeof proxy.password - 1);
    preamble_reset(&t);
    assert_int_equal(proxy_http_talk(&t), PREAMBLE_MORE);
    assert_int_equal(t.out.err, ERR_OK);
    /* 511 bytes are 684 characters. */
    assert_int_equal(t.out.n, 2 * (sizeof "a:1" - 1) +
                                  strlen("CONNECT  HTTP/1.1\r\nHost: \r\n"
                                         "Proxy-Authorization: Basic \r\n"
                                         "\r\n") +
                                  684);
    preamble_free(&t);
}

/* A header without end is cut off. */
static void test_huge(void **state)
{
    const struct proxy proxy = {.kind = PROXY_HTTP};
    struct preamble t = {.proxy = &proxy, .host = "a", .port = 1};
    size_t n = 0;

    (void)state;
    preamble_reset(&t);
    assert_int_equal(proxy_http_talk(&t), PREAMBLE_MORE);
    assert_true(preamble_feed(&t, SPAN_LIT("HTTP/1.1 200 OK\r\n")));
    while (preamble_feed(&t, SPAN_LIT("A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n"))) {
        assert_int_equal(proxy_http_talk(&t), PREAMBLE_MORE);
        assert_true(n++ < PREAMBLE_IN_MAX / 50);
    }
    preamble_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_http_request),
        cmocka_unit_test(test_long_password),
        cmocka_unit_test(test_huge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
