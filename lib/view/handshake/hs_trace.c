/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trace: every record and message with all fields, and remarks on what happens in between. */
#include "config.h"

#include "lib/base/hex.h"
#include "lib/view/handshake/hs.h"
#include "lib/view/handshake/hs_dialogue.h"
#include "lib/view/handshake/hs_message.h"
#include "lib/view/handshake/message_list.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { INDENT = 2, WHY = 6, DATA_SHOWN = 64, PROSE_CAP = 1 << 16 };

struct tracer {
    struct buf *out;
    const struct style *style;
    const struct event_log *events;
    bool hex;
    struct layout_context context;
    size_t announced;     /* entry of our own record whose content is being shown; SIZE_MAX: none */
    enum epoch epochs[2]; /* of what was received last, and of what was sent last */
};

static const char *side(bool sent)
{
    return sent ? "client" : "server";
}

/* A remark between the messages: something happens that no message says. */
static void put_note(struct tracer *tracer, enum ink ink, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put_note(struct tracer *tracer, enum ink ink, const char *format, ...)
{
    struct buf text;
    va_list ap;

    buf_init(&text, PROSE_CAP);
    buf_str(&text, "* ");
    va_start(ap, format);
    buf_vprintf(&text, format, ap);
    va_end(ap);
    text_prose(tracer->out, tracer->style, ink, INDENT, 2, buf_span(&text));
    buf_free(&text);
}

/* Early data comes before a suite is chosen: it uses the one of the session (RFC 9846 4.3.10). */
static const char *suite_text(const struct tracer *tracer)
{
    const char *name = layout_name(AS_SUITE, tracer->context.suite);

    return tracer->context.suite == 0 || name == NULL ? "the suite of the session" : name;
}

/* The name of a key in --secrets. */
static const char *key_name(enum epoch epoch, uint16_t version, bool sent)
{
    if (version != TLS_1_3 && epoch != EPOCH_EARLY)
        return sent ? "client_write_key" : "server_write_key";
    switch (epoch) {
    case EPOCH_EARLY: return "client_early_key";
    case EPOCH_HANDSHAKE: return sent ? "client_handshake_key" : "server_handshake_key";
    default: return sent ? "client_application_key" : "server_application_key";
    }
}

/* ChangeCipherSpec is never encrypted, whatever keys are in use (RFC 9846 5). */
static bool is_clear(const struct event *record)
{
    return !record->unread &&
           (record->epoch == EPOCH_CLEAR || record->type == CONTENT_CHANGE_CIPHER_SPEC);
}

/* Notes when the keys of one side change. */
static void follow_keys(struct tracer *tracer, const struct event *event)
{
    enum epoch *last = &tracer->epochs[event->sent ? 1 : 0];

    if (event->epoch == *last || event->type == CONTENT_CHANGE_CIPHER_SPEC)
        return;
    *last = event->epoch;
    if (event->epoch == EPOCH_CLEAR)
        put_note(tracer, INK_WARN, "From here on the %s sends unencrypted again.",
                 side(event->sent));
    else
        put_note(tracer, INK_GOOD, "From here on the %s encrypts what it sends: %s, with %s.",
                 side(event->sent), suite_text(tracer),
                 key_name(event->epoch, tracer->context.version, event->sent));
}

/* How the record was protected, and what was inside. */
static void put_protection(struct buf *text, const struct tracer *tracer, const struct event *event)
{
    if (is_clear(event)) {
        buf_str(text, ", unencrypted");
        return;
    }
    if (event->unread) {
        buf_str(text, ", encrypted, not decrypted");
        return;
    }
    buf_printf(text, ", encrypted with %s",
               key_name(event->epoch, tracer->context.version, event->sent));
    if (event->inner_type != 0) {
        const char *name = content_name(event->inner_type);
        buf_printf(text, "; inside: %s (%u),", name == NULL ? "unknown" : name, event->inner_type);
    } else {
        buf_str(text, "; inside:");
    }
    buf_printf(text, " %zu byte%s", event->plain_n, buf_plural(event->plain_n));
    if (event->padding > 0)
        buf_printf(text, " and %zu of padding", event->padding);
}

/* A record, with the fields of its header. */
static void put_record(struct tracer *tracer, const struct event_log_entry *entry, bool continues)
{
    struct fail fail = {0};
    struct rd r = rd_init(entry->event.bytes, &fail);
    uint8_t type = rd_u8(&r);
    uint16_t version = rd_u16(&r), length = rd_u16(&r);
    const char *kind = content_name(type), *name = version_name(version);
    struct buf text;

    follow_keys(tracer, &entry->event);
    buf_u8(tracer->out, '\n');
    text_ink(tracer->out, tracer->style, INK_BOLD);
    buf_printf(tracer->out, "%s %s %s", side(entry->event.sent),
               tracer->style->utf8 ? "\u2192" : "->", side(!entry->event.sent));
    text_ink(tracer->out, tracer->style, INK_PLAIN);
    buf_printf(tracer->out, "  record %zu  ", entry->record);
    text_us(tracer->out, entry->us);
    buf_str(tracer->out, continues ? "  (continues the message above)\n" : "\n");
    buf_init(&text, PROSE_CAP);
    buf_printf(&text, "%s (%u), %s (0x%04x), %u byte%s", kind == NULL ? "unknown" : kind, type,
               name == NULL ? "unknown" : name, version, length, buf_plural(length));
    put_protection(&text, tracer, &entry->event);
    if (tracer->hex) {
        buf_str(&text, " [");
        hex_encode(&text, entry->event.bytes, 0);
        buf_u8(&text, ']');
    }
    text_prose(tracer->out, tracer->style, INK_PLAIN, INDENT, 0, buf_span(&text));
    buf_free(&text);
}

/* Our own records are logged after their content.  To be shown before it, the record is looked up
 * further on. */
static void announce(struct tracer *tracer, size_t at)
{
    const struct event_log *j = tracer->events;

    if (!event_log_is_own(j, &j->v[at]) || tracer->announced != SIZE_MAX)
        return;
    for (size_t i = at; i < j->num; i++) {
        if (j->v[i].event.kind == EVENT_RECORD && event_log_is_own(j, &j->v[i])) {
            tracer->announced = i;
            put_record(tracer, &j->v[i], false);
            return;
        }
    }
}

/* Our own record that was shown before its content is not shown again. */
static void on_record(struct tracer *tracer, size_t at)
{
    const struct event_log_entry *e = &tracer->events->v[at];
    bool is_own = event_log_is_own(tracer->events, e);

    if (is_own && tracer->announced == at)
        tracer->announced = SIZE_MAX;
    else
        put_record(tracer, e, is_own);
}

static void put_title(struct tracer *tracer, const char *title)
{
    text_ink(tracer->out, tracer->style, INK_BOLD);
    buf_str(tracer->out, title);
    text_ink(tracer->out, tracer->style, INK_PLAIN);
}

/* The message is shown under the context so far, and then changes it: a ServerHello selects the
 * version for what follows. */
static void on_message(struct tracer *tracer, const struct event *event)
{
    const char *name = layout_message_name(event->bytes);
    const char *why = layout_message_why(event->bytes, &tracer->context);

    put_title(tracer, name == NULL ? "A message of unknown type" : name);
    buf_printf(tracer->out, " (%zu bytes)\n", event->bytes.n);
    if (why != NULL)
        text_prose(tracer->out, tracer->style, INK_DIM, WHY, 0, span_str(why));
    hs_message_put(tracer->out, event->bytes, &tracer->context, tracer->style, tracer->hex);
    layout_learn(&tracer->context, event->bytes);
    if (event->type == HS_KEY_UPDATE)
        put_note(tracer, INK_GOOD, "From here on the %s uses its next key.", side(event->sent));
}

/* The receiver reads the fields of this message; the hashes have the one above. */
static void on_unpacked(struct tracer *tracer, const struct event *event)
{
    put_note(tracer, INK_DIM, "Decompressed, that is:");
    put_title(tracer, layout_message_name(event->bytes));
    buf_printf(tracer->out, " (%zu bytes)\n", event->bytes.n);
    hs_message_put(tracer->out, event->bytes, &tracer->context, tracer->style, tracer->hex);
}

/* In TLS 1.2 ChangeCipherSpec starts encryption; in TLS 1.3 it has no meaning (RFC 9846 E.4). */
static void on_ccs(struct tracer *tracer)
{
    const char *why =
        tracer->context.version == TLS_1_2
            ? "a message of one byte between the handshake messages: the sender protects "
              "everything after it with the new keys"
            : "has no meaning in TLS 1.3: it makes the handshake look like TLS 1.2 to "
              "devices on the path";

    put_title(tracer, "ChangeCipherSpec");
    buf_str(tracer->out, " (1 byte)\n");
    text_prose(tracer->out, tracer->style, INK_DIM, WHY, 0, span_str(why));
}

/* Its two bytes, and what the description means. */
static void on_alert(struct tracer *tracer, const struct event *event)
{
    const struct alert_row *row = alert_find(event->alert);

    put_title(tracer, "Alert");
    buf_printf(tracer->out, "\n  Level: %s (%u)\n",
               event->level == ALERT_WARNING   ? "warning"
               : event->level == ALERT_FATAL ? "fatal"
                                   : "unknown",
               event->level);
    text_ink(tracer->out, tracer->style, event->alert == ALERT_CLOSE_NOTIFY ? INK_PLAIN : INK_BAD);
    buf_printf(tracer->out, "  Description: %s (%u)", row == NULL ? "unknown" : row->name,
               event->alert);
    text_ink(tracer->out, tracer->style, INK_PLAIN);
    buf_u8(tracer->out, '\n');
    if (row != NULL)
        text_prose(tracer->out, tracer->style, INK_DIM, WHY, 0, span_str(row->meaning));
}

/* Application data is shown by its size, and by its first bytes if the event log kept them. */
static void on_data(struct tracer *tracer, const struct event_log_entry *entry)
{
    put_title(tracer, entry->event.epoch == EPOCH_EARLY ? "Early data" : "Application data");
    buf_printf(tracer->out, " (%zu byte%s)\n", entry->n, buf_plural(entry->n));
    if (entry->event.bytes.n > 0) {
        struct buf text;
        buf_init(&text, PROSE_CAP);
        safe_cut(&text, entry->event.bytes, DATA_SHOWN * 4);
        text_prose(tracer->out, tracer->style, INK_DIM, INDENT, 0, buf_span(&text));
        buf_free(&text);
    }
}

/* Consecutive derivations become one note; returns the last entry of them. */
static size_t on_steps(struct tracer *tracer, size_t at)
{
    const struct event_log *j = tracer->events;
    struct buf text;
    size_t last = at;

    buf_init(&text, PROSE_CAP);
    for (size_t i = at; i < j->num && j->v[i].event.kind == EVENT_STEP; i++) {
        if (j->v[i].step < j->num_steps)
            buf_printf(&text, "%s%s", text.n > 0 ? ", " : "",
                       step_row(j->steps[j->v[i].step].id)->name);
        last = i;
    }
    put_note(tracer, INK_WARN, "%s: %.*s.",
             j->side == EVENT_LOG_WATCHER ? "Derived from the known secrets"
                                          : "The client now derives",
             (int)text.n, (const char *)text.p);
    buf_free(&text);
    return last;
}

/* The bytes that broke the rule are shown below the error. */
static void on_failed(struct tracer *tracer, const struct event *event)
{
    put_note(tracer, INK_BAD, "%s: %s [%s].",
             tracer->events->side == EVENT_LOG_WATCHER ? "There is an error here"
                                                       : "The connection fails here",
             err_text(event->err), err_ref(event->err));
    if (event->at.n > 0) {
        buf_str(tracer->out, "    at: ");
        text_digits(tracer->out, tracer->style, 8, 8, span_head(event->at, DATA_SHOWN));
    }
}

/* Shows one entry, or several; returns the last one. */
static size_t on_entry(struct tracer *tracer, size_t at)
{
    const struct event_log_entry *e = &tracer->events->v[at];

    switch (e->event.kind) {
    case EVENT_MESSAGE:
    case EVENT_CCS:
    case EVENT_ALERT:
    case EVENT_DATA: announce(tracer, at); break;
    default: break;
    }
    switch (e->event.kind) {
    case EVENT_RECORD: on_record(tracer, at); break;
    case EVENT_MESSAGE: on_message(tracer, &e->event); break;
    case EVENT_UNPACKED: on_unpacked(tracer, &e->event); break;
    case EVENT_CCS: on_ccs(tracer); break;
    case EVENT_ALERT: on_alert(tracer, &e->event); break;
    case EVENT_DATA: on_data(tracer, e); break;
    case EVENT_STEP: return on_steps(tracer, at);
    case EVENT_STATE:
        put_note(tracer, INK_DIM, "The %s is now in state %s.",
                 tracer->events->side == EVENT_LOG_SERVER ? "server" : "client",
                 e->event.state == NULL ? "unknown" : e->event.state);
        break;
    case EVENT_TICKET: put_note(tracer, INK_DIM, "The session can be resumed from now on."); break;
    case EVENT_FAILED: on_failed(tracer, &e->event); break;
    case EVENT_DIALOGUE: hs_dialogue_trace(tracer->out, e, tracer->style, tracer->hex); break;
    }
    return at;
}

void hs_trace(struct buf *out, const struct hs_view *view, const struct style *style, bool hex)
{
    struct tracer t = {
        .out = out, .style = style, .events = view->events, .hex = hex, .announced = SIZE_MAX};

    for (size_t i = 0; i < view->events->num; i++)
        i = on_entry(&t, i);
    if (view->events->is_full)
        put_note(&t, INK_WARN, "The event log is full: later events are missing.");
}
