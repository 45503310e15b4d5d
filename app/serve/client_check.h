/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_check: `serve --bad … --check COMMAND`: a client is run against each fault, and against
 * the good server before and after them, and what it noticed is told.
 */
#ifndef TB_APP_SERVE_CLIENT_CHECK_H
#define TB_APP_SERVE_CLIENT_CHECK_H

#include "app/serve/server_conn.h"

struct client_check;
struct net_child;

enum client_check_result {
    CLIENT_CHECK_NOT_RUN,
    CLIENT_CHECK_NOTICED, /* the client exited with another code than 0 */
    CLIENT_CHECK_MISSED,
    CLIENT_CHECK_HUNG, /* it was killed */
};

/* One run of the client. */
struct client_check_job {
    struct client_check *check;
    const struct server_fault *bad; /* NULL: there was none */
    const char *name, *host;
    char host_room[FAULT_SITE_HOST_SIZE];
    uint16_t port;
    struct net_child *child; /* while it runs */
    enum client_check_result result;
    int code;
    uint8_t line[2000]; /* the last one that it wrote */
    size_t line_n;
    bool line_is_over;
};

struct client_check_opts {
    const char *command;
    unsigned jobs;       /* clients at a time */
    uint64_t timeout_us; /* for each */
    const char *root,
        *crl; /* files that are written; NULL: some in a folder that is removed again */
    /* Called once, when all is over.  The first and the last job are those without a fault. */
    void (*report)(const struct serve *serve, const struct client_check_job *jobs, size_t num);
};

/* client_check_new makes s->check: the files are there, nothing runs yet.  client_check_run
 * begins; the server is stopped when all is over.  *why: what cannot be written. */
enum err client_check_new(struct client_check **out, struct serve *serve,
                          const struct client_check_opts *opts, struct buf *why) MUST_CHECK;
enum err client_check_run(struct client_check *check) MUST_CHECK;
void client_check_stop(struct client_check *check); /* kills those who run */
void client_check_free(struct client_check *check); /* removes its folder; NULL does nothing */

/* client_check_is_right: the client did what it must. */
bool client_check_is_right(const struct client_check_job *job);

/* client_check_code: 0, 1 where the client did wrong, 3 where it fails without a fault, too. */
int client_check_code(const struct client_check *check);

#endif
