/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries of a CRL, and the extensions that it shares with certificates. */
#include "config.h"

#include "tests/unit/x509/crl_kit.h"

/* Extensions that certificates have as well. */
static void test_shared_extensions(void **state)
{
    struct fixture *x = *state;
    struct span none = {0};
    struct span names = fc_uri(&x->arena, "http://crl.example.com/delta");
    struct span points = FC_CRLDP(&x->arena, fc_dp(&x->arena, names, 0, none));

    fc_set(&x->spec.exts, FC_OID_FRESHEST, false, points);
    assert_sound(x);
    assert_true(span_eq(x->crl.freshest, points));
    assert_int_equal(x->crl.loose.err, ERR_OK);
    fc_set(&x->spec.exts, FC_OID_DELTA, true, SPAN_LIT("\x02\x01\x05"));
    assert_sound(x);
    assert_int_equal(x->crl.loose.err, ERR_CRL_DELTA_FRESHEST);
    fc_drop(&x->spec.exts, FC_OID_DELTA);
    fc_set(&x->spec.exts, FC_OID_FRESHEST, false, SPAN_LIT("\x30\x00"));
    assert_defect(x, ERR_DER_EMPTY);
    fc_drop(&x->spec.exts, FC_OID_FRESHEST);
    fc_set(&x->spec.exts, FC_OID_IAN, false, SPAN_LIT("\x30\x00"));
    assert_defect(x, ERR_DER_EMPTY);
    fc_drop(&x->spec.exts, FC_OID_IAN);
    fc_set(&x->spec.exts, FC_OID_AIA, false, SPAN_LIT("\x30\x00"));
    assert_defect(x, ERR_DER_EMPTY);
    fc_drop(&x->spec.exts, FC_OID_AIA);
    fc_set(&x->spec.exts, FC_OID_AKI, false, SPAN_LIT("\x05\x00"));
    assert_defect(x, ERR_DER_TAG);
}

static void test_entry_values(void **state)
{
    struct fixture *x = *state;
    struct fc_entry *e = fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x00\x05"), -1);
    struct crl_entry found;

    assert_defect(x, ERR_DER_INTEGER);
    e->serial = SPAN_LIT("\x05");
    x->spec.entries_raw = FD(
        &x->arena, DER_SEQUENCE,
        FD(&x->arena, DER_SEQUENCE, fd_int(&x->arena, 5), fd_str(&x->arena, DER_UTC_TIME, "26")));
    assert_defect(x, ERR_DER_TIME);
    /* In spite of a defect it can be found. */
    assert_true(finds(x, SPAN_LIT("\x05"), x->ca.subject, &found));
    x->spec.entries_raw =
        FD(&x->arena, DER_SEQUENCE, FD(&x->arena, DER_SEQUENCE, fd_int(&x->arena, 5)));
    assert_int_equal(parse(x), ERR_DER_TRUNCATED);
    x->spec.entries_raw = FD(&x->arena, DER_SEQUENCE,
                             FD(&x->arena, DER_SEQUENCE, fd_int(&x->arena, 5),
                                fd_time(&x->arena, FC_NOW), SPAN_LIT("\x30\x00")));
    assert_defect(x, ERR_EXT_EMPTY);
}

/* What is wrong with one entry's values hides no other value, and nothing is made up for it. */
static void test_entry_defects(void **state)
{
    struct fixture *x = *state;
    struct crl_iter it = {0};
    struct crl_entry e;
    struct span reason = FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, FC_OID_REASON),
                            fd_octets(&x->arena, SPAN_LIT("\x0a\x01\x01")));
    struct span issuer = FD(&x->arena, DER_SEQUENCE, fd_oid(&x->arena, FC_OID_CERT_ISSUER),
                            SPAN_LIT("\x01\x01\xff"), fd_octets(&x->arena, SPAN_LIT("\x05\x00")));
    struct span broken = FD(&x->arena, DER_SEQUENCE, issuer, SPAN_LIT("\x30\x00"), reason);
    struct span first = FD(&x->arena, DER_SEQUENCE, fd_int(&x->arena, 5),
                           fd_str(&x->arena, DER_UTC_TIME, "2606010000Z"), broken);
    struct span second =
        FD(&x->arena, DER_SEQUENCE, fd_int(&x->arena, 6), fd_time(&x->arena, FC_NOW));

    x->spec.entries_raw = FD(&x->arena, DER_SEQUENCE, first, second);
    assert_int_equal(parse(x), ERR_OK);
    assert_true(crl_next(&it, &x->crl, &e));
    assert_false(e.has_date);
    assert_int_equal(e.reason, 1);
    assert_true(e.issuer_unread);
    /* 5.3.3: whose the next one is depends on it. */
    assert_true(crl_next(&it, &x->crl, &e));
    assert_true(e.has_date && e.issuer_unread);
    assert_false(finds(x, SPAN_LIT("\x06"), x->ca.subject, &e));
}

