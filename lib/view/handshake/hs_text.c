/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/checks.h"
#include "lib/view/cert/label.h"
#include "lib/view/handshake/hs.h"
#include "lib/view/handshake/hs_alert.h"
#include "lib/view/handshake/hs_client.h"
#include "lib/view/handshake/hs_exchange.h"
#include "lib/view/handshake/hs_quality.h"
#include "lib/view/handshake/hs_steps.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { INDENT = 2, TIME_WIDTH = 11, STEP_AT = 16, CLIENT_AT = 19, LABEL_CAP = 1 << 16 };

/* The input, the address, and which of several connections it is. */
static void put_title(struct buf *out, const struct hs_view *view, const struct style *style)
{
    text_ink(out, style, INK_BOLD);
    safe_put(out, span_str(label_input(view->input)));
    text_ink(out, style, INK_PLAIN);
    if (view->address != NULL) {
        buf_str(out, "  ");
        safe_put(out, span_str(view->address));
    }
    if (view->num_connections > 1)
        buf_printf(out, " %s%s%u%s%u%s", lang_text(style->lang, N_(" (")),
                   lang_text(style->lang, N_("connection ")), view->connection,
                   lang_text(style->lang, N_(" of ")), view->num_connections,
                   lang_text(style->lang, N_(")")));
    buf_u8(out, '\n');
}

/* How much data it was, and the beginning of data that was not asked for. */
static void put_data(struct buf *text, const struct hs_step *step, enum lang lang)
{
    struct buf said;

    lang_count(text, lang,
               step->first.entry->event.epoch == EPOCH_EARLY ? N_("early data, {n} byte{s}")
                                                             : N_("application data, {n} byte{s}"),
               step->n);
    buf_init(&said, LABEL_CAP);
    message_list_said(&said, &step->first);
    if (said.n > 0)
        buf_printf(text, "%s%.*s", lang_text(lang, N_(", unrequested: ")), (int)said.n,
                   (const char *)said.p);
    buf_free(&said);
}

/* One step: its time, its direction, its messages. */
static void put_step(struct buf *out, const struct hs_step *step, const struct style *style)
{
    struct buf text;

    buf_init(&text, LABEL_CAP);
    text_us(&text, step->us);
    text_pad(out, INDENT + TIME_WIDTH - (int)text.n);
    text_ink(out, style, INK_DIM);
    buf_put(out, buf_span(&text));
    text_ink(out, style, INK_PLAIN);
    text_pad(out, STEP_AT - INDENT - TIME_WIDTH - 3);
    buf_truncate(&text, 0);
    if (step->mark == NULL)
        buf_printf(out, " %s ", message_list_arrow(step->first.sent, style));
    else
        text_pad(out, 4);
    if (step->mark != NULL)
        buf_str(&text, lang_text(style->lang, step->mark));
    else if (step->first.entry->event.kind == EVENT_DATA)
        put_data(&text, step, style->lang);
    else
        hs_steps_label(&text, step);
    text_fold(out, style, STEP_AT + 1, STEP_AT + 1, buf_span(&text));
    buf_free(&text);
}

/* The timeline: moments of the network and flights of messages. */
static void put_steps(struct buf *out, const struct hs_view *view, const struct style *style)
{
    struct hs_steps all = hs_steps_open(view->events);
    struct hs_step m;

    while (hs_steps_next(&all, &m))
        put_step(out, &m, style);
}

/* The name of the message being processed at the failure, and the state. */
static void put_where(struct buf *out, const struct tls_failure *failure, const struct style *style)
{
    const struct code *message = failure->has_message ? message_find(failure->message) : NULL;
    struct buf text;

    buf_init(&text, LABEL_CAP);
    buf_str(&text, lang_text(style->lang, N_("at: ")));
    if (message != NULL)
        buf_str(&text, message->name);
    if (failure->state != NULL)
        buf_printf(&text, "%s%s",
                   lang_text(style->lang, message != NULL ? N_(", in state ") : N_("in state ")),
                   failure->state);
    text_pad(out, INDENT + 2);
    text_fold(out, style, INDENT + 2, INDENT + 6, buf_span(&text));
    buf_free(&text);
}

/* A labelled paragraph whose continuation lines start below its text. */
static void put_labelled(struct buf *out, const struct style *style, const char *label,
                         struct span text)
{
    int at = INDENT + 2;

    label = lang_text(style->lang, label);
    at += text_width(span_str(label));
    text_pad(out, INDENT + 2);
    text_ink(out, style, INK_BOLD);
    buf_str(out, label);
    text_ink(out, style, INK_PLAIN);
    text_fold(out, style, at, at, text);
}

/* What the client found wrong, or the alert that it received. */
static void put_cause(struct buf *text, const struct hs_view *view)
{
    const struct tls_failure *f = view->failure;

    if (view->message != NULL || f == NULL || f->err == ERR_OK) {
        /* The message is that of standard error and JSON, in English. */
        if (view->message == NULL || view->lang != LANG_EN)
            buf_str(text, lang_text(view->lang, reason_meaning(view->reason)));
        if (view->message != NULL) {
            buf_str(text, view->lang != LANG_EN ? lang_text(view->lang, N_(": ")) : "");
            safe_put(text, span_str(view->message));
        }
    } else if (f->err == ERR_TLS_ALERT_RECEIVED) {
        hs_alert_cause(text, view);
    } else {
        buf_str(text, lang_text(view->lang, err_text(f->err)));
        if (f->looks_like != NULL)
            buf_printf(text, "%s%s", lang_text(view->lang, N_(": that port speaks ")),
                       f->looks_like);
        if (err_ref(f->err)[0] != 0)
            buf_printf(text, " [%s]", err_ref(f->err));
    }
}

