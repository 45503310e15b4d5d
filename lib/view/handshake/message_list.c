/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/message_list.h"

#include "lib/view/text/safe.h"

struct message_list message_list_open(const struct event_log *j, bool join)
{
    return (struct message_list){.events = j, .join = join};
}

/* What could not be read stands for what was in it. */
static bool is_unread(const struct event_log_entry *e)
{
    return e->event.kind == EVENT_RECORD && e->event.unread;
}

static size_t length_of(const struct event_log_entry *e)
{
    return is_unread(e) ? e->event.plain_n : e->n;
}

static bool is_row(const struct event_log_entry *e)
{
    return is_unread(e) || e->event.kind == EVENT_MESSAGE || e->event.kind == EVENT_CCS ||
           e->event.kind == EVENT_ALERT || e->event.kind == EVENT_DATA;
}

/* Adds what follows and is of the same kind, as long as nothing else comes between. */
static void join(struct message_list *f, struct message_row *row)
{
    for (; f->next < f->events->num; f->next++) {
        const struct event_log_entry *e = &f->events->v[f->next];
        if (!is_row(e))
            continue;
        if (e->event.kind != row->entry->event.kind || e->event.sent != row->sent ||
            (is_unread(e) && e->event.type != row->entry->event.type))
            return;
        row->n += length_of(e);
        row->num++;
    }
}

bool message_list_next(struct message_list *f, struct message_row *out)
{
    const struct event_log *j = f->events;

    while (f->next < j->num && !is_row(&j->v[f->next]))
        f->next++;
    if (f->next >= j->num)
        return false;
    const struct event_log_entry *e = &j->v[f->next++];
    if (e->event.kind == EVENT_MESSAGE)
        layout_learn(&f->context, e->event.bytes);
    *out = (struct message_row){.entry = e,
                                .sent = e->event.sent,
                                .encrypted = is_unread(e) || e->event.epoch != EPOCH_CLEAR,
                                .us = e->us,
                                .n = length_of(e),
                                .num = 1,
                                .version = f->context.version,
                                .context = f->context};
    if (f->join && (e->event.kind == EVENT_DATA || is_unread(e)))
        join(f, out);
    return true;
}

/* In TLS 1.3 the type tells nothing (RFC 9846 5.2). */
static void unread_label(struct buf *out, const struct message_row *r)
{
    switch (r->entry->event.type) {
    case CONTENT_HANDSHAKE: buf_str(out, "encrypted handshake message"); break;
    case CONTENT_ALERT: buf_str(out, "encrypted alert"); break;
    case CONTENT_APPLICATION_DATA:
        buf_str(out, r->version == TLS_1_2 ? "encrypted data" : "encrypted record");
        break;
    default: buf_str(out, "encrypted record");
    }
    if (r->num > 1)
        buf_printf(out, " (%zu)", r->num);
}

void message_list_label(struct buf *out, const struct message_row *r)
{
    const struct event *e = &r->entry->event;
    const struct alert_row *alert;
    const char *name;

    switch (e->kind) {
    case EVENT_MESSAGE:
        name = layout_message_name(e->bytes);
        buf_str(out, name == NULL ? "unknown message" : name);
        break;
    case EVENT_CCS: buf_str(out, "ChangeCipherSpec"); break;
    case EVENT_RECORD: unread_label(out, r); break;
    case EVENT_ALERT:
        alert = alert_find(e->alert);
        buf_printf(out, "Alert: %s", alert == NULL ? "unknown" : alert->name);
        break;
    default: buf_str(out, e->epoch == EPOCH_EARLY ? "early data" : "application data");
    }
}

void message_list_said(struct buf *out, const struct message_row *r)
{
    const struct event *e = &r->entry->event;

    if (e->kind != EVENT_DATA || e->bytes.n == 0)
        return;
    buf_u8(out, '"');
    safe_put(out, e->bytes);
    buf_str(out, r->entry->n > e->bytes.n ? "...\"" : "\"");
}

void message_list_code(struct buf *out, const struct message_row *r)
{
    const struct event *e = &r->entry->event;

    if (e->kind == EVENT_MESSAGE)
        buf_printf(out, "(%u)", e->type);
    else if (e->kind == EVENT_ALERT)
        buf_printf(out, "(%u)", e->alert);
}

bool message_list_is_alarm(const struct message_row *r)
{
    const struct event *e = &r->entry->event;

    return e->kind == EVENT_ALERT && e->alert != ALERT_CLOSE_NOTIFY &&
           e->alert != ALERT_USER_CANCELED;
}

const char *message_list_arrow(bool sent, const struct style *style)
{
    if (style->utf8)
        return sent ? "\u2192 " : "\u2190 ";
    return sent ? "->" : "<-";
}
