/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/http/http_url.h"

static void test_parse(void **state)
{
    static const struct {
        const char *text, *host;
        uint16_t port;
        bool is_https;
        const char *target, *authority;
    } rows[] = {
        {"http://a.example/x?y", "a.example", 80, false, "/x?y", "a.example"},
        {"HTTP://A.example", "A.example", 80, false, "", "A.example"},
        {"https://a.example:443/", "a.example", 443, true, "/", "a.example"},
        {"http://a:443/", "a", 443, false, "/", "a:443"},
        {"https://a:80", "a", 80, true, "", "a:80"},
        {"http://a:/b", "a", 80, false, "/b", "a"},
        {"http://a?q", "a", 80, false, "?q", "a"},
        {"http://a/b#c", "a", 80, false, "/b", "a"},
        {"http://a#c", "a", 80, false, "", "a"},
        {"http://192.0.2.1:8080/", "192.0.2.1", 8080, false, "/", "192.0.2.1:8080"},
        {"http://[2001:db8::1]/", "2001:db8::1", 80, false, "/", "[2001:db8::1]"},
        {"http://[::ffff:1.2.3.4]:81", "::ffff:1.2.3.4", 81, false, "", "[::ffff:1.2.3.4]:81"},
        {"http://my_ca.example/%20", "my_ca.example", 80, false, "/%20", "my_ca.example"},
        {"http://a/@b:c", "a", 80, false, "/@b:c", "a"},
    };
    struct http_url u;
    struct buf authority;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(http_url_parse(&u, span_str(rows[i].text)), ERR_OK);
        assert_string_equal(u.host, rows[i].host);
        assert_int_equal(u.port, rows[i].port);
        assert_int_equal(u.is_https, rows[i].is_https);
        assert_true(span_eq(u.target, span_str(rows[i].target)));
        buf_init(&authority, 300);
        http_url_authority(&authority, &u);
        assert_true(span_eq(buf_span(&authority), span_str(rows[i].authority)));
        buf_free(&authority);
    }
}

static void test_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "http:",
        "http:/",
        "http://",
        "http:///x",
        "ldap://a/",
        "ftp://a/",
        "file:///etc/passwd",
        "//a/b",
        "a.example",
        "http://user@a/",
        "http://user:pw@a/",
        "http://a:b@c/",
        "http://a:0/",
        "http://a:65536/",
        "http://a:+80/",
        "http://a:8 0/",
        "http://a:080808/",
        "http://a b/",
        "http://a/b c",
        "http://a/\r\nX: y",
        "http://a/\x7f",
        "http://a/\xc3\xa9",
        "http://\xc3\xa9/",
        "http://a%2eb/",
        "http://[::1",
        "http://::1/",
        "http://[1.2.3.4]/",
        "http://[fe80::1%25lo]/",
        "http://[::1]x/",
        "http://[]/",
        "http://a\\b/",
        /* addresses in forms that only some programs read */
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://1.2.3.4.5/",
        "http://./",
        "http://a../",
        "http://127.0.0.01/",
        "http://017700000001/",
    };
    struct http_url u;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (http_url_parse(&u, span_str(rows[i])) != ERR_HTTP_URL)
            fail_msg("%s", rows[i]);
    }
    assert_int_equal(http_url_parse(&u, span_of("http://a\0b/", 11)), ERR_HTTP_URL);
}

static void test_lengths(void **state)
{
    char text[HTTP_URL_MAX + 2];
    struct http_url u;

    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, "http://", 7);
    assert_int_equal(http_url_parse(&u, span_of(text, 7 + HTTP_URL_HOST - 1)), ERR_OK);
    assert_int_equal(http_url_parse(&u, span_of(text, 7 + HTTP_URL_HOST)), ERR_HTTP_URL);
    text[8] = '/';
    assert_int_equal(http_url_parse(&u, span_of(text, HTTP_URL_MAX)), ERR_OK);
    assert_int_equal(http_url_parse(&u, span_of(text, HTTP_URL_MAX + 1)), ERR_HTTP_URL);
}

/* The examples of RFC 3986 5.4, but for those of other schemes. */
static void test_join(void **state)
{
    static const struct {
        const char *base, *reference, *url;
    } rows[] = {
        {"http://a/b/c/d?q", "ftp:h", "ftp:h"},
        {"http://a/b/c/d?q", "http://x/y#z", "http://x/y"},
        {"http://a/b/c/d?q", "g", "http://a/b/c/g"},
        {"http://a/b/c/d?q", "./g", "http://a/b/c/g"},
        {"http://a/b/c/d?q", "g/", "http://a/b/c/g/"},
        {"http://a/b/c/d?q", "/g", "http://a/g"},
        {"http://a/b/c/d?q", "//g", "http://g"},
        {"https://a/b/c/d?q", "//g/h", "https://g/h"},
        {"http://a/b/c/d?q", "?y", "http://a/b/c/d?y"},
        {"http://a/b/c/d?q", "g?y", "http://a/b/c/g?y"},
        {"http://a/b/c/d?q", "#s", "http://a/b/c/d?q"},
        {"http://a/b/c/d?q", "g#s", "http://a/b/c/g"},
        {"http://a/b/c/d?q", "", "http://a/b/c/d?q"},
        {"http://a/b/c/d?q", ".", "http://a/b/c/"},
        {"http://a/b/c/d?q", "./", "http://a/b/c/"},
        {"http://a/b/c/d?q", "..", "http://a/b/"},
        {"http://a/b/c/d?q", "../g", "http://a/b/g"},
        {"http://a/b/c/d?q", "../..", "http://a/"},
        {"http://a/b/c/d?q", "../../g", "http://a/g"},
        {"http://a/b/c/d?q", "../../../../g", "http://a/g"},
        {"http://a/b/c/d?q", "/./g", "http://a/g"},
        {"http://a/b/c/d?q", "/../g", "http://a/g"},
        {"http://a/b/c/d?q", "g.", "http://a/b/c/g."},
        {"http://a/b/c/d?q", "..g", "http://a/b/c/..g"},
        {"http://a/b/c/d?q", "./g/.", "http://a/b/c/g/"},
        {"http://a/b/c/d?q", "g/../h", "http://a/b/c/h"},
        {"http://a/b/c/d?q", "g?y/../x", "http://a/b/c/g?y/../x"},
        {"http://a:8080", "g", "http://a:8080/g"},
        {"http://[::1]/x", "y", "http://[::1]/y"},
        {"http://a?q", "?r", "http://a?r"},
    };
    struct http_url base;
    struct buf url;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(http_url_parse(&base, span_str(rows[i].base)), ERR_OK);
        buf_init(&url, 1000);
        http_url_join(&url, &base, span_str(rows[i].reference));
        if (!span_eq(buf_span(&url), span_str(rows[i].url)))
            fail_msg("%s: %.*s", rows[i].reference, (int)url.n, (const char *)url.p);
        buf_free(&url);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_lengths), cmocka_unit_test(test_join)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
