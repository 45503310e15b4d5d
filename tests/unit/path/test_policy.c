/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/base/buf.h"
#include "tests/factory/fext.h"
#include "tests/unit/path/arena_kit.h"

#define ANY "2.5.29.32.0"
#define A   "1.2.3.1"
#define B   "1.2.3.2"
#define C   "1.2.3.3"
#define D   "1.2.3.4"

/* A certificate of a path, as far as policies go.  -1 in the limits stands for absent; so does 0
 * here, since zero is what a row leaves out: see LIMIT. */
struct row {
    const char *policies, *mappings; /* NULL: no extension */
    int require_explicit, inhibit_mapping, inhibit_any;
    bool self_issued;
};

/* A limit as a row has it: its value plus one. */
#define LIMIT(n) ((n) + 1)

static struct cert_ext extension(struct span value)
{
    return (struct cert_ext){.present = true, .val = value};
}

static const struct cert *make(const struct row *r)
{
    struct cert *c = fd_alloc(&arena, sizeof *c);

    c->self_issued = r->self_issued;
    c->limits =
        (struct policy_limits){r->require_explicit - 1, r->inhibit_mapping - 1, r->inhibit_any - 1};
    if (r->policies != NULL)
        c->ext[EXT_CP] = extension(fc_cp(&arena, r->policies));
    if (r->mappings != NULL)
        c->ext[EXT_PM] = extension(fc_pm(&arena, r->mappings));
    return c;
}

enum { PATH = 6 };

/* Rows stand as they are issued: the last is the leaf. */
static struct policy_result run(const struct row *rows, size_t num, struct policy_input in)
{
    const struct cert *path[PATH];
    struct budget budget = {.comparisons = 10000};
    struct policy_result out;

    for (size_t i = 0; i < num; i++)
        path[num - 1 - i] = make(&rows[i]);
    assert_int_equal(policy_check(&out, path, num, &in, &arena, &budget), ERR_OK);
    return out;
}

#define RUN(in, ...) \
    run((struct row[]){__VA_ARGS__}, sizeof((struct row[]){__VA_ARGS__}) / sizeof(struct row), (in))

/* The user's policies, as dotted text separated by blanks. */
static struct policy_input input(const char *policies)
{
    struct policy_input in = {0};
    struct span *set = fd_alloc(&arena, 8 * sizeof *set);
    char one[64];

    for (int used; sscanf(policies, " %63s%n", one, &used) == 1; policies += used) {
        struct span tlv = fd_oid(&arena, one);
        set[in.num_policies++] = span_tail(tlv, 2);
    }
    in.policies = set;
    return in;
}

static struct policy_input require(const char *policies)
{
    struct policy_input in = input(policies);

    in.require_explicit = true;
    return in;
}

static bool is_set(const struct policy_result *r, const char *policies)
{
    struct policy_input want = input(policies);

    for (size_t i = 0; i < want.num_policies; i++) {
        bool found = false;
        for (size_t j = 0; j < r->num_user_policies; j++)
            found |= span_eq(want.policies[i], r->user_policies[j]);
        if (!found)
            return false;
    }
    return r->num_user_policies == want.num_policies;
}

static void good_at(int line, struct policy_result r, const char *policies)
{
    if (!r.ok || !is_set(&r, policies))
        fail_msg("line %d: ok %d, %zu policies", line, r.ok, r.num_user_policies);
}

static void bad_at(int line, struct policy_result r, int at)
{
    if (r.ok || !r.explicit_required || r.cert != at)
        fail_msg("line %d: ok %d, certificate %d", line, r.ok, r.cert);
}

/* Rows: with policies alone, and with mappings. */
#define P(list)          \
    {                    \
        .policies = list \
    }
#define MAP(list, pairs)                    \
    {                                       \
        .policies = list, .mappings = pairs \
    }

#define GOOD(policies, in, ...) good_at(__LINE__, RUN(in, __VA_ARGS__), policies)
#define BAD(at, in, ...)        bad_at(__LINE__, RUN(in, __VA_ARGS__), at)

