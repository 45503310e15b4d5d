/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/wire/hello_offer.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/record.h"
#include "lib/tls/wire/ssl2.h"
#include "tests/unit/crypto/kit_rng.h"

static const uint16_t suites[] = {TLS_AES_128_GCM_SHA256, TLS_RSA_WITH_RC4_128_MD5};
static const uint16_t groups[] = {GROUP_X25519, GROUP_SECP256R1};
static const uint16_t schemes[] = {SCHEME_ECDSA_SECP256R1_SHA256};
static const uint16_t versions[] = {TLS_1_3, TLS_1_2};

#define LIST(array)                            \
    {                                          \
        array, sizeof(array) / sizeof *(array) \
    }

/* What was written, read again. */
struct offered {
    struct buf wire, message;
    struct client_hello hello;
    size_t num_records, longest;
    uint16_t record_version;
};

static void offer(struct offered *o, const struct hello_offer *made)
{
    struct kit_rng state = {.seed = 7};
    struct rng rng = kit_rng(&state);
    struct fail fail = {0};
    struct record r;
    struct msg m;
    bool complete;

    *o = (struct offered){0};
    buf_init(&o->wire, 1 << 18);
    buf_init(&o->message, 1 << 18);
    hello_offer_put(&o->wire, made, &rng);
    assert_int_equal(o->wire.err, ERR_OK);
    for (struct span in = buf_span(&o->wire); in.n > 0; in = span_tail(in, r.bytes.n)) {
        assert_int_equal(record_split(&r, &complete, in, RECORD_PLAIN_MAX, &fail), ERR_OK);
        assert_true(complete);
        assert_int_equal(r.type, CONTENT_HANDSHAKE);
        o->record_version = r.version;
        o->num_records++;
        if (r.fragment.n > o->longest)
            o->longest = r.fragment.n;
        buf_put(&o->message, r.fragment);
    }
    assert_true(msg_split(&m, buf_span(&o->message)));
    assert_int_equal(m.bytes.n, o->message.n);
    assert_int_equal(m.type, HS_CLIENT_HELLO);
    assert_int_equal(client_hello_parse(&o->hello, m.body, &fail), ERR_OK);
}

static void done(struct offered *o)
{
    buf_free(&o->wire);
    buf_free(&o->message);
}

static struct span ext(const struct offered *o, uint16_t type)
{
    struct span data;

    assert_true(ext_get(o->hello.exts, type, &data));
    return data;
}

static bool has_ext(const struct offered *o, uint16_t type)
{
    struct span data;

    return ext_get(o->hello.exts, type, &data);
}

static void test_ssl3(void **state)
{
    const struct hello_offer made = {
        .version = TLS_SSL_3, .suites = LIST(suites), .with = OFFER_NO_EXTENSIONS | OFFER_DEFLATE};
    struct offered o;

    (void)state;
    offer(&o, &made);
    assert_int_equal(o.hello.version, TLS_SSL_3);
    assert_int_equal(o.record_version, TLS_SSL_3);
    assert_false(o.hello.has_exts);
    assert_int_equal(o.hello.session_id.n, 0);
    assert_true(span_eq(o.hello.suites, SPAN_LIT("\x13\x01\0\x04")));
    assert_true(span_eq(o.hello.compression, SPAN_LIT("\x01\0")));
    done(&o);
}

