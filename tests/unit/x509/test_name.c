/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/utf8.h"
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

/* RFC 4518 2.2: HT to CR are mapped to SPACE, other controls to nothing; in every width. */
static void test_controls(void **state)
{
    static const unsigned tags[] = {DER_UTF8_STRING, DER_BMP_STRING, DER_UNIVERSAL_STRING};

    (void)state;
    for (size_t w = 0; w < 3; w++) {
        for (unsigned v = 1; v < 0x80; v++) {
            char text[3 * 4] = {0};
            size_t width = (size_t)1 << w;

            text[width - 1] = 'a';
            text[2 * width - 1] = (char)v;
            text[3 * width - 1] = 'b';
            struct span name = organisation(tags[w], text, 3 * width);
            bool is_space = v == ' ' || (v >= '\t' && v <= '\r');
            bool is_nothing = (v < ' ' && !is_space) || v == 0x7f;
            assert_int_equal(name_eq(name, NAME(DER_UTF8_STRING, "a b")), is_space);
            assert_int_equal(name_eq(name, NAME(DER_UTF8_STRING, "ab")), is_nothing);
        }
    }
}

static void prints(const char *want, struct span name, bool readable)
{
    struct buf b;

    buf_init(&b, 1 << 16);
    name_print(&b, name);
    buf_u8(&b, 0);
    assert_string_equal((const char *)b.p, want);
    assert_int_equal(name_is_readable(name), readable);
    buf_free(&b);
}

/* What is read of a name before the place where it breaks is not the name. */
static void test_broken_names(void **state)
{
    struct span c = fc_rdn(&arena, "2.5.4.6", DER_PRINTABLE_STRING, SPAN_LIT("US"));
    struct span o = fc_rdn(&arena, "2.5.4.10", DER_UTF8_STRING, SPAN_LIT("x"));
    struct span attribute =
        FD(&arena, DER_SEQUENCE, fd_oid(&arena, "2.5.4.10"), fd_str(&arena, DER_UTF8_STRING, "x"));
    struct span odd = SPAN_LIT("\x30\x03\x06\x01\x80");

    (void)state;
    prints("O=x, C=US", FD(&arena, DER_SEQUENCE, c, o), true);
    prints("(not readable), C=US", FD(&arena, DER_SEQUENCE, c, SPAN_LIT("\x31\x7f"), o), false);
    prints("O=x, (not readable), C=US", FD(&arena, DER_SEQUENCE, c, SPAN_LIT("\x31\0"), o), false);
    prints("O=x, (not readable), C=US", FD(&arena, DER_SEQUENCE, c, SPAN_LIT("\x05\0"), o), false);
    prints("O=x, (not readable)", FD(&arena, DER_SEQUENCE, fd_tlv(&arena, DER_SET, odd), o), false);
    prints("O=x + (not readable), C=US",
           FD(&arena, DER_SEQUENCE, c, FD(&arena, DER_SET, attribute, odd)), false);
    prints("(not readable)", SPAN_LIT("\x31\0"), false);
    prints("(not readable)", SPAN_LIT("\x30\x05"), false);
    prints("", SPAN_LIT("\x30\0"), true);
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
    assert_true(name_eq(wide(DER_UTF8_STRING, 300), wide(DER_PRINTABLE_STRING, 300)));
    assert_false(name_eq(wide(DER_UTF8_STRING, 300), wide(DER_PRINTABLE_STRING, 299)));
}

