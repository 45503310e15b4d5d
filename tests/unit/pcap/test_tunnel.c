/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/tunnel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/hex.h"
#include "tests/unit/pcap/support.h"

#define MACS "020000000001020000000002 "

/* Headers, outermost first, each for what follows: 4, 6: IP with this protocol; u: UDP to a port;
 * x: as they stand.  A segment of TCP follows where nothing else is said. */
static const struct {
    const char *headers[6];
    enum err err;
} rows[] = {
    {{"4 04"}, ERR_OK},
    {{"4 29", "v6"}, ERR_OK},
    {{"6 04"}, ERR_OK},
    {{"6 29", "v6"}, ERR_OK},
    {{"4 2f", "x 0000 0800"}, ERR_OK},
    {{"4 2f", "x 0000 86dd", "v6"}, ERR_OK},
    {{"4 2f", "x 8000 0800 00000000"}, ERR_OK},
    {{"4 2f", "x 2000 0800 00000007"}, ERR_OK},
    {{"4 2f", "x 1000 0800 00000001"}, ERR_OK},
    {{"4 2f", "x b000 0800 00000000 00000007 00000001"}, ERR_OK},
    {{"4 2f", "x 0000 6558 " MACS "0800"}, ERR_OK},
    {{"4 2f", "x 2000 6558 00000007 " MACS "8100 0064 86dd", "v6"}, ERR_OK},
    {{"6 2f", "x 3001 880b 00200007 00000001 ff03 0021"}, ERR_OK},
    {{"4 2f", "x 3081 880b 00200007 00000001 00000001 21"}, ERR_OK},
    {{"4 2f", "x 0000 8847 000641ff"}, ERR_OK},
    {{"4 2f", "x 4000 0800 00000000"}, ERR_CAPTURE_GRE},
    {{"4 2f", "x 0002 0800"}, ERR_CAPTURE_GRE},
    {{"4 2f", "x 1000 88be 00000001 1001 0001 00000000 " MACS "0800"}, ERR_CAPTURE_ERSPAN},
    {{"4 2f", "x 1000 22eb 00000001"}, ERR_CAPTURE_ERSPAN},
    {{"4 2f", "x 0000 0806"}, ERR_CAPTURE_NOT_IP},
    {{"4 11", "u 4789", "x 08000000 00000700 " MACS "0800"}, ERR_OK},
    {{"6 11", "u 8472", "x 08000000 00000700 " MACS "86dd", "v6"}, ERR_OK},
    {{"4 11", "u 4789", "x 00000000 00000700 " MACS "0800"}, ERR_CAPTURE_UDP},
    {{"4 11", "u 6081", "x 0000 6558 00000700 " MACS "0800"}, ERR_OK},
    {{"4 11", "u 6081", "x 0200 0800 00000700 0000000100000002"}, ERR_OK},
    {{"4 11", "u 6081", "x 4000 0800 00000700"}, ERR_CAPTURE_UDP},
    {{"4 11", "u 2152", "x 30ff 0028 00000001"}, ERR_CAPTURE_GTP},
    {{"4 11", "u 443", "x c000000001 0800"}, ERR_CAPTURE_QUIC},
    {{"4 11", "u 443", "x 40 0011223344"}, ERR_CAPTURE_QUIC},
    {{"4 11", "u 8443", "x c06b3343cf 08"}, ERR_CAPTURE_QUIC},
    {{"4 11", "u 8443", "x 40 0011223344"}, ERR_CAPTURE_UDP},
    {{"4 11", "u 8443", "x 16fefd 0000 000000000000 0010"}, ERR_CAPTURE_DTLS},
    {{"4 11", "u 53", "x 1234"}, ERR_CAPTURE_UDP},
    {{"4 32"}, ERR_CAPTURE_ESP},
    {{"4 01"}, ERR_CAPTURE_OTHER},
};

static const struct pcapng_end ends[2][2] = {
    {{.ip = {10, 0, 0, 1}, .ip_n = 4, .port = 50001},
     {.ip = {10, 0, 0, 2}, .ip_n = 4, .port = 443}},
    {{.ip = {0xfd, 1}, .ip_n = 16, .port = 50001}, {.ip = {0xfd, 2}, .ip_n = 16, .port = 443}},
};

static void put_hex(struct buf *out, const char *hex)
{
    struct fail fail = {0};

    assert_int_equal(hex_decode(out, span_str(hex), &fail), ERR_OK);
}

