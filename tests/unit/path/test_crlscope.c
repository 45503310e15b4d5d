/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution points, scopes and reasons (RFC 5280 6.3.3 (b), (d), (e), (l)). */
#include "config.h"

#include "lib/path/crlscope.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>

#include "tests/unit/path/revkit.h"

#define URI "http://crl.example.com/1"

static const struct span none;

static void set_idp(struct revkit *k, struct fc_crl *crl, struct fc_idp idp)
{
    fc_set(&crl->exts, FC_OID_IDP, true, fc_idp(&k->arena, idp));
}

static void set_points(struct revkit *k, struct span points)
{
    fc_set(&k->leaf.exts, FC_OID_CRLDP, false, points);
}

static void test_kinds_of_certificates(void **state)
{
    struct revkit *k = *state;

    set_idp(k, &k->ca_crl, (struct fc_idp){.only_user = true});
    set_idp(k, &k->root_crl, (struct fc_idp){.only_ca = true});
    assert_good(k);
    set_idp(k, &k->ca_crl, (struct fc_idp){.only_ca = true});
    assert_unknown(k, ERR_CRL_SCOPE);
    set_idp(k, &k->ca_crl, (struct fc_idp){.only_attribute = true});
    assert_unknown(k, ERR_CRL_SCOPE);
    set_idp(k, &k->ca_crl, (struct fc_idp){.only_user = true});
    set_idp(k, &k->root_crl, (struct fc_idp){.only_user = true});
    assert_unknown(k, ERR_CRL_SCOPE);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOCATION_UNKNOWN)->cert, 1);
}

/* The list is for others: that the certificate stands in it means nothing. */
static void test_listed_out_of_scope(void **state)
{
    struct revkit *k = *state;

    set_idp(k, &k->ca_crl, (struct fc_idp){.only_ca = true});
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    assert_unknown(k, ERR_CRL_SCOPE);
}

static void test_full_names(void **state)
{
    struct revkit *k = *state;
    struct span other = revkit_uri(k, "http://crl.example.com/2");
    struct span both = FD_CAT(&k->arena, other, revkit_uri(k, URI));

    set_idp(k, &k->ca_crl, (struct fc_idp){.names = revkit_uri(k, URI)});
    assert_unknown(k, ERR_CRL_SCOPE);
    set_points(k, revkit_point(k, revkit_uri(k, URI), 0, none));
    assert_good(k);
    set_points(k, revkit_point(k, both, 0, none));
    assert_good(k);
    set_points(k, revkit_point(k, other, 0, none));
    assert_unknown(k, ERR_CRL_SCOPE);
    set_idp(k, &k->ca_crl, (struct fc_idp){.names = both});
    assert_good(k);
    /* The same text as a name of another kind. */
    set_points(k, revkit_point(k, fc_dns(&k->arena, URI), 0, none));
    assert_unknown(k, ERR_CRL_SCOPE);
    /* A CRL without a distribution point is for all. */
    fc_drop(&k->ca_crl.exts, FC_OID_IDP);
    assert_good(k);
}

static void test_several_points(void **state)
{
    struct revkit *k = *state;
    struct arena *a = &k->arena;

    set_points(k, FC_CRLDP(a, fc_dp(a, revkit_uri(k, "http://a.example"), 0, none),
                           fc_dp(a, revkit_uri(k, URI), 0, none)));
    set_idp(k, &k->ca_crl, (struct fc_idp){.names = revkit_uri(k, URI)});
    assert_good(k);
    fc_revoke(a, &k->ca_crl, k->leaf.serial, 1);
    assert_revoked(k);
}

