/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole chains with one bit, byte or certificate changed: a signature covers all of a certificate
 * but its own frame, and the frame has one form alone, so that no change is ever accepted; and no
 * change turns a no into a yes.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "lib/x509/name.h"
#include "tests/factory/trial.h"

/* Three certificates, changed in place; sent in this order. */
enum { LEAF, CA, ROOT, CERTS };

struct chain {
    struct arena arena;
    uint8_t *p[CERTS];
    size_t n[CERTS];
    const char *host;
};

static void chain_open(struct chain *c, enum fkey root_key, enum fkey ca_key, enum fkey leaf_key)
{
    struct fc_spec root, ca, leaf;
    struct span der[CERTS];

    arena_init(&c->arena, 16 << 20);
    root = fc_root(&c->arena);
    fc_rekey(&c->arena, &root, root_key);
    root.issuer_key = root_key;
    ca = fc_ca_under(&c->arena, FC_CA_NAME, ca_key, &root);
    leaf = fc_leaf_under(&c->arena, &ca);
    fc_rekey(&c->arena, &leaf, leaf_key);
    der[LEAF] = fc_cert(&c->arena, &leaf);
    der[CA] = fc_cert(&c->arena, &ca);
    der[ROOT] = fc_cert(&c->arena, &root);
    for (int i = 0; i < CERTS; i++) {
        c->p[i] = fd_alloc(&c->arena, der[i].n);
        memcpy(c->p[i], der[i].p, der[i].n);
        c->n[i] = der[i].n;
    }
    c->host = FC_HOST;
}

/* The verdict at a time.  A certificate that does not decode is a no. */
static bool accepted(const struct chain *c, int64_t time, enum profile profile)
{
    struct trial t;
    bool ok;

    trial_open(&t);
    t.in.time = time;
    t.in.profile = profile;
    ok = trial_anchor(&t, span_of(c->p[ROOT], c->n[ROOT])) &&
         trial_helper(&t, span_of(c->p[CA], c->n[CA])) && trial_host(&t, c->host) &&
         trial_judge(&t, span_of(c->p[LEAF], c->n[LEAF])) == REASON_OK;
    trial_close(&t);
    return ok;
}

/* Flips bits of the certificate i, `step` apart, and counts the verdicts yes. */
static size_t count_accepted(struct chain *c, int i, size_t step, int64_t time)
{
    size_t num = 0;

    for (size_t bit = 0; bit < c->n[i] * 8; bit += step) {
        uint8_t mask = (uint8_t)(1u << bit % 8);

        c->p[i][bit / 8] ^= mask;
        if (accepted(c, time, PROFILE_WEBPKI)) {
            print_message("certificate %d: bit %zu of byte %zu\n", i, bit % 8, bit / 8);
            num++;
        }
        c->p[i][bit / 8] ^= mask;
    }
    return num;
}

static void test_every_bit(void **state)
{
    struct chain c;

    (void)state;
    chain_open(&c, FKEY_P256_A, FKEY_P256_B, FKEY_P256_C);
    assert_true(accepted(&c, FC_NOW, PROFILE_WEBPKI));
    assert_int_equal(count_accepted(&c, LEAF, 1, FC_NOW), 0);
    assert_int_equal(count_accepted(&c, CA, 1, FC_NOW), 0);
    assert_true(accepted(&c, FC_NOW, PROFILE_WEBPKI));
    arena_free(&c.arena);
}

/* The same for other kinds of keys, a bit per byte: with a step of 7 it moves along. */
static void test_other_keys(void **state)
{
    static const enum fkey keys[][2] = {
        {FKEY_RSA2048_A, FKEY_RSA2048_B},
        {FKEY_P384_A, FKEY_P384_B},
        {FKEY_ED25519_A, FKEY_ED25519_B},
        {FKEY_RSA2048_A, FKEY_P521_A},
    };

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct chain c;

        chain_open(&c, keys[i][0], keys[i][1], FKEY_P256_C);
        assert_true(accepted(&c, FC_NOW, PROFILE_WEBPKI));
        assert_int_equal(count_accepted(&c, LEAF, 7, FC_NOW), 0);
        assert_int_equal(count_accepted(&c, CA, 7, FC_NOW), 0);
        arena_free(&c.arena);
    }
}

