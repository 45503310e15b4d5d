/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions found by their id, and binders that are accepted once. */
#include "config.h"

#include "tests/unit/tls/session/session_cache_kit.h"

static struct session with_id(uint8_t id)
{
    struct session s = rich_session(TLS_1_2);

    s.session_id_n = 32;
    memset(s.session_id, id, 32);
    return s;
}

static void store(struct session_cache *m, int64_t now_ms, uint8_t id)
{
    struct session s = with_id(id);

    s.received_ms = now_ms;
    s.age_add = id;
    assert_int_equal(session_cache_store(m, now_ms, &s), ERR_OK);
    session_free(&s);
}

static bool knows(struct session_cache *m, int64_t now_ms, uint8_t id)
{
    uint8_t wire[32];
    struct session back;

    session_init(&back);
    memset(wire, id, sizeof wire);
    bool found = session_cache_find(m, now_ms, span_of(wire, sizeof wire), &back);
    assert_int_equal(found, back.version != 0);
    if (found) {
        assert_int_equal(back.age_add, id);
        assert_true(span_eq(span_of(back.session_id, back.session_id_n), span_of(wire, 32)));
    }
    session_free(&back);
    return found;
}

static void test_ids(void **state)
{
    struct session_cache *m = new_memory(1, PLACES);
    struct session s = with_id(1), back;

    (void)state;
    session_init(&back);
    s.age_add = 1;
    assert_int_equal(session_cache_store(m, NOW, &s), ERR_OK);
    assert_true(session_cache_find(m, NOW, span_of(s.session_id, 32), &back));
    assert_true(rich_same(&s, &back));
    session_free(&back);
    assert_false(session_cache_find(m, NOW, span_of(s.session_id, 31), &back));
    assert_false(session_cache_find(m, NOW, (struct span){0}, &back));
    assert_false(knows(m, NOW, 2));
    assert_true(knows(m, NOW, 1)); /* a second time too */
    session_cache_forget(m, span_of(s.session_id, 32));
    assert_false(knows(m, NOW, 1));
    session_cache_forget(m, span_of(s.session_id, 32));

    /* Without an id there is nothing to find it by, and no place is taken. */
    for (uint8_t id = 1; id <= PLACES; id++)
        store(m, NOW, id);
    s.session_id_n = 0;
    assert_int_equal(session_cache_store(m, NOW, &s), ERR_OK);
    assert_false(session_cache_find(m, NOW, (struct span){0}, &back));
    for (uint8_t id = 1; id <= PLACES; id++)
        assert_true(knows(m, NOW, id));
    session_free(&s);
    session_cache_free(m);
}

static void test_ids_lifetime(void **state)
{
    struct session_cache *m = new_memory(1, PLACES);
    struct session s = with_id(1);

    (void)state;
    s.age_add = 1;
    s.lifetime = 10;
    assert_int_equal(session_cache_store(m, NOW, &s), ERR_OK);
    assert_true(knows(m, NOW + 9999, 1));
    assert_false(knows(m, NOW + 10000, 1));
    /* It is gone, not only too old. */
    assert_false(knows(m, NOW, 1));
    assert_int_equal(session_cache_store(m, NOW + 10000, &s), ERR_OK);
    assert_false(knows(m, NOW, 1));
    session_free(&s);
    session_cache_free(m);
}

static void test_ids_eviction(void **state)
{
    struct session_cache *m = new_memory(1, PLACES);

    (void)state;
    for (uint8_t id = 1; id <= PLACES; id++)
        store(m, NOW, id);
    for (uint8_t id = 1; id <= PLACES; id++)
        assert_true(knows(m, NOW, id));
    store(m, NOW, PLACES + 1);
    assert_false(knows(m, NOW, 1));
    for (uint8_t id = 2; id <= PLACES + 1; id++)
        assert_true(knows(m, NOW, id));
    session_cache_free(m);

    m = new_memory(1, 0);
    store(m, NOW, 1);
    assert_false(knows(m, NOW, 1));
    session_cache_free(m);
}

