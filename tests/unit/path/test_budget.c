/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a judgement takes from its budget, to the unit: whoever changes a price changes this table.
 * With one unit less of anything the verdict is the budget's end, wherever that comes.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/path/revkit.h"

static void set_san(struct revkit *k, struct span more)
{
    fc_set(&k->leaf.exts, FC_OID_SAN, false, FC_NAMES(&k->arena, fc_dns(&k->arena, FC_HOST), more));
}

static void exclude(struct revkit *k, struct span bases)
{
    fc_set(&k->ca.exts, FC_OID_NC, true, fc_nc(&k->arena, (struct span){0}, bases));
}

/* `n` letters and, behind them, text. */
static const char *letters(struct revkit *k, size_t n, const char *text)
{
    char *s = fd_alloc(&k->arena, n + strlen(text) + 1);

    memset(s, 'a', n);
    memcpy(s + n, text, strlen(text) + 1);
    return s;
}

static void plain(struct revkit *k)
{
    (void)k;
}

static void expired(struct revkit *k)
{
    k->leaf.not_after = FC_NOW - 1;
}

/* Others of the CA's name that look likelier than it, as they have the key identifier. */
static void rivals(struct revkit *k)
{
    for (int i = 0; i < 3; i++)
        revkit_helper(k, k->ca)->key = FKEY_P256_D;
    fc_drop(&k->ca.exts, FC_OID_SKI);
}

/* One that has the key identifier and is past goes before an anchor that has none. */
static void past(struct revkit *k)
{
    k->root = k->ca;
    fc_drop(&k->root.exts, FC_OID_SKI);
    k->ca.key = FKEY_P256_D;
    k->ca.not_after = FC_NOW - 1;
}

static void large_leaf(struct revkit *k)
{
    fc_set(&k->leaf.exts, FC_UNKNOWN_OID, false,
           fd_octets(&k->arena, span_of(fd_alloc(&k->arena, 5000), 5000)));
}

/* Verifying with DSA costs more than with a curve. */
static void dsa(struct revkit *k)
{
    k->trial.in.profile = PROFILE_RFC5280;
    k->trial.in.allow_weak = true;
    fc_rekey(&k->arena, &k->ca, FKEY_DSA_A);
    fc_reissue(&k->arena, &k->leaf, &k->ca);
    k->leaf.sig = FSIG_DSA_SHA256;
}

/* A key without parameters, which are the issuer's: it is looked at in each path. */
static void inherited(struct revkit *k)
{
    dsa(k);
    fc_rekey(&k->arena, &k->root, FKEY_DSA_A);
    fc_reissue(&k->arena, &k->root, &k->root);
    fc_reissue(&k->arena, &k->ca, &k->root);
    k->root.sig = k->ca.sig = FSIG_DSA_SHA256;
    k->ca.spki = FD(&k->arena, DER_SEQUENCE,
                    FD(&k->arena, DER_SEQUENCE, fd_oid(&k->arena, "1.2.840.10040.4.1")),
                    fd_bits(&k->arena, fkey_bits(&k->arena, FKEY_DSA_A)));
}

static void wildcards(struct revkit *k)
{
    set_san(k, FD_CAT(&k->arena, fc_dns(&k->arena, "*.example.com"),
                      fc_dns(&k->arena, "*.example.net"), fc_dns(&k->arena, "a.example.org")));
}

static void features(struct revkit *k)
{
    struct span list[60];

    for (size_t i = 0; i < 60; i++)
        list[i] = fd_int(&k->arena, (int)i);
    struct span all = fd_tlv(&k->arena, DER_SEQUENCE, fd_join(&k->arena, list, 60));
    fc_set(&k->ca.exts, FC_OID_TLS_FEATURE, false, all);
    fc_set(&k->leaf.exts, FC_OID_TLS_FEATURE, false, all);
}

/* Constraints of each kind: every name is compared with those of its own. */
static void constraints(struct revkit *k)
{
    set_san(k, FD_CAT(&k->arena, fc_dns(&k->arena, "b.example.com"),
                      fc_email(&k->arena, "a@example.com"), fc_ip(&k->arena, "7f000001"),
                      fc_uri(&k->arena, "https://example.com/"),
                      fc_dir(&k->arena, fc_name(&k->arena, "CN=a"))));
    exclude(k,
            FD_CAT(&k->arena, fc_dns(&k->arena, "example.net"), fc_dns(&k->arena, "example.org"),
                   fc_email(&k->arena, "example.net"), fc_ip(&k->arena, "0a000000ff000000"),
                   fc_uri(&k->arena, ".example.net"), fc_dir(&k->arena, fc_name(&k->arena, "CN=b")),
                   fc_dir(&k->arena, fc_name(&k->arena, "CN=c"))));
}

/* Addresses of which the local part is long, and the host not. */
static void long_constraints(struct revkit *k)
{
    set_san(k, fc_email(&k->arena, letters(k, 700, "@example.com")));
    exclude(k, fc_email(&k->arena, letters(k, 600, "b@example.com")));
}

