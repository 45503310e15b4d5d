/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "lib/net/preamble.h"
#include "tests/unit/net/kit.h"

static const struct kit_act hello[] = {{S("hello\r\n"), S("good day\r\n"), KIT_CLOSE}};

static void test_data(void **state)
{
    struct kit k;
    char address[40];

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, hello, 1);
    k.say = SPAN_LIT("hello\r\n");
    kit_run(&k);
    assert_string_equal(k.seen.steps, "rcREC");
    assert_true(span_eq(buf_span(&k.seen.data), SPAN_LIT("good day\r\n")));
    snprintf(address, sizeof address, "127.0.0.1:%u", k.request.port);
    assert_string_equal(k.seen.address, address);
    kit_end(&k);
}

static void test_ipv6(void **state)
{
    struct kit k;
    char address[40];

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "::1", 0, hello, 1);
    k.request.host = "::1";
    k.say = SPAN_LIT("hello\r\n");
    kit_run(&k);
    assert_string_equal(k.seen.steps, "rcREC");
    snprintf(address, sizeof address, "[::1]:%u", k.request.port);
    assert_string_equal(k.seen.address, address);
    kit_end(&k);
}

/* --connect: elsewhere than the name says, which is not looked up then. */
static void test_elsewhere(void **state)
{
    struct kit k;

    (void)state;
    kit_begin(&k);
    struct kit_server *s = kit_serve(&k, "127.0.0.1", 0, hello, 1);
    k.request.host = "nosuch.invalid";
    k.request.port = 1;
    k.request.connect_host = "127.0.0.1";
    k.request.connect_port = s->port;
    k.say = SPAN_LIT("hello\r\n");
    kit_run(&k);
    assert_string_equal(k.seen.steps, "rcREC");
    kit_end(&k);
}

static void test_reset(void **state)
{
    static const struct kit_act acts[] = {{S("hello\r\n"), S("good"), KIT_RESET}};
    struct kit k;
    char text[80];

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, acts, 1);
    k.say = SPAN_LIT("hello\r\n");
    kit_run(&k);
    snprintf(text, sizeof text, "127.0.0.1:%u: connection reset by peer", k.request.port);
    kit_failed(&k, ERR_NET_RESET, text);
    kit_end(&k);
}

/* The deadline stands for everything: here a server that says nothing. */
static void test_silence(void **state)
{
    static const struct kit_act acts[] = {{S("never said"), NOTHING, KIT_GO_ON}};
    struct kit k;
    char text[80];

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, acts, 1);
    k.request.timeout_us = SECOND / 20;
    kit_run(&k);
    assert_string_equal(k.seen.steps, "rcRF");
    snprintf(text, sizeof text, "127.0.0.1:%u: timed out after 0.05 s", k.request.port);
    kit_failed(&k, ERR_NET_TIMEOUT, text);
    assert_true(k.seen.us >= SECOND / 25); /* the loop counts whole milliseconds */
    kit_end(&k);
}

static void test_silent_starttls(void **state)
{
    static const struct kit_act acts[] = {{S("never said"), NOTHING, KIT_GO_ON}};
    struct kit k;
    char text[120];

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, acts, 1);
    k.request.timeout_us = SECOND / 20;
    k.request.starttls = STARTTLS_SMTP;
    kit_run(&k);
    assert_string_equal(k.seen.steps, "rcF");
    snprintf(text, sizeof text, "127.0.0.1:%u: no answer within 0.05 s, waiting for the greeting",
             k.request.port);
    kit_failed(&k, ERR_NET_TIMEOUT, text);
    kit_end(&k);
}

static const struct kit_act smtp[] = {
    {NOTHING, S("220 mx.example ESMTP\r\n"), KIT_GO_ON},
    {S("EHLO [127.0.0.1]\r\n"), S("250-mx.example\r\n250 STARTTLS\r\n"), KIT_GO_ON},
    {S("STARTTLS\r\n"), S("220 go\r\n"), KIT_GO_ON},
    {S("\x16\x03\x01"), S("\x16\x03\x03"), KIT_CLOSE},
};

