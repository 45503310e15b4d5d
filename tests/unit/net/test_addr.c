/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/net/addr.h"

static void test_text(void **state)
{
    static const struct {
        const char *literal, *text;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1:443"},
        {"2001:DB8:0::1", "[2001:db8::1]:443"},
        {"::ffff:192.0.2.1", "[::ffff:192.0.2.1]:443"},
        {"fe80::1%lo", "[fe80::1%lo]:443"},
        {"fe80::1%1", "[fe80::1%lo]:443"},
        {"fe80::1%4000000000", "[fe80::1%4000000000]:443"},
    };
    struct addr a;
    char text[ADDR_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!addr_parse(&a, rows[i].literal, 443))
            fail_msg("%s", rows[i].literal);
        addr_text(&a, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_none(void **state)
{
    static const char *const rows[] = {
        "",
        "a.example",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.1.",
        "192.0.2.1%lo",
        "::1::",
        "[::1]",
        "fe80::1%",
        "fe80::1%0",
        "fe80::1%9999999999",
        "fe80::1%1x",
        "fe80::1%nosuchinterface",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
    };
    struct addr a;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (addr_parse(&a, rows[i], 1))
            fail_msg("%s", rows[i]);
    }
}

static void test_end(void **state)
{
    struct addr a;

    (void)state;
    assert_true(addr_parse(&a, "192.0.2.1", 443));
    struct net_end e = addr_end(&a);
    assert_true(span_eq(span_of(e.ip, e.ip_n), SPAN_LIT("\xc0\0\2\1")));
    assert_int_equal(e.port, 443);
    assert_true(addr_parse(&a, "2001:db8::1", 65535));
    e = addr_end(&a);
    assert_true(span_eq(span_of(e.ip, e.ip_n), SPAN_LIT("\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1")));
    assert_int_equal(e.port, 65535);
}

/* What came over IPv4 is called so, whatever the socket is. */
static void test_from(void **state)
{
    struct addr a, mapped;
    char text[ADDR_TEXT_SIZE];
    struct sockaddr other = {.sa_family = AF_UNIX};

    (void)state;
    assert_true(addr_parse(&mapped, "::ffff:192.0.2.1", 443));
    assert_true(addr_from(&a, &mapped.u.any));
    addr_text(&a, text);
    assert_string_equal(text, "192.0.2.1:443");
    assert_true(addr_parse(&mapped, "::fffe:192.0.2.1", 443));
    assert_true(addr_from(&a, &mapped.u.any));
    assert_true(addr_is_v6(&a));
    assert_false(addr_from(&a, &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_end),
        cmocka_unit_test(test_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
