/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of certificates matched against reference identifiers (RFC 9525 6). */
#include "config.h"

#include "tests/unit/path/host_kit.h"

static void dns(const char *presented, const char *reference, bool match, bool wildcard)
{
    bool w;
    bool m = dns_match(span_str(presented), span_str(reference), &w);

    if (m != match || w != wildcard)
        fail_msg("%s for %s: %d %d", presented, reference, m, w);
}

static void test_dns_match(void **state)
{
    (void)state;
    dns("example.com", "example.com", true, false);
    dns("EXAMPLE.com", "example.com", true, false);
    dns("example.com", "www.example.com", false, false);
    dns("www.example.com", "example.com", false, false);
    dns("example.com.", "example.com", false, false);
    dns("xn--bcher-kva.de", "xn--bcher-kva.de", true, false);
    dns("*.example.com", "www.example.com", true, true);
    dns("*.EXAMPLE.com", "www.example.com", true, true);
    dns("*.example.com", "xn--bcher-kva.example.com", true, true);
    dns("*.example.com", "example.com", false, false);
    dns("*.example.com", "a.b.example.com", false, false);
    dns("*.example.com", ".example.com", false, false);
    dns("*.example.com", "www.example.org", false, false);
    dns("*.www.example.com", "www.example.com", false, false);
    dns("*.*.example.com", "a.b.example.com", false, false);
    dns("*", "localhost", false, false);
    dns("*.", "localhost", false, false);
    dns("*.com", "example.com", false, false);
    dns("*.com.", "example.com", false, false);
    dns("*", "example.com", false, false);
    dns("*com", "com", false, false);
    dns("f*o.example.com", "foo.example.com", false, false);
    dns("f*.example.com", "foo.example.com", false, false);
    dns("*o.example.com", "foo.example.com", false, false);
    dns("www.*.com", "www.example.com", false, false);
    dns("xn--*-1b3c148a.example.com", "xn--bliss-1b3c148a.example.com", false, false);
    dns("", "", false, false);
    dns("", "example.com", false, false);
}

/* A certificate whose subjectAltName holds these names. */
static struct cert *with_san(struct span names)
{
    struct cert *c = fd_alloc(&arena, sizeof *c);

    c->ext[EXT_SAN] =
        (struct cert_ext){.present = true, .val = fd_tlv(&arena, DER_SEQUENCE, names)};
    return c;
}

static struct host_match match(const char *host, struct span names)
{
    struct reference_id h;
    struct host_match m;

    assert_int_equal(host_parse(&h, host), ERR_OK);
    host_match(&m, &h, with_san(names));
    assert_true(m.has_san);
    return m;
}

static bool matches(const char *host, struct span names)
{
    return match(host, names).matched;
}

static void test_match_dns(void **state)
{
    struct arena *a = &arena;
    struct span names = FD_CAT(a, fc_ip(a, "c0000201"), fc_dns(a, "*.example.com"),
                               fc_dns(a, "www.example.com"), fc_email(a, "mail.example.org"));
    struct host_match m = match("WWW.example.com", names);
    struct reference_id h;

    (void)state;
    assert_true(m.matched && !m.wildcard);
    assert_true(span_eq(m.name.val, SPAN_LIT("www.example.com")));
    assert_int_equal(m.num_names, 2);
    m = match("ftp.example.com", names);
    assert_true(m.matched && m.wildcard);
    assert_true(span_eq(m.name.val, SPAN_LIT("*.example.com")));
    assert_false(matches("example.com", names));
    assert_false(matches("mail.example.org", names));
    assert_true(matches("b\xc3\xbc"
                        "cher.de",
                        fc_dns(a, "xn--bcher-kva.de")));
    assert_true(matches("foo_bar.example.com", fc_dns(a, "foo_bar.example.com")));
    /* RFC 9525 6.1: never the commonName. */
    struct cert bare = {.subject = fc_name(a, "CN=www.example.com")};
    assert_int_equal(host_parse(&h, "www.example.com"), ERR_OK);
    host_match(&m, &h, &bare);
    assert_false(m.matched || m.has_san);
    assert_int_equal(m.num_names, 0);
}

