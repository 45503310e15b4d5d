/* SPDX-License-Identifier: GPL-3.0-or-later */
/* columns: a small table on the screen, whose columns are as wide as their widest cells. */
#ifndef TB_LIB_VIEW_TEXT_COLUMNS_H
#define TB_LIB_VIEW_TEXT_COLUMNS_H

#include "lib/view/text/text.h"

enum { COLUMNS_MAX = 8 };

/* Cells are text that is safe for terminals.  A column in which every cell is empty is left out. */
struct columns {
    const char *const *heads; /* to be translated */
    int num;                  /* COLUMNS_MAX at most */
    int flexible;             /* the column that is cut if the terminal is too narrow */
    size_t rows;
    const void *ctx;
    void (*cell)(struct buf *out, const void *ctx, size_t row, int column);
    enum ink (*ink)(const void *ctx, size_t row, int column);
};

/* columns_put appends the heads, dim, and the rows, each indented. */
void columns_put(struct buf *out, const struct columns *table, const struct style *style,
                 int indent);

#endif
