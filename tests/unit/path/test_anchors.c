/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every root that this system trusts passes as an anchor under webpki: some have serial number
 * zero, padded keyUsage bits or no key identifiers, and all of them are in use. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "lib/path/check.h"
#include "trust/store.h"

static void test_system_roots(void **state)
{
    struct store *store = NULL;
    const struct link *root;
    const char *used;
    size_t added, num = 0;
    (void)state;

    assert_int_equal(store_new(&store), ERR_OK);
    assert_int_equal(store_add_system(store, &used, &added), ERR_OK);
    for (; (root = store_each(store, num)) != NULL; num++) {
        struct arena arena;
        arena_init(&arena, 1 << 20);
        struct budget budget = budget_default();
        struct keyring keys;
        keyring_init(&keys, &arena, &budget);
        struct report report = {.arena = &arena};
        struct judge_input in = {.time = root->cert->not_before, .profile = PROFILE_WEBPKI};
        struct check k = {.in = &in, .report = &report, .budget = &budget, .keys = &keys};
        struct link link = *root;
        struct path p = {.links = &link, .num = 1, .anchored = true};
        assert_int_equal(check_cert(&k, &p, 0, ROLE_ANCHOR), ERR_OK);
        const struct finding *f = path_headline(&p);
        if (f != NULL)
            print_error("%s: root %zu: %s: %s\n", used, num, rule_text(f->rule), err_text(f->err));
        assert_null(f);
        keyring_free(&keys);
        arena_free(&arena);
    }
    /* A system without any would make this test an empty one. */
    assert_true(num >= 50);
    store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_system_roots)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
