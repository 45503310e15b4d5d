/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_quality.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/view/viewkit.h"

static void shown(struct viewkit *k, const struct tls_info *info, const char *golden)
{
    quality_put(&k->out, info, &k->style);
    assert_true(kit_is_safe(buf_span(&k->out)));
    kit_is(k, golden);
}

static void test_table(void **state)
{
    struct tls_info info = {0};
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    k.style.utf8 = false;
    shown(&k, &info, "");
    shown(&k, NULL, "");
    info = (struct tls_info){.version = TLS_1_2,
                             .answers = ANSWERS_READ,
                             .suite = suite_find(TLS_RSA_WITH_AES_128_CBC_SHA),
                             .alpn = SPAN_INIT("h2\033\xff"),
                             .ocsp = SPAN_INIT("ocsp"),
                             .scts = SPAN_INIT("\0\1a\0\1b\0\5c")};
    shown(&k, &info,
          "    Version        TLS 1.2\n"
          "                     acceptable; BCP 195 [RFC 9325, RFC 9852] recommends TLS 1.3\n"
          "  ! Cipher suite   TLS_RSA_WITH_AES_128_CBC_SHA\n"
          "                     deprecated [RFC 10015]: no forward secrecy: the server's\n"
          "                     key decrypts recordings\n"
          "  ! Key exchange   RSA  the secret is encrypted with the server's key\n"
          "    ALPN           h2\\1b\\ff\n"
          "  ! Master secret  plain  not bound to the handshake (RFC 7627)\n"
          "  ! Renegotiation  insecure  the server does not support RFC 5746\n"
          "  ! MAC            MAC-then-encrypt\n"
          "    OCSP staple    4 bytes\n"
          "    Timestamps     2                             in the handshake\n");
    kit_close(&k);
}

/* Each weakness has its mark. */
static const struct quality *row(const struct quality *rows, size_t num, const char *label)
{
    for (size_t i = 0; i < num; i++) {
        if (strcmp(rows[i].label, label) == 0)
            return &rows[i];
    }
    return NULL;
}

