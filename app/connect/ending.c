/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connect/ending.h"

#include "lib/tls/wire/ext_table.h"
#include "lib/view/handshake/hs_client.h"

enum { MESSAGE_MAX = 1 << 14 };

/* How far a conversation had come when it ended. */
enum stage {
    STAGE_BEFORE,      /* no TLS yet: names, TCP, proxy, STARTTLS */
    STAGE_SILENT,      /* connected, and nothing of TLS came */
    STAGE_HANDSHAKE,   /* something came */
    STAGE_CERTIFICATE, /* our Certificate was the last word: the server has not answered it */
    STAGE_OPEN,        /* the handshake is done */
};

/* How it ended. */
enum sign {
    SIGN_ERROR,   /* by what the error says */
    SIGN_CLOSED,  /* closed or reset, by whatever sign */
    SIGN_REFUSED, /* an alert that may speak of a certificate */
    SIGN_LATE,    /* the time was over */
};

static const struct {
    enum stage stage;
    enum sign sign;
    enum reason reason;
} reasons[] = {
    {STAGE_SILENT, SIGN_CLOSED, REASON_RESET},
    {STAGE_HANDSHAKE, SIGN_CLOSED, REASON_INCOMPLETE},
    {STAGE_CERTIFICATE, SIGN_CLOSED, REASON_CLIENT_CERTIFICATE},
    {STAGE_CERTIFICATE, SIGN_REFUSED, REASON_CLIENT_CERTIFICATE},
    /* RFC 9846 6.1: "Each party MUST send a close_notify alert before closing". */
    {STAGE_OPEN, SIGN_CLOSED, REASON_PEER_VIOLATION},
};

/* A client certificate without an answer comes before "open": a TLS 1.3 client is done before the
 * server has judged it. */
static enum stage stage_of(const struct endpoint *v)
{
    if (v->tls == NULL)
        return STAGE_BEFORE;
    if (v->client.shown == SHOWN_SENT)
        return STAGE_CERTIFICATE;
    if (endpoint_is_open(v))
        return STAGE_OPEN;
    return tls_progress(v->tls).heard ? STAGE_HANDSHAKE : STAGE_SILENT;
}

/* Maps the errors of the network and of TLS to the ways in which a conversation ends. */
static enum sign sign_of(const struct endpoint *v, enum err e)
{
    switch (e) {
    case ERR_NET_RESET:
    case ERR_NET_CLOSED:
    case ERR_TLS_CLOSED_IN_HANDSHAKE:
    case ERR_TLS_TRUNCATION: return SIGN_CLOSED;
    case ERR_NET_TIMEOUT: return SIGN_LATE;
    case ERR_TLS_ALERT_RECEIVED:
        return hs_client_alert(tls_failure(v->tls)->alert) ? SIGN_REFUSED : SIGN_ERROR;
    default: return SIGN_ERROR;
    }
}

/* The table's reason for stage and sign; without a row, the error's own. */
static enum reason reason_of(const struct endpoint *v, enum stage stage, enum err e)
{
    enum sign sign = sign_of(v, e);

    /* certificate_required has no other cause, whenever it comes (RFC 9846 6.2). */
    if (e == ERR_TLS_ALERT_RECEIVED && !v->is_server &&
        tls_info(v->tls)->client_certificate_asked &&
        tls_failure(v->tls)->alert == ALERT_CERTIFICATE_REQUIRED)
        return REASON_CLIENT_CERTIFICATE;
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].stage == stage && reasons[i].sign == sign)
            return reasons[i].reason;
    }
    return err_reason(e);
}

/* --- what is noted on the way -------------------------------------------------------------- */

/* Follows our certificate: made, sent, accepted.  Only clients have one to follow. */
void ending_event(struct endpoint *v, const struct event *ev)
{
    bool is_message = ev->kind == EVENT_MESSAGE;

    if (v->is_server)
        return;
    if (is_message && ev->sent &&
        (ev->type == HS_CERTIFICATE || ev->type == HS_COMPRESSED_CERTIFICATE))
        v->client.shown = SHOWN_MADE;
    else if (v->client.shown != SHOWN_SENT || ev->sent)
        return;
    /* A server that continues after it has seen our certificate accepts it: in TLS 1.2 its Finished
     * says so, in TLS 1.3 whatever it sends first. */
    else if (ev->version == TLS_1_3 ? ev->kind == EVENT_RECORD && ev->inner_type != CONTENT_ALERT
                                    : is_message && ev->type == HS_FINISHED)
        v->client.shown = SHOWN_TAKEN;
}

void ending_sent(struct endpoint *v)
{
    if (v->client.shown == SHOWN_MADE)
        v->client.shown = SHOWN_SENT;
}

bool ending_is_awaited(const struct endpoint *v)
{
    return v->client.shown == SHOWN_MADE || v->client.shown == SHOWN_SENT;
}

/* --- what is said of it -------------------------------------------------------------------- */

static const char *peer_word(const struct endpoint *v)
{
    return v->is_server ? "the client" : "the server";
}

/* The last handshake message that came; NULL if none did. */
static const char *last_message(const struct endpoint *v)
{
    bool sent = v->is_server; /* in an event log the client sends */

    for (size_t i = v->events.num; i > 0; i--) {
        const struct event *e = &v->events.v[i - 1].event;
        const struct code *message = message_find(e->type);

        if (e->kind == EVENT_MESSAGE && e->sent == sent)
            return message == NULL ? "a message" : message->name;
    }
    return NULL;
}

