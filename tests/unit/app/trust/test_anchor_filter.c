/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/trust/anchor_filter.h"
#include "app/trust/anchor_search.h"
#include "app/trust/named_store.h"
#include "lib/base/lookup.h"

static void test_kinds_of_keys(void **state)
{
    static const struct {
        char text[16];
        bool is_known;
    } rows[] = {{"r", true},       {"RSA", true},     {"rsa-2048", true},  {"rsa 4096", true},
                {"dsa1024", true}, {"p", true},       {"P-384", true},     {"ed25519", true},
                {"ml-dsa", true},  {"mldsa87", true}, {"secp256k1", true}, {"1.2.840", true},
                {"", false},       {"-", false},      {"foo", false},      {"rsa20x", false},
                {"p-999", false},  {"rsb", false},    {"ed25519x", false}, {"1.2x", false}};

    (void)state;
    for (size_t i = 0; i < LOOKUP_COUNT(rows); i++)
        assert_int_equal(anchor_key_is_known(rows[i].text), rows[i].is_known);
}

static void test_short_prints(void **state)
{
    static const struct {
        char text[16];
        bool is_short;
    } rows[] = {{"abc", false},    {"abcd", true},      {"ab:cd", true},        {"AB:CD:EF", true},
                {"abcdef0", true}, {"abcdef01", false}, {"ab:cd:ef:01", false}, {"abcg", false},
                {"Decade", true},  {"", false}};

    (void)state;
    for (size_t i = 0; i < LOOKUP_COUNT(rows); i++)
        assert_int_equal(anchor_print_is_short(rows[i].text), rows[i].is_short);
}

/* A certificate that is valid from 1000 to 2000. */
static void test_ends(void **state)
{
    static const struct {
        int64_t now, seconds;
        int percent;
        bool is_within;
    } rows[] = {{1500, 0, 0, false},   {2000, 0, 0, false},  {2001, 0, 0, true},
                {1500, 500, 0, false}, {1501, 500, 0, true}, {1800, 0, 20, false},
                {1801, 0, 20, true}};
    struct cert cert = {
        .has_not_before = true, .has_not_after = true, .not_before = 1000, .not_after = 2000};

    (void)state;
    for (size_t i = 0; i < LOOKUP_COUNT(rows); i++) {
        struct lead lead = {.seconds = rows[i].seconds, .percent = rows[i].percent};
        assert_int_equal(anchor_ends_within(&cert, &lead, rows[i].now), rows[i].is_within);
    }
    cert.has_not_after = false;
    assert_true(anchor_ends_within(&cert, &(struct lead){0}, 0));
}

static void test_names_of_stores(void **state)
{
    (void)state;
    for (size_t i = 0; named_store_word(i) != NULL; i++)
        assert_true(named_store_is(named_store_word(i)));
    assert_true(named_store_is("all"));
    assert_false(named_store_is("al"));
    assert_null(named_store_place("system", 0));
    assert_non_null(named_store_place("java", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_of_keys),
        cmocka_unit_test(test_short_prints),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_names_of_stores),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
