/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection as one line of NDJSON (tlsbox-json(5)). */
#include "config.h"

#include "lib/view/handshake/hs.h"
#include "lib/view/handshake/hs_alert.h"
#include "lib/view/handshake/hs_client.h"
#include "lib/view/handshake/hs_dialogue.h"
#include "lib/view/handshake/hs_exchange.h"
#include "lib/view/handshake/hs_finished.h"
#include "lib/view/handshake/hs_message.h"
#include "lib/view/handshake/hs_quality.h"
#include "lib/view/handshake/hs_steps.h"
#include "lib/view/text/envelope.h"
#include "lib/view/verdict/answers.h"
#include "lib/view/verdict/report_json.h"

enum { TEXT_CAP = 1 << 16 };

/*
 * The keys beside those of a verdict (doc/tlsbox.schema.json, tlsbox-json(5)): address, sni, port;
 * version, server_version, suite, group, sigalg, alpn (names, or null); post_quantum (null: not
 * known, or no key exchange took place); resumed, retried, early_data, ems, etm, ocsp, tls_scts,
 * certificate_compression, client_certificate; quality; alert (the last one other than
 * close_notify, or null); http_status; timing (in microseconds since the start); dialogue (before
 * TLS); messages, with their fields; with --secrets also secrets and finished.
 */

/* A failure of the network or the handshake, beside those of the chain. */
static void put_failure(struct json_writer *json, const struct hs_view *view)
{
    const struct tls_failure *f = view->failure;
    bool of_tls = f != NULL && f->err != ERR_OK && f->err != ERR_TLS_VERDICT;
    const char *message = view->message;

    if (!of_tls && message == NULL)
        return;
    if (message == NULL)
        message = err_text(f->err);
    struct buf hint;

    /* The hints are for clients. */
    buf_init(&hint, TEXT_CAP);
    if (view->events->side != EVENT_LOG_SERVER)
        hs_alert_try(&hint, view);
    buf_u8(&hint, '\0');
    /* The overall reason may be the chain's; then this is its consequence. */
    enum reason reason = view->failed != REASON_OK ? view->failed
                         : of_tls                  ? err_reason(f->err)
                                                   : view->reason;
    envelope_finding(json, reason == REASON_OK ? view->reason : reason, message,
                     of_tls ? err_ref(f->err) : "", hint.n > 1 ? (const char *)hint.p : NULL,
                     of_tls ? err_id(f->err) : NULL);
    buf_free(&hint);
}

static void put_findings(struct json_writer *json, const struct hs_view *view)
{
    struct hs_exchange exchange;

    jw_list(json, "findings");
    put_failure(json, view);
    if (view->report != NULL)
        report_json_findings(json, view->report, view->judged);
    hs_exchange_read(&exchange, view);
    hs_exchange_findings(json, &exchange);
    if (view->more_findings != NULL)
        view->more_findings(view->more_ctx, json);
    jw_list_end(json);
}

/* Without a judged chain there is an empty list, and the host. */
static void put_chain(struct json_writer *json, const struct hs_view *view)
{
    if (view->report != NULL) {
        report_json_keys(json, view->report, view->judged);
        return;
    }
    jw_list(json, "chain");
    jw_list_end(json);
    jw_str(json, "host", view->host);
    answers_json(json, NULL);
}

/* The name of a number of the wire; NULL for 0, which stands for "none". */
static const char *name_of(enum layout_as as, uint16_t number)
{
    return number == 0 ? NULL : layout_name(as, number);
}

/* What was agreed beside the suite, and the sizes or numbers of what the server attached. */
static void put_staples(struct json_writer *json, const struct tls_info *info)
{
    static const char *const early[] = {
        [EARLY_NOT_OFFERED] = "not-offered",
        [EARLY_OFFERED] = "offered",
        [EARLY_REJECTED] = "rejected",
        [EARLY_ACCEPTED] = "accepted",
    };

    jw_str(json, "early_data", early[info->early_data]);
    jw_bool(json, "ems", info->ems);
    jw_bool(json, "etm", info->etm);
    jw_bool(json, "false_started", info->false_started);
    jw_int(json, "ocsp", (int64_t)info->ocsp.n);
    jw_int(json, "tls_scts", (int64_t)quality_scts(info->scts));
    hs_client_compression(json, "certificate_compression", &info->compression);
    hs_client_json(json, "client_certificate", info);
    jw_int(json, "tickets", info->tickets);
}

