/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered and when, that nothing wrong is found, and threads.  That verdicts stay the
 * same is checked for every chain of every other test (tests/factory/same_verdict.h). */
#include "config.h"

#include "lib/path/known.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/path/known_keys.h"
#include "tests/factory/same_verdict.h"
#include "tests/factory/trial.h"
#include "tests/unit/path/arena_kit.h"

enum { ROOMY = 4 << 20, TINY = 96 << 10, MANY = 400 };
enum { SMALL = 448 << 10, THREADS = 4, CHAINS = 12, ROUNDS = 40 };

static struct known *new_known(size_t max_bytes)
{
    struct known *k;

    assert_int_equal(known_new(&k, max_bytes), ERR_OK);
    return k;
}

/* Reads a copy of a certificate; true if it came from the known. */
static bool is_known(struct known *known, struct span der)
{
    struct cert *c = ARENA_NEW(&arena, struct cert);
    struct fail fail = {0};
    struct span copy;

    assert_int_equal(arena_copy(&arena, &copy, der), ERR_OK);
    assert_int_equal(known_cert(known, c, copy, &fail), ERR_OK);
    assert_ptr_equal(c->der.p, copy.p);
    return c->has_fingerprint;
}

/* An intermediate with a certain serial number. */
static struct span intermediate(uint32_t serial)
{
    struct fc_spec spec = fc_intermediate(&arena);
    struct span number;
    uint8_t bytes[4] = {1, (uint8_t)(serial >> 16), (uint8_t)(serial >> 8), (uint8_t)serial};

    assert_int_equal(arena_copy(&arena, &number, span_of(bytes, sizeof bytes)), ERR_OK);
    spec.serial = number;
    return fc_cert(&arena, &spec);
}

/* A certificate enters at its second sight. */
static void test_second_sight(void **state)
{
    struct known *k = new_known(ROOMY);
    struct span der = intermediate(1);
    (void)state;

    assert_false(is_known(k, der));
    assert_true(is_known(k, der));
    assert_true(is_known(k, der));
    assert_false(is_known(NULL, der));
    known_free(k);
    known_free(NULL);
}

/* Every byte counts: one that differs in a byte is another certificate, or none. */
static void test_every_byte(void **state)
{
    struct known *k = new_known(ROOMY);
    struct span der = intermediate(1);
    uint8_t *bent = arena_alloc(&arena, der.n, 1);
    (void)state;

    for (int i = 0; i < 3; i++)
        assert_int_equal(is_known(k, der), i > 0);
    memcpy(bent, der.p, der.n);
    for (size_t i = 0; i < der.n - 16; i++) {
        struct cert got, want;
        struct fail f = {0}, g = {0};

        bent[i] ^= 1;
        enum err e = cert_parse(&want, span_of(bent, der.n), &f);
        /* Twice would remember it. */
        assert_int_equal(known_cert(NULL, &got, span_of(bent, der.n), &g), e);
        struct known *other = new_known(TINY);
        assert_int_equal(known_cert(other, &got, span_of(bent, der.n), &g), e);
        known_free(other);
        if (e == ERR_OK)
            assert_int_equal(known_cert(k, &got, span_of(bent, der.n), &g), ERR_OK);
        if (e == ERR_OK)
            assert_memory_equal(got.subject_id.bytes, want.subject_id.bytes, 32);
        bent[i] ^= 1;
    }
    known_free(k);
}

/* A copy points into its own bytes alone, whatever the certificate holds. */
static void test_move(void **state)
{
    struct fc_spec spec = fc_leaf(&arena);
    struct cert c;
    struct fail f = {0};
    struct span copy;
    (void)state;

    struct span der = fc_cert(&arena, &spec);
    assert_int_equal(cert_parse(&c, der, &f), ERR_OK);
    assert_non_null(arena_alloc(&arena, 64, 1)); /* the copy does not begin at the end of der */
    assert_int_equal(arena_copy(&arena, &copy, der), ERR_OK);
    cert_move(&c, copy);
    for (size_t i = 0; i + sizeof(uintptr_t) <= sizeof c; i += sizeof(uintptr_t)) {
        uintptr_t word;

        memcpy(&word, (const uint8_t *)&c + i, sizeof word);
        assert_false(word >= (uintptr_t)der.p && word <= (uintptr_t)der.p + der.n);
    }
    assert_true(span_contains(copy, c.key.key) && span_contains(copy, c.ext[EXT_SAN].val));
}

