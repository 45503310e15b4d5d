/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gather: judges a chain, fetches what the verdict lacks (issuers, OCSP responses, CRLs, tiles),
 * and judges again, until nothing more helps or the deadline is near.
 *
 * It runs in a loop and reports once, so a live handshake can wait for it (WAIT_VERDICT) within its
 * own timeout; a command that has nothing else to do turns the loop until then.
 */
#ifndef TB_APP_FETCH_GATHER_H
#define TB_APP_FETCH_GATHER_H

#include "app/fetch/fetch.h"
#include "app/verify/verifier.h"

struct gather; /* opaque */

/* The most rounds of fetching for one verdict, and the most fetches of one round. */
enum { GATHER_ROUNDS = 4, GATHER_FETCHES = 16 };

/* One chain to judge: see verifier_judge.  All is borrowed until the end, and out->report tells
 * what was fetched, and what could not be. */
struct gather_chain {
    const struct chain_certs *certs;
    const struct reference_id *host;
    const struct verify_terms *terms; /* end_us bounds fetching and computing */
    struct arena *arena;              /* what is fetched is copied into it */
    struct verdict *verdict;
};

/* gather_start judges within the call, and calls `done` later, once, in any case; then the
 * verdict is there.  *out lets the caller end it earlier. */
enum err gather_start(struct gather **out, struct fetcher *fetcher, struct verifier *verifier,
                      const struct gather_chain *chain, void (*done)(void *ctx, enum err err),
                      void *ctx) MUST_CHECK;
void gather_drop(struct gather *gather);

#endif
