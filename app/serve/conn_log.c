/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conn_log: what `serve` prints about a finished connection. */
#include "config.h"

#include <inttypes.h>

#include "app/serve/info_page.h"
#include "app/serve/server_conn.h"
#include "lib/base/cal.h"
#include "lib/view/handshake/hs_exchange.h"
#include "lib/view/handshake/layout.h"
#include "lib/view/text/text.h"

enum { TEXT_MAX = 1 << 16 };

/* Appends the name of a code point after `lead`; nothing if it is 0 or has no name. */
static void put_name(struct buf *out, const char *lead, enum layout_as as, uint16_t number)
{
    const char *name = number == 0 ? NULL : layout_name(as, number);

    if (name != NULL)
        buf_printf(out, "%s%s", lead, name);
}

/* Appends the client's text after `lead`, escaped; nothing if it is empty. */
static void put_quoted(struct buf *out, const char *lead, struct span text)
{
    if (text.n == 0)
        return;
    buf_str(out, lead);
    safe_put(out, text);
}

/* What was negotiated: "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519, http/1.1, resumed"; and who did
 * without post-quantum key exchange. */
static void put_negotiated(struct buf *out, const struct server_conn *conn)
{
    const struct tls_info *info = tls_info(conn->endpoint.tls);
    struct hs_view view = endpoint_view(&conn->endpoint);
    struct hs_exchange exchange;

    hs_exchange_read(&exchange, &view);
    const char *post_quantum = hs_exchange_short(&exchange);
    put_name(out, " ", AS_VERSION, info->version);
    if (info->suite != NULL)
        buf_printf(out, ", %s", info->suite->name);
    put_name(out, ", ", AS_GROUP, info->group);
    put_quoted(out, ", ", info->alpn);
    if (post_quantum != NULL)
        buf_printf(out, ", %s", post_quantum);
    buf_str(out, info->retried ? ", retried" : "");
    buf_str(out, info->resumed ? ", resumed" : "");
    buf_str(out, conn->talk.was_early ? ", early data" : "");
}

/* The verdict on the client's certificate. */
static void put_client(struct buf *out, const struct endpoint *endpoint)
{
    const struct tls_info *info = tls_info(endpoint->tls);

    if (endpoint->judged.is_judged)
        buf_printf(out, ", client certificate: %s",
                   endpoint->judged.reason == REASON_OK ? "OK"
                                                        : reason_code(endpoint->judged.reason));
    else if (info->client_certificate_asked && endpoint_is_open(endpoint) && !info->resumed)
        buf_str(out, ", no client certificate");
}

/* The first request with its status, and the number of all. */
static void put_requests(struct buf *out, const struct http_session *session)
{
    if (session->web->echo)
        buf_printf(out, ", %" PRIu64 " byte%s echoed", session->bytes, buf_plural(session->bytes));
    if (session->requests == 0)
        return;
    buf_str(out, ": \"");
    safe_put(out, span_of(session->line, session->line_n));
    buf_printf(out, "\" %d, %" PRIu64 " byte%s", session->status, session->bytes,
               buf_plural(session->bytes));
    if (session->requests > 1)
        buf_printf(out, ", %u requests", session->requests);
}

/* Messages of lib/net begin with the address, which the line has already. */
static void put_failure(struct buf *out, const struct endpoint *endpoint, const struct style *style)
{
    struct span words = buf_span(&endpoint->message), address = span_str(endpoint->address);

    if (span_starts(words, address) && span_starts(span_tail(words, address.n), SPAN_LIT(": ")))
        words = span_tail(words, address.n + 2);
    text_ink(out, style, INK_BAD);
    buf_str(out, words.n > 0 ? ": failed: " : ": failed");
    safe_put(out, words);
    buf_printf(out, " [%s]", reason_code(endpoint_reason(endpoint)));
    text_ink(out, style, INK_PLAIN);
}

/* One line: time, address, what was negotiated, the name, the fault, the client's certificate, the
 * requests, the failure. */
static void put_line(struct buf *out, const struct server_conn *conn, const struct style *style)
{
    const struct endpoint *v = &conn->endpoint;
    bool spoke = v->tls != NULL && tls_info(v->tls)->version != 0;
    char time[CAL_TEXT_SIZE];

    cal_format(time, (int64_t)(v->began_wall_us / 1000000));
    buf_printf(out, "%s %s", time, v->address);
    if (spoke)
        put_negotiated(out, conn);
    put_quoted(out, spoke ? ", for " : " for ", span_str(conn->peer.name));
    if (conn->bad != NULL)
        buf_printf(out, ", with fault '%s'", conn->bad->name);
    if (spoke)
        put_client(out, v);
    put_requests(out, &conn->talk);
    if (endpoint_reason(v) != REASON_OK)
        put_failure(out, v, style);
    buf_u8(out, '\n');
}

/* The members that `serve` adds to the JSON of a handshake. */
static void put_more(void *ctx, struct json_writer *json)
{
    const struct server_conn *c = ctx;
    const struct http_session *t = &c->talk;

    info_page_members(json, &c->endpoint, span_of(t->line, t->line_n), t->was_early);
    jw_str(json, "bad", c->bad == NULL ? NULL : c->bad->name);
    jw_int(json, "requests", t->requests);
    if (t->status != 0)
        jw_int(json, "status", t->status);
    else
        jw_null(json, "status");
    jw_int(json, "bytes", (int64_t)t->bytes);
}

/* Prints one form, JSON or a line; with the line also the trace, if it was asked for. */
void server_conn_tell(const struct server_conn *conn)
{
    const struct serve *s = conn->serve;
    struct hs_view view = endpoint_view(&conn->endpoint);
    struct buf *out = &s->out->data;

    if (s->check != NULL)
        return; /* the table of the check is the output */
    if (s->json) {
        view.command = "serve";
        view.more = put_more;
        view.more_ctx = (void *)(uintptr_t)conn;
        if (hs_json(out, &view, false) != ERR_OK)
            return; /* output_flush reports it */
    } else if (!s->quiet) {
        put_line(out, conn, &s->style);
    }
    if (s->trace == SERVE_NO_TRACE || s->json || conn->endpoint.events.num == 0)
        return;
    hs_packets(out, &view, &s->style);
    hs_trace(out, &view, &s->style, s->trace == SERVE_HEX);
}
