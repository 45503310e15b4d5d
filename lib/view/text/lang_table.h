/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lang_table: the translations, which po/table.awk makes of po/LANG.po during the build. */
#ifndef TB_LIB_VIEW_TEXT_LANG_TABLE_H
#define TB_LIB_VIEW_TEXT_LANG_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/view/text/lang.h"

/* All strings one after the other, each English sentence followed by its translation, with their
 * sizes.  A table of pointers would have to be relocated whenever the program starts, also for
 * those who never read a translation. */
struct lang_table {
    const char *text;
    const uint16_t (*sizes)[2]; /* of the sentence and of its translation, with their NUL */
    size_t num;
};

extern const struct lang_table lang_zh;

#endif
