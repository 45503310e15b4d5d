/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/macblind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/ct.h"
#include "lib/crypto/mac.h"

/* Around every length that matters to blocks of 64 and 128 bytes, with a head as records have it:
 * the same as HMAC, whatever is known of the length beforehand. */
static void as_hmac(void **state)
{
    static const enum digest digests[] = {DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512};
    uint8_t data[600], joined[700], got[DIGEST_MAX_SIZE], expected[DIGEST_MAX_SIZE];
    struct span head = SPAN_LIT("0123456789abc"), key;

    (void)state;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 7 + 1);
    memcpy(joined, head.p, head.n);
    memcpy(joined + head.n, data, sizeof data);
    for (size_t d = 0; d < sizeof digests / sizeof *digests; d++) {
        key = span_of(data, digest_size(digests[d]));
        for (size_t n = 0; n <= 300; n++) {
            size_t min = n > 255 ? n - 255 : 0;

            mac_of(digests[d], expected, key, span_of(joined, head.n + n));
            mac_blind(digests[d], got, key, &(struct macblind_text){head, span_of(data, n), n, n});
            assert_memory_equal(got, expected, key.n);
            mac_blind(digests[d], got, key,
                      &(struct macblind_text){head, span_of(data, n + 255), n, n});
            assert_memory_equal(got, expected, key.n);
            mac_blind(digests[d], got, key,
                      &(struct macblind_text){head, span_of(data, n + n % 97), min, n});
            assert_memory_equal(got, expected, key.n);
        }
    }
}

static void empty_head(void **state)
{
    uint8_t got[DIGEST_MAX_SIZE], expected[DIGEST_MAX_SIZE];

    (void)state;
    mac_of(DIGEST_SHA256, expected, SPAN_LIT("key"), SPAN_LIT("abc"));
    mac_blind(DIGEST_SHA256, got, SPAN_LIT("key"),
              &(struct macblind_text){(struct span){0}, SPAN_LIT("abcdef"), 0, 3});
    assert_memory_equal(got, expected, 32);
}

static void masks(void **state)
{
    static const uint32_t v[] = {0, 1, 2, 254, 255, 256, 65535, 0x7ffffffe, 0x7fffffff};

    (void)state;
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        for (size_t j = 0; j < sizeof v / sizeof *v; j++) {
            assert_int_equal(ct_lt(v[i], v[j]), v[i] < v[j] ? UINT32_MAX : 0);
            assert_int_equal(ct_ge(v[i], v[j]), v[i] >= v[j] ? UINT32_MAX : 0);
            assert_int_equal(ct_eq(v[i], v[j]), v[i] == v[j] ? UINT32_MAX : 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_hmac), cmocka_unit_test(empty_head),
                                       cmocka_unit_test(masks)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