static void test_match_ip(void **state)
{
    struct arena *a = &arena;

    (void)state;
    assert_true(matches("192.0.2.1", fc_ip(a, "c0000201")));
    assert_true(matches("::1", fc_ip(a, "00000000000000000000000000000001")));
    assert_false(matches("192.0.2.2", fc_ip(a, "c0000201")));
    assert_false(matches("192.0.2.1", fc_dns(a, "192.0.2.1")));
    assert_false(matches("192.0.2.1", fc_dns(a, "*.0.2.1")));
    assert_false(matches("192.0.2.1", fc_ip(a, "c0000201ffffffff")));
    assert_false(matches("192.0.2.1", fc_ip(a, "00000000000000000000ffffc0000201")));
    assert_false(matches("::ffff:192.0.2.1", fc_ip(a, "c0000201")));
    assert_int_equal(match("::1", FD_CAT(a, fc_ip(a, "01"), fc_ip(a, "02"))).num_names, 2);
}

static struct span smtp_utf8(const char *text)
{
    return fc_other(&arena, "1.3.6.1.5.5.7.8.9", fd_str(&arena, DER_UTF8_STRING, text));
}

static void test_match_email(void **state)
{
    struct arena *a = &arena;

    (void)state;
    assert_true(matches("joe@example.com", fc_email(a, "joe@EXAMPLE.com")));
    assert_false(matches("joe@example.com", fc_email(a, "Joe@example.com")));
    assert_false(matches("joe@example.com", fc_email(a, "ann@example.com")));
    assert_false(matches("joe@example.com", fc_email(a, "joe@example.org")));
    assert_false(matches("joe@example.com", fc_email(a, "example.com")));
    assert_false(matches("joe@example.com", fc_dns(a, "example.com")));
    assert_false(matches("joe@example.com", fc_email(a, "*@example.com")));
    assert_true(matches("\"a@b\"@c.d", fc_email(a, "\"a@b\"@c.d")));
    assert_true(matches("joe@b\xc3\xbc"
                        "cher.de",
                        fc_email(a, "joe@xn--bcher-kva.de")));

    assert_true(matches("j\xc3\xb6@example.com", smtp_utf8("j\xc3\xb6@example.com")));
    assert_true(matches("j\xc3\xb6@b\xc3\xbc"
                        "cher.de",
                        smtp_utf8("j\xc3\xb6@xn--bcher-kva.de")));
    assert_true(matches("j\xc3\xb6@xn--bcher-kva.de", smtp_utf8("j\xc3\xb6@b\xc3\xbc"
                                                                "cher.de")));
    assert_false(matches("j\xc3\xb6@example.com", smtp_utf8("J\xc3\xb6@example.com")));
    assert_false(matches("j\xc3\xb6@example.com", smtp_utf8("j\xc3\xb6@example.org")));
    assert_false(matches("j\xc3\xb6@example.com", smtp_utf8("j\xc3\xb6@example.com@x.org")));
    /* A name that ends early for whoever reads a C string. */
    struct span nul = SPAN_LIT("\xc3\xb6@b\xc3\xbc"
                               "cher.de\0.example.com");
    assert_false(matches("\xc3\xb6@b\xc3\xbc"
                         "cher.de",
                         fc_other(a, "1.3.6.1.5.5.7.8.9", fd_tlv(a, DER_UTF8_STRING, nul))));
    /* RFC 9598 3: plain ASCII belongs into an rfc822Name. */
    assert_false(matches("joe@example.com", smtp_utf8("joe@example.com")));
    assert_false(matches(
        "j\xc3\xb6@example.com",
        fc_other(a, "1.3.6.1.5.5.7.8.8", fd_str(a, DER_UTF8_STRING, "j\xc3\xb6@example.com"))));
    assert_false(matches(
        "j\xc3\xb6@example.com",
        fc_other(a, "1.3.6.1.5.5.7.8.9", fd_str(a, DER_IA5_STRING, "j\xc3\xb6@example.com"))));
    assert_int_equal(match("j\xc3\xb6@x.y", FD_CAT(a, smtp_utf8("\xc3\xb6@x.y"),
                                                   fc_email(a, "a@x.y"), smtp_utf8("b@x.y")))
                         .num_names,
                     2);
}

