/* SPDX-License-Identifier: GPL-3.0-or-later */
/* summary: what --stats says after a batch, as a table of text. */
#ifndef TB_APP_BATCH_SUMMARY_H
#define TB_APP_BATCH_SUMMARY_H

#include "app/batch/batch.h"

void summary_put(struct buf *out, const struct batch *batch);

#endif
