/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alpn_offer: the protocols that a scan offers by ALPN, and those that the server chose. */
#ifndef TB_APP_SCAN_ALPN_OFFER_H
#define TB_APP_SCAN_ALPN_OFFER_H

#include "app/scan/host_scan.h"

/* alpn_offer_put appends those that the server has not chosen yet, in wire form. */
void alpn_offer_put(struct buf *out, const struct scan_facts *facts);

/* alpn_offer_note adds a protocol that the server chose; empty: it chose none.  It is false if
 * nothing was added: the server chose none, or one that was not offered. */
bool alpn_offer_note(struct host_scan *host, struct span protocol);

#endif
