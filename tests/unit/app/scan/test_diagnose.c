/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command line cannot offer: a hello with GREASE, and one in several records; and the end
 * of a diagnosis for reasons of our own. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/scan/diagnose.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "tests/unit/app/scan/kit_tls.h"

enum { PIECE = 64 };

static bool hang_up(struct kit_tls_conn *c)
{
    net_shut(c->conn);
    return true;
}

/* The first record has not the whole hello. */
static bool refuse_split(struct kit_tls_conn *c, struct span bytes)
{
    bool is_first = c->seen++ == 0;

    return is_first && bytes.n > RECORD_HEADER && (bytes.p[3] << 8 | bytes.p[4]) <= PIECE &&
           hang_up(c);
}

static bool refuse_grease(struct kit_tls_conn *c, struct span bytes)
{
    struct client_hello hello;
    struct fail fail = {0};

    if (c->seen++ > 0 || bytes.n < RECORD_HEADER + MSG_HEADER)
        return false;
    /* In several records: it reads the first one alone. */
    if (client_hello_parse(&hello, span_tail(bytes, RECORD_HEADER + MSG_HEADER), &fail) != ERR_OK)
        return hang_up(c);
    return hello.suites.n > 1 &&
           is_grease((uint16_t)(hello.suites.p[0] << 8 | hello.suites.p[1])) && hang_up(c);
}

/* One that is no longer than the first of all. */
static bool refuse_short(struct kit_tls_conn *c, struct span bytes)
{
    static size_t limit;
    bool is_first = c->seen++ == 0;

    limit = c->number == 0 && is_first ? bytes.n : limit;
    return is_first && bytes.n <= limit && hang_up(c);
}

static bool refuse_all(struct kit_tls_conn *c, struct span bytes)
{
    (void)bytes;
    return hang_up(c);
}

static void diagnose(struct diagnosis *out, struct tls_config *config,
                     bool (*bend)(struct kit_tls_conn *c, struct span bytes), struct arena *arena)
{
    struct kit_tls k;

    kit_tls_open(&k, TLS_1_3);
    pair_identity(&k.pair, FKEY_P256_C);
    k.bend = bend;
    kit_tls_serve(&k);
    const struct diagnose_failed failed = {.loop = k.loop,
                                           .request = k.host.request,
                                           .config = config,
                                           .reason = REASON_ALERT,
                                           .err = ERR_TLS_ALERT_RECEIVED,
                                           .alert = ALERT_HANDSHAKE_FAILURE,
                                           .hello_n = 1000,
                                           .name = SPAN_LIT("www.example.com")};
    assert_int_equal(diagnose_run(out, arena, &failed), ERR_OK);
    net_serve_end(k.server);
    assert_int_equal(net_run(k.loop), ERR_OK); /* until the last connection has ended */
    assert_int_equal(k.connections, out->num);
    kit_tls_close(&k);
}

static void finds(struct tls_config *config,
                  bool (*bend)(struct kit_tls_conn *c, struct span bytes),
                  enum diagnosis_want_id want)
{
    struct diagnosis d;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    diagnose(&d, config, bend, &arena);
    assert_int_equal(d.result, DIAGNOSIS_FOUND);
    assert_int_equal(d.num_wants, 1);
    assert_int_equal(d.wants[0].id, want);
    assert_true(d.is_confirmed);
    arena_free(&arena);
}

static void test_no_grease(void **state)
{
    struct tls_config config = tls_config_default();

    (void)state;
    config.hello.grease = true;
    finds(&config, refuse_grease, WANT_NO_GREASE);
}

static void test_whole(void **state)
{
    struct tls_config config = tls_config_default();

    (void)state;
    config.record_max = PIECE;
    finds(&config, refuse_split, WANT_WHOLE);
}

/* More suites help, and the server chooses one of the first hello: so it is the length. */
static void test_long(void **state)
{
    struct tls_config config = tls_config_default();

    (void)state;
    config.groups = (struct numbers){.v = {GROUP_X25519}, .num = 1};
    finds(&config, refuse_short, WANT_LONG);
}

/* One that works is no refusal: the first attempt shows it. */
static void test_unsteady(void **state)
{
    struct tls_config config = tls_config_default();
    struct diagnosis d;
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    diagnose(&d, &config, NULL, &arena);
    assert_int_equal(d.result, DIAGNOSIS_UNSTEADY);
    assert_int_equal(d.num, 1);
    arena_free(&arena);
}

static void test_nothing_helps(void **state)
{
    struct tls_config config = tls_config_default();
    struct diagnosis d;
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    diagnose(&d, &config, refuse_all, &arena);
    assert_int_equal(d.result, DIAGNOSIS_UNKNOWN);
    assert_true(d.num > 10 && d.num <= DIAGNOSIS_ATTEMPTS);
    arena_free(&arena);
}

static void test_why_not(void **state)
{
    (void)state;
    assert_null(diagnose_why_not(REASON_ALERT, true));
    assert_null(diagnose_why_not(REASON_CLIENT_CERTIFICATE, true));
    assert_null(diagnose_why_not(REASON_RESET, true));
    assert_null(diagnose_why_not(REASON_TIMEOUT, true));
    assert_non_null(diagnose_why_not(REASON_TIMEOUT, false));
    assert_non_null(diagnose_why_not(REASON_NAME_NOT_FOUND, false));
    assert_non_null(diagnose_why_not(REASON_EXPIRED, true));
    assert_non_null(diagnose_why_not(REASON_NOT_TLS, true));
    assert_non_null(diagnose_why_not(REASON_UNWRITABLE, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_grease),     cmocka_unit_test(test_whole),
        cmocka_unit_test(test_long),          cmocka_unit_test(test_unsteady),
        cmocka_unit_test(test_nothing_helps), cmocka_unit_test(test_why_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
