/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/conn_keylog.h"

#include "lib/tls/keys/keylog.h"

enum { LINE_MAX_BYTES = 1 << 14 };

void conn_keylog_line(struct buf *line, const struct endpoint *v, const struct event *ev)
{
    if (ev->kind == EVENT_STEP)
        keylog_put(line, ev->step, tls_info(v->tls)->client_random);
}

/* The line's secret is wiped from memory when it is written. */
static void on_event(void *ctx, const struct endpoint *v, const struct event *ev)
{
    struct outfile_log *log = ctx;
    struct buf line;

    if (ev->kind != EVENT_STEP)
        return;
    buf_init(&line, LINE_MAX_BYTES);
    conn_keylog_line(&line, v, ev);
    if (line.n > 0)
        outfile_log_put(log, buf_span(&line));
    buf_wipe(&line);
}

struct endpoint_listener conn_keylog_listener(struct outfile_log *log)
{
    return (struct endpoint_listener){.ctx = log, .event = on_event};
}
