/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/view/hskit.h"
#include "tests/unit/view/schema.h"

static json_t *line(struct hskit *k, bool secrets)
{
    struct buf *out = &k->kit.out;

    assert_int_equal(hs_json(out, &k->view, secrets), ERR_OK);
    json_t *v = kit_json(out, "handshake");
    buf_truncate(out, 0);
    return v;
}

static const char *text(const json_t *v, const char *key)
{
    return json_string_value(json_object_get(v, key));
}

static json_int_t number(const json_t *v, const char *key)
{
    return json_integer_value(json_object_get(v, key));
}

static void test_13(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, true);
    hskit_run(&k);
    event_log_mark(&k.events, "connected", 9);
    json_t *v = line(&k, false), *messages = json_object_get(v, "messages");
    assert_string_equal(text(v, "command"), "handshake");
    assert_string_equal(text(v, "version"), "TLS 1.3");
    assert_string_equal(text(v, "suite"), "TLS_AES_128_GCM_SHA256");
    assert_string_equal(text(v, "group"), "x25519");
    assert_string_equal(text(v, "sigalg"), "rsa_pss_rsae_sha256");
    assert_true(json_is_null(json_object_get(v, "alpn")));
    assert_true(json_is_null(json_object_get(v, "alert")));
    assert_string_equal(text(v, "early_data"), "not-offered");
    assert_int_equal(number(v, "tickets"), 1);
    assert_int_equal(number(json_object_get(v, "timing"), "connected"), 400);
    assert_int_equal(number(json_object_get(v, "timing"), "client_hello"), 500);
    assert_int_equal(json_array_size(messages), 12);
    json_t *second = json_array_get(messages, 1), *third = json_array_get(messages, 2);
    assert_string_equal(text(second, "name"), "ServerHello");
    assert_string_equal(text(second, "direction"), "received");
    assert_int_equal(number(second, "type"), 2);
    assert_int_equal(number(second, "length"), 90);
    assert_true(json_is_false(json_object_get(second, "encrypted")));
    assert_true(json_is_true(json_object_get(third, "encrypted")));
    assert_true(json_array_size(json_object_get(third, "fields")) > 2);
    assert_null(json_object_get(v, "secrets"));
    json_decref(v);
    hskit_close(&k);
}

static void test_all(void **state)
{
    static const char *const paths[] = {HSKIT_13, HSKIT_RETRY, HSKIT_ECDHE, HSKIT_RSA, HSKIT_DHE};

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct hskit k;
        hskit_open(&k, paths[i], true);
        hskit_run(&k);
        json_t *v = line(&k, true), *finished = json_object_get(v, "finished");
        assert_true(json_array_size(json_object_get(v, "secrets")) >= 9);
        assert_int_equal(json_array_size(finished), 2);
        for (size_t n = 0; n < 2; n++)
            assert_true(json_is_true(json_object_get(json_array_get(finished, n), "ok")));
        json_decref(v);
        hskit_close(&k);
    }
}

static void test_alert(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_start(&k);
    assert_int_not_equal(hskit_feed(&k, SPAN_LIT("\x15\3\3\0\2\2\x28")), ERR_OK);
    json_t *v = line(&k, false), *alert = json_object_get(v, "alert");
    json_t *f = json_array_get(json_object_get(v, "findings"), 0);
    assert_string_equal(text(v, "reason"), "alert");
    assert_int_equal(number(v, "exit"), 5);
    assert_string_equal(text(alert, "name"), "handshake_failure");
    assert_string_equal(text(alert, "direction"), "received");
    assert_int_equal(number(alert, "number"), 40);
    assert_string_equal(text(f, "code"), "alert");
    assert_string_equal(text(f, "error"), "TLS_ALERT_RECEIVED");
    assert_non_null(text(f, "hint"));
    assert_true(json_is_null(json_object_get(v, "version")));
    json_decref(v);
    hskit_close(&k);
}

/* Before there was a connection: nothing but what is known. */
static void test_net(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    k.view.reason = REASON_REFUSED;
    k.view.message = "nobody listens at 192.0.2.1\x1b:443";
    k.view.address = NULL;
    json_t *v = line(&k, true), *f = json_array_get(json_object_get(v, "findings"), 0);
    assert_string_equal(text(v, "reason"), "refused");
    assert_string_equal(text(f, "code"), "refused");
    assert_true(json_is_null(json_object_get(v, "address")));
    assert_int_equal(json_array_size(json_object_get(v, "messages")), 0);
    json_decref(v);
    hskit_close(&k);
}

/* With a chain that was judged, its keys are those of verify. */
static void test_chain(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_run(&k);
    k.kit.leaf.not_after = FC_NOW - 1;
    k.view.reason = kit_judge(&k.kit);
    k.view.report = &k.kit.t.report;
    k.view.judged = &k.kit.in;
    json_t *v = line(&k, false), *f = json_array_get(json_object_get(v, "findings"), 0);
    assert_string_equal(text(v, "reason"), "expired");
    assert_string_equal(text(f, "rule"), "EXPIRED");
    /* A note about the key exchange follows, and changes no verdict. */
    json_t *note = json_array_get(json_object_get(v, "findings"), 1);
    assert_int_equal(json_array_size(json_object_get(v, "findings")), 2);
    assert_string_equal(text(note, "code"), "no-post-quantum");
    assert_string_equal(text(note, "severity"), "info");
    assert_true(json_is_false(json_object_get(v, "post_quantum")));
    assert_int_equal(json_array_size(json_object_get(v, "chain")), 3);
    assert_string_equal(text(v, "purpose"), "server");
    assert_int_equal(number(v, "connection"), 1);
    json_decref(v);
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_13),  cmocka_unit_test(test_all),   cmocka_unit_test(test_alert),
        cmocka_unit_test(test_net), cmocka_unit_test(test_chain),
    };

    return cmocka_run_group_tests(tests, schema_set_up, schema_tear_down);
}
