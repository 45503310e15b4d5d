/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timestamps that are looked up in a log list, and verified with the next certificate. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/factory/flog.h"
#include "tests/unit/view/viewkit.h"

enum { LOGS = 2 };

static const enum fkey keys[LOGS] = {FKEY_P256_E, FKEY_P256_F};

struct shown {
    struct viewkit k;
    struct log_list list;
    struct ct_log logs[LOGS];
    struct cert leaf, ca, root;
};

static void parse(struct shown *s, struct cert *out, const struct fc_spec *spec)
{
    struct fail fail = {0};

    assert_int_equal(cert_parse(out, fc_cert(&s->k.t.arena, spec), &fail), ERR_OK);
}

/* A leaf with one timestamp, and a list with one or both of the logs. */
static void open_shown(struct shown *s, struct flog_spec sct, size_t num_logs)
{
    struct arena *a = &s->k.t.arena;

    kit_open(&s->k, "x");
    for (size_t i = 0; i < LOGS; i++)
        s->logs[i] = flog_log(a, keys[i], i == 0 ? "First" : "Second");
    s->list = (struct log_list){.logs = s->logs, .num = num_logs};
    sct.ms = FC_NOW * 1000;
    flog_embed(a, &s->k.leaf, &sct, 1);
    parse(s, &s->leaf, &s->k.leaf);
    parse(s, &s->ca, &s->k.ca);
    parse(s, &s->root, &s->k.root);
}

/* Shows the leaf before another certificate, as text and as JSON. */
static void show(struct shown *s, const struct cert *next, const char *text, const char *json)
{
    const struct cert_logs logs = {.list = &s->list, .cert = &s->leaf, .next = next};

    buf_truncate(&s->k.out, 0);
    cert_logs_text(&s->k.out, &logs, &s->k.style);
    assert_true(kit_has(&s->k, text));
    buf_truncate(&s->k.out, 0);
    assert_int_equal(cert_logs_json(&s->k.out, "x", &logs), ERR_OK);
    assert_true(kit_has(&s->k, json));
    json_decref(kit_json(&s->k.out, "certificate"));
}

static void test_valid(void **state)
{
    struct shown s;

    (void)state;
    open_shown(&s, (struct flog_spec){.log = keys[1]}, LOGS);
    show(&s, &s.ca,
         "Log a log Operator Second State usable Status valid: the log has signed for this "
         "certificate Log id",
         "\"log\":\"a log\",\"operator\":\"Second\",\"state\":\"usable\",\"status\":\"valid\","
         "\"error\":null");
    kit_close(&s.k);
}

/* Only the issuer's key shows what the log has signed: without it nothing is said. */
static void test_unchecked(void **state)
{
    static const char text[] =
        "State usable Status not checked: the issuer is not next in the file";
    static const char json[] = "\"status\":\"unchecked\",\"error\":\"SCT_ISSUER\"";
    struct shown s;

    (void)state;
    open_shown(&s, (struct flog_spec){.log = keys[0]}, LOGS);
    show(&s, NULL, text, json);
    show(&s, &s.root, text, json);
    kit_close(&s.k);
}

/* A certificate with the issuer's name and another key is not the issuer. */
static void test_namesake(void **state)
{
    struct shown s;

    (void)state;
    open_shown(&s, (struct flog_spec){.log = keys[0]}, LOGS);
    s.k.ca.key = FKEY_P256_G;
    parse(&s, &s.ca, &s.k.ca);
    show(&s, &s.ca, "Status not checked", "\"status\":\"unchecked\"");
    kit_close(&s.k);
}

static void test_invalid(void **state)
{
    struct shown s;

    (void)state;
    open_shown(&s, (struct flog_spec){.log = keys[0], .corrupt = true}, LOGS);
    show(&s, &s.ca, "Status not valid: ", "\"status\":\"invalid\",\"error\":\"SIG_");
    s.logs[0].state_name = (struct span){0};
    show(&s, &s.ca, "Operator First Status not valid: ", "\"state\":null,\"status\":\"invalid\"");
    kit_close(&s.k);
}

static void test_interval(void **state)
{
    struct shown s;

    (void)state;
    open_shown(&s, (struct flog_spec){.log = keys[0]}, LOGS);
    s.logs[0].until = s.leaf.not_after;
    show(&s, &s.ca, "Status not valid: the log does not take certificates that end at this time",
         "\"status\":\"wrong-interval\",\"error\":\"SCT_INTERVAL\"");
    kit_close(&s.k);
}

static void test_unlisted(void **state)
{
    struct shown s;

    (void)state;
    open_shown(&s, (struct flog_spec){.log = keys[1]}, 1);
    show(&s, &s.ca, "Version 1 Log not in the list Log id",
         "\"log\":null,\"operator\":null,\"state\":null,\"status\":\"unknown-log\",\"error\":null");
    kit_close(&s.k);
}

/* Of a list without end only the first are verified. */
static void test_many(void **state)
{
    struct flog_spec specs[SCT_MAX + 1] = {0};
    struct shown s;

    (void)state;
    open_shown(&s, (struct flog_spec){.log = keys[0]}, LOGS);
    for (size_t i = 0; i <= SCT_MAX; i++)
        specs[i] = (struct flog_spec){.log = keys[0], .ms = FC_NOW * 1000};
    flog_embed(&s.k.t.arena, &s.k.leaf, specs, SCT_MAX);
    parse(&s, &s.leaf, &s.k.leaf);
    show(&s, &s.ca, "Status valid", "\"status\":\"valid\"");
    assert_false(kit_has(&s.k, "unchecked"));
    flog_embed(&s.k.t.arena, &s.k.leaf, specs, SCT_MAX + 1);
    parse(&s, &s.leaf, &s.k.leaf);
    show(&s, &s.ca, "Status not checked: ", "\"status\":\"unchecked\",\"error\":\"LIMIT\"");
    kit_close(&s.k);
}

static void test_without_list(void **state)
{
    struct shown s;

    (void)state;
    open_shown(&s, (struct flog_spec){.log = keys[0]}, LOGS);
    cert_text(&s.k.out, &s.leaf, &s.k.style);
    assert_true(kit_has(&s.k, "Version 1 Log id"));
    assert_false(kit_has(&s.k, "Status"));
    kit_close(&s.k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),    cmocka_unit_test(test_unchecked),
        cmocka_unit_test(test_namesake), cmocka_unit_test(test_invalid),
        cmocka_unit_test(test_interval), cmocka_unit_test(test_unlisted),
        cmocka_unit_test(test_many),     cmocka_unit_test(test_without_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
