/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/tcp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/hex.h"

#define FIXED "c351 01bb 01020304 05060708 "

static const struct {
    const char *hex;
    enum err err;
    unsigned flags;
    const char *data;
    size_t more; /* bytes that were sent, but not captured */
} rows[] = {
    {FIXED "50 18 ffff 0000 0000 616263", ERR_OK, 0x18, "abc", 0},
    {FIXED "50 02 ffff 0000 0000", ERR_OK, 0x02, "", 0},
    {FIXED "60 10 ffff 0000 0000 01010101 616263", ERR_OK, 0x10, "abc", 0},
    {FIXED "51 11 ffff 0000 0000 616263", ERR_OK, 0x11, "abc", 0}, /* a reserved bit */
    {FIXED "50 18 ffff 0000 0000 616263", ERR_OK, 0x18, "abc", 5},
    {FIXED "40 18 ffff 0000 0000 616263", ERR_CAPTURE_TCP, 0, "", 0},
    {FIXED "60 18 ffff 0000 0000 616263", ERR_CAPTURE_TCP, 0, "", 0},
    {FIXED "60 18 ffff 0000 0000 616263", ERR_CAPTURE_CUT, 0, "", 5},
    {FIXED "50 18 ffff 0000 00", ERR_CAPTURE_TCP, 0, "", 0},
    {FIXED "50 18 ffff 0000 00", ERR_CAPTURE_CUT, 0, "", 1},
    {FIXED, ERR_CAPTURE_CUT, 0, "", 8},
    {FIXED, ERR_CAPTURE_TCP, 0, "", 0},
    {"", ERR_CAPTURE_TCP, 0, "", 0},
};

static void test_segments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ip_packet ip = {.from = {.ip = {1}, .ip_n = 4}, .to = {.ip = {2}, .ip_n = 4}};
        struct tcp_segment g;
        struct fail fail = {0};
        struct buf b;

        buf_init(&b, 4096);
        assert_int_equal(hex_decode(&b, span_str(rows[i].hex), &fail), ERR_OK);
        ip.payload = buf_span(&b);
        ip.payload_n = b.n + rows[i].more;
        enum err e = tcp_read(&ip, &g);
        if (e != rows[i].err)
            fail_msg("%s: %s", rows[i].hex, err_id(e));
        if (e == ERR_OK) {
            assert_int_equal(g.from.ip[0], 1);
            assert_int_equal(g.to.ip[0], 2);
            assert_int_equal(g.from.port, 50001);
            assert_int_equal(g.to.port, 443);
            assert_int_equal(g.seq, 0x01020304);
            assert_int_equal(g.ack, 0x05060708);
            assert_int_equal(g.flags, rows[i].flags);
            assert_true(span_eq(g.data, span_str(rows[i].data)));
            assert_int_equal(g.len, g.data.n + rows[i].more);
        }
        buf_free(&b);
    }
}

/* RFC 9293 3.4: numbers wrap around. */
static void test_numbers(void **state)
{
    (void)state;
    assert_int_equal(tcp_ahead(5, 3), 2);
    assert_int_equal(tcp_ahead(3, 5), -2);
    assert_int_equal(tcp_ahead(2, UINT32_MAX), 3);
    assert_int_equal(tcp_ahead(UINT32_MAX, 2), -3);
    assert_true(tcp_in_reach(1 << 30, 0));
    assert_true(tcp_in_reach(0, 1 << 30));
    assert_false(tcp_in_reach((1 << 30) + 1, 0));
    assert_false(tcp_in_reach(0, (1 << 30) + 1));
    assert_true(tcp_in_reach(3, UINT32_MAX - 3));
}

/* RFC 7323 2.2: kind 3, length 3, the shift; in another form it says nothing, and ends what is
 * known where it has no length. */
static void test_shift(void **state)
{
    static const struct {
        const char *options;
        uint8_t shift;
    } options[] = {
        {"03030700", 7},         {"01030307", 7},         {"00030307", 0},
        {"03020700", 0},         {"03010700", 0},         {"03000700", 0},
        {"03040707", 0},         {"0204ffff 03030901", 9}, {"0201ffff 03030901", 0},
        {"0200ffff 03030901", 0}, {"0202 030309 0000 00", 9}, {"01010303", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        struct ip_packet ip = {.from = {.ip_n = 4}, .to = {.ip_n = 4}};
        struct tcp_segment g;
        struct fail fail = {0};
        struct buf b;

        buf_init(&b, 4096);
        assert_int_equal(hex_decode(&b, span_str(FIXED "00 02 ffff 0000 0000"), &fail), ERR_OK);
        assert_int_equal(hex_decode(&b, span_str(options[i].options), &fail), ERR_OK);
        b.p[12] = (uint8_t)(b.n / 4 << 4);
        ip.payload = buf_span(&b);
        ip.payload_n = b.n;
        assert_int_equal(tcp_read(&ip, &g), ERR_OK);
        if (g.shift != options[i].shift)
            fail_msg("%s: %u", options[i].options, g.shift);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shift), cmocka_unit_test(test_segments),
        cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