static void test_marks(void **state)
{
    struct quality rows[QUALITY_MAX];
    struct tls_info info = {.version = TLS_1_2,
                            .answers = ANSWERS_READ,
                            .suite = suite_find(TLS_DHE_RSA_WITH_AES_128_CBC_SHA),
                            .dh_bits = 2048,
                            .scheme = SCHEME_RSA_PKCS1_SHA1,
                            .early_data = EARLY_ACCEPTED,
                            .client_certificate_asked = true};
    size_t num = quality_of(rows, &info);

    (void)state;
    assert_int_equal(row(rows, num, "Cipher suite")->mark, MARK_WARN);
    assert_string_equal(row(rows, num, "Key exchange")->value, "DHE, 2048 bits");
    assert_int_equal(row(rows, num, "Signature")->mark, MARK_WARN);
    assert_int_equal(row(rows, num, "Early data")->mark, MARK_WARN);
    assert_int_equal(row(rows, num, "Master secret")->mark, MARK_WARN);
    assert_int_equal(row(rows, num, "Renegotiation")->mark, MARK_WARN);
    assert_string_equal(row(rows, num, "MAC")->value, "MAC-then-encrypt");
    assert_string_equal(row(rows, num, "Client")->value, "certificate requested, none sent");

    assert_string_equal(row(rows, num, "Key exchange")->note,
                        "deprecated [RFC 10015]; its prime is not one of RFC 7919");
    /* A group with a name does not help, in TLS 1.2. */
    info.group = GROUP_FFDHE2048;
    info.suite = suite_find(TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
    num = quality_of(rows, &info);
    assert_int_equal(row(rows, num, "Cipher suite")->mark, MARK_WARN);
    assert_string_equal(row(rows, num, "Cipher suite")->note, "deprecated [RFC 10015]");
    assert_int_equal(row(rows, num, "Key exchange")->mark, MARK_WARN);
    assert_string_equal(row(rows, num, "Key exchange")->note, "deprecated [RFC 10015]");
    info.suite = suite_find(TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);

    info.ems = info.etm = info.secure_renegotiation = info.resumed = info.retried = true;
    info.group = GROUP_X25519;
    info.client_certificate_sent = true;
    num = quality_of(rows, &info);
    assert_int_equal(row(rows, num, "Master secret")->mark, MARK_GOOD);
    assert_int_equal(row(rows, num, "Renegotiation")->mark, MARK_GOOD);
    assert_int_equal(row(rows, num, "MAC")->mark, MARK_GOOD);
    assert_int_equal(row(rows, num, "Key exchange")->mark, MARK_GOOD);
    assert_non_null(row(rows, num, "Resumption"));
    assert_non_null(row(rows, num, "Retry"));

    info.version = TLS_1_3;
    num = quality_of(rows, &info);
    assert_int_equal(row(rows, num, "Version")->mark, MARK_GOOD);
    assert_null(row(rows, num, "Master secret"));
    info.version = TLS_1_0;
    num = quality_of(rows, &info);
    assert_int_equal(row(rows, num, "Version")->mark, MARK_BAD);
}

/* TLS 1.2 is a warning only if the client offered more. */
static void test_version(void **state)
{
    static const struct {
        uint16_t version, newest_offered;
        enum mark mark;
        const char *note;
    } some[] = {
        {TLS_1_3, TLS_1_3, MARK_GOOD, "recommended"},
        {TLS_1_2, TLS_1_3, MARK_WARN,
         "TLS 1.3 was offered; BCP 195 [RFC 9325, RFC 9852] recommends it"},
        {TLS_1_2, TLS_1_2, MARK_NONE,
         "acceptable; BCP 195 [RFC 9325, RFC 9852] recommends TLS 1.3"},
        {TLS_1_2, 0, MARK_NONE, "acceptable; BCP 195 [RFC 9325, RFC 9852] recommends TLS 1.3"},
        {TLS_1_1, TLS_1_3, MARK_BAD, "broken"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        struct tls_info info = {.version = some[i].version,
                                .newest_offered = some[i].newest_offered};
        struct quality rows[QUALITY_MAX];
        const struct quality *q = row(rows, quality_of(rows, &info), "Version");

        assert_int_equal(q->mark, some[i].mark);
        assert_string_equal(q->note, some[i].note);
    }
}

/* What the server did not answer yet, or where that cannot be read, is not said to be absent. */
static void test_unread(void **state)
{
    static const char *const labels[] = {"ALPN", "Master secret", "Renegotiation", "MAC"};
    struct quality rows[QUALITY_MAX];
    struct tls_info info = {.version = TLS_1_2, .suite = suite_find(TLS_RSA_WITH_AES_128_CBC_SHA)};

    (void)state;
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        info.answers = ANSWERS_UNREAD;
        assert_null(row(rows, quality_of(rows, &info), labels[i]));
        info.answers = ANSWERS_READ;
        assert_non_null(row(rows, quality_of(rows, &info), labels[i]));
    }
    info.version = TLS_1_3;
    assert_non_null(row(rows, quality_of(rows, &info), "ALPN"));
    info.answers = ANSWERS_UNREAD;
    assert_null(row(rows, quality_of(rows, &info), "ALPN"));
}

static void test_scts(void **state)
{
    (void)state;
    assert_int_equal(quality_scts((struct span){0}), 0);
    assert_int_equal(quality_scts(SPAN_LIT("\0\1a\0\2bb")), 2);
    assert_int_equal(quality_scts(SPAN_LIT("\0\1a\0\3bb")), 1);
}

/* Every label but those of protocol names has a translation. */
static void test_labels_in_chinese(void **state)
{
    struct quality rows[QUALITY_MAX];
    struct tls_info info = {.version = TLS_1_2,
                            .answers = ANSWERS_READ,
                            .suite = suite_find(TLS_DHE_RSA_WITH_AES_128_CBC_SHA),
                            .dh_bits = 2048,
                            .scheme = SCHEME_RSA_PKCS1_SHA1,
                            .early_data = EARLY_ACCEPTED,
                            .resumed = true,
                            .retried = true,
                            .ocsp = SPAN_INIT("ocsp"),
                            .scts = SPAN_INIT("\0\1a"),
                            .client_certificate_asked = true};
    size_t num = quality_of(rows, &info);

    (void)state;
    assert_true(num >= 13);
    for (size_t i = 0; i < num; i++) {
        const char *label = rows[i].label;
        if (strcmp(label, "ALPN") != 0 && strcmp(label, "MAC") != 0)
            assert_string_not_equal(lang_text(LANG_ZH, label), label);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),   cmocka_unit_test(test_marks),
        cmocka_unit_test(test_version), cmocka_unit_test(test_labels_in_chinese),
        cmocka_unit_test(test_scts),    cmocka_unit_test(test_unread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
