/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/hex.h"
#include "lib/tls/wire/first_flight.h"
#include "lib/tls/wire/names.h"

#define R32    "0101010101010101010101010101010101010101010101010101010101010101"
#define CLIENT "0100002b0303" R32 "0000041301c02f0100"
#define SERVER "020000260303" R32 "00130100"

static void from_hex(struct buf *b, const char *hex)
{
    struct fail fail = {0};

    buf_init(b, 1 << 20);
    assert_int_equal(hex_decode(b, span_str(hex), &fail), ERR_OK);
}

static const struct {
    const char *hex;
    enum first_flight_kind kind;
    enum err err;
} rows[] = {
    {"", FIRST_FLIGHT_MORE, ERR_OK},
    {"160301002f" CLIENT, FIRST_FLIGHT_CLIENT, ERR_OK},
    {CLIENT, FIRST_FLIGHT_CLIENT, ERR_OK},
    {CLIENT "ffff", FIRST_FLIGHT_CLIENT, ERR_OK},
    {"160303002a" SERVER, FIRST_FLIGHT_SERVER, ERR_OK},
    {SERVER, FIRST_FLIGHT_SERVER, ERR_OK},
    {"160303002a" SERVER "ff", FIRST_FLIGHT_SERVER, ERR_OK},
    /* In two records, a warning in front. */
    {"1503010002"
     "0170"
     "1603030006"
     "020000260303"
     "1603030024" R32 "00130100",
     FIRST_FLIGHT_SERVER, ERR_OK},
    {"16", FIRST_FLIGHT_MORE, ERR_OK},
    {"1603010010"
     "0100002b",
     FIRST_FLIGHT_MORE, ERR_OK},
    {"1603010004"
     "0100002b",
     FIRST_FLIGHT_MORE, ERR_OK},
    {"0100002b0303", FIRST_FLIGHT_MORE, ERR_OK},
    {"15030300020228", FIRST_FLIGHT_ALERT, ERR_OK},
    {"1503030001"
     "02",
     FIRST_FLIGHT_BROKEN, ERR_TLS_ALERT_FORM},
    {"16030100040b000000", FIRST_FLIGHT_BROKEN, ERR_TLS_UNEXPECTED_MESSAGE},
    {"140303000101", FIRST_FLIGHT_BROKEN, ERR_TLS_RECORD_UNEXPECTED},
    {"01ffffff", FIRST_FLIGHT_BROKEN, ERR_TLS_MESSAGE_TOO_LONG},
    {"160301000401ffffff", FIRST_FLIGHT_BROKEN, ERR_TLS_MESSAGE_TOO_LONG},
    {"485454502f312e3120343030", FIRST_FLIGHT_BROKEN, ERR_TLS_NOT_TLS},
    /* An alert without a version, alone and first. */
    {"15000000020246", FIRST_FLIGHT_ALERT, ERR_OK},
    {"16000000020246", FIRST_FLIGHT_BROKEN, ERR_TLS_NOT_TLS},
    {"1503010002017015000000020246", FIRST_FLIGHT_BROKEN, ERR_TLS_RECORD_VERSION},
    {"1602", FIRST_FLIGHT_BROKEN, ERR_TLS_NOT_TLS},
    /* SSL 2.0: a record that may be one, complete ones, and lengths that no message has. */
    {"80", FIRST_FLIGHT_MORE, ERR_OK},
    {"8003", FIRST_FLIGHT_MORE, ERR_OK},
    {"800300", FIRST_FLIGHT_MORE, ERR_OK},
    {"8003000001", FIRST_FLIGHT_ERROR, ERR_OK},
    {"8009010002000000000000", FIRST_FLIGHT_CLIENT, ERR_OK},
    {"800b0400010002000000000000", FIRST_FLIGHT_SERVER, ERR_OK},
    {"800b0400010002000000000000ff", FIRST_FLIGHT_SERVER, ERR_OK},
    {"800400", FIRST_FLIGHT_BROKEN, ERR_TLS_NOT_TLS},
    {"800801", FIRST_FLIGHT_BROKEN, ERR_TLS_NOT_TLS},
    {"800a04", FIRST_FLIGHT_BROKEN, ERR_TLS_NOT_TLS},
    {"ffff05", FIRST_FLIGHT_BROKEN, ERR_TLS_NOT_TLS},
    {"ffffff", FIRST_FLIGHT_BROKEN, ERR_TLS_NOT_TLS},
};

static void test_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct first_flight f;
        struct buf b;

        from_hex(&b, rows[i].hex);
        first_flight_init(&f);
        first_flight_take(&f, buf_span(&b));
        if (f.kind != rows[i].kind || f.err != rows[i].err)
            fail_msg("row %zu: kind %u, %s", i, f.kind, err_text(f.err));
        first_flight_free(&f);
        buf_free(&b);
    }
}

