/* SPDX-License-Identifier: GPL-3.0-or-later */
/* finding_text: the sentences about a finding of a scan, translated and with their values. */
#ifndef TB_LIB_VIEW_SCAN_FINDING_TEXT_H
#define TB_LIB_VIEW_SCAN_FINDING_TEXT_H

#include "lib/scan/scan_judge.h"
#include "lib/view/text/lang.h"

/* Each appends one or more whole sentences: what was found, why it matters, and what to do.  Values
 * from the server are appended as they came: the caller escapes them, as all else.  facts may be
 * NULL for findings of scan_compare. */
void finding_text(struct buf *out, const struct scan_finding *finding,
                  const struct scan_facts *facts, enum lang lang);
void finding_why(struct buf *out, const struct scan_finding *finding, enum lang lang);
void finding_fix(struct buf *out, const struct scan_finding *finding, enum lang lang);

/* finding_severity is "warning" or "info": the findings of a scan never refuse a server. */
const char *finding_severity(const struct scan_finding *finding);

#endif