static void policies(struct revkit *k)
{
    k->trial.in.policy.require_explicit = true;
    fc_set(&k->ca.exts, FC_OID_CP, false, fc_cp(&k->arena, "1.2.3.1 1.2.3.2 2.5.29.32.0"));
    fc_set(&k->ca.exts, FC_OID_PM, true, fc_pm(&k->arena, "1.2.3.1 1.2.3.4 1.2.3.2 1.2.3.5"));
    fc_set(&k->leaf.exts, FC_OID_CP, false, fc_cp(&k->arena, "1.2.3.4 1.2.3.5 1.2.3.6"));
}

static void crls(struct revkit *k)
{
    k->trial.in.revocation = REVOCATION_HARD;
}

/* A list that is long and has the serial number under another issuer. */
static void long_crl(struct revkit *k)
{
    crls(k);
    for (int i = 0; i < 12; i++)
        fc_revoke(&k->arena, &k->ca_crl, fd_copy(&k->arena, span_of((uint8_t[]){9, (uint8_t)i}, 2)),
                  1);
    struct fc_entry *e = fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    fc_set(&e->exts, FC_OID_CERT_ISSUER, true,
           FC_NAMES(&k->arena, revkit_dir(k, letters(k, 64, ",CN=Somebody else") - 3)));
    fc_set(&k->ca_crl.exts, FC_OID_IDP, true, fc_idp(&k->arena, (struct fc_idp){.indirect = true}));
}

static void scopes(struct revkit *k)
{
    struct span names[40];

    crls(k);
    for (size_t i = 0; i < 40; i++)
        names[i] = revkit_uri(k, i == 39 ? "http://a/" : "http://b/");
    fc_set(&k->leaf.exts, FC_OID_CRLDP, false,
           revkit_point(k, fd_join(&k->arena, names, 40), 0, (struct span){0}));
    fc_set(&k->ca_crl.exts, FC_OID_IDP, true,
           fc_idp(&k->arena, (struct fc_idp){.names = names[39]}));
}

static void delta(struct revkit *k)
{
    crls(k);
    struct fc_crl *d = revkit_crl(k, k->ca_crl);
    d->this_update = FC_NOW - 10;
    fc_set(&d->exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 9));
    fc_set(&d->exts, FC_OID_DELTA, true, fd_int(&k->arena, 7));
}

/* A certificate of the CA's name with a key of its own signs the CA's CRL. */
static void other_signer(struct revkit *k)
{
    struct fc_spec signer = fc_leaf_under(&k->arena, &k->root);

    crls(k);
    signer.subject = fc_name(&k->arena, FC_CA_NAME);
    signer.serial = SPAN_LIT("\x77");
    fc_rekey(&k->arena, &signer, FKEY_P256_D);
    fc_set(&signer.exts, FC_OID_KU, true, fc_ku(&k->arena, KU_CRL_SIGN));
    fc_drop(&signer.exts, FC_OID_EKU);
    fc_drop(&signer.exts, FC_OID_SAN);
    revkit_helper(k, signer);
    for (int i = 0; i < 7; i++)
        revkit_helper(k, fc_ca_under(&k->arena, "CN=Another", FKEY_P256_E, &k->root));
    k->ca_crl = fc_crl_of(&k->arena, &signer);
}

/* And its names are checked against constraints. */
static void constrained_signer(struct revkit *k)
{
    other_signer(k);
    fc_set(&k->root.exts, FC_OID_NC, true,
           fc_nc(&k->arena, (struct span){0}, fc_dir(&k->arena, fc_name(&k->arena, "CN=b"))));
}

static const struct row {
    const char *name;
    void (*make)(struct revkit *k);
    int decoys; /* other anchors of the root's name */
    int signatures, candidates, names, comparisons;
} rows[] = {
    {"plain", plain, 0, 2, 2, 0, 1},
    {"anchors", plain, 30, 2, 2, 0, 49},
    {"rivals", rivals, 0, 3, 5, 0, 4},
    {"past", past, 0, 1, 2, 0, 1},
    {"large leaf", large_leaf, 0, 2, 2, 0, 6},
    {"DSA", dsa, 0, 9, 2, 0, 2},
    {"inherited key", inherited, 0, 16, 2, 0, 23},
    {"wildcards", wildcards, 0, 2, 2, 0, 5},
    {"features", features, 0, 2, 2, 0, 4},
    {"constraints", constraints, 0, 2, 2, 11, 1},
    {"long constraints", long_constraints, 0, 2, 2, 3, 3},
    {"policies", policies, 0, 2, 2, 0, 16},
    {"CRLs", crls, 0, 4, 2, 0, 11},
    {"long CRL", long_crl, 0, 4, 2, 0, 12},
    {"scopes", scopes, 0, 4, 2, 0, 74},
    {"delta CRL", delta, 0, 5, 2, 0, 12},
    {"constrained signer", constrained_signer, 0, 6, 103, 3, 38},
    {"other signer", other_signer, 0, 6, 103, 0, 38},
};

