/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/mint/named.h"
#include "lib/x509/gname.h"
#include "lib/x509/name.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What is written is what our own reader prints, last to first. */
static void test_names(void **state)
{
    static const struct {
        const char *text, *printed;
    } rows[] = {
        {"", ""},
        {"C=US,O=Example,CN=Root", "CN=Root, O=Example, C=US"},
        {"DC=a,emailAddress=b,serialNumber=1,ST=s,L=l,OU=o",
         "OU=o, L=l, ST=s, serialNumber=1, emailAddress=b, DC=a"},
        {"2.5.4.12=title", "title=title"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fail fail = {0};
        struct arena a;
        struct buf b;

        arena_init(&a, 1 << 20);
        buf_init(&b, 1000);
        struct span name = named_dn(&a, rows[i].text);
        name_check(name, &fail);
        assert_int_equal(fail.err, ERR_OK);
        name_print(&b, name);
        buf_u8(&b, 0);
        assert_string_equal(b.p, rows[i].printed);
        assert_int_equal(a.err, ERR_OK);
        buf_free(&b);
        arena_free(&a);
    }
}

static void test_unknown_key(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 16);
    (void)named_dn(&a, "CN=x,nobody=y");
    assert_int_equal(a.err, ERR_OID_TEXT);
    arena_free(&a);
}

static void test_general_names(void **state)
{
    struct span four = SPAN_LIT("\x7f\0\0\1"), value = SPAN_LIT("\5\0");
    struct fail fail = {0};
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    const struct {
        enum gname_kind kind;
        struct span val;
    } rows[] = {
        {GN_DNS, SPAN_LIT("a.b")},
        {GN_EMAIL, SPAN_LIT("x@y")},
        {GN_URI, SPAN_LIT("u:z")},
        {GN_IP, four},
        {GN_DIRECTORY, named_dn(&a, "CN=x")},
        {GN_RID, SPAN_LIT("\x2a\3")},
        {GN_OTHER, SPAN_LIT("\6\2\x2a\3\xa0\2\5\0")},
        {GN_X400, SPAN_LIT("\x30\xf\x61\4\x13\2US\x83\7"
                           "Example")},
        {GN_EDI, SPAN_LIT("\xa1\4\xc\2me")},
    };
    struct span all =
        NAMED_LIST(&a, named_dns(&a, "a.b"), named_email(&a, "x@y"), named_uri(&a, "u:z"),
                   named_ip(&a, four), named_dir(&a, named_dn(&a, "CN=x")), named_rid(&a, "1.2.3"),
                   named_other(&a, "1.2.3", value), named_x400(&a), named_edi(&a, "me"));
    struct der d = der_open(piece_content(all), &fail);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct gname n = gname_next(&d);

        assert_int_equal(n.kind, rows[i].kind);
        assert_true(span_eq(n.val, rows[i].val));
    }
    der_end(&d);
    assert_int_equal(fail.err, ERR_OK);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_unknown_key),
        cmocka_unit_test(test_general_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
