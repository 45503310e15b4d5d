/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/chain/issuer_graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/factory/factory.h"
#include "tests/unit/path/arena_kit.h"

enum { NAMES = 10 };

/* A store of links in an array, which ends without a certificate. */
static const struct link *find(void *store, const struct anchor_name *subject, size_t i)
{
    for (const struct link *l = store; l->cert != NULL; l++) {
        if (name_id_eq(&l->cert->subject_id, subject->id) && i-- == 0)
            return l;
    }
    return NULL;
}

static struct link parse(const struct fc_spec *spec)
{
    struct fail fail = {0};
    struct cert *c = ARENA_NEW(&arena, struct cert);

    assert_int_equal(cert_parse(c, fc_cert(&arena, spec), &fail), ERR_OK);
    return (struct link){.cert = c, .source = SOURCE_INPUT};
}

static struct issuer_graph build(const struct cert *leaf, const struct link *pool, size_t num,
                                 struct link *store, struct budget *budget)
{
    struct anchors anchors = {.store = store, .find = find};
    const struct graph_input in = {.leaf = leaf,
                                   .pool = pool,
                                   .num_pool = num,
                                   .stores = &anchors,
                                   .num_stores = 1,
                                   .budget = budget};
    struct issuer_graph g;

    assert_int_equal(issuer_graph_build(&g, &in, &arena), ERR_OK);
    return g;
}

static void test_path(void **state)
{
    struct fc_spec root_spec = fc_root(&arena), ca_spec = fc_intermediate(&arena);
    struct fc_spec leaf_spec = fc_leaf(&arena), other = fc_intermediate(&arena);
    struct budget budget = budget_default();

    (void)state;
    fc_rekey(&arena, &other, FKEY_P256_A);
    struct link store[] = {parse(&root_spec), {0}};
    struct link pool[] = {parse(&other), parse(&ca_spec), parse(&ca_spec), parse(&root_spec)};
    struct link leaf = parse(&leaf_spec);
    struct issuer_graph g = build(leaf.cert, pool, 4, store, &budget);

    /* The CA with another key signed nothing, and copies are one certificate. */
    assert_int_equal(g.num, 3);
    assert_int_equal(g.num_paths, 1);
    assert_true(g.paths[0].anchored);
    assert_int_equal(g.paths[0].num, 3);
    assert_int_equal(g.nodes[2].stores, 1);
    assert_int_equal(g.nodes[2].level, 2);
    assert_false(g.is_cut);
}

static void test_dead_end(void **state)
{
    struct fc_spec root_spec = fc_root(&arena), ca_spec = fc_intermediate(&arena);
    struct fc_spec leaf_spec = fc_leaf(&arena);
    struct budget budget = budget_default();
    struct link none[] = {{0}};

    (void)state;
    struct link pool[] = {parse(&ca_spec), parse(&root_spec)};
    struct link leaf = parse(&leaf_spec);
    struct issuer_graph g = build(leaf.cert, pool, 1, none, &budget);

    assert_int_equal(g.num_paths, 1);
    assert_false(g.paths[0].anchored);
    assert_false(g.nodes[1].is_root);
    g = build(leaf.cert, pool, 2, none, &budget);
    assert_int_equal(g.num_paths, 1);
    assert_int_equal(g.paths[0].num, 3);
    assert_true(g.nodes[2].is_root);
}

/* An anchor that is unfit for the purpose is none. */
static void test_unfit(void **state)
{
    struct fc_spec root_spec = fc_root(&arena), ca_spec = fc_intermediate(&arena);
    struct budget budget = budget_default();
    struct link store[] = {parse(&root_spec), {0}};
    struct anchors anchors = {.store = store, .find = find};
    struct issuer_graph g;

    (void)state;
    store[0].unfit = EKU_SERVER;
    struct link ca = parse(&ca_spec);
    const struct graph_input in = {.leaf = ca.cert,
                                   .stores = &anchors,
                                   .num_stores = 1,
                                   .trust = EKU_SERVER,
                                   .budget = &budget};

    assert_int_equal(issuer_graph_build(&g, &in, &arena), ERR_OK);
    assert_int_equal(g.num_paths, 1);
    assert_false(g.paths[0].anchored);
}

/* NAMES CAs that all certify each other: more paths than anybody can list. */
static void test_mesh(void **state)
{
    struct fc_spec root_spec = fc_root(&arena), ca_spec = fc_intermediate(&arena);
    struct link pool[NAMES * NAMES];
    struct fc_spec specs[NAMES];
    struct budget budget = budget_default();
    size_t num = 0;
    char name[32];

    (void)state;
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "CN=Mesh %d", i);
        specs[i] = fc_ca_under(&arena, name, FKEY_P256_B, &ca_spec);
    }
    for (int i = 0; i < NAMES; i++) {
        for (int k = 0; k < NAMES; k++) {
            struct fc_spec spec = specs[i];
            if (i == k)
                continue;
            fc_reissue(&arena, &spec, &specs[k]);
            pool[num++] = parse(&spec);
        }
    }
    struct fc_spec top = specs[NAMES - 1], leaf_spec = fc_leaf_under(&arena, &specs[0]);
    fc_reissue(&arena, &top, &root_spec);
    struct link store[] = {parse(&top), {0}};
    struct link leaf = parse(&leaf_spec);
    budget.signatures = 100000;
    budget.candidates = 100000;
    struct issuer_graph g = build(leaf.cert, pool, num, store, &budget);

    assert_true(g.is_cut);
    assert_int_equal(g.num_paths, GRAPH_PATHS_MAX);
    assert_true(g.paths[0].anchored);
    /* With the usual budget, signatures end it. */
    budget = budget_default();
    g = build(leaf.cert, pool, num, store, &budget);
    assert_true(g.is_cut);
    assert_true(g.num_paths <= GRAPH_PATHS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dead_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unfit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mesh, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
