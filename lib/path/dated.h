/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dated: what public CAs may issue, by the date of issue.  lib/path/dated.def is the table.
 */
#ifndef TB_LIB_PATH_DATED_H
#define TB_LIB_PATH_DATED_H

#include "lib/x509/cert.h"

enum lifetime_unit { LIFETIME_DAYS, LIFETIME_MONTHS };

/* The longest lifetime of a server's certificate that is issued at `from` or later. */
struct lifetime_limit {
    int64_t from; /* seconds since 1970 */
    int number;
    enum lifetime_unit unit;
    const char *source; /* who decided it */
};

/* dated_lifetimes counts the limits; dated_lifetime returns number i of them, the oldest first. */
size_t dated_lifetimes(void);
struct lifetime_limit dated_lifetime(size_t i);

/* dated_limit is the limit for a certificate that is issued at this time; false if there was none
 * yet. */
bool dated_limit(struct lifetime_limit *out, int64_t issued);

/* dated_last is the last second of a certificate with this notBefore that keeps the limit. */
int64_t dated_last(const struct lifetime_limit *limit, int64_t not_before);

/* dated_seconds is the lifetime of a certificate: both notBefore and notAfter belong to it (RFC
 * 5280 4.1.2.5).  dated_fits: it is not longer than the limit.  Both need both dates. */
int64_t dated_seconds(const struct cert *cert);
bool dated_fits(const struct cert *cert, const struct lifetime_limit *limit);

/* The certificates that a date for extendedKeyUsage is for. */
enum server_only { SERVER_ONLY_CA, SERVER_ONLY_LEAF, SERVER_ONLY_COUNT };

/* dated_server_only is the time from which serverAuth is the only extended key usage of these;
 * *source: who decided it. */
int64_t dated_server_only(enum server_only who, const char **source);

/* dated_issuer_ended is the name of the public CA number i that has ended clientAuth, and when;
 * NULL after the last. */
const char *dated_issuer_ended(size_t i, int64_t *when);

/* dated_is_short_lived: it lives as short as a "Short-lived Subscriber Certificate" (CA/B BR 1.6.1)
 * of its date of issue.  Its validity must be readable. */
bool dated_is_short_lived(const struct cert *cert);

#endif
