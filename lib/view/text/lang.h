/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lang: sentences in other languages.  The English sentence is the key.  po/LANG.po holds the
 * translations in the format of gettext, and the build turns them into a table inside the program,
 * so no locale of the system is needed.
 */
#ifndef TB_LIB_VIEW_TEXT_LANG_H
#define TB_LIB_VIEW_TEXT_LANG_H

#include "lib/base/buf.h"

enum lang { LANG_EN, LANG_ZH, LANG_COUNT };

/* lang_find recognises a locale's name such as "zh", "zh_CN.UTF-8", "en" or "C".  Returns false,
 * with *out set to LANG_EN, if we do not have the language. */
bool lang_find(enum lang *out, const char *name);
const char *lang_code(enum lang lang); /* "en", "zh": of HTML's lang attribute */

/* lang_text is the sentence in the language, or the English one if it is not translated. */
const char *lang_text(enum lang lang, const char *english);

/* lang_count appends a sentence in which the number n replaces {n}. */
void lang_count(struct buf *out, enum lang lang, const char *english, size_t n);

/* N_ marks a sentence for the translators. */
#define N_(sentence) sentence

#endif
