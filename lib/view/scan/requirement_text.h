/* SPDX-License-Identifier: GPL-3.0-or-later */
/* requirement_text: sentences about a requirement, translated and with their values. */
#ifndef TB_LIB_VIEW_SCAN_REQUIREMENT_TEXT_H
#define TB_LIB_VIEW_SCAN_REQUIREMENT_TEXT_H

#include "lib/scan/requirement.h"
#include "lib/view/text/lang.h"

/* requirement_line_key appends the key of the line, as a file has it: "versions". */
void requirement_line_key(struct buf *out, const struct requirement_line *line);

/* requirement_line_text appends what breaks it, or that it was not found out; nothing if it is met.
 * Values from the server are appended as they came: the caller escapes them. */
void requirement_line_text(struct buf *out, const struct requirement_line *line,
                           const struct scan_facts *facts, enum lang lang);

/* requirement_fault_text appends "line 3: a requirement has no such key: sutes (did you mean
 * suites?)", with the word as it is written: the caller escapes it. */
void requirement_fault_text(struct buf *out, const struct requirement_fault *fault);

#endif
