/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/namecon.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "tests/factory/fext.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 26);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const struct span none;

/* A certificate with these names; an empty san is none at all. */
static struct cert *cert(const char *subject, struct span san)
{
    struct cert *c = fd_alloc(&arena, sizeof *c);

    c->subject = fc_name(&arena, subject);
    if (san.n > 0)
        c->ext[EXT_SAN] =
            (struct cert_ext){.present = true, .val = fd_tlv(&arena, DER_SEQUENCE, san)};
    return c;
}

/* The constraints of a CA applied to c; what is malformed constrains nothing. */
static struct nc_result apply(struct span value, const struct cert *c, bool cn_is_host,
                              struct budget *budget)
{
    struct namecons all = {.arena = &arena};
    struct cert ca = {.ext = {[EXT_NC] = {.present = true, .val = value}}};
    struct nc_result r, again;
    struct budget same = *budget;

    assert_int_equal(namecon_check(&r, &all, &ca, c, cn_is_host, budget), ERR_OK);
    /* What was kept gives the same, and costs the same. */
    assert_int_equal(namecon_check(&again, &all, &ca, c, cn_is_host, &same), ERR_OK);
    assert_int_equal(again.verdict, r.verdict);
    assert_int_equal(same.names, budget->names);
    return r;
}

static struct nc_result check(struct span permitted, struct span excluded, const struct cert *c,
                              bool cn_is_host)
{
    struct budget budget = {.names = 1000};

    return apply(fc_nc(&arena, permitted, excluded), c, cn_is_host, &budget);
}

static enum nc_verdict san_verdict(struct span permitted, struct span excluded, struct span san)
{
    return check(permitted, excluded, cert("", san), false).verdict;
}

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

static void test_malformed_names(void **state)
{
    struct arena *a = &arena;
    static const struct {
        struct span (*make)(struct arena *, const char *);
        const char *name, *base;
        enum err err;
    } rows[] = {
        {fc_dns, "a..example.com", "example.com", ERR_NAME_DNS},
        {fc_dns, ".example.com", "example.com", ERR_NAME_DNS},
        {fc_dns, "example.com.", "example.com", ERR_NAME_DNS},
        {fc_dns, "", "example.com", ERR_NAME_DNS},
        {fc_dns, "", "", ERR_NAME_DNS},
        {fc_dns, "*", "example.com", ERR_NAME_DNS},
        {fc_dns, "f*o.example.com", "example.com", ERR_NAME_DNS},
        {fc_ip, "c0000201ff", "c0000200ffffff00", ERR_NAME_IP},
        {fc_ip, "c0000200ffffff00", "c0000200ffffff00", ERR_NAME_IP},
        {fc_ip, "", "0000000000000000", ERR_NAME_IP},
        {fc_email, "invalid@address@example.com", "example.com", ERR_NAME_EMAIL},
        {fc_email, "example.com", "example.com", ERR_NAME_EMAIL},
        {fc_email, "joe@", "example.com", ERR_NAME_EMAIL},
        {fc_uri, "urn:example.com", "example.com", ERR_NAME_URI},
        {fc_uri, "https://192.0.2.1/", "example.com", ERR_NAME_URI},
        {fc_uri, "https://[::1]/", "example.com", ERR_NAME_URI},
        {fc_uri, "https:///x", "example.com", ERR_NAME_URI},
        {fc_uri, "/x", "example.com", ERR_NAME_URI},
        {fc_uri, "https://a@b@example.com/", "example.com", ERR_NAME_URI},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span base = rows[i].make(a, rows[i].base);
        struct cert *c = cert("", rows[i].make(a, rows[i].name));
        struct nc_result p = check(base, none, c, false), e = check(none, base, c, false);
        if (p.verdict != NC_MALFORMED_NAME || p.err != rows[i].err ||
            e.verdict != NC_MALFORMED_NAME || e.err != rows[i].err)
            fail_msg("\"%s\": %d %s", rows[i].name, (int)p.verdict, err_id(p.err));
        /* It matters where its kind is constrained, and nowhere else. */
        assert_int_equal(check(fc_rid(a, "1.2.3"), none, c, false).verdict, NC_OK);
    }
    /* A list that breaks off. */
    assert_int_equal(san_verdict(fc_dns(a, "a"), none, FD_CAT(a, fc_dns(a, "a"), fd_hex(a, "82"))),
                     NC_MALFORMED_NAME);
}

