/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/pieces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/pcap/support.h"

static uint8_t block[60000];

/* A flow of a port of its own that holds num pieces, with a byte missing before each. */
static void hold(struct wire *w, uint16_t port, size_t num)
{
    w->a.port = port;
    wire_a(w, 100, 0, S, "");
    for (size_t i = 0; i < num; i++)
        wire_a(w, (uint32_t)(102 + 2 * i), 0, 0, "x");
}

/* What is reported begins like this; the capture ends here. */
static void begins(struct wire *w, const char *text)
{
    struct told t = {0};

    tell(&t, buf_span(&w->file), SIZE_MAX);
    assert_int_equal(t.at_end, ERR_OK);
    assert_memory_equal(t.text, text, strlen(text));
    told_free(&t);
    wire_free(w);
}

/* Of one flow a limited number is held: then a gap is reported, before what comes next. */
static void test_of_a_flow(void **state)
{
    struct wire w;

    (void)state;
    for (size_t more = 0; more < 2; more++) {
        wire_begin(&w);
        hold(&w, 1, PIECES_FLOW_MAX + more);
        hold(&w, 2, 0);
        begins(&w, more == 0 ? "1:open 2:open 1>gap1 1>x 1>gap1 1>x "
                             : "1:open 1>gap1 1>x 2:open 1>gap1 1>x ");
    }
}

/* Of all flows a limited number is held: the one that has waited longest continues first. */
static void test_in_all(void **state)
{
    enum { FLOWS = PIECES_MAX / PIECES_FLOW_MAX };
    struct wire w;

    (void)state;
    for (size_t more = 0; more < 2; more++) {
        wire_begin(&w);
        hold(&w, 1, 1);
        for (uint16_t i = 2; i <= FLOWS; i++)
            hold(&w, i, PIECES_FLOW_MAX);
        w.a.port = 1; /* it gets what it waited for; then it waits once more, as the last */
        wire_a(&w, 101, 0, 0, "w");
        for (uint32_t i = 0; i < PIECES_FLOW_MAX; i++)
            wire_a(&w, 104 + 2 * i, 0, 0, "y");
        hold(&w, 90, more);
        hold(&w, 91, 0);
        begins(&w, more == 0 ? "1:open 2:open 3:open 4:open 5:open 6:open 7:open 8:open 1>w 1>x "
                               "9:open 10:open 2>gap1 "
                             : "1:open 2:open 3:open 4:open 5:open 6:open 7:open 8:open 1>w 1>x "
                               "9:open 2>gap1 2>x 10:open 2>gap1 ");
    }
}

/* A large segment takes several pieces, and comes out as it went in. */
static void test_large(void **state)
{
    struct told t = {.lengths = true};
    struct wire w;

    (void)state;
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (uint8_t)(i * 7 + i / 256);
    wire_begin(&w);
    wire_open(&w);
    wire_segment(&w, true, 102, 501, 0, span_of(block + 1, sizeof block - 1));
    wire_segment(&w, true, 101, 501, 0, span_of(block, 1));
    tell(&t, buf_span(&w.file), SIZE_MAX);
    assert_int_equal(t.sums.gaps, 0);
    assert_true(span_eq(buf_span(&t.streams[0]), span_of(block, sizeof block)));
    assert_true(span_starts(span_str(t.text), SPAN_LIT("1:open 1>1 1>2048 1>2048 ")));
    told_free(&t);
    wire_free(&w);
}

/* Where memory is short for the first piece already, nothing is held, and nothing is lost. */
static void test_no_memory(void **state)
{
    struct arena arena;
    struct pieces p;
    struct flow f = {0};

    (void)state;
    arena_init(&arena, 64);
    pieces_init(&p, &arena);
    assert_false(pieces_left(&p, &f));
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    pieces_init(&p, &arena);
    assert_true(pieces_left(&p, &f));
    f.held = PIECES_FLOW_MAX;
    assert_false(pieces_left(&p, &f));
    arena_free(&arena);
}

/* Whichever of three flows continues, the others wait as they did. */
static void test_waiting(void **state)
{
    (void)state;
    for (size_t gone = 0; gone < 3; gone++) {
        struct arena arena;
        struct pieces p;
        struct flow f[3] = {0};

        arena_init(&arena, 1 << 24);
        pieces_init(&p, &arena);
        for (size_t i = 0; i < 3; i++) {
            assert_true(pieces_left(&p, &f[i]));
            pieces_put(&p, &f[i], &f[i].sides[0], NULL, &(struct piece){.len = 1}, SPAN_LIT("x"));
        }
        struct flow *const left[] = {&f[gone == 0], &f[gone == 2 ? 1 : 2]};
        pieces_drop(&p, &f[gone], &f[gone].sides[0]);
        for (size_t i = 0; i < 2; i++) {
            assert_ptr_equal(p.oldest, left[i]);
            assert_ptr_equal(p.newest, left[1]);
            pieces_drop(&p, left[i], &left[i]->sides[0]);
        }
        assert_null(p.oldest);
        assert_null(p.newest);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_a_flow), cmocka_unit_test(test_in_all),
        cmocka_unit_test(test_large),     cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_waiting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
