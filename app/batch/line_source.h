/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line_source: the FILEs of a batch as blocks.
 *
 * A block has the whole lines that one read found, so that a slow producer gets each answer at
 * once. A directory yields paths instead of lines.  A line of more than REQUEST_MAX bytes is
 * read and counted, and only its beginning is kept.
 */
#ifndef TB_APP_BATCH_LINE_SOURCE_H
#define TB_APP_BATCH_LINE_SOURCE_H

#include "app/batch/file_walk.h"
#include "app/batch/pipeline.h"
#include "lib/base/file.h"

struct line_source {
    char *const *inputs; /* "-": standard input */
    size_t num_inputs, next_input;

    size_t block_bytes; /* of a block; the caller may lower it from BLOCK_BYTES */

    struct opened_file file; /* the one that is being read */
    struct file_walk walk;   /* likewise, if it is a directory */
    enum err walk_err;       /* what the walk met after the files of the last block, or OK */
    const char *input;       /* NULL: none is open */
    bool is_ended;           /* there is nothing more to read in it */
    uint64_t line;           /* the number of the next line */
    struct buf held;         /* what was read; the room of a long line goes to its block */
    size_t at, looked;       /* the start of the next line; up to here there is no line feed */
    uint64_t passed_n;       /* bytes of a line that is too long, and not kept */
    struct buf head;         /* of that line: the beginning, which may have its id */
};

void line_source_init(struct line_source *source, char *const *inputs, size_t num);
void line_source_close(struct line_source *source);

/* line_source_fill fills an empty block; see struct pipeline.  A signal (app/batch/stop.h) ends the
 * source. */
enum filled line_source_fill(struct line_source *source, struct batch_block *block,
                             bool may_be_large);

#endif
