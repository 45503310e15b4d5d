/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz/mkseeds_capture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/hex.h"
#include "lib/pcap/pcapng.h"

static void hex(struct buf *b, const char *text)
{
    struct fail f = {0};

    if (hex_decode(b, span_str(text), &f) != ERR_OK)
        exit(1);
}

#define IP4_SYN                                         \
    "45 00 002b 0000 4000 40 06 0000 c0000201 c6336402" \
    "c351 01bb 00000064 00000000 50 02 ffff 0000 0000 616263"
#define IP6_DATA                                                                            \
    "60000000 001f 3c 40 20010db8000000000000000000000001 20010db8000000000000000000000002" \
    "06 00 000000000000 c351 01bb 00000064 00000001 50 10 ffff 0000 0000 616263"

/* The header of a tunnel: its length, its protocol. */
#define TUNNEL(length, protocol) "45 00 " length " 0000 4000 40 " protocol " 0000 c0000203 c0000204"

/* One packet for each way of wrapping it, in pcap. */
static void links(void (*put)(const char *, const char *, struct span))
{
    static const struct {
        const char *name, *link, *packet;
    } rows[] = {
        {"null", "00000000", "02000000" IP4_SYN},
        {"ethernet", "00000001", "020000000001 020000000002 0800" IP4_SYN},
        {"vlan", "00000001", "020000000001 020000000002 88a8 0001 8100 0002 86dd" IP6_DATA},
        {"pppoe", "00000001", "020000000001 020000000002 8864 1100 0001 0049 0057" IP6_DATA},
        {"mpls", "00000001", "020000000001 020000000002 8847 00064000 00065100" IP4_SYN},
        {"raw", "00000065", IP6_DATA},
        {"cooked", "00000071", "0000 0001 0006 020000000001 0000 0800" IP4_SYN},
        {"ppp", "00000009", "ff03 57" IP6_DATA},
        {"ipip", "00000065", TUNNEL("003f", "04") IP4_SYN},
        {"6in4", "00000065", TUNNEL("005b", "29") IP6_DATA},
        {"gre", "00000065", TUNNEL("0047", "2f") "2000 0800 00000007" IP4_SYN},
        {"vxlan", "00000065",
         TUNNEL("005d", "11") "c351 12b5 0049 0000 0800000000000700"
                              "020000000001 020000000002 0800" IP4_SYN},
        {"geneve", "00000065",
         TUNNEL("004f", "11") "c351 17c1 003b 0000 0000 0800 00000700" IP4_SYN},
        {"quic", "00000065", TUNNEL("0024", "11") "c351 01bb 0010 0000 c300000001 000000"},
        {"cooked2", "00000114", "86dd 0000 00000001 0001 00 06 020000000001 0000" IP6_DATA},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b, packet;
        buf_init(&b, 4096);
        buf_init(&packet, 4096);
        hex(&packet, rows[i].packet);
        buf_u8(&b, (uint8_t)(20 + i));
        hex(&b, "a1b2c3d4 0002 0004 00000000 00000000 00040000");
        hex(&b, rows[i].link);
        hex(&b, "00000001 00000002");
        buf_u32(&b, (uint32_t)packet.n);
        buf_u32(&b, (uint32_t)packet.n + 3);
        buf_put(&b, buf_span(&packet));
        put("capture", rows[i].name, buf_span(&b));
        buf_free(&b);
        buf_free(&packet);
    }
}

/* All blocks, in the byte order that pcapng.h does not write. */
static void blocks(void (*put)(const char *, const char *, struct span))
{
    struct buf b;

    buf_init(&b, 4096);
    buf_u8(&b, 9);
    hex(&b, "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000");
    hex(&b, "01000000 2c000000 6500 0000 00000400"
            "0900 0100 09000000 0e00 0800 0100000000000000 0000 0000 2c000000");
    hex(&b, "06000000 4c000000 00000000 00000100 02000000 2b000000 2b000000" IP4_SYN "00 4c000000");
    hex(&b,
        "02000000 4c000000 0000 0000 00000100 02000000 2b000000 2b000000" IP4_SYN "00 4c000000");
    hex(&b, "03000000 3c000000 2b000000" IP4_SYN "00 3c000000");
    hex(&b, "0a000000 18000000 4b534c54 03000000 61620a00 18000000");
    hex(&b, "05000000 14000000 00000000 00000000 14000000");
    put("capture", "blocks", buf_span(&b));
    buf_free(&b);
}

static void connection(void (*put)(const char *, const char *, struct span))
{
    struct pcapng_flow f = {.client = {.ip = {10, 0, 0, 1}, .ip_n = 4, .port = 50001},
                            .server = {.ip = {10, 0, 0, 2}, .ip_n = 4, .port = 443}};
    struct buf b;

    buf_init(&b, 1 << 16);
    buf_u8(&b, 60);
    pcapng_begin(&b, SPAN_LIT("CLIENT_RANDOM 00 11\n"));
    pcapng_open(&b, &f, 1);
    pcapng_data(&b, &f, true, 2, SPAN_LIT("question"));
    pcapng_data(&b, &f, false, 3, SPAN_LIT("answer"));
    pcapng_close(&b, &f, true, 4);
    put("capture", "connection", buf_span(&b));
    buf_free(&b);
}

void mkseeds_capture(void (*put)(const char *, const char *, struct span))
{
    static const struct {
        const char *name, *hex;
    } rows[] = {
        {"order", "0000ffff 08 0000 40 00 09 0000 40 04 08 0040 40 04"},
        {"disorder", "ffff0000 09 0000 40 04 08 0040 40 04 08 0000 40 00"},
        {"overlaps", "ffffffff 00 0010 20 00 02 0000 30 00 04 0008 80 00 06 0000 ff 00"},
        {"ends", "00000000 20 0f80 80 00 21 0ff0 10 00 08 0f00 80 00 09 0f00 f0 00"},
        {"reset", "00000000 08 0010 10 00 a0 0020 00 00 01 0000 10 00 a9 0010 00 02 00 0000 10 00"},
        {"syn", "80007fff c0 0000 00 00 00 0000 10 00 c1 0000 00 00 01 0000 10 00 18 0010 10 77"},
    };

    links(put);
    blocks(put);
    connection(put);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf b;
        buf_init(&b, 256);
        hex(&b, rows[i].hex);
        put("tcp", rows[i].name, buf_span(&b));
        buf_free(&b);
    }
}
