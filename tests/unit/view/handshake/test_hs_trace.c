/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/view/text/text.h"
#include "tests/unit/view/hskit.h"

/* Text with each row of white space as one blank. */
static void flatten(struct buf *flat, struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool blank = text.p[i] == '\n' || text.p[i] == ' ';
        if (!blank || flat->n == 0 || flat->p[flat->n - 1] != ' ')
            buf_u8(flat, blank ? ' ' : text.p[i]);
    }
}

/* Each part stands somewhere behind the one before it. */
static void in_order(struct hskit *k, const char *const *parts)
{
    struct buf flat;

    assert_int_equal(k->kit.out.err, ERR_OK);
    assert_true(kit_is_safe(buf_span(&k->kit.out)));
    buf_init(&flat, 1 << 24);
    flatten(&flat, buf_span(&k->kit.out));
    struct span rest = buf_span(&flat);
    for (; *parts != NULL; parts++) {
        while (rest.n > 0 && !span_starts(rest, span_str(*parts)))
            rest = span_tail(rest, 1);
        if (rest.n == 0)
            fail_msg("not there, or not in its place: %s", *parts);
        rest = span_tail(rest, strlen(*parts));
    }
    buf_free(&flat);
}

static void traced(const char *path, bool hex, const char *const *parts)
{
    struct hskit k;

    hskit_open(&k, path, true);
    k.kit.style.utf8 = false;
    hskit_run(&k);
    hs_trace(&k.kit.out, &k.view, &k.kit.style, hex);
    in_order(&k, parts);
    hskit_close(&k);
}

static void test_13(void **state)
{
    static const char *const parts[] = {
        "client -> server record 1",
        "Handshake (22), TLS 1.0 (0x0301), 196 bytes, unencrypted",
        "ClientHello (196 bytes)",
        "Cipher Suite: TLS_AES_128_GCM_SHA256 (0x1301)",
        "Host Name: server",
        "server -> client record 1",
        "ServerHello (90 bytes)",
        "Version: TLS 1.3 (0x0304)",
        "* The client now derives: early_secret, shared_secret, derived_secret, handshake_secret,",
        "* From here on the server encrypts what it sends: TLS_AES_128_GCM_SHA256, with "
        "server_handshake_key.",
        "encrypted with server_handshake_key; inside: Handshake (22), 657 bytes",
        "EncryptedExtensions (40 bytes)",
        "Certificate (445 bytes)",
        "CertificateVerify (136 bytes)",
        "Signature Algorithm: rsa_pss_rsae_sha256 (0x0804)",
        "Finished (36 bytes)",
        "* From here on the client encrypts what it sends: TLS_AES_128_GCM_SHA256, with "
        "client_handshake_key.",
        "Verify Data (32 bytes) "
        "a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61",
        "* From here on the server encrypts what it sends: TLS_AES_128_GCM_SHA256, with "
        "server_application_key.",
        "NewSessionTicket (205 bytes)",
        "Lifetime: 30 seconds",
        "with client_application_key.",
        "Application data (50 bytes)",
        "Description: close_notify (0)",
        NULL};

    (void)state;
    traced(HSKIT_13, false, parts);
}

static void test_retry(void **state)
{
    static const char *const parts[] = {"ClientHello (",
                                        "HelloRetryRequest (",
                                        "not random: the SHA-256 of \"HelloRetryRequest\"",
                                        "Selected Group: secp256r1 (0x0017)",
                                        "ClientHello (",
                                        "Named Group: secp256r1 (0x0017)",
                                        "ServerHello (",
                                        NULL};

    (void)state;
    traced(HSKIT_RETRY, false, parts);
}

/* From the hello to the first data, one can follow where each secret comes from. */
static void test_ecdhe(void **state)
{
    static const char *const parts[] = {
        "ClientHello (",
        "ServerHello (",
        "Cipher Suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (0xc02f)",
        "Certificate (",
        "Certificate: 793 bytes: tls.example.com, RSA 2048,",
        "ServerKeyExchange (",
        "Named Curve: x25519 (0x001d)",
        "Signature Algorithm: rsa_pss_rsae_sha256 (0x0804)",
        "ServerHelloDone (4 bytes)",
        "ClientKeyExchange (37 bytes)",
        "Public Key (32 bytes)",
        "* The client now derives: premaster_secret, master_secret, key_block,",
        "ChangeCipherSpec (1 byte)",
        "* From here on the client encrypts what it sends: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "
        "with client_write_key.",
        "Verify Data (12 bytes): ",
        "NewSessionTicket (186 bytes)",
        "* From here on the server encrypts what it sends:",
        "Verify Data (12 bytes): ",
        "The session can be resumed from now on.",
        "Application data (5 bytes)",
        NULL};

    (void)state;
    traced(HSKIT_ECDHE, false, parts);
}