static void test_starttls(void **state)
{
    struct kit k;

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, smtp, 4);
    k.request.starttls = STARTTLS_SMTP;
    k.say = SPAN_LIT("\x16\x03\x01");
    kit_run(&k);
    assert_string_equal(k.seen.steps, "rcsREC");
    assert_true(span_eq(buf_span(&k.seen.data), SPAN_LIT("\x16\x03\x03")));
    kit_talked(&k, SPAN_LIT("smtp< 220 mx.example ESMTP\r\n\nsmtp> EHLO [127.0.0.1]\r\n\n"
                            "smtp< 250-mx.example\r\n250 STARTTLS\r\n\n"
                            "smtp> STARTTLS\r\n\nsmtp< 220 go\r\n\n"));
    kit_end(&k);
}

static void test_starttls_refused(void **state)
{
    static const struct kit_act acts[] = {{NOTHING, S("554 no\r\n"), KIT_GO_ON}};
    struct kit k;
    char text[120];

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, acts, 1);
    k.request.starttls = STARTTLS_SMTP;
    kit_run(&k);
    snprintf(text, sizeof text, "127.0.0.1:%u: the greeting is \"554 no\"", k.request.port);
    kit_failed(&k, ERR_NET_STARTTLS, text);
    kit_talked(&k, SPAN_LIT("smtp< 554 no\r\n\n"));
    kit_end(&k);
}

static void test_starttls_injected(void **state)
{
    static const struct kit_act acts[] = {{NOTHING, S("+OK\r\n"), KIT_GO_ON},
                                          {S("STLS\r\n"), S("+OK\r\n+OK evil\r\n"), KIT_GO_ON}};
    struct kit k;
    char text[240];

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, acts, 2);
    k.request.starttls = STARTTLS_POP3;
    kit_run(&k);
    snprintf(text, sizeof text,
             "127.0.0.1:%u: unexpected bytes after the answer to STLS: \"+OK evil\\x0d\\x0a\"",
             k.request.port);
    kit_failed(&k, ERR_NET_STARTTLS_INJECTED, text);
    kit_talked(&k, SPAN_LIT("pop3< +OK\r\n\npop3> STLS\r\n\npop3< +OK\r\n+OK evil\r\n\n"));
    kit_end(&k);
}

static void test_starttls_closed(void **state)
{
    static const struct kit_act acts[] = {{NOTHING, S("+OK\r\n"), KIT_GO_ON},
                                          {S("STLS\r\n"), NOTHING, KIT_CLOSE}};
    struct kit k;
    char text[160];

    (void)state;
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, acts, 2);
    k.request.starttls = STARTTLS_POP3;
    kit_run(&k);
    snprintf(text, sizeof text, "127.0.0.1:%u: closed the connection instead of the answer to STLS",
             k.request.port);
    kit_failed(&k, ERR_NET_CLOSED, text);
    kit_talked(&k, SPAN_LIT("pop3< +OK\r\n\npop3> STLS\r\n\n"));
    kit_end(&k);
}

static void test_starttls_endless(void **state)
{
    static char lines[20000];
    struct kit_act acts[] = {{NOTHING, {(uint8_t *)lines, sizeof lines}, KIT_GO_ON}};
    struct kit k;
    char text[160];

    (void)state;
    memset(lines, 'a', sizeof lines);
    kit_begin(&k);
    kit_serve(&k, "127.0.0.1", 0, acts, 1);
    k.request.starttls = STARTTLS_SMTP;
    kit_run(&k);
    snprintf(text, sizeof text, "127.0.0.1:%u: sent too much data instead of the greeting",
             k.request.port);
    kit_failed(&k, ERR_NET_STARTTLS, text);
    /* What is kept and shown of it is bounded. */
    assert_true(k.seen.talk.n > 1000 && k.seen.talk.n <= PREAMBLE_IN_MAX + PREAMBLE_TOTAL_MAX);
    kit_end(&k);
}

/* Through a proxy, which resolves the name; then STARTTLS on the same connection, whose greeting
 * comes with the proxy's answer. */