static void test_plain(void **state)
{
    (void)state;
    GOOD(A, require(""), P(A), P(A));
    GOOD(A, require(A), P(A), P(A));
    GOOD(A, require(A " " B), P(A), P(A));
    GOOD(A " " B, require(""), P(A " " B), P(B " " A));
    GOOD(B, require(B), P(A " " B), P(A " " B " " C));
    GOOD(A, require(""), P(A " " B), P(A " " C));
    GOOD(A, require(""), P(A));
    GOOD("", input(""), P(A), P(B)); /* nothing is left, and nothing required */
    GOOD("", input(A), P(B), P(B));
    GOOD("", input(""), P(NULL), P(NULL));
    BAD(0, require(""), P(A), P(B));
    BAD(0, require(B), P(A), P(A));
    BAD(1, require(""), P(NULL), P(A));
    BAD(0, require(""), P(A), P(NULL));
    /* Once NULL, always NULL. */
    BAD(1, require(""), P(A), P(NULL), P(A));
    BAD(1, require(""), P(A), P(B), P(A));
}

static void test_any(void **state)
{
    (void)state;
    GOOD(A, require(""), P(ANY), P(A));
    GOOD(A, require(""), P(A), P(ANY));
    GOOD(A, require(""), P(A), P(ANY), P(A));
    GOOD(ANY, require(""), P(ANY), P(ANY));
    GOOD(ANY " " A, require(""), P(ANY), P(ANY " " A));
    GOOD(A " " B, require(A " " B), P(ANY), P(ANY));
    GOOD(A, require(A), P(ANY " " B), P(ANY " " B));
    GOOD(A " " B, require(A " " B), P(ANY " " B), P(ANY " " B));
    GOOD(A, require(ANY), P(A), P(A)); /* the user's anyPolicy is as good as none */
    GOOD(A, require(ANY " " B), P(A), P(A));
    BAD(0, require(B), P(ANY), P(A));
    BAD(0, require(B), P(A), P(ANY));
}

static void test_inhibit_any(void **state)
{
    struct policy_input in = require("");

    (void)state;
    in.inhibit_any = true;
    GOOD(A, in, P(A), P(A));
    BAD(1, in, P(ANY), P(A));
    BAD(0, in, P(A), P(ANY));
    /* 6.1.3 (d)(2): a self-issued CA may go on using it, the leaf may not. */
    GOOD(A, in, {.policies = ANY, .self_issued = true}, P(A));
    BAD(0, in, P(A), {.policies = ANY, .self_issued = true});

    GOOD(A, require(""), {.policies = A, .inhibit_any = LIMIT(1)}, P(ANY), P(A));
    BAD(0, require(""), {.policies = A, .inhibit_any = LIMIT(0)}, P(ANY));
    BAD(0, require(""), {.policies = A, .inhibit_any = LIMIT(1)}, P(A), P(ANY));
    GOOD(A, require(""), {.policies = A, .inhibit_any = LIMIT(1)},
         {.policies = A, .self_issued = true}, P(ANY));
    /* The smallest of them counts, wherever it stands. */
    BAD(0, require(""), {.policies = A, .inhibit_any = LIMIT(1)},
        {.policies = A, .inhibit_any = LIMIT(9)}, P(ANY));
    BAD(0, require(""), {.policies = A, .inhibit_any = LIMIT(9)},
        {.policies = A, .inhibit_any = LIMIT(0)}, P(ANY));
}

static void test_explicit(void **state)
{
    struct policy_result r;

    (void)state;
    GOOD("", input(""), {.require_explicit = LIMIT(2)}, P(NULL));
    BAD(0, input(""), {.require_explicit = LIMIT(0)}, P(NULL));
    BAD(0, input(""), {.require_explicit = LIMIT(0)}, P(A));
    GOOD(A, input(""), {.policies = A, .require_explicit = LIMIT(0)}, P(A));
    /* 6.1.5 (a) counts down once more, so that one is as strict as zero for the leaf below. */
    BAD(0, input(""), {.require_explicit = LIMIT(1)}, P(NULL));
    GOOD("", input(""), {.require_explicit = LIMIT(3)}, P(NULL), P(NULL));
    BAD(0, input(""), {.require_explicit = LIMIT(2)}, P(NULL), P(NULL));
    BAD(0, input(""), {.require_explicit = LIMIT(1)}, P(NULL), P(NULL));
    /* 6.1.4 (h): self-issued CAs do not count, the leaf does in 6.1.5 (a). */
    GOOD("", input(""), {.require_explicit = LIMIT(2)}, {.self_issued = true}, P(NULL));
    BAD(0, input(""), {.require_explicit = LIMIT(1)}, {.self_issued = true}, P(NULL));
    BAD(0, input(""), {.require_explicit = LIMIT(1)}, {.self_issued = true});
    /* 6.1.5 (b): in the leaf only zero counts. */
    BAD(0, input(""), P(NULL), {.require_explicit = LIMIT(0)});
    GOOD("", input(""), P(NULL), {.require_explicit = LIMIT(1)});
    GOOD(A, input(""), P(A), {.policies = A, .require_explicit = LIMIT(0)});
    /* A later, larger one takes nothing back. */
    BAD(0, input(""), {.policies = A, .require_explicit = LIMIT(0)},
        {.policies = A, .require_explicit = LIMIT(5)}, P(B));
    /* The user's policies matter as soon as one is required. */
    BAD(0, input(B), {.policies = A, .require_explicit = LIMIT(0)}, P(A));
    GOOD("", input(B), P(A), P(A));

    r = RUN(input(""), P(A), P(A));
    assert_false(r.explicit_required);
    r = RUN(require(""), P(A), P(A));
    assert_true(r.explicit_required && r.ok);
    r = RUN(input(""), {.policies = A, .require_explicit = LIMIT(1)}, P(A));
    assert_true(r.explicit_required && r.ok);
}

