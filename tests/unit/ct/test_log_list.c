/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/b64.h"
#include "tests/factory/flog.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A list, with {E} and {F} for the id and key of a log each. */
#define ONE                                                                        \
    "{\"description\":\"One\",{E},\"url\":\"https://one.example/\",\"mmd\":86400," \
    "\"state\":{\"retired\":{\"timestamp\":\"2026-01-02T03:04:05Z\"}},"            \
    "\"temporal_interval\":{\"start_inclusive\":\"2026-01-01T00:00:00Z\","         \
    "\"end_exclusive\":\"2026-07-01T00:00:00Z\"},"                                 \
    "\"previous_operators\":[{\"name\":\"Old\",\"end_time\":\"2025-01-01T00:00:00Z\"}]}"
#define TWO                                                                           \
    "{\"description\":\"T\\u0077o\",{F},\"submission_url\":\"https://two.example/\"," \
    "\"monitoring_url\":\"https://tiles.example/\",\"state\":{\"usable\":{}}}"
#define LIST(logs, tiled)                                                                 \
    "{\"version\":\"3\",\"log_list_timestamp\":\"2026-05-31T00:00:00Z\",\"operators\":[{" \
    "\"name\":\"First\",\"email\":[],\"logs\":[" logs "],\"tiled_logs\":[" tiled "]}]}"
#define GOOD LIST(ONE, TWO)

struct scene {
    struct arena a;
    struct log_list list;
    struct fail fail;
};

static void put_key(struct buf *out, struct arena *a, enum fkey key)
{
    buf_str(out, "\"log_id\":\"");
    b64_encode(out, flog_id(a, key), 0);
    buf_str(out, "\",\"key\":\"");
    b64_encode(out, fkey_spki(a, key), 0);
    buf_str(out, "\"");
}

/* Reads the text, in which {E}, {F} stand for logs with these keys. */
static enum err start(struct scene *s, const char *text)
{
    struct buf b;
    struct span copy;

    *s = (struct scene){0};
    arena_init(&s->a, 1 << 24);
    buf_init(&b, 1 << 20);
    for (; *text != '\0'; text++) {
        bool is_key = text[0] == '{' && text[1] >= 'A' && text[1] <= 'Z' && text[2] == '}';
        if (is_key)
            put_key(&b, &s->a, text[1] == 'E' ? FKEY_P256_E : FKEY_P256_F);
        else
            buf_u8(&b, (uint8_t)*text);
        text += is_key ? 2 : 0;
    }
    assert_int_equal(arena_copy(&s->a, &copy, buf_span(&b)), ERR_OK);
    buf_free(&b);
    return log_list_read(&s->list, copy, &s->a, &s->fail);
}

static void is_text(struct span found, const char *want)
{
    assert_true(span_eq(found, span_str(want)));
}

static void test_good(void **state)
{
    struct scene s;

    (void)state;
    assert_int_equal(start(&s, GOOD), ERR_OK);
    assert_int_equal(s.list.num, 2);
    assert_int_equal(s.list.timestamp, INT64_C(1780185600));
    is_text(s.list.version, "3");
    const struct ct_log *one = log_list_find(&s.list, flog_id(&s.a, FKEY_P256_E));
    const struct ct_log *two = log_list_find(&s.list, flog_id(&s.a, FKEY_P256_F));
    assert_null(log_list_find(&s.list, flog_id(&s.a, FKEY_P256_G)));
    assert_ptr_equal(one, &s.list.logs[0]);
    assert_ptr_equal(two, &s.list.logs[1]);
    is_text(one->description, "One");
    is_text(one->operator_name, "First");
    is_text(one->url, "https://one.example/");
    assert_int_equal(one->state, LOG_RETIRED);
    is_text(one->state_name, "retired");
    assert_int_equal(one->state_ms, INT64_C(1767323045000));
    assert_int_equal(one->from, INT64_C(1767225600));
    assert_int_equal(one->until, INT64_C(1782864000));
    assert_false(one->is_tiled);
    assert_int_equal(one->key.kind, KEY_P256);
    is_text(log_operator_at(one, INT64_C(1735689600000) - 1), "Old");
    is_text(log_operator_at(one, INT64_C(1735689600000)), "First");
    is_text(two->description, "Two");
    is_text(two->url, "https://two.example/");
    is_text(two->monitoring_url, "https://tiles.example/");
    assert_int_equal(one->mmd, 86400);
    assert_int_equal(two->mmd, -1);
    assert_true(two->is_tiled);
    assert_int_equal(two->state, LOG_USABLE);
    assert_int_equal(two->state_ms, INT64_MIN);
    assert_int_equal(two->from, INT64_MIN);
    assert_int_equal(two->until, INT64_MAX);
    arena_free(&s.a);
}