enum { MUCH = 100000 };
static const struct budget much = {MUCH, MUCH, MUCH, MUCH, NULL, NULL, false};

static enum reason again(struct revkit *k, struct budget budget)
{
    struct trial *t = &k->trial;

    arena_free(&t->work);
    arena_init(&t->work, 64 << 20);
    t->in.budget = budget;
    assert_int_equal(judge_chain(&t->report, &t->in, &t->work), ERR_OK);
    return t->report.reason;
}

/* The counters of a budget, in the order of enum budget_spent. */
static uint64_t *counter(struct budget *b, enum budget_spent which)
{
    return which == SPENT_SIGNATURES   ? &b->signatures
           : which == SPENT_CANDIDATES ? &b->candidates
           : which == SPENT_NAMES      ? &b->names
                                       : &b->comparisons;
}

/* Each smaller budget of this kind ends the judgement. */
static void check_less(struct revkit *k, const char *name, enum budget_spent which, int spent)
{
    for (int n = 0; n < spent; n++) {
        struct budget b = much;

        *counter(&b, which) = (uint64_t)n;
        if (again(k, b) != REASON_LIMIT)
            fail_msg("%s: counter %d: %d of %d are enough", name, (int)which, n, spent);
        const struct finding *f = trial_finding(&k->trial, RULE_BUDGET);
        assert_non_null(f);
        assert_int_equal(f->a, which);
    }
}

static void check_row(struct revkit *k, const struct row *r)
{
    k->trial.in.revocation = REVOCATION_OFF;
    k->trial.in.budget = much;
    r->make(k);
    struct fc_spec decoy = k->root;
    fc_rekey(&k->arena, &decoy, FKEY_P256_E);
    decoy.issuer_key = decoy.key;
    assert_string_equal(reason_code(revkit_judge(k)), "ok");
    for (int i = 0; i < r->decoys; i++)
        assert_true(trial_anchor(&k->trial, fc_cert(&k->trial.arena, &decoy)));
    assert_int_equal(again(k, much), REASON_OK);
    struct budget left = k->trial.report.left;
    const int expected[] = {r->signatures, r->candidates, r->names, r->comparisons};
    for (enum budget_spent i = SPENT_SIGNATURES; i <= SPENT_COMPARISONS; i++) {
        int spent = MUCH - (int)*counter(&left, i);

        if (spent != expected[i - 1])
            fail_msg("%s: counter %d: %d spent", r->name, (int)i, spent);
        check_less(k, r->name, i, spent);
    }
}

static void test_spent(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *k;

        assert_int_equal(revkit_setup(&k), 0);
        check_row(k, &rows[i]);
        revkit_teardown(&k);
    }
}

/* Where no path is good one is looked for to speak of, with a budget of its own; what was left
 * counts as well. */
static void test_spent_explaining(void **state)
{
    struct revkit *k = *state;

    k->trial.in.revocation = REVOCATION_OFF;
    k->trial.in.budget = much;
    expired(k);
    assert_string_equal(reason_code(revkit_judge(k)), "expired");
    assert_int_equal(k->trial.report.left.signatures, MUCH + 20 - 2);
    assert_int_equal(k->trial.report.left.candidates, MUCH + 200 - 2);
    assert_int_equal(k->trial.report.left.names, MUCH + (1 << 17));
    assert_int_equal(k->trial.report.left.comparisons, MUCH + 20000 - 1);
}

/* Certificates of the issuer's name that sign themselves, each of which costs two signatures.  The
 * budget ends while they are looked at alone: the last of them could have been the issuer. */
static void test_many_roots(void **state)
{
    struct revkit *k = *state;
    struct trial *t = &k->trial;
    struct fc_spec rival = fc_root(&t->arena);

    rival.key = rival.issuer_key = FKEY_P256_D;
    rival.subject = rival.issuer = k->leaf.issuer;
    fc_drop(&rival.exts, FC_OID_SKI);
    for (int i = 0; i < 40; i++) {
        rival.serial = fd_copy(&t->arena, span_of((const uint8_t[]){0x40, (uint8_t)i}, 2));
        assert_true(trial_helper(t, fc_cert(&t->arena, &rival)));
    }
    t->in.revocation = REVOCATION_OFF;
    t->in.budget = much;
    assert_string_equal(reason_code(trial_judge(t, fc_cert(&t->arena, &k->leaf))), "bad-signature");
    struct budget few = much;
    few.signatures = 2 * 10;
    assert_string_equal(reason_code(again(k, few)), "limit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spent),
        cmocka_unit_test_setup_teardown(test_spent_explaining, revkit_setup, revkit_teardown),
        cmocka_unit_test_setup_teardown(test_many_roots, revkit_setup, revkit_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