/* A directory name equals itself in another spelling, in any of its forms. */
static void test_directory_names(void **state)
{
    struct revkit *k = *state;
    struct arena *a = &k->arena;
    struct span rdn = fc_rdn(a, "2.5.4.3", DER_UTF8_STRING, SPAN_LIT("crl 1"));
    struct der d = der_open(rdn, &k->trial.fail);
    struct span attribute = der_get(&d, DER_SET);
    struct span relative =
        FD(a, DER_SEQUENCE,
           FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), fd_tlv(a, DER_CTXC(1), attribute))));
    struct span full = revkit_dir(k, FC_CA_NAME ",CN=CRL 1");

    set_idp(k, &k->ca_crl, (struct fc_idp){.names = full});
    set_points(k, revkit_point(k, full, 0, none));
    assert_good(k);
    set_points(k, relative);
    assert_good(k);
    set_idp(k, &k->ca_crl, (struct fc_idp){.relative = attribute});
    assert_good(k);
    set_points(k, revkit_point(k, full, 0, none));
    assert_good(k);
    set_points(k, revkit_point(k, revkit_dir(k, "CN=crl 1"), 0, none));
    assert_unknown(k, ERR_CRL_SCOPE);
    /* What makes no name with the issuer's is none. */
    set_idp(k, &k->ca_crl, (struct fc_idp){.relative = SPAN_LIT("\x05\x00")});
    set_points(k, relative);
    assert_unknown(k, ERR_CRL_SCOPE);
}

/* Without a point that fits, the issuer's own name stands for one. */
static void test_implicit_point(void **state)
{
    struct revkit *k = *state;

    set_idp(k, &k->ca_crl, (struct fc_idp){.names = revkit_dir(k, FC_CA_NAME)});
    assert_good(k);
    set_points(k, revkit_point(k, revkit_uri(k, URI), 0, none));
    assert_good(k);
    set_idp(k, &k->ca_crl, (struct fc_idp){.names = revkit_dir(k, FC_ROOT_NAME)});
    assert_unknown(k, ERR_CRL_SCOPE);
}

static void test_reasons(void **state)
{
    struct revkit *k = *state;
    uint32_t some = 1 << 1 | 1 << 2;
    struct fc_crl *rest;

    set_idp(k, &k->ca_crl, (struct fc_idp){.reasons = some});
    assert_unknown(k, ERR_CRL_SOME_REASONS);
    rest = revkit_crl(k, k->ca_crl);
    set_idp(k, rest, (struct fc_idp){.reasons = CRL_ALL_REASONS & ~some & ~(1u << 8)});
    assert_unknown(k, ERR_CRL_SOME_REASONS);
    set_idp(k, rest, (struct fc_idp){.reasons = CRL_ALL_REASONS & ~some});
    assert_good(k);
    fc_revoke(&k->arena, rest, k->leaf.serial, 4);
    assert_revoked(k);
}

/* Reasons that a point names limit what its CRLs can tell. */
static void test_reasons_of_points(void **state)
{
    struct revkit *k = *state;
    struct arena *a = &k->arena;
    struct span uri = revkit_uri(k, URI), other = revkit_uri(k, "http://crl.example.com/2");
    uint32_t some = 1 << 1;

    set_idp(k, &k->ca_crl, (struct fc_idp){.names = uri});
    set_points(k, revkit_point(k, uri, some, none));
    assert_unknown(k, ERR_CRL_SOME_REASONS);
    set_points(
        k, FC_CRLDP(a, fc_dp(a, uri, some, none), fc_dp(a, other, CRL_ALL_REASONS & ~some, none)));
    assert_unknown(k, ERR_CRL_SOME_REASONS);
    set_idp(k, revkit_crl(k, k->ca_crl), (struct fc_idp){.names = other});
    assert_good(k);
}

/* RFC 5280 4.2.1.13: reasons that is there and empty, or {unused}, is not all reasons. */
static void test_no_reasons(void **state)
{
    struct revkit *k = *state;
    struct arena *a = &k->arena;
    struct span uri = revkit_uri(k, URI);
    struct span empty = FD(a, DER_SEQUENCE,
                           FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), fd_tlv(a, DER_CTXC(0), uri)),
                              SPAN_LIT("\x81\x01\x00")));

    set_idp(k, &k->ca_crl, (struct fc_idp){.names = uri});
    set_points(k, revkit_point(k, uri, CRL_ALL_REASONS, none));
    assert_good(k);
    set_points(k, revkit_point(k, uri, 1, none));
    assert_unknown(k, ERR_CRL_SOME_REASONS);
    set_points(k, empty);
    assert_unknown(k, ERR_CRL_SOME_REASONS);
    set_points(k, revkit_point(k, uri, (CRL_ALL_REASONS & ~(1u << 8)) | 1, none));
    assert_unknown(k, ERR_CRL_SOME_REASONS);
    /* The issuer's CRL for all of its certificates is not one of that point (6.3.3, last). */
    fc_drop(&k->ca_crl.exts, FC_OID_IDP);
    assert_good(k);
}

