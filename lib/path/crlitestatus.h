/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crlitestatus: the status of the leaf of a path from CRLite filters (C2SP upki-revocation). */
#ifndef TB_LIB_PATH_CRLITESTATUS_H
#define TB_LIB_PATH_CRLITESTATUS_H

#include "lib/path/revstatus.h"

/*
 * crlitestatus_of sets the status, times, origin and error of *out, an answer about the first
 * certificate of a path, which has an issuer.  thisUpdate is the latest time that the filter which
 * answers covers, in any log.  Ten days later it is stale: every CRL that it was made from has
 * ended by then (CA/B BR 4.9.7).  LIMIT if the budget is used up.
 */
enum err crlitestatus_of(struct rev_answer *out, struct revoker *revoker,
                         const struct path *path) MUST_CHECK;

#endif
