/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch_resume: a batch continues an earlier run, by the results that it has written. */
#ifndef TB_APP_BATCH_BATCH_RESUME_H
#define TB_APP_BATCH_BATCH_RESUME_H

#include "app/batch/batch.h"

/*
 * batch_resume_open reads the ids of batch->resume into batch->done and says what it found; a
 * file that does not exist has none.  If the batch writes to the same file, it continues at its
 * end, and the part of a line there is cut off.  Errors, which are printed: those of
 * done_ids_read; NO_RESULTS, if the file has lines and none is a result; WRITE.
 */
enum err batch_resume_open(struct batch *batch) MUST_CHECK;

/* batch_resume_end says how many requests could not be compared with earlier results. */
void batch_resume_end(const struct batch *batch);

#endif
