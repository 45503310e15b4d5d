/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/tls/session/session_cache_kit.h"

static struct buf sealed(struct session_cache *m, int64_t now_ms, const struct session *s)
{
    struct buf b;

    buf_init(&b, 1 << 16);
    assert_int_equal(session_cache_seal(m, now_ms, s, &b), ERR_OK);
    return b;
}

static bool opens(struct session_cache *m, int64_t now_ms, struct span ticket)
{
    struct session back;

    session_init(&back);
    bool good = session_cache_open(m, now_ms, ticket, &back);
    assert_int_equal(good, back.version != 0);
    assert_int_equal(good, back.secret.v[0] != 0);
    session_free(&back);
    return good;
}

static void test_ticket(void **state)
{
    struct session_cache *m = new_memory(1, 0);
    struct session s = rich_session(TLS_1_3), back;
    struct buf b = sealed(m, NOW, &s), again = sealed(m, NOW, &s);

    (void)state;
    session_init(&back);
    assert_true(session_cache_open(m, NOW, buf_span(&b), &back));
    assert_true(rich_same(&s, &back));
    session_free(&back);
    /* No two are the same, and nothing of what is in them can be seen. */
    assert_false(span_eq(buf_span(&b), buf_span(&again)));
    assert_null(memmem(b.p, b.n, s.secret.v, 8));
    assert_null(memmem(b.p, b.n, "www.example.com", 15));
    buf_free(&b);
    buf_free(&again);
    session_free(&s);
    session_cache_free(m);
}

/* Not one bit may differ, and none be missing or too many. */
static void test_tampered(void **state)
{
    struct session_cache *m = new_memory(1, 0);
    struct session s = rich_session(TLS_1_2);
    struct buf b = sealed(m, NOW, &s);
    size_t n = b.n;

    (void)state;
    for (size_t i = 0; i < n; i++) {
        b.p[i] ^= (uint8_t)(1u << i % 8);
        assert_false(opens(m, NOW, buf_span(&b)));
        b.p[i] ^= (uint8_t)(1u << i % 8);
    }
    for (size_t i = 0; i < n; i++)
        assert_false(opens(m, NOW, span_of(b.p, i)));
    assert_true(opens(m, NOW, buf_span(&b)));
    buf_u8(&b, 0);
    assert_false(opens(m, NOW, buf_span(&b)));
    buf_free(&b);
    session_free(&s);
    session_cache_free(m);
}

static void test_foreign(void **state)
{
    struct session_cache *ours = new_memory(1, 0);
    struct session s = rich_session(TLS_1_2);
    struct buf b = sealed(ours, NOW, &s);
    struct session_cache *theirs = new_memory(2, 0);

    (void)state;
    assert_false(opens(theirs, NOW, buf_span(&b))); /* it has no key yet */
    struct buf own = sealed(theirs, NOW, &s);
    assert_false(opens(theirs, NOW, buf_span(&b)));
    /* The name of a key alone opens nothing. */
    memcpy(b.p, own.p, 16);
    assert_false(opens(theirs, NOW, buf_span(&b)));
    buf_free(&b);
    buf_free(&own);
    session_free(&s);
    session_cache_free(ours);
    session_cache_free(theirs);
}

/* Where there is no key yet, or none before it, a key of zeros is none: what is sealed under that
 * one, and names it, is not opened. */
static void test_no_key(void **state)
{
    struct session_cache *m = new_memory(1, 0);
    struct session s = rich_session(TLS_1_3);
    const uint8_t zeros[AEAD_KEY_MAX] = {0};
    struct buf plain, b;
    struct aead a;

    (void)state;
    buf_init(&plain, 1 << 16);
    buf_init(&b, 1 << 16);
    ticket_put(&plain, &s);
    buf_put(&b, span_of(zeros, 16)); /* its name */
    buf_put(&b, span_of(zeros, AEAD_NONCE_SIZE));
    uint8_t *at = buf_room(&b, plain.n + AEAD_TAG_MAX);
    assert_non_null(at);
    aead_init(&a, AEAD_AES_256_GCM, span_of(zeros, aead_key_size(AEAD_AES_256_GCM)));
    aead_seal(&a, at, zeros, span_of(zeros, 16), buf_span(&plain));
    assert_false(opens(m, NOW, buf_span(&b)));
    struct buf own = sealed(m, NOW, &s);
    assert_true(opens(m, NOW, buf_span(&own)));
    assert_false(opens(m, NOW, buf_span(&b)));
    aead_wipe(&a);
    buf_free(&plain);
    buf_free(&b);
    buf_free(&own);
    session_free(&s);
    session_cache_free(m);
}

/* A ticket of a moment opens until its key is the last but one, whoever asks or seals between. */
static void test_rotation(void **state)
{
    struct session_cache *m = new_memory(1, 0);
    struct session s = rich_session(TLS_1_2);

    (void)state;
    s.lifetime = 86400;
    struct buf first = sealed(m, NOW, &s), late = sealed(m, NOW + HOUR - 1, &s);
    assert_memory_equal(first.p, late.p, 16);
    struct buf second = sealed(m, NOW + HOUR, &s);
    assert_memory_not_equal(first.p, second.p, 16);
    assert_true(opens(m, NOW + HOUR, buf_span(&first)));
    assert_true(opens(m, NOW + HOUR, buf_span(&second)));
    assert_true(opens(m, NOW + 2 * HOUR - 1, buf_span(&late)));
    struct buf third = sealed(m, NOW + 2 * HOUR, &s);
    assert_false(opens(m, NOW + 2 * HOUR, buf_span(&first)));
    assert_false(opens(m, NOW + 2 * HOUR, buf_span(&late)));
    assert_true(opens(m, NOW + 2 * HOUR, buf_span(&second)));
    assert_true(opens(m, NOW + 2 * HOUR, buf_span(&third)));
    /* Where nobody came for long, no key is left. */
    assert_false(opens(m, NOW + 4 * HOUR, buf_span(&third)));
    assert_false(opens(m, NOW + 4 * HOUR, buf_span(&second)));
    buf_free(&first);
    buf_free(&late);
    buf_free(&second);
    buf_free(&third);
    session_free(&s);
    session_cache_free(m);
}

