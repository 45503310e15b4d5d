/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/gname.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "tests/factory/fext.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 24);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct gname read_one(struct span tlv, enum err *err)
{
    struct fail f = {0};
    struct der d = der_open(tlv, &f);
    struct gname n = gname_next(&d);

    if (f.err == ERR_OK)
        der_end(&d);
    *err = f.err;
    return n;
}

static void expect(struct span tlv, enum gname_kind kind, struct span val)
{
    enum err err;
    struct gname n = read_one(tlv, &err);

    assert_int_equal(err, ERR_OK);
    assert_int_equal(n.kind, kind);
    assert_true(span_eq(n.val, val));
}

static void refuse(const char *hex, enum err want)
{
    enum err err;
    struct gname n = read_one(fd_hex(&arena, hex), &err);

    assert_string_equal(err_id(err), err_id(want));
    assert_int_equal(n.val.n, 0);
}

static void test_kinds(void **state)
{
    struct arena *a = &arena;
    struct span name = fc_name(a, "C=US,CN=x"), null = fd_null(a);

    (void)state;
    expect(fc_dns(a, "a.example"), GN_DNS, SPAN_LIT("a.example"));
    expect(fc_email(a, "a@b"), GN_EMAIL, SPAN_LIT("a@b"));
    expect(fc_uri(a, "x:y"), GN_URI, SPAN_LIT("x:y"));
    expect(fc_ip(a, "0a000001"), GN_IP, SPAN_LIT("\x0a\0\0\x01"));
    expect(fc_rid(a, "1.2.3"), GN_RID, SPAN_LIT("\x2a\x03"));
    expect(fc_dir(a, name), GN_DIRECTORY, name);
    expect(fc_other(a, "1.2.3", null), GN_OTHER,
           FD_CAT(a, fd_oid(a, "1.2.3"), fd_tlv(a, DER_CTXC(0), null)));
    expect(fd_hex(a, "a3020500"), GN_X400, SPAN_LIT("\x05\0"));
    expect(fd_hex(a, "a5020500"), GN_EDI, SPAN_LIT("\x05\0"));
    /* The tag decides alone: what looks like another kind's content is not looked at. */
    expect(fd_hex(a, "8202300a"), GN_DNS, SPAN_LIT("0\x0a"));
}

static void test_tags(void **state)
{
    (void)state;
    refuse("8202", ERR_DER_TRUNCATED);
    refuse("", ERR_DER_TRUNCATED);
    refuse("800161", ERR_DER_TAG); /* otherName is constructed */
    refuse("a20161", ERR_DER_TAG); /* dNSName is not */
    refuse("a10161", ERR_DER_TAG);
    refuse("a60161", ERR_DER_TAG);
    refuse("a70161", ERR_DER_TAG);
    refuse("a8022a03", ERR_DER_TAG);
    refuse("84020500", ERR_DER_TAG); /* directoryName is explicit */
    refuse("830161", ERR_DER_TAG);
    refuse("850161", ERR_DER_TAG);
    refuse("890161", ERR_DER_TAG); /* no such kind */
    refuse("160161", ERR_DER_TAG);
    refuse("020161", ERR_DER_TAG); /* universal 2 is not [2] */
    refuse("420161", ERR_DER_TAG); /* nor is application 2 */
}

static void test_content(void **state)
{
    (void)state;
    refuse("82028161", ERR_DER_STRING);
    refuse("8102c3bc", ERR_DER_STRING);
    refuse("8602c3bc", ERR_DER_STRING);
    refuse("8800", ERR_DER_OID);
    refuse("88022a80", ERR_DER_OID);
    refuse("a40431020500", ERR_DER_TAG);           /* a SET is no Name */
    refuse("a4043002310000", ERR_DER_EMPTY);       /* an RDN without attributes */
    refuse("a40530003000", ERR_DER_TRUNCATED);     /* longer than it is */
    refuse("a40430003000", ERR_DER_TRAILING);      /* two Names */
    refuse("a000", ERR_DER_TRUNCATED);             /* no type-id */
    refuse("a00406022a03", ERR_DER_TRUNCATED);     /* no value */
    refuse("a00606022a030500", ERR_DER_TAG);       /* a value that is not explicit */
    refuse("a00606022a03a000", ERR_DER_TRUNCATED); /* an empty one */
    refuse("a00a06022a03a00405000500", ERR_DER_TRAILING);
    refuse("a00a06022a03a00205000500", ERR_DER_TRAILING);
    refuse("a3020501", ERR_DER_TRUNCATED);
}

