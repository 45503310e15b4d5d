/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may sign a CRL (RFC 5280 6.3.3 (f), (g)), and indirect CRLs. */
#include "config.h"

#include "lib/path/crlsigner.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "lib/path/revoke.h"
#include "tests/unit/crypto/kit_rng.h"
#include "tests/unit/path/revkit.h"

#define SIGNER_NAME "O=Example Trust,CN=Example CRLs"

static const struct span none;

/* A certificate that signs nothing but CRLs, under the root, with a number of its own. */
static struct fc_spec signer_under(struct revkit *k, const char *name, const struct fc_spec *issuer)
{
    struct fc_spec s = fc_leaf_under(&k->arena, issuer);

    s.subject = fc_name(&k->arena, name);
    s.serial = SPAN_LIT("\x77");
    fc_rekey(&k->arena, &s, FKEY_P256_D);
    fc_set(&s.exts, FC_OID_KU, true, fc_ku(&k->arena, KU_CRL_SIGN));
    fc_drop(&s.exts, FC_OID_EKU);
    fc_drop(&s.exts, FC_OID_SAN);
    return s;
}

/* The CA's CRL comes from a key of its own, certified by the root under the CA's name. */
static struct fc_spec *separate_key(struct revkit *k)
{
    struct fc_spec *s = revkit_helper(k, signer_under(k, FC_CA_NAME, &k->root));

    k->ca_crl = fc_crl_of(&k->arena, s);
    return s;
}

static void point_to(struct revkit *k, struct fc_spec *cert, struct span crl_issuer)
{
    fc_set(&cert->exts, FC_OID_CRLDP, false, revkit_point(k, none, 0, crl_issuer));
}

static void set_indirect(struct revkit *k, struct fc_crl *crl)
{
    fc_set(&crl->exts, FC_OID_IDP, true, fc_idp(&k->arena, (struct fc_idp){.indirect = true}));
}

static struct fc_entry *revoke_of(struct revkit *k, struct fc_crl *crl, const struct fc_spec *s)
{
    struct fc_entry *e = fc_revoke(&k->arena, crl, s->serial, 1);

    fc_set(&e->exts, FC_OID_CERT_ISSUER, true, FC_NAMES(&k->arena, fc_dir(&k->arena, s->issuer)));
    return e;
}

/* The leaf's CRL is another authority's. */
static struct fc_spec *indirect(struct revkit *k)
{
    struct fc_spec *s = revkit_helper(k, signer_under(k, SIGNER_NAME, &k->root));

    k->ca_crl = fc_crl_of(&k->arena, s);
    set_indirect(k, &k->ca_crl);
    point_to(k, &k->leaf, revkit_dir(k, SIGNER_NAME));
    return s;
}

static void set_ku(struct revkit *k, struct fc_spec *s, uint32_t flags)
{
    fc_set(&s->exts, FC_OID_KU, true, fc_ku(&k->arena, flags));
}

static void test_key_usage(void **state)
{
    struct revkit *k = *state;

    set_ku(k, &k->ca, KU_KEY_CERT_SIGN);
    assert_bad_crl(k, ERR_CRL_SIGN_USAGE);
    assert_int_equal(trial_finding(&k->trial, RULE_BAD_CRL)->cert, 0);
    fc_drop(&k->ca.exts, FC_OID_KU);
    assert_good(k);
    /* The anchor is no exception. */
    set_ku(k, &k->root, KU_KEY_CERT_SIGN);
    assert_bad_crl(k, ERR_CRL_SIGN_USAGE);
    assert_int_equal(trial_finding(&k->trial, RULE_BAD_CRL)->cert, 1);
}

static void test_separate_key(void **state)
{
    struct revkit *k = *state;
    struct fc_spec *s = separate_key(k);

    assert_good(k);
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    assert_revoked(k);
    k->ca_crl.num_entries = 0;
    set_ku(k, s, KU_KEY_CERT_SIGN);
    assert_bad_crl(k, ERR_CRL_SIGN_USAGE);
    /* What cannot be read does not lack it. */
    fc_set(&s->exts, FC_OID_KU, true, SPAN_LIT("\x05\0"));
    assert_bad_crl(k, ERR_CRL_SIGN_UNREAD);
    /* A name alone makes no signer of what is no CA. */
    fc_drop(&s->exts, FC_OID_KU);
    assert_bad_crl(k, ERR_CRL_SIGN_USAGE);
    set_ku(k, s, KU_CRL_SIGN);
    s->not_after = FC_NOW - 1;
    assert_bad_crl(k, ERR_CRL_SIGNER_PATH);
    s->not_after = FC_NOW + FC_DAY;
    s->corrupt = true;
    assert_bad_crl(k, ERR_CRL_SIGNER_PATH);
}

