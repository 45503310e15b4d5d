/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of a connection that is over. */
#include "config.h"

#include "app/capture/capture_read.h"

#include "lib/view/handshake/hs_client.h"

/* A wrong Finished and a limit keep their reasons; everything else does not decode. */
static enum reason failure_reason(const struct capture_conn *c)
{
    enum err e = passive_failure(c->passive)->err;

    if (passive_finished(c->passive).wrong > 0 || e == ERR_TLS_FINISHED)
        return REASON_BAD_FINISHED;
    if (e == ERR_OK || err_reason(e) == REASON_LIMIT)
        return err_reason(e);
    return REASON_UNDECODABLE;
}

/* The same rule as for a live connection (ending.c): certificate_required has no other cause, and
 * other alerts about certificates count if the client sent one. */
static bool refuses_client(const struct capture_conn *c)
{
    return !c->alert.by_client && passive_info(c->passive)->client_certificate_asked &&
           (c->alert.code == ALERT_CERTIFICATE_REQUIRED ||
            (c->auth.showed && hs_client_alert(c->alert.code)));
}

/* What was not captured may have been the rest of the handshake. */
static bool misses_bytes(const struct capture_conn *c)
{
    return c->one_sided || c->missing[0] > 0 || c->missing[1] > 0;
}

/* In this order: what the decoder failed with, an early fatal alert, a server that left after the
 * client's certificate, an incomplete handshake, the verdict on the chain. */
enum reason capture_end_reason(const struct capture_conn *c)
{
    enum reason reason = failure_reason(c);

    if (reason != REASON_OK)
        return reason;
    if (c->alert.was_seen && c->alert.is_early)
        return refuses_client(c) ? REASON_CLIENT_CERTIFICATE : REASON_ALERT;
    if (c->auth.refused && !misses_bytes(c))
        return REASON_CLIENT_CERTIFICATE;
    if (capture_end_handshake(c) == CAPTURE_INCOMPLETE)
        return REASON_INCOMPLETE;
    return c->chain.verdict;
}

enum capture_end_how capture_end_how(const struct capture_conn *c)
{
    switch (c->how) {
    case CAPTURE_RESET: return CAPTURE_END_RESET;
    case CAPTURE_FIN:
    case CAPTURE_REUSED: return CAPTURE_END_CLOSED;
    default: return c->eof[0] || c->eof[1] ? CAPTURE_END_CLOSED : CAPTURE_END_OPEN;
    }
}

/* Unknown if the capture lacks its beginning, its end or bytes in between. */
enum capture_handshake capture_end_handshake(const struct capture_conn *c)
{
    if (c->alert.was_seen && c->alert.is_early && !(c->finished[0] && c->finished[1]))
        return CAPTURE_INCOMPLETE;
    if (passive_is_complete(c->passive))
        return CAPTURE_COMPLETE;
    if (passive_is_foreign(c->passive))
        return CAPTURE_INCOMPLETE;
    if (!passive_saw_begin(c->passive) || capture_end_how(c) == CAPTURE_END_OPEN || misses_bytes(c))
        return CAPTURE_UNKNOWN;
    return CAPTURE_INCOMPLETE;
}

const char *capture_end_unjudged(const struct capture_conn *c)
{
    if (capture_end_reason(c) != REASON_OK || capture_end_handshake(c) != CAPTURE_UNKNOWN)
        return NULL;
    if (c->one_sided)
        return "only one direction was captured";
    return misses_bytes(c)                  ? "bytes of the handshake are missing in the capture"
           : !passive_saw_begin(c->passive) ? "the capture begins after the start of the handshake"
                                            : "the capture ends before the end of the handshake";
}

/* What a fatal alert said before the handshake's end is how the connection failed. */
static void explain_alert(struct capture_conn *c)
{
    const struct alert_row *row = alert_find(c->alert.code);

    if (!c->alert.was_seen || !c->alert.is_early || c->failure.err != ERR_OK)
        return;
    if (!c->alert.by_client) {
        c->failure = (struct tls_failure){.err = ERR_TLS_ALERT_RECEIVED, .alert = c->alert.code};
    } else if (c->why.n == 0) {
        buf_printf(&c->why, "the client ended it with %s (%u): %s",
                   row == NULL ? "an unknown alert" : row->name, c->alert.code,
                   row == NULL ? "not in the registry" : row->meaning);
        buf_u8(&c->why, 0);
    }
}

/* How the server said that it does not take the client's certificate. */
static void explain_refusal(struct capture_conn *c, const struct hs_view *v)
{
    buf_truncate(&c->why, 0);
    hs_client_refused(&c->why, v->info, false);
    buf_str(&c->why, ": ");
    if (c->alert.was_seen)
        hs_alert_cause(&c->why, v);
    else
        buf_printf(&c->why, "the server %s the connection",
                   c->how == CAPTURE_RESET ? "reset" : "closed");
    buf_u8(&c->why, 0);
}

/* How a connection ended whose handshake was never completed. */
static void explain_end(struct capture_conn *c)
{
    const struct code *last = c->last_message < 0 ? NULL : message_find((uint8_t)c->last_message);
    const char *as = passive_skipped_as(c->passive);

    if (c->why.n > 0 || c->failure.err != ERR_OK || capture_end_reason(c) != REASON_INCOMPLETE)
        return;
    if (passive_is_foreign(c->passive))
        buf_printf(&c->why, "the server did not answer with TLS%s%s", as != NULL ? ": " : "",
                   as != NULL ? as : "");
    else if (c->how == CAPTURE_RESET)
        buf_printf(&c->why, "the %s reset the connection",
                   c->reset_by_client ? "client" : "server");
    else if (c->eof[0] != c->eof[1])
        buf_printf(&c->why, "the %s closed the connection", c->eof[1] ? "client" : "server");
    else
        buf_str(&c->why, "the connection was closed");
    if (last != NULL)
        buf_printf(&c->why, ", after %s", last->name);
    buf_str(&c->why, ", before the handshake was complete");
    buf_u8(&c->why, 0);
}

/* The functions explain_… fill what the view points at, so they come first. */
struct hs_view capture_end_view(struct capture_conn *c)
{
    const struct reference_id *host = capture_chain_host(c);

    c->failure = *passive_failure(c->passive);
    /* Why the chain was not judged is not how the connection failed. */
    if (capture_end_reason(c) != c->chain.verdict)
        buf_truncate(&c->why, 0);
    explain_alert(c);
    explain_end(c);
    struct hs_view v = {
        .input = c->reader->path,
        .host = host->kind == HOST_NONE ? NULL : host->text,
        .address = c->ends.known ? c->ends.text : NULL,
        .events = &c->events,
        .info = passive_info(c->passive),
        .failure = &c->failure,
        .config = passive_offer(c->passive),
        .reason = capture_end_reason(c),
        .failed = failure_reason(c),
        .unjudged = capture_end_unjudged(c),
        .message = c->why.n > 0 ? (const char *)c->why.p : NULL,
        .report = c->chain.judged != NULL ? &c->chain.judged->report : NULL,
        .judged = c->chain.judged != NULL ? &c->chain.judged->view : NULL,
        .connection = 1,
        .num_connections = 1,
        .flow = c->reader->flow,
    };
    if (v.reason == REASON_CLIENT_CERTIFICATE) {
        v.failed = v.reason;
        explain_refusal(c, &v);
        v.message = (const char *)c->why.p;
    }
    return v;
}
