/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/hasher.h"
#include "tests/unit/crypto/kit.h"

static const enum digest all[] = {DIGEST_SHA1, DIGEST_SHA224, DIGEST_SHA256, DIGEST_SHA384,
                                  DIGEST_SHA512};

/* In any parts the digest is that of the whole. */
static void test_parts(void **state)
{
    uint8_t data[300], want[DIGEST_MAX_SIZE], got[DIGEST_MAX_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 5);
    for (size_t d = 0; d < COUNT(all); d++) {
        for (size_t cut = 0; cut <= sizeof data; cut += 25) {
            struct hasher h;
            hasher_init(&h, all[d]);
            hasher_update(&h, span_of(data, cut));
            hasher_update(&h, (struct span){0});
            hasher_update(&h, span_of(data + cut, sizeof data - cut));
            hasher_peek(&h, got);
            digest_of(all[d], want, span_of(data, sizeof data));
            assert_memory_equal(got, want, digest_size(all[d]));
        }
    }
}

/* Reading changes nothing: it can be read again, and what follows still counts. */
static void test_peek(void **state)
{
    uint8_t want[DIGEST_MAX_SIZE], got[DIGEST_MAX_SIZE];

    (void)state;
    for (size_t d = 0; d < COUNT(all); d++) {
        struct hasher h;
        hasher_init(&h, all[d]);
        hasher_update(&h, SPAN_LIT("ab"));
        for (int i = 0; i < 2; i++) {
            hasher_peek(&h, got);
            digest_of(all[d], want, SPAN_LIT("ab"));
            assert_memory_equal(got, want, digest_size(all[d]));
        }
        hasher_update(&h, SPAN_LIT("c"));
        hasher_peek(&h, got);
        digest_of(all[d], want, SPAN_LIT("abc"));
        assert_memory_equal(got, want, digest_size(all[d]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_peek),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
