/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/view/viewkit.h"

static void tree_is(const char *hex, const char *want)
{
    static const struct style style = {.columns = 80};
    struct arena a;
    struct buf b;

    arena_init(&a, 1 << 20);
    buf_init(&b, 1 << 20);
    asn1tree_text(&b, fd_hex(&a, hex), &style);
    if (!span_eq(buf_span(&b), span_str(want)))
        print_error("--- found\n%.*s", (int)b.n, (const char *)b.p);
    assert_true(span_eq(buf_span(&b), span_str(want)));
    buf_free(&b);
    arena_free(&a);
}

static void test_values(void **state)
{
    (void)state;
    tree_is("3081a0", "     0  0+3     (broken: ends in the middle of a value) 30:81:a0\n");
    tree_is("3032"
            "0101ff"
            "020105"
            "0202ff7f"
            "0209010203040506070809"
            "0603550403"
            "06022a80"
            "0500"
            "0c03c3bc0a"
            "820161"
            "82026162"
            "a000"
            "03020560",
            "     0  2+50    SEQUENCE\n"
            "     2  2+1       BOOLEAN TRUE\n"
            "     5  2+1       INTEGER 5\n"
            "     8  2+2       INTEGER -129\n"
            "    12  2+9       INTEGER 01:02:03:04:05:06:07:08:09\n"
            "    23  2+3       OBJECT IDENTIFIER 2.5.4.3 commonName\n"
            "    28  2+2       OBJECT IDENTIFIER 2a:80\n"
            "    32  2+0       NULL\n"
            "    34  2+3       UTF8String \"\u00fc\\0a\"\n"
            "    39  2+1       [2] 61\n"
            "    42  2+2       [2] \"ab\"\n"
            "    46  2+0       [0]\n"
            "    48  2+2       BIT STRING 5 unused bits, 60\n");
}

/* What strings hold is opened where it is DER through and through, and only there. */
static void test_wrapped(void **state)
{
    (void)state;
    tree_is("040530030101ff", "     0  2+5     OCTET STRING, which holds:\n"
                              "     2  2+3       SEQUENCE\n"
                              "     4  2+1         BOOLEAN TRUE\n");
    tree_is("0306003003010100", "     0  2+6     BIT STRING, which holds:\n"
                                "     3  2+3       SEQUENCE\n"
                                "     5  2+1         BOOLEAN FALSE\n");
    tree_is("04053003010100"
            "0405300301ff00",
            "     0  2+5     OCTET STRING, which holds:\n"
            "     2  2+3       SEQUENCE\n"
            "     4  2+1         BOOLEAN FALSE\n"
            "     7  2+5     OCTET STRING 30:03:01:ff:00\n");
    tree_is("030201fe", "     0  2+2     BIT STRING 1 unused bit, fe\n");
}

static void test_broken(void **state)
{
    (void)state;
    tree_is("3006020101040501",
            "     0  2+6     SEQUENCE\n"
            "     2  2+1       INTEGER 1\n"
            "     5  0+3       (broken: ends in the middle of a value) 04:05:01\n");
    tree_is("3080", "     0  0+2     (broken: indefinite length is not DER) 30:80\n");
    tree_is("", "");
}

/* Nothing is so deep that the stack is used up. */
static void test_deep(void **state)
{
    enum { LEVELS = 5000 };
    static const struct style style = {.columns = 80};
    struct arena a;
    struct buf b;
    struct span s = {0};

    (void)state;
    arena_init(&a, 1 << 28);
    buf_init(&b, 1 << 24);
    for (int i = 0; i < LEVELS; i++)
        s = fd_tlv(&a, i % 2 == 0 ? DER_SEQUENCE : DER_OCTET_STRING, s);
    asn1tree_text(&b, s, &style);
    assert_int_equal(b.err, ERR_OK);
    assert_true(b.n > 0);
    buf_truncate(&b, 0);
    for (int i = 0; i < LEVELS; i++)
        s = fd_tlv(&a, DER_SEQUENCE, i == 0 ? (struct span){0} : s);
    asn1tree_text(&b, s, &style);
    size_t lines = 0;
    for (size_t i = 0; i < b.n; i++)
        lines += b.p[i] == '\n';
    assert_int_equal(lines, 64);
    buf_free(&b);
    arena_free(&a);
}

/* A whole certificate: every line starts with a place inside it, in order. */
static void test_certificate(void **state)
{
    struct viewkit k;
    struct span rest;
    size_t lines = 0, last = 0;

    (void)state;
    kit_open(&k, "x");
    struct span der = fc_cert(&k.t.arena, &k.leaf);
    asn1tree_text(&k.out, der, &k.style);
    rest = buf_span(&k.out);
    while (rest.n > 0) {
        size_t offset = 0;
        for (size_t i = 0; i < 6; i++)
            offset = rest.p[i] == ' ' ? 0 : offset * 10 + (size_t)(rest.p[i] - '0');
        assert_true(lines == 0 ? offset == 0 : offset > last && offset < der.n);
        last = offset;
        lines++;
        rest = span_tail(rest, span_find(rest, '\n') + 1);
    }
    assert_true(lines > 60);
    assert_true(kit_has(&k, "[2] \"www.example.com\""));
    assert_true(kit_has(&k, "OBJECT IDENTIFIER 2.5.29.17 subjectAltName"));
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),      cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_broken),      cmocka_unit_test(test_deep),
        cmocka_unit_test(test_certificate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
