/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/net/net.h"

static void test_good(void **state)
{
    static const struct {
        const char *url;
        enum proxy_kind kind;
        const char *host;
        uint16_t port;
        const char *user, *password;
    } rows[] = {
        {"http://p.example:3128", PROXY_HTTP, "p.example", 3128, "", ""},
        {"HTTP://p.example:3128/", PROXY_HTTP, "p.example", 3128, "", ""},
        {"http://p.example", PROXY_HTTP, "p.example", 80, "", ""},
        {"p.example:3128", PROXY_HTTP, "p.example", 3128, "", ""},
        {"socks5://192.0.2.1", PROXY_SOCKS5, "192.0.2.1", 1080, "", ""},
        {"socks5h://[2001:db8::1]:9050", PROXY_SOCKS5, "2001:db8::1", 9050, "", ""},
        {"http://user:pass@p.example:1", PROXY_HTTP, "p.example", 1, "user", "pass"},
        {"http://user@p.example:1", PROXY_HTTP, "p.example", 1, "user", ""},
        {"http://:pass@p.example:1", PROXY_HTTP, "p.example", 1, "", "pass"},
        {"http://a%40b:%3a%2F:c@p.example:1", PROXY_HTTP, "p.example", 1, "a@b", ":/:c"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct proxy p;
        if (proxy_parse(&p, span_str(rows[i].url)) != ERR_OK)
            fail_msg("%s", rows[i].url);
        assert_int_equal(p.kind, rows[i].kind);
        assert_string_equal(p.host, rows[i].host);
        assert_int_equal(p.port, rows[i].port);
        assert_string_equal(p.user, rows[i].user);
        assert_string_equal(p.password, rows[i].password);
    }
}

static void test_bad(void **state)
{
    static const char *const rows[] = {
        "",
        "http://",
        "http://:3128",
        "http://p.example:0",
        "http://p:",
        "https://p.example",
        "socks4://p.example",
        "ftp://p.example",
        "http://a b",
        "http://p.example/path",
        "http://u%4@p",
        "http://u%zz@p",
        "http://u%00@p",
        "http://u:%00@p",
        "http://p.example?q",
        "http://[::1",
        "http://u@",
        "http://p\r\nX: y",
    };
    char url[300] = "http://";
    struct proxy p;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (proxy_parse(&p, span_str(rows[i])) != ERR_NET_PROXY_URL)
            fail_msg("%s is \"%s\"", rows[i], p.host);
    }
    /* 255 letters are the most for a user. */
    memset(url + 7, 'u', 256);
    memcpy(url + 7 + 255, "@p", 3);
    assert_int_equal(proxy_parse(&p, span_str(url)), ERR_OK);
    memcpy(url + 7 + 255, "u@p", 4);
    assert_int_equal(proxy_parse(&p, span_str(url)), ERR_NET_PROXY_URL);
    /* What was read before the fault is not left behind. */
    assert_int_equal(proxy_parse(&p, SPAN_LIT("http://user:secret@p:x")), ERR_NET_PROXY_URL);
    assert_int_equal(proxy_parse(&p, SPAN_LIT("ftp://user:secret@p")), ERR_NET_PROXY_URL);
    assert_string_equal(p.password, "");
}

static void test_bypass(void **state)
{
    static const struct {
        const char *list, *host;
        uint16_t port;
        bool bypassed;
    } rows[] = {
        {"", "a.example", 443, false},
        {"*", "a.example", 443, true},
        {"*", "192.0.2.1", 443, true},
        {"a.example", "a.example", 443, true},
        {"a.example", "A.EXAMPLE", 443, true},
        {"a.example", "a.example.", 443, true},
        {"a.example.", "a.example", 443, true},
        {"a.example", "b.a.example", 443, true},
        {"a.example", "ba.example", 443, false},
        {"a.example", "example", 443, false},
        {".a.example", "a.example", 443, true},
        {".a.example", "b.a.example", 443, true},
        {".a.example", "ba.example", 443, false},
        {".", "a.example", 443, false},
        {"x,y, a.example", "a.example", 443, true},
        {"x y a.example", "a.example", 443, true},
        {",,", "a.example", 443, false},
        {"a.example:443", "a.example", 443, true},
        {"a.example:8443", "a.example", 443, false},
        {"a.example:x", "a.example", 443, false},
        {"192.0.2.1", "192.0.2.1", 443, true},
        {"192.0.2.1:8443", "192.0.2.1", 443, false},
        {"2.1", "192.0.2.1", 443, false},
        {"192.0.2.0/24", "192.0.2.255", 443, true},
        {"192.0.2.0/24", "192.0.3.0", 443, false},
        {"192.0.2.128/25", "192.0.2.127", 443, false},
        {"192.0.2.128/25", "192.0.2.129", 443, true},
        {"192.0.2.1/32", "192.0.2.1", 443, true},
        {"192.0.2.1/33", "192.0.2.1", 443, false},
        {"0.0.0.0/0", "192.0.2.1", 443, true},
        {"0.0.0.0/0", "2001:db8::1", 443, false},
        {"0.0.0.0/x", "192.0.2.1", 443, false},
        {"2001:db8::/32", "2001:db8:1::1", 443, true},
        {"2001:db8::/32", "2001:db9::1", 443, false},
        {"2001:db8::1", "2001:db8:0:0::1", 443, true},
        {"[2001:db8::1]", "2001:db8::1", 443, true},
        {"[2001:db8::1]:443", "2001:db8::1", 443, true},
        {"[2001:db8::1]:444", "2001:db8::1", 443, false},
        {"192.0.2.0/24", "a.example", 443, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (proxy_bypassed(span_str(rows[i].list), span_str(rows[i].host), rows[i].port) !=
            rows[i].bypassed)
            fail_msg("%s in \"%s\"", rows[i].host, rows[i].list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_bypass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
