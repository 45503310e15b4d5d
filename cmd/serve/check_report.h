/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_report: what came of `--check`, as a table or as JSON. */
#ifndef TB_CMD_SERVE_CHECK_REPORT_H
#define TB_CMD_SERVE_CHECK_REPORT_H

#include "app/serve/server_conn.h"

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

/* check_report_is_right: the client did what it must. */
bool check_report_is_right(const struct client_check_job *j);

/* The first and the last job are those without a fault. */
void check_report(const struct serve *s, const struct client_check_job *jobs, size_t num);

#endif
