/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/speed/speed_scale.h"
#include "tests/unit/app/speed/kit_double.h"
#include "tests/unit/view/markup.h"
#include "tests/unit/view/schema.h"

#define KB 1024.0
#define MB (1024.0 * 1024.0)

static const struct speed_group groups[] = {
    {"digests", "Digests", "How much <data>."},
    {"textbook", "The textbook's table: AES against RSA", "As in books."},
    {"handshakes", "Handshakes", "How many & how."},
};

static struct speed_line lines[] = {
    {.group = 0,
     .name = "SHA-1",
     .operation = "",
     .meaning = "Old.",
     .state = SPEED_MEASURED,
     .rate = 800 * MB,
     .spread = 0.5,
     .bytes = 16384,
     .digest_bytes = 20},
    {.group = 0,
     .name = "SHA-256",
     .operation = "",
     .meaning = "Good.",
     .state = SPEED_MEASURED,
     .rate = 400 * MB,
     .spread = 7.25,
     .bytes = 16384,
     .digest_bytes = 32},
    {.group = 0,
     .name = "SHA-512",
     .operation = "",
     .meaning = "Good.",
     .state = SPEED_MEASURED,
     .rate = 50 * MB,
     .spread = 1,
     .bytes = 16384,
     .digest_bytes = 64},
    {.group = 0,
     .name = "SHA-1",
     .operation = "in software",
     .meaning = "Bare.",
     .state = SPEED_UNAVAILABLE,
     .bytes = 16384,
     .is_bare = true},
    {.group = 1,
     .name = "AES-128-CBC",
     .operation = "short",
     .meaning = "Fast.",
     .state = SPEED_MEASURED,
     .rate = 13.11 * MB,
     .spread = 0.1,
     .bytes = 13,
     .is_book = true,
     .book_rate = 13.11 * MB},
    {.group = 1,
     .name = "RSA-1024",
     .operation = "short",
     .meaning = "Slow.",
     .state = SPEED_MEASURED,
     .rate = 93.80 * KB,
     .spread = 0.2,
     .bytes = 13,
     .is_book = true,
     .book_rate = 93.80 * KB,
     .book_ratio = 143.17},
    {.group = 1,
     .name = "AES-128-CBC",
     .operation = "long",
     .meaning = "Fast.",
     .state = SPEED_MEASURED,
     .rate = 100 * MB,
     .spread = 0.1,
     .bytes = 16384,
     .is_book = true},
    {.group = 1,
     .name = "RSA-1024",
     .operation = "long",
     .meaning = "Slow.",
     .state = SPEED_MEASURED,
     .rate = 512 * KB,
     .spread = 0.2,
     .bytes = 117,
     .is_book = true},
    {.group = 2,
     .name = "TLS-1.2",
     .operation = "resumed",
     .meaning = "Short.",
     .state = SPEED_MEASURED,
     .rate = 41250.4,
     .spread = 1},
    {.group = 2,
     .name = "TLS-1.3",
     .operation = "X25519",
     .meaning = "Whole.",
     .state = SPEED_MEASURED,
     .rate = 99.96,
     .spread = 1},
    {.group = 2,
     .name = "TLS-1.3",
     .operation = "X448",
     .meaning = "Never shown.",
     .state = SPEED_UNMEASURED},
};

static struct speed_view view = {groups, COUNT(groups), lines, COUNT(lines), 0.2, 9, false};

/* Compares what was written, and empties the buffer. */
static void says(struct buf *out, const char *want)
{
    buf_u8(out, '\0');
    assert_string_equal((const char *)out->p, want);
    buf_truncate(out, 0);
}

static void test_units(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    speed_rate(&out, 15.47 * KB, true);
    says(&out, "15.47 KB/s");
    speed_rate(&out, 1023.99 * KB, true);
    says(&out, "1023.99 KB/s");
    speed_rate(&out, MB, true);
    says(&out, "1.00 MB/s");
    speed_rate(&out, 99.99 * MB, true);
    says(&out, "99.99 MB/s");
    speed_rate(&out, 2319.4 * MB, true);
    says(&out, "2,319 MB/s");
    speed_rate(&out, 48.52, false);
    says(&out, "48.5 /s");
    speed_rate(&out, 100, false);
    says(&out, "100 /s");
    speed_rate(&out, 1234567.8, false);
    says(&out, "1,234,568 /s");
    buf_free(&out);
}

static void test_labels(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    speed_label(&out, &lines[1], LANG_EN);
    says(&out, "SHA-256, 32 bytes");
    speed_label(&out, &lines[3], LANG_EN);
    says(&out, "SHA-1 in software");
    speed_label(&out, &lines[4], LANG_EN);
    says(&out, "AES-128-CBC, 13 bytes");
    speed_label(&out, &lines[9], LANG_EN);
    says(&out, "TLS-1.3 X25519");
    buf_free(&out);
}