static void test_unsupported(void **state)
{
    struct arena *a = &arena;
    struct span upn = fc_other(a, "1.3.6.1.4.1.311.20.2.3", fd_str(a, DER_UTF8_STRING, "a@b"));
    struct span other = fc_other(a, "1.2.3", fd_null(a));
    struct span rid = fc_rid(a, "1.2.3"), dns = fc_dns(a, "a.b");
    struct span names[] = {upn, rid, fd_hex(a, "a3020500"), fd_hex(a, "a5020500")};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(san_verdict(names[i], none, names[i]), NC_UNSUPPORTED);
        assert_int_equal(san_verdict(none, names[i], names[i]), NC_UNSUPPORTED);
        /* Without a name of that kind there is nothing to apply. */
        assert_int_equal(san_verdict(names[i], names[i], dns), NC_OK);
        assert_int_equal(san_verdict(dns, none, names[i]), NC_OK);
    }
    /* Types of otherName are forms of their own. */
    assert_int_equal(san_verdict(other, other, upn), NC_OK);
    assert_int_equal(san_verdict(FD_CAT(a, other, upn), none, upn), NC_UNSUPPORTED);
}

static struct span smtp(const char *text)
{
    return fc_other(&arena, "1.3.6.1.5.5.7.8.9", fd_str(&arena, DER_UTF8_STRING, text));
}

/* RFC 9598 6: an internationalised mailbox is not outside the constraints on e-mail addresses. */
static void test_smtp_utf8(void **state)
{
    struct arena *a = &arena;
    struct span host = fc_email(a, "xn--bcher-kva.de"), box = fc_email(a, "joe@example.com");
    struct nc_result r;

    (void)state;
    assert_int_equal(san_verdict(host, none, smtp("\xc3\xb6@xn--bcher-kva.de")), NC_OK);
    assert_int_equal(san_verdict(host, none,
                                 smtp("\xc3\xb6@b\xc3\xbc"
                                      "cher.de")),
                     NC_OK);
    assert_int_equal(san_verdict(none, host,
                                 smtp("\xc3\xb6@b\xc3\xbc"
                                      "cher.de")),
                     NC_EXCLUDED);
    assert_int_equal(san_verdict(box, none, smtp("\xc3\xb6@example.com")), NC_NOT_PERMITTED);
    assert_int_equal(san_verdict(none, box, smtp("\xc3\xb6@example.com")), NC_OK);
    assert_int_equal(san_verdict(none, box, smtp("joe@example.com")), NC_MALFORMED_NAME);
    assert_int_equal(san_verdict(host, none, smtp("\xc3\xb6")), NC_MALFORMED_NAME);
    assert_int_equal(san_verdict(host, none, smtp("\xc3\xb6@")), NC_MALFORMED_NAME);
    assert_int_equal(san_verdict(host, none, smtp("\xc3\xb6@xn--a.de")), NC_NOT_PERMITTED);
    assert_int_equal(san_verdict(fc_dns(a, "a"), none, smtp("\xc3\xb6@example.com")), NC_OK);
    assert_int_equal(san_verdict(smtp("\xc3\xb6@x.y"), none, smtp("\xc3\xb6@x.y")), NC_UNSUPPORTED);
    r = check(host, none, cert("", smtp("\xc3\xb6@example.com")), false);
    assert_int_equal(r.name.kind, GN_OTHER);
}

