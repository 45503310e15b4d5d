/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layout_walker: the rows of layout.def, and what walks through the fields of one layout: what
 * layout.c and layout_message.c share. */
#ifndef TB_LIB_VIEW_HANDSHAKE_LAYOUT_WALKER_H
#define TB_LIB_VIEW_HANDSHAKE_LAYOUT_WALKER_H

#include "lib/view/handshake/layout.h"

enum layout_begin { BEGIN_NOTHING, BEGIN_MESSAGE, BEGIN_SSL2, BEGIN_EXT, BEGIN_PART };
enum layout_when {
    WHEN_ANY,
    WHEN_12,
    WHEN_13,
    WHEN_RSA,
    WHEN_ECDHE,
    WHEN_DHE,
    WHEN_ANSWER,
    WHEN_RETRY
};

struct layout_row {
    enum layout_begin begin;
    uint16_t type; /* of the message or extension */
    enum layout_when when;
    enum layout_kind kind;
    unsigned arg; /* EXT: its places */
    enum layout_as as;
    char label[32], why[156]; /* or "" */
};
enum { LAYOUT_ROWS = LAYOUT_FIELD_TYPE }; /* the first item without a row */
extern const struct layout_row layout_rows[LAYOUT_ROWS];

enum { LAYOUT_LATER_MAX = 3 };

struct layout_walker {
    const struct layout_sink *sink;
    unsigned hello_place;             /* which message the extensions of this hello are in */
    uint32_t last;                    /* the last number read, for STOPs */
    uint16_t later[LAYOUT_LATER_MAX]; /* lengths of what comes later */
    size_t num_later, used_later;
};

/* layout_words: an item has NULL where a row has no words. */
const char *layout_words(const char *words);

/* layout_taken is the bytes that were read since r was at `before`. */
struct span layout_taken(const struct rd *r, struct span before);

void layout_tell(const struct layout_walker *walker, const struct layout_item *item);
void layout_tell_left(const struct layout_walker *walker, struct span left, int depth);
void layout_tell_broken(const struct layout_walker *walker, struct rd *r, struct span before,
                        int depth, const char *label);

/* layout_read reads a number, vector or other value into *item. */
void layout_read(struct rd *r, const struct layout_row *row, struct layout_item *item);

/* layout_walk_rows walks the fields of one layout; false if a field broke off: then nothing is
 * left. */
bool layout_walk_rows(struct layout_walker *walker, struct rd *r, size_t layout, int depth);

#endif