/* Values in groups: those of one group are equal, whatever their type. */
static const struct value {
    unsigned group, tag;
    const char *bytes;
    size_t n;
} values[] = {
#define VALUE(group, tag, bytes)                   \
    {                                              \
        group, DER_##tag, bytes, sizeof(bytes) - 1 \
    }
    VALUE(0, PRINTABLE_STRING, "Foo"),
    VALUE(0, UTF8_STRING, " fOO  "),
    VALUE(0, BMP_STRING, "\0F\0o\0\xad\0o"),
    VALUE(0, UTF8_STRING, "F\xe2\x80\x8boo"), /* U+200B */
    VALUE(0, UTF8_STRING,
          "\xef\xbb\xbf"
          "foo\xef\xb8\x8f"), /* U+FEFF, U+FE0F */
    VALUE(0, TELETEX_STRING, "F\xadoo"),
    VALUE(0, UTF8_STRING, "\xef\xbc\xa6oo"), /* fullwidth F */
    VALUE(0, UTF8_STRING, "f\1oo"),
    VALUE(1, UTF8_STRING, "F oo"),
    VALUE(1, UTF8_STRING, "F\t\r\noo\xc2\xa0"),
    VALUE(1, UNIVERSAL_STRING, "\0\0\0f\0\0\x20\0\0\0\0o\0\0\0o"),
    VALUE(2, UTF8_STRING, "Kelvin"),
    VALUE(2, UTF8_STRING,
          "\xe2\x84\xaa"
          "elvin"),                    /* U+212A */
    VALUE(3, UTF8_STRING, "\xc3\x89"), /* composed */
    VALUE(3, UTF8_STRING, "e\xcc\x81"),
    VALUE(3, BMP_STRING, "\0\xe9"),
    VALUE(3, TELETEX_STRING, "\xe9"),
    VALUE(4, UTF8_STRING, "tm"),
    VALUE(4, UTF8_STRING, "\xe2\x84\xa2"), /* U+2122, letters only when composed */
    VALUE(5, UTF8_STRING,
          "stra\xc3\x9f"
          "e"),
    VALUE(5, PRINTABLE_STRING, "STRASSE"),
    VALUE(6, UTF8_STRING, ""),
    VALUE(6, UTF8_STRING, " \xc2\xad "),
    VALUE(7, UTF8_STRING, "\xef\xbf\xbd"),
    VALUE(8, PRINTABLE_STRING, "e"),
    VALUE(9, UTF8_STRING, "\xce\xb1"),
    VALUE(9, UTF8_STRING, "\xf0\x9d\x9a\xa8"), /* mathematical alpha */
};

enum { VALUES = sizeof values / sizeof values[0] };

/* RDNs of up to three organisations; what they are is their groups, sorted. */
struct sample {
    struct span name;
    unsigned groups[3];
    size_t num;
};

static int by_group(const void *a, const void *b)
{
    return (int)*(const unsigned *)a - (int)*(const unsigned *)b;
}

static struct sample sample_of(size_t num, const unsigned picks[3])
{
    struct sample s = {.num = num};
    struct span set = {0};

    for (size_t i = 0; i < num; i++) {
        const struct value *v = &values[picks[i]];
        set = FD_CAT(&arena, set,
                     FD(&arena, DER_SEQUENCE, fd_oid(&arena, "2.5.4.10"),
                        fd_tlv(&arena, (uint8_t)v->tag, span_of(v->bytes, v->n))));
        s.groups[i] = v->group;
    }
    qsort(s.groups, num, sizeof s.groups[0], by_group);
    s.name = FD(&arena, DER_SEQUENCE, fd_tlv(&arena, DER_SET, set));
    return s;
}

/* Equal where, and only where, each attribute has a partner of its own: so the relation is
 * reflexive, symmetric, transitive, and does not look at the order. */
static void test_equivalence(void **state)
{
    enum { SAMPLES = 600 };
    static struct sample all[SAMPLES];
    uint32_t seed = 1;

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        unsigned picks[3];
        for (size_t k = 0; k < 3; k++) {
            seed = seed * 1664525u + 1013904223u;
            picks[k] = (seed >> 8) % VALUES;
        }
        all[i] =
            sample_of(i < VALUES ? 1 : 1 + i % 3, i < VALUES ? (unsigned[3]){(unsigned)i} : picks);
    }
    for (size_t i = 0; i < SAMPLES; i++) {
        struct name_id id;
        assert_int_equal(name_id_of(&id, all[i].name), ERR_OK);
        for (size_t k = 0; k < SAMPLES; k++) {
            struct name_id other;
            bool same = all[i].num == all[k].num &&
                        memcmp(all[i].groups, all[k].groups, sizeof all[i].groups) == 0;
            assert_int_equal(name_id_of(&other, all[k].name), ERR_OK);
            assert_int_equal(name_id_eq(&id, &other), same);
            assert_int_equal(name_eq(all[i].name, all[k].name), same);
            assert_int_equal(name_is_within(all[i].name, all[k].name), same);
            if (same)
                assert_int_equal(name_hash(all[i].name), name_hash(all[k].name));
        }
    }
}

