/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/nametext.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define LABEL63 "a23456789012345678901234567890123456789012345678901234567890123"
#define LABEL61 "a234567890123456789012345678901234567890123456789012345678901"

static void dns(const char *text, enum err want)
{
    enum err err = nametext_dns(span_str(text));

    if (err != want)
        fail_msg("\"%s\": %s, not %s", text, err_id(err), err_id(want));
    /* What the preferred syntax takes can be compared as well. */
    if (err != ERR_NAME_DNS && !nametext_dns_comparable(span_str(text)))
        fail_msg("\"%s\" cannot be compared", text);
}

static void test_dns(void **state)
{
    (void)state;
    dns("a", ERR_OK);
    dns("example.com", ERR_OK);
    dns("EXAMPLE.com", ERR_OK);
    dns("a-b.c--d.xn--p1ai", ERR_OK);
    dns("1.2.3.4a", ERR_OK);
    dns(LABEL63 ".com", ERR_OK);
    dns(LABEL63 "." LABEL63 "." LABEL63 "." LABEL61, ERR_OK); /* 253 in all */
    dns(LABEL63 "." LABEL63 "." LABEL63 "." LABEL61 "x", ERR_NAME_DNS);
    dns(LABEL63 "x.com", ERR_NAME_DNS);
    dns("", ERR_NAME_DNS);
    dns(".", ERR_NAME_DNS);
    dns(".example.com", ERR_NAME_DNS);
    dns("example.com.", ERR_NAME_DNS);
    dns("example..com", ERR_NAME_DNS);
    dns("-a.com", ERR_NAME_DNS_HYPHEN);
    dns("a-.com", ERR_NAME_DNS_HYPHEN);
    dns("a.-", ERR_NAME_DNS_HYPHEN);
    dns("a b.com", ERR_NAME_DNS);
    dns("a*b.com", ERR_NAME_DNS);
    dns("a,b.com", ERR_NAME_DNS);
    dns("b\xc3\xbc"
        "cher.de",
        ERR_NAME_DNS);
    dns("a_b.com", ERR_NAME_DNS_UNDERSCORE);
    dns("_dmarc.example.com", ERR_NAME_DNS_UNDERSCORE);
    dns("-_.com", ERR_NAME_DNS_HYPHEN);
    dns("192.0.2.1", ERR_NAME_DNS_NUMERIC);
    dns("example.1", ERR_NAME_DNS_NUMERIC);
    dns("1", ERR_NAME_DNS_NUMERIC);
}

static void test_comparable(void **state)
{
    (void)state;
    assert_true(nametext_dns_comparable(SPAN_LIT("-a_.b-")));
    assert_false(nametext_dns_comparable(SPAN_LIT("a.b.")));
    assert_false(nametext_dns_comparable(SPAN_LIT("a\0b")));
    assert_false(nametext_dns_comparable(SPAN_LIT("*.b")));
    assert_false(nametext_dns_comparable((struct span){0}));
}

static void ip(const char *text, const char *bytes, size_t n)
{
    uint8_t out[16];
    size_t got = nametext_ip(out, span_str(text));

    if (got != n || (n > 0 && memcmp(out, bytes, n) != 0))
        fail_msg("\"%s\" has %zu bytes", text, got);
}

static void test_ip4(void **state)
{
    static const char *const bad[] = {
        "",          "1",         "1.2.3",    "1.2.3.4.5",  "1.2.3.",    ".1.2.3",    "1.2.3.4.",
        "256.1.1.1", "1.1.1.256", "01.2.3.4", "0177.0.0.1", "1.2.3.00",  "1.2.3.0x1", "1.2.3.-4",
        "1.2.3. 4",  " 1.2.3.4",  "1..3.4",   "1.2.3.4444", "1.2.3.4/8", "1.2.3.4\n", "+1.2.3.4",
    };

    (void)state;
    ip("0.0.0.0", "\0\0\0\0", 4);
    ip("192.0.2.1", "\xc0\0\2\1", 4);
    ip("255.255.255.255", "\xff\xff\xff\xff", 4);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ip(bad[i], NULL, 0);
}

