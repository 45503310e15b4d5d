/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kept key pair has the same share, and comes to the same secret. */
#include "config.h"

#include "lib/crypto/kx_kept.h"

#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

static void check(enum kx_group group)
{
    struct kit_rng state = {.seed = 3};
    const struct rng rng = kit_rng(&state);
    uint8_t one[KX_SHARED_MAX], two[KX_SHARED_MAX], three[KX_SHARED_MAX];
    size_t one_n = 0, two_n = 0, three_n = 0;
    struct kx_kept *kept;
    struct kx start, other;

    assert_int_equal(kx_start(&start, kx_kind(group), &rng), ERR_OK);
    assert_int_equal(kx_keep(&kept, &start), ERR_OK);
    assert_true(span_eq(kx_kept_public(kept), span_of(start.public, start.public_n)));
    assert_int_equal(kx_respond(&other, kx_kind(group), one, &one_n, kx_kept_public(kept), &rng),
                     ERR_OK);
    const struct span answer = span_of(other.public, other.public_n);

    assert_int_equal(kx_finish(&start, two, &two_n, answer), ERR_OK);
    kx_wipe(&start);
    assert_int_equal(kx_kept_finish(kept, three, &three_n, answer), ERR_OK);
    assert_true(span_eq(span_of(one, one_n), span_of(three, three_n)));
    assert_true(span_eq(span_of(two, two_n), span_of(three, three_n)));
    assert_int_equal(kx_kept_finish(kept, three, &three_n, span_head(answer, answer.n - 1)),
                     ERR_TLS_KEY_SHARE_FORM);
    kx_kept_free(kept);
    kx_wipe(&other);
}

static void test_kinds(void **state)
{
    static const enum kx_group groups[] = {KX_X25519,         KX_X448,     KX_P256,
                                           KX_P384,           KX_P521,     KX_FFDHE2048,
                                           KX_X25519MLKEM768, KX_MLKEM1024};

    (void)state;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        check(groups[i]);
    kx_kept_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
