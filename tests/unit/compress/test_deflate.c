/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/compress/deflate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/compress/decompress.h"

enum { CAP = 1 << 20, LONG = 100000 };

static void assert_back(const struct buf *packed, size_t from, struct span in)
{
    uint8_t *out = test_malloc(in.n + 1);

    assert_int_equal(decompress_zlib(out, in.n, span_tail(buf_span(packed), from)), ERR_OK);
    assert_memory_equal(out, in.p, in.n);
    test_free(out);
}

static void test_there_and_back(void **state)
{
    static uint8_t data[LONG];
    struct buf b;

    (void)state;
    buf_init(&b, CAP);
    buf_str(&b, "before");
    assert_int_equal(deflate_zlib(&b, SPAN_LIT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")), ERR_OK);
    assert_true(b.n < 6 + 35);
    assert_back(&b, 6, SPAN_LIT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    assert_memory_equal(b.p, "before", 6);
    buf_truncate(&b, 0);
    for (size_t i = 0; i < LONG; i++)
        data[i] = (uint8_t)(i * i >> 7);
    assert_int_equal(deflate_zlib(&b, span_of(data, LONG)), ERR_OK);
    assert_back(&b, 0, span_of(data, LONG));
    buf_free(&b);
}

static void test_no_room(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 4);
    assert_int_equal(deflate_zlib(&b, SPAN_LIT("abcdefgh")), ERR_LIMIT);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
