/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tcp: one segment (RFC 9293 3.1), and sequence numbers, which wrap around (3.4). */
#ifndef TB_LIB_PCAP_TCP_H
#define TB_LIB_PCAP_TCP_H

#include "lib/pcap/ip_packet.h"

enum tcp_flag { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_PUSH = 0x08, TCP_ACK = 0x10 };

/* The largest scaled window (RFC 7323 2.3): a segment further away belongs to another
 * connection. */
enum { TCP_WINDOW_MAX = 1 << 30 };

struct tcp_segment {
    struct pcapng_end from, to;
    uint32_t seq, ack;
    unsigned flags;
    struct span data; /* what was captured */
    size_t len;       /* what was sent: data, and what was cut off after it */
    uint16_t window;  /* as in the header, not scaled */
    uint8_t shift;    /* of later windows, in a SYN (RFC 7323 2.2); 0: without the option */
    uint64_t us;
};

/* tcp_read: CAPTURE_TCP, CAPTURE_CUT (not even the header is there). */
enum err tcp_read(const struct ip_packet *ip, struct tcp_segment *out) MUST_CHECK;

/* tcp_ahead: how far a is ahead of b; negative: behind it. */
static inline int32_t tcp_ahead(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b);
}

static inline bool tcp_in_reach(uint32_t a, uint32_t b)
{
    return a - b <= TCP_WINDOW_MAX || b - a <= TCP_WINDOW_MAX;
}

#endif
