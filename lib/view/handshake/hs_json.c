/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/envelope.h"
#include "lib/view/handshake/hs.h"
#include "lib/view/handshake/hs_alert.h"
#include "lib/view/handshake/hs_client.h"
#include "lib/view/handshake/hs_finished.h"
#include "lib/view/handshake/hs_message.h"
#include "lib/view/handshake/hs_steps.h"
#include "lib/view/handshake/hs_quality.h"
#include "lib/view/verdict/report_json.h"

enum { TEXT_CAP = 1 << 16 };

/*
 * The keys beside those of a verdict (doc/tlsbox.schema.json, tlsbox-json(5)): address, sni, port;
 * version, server_version, suite, group, sigalg, alpn (names, or null); resumed, retried,
 * early_data, ems, etm, ocsp, scts, client_certificate; quality; alert (the last one other than
 * close_notify, or null); http_status; timing (in microseconds since the start); messages, with
 * their fields; with --secrets also secrets and finished.
 */

/* A failure of the network or the handshake, beside those of the chain. */
static void put_failure(struct json_writer *j, const struct hs_view *v)
{
    const struct tls_failure *f = v->failure;
    bool of_tls = f != NULL && f->err != ERR_OK && f->err != ERR_TLS_VERDICT;
    const char *message = v->message;

    if (!of_tls && message == NULL)
        return;
    if (message == NULL)
        message = err_text(f->err);
    struct buf hint;

    /* The hints are for clients. */
    buf_init(&hint, TEXT_CAP);
    if (v->events->side != EVENT_LOG_SERVER)
        hs_alert_try(&hint, v);
    buf_u8(&hint, '\0');
    /* The overall reason may be the chain's; then this is its consequence. */
    enum reason reason = v->failed != REASON_OK ? v->failed
                         : of_tls               ? err_reason(f->err)
                                                : v->reason;
    envelope_finding(j, reason == REASON_OK ? v->reason : reason, message,
                     of_tls ? err_ref(f->err) : "", hint.n > 1 ? (const char *)hint.p : NULL,
                     of_tls ? err_id(f->err) : NULL);
    buf_free(&hint);
}

static void put_findings(struct json_writer *j, const struct hs_view *v)
{
    jw_list(j, "findings");
    put_failure(j, v);
    if (v->report != NULL)
        report_json_findings(j, v->report, v->judged);
    jw_list_end(j);
}

static void put_chain(struct json_writer *j, const struct hs_view *v)
{
    if (v->report != NULL) {
        report_json_keys(j, v->report, v->judged);
        return;
    }
    jw_list(j, "chain");
    jw_list_end(j);
    jw_str(j, "host", v->host);
}

static const char *name_of(enum layout_as as, uint16_t number)
{
    return number == 0 ? NULL : layout_name(as, number);
}

static void put_staples(struct json_writer *j, const struct tls_info *info)
{
    static const char *const early[] = {
        [EARLY_NOT_OFFERED] = "not-offered",
        [EARLY_OFFERED] = "offered",
        [EARLY_REJECTED] = "rejected",
        [EARLY_ACCEPTED] = "accepted",
    };

    jw_str(j, "early_data", early[info->early_data]);
    jw_bool(j, "ems", info->ems);
    jw_bool(j, "etm", info->etm);
    jw_bool(j, "false_started", info->false_started);
    jw_int(j, "ocsp", (int64_t)info->ocsp.n);
    jw_int(j, "scts", (int64_t)quality_scts(info->scts));
    hs_client_json(j, "client_certificate", info);
    jw_int(j, "tickets", info->tickets);
}

static void put_negotiated(struct json_writer *j, const struct tls_info *info)
{
    static const struct tls_info none;

    if (info == NULL)
        info = &none;
    jw_str(j, "version", name_of(AS_VERSION, info->version));
    jw_str(j, "server_version", name_of(AS_VERSION, info->server_version));
    jw_str(j, "suite", info->suite == NULL ? NULL : info->suite->name);
    jw_str(j, "group", name_of(AS_GROUP, info->group));
    jw_str(j, "sigalg", name_of(AS_SCHEME, info->scheme));
    if (info->alpn.n > 0)
        jw_text(j, "alpn", info->alpn);
    else
        jw_null(j, "alpn");
    jw_bool(j, "resumed", info->resumed);
    jw_bool(j, "retried", info->retried);
    put_staples(j, info);
    quality_json(j, "quality", info);
}

static void put_alert(struct json_writer *j, const struct event_log *events)
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
        jw_null(j, "alert");
        return;
    }
    const struct event *e = &last.entry->event;
    const struct alert_row *known = alert_find(e->alert);
    jw_open(j, "alert");
    jw_str(j, "direction", last.sent ? "sent" : "received");
    jw_int(j, "number", e->alert);
    jw_str(j, "name", known == NULL ? NULL : known->name);
    jw_str(j, "meaning", known == NULL ? NULL : known->meaning);
    jw_close(j);
}

