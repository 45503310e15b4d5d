/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * out: what a command writes.
 *
 * Data is gathered in a buffer and goes to standard output in few writes; diagnostics are one
 * line each on standard error.  A failed write is an error of the run (exit 3), said once; a
 * reader who has gone away (EPIPE) is not worth a line.
 */
#ifndef TB_APP_OUTPUT_H
#define TB_APP_OUTPUT_H

#include "lib/base/buf.h"
#include "lib/view/view.h"

struct out {
    struct buf data;
    const char *who; /* "tlsbox verify": what diagnostics begin with */
    bool failed;     /* a write failed: no more are tried */
};

void out_init(struct out *o, const char *who);
void out_free(struct out *o);

/* out_flush writes what was gathered; false where writing fails or has failed before. */
bool out_flush(struct out *o);

/* out_tick flushes where much has been gathered; false as out_flush. */
bool out_tick(struct out *o);

/* out_say writes one line to standard error, after what was gathered; whatever the arguments
 * hold, it stays one line without control characters. */
void out_say(struct out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* out_aside writes text of many lines to standard error, where standard output is taken. */
void out_aside(struct out *o, struct span text);

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* out_style is how text on standard output is to look: NO_COLOR, TERM and COLUMNS are heeded. */
struct style out_style(enum color color);
struct style out_aside_style(enum color color); /* the same for out_aside */

#endif
