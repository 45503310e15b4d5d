/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_chain: certificate chains that a server showed, kept once each and judged for its name. */
#ifndef TB_APP_SCAN_SCAN_CHAIN_H
#define TB_APP_SCAN_SCAN_CHAIN_H

#include "app/scan/host_scan.h"

/* scan_chain_info takes the chain of a handshake, scan_chain_flight that of a flight before
 * TLS 1.3.  A chain with a leaf that was not seen before is kept in the facts of the host.  The
 * features that a chain shows are noted: OCSP staple and SCTs.  Certificates beyond 64 KiB are left
 * out, and so are chains beyond SCAN_CHAINS_MAX and those that do not decode.  False: the handshake
 * or flight shows no chain of its own. */
bool scan_chain_info(struct host_scan *host, const struct tls_info *info, bool without_sni);
bool scan_chain_flight(struct host_scan *host, const struct server_flight *flight,
                       bool without_sni);

#endif
