/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/path/namecon_kit.h"

/* One name against one base, as a permitted and as an excluded subtree. */
static void pair(struct span (*make)(struct arena *, const char *), const char *name,
                 const char *base, bool permitted, bool excluded)
{
    struct span n = make(&arena, name), b = make(&arena, base);
    enum nc_verdict p = san_verdict(b, none, n), e = san_verdict(none, b, n);

    if (p != (permitted ? NC_OK : NC_NOT_PERMITTED))
        fail_msg("\"%s\" permitted under \"%s\": %d", name, base, (int)p);
    if (e != (excluded ? NC_EXCLUDED : NC_OK))
        fail_msg("\"%s\" excluded under \"%s\": %d", name, base, (int)e);
}

static void in(struct span (*make)(struct arena *, const char *), const char *name,
               const char *base)
{
    pair(make, name, base, true, true);
}

static void out(struct span (*make)(struct arena *, const char *), const char *name,
                const char *base)
{
    pair(make, name, base, false, false);
}

static void test_dns(void **state)
{
    (void)state;
    in(fc_dns, "example.com", "example.com");
    in(fc_dns, "a.example.com", "example.com");
    in(fc_dns, "a.b.EXAMPLE.com", "example.COM");
    in(fc_dns, "a_b.example.com", "example.com");
    in(fc_dns, "anything.at.all", "");
    in(fc_dns, "com", "com");
    out(fc_dns, "example.org", "example.com");
    out(fc_dns, "notexample.com", "example.com");
    out(fc_dns, "com", "example.com");
    out(fc_dns, "example.com.evil.org", "example.com");
    /* A leading dot: where the readings differ, the name is refused either way. */
    in(fc_dns, "a.example.com", ".example.com");
    pair(fc_dns, "example.com", ".example.com", false, true);
    out(fc_dns, "notexample.com", ".example.com");
}

static void test_dns_wildcard(void **state)
{
    (void)state;
    in(fc_dns, "*.example.com", "example.com");
    in(fc_dns, "*.a.example.com", "example.com");
    in(fc_dns, "*.example.com", "");
    in(fc_dns, "*.example.com", ".example.com");
    /* Some of what the wildcard stands for is inside, not all of it. */
    pair(fc_dns, "*.example.com", "bar.example.com", false, true);
    pair(fc_dns, "*.example.com", ".bar.example.com", false, true);
    pair(fc_dns, "*.example.com", "BAR.example.com", false, true);
    /* One label is what it stands for, never two. */
    out(fc_dns, "*.example.com", "a.bar.example.com");
    out(fc_dns, "*.example.com", "bar.example.org");
    out(fc_dns, "*.example.com", "xexample.com");
}

static void test_ip(void **state)
{
    (void)state;
    in(fc_ip, "c0000201", "c0000200ffffff00");
    in(fc_ip, "c0000201", "c0000201ffffffff");
    in(fc_ip, "c0000201", "c0000263ffffff00"); /* host bits of the base do not count */
    in(fc_ip, "c0000201", "0000000000000000");
    out(fc_ip, "c0000301", "c0000200ffffff00");
    out(fc_ip, "c0000281", "c0000200ffffff80");
    in(fc_ip, "00000000000000000000000000000001",
       "00000000000000000000000000000001ffffffffffffffffffffffffffffffff");
    out(fc_ip, "00000000000000000000000000000002",
        "00000000000000000000000000000001ffffffffffffffffffffffffffffffff");
    /* The families are strangers: everything of one is nothing of the other. */
    out(fc_ip, "c0000201", "0000000000000000000000000000000000000000000000000000000000000000");
    out(fc_ip, "00000000000000000000000000000001", "0000000000000000");
    out(fc_ip, "00000000000000000000ffffc0000201", "c0000200ffffff00");
}

static void test_email(void **state)
{
    (void)state;
    in(fc_email, "joe@example.com", "joe@example.com");
    in(fc_email, "joe@EXAMPLE.com", "joe@example.COM");
    out(fc_email, "Joe@example.com", "joe@example.com");
    out(fc_email, "ann@example.com", "joe@example.com");
    out(fc_email, "joe@mail.example.com", "joe@example.com");
    /* The quotes are no part of the mailbox. */
    in(fc_email, "\"joe\"@example.com", "joe@example.com");
    in(fc_email, "joe@example.com", "\"j\\oe\"@example.com");
    out(fc_email, "\"joe\\\"\"@example.com", "joe@example.com");
    out(fc_email, "\"\"@example.com", "joe@example.com");
    out(fc_email, "joe@example.com", "\"\"@example.com");
    out(fc_email, "\"\"@example.com", "\"\\\"\"@example.com");
    in(fc_email, "\"a@b\"@example.com", "\"a@b\"@example.com");
    /* An asterisk is a character. */
    in(fc_email, "*@example.com", "*@example.com");
    in(fc_email, "user*@example.com", "user*@example.com");
    out(fc_email, "user@example.com", "*@example.com");
    /* A host. */
    in(fc_email, "joe@example.com", "EXAMPLE.com");
    out(fc_email, "joe@mail.example.com", "example.com");
    out(fc_email, "joe@notexample.com", "example.com");
    /* A domain. */
    in(fc_email, "joe@mail.example.com", ".example.com");
    in(fc_email, "joe@a.b.example.com", ".example.com");
    out(fc_email, "joe@example.com", ".example.com");
    out(fc_email, "joe@notexample.com", ".example.com");
    out(fc_email, "joe@[192.0.2.1]", "example.com");
    in(fc_email, "joe@example.com", "");
}

