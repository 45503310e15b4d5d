/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip_packet: reads IPv4 and IPv6 headers up to their payload. */
#ifndef TB_LIB_PCAP_IP_PACKET_H
#define TB_LIB_PCAP_IP_PACKET_H

#include "lib/pcap/pcapng.h"

enum ip_protocol {
    IP_PROTOCOL_IP4 = 4,
    IP_PROTOCOL_TCP = 6,
    IP_PROTOCOL_UDP = 17,
    IP_PROTOCOL_IP6 = 41,
    IP_PROTOCOL_GRE = 47,
    IP_PROTOCOL_ESP = 50,
};

struct ip_packet {
    struct pcapng_end from, to; /* without ports */
    uint8_t protocol;
    struct span payload; /* the captured part of it */
    size_t payload_n;    /* its length on the wire */
};

/* ip_packet_read accepts packets that were cut off or have padding after them.  original is the
 * length on the wire, with the padding.  Errors: CAPTURE_IP, CAPTURE_FRAGMENT, and CAPTURE_CUT if
 * the headers are incomplete. */
enum err ip_packet_read(struct span packet, size_t original, struct ip_packet *out) MUST_CHECK;

#endif