/* The time of the first message of this type. */
static void put_first(struct json_writer *j, const char *key, const struct event_log *events,
                      uint8_t type)
{
    for (size_t i = 0; i < events->num; i++) {
        const struct event *e = &events->v[i].event;
        if (e->kind == EVENT_MESSAGE && e->type == type) {
            jw_int(j, key, (int64_t)events->v[i].us);
            return;
        }
    }
    jw_null(j, key);
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

static void put_timing(struct json_writer *j, const struct event_log *events)
{
    jw_open(j, "timing");
    for (size_t i = 0; i < events->num_marks; i++) {
        if (is_first(events, i))
            jw_int(j, events->marks[i].name, (int64_t)events->marks[i].us);
    }
    put_first(j, "client_hello", events, HS_CLIENT_HELLO);
    put_first(j, "server_hello", events, HS_SERVER_HELLO);
    put_first(j, "finished", events, HS_FINISHED);
    jw_int(j, "total", (int64_t)hs_steps_total(events));
    jw_close(j);
}

/* Anything but a handshake message has the same keys. */
static void put_other(struct json_writer *j, const struct message_row *r)
{
    struct buf text;

    buf_init(&text, TEXT_CAP);
    message_list_label(&text, r);
    jw_buf(j, "name", &text);
    jw_null(j, "type");
    jw_int(j, "length", (int64_t)r->n);
    jw_list(j, "fields");
    jw_list_end(j);
    if (r->entry->event.kind == EVENT_DATA && r->entry->event.bytes.n > 0)
        jw_text(j, "unasked", r->entry->event.bytes);
    if (r->entry->event.kind == EVENT_ALERT) {
        jw_int(j, "level", r->entry->event.level);
        jw_int(j, "alert", r->entry->event.alert);
    }
}

static void put_messages(struct json_writer *j, const struct event_log *events)
{
    static const char *const kinds[] = {
        [EVENT_MESSAGE] = "handshake", [EVENT_CCS] = "change-cipher-spec",
        [EVENT_ALERT] = "alert",       [EVENT_DATA] = "application-data",
        [EVENT_RECORD] = "unread",
    };
    struct message_list flow = message_list_open(events, false);
    struct message_row row;
    int64_t number = 0;

    jw_list(j, "messages");
    while (message_list_next(&flow, &row)) {
        const struct event *e = &row.entry->event;
        jw_open(j, NULL);
        jw_int(j, "number", ++number);
        jw_str(j, "direction", row.sent ? "sent" : "received");
        jw_str(j, "kind", kinds[e->kind]);
        jw_int(j, "record", (int64_t)row.entry->record);
        jw_int(j, "time_us", (int64_t)row.us);
        jw_bool(j, "encrypted", row.encrypted);
        if (e->kind == EVENT_MESSAGE)
            hs_message_members(j, e->bytes, &row.context);
        else
            put_other(j, &row);
        jw_close(j);
    }
    jw_list_end(j);
}

static void put_number(struct json_writer *j, const char *key, int value)
{
    if (value > 0)
        jw_int(j, key, value);
    else
        jw_null(j, key);
}

/* The server's name and port.  A server or a capture knows the name from the ClientHello. */
static void put_target(struct json_writer *j, const struct hs_view *v)
{
    struct span name = v->config != NULL ? v->config->server_name : (struct span){0};

    if (v->info != NULL && v->info->server_name.n > 0)
        name = v->info->server_name;
    if (name.n > 0)
        jw_text(j, "sni", name);
    else
        jw_null(j, "sni");
    put_number(j, "port", v->port);
}

static void put_secrets(struct json_writer *j, const struct event_log *events)
{
    jw_list(j, "secrets");
    for (size_t i = 0; i < events->num_steps; i++) {
        struct step s = event_log_step_get(events, &events->steps[i]);
        hs_step_json(j, &s);
    }
    jw_list_end(j);
    hs_finished_json(j, "finished", events);
}

enum err hs_json(struct buf *out, const struct hs_view *v, bool secrets)
{
    struct json_writer j = {.out = out};

    envelope_open(&j, v->command == NULL ? "handshake" : v->command, v->input, v->reason);
    put_findings(&j, v);
    put_chain(&j, v);
    jw_str(&j, "address", v->address);
    put_target(&j, v);
    jw_int(&j, "connection", v->connection == 0 ? 1 : v->connection);
    put_negotiated(&j, v->info);
    put_alert(&j, v->events);
    put_number(&j, "http_status", v->http_status);
    put_timing(&j, v->events);
    put_messages(&j, v->events);
    if (secrets)
        put_secrets(&j, v->events);
    if (v->more != NULL)
        v->more(v->more_ctx, &j);
    return envelope_close(&j);
}
