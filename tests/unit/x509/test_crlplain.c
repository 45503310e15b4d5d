/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fast reader of plain entries finds what the readers of all entries find. */
#include "config.h"

#include "lib/x509/crlplain.h"

#include "lib/x509/crlext.h"
#include "tests/unit/x509/crl_kit.h"

/* Whether an entry is sound, by the readers of DER and of extensions alone. */
static bool is_sound(struct span entries)
{
    struct fail f = {0};
    struct der list = der_open(entries, &f);
    bool critical = false;

    while (der_more(&list)) {
        struct crl_entry e = {.reason = CRL_NO_REASON};
        struct der entry = der_enter(&list, DER_SEQUENCE);
        struct span extensions;
        der_integer(&entry);
        der_time(&entry);
        if (der_opt(&entry, DER_SEQUENCE, &extensions))
            crlext_entry(&e, &critical, extensions, &f);
        der_end(&entry);
        if (e.reason == CRL_REMOVE || e.issuer.p != NULL || critical)
            return false;
    }
    return f.err == ERR_OK;
}

/* Every change of one byte of an entry is a defect, or not, as without the fast reader. */
static void test_every_byte(void **state)
{
    struct fixture *x = *state;
    struct span der;
    size_t sound = 0, broken = 0;

    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x41\x42"), -1);
    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x51\x52\x53"), 1);
    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x61\x62"), -1);
    assert_int_equal(arena_copy(&x->arena, &der, fc_crl(&x->arena, &x->spec)), ERR_OK);
    assert_int_equal(crl_parse(&x->crl, der, &x->fail), ERR_OK);
    uint8_t *p = (uint8_t *)(uintptr_t)x->crl.entries.p;
    size_t n = x->crl.entries.n;
    assert_int_equal(crlplain_sound(x->crl.entries, true).n, 0);
    for (size_t i = 0; i < n; i++) {
        uint8_t was = p[i];
        for (unsigned v = 0; v < 256; v++) {
            struct crl crl;
            struct fail f = {0};
            p[i] = (uint8_t)v;
            bool good =
                crl_parse(&crl, der, &f) == ERR_OK && crl.num_defects == 0 && !crl.unknown_critical;
            assert_int_equal(good, is_sound(span_of(p, n)));
            sound += good;
            broken += !good;
        }
        p[i] = was;
    }
    assert_true(sound > 500 && broken > 10000);
}

/* The last days of months, in each of which another digit decides. */
static void test_days(void **state)
{
    static const struct {
        const char *time;
        bool plain, sound;
    } rows[] = {
        {"250131000000Z", true, true},   {"250132000000Z", false, false},
        {"250228235959Z", true, true},   {"250229000000Z", false, false},
        {"240229000000Z", false, true}, /* a leap year: left to the other reader */
        {"250430000000Z", true, true},   {"250431000000Z", false, false},
        {"251231000000Z", true, true},   {"251331000000Z", false, false},
        {"250031000000Z", false, false}, {"250100000000Z", false, false},
        {"250101240000Z", false, false}, {"250101006000Z", false, false},
        {"250101000060Z", false, false}, {"991231235959Z", true, true},
        {"25010100000/Z", false, false}, {"25010100000:Z", false, false},
        {"2501010000000", false, false},
    };
    struct fixture *x = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct span e = FD(&x->arena, DER_SEQUENCE, fd_int(&x->arena, 5),
                           fd_str(&x->arena, DER_UTC_TIME, rows[i].time));
        assert_int_equal(crlplain_sound(e, true).n == 0, rows[i].plain);
        x->spec.entries_raw = FD(&x->arena, DER_SEQUENCE, e);
        assert_int_equal(parse(x), ERR_OK);
        assert_int_equal(x->crl.num_defects == 0, rows[i].sound);
    }
}

/* Only a CRL of version 2 has reasons (RFC 5280 5.1.2.1), and entries that are cut off are left. */
static void test_limits(void **state)
{
    struct fixture *x = *state;

    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x05"), -1);
    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x06"), 1);
    assert_sound(x);
    struct span entries = x->crl.entries;
    struct span first = span_head(entries, 20);
    assert_int_equal(crlplain_sound(entries, true).n, 0);
    assert_int_equal(crlplain_sound(entries, false).n, entries.n - first.n);
    for (size_t n = 0; n < first.n; n++)
        assert_int_equal(crlplain_sound(span_head(first, n), true).n, n);
    assert_int_equal(crlplain_sound((struct span){0}, true).n, 0);
}

/* The place where the search stops. */
static size_t stop(const struct crl *crl, struct span serial)
{
    return crl->entries.n - crlplain_other(crl->entries, serial).n;
}

static void test_search(void **state)
{
    struct fixture *x = *state;
    struct fc_entry *e;
    struct crl_entry found;

    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x05"), -1);
    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x06\x05"), 1);
    e = fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x07"), 1);
    assert_sound(x);
    assert_int_equal(stop(&x->crl, SPAN_LIT("\x05")), 0);
    assert_int_equal(stop(&x->crl, SPAN_LIT("\x06\x05")), 20);
    assert_int_equal(stop(&x->crl, SPAN_LIT("\x07\x05")), x->crl.entries.n);
    assert_int_equal(stop(&x->crl, (struct span){0}), 0);
    /* Long headers are left to the other reader, which finds what comes after them, too. */
    uint8_t big[100] = {0};
    fc_add(&e->exts, FC_UNKNOWN_OID, false, fd_octets(&x->arena, span_of(big, sizeof big)));
    fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x08"), 4);
    assert_sound(x);
    assert_true(finds(x, SPAN_LIT("\x07"), x->ca.subject, &found));
    assert_true(finds(x, SPAN_LIT("\x08"), x->ca.subject, &found));
    assert_int_equal(found.reason, 4);
    assert_false(finds(x, SPAN_LIT("\x09"), x->ca.subject, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(test_days, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_search, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
