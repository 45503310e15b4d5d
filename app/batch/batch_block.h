/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch_block: some requests on their way to their results.
 *
 * The source fills a block, a worker answers what is in it, and the sink writes the answers.
 * Blocks are used again: the memory of a batch does not depend on the length of its input.
 */
#ifndef TB_APP_BATCH_BATCH_BLOCK_H
#define TB_APP_BATCH_BATCH_BLOCK_H

#include "app/batch/tally.h"
#include "lib/base/buf.h"

/* A block has whole lines, as many as there were, up to these limits, the first of which is lower
 * with many threads (pipeline_block_bytes).  A line that is longer is large, and has a block of its
 * own.  BLOCK_LINES bounds the answers: those to short lines are longer than the lines. */
enum { BLOCK_BYTES = 64 * 1024, BLOCK_LINES = 256, BLOCK_PATHS = 64 };

/* The longest line without its line feed, and the largest file of a directory; the most bytes of a
 * block. */
enum { REQUEST_MAX = 4 * 1024 * 1024, BLOCK_DATA_MAX = REQUEST_MAX + 1 };

enum batch_block_kind {
    BLOCK_OF_LINES, /* data: lines, the last one perhaps without its line feed */
    BLOCK_OF_PATHS, /* data: paths of files, each with a terminator */
    BLOCK_TOO_LONG, /* a line of more than REQUEST_MAX bytes; data: its beginning */
    BLOCK_UNREAD,   /* a FILE, or the rest of it, that cannot be read; data: its path, if it is not
                     * `input` */
};

struct ring;

struct batch_block {
    enum batch_block_kind kind;
    const char *input; /* the FILE, as it is named */
    uint64_t line;     /* the number of the first line in it, from 1 */
    uint64_t line_n;   /* BLOCK_TOO_LONG: the length of the line in bytes */
    size_t num_paths;  /* BLOCK_OF_PATHS */
    enum err err;      /* BLOCK_UNREAD: why, with the errno of the system or 0 */
    int sys_errno;
    bool is_large;    /* a long line */
    uint64_t input_n; /* how many bytes of the input it stands for */
    struct buf data;
    struct buf answers; /* result lines */
    struct tally tally; /* of them */

    struct ring *ring; /* of the pipeline, and the place in it */
    uint64_t number;
};

#endif