static void test_scale(void **state)
{
    struct speed_scale s = speed_scale(&view, 0);
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    assert_false(s.is_log);
    assert_true(s.is_bytes);
    assert_near(speed_part(&s, 800 * MB), 1, 1e-9);
    assert_near(speed_part(&s, 50 * MB), 1.0 / 16, 1e-9);
    assert_near(speed_next(&s, 0), 200 * MB, 1);
    speed_bars(&out, &s, LANG_EN);
    says(&out, "");

    s = speed_scale(&view, 2); /* 412 times */
    assert_true(s.is_log);
    assert_near(s.from, 10, 1e-9);
    assert_near(speed_part(&s, 10), 0, 1e-9);
    assert_near(speed_part(&s, 5), 0, 1e-9);
    assert_near(speed_part(&s, 41250.4), 1, 1e-5);
    assert_near(speed_part(&s, 100), 0.27660, 1e-4); /* 1 / log10(4125.04) */
    assert_near(speed_next(&s, 10), 100, 1e-9);
    speed_bars(&out, &s, LANG_EN);
    says(&out, "The bars are logarithmic: their left end is 10 /s, and equal lengths are equal "
               "factors.");

    s = speed_scale(&view, 1); /* 1119 times */
    assert_true(s.is_log);
    speed_tick(&out, &s, s.from);
    says(&out, "0.01 MB/s");
    speed_tick(&out, &s, s.from * 1e5);
    says(&out, "1,000 MB/s");
    buf_free(&out);
}

static void test_nothing(void **state)
{
    const struct speed_view empty = {groups, COUNT(groups), lines + 10, 1, 0.2, 9, true};
    const struct speed_scale s = speed_scale(&empty, 2);
    const struct style style = {.columns = 80};
    struct buf out;

    (void)state;
    assert_near(speed_part(&s, 1), 0, 0);
    buf_init(&out, 1 << 16);
    speed_svg(&out, &empty, LANG_EN);
    markup_check_svg(buf_span(&out));
    buf_truncate(&out, 0);
    speed_text(&out, &empty, &style);
    says(&out, "What one thread of this build reaches on this machine: medians of 9 rounds, in\n"
               "processor time; the spread is half the distance between their quartiles. 1 MB is\n"
               "1,024 KB, 1 KB is 1,024 bytes.\n"
               "\nStopped before everything was measured.\n");
    buf_free(&out);
}

static void test_ratios(void **state)
{
    struct speed_line some[COUNT(lines)];

    (void)state;
    memcpy(some, lines, sizeof lines);
    speed_compare(some, COUNT(some));
    assert_near(some[4].ratio, 0, 0);
    assert_near(some[5].ratio, 143.12, 0.01);
    assert_near(some[6].ratio, 0, 0);
    assert_near(some[7].ratio, 200, 1e-9);
    some[5].state = SPEED_UNMEASURED;
    some[5].ratio = 0;
    speed_compare(some, COUNT(some));
    assert_near(some[5].ratio, 0, 0);
}

static void test_alike(void **state)
{
    struct speed_line some[COUNT(lines)];

    (void)state;
    memcpy(some, lines, sizeof lines);
    some[3].state = SPEED_MEASURED;
    some[3].rate = 500 * MB;
    speed_compare(some, COUNT(some));
    assert_int_equal(some[3].state, SPEED_MEASURED);
    some[3].rate = 700 * MB;
    speed_compare(some, COUNT(some));
    assert_int_equal(some[3].state, SPEED_ALIKE);
    assert_int_equal(some[0].state, SPEED_MEASURED);
}

