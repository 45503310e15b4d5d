/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tally: counts what came of the requests of a batch, or of one block. */
#ifndef TB_APP_BATCH_TALLY_H
#define TB_APP_BATCH_TALLY_H

#include "lib/base/err.h"

struct tally {
    uint64_t results[REASON_COUNT]; /* result lines, by their reason */
    uint64_t no_id;                 /* result lines without an id */
    uint64_t done_before;           /* requests whose id an earlier output has */
    uint64_t other_shard;           /* requests of other shards */

    /* What the chains had in common with others. */
    uint64_t signatures, signatures_known; /* checked; of them, verified for another chain */
    uint64_t chains_known;                 /* all signatures are known */
    uint64_t certs, certs_known;           /* of chains that were judged */
};

void tally_add(struct tally *sum, const struct tally *part);

/* tally_results is the number of result lines. */
uint64_t tally_results(const struct tally *tally);

/* tally_order lists the reasons that there are, the most frequent first, and returns their
 * number. */
size_t tally_order(const struct tally *tally, enum reason out[REASON_COUNT]);

/* tally_exit is the exit code of the results: the one that ranks highest.  If `only_unjudged`,
 * chains that were judged count as 0, whatever their verdict. */
int tally_exit(const struct tally *tally, bool only_unjudged);

#endif