static void test_subject_email(void **state)
{
    struct arena *a = &arena;
    struct span base = fc_email(a, "example.com");
    struct span dns = fc_dns(a, "a.b"), mail = fc_email(a, "joe@example.com");

    (void)state;
    assert_int_equal(
        check(base, none, cert("CN=x,emailAddress=a@example.com", none), false).verdict, NC_OK);
    assert_int_equal(check(base, none, cert("CN=x,emailAddress=a@evil.org", none), false).verdict,
                     NC_NOT_PERMITTED);
    assert_int_equal(
        check(none, base, cert("CN=x,emailAddress=a@example.com", none), false).verdict,
        NC_EXCLUDED);
    assert_int_equal(
        check(base, none, cert("CN=x,emailAddress=a@example.com,emailAddress=evil", none), false)
            .verdict,
        NC_MALFORMED_NAME);
    assert_int_equal(check(base, none, cert("CN=x,emailAddress=a@evil.org", dns), false).verdict,
                     NC_NOT_PERMITTED);
    /* With an rfc822Name in the SAN the attribute is no address. */
    assert_int_equal(check(base, none, cert("CN=x,emailAddress=a@evil.org", mail), false).verdict,
                     NC_OK);
}

static void test_common_name(void **state)
{
    struct arena *a = &arena;
    struct span com = fc_dns(a, "example.com"), ip = fc_ip(a, "c0000200ffffff00");
    struct span both = FD_CAT(a, com, ip);
    static const struct {
        const char *subject;
        enum nc_verdict permitted, excluded;
    } rows[] = {
        {"CN=www.example.com", NC_OK, NC_EXCLUDED},
        {"CN=*.example.com", NC_OK, NC_EXCLUDED},
        {"CN=www.example.org", NC_NOT_PERMITTED, NC_OK},
        {"CN=*.org.net", NC_NOT_PERMITTED, NC_OK},
        {"CN=192.0.2.1", NC_OK, NC_EXCLUDED},
        {"CN=192.0.3.1", NC_NOT_PERMITTED, NC_OK},
        {"CN=::1", NC_NOT_PERMITTED, NC_OK},
        {"CN=www.example.com,CN=www.example.org", NC_NOT_PERMITTED, NC_EXCLUDED},
        {"O=www.example.org", NC_OK, NC_OK},
        {"CN=Joe", NC_OK, NC_OK},
        {"CN=R11", NC_OK, NC_OK},
        {"CN=Joe Example.org", NC_OK, NC_OK},
        {"CN=a..b", NC_OK, NC_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cert *c = cert(rows[i].subject, none);
        if (check(both, none, c, true).verdict != rows[i].permitted ||
            check(none, both, c, true).verdict != rows[i].excluded)
            fail_msg("%s", rows[i].subject);
        assert_int_equal(check(both, both, c, false).verdict, NC_OK);
        /* With names of a host in the SAN nobody looks at the commonName. */
        c = cert(rows[i].subject, fc_dns(a, "example.com"));
        assert_int_equal(check(both, none, c, true).verdict, NC_OK);
        c = cert(rows[i].subject, fc_ip(a, "c0000201"));
        assert_int_equal(check(both, none, c, true).verdict, NC_OK);
    }
    /* Other kinds of names leave it in place; what is reported outlives the call. */
    struct cert *c = cert("CN=192.0.3.1", fc_email(a, "a@b.c"));
    struct nc_result r = check(both, none, c, true);
    assert_int_equal(r.verdict, NC_NOT_PERMITTED);
    assert_true(span_contains(c->subject, r.name.val));
}

static void decode(struct span value, enum err want)
{
    struct fail f = {0};
    struct budget budget = {.names = 100};

    namecon_decode(value, &f);
    if (f.err != want)
        fail_msg("%s, not %s", err_id(f.err), err_id(want));
    assert_int_equal(namecon_applies(f.err),
                     want == ERR_OK || want == ERR_NC_LEADING_DOT || want == ERR_NC_EMAIL_EMPTY ||
                         want == ERR_NC_URI_EMPTY);
    assert_int_equal(apply(value, cert("", none), false, &budget).verdict, NC_OK);
}

static void base(struct span name, enum err want)
{
    struct arena *a = &arena;

    decode(fc_nc(a, name, none), want);
    decode(fc_nc(a, none, name), want);
    decode(fc_nc(a, FD_CAT(a, fc_dns(a, "a"), name), fc_dns(a, "a")), want);
}

static void test_bases(void **state)
{
    struct arena *a = &arena;

    (void)state;
    base(fc_dns(a, "example.com"), ERR_OK);
    base(fc_dns(a, ""), ERR_OK);
    base(fc_dns(a, "a_b"), ERR_OK);
    base(fc_dns(a, ".example.com"), ERR_NC_LEADING_DOT);
    base(fc_dns(a, "."), ERR_NC_DNS);
    base(fc_dns(a, "..com"), ERR_NC_DNS);
    base(fc_dns(a, "*.example.com"), ERR_NC_DNS);
    base(fc_dns(a, "*"), ERR_NC_DNS);
    base(fc_dns(a, "example.com."), ERR_NC_DNS);
    base(fc_dns(a, " "), ERR_NC_DNS);
    base(fc_dns(a, "https://example.com"), ERR_NC_DNS);
    base(fc_email(a, "joe@example.com"), ERR_OK);
    base(fc_email(a, "example.com"), ERR_OK);
    base(fc_email(a, ".example.com"), ERR_OK);
    base(fc_email(a, ""), ERR_NC_EMAIL_EMPTY);
    base(fc_email(a, "@example.com"), ERR_NC_EMAIL);
    base(fc_email(a, "invalid@invalid@example.com"), ERR_NC_EMAIL);
    base(fc_email(a, "*.example.com"), ERR_NC_EMAIL);
    base(fc_email(a, "..example.com"), ERR_NC_EMAIL);
    base(fc_uri(a, "example.com"), ERR_OK);
    base(fc_uri(a, ".example.com"), ERR_OK);
    base(fc_uri(a, ""), ERR_NC_URI_EMPTY);
    base(fc_uri(a, "192.0.2.1"), ERR_NC_URI);
    base(fc_uri(a, "[2001:db8::1]"), ERR_NC_URI);
    base(fc_uri(a, "2001:db8::1"), ERR_NC_URI);
    base(fc_uri(a, "."), ERR_NC_URI);
    base(fc_uri(a, "https://example.com"), ERR_NC_URI);
    base(fc_uri(a, "example.com/"), ERR_NC_URI);
    base(fc_ip(a, "c0000200ffffff00"), ERR_OK);
    base(fc_ip(a, "c0000201"), ERR_NC_IP);
    base(fc_ip(a, ""), ERR_NC_IP);
    base(fc_ip(a, "00000000000000000000000000000001"), ERR_NC_IP);
    base(fc_ip(a, "c0000200ff00ff00"), ERR_NC_IP_MASK);
    base(fc_ip(a, "c000020000ffffff"), ERR_NC_IP_MASK);
    base(fc_ip(a, "c0000200fffffffd"), ERR_NC_IP_MASK);
    base(fc_dir(a, fc_name(a, "")), ERR_OK);
    base(fd_hex(a, "890161"), ERR_DER_TAG);
    base(fd_hex(a, "8202c3bc"), ERR_DER_STRING);
}

static void test_decode(void **state)
{
    struct arena *a = &arena;
    struct span dns = fc_dns(a, "a"), tree = fd_tlv(a, DER_SEQUENCE, dns);
    struct span bounds[] = {fd_hex(a, "800100"), fd_hex(a, "800101"), fd_hex(a, "810101")};

    (void)state;
    decode(FD(a, DER_SEQUENCE, fd_tlv(a, DER_CTXC(0), tree), fd_tlv(a, DER_CTXC(1), tree)), ERR_OK);
    decode(none, ERR_DER_TRUNCATED);
    decode(fd_null(a), ERR_DER_TAG);
    decode(fd_hex(a, "3000"), ERR_DER_EMPTY);
    decode(fd_hex(a, "3004a000a100"), ERR_DER_EMPTY);
    decode(fd_hex(a, "300480008100"), ERR_DER_TRAILING);
    decode(FD(a, DER_SEQUENCE, fd_tlv(a, DER_CTXC(0), tree), fd_hex(a, "a100")), ERR_DER_EMPTY);
    decode(FD(a, DER_SEQUENCE, fd_tlv(a, DER_CTXC(1), tree), fd_tlv(a, DER_CTXC(0), tree)),
           ERR_DER_TRAILING);
    decode(FD(a, DER_SEQUENCE, fd_tlv(a, DER_CTXC(0), dns)), ERR_DER_TAG);
    decode(FD_CAT(a, fc_nc(a, dns, none), fd_null(a)), ERR_DER_TRAILING);
    decode(FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), FD(a, DER_SEQUENCE, dns, fd_null(a)))),
           ERR_DER_TRAILING);
    for (size_t i = 0; i < 3; i++)
        decode(FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), FD(a, DER_SEQUENCE, dns, bounds[i]))),
               ERR_NC_BOUNDS);
    /* A leading dot does not hide what is worse, wherever that stands. */
    decode(fc_nc(a, fc_dns(a, ".a"), fc_dns(a, "*.a")), ERR_NC_DNS);
}

