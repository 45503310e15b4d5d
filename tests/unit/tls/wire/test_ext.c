/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/ext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tls/codec.h"

static enum err sni_parse(struct span d, struct fail *f)
{
    struct span host;

    return ext_sni_parse(&host, d, f);
}

static void sni_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span host;

    assert_int_equal(ext_sni_parse(&host, d, &f), ERR_OK);
    assert_true(span_eq(host, SPAN_LIT("abc")));
    ext_sni_put(b, host);
}

static void test_sni(void **state)
{
    static const struct codec c = {"server_name", sni_parse, sni_rewrite, false, TLSX_SERVER_NAME};

    (void)state;
    codec_good(&c, "0006 00 0003 616263", 0);
    codec_bad(&c, "0000", ERR_TLS_VECTOR);
    codec_bad(&c, "0003 00 0000", ERR_TLS_VECTOR);
    /* Names of other types are stepped over, each type once. */
    struct span host;
    struct fail fail = {0};
    assert_int_equal(ext_sni_parse(&host, SPAN_LIT("\0\x06\x01\0\x03" "abc"), &fail), ERR_OK);
    assert_int_equal(host.n, 0);
    assert_int_equal(
        ext_sni_parse(&host, SPAN_LIT("\0\x0e\xff\0\0\x01\0\x02" "ab\0\0\x03" "abc"), &fail),
        ERR_OK);
    assert_true(span_eq(host, SPAN_LIT("abc")));
    codec_bad(&c, "0006 01 0004 616263", ERR_TLS_TRUNCATED);
    codec_bad(&c, "0007 01 0001 61 01 0000", ERR_TLS_SNI_TWICE);
    codec_bad(&c, "000c 00 0003 616263 00 0003 646566", ERR_TLS_SNI_TWICE);
    codec_bad(&c, "0006 00 0004 616263", ERR_TLS_TRUNCATED);
    codec_bad(&c, "0006 00 0003 616263 00", ERR_TLS_TRAILING);
}

static uint16_t numbers[4];
static size_t num_numbers;

static void take_numbers(struct span list)
{
    num_numbers = list.n / 2;
    assert_true(num_numbers <= 4);
    for (size_t i = 0; i < num_numbers; i++)
        numbers[i] = list16_at(list, i);
}

static enum err list16_parse(struct span d, struct fail *f)
{
    struct span list;

    return ext_list16_parse(&list, d, f);
}

static void list16_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span list;

    assert_int_equal(ext_list16_parse(&list, d, &f), ERR_OK);
    take_numbers(list);
    ext_list16_put(b, TLSX_SUPPORTED_GROUPS, numbers, num_numbers);
}

static enum err list8of16_parse(struct span d, struct fail *f)
{
    struct span list;

    return ext_list8of16_parse(&list, d, f);
}

static void list8of16_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span list;

    assert_int_equal(ext_list8of16_parse(&list, d, &f), ERR_OK);
    take_numbers(list);
    ext_list8of16_put(b, TLSX_SUPPORTED_VERSIONS, numbers, num_numbers);
}

static enum err list8_parse(struct span d, struct fail *f)
{
    struct span list;

    return ext_list8_parse(&list, d, f);
}

static void list8_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span list;

    assert_int_equal(ext_list8_parse(&list, d, &f), ERR_OK);
    ext_list8_put(b, TLSX_EC_POINT_FORMATS, list);
}

static void test_lists(void **state)
{
    static const struct codec c16 = {"list16", list16_parse, list16_rewrite, false,
                                     TLSX_SUPPORTED_GROUPS};
    static const struct codec c8of16 = {"list8of16", list8of16_parse, list8of16_rewrite, false,
                                        TLSX_SUPPORTED_VERSIONS};
    static const struct codec c8 = {"list8", list8_parse, list8_rewrite, false,
                                    TLSX_EC_POINT_FORMATS};

    (void)state;
    codec_good(&c16, "0002 001d", 0);
    codec_good(&c16, "0006 001d 0017 0018", 0);
    codec_bad(&c16, "0000", ERR_TLS_VECTOR);
    codec_bad(&c16, "0003 001d 00", ERR_TLS_VECTOR);
    codec_bad(&c16, "ffff 00*65535", ERR_TLS_VECTOR);
    codec_good(&c8of16, "04 0304 0303", 0);
    codec_bad(&c8of16, "00", ERR_TLS_VECTOR);
    codec_bad(&c8of16, "01 03", ERR_TLS_VECTOR);
    codec_bad(&c8of16, "03 0304 03", ERR_TLS_VECTOR);
    codec_bad(&c8of16, "ff 00*255", ERR_TLS_VECTOR);
    codec_good(&c8, "01 00", 0);
    codec_good(&c8, "03 00 01 02", 0);
    codec_bad(&c8, "00", ERR_TLS_VECTOR);
}

