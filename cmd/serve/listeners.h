/* SPDX-License-Identifier: GPL-3.0-or-later */
/* servebad: the ports of a server, and what `serve --bad` needs before the first client comes. */
#ifndef TB_CMD_SERVE_LISTENERS_H
#define TB_CMD_SERVE_LISTENERS_H

#include "app/serve/client_check.h"

struct servebad_opts {
    const char *address; /* to listen at */
    size_t max_clients;
    struct badcheck_opts check; /* its command is NULL where there is none; its files are written in
                                   any case */
};

/* servebad_select takes the faults; the exit code. */
int servebad_select(struct serve *s, const struct opt_list *names);

/* servebad_open listens.  A fault alone is at the port that was asked for; several are at those
 * behind it. */
enum err servebad_open(struct serve *s, const struct servebad_opts *o, uint16_t port,
                       struct buf *why) MUST_CHECK;

/* servebad_prepare writes files, and makes the page and the check. */
enum err servebad_prepare(struct serve *s, const struct servebad_opts *o,
                          struct buf *why) MUST_CHECK;

#endif
