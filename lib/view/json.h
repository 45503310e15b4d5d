/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json: a writer of JSON (RFC 8259) straight into a buf, without a tree and without allocating.
 *
 * Every call writes one member: with a key inside an object, with key NULL inside an array or at
 * the top.  What comes out is valid UTF-8 whatever goes in: characters that are hidden or steer
 * terminals become \u escapes, bytes that are no UTF-8 are written as the text \xx.
 */
#ifndef TB_LIB_VIEW_JSON_H
#define TB_LIB_VIEW_JSON_H

#include "lib/base/buf.h"

struct json {
    struct buf *out;
    bool comma; /* something stands before in this object or array */
};

void json_open(struct json *j, const char *key);  /* { */
void json_close(struct json *j);
void json_list(struct json *j, const char *key);  /* [ */
void json_list_end(struct json *j);

void json_text(struct json *j, const char *key, struct span text);
void json_str(struct json *j, const char *key, const char *s); /* NULL: null */
void json_buf(struct json *j, const char *key, struct buf *text); /* as json_text; frees text */
void json_hex(struct json *j, const char *key, struct span bytes);
void json_int(struct json *j, const char *key, int64_t v);
void json_bool(struct json *j, const char *key, bool v);
void json_null(struct json *j, const char *key);
void json_time(struct json *j, const char *key, int64_t t); /* RFC 3339 */

#endif
