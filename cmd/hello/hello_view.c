/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/hello/hello_view.h"

#include <stdio.h>
#include <string.h>

#include "cmd/options/connect_options.h"
#include "lib/tls/wire/fingerprint.h"
#include "lib/tls/wire/ssl2.h"
#include "lib/view/handshake/hs_exchange.h"
#include "lib/view/handshake/hs_message.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/text.h"

enum { MESSAGE_MAX = 1 << 14, LINE_MAX_BYTES = 1 << 18, NAME_WIDTH = 6, LEVEL_WARNING = 1 };

void hello_view_init(struct hello_view *view)
{
    *view = (struct hello_view){.input = "", .label = ""};
    first_flight_init(&view->flight);
    first_flight_init(&view->sent);
    buf_init(&view->message, MESSAGE_MAX);
}

void hello_view_free(struct hello_view *view)
{
    first_flight_free(&view->flight);
    first_flight_free(&view->sent);
    buf_free(&view->message);
}

void hello_view_address(struct hello_view *view, const char *address)
{
    snprintf(view->address, sizeof view->address, "%s", address);
}

void hello_view_fail(struct hello_view *view, enum reason reason, const char *format, ...)
{
    va_list ap;

    if (view->reason != REASON_OK)
        return;
    view->reason = reason;
    va_start(ap, format);
    buf_vprintf(&view->message, format, ap);
    va_end(ap);
}

/* The fingerprints of a hello: name and value, at most four. */
struct hello_fingerprints {
    struct {
        const char *name;
        struct buf value;
    } v[4];
    size_t num;
};

/* Adds an empty fingerprint; there is room for the four of a ClientHello. */
static struct buf *print_new(struct hello_fingerprints *prints, const char *name)
{
    struct buf *b = &prints->v[prints->num].value;

    prints->v[prints->num++].name = name;
    buf_init(b, MESSAGE_MAX * 4);
    return b;
}

static void prints_free(struct hello_fingerprints *prints)
{
    for (size_t i = 0; i < prints->num; i++)
        buf_free(&prints->v[i].value);
}

/* Computes the fingerprints of a hello; none for anything else.  The error of a hello that does not
 * parse is returned. */
static enum err prints_of(struct hello_fingerprints *prints, const struct first_flight *flight)
{
    struct span body = span_tail(flight->hello, MSG_HEADER);
    struct fail fail = {0};
    struct client_hello client;
    struct server_hello server;

    *prints = (struct hello_fingerprints){0};
    if (flight->is_ssl2)
        return hello_form_ssl2(flight);
    if (flight->kind == FIRST_FLIGHT_CLIENT) {
        TRY(client_hello_parse(&client, body, &fail));
        struct buf *hash = print_new(prints, "ja3"), *string = print_new(prints, "ja3_string");

        ja3_string(string, &client);
        ja3_hash(hash, buf_span(string));
        ja4(print_new(prints, "ja4"), &client);
        ja4_raw(print_new(prints, "ja4_raw"), &client);
    } else if (flight->kind == FIRST_FLIGHT_SERVER) {
        TRY(server_hello_parse(&server, body, &fail));
        struct buf *hash = print_new(prints, "ja3s"), *string = print_new(prints, "ja3s_string");

        ja3s_string(string, &server);
        ja3_hash(hash, buf_span(string));
    }
    return ERR_OK;
}

static const char *alert_name(uint8_t alert)
{
    const struct alert_row *row = alert_find(alert);

    return row == NULL ? "unknown" : row->name;
}

/* An alert is the answer: its name and meaning are the message. */
static void judge_alert(struct hello_view *view)
{
    const struct first_flight *f = &view->flight;
    const struct alert_row *row = alert_find(f->alert);

    hello_view_fail(view, REASON_ALERT, "the %s alert %s (%u)%s%s",
                    view->is_client ? "client sent the" : "answer is the", alert_name(f->alert),
                    f->alert, row != NULL ? ": " : "", row != NULL ? row->meaning : "");
}

