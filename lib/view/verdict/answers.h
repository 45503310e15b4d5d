/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answers: what each source said about the status of each certificate, and what each timestamp is
 * worth, apart from the verdict. */
#ifndef TB_LIB_VIEW_VERDICT_ANSWERS_H
#define TB_LIB_VIEW_VERDICT_ANSWERS_H

#include "lib/path/report.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* answers_json writes the keys `revocation` and `scts`.  NULL: nothing was judged. */
void answers_json(struct json_writer *json, const struct report *report);

/*
 * answers_text appends a table of what was answered about each certificate, if revocation was asked
 * about or evidence came; a table of the timestamps, if there is a log list; and a line about what
 * could be asked, if there is neither and the command can.  A blank line follows what it appends.
 */
void answers_text(struct buf *out, const struct report *report, const struct view_input *in,
                  const struct style *style);

#endif
