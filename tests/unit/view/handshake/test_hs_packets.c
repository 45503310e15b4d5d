/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/view/hskit.h"

static void test_12(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_ECDHE, false);
    hskit_run(&k);
    hs_packets(&k.kit.out, &k.view, &k.kit.style);
    kit_is(&k.kit,
           " NO       TIME  FROM   TO     RECORD          MESSAGE                     LENGTH\n"
           "  1    0.50 ms  client server 1 Handshake     ClientHello (1)                151\n"
           "  2    1.50 ms  server client 1 Handshake     ServerHello (2)                 65\n"
           "  3    1.50 ms  server client 2 Handshake     Certificate (11)               803\n"
           "  4    1.50 ms  server client 3 Handshake     ServerKeyExchange (12)         300\n"
           "  5    1.50 ms  server client 4 Handshake     ServerHelloDone (14)             4\n"
           "  6    1.50 ms  client server 2 Handshake     ClientKeyExchange (16)          37\n"
           "  7    1.50 ms  client server 3 CCS           ChangeCipherSpec                 1\n"
           "  8    1.50 ms  client server 4 Handshake *   Finished (20)                   16\n"
           "  9    2.50 ms  server client 5 Handshake     NewSessionTicket (4)           186\n"
           " 10    2.50 ms  server client 6 CCS           ChangeCipherSpec                 1\n"
           " 11    2.50 ms  server client 7 Handshake *   Finished (20)                   16\n"
           " 12    3.50 ms  client server 5 Data *        application data                 5\n"
           " 13    3.50 ms  server client 8 Data *        application data                 5\n"
           " 14    4.50 ms  client server 6 Alert *       Alert: close_notify (0)          2\n"
           "* encrypted\n"
           "TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, x25519\n");
    k.events.is_full = true;
    hs_packets(&k.kit.out, &k.view, &k.kit.style);
    assert_true(kit_has(&k.kit, "The event log is full: later events are missing."));
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_12),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
