/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spool: what grows while a connection lasts and becomes a file when it is over: a capture.  It
 * lies in a file without a name until then, for its owner alone, so that it costs no memory, and
 * nothing of it is left where the program ends early.
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

/* spool_open makes one beside path, or, where nothing can be made there, in TMPDIR or /tmp. */
enum err spool_open(struct spool *spool, const char *path) MUST_CHECK;
/* spool_put appends; a failure is noted, and nothing more is written. */
void spool_put(struct spool *spool, struct span bytes);
void spool_close(struct spool *spool); /* also fit for a zero struct */

#endif
