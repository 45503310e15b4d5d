/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree_writer: writes one walk over an object as aligned text or as JSON.
 *
 * A walker names each value by its JSON key; in text the key becomes the label ("not_before":
 * "Not before").  Inside lists the key is NULL.
 */
#ifndef TB_LIB_VIEW_TEXT_TREE_WRITER_H
#define TB_LIB_VIEW_TEXT_TREE_WRITER_H

#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

struct tree_writer {
    struct buf *out;
    const struct style *style; /* NULL: JSON */
    struct json_writer j;
    int indent;
    bool bullet;      /* text: the next line begins a list item */
    struct buf words; /* text: the items of an inline list so far */
    int value;        /* text: the column where they start */
    bool is_inline;
    const struct cert_logs *logs; /* for timestamps; NULL, or without a list: none is given */
};

/* tw_text writes text in this style, tw_json JSON. */
struct tree_writer tw_text(struct buf *out, const struct style *style);
struct tree_writer tw_json(struct buf *out);
static inline bool tw_is_json(const struct tree_writer *tree)
{
    return tree->style == NULL;
}

/* An object: a heading, and the lines that are indented below it. */
void tw_open(struct tree_writer *tree, const char *key);
void tw_close(struct tree_writer *tree);

/* A list of objects, or of values on lines of their own; tw_words: of values on one line. */
void tw_list(struct tree_writer *tree, const char *key);
void tw_list_end(struct tree_writer *tree);
void tw_words(struct tree_writer *tree, const char *key);
void tw_words_end(struct tree_writer *tree);

/* tw_put writes text from outside: it is escaped. */
void tw_put(struct tree_writer *tree, const char *key, struct span text);
void tw_str(struct tree_writer *tree, const char *key, const char *text);
void tw_buf(struct tree_writer *tree, const char *key, struct buf *text); /* frees text */
void tw_hex(struct tree_writer *tree, const char *key, struct span bytes);
void tw_int(struct tree_writer *tree, const char *key, int64_t value);
void tw_bool(struct tree_writer *tree, const char *key, bool value);
void tw_time(struct tree_writer *tree, const char *key, int64_t time);

/* tw_time_read is tw_time, or tw_unread if the time could not be read; tw_hex_read is the same for
 * bytes. tw_unread writes that there is a value that cannot be read: null in JSON. */
void tw_time_read(struct tree_writer *tree, const char *key, bool is_read, int64_t time);
void tw_hex_read(struct tree_writer *tree, const char *key, bool is_read, struct span bytes);
void tw_unread(struct tree_writer *tree, const char *key);

/* An OID by its name, or dotted; a Name; a GeneralName with its kind. */
void tw_oid(struct tree_writer *tree, const char *key, struct span content);
void tw_name(struct tree_writer *tree, const char *key, struct span name);
void tw_gname(struct tree_writer *tree, const char *key, const struct gname *name);

/* tw_gname_json is what tw_gname is in JSON: {type, value}, or null if it is not readable. */
void tw_gname_json(struct json_writer *json, const char *key, const struct gname *name);

/* Only in text: a line that starts a section. */
void tw_heading(struct tree_writer *tree, const char *text);

/* What is wrong, as a list of {error, message, ref, offset} in JSON and a line each in text. */
void tw_defects(struct tree_writer *tree, const struct fail *defects, unsigned num,
                struct span der);

#endif
