/* SPDX-License-Identifier: GPL-3.0-or-later */
/* badtell: what came of `--check`, as a table or as JSON. */
#ifndef TB_CMD_SERVE_CHECK_REPORT_H
#define TB_CMD_SERVE_CHECK_REPORT_H

#include "app/serve/server_conn.h"

struct net_child;

enum badcheck_result {
    BADCHECK_NOT_RUN,
    BADCHECK_NOTICED, /* the client exited with another code than 0 */
    BADCHECK_MISSED,
    BADCHECK_HUNG, /* it was killed */
};

/* One run of the client. */
struct badcheck_job {
    struct badcheck *check;
    const struct bad *bad; /* NULL: there was none */
    const char *name, *host;
    char host_room[BADSITE_HOST_SIZE];
    uint16_t port;
    struct net_child *child; /* while it runs */
    enum badcheck_result result;
    int code;
    uint8_t line[2000]; /* the last one that it wrote */
    size_t line_n;
    bool line_is_over;
};

/* badtell_is_right: the client did what it must. */
bool badtell_is_right(const struct badcheck_job *j);

/* The first and the last job are those without a fault. */
void badtell(const struct serve *s, const struct badcheck_job *jobs, size_t num);

#endif