/* An anchor is its name and key (RFC 5280 6.1.1 (d)): what is accepted still has both. */
static void test_root(void **state)
{
    struct cert whole, changed;
    struct fail f = {0};
    struct chain c;
    size_t num = 0;

    (void)state;
    chain_open(&c, FKEY_P256_A, FKEY_P256_B, FKEY_P256_C);
    assert_int_equal(cert_parse(&whole, fd_copy(&c.arena, span_of(c.p[ROOT], c.n[ROOT])), &f),
                     ERR_OK);
    for (size_t bit = 0; bit < c.n[ROOT] * 8; bit++) {
        c.p[ROOT][bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (accepted(&c, FC_NOW, PROFILE_WEBPKI)) {
            f = (struct fail){0};
            assert_int_equal(cert_parse(&changed, span_of(c.p[ROOT], c.n[ROOT]), &f), ERR_OK);
            assert_true(span_eq(changed.spki, whole.spki));
            assert_true(name_eq(changed.subject, whole.subject));
            num++;
        }
        c.p[ROOT][bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    /* Its own signature is one such place. */
    assert_true(num > 256);
    arena_free(&c.arena);
}

/* No change turns a no into a yes. */
static void test_bad_stays_bad(void **state)
{
    struct chain c;
    struct span stranger;

    (void)state;
    chain_open(&c, FKEY_P256_A, FKEY_P256_B, FKEY_P256_C);
    for (int i = LEAF; i < CERTS; i++) {
        assert_int_equal(count_accepted(&c, i, 5, FC_NOW + 31 * FC_DAY), 0);
        assert_int_equal(count_accepted(&c, i, 5, FC_NOW - 31 * FC_DAY), 0);
    }
    c.host = "www.example.net";
    for (int i = LEAF; i < CERTS; i++)
        assert_int_equal(count_accepted(&c, i, 5, FC_NOW), 0);
    c.host = FC_HOST;

    struct fc_spec other = fc_root(&c.arena);
    fc_rekey(&c.arena, &other, FKEY_P256_D);
    other.issuer_key = FKEY_P256_D;
    stranger = fc_cert(&c.arena, &other);
    c.p[ROOT] = fd_alloc(&c.arena, stranger.n);
    memcpy(c.p[ROOT], stranger.p, stranger.n);
    c.n[ROOT] = stranger.n;
    for (int i = LEAF; i < CERTS; i++)
        assert_int_equal(count_accepted(&c, i, 5, FC_NOW), 0);
    arena_free(&c.arena);
}

/* Cut off anywhere, or with a byte more, nothing decodes. */
static void test_lengths(void **state)
{
    struct chain c;

    (void)state;
    chain_open(&c, FKEY_P256_A, FKEY_P256_B, FKEY_P256_C);
    for (int i = 0; i < CERTS; i++) {
        uint8_t *longer = fd_alloc(&c.arena, c.n[i] + 1);
        struct cert cert;
        struct fail f;

        memcpy(longer, c.p[i], c.n[i]);
        for (size_t n = 0; n <= c.n[i] + 1; n++) {
            /* A copy of its own, so that a read behind the end is seen. */
            struct arena a;
            struct span cut;

            arena_init(&a, 1 << 20);
            cut = fd_copy(&a, span_of(longer, n));
            f = (struct fail){0};
            assert_int_equal(cert_parse(&cert, cut, &f) == ERR_OK, n == c.n[i]);
            arena_free(&a);
        }
    }
    arena_free(&c.arena);
}

/* A byte taken out, or put in twice. */
static void test_shifted(void **state)
{
    struct chain c;

    (void)state;
    chain_open(&c, FKEY_P256_A, FKEY_P256_B, FKEY_P256_C);
    for (int i = 0; i < ROOT; i++) {
        uint8_t *whole = c.p[i], *changed = fd_alloc(&c.arena, c.n[i] + 1);
        size_t n = c.n[i];

        c.p[i] = changed;
        for (size_t at = 0; at < n; at++) {
            memcpy(changed, whole, at);
            memcpy(changed + at, whole + at + 1, n - at - 1);
            c.n[i] = n - 1;
            assert_false(accepted(&c, FC_NOW, PROFILE_WEBPKI));
            memcpy(changed, whole, at + 1);
            memcpy(changed + at + 1, whole + at, n - at);
            c.n[i] = n + 1;
            assert_false(accepted(&c, FC_NOW, PROFILE_WEBPKI));
        }
        c.p[i] = whole;
        c.n[i] = n;
    }
    assert_true(accepted(&c, FC_NOW, PROFILE_WEBPKI));
    arena_free(&c.arena);
}

/* Every way of taking each of the three for another: one alone is right, in all profiles. */
static void test_swapped(void **state)
{
    struct chain c, s;
    size_t num = 0;

    (void)state;
    chain_open(&c, FKEY_P256_A, FKEY_P256_B, FKEY_P256_C);
    for (int way = 0; way < CERTS * CERTS * CERTS; way++) {
        int from[CERTS] = {way % CERTS, way / CERTS % CERTS, way / CERTS / CERTS};

        s = c;
        for (int i = 0; i < CERTS; i++) {
            s.p[i] = c.p[from[i]];
            s.n[i] = c.n[from[i]];
        }
        for (enum profile p = 0; p < PROFILE_COUNT; p++) {
            bool ok = accepted(&s, FC_NOW, p);

            /* The leaf or the CA may be the anchor themselves; in cabf an anchor has no
             * extKeyUsage, as the CA has. */
            bool right = from[LEAF] == LEAF &&
                         (from[ROOT] == LEAF || (from[ROOT] == CA && p != PROFILE_CABF) ||
                          (from[CA] == CA && from[ROOT] == ROOT));

            assert_int_equal(ok, right);
            num += ok;
        }
    }
    assert_int_equal(num, 7 * PROFILE_COUNT - 3);
    arena_free(&c.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_bit),     cmocka_unit_test(test_other_keys),
        cmocka_unit_test(test_root),          cmocka_unit_test(test_bad_stays_bad),
        cmocka_unit_test(test_lengths),       cmocka_unit_test(test_shifted),
        cmocka_unit_test(test_swapped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
