/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listeners: the ports of a server, and what `serve --bad` needs before the first client comes. */
#ifndef TB_CMD_SERVE_LISTENERS_H
#define TB_CMD_SERVE_LISTENERS_H

#include "app/serve/client_check.h"
#include "cmd/cli/cmd.h"

struct listener_options {
    const char *address; /* to listen at */
    size_t max_clients;
    struct client_check_opts
        check; /* its command is NULL where there is none; its files are written in
                                   any case */
};

/* listeners_select takes the faults; the exit code. */
int listeners_select(struct serve *serve, struct run *run, const struct string_list *names);

/* listeners_open listens.  A fault alone is at the port that was asked for; several are at those
 * behind it. */
enum err listeners_open(struct serve *serve, const struct listener_options *options, uint16_t port,
                        struct buf *why) MUST_CHECK;

/* listeners_prepare writes files, and makes the page and the check. */
enum err listeners_prepare(struct serve *serve, const struct listener_options *options,
                           struct buf *why) MUST_CHECK;

#endif
