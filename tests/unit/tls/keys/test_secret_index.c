/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/keys/secret_index.h"

static const char random_a[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

static void add(struct secret_index *s, const char *text)
{
    assert_int_equal(secret_index_add(s, span_str(text)), ERR_OK);
}

static void line(struct secret_index *s, const char *label, const char *secret)
{
    struct buf b;

    buf_init(&b, 1 << 10);
    buf_printf(&b, "%s %s %s\n", label, random_a, secret);
    assert_int_equal(secret_index_add(s, buf_span(&b)), ERR_OK);
    buf_free(&b);
}

static void random_of(uint8_t out[KEYLOG_RANDOM])
{
    for (size_t i = 0; i < KEYLOG_RANDOM; i++)
        out[i] = (uint8_t)i;
}

static void is(const struct secret_index *s, const char *label, const char *value)
{
    uint8_t random[KEYLOG_RANDOM];
    struct secret secret = {0};

    random_of(random);
    bool found = secret_index_find(s, span_str(label), random, &secret);
    assert_int_equal(found, value != NULL);
    if (value != NULL)
        assert_true(span_eq(span_of(secret.v, secret.n), span_str(value)));
    random[31] ^= 1;
    assert_false(secret_index_find(s, span_str(label), random, &secret));
}

/* Each label has its own secret, other randoms have none, the later of two lines counts. */
static void by_label(void **state)
{
    struct secret_index s;

    (void)state;
    secret_index_init(&s, (const uint8_t[SIPHASH_KEY]){0});
    is(&s, "CLIENT_RANDOM", NULL);
    line(&s, "CLIENT_RANDOM", "6161");
    line(&s, "SERVER_TRAFFIC_SECRET_0", "626262");
    line(&s, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "63");
    line(&s, "SOMETHING_NEW", "64");
    is(&s, "CLIENT_RANDOM", "aa");
    is(&s, "SERVER_TRAFFIC_SECRET_0", "bbb");
    is(&s, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "c");
    is(&s, "CLIENT_TRAFFIC_SECRET_0", NULL);
    is(&s, "SOMETHING_NEW", NULL);
    assert_int_equal(s.num, 3);
    assert_int_equal(s.lines, 4);
    line(&s, "CLIENT_RANDOM", "7a7a");
    is(&s, "CLIENT_RANDOM", "zz");
    assert_int_equal(s.num, 3);
    secret_index_free(&s);
}

/* What is no line is counted, and what follows it is read. */
static void broken(void **state)
{
    struct secret_index s;

    (void)state;
    secret_index_init(&s, (const uint8_t[SIPHASH_KEY]){0});
    add(&s, "# a comment\n\nCLIENT_RANDOM 00 11\nnot a line\nRSA 0011223344556677 aabb\n");
    assert_int_equal(s.bad, 3);
    line(&s, "CLIENT_RANDOM", "61");
    add(&s, "CLIENT_RANDOM 0001"); /* being written */
    assert_int_equal(s.bad, 4);
    assert_int_equal(s.lines, 1);
    is(&s, "CLIENT_RANDOM", "a");
    secret_index_free(&s);
}

/* A secret that is longer than any hash is none of ours. */
static void too_long(void **state)
{
    struct secret_index s;
    char secret[2 * KEYLOG_SECRET_MAX + 1];

    (void)state;
    secret_index_init(&s, (const uint8_t[SIPHASH_KEY]){0});
    memset(secret, '6', sizeof secret - 1);
    secret[sizeof secret - 1] = 0;
    line(&s, "CLIENT_RANDOM", secret);
    is(&s, "CLIENT_RANDOM", NULL);
    secret_index_free(&s);
}

/* Many of them are all found again. */
static void many(void **state)
{
    enum { MANY = 20000 };
    struct secret_index s;
    struct buf b;
    struct secret found;
    uint8_t random[KEYLOG_RANDOM] = {0};

    (void)state;
    secret_index_init(&s, (const uint8_t[SIPHASH_KEY]){0});
    buf_init(&b, 1 << 24);
    for (uint32_t i = 0; i < MANY; i++)
        buf_printf(&b, "CLIENT_RANDOM %064x %08x\r\n", i, i ^ 0x5a5a5a5a);
    assert_int_equal(secret_index_add(&s, buf_span(&b)), ERR_OK);
    assert_int_equal(s.num, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        random[30] = (uint8_t)(i >> 8);
        random[31] = (uint8_t)i;
        assert_true(secret_index_find(&s, SPAN_LIT("CLIENT_RANDOM"), random, &found));
        assert_int_equal(found.n, 4);
        assert_int_equal(found.v[2] << 8 | found.v[3], (i ^ 0x5a5a) & 0xffff);
    }
    buf_free(&b);
    secret_index_free(&s);
}

static void sessions(void **state)
{
    struct secret_index s;
    struct secret master = {.n = 48, .v = {7}}, found = {0};

    (void)state;
    secret_index_init(&s, (const uint8_t[SIPHASH_KEY]){0});
    assert_false(secret_index_recall(&s, SPAN_LIT("id"), &found));
    assert_int_equal(secret_index_remember(&s, SPAN_LIT("id"), &master), ERR_OK);
    master.v[0] = 8;
    assert_int_equal(secret_index_remember(&s, SPAN_LIT("a ticket"), &master), ERR_OK);
    assert_true(secret_index_recall(&s, SPAN_LIT("id"), &found));
    assert_int_equal(found.n, 48);
    assert_int_equal(found.v[0], 7);
    assert_true(secret_index_recall(&s, SPAN_LIT("a ticket"), &found));
    assert_int_equal(found.v[0], 8);
    assert_false(secret_index_recall(&s, SPAN_LIT("a ticke"), &found));
    secret_index_free(&s);
}

static struct span id_of(const uint32_t *i)
{
    return span_of(i, sizeof *i);
}

/* The last SESSIONS_MAX are found again, in bounded memory. */
static void bounded(void **state)
{
    struct secret master = {.n = 48}, found = {0};
    struct sessions s;
    size_t most = 0;
    uint32_t i;

    (void)state;
    sessions_init(&s, (const uint8_t[SIPHASH_KEY]){0});
    for (i = 0; i < 3 * SESSIONS_MAX; i++) {
        memcpy(master.v, &i, sizeof i);
        assert_int_equal(sessions_remember(&s, id_of(&i), &master), ERR_OK);
        if (sessions_size(&s) > most)
            most = sessions_size(&s);
    }
    assert_in_range(most, 1 << 20, 40 << 20);
    for (i = 2 * SESSIONS_MAX; i < 3 * SESSIONS_MAX; i++) {
        assert_true(sessions_recall(&s, id_of(&i), &found));
        assert_memory_equal(found.v, &i, sizeof i);
    }
    i = 0;
    assert_false(sessions_recall(&s, id_of(&i), &found));
    sessions_free(&s);
    assert_int_equal(sessions_size(&s), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_label), cmocka_unit_test(broken),   cmocka_unit_test(too_long),
        cmocka_unit_test(many),     cmocka_unit_test(sessions), cmocka_unit_test(bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