/* The version of the record follows that of the hello (RFC 9846 5.1), or is what the offer says. */
static void test_record_version(void **state)
{
    static const struct {
        uint16_t version, given;
        struct span cookie;
        uint16_t record;
    } rows[] = {
        {TLS_1_0, 0, {NULL, 0}, TLS_1_0},           {TLS_1_1, 0, {NULL, 0}, TLS_1_0},
        {TLS_1_2, 0, {NULL, 0}, TLS_1_0},           {TLS_1_2, TLS_1_2, {NULL, 0}, TLS_1_2},
        {TLS_1_2, 0, SPAN_INIT("cookie"), TLS_1_2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct offered o;

        offer(&o, &(struct hello_offer){.version = rows[i].version,
                                        .record_version = rows[i].given,
                                        .cookie = rows[i].cookie,
                                        .suites = LIST(suites)});
        assert_int_equal(o.hello.version, rows[i].version);
        assert_int_equal(o.record_version, rows[i].record);
        assert_true(o.hello.has_exts);
        done(&o);
    }
}

/* Everything at once, each in its form. */
static void test_all(void **state)
{
    static const struct {
        enum offer_with with;
        uint16_t type;
        struct span data;
    } rows[] = {
        {OFFER_EMS, TLSX_EXTENDED_MASTER_SECRET, {NULL, 0}},
        {OFFER_ETM, TLSX_ENCRYPT_THEN_MAC, {NULL, 0}},
        {OFFER_TICKET, TLSX_SESSION_TICKET, SPAN_INIT("ticket")},
        {OFFER_STATUS, TLSX_STATUS_REQUEST, SPAN_INIT("\x01\0\0\0\0")},
        {OFFER_SCT, TLSX_SCT, {NULL, 0}},
        {OFFER_RENEGOTIATION, TLSX_RENEGOTIATION_INFO, SPAN_INIT("\0")},
        {OFFER_HEARTBEAT, TLSX_HEARTBEAT, SPAN_INIT("\x01")},
        {OFFER_PSK_MODES, TLSX_PSK_KEY_EXCHANGE_MODES, SPAN_INIT("\x01\x01")},
        {OFFER_COMPRESSIONS, TLSX_COMPRESS_CERTIFICATE, SPAN_INIT("\x06\0\x02\0\x01\0\x03")},
    };
    struct hello_offer made = {
        .version = TLS_1_2,
        .versions = LIST(versions),
        .suites = LIST(suites),
        .groups = LIST(groups),
        .schemes = LIST(schemes),
        .shares = SPAN_LIT("\0\x1d\0\x01k"),
        .server_name = SPAN_LIT("a.example"),
        .alpn = SPAN_LIT("\x02h2"),
        .session_id = SPAN_LIT("sid"),
        .ticket = SPAN_LIT("ticket"),
        .cookie = SPAN_LIT("cookie"),
        .extra = SPAN_LIT("\xfa\xfa\0\x02xy"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct offered o;

        made.with = rows[i].with;
        offer(&o, &made);
        assert_true(span_eq(ext(&o, rows[i].type), rows[i].data));
        for (size_t j = 0; j < sizeof rows / sizeof *rows; j++)
            assert_int_equal(has_ext(&o, rows[j].type), i == j);
        done(&o);
    }

    struct offered o;
    made.with = OFFER_FALLBACK;
    offer(&o, &made);
    assert_true(span_eq(o.hello.session_id, made.session_id));
    assert_true(span_eq(o.hello.suites, SPAN_LIT("\x13\x01\0\x04\x56\0")));
    assert_true(span_eq(o.hello.compression, SPAN_LIT("\0")));
    assert_true(span_eq(ext(&o, TLSX_SUPPORTED_VERSIONS), SPAN_LIT("\x04\x03\x04\x03\x03")));
    assert_true(span_eq(ext(&o, TLSX_SUPPORTED_GROUPS), SPAN_LIT("\0\x04\0\x1d\0\x17")));
    assert_true(span_eq(ext(&o, TLSX_EC_POINT_FORMATS), SPAN_LIT("\x01\0")));
    assert_true(span_eq(ext(&o, TLSX_SIGNATURE_ALGORITHMS), SPAN_LIT("\0\x02\x04\x03")));
    assert_true(span_eq(ext(&o, TLSX_KEY_SHARE), SPAN_LIT("\0\x05\0\x1d\0\x01k")));
    assert_true(span_eq(ext(&o, TLSX_SERVER_NAME), SPAN_LIT("\0\x0c\0\0\x09"
                                                            "a.example")));
    assert_true(span_eq(ext(&o, TLSX_ALPN), SPAN_LIT("\0\x03\x02h2")));
    assert_true(span_eq(ext(&o, TLSX_COOKIE), SPAN_LIT("\0\x06"
                                                       "cookie")));
    assert_true(span_eq(ext(&o, 0xfafa), SPAN_LIT("xy")));
    assert_true(span_eq(span_tail(o.hello.exts, o.hello.exts.n - 6), made.extra));
    done(&o);
}

/* An empty key_share asks for a HelloRetryRequest (RFC 9846 4.3.8); without TLS 1.3 there is none,
 * and with TLS 1.3 alone there are no point formats. */
static void test_shares(void **state)
{
    static const uint16_t only13[] = {TLS_1_3};
    struct hello_offer made = {.version = TLS_1_2,
                               .versions = LIST(only13),
                               .suites = LIST(suites),
                               .groups = LIST(groups)};
    struct offered o;

    (void)state;
    offer(&o, &made);
    assert_true(span_eq(ext(&o, TLSX_KEY_SHARE), SPAN_LIT("\0\0")));
    assert_false(has_ext(&o, TLSX_EC_POINT_FORMATS));
    done(&o);
    made.with = OFFER_GREASE;
    offer(&o, &made);
    assert_true(span_eq(ext(&o, TLSX_KEY_SHARE), SPAN_LIT("\0\0")));
    done(&o);
    made.with = 0;
    made.versions.num = 0;
    made.shares = SPAN_LIT("\0\x1d\0\x01k");
    offer(&o, &made);
    assert_false(has_ext(&o, TLSX_KEY_SHARE));
    assert_false(has_ext(&o, TLSX_SUPPORTED_VERSIONS));
    done(&o);
}

/* GREASE is first in each list, and in an extension at either end (RFC 8701 3.1). */
static void test_grease(void **state)
{
    const struct hello_offer made = {
        .version = TLS_1_2,
        .versions = LIST(versions),
        .suites = LIST(suites),
        .groups = LIST(groups),
        .schemes = LIST(schemes),
        .shares = SPAN_LIT("\0\x1d\0\x01k"),
        .with = OFFER_GREASE | OFFER_SESSION_ID,
    };
    struct offered o;
    struct fail fail = {0};

    (void)state;
    offer(&o, &made);
    assert_true(is_grease(list16_at(o.hello.suites, 0)));
    assert_int_equal(o.hello.suites.n, 6);
    assert_int_equal(o.hello.session_id.n, SESSION_ID_MAX);
    assert_true(is_grease(list16_at(span_tail(ext(&o, TLSX_SUPPORTED_VERSIONS), 1), 0)));
    assert_true(is_grease(list16_at(ext(&o, TLSX_SUPPORTED_GROUPS), 1)));
    assert_true(is_grease(list16_at(ext(&o, TLSX_SIGNATURE_ALGORITHMS), 1)));
    assert_int_equal(list16_at(ext(&o, TLSX_SUPPORTED_GROUPS), 1),
                     list16_at(ext(&o, TLSX_KEY_SHARE), 1));

    struct rd r = rd_init(o.hello.exts, &fail);
    struct ext x;
    uint16_t first = 0, last = 0;

    while (ext_next(&r, &x)) {
        if (first == 0)
            first = x.type;
        last = x.type;
    }
    assert_true(is_grease(first));
    assert_true(is_grease(last));
    assert_int_not_equal(first, last);
    done(&o);
}

/* Whatever the random bytes are, both extensions of GREASE differ. */
static void test_grease_differs(void **state)
{
    struct rng zeros = kit_zeros();
    struct buf wire;

    (void)state;
    buf_init(&wire, 1 << 16);
    hello_offer_put(
        &wire,
        &(struct hello_offer){.version = TLS_1_2, .suites = LIST(suites), .with = OFFER_GREASE},
        &zeros);
    struct fail fail = {0};
    struct client_hello hello;

    assert_int_equal(
        client_hello_parse(&hello, span_tail(buf_span(&wire), RECORD_HEADER + MSG_HEADER), &fail),
        ERR_OK);
    buf_free(&wire);
}

/* RFC 7685: the message has the size that was asked for, if an extension fits at all. */
static void test_padding(void **state)
{
    struct hello_offer made = {.version = TLS_1_2, .suites = LIST(suites), .with = OFFER_EMS};
    struct offered o;
    size_t bare;

    (void)state;
    offer(&o, &made);
    bare = o.message.n;
    done(&o);
    for (size_t n = 0; n < 600; n++) {
        made.message_n = n;
        offer(&o, &made);
        assert_int_equal(o.message.n, n <= bare ? bare : n < bare + 4 ? bare + 4 : n);
        assert_int_equal(has_ext(&o, TLSX_PADDING), n > bare);
        done(&o);
    }
    made.message_n = 600;
    made.extra = SPAN_LIT("\xfa\xfa\0\x02xy");
    offer(&o, &made);
    assert_int_equal(o.message.n, 600);
    done(&o);
}

static void test_split(void **state)
{
    struct hello_offer made = {
        .version = TLS_1_2, .suites = LIST(suites), .message_n = 100, .record_n = 30};
    struct offered o;

    (void)state;
    offer(&o, &made);
    assert_int_equal(o.num_records, 4);
    assert_int_equal(o.longest, 30);
    done(&o);
    made.record_n = 0;
    made.message_n = 20000;
    offer(&o, &made);
    assert_int_equal(o.num_records, 2);
    assert_int_equal(o.longest, RECORD_PLAIN_MAX);
    done(&o);
}

/* What does not fit into a hello is an error, and nothing is written. */
static void test_too_long(void **state)
{
    struct rng zeros = kit_zeros();
    struct buf wire;

    (void)state;
    buf_init(&wire, 1 << 20);
    hello_offer_put(
        &wire,
        &(struct hello_offer){.version = TLS_1_2, .suites = LIST(suites), .message_n = 1 << 17},
        &zeros);
    assert_int_not_equal(wire.err, ERR_OK);
    assert_int_equal(wire.n, 0);
    buf_free(&wire);
}

static void test_ssl2(void **state)
{
    struct kit_rng random = {.script = SPAN_LIT("0123456789abcdef")};
    struct rng rng = kit_rng(&random);
    struct ssl2_client_hello hello;
    struct fail fail = {0};
    struct buf wire;

    (void)state;
    buf_init(&wire, 1 << 16);
    hello_offer_ssl2_put(&wire, SPAN_LIT("\x01\0\x80\x07\0\xc0"), &rng);
    assert_true(span_eq(buf_span(&wire), SPAN_LIT("\x80\x1f\x01\0\x02\0\x06\0\0\0\x10"
                                                  "\x01\0\x80\x07\0\xc0"
                                                  "0123456789abcdef")));
    assert_true(ssl2_is_record(buf_span(&wire)));
    assert_int_equal(ssl2_record_need(buf_span(&wire)), wire.n);
    assert_int_equal(
        ssl2_client_hello_parse(&hello, span_tail(buf_span(&wire), SSL2_HEADER), &fail), ERR_OK);
    assert_int_equal(hello.version, TLS_SSL_2);
    assert_int_equal(hello.kinds.n, 6);
    assert_int_equal(ssl2_kind_at(hello.kinds, 1), SSL2_KIND_DES3);
    assert_int_equal(ssl2_kind_at(hello.kinds, 2), 0);
    assert_string_equal(ssl2_kind_name(SSL2_KIND_RC4_128), "SSL_CK_RC4_128_WITH_MD5");
    assert_null(ssl2_kind_name(0x000004));
    assert_string_equal(ssl2_error_name(1), "NO-CIPHER-ERROR");
    assert_null(ssl2_error_name(3));
    assert_null(ssl2_error_name(7));
    buf_free(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ssl3),     cmocka_unit_test(test_record_version),
        cmocka_unit_test(test_all),      cmocka_unit_test(test_shares),
        cmocka_unit_test(test_grease),   cmocka_unit_test(test_grease_differs),
        cmocka_unit_test(test_padding),  cmocka_unit_test(test_split),
        cmocka_unit_test(test_too_long), cmocka_unit_test(test_ssl2),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