/* Without a connection, all values are null or false. */
static void put_negotiated(struct json_writer *json, const struct hs_view *view)
{
    static const struct tls_info none;
    const struct tls_info *info = view->info == NULL ? &none : view->info;
    struct hs_exchange exchange;

    hs_exchange_read(&exchange, view);
    jw_str(json, "version", name_of(AS_VERSION, info->version));
    jw_str(json, "server_version", name_of(AS_VERSION, info->server_version));
    jw_str(json, "suite", info->suite == NULL ? NULL : info->suite->name);
    jw_str(json, "group", name_of(AS_GROUP, info->group));
    hs_exchange_json(json, &exchange);
    jw_str(json, "sigalg", name_of(AS_SCHEME, info->scheme));
    if (info->alpn.n > 0)
        jw_text(json, "alpn", info->alpn);
    else
        jw_null(json, "alpn");
    jw_bool(json, "resumed", info->resumed);
    jw_bool(json, "retried", info->retried);
    put_staples(json, info);
    quality_json(json, "quality", info);
}

/* The last alert that reports an error. */
static void put_alert(struct json_writer *json, const struct event_log *events)
{
    struct message_list flow = message_list_open(events, false);
    struct message_row row, last;
    bool any = false;

    while (message_list_next(&flow, &row)) {
        if (message_list_is_alarm(&row)) {
            last = row;
            any = true;
        }
    }
    if (!any) {
        jw_null(json, "alert");
        return;
    }
    const struct event *e = &last.entry->event;
    const struct alert_row *known = alert_find(e->alert);
    jw_open(json, "alert");
    jw_str(json, "direction", last.sent ? "sent" : "received");
    jw_int(json, "number", e->alert);
    jw_str(json, "name", known == NULL ? NULL : known->name);
    jw_str(json, "meaning", known == NULL ? NULL : known->meaning);
    jw_close(json);
}

/* The time of the first message of this type. */
static void put_first(struct json_writer *json, const char *key, const struct event_log *events,
                      uint8_t type)
{
    for (size_t i = 0; i < events->num; i++) {
        const struct event *e = &events->v[i].event;
        if (e->kind == EVENT_MESSAGE && e->type == type) {
            jw_int(json, key, (int64_t)events->v[i].us);
            return;
        }
    }
    jw_null(json, key);
}

/* A key may appear only once in an object. */
static bool is_first(const struct event_log *events, size_t mark)
{
    for (size_t i = 0; i < mark; i++) {
        if (strcmp(events->marks[i].name, events->marks[mark].name) == 0)
            return false;
    }
    return true;
}

/* Microseconds: the caller's marks, the first message of three types, and the total. */
static void put_timing(struct json_writer *json, const struct event_log *events)
{
    jw_open(json, "timing");
    for (size_t i = 0; i < events->num_marks; i++) {
        if (is_first(events, i))
            jw_int(json, events->marks[i].name, (int64_t)events->marks[i].us);
    }
    put_first(json, "client_hello", events, HS_CLIENT_HELLO);
    put_first(json, "server_hello", events, HS_SERVER_HELLO);
    put_first(json, "finished", events, HS_FINISHED);
    jw_int(json, "total", (int64_t)hs_steps_total(events));
    jw_close(json);
}

