/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doc: one walk over a thing, written as aligned text or as JSON.
 *
 * A walker names each value by its JSON key; in text the key becomes the label ("not_before":
 * "Not before").  Inside lists the key is NULL.
 */
#ifndef TB_LIB_VIEW_TEXT_TREE_WRITER_H
#define TB_LIB_VIEW_TEXT_TREE_WRITER_H

#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

struct doc {
    struct buf *out;
    const struct style *style; /* NULL: JSON */
    struct jw j;
    int indent;
    bool bullet;      /* text: the next line begins an item of a list */
    struct buf words; /* text: the items of an inline list so far */
    int value;        /* text: the column where they start */
    bool is_inline;
};

struct doc doc_text(struct buf *out, const struct style *style);
struct doc doc_json(struct buf *out);
static inline bool doc_is_json(const struct doc *d)
{
    return d->style == NULL;
}

/* An object: a heading and what is indented below it. */
void doc_open(struct doc *d, const char *key);
void doc_close(struct doc *d);

/* A list of objects, or of values on lines of their own; doc_words: of values on one line. */
void doc_list(struct doc *d, const char *key);
void doc_list_end(struct doc *d);
void doc_words(struct doc *d, const char *key);
void doc_words_end(struct doc *d);

void doc_put(struct doc *d, const char *key, struct span text);
void doc_str(struct doc *d, const char *key, const char *s);
void doc_buf(struct doc *d, const char *key, struct buf *text); /* frees text */
void doc_hex(struct doc *d, const char *key, struct span bytes);
void doc_int(struct doc *d, const char *key, int64_t v);
void doc_bool(struct doc *d, const char *key, bool v);
void doc_time(struct doc *d, const char *key, int64_t t);

/* doc_time_read is doc_time, or doc_unread where the time was not read, and so is doc_hex_read;
 * doc_unread says that there is a value which cannot be read: null in JSON. */
void doc_time_read(struct doc *d, const char *key, bool is_read, int64_t t);
void doc_hex_read(struct doc *d, const char *key, bool is_read, struct span bytes);
void doc_unread(struct doc *d, const char *key);

/* An OID by its name, or dotted; a Name; a GeneralName with its kind. */
void doc_oid(struct doc *d, const char *key, struct span content);
void doc_name(struct doc *d, const char *key, struct span name);
void doc_gname(struct doc *d, const char *key, const struct gname *n);

/* doc_gname_json is what doc_gname is in JSON: {type, value}, or null where it is not readable. */
void doc_gname_json(struct jw *j, const char *key, const struct gname *n);

/* Text alone: a line that starts a section. */
void doc_heading(struct doc *d, const char *text);

/* What is wrong, as a list of {error, message, ref, offset} in JSON and a line each in text. */
void doc_defects(struct doc *d, const struct fail *defects, unsigned num, struct span der);

#endif
