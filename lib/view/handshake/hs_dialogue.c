/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_dialogue.h"

#include "lib/base/hex.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum {
    INDENT = 2,
    WHY = 6,
    LINES_SHOWN = 40, /* of one message in the trace … */
    LINE_SHOWN = 400, /* … and bytes of each line */
    TEXT_CAP = 1 << 16,
};

static struct dialogue_message message_of(const struct event *event)
{
    return (struct dialogue_message){(enum dialogue)event->type, event->sent, event->bytes};
}

const char *hs_dialogue_peer(const struct event *event)
{
    return dialogue_is_proxy((enum dialogue)event->type) ? "proxy" : "server";
}

const char *hs_dialogue_title(const struct event *event)
{
    return dialogue_title((enum dialogue)event->type);
}

/* Takes the next line off *left, with its end, which *shown lacks.  A binary message is one
 * line. */
static struct span next_line(const struct event *event, struct span *left, struct span *shown)
{
    bool is_binary = dialogue_is_binary((enum dialogue)event->type);
    struct span line = is_binary ? *left : span_head(*left, span_find(*left, '\n') + 1);

    *left = span_tail(*left, line.n);
    *shown = line;
    if (is_binary)
        return line;
    shown->n -= shown->n > 0 && shown->p[shown->n - 1] == '\n';
    shown->n -= shown->n > 0 && shown->p[shown->n - 1] == '\r';
    return line;
}

/* The number of lines that are not empty. */
static size_t count_lines(const struct event *event)
{
    struct span left = event->bytes, shown;
    size_t num = 0;

    while (left.n > 0) {
        next_line(event, &left, &shown);
        num += shown.n > 0;
    }
    return num;
}

void hs_dialogue_label(struct buf *out, const struct event *event, size_t max)
{
    struct dialogue_message m = message_of(event);
    struct span left = event->bytes, shown;
    const char *label = dialogue_label(&m);
    size_t num = count_lines(event);
    struct buf more;

    next_line(event, &left, &shown);
    if (label != NULL)
        shown = span_str(label);
    buf_init(&more, TEXT_CAP);
    if (num > 1)
        buf_printf(&more, " (%zu lines)", num);
    safe_cut(out, shown, max);
    if (shown.n + more.n <= max)
        buf_put(out, buf_span(&more));
    buf_free(&more);
}

void hs_dialogue_block(struct buf *out, const struct event *event)
{
    if (dialogue_is_proxy((enum dialogue)event->type))
        buf_str(out, "through the proxy");
    else
        buf_printf(out, "STARTTLS (%s)", hs_dialogue_title(event));
}

/* One line of the message, escaped, and with hex its bytes. */
static void put_line(struct buf *out, struct span line, struct span shown,
                     const struct style *style, bool hex)
{
    struct buf text;

    buf_init(&text, TEXT_CAP);
    safe_cut(&text, shown, LINE_SHOWN);
    if (hex) {
        buf_str(&text, text.n > 0 ? " [" : "[");
        hex_encode(&text, span_head(line, LINE_SHOWN), 0);
        buf_str(&text, line.n > LINE_SHOWN ? "...]" : "]");
    }
    text_prose(out, style, INK_PLAIN, INDENT, INDENT, buf_span(&text));
    buf_free(&text);
}

/* Which side says it, in which dialogue, when, and what it means. */
static void put_head(struct buf *out, const struct event_log_entry *entry,
                     const struct style *style)
{
    const struct event *e = &entry->event;
    struct dialogue_message m = message_of(e);
    const char *peer = hs_dialogue_peer(e);
    struct buf words;

    buf_u8(out, '\n');
    text_ink(out, style, INK_BOLD);
    buf_printf(out, "%s %s %s", e->sent ? "client" : peer, style->utf8 ? "\u2192" : "->",
               e->sent ? peer : "client");
    text_ink(out, style, INK_PLAIN);
    buf_printf(out, "  %s, before TLS  ", hs_dialogue_title(e));
    text_us(out, entry->us);
    buf_u8(out, '\n');
    buf_init(&words, TEXT_CAP);
    dialogue_words(&words, &m);
    if (words.n > 0)
        text_prose(out, style, INK_DIM, WHY, 0, buf_span(&words));
    buf_free(&words);
}

void hs_dialogue_trace(struct buf *out, const struct event_log_entry *entry,
                       const struct style *style, bool hex)
{
    struct span left = entry->event.bytes, shown;

    put_head(out, entry, style);
    for (size_t i = 0; left.n > 0 && i < LINES_SHOWN; i++) {
        struct span line = next_line(&entry->event, &left, &shown);
        if (hex || shown.n > 0)
            put_line(out, line, shown, style, hex);
    }
    if (left.n > 0)
        buf_printf(out, "  ... and %zu bytes more\n", left.n);
}

/* The lines, or the bytes of a binary message. */
static void put_content(struct json_writer *json, const struct event *event)
{
    struct span left = event->bytes, shown;

    if (dialogue_is_binary((enum dialogue)event->type)) {
        jw_hex(json, "bytes", event->bytes);
        return;
    }
    jw_list(json, "lines");
    while (left.n > 0) {
        next_line(event, &left, &shown);
        jw_text(json, NULL, shown);
    }
    jw_list_end(json);
}

void hs_dialogue_json(struct json_writer *json, const char *key, const struct event_log *events)
{
    jw_list(json, key);
    for (size_t i = 0; i < events->num; i++) {
        const struct event *e = &events->v[i].event;
        struct dialogue_message m = message_of(e);
        struct buf words;

        if (e->kind != EVENT_DIALOGUE)
            continue;
        buf_init(&words, TEXT_CAP);
        dialogue_words(&words, &m);
        jw_open(json, NULL);
        jw_str(json, "protocol", dialogue_name(m.dialogue));
        jw_str(json, "direction", e->sent ? "sent" : "received");
        jw_int(json, "time_us", (int64_t)events->v[i].us);
        jw_int(json, "length", (int64_t)e->bytes.n);
        jw_buf_read(json, "meaning", words.n > 0, &words);
        buf_free(&words);
        put_content(json, e);
        jw_close(json);
    }
    jw_list_end(json);
}