static void test_mapping(void **state)
{
    (void)state;
    /* What comes out is in the terms of the first domain. */
    GOOD(A, require(""), MAP(A, A " " B), P(B));
    GOOD(A, require(A), MAP(A, A " " B), P(B));
    BAD(0, require(B), MAP(A, A " " B), P(B));
    BAD(0, require(""), MAP(A, A " " B), P(A)); /* what is mapped away is gone */
    GOOD(A, require(""), MAP(A, A " " B), MAP(B, B " " C), P(C));
    GOOD(A, require(""), MAP(A, A " " B " " A " " C), P(C));
    GOOD(A, require(""), MAP(A, A " " A " " A " " C), P(A));
    GOOD(A " " B, require(""), MAP(A " " B, A " " C " " B " " C), P(C));
    GOOD(B, require(B), MAP(A " " B, A " " C " " B " " C), P(C));
    GOOD(A " " B, require(""), MAP(A " " B, A " " B " " B " " A), P(A " " B)); /* swapped */
    BAD(0, require(A), MAP(A " " B, A " " B " " B " " A), P(A));
    GOOD(A, require(A), MAP(A " " B, A " " B " " B " " A), P(B));
    GOOD(A " " C, require(""), MAP(A " " C, A " " B), P(B " " C));
    /* Mapping what the certificate does not assert does nothing. */
    BAD(0, require(""), MAP(A, B " " C), P(C));
    GOOD(A, require(""), MAP(A, B " " C), P(A));
    /* In the leaf it means nothing. */
    GOOD(A, require(""), P(A), MAP(A, A " " B));
    GOOD(A, require(""), MAP(A, A " " B), P(ANY));
    GOOD(A, require(""), MAP(A, A " " B), P(ANY), P(B));
}

static void test_mapping_of_any(void **state)
{
    (void)state;
    /* 6.1.4 (b)(1): anyPolicy stands for what is mapped from. */
    GOOD(A, require(""), MAP(ANY, A " " B), P(B));
    GOOD(A, require(A), MAP(ANY, A " " B), P(B));
    GOOD(A, require(""), P(ANY), MAP(ANY, A " " B), P(B));
    GOOD(ANY " " A, require(""), MAP(ANY, A " " B), P(ANY " " B));
    GOOD(A " " C, require(A " " C), MAP(ANY, A " " B), P(ANY " " B));
    GOOD(C, require(""), MAP(ANY, A " " B), P(C));
    /* What is named is expected, so that B is A here and not a policy of its own. */
    BAD(0, require(B), MAP(ANY, A " " B), P(B));
    /* anyPolicy in a mapping is malformed: nothing is mapped. */
    BAD(0, require(""), MAP(A, A " " ANY), P(B));
    GOOD(A, require(""), MAP(A, A " " B " " ANY " " C), P(A));
}

static void test_inhibit_mapping(void **state)
{
    struct policy_input in = require("");

    (void)state;
    in.inhibit_mapping = true;
    BAD(0, in, MAP(A, A " " B), P(B));
    BAD(0, in, MAP(A, A " " B), P(A)); /* deleted, not left alone */
    GOOD(C, in, MAP(A " " C, A " " B), P(A " " B " " C));
    GOOD(A, in, P(A), P(A));
    BAD(0, in, MAP(A " " B, A " " C " " B " " C), P(ANY));

    BAD(0, require(""), {.policies = A, .inhibit_mapping = LIMIT(0)}, MAP(A, A " " B), P(B));
    GOOD(A, require(""), {.policies = A, .inhibit_mapping = LIMIT(1)}, MAP(A, A " " B), P(B));
    BAD(0, require(""), {.policies = A, .inhibit_mapping = LIMIT(1)}, P(A), MAP(A, A " " B), P(B));
    GOOD(A, require(""), {.policies = A, .inhibit_mapping = LIMIT(1)},
         {.policies = A, .self_issued = true}, MAP(A, A " " B), P(B));
    /* A CA's own mappings come before its own limit. */
    GOOD(A, require(""), {.policies = A, .mappings = A " " B, .inhibit_mapping = LIMIT(0)}, P(B));
}

