/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/mint/test_pki.h"
#include "tests/factory/trial.h"
#include "tests/unit/crypto/kit_rng.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct bench {
    struct kit_rng bytes;
    struct rng rng;
    struct trial t;
    struct test_pki m;
};

static void open_bench(struct bench *b, const char *const *names, size_t num)
{
    b->bytes = (struct kit_rng){.seed = 1};
    b->rng = kit_rng(&b->bytes);
    trial_open(&b->t);
    assert_int_equal(test_pki_make(&b->m, &b->t.arena, names, num, FC_NOW, &b->rng), ERR_OK);
    assert_true(trial_anchor(&b->t, b->m.root));
    assert_true(trial_helper(&b->t, b->m.intermediate));
}

static void close_bench(struct bench *b)
{
    test_pki_free(&b->m);
    trial_close(&b->t);
}

/* Every profile takes the chain, without so much as a warning. */
static void check_good(struct bench *b, struct span leaf, const char *host)
{
    b->t.in.num_hosts = 0;
    assert_true(trial_host(&b->t, host));
    for (enum profile p = 0; p <= PROFILE_CABF; p++) {
        b->t.in.profile = p;
        assert_int_equal(trial_judge(&b->t, leaf), REASON_OK);
        assert_int_equal(b->t.report.chosen.num_findings, 0);
    }
}

static void test_names(void **state)
{
    static const char *const names[] = {"localhost",
                                        ("b\xc3\xbc"
                                         "cher.example"),
                                        "*.wild.test",
                                        "127.0.0.1",
                                        "[::1]",
                                        "UPPER.test."};
    static const char *const hosts[] = {
        "localhost", "xn--bcher-kva.example", "a.wild.test", "127.0.0.1", "::1", "upper.test"};
    struct bench b;

    (void)state;
    open_bench(&b, names, COUNT(names));
    for (size_t i = 0; i < COUNT(hosts); i++)
        check_good(&b, b.m.leaf, hosts[i]);
    b.t.in.num_hosts = 0;
    assert_true(trial_host(&b.t, "wild.test"));
    assert_int_equal(trial_judge(&b.t, b.m.leaf), REASON_HOST_MISMATCH);
    close_bench(&b);
}

/* RFC 1123 2.1: what is not the name of a host, an address, or one with a wildcard in front. */
static void test_no_names(void **state)
{
    static const struct {
        enum err err;
        const char *name;
    } rows[] = {
        {ERR_HOST_FORM, "-"},
        {ERR_HOST_FORM, "*.-"},
        {ERR_HOST_FORM, "-a.test"},
        {ERR_HOST_FORM, "a-.test"},
        {ERR_HOST_FORM, "a.-"},
        {ERR_HOST_FORM, "a_b.test"},
        {ERR_HOST_FORM, "_"},
        {ERR_HOST_FORM, "a..test"},
        {ERR_HOST_FORM, "."},
        {ERR_HOST_FORM, "a test"},
        {ERR_HOST_FORM, "1.2.3"},
        {ERR_HOST_FORM, "*.127.0.0.1"},
        {ERR_HOST_FORM, "user@a.test"},
        {ERR_HOST_FORM, "https://a.test"},
        {ERR_HOST_EMPTY, ""},
        {ERR_HOST_EMPTY, "*."},
        {ERR_HOST_WILDCARD, "*"},
        {ERR_HOST_WILDCARD, "*.*.test"},
        {ERR_HOST_WILDCARD, "a*.test"},
        {ERR_OK, "a"},
        {ERR_OK, "1a.t--1"},
        {ERR_OK, "*.a"},
    };
    struct test_pki m;
    struct trial t;

    (void)state;
    trial_open(&t);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct kit_rng bytes = {.seed = 1};
        struct rng rng = kit_rng(&bytes);
        enum err e = test_pki_make(&m, &t.arena, &rows[i].name, 1, FC_NOW, &rng);

        if (e != rows[i].err)
            fail_msg("'%s': %s", rows[i].name, err_text(e));
        test_pki_free(&m);
    }
    trial_close(&t);
}

