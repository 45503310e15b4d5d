/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_view: what a scan found out about servers, as JSON, as text, as a page of HTML and as a list
 * of cryptographic parts (CBOM).
 *
 * Everything is appended to a buf.  What a server sent is escaped in each of them.  What is not
 * known is shown as not known, and never as "no".
 */
#ifndef TB_LIB_VIEW_SCAN_SCAN_VIEW_H
#define TB_LIB_VIEW_SCAN_SCAN_VIEW_H

#include "lib/scan/facts.h"
#include "lib/view/view.h"

/* One target.  All of it belongs to the caller. */
struct scan_view {
    const struct scan_facts *facts;
    int64_t now; /* that days are counted from */
};

/* scan_json appends one line of NDJSON (tlsbox-json(5)). */
enum err scan_json(struct buf *out, const struct scan_view *view) MUST_CHECK;

/* scan_view_reason is the verdict on the target: that of a server that was not reached, … */
enum reason scan_view_reason(const struct scan_view *view);

#endif