static struct span name_of(uint32_t tag, struct span text)
{
    return FD(&arena, DER_SEQUENCE, fc_rdn(&arena, "2.5.4.10", (uint8_t)tag, text));
}

/* "a?b" with the character, as UTF-8. */
static struct span utf8_name(uint32_t c)
{
    struct buf b;

    buf_init(&b, 16);
    buf_u8(&b, 'a');
    utf8_put(&b, c);
    buf_u8(&b, 'b');
    struct span name = name_of(DER_UTF8_STRING, fd_copy(&arena, buf_span(&b)));
    buf_free(&b);
    return name;
}

/* The hash passes over some characters in place of making the canonical form: each character has
 * the same hash in a BMPString, and in the other case, which is one or 32 away. */
static void test_hashes(void **state)
{
    (void)state;
    for (uint32_t c = 1; c < 0xd800; c++) {
        uint8_t wide[] = {0, 'a', (uint8_t)(c >> 8), (uint8_t)c, 0, 'b'};
        struct span name = utf8_name(c);
        struct span others[] = {
            name_of(DER_BMP_STRING, fd_copy(&arena, span_of(wide, sizeof wide))),
            utf8_name(c + 1),
            utf8_name(c + 0x20),
        };
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
            assert_true(!name_eq(name, others[i]) || name_hash(name) == name_hash(others[i]));
        assert_true(name_eq(name, others[0]));
        if (c % 0x1000 == 0)
            arena_free(&arena);
    }
}

/* An RDN more or less, one split in two, its attributes in another RDN: another name. */
static void test_prefixes(void **state)
{
    struct span a = fc_rdn(&arena, "2.5.4.10", DER_UTF8_STRING, span_str("a"));
    struct span b = fc_rdn(&arena, "2.5.4.10", DER_UTF8_STRING, span_str("B"));
    struct span c = fc_rdn(&arena, "2.5.4.10", DER_PRINTABLE_STRING, span_str("b"));
    struct span long_one = FD(&arena, DER_SEQUENCE, a, b, a), base = FD(&arena, DER_SEQUENCE, a, c);
    struct name_id ids[4], id;

    (void)state;
    assert_int_equal(name_depth(long_one), 3);
    assert_int_equal(name_prefix_ids(ids, long_one), ERR_OK);
    assert_int_equal(name_id_of(&id, base), ERR_OK);
    assert_true(name_id_eq(&ids[2], &id));
    assert_false(name_id_eq(&ids[3], &id));
    assert_true(name_is_within(long_one, base));
    assert_false(name_is_within(base, long_one));
    assert_true(name_is_within(long_one, FD(&arena, DER_SEQUENCE, a)));
    assert_false(name_is_within(long_one, FD(&arena, DER_SEQUENCE, b)));
    assert_true(name_is_within(long_one, fd_tlv(&arena, DER_SEQUENCE, (struct span){0})));
    assert_int_equal(name_id_of(&id, fd_tlv(&arena, DER_SEQUENCE, (struct span){0})), ERR_OK);
    assert_true(name_id_eq(&ids[0], &id));
}

/* A name of one attribute; equal to another's where their bytes are, if not even then. */
static struct span one(const char *type, unsigned tag, const char *text)
{
    return FD(&arena, DER_SEQUENCE, fc_rdn(&arena, type, tag, span_str(text)));
}

