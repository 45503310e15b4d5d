/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_steps.h"

struct hs_steps hs_steps_open(const struct event_log *log)
{
    struct hs_steps m = {.events = log, .flow = message_list_open(log, true)};

    m.has_row = message_list_next(&m.flow, &m.row);
    return m;
}

/* The handshake, alerts and data are flights of their own. */
static unsigned class_of(const struct message_row *row)
{
    switch (row->entry->event.kind) {
    case EVENT_DATA: return 2;
    case EVENT_ALERT: return 1;
    default: return 0;
    }
}

/* Is there a moment of the network before time `until`? It ends a flight. */
static bool is_cut(const struct hs_steps *steps, uint64_t until)
{
    const struct event_log *j = steps->events;

    return steps->mark < j->num_marks && j->marks[steps->mark].us <= until;
}

/* A flight is a run of messages of one side and one class.  It is as late as its last message. */
static void take_flight(struct hs_steps *steps, struct hs_step *out)
{
    out->first = steps->row;
    out->rest = steps->flow;
    do {
        out->num++;
        out->n += steps->row.n;
        out->us = steps->row.us;
        steps->has_row = message_list_next(&steps->flow, &steps->row);
    } while (steps->has_row && steps->row.sent == out->first.sent &&
             class_of(&steps->row) == class_of(&out->first) && !is_cut(steps, steps->row.us));
}

/* Moments and flights are merged in the order of time. */
bool hs_steps_next(struct hs_steps *steps, struct hs_step *out)
{
    const struct event_log *j = steps->events;
    bool has_mark = steps->mark < j->num_marks;

    *out = (struct hs_step){0};
    if (has_mark && (!steps->has_row || j->marks[steps->mark].us <= steps->row.us)) {
        out->mark = j->marks[steps->mark].name;
        out->us = j->marks[steps->mark].us;
        steps->mark++;
    } else if (steps->has_row) {
        take_flight(steps, out);
    } else {
        return false;
    }
    out->took = out->us > steps->last ? out->us - steps->last : 0;
    steps->last = out->us;
    return true;
}

void hs_steps_label(struct buf *out, const struct hs_step *step)
{
    struct message_list rest = step->rest;
    struct message_row row = step->first;

    if (step->mark != NULL) {
        buf_str(out, step->mark);
        return;
    }
    for (size_t i = 0; i < step->num; i++) {
        buf_str(out, i > 0 ? ", " : "");
        message_list_label(out, &row);
        if (!message_list_next(&rest, &row))
            return;
    }
}

uint64_t hs_steps_total(const struct event_log *log)
{
    uint64_t last = log->num > 0 ? log->v[log->num - 1].us : 0;

    if (log->num_marks > 0 && log->marks[log->num_marks - 1].us > last)
        last = log->marks[log->num_marks - 1].us;
    return last;
}
