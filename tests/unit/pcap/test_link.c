/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/base/buf.h"
#include "lib/base/hex.h"

#define MACS "020000000001 020000000002 "

/* A header of a link type, and whether IP stands behind it. */
static const struct {
    uint16_t link;
    bool is_ip;
    const char *header;
} rows[] = {
    {0, true, "00000002"},
    {0, true, "02000000"},
    {0, true, "1e000000"},
    {0, true, "0000000a"},
    {0, false, "00000007"},
    {0, false, "00020000"},
    {1, true, MACS "0800"},
    {1, true, MACS "86dd"},
    {1, false, MACS "0806"}, /* ARP */
    {1, false, MACS "0042"}, /* a length: IEEE 802.3 */
    {1, true, MACS "8100 0064 0800"},
    {1, true, MACS "88a8 0064 8100 0065 86dd"},
    {1, true, MACS "9100 0064 9100 0065 8100 0066 0800"},
    {1, false, MACS "8100 0064 0806"},
    {1, true, MACS "8864 1100 0001 0014 0021"},
    {1, true, MACS "8100 0064 8864 1100 0001 0014 0057"},
    {1, false, MACS "8864 1100 0001 0014 c021"}, /* LCP */
    {1, true, MACS "8847 000641ff"},
    {1, true, MACS "8848 000640ff 000651ff"},
    {9, true, "0021"},
    {9, true, "21"}, /* RFC 1661 6.5 */
    {9, true, "57"},
    {9, true, "ff03 0021"},
    {9, true, "ff03 21"},
    {9, false, "3d"}, /* several lines as one (RFC 1990) */
    {9, false, "c021"},
    {9, true, "0281 000641ff"},
    {12, true, ""},
    {14, true, ""},
    {50, true, "ff03 0021"},
    {50, false, "ff03 8021"},
    {50, true, "0021"},
    {50, true, "0f00 0800"}, /* Cisco's */
    {51, true, "1100 0001 0014 0021"},
    {51, true, "1100 0001 0014 21"},
    {1, true, MACS "8864 1100 0001 0014 57"},
    {101, true, ""},
    {104, true, "0f00 0800"},
    {108, true, "00000018"},
    {113, true, "0000 0001 0006 020000000001 0000 0800"},
    {113, true, "0000 0001 0006 020000000001 0000 8100 0064 86dd"},
    {113, false, "0000 0001 0006 020000000001 0000 0806"},
    {228, true, ""},
    {229, true, ""},
    {276, true, "0800 0000 00000001 0001 00 06 020000000001 0000"},
    {276, false, "0806 0000 00000001 0001 00 06 020000000001 0000"},
};

static struct span header_of(struct buf *b, size_t i)
{
    struct fail fail = {0};

    buf_init(b, 256);
    assert_int_equal(hex_decode(b, span_str(rows[i].header), &fail), ERR_OK);
    return buf_span(b);
}

/* Each header, and each cut off: then nothing is made up. */
static void test_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct span ip, header;
        struct buf b;

        header = header_of(&b, i);
        for (size_t n = 0; n < header.n; n++) {
            enum err e = link_ip(rows[i].link, span_head(header, n), &ip);
            assert_true(e == ERR_CAPTURE_NOT_IP || e == ERR_CAPTURE_CUT);
            assert_int_equal(ip.n, 0);
            if (rows[i].is_ip)
                assert_int_equal(e, ERR_CAPTURE_CUT);
        }
        assert_int_equal(link_ip(rows[i].link, header, &ip), ERR_CAPTURE_NOT_IP);
        assert_int_equal(ip.n, 0);
        for (uint8_t version = 3; version < 8; version++) {
            size_t n = header.n;
            buf_truncate(&b, n);
            buf_u8(&b, (uint8_t)(version << 4));
            buf_str(&b, "rest");
            bool is_ip = rows[i].is_ip && (version == 4 || version == 6);
            assert_int_equal(link_ip(rows[i].link, buf_span(&b), &ip),
                             is_ip ? ERR_OK : ERR_CAPTURE_NOT_IP);
            if (!is_ip) {
                assert_int_equal(ip.n, 0);
            } else if (ip.n != 5 || ip.p != b.p + n) {
                fail_msg("row %zu: %s", i, rows[i].header);
            }
            header = span_head(buf_span(&b), n);
        }
        buf_free(&b);
    }
}

static void test_unknown(void **state)
{
    struct span ip;

    (void)state;
    assert_int_equal(link_ip(147, SPAN_LIT("E...."), &ip), ERR_CAPTURE_LINK);
    assert_int_equal(ip.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