/* A policy whose branch dies out further down is none of the authorities' policies. */
static void test_pruning(void **state)
{
    (void)state;
    GOOD(B, require(""), P(A " " B), P(A " " B), P(B));
    GOOD(B, require(""), P(ANY), P(A " " B), P(B));
    GOOD(C, require(""), P(ANY), MAP(ANY, A " " D), P(C), P(C));
}

static void test_not_decoded(void **state)
{
    struct cert ca = *make(&(struct row){.policies = A}), leaf = ca;
    const struct cert *path[] = {&leaf, &ca};
    struct policy_input in = require("");
    struct budget budget = {.comparisons = 100};
    struct policy_result r;

    (void)state;
    leaf.ext[EXT_CP].err = ERR_DER_TAG;
    assert_int_equal(policy_check(&r, path, 2, &in, &arena, &budget), ERR_OK);
    assert_false(r.ok);
    leaf.ext[EXT_CP] = extension(fd_null(&arena));
    assert_int_equal(policy_check(&r, path, 2, &in, &arena, &budget), ERR_OK);
    assert_false(r.ok);
}

/*
 * CVE-2023-0464: every policy mapped to every other, level after level.  A tree doubles with each
 * certificate; here the price is the same for each.
 */
static void test_polynomial(void **state)
{
    enum { DEPTH = 40, WIDTH = 20 };
    const struct cert *path[DEPTH];
    struct buf policies, mappings;
    struct policy_input in = require("");
    struct budget budget = {.comparisons = DEPTH * WIDTH * (WIDTH + 3)};
    struct policy_result r;

    (void)state;
    buf_init(&policies, 1 << 16);
    buf_init(&mappings, 1 << 16);
    for (int i = 0; i < WIDTH; i++) {
        buf_printf(&policies, "1.2.%d ", 1000 + i);
        for (int j = 0; j < WIDTH; j++)
            buf_printf(&mappings, "1.2.%d 1.2.%d ", 1000 + i, 1000 + j);
    }
    buf_u8(&policies, 0);
    buf_u8(&mappings, 0);
    assert_int_equal(policies.err | mappings.err, ERR_OK);
    for (int i = 0; i < DEPTH; i++)
        path[i] = make(&(struct row){.policies = (const char *)policies.p,
                                     .mappings = (const char *)mappings.p});
    assert_int_equal(policy_check(&r, path, DEPTH, &in, &arena, &budget), ERR_OK);
    assert_true(r.ok);
    assert_int_equal(r.num_user_policies, WIDTH);

    budget.comparisons = DEPTH * WIDTH;
    assert_int_equal(policy_check(&r, path, DEPTH, &in, &arena, &budget), ERR_LIMIT);
    struct arena small;
    arena_init(&small, 20000);
    budget.comparisons = 1000000;
    assert_int_equal(policy_check(&r, path, DEPTH, &in, &small, &budget), ERR_LIMIT);
    arena_free(&small);
    buf_free(&policies);
    buf_free(&mappings);
}

/* A policy that is named is not there a second time through anyPolicy: each level costs what its
 * certificate lists, and as many nodes. */
static void test_price(void **state)
{
    enum { DEPTH = 10 };
    const struct cert *path[DEPTH];
    struct policy_input in = require("");
    struct budget budget = {.comparisons = 1 + DEPTH * (2 + 2)};
    struct policy_result r;

    (void)state;
    for (int i = 0; i < DEPTH; i++)
        path[i] = make(&(struct row)P(ANY " " A));
    assert_int_equal(policy_check(&r, path, DEPTH, &in, &arena, &budget), ERR_OK);
    assert_true(r.ok);
    assert_int_equal(budget.comparisons, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),           cmocka_unit_test(test_any),
        cmocka_unit_test(test_inhibit_any),     cmocka_unit_test(test_explicit),
        cmocka_unit_test(test_mapping),         cmocka_unit_test(test_mapping_of_any),
        cmocka_unit_test(test_inhibit_mapping), cmocka_unit_test(test_pruning),
        cmocka_unit_test(test_not_decoded),     cmocka_unit_test(test_polynomial),
        cmocka_unit_test(test_price),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
