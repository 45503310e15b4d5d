/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/view/handshake/hs_steps.h"
#include "tests/unit/view/hskit.h"

static void test_table(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_RETRY, false);
    hskit_run(&k);
    k.kit.style.utf8 = false;
    hs_timing(&k.kit.out, &k.view, &k.kit.style);
    kit_is(&k.kit,
           "  STEP                                    AT        TOOK\n"
           "  resolved                           0.20 ms     0.20 ms  .\n"
           "  connected                          0.40 ms     0.20 ms  #\n"
           "  -> ClientHello                     0.50 ms     0.10 ms   .\n"
           "  <- HelloRetryRequest               1.50 ms     1.00 ms   ###\n"
           "  -> ClientHello                     1.50 ms     0.00 ms      .\n"
           "  <- ServerHello, EncryptedE...      4.50 ms     3.00 ms      #########\n"
           "  -> Finished                        4.50 ms     0.00 ms               .\n"
           "  -> Alert: close_notify             6.50 ms     2.00 ms               ######\n"
           "  <- Alert: close_notify             7.50 ms     1.00 ms                     ###\n"
           "  total                              7.50 ms\n");
    hskit_close(&k);
}

/* A mark in between cuts a flight in two, and everything comes in the order of its time. */
static void test_marks(void **state)
{
    struct hs_step m;
    struct hskit k;
    struct buf text;
    uint64_t last = 0;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_run(&k);
    event_log_mark(&k.events, "judged", 2000);
    event_log_mark(&k.events, "closed", 9999);
    buf_init(&text, 1 << 16);
    for (struct hs_steps all = hs_steps_open(&k.events); hs_steps_next(&all, &m);) {
        hs_steps_label(&text, &m);
        buf_u8(&text, '\n');
        assert_true(m.us >= last);
        assert_int_equal(m.took, m.us - last);
        last = m.us;
    }
    buf_put(&k.kit.out, buf_span(&text));
    kit_is(&k.kit, "resolved\nconnected\nClientHello\nServerHello\njudged\n"
                   "EncryptedExtensions, Certificate, CertificateVerify, Finished\nFinished\n"
                   "NewSessionTicket\napplication data\napplication data\n"
                   "Alert: close_notify\nAlert: close_notify\nclosed\n");
    assert_int_equal(hs_steps_total(&k.events), 9999);
    buf_free(&text);
    hskit_close(&k);
}

/* Nothing has happened yet, and nothing takes no time. */
static void test_empty(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hs_timing(&k.kit.out, &k.view, &k.kit.style);
    assert_true(kit_has(&k.kit, "total 0.00 ms"));
    buf_truncate(&k.kit.out, 0);
    event_log_mark(&k.events, "resolved", 0);
    hs_timing(&k.kit.out, &k.view, &k.kit.style);
    assert_true(kit_has(&k.kit, "resolved 0.00 ms 0.00 ms"));
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
