/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/lookup.h"
#include "lib/path/purpose.h"
#include "lib/view/trust/anchor_words.h"

enum { TEXT_MAX = 4096 };

static void is(const struct buf *text, const char *want)
{
    assert_int_equal(text->err, ERR_OK);
    assert_true(span_eq(buf_span(text), span_str(want)));
}

static void test_purposes(void **state)
{
    const struct {
        uint32_t unfit;
        const char *words;
    } rows[] = {{0, "all"},
                {UINT32_MAX, "none"},
                {~purpose_trust(PURPOSE_SERVER), "server"},
                {~(purpose_trust(PURPOSE_SERVER) | purpose_trust(PURPOSE_EMAIL)), "server,email"},
                {purpose_trust(PURPOSE_ANY), "server,client,email,code"}};

    (void)state;
    for (size_t i = 0; i < LOOKUP_COUNT(rows); i++) {
        const struct link link = {.unfit = rows[i].unfit};
        struct buf text;

        buf_init(&text, TEXT_MAX);
        anchor_purposes(&text, &link);
        is(&text, rows[i].words);
        buf_free(&text);
    }
}

static size_t dates_set(const struct anchor_terms *terms)
{
    struct anchor_date dates[ANCHOR_DATES];
    size_t n = 0;

    anchor_dates(dates, terms);
    for (size_t i = 0; i < ANCHOR_DATES; i++)
        n += dates[i].is_set;
    return n;
}

/* Terms that say nothing have no dates; each date differs from no date. */
static void test_dates(void **state)
{
    const struct link link = {0};
    struct anchor_terms terms = *anchor_terms_of(&link);

    (void)state;
    assert_int_equal(dates_set(&terms), 0);
    terms.server_distrust_after = 0;
    assert_int_equal(dates_set(&terms), 1);
    terms.email_distrust_after = terms.issued_after = terms.sct_not_after = terms.sct_all_after = 0;
    assert_int_equal(dates_set(&terms), ANCHOR_DATES);
}

static void test_sets_of_terms(void **state)
{
    const struct anchor_terms third = {0}, second = {.also = &third},
                              first = {.otherwise = &second};
    bool is_choice;

    (void)state;
    assert_ptr_equal(anchor_terms_next(&first, &is_choice), &second);
    assert_true(is_choice);
    assert_ptr_equal(anchor_terms_next(&second, &is_choice), &third);
    assert_false(is_choice);
    assert_null(anchor_terms_next(&third, &is_choice));
}

/* permittedSubtrees example.org, excludedSubtrees with a control character. */
static void test_subtrees(void **state)
{
    static const uint8_t both[] = "\x30\x1a\xa0\x0f\x30\x0d\x82\x0b"
                                  "example.org"
                                  "\xa1\x07\x30\x05\x82\x03"
                                  "a\x1b"
                                  "b";
    struct buf text;

    (void)state;
    buf_init(&text, TEXT_MAX);
    anchor_subtrees(&text, span_of(both, sizeof both - 1));
    is(&text, "permitted: DNS example.org; excluded: DNS a\\1bb");
    buf_truncate(&text, 0);
    anchor_subtrees(&text, span_of(both, sizeof both - 2));
    is(&text, "not readable");
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_purposes),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_sets_of_terms),
        cmocka_unit_test(test_subtrees),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