/* 6.3.3 (f): the same trust anchor. */
static void test_other_anchor(void **state)
{
    struct revkit *k = *state;
    struct fc_spec other = fc_root(&k->arena);
    struct fc_spec *s = separate_key(k);

    other.subject = other.issuer = fc_name(&k->arena, "CN=Other Root");
    fc_rekey(&k->arena, &other, FKEY_P256_E);
    other.issuer_key = FKEY_P256_E;
    fc_reissue(&k->arena, s, &other);
    revkit_crl(k, fc_crl_of(&k->arena, &other));
    revkit_judge(k);
    assert_true(trial_anchor(&k->trial, fc_cert(&k->arena, &other)));
    assert_int_equal(trial_judge(&k->trial, fc_cert(&k->arena, &k->leaf)),
                     REASON_REVOCATION_UNKNOWN);
    assert_int_equal(trial_finding(&k->trial, RULE_BAD_CRL)->err, ERR_CRL_SIGNER_PATH);
    /* Certified by both roots it is fit again. */
    struct fc_spec cross = other;
    fc_reissue(&k->arena, &cross, &k->root);
    cross.serial = SPAN_LIT("\x79");
    revkit_helper(k, cross);
    assert_good(k);
}

static void test_budget(void **state)
{
    struct revkit *k = *state;
    struct trial *t = &k->trial;
    struct budget budget = budget_default();
    struct report report = {.arena = &t->work};
    struct keyring keys;

    separate_key(k);
    assert_good(k);
    for (int i = 0; i < 2; i++) {
        struct path path = t->report.chosen;
        path.findings = NULL;
        path.num_findings = path.cap_findings = 0;
        budget.candidates = i == 0 ? 110 : 99;
        keyring_init(&keys, &t->work, &budget);
        struct revoker revoker = {.in = &t->in, .keys = &keys, .arena = &t->work};
        assert_int_equal(revoke_path(&report, &path, &revoker), ERR_OK);
        assert_int_equal(path.num_findings, i);
        assert_true(i == 0 || path.findings[0].rule == RULE_BUDGET);
        keyring_free(&keys);
    }
}

static void test_revoked_signer(void **state)
{
    struct revkit *k = *state;
    struct fc_spec *s = separate_key(k);

    fc_revoke(&k->arena, &k->root_crl, s->serial, 1);
    assert_bad_crl(k, ERR_CRL_SIGNER_PATH);
    k->trial.in.revocation = REVOCATION_SOFT;
    assert_good(k);
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    assert_good(k);
}

/* That the signer may have been revoked counts where that counts for the chain. */
static void test_signer_unknown(void **state)
{
    struct revkit *k = *state;

    separate_key(k);
    /* The root's CRL is good for the CA, and not for the signer. */
    fc_set(&k->root_crl.exts, FC_OID_IDP, true,
           fc_idp(&k->arena, (struct fc_idp){.only_ca = true}));
    assert_bad_crl(k, ERR_CRL_SIGNER_PATH);
    k->trial.in.revocation = REVOCATION_SOFT;
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    assert_revoked(k);
}

static void test_indirect(void **state)
{
    struct revkit *k = *state;

    indirect(k);
    assert_good(k);
    /* The number alone is the signer's own. */
    fc_revoke(&k->arena, &k->ca_crl, k->leaf.serial, 1);
    assert_good(k);
    revoke_of(k, &k->ca_crl, &k->leaf);
    assert_revoked(k);
}

static void test_not_indirect(void **state)
{
    struct revkit *k = *state;

    indirect(k);
    fc_drop(&k->ca_crl.exts, FC_OID_IDP);
    assert_unknown(k, ERR_OK);
}

static void test_not_designated(void **state)
{
    struct revkit *k = *state;

    indirect(k);
    point_to(k, &k->leaf, revkit_dir(k, "CN=Somebody else"));
    assert_unknown(k, ERR_OK);
    fc_drop(&k->leaf.exts, FC_OID_CRLDP);
    assert_unknown(k, ERR_OK);
    point_to(k, &k->leaf, fc_dns(&k->arena, "crl.example.com"));
    assert_unknown(k, ERR_OK);
}

/* Where the issuer names another one for its CRLs, its own count still, as CRLs that it
 * publishes without naming them. */
