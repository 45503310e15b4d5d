/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/net/net_block.h"

static void test_good(void **state)
{
    static const struct {
        const char *text;
        uint32_t num;
        uint16_t port;
        const char *first, *last;
    } rows[] = {
        {"192.0.2.0/24", 256, 0, "192.0.2.0", "192.0.2.255"},
        {"192.0.2.77/24:8443", 256, 8443, "192.0.2.0", "192.0.2.255"},
        {"192.0.2.77/29", 8, 0, "192.0.2.72", "192.0.2.79"},
        {"192.0.2.1/32", 1, 0, "192.0.2.1", "192.0.2.1"},
        {"192.0.2.1/31", 2, 0, "192.0.2.0", "192.0.2.1"},
        {"10.1.2.3/8", 1 << 24, 0, "10.0.0.0", "10.255.255.255"},
        {"2001:db8::/120", 256, 0, "2001:db8::", "2001:db8::ff"},
        {"[2001:db8::1:2/119]:8443", 512, 8443, "2001:db8::1:0", "2001:db8::1:1ff"},
        {"::1/128", 1, 0, "::1", "::1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[NET_BLOCK_TEXT];
        struct net_block block;

        assert_true(net_block_is(span_str(rows[i].text)));
        if (net_block_parse(&block, span_str(rows[i].text)) != ERR_OK)
            fail_msg("%s", rows[i].text);
        assert_int_equal(block.num, rows[i].num);
        assert_int_equal(block.port, rows[i].port);
        net_block_address(text, &block, 0);
        assert_string_equal(text, rows[i].first);
        net_block_address(text, &block, block.num - 1);
        assert_string_equal(text, rows[i].last);
    }
}

static void test_bad(void **state)
{
    static const struct {
        const char *text;
        enum err err;
    } rows[] = {
        {"192.0.2.0/33", ERR_NET_BLOCK},
        {"192.0.2.0/-1", ERR_NET_BLOCK},
        {"192.0.2.0/24:", ERR_NET_BLOCK},
        {"192.0.2.0/24:0", ERR_NET_BLOCK},
        {"192.0.2.0/24:65536", ERR_NET_BLOCK},
        {"192.0.2.0/24x", ERR_NET_BLOCK},
        {"192.0.2/24", ERR_NET_BLOCK},
        {"[192.0.2.0/24", ERR_NET_BLOCK},
        {"[2001:db8::/120]8443", ERR_NET_BLOCK},
        {"2001:db8::/129", ERR_NET_BLOCK},
        {"fe80::1%lo/120", ERR_NET_BLOCK},
        {"name.example/24", ERR_NET_BLOCK},
        {"", ERR_NET_BLOCK},
        {"192.0.2.0/7", ERR_NET_BLOCK_SIZE},
        {"0.0.0.0/0", ERR_NET_BLOCK_SIZE},
        {"2001:db8::/64", ERR_NET_BLOCK_SIZE},
        {"::/0", ERR_NET_BLOCK_SIZE},
        {"2001:db8::/103", ERR_NET_BLOCK_SIZE},
    };
    struct net_block block;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (net_block_parse(&block, span_str(rows[i].text)) != rows[i].err)
            fail_msg("%s", rows[i].text);
    }
}

/* Only an address before a slash is meant to be a block. */
static void test_is(void **state)
{
    static const char *const no[] = {
        "a.example/24", "https://192.0.2.0/24", "192.0.2.1", "192.0.2.1/", "[::1]/24", "/24"};

    (void)state;
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        assert_false(net_block_is(span_str(no[i])));
    assert_true(net_block_is(SPAN_LIT("192.0.2.0/99")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
