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

#include "lib/scan/requirement.h"
#include "lib/view/view.h"

/* One target.  All of it belongs to the caller. */
struct scan_view {
    const struct scan_facts *facts;
    const struct scan_findings *findings;  /* NULL: not judged */
    const struct requirement_check *check; /* what --require came to, or NULL */
    struct span required;                  /* the title of the requirement */
    int64_t now;                           /* that days are counted from */
    struct span id;                        /* of the target, as JSON; empty: null */
    bool is_only;  /* there are no others: the page shows its details at once */
    uint64_t line; /* its number in the file of targets; 0: it is not in one */
};

/* scan_json appends one line of NDJSON (tlsbox-json(5)). */
enum err scan_json(struct buf *out, const struct scan_view *view) MUST_CHECK;

/* scan_text_part appends the parts of the text about one target, for a terminal, in which nothing
 * will change any more.  *drawn is the number of parts that were appended so far, 0 at first.  With
 * is_end all others follow. */
void scan_text_part(struct buf *out, const struct scan_view *view, const struct style *style,
                    unsigned *drawn, bool is_end);

/* scan_progress appends the line, without its end, that stands below the text meanwhile; `doing` is
 * what is being asked. */
void scan_progress(struct buf *out, const struct scan_view *view, const struct style *style,
                   const char *doing);

/* Many targets: the head of a table, the line of one, and below the last what all have in common,
 * from lib/view/scan/scan_totals.h.  With is_required there is a column of what --require came
 * to. */
struct scan_totals;
void scan_table_head(struct buf *out, const struct style *style, bool is_required);
void scan_table_row(struct buf *out, const struct scan_view *view, const struct style *style,
                    bool is_required);
void scan_table_sum(struct buf *out, const struct scan_totals *totals, const struct style *style);

/*
 * A report in HTML about any number of targets: scan_html_open, the rows of all targets, and
 * scan_html_close.  The head is written last, since its charts are about all targets: a caller
 * with many targets keeps the rows in a file (lib/base/spool.h) meanwhile.
 */
void scan_html_open(struct buf *out, const struct scan_totals *totals, int64_t now, enum lang lang);
void scan_html_row(struct buf *out, const struct scan_view *view, enum lang lang);
void scan_html_close(struct buf *out, enum lang lang);

/* scan_view_reason is the verdict on the target: that of a server that was not reached, … */
enum reason scan_view_reason(const struct scan_view *view);

#endif
