/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lang: sentences in other languages.  The English one is the key: po/LANG.po has the others
 * (gettext's format), which the build makes a table of.  No locale of the system is needed: the
 * program has its translations inside.
 */
#ifndef TB_LIB_VIEW_TEXT_LANG_H
#define TB_LIB_VIEW_TEXT_LANG_H

#include "lib/base/buf.h"

enum lang { LANG_EN, LANG_ZH, LANG_COUNT };

/* lang_find reads "zh", "zh_CN.UTF-8", "en", "C": false where it is none of ours (*out LANG_EN). */
bool lang_find(enum lang *out, const char *name);
const char *lang_code(enum lang l); /* "en", "zh": of HTML's lang attribute */

/* lang_text is the sentence in the language, or as it is where there is no translation. */
const char *lang_text(enum lang l, const char *english);

/* lang_count appends a sentence with the number in the place of {n}. */
void lang_count(struct buf *out, enum lang l, const char *english, size_t n);

/* N_ marks a sentence for the translators. */
#define N_(sentence) sentence

#endif
