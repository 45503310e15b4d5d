/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * teller: writes a lesson from a table of rows, in any language, as text or as HTML.
 *
 * A row is shown if all facts that it needs are true, and none that it excludes; then its {words}
 * are filled in.  What the facts and the words are is the matter of each lesson.
 */
#ifndef TB_LIB_VIEW_LESSON_TELLER_H
#define TB_LIB_VIEW_LESSON_TELLER_H

#include "lib/base/lookup.h"
#include "lib/view/lesson/lesson_words.h"

enum lesson_kind {
    TITLE,
    PARA,
    EVE,
    BOTH,
    ALARM,
    ROW,
    GLOSS,
    COMMAND,
    /* Of the lesson about a connection: */
    DIAGRAM,
    CHAIN,
    SAID_TO_PROXY,
    SAID_TO_SERVER,
    /* Of the lesson about a chain: */
    PATH_LIST,
    FINDINGS,
};

enum { NEED_MAX = 5 };

/* A row of a table like lesson.def, with its facts as numbers; 0 after the last. */
struct lesson_row {
    char id[32];
    enum lesson_kind kind;
    uint8_t need[NEED_MAX], without[NEED_MAX];
    char text[616], value[220];
};

/* What the tables are written with. */
#define ALL(...)    \
    {               \
        __VA_ARGS__ \
    }
#define NO \
    {      \
        0  \
    }
#define NOTEXT(text) text

/* The state while a lesson is written: the writer, the source of the words, and room for a sentence
 * and a value. */
struct teller {
    struct prose_writer sheet;
    struct words words;
    struct buf text, value;
};

/* teller_open prepares a lesson without words; style NULL: HTML.  The buffers may hold secrets:
 * teller_close wipes them. */
void teller_open(struct teller *teller, struct buf *out, enum lang lang, const struct style *style);
void teller_close(struct teller *teller);

/* teller_tells: all facts that the row needs are true, and none of those that it excludes. */
bool teller_tells(const struct lesson_row *row, const bool *facts);

/* teller_fill returns the sentence with its words filled in.  It lives in out until the next
 * call. */
struct span teller_fill(struct teller *teller, struct buf *out, const char *sentence);

/* teller_put writes a row of one of the kinds that all lessons have. */
void teller_put(struct teller *teller, const struct lesson_row *row);

#endif
