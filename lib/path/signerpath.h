/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signerpath: whether the certificate of a signer of CRLs or OCSP responses is valid: a judgement
 * inside of another, paid from the same budget. */
#ifndef TB_LIB_PATH_SIGNERPATH_H
#define TB_LIB_PATH_SIGNERPATH_H

#include "lib/path/revstatus.h"

/*
 * signerpath_build builds a valid path for a certificate, as for any end entity, to this one anchor
 * in this profile and valid at this time, but without names, purposes and policies of the query.
 * What the store distrusts for the purpose of the query is in no path.  *out is NULL if there is
 * none.  Its revocation is not checked.  The anchor must outlive the path.
 */
enum err signerpath_build(const struct path **out, struct revoker *revoker,
                          const struct link *signer, const struct link *anchor,
                          enum profile profile, int64_t time) MUST_CHECK;

/* signerpath_is_unrevoked: by the CRLs, no certificate of the path but its last is revoked or,
 * under `hard`, of unknown status.  depth: that of the query whose signer it is. */
enum err signerpath_is_unrevoked(bool *out, struct revoker *revoker, const struct path *path,
                                 unsigned depth) MUST_CHECK;

#endif
