/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/hex.h"
#include "tests/unit/view/hskit.h"

/* ServerKeyExchange with a key and a signature of two bytes. */
static struct span key_exchange(void)
{
    return SPAN_LIT("\x0c\0\0\x0c\3\0\x1d\2\xaa\xbb\6\1\0\2\xcc\xdd");
}

static const struct layout_context ecdhe = {TLS_1_2, SUITE_KX_ECDHE, 0};

static void test_text(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hs_message_put(&k.out, key_exchange(), &ecdhe, &k.style, false);
    kit_is(&k, "  Handshake Type: ServerKeyExchange (12)\n"
               "  Length: 12\n"
               "  Curve Type: named_curve (3)\n"
               "      the curve is given by its name; other forms are no longer used\n"
               "  Named Curve: x25519 (0x001d)\n"
               "      the curve of both keys: one that the client offered\n"
               "  Public Key (2 bytes): aabb\n"
               "      the server's fresh key; the client combines it with its own fresh key to\n"
               "      compute the premaster secret\n"
               "  Signature Algorithm: rsa_pkcs1_sha512 (0x0601)\n"
               "      how the key is signed: hash and type of signing key\n"
               "  Signature (2 bytes): ccdd\n"
               "      over client_random, server_random and the fields above, made with the\n"
               "      certificate's private key\n");
    kit_close(&k);
}

/* The bytes in the left column are those of the message, in their order. */
static void test_hex(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hs_message_put(&k.out, key_exchange(), &ecdhe, &k.style, true);
    assert_true(kit_has(&k, "0000 0c Handshake Type: ServerKeyExchange (12)"));
    assert_true(kit_has(&k, "0005 001d Named Curve: x25519 (0x001d)"));
    assert_true(kit_has(&k, "0007 02aabb Public Key (2 bytes): aabb"));
    struct buf digits, bytes;
    struct fail fail = {0};
    buf_init(&digits, 1 << 16);
    buf_init(&bytes, 1 << 16);
    for (struct span text = buf_span(&k.out); text.n > 0;) {
        struct span line = span_head(text, span_find(text, '\n'));
        assert_true(line.n <= 80);
        if (line.n > 6 && line.p[0] != ' ')
            buf_put(&digits, span_head(span_tail(line, 6), span_find(span_tail(line, 6), ' ')));
        text = span_tail(text, line.n + 1);
    }
    assert_int_equal(hex_decode(&bytes, buf_span(&digits), &fail), ERR_OK);
    assert_true(span_eq(buf_span(&bytes), key_exchange()));
    buf_free(&digits);
    buf_free(&bytes);
    kit_close(&k);
}

/* Where a field breaks off, it is said; what no field asks for is shown. */
static void test_broken(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hs_message_put(&k.out, SPAN_LIT("\x0c\0\0\6\3\0\x1d\5\xaa\xbb"), &ecdhe, &k.style, false);
    assert_true(kit_has(&k, "Public Key ends here: ends in the middle of a field [RFC 9846 3]"));
    assert_true(kit_has(&k, "the part that is there (3 bytes): 05aabb"));
    buf_truncate(&k.out, 0);
    hs_message_put(&k.out, SPAN_LIT("\x18\0\0\3\1\xee\xff"), &ecdhe, &k.style, false);
    assert_true(kit_has(&k, "Request Update: update_requested (1)"));
    assert_true(kit_has(&k, "Left over (2 bytes): eeff bytes after the last field"));
    buf_truncate(&k.out, 0);
    hs_message_put(&k.out, SPAN_LIT("\x0c\0"), &ecdhe, &k.style, false);
    assert_true(kit_has(&k, "Header ends here"));
    kit_close(&k);
}