/* RFC 5280 6.3.3 (c) (2): every field of the scope of a delta CRL is that of the complete one. */
static void test_scope_of_delta(void **state)
{
    struct revkit *k = *state;
    struct span here = FD_CAT(&k->arena, revkit_uri(k, URI)), there = revkit_uri(k, "http://b");
    const struct fc_idp one = {.names = here, .only_user = true, .indirect = true};
    const struct {
        struct fc_idp complete, delta;
    } rows[] = {
        {one, {.names = there, .only_user = true, .indirect = true}},
        {one, {.only_user = true, .indirect = true}},
        {one, {.names = here, .indirect = true}},
        {one, {.names = here, .only_user = true}},
        {one, {.names = here, .only_ca = true, .indirect = true}},
        {one, {.names = here, .only_attribute = true, .indirect = true}},
        {one, {.names = here, .only_user = true, .indirect = true, .reasons = 1 << 1}},
        {{.names = here}, {.names = here, .only_user = true}},
        {{.names = here}, {.names = here, .only_ca = true}},
        {{.names = here}, {.names = here, .only_attribute = true}},
        {{.names = here}, {.names = here, .indirect = true}},
        {{.names = here}, {.names = here, .reasons = CRL_ALL_REASONS}},
        {{.names = here}, {.names = FD_CAT(&k->arena, here, there)}},
        {{.names = here}, {.only_user = false}},
        {{.only_user = false}, {.names = here}},
    };
    struct fc_crl *delta = revkit_crl(k, k->ca_crl);

    set_points(k, revkit_point(k, here, 0, none));
    fc_set(&delta->exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 9));
    fc_set(&delta->exts, FC_OID_DELTA, true, fd_int(&k->arena, 7));
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, CRL_HOLD);
    fc_revoke(&k->arena, delta, k->leaf.serial, CRL_REMOVE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct fc_idp *idps[] = {&rows[i].complete, &rows[i].delta};
        struct fc_crl *crls[] = {&k->ca_crl, delta};
        for (size_t both = 0; both < 2; both++) {
            for (size_t n = 0; n < 2; n++) {
                const struct fc_idp *idp = idps[both == 0 ? 0 : n];
                set_idp(k, crls[n], idp->names.p != NULL || idp->only_user ? *idp : one);
                if (idp->names.p == NULL && !idp->only_user)
                    fc_drop(&crls[n]->exts, FC_OID_IDP);
            }
            if (both == 0)
                assert_good(k);
            else
                assert_revoked(k);
        }
    }
}

/* 6.3.3 (c) (3): so is every field of its key identifier. */
static void test_key_id_of_delta(void **state)
{
    struct revkit *k = *state;
    struct arena *a = &k->arena;
    struct span id = SPAN_LIT("id"), name = revkit_dir(k, FC_ROOT_NAME), serial = SPAN_LIT("\x05");
    const struct {
        struct span id, issuer, serial;
    } rows[] = {
        {id, name, serial},
        {SPAN_LIT("other"), name, serial},
        {id, revkit_dir(k, "CN=Other"), serial},
        {id, name, SPAN_LIT("\x06")},
        {id, none, none},
        {none, name, serial},
    };
    struct fc_crl *delta = revkit_crl(k, k->ca_crl);

    fc_set(&k->ca_crl.exts, FC_OID_AKI, false, fc_aki(a, id, name, serial));
    fc_set(&delta->exts, FC_OID_CRL_NUMBER, false, fd_int(a, 9));
    fc_set(&delta->exts, FC_OID_DELTA, true, fd_int(a, 7));
    fc_revoke(a, &k->ca_crl, k->leaf.serial, CRL_HOLD);
    fc_revoke(a, delta, k->leaf.serial, CRL_REMOVE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fc_set(&delta->exts, FC_OID_AKI, false,
               fc_aki(a, rows[i].id, rows[i].issuer, rows[i].serial));
        if (i == 0)
            assert_good(k);
        else
            assert_revoked(k);
    }
    fc_drop(&delta->exts, FC_OID_AKI);
    assert_revoked(k);
}