/* The intermediate certifies leaves alone. */
static void test_path_length(void **state)
{
    static const char *const name = "localhost";
    struct issue_authority ca, below;
    struct mint_spec spec;
    struct span cert;
    struct bench b;

    (void)state;
    open_bench(&b, &name, 1);
    ca = (struct issue_authority){b.m.intermediate_name, b.m.intermediate_key};
    below = (struct issue_authority){issue_dn(&b.m.how, "below"), b.m.leaf_key};
    assert_int_equal(issue_ca(&b.m.how, &spec, &below, &ca, ISSUE_NO_LIMIT), ERR_OK);
    assert_int_equal(mint_cert(&b.t.arena, &cert, &spec), ERR_OK);
    assert_true(trial_helper(&b.t, cert));
    assert_int_equal(issue_leaf(&b.m.how, &spec, b.m.names, b.m.leaf_key, &below), ERR_OK);
    assert_int_equal(mint_cert(&b.t.arena, &cert, &spec), ERR_OK);
    assert_int_equal(trial_judge(&b.t, cert), REASON_PATH_LENGTH);
    close_bench(&b);
}

/* A name too long for a commonName, and an address for one. */
static void test_subjects(void **state)
{
    static const char long_name[] =
        "a123456789a123456789a123456789a123456789.a123456789a123456789.test";
    static const char *const firsts[] = {long_name, "192.0.2.1", "2001:db8::1"};

    (void)state;
    for (size_t i = 0; i < COUNT(firsts); i++) {
        struct bench b;

        open_bench(&b, &firsts[i], 1);
        check_good(&b, b.m.leaf, firsts[i]);
        assert_int_equal(b.t.in.leaf.cert->subject.n > 2, firsts[i] != long_name);
        close_bench(&b);
    }
}

static void test_validity(void **state)
{
    static const char *const name = "localhost";
    static const struct {
        int64_t at;
        enum reason reason;
    } rows[] = {
        {FC_NOW - 3601, REASON_NOT_YET_VALID},
        {FC_NOW - 3600, REASON_OK},
        {FC_NOW + 14 * FC_DAY, REASON_OK},
        {FC_NOW + 14 * FC_DAY + 1, REASON_EXPIRED},
    };
    struct bench b;

    (void)state;
    open_bench(&b, &name, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        b.t.in.time = rows[i].at;
        assert_int_equal(trial_judge(&b.t, b.m.leaf), rows[i].reason);
    }
    close_bench(&b);
}

static void test_more_leaves(void **state)
{
    static const struct {
        enum key_kind kind;
        unsigned bits;
    } rows[] = {{KEY_RSA, 2048}, {KEY_P384, 0}};
    static const char *const name = "localhost";
    struct bench b;

    (void)state;
    open_bench(&b, &name, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct privkey *key;
        struct span leaf;

        assert_int_equal(test_pki_leaf(&b.m, &leaf, &key, rows[i].kind, rows[i].bits), ERR_OK);
        check_good(&b, leaf, name);
        assert_true(privkey_fits(key, &b.t.in.leaf.cert->key));
        /* The key exchange with RSA encrypts (RFC 5246 7.4.2). */
        assert_int_equal(b.t.in.leaf.cert->key_usage,
                         KU_DIGITAL_SIGNATURE |
                             (rows[i].kind == KEY_RSA ? KU_KEY_ENCIPHERMENT : 0));
        privkey_free(key);
    }
    close_bench(&b);
}

