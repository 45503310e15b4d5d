/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_client: how our own client is configured for the handshakes of a scan, and what every one of
 * them shows. */
#ifndef TB_APP_SCAN_SCAN_CLIENT_H
#define TB_APP_SCAN_SCAN_CLIENT_H

#include "app/scan/host_scan.h"

/* scan_client_new makes a configuration with one version, all suites, groups and schemes that we
 * have, those of the default first, and staples asked for; NULL: no memory.  All that it points to
 * is the host's.  It is large, and lives from `ask` to `learn`; scan_client_free sets it to NULL
 * and accepts that. */
struct tls_config *scan_client_new(const struct host_scan *host, uint16_t version);
void scan_client_free(struct tls_config **config);

/* scan_client_web offers http/1.1 alone, unless the server refuses that. */
void scan_client_web(struct tls_config *config, const struct host_scan *host);

/* scan_client_note takes the chain, the request for a client certificate and the like. */
void scan_client_note(struct host_scan *host, const struct attempt_outcome *outcome,
                      bool without_sni);

#endif
