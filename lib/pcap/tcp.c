/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/tcp.h"

#include "lib/base/rd.h"

enum { TCP_HEADER = 20 };

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
    (void)rd_bytes(&r, 6); /* window, checksum (often left to the network card), urgent pointer */
    if (header < TCP_HEADER || header > ip->payload_n)
        return fail.err != ERR_OK && ip->payload.n < ip->payload_n ? ERR_CAPTURE_CUT
                                                                   : ERR_CAPTURE_TCP;
    (void)rd_bytes(&r, header - TCP_HEADER); /* options */
    if (fail.err != ERR_OK)
        return ERR_CAPTURE_CUT;
    out->data = rd_rest(&r);
    out->len = ip->payload_n - header;
    return ERR_OK;
}
