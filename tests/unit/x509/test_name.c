/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/factory/fext.h"

static struct arena arena;

/* A Name of one attribute, the organisation. */
static struct span organisation(unsigned tag, const char *bytes, size_t n)
{
    return FD(&arena, DER_SEQUENCE, fc_rdn(&arena, "2.5.4.10", tag, span_of(bytes, n)));
}

#define NAME(tag, bytes) organisation((tag), (bytes), sizeof(bytes) - 1)

static void assert_same(struct span a, struct span b)
{
    assert_true(name_eq(a, b));
    assert_true(name_eq(b, a));
    assert_int_equal(name_hash(a), name_hash(b));
}

static void test_string_types(void **state)
{
    struct span plain = NAME(DER_PRINTABLE_STRING, "Acme  Ltd");

    (void)state;
    assert_same(plain, NAME(DER_UTF8_STRING, " ACME ltd "));
    assert_same(plain, NAME(DER_BMP_STRING, "\0A\0c\0m\0e\0 \0L\0t\0d\0 "));
    assert_same(plain, NAME(DER_UNIVERSAL_STRING,
                            "\0\0\0a\0\0\0c\0\0\0m\0\0\0e\0\0\0 \0\0\0l\0\0\0t\0\0\0d"));
    assert_same(NAME(DER_UTF8_STRING, "\xc3\xa9"), NAME(DER_BMP_STRING, "\0\xe9"));
    assert_same(NAME(DER_UTF8_STRING, "\xc3\xa9"), NAME(DER_UTF8_STRING, "E\xcc\x81"));
    assert_false(name_eq(plain, NAME(DER_UTF8_STRING, "AcmeLtd")));
    assert_false(name_eq(plain, NAME(DER_BMP_STRING, "\0A\0c\0m\0e")));
    assert_false(name_eq(plain, NAME(DER_BMP_STRING, "\1A\0c\0m\0e\0 \0L\0t\0d")));
    assert_false(name_eq(NAME(DER_UTF8_STRING, "A"), NAME(DER_BMP_STRING, "\0A\0")));
}

/* What folding costs is taken, and where there is too little of it the answer is no. */
static void test_work(void **state)
{
    struct span a = NAME(DER_UTF8_STRING, "\xc3\xa9"), b = NAME(DER_BMP_STRING, "\0\xe9");
    uint64_t work = 2;

    (void)state;
    assert_true(name_eq_within(a, b, &work));
    assert_int_equal(work, 1);
    assert_true(name_is_within(a, b, &work));
    assert_int_equal(work, 0);
    assert_false(name_eq_within(a, b, &work));
    assert_false(name_is_within(a, b, &work));
    /* What takes no folding costs nothing. */
    assert_true(name_eq_within(a, a, &work));
    assert_true(name_eq_within(NAME(DER_UTF8_STRING, "x"), NAME(DER_IA5_STRING, "X"), &work));
}

/* One RDN of `num` organisations; the first in this string type. */
static struct span wide(unsigned tag, size_t num)
{
    struct span set = {0};

    for (size_t i = 0; i < num; i++)
        set = FD_CAT(&arena, set,
                     FD(&arena, DER_SEQUENCE, fd_oid(&arena, "2.5.4.10"),
                        fd_str(&arena, i == 0 ? tag : DER_UTF8_STRING, "x")));
    return FD(&arena, DER_SEQUENCE, fd_tlv(&arena, DER_SET, set));
}

static void test_wide_rdn(void **state)
{
    (void)state;
    assert_true(name_eq(wide(DER_UTF8_STRING, 16), wide(DER_PRINTABLE_STRING, 16)));
    assert_false(name_eq(wide(DER_UTF8_STRING, 16), wide(DER_PRINTABLE_STRING, 15)));
    assert_false(name_eq(wide(DER_UTF8_STRING, 15), wide(DER_PRINTABLE_STRING, 16)));
    /* So many are compared by their bytes. */
    assert_false(name_eq(wide(DER_UTF8_STRING, 17), wide(DER_PRINTABLE_STRING, 17)));
    assert_true(name_eq(wide(DER_UTF8_STRING, 17), wide(DER_UTF8_STRING, 17)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_string_types),
        cmocka_unit_test(test_work),
        cmocka_unit_test(test_wide_rdn),
    };

    arena_init(&arena, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