/* How much of an incomplete message came; else the last complete one. */
static void put_progress(struct buf *out, const struct endpoint *v)
{
    struct tls_progress p = tls_progress(v->tls);
    const char *last = last_message(v);

    if (p.part != NULL)
        buf_printf(out, ", in the middle of %s (%zu of %zu bytes)", p.part, p.have, p.need);
    else if (last != NULL)
        buf_printf(out, "; the last message received was %s", last);
}

/* What was asked for, and what was answered. */
static void put_certificate(struct buf *out, const struct endpoint *v)
{
    const struct tls_info *info = tls_info(v->tls);

    hs_client_refused(out, info, v->config.identity != NULL);
    if (info->client_certificate_sent && v->plan->identity != NULL) {
        credentials_own_note(out, v->plan->identity, net_wall_ms() / 1000);
        credentials_issuer_note(out, v->plan->identity, info->request_authorities);
    }
    buf_str(out, ": ");
}

/* Where in the other end's messages something is wrong. */
static void put_place(struct buf *out, const struct tls_failure *f)
{
    const struct code *message = f->has_message ? message_find(f->message) : NULL;
    const struct ext_row *ext = f->has_extension ? ext_find(f->extension) : NULL;

    if (message == NULL)
        return;
    if (f->err == ERR_TLS_UNEXPECTED_MESSAGE) {
        buf_printf(out, ": %s", message->name);
        return;
    }
    buf_str(out, ", in ");
    if (ext != NULL)
        buf_printf(out, "the extension %s of ", ext->name);
    else if (f->has_extension)
        buf_printf(out, "extension %u of ", f->extension);
    buf_str(out, message->name);
}

/* The peer closed or reset: how far the conversation had come by then. */
static void put_closed(struct buf *out, const struct endpoint *v, enum stage stage, enum err e)
{
    buf_printf(out, "%s %s the connection", peer_word(v), e == ERR_NET_RESET ? "reset" : "closed");
    if (stage == STAGE_SILENT)
        buf_str(out, " before it sent anything");
    else if (stage == STAGE_OPEN)
        buf_str(out, " without close_notify (RFC 9846 6.1)");
    else if (stage == STAGE_HANDSHAKE)
        buf_str(out, " before the handshake was complete");
    if (stage == STAGE_HANDSHAKE)
        put_progress(out, v);
}

/* What is wrong, where in the peer's messages, and the section that it violates. */
static void put_error(struct buf *out, const struct endpoint *v, enum err e)
{
    const struct tls_failure *f = tls_failure(v->tls);
    const char *version = version_name(tls_info(v->tls)->server_version);

    if (e == ERR_TLS_NOT_TLS && v->is_server) {
        buf_printf(out, "the client does not speak TLS%s%s", f->looks_like != NULL ? " but " : "",
                   f->looks_like != NULL ? f->looks_like : "");
    } else if (e == ERR_TLS_NOT_TLS && f->looks_like != NULL) {
        buf_printf(out, "%s: that port speaks %s", err_text(e), f->looks_like);
    } else {
        buf_str(out, err_text(e));
        if (e == ERR_TLS_SIGNATURE && !v->is_server)
            buf_str(out, ": the server's private key does not belong to this certificate");
        if (e == ERR_TLS_VERSION_NOT_OURS && version != NULL)
            buf_printf(out, ": it answered with %s", version);
        else
            put_place(out, f);
    }
    if (err_ref(e)[0] != '\0')
        buf_printf(out, " (%s)", err_ref(e));
}

/* Decides the reason and writes the message for it. */
static void tell(struct endpoint *v, enum err e)
{
    enum stage stage = stage_of(v);
    enum reason reason = reason_of(v, stage, e);
    struct hs_view view = endpoint_view(v);
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    if (reason == REASON_CLIENT_CERTIFICATE && !v->is_server)
        put_certificate(&text, v);
    if (sign_of(v, e) == SIGN_CLOSED)
        put_closed(&text, v, stage, e);
    else if (e == ERR_TLS_ALERT_RECEIVED)
        hs_alert_cause(&text, &view);
    else
        put_error(&text, v, e);
    endpoint_fail(v, reason, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

void ending_tls(struct endpoint *v, enum err e)
{
    if (v->reason == REASON_OK && e != ERR_TLS_VERDICT)
        tell(v, e);
}

/* A time limit ran out after TCP was connected: adds to the words how far TLS had come. */
static void tell_late(struct endpoint *v, enum stage stage, struct span words)
{
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    buf_printf(&text, "%.*s", (int)words.n, (const char *)words.p);
    if (stage == STAGE_SILENT)
        buf_printf(&text, ": connected, but %s did not answer", peer_word(v));
    else if (stage == STAGE_HANDSHAKE || stage == STAGE_CERTIFICATE)
        put_progress(&text, v);
    else if (stage == STAGE_OPEN)
        buf_str(&text, ", after the handshake was complete");
    endpoint_fail(v, REASON_TIMEOUT, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

/* Before TLS the words of the network are the message. */
void ending_net(struct endpoint *v, enum err e, struct span words)
{
    enum stage stage = stage_of(v);

    if (v->reason != REASON_OK)
        return;
    if (stage != STAGE_BEFORE && e == ERR_NET_TIMEOUT)
        tell_late(v, stage, words);
    else if (stage != STAGE_BEFORE && sign_of(v, e) == SIGN_CLOSED)
        tell(v, e);
    else
        endpoint_fail(v, err_reason(e), "%.*s", (int)words.n, (const char *)words.p);
}

void ending_close_notify(struct endpoint *v)
{
    if (v->reason == REASON_OK && stage_of(v) == STAGE_CERTIFICATE)
        tell(v, ERR_TLS_CLOSED_IN_HANDSHAKE);
}