/* A flood of certificates that come once displaces none; nor do those that come twice displace one
 * that is in use. */
static void test_flood(void **state)
{
    struct known *k = new_known(TINY);
    struct span der = intermediate(1);
    (void)state;

    is_known(k, der);
    is_known(k, der);
    for (uint32_t i = 0; i < MANY; i++) {
        struct span other = intermediate(2 + i);

        is_known(k, other);
        assert_true(is_known(k, der));
        is_known(k, other);
        assert_true(is_known(k, der));
    }
    known_free(k);
}

/* Nothing fits, and nothing breaks. */
static void test_no_room(void **state)
{
    static const size_t sizes[] = {0, 1, 100, 1000, 10000, 30000};
    struct span der = intermediate(1);
    uint8_t print[CERT_FINGERPRINT] = {1};
    (void)state;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct known *k = new_known(sizes[i]);

        for (int n = 0; n < 3; n++)
            assert_false(is_known(k, der));
        known_add_signed(k, 7, print);
        known_signed(k, 7, print);
        known_free(k);
    }
}

/* A pair is found by both of its halves. */
static void test_pairs(void **state)
{
    struct known *k = new_known(TINY);
    uint8_t print[CERT_FINGERPRINT] = {0};
    (void)state;

    known_add_signed(k, 1, print);
    assert_true(known_signed(k, 1, print));
    assert_false(known_signed(k, 2, print));
    for (size_t i = 0; i < sizeof print; i++) {
        print[i] ^= 0x80;
        assert_false(known_signed(k, 1, print));
        print[i] ^= 0x80;
    }
    for (uint64_t i = 2; i < MANY; i++) {
        known_add_signed(k, i, print);
        assert_true(known_signed(k, i, print));
    }
    known_free(k);
}

static struct cert parsed(struct span der)
{
    struct cert c;
    struct fail f = {0};

    assert_int_equal(cert_parse(&c, der, &f), ERR_OK);
    return c;
}

static struct pubkey *new_key(const struct cert *cert)
{
    struct pubkey *key;

    assert_int_equal(pubkey_new(&key, &cert->key), ERR_OK);
    return key;
}

/* A key is taken when it is offered twice.  While it is held it stays; it becomes one for many
 * signatures; after it is replaced its id leads nowhere. */
static void test_keys(void **state)
{
    struct known_keys keys;
    struct fc_spec spec = fc_root(&arena);
    struct cert root = parsed(fc_cert(&arena, &spec)), ca = parsed(intermediate(1));
    struct pubkey *key = new_key(&root);
    (void)state;

    assert_int_equal(known_keys_init(&keys, ROOMY), ERR_OK);
    assert_int_equal(known_keys_find(&keys, 1, root.spki), 0);
    assert_int_equal(known_keys_give(&keys, 1, root.spki, key), 0);
    uint64_t id = known_keys_give(&keys, 1, root.spki, key);
    assert_int_not_equal(id, 0);
    assert_int_equal(known_keys_find(&keys, 1, root.spki), id);
    assert_int_equal(known_keys_find(&keys, 1, ca.spki), 0);
    for (int i = 0; i < MANY; i++) {
        const struct pubkey *held = known_keys_hold(&keys, id);

        assert_non_null(held);
        enum err e = pubkey_verify(held, &ca.sigalg, ca.tbs, ca.signature);
        assert_int_equal(e, ERR_OK);
        known_keys_release(&keys, id, &root.key);
    }
    assert_true(keys.bytes <= keys.max_bytes);
    /* Others of the same hash: the one that is held is never replaced. */
    assert_non_null(known_keys_hold(&keys, id));
    for (int i = 0; i < 8; i++) {
        struct pubkey *other = new_key(&ca);
        if (known_keys_give(&keys, 1, ca.spki, other) == 0)
            pubkey_free(other);
    }
    assert_int_equal(known_keys_find(&keys, 1, root.spki), id);
    known_keys_release(&keys, id, NULL);
    for (int i = 0; i < 8; i++) {
        struct pubkey *other = new_key(&ca);
        if (known_keys_give(&keys, 1, ca.spki, other) == 0)
            pubkey_free(other);
    }
    assert_null(known_keys_hold(&keys, id));
    known_keys_free(&keys);
    assert_int_equal(keys.bytes, 0);
}

