/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lang_table: the translations.  po/table.awk makes them from po/LANG.po during the build. */
#ifndef TB_LIB_VIEW_TEXT_LANG_TABLE_H
#define TB_LIB_VIEW_TEXT_LANG_TABLE_H

#include "lib/view/text/lang.h"

struct lang_row {
    const char *english, *text; /* both NULL after the last */
};

extern const struct lang_row lang_zh[];

#endif
