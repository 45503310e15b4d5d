/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/chain/chain_offer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Two lists, which of them is chosen, and why. */
static const struct {
    struct chain_offer offers[2];
    size_t best;
    enum offer_why why;
} rows[] = {
    {{{.num = 2, .stores = 1}, {.num = 3, .stores = 1, .reason = REASON_EXPIRED}}, 0, OFFER_ONLY},
    {{{.num = 2, .stores = 1}, {.num = 3, .stores = 3}}, 1, OFFER_STORES},
    {{{.num = 3, .stores = 1, .until = 9}, {.num = 2, .stores = 2}}, 1, OFFER_SHORTER},
    {{{.num = 2, .stores = 1, .until = 5}, {.num = 2, .stores = 1, .until = 6}},
     1,
     OFFER_LONGER_LIVED},
    {{{.num = 2, .stores = 1, .until = 5}, {.num = 2, .stores = 1, .until = 5}}, 0, OFFER_FIRST},
    {{{.num = 2, .reason = REASON_REVOKED}, {.num = 3, .reason = REASON_EXPIRED}},
     GRAPH_NONE,
     OFFER_ONLY},
};

static void test_best(void **state)
{
    enum offer_why why;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(chain_offer_best(rows[i].offers, 2, &why), rows[i].best);
        assert_int_equal(why, rows[i].why);
    }
}

static void test_count(void **state)
{
    (void)state;
    assert_int_equal(chain_offer_count(0), 0);
    assert_int_equal(chain_offer_count(UINT32_C(0x80000005)), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_best), cmocka_unit_test(test_count)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
