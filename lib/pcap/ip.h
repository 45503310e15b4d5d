/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip: IPv4 and IPv6 headers, as far as the TCP segment behind them. */
#ifndef TB_LIB_PCAP_IP_H
#define TB_LIB_PCAP_IP_H

#include "lib/pcap/pcapng.h"

struct ip_packet {
    struct pcapng_end from, to; /* without ports */
    bool is_tcp;
    struct span payload; /* what was captured of it */
    size_t payload_n;    /* what was sent */
};

/* ip_read: packet may be cut off, and padding may follow it; original: how long it was on the wire
 * with what follows it.  CAPTURE_IP, CAPTURE_FRAGMENT, CAPTURE_CUT: the headers are not there. */
enum err ip_read(struct span packet, size_t original, struct ip_packet *out) MUST_CHECK;

#endif
