/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listeners: the ports of a server, and the preparations of `serve --bad` before the first
 * client. */
#ifndef TB_CMD_SERVE_LISTENERS_H
#define TB_CMD_SERVE_LISTENERS_H

#include "app/serve/client_check.h"
#include "cmd/cli/cmd.h"

struct listener_options {
    const char *address; /* the address to listen at */
    size_t max_clients;
    struct client_check_opts
        check; /* without --check its command is NULL; its files are written in any case */
};

/* listeners_select selects the faults by their names; returns the exit code. */
int listeners_select(struct serve *serve, struct run *run, const struct string_list *names);

/* listeners_open starts listening.  A single fault is at the requested port; several are at the
 * ports after it.  *why gets a sentence on an error. */
enum err listeners_open(struct serve *serve, const struct listener_options *options, uint16_t port,
                        struct buf *why) MUST_CHECK;

/* listeners_prepare writes the files and makes the page and the check. */
enum err listeners_prepare(struct serve *serve, const struct listener_options *options,
                           struct buf *why) MUST_CHECK;

#endif