static void test_rsa(void **state)
{
    static const char *const parts[] = {"Cipher Suite: TLS_RSA_WITH_AES_256_GCM_SHA384 (0x009d), "
                                        "deprecated [RFC 10015]",
                                        "ServerHelloDone (4 bytes)",
                                        "ClientKeyExchange (262 bytes)",
                                        "Encrypted PreMaster Secret (256 bytes)",
                                        "derives: premaster_secret, master_secret",
                                        NULL};

    (void)state;
    traced(HSKIT_RSA, false, parts);
}

static void test_dhe(void **state)
{
    static const char *const parts[] = {"ServerKeyExchange (",
                                        "Prime p (256 bytes)",
                                        "Generator g (1 byte): 02",
                                        "Public Key (256 bytes)",
                                        "ClientKeyExchange (",
                                        "Public Key (256 bytes)",
                                        NULL};

    (void)state;
    traced(HSKIT_DHE, false, parts);
}

static void test_hex(void **state)
{
    static const char *const parts[] = {"196 bytes, unencrypted [16030100c4]",
                                        "0000 01 Handshake Type: ClientHello (1)",
                                        "0001 0000c0 Length: 192",
                                        "0004 0303 Version: TLS 1.2 (0x0303)",
                                        "0006 cb34ecb1e78163ba Random (32 bytes)",
                                        NULL};

    (void)state;
    traced(HSKIT_13, true, parts);
}

/* The trace goes as far as the connection did. */
static void test_failed(void **state)
{
    static const char *const parts[] = {
        "ClientHello (",
        "Alert Level: fatal (2) Description: handshake_failure (40) "
        "no acceptable set of parameters",
        "* The connection fails here:", NULL};
    struct hskit k;

    (void)state;
    hskit_open(&k, HSKIT_13, false);
    hskit_start(&k);
    assert_int_not_equal(hskit_feed(&k, SPAN_LIT("\x15\3\3\0\2\2\x28")), ERR_OK);
    hs_trace(&k.kit.out, &k.view, &k.kit.style, false);
    in_order(&k, parts);
    hskit_close(&k);
}

/* ChangeCipherSpec of TLS 1.3 is in the clear between what is encrypted, and is said to mean
 * nothing; keys change before what they protect. */
static void test_compatible(void **state)
{
    static const char *const parts[] = {
        "server -> client record 2",
        "ChangeCipherSpec (20), TLS 1.2 (0x0303), 1 byte, unencrypted",
        "has no meaning in TLS 1.3",
        "* From here on the server encrypts what it sends",
        "client -> server record 2",
        "ChangeCipherSpec (20), TLS 1.2 (0x0303), 1 byte, unencrypted",
        "* From here on the client encrypts what it sends",
        "client -> server record 3",
        "Finished (36 bytes)",
        NULL};

    (void)state;
    traced(HSKIT_COMPATIBLE, false, parts);
}

/* No line is wider than the screen, none ends in blanks. */
static void check_lines(struct span text)
{
    while (text.n > 0) {
        size_t n = span_find(text, '\n');
        struct span line = span_head(text, n);
        assert_true(text_width(line) <= 80);
        assert_true(line.n == 0 || line.p[line.n - 1] != ' ');
        text = span_tail(text, n + 1);
    }
}

static void test_lines(void **state)
{
    static const char *const paths[] = {HSKIT_13, HSKIT_RETRY, HSKIT_ECDHE, HSKIT_RSA, HSKIT_DHE};

    (void)state;
    for (size_t i = 0; i < 2 * sizeof paths / sizeof paths[0]; i++) {
        struct hskit k;
        hskit_open(&k, paths[i / 2], true);
        hskit_run(&k);
        hs_trace(&k.kit.out, &k.view, &k.kit.style, i % 2 != 0);
        check_lines(buf_span(&k.kit.out));
        hskit_close(&k);
    }
}

/* Without colour no escape, with colour no other text. */
static void test_style(void **state)
{
    struct hskit k;
    struct buf plain;

    (void)state;
    hskit_open(&k, HSKIT_ECDHE, true);
    hskit_run(&k);
    hs_trace(&k.kit.out, &k.view, &k.kit.style, false);
    buf_init(&plain, 1 << 24);
    buf_put(&plain, buf_span(&k.kit.out));
    buf_truncate(&k.kit.out, 0);
    k.kit.style.color = true;
    hs_trace(&k.kit.out, &k.view, &k.kit.style, false);
    size_t at = 0;
    for (size_t i = 0; i < k.kit.out.n; i++) {
        if (k.kit.out.p[i] == 0x1b) {
            i += span_find(span_tail(buf_span(&k.kit.out), i), 'm');
            continue;
        }
        assert_int_equal(k.kit.out.p[i], plain.p[at++]);
    }
    assert_int_equal(at, plain.n);
    buf_free(&plain);
    hskit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_13),     cmocka_unit_test(test_retry),
        cmocka_unit_test(test_ecdhe),  cmocka_unit_test(test_rsa),
        cmocka_unit_test(test_dhe),    cmocka_unit_test(test_hex),
        cmocka_unit_test(test_failed), cmocka_unit_test(test_compatible),
        cmocka_unit_test(test_lines),  cmocka_unit_test(test_style),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
