/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line_id: the id of a line, a request or a result, and what follows from it.
 *
 * An id is a JSON string or number.  Two are the same if both are strings with the same characters,
 * however these are escaped, or both are numbers that are written alike.
 */
#ifndef TB_APP_BATCH_LINE_ID_H
#define TB_APP_BATCH_LINE_ID_H

#include "lib/base/arena.h"
#include "lib/base/buf.h"
#include "lib/base/digest_set.h"

/* line_id_quick is true if the id of a line is its first member and plainly the only one.  *id
 * is it as it is written.  Nothing else of the line is looked at. */
bool line_id_quick(struct span *id, struct span line);

/* line_id_read finds the id in a line of JSON, or, if it is not whole, in the beginning of one.
 * *id is it as it is written; empty if there is none, or null.  Errors: those of jr_read. */
enum err line_id_read(struct span *id, struct span line, bool is_whole,
                      struct arena *arena) MUST_CHECK;

/* The same for a line that must be a result of a command, "verify": it has this command, and an
 * exit code.  line_id_read_result has the error JSON_VALUE for what is none. */
bool line_id_quick_result(struct span *id, struct span line, struct span command);
enum err line_id_read_result(struct span *id, struct span line, bool is_whole, struct span command,
                             struct arena *arena) MUST_CHECK;

/* line_id_path appends the id of a file: its path as a JSON string.  A byte that is no UTF-8, and a
 * backslash, is there a backslash and two hexadecimal digits: paths that differ have ids that
 * differ. */
void line_id_path(struct buf *out, const char *path);

/* line_id_digest is what stands for the id in a set. */
enum err line_id_digest(uint8_t out[LINE_ID_DIGEST], struct span id,
                        struct arena *arena) MUST_CHECK;

/* A part of the work: the requests whose shard, by their id, is `number`, from 1 to `of`. */
struct shard {
    unsigned number, of; /* of: 0 or 1: everything */
};
enum { SHARDS_MAX = 1000000 };

/* line_id_shard_parse reads "K/N".  Errors: SHARD_TEXT. */
enum err line_id_shard_parse(struct shard *out, const char *text) MUST_CHECK;

/* line_id_shard is the shard of an id: 1 + SHA-256 modulo `of`.  What is digested is the
 * characters of the string, decoded, or those of the number; of the SHA-256, the first 8 bytes
 * count, the first byte most. */
enum err line_id_shard(unsigned *out, struct span id, unsigned of, struct arena *arena) MUST_CHECK;

#endif
