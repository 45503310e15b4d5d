/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * revoke: revocation by certificate revocation lists (RFC 5280 6.3).
 */
#ifndef TB_LIB_PATH_REVOKE_H
#define TB_LIB_PATH_REVOKE_H

#include "lib/path/revstatus.h"

/*
 * revoke_path asks the input's CRLs about every certificate of an anchored path but the anchor,
 * and adds findings to it: REVOKED is an error always; REVOCATION_UNKNOWN, STALE_CRL and BAD_CRL
 * are errors under `hard` and warnings under `soft`; `off` is for the caller to see.  A CRL's
 * issuer must have a valid path to the same anchor as the certificate (6.3.3 (f)).  The revoker
 * is one for all paths of a judgement.
 */
enum err revoke_path(struct report *report, struct path *path, struct revoker *revoker) MUST_CHECK;

#endif
