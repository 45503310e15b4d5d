/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_writer: writes JSON (RFC 8259) straight into a buf, without a tree and without allocating.
 * (json_ is the prefix of a library.)
 *
 * Every call writes one member: with a key inside an object, with key NULL inside an array or at
 * the top.  The output is valid UTF-8 for any input: characters that are hidden or control
 * terminals become \u escapes, bytes that are not UTF-8 become the text \xx.
 */
#ifndef TB_LIB_VIEW_TEXT_JSON_WRITER_H
#define TB_LIB_VIEW_TEXT_JSON_WRITER_H

#include "lib/base/buf.h"

struct json_writer {
    struct buf *out;
    bool comma; /* this object or array has a member already */
};

void jw_open(struct json_writer *json, const char *key); /* { */
void jw_close(struct json_writer *json);
void jw_list(struct json_writer *json, const char *key); /* [ */
void jw_list_end(struct json_writer *json);

/* jw_text writes text from outside: it is escaped. */
void jw_text(struct json_writer *json, const char *key, struct span text);
void jw_str(struct json_writer *json, const char *key, const char *text); /* NULL: null */
void jw_buf(struct json_writer *json, const char *key,
            struct buf *text); /* as jw_text; frees text */

/* jw_raw writes a string or number as it is written in another JSON text, valid and of one line;
 * only what must not reach a terminal is escaped. */
void jw_raw(struct json_writer *json, const char *key, struct span value);

/* null if the value could not be read. */
void jw_buf_read(struct json_writer *json, const char *key, bool is_read, struct buf *text);
void jw_hex_read(struct json_writer *json, const char *key, bool is_read, struct span bytes);
void jw_hex(struct json_writer *json, const char *key, struct span bytes);
void jw_int(struct json_writer *json, const char *key, int64_t value);
/* jw_decimal writes a number with this many digits after the point; it must be finite. */
void jw_decimal(struct json_writer *json, const char *key, double value, int digits);
void jw_bool(struct json_writer *json, const char *key, bool value);
void jw_null(struct json_writer *json, const char *key);
void jw_time(struct json_writer *json, const char *key, int64_t time); /* RFC 3339 */
void jw_time_read(struct json_writer *json, const char *key, bool is_read,
                  int64_t time); /* or null */

#endif
