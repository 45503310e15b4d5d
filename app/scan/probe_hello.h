/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe_hello: hellos of SSL 3.0 to TLS 1.2 that offer some of the suites and schemes of the
 * registries, whether we have them or not, for questions that a flight answers. */
#ifndef TB_APP_SCAN_PROBE_HELLO_H
#define TB_APP_SCAN_PROBE_HELLO_H

#include "app/scan/host_scan.h"
#include "lib/tls/wire/hello_offer.h"

struct probe_hello {
    uint16_t version;
    bool (*suite)(const struct suite *suite);
    bool (*scheme)(const struct scheme *scheme); /* NULL: all of TLS 1.2 */
    unsigned with;                               /* enum offer_with, besides the usual */
    bool without_sni;
    struct span ticket, session_id;
};

void probe_hello_put(struct buf *out, const struct host_scan *host,
                     const struct probe_hello *probe);

/* Suites by their names: with a certificate at all, with a key of RSA, with one that signs on a
 * curve, and with RSA as the key exchange. */
bool probe_hello_any(const struct suite *suite);
bool probe_hello_rsa(const struct suite *suite);
bool probe_hello_ecdsa(const struct suite *suite);
bool probe_hello_rsa_exchange(const struct suite *suite);

#endif
