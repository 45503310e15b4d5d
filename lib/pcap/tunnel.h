/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tunnel: from a captured packet to the TCP segment within, through tunnels that
 * do not encrypt: IP in IP, GRE, VXLAN, GENEVE. */
#ifndef TB_LIB_PCAP_TUNNEL_H
#define TB_LIB_PCAP_TUNNEL_H

#include "lib/pcap/ip_packet.h"

enum { TUNNELS_MAX = 8 };

/* tunnel_tcp returns the innermost IP packet, which carries TCP.  original is the packet's length
 * on the wire.  Errors are the causes for which the packet is skipped. */
enum err tunnel_tcp(uint16_t link, struct span packet, size_t original,
                    struct ip_packet *out) MUST_CHECK;

#endif
