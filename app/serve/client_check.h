/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * badcheck: `serve --bad … --check COMMAND`: a client is run against each fault, and against the
 * good server before and after them, and what it noticed is told.
 */
#ifndef TB_APP_SERVE_CLIENT_CHECK_H
#define TB_APP_SERVE_CLIENT_CHECK_H

#include "app/serve/server_conn.h"

struct badcheck;

struct badcheck_opts {
    const char *command;
    unsigned jobs;       /* clients at a time */
    uint64_t timeout_us; /* for each */
    const char *root,
        *crl; /* files that are written; NULL: some in a folder that is removed again */
};

/* badcheck_new makes s->check: the files are there, nothing runs yet.  badcheck_run begins; the
 * server is stopped when all is over.  *why: what cannot be written. */
enum err badcheck_new(struct badcheck **out, struct serve *s, const struct badcheck_opts *opts,
                      struct buf *why) MUST_CHECK;
enum err badcheck_run(struct badcheck *c) MUST_CHECK;
void badcheck_stop(struct badcheck *c); /* kills those who run */
void badcheck_free(struct badcheck *c); /* removes its folder; NULL does nothing */

/* badcheck_code: 0, 1 where the client did wrong, 3 where it fails without a fault, too. */
int badcheck_code(const struct badcheck *c);

#endif