static void test_proxies(void **state)
{
    static const struct kit_act http[] = {
        {S("CONNECT mx.example:25 HTTP/1.1\r\nHost: mx.example:25\r\n\r\n"),
         S("HTTP/1.1 200 OK\r\n\r\n+OK\r\n"), KIT_GO_ON},
        {S("STLS\r\n"), S("+OK\r\n"), KIT_GO_ON},
        {S("\x16"), S("\x17"), KIT_CLOSE},
    };
    static const struct kit_act socks[] = {
        {S("\5\1\0"), S("\5\0"), KIT_GO_ON},
        {S("\5\1\0\3\x0amx.example\0\x19"), S("\5\0\0\1\0\0\0\0\0\0+OK\r\n"), KIT_GO_ON},
        {S("STLS\r\n"), S("+OK\r\n"), KIT_GO_ON},
        {S("\x16"), S("\x17"), KIT_CLOSE},
    };

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct kit k;
        kit_begin(&k);
        struct kit_server *s = i == 0 ? kit_serve(&k, "127.0.0.1", 0, http, 3)
                                      : kit_serve(&k, "127.0.0.1", 0, socks, 4);
        k.request.host = "mx.example";
        k.request.port = 25;
        k.request.proxy = &(const struct proxy){
            .kind = i == 0 ? PROXY_HTTP : PROXY_SOCKS5, .host = "127.0.0.1", .port = s->port};
        k.request.starttls = STARTTLS_POP3;
        k.say = SPAN_LIT("\x16");
        kit_run(&k);
        assert_string_equal(k.seen.text, "");
        assert_string_equal(k.seen.steps, "rcpsREC");
        assert_true(span_eq(buf_span(&k.seen.data), SPAN_LIT("\x17")));
        kit_talked(&k, i == 0 ? SPAN_LIT("http-proxy> CONNECT mx.example:25 HTTP/1.1\r\n"
                                         "Host: mx.example:25\r\n\r\n\n"
                                         "http-proxy< HTTP/1.1 200 OK\r\n\r\n\n"
                                         "pop3< +OK\r\n\npop3> STLS\r\n\npop3< +OK\r\n\n")
                              : SPAN_LIT("socks5-proxy> \5\1\0\nsocks5-proxy< \5\0\n"
                                         "socks5-proxy> \5\1\0\3\x0amx.example\0\x19\n"
                                         "socks5-proxy< \5\0\0\1\0\0\0\0\0\0\n"
                                         "pop3< +OK\r\n\npop3> STLS\r\n\npop3< +OK\r\n\n"));
        kit_end(&k);
    }
}

/* The password goes to the proxy, and nowhere else. */
static void test_proxy_password(void **state)
{
    static const struct kit_act http[] = {
        {S("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n"
           "Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n"),
         S("HTTP/1.1 200 OK\r\n\r\n"), KIT_CLOSE},
    };
    static const struct kit_act socks[] = {
        {S("\5\2\0\2"), S("\5\2"), KIT_GO_ON},
        {S("\1\4user\6secret"), S("\1\1"), KIT_CLOSE},
    };

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct kit k;
        kit_begin(&k);
        struct kit_server *s = i == 0 ? kit_serve(&k, "127.0.0.1", 0, http, 1)
                                      : kit_serve(&k, "127.0.0.1", 0, socks, 2);
        k.request.host = "a.example";
        k.request.port = 443;
        k.request.proxy = &(const struct proxy){.kind = i == 0 ? PROXY_HTTP : PROXY_SOCKS5,
                                                .host = "127.0.0.1",
                                                .port = s->port,
                                                .user = "user",
                                                .password = "secret"};
        kit_run(&k);
        kit_talked(&k, i == 0 ? SPAN_LIT("http-proxy> CONNECT a.example:443 HTTP/1.1\r\n"
                                         "Host: a.example:443\r\n"
                                         "Proxy-Authorization: ********\r\n\r\n\n"
                                         "http-proxy< HTTP/1.1 200 OK\r\n\r\n\n")
                              : SPAN_LIT("socks5-proxy> \5\2\0\2\nsocks5-proxy< \5\2\n"
                                         "socks5-proxy> \1********\nsocks5-proxy< \1\1\n"));
        kit_end(&k);
    }
}

/* What comes behind the proxy's answer is the server's (RFC 9110 9.3.6). */
static void test_proxy_passes_on(void **state)
{
    static const struct kit_act acts[] = {
        {S("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n"),
         S("HTTP/1.1 200 OK\r\n\r\n\x15\x03"), KIT_CLOSE},
    };
    struct kit k;

    (void)state;
    kit_begin(&k);
    struct kit_server *s = kit_serve(&k, "127.0.0.1", 0, acts, 1);
    k.request.host = "a.example";
    k.request.port = 443;
    k.request.proxy =
        &(const struct proxy){.kind = PROXY_HTTP, .host = "127.0.0.1", .port = s->port};
    kit_run(&k);
    assert_string_equal(k.seen.steps, "rcpREC");
    assert_true(span_eq(buf_span(&k.seen.data), SPAN_LIT("\x15\x03")));
    kit_end(&k);
}