/* Memory for keys ends: those that were not used for long make room. */
static void test_keys_bounded(void **state)
{
    struct known_keys keys;
    struct fc_spec spec = fc_root(&arena);
    struct cert root = parsed(fc_cert(&arena, &spec));
    uint8_t *spki = arena_alloc(&arena, root.spki.n, 1);
    unsigned taken = 0;
    (void)state;

    memcpy(spki, root.spki.p, root.spki.n);
    assert_int_equal(known_keys_init(&keys, TINY), ERR_OK);
    struct pubkey *one = new_key(&root);
    keys.max_bytes = 3 * pubkey_size(one) + 1;
    pubkey_free(one);
    for (unsigned i = 0; i < MANY; i++) {
        struct pubkey *key = new_key(&root);
        uint64_t hash = (uint64_t)(i + 1) * UINT64_C(0x9e3779b97f4a7c15) | 1;

        spki[40] = (uint8_t)i;
        spki[41] = (uint8_t)(i >> 8);
        known_keys_give(&keys, hash, span_of(spki, root.spki.n), key);
        uint64_t id = known_keys_give(&keys, hash, span_of(spki, root.spki.n), key);
        if (id == 0)
            pubkey_free(key);
        taken += id != 0;
        assert_true(keys.bytes <= keys.max_bytes);
    }
    assert_true(taken > 3);
    known_keys_free(&keys);
}

/* Offers a key twice, as one that verified two signatures; its id, or 0 and the key is freed. */
static uint64_t give(struct known_keys *keys, uint64_t hash, struct span spki,
                     const struct cert *cert)
{
    struct pubkey *key = new_key(cert);
    uint64_t id = known_keys_give(keys, hash, spki, key);

    if (id == 0)
        id = known_keys_give(keys, hash, spki, key);
    if (id == 0)
        pubkey_free(key);
    return id;
}

/* The id of a key that made room for another leads nowhere, and its way can be used again. */
static void test_keys_evicted(void **state)
{
    struct known_keys keys;
    struct fc_spec spec = fc_root(&arena);
    struct cert root = parsed(fc_cert(&arena, &spec));
    uint64_t id = 0;
    (void)state;

    assert_int_equal(known_keys_init(&keys, TINY), ERR_OK);
    uint64_t first = give(&keys, 1, root.spki, &root);
    assert_int_not_equal(first, 0);
    /* There is memory for one key.  Others, of another set, are refused until that one is old. */
    keys.max_bytes = keys.bytes;
    for (uint64_t hash = 3; id == 0 && hash < MANY; hash += 2)
        id = give(&keys, UINT64_C(0xffffffff) << 32 | hash, root.spki, &root);
    assert_int_not_equal(id, 0);
    assert_int_equal(known_keys_find(&keys, 1, root.spki), 0);
    assert_null(known_keys_hold(&keys, first));
    keys.max_bytes *= 2;
    assert_int_not_equal(give(&keys, 1, root.spki, &root), 0);
    assert_null(known_keys_hold(&keys, first));
    known_keys_free(&keys);
    assert_int_equal(keys.bytes, 0);
}

/* Holds the key for as many signatures that verified. */
static void verifies(struct known_keys *keys, uint64_t id, const struct cert *cert, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        assert_non_null(known_keys_hold(keys, id));
        known_keys_release(keys, id, &cert->key);
    }
}

/* A key that finds no memory to be prepared for many signatures stays as it is,
 * and is prepared once there is memory. */
static void test_keys_full(void **state)
{
    struct known_keys keys;
    struct fc_spec spec = fc_root(&arena);
    struct cert root = parsed(fc_cert(&arena, &spec));
    (void)state;

    assert_int_equal(known_keys_init(&keys, ROOMY), ERR_OK);
    uint64_t id = give(&keys, 1, root.spki, &root);
    const struct pubkey *plain = known_keys_hold(&keys, id);
    known_keys_release(&keys, id, NULL);
    size_t max_bytes = keys.max_bytes;
    keys.max_bytes = keys.bytes + 1000;
    verifies(&keys, id, &root, MANY);
    assert_ptr_equal(known_keys_hold(&keys, id), plain);
    known_keys_release(&keys, id, NULL);
    keys.max_bytes = max_bytes;
    verifies(&keys, id, &root, MANY);
#ifndef REFERENCE_CRYPTO
    assert_ptr_not_equal(known_keys_hold(&keys, id), plain);
    known_keys_release(&keys, id, NULL);
#endif
    known_keys_free(&keys);
    assert_int_equal(keys.bytes, 0);
}