static enum err u8_parse(struct span d, struct fail *f)
{
    uint8_t v;

    return ext_u8_parse(&v, d, f);
}

static void u8_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    uint8_t v;

    assert_int_equal(ext_u8_parse(&v, d, &f), ERR_OK);
    ext_u8_put(b, TLSX_MAX_FRAGMENT_LENGTH, v);
}

static enum err u16_parse(struct span d, struct fail *f)
{
    uint16_t v;

    return ext_u16_parse(&v, d, f);
}

static void u16_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    uint16_t v;

    assert_int_equal(ext_u16_parse(&v, d, &f), ERR_OK);
    ext_u16_put(b, TLSX_RECORD_SIZE_LIMIT, v);
}

static enum err u32_parse(struct span d, struct fail *f)
{
    uint32_t v;

    return ext_u32_parse(&v, d, f);
}

static void u32_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    uint32_t v;

    assert_int_equal(ext_u32_parse(&v, d, &f), ERR_OK);
    ext_u32_put(b, TLSX_EARLY_DATA, v);
}

static void test_numbers(void **state)
{
    static const struct codec c8 = {"u8", u8_parse, u8_rewrite, false, TLSX_MAX_FRAGMENT_LENGTH};
    static const struct codec c16 = {"u16", u16_parse, u16_rewrite, false, TLSX_RECORD_SIZE_LIMIT};
    static const struct codec c32 = {"u32", u32_parse, u32_rewrite, false, TLSX_EARLY_DATA};

    (void)state;
    codec_good(&c8, "04", 0);
    codec_good(&c16, "4001", 0);
    codec_good(&c32, "00010203", 0);
}

static void test_empty(void **state)
{
    struct fail f = {0};

    (void)state;
    assert_int_equal(ext_empty_parse((struct span){0}, &f), ERR_OK);
    assert_int_equal(ext_empty_parse(SPAN_LIT("\0"), &f), ERR_TLS_EXT_FORM);
}

static enum err alpn_parse(struct span d, struct fail *f)
{
    struct span list;

    return ext_alpn_parse(&list, d, f);
}

static void alpn_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span list;

    assert_int_equal(ext_alpn_parse(&list, d, &f), ERR_OK);
    ext_alpn_put(b, list);
}

static enum err alpn_one_parse(struct span d, struct fail *f)
{
    struct span name;

    return ext_alpn_one_parse(&name, d, f);
}

static void test_alpn(void **state)
{
    static const struct codec c = {"alpn", alpn_parse, alpn_rewrite, false, TLSX_ALPN};
    static const struct codec one = {"alpn of a server", alpn_one_parse, NULL, false, TLSX_ALPN};
    struct fail f = {0};
    struct span name;

    (void)state;
    codec_good(&c, "000c 02 6832 08 687474702f312e31", 0);
    codec_bad(&c, "0000", ERR_TLS_VECTOR);
    codec_bad(&c, "0001 00", ERR_TLS_VECTOR);
    codec_bad(&c, "0002 00 00", ERR_TLS_VECTOR);
    codec_bad(&c, "0003 01 61 00", ERR_TLS_VECTOR);
    codec_bad(&c, "0003 03 6162", ERR_TLS_TRUNCATED);
    codec_good(&one, "0003 02 6832", 0);
    codec_bad(&one, "0005 01 61 02 6832", ERR_TLS_ALPN_MANY);
    codec_bad(&one, "0001 00", ERR_TLS_VECTOR);
    codec_bad(&one, "0000", ERR_TLS_VECTOR);
    assert_int_equal(ext_alpn_one_parse(&name, codec_hex("0003 02 6832"), &f), ERR_OK);
    assert_true(span_eq(name, SPAN_LIT("h2")));

    struct span list = SPAN_LIT("\2h2\10http/1.1");
    assert_true(ext_alpn_has(list, SPAN_LIT("h2")));
    assert_true(ext_alpn_has(list, SPAN_LIT("http/1.1")));
    assert_false(ext_alpn_has(list, SPAN_LIT("h")));
    assert_false(ext_alpn_has(list, SPAN_LIT("http/1.10")));
    assert_false(ext_alpn_has(list, (struct span){0}));
}

