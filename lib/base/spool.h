/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spool: data that grows during a connection and becomes a file at its end: a capture.  Until then
 * it is in a file without a name, for its owner alone: it needs no memory, and nothing is left of
 * it if the program ends early.
 */
#ifndef TB_LIB_BASE_SPOOL_H
#define TB_LIB_BASE_SPOOL_H

#include "lib/base/err.h"

struct spool {
    int fd;
    uint64_t n;    /* bytes in it */
    int sys_errno; /* of the first failure: for strerror */
    bool is_open, failed;
};

/* spool_open makes a spool in the directory of path or, if that fails, in TMPDIR or /tmp. */
enum err spool_open(struct spool *spool, const char *path) MUST_CHECK;
/* spool_put appends; after a failure `failed` is set and nothing more is written. */
void spool_put(struct spool *spool, struct span bytes);
/* spool_append appends all bytes of another spool.  A failure of that one is a failure of this. */
void spool_append(struct spool *spool, const struct spool *from);
void spool_close(struct spool *spool); /* accepts a zero struct */

#endif
