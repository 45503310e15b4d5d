/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target: splits HOST:PORT, for targets, proxies and entries of no_proxy. */
#ifndef TB_LIB_NET_TARGET_H
#define TB_LIB_NET_TARGET_H

#include "lib/net/net.h"

/* Room for a host name and its terminator (RFC 1035 2.3.4). */
enum { TARGET_HOST = 256 };

/* target_split splits HOST, HOST:PORT, [HOST], [HOST]:PORT and an IPv6 address without brackets;
 * *port is empty if there is none.  False for any other form. */
bool target_split(struct span *host, struct span *port, struct span text);

/* target_port reads 1 to 65535. */
bool target_port(uint16_t *out, struct span text);

/* target_is_host: the text has only characters of A-forms and literal addresses, so that it is safe
 * in the text of any protocol, and fits TARGET_HOST. */
bool target_is_host(struct span text);

#endif
