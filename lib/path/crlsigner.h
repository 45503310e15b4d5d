/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crlsigner: whose key signed a CRL, and whether it was entitled to (RFC 5280 6.3.3 (f), (g)). */
#ifndef TB_LIB_PATH_CRLSIGNER_H
#define TB_LIB_PATH_CRLSIGNER_H

#include "lib/path/revstatus.h"

/*
 * crlsigner_find finds the certificate whose key signed crl. *out is NULL if there is none that has
 * cRLSign (if it has keyUsage) and a valid path to the anchor of the query's path; `trouble` then
 * has the closest attempt.  It tries first the certificates above the target in its path, then the
 * target itself (its issuer may have named it as the CRL's issuer), then the helpers.  LIMIT if the
 * arena or the budget is used up.
 */
enum err crlsigner_find(const struct cert **out, struct revoker *revoker,
                        const struct revstatus_query *query, const struct crl *crl,
                        struct trouble *trouble) MUST_CHECK;

#endif