/* So is ERROR of SSL 2.0. */
static void judge_ssl2_error(struct hello_view *view)
{
    struct fail fail = {0};
    uint16_t code = 0;
    enum err e = ssl2_error_parse(&code, span_tail(view->flight.hello, SSL2_HEADER), &fail);
    const char *name = ssl2_error_name(code);

    if (e == ERR_OK)
        hello_view_fail(view, REASON_NOT_TLS, "the %s refuses in SSL 2.0: %s (%u)",
                        view->is_client ? "client" : "server", name == NULL ? "unknown" : name,
                        code);
}

/* The error in what came; *message is the type of the message at fault, or 0. */
static enum err error_of(const struct hello_view *view, uint8_t *message)
{
    const struct first_flight *f = &view->flight;
    enum first_flight_kind other = view->is_client ? FIRST_FLIGHT_SERVER : FIRST_FLIGHT_CLIENT;
    struct hello_fingerprints prints;

    *message = f->kind == FIRST_FLIGHT_CLIENT   ? HS_CLIENT_HELLO
               : f->kind == FIRST_FLIGHT_SERVER ? HS_SERVER_HELLO
                                                : f->message;
    if (f->kind == FIRST_FLIGHT_MORE)
        return ERR_TLS_TRUNCATED;
    if (f->kind == FIRST_FLIGHT_ALERT || f->kind == FIRST_FLIGHT_BROKEN)
        return f->err;
    if (!view->is_file && f->kind == other)
        return ERR_TLS_UNEXPECTED_MESSAGE;
    enum err e = prints_of(&prints, f);

    prints_free(&prints);
    return e;
}

/* Sets the reason and the message from what came. */
static void judge(struct hello_view *view)
{
    const struct first_flight *f = &view->flight;
    uint8_t type = 0;
    enum err e = error_of(view, &type);
    const struct code *message = type == 0 ? NULL : message_find(type);
    const char *text = err_text(e), *more = "", *name = "";

    if (f->kind == FIRST_FLIGHT_ALERT && !view->is_file)
        judge_alert(view);
    if (f->kind == FIRST_FLIGHT_ERROR && !view->is_file)
        judge_ssl2_error(view);
    if (e == ERR_OK)
        return;
    if (e == ERR_TLS_NOT_TLS && view->is_file)
        text = "neither a TLS record nor a hello";
    else if (e == ERR_TLS_NOT_TLS && view->is_client)
        text = "the client does not speak TLS";
    if (f->looks_like != NULL) {
        more = ": it looks like ";
        name = f->looks_like;
    } else if (message != NULL) {
        more = e == ERR_TLS_UNEXPECTED_MESSAGE ? ": " : ", in ";
        name = message->name;
    }
    hello_view_fail(view, view->is_file ? REASON_UNDECODABLE : err_reason(e), "%s%s%s", text, more,
                    name);
}

/* Prints the fingerprints in pairs: the hash, then the text that was hashed. */
static void put_prints(struct buf *out, const struct first_flight *flight,
                       const struct style *style)
{
    static const struct {
        const char *member, *title;
    } titles[] = {{"ja3", "JA3"}, {"ja4", "JA4"}, {"ja3s", "JA3S"}};
    struct hello_fingerprints p;

    if (prints_of(&p, flight) != ERR_OK)
        return;
    for (size_t i = 0; i < p.num; i += 2) {
        const char *title = "";

        for (size_t k = 0; k < sizeof titles / sizeof titles[0]; k++)
            title = strcmp(titles[k].member, p.v[i].name) == 0 ? titles[k].title : title;
        text_cell(out, span_str(title), NAME_WIDTH);
        text_ink(out, style, INK_BOLD);
        buf_put(out, buf_span(&p.v[i].value));
        text_ink(out, style, INK_PLAIN);
        buf_u8(out, '\n');
        text_pad(out, NAME_WIDTH);
        text_ink(out, style, INK_DIM);
        buf_put(out, buf_span(&p.v[i + 1].value));
        text_ink(out, style, INK_PLAIN);
        buf_u8(out, '\n');
    }
    prints_free(&p);
}

