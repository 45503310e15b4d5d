/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/event/event_log.h"

void event_log_init(struct event_log *j, bool keep_steps, bool keep_data)
{
    *j = (struct event_log){.keep_steps = keep_steps, .keep_data = keep_data};
    arena_init(&j->arena, EVENT_LOG_MEMORY);
    buf_init(&j->secrets, EVENT_LOG_SECRETS);
}

void event_log_free(struct event_log *j)
{
    buf_wipe(&j->secrets);
    arena_free(&j->arena);
    *j = (struct event_log){0};
}

/* Keeps secret bytes; *at and *n say where they are.  (Offsets, since the buffer may move.) */
static void keep(struct event_log *j, size_t *at, size_t *n, struct span s)
{
    *at = j->secrets.n;
    *n = s.n;
    buf_put(&j->secrets, s);
}

static bool add_step(struct event_log *j, size_t *index, const struct step *s)
{
    if (ARENA_GROW(&j->arena, j->steps, j->num_steps, j->cap_steps) != ERR_OK)
        return false;
    struct event_log_step *k = &j->steps[j->num_steps];
    *k = (struct event_log_step){.id = s->id, .num_in = s->num_in};
    for (size_t i = 0; i < s->num_in; i++) {
        k->names[i] = s->in[i].name;
        keep(j, &k->at[i], &k->n[i], s->in[i].value);
    }
    keep(j, &k->info_at, &k->info_n, s->info);
    keep(j, &k->out_at, &k->out_n, s->out);
    if (j->secrets.err != ERR_OK)
        return false;
    *index = j->num_steps++;
    return true;
}

/* Is this event the content of a record? */
static bool is_inside(const struct event_log_entry *e)
{
    switch (e->event.kind) {
    case EVENT_MESSAGE:
    case EVENT_CCS:
    case EVENT_ALERT:
    case EVENT_DATA: return true;
    default: return false;
    }
}

bool event_log_is_own(const struct event_log *j, const struct event_log_entry *e)
{
    return j->side == EVENT_LOG_CLIENT ? e->event.sent
                                       : j->side == EVENT_LOG_SERVER && !e->event.sent;
}

static bool is_open(const struct event_log *j, const struct event_log_entry *e)
{
    return event_log_is_own(j, e) && is_inside(e) && e->record == 0;
}

/* The first thing sent that no record has carried yet, or j->num. */
static size_t first_open(const struct event_log *j)
{
    size_t first = j->num;

    for (size_t i = j->num; i > 0; i--) {
        const struct event_log_entry *e = &j->v[i - 1];
        if (event_log_is_own(j, e) && e->event.kind == EVENT_RECORD)
            break;
        if (is_open(j, e))
            first = i - 1;
    }
    return first;
}

/* A record without new content continues the message before it. */
static void go_on(struct event_log *j, size_t record)
{
    for (size_t i = j->num; i > 0; i--) {
        struct event_log_entry *e = &j->v[i - 1];
        if (event_log_is_own(j, e) && is_inside(e)) {
            if (e->event.kind == EVENT_MESSAGE)
                e->record = record;
            return;
        }
    }
}

static void insert(struct event_log *j, size_t at, const struct event_log_entry *e)
{
    memmove(&j->v[at + 1], &j->v[at], (j->num - at) * sizeof *e);
    j->v[at] = *e;
    j->num++;
}

/*
 * Content that we send is logged in the order in which it leaves.  ChangeCipherSpec is emitted
 * after the messages of the same flight, but leaves before them in a record of its own.
 */
static void add_sent(struct event_log *j, struct event_log_entry *e)
{
    size_t at = first_open(j);
    bool of_ccs = e->event.kind == EVENT_RECORD && at < j->num && j->v[at].event.kind == EVENT_CCS;

    if ((e->event.kind == EVENT_CCS || of_ccs) && at < j->num)
        e->us = j->v[at].us;
    if (e->event.kind == EVENT_CCS) {
        insert(j, at, e);
    } else if (of_ccs) {
        j->v[at].record = e->record;
        insert(j, at + 1, e);
    } else {
        if (e->event.kind == EVENT_RECORD && at == j->num)
            go_on(j, e->record);
        for (size_t i = at; e->event.kind == EVENT_RECORD && i < j->num; i++) {
            if (is_open(j, &j->v[i]))
                j->v[i].record = e->record;
        }
        insert(j, j->num, e);
    }
}

/* Copies the bytes of an event, as far as they are kept. */
static bool copy_bytes(struct event_log *j, struct event_log_entry *e)
{
    struct span whole = e->event.bytes;

    e->n = whole.n;
    if (e->event.kind == EVENT_RECORD)
        whole = span_head(whole, RECORD_HEADER);
    if (e->event.kind == EVENT_DATA && !j->keep_data)
        whole = span_head(whole, j->keep_head);
    return arena_copy(&j->arena, &e->event.bytes, whole) == ERR_OK &&
           arena_copy(&j->arena, &e->event.at, e->event.at) == ERR_OK;
}

void event_log_add(struct event_log *j, uint64_t us, const struct event *e)
{
    struct event_log_entry entry = {.us = us, .event = *e, .step = SIZE_MAX};

    if (j->side == EVENT_LOG_SERVER)
        entry.event.sent = !e->sent;
    if (j->is_full || (e->kind == EVENT_STEP && !j->keep_steps))
        return;
    entry.event.step = NULL;
    if (ARENA_GROW(&j->arena, j->v, j->num, j->cap) != ERR_OK) {
        j->is_full = true;
        return;
    }
    bool ok = e->kind != EVENT_STEP || e->step == NULL || add_step(j, &entry.step, e->step);
    if (!ok || !copy_bytes(j, &entry)) {
        j->is_full = true;
        return;
    }
    size_t *records = &j->records[entry.event.sent ? 1 : 0];
    bool is_own = event_log_is_own(j, &entry);
    if (e->kind == EVENT_RECORD)
        entry.record = ++*records;
    else if (is_inside(&entry) && !is_own)
        entry.record = *records;
    if (is_own)
        add_sent(j, &entry);
    else
        insert(j, j->num, &entry);
}

void event_log_mark(struct event_log *j, const char *name, uint64_t us)
{
    if (j->num_marks < EVENT_LOG_MARKS)
        j->marks[j->num_marks++] = (struct event_log_mark){name, us};
}

struct step event_log_step_get(const struct event_log *j, const struct event_log_step *s)
{
    struct span all = buf_span(&j->secrets);
    struct step out = {.id = s->id, .num_in = s->num_in};

    for (size_t i = 0; i < s->num_in; i++)
        out.in[i] = (struct step_input){s->names[i], span_head(span_tail(all, s->at[i]), s->n[i])};
    out.info = span_head(span_tail(all, s->info_at), s->info_n);
    out.out = span_head(span_tail(all, s->out_at), s->out_n);
    return out;
}
