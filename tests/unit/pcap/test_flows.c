/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/flows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/pcap/support.h"

static struct arena arena;
static struct flows table;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return flows_init(&table, &arena) == ERR_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct pcapng_end end_of(uint32_t i)
{
    return (struct pcapng_end){
        .ip = {10, 1, (uint8_t)(i >> 24), (uint8_t)(i >> 16)}, .ip_n = 4, .port = (uint16_t)i};
}

static const struct pcapng_end server = {.ip = {192, 0, 2, 1}, .ip_n = 4, .port = 443};

static struct flow *add(uint32_t i)
{
    struct pcapng_end a = end_of(i);
    struct flow *f = flows_add(&table, &a, &server);

    assert_non_null(f);
    return f;
}

static struct flow *find(uint32_t i, bool *from_a)
{
    struct pcapng_end a = end_of(i);

    return flows_find(&table, &a, &server, from_a);
}

static uint32_t hash_of(uint32_t i)
{
    struct pcapng_end a = end_of(i);

    return flows_hash(&a, &server);
}

static void test_find(void **state)
{
    struct pcapng_end a = end_of(7), other;
    bool from_a = false;

    (void)state;
    assert_null(find(7, &from_a));
    struct flow *f = add(7);
    assert_int_equal(f->shown.number, 1);
    assert_ptr_equal(find(7, &from_a), f);
    assert_true(from_a);
    assert_ptr_equal(flows_find(&table, &server, &a, &from_a), f);
    assert_false(from_a);
    assert_int_equal(flows_hash(&a, &server), flows_hash(&server, &a));
    other = a;
    other.ip_n = 16;
    assert_null(flows_find(&table, &other, &server, &from_a));
    other = a;
    other.port++;
    assert_null(flows_find(&table, &other, &server, &from_a));
    other = a;
    other.ip[0]++;
    assert_null(flows_find(&table, &other, &server, &from_a));
    flows_remove(&table, f);
    assert_null(find(7, &from_a));
    assert_int_equal(add(8)->shown.number, 2);
}

static int hash_cmp(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return (a > b) - (a < b);
}

/* Two pairs of ports with the same hash are two flows: among thousands there are some. */
static void test_same_hash(void **state)
{
    enum { SERVERS = 16, CLIENTS = 20000 };
    static uint64_t hashes[SERVERS * CLIENTS];
    struct pcapng_end a = end_of(0), b = server;
    size_t num = 0, met = 0;
    bool from_a;

    (void)state;
    for (uint16_t i = 0; i < SERVERS; i++) {
        for (uint16_t j = 0; j < CLIENTS; j++, num++) {
            b.port = i;
            a.port = j;
            hashes[num] = (uint64_t)flows_hash(&a, &b) << 32 | (uint32_t)i << 16 | j;
        }
    }
    qsort(hashes, num, sizeof hashes[0], hash_cmp);
    for (size_t i = 1; i < num; i++) {
        if (hashes[i] >> 32 != hashes[i - 1] >> 32)
            continue;
        b.port = (uint16_t)(hashes[i - 1] >> 16);
        a.port = (uint16_t)hashes[i - 1];
        struct flow *f = flows_add(&table, &a, &b);
        b.port = (uint16_t)(hashes[i] >> 16);
        a.port = (uint16_t)hashes[i];
        assert_null(flows_find(&table, &a, &b, &from_a));
        flows_remove(&table, f);
        met++;
    }
    assert_int_not_equal(met, 0);
}