static void test_age(void **state)
{
    const struct log_list list = {.timestamp = FC_NOW};

    (void)state;
    assert_int_equal(log_list_age(&list, FC_NOW + 70 * FC_DAY), 70);
    assert_false(log_list_is_stale(&list, FC_NOW + 70 * FC_DAY));
    assert_true(log_list_is_stale(&list, FC_NOW + 70 * FC_DAY + 1));
    assert_int_equal(log_list_age(&list, FC_NOW - 2 * FC_DAY), -2);
    assert_false(log_list_is_stale(&list, FC_NOW - 200 * FC_DAY));
}

static const struct {
    const char *text;
    enum err want;
} bad[] = {
    {"", ERR_JSON_TRUNCATED},
    {"[]", ERR_LOG_LIST_FORM},
    {"{}", ERR_LOG_LIST_FORM},
    {"{\"version\":\"3\",\"operators\":[]}", ERR_LOG_LIST_FORM},
    {"{\"log_list_timestamp\":\"2026-05-31T00:00:00Z\"}", ERR_LOG_LIST_FORM},
    {"{\"log_list_timestamp\":\"May\",\"operators\":[]}", ERR_LOG_LIST_FORM},
    {"{\"log_list_timestamp\":\"2026-05-31T00:00:00Z\",\"operators\":[]}", ERR_OK},
    {"{\"log_list_timestamp\":\"2026-05-31T00:00:00Z\",\"operators\":[1]}", ERR_LOG_LIST_FORM},
    {"{\"log_list_timestamp\":\"2026-05-31T00:00:00Z\",\"operators\":[{}]}", ERR_LOG_LIST_FORM},
    {LIST("{{E}}", ""), ERR_OK},
    {LIST("7", ""), ERR_LOG_LIST_FORM},
    {LIST("{}", ""), ERR_LOG_LIST_FORM},
    {LIST("{\"log_id\":\"AAAA\"}", ""), ERR_LOG_LIST_FORM},
    {LIST("{\"log_id\":\"*\",\"key\":\"AAAA\"}", ""), ERR_BASE64},
    {LIST("{\"log_id\":\"AAAA\",\"key\":\"AAAA\"}", ""), ERR_LOG_LIST_KEY},
    /* The digest of a key that is none. */
    {LIST("{\"log_id\":\"cJw4ZLJ5Xo4CR4dUsqdwR1QAxHLSVMSVHbZ7NcoeCek=\",\"key\":\"AAAA\"}", ""),
     ERR_LOG_LIST_KEY},
    {LIST("{{E}},{{E}}", ""), ERR_LOG_LIST_TWICE},
    {LIST("{{E}}", "{{E}}"), ERR_LOG_LIST_TWICE},
    {LIST("{{E},\"state\":{}}", ""), ERR_OK},
    {LIST("{{E},\"state\":{\"usable\":{},\"retired\":{}}}", ""), ERR_LOG_LIST_FORM},
    {LIST("{{E},\"state\":{\"usable\":{\"timestamp\":\"x\"}}}", ""), ERR_LOG_LIST_FORM},
    {LIST("{{E},\"temporal_interval\":{\"end_exclusive\":\"x\"}}", ""), ERR_LOG_LIST_FORM},
    {LIST("{{E},\"previous_operators\":[{\"name\":\"x\"}]}", ""), ERR_LOG_LIST_FORM},
};

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct scene s;
        enum err e = start(&s, bad[i].text);

        if (e != bad[i].want)
            print_error("row %zu: %s\n", i, err_id(e));
        assert_int_equal(e, bad[i].want);
        assert_int_equal(s.fail.err, e);
        arena_free(&s.a);
    }
}

/* A state that is not known here is kept as it is written. */
static void test_new_state(void **state)
{
    struct scene s;

    (void)state;
    assert_int_equal(start(&s, LIST("{{E},\"state\":{\"frozen\":{}}}", "")), ERR_OK);
    assert_int_equal(s.list.logs[0].state, LOG_NO_STATE);
    is_text(s.list.logs[0].state_name, "frozen");
    arena_free(&s.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_age),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_new_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
