/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_check: `serve --bad … --check COMMAND` runs a client against each fault, and against the
 * server without a fault before and after them, and reports what the client noticed. */
#ifndef TB_APP_SERVE_CLIENT_CHECK_H
#define TB_APP_SERVE_CLIENT_CHECK_H

#include "app/serve/server_conn.h"

struct client_check;
struct net_child;

enum client_check_result {
    CLIENT_CHECK_NOT_RUN,
    CLIENT_CHECK_NOTICED, /* the client's exit code was not 0 */
    CLIENT_CHECK_MISSED,
    CLIENT_CHECK_HUNG, /* it was killed at the time limit */
};

/* One run of the client. */
struct client_check_job {
    struct client_check *check;
    const struct server_fault *bad; /* NULL: no fault */
    const char *name, *host;
    char host_room[FAULT_SITE_HOST_SIZE];
    uint16_t port;
    struct net_child *child; /* while it runs */
    enum client_check_result result;
    int code;
    uint8_t line[2000]; /* the last line of its output */
    size_t line_n;
    bool line_is_over;
};

struct client_check_opts {
    const char *command;
    unsigned jobs;       /* clients at a time */
    uint64_t timeout_us; /* for each */
    const char *root,
        *crl; /* files that are written; NULL: in a temporary folder */
    /* Called once at the end.  The first and the last job are without a fault. */
    void (*report)(const struct serve *serve, const struct client_check_job *jobs, size_t num);
};

/* client_check_new makes the check and writes its files; nothing runs yet.  *why: what could not be
 * written.  client_check_run starts the first client; the server stops when all are done. */
enum err client_check_new(struct client_check **out, struct serve *serve,
                          const struct client_check_opts *opts, struct buf *why) MUST_CHECK;
enum err client_check_run(struct client_check *check) MUST_CHECK;
void client_check_stop(struct client_check *check); /* kills running clients */
void client_check_free(struct client_check *check); /* removes its folder; accepts NULL */

/* client_check_is_right: the client did what a good client must. */
bool client_check_is_right(const struct client_check_job *job);

/* client_check_code: 0; 1 if a client reacted wrongly; 3 if it fails without a fault, too. */
int client_check_code(const struct client_check *check);

#endif