/* A full table: the closed ones go first, then the one that was silent for the longest time. */
static void test_full(void **state)
{
    bool from_a;

    (void)state;
    for (uint32_t i = 0; i < FLOWS_MAX; i++) {
        assert_null(flows_victim(&table, hash_of(i)));
        add(i);
    }
    flows_touch(&table, find(0, &from_a));
    flows_touch(&table, find(2, &from_a));
    assert_ptr_equal(flows_victim(&table, hash_of(FLOWS_MAX)), find(1, &from_a));
    flows_close(&table, find(9, &from_a));
    flows_close(&table, find(5, &from_a));
    flows_touch(&table, find(9, &from_a)); /* of no use to it */
    struct flow *victim = flows_victim(&table, hash_of(FLOWS_MAX));
    assert_ptr_equal(victim, find(9, &from_a));
    size_t used = arena.used;
    flows_remove(&table, victim);
    assert_null(flows_victim(&table, hash_of(FLOWS_MAX)));
    add(FLOWS_MAX);
    assert_int_equal(arena.used, used);
    assert_ptr_equal(flows_victim(&table, hash_of(9)), find(5, &from_a));
}

static void test_closed(void **state)
{
    bool from_a;

    (void)state;
    for (uint32_t i = 0; i < FLOWS_CLOSED_MAX + 2; i++)
        flows_close(&table, add(i));
    assert_null(find(0, &from_a));
    assert_null(find(1, &from_a));
    assert_non_null(find(2, &from_a));
    assert_true(find(2, &from_a)->closed);
    assert_int_equal(table.closed.num, FLOWS_CLOSED_MAX);
    assert_int_equal(table.open.num, 0);
}

/* A capture made so that all flows have one hash slows nothing down: the oldest of them goes. */
static void test_chain(void **state)
{
    uint32_t found[FLOWS_CHAIN_MAX + 1];
    size_t num = 0;
    bool from_a;

    (void)state;
    for (uint32_t i = 0; num <= FLOWS_CHAIN_MAX; i++) {
        if (hash_of(i) % FLOWS_BUCKETS == 77)
            found[num++] = i;
    }
    for (size_t i = 0; i < FLOWS_CHAIN_MAX; i++) {
        assert_null(flows_victim(&table, hash_of(found[i])));
        add(found[i]);
    }
    assert_ptr_equal(flows_victim(&table, hash_of(found[FLOWS_CHAIN_MAX])),
                     find(found[0], &from_a));
    for (size_t i = 0; i < FLOWS_CHAIN_MAX; i++)
        assert_non_null(find(found[i], &from_a));
    flows_remove(&table, find(found[3], &from_a)); /* from the middle of the chain */
    assert_null(find(found[3], &from_a));
    assert_non_null(find(found[2], &from_a));
}

/* Hashes of neighbours spread: as many ports and addresses as the table has places. */
static void test_spread(void **state)
{
    static uint8_t places[FLOWS_BUCKETS];
    unsigned most = 0;

    (void)state;
    for (uint32_t i = 0; i < 65536; i++) {
        uint8_t *place = &places[hash_of(i % 256 + (i / 256 << 16)) % FLOWS_BUCKETS];
        ++*place;
        most = *place > most ? *place : most;
    }
    assert_in_range(most, 4, FLOWS_CHAIN_MAX - 8);
}

/* Through the reader: what is open is reported as evicted, with what it held. */
static void test_evicted(void **state)
{
    struct told t = {0};
    struct wire w;

    (void)state;
    wire_begin(&w);
    for (uint32_t i = 0; i <= FLOWS_MAX; i++) {
        w.a = end_of(i);
        wire_a(&w, 100, 0, S, "");
        if (i == 0)
            wire_a(&w, 103, 0, 0, "c");
    }
    tell(&t, buf_span(&w.file), 65536);
    assert_int_equal(t.sums.flows, FLOWS_MAX + 1);
    assert_int_equal(t.closed[CAPTURE_EVICTED], 1);
    assert_int_equal(t.closed[CAPTURE_END], FLOWS_MAX);
    assert_int_equal(t.sums.gaps, 1);
    assert_true(span_eq(buf_span(&t.streams[0]), SPAN_LIT("c")));
    told_free(&t);
    wire_free(&w);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_find),  TEST(test_same_hash), TEST(test_full),    TEST(test_closed),
        TEST(test_chain), TEST(test_spread),    TEST(test_evicted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
