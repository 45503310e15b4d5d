/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/hello/hello_view.h"

#include <stdio.h>
#include <string.h>

#include "cmd/options/connect_options.h"
#include "lib/tls/wire/fingerprint.h"
#include "lib/view/text/envelope.h"
#include "lib/view/handshake/hs.h"
#include "lib/view/text/text.h"

enum { MESSAGE_MAX = 1 << 14, LINE_MAX_BYTES = 1 << 18, NAME_WIDTH = 6, LEVEL_WARNING = 1 };

void hellotext_init(struct hellotext *t)
{
    *t = (struct hellotext){.input = "", .label = ""};
    first_flight_init(&t->flight);
    first_flight_init(&t->sent);
    buf_init(&t->message, MESSAGE_MAX);
}

void hellotext_free(struct hellotext *t)
{
    first_flight_free(&t->flight);
    first_flight_free(&t->sent);
    buf_free(&t->message);
}

void hellotext_address(struct hellotext *t, const char *address)
{
    snprintf(t->address, sizeof t->address, "%s", address);
}

void hellotext_fail(struct hellotext *t, enum reason reason, const char *format, ...)
{
    va_list ap;

    if (t->reason != REASON_OK)
        return;
    t->reason = reason;
    va_start(ap, format);
    buf_vprintf(&t->message, format, ap);
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

static struct buf *print_new(struct hello_fingerprints *p, const char *name)
{
    struct buf *b = &p->v[p->num].value;

    p->v[p->num++].name = name;
    buf_init(b, MESSAGE_MAX * 4);
    return b;
}

static void prints_free(struct hello_fingerprints *p)
{
    for (size_t i = 0; i < p->num; i++)
        buf_free(&p->v[i].value);
}

/* prints_of gives none for what is no hello or does not parse; the error says how. */
static enum err prints_of(struct hello_fingerprints *p, const struct first_flight *f)
{
    struct span body = span_tail(f->hello, MSG_HEADER);
    struct fail fail = {0};
    struct client_hello client;
    struct server_hello server;

    *p = (struct hello_fingerprints){0};
    if (f->kind == FIRST_FLIGHT_CLIENT) {
        TRY(client_hello_parse(&client, body, &fail));
        struct buf *hash = print_new(p, "ja3"), *string = print_new(p, "ja3_string");

        ja3_string(string, &client);
        ja3_hash(hash, buf_span(string));
        ja4(print_new(p, "ja4"), &client);
        ja4_raw(print_new(p, "ja4_raw"), &client);
    } else if (f->kind == FIRST_FLIGHT_SERVER) {
        TRY(server_hello_parse(&server, body, &fail));
        struct buf *hash = print_new(p, "ja3s"), *string = print_new(p, "ja3s_string");

        ja3s_string(string, &server);
        ja3_hash(hash, buf_span(string));
    }
    return ERR_OK;
}

/* version_of is what a ServerHello has chosen; 0 for others. */
static uint16_t version_of(const struct first_flight *f)
{
    struct fail fail = {0};
    struct server_hello hello;
    struct span ext;
    uint16_t chosen = 0;

    if (f->kind != FIRST_FLIGHT_SERVER ||
        server_hello_parse(&hello, span_tail(f->hello, MSG_HEADER), &fail) != ERR_OK)
        return 0;
    if (ext_get(hello.exts, TLSX_SUPPORTED_VERSIONS, &ext) &&
        ext_u16_parse(&chosen, ext, &fail) == ERR_OK)
        return chosen;
    return hello.version;
}

static const char *alert_name(uint8_t alert)
{
    const struct alert_row *row = alert_find(alert);

    return row == NULL ? "unknown" : row->name;
}

static void judge_alert(struct hellotext *t)
{
    const struct first_flight *f = &t->flight;
    const struct alert_row *row = alert_find(f->alert);

    hellotext_fail(t, REASON_ALERT, "the %s alert %s (%u)%s%s",
                   t->is_client ? "client sent the" : "answer is the", alert_name(f->alert),
                   f->alert, row != NULL ? ": " : "", row != NULL ? row->meaning : "");
}

/* error_of is what is wrong with what came; message is the type of the message, or empty. */
static enum err error_of(const struct hellotext *t, uint8_t *message)
{
    const struct first_flight *f = &t->flight;
    enum first_flight_kind other = t->is_client ? FIRST_FLIGHT_SERVER : FIRST_FLIGHT_CLIENT;
    struct hello_fingerprints prints;

    *message = f->kind == FIRST_FLIGHT_CLIENT   ? HS_CLIENT_HELLO
               : f->kind == FIRST_FLIGHT_SERVER ? HS_SERVER_HELLO
                                                : f->message;
    if (f->kind == FIRST_FLIGHT_MORE)
        return ERR_TLS_TRUNCATED;
    if (f->kind != FIRST_FLIGHT_CLIENT && f->kind != FIRST_FLIGHT_SERVER)
        return f->err;
    if (!t->is_file && f->kind == other)
        return ERR_TLS_UNEXPECTED_MESSAGE;
    enum err e = prints_of(&prints, f);

    prints_free(&prints);
    return e;
}

/* judge makes a reason of what came. */
static void judge(struct hellotext *t)
{
    const struct first_flight *f = &t->flight;
    uint8_t type = 0;
    enum err e = error_of(t, &type);
    const struct code *message = type == 0 ? NULL : message_find(type);
    const char *text = err_text(e), *more = "", *name = "";

    if (f->kind == FIRST_FLIGHT_ALERT && !t->is_file)
        judge_alert(t);
    if (e == ERR_OK)
        return;
    if (e == ERR_TLS_NOT_TLS && t->is_file)
        text = "neither a TLS record nor a hello";
    else if (e == ERR_TLS_NOT_TLS && t->is_client)
        text = "the client does not speak TLS";
    if (f->looks_like != NULL) {
        more = ": it looks like ";
        name = f->looks_like;
    } else if (message != NULL) {
        more = e == ERR_TLS_UNEXPECTED_MESSAGE ? ": " : ", in ";
        name = message->name;
    }
    hellotext_fail(t, t->is_file ? REASON_UNDECODABLE : err_reason(e), "%s%s%s", text, more, name);
}

static void put_prints(struct buf *out, const struct first_flight *f, const struct style *style)
{
    static const struct {
        const char *member, *title;
    } titles[] = {{"ja3", "JA3"}, {"ja4", "JA4"}, {"ja3s", "JA3S"}};
    struct hello_fingerprints p;

    if (prints_of(&p, f) != ERR_OK)
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

static void put_alert(struct buf *out, const struct first_flight *f)
{
    const struct alert_row *row = alert_find(f->alert);

    buf_printf(out, "Alert: %s (%u), %s\n", alert_name(f->alert), f->alert,
               f->level == LEVEL_WARNING ? "a warning" : "fatal");
    if (row != NULL)
        buf_printf(out, "%s\n", row->meaning);
}

static void put_text(struct buf *out, const struct hellotext *t, const struct style *style)
{
    const struct first_flight *f = &t->flight;
    bool is_client = f->kind == FIRST_FLIGHT_CLIENT;

    if (f->kind == FIRST_FLIGHT_MORE || f->kind == FIRST_FLIGHT_BROKEN)
        return;
    text_ink(out, style, INK_BOLD);
    safe_put(out, span_str(t->label));
    text_ink(out, style, INK_PLAIN);
    if (t->address[0] != '\0' && strcmp(t->address, t->label) != 0)
        buf_printf(out, " (%s)", t->address);
    buf_str(out, "\n");
    if (f->kind == FIRST_FLIGHT_ALERT) {
        put_alert(out, f);
    } else {
        hs_message(out, f->hello, version_of(f), is_client, style, false);
        buf_u8(out, '\n');
        put_prints(out, f, style);
    }
    if (t->sent.kind == FIRST_FLIGHT_CLIENT) {
        buf_str(out, "\nof the ClientHello that was sent:\n");
        put_prints(out, &t->sent, style);
    }
    buf_u8(out, '\n');
}

static void json_message(struct json_writer *j, const char *key, const struct first_flight *f)
{
    if (f->kind == FIRST_FLIGHT_CLIENT || f->kind == FIRST_FLIGHT_SERVER)
        hs_message_json(j, key, f->hello, version_of(f));
    else
        jw_null(j, key);
}

static void json_prints(struct json_writer *j, const char *key, const struct first_flight *f)
{
    struct hello_fingerprints p;

    jw_open(j, key);
    if (prints_of(&p, f) == ERR_OK) {
        for (size_t i = 0; i < p.num; i++)
            jw_text(j, p.v[i].name, buf_span(&p.v[i].value));
        prints_free(&p);
    }
    jw_close(j);
}

static void json_alert(struct json_writer *j, const struct first_flight *f)
{
    const struct alert_row *row = alert_find(f->alert);

    if (f->kind != FIRST_FLIGHT_ALERT) {
        jw_null(j, "alert");
        return;
    }
    jw_open(j, "alert");
    jw_str(j, "level", f->level == LEVEL_WARNING ? "warning" : "fatal");
    jw_int(j, "number", f->alert);
    jw_str(j, "name", row == NULL ? NULL : row->name);
    jw_close(j);
}

/* Whom it was sent to, and the version that came back where it is none of those offered. */
static void json_target(struct json_writer *j, const struct hellotext *t)
{
    uint16_t version = version_of(&t->flight);
    bool was_offered = version >= t->min_version && version <= t->max_version;

    if (t->sni.n > 0)
        jw_text(j, "sni", t->sni);
    else
        jw_null(j, "sni");
    if (t->port != 0)
        jw_int(j, "port", t->port);
    else
        jw_null(j, "port");
    jw_str(j, "server_version",
           t->min_version == 0 || version == 0 || was_offered ? NULL : version_name(version));
}

static enum err put_json(struct buf *out, struct hellotext *t)
{
    struct json_writer j = {.out = out};

    envelope_open(&j, "hello", t->input, t->reason);
    jw_list(&j, "findings");
    buf_u8(&t->message, '\0');
    if (t->reason != REASON_OK && t->message.err == ERR_OK)
        envelope_finding(&j, t->reason, (const char *)t->message.p, "", NULL, NULL);
    buf_truncate(&t->message, t->message.n > 0 ? t->message.n - 1 : 0);
    jw_list_end(&j);
    jw_str(&j, "address", t->address[0] != '\0' ? t->address : NULL);
    json_target(&j, t);
    json_message(&j, "hello", &t->flight);
    json_alert(&j, &t->flight);
    json_prints(&j, "fingerprints", &t->flight);
    json_message(&j, "sent", &t->sent);
    json_prints(&j, "sent_fingerprints", &t->sent);
    return envelope_close(&j);
}

int hellotext_put(struct hellotext *t, struct output *out, const struct hellotext_style *style)
{
    enum err e = ERR_OK;

    judge(t);
    if (style->json)
        e = put_json(&out->data, t);
    else
        put_text(&out->data, t, &style->style);
    int code = reason_exit(t->reason);
    struct buf line;

    if (t->reason != REASON_OK) {
        buf_init(&line, LINE_MAX_BYTES);
        connect_setup_say(&line, t->label, t->address, buf_span(&t->message));
        output_say(out, "%.*s [%s]", (int)line.n, (const char *)line.p, reason_code(t->reason));
        buf_free(&line);
    }

    return e == ERR_OK ? code : reason_exit(err_reason(e));
}