static void test_match_uri(void **state)
{
    struct arena *a = &arena;

    (void)state;
    assert_true(matches("https://example.com/a", fc_uri(a, "HTTPS://EXAMPLE.com/a")));
    assert_true(matches("https://b\xc3\xbc"
                        "cher.de/a",
                        fc_uri(a, "https://xn--bcher-kva.de/a")));
    assert_false(matches("https://example.com/a", fc_uri(a, "https://example.com/A")));
    assert_false(matches("https://example.com/a", fc_uri(a, "https://example.com/")));
    assert_false(matches("https://example.com/", fc_uri(a, "https://example.com:443/")));
    assert_false(matches("https://example.com/", fc_uri(a, "http://example.com/")));
    assert_false(matches("https://example.com/", fc_uri(a, "https://u@example.com/")));
    assert_false(matches("https://example.com/", fc_uri(a, "https://example.org/")));
    assert_false(matches("https://example.com/", fc_dns(a, "example.com")));
}

/* A list that does not decode to its end still has the names in front; the rest is no name. */
static void test_match_broken(void **state)
{
    struct arena *a = &arena;

    (void)state;
    assert_true(matches("a.b", FD_CAT(a, fc_dns(a, "a.b"), fd_hex(a, "8201"))));
    assert_true(matches("a.b", FD_CAT(a, fd_hex(a, "8201ff"), fc_dns(a, "a.b"))));
    assert_false(matches("a.b", FD_CAT(a, fd_hex(a, "8205"), fc_dns(a, "a.b"))));
    assert_true(match("b.b", FD_CAT(a, fc_dns(a, "a.b"), fd_hex(a, "8201ff"))).has_unread);
    assert_false(matches("bank.com", fd_hex(a, "820d62616e6b2e636f6d002e782e79")));
}

/* 10,000 names cost one walk. */
static void test_match_many(void **state)
{
    enum { MANY = 10000 };
    struct span *names = fd_alloc(&arena, MANY * sizeof *names);
    char text[40];

    (void)state;
    for (int i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "h%d.example.com", i);
        names[i] = fc_dns(&arena, text);
    }
    struct host_match m = match("h9999.example.com", fd_join(&arena, names, MANY));
    assert_true(m.matched);
    assert_int_equal(m.num_names, MANY);
}

static void test_suffix(void **state)
{
    static const struct {
        const char *name;
        enum suffix want;
    } rows[] = {
        {"*", SUFFIX_ICANN},
        {"*.com", SUFFIX_ICANN},
        {"*.localdomain", SUFFIX_ICANN},
        {"*.co.uk", SUFFIX_ICANN},
        {"*.CO.UK", SUFFIX_ICANN},
        {"*.xn--55qx5d.cn", SUFFIX_ICANN},
        {"*.foo.ck", SUFFIX_ICANN},
        {"*.cloudfront.net", SUFFIX_PRIVATE},
        {"*.s3.amazonaws.com", SUFFIX_PRIVATE},
        {"*.example.com", SUFFIX_NONE},
        {"*.example.co.uk", SUFFIX_NONE},
        {"*.www.ck", SUFFIX_NONE},
        {"*.corp.internal", SUFFIX_NONE},
        {"*..", SUFFIX_NONE},
        {"co.uk", SUFFIX_NONE},
        {"com", SUFFIX_NONE},
        {"", SUFFIX_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (wildcard_suffix(span_str(rows[i].name)) != rows[i].want)
            fail_msg("%s", rows[i].name);
    }
}

static void print(const char *hex, const char *want)
{
    struct buf b;

    buf_init(&b, 100);
    ip_print(&b, fd_hex(&arena, hex));
    buf_u8(&b, 0);
    assert_string_equal(b.p, want);
    buf_free(&b);
}

static void test_ip_print(void **state)
{
    (void)state;
    print("c0000201", "192.0.2.1");
    print("00000000000000000000000000000000", "::");
    print("00000000000000000000000000000001", "::1");
    print("20010db8000000000001000000000001", "2001:db8::1:0:0:1");
    print("20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1");
    print("00010000000000000000000000000000", "1::");
    print("20010db800010001000000000000000a", "2001:db8:1:1::a");
    print("00000000000000000000ffffc0000201", "::ffff:192.0.2.1");
    print("c0000201ffffff00", "c0000201ffffff00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dns_match),  cmocka_unit_test(test_match_dns),
        cmocka_unit_test(test_match_ip),   cmocka_unit_test(test_match_email),
        cmocka_unit_test(test_match_uri),  cmocka_unit_test(test_match_broken),
        cmocka_unit_test(test_match_many), cmocka_unit_test(test_suffix),
        cmocka_unit_test(test_ip_print),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
