/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usual_offer: the hello from which the others of a scan differ in one thing.  It offers what
 * browsers offer, so that servers that drop strange clients answer.  It differs in two things.  It
 * has no GREASE, which some servers do not tolerate.  It has no key share: a server with TLS 1.3
 * names a group by HelloRetryRequest, and no key is made (RFC 9846 4.3.8).
 */
#ifndef TB_APP_SCAN_USUAL_OFFER_H
#define TB_APP_SCAN_USUAL_OFFER_H

#include "app/scan/host_scan.h"
#include "lib/tls/wire/hello_offer.h"

/* usual_offer fills in an offer to a host; server_name points into it. */
void usual_offer(struct hello_offer *out, const struct host_scan *host);

#endif