/* Closing is allowed in every hook, and nothing follows. */
static void test_close_anywhere(void **state)
{
    static const struct kit_act acts[] = {
        {S("CONNECT mx.example:25 HTTP/1.1\r\nHost: mx.example:25\r\n\r\n"),
         S("HTTP/1.1 200 OK\r\n\r\n+OK\r\n"), KIT_GO_ON},
        {S("STLS\r\n"), S("+OK\r\n"), KIT_GO_ON},
    };
    static const char order[] = "rcpsR";

    (void)state;
    for (size_t i = 0; i < 2 * (sizeof order - 1); i++) {
        struct kit k;
        char steps[8] = "";
        kit_begin(&k);
        struct kit_server *s = kit_serve(&k, "127.0.0.1", 0, acts, 2);
        k.request.host = "mx.example";
        k.request.port = 25;
        struct proxy proxy = {.kind = PROXY_HTTP, .port = s->port};
        /* A name and a literal address take ways of their own. */
        snprintf(proxy.host, sizeof proxy.host, "%s", i % 2 == 0 ? "127.0.0.1" : "localhost");
        k.request.proxy = &proxy;
        k.request.starttls = STARTTLS_POP3;
        k.close_at = order[i / 2];
        kit_run(&k);
        snprintf(steps, sizeof steps, "%.*sC", (int)(i / 2 + 1), order);
        assert_string_equal(k.seen.steps, steps);
        kit_end(&k);
    }
}

static void test_proxy_refuses(void **state)
{
    static const struct kit_act acts[] = {
        {S("CONNECT a.example:443 HTTP/1.1\r\n"), S("HTTP/1.1 407 Who\r\n\r\n"), KIT_GO_ON}};
    struct kit k;
    char text[160];

    (void)state;
    kit_begin(&k);
    struct kit_server *s = kit_serve(&k, "127.0.0.1", 0, acts, 1);
    k.request.host = "a.example";
    k.request.port = 443;
    k.request.proxy =
        &(const struct proxy){.kind = PROXY_HTTP, .host = "127.0.0.1", .port = s->port};
    kit_run(&k);
    snprintf(text, sizeof text,
             "127.0.0.1:%u: the proxy answered \"HTTP/1.1 407 Who\" to CONNECT a.example:443: it "
             "requires a user name and a password, as in http://USER:PASSWORD@HOST:PORT",
             s->port);
    kit_failed(&k, ERR_NET_PROXY_AUTH, text);
    kit_end(&k);
}

/* Nothing that could change the text of another protocol is taken for a host. */
static void test_hosts(void **state)
{
    static const char *const bad[] = {"", "a b", "a\r\nX: y", "a'b", "b\xc3\xbc"};
    const struct net_hooks hooks = {0};
    struct net_loop *l;
    struct net_conn *c;

    (void)state;
    assert_int_equal(net_loop_new(&l), ERR_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct net_request request = {.host = bad[i], .port = 1};
        assert_int_equal(net_open(&c, l, &request, &hooks), ERR_NET_HOST);
        assert_null(c);
        request = (struct net_request){.host = "a.example", .connect_host = bad[i], .port = 1};
        assert_int_equal(net_open(&c, l, &request, &hooks), ERR_NET_HOST);
    }
    assert_int_equal(net_run(l), ERR_OK);
    net_loop_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_data),
        cmocka_unit_test(test_ipv6),
        cmocka_unit_test(test_elsewhere),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_silent_starttls),
        cmocka_unit_test(test_starttls),
        cmocka_unit_test(test_starttls_refused),
        cmocka_unit_test(test_starttls_injected),
        cmocka_unit_test(test_starttls_closed),
        cmocka_unit_test(test_starttls_endless),
        cmocka_unit_test(test_proxies),
        cmocka_unit_test(test_proxy_password),
        cmocka_unit_test(test_proxy_passes_on),
        cmocka_unit_test(test_close_anywhere),
        cmocka_unit_test(test_proxy_refuses),
        cmocka_unit_test(test_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
