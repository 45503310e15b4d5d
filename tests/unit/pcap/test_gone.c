/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/gone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct pcapng_end server = {.ip = {192, 0, 2, 1}, .ip_n = 4, .port = 443};

static struct pcapng_end end_of(uint32_t i)
{
    return (struct pcapng_end){
        .ip = {10, 1, (uint8_t)(i >> 24), (uint8_t)(i >> 16)}, .ip_n = 4, .port = (uint16_t)i};
}

static void known(void **state)
{
    struct pcapng_end a = end_of(1), b = end_of(2);
    struct arena arena;
    struct gone g;

    (void)state;
    arena_init(&arena, 64 << 20);
    gone_init(&g, &arena, (const uint8_t[SIPHASH_KEY]){1});
    assert_false(gone_has(&g, &a, &server));
    gone_add(&g, &a, &server);
    gone_add(&g, &server, &a);
    assert_int_equal(g.num, 1);
    assert_true(gone_has(&g, &a, &server));
    assert_true(gone_has(&g, &server, &a));
    assert_false(gone_has(&g, &b, &server));
    a.ip_n = 16;
    assert_false(gone_has(&g, &a, &server));
    arena_free(&arena);
}

/* All are known as long as there is room; then nothing is said of any that may be wrong. */
static void full(void **state)
{
    struct pcapng_end other = end_of(GONE_MAX + 1);
    struct arena arena;
    struct gone g;

    (void)state;
    arena_init(&arena, GONE_MEMORY + (1 << 16));
    gone_init(&g, &arena, (const uint8_t[SIPHASH_KEY]){1});
    for (uint32_t i = 0; i < GONE_MAX; i++) {
        struct pcapng_end a = end_of(i);
        gone_add(&g, &a, &server);
    }
    for (uint32_t i = 0; i < GONE_MAX; i++) {
        struct pcapng_end a = end_of(i);
        assert_true(gone_has(&g, &a, &server));
    }
    assert_false(gone_has(&g, &other, &server));
    struct pcapng_end first = end_of(0), one_more = end_of(GONE_MAX);
    gone_add(&g, &first, &server);
    assert_false(gone_has(&g, &other, &server));
    gone_add(&g, &one_more, &server);
    assert_true(gone_has(&g, &other, &server));
    arena_free(&arena);
}

static void no_memory(void **state)
{
    struct pcapng_end a = end_of(1), b = end_of(2);
    struct arena arena;
    struct gone g;

    (void)state;
    arena_init(&arena, 1 << 10);
    gone_init(&g, &arena, (const uint8_t[SIPHASH_KEY]){1});
    gone_add(&g, &a, &server);
    assert_true(gone_has(&g, &a, &server));
    assert_true(gone_has(&g, &b, &server));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known), cmocka_unit_test(full),
                                       cmocka_unit_test(no_memory)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
