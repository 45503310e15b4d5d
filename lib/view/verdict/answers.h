/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answers: what each source said about the status of each certificate, and what each timestamp is
 * worth, apart from the verdict. */
#ifndef TB_LIB_VIEW_VERDICT_ANSWERS_H
#define TB_LIB_VIEW_VERDICT_ANSWERS_H

#include "lib/path/report.h"
#include "lib/view/text/json_writer.h"

/* answers_json writes the keys `revocation` and `scts`.  NULL: nothing was judged. */
void answers_json(struct json_writer *json, const struct report *report);

#endif
