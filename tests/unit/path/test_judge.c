/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate that is itself an anchor: trusted directly, and never as its own issuer.  Keys, and
 * what ends a judgement. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/factory/trial.h"
#include "tests/unit/crypto/kit_rng.h"

static void test_anchor_as_leaf(void **state)
{
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena);
    struct span der = fc_cert(&t.arena, &root);
    assert_true(trial_anchor(&t, der));
    t.in.purpose = PURPOSE_ANY;
    assert_int_equal(trial_judge(&t, der), REASON_OK);
    assert_int_equal(t.report.chosen.num, 1);
    assert_true(t.report.chosen.anchored);
    trial_close(&t);
}

static void test_refused_anchor_as_leaf(void **state)
{
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena);
    struct span der = fc_cert(&t.arena, &root);
    assert_true(trial_anchor(&t, der));
    /* Its keyUsage is that of a CA alone: the report speaks of one certificate, not of a chain of
     * it with itself.  That it is a CA is a warning, since it is the anchor itself. */
    assert_int_equal(trial_judge(&t, der), REASON_KEY_USAGE);
    assert_non_null(trial_finding(&t, RULE_KEY_USAGE));
    assert_null(trial_finding(&t, RULE_LEAF_IS_CA));
    assert_int_equal(trial_finding(&t, RULE_ANCHOR_AS_LEAF)->severity, SEVERITY_WARNING);
    assert_int_equal(t.report.chosen.num, 1);
    assert_true(t.report.chosen.anchored);
    trial_close(&t);
}

/* Keys that only sign: a certificate that allows them nothing but a key exchange is not for servers
 * (RFC 8410 5, RFC 9881 5).  For a key of a curve that is a usage like others. */
static void test_keys_that_only_sign(void **state)
{
    static const struct {
        enum fkey key;
        bool only_signs;
    } rows[] = {{FKEY_P256_C, false}, {FKEY_ED25519_A, true}, {FKEY_MLDSA44_A, true}};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int signs = 0; signs < 2; signs++) {
            struct trial t;
            trial_open(&t);
            struct fc_spec root = fc_root(&t.arena), leaf = fc_leaf_under(&t.arena, &root);
            fc_rekey(&t.arena, &leaf, rows[i].key);
            fc_set(&leaf.exts, FC_OID_KU, true,
                   fc_ku(&t.arena, signs ? KU_DIGITAL_SIGNATURE : KU_KEY_AGREEMENT));
            assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
            bool refused = rows[i].only_signs && !signs;
            assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)),
                             refused ? REASON_KEY_USAGE : REASON_OK);
            assert_int_equal(trial_finding(&t, RULE_KEY_USAGE) != NULL, refused);
            trial_close(&t);
        }
    }
}

/* The leaf's key is prepared once, and the caller that uses the leaf gets it. */
static void test_leaf_key(void **state)
{
    struct pubkey *key = NULL;
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
    struct fc_spec leaf = fc_leaf(&t.arena);
    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    t.in.leaf_key = &key;
    /* The second time the first key is given back. */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
        assert_non_null(key);
    }
    /* An issuer's key is none of the leaf's. */
    leaf.spki = fkey_spki_with(&t.arena, FC_UNKNOWN_OID, (struct span){0}, SPAN_LIT("key"));
    assert_int_not_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    assert_null(key);
    trial_close(&t);
}

/* A clock that is asked `left` times before the time is over. */
static bool count_down(void *clock)
{
    unsigned *left = clock;

    return *left == 0 || --*left == 0;
}

/* However long it takes until the time is over, there is a verdict then, and it is one of those
 * two. */
static void test_time_up(void **state)
{
    unsigned asked = 0;
    (void)state;

    for (unsigned n = 1; n < 40; n++) {
        struct trial t;
        unsigned left = n;

        trial_open(&t);
        struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
        struct fc_spec leaf = fc_leaf(&t.arena);
        assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
        assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
        t.in.budget.is_over = count_down;
        t.in.budget.clock = &left;
        enum reason reason = trial_judge(&t, fc_cert(&t.arena, &leaf));
        if (reason == REASON_OK) {
            trial_close(&t);
            break;
        }
        asked = n;
        assert_int_equal(reason, REASON_LIMIT);
        assert_non_null(trial_finding(&t, RULE_TIME_UP));
        assert_null(trial_finding(&t, RULE_BUDGET));
        trial_close(&t);
    }
    /* Before each signature at least. */
    assert_true(asked >= 2 && asked < 39);
}

