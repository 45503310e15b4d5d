/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `verify --batch` answers: the line of `verify --json` with the id in front; and the schema
 * of both sides. */
#include "config.h"

#include "app/batch/result_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/batch/request.h"
#include "tests/unit/view/schema.h"
#include "tests/unit/view/viewkit.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void fits(const struct buf *line, const char *def)
{
    json_decref(kit_json(line, def));
}

/* The line of verify --json, with the id before its first key. */
static void same_as_verify(struct viewkit *k)
{
    static const struct result_source source = {.id = SPAN_INIT("\"a\\u0062\""), .input = "-"};
    static const struct span id = SPAN_INIT("{\"id\":\"a\\u0062\",");
    struct buf line;

    buf_init(&line, 1 << 20);
    assert_int_equal(report_json(&k->out, &k->t.report, &k->in), ERR_OK);
    assert_int_equal(result_line(&line, &source, &k->t.report, &k->in), ERR_OK);
    assert_true(span_starts(buf_span(&line), id));
    assert_true(span_eq(span_tail(buf_span(&line), id.n), span_tail(buf_span(&k->out), 1)));
    fits(&line, "verdict");
    buf_free(&line);
}

static void test_verdicts(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "-");
    assert_int_equal(kit_judge(&k), REASON_OK);
    same_as_verify(&k);
    kit_close(&k);
    kit_open(&k, "-");
    k.leaf.not_after = FC_NOW - 1;
    assert_int_equal(kit_judge(&k), REASON_EXPIRED);
    same_as_verify(&k);
    kit_close(&k);
}

/* Each row: an id as a request has it, and how a result has it. */
static const struct {
    struct span id;
    const char *want;
} ids[] = {
    {SPAN_INIT(""), "{\"id\":null,"},
    {SPAN_INIT("\"\""), "{\"id\":\"\","},
    {SPAN_INIT("1e999"), "{\"id\":1e999,"},
    {SPAN_INIT("-0.0"), "{\"id\":-0.0,"},
    {SPAN_INIT("\"\\u0061\\/\xc3\xa9\xf0\x9f\x98\x80\""),
     "{\"id\":\"\\u0061\\/\xc3\xa9\xf0\x9f\x98\x80\","},
    /* What JSON allows in a string and a terminal should not see. */
    {SPAN_INIT("\"a\x7f\xc2\x9b\xe2\x80\xae\xf3\xa0\x80\x81\""),
     "{\"id\":\"a\\u007f\\u009b\\u202e\\udb40\\udc01\","},
};

static void test_ids(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++) {
        struct result_source source = {.id = ids[i].id, .input = "requests", .line = i};
        struct buf line;

        buf_init(&line, 1 << 20);
        assert_int_equal(
            result_line_error(&line, &source, REASON_UNDECODABLE, "byte 7: \x1b is wrong"), ERR_OK);
        if (!span_starts(buf_span(&line), span_str(ids[i].want)))
            fail_msg("%s: %.*s", ids[i].want, (int)line.n, (const char *)line.p);
        if (!span_eq(ids[i].id, SPAN_LIT("1e999"))) /* too large for the reader of the schema */
            fits(&line, "failure");
        buf_free(&line);
    }
}

static void test_line_number(void **state)
{
    struct result_source source = {.id = SPAN_INIT("7"), .input = "-", .line = UINT32_MAX};
    struct buf line;

    (void)state;
    buf_init(&line, 1 << 20);
    assert_int_equal(result_line_error(&line, &source, REASON_UNDECODABLE, "no chain"), ERR_OK);
    assert_true(span_eq(
        buf_span(&line),
        SPAN_LIT("{\"id\":7,\"line\":4294967295,\"command\":\"verify\",\"input\":\"-\","
                 "\"ok\":false,\"reason\":\"undecodable\",\"exit\":3,\"findings\":[{\"code\":"
                 "\"undecodable\",\"severity\":\"error\",\"cert\":null,\"message\":\"no chain\","
                 "\"ref\":\"\",\"hint\":null,\"rule\":null,\"error\":null,\"name\":null,"
                 "\"offset\":null,\"length\":null}]}\n")));
    fits(&line, "failure");
    buf_free(&line);
}

/* A full buffer is an error, for the caller to take the line back. */
static void test_limit(void **state)
{
    struct result_source source = {.input = "-"};
    struct buf line;

    (void)state;
    buf_init(&line, 100);
    assert_int_equal(result_line_error(&line, &source, REASON_UNDECODABLE, "no"), ERR_LIMIT);
    buf_free(&line);
}

/* What the schema allows as a request, and what the command does: they agree, but for what no
 * schema can say of the contents of strings. */
static const struct {
    const char *text;
    bool good;
} requests[] = {
    {"{\"chain\":[\"x\"]}", true},
    {"{\"chain\":\"x\"}", true},
    {"{\"chain\":[\"x\",\"y\"],\"id\":1.5,\"host\":\"a.example\",\"at\":0,\"purpose\":\"any\","
     "\"profile\":\"cabf\"}",
     true},
    {"{\"chain\":[\"x\"],\"id\":\"a\",\"at\":\"2026-06-01\",\"purpose\":\"client\"}", true},
    {"{\"chain\":[\"x\"],\"id\":null,\"host\":null,\"at\":null,\"purpose\":null,"
     "\"profile\":null}",
     true},
    {"[]", false},
    {"{}", false},
    {"{\"chain\":[]}", false},
    {"{\"chain\":null}", false},
    {"{\"chain\":[1]}", false},
    {"{\"chain\":[[\"x\"]]}", false},
    {"{\"chain\":{\"x\":\"y\"}}", false},
    {"{\"chain\":[\"x\"],\"id\":true}", false},
    {"{\"chain\":[\"x\"],\"id\":[]}", false},
    {"{\"chain\":[\"x\"],\"host\":1}", false},
    {"{\"chain\":[\"x\"],\"at\":1.5}", false},
    {"{\"chain\":[\"x\"],\"at\":false}", false},
    {"{\"chain\":[\"x\"],\"purpose\":\"tls\"}", false},
    {"{\"chain\":[\"x\"],\"profile\":\"pki\"}", false},
    {"{\"chain\":[\"x\"],\"hots\":\"a.example\"}", false},
};

static void test_requests(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(requests); i++) {
        struct span text = span_str(requests[i].text);
        struct request request;
        struct fail fail = {0};
        struct arena arena;

        arena_init(&arena, 1 << 20);
        bool good = request_parse(&request, text, &arena, &fail) == ERR_OK;
        json_t *v = json_loadb(requests[i].text, text.n, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(v);
        if (good != requests[i].good ||
            schema_check_as(&schema_own, "batch_request", v) != requests[i].good)
            fail_msg("%s: %s", requests[i].text, schema_own.why);
        json_decref(v);
        arena_free(&arena);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),    cmocka_unit_test(test_ids),
        cmocka_unit_test(test_line_number), cmocka_unit_test(test_limit),
        cmocka_unit_test(test_requests),
    };

    return cmocka_run_group_tests(tests, schema_set_up, schema_tear_down);
}
