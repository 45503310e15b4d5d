/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/net/target.h"

static void test_good(void **state)
{
    static const struct {
        const char *text, *host;
        uint16_t port;
        bool is_ip;
        const char *path;
    } rows[] = {
        {"a.example", "a.example", 0, false, ""},
        {"a.example:8443", "a.example", 8443, false, ""},
        {"a.example.:1", "a.example.", 1, false, ""},
        {"under_score.example:65535", "under_score.example", 65535, false, ""},
        {"192.0.2.1", "192.0.2.1", 0, true, ""},
        {"192.0.2.1:443", "192.0.2.1", 443, true, ""},
        {"192.0.2.256", "192.0.2.256", 0, false, ""},
        {"2001:db8::1", "2001:db8::1", 0, true, ""},
        {"[2001:db8::1]", "2001:db8::1", 0, true, ""},
        {"[2001:db8::1]:443", "2001:db8::1", 443, true, ""},
        {"::1", "::1", 0, true, ""},
        {"[fe80::1%lo]:443", "fe80::1%lo", 443, true, ""},
        {"fe80::1%1", "fe80::1%1", 0, true, ""},
        {"[fe80::1%25]", "fe80::1%25", 0, true, ""}, /* the interface of that number */
        {"[fe80::1%25lo]", "fe80::1%lo", 0, true, ""},
        {"https://[fe80::1%25lo]:443/a", "fe80::1%lo", 443, true, "/a"},
        {"a.example/", "a.example", 0, false, ""},
        {"a.example:443/", "a.example", 443, false, ""},
        {"[::1]/", "::1", 0, true, ""},
        {"https://a.example", "a.example", 0, false, ""},
        {"HTTPS://a.example/", "a.example", 0, false, "/"},
        {"https://a.example:444/b?c#d", "a.example", 444, false, "/b?c#d"},
        {"https://[::1]:444?c", "::1", 444, true, "?c"},
        {"b\xc3\xbc"
         "cher.example:1",
         "b\xc3\xbc"
         "cher.example",
         1, false, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct target t;
        if (target_parse(&t, span_str(rows[i].text)) != ERR_OK)
            fail_msg("%s", rows[i].text);
        assert_string_equal(t.host, rows[i].host);
        assert_int_equal(t.port, rows[i].port);
        assert_int_equal(t.is_ip, rows[i].is_ip);
        assert_true(span_eq(t.path, span_str(rows[i].path)));
    }
}

static void test_bad(void **state)
{
    static const char *const rows[] = {
        "",
        ":443",
        "-",
        "-:443",
        "a.example:",
        "a.example:0",
        "a.example:65536",
        "a.example:x",
        "a.example:-1",
        "a.example:+1",
        "a.example:000443",
        "a.example:443:443",
        "[]",
        "[]:443",
        "[::1",
        "[::1]443",
        "[::1]:",
        "[::1]]:443",
        "[a.example]:443",
        "[192.0.2.1]:443",
        "2001:db8::1::2",
        "fe80::1%nosuchinterface",
        "[fe80::1%]",
        "https://",
        "https:///path",
        "https://user@a.example",
        "http://a.example",
        "ftp://a.example",
        "a.example/path",
        "a.example//",
        "/",
        "[fe80::1%25nosuchinterface]",
        "a.example ",
        " a.example",
        "a.exa\nmple",
        "a'example",
        "a<b",
    };
    char longest[260];
    struct target t;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (target_parse(&t, span_str(rows[i])) != ERR_NET_HOST)
            fail_msg("%s is \"%s\"", rows[i], t.host);
    }
    assert_int_equal(target_parse(&t, span_of("a\0b", 3)), ERR_NET_HOST);
    memset(longest, 'a', sizeof longest);
    assert_int_equal(target_parse(&t, span_of(longest, 255)), ERR_OK);
    assert_int_equal(target_parse(&t, span_of(longest, 256)), ERR_NET_HOST);
}

/* What may stand in any protocol's text. */
static void test_is_host(void **state)
{
    static const char *const bad[] = {"",    "a b",       "a\r\nb", "a'b", "a\"b",
                                      "a<b", "b\xc3\xbc", "a/b",    "a@b", "a&b"};

    (void)state;
    assert_true(target_is_host(SPAN_LIT("xn--bcher-kva.example")));
    assert_true(target_is_host(SPAN_LIT("_a.Example.")));
    assert_true(target_is_host(SPAN_LIT("fe80::1%eth0")));
    /* One that is kept ends with a zero. */
    char longest[TARGET_HOST];
    memset(longest, 'a', sizeof longest);
    assert_true(target_is_host(span_of(longest, TARGET_HOST - 1)));
    assert_false(target_is_host(span_of(longest, TARGET_HOST)));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(target_is_host(span_str(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_is_host),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
