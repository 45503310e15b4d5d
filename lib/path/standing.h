/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * standing: the status of one certificate of a path from all sources together.
 *
 * Each source that was asked adds an answer to the path.  A certificate is revoked if one valid
 * source says so, else good if one does; else its status is unknown, with the trouble of the source
 * that came closest.
 */
#ifndef TB_LIB_PATH_STANDING_H
#define TB_LIB_PATH_STANDING_H

#include "lib/path/revstatus.h"

struct standing {
    bool is_revoked, is_good;
    bool is_short_lived;    /* needs no status (BR 4.9.10) */
    bool has_staple;        /* the handshake brought a response for it … */
    bool has_good_staple;   /* … that says good */
    bool has_good_response; /* an OCSP response of any source does */
    bool has_outage;        /* a source could not be had: the path has a finding for each */
    struct finding revoked; /* if is_revoked */
    struct finding trouble; /* else, if it is not good; rule REVOCATION_UNKNOWN: no source */
    int rank;               /* of the trouble; 0: no source */
};

/* standing_of asks all sources about the certificate at index i, which has an issuer in the path.
 * With revocation off only staples count: nobody asked for more, and a handshake brought them.
 * Errors: LIMIT, MEMORY. */
enum err standing_of(struct standing *out, struct report *report, struct path *path, size_t i,
                     struct revoker *revoker) MUST_CHECK;

/* standing_is_short_lived: a certificate that lives so short that CAs need not be able to revoke it
 * (CA/B BR 1.6.1): at most 10 days if it was issued from 2024-03-15 on, 7 from 2026-03-15 on. */
bool standing_is_short_lived(const struct cert *cert);

#endif
