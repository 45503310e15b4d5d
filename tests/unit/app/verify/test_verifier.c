/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One verifier, opened by its first chain, for chains in several threads. */
#include "config.h"

#include "app/verify/verifier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/trust/trustkit.h"

enum { THREADS = 4, ROUNDS = 25, MEMORY = 16 << 20, CERTS = 2 };

/* A leaf and its intermediate, decoded. */
static struct chain_certs make_chain(struct arena *arena, int64_t not_after)
{
    struct fc_spec ca = fc_intermediate(arena), leaf = fc_leaf(arena);
    struct link *v = arena_alloc(arena, CERTS, sizeof *v);
    struct span der[CERTS];

    leaf.not_after = not_after;
    der[0] = fc_cert(arena, &leaf);
    der[1] = fc_cert(arena, &ca);
    for (size_t i = 0; i < CERTS; i++) {
        struct cert *c = ARENA_NEW(arena, struct cert);
        struct fail fail = {0};

        assert_int_equal(cert_parse(c, der[i], &fail), ERR_OK);
        v[i] = (struct link){.cert = c, .source = i == 0 ? SOURCE_LEAF : SOURCE_INPUT};
    }
    return (struct chain_certs){.v = v, .num = CERTS};
}

/* Everything that a test judges with. */
struct bench {
    struct verify_settings settings;
    struct result_settings result;
    struct output out;
    struct arena arena;
    struct verifier verifier;
    struct reference_id host;
    struct chain_certs good, expired;
};

static void bench_open(struct bench *b, const char *roots)
{
    const char **list = arena_alloc(&kit_arena, 1, sizeof *list);

    *b = (struct bench){.settings = VERIFY_SETTINGS_DEFAULTS};
    list[0] = roots;
    b->settings.roots = (struct string_list){.v = list, .num = 1, .cap = 1};
    output_init(&b->out, "test");
    arena_init(&b->arena, MEMORY);
    verifier_init(&b->verifier, &b->settings, &b->result, &b->out, &b->arena);
    assert_int_equal(host_parse(&b->host, FC_HOST), ERR_OK);
    b->good = make_chain(&b->arena, FC_NOW + 1);
    b->expired = make_chain(&b->arena, FC_NOW - 1);
}

static void bench_close(struct bench *b)
{
    verifier_close(&b->verifier);
    arena_free(&b->arena);
    output_free(&b->out);
}

static enum reason judge_by(struct bench *b, const struct chain_certs *certs,
                            const struct verify_settings *settings, struct verdict *out)
{
    const struct verify_terms terms = {.now = FC_NOW, .settings = settings};
    struct arena arena;

    arena_init(&arena, MEMORY);
    enum err e = verifier_judge(&b->verifier, certs, &b->host, &terms, &arena, out);
    enum reason reason = e == ERR_OK ? out->reason : REASON_INTERNAL;

    arena_free(&arena);
    return reason;
}

static enum reason judge(struct bench *b, const struct chain_certs *certs, struct verdict *out)
{
    return judge_by(b, certs, NULL, out);
}

static const char *root_file(void)
{
    struct fc_spec root = fc_root(&kit_arena);

    return kit_write("roots.pem", kit_pem("CERTIFICATE", fc_cert(&kit_arena, &root)));
}

static void test_verdicts(void **state)
{
    struct verdict v;
    struct bench b;
    (void)state;

    bench_open(&b, root_file());
    assert_false(b.verifier.is_open);
    assert_int_equal(judge(&b, &b.good, &v), REASON_OK);
    assert_true(v.is_judged && b.verifier.is_open);
    assert_null(v.leaf_key);
    assert_int_equal(judge(&b, &b.expired, &v), REASON_EXPIRED);
    assert_int_equal(v.view.now, FC_NOW);
    b.settings.at = FC_NOW - 2;
    assert_int_equal(judge(&b, &b.expired, &v), REASON_OK);
    b.verifier.keeps_leaf_key = true;
    assert_int_equal(judge(&b, &b.good, &v), REASON_OK);
    assert_non_null(v.leaf_key);
    pubkey_free(v.leaf_key);
    bench_close(&b);
}

/* The settings of one chain replace those of the verifier. */
static void test_terms(void **state)
{
    struct verify_settings own;
    struct verdict v;
    struct bench b;
    (void)state;

    bench_open(&b, root_file());
    own = b.settings;
    own.at = FC_NOW - 2;
    assert_int_equal(judge_by(&b, &b.expired, &own, &v), REASON_OK);
    own.purpose = PURPOSE_CODE;
    assert_int_equal(judge_by(&b, &b.good, &own, &v), REASON_EXTENDED_KEY_USAGE);
    assert_int_equal(judge(&b, &b.expired, &v), REASON_EXPIRED);
    bench_close(&b);
}

/* Without anchors there is no report, and the message says why. */
static void test_no_anchors(void **state)
{
    struct verdict v;
    struct bench b;
    (void)state;

    bench_open(&b, "/nonexistent");
    assert_int_equal(judge(&b, &b.good, &v), REASON_NO_TRUST_STORE);
    assert_false(v.is_judged);
    assert_true(v.message.n > 0);
    bench_close(&b);
}

static void *judge_both(void *arg)
{
    struct bench *b = arg;
    struct verdict v;

    for (int i = 0; i < ROUNDS; i++) {
        if (judge(b, &b->good, &v) != REASON_OK || judge(b, &b->expired, &v) != REASON_EXPIRED)
            return b;
    }
    return NULL;
}

/* A verdict does not depend on what other threads judge meanwhile; the first opens the inputs. */
static void run_threads(const char *roots, bool remembers)
{
    pthread_t threads[THREADS];
    struct bench b;

    bench_open(&b, roots);
    if (remembers)
        verifier_remember(&b.verifier);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, judge_both, &b), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;

        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    bench_close(&b);
}

static void test_threads(void **state)
{
    (void)state;
    run_threads(root_file(), false);
    run_threads(root_file(), true);
}

/* No link leads to the root: whoever misses it first has the directory read, and so has anybody who
 * searched before that. */
static void test_threads_late_anchor(void **state)
{
    struct fc_spec root = fc_root(&kit_arena);
    (void)state;

    const char *dir = kit_dir("hashed");
    kit_write("hashed/00000000.0", kit_pem("CERTIFICATE", kit_root("CN=Other", 1)));
    kit_write("hashed/root.pem", kit_pem("CERTIFICATE", fc_cert(&kit_arena, &root)));
    run_threads(dir, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_no_anchors),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_threads_late_anchor),
    };

    return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
