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
    struct span data; /* the captured bytes */
    size_t len;       /* the bytes sent: data, and those that were cut off after it */
    uint16_t window;  /* as in the header, not scaled */
    uint8_t shift;    /* of later windows, in a SYN (RFC 7323 2.2); 0: without the option */
    uint64_t us;
};

/* tcp_read fails with CAPTURE_TCP, or with CAPTURE_CUT if the header is not complete. */
enum err tcp_read(const struct ip_packet *ip, struct tcp_segment *out) MUST_CHECK;

/* tcp_ahead is how far a is ahead of b; negative if it is before b. */
static inline int32_t tcp_ahead(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b);
}

/* True if the two numbers can belong to the same connection. */
static inline bool tcp_in_reach(uint32_t a, uint32_t b)
{
    return a - b <= TCP_WINDOW_MAX || b - a <= TCP_WINDOW_MAX;
}

#endif