static void test_own_crl_beside(void **state)
{
    struct revkit *k = *state;

    indirect(k);
    k->ca_crl = fc_crl_of(&k->arena, &k->ca);
    assert_good(k);
}

/* The CRL's issuer is named in the distribution point of its CRL by cRLIssuer alone. */
static void test_indirect_point(void **state)
{
    struct revkit *k = *state;
    struct fc_idp idp = {.indirect = true, .names = revkit_dir(k, SIGNER_NAME)};

    indirect(k);
    fc_set(&k->ca_crl.exts, FC_OID_IDP, true, fc_idp(&k->arena, idp));
    assert_good(k);
    idp.names = revkit_dir(k, "CN=Other");
    fc_set(&k->ca_crl.exts, FC_OID_IDP, true, fc_idp(&k->arena, idp));
    assert_unknown(k, ERR_CRL_SCOPE);
}

/* RFC 5280 6.3.3 (c) (1): a delta CRL of the same issuer, not only by the same key. */
static void test_delta_of_other_issuer(void **state)
{
    struct revkit *k = *state;
    struct fc_crl *delta;

    indirect(k);
    revoke_of(k, &k->ca_crl, &k->leaf);
    delta = revkit_crl(k, k->ca_crl);
    fc_set(&delta->exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 9));
    fc_set(&delta->exts, FC_OID_DELTA, true, fd_int(&k->arena, 7));
    fc_set(&delta->entries[0].exts, FC_OID_REASON, false, SPAN_LIT("\x0a\x01\x08"));
    assert_good(k);
    delta->issuer = k->ca.subject;
    assert_revoked(k);
}

/* Each signer's certificate needs the CRL of the next one. */
static void test_row_of_signers(void **state)
{
    enum { MOST = 4 };
    static const char *const names[] = {"CN=S0", "CN=S1", "CN=S2", "CN=S3", "CN=S4", "CN=S5"};
    static const char serials[] = "\x70\x71\x72\x73\x74\x75";
    struct revkit *k = *state;

    fc_set(&k->root_crl.exts, FC_OID_IDP, true,
           fc_idp(&k->arena, (struct fc_idp){.only_ca = true}));
    k->no_ca_crl = true;
    point_to(k, &k->leaf, revkit_dir(k, names[0]));
    for (int i = 0; i <= MOST; i++) {
        struct fc_spec *s = revkit_helper(k, signer_under(k, names[i], &k->root));
        s->serial = span_of(serials + i, 1);
        fc_rekey(&k->arena, s, (enum fkey)(FKEY_P256_D + i));
        point_to(k, s, revkit_dir(k, names[i + 1]));
        set_indirect(k, revkit_crl(k, fc_crl_of(&k->arena, s)));
    }
    /* The last one tells of itself. */
    point_to(k, &k->helpers[MOST - 1], revkit_dir(k, names[MOST - 1]));
    assert_good(k);
    point_to(k, &k->helpers[MOST - 1], revkit_dir(k, names[MOST]));
    point_to(k, &k->helpers[MOST], revkit_dir(k, names[MOST]));
    assert_bad_crl(k, ERR_CRL_SIGNER_PATH);
}

static void test_signer_absent(void **state)
{
    struct revkit *k = *state;

    indirect(k);
    k->num_helpers = 0;
    assert_bad_crl(k, ERR_CRL_SIGNER_ABSENT);
}

/* An authority for CRLs, certified by the CA itself, that tells of its own certificate, too. */
static void test_signer_in_own_crl(void **state)
{
    struct revkit *k = *state;
    struct fc_spec *s = indirect(k);

    fc_reissue(&k->arena, s, &k->ca);
    point_to(k, s, revkit_dir(k, SIGNER_NAME));
    assert_good(k);
    revoke_of(k, &k->ca_crl, s);
    assert_bad_crl(k, ERR_CRL_SIGNER_PATH);
}

/* A key does not vouch for its own certificate through one that it has signed. */
static void test_signer_below_target(void **state)
{
    struct revkit *k = *state;
    struct fc_spec *s = revkit_helper(k, signer_under(k, SIGNER_NAME, &k->ca));

    point_to(k, &k->ca, revkit_dir(k, SIGNER_NAME));
    k->root_crl = fc_crl_of(&k->arena, s);
    set_indirect(k, &k->root_crl);
    assert_bad_crl(k, ERR_CRL_SIGNER_PATH);
    assert_int_equal(trial_finding(&k->trial, RULE_BAD_CRL)->cert, 1);
    fc_reissue(&k->arena, s, &k->root);
    point_to(k, s, revkit_dir(k, SIGNER_NAME));
    assert_good(k);
}