/* The same id once more takes the place of the first. */
static void test_ids_replaced(void **state)
{
    struct session_cache *m = new_memory(1, PLACES);

    (void)state;
    store(m, NOW, 1);
    store(m, NOW + 3600 * 1000, 1);
    assert_true(knows(m, NOW + 7200 * 1000, 1));
    uint8_t wire[32];
    memset(wire, 1, sizeof wire);
    session_cache_forget(m, span_of(wire, sizeof wire));
    assert_false(knows(m, NOW + 3600 * 1000, 1));
    session_cache_free(m);
}

static void test_ids_too_long(void **state)
{
    static const uint8_t bytes[(1 << 13) - 50];
    struct session_cache *m = new_memory(1, PLACES);
    struct session s = with_id(1);

    (void)state;
    buf_put(&s.chain, span_of(bytes, sizeof bytes));
    assert_int_equal(session_cache_store(m, NOW, &s), ERR_LIMIT);
    assert_false(knows(m, NOW, 1));
    buf_truncate(&s.chain, sizeof bytes - 100);
    s.age_add = 1;
    assert_int_equal(session_cache_store(m, NOW, &s), ERR_OK);
    assert_true(knows(m, NOW, 1));
    session_free(&s);
    session_cache_free(m);
}

static bool once(struct session_cache *m, int64_t now_ms, uint8_t binder, size_t n)
{
    uint8_t wire[48];

    memset(wire, binder, sizeof wire);
    return session_cache_once(m, now_ms, span_of(wire, n));
}

static void test_once(void **state)
{
    struct session_cache *m = new_memory(1, PLACES);

    (void)state;
    assert_true(once(m, NOW, 1, 32));
    assert_false(once(m, NOW, 1, 32));
    assert_true(once(m, NOW, 2, 48));
    assert_false(once(m, NOW + 1, 2, 48));
    assert_false(once(m, NOW + 2 * SESSION_CACHE_FRESH_MS, 1, 32));
    /* From here on the age of the ticket says that it is no first time. */
    assert_true(once(m, NOW + 2 * SESSION_CACHE_FRESH_MS + 1, 1, 32));
    /* The clock was set back: what was seen stays seen. */
    assert_false(once(m, NOW, 1, 32));
    assert_false(once(m, NOW, 3, 31)); /* no binder */
    session_cache_free(m);
}

/* Full of what may come again: nothing more is taken until there is room. */
static void test_once_full(void **state)
{
    struct session_cache *m = new_memory(1, PLACES);

    (void)state;
    for (uint8_t i = 0; i < PLACES; i++)
        assert_true(once(m, NOW + i, i, 32));
    assert_false(once(m, NOW + PLACES, PLACES, 32));
    assert_false(once(m, NOW + 2 * SESSION_CACHE_FRESH_MS, PLACES, 32));
    for (uint8_t i = 0; i < PLACES; i++)
        assert_false(once(m, NOW + 2 * SESSION_CACHE_FRESH_MS, i, 32));
    assert_true(once(m, NOW + 2 * SESSION_CACHE_FRESH_MS + 1, PLACES, 32));
    assert_false(once(m, NOW + 2 * SESSION_CACHE_FRESH_MS + 1, PLACES, 32));
    assert_false(once(m, NOW + 2 * SESSION_CACHE_FRESH_MS + 1, PLACES + 1, 32));
    for (uint8_t i = 1; i < PLACES; i++)
        assert_false(once(m, NOW + 2 * SESSION_CACHE_FRESH_MS + 1, i, 32));
    session_cache_free(m);

    m = new_memory(1, 0);
    assert_false(once(m, NOW, 1, 32));
    session_cache_free(m);
}

static void test_free_nothing(void **state)
{
    struct rng rng = kit_zeros();
    struct session_cache *m;

    (void)state;
    session_cache_free(NULL);
    assert_int_equal(session_cache_new(&m, &rng, SIZE_MAX), ERR_LIMIT);
    assert_null(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),          cmocka_unit_test(test_ids_lifetime),
        cmocka_unit_test(test_ids_eviction), cmocka_unit_test(test_ids_replaced),
        cmocka_unit_test(test_ids_too_long), cmocka_unit_test(test_once),
        cmocka_unit_test(test_once_full),    cmocka_unit_test(test_free_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
