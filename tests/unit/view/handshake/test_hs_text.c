/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/view/hskit.h"

static void test_good(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_run(&k);
    hs_text(&k.kit.out, &k.view, &k.kit.style);
    kit_is(&k.kit, "www.example.com:443  192.0.2.1:443\n"
                   "      0.20 ms    resolved\n"
                   "      0.40 ms    connected\n"
                   "      0.50 ms \u2192  ClientHello\n"
                   "      2.50 ms \u2190  ServerHello, EncryptedExtensions, Certificate,\n"
                   "                 CertificateVerify, Finished\n"
                   "      2.50 ms \u2192  Finished\n"
                   "      4.50 ms \u2190  NewSessionTicket\n"
                   "      5.50 ms \u2192  application data, 50 bytes\n"
                   "      6.50 ms \u2190  application data, 50 bytes\n"
                   "      7.50 ms \u2192  Alert: close_notify\n"
                   "      8.50 ms \u2190  Alert: close_notify\n"
                   "\n"
                   "  \u2713 Version        TLS 1.3                 recommended\n"
                   "  \u2713 Cipher suite   TLS_AES_128_GCM_SHA256  recommended\n"
                   "  \u2713 Key exchange   x25519                  recommended\n"
                   "  \u2713 Signature      rsa_pss_rsae_sha256     recommended\n"
                   "    ALPN           none\n"
                   "\n"
                   "  ! no post-quantum key exchange: recorded traffic can be decrypted later "
                   "[RFC\n"
                   "    10024]\n"
                   "    try: without --groups: none of the groups that were offered is "
                   "post-quantum\n"
                   "\n"
                   "www.example.com:443: OK\n");
    hskit_close(&k);
}

/* The chain with its verdict stands in between; the second of two connections says so. */
static void test_chain(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_ECDHE, false);
    hskit_run(&k);
    k.kit.leaf.not_after = FC_NOW - 1;
    k.view.reason = kit_judge(&k.kit);
    k.view.report = &k.kit.t.report;
    k.view.judged = &k.kit.in;
    k.view.connection = k.view.num_connections = 2;
    hs_text(&k.kit.out, &k.view, &k.kit.style);
    assert_true(kit_has(&k.kit, "192.0.2.1:443 (connection 2 of 2)"));
    assert_true(kit_has(&k.kit, "The certificate \"www.example.com\" expired 1 second ago"));
    assert_true(kit_has(&k.kit, "1 Example Intermediate P-256"));
    assert_true(kit_has(&k.kit, "www.example.com:443: FAIL (expired)"));
    hskit_close(&k);
}

static void failing(const char *path, struct span bytes, const char *golden)
{
    struct hskit k;

    hskit_open(&k, path, false);
    k.config.suites.num = 1;
    k.config.groups.num = 1;
    k.config.schemes.num = 1;
    hskit_start(&k);
    assert_int_not_equal(hskit_feed(&k, bytes), ERR_OK);
    k.kit.style.utf8 = false;
    hs_text(&k.kit.out, &k.view, &k.kit.style);
    kit_is(&k.kit, golden);
    hskit_close(&k);
}

#define HEAD                               \
    "www.example.com:443  192.0.2.1:443\n" \
    "      0.20 ms    resolved\n"          \
    "      0.40 ms    connected\n"         \
    "      0.50 ms -> ClientHello\n"

static void test_failed(void **state)
{
    (void)state;
    failing(HSKIT_13, SPAN_LIT("\x15\3\3\0\2\2\x28"),
            HEAD
            "      1.50 ms <- Alert: handshake_failure\n"
            "\n"
            "  x the server answered handshake_failure (40): no acceptable set of parameters:\n"
            "    nothing in common\n"
            "    at: in state WAIT_SH\n"
            "    offered: TLS 1.2 and 1.3; the suites TLS_AES_128_GCM_SHA256; the groups\n"
            "             x25519; the signatures ecdsa_secp256r1_sha256; the name server\n"
            "    try: without --groups: fewer were offered than by default, or without\n"
            "         --sigalgs: fewer were offered than by default, or --suites compatible\n"
            "         for old servers, or --tls 1.2, or another name with --sni\n"
            "\n"
            "www.example.com:443: FAIL (alert)\n");
    failing(HSKIT_13, SPAN_LIT("HTTP/1.1 400 Bad Request\r\n\r\n"),
            HEAD "\n"
                 "  x the answer is not TLS: that port speaks HTTP [RFC 9846 5.1]\n"
                 "    at: in state WAIT_SH\n"
                 "    try: --starttls with the protocol of the port, or the port on which the\n"
                 "         server speaks TLS\n"
                 "\n"
                 "www.example.com:443: FAIL (not-tls)\n");
    failing(HSKIT_13, SPAN_LIT("\x16\3\3\0\5\2\0\0\1\3"),
            HEAD "      1.50 ms <- ServerHello\n"
                 "      1.50 ms -> Alert: decode_error\n"
                 "\n"
                 "  x ends in the middle of a field [RFC 9846 3]\n"
                 "    at: ServerHello, in state WAIT_SH\n"
                 "    alert sent: decode_error (50)\n"
                 "\n"
                 "www.example.com:443: FAIL (peer-violation)\n");
}

/* Where there was no connection, the net's sentence is all there is. */
static void test_net(void **state)
{
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    k.view.reason = REASON_REFUSED;
    k.view.message = "nobody listens at 192.0.2.1:443";
    k.view.address = NULL;
    hs_text(&k.kit.out, &k.view, &k.kit.style);
    kit_is(&k.kit, "www.example.com:443\n"
                   "\n"
                   "  \u2717 nobody listens at 192.0.2.1:443\n"
                   "\n"
                   "www.example.com:443: FAIL (refused)\n");
    /* Without one, what the reason means. */
    k.view.message = NULL;
    k.view.reason = REASON_TIMEOUT;
    hs_text(&k.kit.out, &k.view, &k.kit.style);
    assert_true(kit_has(&k.kit, reason_meaning(REASON_TIMEOUT)));
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_chain),
        cmocka_unit_test(test_failed),
        cmocka_unit_test(test_net),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