static void test_text(void **state)
{
    const struct style style = {.columns = 80};
    struct buf out;

    (void)state;
    speed_compare(lines, COUNT(lines));
    buf_init(&out, 1 << 16);
    speed_text(&out, &view, &style);
    says(&out, "What one thread of this build reaches on this machine: medians of 9 rounds, in\n"
               "processor time; the spread is half the distance between their quartiles. 1 MB is\n"
               "1,024 KB, 1 KB is 1,024 bytes.\n"
               "\n"
               "Digests\n"
               "  How much <data>.\n"
               "\n"
               "                      PER SECOND   SPREAD\n"
               "  SHA-1, 20 bytes       800 MB/s   +-0.5% #####################################\n"
               "  SHA-256, 32 bytes     400 MB/s  !+-7.2% ##################\n"
               "  SHA-512, 64 bytes   50.00 MB/s   +-1.0% ##\n"
               "  SHA-1 in software  not measurable here\n"
               "\n"
               "  SHA-1: Old.\n"
               "  SHA-256, SHA-512: Good.\n"
               "  SHA-1 (in software): Bare.\n"
               "\n"
               "The textbook's table: AES against RSA\n"
               "  As in books.\n"
               "\n"
               "                                   HERE   SPREAD    RATIO     TEXTBOOK    RATIO\n"
               "  AES-128-CBC, 13 bytes      13.11 MB/s   +-0.1%            13.11 MB/s\n"
               "  RSA-1024, 13 bytes         93.80 KB/s   +-0.2%   143.12   93.80 KB/s   143.17\n"
               "  AES-128-CBC, 16384 bytes     100 MB/s   +-0.1%\n"
               "  RSA-1024, 117 bytes       512.00 KB/s   +-0.2%   200.00\n"
               "\n"
               "  AES-128-CBC: Fast.\n"
               "  RSA-1024: Slow.\n"
               "  RATIO is how many times faster AES is. That is why TLS is hybrid: public-key\n"
               "  cryptography proves who the server is and agrees on a secret, once for each\n"
               "  connection; with that secret a symmetric cipher encrypts everything else.\n"
               "\n"
               "Handshakes\n"
               "  How many & how.\n"
               "\n"
               "                    PER SECOND   SPREAD\n"
               "  TLS-1.2 resumed    41,250 /s   +-1.0% #######################################\n"
               "  TLS-1.3 X25519      100.0 /s   +-1.0% ##########\n"
               "  The bars are logarithmic: their left end is 10 /s, and equal lengths are equal\n"
               "  factors.\n"
               "\n"
               "  TLS-1.2 (resumed): Short.\n"
               "  TLS-1.3 (X25519): Whole.\n"
               "\n"
               "! The spread is large: something else keeps the machine busy. Measure again when\n"
               "it is idle, or longer with --seconds.\n");
    buf_free(&out);
}

/* A narrow terminal: the table without bars, rather than broken lines. */
static void test_narrow(void **state)
{
    const struct style style = {.columns = 44};
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    speed_text(&out, &view, &style);
    assert_true(span_find(buf_span(&out), '#') == out.n);
    buf_free(&out);
}

/* What takes a varying time by itself says nothing about the machine. */
static void test_varying(void **state)
{
    const struct style style = {.columns = 80};
    struct speed_line line = lines[1];
    const struct speed_view one = {groups, COUNT(groups), &line, 1, 0.2, 9, false};
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    for (int i = 0; i < 2; i++) {
        line.varies = i == 1;
        speed_text(&out, &one, &style);
        bool is_warned = span_find(buf_span(&out), '!') < out.n;
        assert_true(is_warned != line.varies);
        buf_truncate(&out, 0);
    }
    buf_free(&out);
}

/* The figures themselves: those that a program reads must not be rounded to units. */
static void check_rows(const json_t *rows)
{
    const json_t *sha = json_array_get(rows, 0), *bare = json_array_get(rows, 3),
                 *rsa = json_array_get(rows, 5);

    assert_int_equal(json_array_size(rows), COUNT(lines) - 1);
    assert_string_equal(json_string_value(json_object_get(sha, "group")), "digests");
    assert_true(json_is_null(json_object_get(sha, "operation")));
    assert_near(json_real_value(json_object_get(sha, "per_second")), 800 * MB, 0);
    assert_int_equal(json_integer_value(json_object_get(sha, "digest_bytes")), 20);
    assert_null(json_object_get(sha, "ratio"));
    assert_true(json_is_null(json_object_get(bare, "per_second")));
    assert_string_equal(json_string_value(json_object_get(bare, "operation")), "in software");
    assert_near(json_real_value(json_object_get(rsa, "ratio")), 143.12, 0.001);
    assert_near(json_real_value(json_object_get(rsa, "textbook_ratio")), 143.17, 0);
}

static void test_json(void **state)
{
    struct schema schema;
    struct buf out;

    (void)state;
    assert_true(schema_load_own(&schema));
    speed_compare(lines, COUNT(lines));
    buf_init(&out, 1 << 16);
    assert_int_equal(speed_json(&out, &view), ERR_OK);
    json_t *v = json_loadb((const char *)out.p, out.n, 0, NULL);
    assert_non_null(v);
    if (!schema_check(&schema, v))
        fail_msg("%s", schema.why);
    check_rows(json_object_get(v, "rows"));
    json_decref(v);
    schema_free(&schema);
    buf_free(&out);
}

static void test_svg(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 16);
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        speed_svg(&out, &view, lang);
        assert_int_equal(out.err, ERR_OK);
        markup_check_svg(buf_span(&out));
        buf_truncate(&out, 0);
    }
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units),  cmocka_unit_test(test_labels),
        cmocka_unit_test(test_scale),  cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_ratios), cmocka_unit_test(test_alike),
        cmocka_unit_test(test_text),   cmocka_unit_test(test_varying),
        cmocka_unit_test(test_narrow), cmocka_unit_test(test_json),
        cmocka_unit_test(test_svg),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
