/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link: takes the link layer off a packet: Ethernet and others, VLAN tags, PPPoE, MPLS labels. */
#ifndef TB_LIB_PCAP_LINK_H
#define TB_LIB_PCAP_LINK_H

#include "lib/base/err.h"

enum { LINK_ETHERNET = 1, LINK_PPP = 9, ETHERTYPE_IP4 = 0x0800, ETHERTYPE_IP6 = 0x86dd };

/* link_ip is the IP packet within.  CAPTURE_LINK: the type is not known; CAPTURE_CUT: the headers
 * are incomplete; CAPTURE_NOT_IP: it carries something else. */
enum err link_ip(uint16_t link, struct span packet, struct span *ip) MUST_CHECK;

/* link_ether_ip is the same for what follows an EtherType. */
enum err link_ether_ip(uint16_t type, struct span packet, struct span *ip) MUST_CHECK;

#endif
