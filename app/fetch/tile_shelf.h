/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tile_shelf: checkpoints and tiles of logs, from directories and from the logs themselves
 * (--ct-tiles).
 *
 * A judgement asks for files; those that are not there yet are noted, fetched after it, and there
 * for the next judgement.  URLs are those of the log list, so that a certificate cannot choose
 * them; it chooses numbers in their paths, and only with the signature of a log.
 */
#ifndef TB_APP_FETCH_TILE_SHELF_H
#define TB_APP_FETCH_TILE_SHELF_H

#include "app/fetch/fetch.h"
#include "app/verify/ct_inputs.h"
#include "lib/path/report.h"

/* The most files for one verdict (a proof needs at most 10 in a log of a billion leaves), their
 * bytes, and how many are fetched side by side. */
enum { SHELF_FILES = 256, SHELF_BYTES = 4 << 20, SHELF_PARALLEL = 8 };

struct tile_shelf; /* opaque */

/* What a shelf works with: all is borrowed. */
struct shelf_setup {
    struct fetcher *fetcher;
    const struct ct_inputs *inputs;
    struct arena *arena; /* what is fetched is kept there */
    int64_t now;         /* for the cache */
    void (*done)(void *ctx);
    void *ctx;
};

/* shelf_new is in the arena.  NULL: it is full. */
struct tile_shelf *shelf_new(const struct shelf_setup *setup);

/* shelf_source is where a judgement asks. */
const struct tile_source *shelf_source(const struct tile_shelf *shelf);

/* shelf_start fetches what the judgement with this report has asked for, and what an earlier run
 * fetched if it did not help.  True: something runs, and `done` will be called when all is over,
 * unless shelf_drop comes first. */
bool shelf_start(struct tile_shelf *shelf, const struct report *report, uint64_t end_us);
void shelf_drop(struct tile_shelf *shelf);

/* shelf_error is a failure of our own: MEMORY, LIMIT, or OK. */
enum err shelf_error(const struct tile_shelf *shelf);

/* shelf_conclude keeps what has proven something, and reports what could not be fetched. */
void shelf_conclude(struct tile_shelf *shelf, const struct report *report, struct output *out);

#endif