static void test_ip6(void **state)
{
    static const char *const bad[] = {
        ":",
        ":::",
        "1:",
        ":1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8:",
        "::1::",
        "1::2::3",
        "12345::",
        "g::",
        "fe80::1%1",
        "::1.2.3",
        "::1.2.3.4.5",
        "::01.2.3.4",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "[::1]",
        "::1/128",
        "1:2:3:4:5:6:7:8::",
        "1:2:3:4:5:6:7::8:9",
        ":1:2:3:4:5:6:7:8",
        "1::2:",
        "1:2:3:4:5:6:7:8::1",
    };

    (void)state;
    ip("::", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    ip("::1", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
    ip("1::", "\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    ip("2001:DB8::a:0", "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\x0a\0\0", 16);
    ip("1:2:3:4:5:6:7:8", "\0\1\0\2\0\3\0\4\0\5\0\6\0\7\0\x08", 16);
    ip("1:2:3:4:5:6:7::", "\0\1\0\2\0\3\0\4\0\5\0\6\0\7\0\0", 16);
    ip("::2:3:4:5:6:7:8", "\0\0\0\2\0\3\0\4\0\5\0\6\0\7\0\x08", 16);
    ip("::ffff:192.0.2.1", "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\2\1", 16);
    ip("1:2:3:4:5:6:1.2.3.4", "\0\1\0\2\0\3\0\4\0\5\0\6\1\2\3\4", 16);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ip(bad[i], NULL, 0);
}

static void mailbox(const char *text, const char *local, const char *domain)
{
    struct span l = {0}, d = {0};
    bool good = nametext_mailbox(span_str(text), &l, &d);

    if (good != (local != NULL))
        fail_msg("<%s> is %sa mailbox", text, good ? "" : "not ");
    if (good) {
        assert_true(span_eq(l, span_str(local)));
        assert_true(span_eq(d, span_str(domain)));
    }
}

static void test_mailbox(void **state)
{
    static const char *const bad[] = {
        "",          "a",     "@",        "@b",          "a@",          "a@b@c",
        "a b@c",     ".a@c",  "a.@c",     "a..b@c",      "a@.c",        "a@c.",
        "a@b..c",    "\"a@c", "\"a\"b@c", "a\"b\"@c",    "\"a\\\"@c",   "\"\x01\"@c",
        "a(c)@d",    "a,b@c", "<a@b>",    "a@[1.2.3]",   "a@[::1]",     "a@[IPv6:1.2.3.4]",
        "a@[IPv6:]", "a@[",   "a@[]",     "b\xc3\xbc@c", "a@b\xc3\xbc", "a@*.b",
    };

    (void)state;
    mailbox("joe@example.com", "joe", "example.com");
    mailbox("J.o-e+x@localhost", "J.o-e+x", "localhost");
    mailbox("**@example.com", "**", "example.com");
    mailbox("!#$%&'*+-/=?^_`{|}~@x", "!#$%&'*+-/=?^_`{|}~", "x");
    mailbox("\"a@b\"@c", "\"a@b\"", "c");
    mailbox("\"a \\\" b\"@c", "\"a \\\" b\"", "c");
    mailbox("\"\"@c", "\"\"", "c");
    mailbox("a@[192.0.2.1]", "a", "[192.0.2.1]");
    mailbox("a@[IPv6:::1]", "a", "[IPv6:::1]");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        mailbox(bad[i], NULL, NULL);
}

static void uri(const char *text, enum uri_host kind, const char *before, const char *host,
                const char *after)
{
    struct nametext_uri u;

    if (!nametext_uri(span_str(text), &u))
        fail_msg("%s is no URI", text);
    if (u.host_kind != kind || !span_eq(u.before_host, span_str(before)) ||
        !span_eq(u.host, span_str(host)) || !span_eq(u.after_host, span_str(after)))
        fail_msg("%s: %d \"%.*s\" \"%.*s\" \"%.*s\"", text, (int)u.host_kind, (int)u.before_host.n,
                 u.before_host.p, (int)u.host.n, u.host.p, (int)u.after_host.n, u.after_host.p);
}

static void test_uri(void **state)
{
    (void)state;
    uri("https://example.com", URI_HOST_DNS, "https://", "example.com", "");
    uri("https://example.com/a/b?c#d", URI_HOST_DNS, "https://", "example.com", "/a/b?c#d");
    uri("https://example.com?c@d", URI_HOST_DNS, "https://", "example.com", "?c@d");
    uri("https://u:p@example.com:443/", URI_HOST_DNS, "https://u:p@", "example.com", ":443/");
    uri("https://example.com:", URI_HOST_DNS, "https://", "example.com", ":");
    uri("spiffe://trust_domain/x", URI_HOST_DNS, "spiffe://", "trust_domain", "/x");
    uri("http://192.0.2.1/", URI_HOST_IP, "http://", "192.0.2.1", "/");
    uri("http://[::1]:80/", URI_HOST_IP, "http://[", "::1", "]:80/");
    uri("file:///etc", URI_HOST_NAMELESS, "file://", "", "/etc");
    uri("http://a%20b/", URI_HOST_NAMELESS, "http://", "a%20b", "/");
    uri("http://*.example.com/", URI_HOST_NAMELESS, "http://", "*.example.com", "/");
    uri("http://[192.0.2.1]/", URI_HOST_NAMELESS, "http://[", "192.0.2.1", "]/");
    uri("urn:isbn:1", URI_HOST_NONE, "urn:isbn:1", "", "");
    uri("a+b-c.d:/x", URI_HOST_NONE, "a+b-c.d:/x", "", "");
}

static void test_uri_refused(void **state)
{
    static const char *const bad[] = {
        "",
        ":",
        "x",
        "x:",
        ":x",
        "1x:y",
        "x y:z",
        "//a/b",
        "/a:b",
        "a:b c",
        "a:%",
        "a:%4",
        "a:%4g",
        "a:\"",
        "a:<b>",
        "a:\x7f",
        "a:\xc3\xbc",
        "a://b:c/",
        "a://b:8x/",
        "a://[::1/",
        "a://[::1]x/",
        "a://evil.com@good.com@x/",
        "a:\\b",
        "a:b^c",
        "a_b:c",
    };
    struct nametext_uri u;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (nametext_uri(span_str(bad[i]), &u))
            fail_msg("\"%s\" passed for a URI", bad[i]);
    }
    assert_false(nametext_uri(SPAN_LIT("a:b\0c"), &u));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dns),         cmocka_unit_test(test_comparable),
        cmocka_unit_test(test_ip4),         cmocka_unit_test(test_ip6),
        cmocka_unit_test(test_mailbox),     cmocka_unit_test(test_uri),
        cmocka_unit_test(test_uri_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
