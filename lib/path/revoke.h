/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * revoke: revocation by OCSP responses (RFC 6960) and certificate revocation lists (RFC 5280 6.3).
 */
#ifndef TB_LIB_PATH_REVOKE_H
#define TB_LIB_PATH_REVOKE_H

#include "lib/path/standing.h"

/*
 * revoke_path asks all sources about every certificate of an anchored path, except the anchor, and
 * adds answers and findings to the path.  A revocation is always an error; all else is an error
 * under `hard` and a warning under `soft`.  With revocation off it looks at the staples of the
 * handshake alone.  The issuer of a CRL must have a valid path to the same anchor as the
 * certificate (6.3.3 (f)).  All paths of a judgement share one revoker.
 */
enum err revoke_path(struct report *report, struct path *path, struct revoker *revoker) MUST_CHECK;

/* Why a certificate that demands a staple has none (MUST_STAPLE: a). */
enum { STAPLE_UNSEEN, STAPLE_MISSING, STAPLE_NOT_GOOD, STAPLE_NOT_JUDGED };

/* revoke_demands_staple: the certificate demands a stapled OCSP response (RFC 7633 4.2.3). */
bool revoke_demands_staple(const struct cert *cert);

/* revoke_staple adds the finding MUST_STAPLE if the leaf demands a staple (RFC 7633) and has none
 * that is good.  leaf NULL: no staple was judged. */
enum err revoke_staple(struct report *report, struct path *path, const struct judge_input *in,
                       const struct standing *leaf) MUST_CHECK;

#endif
