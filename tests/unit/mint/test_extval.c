/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/mint/extval.h"
#include "lib/mint/named.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Against bytes written by hand from the modules of RFC 5280 A. */
static void test_values(void **state)
{
    struct span none = {0};
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    struct span dns = named_dns(&a, "x");
    const struct {
        struct span made, der;
    } rows[] = {
        {extval_bc(&a, false, -1), SPAN_LIT("\x30\0")},
        {extval_bc(&a, true, -1), SPAN_LIT("\x30\3\1\1\xff")},
        {extval_bc(&a, true, 0), SPAN_LIT("\x30\6\1\1\xff\2\1\0")},
        {extval_ku(&a, 1 << 5 | 1 << 6), SPAN_LIT("\3\2\1\6")},
        {extval_eku(&a, "1.2.3 1.2.4"), SPAN_LIT("\x30\x8\6\2\x2a\3\6\2\x2a\4")},
        {extval_ski(&a, SPAN_LIT("id")), SPAN_LIT("\4\2id")},
        {extval_aki(&a, SPAN_LIT("id"), none, none), SPAN_LIT("\x30\4\x80\2id")},
        {extval_aki(&a, none, dns, SPAN_LIT("\1")), SPAN_LIT("\x30\x8\xa1\3\x82\1x\x82\1\1")},
        {extval_nc(&a, dns, none), SPAN_LIT("\x30\7\xa0\5\x30\3\x82\1x")},
        {extval_nc(&a, none, PIECES(&a, dns, dns)),
         SPAN_LIT("\x30\xc\xa1\xa\x30\3\x82\1x\x30\3\x82\1x")},
        {extval_cp(&a, "1.2.3"), SPAN_LIT("\x30\6\x30\4\6\2\x2a\3")},
        {extval_cp_cps(&a, "1.2.3", "u:"),
         SPAN_LIT("\x30\x18\x30\x16\6\2\x2a\3\x30\x10\x30\xe\6\x8\x2b\6\1\5\5\7\2\1\x16\2"
                  "u:")},
        {extval_pm(&a, "1.2.3 1.2.4"), SPAN_LIT("\x30\xa\x30\x8\6\2\x2a\3\6\2\x2a\4")},
        {extval_pc(&a, 0, -1), SPAN_LIT("\x30\3\x80\1\0")},
        {extval_pc(&a, -1, 130), SPAN_LIT("\x30\4\x81\2\0\x82")},
        {extval_iap(&a, 2), SPAN_LIT("\2\1\2")},
        {extval_aia(&a, "u:", NULL), SPAN_LIT("\x30\x10\x30\xe\6\x8\x2b\6\1\5\5\7\x30\1\x86\2u:")},
        {extval_aia(&a, NULL, "u:"), SPAN_LIT("\x30\x10\x30\xe\6\x8\x2b\6\1\5\5\7\x30\2\x86\2u:")},
        {extval_tls_feature(&a, 5), SPAN_LIT("\x30\3\2\1\5")},
        {EXTVAL_CRLDP(&a, extval_dp(&a, dns, 1 << 1, none)),
         SPAN_LIT("\x30\xd\x30\xb\xa0\5\xa0\3\x82\1x\x81\2\6\x40")},
        {extval_dp(&a, none, 0, dns), SPAN_LIT("\x30\5\xa2\3\x82\1x")},
        {extval_idp(&a, (struct extval_idp){.names = dns, .only_user = true}),
         SPAN_LIT("\x30\xa\xa0\5\xa0\3\x82\1x\x81\1\xff")},
        {extval_idp(&a, (struct extval_idp){.relative = dns, .only_ca = true, .reasons = 2}),
         SPAN_LIT("\x30\xe\xa0\5\xa1\3\x82\1x\x82\1\xff\x83\2\6\x40")},
        {extval_idp(&a, (struct extval_idp){.indirect = true, .only_attribute = true}),
         SPAN_LIT("\x30\6\x84\1\xff\x85\1\xff")},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!span_eq(rows[i].made, rows[i].der))
            print_error("row %zu\n", i);
        assert_true(span_eq(rows[i].made, rows[i].der));
    }
    assert_int_equal(a.err, ERR_OK);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
