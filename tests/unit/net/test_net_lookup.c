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

static const struct dns_row rows[] = {
    {"v4.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6.example", DNS_AAAA, DNS_OK, 0, {"::1"}},
    {"both.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"both.example", DNS_AAAA, DNS_OK, 20, {"::1"}},
    {"twice.example", DNS_A, DNS_OK, 0, {"127.0.0.1", "127.0.0.1", "127.0.0.1"}},
    {"mapped.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"mapped.example", DNS_AAAA, DNS_OK, 0, {"::ffff:127.0.0.1"}},
    {"v6-never.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6-never.example", DNS_AAAA, DNS_SILENCE, 0, {NULL}},
    {"v6-broken.example", DNS_A, DNS_OK, 0, {"127.0.0.1"}},
    {"v6-broken.example", DNS_AAAA, DNS_SERVFAIL, 0, {NULL}},
    {"most.example", DNS_A, DNS_OK, 0, {"*20"}},
    {"more.example", DNS_A, DNS_OK, 0, {"*29"}},
    {"more.example", DNS_AAAA, DNS_OK, 0, {"::1", "::2", "::3", "::4"}},
    {"none.example", DNS_A, DNS_OK, 0, {NULL}},
    {"broken.example", DNS_A, DNS_SERVFAIL, 0, {NULL}},
    {"half-broken.example", DNS_A, DNS_SERVFAIL, 0, {NULL}},
    {"half-broken.example", DNS_AAAA, DNS_OK, 0, {NULL}},
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

/* What `done` was told. */
struct told {
    size_t n;
    unsigned calls;
    enum err err;
    bool cut, is_partial;
    char list[200]; /* the addresses, with a space after each */
    char text[200];
};

static void on_done(void *ctx, const struct net_addresses *found)
{
    struct told *t = ctx;
    int n = 0;

    t->calls++;
    t->err = found->err;
    t->n = found->n;
    t->cut = found->cut;
    t->is_partial = found->is_partial;
    for (size_t i = 0; i < found->n && i < 4; i++)
        n += snprintf(t->list + n, sizeof t->list - (size_t)n, "%s ", found->at[i]);
    snprintf(t->text, sizeof t->text, "%.*s", (int)found->text.n, (const char *)found->text.p);
}

static struct net_loop *begin(void)
{
    struct net_loop *l;

    assert_int_equal(net_loop_new(&l), ERR_OK);
    assert_int_equal(net_loop_resolvers(l, names.list), ERR_OK);
    return l;
}

static void find(struct told *t, const struct net_request *request)
{
    struct net_loop *l = begin();
    struct net_lookup *k;

    *t = (struct told){0};
    assert_int_equal(net_lookup(&k, l, request, on_done, t), ERR_OK);
    assert_int_equal(t->calls, 0);
    assert_int_equal(net_run(l), ERR_OK);
    net_loop_free(l);
    assert_int_equal(t->calls, 1);
}

static void test_found(void **state)
{
    static const struct {
        const char *host;
        enum net_family family;
        enum err err;
        const char *list, *text;
    } cases[] = {
        {"v4.example", NET_ANY, ERR_OK, "127.0.0.1 ", ""},
        {"v6.example", NET_ANY, ERR_OK, "::1 ", ""},
        {"both.example", NET_ANY, ERR_OK, "::1 127.0.0.1 ", ""},
        {"both.example", NET_IPV4, ERR_OK, "127.0.0.1 ", ""},
        {"both.example", NET_IPV6, ERR_OK, "::1 ", ""},
        {"twice.example", NET_ANY, ERR_OK, "127.0.0.1 ", ""},
        {"mapped.example", NET_ANY, ERR_OK, "127.0.0.1 ", ""},
        {"localhost", NET_ANY, ERR_OK, "::1 127.0.0.1 ", ""},
        {"localhost", NET_IPV4, ERR_OK, "127.0.0.1 ", ""},
        {"192.0.2.7", NET_ANY, ERR_OK, "192.0.2.7 ", ""},
        {"2001:DB8:0::1", NET_ANY, ERR_OK, "2001:db8::1 ", ""},
        {"fe80::1%lo", NET_IPV6, ERR_OK, "fe80::1%lo ", ""},
        {"v6-never.example", NET_ANY, ERR_OK, "127.0.0.1 ",
         "v6-never.example: its IPv6 addresses are not known: no answer from the name servers "
         "within 0.3 s"},
        {"v6-broken.example", NET_ANY, ERR_OK, "127.0.0.1 ",
         "v6-broken.example: its IPv6 addresses are not known: no name server answered"},
        {"127.0.0.1", NET_IPV6, ERR_NET_NAME, "",
         "127.0.0.1: not an IPv6 address (IPv6 only, as requested)"},
        {"::1", NET_IPV4, ERR_NET_NAME, "", "::1: not an IPv4 address (IPv4 only, as requested)"},
        {"nosuch.example", NET_ANY, ERR_NET_NAME, "", "nosuch.example: no such name"},
        {"none.example", NET_ANY, ERR_NET_NAME, "", "none.example: the name has no address"},
        {"v4.example", NET_IPV6, ERR_NET_NAME, "",
         "v4.example: the name has no address (IPv6 only, as requested)"},
        {"broken.example", NET_ANY, ERR_NET_RESOLVER, "",
         "broken.example: no name server answered"},
        {"half-broken.example", NET_ANY, ERR_NET_RESOLVER, "",
         "half-broken.example: no name server answered"},
        {"silent.example", NET_ANY, ERR_NET_TIMEOUT, "",
         "silent.example: no answer from the name servers within 0.3 s"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_request r = {
            .host = cases[i].host, .family = cases[i].family, .timeout_us = SECOND * 3 / 10};
        struct told t;

        find(&t, &r);
        assert_string_equal(t.list, cases[i].list);
        assert_string_equal(t.text, cases[i].text);
        assert_int_equal(t.err, cases[i].err);
        assert_false(t.cut);
    }
}

/* A hastened lookup waits for the second family only as long as RFC 8305 8 has it. */
static void test_hastened(void **state)
{
    static const struct {
        const char *host, *list;
        bool is_partial;
    } cases[] = {
        {"mapped.example", "127.0.0.1 ", false},
        {"v6-never.example", "127.0.0.1 ", true},
        {"192.0.2.7", "192.0.2.7 ", false},
        {"nosuch.example", "", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct net_request r = {.host = cases[i].host, .timeout_us = 3 * SECOND};
        struct net_loop *l = begin();
        uint64_t began = net_now_us();
        struct net_lookup *k;
        struct told t = {0};

        assert_int_equal(net_lookup(&k, l, &r, on_done, &t), ERR_OK);
        net_lookup_hasten(k);
        assert_int_equal(net_run(l), ERR_OK);
        net_loop_free(l);
        assert_int_equal(t.calls, 1);
        assert_string_equal(t.list, cases[i].list);
        assert_int_equal(t.is_partial, cases[i].is_partial);
        if (cases[i].is_partial)
            assert_in_range(net_now_us() - began, SECOND / 20, SECOND);
    }
}

/* A name of a hostile zone costs a bounded number of connections, and the result says that it was
 * cut. */
static void test_many(void **state)
{
    struct net_request r = {.host = "most.example"};
    struct told t;

    (void)state;
    find(&t, &r);
    assert_int_equal(t.n, 20);
    assert_false(t.cut);
    r.host = "more.example";
    find(&t, &r);
    assert_int_equal(t.n, NET_ADDRESSES_MAX);
    assert_true(t.cut);
}

/* --connect names the host whose addresses count. */
static void test_connect_host(void **state)
{
    struct net_request r = {.host = "v4.example", .connect_host = "v6.example"};
    struct told t;

    (void)state;
    find(&t, &r);
    assert_string_equal(t.list, "::1 ");
}

static void test_refused(void **state)
{
    struct net_loop *l = begin();
    struct net_lookup *k;
    struct told t = {0};

    (void)state;
    assert_int_equal(net_lookup(&k, l, &(struct net_request){.host = "a b"}, on_done, &t),
                     ERR_NET_HOST);
    assert_null(k);
    net_loop_free(l);
    assert_int_equal(t.calls, 0);
}

/* A lookup that was dropped, or whose loop ends, calls nobody. */
static void test_dropped(void **state)
{
    static const char *const hosts[] = {"both.example", "silent.example", "127.0.0.1"};

    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct net_loop *l = begin();
        struct net_request r = {.host = hosts[i]};
        struct net_lookup *k, *left;
        struct told t = {0};

        assert_int_equal(net_lookup(&k, l, &r, on_done, &t), ERR_OK);
        net_lookup_drop(k);
        assert_int_equal(net_run(l), ERR_OK);
        assert_int_equal(net_lookup(&left, l, &r, on_done, &t), ERR_OK);
        net_loop_free(l);
        assert_int_equal(t.calls, 0);
    }
}

/* One that starts another from its answer. */
struct chain {
    struct net_loop *loop;
    unsigned calls;
};

static void on_link(void *ctx, const struct net_addresses *found)
{
    struct chain *c = ctx;
    struct net_lookup *k;

    assert_int_equal(found->n, 1);
    if (++c->calls < 3)
        assert_int_equal(
            net_lookup(&k, c->loop, &(struct net_request){.host = "v4.example"}, on_link, c),
            ERR_OK);
}

static void test_chained(void **state)
{
    struct chain c = {.loop = begin()};
    struct net_lookup *k;

    (void)state;
    assert_int_equal(
        net_lookup(&k, c.loop, &(struct net_request){.host = "127.0.0.1"}, on_link, &c), ERR_OK);
    assert_int_equal(net_run(c.loop), ERR_OK);
    assert_int_equal(c.calls, 3);
    net_loop_free(c.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),    cmocka_unit_test(test_connect_host),
        cmocka_unit_test(test_hastened), cmocka_unit_test(test_many),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_dropped),
        cmocka_unit_test(test_chained),
    };

    return cmocka_run_group_tests(tests, names_begin, names_end);
}