/* Two signers that vouch for each other vouch for nothing. */
static void test_signers_in_a_circle(void **state)
{
    struct revkit *k = *state;
    struct fc_spec *a = indirect(k);
    struct fc_spec *b = revkit_helper(k, signer_under(k, "CN=Second", &k->root));

    fc_rekey(&k->arena, b, FKEY_P256_E);
    b->serial = SPAN_LIT("\x78");
    point_to(k, a, revkit_dir(k, "CN=Second"));
    point_to(k, b, revkit_dir(k, SIGNER_NAME));
    point_to(k, &k->ca, revkit_dir(k, "CN=Nobody"));
    set_indirect(k, revkit_crl(k, fc_crl_of(&k->arena, b)));
    /* The root's own CRL is good for the CA alone. */
    fc_set(&k->root_crl.exts, FC_OID_IDP, true,
           fc_idp(&k->arena, (struct fc_idp){.only_ca = true}));
    assert_bad_crl(k, ERR_CRL_SIGNER_PATH);
    /* One that stands on its own breaks the circle. */
    point_to(k, b, revkit_dir(k, "CN=Second"));
    assert_good(k);
}

/* The CA has a new key, in a certificate that its old key, the root's, has signed. */
static void roll_key(struct revkit *k)
{
    k->ca.subject = k->ca.issuer = k->leaf.issuer = k->root.subject;
    k->ca_crl = fc_crl_of(&k->arena, &k->ca);
}

/* RFC 5280 6.3.3 (f): a key that was revoked does not say of itself that it was not. */
static void test_newer_crl_by_itself(void **state)
{
    struct revkit *k = *state;

    roll_key(k);
    assert_good(k);
    fc_revoke(&k->arena, &k->root_crl, k->ca.serial, 1);
    k->ca_crl.this_update = k->root_crl.this_update + 1;
    assert_revoked(k);
    assert_int_equal(trial_finding(&k->trial, RULE_REVOKED)->cert, 1);
    fc_set(&k->ca_crl.exts, FC_OID_CRL_NUMBER, false, fd_int(&k->arena, 99));
    k->ca_crl.this_update = k->root_crl.this_update;
    assert_revoked(k);
    /* What it says against itself counts. */
    k->root_crl.num_entries = 0;
    fc_revoke(&k->arena, &k->ca_crl, k->ca.serial, 1);
    assert_revoked(k);
    /* Nobody else says anything. */
    k->ca_crl.num_entries = 0;
    k->no_root_crl = true;
    assert_good(k);
}

/* --fail-within is asked of the path that is judged, and takes no CRL away. */
static void test_signer_ends_soon(void **state)
{
    struct revkit *k = *state;
    struct fc_spec *s = indirect(k);

    k->trial.in.fail_within.seconds = 2 * FC_DAY;
    s->not_after = FC_NOW + FC_DAY;
    assert_good(k);
    k->trial.in.revocation = REVOCATION_SOFT;
    revoke_of(k, &k->ca_crl, &k->leaf);
    assert_revoked(k);
}

/* The private key is the leaf's: that the signer of a CRL has another one is no fault. */
static void test_signer_and_key(void **state)
{
    struct revkit *k = *state;
    struct kit_rng source = {.seed = 1};
    const struct rng rng = kit_rng(&source);
    struct privkey *key;

    separate_key(k);
    assert_int_equal(privkey_generate(&key, KEY_P256, 0, &rng), ERR_OK);
    k->leaf.spki = privkey_spki(key);
    k->trial.in.key = key;
    assert_good(k);
    privkey_free(key);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, revkit_setup, revkit_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_key_usage),
        TEST(test_separate_key),
        TEST(test_other_anchor),
        TEST(test_budget),
        TEST(test_revoked_signer),
        TEST(test_signer_unknown),
        TEST(test_indirect),
        TEST(test_not_indirect),
        TEST(test_not_designated),
        TEST(test_own_crl_beside),
        TEST(test_indirect_point),
        TEST(test_delta_of_other_issuer),
        TEST(test_row_of_signers),
        TEST(test_signer_absent),
        TEST(test_signer_in_own_crl),
        TEST(test_signer_below_target),
        TEST(test_signers_in_a_circle),
        TEST(test_newer_crl_by_itself),
        TEST(test_signer_ends_soon),
        TEST(test_signer_and_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
