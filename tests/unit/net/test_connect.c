/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/net/dns.h"
#include "tests/unit/net/kit.h"

/* What is said where there is anything to say at all. */
static const struct kit_act bye[] = {{NOTHING, S("bye"), KIT_CLOSE}};

static const struct dns_row rows[] = {
    {"v4.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6.example", DNS_AAAA, DNS_OK, 0, {"::1"}},
    {"both.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"both.example", DNS_AAAA, DNS_OK, 0, {"::1"}},
    {"v6-soon.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6-soon.example", DNS_AAAA, DNS_OK, 5, {"::1"}},
    {"v6-late.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6-late.example", DNS_AAAA, DNS_OK, 1000, {"::1"}},
    {"v6-never.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6-never.example", DNS_AAAA, DNS_SILENCE, 0, {NULL}},
    {"v6-broken.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6-broken.example", DNS_AAAA, DNS_SERVFAIL, 0, {NULL}},
    {"v4-later.example", DNS_A, DNS_OK, 60, {"127.0.0.1"}},
    {"v4-later.example", DNS_AAAA, DNS_OK, 0, {"::1"}},
    {"many.example", DNS_A, DNS_OK, 0, {"127.0.0.3", "127.0.0.4", "127.0.0.1"}},
    {"none.example", DNS_A, DNS_OK, 0, {NULL}},
    {"broken.example", DNS_A, DNS_SERVFAIL, 0, {NULL}},
    {"broken.example", DNS_AAAA, DNS_SERVFAIL, 0, {NULL}},
    {"closed.example", DNS_A, DNS_REFUSED, 0, {NULL}},
    {"closed.example", DNS_AAAA, DNS_REFUSED, 0, {NULL}},
    {"silent.example", DNS_A, DNS_SILENCE, 0, {NULL}},
    {"silent.example", DNS_AAAA, DNS_SILENCE, 0, {NULL}},
};

static struct dns names;

static int names_begin(void **state)
{
    (void)state;
    dns_begin(&names, rows, sizeof rows / sizeof rows[0]);
    return 0;
}

static int names_end(void **state)
{
    (void)state;
    dns_end(&names);
    return 0;
}

static void begin(struct kit *k, const char *host)
{
    kit_begin(k);
    assert_int_equal(net_loop_resolvers(k->loop, names.list), ERR_OK);
    k->request.host = host;
}

/* Servers at one port of both families, or of one alone. */
static void serve(struct kit *k, bool v4, bool v6)
{
    uint16_t port = 0;

    if (v4)
        port = kit_serve(k, "127.0.0.1", 0, bye, 1)->port;
    if (v6)
        kit_serve(k, "::1", port, bye, 1);
}

static void assert_reached(const struct kit *k, bool v6)
{
    char address[60];

    assert_string_equal(k->seen.text, "");
    snprintf(address, sizeof address, v6 ? "[::1]:%u" : "127.0.0.1:%u", k->request.port);
    assert_string_equal(k->seen.address, address);
    assert_string_equal(k->seen.steps, "rcREC");
}

/* Which address is taken where which of them are listened at. */
static void test_which(void **state)
{
    static const struct {
        const char *host;
        bool serve_v4, serve_v6;
        enum net_family family;
        bool v6;
    } cases[] = {
        {"v4.example", true, true, NET_ANY, false},
        {"v6.example", true, true, NET_ANY, true},
        {"both.example", true, true, NET_ANY, true}, /* RFC 8305 4 */
        {"both.example", true, true, NET_IPV4, false},
        {"both.example", true, true, NET_IPV6, true},
        {"both.example", true, false, NET_ANY, false}, /* refused: the next at once */
        {"both.example", false, true, NET_ANY, true},
        {"v6-soon.example", true, true, NET_ANY, true},  /* RFC 8305 3: waited for */
        {"v6-late.example", true, true, NET_ANY, false}, /* but not for long */
        {"v6-never.example", true, true, NET_ANY, false},
        {"v6-broken.example", true, true, NET_ANY, false},
        {"v4-later.example", true, false, NET_ANY, false}, /* AAAA failed before A came */
        {"many.example", true, false, NET_ANY, false},
        {"V4.Example", true, false, NET_ANY, false},
        {"v4.example.", true, false, NET_ANY, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kit k;
        begin(&k, cases[i].host);
        serve(&k, cases[i].serve_v4, cases[i].serve_v6);
        k.request.family = cases[i].family;
        kit_run(&k);
        assert_reached(&k, cases[i].v6);
        kit_end(&k);
    }
}

/* RFC 8305 5: an address that does not answer is not waited for longer than a quarter of a second,
 * and given up when another one does. */
static void test_dead_first(void **state)
{
    struct kit_full full;
    struct kit k;

    (void)state;
    begin(&k, "both.example");
    serve(&k, true, false);
    kit_full_port(&full, true, k.request.port);
    kit_run(&k);
    assert_reached(&k, false);
    assert_true(k.seen.us >= SECOND / 5); /* the loop counts whole milliseconds */
    assert_int_equal(k.servers[0].accepted, 1);
    kit_end(&k);
    kit_close_full(&full);
}

static void test_refused(void **state)
{
    struct kit k;
    char text[120];

    (void)state;
    begin(&k, "127.0.0.1");
    k.request.port = kit_free_port();
    kit_run(&k);
    snprintf(text, sizeof text, "127.0.0.1:%u: connection refused", k.request.port);
    kit_failed(&k, ERR_NET_REFUSED, text);
    assert_string_equal(k.seen.steps, "rF");
    kit_end(&k);

    begin(&k, "many.example");
    k.request.port = kit_free_port();
    kit_run(&k);
    snprintf(text, sizeof text, "127.0.0.3:%u: connection refused (3 addresses tried)",
             k.request.port);
    kit_failed(&k, ERR_NET_REFUSED, text);
    kit_end(&k);
}

/* A full queue: nobody answers, neither yes nor no. */
static void test_no_answer(void **state)
{
    struct kit_full full;
    struct kit k;
    char text[120];

    (void)state;
    kit_full_port(&full, false, 0);
    begin(&k, "127.0.0.1");
    k.request.port = full.port;
    k.request.timeout_us = SECOND / 10;
    kit_run(&k);
    snprintf(text, sizeof text, "127.0.0.1:%u: no TCP connection within 0.1 s", full.port);
    kit_failed(&k, ERR_NET_TIMEOUT, text);
    kit_end(&k);

    /* One refuses, the other is silent: it might still have answered. */
    begin(&k, "both.example");
    k.request.port = full.port;
    k.request.timeout_us = SECOND / 10;
    kit_run(&k);
    snprintf(text, sizeof text, "127.0.0.1:%u: no TCP connection within 0.1 s (2 addresses tried)",
             full.port);
    kit_failed(&k, ERR_NET_TIMEOUT, text);
    kit_end(&k);
    kit_close_full(&full);
}

static void test_no_address(void **state)
{
    static const struct {
        const char *host;
        enum net_family family;
        enum err err;
        const char *text;
    } cases[] = {
        {"nosuch.example", NET_ANY, ERR_NET_NAME, "nosuch.example: no such name"},
        {"nosuch.example", NET_IPV6, ERR_NET_NAME,
         "nosuch.example: no such name (IPv6 only, as requested)"},
        {"none.example", NET_ANY, ERR_NET_NAME, "none.example: the name has no address"},
        {"v4.example", NET_IPV6, ERR_NET_NAME,
         "v4.example: the name has no address (IPv6 only, as requested)"},
        {"v6.example", NET_IPV4, ERR_NET_NAME,
         "v6.example: the name has no address (IPv4 only, as requested)"},
        {"broken.example", NET_ANY, ERR_NET_RESOLVER, "broken.example: no name server answered"},
        {"closed.example", NET_ANY, ERR_NET_RESOLVER, "closed.example: no name server answered"},
        {"silent.example", NET_ANY, ERR_NET_TIMEOUT,
         "silent.example: no answer from the name servers within 0.3 s"},
        {"127.0.0.1", NET_IPV6, ERR_NET_NAME, "127.0.0.1: not an IPv6 address"},
        {"::1", NET_IPV4, ERR_NET_NAME, "::1: not an IPv4 address"},
        {"1.2.3.4.5", NET_ANY, ERR_NET_NAME, "1.2.3.4.5: no such name"},
        {"a..example", NET_ANY, ERR_NET_NAME, "a..example: not a valid host name"},
        {"a.onion", NET_ANY, ERR_NET_NAME, "a.onion: no such name"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kit k;
        begin(&k, cases[i].host);
        k.request.port = 443;
        k.request.family = cases[i].family;
        k.request.timeout_us = SECOND * 3 / 10;
        kit_run(&k);
        kit_failed(&k, cases[i].err, cases[i].text);
        assert_string_equal(k.seen.steps, "F");
        kit_end(&k);
    }
}

/* No name server listens at all: said at once, and not after the time allowed. */
static void test_no_resolver(void **state)
{
    struct kit k;
    char list[40];

    (void)state;
    kit_begin(&k);
    snprintf(list, sizeof list, "127.0.0.1:%u", kit_free_port());
    assert_int_equal(net_loop_resolvers(k.loop, list), ERR_OK);
    k.request.host = "v4.example";
    k.request.port = 443;
    kit_run(&k);
    kit_failed(&k, ERR_NET_RESOLVER, "v4.example: no name server answered");
    kit_end(&k);

    kit_begin(&k);
    assert_int_equal(net_loop_resolvers(k.loop, "name.example"), ERR_NET_RESOLVER_LIST);
    assert_int_equal(net_loop_resolvers(k.loop, "127.0.0.1:x"), ERR_NET_RESOLVER_LIST);
    kit_end(&k);
}

/* Literal addresses and localhost (RFC 6761 6.3) are not asked for. */
static void test_unasked(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost", "LocalHost.", "a.localhost"};
    struct dns none;

    (void)state;
    dns_begin(&none, NULL, 0);
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct kit k;
        begin(&k, hosts[i]);
        assert_int_equal(net_loop_resolvers(k.loop, none.list), ERR_OK);
        serve(&k, true, false);
        kit_run(&k);
        assert_reached(&k, false);
        kit_end(&k);
    }
    dns_end(&none);
    assert_int_equal(none.asked, 0);

    struct kit k;
    begin(&k, "alocalhost");
    k.request.port = 1;
    kit_run(&k);
    kit_failed(&k, ERR_NET_NAME, "alocalhost: no such name");
    kit_end(&k);
}

/* A question that nobody waits for any more does not keep the loop: AAAA never comes here, and
 * c-ares would ask again after some seconds. */
static void test_left_behind(void **state)
{
    struct dns own;
    struct kit k;

    (void)state;
    dns_begin(&own, rows, sizeof rows / sizeof rows[0]);
    begin(&k, "v6-never.example");
    assert_int_equal(net_loop_resolvers(k.loop, own.list), ERR_OK);
    serve(&k, true, false);
    kit_run(&k);
    assert_reached(&k, false);
    kit_end(&k);
    dns_end(&own);
    assert_int_equal(own.asked, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which),      cmocka_unit_test(test_dead_first),
        cmocka_unit_test(test_refused),    cmocka_unit_test(test_no_answer),
        cmocka_unit_test(test_no_address), cmocka_unit_test(test_no_resolver),
        cmocka_unit_test(test_unasked),    cmocka_unit_test(test_left_behind),
    };

    return cmocka_run_group_tests(tests, names_begin, names_end);
}