/* Anything but a handshake message has the same keys. */
static void put_other(struct json_writer *json, const struct message_row *row)
{
    struct buf text;

    buf_init(&text, TEXT_CAP);
    message_list_label(&text, row);
    jw_buf(json, "name", &text);
    jw_null(json, "type");
    jw_int(json, "length", (int64_t)row->n);
    jw_list(json, "fields");
    jw_list_end(json);
    if (row->entry->event.kind == EVENT_DATA && row->entry->event.bytes.n > 0)
        jw_text(json, "unasked", row->entry->event.bytes);
    if (row->entry->event.kind == EVENT_ALERT) {
        jw_int(json, "level", row->entry->event.level);
        jw_int(json, "alert", row->entry->event.alert);
    }
}

/* A handshake message, and what it is decompressed. */
static void put_message(struct json_writer *json, const struct event_log *events,
                        const struct message_row *row)
{
    struct span unpacked = message_list_unpacked(events, row);

    hs_message_members(json, row->entry->event.bytes, &row->context);
    if (unpacked.n == 0)
        return;
    jw_open(json, "decompressed");
    hs_message_members(json, unpacked, &row->context);
    jw_close(json);
}

/* The messages in order, each with its fields. */
static void put_messages(struct json_writer *json, const struct event_log *events)
{
    static const char *const kinds[] = {
        [EVENT_MESSAGE] = "handshake", [EVENT_CCS] = "change-cipher-spec",
        [EVENT_ALERT] = "alert",       [EVENT_DATA] = "application-data",
        [EVENT_RECORD] = "unread",
    };
    struct message_list flow = message_list_open(events, false);
    struct message_row row;
    int64_t number = 0;

    jw_list(json, "messages");
    while (message_list_next(&flow, &row)) {
        const struct event *e = &row.entry->event;
        jw_open(json, NULL);
        jw_int(json, "number", ++number);
        jw_str(json, "direction", row.sent ? "sent" : "received");
        jw_str(json, "kind", kinds[e->kind]);
        jw_int(json, "record", (int64_t)row.entry->record);
        jw_int(json, "time_us", (int64_t)row.us);
        jw_bool(json, "encrypted", row.encrypted);
        if (e->kind == EVENT_MESSAGE)
            put_message(json, events, &row);
        else
            put_other(json, &row);
        jw_close(json);
    }
    jw_list_end(json);
}

static void put_number(struct json_writer *json, const char *key, int value)
{
    if (value > 0)
        jw_int(json, key, value);
    else
        jw_null(json, key);
}

/* The server's name and port.  A server or a capture knows the name from the ClientHello. */
static void put_target(struct json_writer *json, const struct hs_view *view)
{
    struct span name = view->config != NULL ? view->config->server_name : (struct span){0};

    if (view->info != NULL && view->info->server_name.n > 0)
        name = view->info->server_name;
    if (name.n > 0)
        jw_text(json, "sni", name);
    else
        jw_null(json, "sni");
    put_number(json, "port", view->port);
}

static void put_secrets(struct json_writer *json, const struct event_log *events, uint16_t group)
{
    jw_list(json, "secrets");
    for (size_t i = 0; i < events->num_steps; i++) {
        struct step s = hs_step_get(events, i, group);
        hs_step_json(json, &s);
    }
    jw_list_end(json);
    hs_finished_json(json, "finished", events);
}

enum err hs_json(struct buf *out, const struct hs_view *view, bool secrets)
{
    struct json_writer j = {.out = out};

    envelope_open(&j, view->command == NULL ? "handshake" : view->command, view->input,
                  view->reason);
    put_findings(&j, view);
    put_chain(&j, view);
    jw_str(&j, "address", view->address);
    put_target(&j, view);
    jw_int(&j, "connection", view->connection == 0 ? 1 : view->connection);
    put_negotiated(&j, view);
    put_alert(&j, view->events);
    put_number(&j, "http_status", view->http_status);
    put_timing(&j, view->events);
    hs_dialogue_json(&j, "dialogue", view->events);
    put_messages(&j, view->events);
    if (secrets)
        put_secrets(&j, view->events, view->info == NULL ? 0 : view->info->group);
    if (view->more != NULL)
        view->more(view->more_ctx, &j);
    return envelope_close(&j);
}
