/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target_source: the targets of a scan, one after the other, from operands, files and pipes.
 *
 * In a file each line is a target.  Blanks around it and a carriage return at its end are ignored,
 * and so are empty lines, a byte order mark, and what follows a # at the beginning or after a
 * blank.  Nothing is kept in memory but a piece of a file: there can be any number of targets.
 */
#ifndef TB_APP_SCAN_TARGET_SOURCE_H
#define TB_APP_SCAN_TARGET_SOURCE_H

#include "app/connect/connect_setup.h"
#include "lib/base/file.h"
#include "lib/base/string_list.h"
#include "lib/net/net_block.h"
#include "lib/net/watch.h"

/* The longest line, and what is read at a time. */
enum { TARGET_LINE_MAX = 1024, TARGET_PIECE = 16 * 1024 };

/* Where the targets come from.  All of it is borrowed. */
struct target_list {
    const struct connect_setup *setup; /* has the default port */
    char *const *operands;             /* targets; "-": standard input */
    size_t num_operands;
    const struct string_list *files; /* after the operands */
    bool cidr;                       /* blocks are allowed */
};

/* One target.  Its spans are valid until the next one is taken. */
struct scan_target {
    struct span text;     /* as written; in a block: the address */
    const char *path;     /* the file that it is in, "-", or NULL for an operand */
    uint64_t line;        /* the number in the file, or 0 */
    enum err err;         /* why it is no target, or OK */
    bool is_file;         /* err is about the file, which cannot be read … */
    int sys_errno;        /* … for this reason of the system, or 0 */
    struct server server; /* if err is OK */
};

/* What the source has: a target, none at the moment, or no more. */
enum target_state { TARGET_NEXT, TARGET_WAIT, TARGET_END };

struct target_source {
    struct net_loop *loop;
    const struct target_list *list;
    void (*ready)(void *ctx);
    void *ctx;

    size_t next_operand, next_file;
    const char *path; /* of the open file, or NULL */
    struct opened_file file;
    struct net_watch *watch; /* of the open file, if reading it can block */
    bool is_readable;        /* the watch has seen something to read */
    bool is_ended;           /* nothing more can be read */
    bool is_passing;         /* the rest of a long line is passed over */
    enum err read_err;       /* what ended it, to be reported */
    uint64_t line;           /* the number of the line before `at` */
    size_t at, held_n;       /* what is held of the file, and not taken yet */
    uint8_t held[TARGET_PIECE];

    struct net_block block; /* whose addresses are the next targets … */
    uint32_t block_at;      /* … from this one */
    char block_text[NET_BLOCK_TEXT];
    const char *block_path; /* the file with it, and the number of the line */
    uint64_t block_line;
};

/* target_list_count is the number of targets, as far as it can be known before they are read: lines
 * of files count, whatever is in them.  0: it is not known. */
uint64_t target_list_count(const struct target_list *list);

/* target_source_init begins.  After TARGET_WAIT `ready` is called when there may be more. */
void target_source_init(struct target_source *source, struct net_loop *loop,
                        const struct target_list *list, void (*ready)(void *ctx), void *ctx);
enum target_state target_source_next(struct target_source *source, struct scan_target *out);
void target_source_close(struct target_source *source); /* accepts a zero struct */

#endif
