/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_chain: certificate chains that a server showed, kept once each and judged for its name. */
#ifndef TB_APP_SCAN_SCAN_CHAIN_H
#define TB_APP_SCAN_SCAN_CHAIN_H

#include "app/scan/host_scan.h"

/* scan_chain_note keeps a chain with a leaf that was not seen before, in the host's facts, and
 * notes the features that it shows: OCSP staple and SCTs.  Certificates beyond 64 KiB are left
 * out; so are chains beyond SCAN_CHAINS_MAX, and those that do not decode. */
void scan_chain_note(struct host_scan *host, const struct tls_chain *chain, bool without_sni);

/* scan_chain_info is scan_chain_note for the chain of a handshake, scan_chain_flight for that of a
 * flight before TLS 1.3.  False: it shows none of its own. */
bool scan_chain_info(struct host_scan *host, const struct tls_info *info, bool without_sni);
bool scan_chain_flight(struct host_scan *host, const struct server_flight *flight,
                       bool without_sni);

#endif
