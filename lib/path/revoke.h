/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * revoke: revocation by certificate revocation lists (RFC 5280 6.3).
 */
#ifndef TB_LIB_PATH_REVOKE_H
#define TB_LIB_PATH_REVOKE_H

#include "lib/path/revstatus.h"

/*
 * revoke_path looks up every certificate of an anchored path, except the anchor, in the input's
 * CRLs and adds findings to the path.  REVOKED is always an error; REVOCATION_UNKNOWN, STALE_CRL
 * and BAD_CRL are errors under `hard` and warnings under `soft`; the caller handles `off`. The
 * issuer of a CRL must have a valid path to the same anchor as the certificate (6.3.3 (f)).  All
 * paths of a judgement share one revoker.
 */
enum err revoke_path(struct report *report, struct path *path, struct revoker *revoker) MUST_CHECK;

#endif
