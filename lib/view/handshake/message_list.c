/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/message_list.h"

#include "lib/view/handshake/hs_dialogue.h"
#include "lib/view/text/safe.h"

/* The longest label of a message before TLS, in characters.  It has to fit in a row, and above an
 * arrow. */
enum { DIALOGUE_LABEL = 42 };

struct message_list message_list_open(const struct event_log *log, bool join)
{
    return (struct message_list){.events = log, .join = join};
}

/* A record that could not be read is listed in place of its content. */
static bool is_unread(const struct event_log_entry *entry)
{
    return entry->event.kind == EVENT_RECORD && entry->event.unread;
}

static size_t length_of(const struct event_log_entry *entry)
{
    return is_unread(entry) ? entry->event.plain_n : entry->n;
}

/* Records have no row of their own, unless they could not be decrypted.  Messages before TLS have
 * one if the list asks for it. */
static bool is_row(const struct message_list *list, const struct event_log_entry *entry)
{
    return (list->dialogue && entry->event.kind == EVENT_DIALOGUE) || is_unread(entry) ||
           entry->event.kind == EVENT_MESSAGE || entry->event.kind == EVENT_CCS ||
           entry->event.kind == EVENT_ALERT || entry->event.kind == EVENT_DATA;
}

/* Adds what follows and is of the same kind, as long as nothing else comes between. */
static void join(struct message_list *list, struct message_row *row)
{
    for (; list->next < list->events->num; list->next++) {
        const struct event_log_entry *e = &list->events->v[list->next];
        if (!is_row(list, e))
            continue;
        if (e->event.kind != row->entry->event.kind || e->event.sent != row->sent ||
            (is_unread(e) && e->event.type != row->entry->event.type))
            return;
        row->n += length_of(e);
        row->num++;
    }
}

/* Application data and unread records are joined if the list asks for it.  What a row means may
 * depend on the messages before it, so each message changes the context. */
bool message_list_next(struct message_list *list, struct message_row *out)
{
    const struct event_log *j = list->events;

    while (list->next < j->num && !is_row(list, &j->v[list->next]))
        list->next++;
    if (list->next >= j->num)
        return false;
    const struct event_log_entry *e = &j->v[list->next++];
    if (e->event.kind == EVENT_MESSAGE)
        layout_learn(&list->context, e->event.bytes);
    *out = (struct message_row){.entry = e,
                                .sent = e->event.sent,
                                .encrypted = is_unread(e) || e->event.epoch != EPOCH_CLEAR,
                                .us = e->us,
                                .n = length_of(e),
                                .num = 1,
                                .version = list->context.version,
                                .context = list->context};
    if (list->join && (e->event.kind == EVENT_DATA || is_unread(e)))
        join(list, out);
    return true;
}

/* In TLS 1.3, the outer type of an encrypted record has no meaning (RFC 9846 5.2). */
static void unread_label(struct buf *out, const struct message_row *row)
{
    switch (row->entry->event.type) {
    case CONTENT_HANDSHAKE: buf_str(out, "encrypted handshake message"); break;
    case CONTENT_ALERT: buf_str(out, "encrypted alert"); break;
    case CONTENT_APPLICATION_DATA:
        buf_str(out, row->version == TLS_1_2 ? "encrypted data" : "encrypted record");
        break;
    default: buf_str(out, "encrypted record");
    }
    if (row->num > 1)
        buf_printf(out, " (%zu)", row->num);
}

void message_list_label(struct buf *out, const struct message_row *row)
{
    const struct event *e = &row->entry->event;
    const struct alert_row *alert;
    const char *name;

    switch (e->kind) {
    case EVENT_MESSAGE:
        name = layout_message_name(e->bytes);
        buf_str(out, name == NULL ? "unknown message" : name);
        break;
    case EVENT_CCS: buf_str(out, "ChangeCipherSpec"); break;
    case EVENT_DIALOGUE: hs_dialogue_label(out, e, DIALOGUE_LABEL); break;
    case EVENT_RECORD: unread_label(out, row); break;
    case EVENT_ALERT:
        alert = alert_find(e->alert);
        buf_printf(out, "Alert: %s", alert == NULL ? "unknown" : alert->name);
        break;
    default: buf_str(out, e->epoch == EPOCH_EARLY ? "early data" : "application data");
    }
}

/* The bytes that the event log kept of application data, in quotes. */
void message_list_said(struct buf *out, const struct message_row *row)
{
    const struct event *e = &row->entry->event;

    if (e->kind != EVENT_DATA || e->bytes.n == 0)
        return;
    buf_u8(out, '"');
    safe_put(out, e->bytes);
    buf_str(out, row->entry->n > e->bytes.n ? "...\"" : "\"");
}

/* Its event follows that of the message. */
struct span message_list_unpacked(const struct event_log *log, const struct message_row *row)
{
    size_t at = (size_t)(row->entry - log->v);

    for (size_t i = at + 1; i < log->num && log->v[i].event.kind != EVENT_MESSAGE; i++) {
        if (log->v[i].event.kind == EVENT_UNPACKED)
            return log->v[i].event.bytes;
    }
    return (struct span){0};
}

void message_list_code(struct buf *out, const struct message_row *row)
{
    const struct event *e = &row->entry->event;

    if (e->kind == EVENT_MESSAGE)
        buf_printf(out, "(%u)", e->type);
    else if (e->kind == EVENT_ALERT)
        buf_printf(out, "(%u)", e->alert);
}

/* close_notify and user_canceled are no errors (RFC 9846 6.1). */
bool message_list_is_alarm(const struct message_row *row)
{
    const struct event *e = &row->entry->event;

    return e->kind == EVENT_ALERT && e->alert != ALERT_CLOSE_NOTIFY &&
           e->alert != ALERT_USER_CANCELED;
}

const char *message_list_arrow(bool sent, const struct style *style)
{
    if (style->utf8)
        return sent ? "\u2192 " : "\u2190 ";
    return sent ? "->" : "<-";
}
