/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocspstatus: what one OCSP response says about one certificate (RFC 6960 3.2, 4.2.2). */
#ifndef TB_LIB_PATH_OCSPSTATUS_H
#define TB_LIB_PATH_OCSPSTATUS_H

#include "lib/path/revstatus.h"

/* How far clocks may differ, in seconds, and how long an answer without nextUpdate is good: RFC
 * 6960 4.2.2.1 takes it for "newer revocation information is available all the time", and RFC 9919
 * does not allow it. */
enum { OCSP_SKEW = 300, OCSP_WITHOUT_NEXT = 24 * 60 * 60 };

/*
 * ocspstatus_of judges a response for the certificate of the query.  It fills in status, times,
 * revoked_at, reason and err of *out; the rest belongs to the caller.  *is_about is false if the
 * response has nothing to do with the certificate.  Errors: LIMIT, MEMORY.
 */
enum err ocspstatus_of(struct rev_answer *out, bool *is_about, struct revoker *revoker,
                       const struct revstatus_query *query,
                       const struct ocsp_evidence *evidence) MUST_CHECK;

#endif
