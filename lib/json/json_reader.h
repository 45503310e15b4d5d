/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_reader: reads one JSON text (RFC 8259) into a flat list of values.  (json_ is the prefix of
 * a library.)
 *
 * The list has the values in the order of the text, an array or object before what is in it:
 *
 *     struct json_text t;
 *     TRY(jr_read(&t, line, 100, arena, fail));
 *     for (v = jr_first(t.v); v != NULL; v = jr_next(t.v, v))
 *         ...
 *
 * Nothing is copied: spans point into the text, and only names with escapes are decoded, into the
 * arena.  Depth, members and values are bounded, so that the work grows with the text alone.
 */
#ifndef TB_LIB_JSON_JSON_READER_H
#define TB_LIB_JSON_JSON_READER_H

#include "lib/base/arena.h"

enum json_kind { JR_NULL, JR_FALSE, JR_TRUE, JR_NUMBER, JR_STRING, JR_ARRAY, JR_OBJECT };

/* The deepest nesting, and the most members of one object. */
enum { JR_DEPTH = 16, JR_MEMBERS = 64 };

struct json_value {
    enum json_kind kind;
    bool has_escapes; /* a string that has to be decoded */
    size_t size;      /* how many values it is, with all that are in it */
    struct span text; /* as it is written: a string with its quotes, an object with its braces */
    struct span name; /* of a member: its name, decoded; otherwise empty */
    struct span name_text; /* the same as it is written, with its quotes */
};

struct json_text {
    struct json_value *v; /* the first one is the text as a whole */
    size_t num, cap;
};

/*
 * jr_read reads a text of at most max_values values.  Nothing but white space may be around the one
 * value, and names in an object must differ after decoding.  Errors: JSON_*, with the place in
 * *fail, and those of the arena.  *out then has what was read before the error: an array or object
 * that is cut off holds the values that were complete.
 */
enum err jr_read(struct json_text *out, struct span text, size_t max_values, struct arena *arena,
                 struct fail *fail) MUST_CHECK;

/* jr_read_top is the same for a caller who needs no more than the members or elements of the value:
 * what is nested in them is checked as well, and not kept. */
enum err jr_read_top(struct json_text *out, struct span text, size_t max_values,
                     struct arena *arena, struct fail *fail) MUST_CHECK;

/* jr_first is the first value in an array or object, jr_next the one after `value` in it.  NULL if
 * there is none. */
const struct json_value *jr_first(const struct json_value *parent);
const struct json_value *jr_next(const struct json_value *parent, const struct json_value *value);

/* jr_string decodes a string.  Without escapes it is a part of the text, otherwise it is in the
 * arena.  Errors: those of the arena. */
enum err jr_string(struct span *out, const struct json_value *value,
                   struct arena *arena) MUST_CHECK;

#endif