/* Keys that are prepared for many signatures, and are in use, leave room to others that come. */
static void test_keys_plain(void **state)
{
    enum { USED = 16, FEW = 8, LEFT = 1000 };
    struct known_keys keys;
    struct fc_spec spec = fc_root(&arena);
    uint64_t ids[USED];
    (void)state;

    fc_rekey(&arena, &spec, FKEY_P384_A);
    struct cert root = parsed(fc_cert(&arena, &spec));
    assert_int_equal(known_keys_init(&keys, ROOMY), ERR_OK);
    for (uint64_t i = 0; i < USED; i++)
        ids[i] = give(&keys, i << 60 | 1, root.spki, &root);
    size_t plain = keys.bytes;
    verifies(&keys, ids[0], &root, FEW);
    if (keys.bytes > plain) /* not so with REFERENCE_CRYPTO */
        keys.max_bytes = keys.bytes + 3 * (keys.bytes - plain) + LEFT;
    for (size_t i = 1; i < USED; i++)
        verifies(&keys, ids[i], &root, FEW);
    for (uint64_t i = 0; i < USED; i++)
        assert_int_not_equal(give(&keys, i << 60 | 3, root.spki, &root), 0);
    known_keys_free(&keys);
}

/* What all keys for many signatures share counts too: where that does not fit, there are none. */
static void test_keys_shared(void **state)
{
    enum { PLENTY = SIG_TABLES_MAX + (256 << 10) };
    struct known_keys keys;
    struct fc_spec spec = fc_root(&arena);
    struct cert root = parsed(fc_cert(&arena, &spec));
    (void)state;

    assert_int_equal(known_keys_init(&keys, SIG_TABLES_MAX), ERR_OK);
    uint64_t id = give(&keys, 1, root.spki, &root);
    const struct pubkey *plain = known_keys_hold(&keys, id);
    verifies(&keys, id, &root, MANY);
    assert_ptr_equal(known_keys_hold(&keys, id), plain);
    known_keys_free(&keys);
    assert_int_equal(known_keys_init(&keys, PLENTY), ERR_OK);
    assert_true(keys.max_bytes < PLENTY - SIG_TABLES_MAX);
    known_keys_free(&keys);
}

/* Chains under a few CAs, some of them wrong, for all threads. */
struct job {
    struct trial trials[CHAINS];
    struct known *known;
};

static void make_chain(struct trial *t, unsigned i)
{
    struct fc_spec root = fc_root(&arena), ca = fc_intermediate(&arena), leaf = fc_leaf(&arena);

    ca.not_after += i % 3;
    if (i % 2 == 0)
        fc_set(&ca.exts, FC_OID_NC, true, fc_nc(&arena, fc_dns(&arena, "com"), (struct span){0}));
    leaf.not_after = i % 4 == 0 ? FC_NOW - 1 : leaf.not_after + i;
    leaf.corrupt = i % 5 == 0;
    trial_open(t);
    assert_true(trial_anchor(t, fc_cert(&arena, &root)));
    assert_true(trial_helper(t, fc_cert(&arena, &ca)));
    assert_true(trial_host(t, FC_HOST));
    trial_judge(t, fc_cert(&arena, &leaf));
}

static void *judge_all(void *arg)
{
    struct job *job = arg;

    for (unsigned i = 0; i < ROUNDS * CHAINS; i++) {
        if (!same_verdict_each(&job->trials[i % CHAINS].in, &job->known, 1, 1))
            return job;
    }
    return NULL;
}

static void run_threads(size_t max_bytes)
{
    static struct job job;
    pthread_t threads[THREADS];

    job.known = new_known(max_bytes);
    for (unsigned i = 0; i < CHAINS; i++)
        make_chain(&job.trials[i], i);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, judge_all, &job), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;

        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    for (unsigned i = 0; i < CHAINS; i++)
        trial_close(&job.trials[i]);
    known_free(job.known);
}

static void test_threads(void **state)
{
    (void)state;
    run_threads(ROOMY);
}

static void test_threads_full(void **state)
{
    (void)state;
    run_threads(TINY);
    run_threads(SMALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second_sight), cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_move),         cmocka_unit_test(test_flood),
        cmocka_unit_test(test_no_room),      cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_keys),         cmocka_unit_test(test_keys_bounded),
        cmocka_unit_test(test_keys_evicted), cmocka_unit_test(test_keys_full),
        cmocka_unit_test(test_keys_plain),   cmocka_unit_test(test_keys_shared),
        cmocka_unit_test(test_threads),      cmocka_unit_test(test_threads_full),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
