/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocspsigner: whose key signed an OCSP response, and whether it was entitled to (RFC 6960 3.2,
 * 4.2.2.2). */
#ifndef TB_LIB_PATH_OCSPSIGNER_H
#define TB_LIB_PATH_OCSPSIGNER_H

#include "lib/path/revstatus.h"
#include "lib/x509/ocsp.h"

/*
 * ocspsigner_check sets *why to OK if the response was signed by the issuer of the certificate of
 * the query, or by a responder that the issuer has authorized with a certificate in the response;
 * else to what is wrong.  A responder without id-pkix-ocsp-nocheck is looked up in the CRLs: a
 * revoked one is refused, and under `hard` also one of unknown status (4.2.2.2.1 leaves that to the
 * client).  The signer of a lasting revocation may have expired since.  Errors: LIMIT, MEMORY.
 */
enum err ocspsigner_check(enum err *why, struct revoker *revoker,
                          const struct revstatus_query *query, const struct ocsp_response *response,
                          bool is_lasting) MUST_CHECK;

#endif