/* With the longest signatures as a CA's, too: a leaf of each set, and what it signs. */
static void test_mldsa_leaves(void **state)
{
    static const char *const name = "localhost";
    struct bench b;

    (void)state;
    open_bench(&b, &name, 1);
    for (enum key_kind kind = KEY_MLDSA44; kind <= KEY_MLDSA87; kind++) {
        struct privkey *key;
        struct signer signer;
        struct span leaf, sig;

        assert_int_equal(test_pki_leaf(&b.m, &leaf, &key, kind, 0), ERR_OK);
        assert_int_equal(trial_judge(&b.t, leaf), REASON_OK);
        assert_int_equal(b.t.in.leaf.cert->key.kind, kind);
        assert_int_equal(b.t.in.leaf.cert->key_usage, KU_DIGITAL_SIGNATURE);
        assert_true(privkey_fits(key, &b.t.in.leaf.cert->key));
        assert_int_equal(signer_of_key(&signer, &b.t.arena, key, OID_UNKNOWN, &b.rng), ERR_OK);
        assert_int_equal(signer.sign(signer.ctx, &b.t.arena, &sig, leaf), ERR_OK);
        assert_int_equal(sig.n, keyinfo_mldsa(kind)->signature_n);
        privkey_free(key);
    }
    close_bench(&b);
}

/* Two of one time share neither names nor keys nor serial numbers, so that one who trusts several
 * roots finds the right one. */
static void test_unique(void **state)
{
    static const char *const name = "localhost";
    struct test_pki other;
    struct bench b;

    (void)state;
    open_bench(&b, &name, 1);
    assert_int_equal(test_pki_make(&other, &b.t.arena, &name, 1, FC_NOW, &b.rng), ERR_OK);
    assert_false(span_eq(b.m.root_name, other.root_name));
    assert_false(span_eq(b.m.intermediate_name, other.intermediate_name));
    assert_false(span_eq(privkey_spki(b.m.root_key), privkey_spki(other.root_key)));
    assert_false(span_eq(issue_serial(&other.how), issue_serial(&other.how)));
    assert_int_equal(trial_judge(&b.t, other.leaf), REASON_UNKNOWN_ISSUER);
    assert_true(trial_anchor(&b.t, other.root));
    assert_true(trial_helper(&b.t, other.intermediate));
    assert_int_equal(trial_judge(&b.t, other.leaf), REASON_OK);
    test_pki_free(&other);
    close_bench(&b);
}

static void test_refused(void **state)
{
    static const struct {
        const char *name;
        enum err err;
    } rows[] = {
        {"", ERR_HOST_EMPTY},
        {"a b", ERR_HOST_FORM},
        {"x@example.com", ERR_HOST_FORM},
        {"https://example.com", ERR_HOST_FORM},
        {"*.192.0.2.1", ERR_HOST_FORM},
        {"a.*.b", ERR_HOST_WILDCARD},
    };
    struct kit_rng bytes = {.seed = 1};
    struct rng rng = kit_rng(&bytes);
    struct arena a;
    struct test_pki m;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(test_pki_make(&m, &a, &rows[i].name, 1, FC_NOW, &rng), rows[i].err);
    assert_int_equal(test_pki_make(&m, &a, NULL, 0, FC_NOW, &rng), ERR_HOST_EMPTY);
    arena_free(&a);
}

/* Where memory ends, at whatever point, that is said. */
static void test_no_memory(void **state)
{
    static const char *const name = "localhost";
    enum err err = ERR_LIMIT;

    (void)state;
    for (size_t cap = 0; err != ERR_OK; cap += 512) {
        struct kit_rng bytes = {.seed = 1};
        struct rng rng = kit_rng(&bytes);
        struct arena a;
        struct test_pki m;

        assert_true(cap < 1 << 20);
        arena_init(&a, cap);
        err = test_pki_make(&m, &a, &name, 1, FC_NOW, &rng);
        assert_true(err == ERR_OK || err == ERR_LIMIT);
        test_pki_free(&m);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),        cmocka_unit_test(test_no_names),
        cmocka_unit_test(test_subjects),     cmocka_unit_test(test_path_length),
        cmocka_unit_test(test_validity),     cmocka_unit_test(test_more_leaves),
        cmocka_unit_test(test_mldsa_leaves), cmocka_unit_test(test_unique),
        cmocka_unit_test(test_refused),      cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