/* GREASE and what nobody knows are shown as such. */
static void test_strange(void **state)
{
    struct span hello = SPAN_LIT("\1\0\0\x3a\3\3" /* version */
                                 "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0"
                                 "\0\4\x1a\x1a\xee\xee" /* suites */
                                 "\1\0"                 /* compression */
                                 "\0\x0d\x2a\x2a\0\0\x77\x77\0\5\x1b[31m");
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hs_message(&k.out, hello, 0, true, &k.style, false);
    assert_true(kit_has(&k, "ClientHello, 62 bytes, from the client"));
    assert_true(kit_has(&k, "Cipher Suite: GREASE (0x1a1a)"));
    assert_true(kit_has(&k, "Cipher Suite: unknown (0xeeee)"));
    assert_true(kit_has(&k, "Extension: GREASE (10794), empty a value without meaning"));
    assert_true(kit_has(&k, "Extension: unknown (30583), 5 bytes Data (5 bytes): 1b5b33316d"));
    assert_true(kit_is_safe(buf_span(&k.out)));
    kit_close(&k);
}

/* Hellos of SSL 2.0: each field once, kinds and suites by their names, versions with their age. */
static void test_ssl2(void **state)
{
    static const struct layout_context ssl2 = {.version = TLS_SSL_2};
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hs_message(&k.out,
               SPAN_LIT("\x80\x1c\x01\3\1\0\x09\0\0\0\x0a\1\0\x80\0\0\x04\x09\x09\x09"
                        "0123456789"),
               TLS_SSL_2, true, &k.style, false);
    assert_true(kit_has(&k, "CLIENT-HELLO, 30 bytes, from the client"));
    assert_true(kit_has(&k, "Record Length: 28"));
    assert_true(kit_has(&k, "Message Type: CLIENT-HELLO (1)"));
    assert_true(kit_has(&k, "Version: TLS 1.0 (0x0301), of 1999, broken [RFC 8996 2]"));
    assert_true(kit_has(&k, "Cipher Specs, 9 bytes"));
    assert_true(kit_has(&k, "Cipher Kind: SSL_CK_RC4_128_WITH_MD5 (0x010080), broken"));
    assert_true(kit_has(&k, "Cipher Kind: TLS_RSA_WITH_RC4_128_MD5 (0x000004), broken"));
    assert_true(kit_has(&k, "Cipher Kind: unknown (0x090909)"));
    assert_true(kit_has(&k, "Session ID: (empty)"));
    assert_true(kit_has(&k, "Challenge (10 bytes): 30313233343536373839"));
    buf_truncate(&k.out, 0);
    hs_message_put(&k.out, SPAN_LIT("\x80\x11\x04\0\1\0\2\0\1\0\3\0\2?\7\0\xc0id"), &ssl2, &k.style,
                   true);
    assert_true(kit_has(&k, "0003 00 Session ID Hit: 0"));
    assert_true(kit_has(&k, "Certificate Type: X509_CERTIFICATE (1)"));
    assert_true(kit_has(&k, "Certificate: 1 byte: does not decode"));
    assert_true(kit_has(&k, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5 (0x0700c0), broken"));
    assert_true(kit_has(&k, "Connection ID (2 bytes): 6964"));
    buf_truncate(&k.out, 0);
    hs_message_put(&k.out, SPAN_LIT("\x80\x03\0\0\2"), &ssl2, &k.style, false);
    assert_true(kit_has(&k, "Error Code: NO-CERTIFICATE-ERROR (0x0002)"));
    buf_truncate(&k.out, 0);
    hs_message_put(&k.out, SPAN_LIT("\x80"), &ssl2, &k.style, false);
    assert_true(kit_has(&k, "Header ends here"));
    buf_truncate(&k.out, 0);
    hs_message_put(&k.out, SPAN_LIT("\x80\x02\x63?"), &ssl2, &k.style, false);
    assert_true(kit_has(&k, "Message Type: unknown (99)"));
    assert_true(kit_has(&k, "Body (1 byte): 3f"));
    kit_close(&k);
}

/* Names from outside reach no terminal as they are; certificates are summed up. */
static void test_outside(void **state)
{
    struct layout_context c = {.version = TLS_1_2};
    struct viewkit k;
    struct buf b;

    (void)state;
    kit_open(&k, "x");
    assert_int_equal(kit_judge(&k), REASON_OK);
    buf_init(&b, 1 << 16);
    struct cert_entry v[] = {{k.t.report.chosen.links[0].cert->der, {0}}, {SPAN_LIT("zz"), {0}}};
    certificate_put(&b, false, (struct span){0}, v, 2);
    hs_message_put(&k.out, buf_span(&b), &c, &k.style, false);
    assert_true(kit_has(&k, "bytes: www.example.com, P-256, "));
    assert_true(kit_has(&k, "issued by Example Intermediate"));
    assert_true(kit_has(&k, "Certificate: 2 bytes: does not decode: "));
    buf_truncate(&b, 0);
    buf_truncate(&k.out, 0);
    struct certificate_request12 m = {SPAN_LIT("\1"), SPAN_LIT("\4\3"), SPAN_LIT("\0\2\x31\0")};
    certificate_request12_put(&b, &m);
    hs_message_put(&k.out, buf_span(&b), &c, &k.style, false);
    assert_true(kit_has(&k, "Certificate Type: rsa_sign (1)"));
    assert_true(kit_has(&k, "Distinguished Name: does not decode: "));
    buf_truncate(&k.out, 0);
    hs_message_put(&k.out, SPAN_LIT("\x08\0\0\x10\0\x0e\0\x10\0\x0a\0\x08\7h2\x1b[1m\xff"), &c,
                   &k.style, false);
    assert_true(kit_has(&k, "Protocol: h2\\1b[1m\\ff"));
    assert_true(kit_is_safe(buf_span(&k.out)));
    buf_free(&b);
    kit_close(&k);
}

static size_t count(struct span text, const char *part)
{
    size_t num = 0;

    for (; text.n > 0; text = span_tail(text, 1))
        num += span_starts(text, span_str(part)) ? 1 : 0;
    return num;
}

/* A sentence stands once, however often its field comes; of long values the start is shown. */
static void test_long(void **state)
{
    uint8_t message[4 + 2 + 2 + 73] = {HS_CERTIFICATE_VERIFY, 0, 0, 77, 4, 3, 0, 73};
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hs_message_put(&k.out,
                   SPAN_LIT("\x04\0\0\x19\0\0\0\1\0\0\0\2\0\0\0\0\x0c\0\x2a\0\4\0\0\0\1\0\x2a\0\0"),
                   &(struct layout_context){.version = TLS_1_3}, &k.style, false);
    assert_int_equal(count(buf_span(&k.out), "Extension: early_data (42)"), 2);
    assert_int_equal(count(buf_span(&k.out), "the client may send early data with this ticket"), 1);
    buf_truncate(&k.out, 0);
    hs_message_put(&k.out, span_of(message, sizeof message), &ecdhe, &k.style, false);
    assert_true(kit_has(&k, "Signature (73 bytes) 00000000"));
    assert_true(kit_has(&k, "... and 9 more bytes"));
    kit_close(&k);
}

static void test_json(void **state)
{
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    struct json_writer j = {.out = &k.out};
    hs_message_json(&j, NULL, SPAN_LIT("\x0f\0\0\6\6\1\0\5\xcc\xdd"), TLS_1_2);
    kit_is(&k, "{\"name\":\"CertificateVerify\",\"type\":15,\"length\":10,\"fields\":["
               "{\"label\":\"Handshake Type\",\"offset\":0,\"length\":1,\"number\":15,"
               "\"name\":\"CertificateVerify\"},"
               "{\"label\":\"Length\",\"offset\":1,\"length\":3,\"number\":6},"
               "{\"label\":\"Signature Algorithm\",\"offset\":4,\"length\":2,\"number\":1537,"
               "\"name\":\"rsa_pkcs1_sha512\"},"
               "{\"label\":\"Signature\",\"offset\":6,\"length\":4,\"bytes\":\"0005ccdd\","
               "\"error\":\"TLS_TRUNCATED\"}]}");
    hs_message_json(&j, NULL, (struct span){0}, TLS_1_2);
    assert_true(kit_has(&k, "\"name\":null,\"type\":null,\"length\":0"));
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),    cmocka_unit_test(test_hex),  cmocka_unit_test(test_broken),
        cmocka_unit_test(test_strange), cmocka_unit_test(test_ssl2), cmocka_unit_test(test_outside),
        cmocka_unit_test(test_long),    cmocka_unit_test(test_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
