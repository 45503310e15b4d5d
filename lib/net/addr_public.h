/* SPDX-License-Identifier: GPL-3.0-or-later */
/* addr_public: tells addresses of the public internet from those of private networks, of this
 * machine, and of special purposes. */
#ifndef TB_LIB_NET_ADDR_PUBLIC_H
#define TB_LIB_NET_ADDR_PUBLIC_H

#include "lib/net/addr.h"

/*
 * addr_is_public: a host of the public internet may have this address.  False for what the IANA
 * registries of special-purpose addresses list (RFC 6890, RFC 8190), for multicast, and for IPv6
 * addresses out of 2000::/3.  An address that carries an IPv4 address (IPv4-mapped, NAT64 with the
 * well-known prefix, ISATAP) is as public as that.
 */
bool addr_is_public(const struct addr *addr);

#endif
