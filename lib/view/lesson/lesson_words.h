/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lesson_words: the sentences of a lesson with their {words} filled in. */
#ifndef TB_LIB_VIEW_LESSON_LESSON_WORDS_H
#define TB_LIB_VIEW_LESSON_LESSON_WORDS_H

#include "lib/view/text/lang.h"
#include "lib/view/lesson/lesson_facts.h"
#include "lib/view/text/prose_writer.h"
#include "lib/x509/cert.h"

struct lesson_word;
struct chain_lesson;

/* Where the values of the {words} come from: a connection or a chain, and the tables of its
 * words (lesson_values.h), with NULL after the last one. */
struct words {
    const struct lesson *lesson;      /* or NULL */
    const struct chain_lesson *chain; /* or NULL */
    const struct lesson_word *const *tables;
    const struct prose_writer *sheet;
    enum lang lang;
    const struct cert *cert; /* the certificate that the sentence is about, or NULL */
};

/* words_fill appends a sentence in the language w->lang, with its {words} replaced by values and
 * its markup as w->sheet wants it. */
void words_fill(struct buf *out, const struct words *words, const char *sentence);

#endif
