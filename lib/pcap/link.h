/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link: removes the link layer of a packet: Ethernet and others, VLAN tags, PPPoE, MPLS labels. */
#ifndef TB_LIB_PCAP_LINK_H
#define TB_LIB_PCAP_LINK_H

#include "lib/base/err.h"

enum { LINK_ETHERNET = 1, LINK_PPP = 9, ETHERTYPE_IP4 = 0x0800, ETHERTYPE_IP6 = 0x86dd };

/* link_ip returns the IP packet inside.  Errors: CAPTURE_LINK if the type is unknown, CAPTURE_CUT
 * if the headers are incomplete, CAPTURE_NOT_IP if the content is something else. */
enum err link_ip(uint16_t link, struct span packet, struct span *ip) MUST_CHECK;

/* link_ether_ip does the same for the bytes after an EtherType. */
enum err link_ether_ip(uint16_t type, struct span packet, struct span *ip) MUST_CHECK;

#endif
