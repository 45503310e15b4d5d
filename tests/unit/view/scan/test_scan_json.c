/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/view/scan/scan_kit.h"
#include "tests/unit/view/schema.h"
#include "tests/unit/view/viewkit.h"

/* The line about a server, held to the schema; the caller releases it. */
static json_t *line_of(enum scan_kit_server server)
{
    struct scan_kit kit;
    struct buf line;

    buf_init(&line, 1 << 20);
    scan_kit_open(&kit, server);
    assert_int_equal(scan_json(&line, &kit.view), ERR_OK);
    json_t *v = kit_json(&line, "scan");
    scan_kit_close(&kit);
    buf_free(&line);
    return v;
}

static json_t *version_of(json_t *v, size_t row)
{
    return json_array_get(json_object_get(v, "versions"), row);
}

static const char *text(json_t *v, const char *key)
{
    return json_string_value(json_object_get(v, key));
}

static void test_modern(void **state)
{
    json_t *v = line_of(KIT_MODERN), *v13 = version_of(v, SCAN_1_3);
    json_t *features = json_object_get(v, "features");

    (void)state;
    assert_true(json_is_true(json_object_get(v, "ok")));
    assert_string_equal(text(v, "address"), "192.0.2.1:443");
    assert_string_equal(text(v13, "version"), "TLS 1.3");
    assert_string_equal(text(v13, "order"), "server");
    assert_string_equal(json_string_value(json_array_get(json_object_get(v13, "suites"), 1)),
                        "TLS_CHACHA20_POLY1305_SHA256");
    assert_string_equal(text(version_of(v, SCAN_1_2), "order"), "client");
    assert_true(json_is_false(json_object_get(version_of(v, SCAN_SSL_2), "accepted")));
    assert_int_equal(json_integer_value(json_object_get(features, "ticket_lifetime")), 7200);
    assert_true(json_is_true(json_object_get(features, "post_quantum")));
    assert_true(json_is_false(json_object_get(features, "heartbleed")));
    json_t *chain = json_array_get(json_object_get(v, "certificates"), 0);
    assert_int_equal(json_integer_value(json_object_get(chain, "days_left")), 30);
    assert_int_equal(json_array_size(json_object_get(chain, "chain")), 2);
    json_t *group = json_array_get(json_object_get(v, "groups"), 3);
    assert_string_equal(text(group, "name"), "X25519MLKEM768");
    assert_string_equal(text(group, "version"), "TLS 1.3");
    json_decref(v);
}

static void test_old(void **state)
{
    json_t *v = line_of(KIT_OLD), *v12 = version_of(v, SCAN_1_2);
    json_t *chain = json_array_get(json_object_get(v, "certificates"), 0);
    json_t *suites2 = json_object_get(version_of(v, SCAN_SSL_2), "suites");

    (void)state;
    assert_string_equal(json_string_value(json_array_get(suites2, 1)),
                        "SSL_CK_DES_192_EDE3_CBC_WITH_MD5");
    assert_string_equal(json_string_value(json_array_get(json_object_get(v12, "suites"), 3)),
                        "0xcafe");
    assert_int_equal(json_integer_value(json_object_get(v12, "dh_bits")), 1024);
    assert_true(json_is_true(json_object_get(v12, "dh_common")));
    assert_string_equal(text(chain, "reason"), "expired");
    assert_int_equal(json_integer_value(json_object_get(chain, "days_left")), -20);
    assert_int_equal(json_array_size(json_object_get(v, "alpn")), 0);
    json_t *change = json_array_get(json_object_get(v, "changes"), 0);
    assert_int_equal(json_array_size(json_object_get(v, "changes")), 3);
    assert_string_equal(text(change, "server"), "Apache");
    assert_non_null(strstr(text(change, "lines"), "SSLCipherSuite "));
    assert_string_equal(text(v, "reason"), "below-requirement");
    assert_string_equal(text(json_object_get(v, "requirement"), "result"), "broken");
    json_decref(v);
}

/* Nothing that is not known is false. */
static void test_unknown(void **state)
{
    json_t *v = line_of(KIT_BLOCKED), *value;
    const char *key;

    (void)state;
    json_object_foreach(json_object_get(v, "features"), key, value)
        assert_true(json_is_null(value));
    json_object_foreach(json_object_get(v, "because"), key, value)
        assert_string_equal(json_string_value(value), "the server accepts no more connections");
    assert_int_equal(json_object_size(json_object_get(v, "because")), FEATURE_COUNT);
    assert_true(json_is_null(json_object_get(v, "alpn")));
    assert_true(json_is_null(json_object_get(version_of(v, SCAN_1_2), "accepted")));
    assert_string_equal(text(v, "trouble"), "blocked");
    json_decref(v);
}

static void test_dead(void **state)
{
    json_t *v = line_of(KIT_DEAD);

    (void)state;
    assert_string_equal(text(v, "reason"), "refused");
    assert_int_equal(json_integer_value(json_object_get(v, "exit")), 4);
    assert_true(json_is_null(json_object_get(v, "address")));
    json_decref(v);
}

/* kit_json holds the line to what a terminal may see. */
static void test_hostile(void **state)
{
    json_t *v = line_of(KIT_HOSTILE);
    json_t *chain = json_array_get(json_object_get(v, "certificates"), 0);
    json_t *authorities = json_object_get(v, "client_authorities");
    json_t *names = json_object_get(authorities, "names");

    (void)state;
    assert_non_null(strstr(text(v, "software"), "<script>"));
    assert_int_equal(json_integer_value(json_object_get(authorities, "sent")), 20);
    assert_int_equal(json_array_size(names), 2);
    assert_non_null(strstr(json_string_value(json_array_get(names, 0)), "script"));
    assert_true(json_is_null(json_array_get(names, 1)));
    assert_true(json_is_null(json_array_get(json_object_get(chain, "chain"), 1)));
    json_decref(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modern),  cmocka_unit_test(test_old),
        cmocka_unit_test(test_unknown), cmocka_unit_test(test_dead),
        cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, schema_set_up, schema_tear_down);
}
