/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/readkeys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MANY = READKEYS_SLOTS + 9, ROUNDS = 3 };

/* A direction: who seals, and who reads. */
struct pair {
    struct protect seals;
    struct readkeys reads;
};

static void pair_init(struct pair *p, uint8_t i, uint16_t suite, uint16_t version)
{
    const struct suite *s = suite_find(suite);
    struct traffic_keys k;

    assert_non_null(s);
    traffic_keys_sizes(&k, s, version);
    memset(k.key, i, sizeof k.key);
    memset(k.iv, i + 1, sizeof k.iv);
    memset(k.mac, i + 2, sizeof k.mac);
    protect_init(&p->seals, s, version, true, false, &k);
    readkeys_init(&p->reads, s, version, false, &k);
}

static void zeros(void *ctx, size_t n, uint8_t *out)
{
    (void)ctx;
    memset(out, 0, n);
}

static void seal(struct pair *p, struct buf *out, struct record *r)
{
    struct fail fail = {0};
    bool complete = false;

    buf_init(out, 1 << 10);
    assert_int_equal(protect_seal(&p->seals, out,
                                  &(struct protect_content){CONTENT_APPLICATION_DATA, TLS_1_2,
                                                            SPAN_LIT("text"), 0},
                                  &(struct rng){.fill = zeros}),
                     ERR_OK);
    assert_int_equal(record_split(r, &complete, buf_span(out), RECORD_CIPHER12_MAX, &fail), ERR_OK);
    assert_true(complete);
}

static enum err opened(struct readkeys_cache *cache, struct readkeys *k, bool counts,
                       const struct record *r)
{
    struct buf plain;
    uint8_t type;
    size_t padding;

    buf_init(&plain, RECORD_HEADER + RECORD_CIPHER12_MAX);
    enum err e = counts ? readkeys_open(cache, k, &plain, &type, &padding, r)
                        : readkeys_try(cache, k, &plain, &type, &padding, r);
    assert_true(e != ERR_OK || span_eq(buf_span(&plain), SPAN_LIT("text")));
    buf_free(&plain);
    return e;
}

/* Each opens the next record of its own, whoever was expanded in between. */
static void run(struct readkeys_cache *cache, uint16_t suite, uint16_t version)
{
    static struct pair pairs[MANY];

    for (unsigned i = 0; i < MANY; i++)
        pair_init(&pairs[i], (uint8_t)i, suite, version);
    for (int round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < MANY; i++) {
            struct buf bytes;
            struct record r;
            seal(&pairs[i], &bytes, &r);
            assert_int_not_equal(opened(cache, &pairs[(i + 1) % MANY].reads, false, &r), ERR_OK);
            assert_int_equal(opened(cache, &pairs[i].reads, false, &r), ERR_OK);
            assert_int_equal(opened(cache, &pairs[i].reads, true, &r), ERR_OK);
            assert_int_equal(opened(cache, &pairs[i].reads, true, &r), ERR_TLS_BAD_RECORD_MAC);
            assert_int_equal(pairs[i].reads.seq, round + 1);
            buf_free(&bytes);
        }
    }
    for (unsigned i = 0; i < MANY; i++)
        readkeys_drop(cache, &pairs[i].reads);
}

static const struct {
    uint16_t suite, version;
} kinds[] = {{0x1301, TLS_1_3}, {0x1303, TLS_1_3}, {0xc02f, TLS_1_2}, {0xc013, TLS_1_2}};

static void many(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct readkeys_cache cache = {0};
        run(&cache, kinds[i].suite, kinds[i].version);
        readkeys_cache_free(&cache);
        run(NULL, kinds[i].suite, kinds[i].version);
    }
}

/* A key that stays in use is expanded once, also among others. */
static void busy(void **state)
{
    struct readkeys_cache cache = {0};
    static struct pair pairs[MANY];

    (void)state;
    for (unsigned i = 0; i < MANY; i++)
        pair_init(&pairs[i], (uint8_t)i, 0x1301, TLS_1_3);
    for (unsigned i = 0; i < MANY; i++) {
        for (unsigned k = 0; k < 2; k++) {
            struct buf bytes;
            struct record r;
            seal(&pairs[k == 0 ? 0 : i], &bytes, &r);
            assert_int_equal(opened(&cache, &pairs[k == 0 ? 0 : i].reads, true, &r), ERR_OK);
            buf_free(&bytes);
        }
    }
    assert_int_equal(pairs[0].reads.id, 1);
    assert_int_equal(cache.made, MANY);
    for (unsigned i = 0; i < MANY; i++)
        readkeys_drop(&cache, &pairs[i].reads);
    readkeys_cache_free(&cache);
}

/* Nothing is left of keys that were dropped. */
static void wiped(void **state)
{
    const struct readkeys none = {0};
    struct readkeys_cache cache = {0};
    struct buf bytes;
    struct record r;
    struct pair p;

    (void)state;
    pair_init(&p, 7, 0x1301, TLS_1_3);
    seal(&p, &bytes, &r);
    assert_int_equal(opened(&cache, &p.reads, true, &r), ERR_OK);
    size_t left = 0;
    for (size_t i = 0; i < cache.slots.n; i++)
        left += cache.slots.p[i] != 0;
    assert_true(left > 100);
    readkeys_drop(&cache, &p.reads);
    assert_memory_equal(&p.reads, &none, sizeof none);
    for (size_t i = 0; i < cache.slots.n; i++)
        assert_int_equal(cache.slots.p[i], 0);
    readkeys_cache_free(&cache);
    assert_null(cache.slots.p);
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(many), cmocka_unit_test(busy),
                                       cmocka_unit_test(wiped)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
