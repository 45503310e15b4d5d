/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/event/event_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void add(struct event_log *j, enum event_kind kind, bool sent, struct span bytes)
{
    event_log_add(j, j->num, &(struct event){.kind = kind, .sent = sent, .bytes = bytes});
}

/* Bytes are the event log's own; of records the header stays, of data nothing but its length. */
static void test_copies(void **state)
{
    uint8_t bytes[] = "0123456789";
    struct span s = span_of(bytes, 10);
    struct event_log j;

    (void)state;
    for (int keep = 0; keep < 2; keep++) {
        event_log_init(&j, false, keep != 0);
        bytes[0] = '0';
        add(&j, EVENT_MESSAGE, true, s);
        add(&j, EVENT_RECORD, true, s);
        add(&j, EVENT_DATA, false, s);
        bytes[0] = 'x';
        assert_true(span_eq(j.v[0].event.bytes, SPAN_LIT("0123456789")));
        assert_true(span_eq(j.v[1].event.bytes, SPAN_LIT("01234")));
        assert_int_equal(j.v[1].n, 10);
        assert_int_equal(j.v[2].event.bytes.n, keep != 0 ? 10 : 0);
        assert_int_equal(j.v[2].n, 10);
        assert_int_equal(j.v[2].us, 2);
        event_log_free(&j);
    }
}

/* What came stands in the record before it, what was sent in the one after. */
static void test_records(void **state)
{
    struct span s = SPAN_LIT("record");
    struct event_log j;

    (void)state;
    event_log_init(&j, false, false);
    add(&j, EVENT_MESSAGE, true, s); /* 0: two in one record */
    add(&j, EVENT_MESSAGE, true, s);
    assert_int_equal(j.v[0].record, 0);
    add(&j, EVENT_RECORD, true, s);  /* 2 */
    add(&j, EVENT_MESSAGE, true, s); /* 3: continues in a second one */
    add(&j, EVENT_RECORD, true, s);
    add(&j, EVENT_RECORD, true, s);
    add(&j, EVENT_RECORD, false, s); /* 6 */
    add(&j, EVENT_RECORD, false, s);
    add(&j, EVENT_MESSAGE, false, s); /* 8 */
    add(&j, EVENT_CCS, true, s);      /* 9 */
    add(&j, EVENT_RECORD, true, s);   /* 10 */
    assert_int_equal(j.v[0].record, 1);
    assert_int_equal(j.v[1].record, 1);
    assert_int_equal(j.v[2].record, 1);
    assert_int_equal(j.v[3].record, 3);
    assert_int_equal(j.v[5].record, 3);
    assert_int_equal(j.v[7].record, 2);
    assert_int_equal(j.v[8].record, 2);
    assert_int_equal(j.v[9].record, 4);
    assert_int_equal(j.v[10].record, 4);
    event_log_free(&j);
}

/* ChangeCipherSpec goes out before messages that are reported before it. */
static void test_ccs(void **state)
{
    static const enum event_kind order[] = {EVENT_CCS,   EVENT_RECORD,  EVENT_MESSAGE,
                                            EVENT_STATE, EVENT_MESSAGE, EVENT_RECORD};
    struct span s = SPAN_LIT("record");
    struct event_log j;

    (void)state;
    event_log_init(&j, false, false);
    add(&j, EVENT_MESSAGE, true, s);
    add(&j, EVENT_STATE, false, (struct span){0});
    add(&j, EVENT_MESSAGE, true, s);
    add(&j, EVENT_CCS, true, s);
    add(&j, EVENT_RECORD, true, s);
    add(&j, EVENT_RECORD, true, s);
    assert_int_equal(j.num, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(j.v[i].event.kind, order[i]);
    assert_int_equal(j.v[0].us, 0);
    assert_int_equal(j.v[1].us, 0);
    assert_int_equal(j.v[0].record, 1);
    assert_int_equal(j.v[1].record, 1);
    assert_int_equal(j.v[2].record, 2);
    assert_int_equal(j.v[4].record, 2);
    assert_int_equal(j.v[5].record, 2);
    event_log_free(&j);
}

static void test_steps(void **state)
{
    struct step s = {
        .id = STEP_MASTER,
        .in = {{"premaster_secret", SPAN_INIT("pre")}, {"client_random", SPAN_INIT("")}},
        .num_in = 2,
        .info = SPAN_INIT("info"),
        .out = SPAN_INIT("master")};
    struct event e = {.kind = EVENT_STEP, .step = &s};
    struct event_log j;

    (void)state;
    event_log_init(&j, true, false);
    event_log_add(&j, 1, &e);
    event_log_add(&j, 2, &e);
    assert_int_equal(j.num_steps, 2);
    assert_null(j.v[1].event.step);
    assert_int_equal(j.v[1].step, 1);
    struct step got = event_log_step_get(&j, &j.steps[1]);
    assert_int_equal(got.id, STEP_MASTER);
    assert_int_equal(got.num_in, 2);
    assert_string_equal(got.in[0].name, "premaster_secret");
    assert_true(span_eq(got.in[0].value, SPAN_LIT("pre")));
    assert_int_equal(got.in[1].value.n, 0);
    assert_true(span_eq(got.info, SPAN_LIT("info")));
    assert_true(span_eq(got.out, SPAN_LIT("master")));
    event_log_free(&j);

    /* Nobody asked for secrets: none is kept. */
    event_log_init(&j, false, false);
    event_log_add(&j, 1, &e);
    assert_int_equal(j.num, 0);
    assert_int_equal(j.secrets.n, 0);
    event_log_free(&j);
}

static void test_marks(void **state)
{
    struct event_log j;

    (void)state;
    event_log_init(&j, false, false);
    for (uint64_t i = 0; i < EVENT_LOG_MARKS + 3; i++)
        event_log_mark(&j, i == 2 ? "connected" : "other", i);
    assert_int_equal(j.num_marks, EVENT_LOG_MARKS);
    assert_string_equal(j.marks[2].name, "connected");
    assert_int_equal(j.marks[2].us, 2);
    event_log_free(&j);
}

/* A peer that never stops fills the event log and nothing else. */
static void test_full(void **state)
{
    static const uint8_t big[1 << 20];
    struct event_log j;

    (void)state;
    event_log_init(&j, false, false);
    for (int i = 0; i < 80; i++)
        add(&j, EVENT_MESSAGE, false, span_of(big, sizeof big));
    assert_true(j.is_full);
    assert_true(j.num > 50 && j.num < 80);
    assert_true(j.arena.used <= EVENT_LOG_MEMORY);
    event_log_free(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies), cmocka_unit_test(test_records), cmocka_unit_test(test_ccs),
        cmocka_unit_test(test_steps),  cmocka_unit_test(test_marks),   cmocka_unit_test(test_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
