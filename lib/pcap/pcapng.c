/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file is big-endian throughout, as its byte-order magic says, so that the same writers serve
 * for blocks and for packets.  Packets are bare IP (LINKTYPE_RAW): no link is made up.
 */
#include "config.h"

#include "lib/pcap/pcapng.h"

#include "lib/pcap/tcp.h"

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 6,
    BLOCK_SECRETS = 10,
    BYTE_ORDER = 0x1a2b3c4d,
    LINKTYPE_RAW = 101,
    SECRET_INDEX_TLS = 0x544c534b,
    SEGMENT = 1400,
    IP4_HEADER = 20,
    IP6_HEADER = 40,
    TCP_HEADER = 20,
    PROTOCOL_TCP = 6,
    HOPS = 64,
    WINDOW = 65535,
};

/* Blocks are made of 32-bit words. */
static size_t padded(size_t n)
{
    return (n + 3) / 4 * 4;
}

static void pad(struct buf *out, size_t n)
{
    for (; n % 4 != 0; n++)
        buf_u8(out, 0);
}

/* A block begins and ends with its length (4.1); body_n is that of the body with its padding. */
static void block_begin(struct buf *out, uint32_t type, size_t body_n)
{
    buf_u32(out, type);
    buf_u32(out, (uint32_t)(12 + body_n));
}

static void block_end(struct buf *out, size_t body_n)
{
    buf_u32(out, (uint32_t)(12 + body_n));
}

void pcapng_begin(struct buf *out, struct span keylog)
{
    block_begin(out, BLOCK_SECTION, 16);
    buf_u32(out, BYTE_ORDER);
    buf_u16(out, 1); /* version 1.0 */
    buf_u16(out, 0);
    buf_u64(out, UINT64_MAX); /* the length of the section is not said */
    block_end(out, 16);
    block_begin(out, BLOCK_INTERFACE, 8);
    buf_u16(out, LINKTYPE_RAW);
    buf_u16(out, 0);
    buf_u32(out, 0); /* packets of any length; times in microseconds, as no option says else */
    block_end(out, 8);
    if (keylog.n > 0) { /* before the packets that need them; some readers want the
                            interface to come first */
        block_begin(out, BLOCK_SECRETS, 8 + padded(keylog.n));
        buf_u32(out, SECRET_INDEX_TLS);
        buf_u32(out, (uint32_t)keylog.n);
        buf_put(out, keylog);
        pad(out, keylog.n);
        block_end(out, 8 + padded(keylog.n));
    }
}

/* Adds to the sum of RFC 1071 1, which is folded at the end; an odd byte at the end counts as an
 * upper one. */
static uint32_t sum(uint32_t so_far, struct span bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        so_far += i % 2 == 0 ? (uint32_t)bytes.p[i] << 8 : bytes.p[i];
    return so_far;
}

static uint16_t fold(uint32_t total)
{
    while (total >> 16 != 0)
        total = (total & 0xffff) + (total >> 16);
    return (uint16_t)~total;
}

/* One packet to be written. */
struct segment {
    const struct pcapng_end *from, *to;
    uint32_t seq, ack;
    unsigned flags;
    struct span data;
};

static struct span address(const struct pcapng_end *end)
{
    return span_of(end->ip, end->ip_n);
}

/* RFC 9293 3.1: the checksum also covers addresses, protocol and length; 0 while it is computed. */
static void put_tcp(struct buf *out, const struct segment *segment, uint16_t checksum)
{
    buf_u16(out, segment->from->port);
    buf_u16(out, segment->to->port);
    buf_u32(out, segment->seq);
    buf_u32(out, segment->ack);
    buf_u8(out, TCP_HEADER / 4 << 4);
    buf_u8(out, (uint8_t)segment->flags);
    buf_u16(out, WINDOW);
    buf_u16(out, checksum);
    buf_u16(out, 0);
}

/* A buffer over an array of the header's size never grows, and so owns nothing. */
static struct buf header_over(uint8_t *space, size_t n)
{
    return (struct buf){.p = space, .room = n, .cap = n};
}

/* Over the pseudo header, the TCP header with a checksum of 0, and the data. */
static uint16_t tcp_checksum(const struct segment *segment)
{
    uint8_t space[TCP_HEADER];
    struct buf header = header_over(space, sizeof space);
    uint32_t total = PROTOCOL_TCP + TCP_HEADER + (uint32_t)segment->data.n;

    put_tcp(&header, segment, 0);
    total = sum(total, address(segment->from));
    total = sum(total, address(segment->to));
    total = sum(total, buf_span(&header));
    return fold(sum(total, segment->data));
}

