/* SPDX-License-Identifier: GPL-3.0-or-later */
/* addr: an IP address with a port, and its text. */
#ifndef TB_LIB_NET_ADDR_H
#define TB_LIB_NET_ADDR_H

#include <netinet/in.h>

#include "lib/net/net.h"

/* A socket address; u.any.sa_family selects the member of the union. */
struct addr {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } u;
};

/* addr_parse reads a literal without brackets: "192.0.2.1", "2001:db8::1", "fe80::1%eth0" (RFC 4007
 * 11).  False if it is none, or if there is no such interface. */
bool addr_parse(struct addr *out, const char *text, uint16_t port);

/* addr_from copies an address of the system or the resolver; false if it is no IP address.  An IPv4
 * address from an IPv6 socket (RFC 4291 2.5.5.2) becomes IPv4. */
bool addr_from(struct addr *out, const struct sockaddr *sa);
void addr_set_port(struct addr *addr, uint16_t port);

static inline bool addr_is_v6(const struct addr *addr)
{
    return addr->u.any.sa_family == AF_INET6;
}

/* addr_ip_text writes the address alone, without brackets: what addr_parse reads.  NET_ADDRESS_TEXT
 * is room for it. */
void addr_ip_text(const struct addr *addr, char out[NET_ADDRESS_TEXT]);

/* addr_text writes "192.0.2.1:443" or "[2001:db8::1]:443". */
enum { ADDR_TEXT_SIZE = 80 };
void addr_text(const struct addr *addr, char out[ADDR_TEXT_SIZE]);

/* addr_end returns address and port as bytes. */
struct net_end addr_end(const struct addr *addr);

#endif