/* A newer CRL that covers all reasons leaves nothing to an older one. */
static void test_reasons_covered(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *older = revkit_crl(k, k->ca_crl);

    older->this_update--;
    set_idp(k, older, (struct fc_idp){.only_user = true, .reasons = 1 << 1});
    fc_revoke(&k->arena, older, k->leaf.serial, CRL_HOLD);
    assert_good(k);
}

/* URIs that end in 1 to n, the last one first. */
static struct span many_uris(struct revkit *k, char which, int n)
{
    struct span all = {0};
    char uri[64];

    for (int i = n; i > 0; i--) {
        snprintf(uri, sizeof uri, "http://%c.example/%d", which, i);
        all = FD_CAT(&k->arena, all, revkit_uri(k, uri));
    }
    return all;
}

/* Many names on both sides cost what their bytes cost, not their product. */
static void test_many_names(void **state)
{
    enum { NAMES = 1000 };
    struct revkit *k = *state;
    struct span left = many_uris(k, 'a', NAMES);
    struct span right = many_uris(k, 'b', NAMES);

    set_idp(k, &k->ca_crl, (struct fc_idp){.names = left});
    set_points(k, revkit_point(k, right, 0, none));
    assert_unknown(k, ERR_CRL_SCOPE);
    assert_true(k->trial.report.left.comparisons + 20 * NAMES > k->trial.in.budget.comparisons);
    /* The last of one list is the first of the other. */
    right = FD_CAT(&k->arena, right, revkit_uri(k, "http://a.example/1"));
    set_points(k, revkit_point(k, right, 0, none));
    assert_good(k);
    k->trial.in.budget.comparisons = 1000;
    assert_string_equal(reason_code(revkit_judge(k)), "limit");
}

/* Relative names of every length around those at which the lengths of DER grow. */
static void test_long_relative(void **state)
{
    static const size_t around[] = {96, 122, 216, 250};

    (void)state;
    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
        for (size_t n = around[i] - 14; n < around[i] + 14; n++) {
            void *kit;

            assert_int_equal(revkit_setup(&kit), 0);
            struct revkit *k = kit;
            char *text = fd_alloc(&k->arena, n + 1);
            memset(text, 'n', n);
            struct span attribute = FD(&k->arena, DER_SEQUENCE, fd_oid(&k->arena, "2.5.4.3"),
                                       fd_str(&k->arena, DER_UTF8_STRING, text));
            struct span relative = FD(&k->arena, DER_CTXC(1), attribute);
            struct span point = FD(&k->arena, DER_SEQUENCE, FD(&k->arena, DER_CTXC(0), relative));
            set_points(k, FD(&k->arena, DER_SEQUENCE, point));
            struct span rdns = FD_CAT(&k->arena, span_tail(k->ca.subject, 2),
                                      FD(&k->arena, DER_SET, attribute));
            struct span name = fc_dir(&k->arena, fd_tlv(&k->arena, DER_SEQUENCE, rdns));
            set_idp(k, &k->ca_crl, (struct fc_idp){.names = name});
            assert_good(k);
            revkit_teardown(&kit);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, revkit_setup, revkit_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_kinds_of_certificates),
        TEST(test_listed_out_of_scope),
        TEST(test_full_names), cmocka_unit_test(test_long_relative),
        TEST(test_several_points),
        TEST(test_directory_names),
        TEST(test_implicit_point),
        TEST(test_reasons),
        TEST(test_reasons_of_points),
        TEST(test_no_reasons),
        TEST(test_scope_of_delta),
        TEST(test_key_id_of_delta),
        TEST(test_reasons_covered),
        TEST(test_many_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
