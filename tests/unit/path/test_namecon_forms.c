/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name constraints: malformed names and forms, and where names come from. */
#include "config.h"

#include "tests/unit/path/namecon_kit.h"

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
        cmocka_unit_test(test_malformed_names), cmocka_unit_test(test_unsupported),
        cmocka_unit_test(test_smtp_utf8),       cmocka_unit_test(test_subject_email),
        cmocka_unit_test(test_common_name),     cmocka_unit_test(test_bases),
        cmocka_unit_test(test_decode),          cmocka_unit_test(test_budget),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