/* Byte by byte: it is there with the last one, and not before. */
static void test_coming(void **state)
{
    struct first_flight f;
    struct buf b;

    (void)state;
    from_hex(&b, "16030100100100002b030301010101010101010101"
                 "160301001f"
                 "01010101010101010101010101010101010101010101"
                 "0000041301c02f0100");
    first_flight_init(&f);
    for (size_t n = 0; n < b.n; n++) {
        first_flight_take(&f, span_head(buf_span(&b), n));
        assert_int_equal(f.kind, FIRST_FLIGHT_MORE);
    }
    first_flight_take(&f, buf_span(&b));
    assert_int_equal(f.kind, FIRST_FLIGHT_CLIENT);
    assert_int_equal(f.hello.n, 0x2f);
    first_flight_free(&f);
    buf_free(&b);
}

/* Of SSL 2.0 the hello is the whole record, and nothing behind it. */
static void test_ssl2(void **state)
{
    struct first_flight f;
    struct buf b;

    (void)state;
    from_hex(&b, "8009010002000000000000");
    first_flight_init(&f);
    for (size_t n = 0; n < b.n; n++) {
        first_flight_take(&f, span_head(buf_span(&b), n));
        assert_int_equal(f.kind, FIRST_FLIGHT_MORE);
        assert_false(f.is_ssl2);
    }
    size_t n = b.n;
    buf_u8(&b, 0xff);
    first_flight_take(&f, buf_span(&b));
    assert_true(f.is_ssl2);
    assert_true(span_eq(f.hello, span_of(b.p, n)));
    first_flight_free(&f);
    buf_free(&b);
}

/* What was read is not read again for each byte that comes: it may be something else by then. */
static void test_read_once(void **state)
{
    struct first_flight f;
    struct buf b;

    (void)state;
    from_hex(&b, "15030100020170"
                 "15030100020170"
                 "160303002a" SERVER);
    first_flight_init(&f);
    first_flight_take(&f, span_head(buf_span(&b), 16));
    assert_int_equal(f.kind, FIRST_FLIGHT_MORE);
    memset(b.p + 2, 0xff, 12);
    first_flight_take(&f, buf_span(&b));
    assert_int_equal(f.kind, FIRST_FLIGHT_SERVER);
    first_flight_free(&f);

    buf_free(&b);
    from_hex(&b, SERVER);
    first_flight_init(&f);
    first_flight_take(&f, span_head(buf_span(&b), 6));
    assert_int_equal(f.kind, FIRST_FLIGHT_MORE);
    memset(b.p + 1, 0xff, 5);
    first_flight_take(&f, buf_span(&b));
    assert_int_equal(f.kind, FIRST_FLIGHT_SERVER);
    assert_int_equal(f.hello.p[3], 0x26);
    first_flight_free(&f);
    buf_free(&b);
}

static void test_details(void **state)
{
    struct first_flight f;
    struct buf b;

    (void)state;
    from_hex(&b, "15030300020228");
    first_flight_init(&f);
    first_flight_take(&f, buf_span(&b));
    assert_int_equal(f.level, 2);
    assert_int_equal(f.alert, ALERT_HANDSHAKE_FAILURE);
    first_flight_free(&f);
    first_flight_init(&f);
    first_flight_take(&f, SPAN_LIT("HTTP/1.1 400 Bad Request"));
    assert_non_null(f.looks_like);
    first_flight_free(&f);
    buf_free(&b);
}

/* No hello is as long as that: what comes in ever more records ends. */
static void test_endless(void **state)
{
    struct first_flight f;
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < 20; i++) {
        buf_put(&b, SPAN_LIT("\x16\x03\x01\x40\x00"));
        uint8_t *p = buf_room(&b, 1 << 14);

        assert_non_null(p);
        memset(p, 0, 1 << 14);
        if (i == 0) /* 256 KiB and a header */
            memcpy(p, "\1\3\xff\xfd", 4);
    }
    first_flight_init(&f);
    first_flight_take(&f, buf_span(&b));
    assert_int_equal(f.kind, FIRST_FLIGHT_BROKEN);
    first_flight_free(&f);
    buf_free(&b);
}

static void text(const char *in, size_t n, enum err err, const char *hex)
{
    struct buf out, wanted;

    buf_init(&out, 1 << 10);
    assert_int_equal(first_flight_text(&out, span_of(in, n)), err);
    if (err == ERR_OK) {
        from_hex(&wanted, hex);
        assert_true(span_eq(buf_span(&out), buf_span(&wanted)));
        buf_free(&wanted);
    }
    buf_free(&out);
}

static void test_text(void **state)
{
    (void)state;
    text("16 03:01,00\n0f", 14, ERR_OK, "160301000f");
    text("16 0", 4, ERR_HEX, NULL);
    text("\x16\x03\x01", 3, ERR_OK, "160301"); /* binary */
    text("xyz", 3, ERR_OK, "78797a");
    text(" \n", 2, ERR_OK, "200a"); /* no digit: binary too */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),     cmocka_unit_test(test_coming),
        cmocka_unit_test(test_read_once), cmocka_unit_test(test_ssl2),
        cmocka_unit_test(test_details),   cmocka_unit_test(test_endless),
        cmocka_unit_test(test_text)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