static void put_ip4(struct buf *out, const struct segment *segment, uint16_t checksum)
{
    buf_u8(out, 0x45); /* version 4, five words (RFC 791 3.1) */
    buf_u8(out, 0);
    buf_u16(out, (uint16_t)(IP4_HEADER + TCP_HEADER + segment->data.n));
    buf_u16(out, 0);
    buf_u16(out, 0x4000); /* not to be fragmented */
    buf_u8(out, HOPS);
    buf_u8(out, PROTOCOL_TCP);
    buf_u16(out, checksum);
    buf_put(out, address(segment->from));
    buf_put(out, address(segment->to));
}

static uint16_t ip4_checksum(const struct segment *segment)
{
    uint8_t space[IP4_HEADER];
    struct buf header = header_over(space, sizeof space);

    put_ip4(&header, segment, 0);
    return fold(sum(0, buf_span(&header)));
}

static void put_ip6(struct buf *out, const struct segment *segment)
{
    buf_u32(out, (uint32_t)6 << 28); /* version 6 (RFC 8200 3) */
    buf_u16(out, (uint16_t)(TCP_HEADER + segment->data.n));
    buf_u8(out, PROTOCOL_TCP);
    buf_u8(out, HOPS);
    buf_put(out, address(segment->from));
    buf_put(out, address(segment->to));
}

/* An Enhanced Packet Block (4.3) with IP, TCP and data. */
static void put_packet(struct buf *out, uint64_t us, const struct segment *segment)
{
    bool is_4 = segment->from->ip_n == 4;
    size_t n = (size_t)(is_4 ? IP4_HEADER : IP6_HEADER) + TCP_HEADER + segment->data.n;

    block_begin(out, BLOCK_PACKET, 20 + padded(n));
    buf_u32(out, 0); /* the interface */
    buf_u64(out, us);
    buf_u32(out, (uint32_t)n);
    buf_u32(out, (uint32_t)n);
    if (is_4)
        put_ip4(out, segment, ip4_checksum(segment));
    else
        put_ip6(out, segment);
    put_tcp(out, segment, tcp_checksum(segment));
    buf_put(out, segment->data);
    pad(out, n);
    block_end(out, 20 + padded(n));
}

/* Sends from one side, and moves its sequence number on: SYN and FIN count as one byte each. */
static void put_segment(struct buf *out, struct pcapng_flow *flow, bool from_client, uint64_t us,
                        unsigned flags, struct span data)
{
    uint32_t *seq = from_client ? &flow->client_seq : &flow->server_seq;
    uint32_t peer = from_client ? flow->server_seq : flow->client_seq;
    struct segment s = {.from = from_client ? &flow->client : &flow->server,
                        .to = from_client ? &flow->server : &flow->client,
                        .seq = *seq,
                        .ack = (flags & TCP_ACK) != 0 ? peer : 0,
                        .flags = flags,
                        .data = data};

    put_packet(out, us, &s);
    *seq += (uint32_t)data.n + ((flags & (TCP_SYN | TCP_FIN)) != 0 ? 1 : 0);
}

/* The three-way handshake of TCP. */
void pcapng_open(struct buf *out, struct pcapng_flow *flow, uint64_t us)
{
    const struct span none = {NULL, 0};

    put_segment(out, flow, true, us, TCP_SYN, none);
    put_segment(out, flow, false, us, TCP_SYN | TCP_ACK, none);
    put_segment(out, flow, true, us, TCP_ACK, none);
}

void pcapng_data(struct buf *out, struct pcapng_flow *flow, bool from_client, uint64_t us,
                 struct span bytes)
{
    if (bytes.n == 0)
        return;
    while (bytes.n > 0) {
        put_segment(out, flow, from_client, us, TCP_PUSH | TCP_ACK, span_head(bytes, SEGMENT));
        bytes = span_tail(bytes, SEGMENT);
    }
    put_segment(out, flow, !from_client, us, TCP_ACK, bytes);
}

void pcapng_close(struct buf *out, struct pcapng_flow *flow, bool client_first, uint64_t us)
{
    const struct span none = {NULL, 0};

    put_segment(out, flow, client_first, us, TCP_FIN | TCP_ACK, none);
    put_segment(out, flow, !client_first, us, TCP_FIN | TCP_ACK, none);
    put_segment(out, flow, client_first, us, TCP_ACK, none);
}

void pcapng_reset(struct buf *out, struct pcapng_flow *flow, bool by_client, uint64_t us)
{
    put_segment(out, flow, by_client, us, TCP_RST | TCP_ACK, (struct span){NULL, 0});
}
