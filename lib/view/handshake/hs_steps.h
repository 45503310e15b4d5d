/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_steps: a connection in steps: moments of the network and flights (consecutive messages of one
 * side), by time. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_STEPS_H
#define TB_LIB_VIEW_HANDSHAKE_HS_STEPS_H

#include "lib/view/handshake/message_list.h"

struct hs_step {
    const char *mark;      /* NULL: a flight */
    struct message_row first; /* of the flight */
    struct message_list rest; /* the list after that row */
    size_t num;            /* rows in it */
    uint64_t us, took;     /* when it was done, and the time since the step before */
    size_t n;              /* bytes of the flight's messages */
};

struct hs_steps {
    const struct event_log *events;
    struct message_list flow;
    struct message_row row; /* the next row, if has_row */
    bool has_row;
    size_t mark; /* the next one */
    uint64_t last;
};

struct hs_steps hs_steps_open(const struct event_log *log);
bool hs_steps_next(struct hs_steps *steps, struct hs_step *out);

/* hs_steps_label is the mark, or the names of the flight's messages, separated by commas. */
void hs_steps_label(struct buf *out, const struct hs_step *step);

/* hs_steps_total is the time of the last thing that happened. */
uint64_t hs_steps_total(const struct event_log *log);

#endif
