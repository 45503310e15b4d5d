/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/prose_writer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void value_is(const char *label, const char *value, const char *want)
{
    static const struct style style = {.columns = 80, .utf8 = true};
    struct buf out;
    struct prose_writer writer = {.out = &out, .style = &style, .open = PROSE_TABLE};

    buf_init(&out, 4096);
    prose_value(&writer, span_str(label), span_str(value));
    assert_int_equal(out.err, ERR_OK);
    buf_u8(&out, 0);
    assert_string_equal((const char *)out.p, want);
    buf_free(&out);
}

/* Values stand in one column, unless a long label and its value fit on one line. */
static void test_value(void **state)
{
    (void)state;
    value_is("Group", "x25519", "    Group                      x25519\n");
    value_is("A label that is longer than the column", "short",
             "    A label that is longer than the column  short\n");
    value_is("A label that is longer than the column", "a value that does not fit beside its label",
             "    A label that is longer than the column\n"
             "                               a value that does not fit beside its label\n");
    value_is("Random", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
             "    Random\n"
             "      000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_value)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
