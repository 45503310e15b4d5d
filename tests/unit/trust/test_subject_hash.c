/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trust/subject_hash.h"
#include "tests/factory/factory.h"

static struct arena a;

static void is(struct span name, uint32_t want)
{
    uint32_t hash = 0;

    assert_true(subject_hash(&hash, name));
    assert_int_equal(hash, want);
}

/* The digits that a widespread tool gives certificates with these subjects. */
static void test_vectors(void **state)
{
    char wide[300] = "CN=";

    (void)state;
    is(fc_name(&a, FC_ROOT_NAME), 0x00bdc980);
    is(fc_name(&a, "CN=  Two   Words  "), 0xc33d1ec5);
    is(fc_name(&a, "C=US,O=Ex,emailAddress=Root@Example.COM"), 0x9838a541);
    is(fc_name(&a, "DC=com,DC=example,CN=x"), 0x82885bca);
    memset(wide + 3, 'X', 200); /* lengths of two octets */
    is(fc_name(&a, wide), 0x4050c3d1);
    /* An RDN of two attributes, in either order and of any case and string type. */
    struct span o =
        FD(&a, DER_SEQUENCE, fd_oid(&a, "2.5.4.10"), fd_str(&a, DER_UTF8_STRING, "Zed"));
    struct span cn =
        FD(&a, DER_SEQUENCE, fd_oid(&a, "2.5.4.3"), fd_str(&a, DER_PRINTABLE_STRING, "A b"));
    struct span other =
        FD(&a, DER_SEQUENCE, fd_oid(&a, "2.5.4.3"), fd_str(&a, DER_IA5_STRING, " a  B"));
    is(FD(&a, DER_SEQUENCE, FD(&a, DER_SET, cn, o)), 0x57871730);
    is(FD(&a, DER_SEQUENCE, FD(&a, DER_SET, o, other)), 0x57871730);
}

/* Names whose folding is not agreed on have no hash that one could rely on. */
static void test_unreliable(void **state)
{
    static const struct {
        unsigned tag;
        struct span text;
    } rows[] = {
        {DER_UTF8_STRING, SPAN_INIT("\xc3\xa9")},  {DER_TELETEX_STRING, SPAN_INIT("a")},
        {DER_BMP_STRING, SPAN_INIT("\0a")},        {DER_UNIVERSAL_STRING, SPAN_INIT("\0\0\0a")},
        {DER_NUMERIC_STRING, SPAN_INIT("1")},      {DER_UTF8_STRING, SPAN_INIT("a\tb")},
        {DER_UTF8_STRING, SPAN_INIT("\x7f")},
    };
    uint32_t hash;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct span rdn = fc_rdn(&a, "2.5.4.3", rows[i].tag, rows[i].text);
        assert_false(subject_hash(&hash, FD(&a, DER_SEQUENCE, rdn)));
    }
}

static int set_up(void **state)
{
    (void)state;
    arena_init(&a, 1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_unreliable),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
