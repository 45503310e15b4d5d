/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gather: judges a chain, fetches what the verdict lacks (issuers, OCSP responses, CRLs, tiles),
 * and judges again, until nothing more helps or the deadline is near.
 *
 * It runs in a loop and reports once, so that a live handshake can wait for it (WAIT_VERDICT)
 * within its own timeout; gather_judge turns a loop of its own.
 */
#ifndef TB_APP_FETCH_GATHER_H
#define TB_APP_FETCH_GATHER_H

#include "app/fetch/fetch_plan.h"
#include "app/fetch/tile_shelf.h"
#include "app/verify/verifier.h"

struct gathering; /* opaque */

/* The most rounds of fetching for one verdict, each with PLAN_ITEMS fetches at most; the most bytes
 * of all that is fetched, and the most certificates; the memory for it, with what is decoded of
 * PEM. */
enum {
    GATHER_ROUNDS = 4,
    GATHER_TILE_ROUNDS = 4, /* more, for tiles alone */
    GATHER_BYTES = 48 << 20,
    GATHER_CERTS = 256,
    GATHER_MEMORY = 2 * GATHER_BYTES + SHELF_BYTES + (32 << 20)
};

/* What is fetched, and how. */
struct gather_settings {
    struct fetch_wants wants;
    struct fetch_settings how;
};

/* gather_wants is what the options ask for, with --fetch resolved; gather_is_wanted: anything, or
 * tiles of logs (--ct-tiles fetch). */
struct fetch_wants gather_wants(const struct gather_settings *settings);
bool gather_is_wanted(const struct gather_settings *settings,
                      const struct verify_settings *judging);

/* One chain to judge: see verifier_judge.  The terms are copied, and all else is borrowed until the
 * end; what is fetched is copied into the arena.  verdict->report has what was fetched, and what
 * could not be. */
struct gather_chain {
    const struct gather_settings *settings;
    const struct chain_certs *certs;
    const struct reference_id *host;
    const struct verify_terms *terms; /* end_us bounds fetching and computing */
    struct arena *arena;
    struct verdict *verdict;
};

/* gather_start judges within the call, and calls `done` later, once, in any case, unless
 * gather_drop comes first; then the verdict is there.  Revocation is checked softly if its sources
 * are fetched and the settings say nothing else.  Errors: MEMORY, LIMIT, NET_SYSTEM. */
enum err gather_start(struct gathering **out, struct fetcher *fetcher, struct verifier *verifier,
                      const struct gather_chain *chain, void (*done)(void *ctx, enum err err),
                      void *ctx) MUST_CHECK;
/* gather_drop leaves no verdict.  It accepts NULL, and is not called after `done`. */
void gather_drop(struct gathering *gather);

/* gather_judge is all of it in a loop of its own. */
enum err gather_judge(struct verifier *verifier, const struct gather_chain *chain) MUST_CHECK;

#endif
