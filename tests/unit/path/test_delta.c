/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delta CRLs (RFC 5280 5.2.4): which ones are combined with a complete CRL, and what follows. */
#include "config.h"

#include "lib/path/revoke.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "tests/unit/path/revkit.h"

static void set_number(struct revkit *k, struct fc_crl *crl, int number)
{
    fc_set(&crl->exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, number));
}

static struct fc_crl *add_delta(struct revkit *k, int number, int base)
{
    struct fc_crl *delta = revkit_crl(k, k->ca_crl);

    delta->this_update = FC_NOW - 10;
    fc_set(&delta->exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, number));
    fc_set(&delta->exts, FC_OID_DELTA, true, fd_int(&k->arena, base));
    return delta;
}

static void test_delta(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *delta = add_delta(k, 9, 7);

    assert_good(k);
    fc_revoke(&k->arena, delta, k->leaf.serial, 1);
    assert_revoked(k);
    /* Alone it tells nothing. */
    k->no_ca_crl = true;
    assert_unknown(k, ERR_OK);
}

static void test_delta_removes(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *delta = add_delta(k, 9, 7);

    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, CRL_HOLD);
    assert_revoked(k);
    fc_revoke(&k->arena, delta, k->leaf.serial, CRL_REMOVE);
    assert_good(k);
}

/* Of several delta CRLs the newest counts; of the same time and number, the one that revokes. */
static void test_deltas(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *a = add_delta(k, 9, 7), *b = add_delta(k, 8, 7);

    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, CRL_HOLD);
    fc_revoke(&k->arena, a, k->leaf.serial, CRL_REMOVE);
    assert_good(k);
    fc_revoke(&k->arena, b, k->leaf.serial, CRL_HOLD);
    assert_good(k);
    set_number(k, b, 10);
    assert_revoked(k);
    set_number(k, b, 9);
    assert_revoked(k);
    struct fc_crl swapped = *a;
    *a = *b;
    *b = swapped;
    assert_revoked(k);
}

/* RFC 5280 5.2.4: a delta CRL whose base is newer than the complete CRL is not combined with it,
 * but what it revokes for ever is revoked. */
static void test_delta_of_newer_base(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *delta = add_delta(k, 9, 8);
    struct fc_entry *e;

    assert_good(k);
    e = fc_revoke(&k->arena, delta, k->leaf.serial, CRL_HOLD);
    assert_good(k);
    fc_set(&e->exts, FC_OID_REASON, false, SPAN_LIT("\x0a\x01\x08"));
    assert_good(k);
    fc_set(&e->exts, FC_OID_REASON, false, SPAN_LIT("\x0a\x01\x01"));
    assert_revoked(k);
    e->date = FC_NOW + 1;
    assert_good(k);
    /* Nor is the complete one as new as it. */
    k->ca_crl.next_update = FC_NOW - 20;
    assert_stale(k);
}

/* A delta CRL makes nothing current that is still to come. */
static void test_delta_of_tomorrow(void **state)
{
    struct revkit *k = *state;

    add_delta(k, 9, 7);
    assert_good(k);
    k->ca_crl.this_update = FC_NOW + 1;
    assert_stale(k);
}

/* Two entries for one certificate: the worse one counts. */
static void test_entries_twice(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *delta = add_delta(k, 9, 7);

    fc_revoke(&k->arena, delta, k->leaf.serial, CRL_REMOVE);
    fc_revoke(&k->arena, delta, k->leaf.serial, CRL_HOLD);
    assert_revoked(k);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOKED)->b, CRL_HOLD);
    fc_revoke(&k->arena, delta, k->leaf.serial, 1);
    assert_revoked(k);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOKED)->b, 1);
    fc_revoke(&k->arena, delta, k->leaf.serial, 4);
    assert_revoked(k);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOKED)->b, 1);
}

/* Each makes the delta CRL one that is not for this complete one. */
static void spoil_base(struct revkit *k, struct fc_crl *d)
{
    fc_set(&d->exts, FC_OID_DELTA, true, fd_int(&k->arena, 8));
}

static void spoil_number(struct revkit *k, struct fc_crl *d)
{
    fc_set(&d->exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 7));
}

static void spoil_scope(struct revkit *k, struct fc_crl *d)
{
    fc_set(&d->exts, FC_OID_IDP, true, fc_idp(&k->arena, (struct fc_idp){.only_user = true}));
}

static void spoil_key_id(struct revkit *k, struct fc_crl *d)
{
    struct span none = {0};

    fc_set(&d->exts, FC_OID_AKI, false, fc_aki(&k->arena, SPAN_LIT("other"), none, none));
}

static void spoil_issuer(struct revkit *k, struct fc_crl *d)
{
    d->issuer = k->root.subject;
}

static void spoil_signature(struct revkit *k, struct fc_crl *d)
{
    (void)k;
    d->corrupt = true;
}

static void spoil_time(struct revkit *k, struct fc_crl *d)
{
    (void)k;
    d->next_update = FC_NOW - 1;
}

static void spoil_form(struct revkit *k, struct fc_crl *d)
{
    fc_add(&d->exts, FC_UNKNOWN_OID, true, fd_null(&k->arena));
}

static void test_delta_that_does_not_fit(void **state)
{
    static void (*const spoil[])(struct revkit * k, struct fc_crl * d) = {
        spoil_base,   spoil_number,    spoil_scope, spoil_key_id,
        spoil_issuer, spoil_signature, spoil_time,  spoil_form};
    struct revkit *k = *state;
    struct fc_crl *delta = add_delta(k, 9, 7), whole;

    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, CRL_HOLD);
    fc_revoke(&k->arena, delta, k->leaf.serial, CRL_REMOVE);
    assert_good(k);
    whole = *delta;
    for (size_t i = 0; i < sizeof spoil / sizeof spoil[0]; i++) {
        *delta = whole;
        spoil[i](k, delta);
        assert_revoked(k);
    }
}

/* Numbers of several octets, and with a leading zero octet. */
static void test_delta_numbers(void **state)
{
    struct revkit *k = *state;

    add_delta(k, 0x80, 0x7f);
    fc_revoke(&k->arena, &k->crls[0], k->leaf.serial, 1);
    fc_set(&k->ca_crl.exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 0x7f));
    assert_revoked(k);
    fc_set(&k->ca_crl.exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 0x100));
    assert_good(k);
}

/* A complete CRL together with its delta is as new as the delta. */
static void test_delta_refreshes(void **state)
{
    struct revkit *k = *state;

    k->ca_crl.next_update = FC_NOW - 20;
    assert_stale(k);
    add_delta(k, 9, 7)->next_update = FC_NOW + 10;
    assert_good(k);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, revkit_setup, revkit_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_delta),
        TEST(test_delta_removes),
        TEST(test_deltas),
        TEST(test_delta_of_newer_base),
        TEST(test_delta_of_tomorrow),
        TEST(test_entries_twice),
        TEST(test_delta_that_does_not_fit),
        TEST(test_delta_numbers),
        TEST(test_delta_refreshes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
