/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net_lookup: the end of the lookups that a loop still runs; the interface is in net.h. */
#ifndef TB_LIB_NET_NET_LOOKUP_H
#define TB_LIB_NET_NET_LOOKUP_H

#include "lib/net/loop.h"

/* net_lookup_drop_all ends all lookups of a loop without calling anybody. */
void net_lookup_drop_all(struct net_loop *loop);

#endif
