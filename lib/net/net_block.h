/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net_block: a block of addresses in CIDR notation (RFC 4632 3.1), with a port. */
#ifndef TB_LIB_NET_NET_BLOCK_H
#define TB_LIB_NET_NET_BLOCK_H

#include "lib/net/net.h"

/* The longest text of an address, with its terminator; the most addresses of a block, which are
 * those of an IPv4 network with 8 bits. */
enum { NET_BLOCK_TEXT = 64, NET_BLOCK_MAX = 1 << 24 };

struct net_block {
    uint8_t ip[16]; /* the first address */
    size_t ip_n;    /* 4 or 16 */
    uint32_t num;   /* of addresses */
    uint16_t port;  /* 0: none given */
};

/* net_block_is: a text with a slash after an address, which is meant to be a block. */
bool net_block_is(struct span text);

/* net_block_parse reads 192.0.2.0/24, 192.0.2.0/24:PORT, 2001:db8::/120 and [2001:db8::/120]:PORT.
 * Bits after the prefix are ignored.  Errors: NET_BLOCK, NET_BLOCK_SIZE. */
enum err net_block_parse(struct net_block *out, struct span text) MUST_CHECK;

/* net_block_address writes address i of the block, from 0, without brackets. */
void net_block_address(char out[NET_BLOCK_TEXT], const struct net_block *block, uint32_t i);

#endif
