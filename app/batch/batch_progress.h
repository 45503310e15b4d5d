/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch_progress: a line on standard error that says how far a batch is, if that is a terminal and
 * the results go elsewhere. */
#ifndef TB_APP_BATCH_BATCH_PROGRESS_H
#define TB_APP_BATCH_BATCH_PROGRESS_H

#include "app/batch/tally.h"
#include "lib/base/buf.h"

struct batch_progress {
    bool is_wanted, is_drawn;
    int columns;
    uint64_t began_us, next_us; /* on the clock of net_now_us */
    uint64_t input_n;           /* bytes of the whole input; 0: not known */
    uint64_t done_n;            /* of these, those that are answered */
    uint64_t connections;       /* that were opened, if that is what takes time; or 0 */
};

/* batch_progress_init finds out where standard error and the results go, and how long the input
 * is. */
void batch_progress_init(struct batch_progress *progress, int results_fd, char *const *inputs,
                         size_t num_inputs);

/* batch_progress_init_of is the same for a run whose input is not counted in bytes: it has
 * `input_n` parts, or an unknown number, 0. */
void batch_progress_init_of(struct batch_progress *progress, int results_fd, uint64_t input_n);

/* batch_progress_tick counts input that is answered, and draws the line again, at most five times a
 * second.  batch_progress_clear erases it: before a message, and at the end. */
void batch_progress_tick(struct batch_progress *progress, uint64_t answered_n,
                         const struct tally *tally);
void batch_progress_clear(struct batch_progress *progress);

/* batch_progress_put appends the line, as it is at a time. */
void batch_progress_put(struct buf *out, const struct batch_progress *progress,
                        const struct tally *tally, uint64_t now_us);

#endif