/* RFC 5280 7.1: what we do not know is compared byte for byte. */
static void test_other_syntax(void **state)
{
    (void)state;
    assert_false(name_eq(one("1.2.3", DER_UTF8_STRING, "a"), one("1.2.3", DER_UTF8_STRING, "A")));
    assert_false(
        name_eq(one("1.2.3", DER_UTF8_STRING, "a"), one("1.2.3", DER_PRINTABLE_STRING, "a")));
    assert_true(name_eq(one("1.2.3", DER_UTF8_STRING, "a"), one("1.2.3", DER_UTF8_STRING, "a")));
    assert_false(
        name_eq(one("2.5.4.10", DER_UTF8_STRING, "a"), one("2.5.4.11", DER_UTF8_STRING, "a")));
    assert_true(name_eq(one("1.2.840.113549.1.9.1", DER_IA5_STRING, "A@b"),
                        one("1.2.840.113549.1.9.1", DER_UTF8_STRING, "a@B")));
    assert_true(
        name_eq(one("2.5.4.6", DER_PRINTABLE_STRING, "DE"), one("2.5.4.6", DER_UTF8_STRING, "de")));
}

static enum err check(const char *type, unsigned tag, const char *text)
{
    struct fail f = {0};

    name_check(one(type, tag, text), &f);
    return f.err;
}

static void test_syntax(void **state)
{
    static const char o[] = "2.5.4.10", c[] = "2.5.4.6", email[] = "1.2.840.113549.1.9.1";
    static const unsigned strings[] = {DER_PRINTABLE_STRING, DER_UTF8_STRING, DER_TELETEX_STRING,
                                       DER_BMP_STRING, DER_UNIVERSAL_STRING};
    static const unsigned others[] = {DER_INTEGER,
                                      DER_OCTET_STRING,
                                      DER_BIT_STRING,
                                      DER_VISIBLE_STRING,
                                      DER_NUMERIC_STRING,
                                      0x1b,
                                      0x15,
                                      0x19,
                                      DER_UTC_TIME,
                                      DER_SEQUENCE,
                                      DER_SET,
                                      0x80};

    (void)state;
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        assert_int_equal(check(o, strings[i], "abcd"), i < 4 ? ERR_OK : ERR_DER_STRING);
        assert_int_equal(check(c, strings[i], "abcd"), i < 4 ? ERR_OK : ERR_DER_STRING);
        assert_int_equal(check(email, strings[i], "abcd"), i < 4 ? ERR_OK : ERR_DER_STRING);
        assert_int_equal(check(o, strings[i] | DER_CONSTRUCTED, ""), ERR_NAME_CONSTRUCTED);
        assert_int_equal(check("1.2.3", strings[i] | DER_CONSTRUCTED, ""), ERR_NAME_CONSTRUCTED);
        assert_int_equal(check("1.2.3", 0x1b | DER_CONSTRUCTED, ""), ERR_NAME_CONSTRUCTED);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(check(o, others[i], "1"), ERR_NAME_ATTRIBUTE);
        assert_int_equal(check(c, others[i], "1"), ERR_NAME_ATTRIBUTE);
        assert_int_equal(check(email, others[i], "1"), ERR_NAME_ATTRIBUTE);
        assert_int_equal(check("1.2.3", others[i], "1"), ERR_OK);
    }
    assert_int_equal(check(email, DER_IA5_STRING, "a@b"), ERR_OK);
    assert_int_equal(check(o, DER_IA5_STRING, "a"), ERR_NAME_ATTRIBUTE);
    assert_int_equal(check(c, DER_IA5_STRING, "DE"), ERR_NAME_ATTRIBUTE);
    assert_int_equal(check(o, DER_PRINTABLE_STRING, "a@"), ERR_DER_STRING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken_names), cmocka_unit_test(test_string_types),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_wide_rdn),     cmocka_unit_test(test_equivalence),
        cmocka_unit_test(test_hashes),       cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_other_syntax), cmocka_unit_test(test_syntax),
    };

    arena_init(&arena, 16 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