static struct privkey *new_key(uint32_t seed)
{
    struct kit_rng state = {.seed = seed};
    struct rng rng = kit_rng(&state);
    struct privkey *key;

    assert_int_equal(privkey_generate(&key, KEY_P256, 0, &rng), ERR_OK);
    return key;
}

/* The private key is the leaf's, or that of another certificate that came with it, or nobody's. */
static void test_key(void **state)
{
    struct privkey *key = new_key(1), *other = new_key(2), *strange = new_key(3);
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
    struct fc_spec leaf = fc_leaf(&t.arena), beside = fc_leaf(&t.arena);

    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    beside.spki = privkey_spki(other);
    assert_true(trial_helper(&t, fc_cert(&t.arena, &beside)));
    leaf.spki = privkey_spki(key);
    t.in.key = key;
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    t.in.key = other;
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_KEY_MISMATCH);
    assert_int_equal(trial_finding(&t, RULE_KEY_MISMATCH)->a, 2);
    t.in.key = strange;
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_KEY_MISMATCH);
    assert_int_equal(trial_finding(&t, RULE_KEY_MISMATCH)->a, 0);
    /* Those of --intermediates did not come with it. */
    t.helpers[1].source = SOURCE_INTERMEDIATES;
    t.in.key = other;
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_KEY_MISMATCH);
    assert_int_equal(trial_finding(&t, RULE_KEY_MISMATCH)->a, 0);
    trial_close(&t);
    privkey_free(key);
    privkey_free(other);
    privkey_free(strange);
}

/* A helper that does not decode is the reason only if the issuer is missing; a CRL never is. */
static void test_broken_inputs(void **state)
{
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
    struct fc_spec leaf = fc_leaf(&t.arena);

    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    t.in.broken_helper.err = t.in.broken_crl.err = ERR_DER_TRUNCATED;
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_MALFORMED);
    assert_int_equal(trial_finding(&t, RULE_BROKEN_HELPER)->severity, SEVERITY_ERROR);
    assert_int_equal(trial_finding(&t, RULE_BROKEN_HELPER)->err, ERR_DER_TRUNCATED);
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    assert_int_equal(trial_finding(&t, RULE_BROKEN_HELPER)->severity, SEVERITY_WARNING);
    assert_int_equal(trial_finding(&t, RULE_BAD_CRL)->severity, SEVERITY_WARNING);
    /* Another fault stays the reason. */
    leaf.not_after = FC_NOW - 1;
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_EXPIRED);
    trial_close(&t);
}

/* Anchors whose root comes only when more are asked for. */
struct late {
    struct anchors now;
    unsigned asked;
    bool has_more;
};

static const struct link *find_late(void *store, const struct anchor_name *subject, size_t i)
{
    const struct late *l = store;

    return l->asked > 0 && l->has_more ? l->now.find(l->now.store, subject, i) : NULL;
}

static bool more_late(void *store, unsigned generation)
{
    struct late *l = store;

    assert_int_equal(generation, 7);
    l->asked++;
    return l->has_more;
}

/* Before a no stands, the store is asked for more, once. */
static void test_more_anchors(void **state)
{
    struct trial t;
    (void)state;

    trial_open(&t);
    struct fc_spec root = fc_root(&t.arena), ca = fc_intermediate(&t.arena);
    struct fc_spec leaf = fc_leaf(&t.arena);

    assert_true(trial_anchor(&t, fc_cert(&t.arena, &root)));
    assert_true(trial_helper(&t, fc_cert(&t.arena, &ca)));
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    struct late late = {.now = t.in.anchors};

    t.in.anchors =
        (struct anchors){.store = &late, .find = find_late, .more = more_late, .generation = 7};
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_UNKNOWN_ISSUER);
    assert_int_equal(late.asked, 1);
    late = (struct late){.now = late.now, .has_more = true};
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    assert_int_equal(late.asked, 1);
    /* A good chain asks for nothing. */
    assert_int_equal(trial_judge(&t, fc_cert(&t.arena, &leaf)), REASON_OK);
    assert_int_equal(late.asked, 1);
    trial_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anchor_as_leaf), cmocka_unit_test(test_refused_anchor_as_leaf),
        cmocka_unit_test(test_leaf_key),       cmocka_unit_test(test_key),
        cmocka_unit_test(test_broken_inputs),  cmocka_unit_test(test_more_anchors),
        cmocka_unit_test(test_time_up),        cmocka_unit_test(test_keys_that_only_sign),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