static void test_reasons(void **state)
{
    struct fixture *x = *state;
    struct fc_entry *e = fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x05"), -1);

    for (uint8_t reason = 0; reason < 13; reason++) {
        struct span value = fd_tlv(&x->arena, DER_ENUMERATED, span_of(&reason, 1));
        bool known = reason <= 10 && reason != 7;
        struct crl_entry found;
        fc_set(&e->exts, FC_OID_REASON, false, value);
        assert_int_equal(parse(x), ERR_OK);
        assert_int_equal(x->crl.num_defects > 0, !known || reason == CRL_REMOVE);
        assert_true(finds(x, SPAN_LIT("\x05"), x->ca.subject, &found));
        assert_int_equal(found.reason, known ? reason : CRL_UNREAD_REASON);
        assert_int_equal(crl_reason_name(reason) != NULL, known);
    }
    assert_null(crl_reason_name(-1));
    assert_string_equal(crl_reason_name(1), "keyCompromise");
    assert_string_equal(crl_reason_name(10), "aACompromise");
    fc_set(&e->exts, FC_OID_REASON, true, SPAN_LIT("\x0a\x01\x01"));
    assert_defect(x, ERR_CRL_CRITICALITY);
    fc_set(&e->exts, FC_OID_REASON, false, SPAN_LIT("\x02\x01\x01"));
    assert_defect(x, ERR_DER_TAG);
    /* removeFromCRL has its place in delta CRLs. */
    fc_set(&e->exts, FC_OID_REASON, false, SPAN_LIT("\x0a\x01\x08"));
    assert_defect(x, ERR_CRL_REASON);
    fc_set(&x->spec.exts, FC_OID_DELTA, true, fd_int(&x->arena, 1));
    assert_sound(x);
}

static void test_entry_extensions(void **state)
{
    struct fixture *x = *state;
    struct fc_entry *e = fc_revoke(&x->arena, &x->spec, SPAN_LIT("\x05"), 1);

    fc_add(&e->exts, FC_OID_REASON, false, SPAN_LIT("\x0a\x01\x01"));
    assert_defect(x, ERR_EXT_DUPLICATE);
    e->exts.num--;
    fc_set(&e->exts, FC_OID_INVALIDITY, false, fd_generalized(&x->arena, FC_NOW));
    assert_sound(x);
    fc_set(&e->exts, FC_OID_INVALIDITY, false, fd_time(&x->arena, FC_NOW));
    assert_defect(x, ERR_DER_TAG);
    fc_drop(&e->exts, FC_OID_INVALIDITY);
    fc_set(&e->exts, "2.5.29.23", false, fd_oid(&x->arena, "1.2.840.10040.2.3"));
    assert_sound(x);
    fc_set(&e->exts, "2.5.29.23", false, fd_null(&x->arena));
    assert_defect(x, ERR_DER_TAG);
    fc_drop(&e->exts, "2.5.29.23");
    fc_set(&e->exts, FC_UNKNOWN_OID, false, fd_null(&x->arena));
    assert_sound(x);
    assert_false(x->crl.unknown_critical);
    fc_set(&e->exts, FC_UNKNOWN_OID, true, fd_null(&x->arena));
    assert_sound(x);
    assert_true(x->crl.unknown_critical);
}

/* RFC 5280 5.3.3: an entry's issuer holds for those that follow. */
static void test_indirect(void **state)
{
    struct fixture *x = *state;
    struct arena *a = &x->arena;
    struct span one = fc_name(a, "CN=One"), two = fc_name(a, "CN=Two");
    static const char serials[] = "\x01\x02\x03\x04";
    struct fc_entry *e[4];
    struct crl_entry found;

    for (int i = 0; i < 4; i++)
        e[i] = fc_revoke(a, &x->spec, span_of(serials + i, 1), -1);
    fc_set(&e[1]->exts, FC_OID_CERT_ISSUER, true,
           FC_NAMES(a, fc_dns(a, "one.example"), fc_dir(a, one)));
    fc_set(&e[3]->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(a, fc_dir(a, two)));
    assert_defect(x, ERR_CRL_ENTRY_ISSUER);
    fc_set(&x->spec.exts, FC_OID_IDP, true, idp_of(x, (struct fc_idp){.indirect = true}));
    assert_sound(x);
    assert_true(finds(x, SPAN_LIT("\x01"), x->ca.subject, &found));
    assert_true(finds(x, SPAN_LIT("\x02"), one, &found));
    assert_true(finds(x, SPAN_LIT("\x03"), one, &found));
    assert_true(finds(x, SPAN_LIT("\x04"), two, &found));
    assert_false(finds(x, SPAN_LIT("\x02"), x->ca.subject, &found));
    assert_false(finds(x, SPAN_LIT("\x04"), one, &found));

    fc_set(&e[3]->exts, FC_OID_CERT_ISSUER, false, FC_NAMES(a, fc_dir(a, two)));
    assert_defect(x, ERR_CRL_CRITICALITY);
    fc_set(&e[3]->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(a, fc_dns(a, "two.example")));
    assert_defect(x, ERR_CRL_ENTRY_ISSUER);
}

