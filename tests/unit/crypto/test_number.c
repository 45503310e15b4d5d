/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/number.h"
#include "tests/unit/crypto/kit.h"

static void test_round_trip(void **state)
{
    uint8_t bytes[70], out[80];
    mpz_t v;

    (void)state;
    mpz_init(v);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37 + 1);
    for (size_t n = 0; n <= sizeof bytes; n++) {
        number_read(v, span_of(bytes, n));
        memset(out, 0xee, sizeof out);
        number_write(out, n, v);
        assert_memory_equal(out, bytes, n);
        assert_int_equal(out[n], 0xee);
        /* With zeros in front, however long. */
        number_write(out, sizeof out, v);
        assert_memory_equal(out + sizeof out - n, bytes, n);
        for (size_t i = 0; i < sizeof out - n; i++)
            assert_int_equal(out[i], 0);
    }
    mpz_clear(v);
}

static void test_big_endian(void **state)
{
    uint8_t out[3];
    mpz_t v;

    (void)state;
    mpz_init(v);
    number_read(v, SPAN_LIT("\0\1\2"));
    assert_int_equal(mpz_cmp_ui(v, 258), 0);
    number_write(out, sizeof out, v);
    assert_memory_equal(out, "\0\1\2", 3);
    mpz_clear(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_big_endian),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
