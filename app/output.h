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

struct output {
    struct buf data;
    const char *who; /* "tlsbox verify": what diagnostics begin with */
    struct buf said; /* the last diagnostic, without `who` */
    bool failed;     /* a write failed: no more are tried */
};

void output_init(struct output *output, const char *who);
void output_free(struct output *output);

/* output_flush writes what was gathered; false where writing fails or has failed before. */
bool output_flush(struct output *output);

/* output_tick flushes where much has been gathered; false as output_flush. */
bool output_tick(struct output *output);

/* output_say writes one line to standard error, after what was gathered; whatever the arguments
 * hold, it stays one line without control characters. */
void output_say(struct output *output, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* output_aside writes text of many lines to standard error, where standard output is taken. */
void output_aside(struct output *output, struct span text);

/* output_rewrites: a line of output_aside can be written over, as progress is. */
bool output_rewrites(void);

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* output_lang is the language of the locale: that of LC_ALL, LC_MESSAGES or LANG. */
enum lang output_lang(void);

/* output_style is how text on standard output should look.  It heeds NO_COLOR, TERM, COLUMNS and
 * the locale. */
struct style output_style(enum color color);
struct style output_aside_style(enum color color); /* the same for output_aside */

#endif
