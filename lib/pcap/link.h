/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link: takes the link layer off a packet: Ethernet and others, VLAN tags, PPPoE, MPLS labels. */
#ifndef TB_LIB_PCAP_LINK_H
#define TB_LIB_PCAP_LINK_H

#include "lib/base/err.h"

/* link_ip is the IP packet within; empty where there is none.  CAPTURE_LINK: the type is not known;
 * CAPTURE_CUT: the headers are not all there. */
enum err link_ip(uint16_t link, struct span packet, struct span *ip) MUST_CHECK;

#endif
