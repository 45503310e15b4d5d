/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_steps.h"

struct moments moments_open(const struct event_log *j)
{
    struct moments m = {.journal = j, .flow = flow_open(j, true)};

    m.has_row = flow_next(&m.flow, &m.row);
    return m;
}

/* The handshake, alerts and data make flights of their own. */
static unsigned class_of(const struct flow_row *r)
{
    switch (r->entry->event.kind) {
    case EVENT_DATA: return 2;
    case EVENT_ALERT: return 1;
    default: return 0;
    }
}

/* Where the network goes on at time `until`: a flight ends before. */
static bool is_cut(const struct moments *m, uint64_t until)
{
    const struct event_log *j = m->journal;

    return m->mark < j->num_marks && j->marks[m->mark].us <= until;
}

static void take_flight(struct moments *m, struct moment *out)
{
    out->first = m->row;
    out->rest = m->flow;
    do {
        out->num++;
        out->n += m->row.n;
        out->us = m->row.us;
        m->has_row = flow_next(&m->flow, &m->row);
    } while (m->has_row && m->row.sent == out->first.sent &&
             class_of(&m->row) == class_of(&out->first) && !is_cut(m, m->row.us));
}

bool moments_next(struct moments *m, struct moment *out)
{
    const struct event_log *j = m->journal;
    bool has_mark = m->mark < j->num_marks;

    *out = (struct moment){0};
    if (has_mark && (!m->has_row || j->marks[m->mark].us <= m->row.us)) {
        out->mark = j->marks[m->mark].name;
        out->us = j->marks[m->mark].us;
        m->mark++;
    } else if (m->has_row) {
        take_flight(m, out);
    } else {
        return false;
    }
    out->took = out->us > m->last ? out->us - m->last : 0;
    m->last = out->us;
    return true;
}

void moment_label(struct buf *out, const struct moment *m)
{
    struct flow rest = m->rest;
    struct flow_row row = m->first;

    if (m->mark != NULL) {
        buf_str(out, m->mark);
        return;
    }
    for (size_t i = 0; i < m->num; i++) {
        buf_str(out, i > 0 ? ", " : "");
        flow_label(out, &row);
        if (!flow_next(&rest, &row))
            return;
    }
}

uint64_t moments_total(const struct event_log *j)
{
    uint64_t last = j->num > 0 ? j->v[j->num - 1].us : 0;

    if (j->num_marks > 0 && j->marks[j->num_marks - 1].us > last)
        last = j->marks[j->num_marks - 1].us;
    return last;
}
