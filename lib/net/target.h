/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target: the parts of HOST:PORT, for targets, proxies and the lists of those to do without. */
#ifndef TB_LIB_NET_TARGET_H
#define TB_LIB_NET_TARGET_H

#include "lib/net/net.h"

/* Room for a host name and its terminator (RFC 1035 2.3.4). */
enum { TARGET_HOST = 256 };

/* target_split parts HOST, HOST:PORT, [HOST], [HOST]:PORT and an IPv6 address without brackets; the
 * port is empty where there is none.  False where it is none of them. */
bool target_split(struct span *host, struct span *port, struct span text);

/* target_port reads 1 to 65535. */
bool target_port(uint16_t *out, struct span text);

/* target_is_host: made of letters, digits and what stands in A-forms and literal addresses alone,
 * so that it can stand in any protocol's text; and short enough. */
bool target_is_host(struct span text);

#endif
