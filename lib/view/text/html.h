/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html: pages that stand alone: no script, nothing fetched, light and dark, readable on a phone.
 * For lessons, for the page that `serve` shows, and for reports of scans.
 */
#ifndef TB_LIB_VIEW_TEXT_HTML_H
#define TB_LIB_VIEW_TEXT_HTML_H

#include "lib/base/buf.h"

/* html_open appends everything up to and with <main>; html_close the end. */
void html_open(struct buf *out, const char *lang, const char *title);
/* html_open_styled is html_open with more of a style sheet. */
void html_open_styled(struct buf *out, const char *lang, const char *title, const char *style);
void html_close(struct buf *out);

/* html_put appends text with &, <, >, " and ' escaped, and what is not printable shown as \xx. */
void html_put(struct buf *out, struct span text);
void html_printf(struct buf *out, const char *format, ...) /* escapes the whole result */
    __attribute__((format(printf, 2, 3)));

#endif
