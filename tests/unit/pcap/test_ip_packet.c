/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/ip_packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/hex.h"

#define V4_ENDS " c0000201 c6336402 "
#define V6_ENDS " 20010db8000000000000000000000001 20010db8000000000000000000000002 "

static const struct {
    const char *hex;
    enum err err;
    bool is_tcp;
    const char *payload; /* what is there */
    size_t payload_n;    /* what was sent */
    size_t more;         /* bytes on the wire that are not in the capture */
} rows[] = {
    /* IPv4: plain; another protocol; options; padding; cut off; a length that is not yet set */
    {"45 00 0017 0000 4000 40 06 0000" V4_ENDS "616263", ERR_OK, true, "abc", 3, 0},
    {"45 00 0017 0000 4000 40 11 0000" V4_ENDS "616263", ERR_OK, false, "abc", 3, 0},
    {"46 00 001b 0000 0000 40 06 0000" V4_ENDS "01010100 616263", ERR_OK, true, "abc", 3, 0},
    {"45 00 0017 0000 4000 40 06 0000" V4_ENDS "6162637878", ERR_OK, true, "abc", 3, 0},
    {"45 00 0014 0000 4000 40 06 0000" V4_ENDS "000000", ERR_OK, true, "", 0, 0},
    {"45 00 0019 0000 4000 40 06 0000" V4_ENDS "616263", ERR_OK, true, "abc", 5, 2},
    {"45 00 0000 0000 4000 40 06 0000" V4_ENDS "616263", ERR_OK, true, "abc", 5, 2},
    {"45 00 0023 0000 4000 40 33 0000" V4_ENDS "0601 00000000000000000000 616263", ERR_OK, true,
     "abc", 3, 0},
    /* fragments: the first one, one in the middle, the last one */
    {"45 00 0017 0000 2000 40 06 0000" V4_ENDS "616263", ERR_CAPTURE_FRAGMENT, 0, "", 0, 0},
    {"45 00 0017 0000 2001 40 06 0000" V4_ENDS "616263", ERR_CAPTURE_FRAGMENT, 0, "", 0, 0},
    {"45 00 0017 0000 1000 40 06 0000" V4_ENDS "616263", ERR_CAPTURE_FRAGMENT, 0, "", 0, 0},
    {"45 00 0017 0000 0001 40 06 0000" V4_ENDS "616263", ERR_CAPTURE_FRAGMENT, 0, "", 0, 0},
    /* headers that contradict themselves, or are not all there */
    {"44 00 0017 0000 4000 40 06 0000" V4_ENDS "616263", ERR_CAPTURE_IP, 0, "", 0, 0},
    {"46 00 0017 0000 4000 40 06 0000" V4_ENDS "616263", ERR_CAPTURE_IP, 0, "", 0, 0},
    {"45 00 0013 0000 4000 40 06 0000" V4_ENDS, ERR_CAPTURE_IP, 0, "", 0, 0},
    {"45 00 0017 0000 4000 40 06 0000 c0000201 c63364", ERR_CAPTURE_CUT, 0, "", 0, 9},
    {"47 00 0023 0000 4000 40 06 0000" V4_ENDS "01010101 010101", ERR_CAPTURE_CUT, 0, "", 0, 9},
    {"55 00 0017 0000 4000 40 06 0000" V4_ENDS "616263", ERR_CAPTURE_IP, 0, "", 0, 0},
    {"", ERR_CAPTURE_IP, 0, "", 0, 0},
    /* IPv6: plain; another protocol; padding; cut off; larger than 16 bits say */
    {"60000000 0003 06 40" V6_ENDS "616263", ERR_OK, true, "abc", 3, 0},
    {"60000000 0003 3a 40" V6_ENDS "616263", ERR_OK, false, "abc", 3, 0},
    {"60000000 0003 06 40" V6_ENDS "6162637878", ERR_OK, true, "abc", 3, 0},
    {"60000000 0005 06 40" V6_ENDS "616263", ERR_OK, true, "abc", 5, 2},
    {"60000000 0000 06 40" V6_ENDS "616263", ERR_OK, true, "abc", 70000, 69997},
    /* extension headers: each, and several */
    {"60000000 000b 00 40" V6_ENDS "06 00 000000000000 616263", ERR_OK, true, "abc", 3, 0},
    {"60000000 0013 2b 40" V6_ENDS "06 01 0000000000000000000000000000 616263", ERR_OK, true, "abc",
     3, 0},
    {"60000000 000b 3c 40" V6_ENDS "06 00 000000000000 616263", ERR_OK, true, "abc", 3, 0},
    {"60000000 000b 87 40" V6_ENDS "06 00 000000000000 616263", ERR_OK, true, "abc", 3, 0},
    {"60000000 000f 33 40" V6_ENDS "06 01 00000000000000000000 616263", ERR_OK, true, "abc", 3, 0},
    {"60000000 0013 00 40" V6_ENDS "3c 00 000000000000 06 00 000000000000 616263", ERR_OK, true,
     "abc", 3, 0},
    {"60000000 000b 32 40" V6_ENDS "06 00 000000000000 616263", ERR_OK, false,
     "\6\0\0\0\0\0\0\0"
     "abc",
     11, 0}, /* encrypted */
    {"60000000 000b 2c 40" V6_ENDS "06 00 0000 00000001 616263", ERR_OK, true, "abc", 3, 0},
    {"60000000 000b 2c 40" V6_ENDS "06 00 0006 00000001 616263", ERR_OK, true, "abc", 3, 0},
    {"60000000 000b 2c 40" V6_ENDS "06 00 0001 00000001 616263", ERR_CAPTURE_FRAGMENT, 0, "", 0, 0},
    {"60000000 000b 2c 40" V6_ENDS "06 00 0008 00000001 616263", ERR_CAPTURE_FRAGMENT, 0, "", 0, 0},
    /* contradictions, and what is not all there */
    {"60000000 0007 00 40" V6_ENDS "06 00 000000000000", ERR_CAPTURE_IP, 0, "", 0, 0},
    {"60000000 0010 00 40" V6_ENDS "06 01 000000000000", ERR_CAPTURE_CUT, 0, "", 0, 8},
    {"60000000 0003 06 40 20010db8000000000000000000000001 20010db80000000000000000000000",
     ERR_CAPTURE_CUT, 0, "", 0, 9},
};

static void test_packets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ip_packet ip;
        struct fail fail = {0};
        struct buf b;

        buf_init(&b, 4096);
        assert_int_equal(hex_decode(&b, span_str(rows[i].hex), &fail), ERR_OK);
        enum err e = ip_packet_read(buf_span(&b), b.n + rows[i].more, &ip);
        if (e != rows[i].err)
            fail_msg("%s: %s", rows[i].hex, err_id(e));
        if (e == ERR_OK) {
            struct span payload = rows[i].payload_n == 11 ? SPAN_LIT("\6\0\0\0\0\0\0\0abc")
                                                          : span_str(rows[i].payload);
            assert_int_equal(ip.protocol == IP_PROTOCOL_TCP, rows[i].is_tcp);
            assert_true(span_eq(ip.payload, payload));
            assert_int_equal(ip.payload_n, rows[i].payload_n);
            bool v4 = b.p[0] >> 4 == 4;
            assert_int_equal(ip.from.ip_n, v4 ? 4 : 16);
            assert_int_equal(ip.to.ip_n, v4 ? 4 : 16);
            assert_memory_equal(ip.from.ip, b.p + (v4 ? 12 : 8), ip.from.ip_n);
            assert_memory_equal(ip.to.ip, b.p + (v4 ? 16 : 24), ip.to.ip_n);
        }
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