/* The alert that we sent, if one was. */
static const struct alert_row *sent_alert(const struct event_log *log)
{
    const struct alert_row *row = NULL;

    for (size_t i = 0; i < log->num; i++) {
        const struct event *e = &log->v[i].event;
        if (e->kind == EVENT_ALERT && e->sent && e->alert != ALERT_CLOSE_NOTIFY)
            row = alert_find(e->alert);
    }
    return row;
}

/* The cause, where it happened, the alert we sent, what was offered, and advice. */
static void put_failure(struct buf *out, const struct hs_view *view, const struct style *style)
{
    const struct tls_failure *f = view->failure;
    const struct alert_row *alert = sent_alert(view->events);
    bool of_tls = f != NULL && f->err != ERR_OK;
    struct buf text;

    buf_init(&text, LABEL_CAP);
    if (view->said)
        buf_str(&text, lang_text(view->lang, reason_meaning(view->reason)));
    else
        put_cause(&text, view);
    text_pad(out, INDENT);
    checks_mark(out, style, MARK_BAD);
    buf_u8(out, ' ');
    text_fold(out, style, INDENT + 2, INDENT + 2, buf_span(&text));
    buf_truncate(&text, 0);
    if (of_tls && (f->state != NULL || f->has_message))
        put_where(out, f, style);
    if (alert != NULL) {
        buf_printf(&text, "%s (%u)", alert->name, alert->value);
        put_labelled(out, style, N_("alert sent: "), buf_span(&text));
        buf_truncate(&text, 0);
    }
    if (!view->said)
        hs_alert_offer(&text, view);
    if (text.n > 0)
        put_labelled(out, style, N_("offered: "), buf_span(&text));
    buf_truncate(&text, 0);
    if (!view->said && view->events->side != EVENT_LOG_SERVER)
        hs_alert_try(&text, view);
    if (text.n > 0)
        put_labelled(out, style, N_("try: "), buf_span(&text));
    buf_free(&text);
}

/* A server that asked for a certificate and was shown none may have let in somebody else: what it
 * asked for. */
static void put_client(struct buf *out, const struct hs_view *view, const struct style *style)
{
    struct buf text;

    if (!view->info->client_certificate_asked || view->info->client_certificate_sent ||
        view->events->side == EVENT_LOG_SERVER || view->reason == REASON_CLIENT_CERTIFICATE)
        return;
    buf_init(&text, LABEL_CAP);
    hs_client_wants(&text, view->info, style->lang);
    hs_client_unfit(&text, view->info, style->lang);
    text_pad(out, CLIENT_AT);
    text_ink(out, style, INK_DIM);
    text_fold(out, style, CLIENT_AT, CLIENT_AT, buf_span(&text));
    text_ink(out, style, INK_PLAIN);
    buf_free(&text);
}

/* What is worth knowing about the key exchange, and what to do about it. */
static void put_notes(struct buf *out, const struct hs_view *view, const struct style *style)
{
    struct hs_exchange exchange;

    hs_exchange_read(&exchange, view);
    hs_exchange_put(out, &exchange, style);
}

/* Timeline, quality, notes, the verdict on the chain, and the failure if there is one.  The last
 * line is the verdict, like that of `verify`. */
static void put_all(struct buf *out, const struct hs_view *view, const struct style *style)
{
    bool refused = view->report != NULL && view->report->reason != REASON_OK;
    bool has_failed =
        view->message != NULL || (view->failure != NULL && view->failure->err != ERR_OK &&
                                  view->failure->err != ERR_TLS_VERDICT);

    put_title(out, view, style);
    put_steps(out, view, style);
    if (view->info != NULL && view->info->version != 0) {
        buf_u8(out, '\n');
        quality_put(out, view->info, style);
        put_client(out, view, style);
        put_notes(out, view, style);
    }
    if (view->report != NULL) {
        struct view_input judged = *view->judged;

        judged.unproved = view->failure != NULL && view->failure->err == ERR_TLS_SIGNATURE;
        /* A connection that can be made again, with more options. */
        judged.can_fetch = view->num_options > 0;
        buf_u8(out, '\n');
        report_details(out, view->report, &judged, style, view->explain);
    }
    if (has_failed || (view->reason != REASON_OK && !refused)) {
        buf_u8(out, '\n');
        put_failure(out, view, style);
    }
    buf_u8(out, '\n');
    if (view->unjudged != NULL)
        verdict_none(out, view->input, view->unjudged, style);
    else
        verdict_line(out, view->input, view->reason, style);
}

/* The parts find the language in the view. */
void hs_text(struct buf *out, const struct hs_view *view, const struct style *style)
{
    struct hs_view said = *view;

    said.lang = style->lang;
    put_all(out, &said, style);
}
