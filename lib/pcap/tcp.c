/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/tcp.h"

#include "lib/base/rd.h"

enum { TCP_HEADER = 20, OPTION_END = 0, OPTION_NOTHING = 1, OPTION_SHIFT = 3 };

/* The window scale of a SYN (RFC 9293 3.2, RFC 7323 2.2), 0 without one.  Malformed options are
 * ignored, as receivers do. */
static uint8_t shift_of(struct span options)
{
    struct fail fail = {0};
    struct rd r = rd_init(options, &fail);

    while (rd_more(&r)) {
        uint8_t kind = rd_u8(&r);
        if (kind == OPTION_END)
            break;
        if (kind == OPTION_NOTHING)
            continue;
        uint8_t n = rd_u8(&r);
        struct span value = rd_bytes(&r, n < 2 ? 0 : n - 2u);
        if (kind == OPTION_SHIFT && value.n == 1)
            return value.p[0];
        if (n < 2)
            break;
    }
    return 0;
}

/* The lengths come from IP, not from the capture: data may have been cut off when it was
 * captured. */
enum err tcp_read(const struct ip_packet *ip, struct tcp_segment *out)
{
    struct fail fail = {0};
    struct rd r = rd_init(ip->payload, &fail);

    *out = (struct tcp_segment){.from = ip->from, .to = ip->to};
    out->from.port = rd_u16(&r);
    out->to.port = rd_u16(&r);
    out->seq = rd_u32(&r);
    out->ack = rd_u32(&r);
    size_t header = 4 * (rd_u8(&r) >> 4u);
    out->flags = rd_u8(&r);
    out->window = rd_u16(&r);
    (void)rd_u32(&r); /* checksum (often left to the network card), urgent pointer */
    if (header < TCP_HEADER || header > ip->payload_n)
        return fail.err != ERR_OK && ip->payload.n < ip->payload_n ? ERR_CAPTURE_CUT
                                                                   : ERR_CAPTURE_TCP;
    struct span options = rd_bytes(&r, header - TCP_HEADER);
    if ((out->flags & TCP_SYN) != 0)
        out->shift = shift_of(options);
    if (fail.err != ERR_OK)
        return ERR_CAPTURE_CUT;
    out->data = rd_rest(&r);
    out->len = ip->payload_n - header;
    return ERR_OK;
}
