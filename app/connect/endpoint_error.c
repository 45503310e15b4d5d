/* SPDX-License-Identifier: GPL-3.0-or-later */
/* endpoint_error: the view of an endpoint, and the message of one that failed. */
#include "config.h"

#include "app/connect/endpoint.h"

enum { MESSAGE_MAX = 1 << 14 };

void endpoint_fail(struct endpoint *v, enum reason reason, const char *format, ...)
{
    va_list ap;

    if (v->reason != REASON_OK)
        return;
    v->reason = reason;
    va_start(ap, format);
    buf_vprintf(&v->message, format, ap);
    va_end(ap);
    /* A terminator after the text, which is also read as a string. */
    buf_u8(&v->message, '\0');
    buf_truncate(&v->message, v->message.n > 0 ? v->message.n - 1 : 0);
}

enum reason endpoint_reason(const struct endpoint *v)
{
    return v->reason != REASON_OK ? v->reason : v->judged.reason;
}

struct hs_view endpoint_view(const struct endpoint *v)
{
    const struct connect_setup *how = v->plan->how;
    bool by_proxy = how != NULL && connect_setup_request(how, v->peer).proxy != NULL;

    return (struct hs_view){
        .input = v->input,
        .host = v->peer->name,
        .address = v->address[0] != '\0' ? v->address : NULL,
        .port = v->peer->port,
        .events = &v->events,
        .info = v->tls == NULL ? NULL : tls_info(v->tls),
        .failure = v->tls == NULL ? NULL : tls_failure(v->tls),
        .config = &v->config,
        .reason = endpoint_reason(v),
        .message = v->message.n > 0 ? (const char *)v->message.p : NULL,
        .failed = v->reason,
        .heard = v->tls != NULL && tls_progress(v->tls).heard,
        .in_starttls = how != NULL && how->starttls != STARTTLS_NONE,
        .by_proxy = by_proxy,
        .proxy_of_env = by_proxy && !how->proxy_is_asked,
        .no_sni = how != NULL && how->no_sni,
        .report = v->judged.is_judged ? &v->judged.report : NULL,
        .judged = v->judged.is_judged ? &v->judged.view : NULL,
        .connection = 1,
        .num_connections = 1,
    };
}

void endpoint_say(struct endpoint *v)
{
    struct buf text;

    if (v->message.n == 0)
        return;
    buf_init(&text, MESSAGE_MAX);
    struct hs_view view = endpoint_view(v);

    connect_setup_say(&text, v->peer->label, v->address, buf_span(&v->message));
    hs_alert_advice(&text, &view);
    buf_printf(&text, " [%s]", reason_code(v->reason));
    output_say(v->plan->out, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}
