/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tls/codec.h"

static void test_split(void **state)
{
    struct msg m;
    struct span two = codec_hex("01 000003 aabbcc 14 000000");

    (void)state;
    for (size_t n = 0; n < 4; n++)
        assert_int_equal(msg_need(span_head(two, n)), MSG_HEADER);
    assert_int_equal(msg_need(span_head(two, 4)), 7);
    assert_int_equal(msg_need(codec_hex("01 ffffff")), 4 + 0xffffff);
    for (size_t n = 0; n < 7; n++)
        assert_false(msg_split(&m, span_head(two, n)));
    assert_true(msg_split(&m, two));
    assert_int_equal(m.type, HS_CLIENT_HELLO);
    assert_true(span_eq(m.body, SPAN_LIT("\xaa\xbb\xcc")));
    assert_int_equal(m.bytes.n, 7);
    assert_ptr_equal(m.bytes.p, two.p);
    assert_true(msg_split(&m, span_tail(two, 7)));
    assert_int_equal(m.type, HS_FINISHED);
    assert_int_equal(m.body.n, 0);
    assert_int_equal(m.bytes.n, 4);
}

static void test_put(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 100);
    msg_put(&b, HS_FINISHED, SPAN_LIT("abc"));
    msg_put(&b, HS_SERVER_HELLO_DONE, (struct span){0});
    assert_true(span_eq(buf_span(&b), codec_hex("14 000003 616263 0e 000000")));
    buf_free(&b);
}

static enum err ee_parse(struct span d, struct fail *f)
{
    struct span exts;

    return encrypted_extensions_parse(&exts, d, f);
}

static void ee_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span exts;

    assert_int_equal(encrypted_extensions_parse(&exts, d, &f), ERR_OK);
    encrypted_extensions_put(b, exts);
}

static void test_encrypted_extensions(void **state)
{
    static const struct codec c = {"EncryptedExtensions", ee_parse, ee_rewrite, true,
                                   HS_ENCRYPTED_EXTENSIONS};

    (void)state;
    codec_good(&c, "0000", 0);
    codec_good(&c, "0009 0010 0005 0003 02 6832", 0);
    codec_bad(&c, "0008 0017 0000 0017 0000", ERR_TLS_EXT_DUPLICATE);
    codec_bad(&c, "0003 0017 00", ERR_TLS_TRUNCATED);
    codec_bad(&c, "0004 0017 0000 00", ERR_TLS_TRAILING);
}

static enum err nst12_parse(struct span d, struct fail *f)
{
    struct new_session_ticket t;

    return new_session_ticket12_parse(&t, d, f);
}

static void nst12_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct new_session_ticket t;

    assert_int_equal(new_session_ticket12_parse(&t, d, &f), ERR_OK);
    assert_int_equal(t.lifetime, 0x00015180);
    new_session_ticket12_put(b, &t);
}

static enum err nst13_parse(struct span d, struct fail *f)
{
    struct new_session_ticket t;

    return new_session_ticket13_parse(&t, d, f);
}

static void nst13_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct new_session_ticket t;

    assert_int_equal(new_session_ticket13_parse(&t, d, &f), ERR_OK);
    assert_int_equal(t.lifetime, 0x00015180);
    assert_int_equal(t.age_add, 0x01020304);
    new_session_ticket13_put(b, &t);
}

static void test_tickets(void **state)
{
    static const struct codec c12 = {"NewSessionTicket 1.2", nst12_parse, nst12_rewrite, true,
                                     HS_NEW_SESSION_TICKET};
    static const struct codec c13 = {"NewSessionTicket 1.3", nst13_parse, nst13_rewrite, true,
                                     HS_NEW_SESSION_TICKET};

    (void)state;
    codec_good(&c12, "00015180 0003 aabbcc", 0);
    codec_good(&c12, "00015180 0000", 0);
    codec_good(&c13, "00015180 01020304 02 0000 0003 aabbcc 0000", 0);
    codec_good(&c13, "00015180 01020304 00 0001 aa 0008 002a 0004 00004000", 0);
    codec_bad(&c13, "00015180 01020304 00 0000 0000", ERR_TLS_VECTOR);
    struct fail f = {0};
    assert_int_equal(
        nst13_parse(codec_hex("00015180 01020304 00 0001 aa ffff 1234 fffb 00*65531"), &f), ERR_OK);
    codec_bad(&c13, "00015180 01020304 00 0001 aa 0003 002a 00", ERR_TLS_TRUNCATED);
    codec_bad(&c13, "00015180 01020304 00 0001 aa 0008 1234 0000 1234 0000", ERR_TLS_EXT_DUPLICATE);
}

static enum err key_update(struct span d, struct fail *f)
{
    uint8_t request;

    return key_update_parse(&request, d, f);
}

static void key_update_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    uint8_t request;

    assert_int_equal(key_update_parse(&request, d, &f), ERR_OK);
    key_update_put(b, request);
}

static void test_key_update(void **state)
{
    static const struct codec c = {"KeyUpdate", key_update, key_update_rewrite, true,
                                   HS_KEY_UPDATE};

    (void)state;
    codec_good(&c, "00", 0);
    codec_good(&c, "01", 0);
    codec_bad(&c, "02", ERR_TLS_KEY_UPDATE_VALUE);
    codec_bad(&c, "ff", ERR_TLS_KEY_UPDATE_VALUE);
    codec_bad(&c, "02 00", ERR_TLS_TRAILING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),      cmocka_unit_test(test_put),
        cmocka_unit_test(test_tickets),    cmocka_unit_test(test_encrypted_extensions),
        cmocka_unit_test(test_key_update),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