static void put_alert(struct buf *out, const struct first_flight *flight)
{
    const struct alert_row *row = alert_find(flight->alert);

    buf_printf(out, "Alert: %s (%u), %s\n", alert_name(flight->alert), flight->alert,
               flight->level == LEVEL_WARNING ? "a warning" : "fatal");
    if (row != NULL)
        buf_printf(out, "%s\n", row->meaning);
}

/* How the message is laid out. */
static uint16_t layout_version(const struct first_flight *flight)
{
    return flight->is_ssl2 ? TLS_SSL_2 : hello_version(flight);
}

static bool is_hello(const struct first_flight *flight)
{
    return flight->kind == FIRST_FLIGHT_CLIENT || flight->kind == FIRST_FLIGHT_SERVER;
}

/* What the hello, after the one that was sent, says about the key exchange. */
static struct hs_exchange exchange_of(const struct hello_view *view)
{
    struct hs_exchange exchange = {.side = view->is_file     ? EVENT_LOG_WATCHER
                                           : view->is_client ? EVENT_LOG_SERVER
                                                             : EVENT_LOG_CLIENT};

    if (view->sent.kind == FIRST_FLIGHT_CLIENT)
        hs_exchange_message(&exchange, view->sent.hello);
    if (is_hello(&view->flight) && !view->flight.is_ssl2)
        hs_exchange_message(&exchange, view->flight.hello);
    if (is_hello(&view->flight) || !view->is_file)
        exchange.best = hello_best(&view->flight);
    exchange.is_ssl2 = view->flight.is_ssl2;
    exchange.is_offer = view->flight.kind == FIRST_FLIGHT_CLIENT;
    exchange.has_failed = view->reason != REASON_OK;
    return exchange;
}

/* The fields of the hello.  ERROR of SSL 2.0 in a file may be of either side. */
static void put_hello(struct buf *out, const struct hello_view *view, const struct style *style)
{
    const struct layout_context context = {.version = TLS_SSL_2};
    const struct first_flight *f = &view->flight;
    bool is_client = f->kind == FIRST_FLIGHT_CLIENT || view->is_client;

    if (f->kind != FIRST_FLIGHT_ERROR || !view->is_file) {
        hs_message(out, f->hello, layout_version(f), is_client, style, false);
        return;
    }
    buf_printf(out, "%s, %zu bytes\n", layout_ssl2_name(f->hello), f->hello.n);
    hs_message_put(out, f->hello, &context, style, false);
}

/* The hello as text, with the fingerprints of both sides. */
static void put_text(struct buf *out, const struct hello_view *view, const struct style *style)
{
    const struct first_flight *f = &view->flight;
    const struct hs_exchange exchange = exchange_of(view);

    if (f->kind == FIRST_FLIGHT_MORE || f->kind == FIRST_FLIGHT_BROKEN)
        return;
    text_ink(out, style, INK_BOLD);
    safe_put(out, span_str(view->label));
    text_ink(out, style, INK_PLAIN);
    if (view->address[0] != '\0' && strcmp(view->address, view->label) != 0)
        buf_printf(out, " (%s)", view->address);
    buf_str(out, "\n");
    if (f->kind == FIRST_FLIGHT_ALERT) {
        put_alert(out, f);
    } else {
        put_hello(out, view, style);
        hs_exchange_put(out, &exchange, style);
        if (!f->is_ssl2) {
            buf_u8(out, '\n');
            put_prints(out, f, style);
        }
    }
    if (view->sent.kind == FIRST_FLIGHT_CLIENT) {
        buf_str(out, "\nof the ClientHello that was sent:\n");
        put_prints(out, &view->sent, style);
    }
    buf_u8(out, '\n');
}

static void json_message(struct json_writer *json, const char *key,
                         const struct first_flight *flight)
{
    if (is_hello(flight) || flight->kind == FIRST_FLIGHT_ERROR)
        hs_message_json(json, key, flight->hello, layout_version(flight));
    else
        jw_null(json, key);
}

