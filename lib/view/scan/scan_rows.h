/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_rows: the rows of the text about one target, and the parts that it is made of. */
#ifndef TB_LIB_VIEW_SCAN_SCAN_ROWS_H
#define TB_LIB_VIEW_SCAN_SCAN_ROWS_H

#include "lib/view/cert/checks.h"
#include "lib/view/scan/scan_view.h"
#include "lib/view/text/text.h"

struct scan_sheet {
    struct buf *out;
    const struct scan_view *view;
    const struct style *style;
};

/* What begins a row: a sign of how good it is, or a question mark for what is not known. */
enum scan_sign { SIGN_NONE, SIGN_GOOD, SIGN_WARN, SIGN_BAD, SIGN_UNKNOWN };

/* One row: "  ✓ text      note".  The note is on the next line if there is no room. */
struct scan_row {
    enum scan_sign sign;
    int indent;
    struct span text;
    int hang;  /* of the lines that follow, beside the text */
    int width; /* of the column that the text stands in */
    bool is_bold;
    const char *note; /* in the language of the style, or "" */
};
void scan_row_put(const struct scan_sheet *sheet, const struct scan_row *row);

/* scan_sign_of is the sign of a mark. */
enum scan_sign scan_sign_of(enum mark mark);

/* scan_title begins a part; scan_say is a word or sentence in the language of the sheet. */
void scan_title(const struct scan_sheet *sheet, const char *english);
const char *scan_say(const struct scan_sheet *sheet, const char *english);

/* The parts, in their order. */
void scan_put_version(const struct scan_sheet *sheet, enum scan_version_row row);
void scan_put_groups(const struct scan_sheet *sheet);
void scan_put_schemes(const struct scan_sheet *sheet);
void scan_put_certificates(const struct scan_sheet *sheet);
void scan_put_features(const struct scan_sheet *sheet);
void scan_put_findings(const struct scan_sheet *sheet);
void scan_put_unknown(const struct scan_sheet *sheet);
void scan_put_required(const struct scan_sheet *sheet);
void scan_put_changes(const struct scan_sheet *sheet);

#endif