/* A key that nothing was sealed with since is aged by those who ask, too. */
static void test_rotation_by_opening(void **state)
{
    struct session_cache *m = new_memory(1, 0);
    struct session s = rich_session(TLS_1_2);

    (void)state;
    s.lifetime = 86400;
    struct buf b = sealed(m, NOW, &s);
    assert_true(opens(m, NOW + 2 * HOUR - 1, buf_span(&b)));
    assert_true(opens(m, NOW + 2 * HOUR - 1, buf_span(&b)));
    struct buf next = sealed(m, NOW + 2 * HOUR - 1, &s);
    assert_true(opens(m, NOW + 2 * HOUR - 1, buf_span(&b)));
    assert_true(opens(m, NOW + 2 * HOUR - 1, buf_span(&next)));
    buf_free(&b);
    buf_free(&next);
    b = sealed(m, NOW + 10 * HOUR, &s);
    assert_false(opens(m, NOW + 12 * HOUR, buf_span(&b)));
    buf_free(&b);
    session_free(&s);
    session_cache_free(m);
}

static void test_old(void **state)
{
    struct session_cache *m = new_memory(1, PLACES);
    struct session s = rich_session(TLS_1_3);

    (void)state;
    s.lifetime = 10;
    struct buf b = sealed(m, NOW, &s);
    assert_true(opens(m, NOW + 9999, buf_span(&b)));
    assert_false(opens(m, NOW + 10000, buf_span(&b)));
    assert_false(opens(m, NOW - 1, buf_span(&b)));
    buf_free(&b);
    session_free(&s);
    session_cache_free(m);
}

/* What a ticket cannot hold is said, and nothing is written. */
static void test_too_long(void **state)
{
    static const uint8_t bytes[70000];
    struct session_cache *m = new_memory(1, PLACES);
    struct session s = rich_session(TLS_1_2);
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 20);
    buf_truncate(&s.chain, 0);
    buf_put(&s.chain, span_of(bytes, sizeof bytes));
    assert_int_equal(session_cache_seal(m, NOW, &s, &b), ERR_LIMIT);
    assert_int_equal(b.n, 0);
    /* It fits, but not with what sealing adds. */
    buf_truncate(&s.chain, 65535 - 100);
    assert_int_equal(session_cache_seal(m, NOW, &s, &b), ERR_LIMIT);
    assert_int_equal(b.n, 0);
    buf_truncate(&s.chain, 65535 - 200);
    assert_int_equal(session_cache_seal(m, NOW, &s, &b), ERR_OK);
    assert_true(b.n <= 65535);
    buf_free(&b);
    session_free(&s);
    session_cache_free(m);
}

static void test_no_random(void **state)
{
    struct rng zeros = kit_zeros();
    struct session s = rich_session(TLS_1_2);
    struct session_cache *m;
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 16);
    assert_int_equal(session_cache_new(&m, &zeros, 1), ERR_OK);
    assert_int_equal(session_cache_seal(m, NOW, &s, &b), ERR_TLS_RANDOM);
    assert_int_equal(b.n, 0);
    session_cache_free(m);
    session_free(&s);
}

/* One octet that is not zero is enough, wherever it stands. */
struct one_octet {
    size_t at;
};

static void fill_one(void *ctx, size_t n, uint8_t *out)
{
    memset(out, 0, n);
    out[((struct one_octet *)ctx)->at % n] = 1;
}

static void test_little_random(void **state)
{
    struct session s = rich_session(TLS_1_2);

    (void)state;
    for (size_t at = 0; at < 96; at++) {
        struct one_octet one = {at};
        const struct rng rng = {&one, fill_one};
        struct session_cache *m;
        struct buf b;

        buf_init(&b, 1 << 16);
        assert_int_equal(session_cache_new(&m, &rng, 1), ERR_OK);
        assert_int_equal(session_cache_seal(m, NOW, &s, &b), ERR_OK);
        buf_wipe(&b);
        session_cache_free(m);
    }
    session_free(&s);
}

/* The key was made when there were random bytes; the nonce of a ticket needs some, too. */
static void fade(void *ctx, size_t n, uint8_t *out)
{
    unsigned *left = ctx;

    memset(out, *left > 0 ? 0xa5 : 0, n);
    *left -= *left > 0;
}

static void test_no_nonce(void **state)
{
    unsigned left = 3; /* a name, a key, a nonce */
    const struct rng fading = {&left, fade};
    struct session s = rich_session(TLS_1_2);
    struct session_cache *m;
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 16);
    assert_int_equal(session_cache_new(&m, &fading, 1), ERR_OK);
    assert_int_equal(session_cache_seal(m, NOW, &s, &b), ERR_OK);
    assert_int_equal(session_cache_seal(m, NOW, &s, &b), ERR_TLS_RANDOM);
    buf_wipe(&b);
    session_cache_free(m);
    session_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ticket),        cmocka_unit_test(test_tampered),
        cmocka_unit_test(test_foreign),       cmocka_unit_test(test_no_key),
        cmocka_unit_test(test_rotation),      cmocka_unit_test(test_rotation_by_opening),
        cmocka_unit_test(test_old),           cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_no_random),     cmocka_unit_test(test_no_nonce),
        cmocka_unit_test(test_little_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
