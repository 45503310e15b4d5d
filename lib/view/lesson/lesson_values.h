/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lesson_values: the {words} of a lesson for what was negotiated, sent and derived. */
#ifndef TB_LIB_VIEW_LESSON_LESSON_VALUES_H
#define TB_LIB_VIEW_LESSON_LESSON_VALUES_H

#include "lib/view/lesson/lesson_words.h"

/* How a value is marked: as text; as a value or name of the protocol; as lines that keep their
 * breaks. */
enum look { PROSE, CODE, LINES };

struct lesson_word {
    const char *word; /* NULL: the end of the table */
    void (*put)(struct buf *out, const struct words *words);
    enum look look;
};

/* The words of a connection: who takes part, and the values. */
extern const struct lesson_word lesson_connection[], lesson_values[];

/* lesson_hex appends a value; a long one is shortened to its beginning and end, with its size. */
void lesson_hex(struct buf *out, const struct words *words, struct span bytes);

/* Parts of a command line.  lesson_file_name is a file as an operand, or "FILE" if a shell or this
 * program would take the name for something else; lesson_options appends words, quoted for the
 * shell, each after a blank. */
const char *lesson_file_name(const char *name);
void lesson_options(struct buf *out, const struct span *words, size_t num);

#endif
