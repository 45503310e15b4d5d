/* SPDX-License-Identifier: GPL-3.0-or-later */
/* result_line: what `verify --batch` answers to a request: one line with the keys of
 * `verify --json`, and the id of the request before them. */
#ifndef TB_APP_BATCH_RESULT_LINE_H
#define TB_APP_BATCH_RESULT_LINE_H

#include "lib/view/view.h"

/* Where a result comes from. */
struct result_source {
    struct span id;    /* as the request has it, a JSON string or number; empty: null */
    const char *input; /* the file of requests */
    uint64_t line;     /* of what is no request: its number in the file, from 1; otherwise 0 */
    const char *hint;  /* what to do about what is no request, or NULL */
};

/* result_line appends the line of a chain that was judged. */
enum err result_line(struct buf *out, const struct result_source *source,
                     const struct report *report, const struct view_input *in) MUST_CHECK;

/* result_line_error appends the line of what could not be judged. */
enum err result_line_error(struct buf *out, const struct result_source *source, enum reason reason,
                           const char *message) MUST_CHECK;

#endif