/* Issuers cost where an entry of this serial number names one, and once as long as it holds. */
static void test_price_of_issuers(void **state)
{
    enum { ENTRIES = 16 };
    struct fixture *x = *state;
    struct arena *a = &x->arena;
    struct span other = fc_name(a, "CN=Other");
    struct cert c = {.serial = SPAN_LIT("\x05")};
    struct crl_entry out;
    uint64_t price = 1 + other.n / 8, work = price;
    bool found;

    fc_add(&x->spec.exts, FC_OID_IDP, true, idp_of(x, (struct fc_idp){.indirect = true}));
    assert_int_equal(name_id_of(&c.issuer_id, fc_name(a, "CN=Third")), ERR_OK);
    for (int i = 0; i < ENTRIES; i++) {
        struct fc_entry *e = fc_revoke(a, &x->spec, c.serial, 1);
        if (i == 0)
            fc_set(&e->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(a, fc_dir(a, other)));
    }
    assert_sound(x);
    assert_int_equal(crl_find(&found, &out, &x->crl, &c, &work), ERR_OK);
    assert_false(found);
    assert_int_equal(work, 0);
    work = price - 1;
    assert_int_equal(crl_find(&found, &out, &x->crl, &c, &work), ERR_LIMIT);
    /* Entries of another serial number cost nothing. */
    c.serial = SPAN_LIT("\x06");
    assert_int_equal(crl_find(&found, &out, &x->crl, &c, &work), ERR_OK);
    assert_false(found);
}

static void test_points(void **state)
{
    struct fixture *x = *state;
    struct arena *a = &x->arena;
    struct span none = {0}, uri = fc_uri(a, "http://a"), dir = fc_dir(a, x->ca.subject);
    struct span it = FC_CRLDP(a, fc_dp(a, uri, 0, none), fc_dp(a, none, 1 << 1, dir));
    struct crl_dp dp;

    assert_true(crl_dp_next(&it, &dp));
    assert_true(span_eq(dp.name, fd_tlv(a, DER_CTXC(0), uri)));
    assert_false(dp.some_reasons);
    assert_int_equal(dp.reasons, CRL_ALL_REASONS);
    assert_null(dp.issuer.p);
    assert_true(crl_dp_next(&it, &dp));
    assert_null(dp.name.p);
    assert_true(dp.some_reasons);
    assert_int_equal(dp.reasons, 1 << 1);
    assert_true(span_eq(dp.issuer, dir));
    assert_false(crl_dp_next(&it, &dp));

    /* A single point is not mistaken for the list. */
    it = FC_CRLDP(a, fc_dp(a, uri, 0, none));
    assert_true(crl_dp_next(&it, &dp));
    assert_false(crl_dp_next(&it, &dp));
    it = SPAN_LIT("\x30\x00");
    assert_false(crl_dp_next(&it, &dp));
}

/* A row of entries of 2^bits copies, walked once each. */
static void test_many_entries(void **state)
{
    enum { BITS = 16 };
    struct fixture *x = *state;
    struct arena *a = &x->arena;
    struct span one = FD(a, DER_SEQUENCE, fd_int(a, 5), fd_time(a, FC_NOW)), list = one;
    struct crl_iter it = {0};
    struct crl_entry e;
    size_t num = 0;

    for (int i = 0; i < BITS; i++)
        list = FD_CAT(a, list, list);
    x->spec.entries_raw = fd_tlv(a, DER_SEQUENCE, list);
    assert_sound(x);
    while (crl_next(&it, &x->crl, &e))
        num++;
    assert_int_equal(num, 1 << BITS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_shared_extensions), TEST(test_entry_values),     TEST(test_reasons),
        TEST(test_entry_defects),     TEST(test_entry_extensions), TEST(test_indirect),
        TEST(test_price_of_issuers),  TEST(test_points),           TEST(test_many_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