/* A header in front of what is in *b. */
static void wrap(struct buf *b, const char *header)
{
    struct buf front;
    size_t n = b->n;

    buf_init(&front, 1 << 16);
    if (header[0] == 'x') {
        put_hex(&front, header + 2);
    } else if (header[0] == 'u') {
        buf_u16(&front, 50001);
        buf_u16(&front, (uint16_t)atoi(header + 2));
        buf_u16(&front, (uint16_t)(8 + n));
        buf_u16(&front, 0);
    } else if (header[0] == '4') {
        buf_u16(&front, 0x4500);
        buf_u16(&front, (uint16_t)(20 + n));
        buf_u32(&front, 0x00004000);
        buf_u8(&front, 64);
        put_hex(&front, header + 2);
        put_hex(&front, "0000 c0000201 c0000202");
    } else {
        buf_u32(&front, 0x60000000);
        buf_u16(&front, (uint16_t)n);
        put_hex(&front, header + 2);
        put_hex(&front, "40 20010db8000000000000000000000001 20010db8000000000000000000000002");
    }
    buf_put(&front, buf_span(b));
    buf_truncate(b, 0);
    buf_put(b, buf_span(&front));
    buf_free(&front);
}

static bool is_v6(size_t row)
{
    for (size_t i = 0; i < 6 && rows[row].headers[i] != NULL; i++) {
        if (rows[row].headers[i][0] == 'v')
            return true;
    }
    return false;
}

static void packet_of(struct buf *b, size_t row)
{
    const struct pcapng_end *e = ends[is_v6(row)];
    size_t n = 0;

    buf_init(b, 1 << 16);
    ip_tcp(b, &e[0], &e[1], 7, 8, 0, SPAN_LIT("abc"));
    while (n < 6 && rows[row].headers[n] != NULL)
        n++;
    for (; n > 0; n--) {
        if (rows[row].headers[n - 1][0] != 'v')
            wrap(b, rows[row].headers[n - 1]);
    }
}

/* Each tunnel, and each cut off anywhere. */
static void tunnels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tcp_segment g;
        struct ip_packet ip;
        struct buf b;

        packet_of(&b, i);
        enum err e = tunnel_tcp(LINK_RAW, buf_span(&b), b.n, &ip);
        if (e != rows[i].err)
            fail_msg("row %zu, %s: %s", i, rows[i].headers[0], err_id(e));
        if (e == ERR_OK) {
            assert_int_equal(tcp_read(&ip, &g), ERR_OK);
            assert_int_equal(g.from.ip_n, is_v6(i) ? 16 : 4);
            assert_memory_equal(g.from.ip, ends[is_v6(i)][0].ip, g.from.ip_n);
            assert_int_equal(g.to.port, 443);
            assert_true(span_eq(g.data, SPAN_LIT("abc")));
            assert_int_equal(g.len, 3);
        }
        for (size_t n = 0; n < b.n; n++) {
            struct buf part; /* of its very size: what reads beyond it is found */
            buf_init(&part, n + 1);
            buf_put(&part, span_head(buf_span(&b), n));
            e = tunnel_tcp(LINK_RAW, buf_span(&part), b.n, &ip);
            assert_true(e != ERR_OK || ip.payload.n < ip.payload_n);
            buf_free(&part);
        }
        buf_free(&b);
    }
}

static void depth(void **state)
{
    struct ip_packet ip;
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 16);
    ip_tcp(&b, &ends[0][0], &ends[0][1], 7, 8, 0, SPAN_LIT("abc"));
    for (int i = 0; i < TUNNELS_MAX; i++)
        wrap(&b, "4 04");
    assert_int_equal(tunnel_tcp(LINK_RAW, buf_span(&b), b.n, &ip), ERR_OK);
    wrap(&b, "4 04");
    assert_int_equal(tunnel_tcp(LINK_RAW, buf_span(&b), b.n, &ip), ERR_CAPTURE_NESTED);
    buf_free(&b);
}

/* Padding behind a short frame is not the tunnel's, and what was cut off is known all the same. */
static void lengths(void **state)
{
    struct tcp_segment g;
    struct ip_packet ip;
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 16);
    ip_tcp(&b, &ends[0][0], &ends[0][1], 7, 8, 0, SPAN_LIT("abc"));
    wrap(&b, "x 0000 0800");
    wrap(&b, "4 2f");
    assert_int_equal(tunnel_tcp(LINK_RAW, span_head(buf_span(&b), b.n - 2), b.n, &ip), ERR_OK);
    assert_int_equal(tcp_read(&ip, &g), ERR_OK);
    assert_int_equal(g.data.n, 1);
    assert_int_equal(g.len, 3);
    buf_str(&b, "padding");
    assert_int_equal(tunnel_tcp(LINK_RAW, buf_span(&b), b.n, &ip), ERR_OK);
    assert_int_equal(tcp_read(&ip, &g), ERR_OK);
    assert_int_equal(g.len, 3);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tunnels), cmocka_unit_test(depth),
                                       cmocka_unit_test(lengths)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