static void json_prints(struct json_writer *json, const char *key,
                        const struct first_flight *flight)
{
    struct hello_fingerprints p;

    jw_open(json, key);
    if (prints_of(&p, flight) == ERR_OK) {
        for (size_t i = 0; i < p.num; i++)
            jw_text(json, p.v[i].name, buf_span(&p.v[i].value));
        prints_free(&p);
    }
    jw_close(json);
}

/* The alert that came instead of a hello, or null. */
static void json_alert(struct json_writer *json, const struct first_flight *flight)
{
    const struct alert_row *row = alert_find(flight->alert);

    if (flight->kind != FIRST_FLIGHT_ALERT) {
        jw_null(json, "alert");
        return;
    }
    jw_open(json, "alert");
    jw_str(json, "level", flight->level == LEVEL_WARNING ? "warning" : "fatal");
    jw_int(json, "number", flight->alert);
    jw_str(json, "name", row == NULL ? NULL : row->name);
    jw_close(json);
}

/* The server that the hello was sent to, and the version of its answer if that was not offered. */
static void json_target(struct json_writer *json, const struct hello_view *view)
{
    uint16_t version = hello_version(&view->flight);
    bool was_offered = version >= view->min_version && version <= view->max_version;

    if (view->sni.n > 0)
        jw_text(json, "sni", view->sni);
    else
        jw_null(json, "sni");
    if (view->port != 0)
        jw_int(json, "port", view->port);
    else
        jw_null(json, "port");
    jw_str(json, "server_version",
           view->min_version == 0 || version == 0 || was_offered ? NULL : version_name(version));
}

/* The version that the hello is about, with its year and standing. */
static void json_protocol(struct json_writer *json, const struct first_flight *flight)
{
    const struct version_row *row = version_find(hello_best(flight));

    if (row == NULL) {
        jw_null(json, "protocol");
        return;
    }
    jw_open(json, "protocol");
    jw_int(json, "number", row->value);
    jw_str(json, "name", row->name);
    jw_int(json, "year", row->year);
    jw_str(json, "standing", status_name(row->status));
    jw_str(json, "reference", row->ref);
    jw_bool(json, "ssl2_form", flight->is_ssl2);
    jw_close(json);
}

static enum err put_json(struct buf *out, struct hello_view *view)
{
    const struct hs_exchange exchange = exchange_of(view);
    struct json_writer j = {.out = out};

    envelope_open(&j, "hello", view->input, view->reason);
    jw_list(&j, "findings");
    buf_u8(&view->message, '\0');
    if (view->reason != REASON_OK && view->message.err == ERR_OK)
        envelope_finding(&j, view->reason, (const char *)view->message.p, "", NULL, NULL);
    buf_truncate(&view->message, view->message.n > 0 ? view->message.n - 1 : 0);
    hs_exchange_findings(&j, &exchange);
    jw_list_end(&j);
    jw_str(&j, "address", view->address[0] != '\0' ? view->address : NULL);
    json_target(&j, view);
    json_message(&j, "hello", &view->flight);
    json_protocol(&j, &view->flight);
    hs_exchange_json(&j, &exchange);
    json_alert(&j, &view->flight);
    json_prints(&j, "fingerprints", &view->flight);
    json_message(&j, "sent", &view->sent);
    json_prints(&j, "sent_fingerprints", &view->sent);
    return envelope_close(&j);
}

int hello_view_put(struct hello_view *view, struct output *out,
                   const struct hello_view_style *style)
{
    enum err e = ERR_OK;

    judge(view);
    if (style->json)
        e = put_json(&out->data, view);
    else
        put_text(&out->data, view, &style->style);
    int code = reason_exit(view->reason);
    struct buf line;

    if (view->reason != REASON_OK) {
        buf_init(&line, LINE_MAX_BYTES);
        connect_setup_say(&line, view->label, view->address, buf_span(&view->message));
        output_say(out, "%.*s [%s]", (int)line.n, (const char *)line.p, reason_code(view->reason));
        buf_free(&line);
    }

    return e == ERR_OK ? code : reason_exit(err_reason(e));
}
