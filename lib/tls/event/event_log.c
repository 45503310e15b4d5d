/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When a client or server sends, it emits the record after the content: the content is "open" until
 * then, and gets the number of its record when that comes.  Received content belongs to the record
 * before it.
 */
#include "config.h"

#include "lib/tls/event/event_log.h"

void event_log_init(struct event_log *log, bool keep_steps, bool keep_data)
{
    *log = (struct event_log){.keep_steps = keep_steps, .keep_data = keep_data};
    arena_init(&log->arena, EVENT_LOG_MEMORY);
    buf_init(&log->secrets, EVENT_LOG_SECRETS);
}

void event_log_free(struct event_log *log)
{
    buf_wipe(&log->secrets);
    arena_free(&log->arena);
    *log = (struct event_log){0};
}

/* Keeps secret bytes; *at and *n say where they are.  (Offsets, since the buffer may move.) */
static void keep(struct event_log *log, size_t *at, size_t *n, struct span bytes)
{
    *at = log->secrets.n;
    *n = bytes.n;
    buf_put(&log->secrets, bytes);
}

/* Copies a step with its bytes into the log.  False if there is no memory. */
static bool add_step(struct event_log *log, size_t *index, const struct step *step)
{
    if (ARENA_GROW(&log->arena, log->steps, log->num_steps, log->cap_steps) != ERR_OK)
        return false;
    struct event_log_step *k = &log->steps[log->num_steps];
    *k = (struct event_log_step){.id = step->id, .num_in = step->num_in};
    for (size_t i = 0; i < step->num_in; i++) {
        k->names[i] = step->in[i].name;
        keep(log, &k->at[i], &k->n[i], step->in[i].value);
    }
    keep(log, &k->info_at, &k->info_n, step->info);
    keep(log, &k->out_at, &k->out_n, step->out);
    if (log->secrets.err != ERR_OK)
        return false;
    *index = log->num_steps++;
    return true;
}

/* Is this event the content of a record? */
static bool is_inside(const struct event_log_entry *entry)
{
    switch (entry->event.kind) {
    case EVENT_MESSAGE:
    case EVENT_CCS:
    case EVENT_ALERT:
    case EVENT_DATA: return true;
    default: return false;
    }
}

bool event_log_is_own(const struct event_log *log, const struct event_log_entry *entry)
{
    return log->side == EVENT_LOG_CLIENT ? entry->event.sent
                                         : log->side == EVENT_LOG_SERVER && !entry->event.sent;
}

/* Content of our own that still waits for its record. */
static bool is_open(const struct event_log *log, const struct event_log_entry *entry)
{
    return event_log_is_own(log, entry) && is_inside(entry) && entry->record == 0;
}

/* The first thing sent that no record has carried yet, or j->num. */
static size_t first_open(const struct event_log *log)
{
    size_t first = log->num;

    for (size_t i = log->num; i > 0; i--) {
        const struct event_log_entry *e = &log->v[i - 1];
        if (event_log_is_own(log, e) && e->event.kind == EVENT_RECORD)
            break;
        if (is_open(log, e))
            first = i - 1;
    }
    return first;
}

/* A record without new content continues the message before it. */
static void go_on(struct event_log *log, size_t record)
{
    for (size_t i = log->num; i > 0; i--) {
        struct event_log_entry *e = &log->v[i - 1];
        if (event_log_is_own(log, e) && is_inside(e)) {
            if (e->event.kind == EVENT_MESSAGE)
                e->record = record;
            return;
        }
    }
}

static void insert(struct event_log *log, size_t at, const struct event_log_entry *entry)
{
    memmove(&log->v[at + 1], &log->v[at], (log->num - at) * sizeof *entry);
    log->v[at] = *entry;
    log->num++;
}

/*
 * Content that we send is logged in the order in which it leaves.  ChangeCipherSpec is emitted
 * after the messages of the same flight, but leaves before them in a record of its own.
 */
static void add_sent(struct event_log *log, struct event_log_entry *entry)
{
    size_t at = first_open(log);
    bool of_ccs =
        entry->event.kind == EVENT_RECORD && at < log->num && log->v[at].event.kind == EVENT_CCS;

    if ((entry->event.kind == EVENT_CCS || of_ccs) && at < log->num)
        entry->us = log->v[at].us;
    if (entry->event.kind == EVENT_CCS) {
        insert(log, at, entry);
    } else if (of_ccs) {
        log->v[at].record = entry->record;
        insert(log, at + 1, entry);
    } else {
        if (entry->event.kind == EVENT_RECORD && at == log->num)
            go_on(log, entry->record);
        for (size_t i = at; entry->event.kind == EVENT_RECORD && i < log->num; i++) {
            if (is_open(log, &log->v[i]))
                log->v[i].record = entry->record;
        }
        insert(log, log->num, entry);
    }
}

/* Copies the bytes of an event, as far as they are kept. */
static bool copy_bytes(struct event_log *log, struct event_log_entry *entry)
{
    struct span whole = entry->event.bytes;

    entry->n = whole.n;
    if (entry->event.kind == EVENT_RECORD)
        whole = span_head(whole, RECORD_HEADER);
    if (entry->event.kind == EVENT_DATA && !log->keep_data)
        whole = span_head(whole, log->keep_head);
    return arena_copy(&log->arena, &entry->event.bytes, whole) == ERR_OK &&
           arena_copy(&log->arena, &entry->event.at, entry->event.at) == ERR_OK;
}

/* Adds the event with its bytes.  When memory is short, the log counts as full and later events are
 * missing. */
void event_log_add(struct event_log *log, uint64_t us, const struct event *event)
{
    struct event_log_entry entry = {.us = us, .event = *event, .step = SIZE_MAX};

    if (log->side == EVENT_LOG_SERVER)
        entry.event.sent = !event->sent;
    if (log->is_full || (event->kind == EVENT_STEP && !log->keep_steps))
        return;
    entry.event.step = NULL;
    if (ARENA_GROW(&log->arena, log->v, log->num, log->cap) != ERR_OK) {
        log->is_full = true;
        return;
    }
    bool ok =
        event->kind != EVENT_STEP || event->step == NULL || add_step(log, &entry.step, event->step);
    if (!ok || !copy_bytes(log, &entry)) {
        log->is_full = true;
        return;
    }
    size_t *records = &log->records[entry.event.sent ? 1 : 0];
    bool is_own = event_log_is_own(log, &entry);
    if (event->kind == EVENT_RECORD)
        entry.record = ++*records;
    else if (is_inside(&entry) && !is_own)
        entry.record = *records;
    if (is_own)
        add_sent(log, &entry);
    else
        insert(log, log->num, &entry);
}

void event_log_mark(struct event_log *log, const char *name, uint64_t us)
{
    if (log->num_marks < EVENT_LOG_MARKS)
        log->marks[log->num_marks++] = (struct event_log_mark){name, us};
}

struct step event_log_step_get(const struct event_log *log, const struct event_log_step *step)
{
    struct span all = buf_span(&log->secrets);
    struct step out = {.id = step->id, .num_in = step->num_in};

    for (size_t i = 0; i < step->num_in; i++)
        out.in[i] =
            (struct step_input){step->names[i], span_head(span_tail(all, step->at[i]), step->n[i])};
    out.info = span_head(span_tail(all, step->info_at), step->info_n);
    out.out = span_head(span_tail(all, step->out_at), step->out_n);
    return out;
}
