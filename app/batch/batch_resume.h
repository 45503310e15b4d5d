/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch_resume: a run continues an earlier one, by the results that it has written. */
#ifndef TB_APP_BATCH_BATCH_RESUME_H
#define TB_APP_BATCH_BATCH_RESUME_H

#include "app/batch/done_ids.h"
#include "app/output.h"

struct batch_resume {
    char *path;          /* of the earlier results; NULL: there are none */
    const char *command; /* that has written them */
    const char *run;     /* it in words: "verify --batch" */
    const char *what;    /* what has results: "request" */
    struct output *out;  /* for messages */
    int fd;              /* that the results of this run go to */
};

/*
 * batch_resume_open reads the ids of the earlier results and prints what it found; a file that does
 * not exist has none.  If the run writes to the same file, it continues at its end, and the part of
 * a line there is cut off.  Errors, which are printed: those of done_ids_read; NO_RESULTS, if the
 * file has lines and none is a result; WRITE.
 */
enum err batch_resume_open(struct done_ids *done, const struct batch_resume *resume) MUST_CHECK;

/* batch_resume_end says how many results of this run could not be compared with earlier ones. */
void batch_resume_end(const struct done_ids *done, uint64_t no_id, struct output *out);

#endif