static enum nc_verdict spend(uint64_t comparisons, struct span constraints, struct span san,
                             uint64_t *left)
{
    struct budget budget = {.names = comparisons};
    struct nc_result r = apply(constraints, cert("", san), false, &budget);

    *left = budget.names;
    return r.verdict;
}

static void test_budget(void **state)
{
    enum { MANY = 50, LONG = 100000 };
    struct arena *a = &arena;
    struct span names[MANY], bases[MANY];
    char text[LONG + 1];
    uint64_t left;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        names[i] = fc_dns(a, "a.example");
        bases[i] = fc_dns(a, "b.example");
    }
    struct span nc = fc_nc(a, none, fd_join(a, bases, MANY)), san = fd_join(a, names, MANY);
    /* Every name with every subtree. */
    assert_int_equal(spend(MANY * MANY, nc, san, &left), NC_OK);
    assert_int_equal(left, 0);
    assert_int_equal(spend(MANY * MANY - 1, nc, san, &left), NC_LIMIT);
    assert_int_equal(spend(0, nc, san, &left), NC_LIMIT);
    /* A name that is not constrained costs nothing. */
    assert_int_equal(spend(0, nc, fc_uri(a, "x:y"), &left), NC_OK);
    /* A huge name costs as much as many, where all of it is looked at. */
    memset(text, 'a', LONG);
    memcpy(text + LONG - 4, "@b.c", 5);
    assert_int_equal(spend(1, fc_nc(a, fc_email(a, "b.c"), none), fc_email(a, text), &left), NC_OK);
    assert_int_equal(spend(1000, fc_nc(a, fc_email(a, text), none), fc_email(a, text), &left),
                     NC_OK);
    assert_true(left < 700);
    assert_int_equal(spend(300, fc_nc(a, fc_email(a, text), none), fc_email(a, text), &left),
                     NC_LIMIT);
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
        cmocka_unit_test(test_malformed_names),
        cmocka_unit_test(test_unsupported),
        cmocka_unit_test(test_smtp_utf8),
        cmocka_unit_test(test_subject_email),
        cmocka_unit_test(test_common_name),
        cmocka_unit_test(test_bases),
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_budget),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