static void test_uri(void **state)
{
    (void)state;
    in(fc_uri, "https://example.com/x", "example.com");
    in(fc_uri, "ldap://u@EXAMPLE.com:389/x", "example.com");
    out(fc_uri, "https://www.example.com/x", "example.com");
    in(fc_uri, "https://www.example.com/x", ".example.com");
    out(fc_uri, "https://example.com/x", ".example.com");
    out(fc_uri, "https://evil.org/example.com", "example.com");
    out(fc_uri, "https://example.com@evil.org/", "example.com");
    out(fc_uri, "https://evil.org/?@example.com", "example.com");
    in(fc_uri, "https://example.com/x", "");
}

static struct span dir(struct arena *a, const char *text)
{
    return fc_dir(a, fc_name(a, text));
}

static void test_directory(void **state)
{
    struct arena *a = &arena;
    struct span base = dir(a, "C=US,O=Example");

    (void)state;
    in(dir, "C=US,O=Example,CN=x", "C=US,O=Example");
    in(dir, "C=US,O=Example", "C=US,O=Example");
    in(dir, "C=US,O=EXAMPLE,CN=x", "C=US,O=Example");
    in(dir, "CN=x", "");
    out(dir, "C=US,CN=x", "C=US,O=Example");
    out(dir, "O=Example,C=US", "C=US,O=Example");
    out(dir, "C=US", "C=US,O=Example");
    out(dir, "C=US,O=Examples", "C=US,O=Example");
    /* The subject is a directoryName as well, unless it is empty. */
    assert_int_equal(check(base, none, cert("C=US,O=Example,CN=x", none), false).verdict, NC_OK);
    assert_int_equal(check(base, none, cert("C=DE,CN=x", none), false).verdict, NC_NOT_PERMITTED);
    assert_int_equal(check(none, base, cert("C=US,O=Example,CN=x", none), false).verdict,
                     NC_EXCLUDED);
    assert_int_equal(check(base, none, cert("", none), false).verdict, NC_OK);
}

static void test_lists(void **state)
{
    struct arena *a = &arena;
    struct span com = fc_dns(a, "example.com"), sub = fc_dns(a, "sub.example.com");
    struct span org = fc_dns(a, "example.org"), ip = fc_ip(a, "c0000200ffffff00");
    struct span www = fc_dns(a, "www.example.com"), x = fc_dns(a, "x.sub.example.com");
    struct nc_result r;

    (void)state;
    assert_int_equal(san_verdict(FD_CAT(a, org, ip, com), none, www), NC_OK);
    assert_int_equal(san_verdict(com, sub, www), NC_OK);
    assert_int_equal(san_verdict(com, com, www), NC_EXCLUDED); /* excluded beats permitted */
    assert_int_equal(san_verdict(none, FD_CAT(a, ip, org, sub), x), NC_EXCLUDED);
    assert_int_equal(san_verdict(FD_CAT(a, org, com), none, FD_CAT(a, www, org)), NC_OK);

    /* Every name counts, and the report names the one that failed. */
    r = check(com, sub, cert("", FD_CAT(a, www, x)), false);
    assert_int_equal(r.verdict, NC_EXCLUDED);
    assert_int_equal(r.name.kind, GN_DNS);
    assert_true(span_eq(r.name.val, SPAN_LIT("x.sub.example.com")));
    assert_true(span_eq(r.subtree, SPAN_LIT("sub.example.com")));
    r = check(FD_CAT(a, com, ip), none, cert("", FD_CAT(a, www, org)), false);
    assert_int_equal(r.verdict, NC_NOT_PERMITTED);
    assert_true(span_eq(r.name.val, SPAN_LIT("example.org")));

    /* Kinds that are not constrained are free. */
    assert_int_equal(san_verdict(com, none, fc_ip(a, "c0000201")), NC_OK);
    assert_int_equal(san_verdict(ip, ip, www), NC_OK);
    assert_int_equal(san_verdict(com, none, fc_uri(a, "https://evil.org/")), NC_OK);
    assert_int_equal(san_verdict(com, none, fc_email(a, "joe@evil.org")), NC_OK);
    assert_int_equal(check(com, com, cert("CN=x", none), false).verdict, NC_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dns),
        cmocka_unit_test(test_dns_wildcard),
        cmocka_unit_test(test_ip),
        cmocka_unit_test(test_email),
        cmocka_unit_test(test_uri),
        cmocka_unit_test(test_directory),
        cmocka_unit_test(test_lists),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
