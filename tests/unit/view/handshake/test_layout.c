/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/view/handshake/layout_samples.h"

/* Nothing breaks off, nothing is left over, and the layout has been found. */
static void test_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        struct span message = buf_span(&b);
        struct fail fail = {0};
        assert_int_equal(samples[i].parse(span_tail(message, MSG_HEADER), &fail), ERR_OK);
        struct tally t = walk_exact(message, &samples[i].context);
        assert_int_equal(t.broken, 0);
        assert_int_equal(t.left, 0);
        assert_string_equal(layout_message_name(message), samples[i].name);
        assert_non_null(layout_message_why(message, &samples[i].context));
        buf_free(&b);
    }
}

/* Cut off anywhere, with the old length in the header. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        for (size_t n = 0; n < b.n; n++) {
            struct tally t = walk_exact(span_head(buf_span(&b), n), &samples[i].context);
            assert_true(t.broken > 0);
            assert_int_equal(t.left, 0);
        }
        buf_free(&b);
    }
}

/* Cut off anywhere, with a header that knows: what the codec finds cut off breaks off. */
static void test_short(void **state)
{
    size_t refused = 0;

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        for (size_t n = MSG_HEADER; n < b.n; n++) {
            struct fail fail = {0};
            b.p[2] = (uint8_t)((n - MSG_HEADER) >> 8);
            b.p[3] = (uint8_t)(n - MSG_HEADER);
            struct span message = span_head(buf_span(&b), n);
            struct tally t = walk_exact(message, &samples[i].context);
            enum err e = samples[i].parse(span_tail(message, MSG_HEADER), &fail);
            if (e == ERR_TLS_TRUNCATED)
                assert_true(t.broken > 0);
            if (e == ERR_OK)
                assert_int_equal(t.broken + t.left, 0);
            refused += e == ERR_TLS_TRUNCATED ? 1 : 0;
        }
        buf_free(&b);
    }
    assert_true(refused > 500);
}

/* A byte more within the message, and one behind it. */
static void test_long(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        buf_u8(&b, 7);
        struct tally t = walk_exact(buf_span(&b), &samples[i].context);
        assert_int_equal(t.left, 1);
        assert_int_equal(t.last.value.n, 1);
        buf_free(&b);
    }
}

/* Any byte changed to any of some telling values. */
static void test_changed(void **state)
{
    static const uint8_t telling[] = {0x00, 0x01, 0x02, 0x7f, 0x80, 0xfe, 0xff};

    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct buf b = made(&samples[i]);
        for (size_t at = 0; at < b.n; at++) {
            uint8_t old = b.p[at];
            for (size_t k = 0; k < sizeof telling; k++) {
                b.p[at] = telling[k];
                walk(buf_span(&b), &samples[i].context);
            }
            b.p[at] = old;
        }
        buf_free(&b);
    }
}

/* Without the suite the keys of TLS 1.2 cannot be taken apart: they are shown whole. */
static void test_unknown(void **state)
{
    struct layout_context nothing = {.version = TLS_1_2};
    struct buf b = made(&samples[11]);

    (void)state;
    struct tally t = walk(buf_span(&b), &nothing);
    assert_int_equal(t.num, 3);
    assert_int_equal(t.last.id, LAYOUT_FIELD_BODY);
    b.p[0] = 99;
    t = walk(buf_span(&b), &nothing);
    assert_int_equal(t.last.id, LAYOUT_FIELD_BODY);
    assert_null(layout_message_name(buf_span(&b)));
    assert_null(layout_message_name((struct span){0}));
    buf_free(&b);
}

/* A curve in numbers has another form, which is shown as bytes; an inner hello has none. */
static void test_stop(void **state)
{
    struct span hello = SPAN_LIT("\1\0\0\x30\3\3rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0"
                                 "\0\2\x13\1\1\0\0\5\xfe\x0d\0\1\1");
    struct span curve = SPAN_LIT("\x0c\0\0\7\1\0\x1d\1\xaa\6\1");
    struct tally t = walk_exact(curve, &samples[11].context);

    (void)state;
    assert_int_equal(t.num, 4);
    assert_int_equal(t.broken + t.left, 0);
    assert_int_equal(t.last.id, LAYOUT_FIELD_SKE_STOP);
    assert_int_equal(t.last.value.n, 6);
    t = walk_exact(hello, &samples[0].context);
    assert_int_equal(t.broken + t.left, 0);
    assert_int_equal(t.last.number, 1);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(layout_name(AS_SUITE, 0xc030), "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    assert_string_equal(layout_name(AS_GROUP, 0x001d), "x25519");
    assert_string_equal(layout_name(AS_SCHEME, 0x0601), "rsa_pkcs1_sha512");
    assert_string_equal(layout_name(AS_EXTENSION, 0x2a2a), "GREASE");
    assert_string_equal(layout_name(AS_PSK_MODE, 0x2a), "GREASE");
    assert_string_equal(layout_name(AS_COMPRESSION, 0), "null");
    assert_null(layout_name(AS_SUITE, 0xeeee));
    assert_null(layout_name(AS_SUITE, 0x1001d));
    assert_null(layout_name(AS_NUMBER, 0));
}

/* What a ServerHello says is what later messages are read with. */
static void test_learn(void **state)
{
    struct layout_context c = {0};
    struct buf b = made(&samples[1]);

    (void)state;
    layout_learn(&c, buf_span(&b));
    assert_int_equal(c.version, TLS_1_3);
    assert_int_equal(c.suite, 0x1301);
    buf_free(&b);
    b = made(&samples[2]);
    layout_learn(&c, buf_span(&b));
    assert_int_equal(c.version, TLS_1_2);
    buf_free(&b);
    b = made(&samples[0]);
    c.version = 1;
    layout_learn(&c, buf_span(&b));
    layout_learn(&c, (struct span){0});
    assert_int_equal(c.version, 1);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),   cmocka_unit_test(test_cut),
        cmocka_unit_test(test_short),   cmocka_unit_test(test_long),
        cmocka_unit_test(test_changed), cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_stop),    cmocka_unit_test(test_names),
        cmocka_unit_test(test_learn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
