/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/ext_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum err check(uint16_t type, enum ext_place place, struct span data)
{
    struct fail fail = {0};
    enum err e = ext_form_check(type, place, data, &fail);

    assert_int_equal(e, fail.err);
    return e;
}

/* The same extension has another form in another message (RFC 9846 4.3.8, 4.3.10). */
static void form_of_place(void **state)
{
    struct span group = SPAN_LIT("\0\x1d"), max = SPAN_LIT("\0\0\4\0");

    (void)state;
    assert_int_equal(check(TLSX_KEY_SHARE, IN_HRR, group), ERR_OK);
    assert_int_equal(check(TLSX_KEY_SHARE, IN_SH, group), ERR_TLS_TRUNCATED);
    assert_int_equal(check(TLSX_EARLY_DATA, IN_NST, max), ERR_OK);
    assert_int_equal(check(TLSX_EARLY_DATA, IN_EE, max), ERR_TLS_EXT_FORM);
    assert_int_equal(check(TLSX_EARLY_DATA, IN_EE, (struct span){0}), ERR_OK);
    assert_int_equal(check(TLSX_ENCRYPTED_CLIENT_HELLO, IN_HRR, SPAN_LIT("12345678")), ERR_OK);
    assert_int_equal(check(TLSX_ENCRYPTED_CLIENT_HELLO, IN_HRR, SPAN_LIT("1234567")),
                     ERR_TLS_TRUNCATED);
}

/* draft-ietf-tls-trust-anchor-ids 4.1: a request may be empty, what a server has may not. */
static void trust_anchors(void **state)
{
    static const struct {
        enum ext_place place;
        struct span data;
        enum err err;
    } rows[] = {
        {IN_CH, SPAN_INIT("\0\0"), ERR_OK},
        {IN_CR, SPAN_INIT("\0\2\1\1"), ERR_OK},
        {IN_CH, SPAN_INIT("\0\4\1\1\1\2"), ERR_OK},
        {IN_CH, SPAN_INIT("\0"), ERR_TLS_TRUNCATED},
        {IN_CH, SPAN_INIT("\0\2\2\1"), ERR_TLS_TRUNCATED},
        {IN_CH, SPAN_INIT("\0\1\0"), ERR_TLS_VECTOR},
        {IN_CH, SPAN_INIT("\0\0\0"), ERR_TLS_TRAILING},
        {IN_EE, SPAN_INIT("\0\2\1\1"), ERR_OK},
        {IN_EE, SPAN_INIT("\0\0"), ERR_TLS_VECTOR},
        {IN_CT, SPAN_INIT(""), ERR_OK},
        {IN_CT, SPAN_INIT("\0\0"), ERR_TLS_EXT_FORM},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(check(TLSX_TRUST_ANCHORS, rows[i].place, rows[i].data), rows[i].err);
}

/* Nothing is asked of data in ANY form, of unknown extensions, and where one may not be. */
static void no_form(void **state)
{
    (void)state;
    assert_int_equal(check(TLSX_PADDING, IN_CH, SPAN_LIT("abc")), ERR_OK);
    assert_int_equal(check(0x7777, IN_CH, SPAN_LIT("abc")), ERR_OK);
    assert_int_equal(check(TLSX_EARLY_DATA, IN_SH, SPAN_LIT("abc")), ERR_OK);
}

/* The messages of a row are those of its forms, each in one form. */
static void places(void **state)
{
    (void)state;
    for (uint32_t type = 0; type <= UINT16_MAX; type++) {
        const struct ext_row *row = ext_find((uint16_t)type);
        unsigned all = 0;

        for (size_t i = 0; row != NULL && i < EXT_FORMS_MAX; i++) {
            assert_int_equal(all & row->forms[i].places, 0);
            all |= row->forms[i].places;
        }
        assert_true(row == NULL || (all != 0 && all == row->places));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form_of_place),
        cmocka_unit_test(trust_anchors),
        cmocka_unit_test(no_form),
        cmocka_unit_test(places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