static enum err check(struct span content)
{
    struct fail f = {0};

    gnames_check(content, &f);
    return f.err;
}

static void test_list(void **state)
{
    struct arena *a = &arena;

    (void)state;
    assert_int_equal(check(fc_dns(a, "a")), ERR_OK);
    assert_int_equal(check(FD_CAT(a, fc_dns(a, "a"), fc_ip(a, "00"))), ERR_OK);
    assert_int_equal(check((struct span){0}), ERR_DER_EMPTY);
    assert_int_equal(check(FD_CAT(a, fc_dns(a, "a"), fd_hex(a, "8961"))), ERR_DER_TRUNCATED);
    assert_int_equal(check(FD_CAT(a, fc_dns(a, "a"), fd_hex(a, "890161"))), ERR_DER_TAG);
}

static void syntax(enum gname_kind kind, const char *text, enum err want)
{
    struct gname n = {kind, span_str(text)};

    if (gname_syntax(&n) != want)
        fail_msg("\"%s\": %s", text, err_id(gname_syntax(&n)));
}

static void test_dns_syntax(void **state)
{
    (void)state;
    syntax(GN_DNS, "example.com", ERR_OK);
    syntax(GN_DNS, "*.example.com", ERR_OK);
    syntax(GN_DNS, "localhost", ERR_OK);
    syntax(GN_DNS, "3com.com", ERR_OK);
    syntax(GN_DNS, "*", ERR_NAME_DNS);
    syntax(GN_DNS, "*.", ERR_NAME_DNS);
    syntax(GN_DNS, "*.*.example.com", ERR_NAME_DNS);
    syntax(GN_DNS, "f*.example.com", ERR_NAME_DNS);
    syntax(GN_DNS, "www.*.com", ERR_NAME_DNS);
    syntax(GN_DNS, "*example.com", ERR_NAME_DNS);
    syntax(GN_DNS, "*._tcp.example.com", ERR_NAME_DNS_UNDERSCORE);
    syntax(GN_DNS, "192.0.2.1", ERR_NAME_DNS_NUMERIC);
    syntax(GN_DNS, "*.0.2.1", ERR_NAME_DNS_NUMERIC);
    syntax(GN_DNS, "", ERR_NAME_DNS);
    syntax(GN_DNS, " ", ERR_NAME_DNS);
    syntax(GN_DNS, "https://example.com", ERR_NAME_DNS);
}

static void test_other_syntax(void **state)
{
    struct gname ip = {
        GN_IP, {(const uint8_t *)"0123456789abcdef", 16}
    };
    struct gname nul = {GN_DNS, SPAN_INIT("bank.com\0.evil.com")};

    (void)state;
    for (size_t n = 0; n <= 16; n++) {
        ip.val.n = n;
        assert_int_equal(gname_syntax(&ip), n == 4 || n == 16 ? ERR_OK : ERR_NAME_IP);
    }
    assert_int_equal(gname_syntax(&nul), ERR_NAME_DNS);
    syntax(GN_EMAIL, "joe@example.com", ERR_OK);
    syntax(GN_EMAIL, "joe", ERR_NAME_EMAIL);
    syntax(GN_EMAIL, "a@b@example.com", ERR_NAME_EMAIL);
    syntax(GN_EMAIL, "Joe <joe@example.com>", ERR_NAME_EMAIL);
    syntax(GN_URI, "https://example.com/x", ERR_OK);
    syntax(GN_URI, "urn:isbn:1", ERR_OK);
    syntax(GN_URI, "https:///x", ERR_NAME_URI);
    syntax(GN_URI, "//example.com/x", ERR_NAME_URI);
    syntax(GN_URI, "example", ERR_NAME_URI);
    syntax(GN_RID, "x", ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),      cmocka_unit_test(test_tags),
        cmocka_unit_test(test_content),    cmocka_unit_test(test_list),
        cmocka_unit_test(test_dns_syntax), cmocka_unit_test(test_other_syntax),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