static enum err cookie_parse(struct span d, struct fail *f)
{
    struct span cookie;

    return ext_cookie_parse(&cookie, d, f);
}

static void cookie_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span cookie;

    assert_int_equal(ext_cookie_parse(&cookie, d, &f), ERR_OK);
    ext_cookie_put(b, cookie);
}

static enum err reneg_parse(struct span d, struct fail *f)
{
    struct span v;

    return ext_reneg_parse(&v, d, f);
}

static void reneg_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span v;

    assert_int_equal(ext_reneg_parse(&v, d, &f), ERR_OK);
    ext_reneg_put(b, v);
}

static void test_opaque(void **state)
{
    static const struct codec cookie = {"cookie", cookie_parse, cookie_rewrite, false, TLSX_COOKIE};
    static const struct codec reneg = {"renegotiation_info", reneg_parse, reneg_rewrite, false,
                                       TLSX_RENEGOTIATION_INFO};

    (void)state;
    codec_good(&cookie, "0003 abcdef", 0);
    codec_bad(&cookie, "0000", ERR_TLS_VECTOR);
    codec_good(&reneg, "00", 0);
    codec_good(&reneg, "ff ab*255", 0);
}

/* The list itself: lengths, and nothing twice. */
static enum err check(const char *hex, struct fail *f)
{
    *f = (struct fail){0};
    return ext_list_check(codec_hex(hex), f);
}

static void test_list(void **state)
{
    struct fail f;
    struct span data;

    (void)state;
    assert_int_equal(check("", &f), ERR_OK);
    assert_int_equal(check("0000 0000 0008 0001 aa 0800 0000 ffff 0000", &f), ERR_OK);
    assert_int_equal(check("00", &f), ERR_TLS_TRUNCATED);
    assert_int_equal(check("0017", &f), ERR_TLS_TRUNCATED);
    assert_int_equal(check("0017 00", &f), ERR_TLS_TRUNCATED);
    assert_int_equal(check("0017 0001", &f), ERR_TLS_TRUNCATED);
    assert_int_equal(check("0017 0000 00", &f), ERR_TLS_TRUNCATED);
    assert_int_equal(check("0017 0000 0023 0000 0017 0001 aa", &f), ERR_TLS_EXT_DUPLICATE);
    assert_int_equal(f.at.n, 5);
    assert_int_equal(check("ffff 0000 ffff 0000", &f), ERR_TLS_EXT_DUPLICATE);

    struct span list = codec_hex("0017 0000 0023 0002 abcd 0010 0001 ee");
    assert_true(ext_get(list, 0x23, &data));
    assert_true(span_eq(data, SPAN_LIT("\xab\xcd")));
    assert_true(ext_get(list, 0x17, &data));
    assert_int_equal(data.n, 0);
    assert_false(ext_get(list, 0x18, &data));
}

/* As many as a message can hold, each once. */
static void test_many(void **state)
{
    struct fail f = {0};
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 17);
    for (unsigned i = 0; i < 16383; i++)
        ext_put(&b, (uint16_t)(i * 4), (struct span){0});
    assert_int_equal(ext_list_check(buf_span(&b), &f), ERR_OK);
    ext_put(&b, 4 * 16382, (struct span){0});
    assert_int_equal(ext_list_check(buf_span(&b), &f), ERR_TLS_EXT_DUPLICATE);
    buf_free(&b);
}

static void test_next(void **state)
{
    struct fail f = {0};
    struct ext x;
    struct buf b;

    (void)state;
    buf_init(&b, 100);
    ext_put(&b, 0x17, SPAN_LIT("whole"));
    struct buf_mark open = ext_open(&b, 0x0023);
    buf_str(&b, "data");
    buf_close(&b, open);
    struct rd r = rd_init(buf_span(&b), &f);
    assert_true(ext_next(&r, &x));
    assert_int_equal(x.type, 0x17);
    assert_true(span_eq(x.data, SPAN_LIT("whole")));
    assert_true(ext_next(&r, &x));
    assert_int_equal(x.type, 0x23);
    assert_true(span_eq(x.data, SPAN_LIT("data")));
    assert_false(ext_next(&r, &x));
    assert_int_equal(f.err, ERR_OK);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sni),   cmocka_unit_test(test_lists), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_empty), cmocka_unit_test(test_alpn),  cmocka_unit_test(test_opaque),
        cmocka_unit_test(test_list),  cmocka_unit_test(test_many),  cmocka_unit_test(test_next),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
