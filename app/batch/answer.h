/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer: the requests of a block, each judged, with its result line. */
#ifndef TB_APP_BATCH_ANSWER_H
#define TB_APP_BATCH_ANSWER_H

#include "app/batch/batch.h"
#include "app/batch/batch_block.h"

/* answer_block appends the result lines of all that is in the block, and counts them.  Any number
 * of threads may do so, each with its arena, which is empty before and afterwards.  A request that
 * the room of the block or of the arena is too small for is answered when the block is the oldest,
 * with the room that only one request at a time has.  If that is too small, too, the result has the
 * reason `limit`. */
void answer_block(struct batch *batch, struct batch_block *block, struct arena *arena);

#endif
