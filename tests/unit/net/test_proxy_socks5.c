/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/net/script.h"

#define NONE    \
    {           \
        NULL, 0 \
    }

/* RFC 1928 3, 4 and 6, RFC 1929 2. */
#define HELLO      S("\5\1\0")
#define HELLO_PASS S("\5\2\0\2")
#define NAME_ASK     \
    S("\5\1\0\3\x09" \
      "a.example\x01\xbb")
#define PASS_ASK S("\1\4user\4pass")
#define DONE_V4  "\5\0\0\1\0\0\0\0\0\0"

#define GOOD(NAME, n, ...)                                                             \
    {                                                                                  \
        NAME, STARTTLS_NONE, {__VA_ARGS__}, n, PREAMBLE_DONE, ERR_OK, NULL, NONE, NONE \
    }
#define BAD(NAME, id, why, n, ...)                                                        \
    {                                                                                     \
        NAME, STARTTLS_NONE, {__VA_ARGS__}, n, PREAMBLE_FAILED, ERR_##id, why, NONE, NONE \
    }
#define WAITS(NAME, n, ...)                                                            \
    {                                                                                  \
        NAME, STARTTLS_NONE, {__VA_ARGS__}, n, PREAMBLE_MORE, ERR_OK, NULL, NONE, NONE \
    }

static const struct script open_ones[] = {
    GOOD("IPv4", 2, {HELLO, S("\5\0")}, {NAME_ASK, S(DONE_V4)}),
    GOOD("IPv6", 2, {HELLO, S("\5\0")},
         {NAME_ASK, S("\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\1\1")}),
    GOOD("a name", 2, {HELLO, S("\5\0")}, {NAME_ASK, S("\5\0\0\3\1x\1\1")}),
    {"the server speaks first",
     STARTTLS_NONE,
     {{HELLO, S("\5\0")}, {NAME_ASK, S(DONE_V4 "220")}},
     2,
     PREAMBLE_DONE,
     ERR_OK,
     NULL,
     NONE,
     S("220")},
    BAD("requires a password", NET_PROXY_AUTH, "the proxy requires a password", 1,
        {HELLO, S("\5\xff")}),
    BAD("takes what was not offered", NET_PROXY,
        "the proxy answered \"\\x05\\x02\", which is not SOCKS 5", 1, {HELLO, S("\5\2")}),
    BAD("SOCKS 4", NET_PROXY, "the proxy answered \"\\x00Z\", which is not SOCKS 5", 1,
        {HELLO, S("\0Z")}),
    BAD("a greeting of SOCKS 4", NET_PROXY,
        "the proxy answered \"\\x04\\x00\", which is not SOCKS 5", 1, {HELLO, S("\4\0")}),
    BAD("HTTP", NET_PROXY, "the proxy answered \"HTTP/1.1 400\", which is not SOCKS 5", 1,
        {HELLO, S("HTTP/1.1 400")}),
    BAD("another version later", NET_PROXY,
        "the proxy answered \"\\x04\\x00\", which is not SOCKS 5", 2, {HELLO, S("\5\0")},
        {NAME_ASK, S("\4\0")}),
    BAD("another type of address", NET_PROXY,
        "the proxy answered \"\\x05\\x00\\x00\\x02\\x00\", which is not SOCKS 5", 2,
        {HELLO, S("\5\0")}, {NAME_ASK, S("\5\0\0\2\0")}),
    WAITS("silent", 1, {HELLO, NONE}),
    WAITS("half a method", 1, {HELLO, S("\5")}),
    WAITS("half an IPv4", 2, {HELLO, S("\5\0")}, {NAME_ASK, S("\5\0\0\1\0\0\0\0\0")}),
    WAITS("half an IPv6", 2, {HELLO, S("\5\0")},
          {NAME_ASK, S("\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\1")}),
    WAITS("half a name", 2, {HELLO, S("\5\0")}, {NAME_ASK, S("\5\0\0\3\2xx\1")}),
};

static void test_open(void **state)
{
    const struct proxy proxy = {.kind = PROXY_SOCKS5};

    (void)state;
    for (size_t i = 0; i < sizeof open_ones / sizeof open_ones[0]; i++)
        script_play(proxy_socks5_talk, &open_ones[i], "a.example", 443, &proxy);
}

static const struct script locked_ones[] = {
    GOOD("password", 3, {HELLO_PASS, S("\5\2")}, {PASS_ASK, S("\1\0")}, {NAME_ASK, S(DONE_V4)}),
    GOOD("not asked for", 2, {HELLO_PASS, S("\5\0")}, {NAME_ASK, S(DONE_V4)}),
    BAD("refused", NET_PROXY_AUTH, "the proxy refuses the password", 2, {HELLO_PASS, S("\5\2")},
        {PASS_ASK, S("\1\1")}),
    BAD("no method", NET_PROXY_AUTH,
        "the proxy does not accept a "
        "password",
        1, {HELLO_PASS, S("\5\xff")}),
    BAD("another version", NET_PROXY, "the proxy answered \"\\x05\\x00\", which is not SOCKS 5", 2,
        {HELLO_PASS, S("\5\2")}, {PASS_ASK, S("\5\0")}),
};

static void test_password(void **state)
{
    const struct proxy proxy = {.kind = PROXY_SOCKS5, .user = "user", .password = "pass"};

    (void)state;
    for (size_t i = 0; i < sizeof locked_ones / sizeof locked_ones[0]; i++)
        script_play(proxy_socks5_talk, &locked_ones[i], "a.example", 443, &proxy);
}

/* RFC 1928 6: every reply in words. */
static void test_replies(void **state)
{
    static const char *const words[] = {
        "general failure",
        "its rules do not allow it",
        "the network is unreachable",
        "the host is unreachable",
        "connection refused",
        "the TTL expired",
        "it does not support CONNECT",
        "it does not support this type of address",
        "an unknown reason",
    };
    const struct proxy proxy = {.kind = PROXY_SOCKS5};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        uint8_t reply[] = {5, (uint8_t)(i + 1), 0, 1, 0, 0, 0, 0, 0, 0};
        char why[120];
        snprintf(why, sizeof why, "the proxy cannot connect to a.example port 443: %s", words[i]);
        struct script s = BAD("reply", NET_PROXY, why, 2, {HELLO, S("\5\0")},
                              {NAME_ASK, span_of(reply, sizeof reply)});
        script_play(proxy_socks5_talk, &s, "a.example", 443, &proxy);
    }
}

/* RFC 1928 5: addresses as such. */
static void test_addresses(void **state)
{
    static const struct script v4 =
        GOOD("IPv4", 2, {HELLO, S("\5\0")}, {S("\5\1\0\1\xc0\x00\x02\x01\x01\xbb"), S(DONE_V4)});
    static const struct script v6 =
        GOOD("IPv6", 2, {HELLO, S("\5\0")},
             {S("\5\1\0\4\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\x01\xbb"), S(DONE_V4)});
    const struct proxy proxy = {.kind = PROXY_SOCKS5};

    (void)state;
    script_play(proxy_socks5_talk, &v4, "192.0.2.1", 443, &proxy);
    script_play(proxy_socks5_talk, &v6, "2001:db8::1", 443, &proxy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_password),
        cmocka_unit_test(test_replies),
        cmocka_unit_test(test_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
