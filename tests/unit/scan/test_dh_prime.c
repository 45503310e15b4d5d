/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Well-known primes are told by their lengths and beginnings. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/scan/dh_prime.h"

#define OAKLEY "\xff\xff\xff\xff\xff\xff\xff\xff\xc9\x0f\xda\xa2\x21\x68\xc2\x34"

/* A number of n bytes that begins like those of RFC 2409 6, after any number of zeros. */
static struct span number(uint8_t *bytes, size_t zeros, size_t n)
{
    memset(bytes, 0, zeros + n);
    memcpy(bytes + zeros, OAKLEY, sizeof OAKLEY - 1);
    return span_of(bytes, zeros + n);
}

static void length_tells_them_apart(void **state)
{
    uint8_t bytes[256];

    (void)state;
    assert_string_equal(dh_prime_name(number(bytes, 0, 96)), "RFC 2409 6.1");
    assert_string_equal(dh_prime_name(number(bytes, 0, 128)), "RFC 2409 6.2");
    assert_string_equal(dh_prime_name(number(bytes, 3, 128)), "RFC 2409 6.2");
    assert_null(dh_prime_name(number(bytes, 0, 127)));
    assert_null(dh_prime_name(number(bytes, 0, 256)));
}

static void all_of_the_beginning_counts(void **state)
{
    uint8_t bytes[128];

    (void)state;
    number(bytes, 0, 128);
    bytes[15] ^= 1;
    assert_null(dh_prime_name(span_of(bytes, sizeof bytes)));
    assert_null(dh_prime_name((struct span){0}));
    memset(bytes, 0, sizeof bytes);
    assert_null(dh_prime_name(span_of(bytes, sizeof bytes)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_tells_them_apart),
        cmocka_unit_test(all_of_the_beginning_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
