/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of a connection that is over. */
#include "config.h"

#include "app/capture/capture_read.h"

#include "lib/view/handshake/hs_client.h"

/* A wrong Finished and a limit keep their reasons; everything else does not decode. */
static enum reason failure_reason(const struct capture_conn *conn)
{
    enum err e = passive_failure(conn->passive)->err;

    if (passive_finished(conn->passive).wrong > 0 || e == ERR_TLS_FINISHED)
        return REASON_BAD_FINISHED;
    if (e == ERR_OK || err_reason(e) == REASON_LIMIT)
        return err_reason(e);
    return REASON_UNDECODABLE;
}

/* The same rule as for a live connection (ending.c): certificate_required has no other cause, and
 * other alerts about certificates count if the client sent one. */
static bool refuses_client(const struct capture_conn *conn)
{
    return !conn->alert.by_client && passive_info(conn->passive)->client_certificate_asked &&
           (conn->alert.code == ALERT_CERTIFICATE_REQUIRED ||
            (conn->auth.showed && hs_client_alert(conn->alert.code)));
}

/* What was not captured may have been the rest of the handshake. */
static bool misses_bytes(const struct capture_conn *conn)
{
    return conn->one_sided || conn->missing[0] > 0 || conn->missing[1] > 0;
}

/* In this order: what the decoder failed with, an early fatal alert, a server that left after the
 * client's certificate, an incomplete handshake, the verdict on the chain. */
enum reason capture_end_reason(const struct capture_conn *conn)
{
    enum reason reason = failure_reason(conn);

    if (reason != REASON_OK)
        return reason;
    if (conn->alert.was_seen && conn->alert.is_early)
        return refuses_client(conn) ? REASON_CLIENT_CERTIFICATE : REASON_ALERT;
    if (conn->auth.refused && !misses_bytes(conn))
        return REASON_CLIENT_CERTIFICATE;
    if (capture_end_handshake(conn) == CAPTURE_INCOMPLETE)
        return REASON_INCOMPLETE;
    return conn->chain.verdict;
}

enum capture_end_how capture_end_how(const struct capture_conn *conn)
{
    switch (conn->how) {
    case CAPTURE_RESET: return CAPTURE_END_RESET;
    case CAPTURE_FIN:
    case CAPTURE_REUSED: return CAPTURE_END_CLOSED;
    default: return conn->eof[0] || conn->eof[1] ? CAPTURE_END_CLOSED : CAPTURE_END_OPEN;
    }
}

/* Unknown if the capture lacks its beginning, its end or bytes in between. */
enum capture_handshake capture_end_handshake(const struct capture_conn *conn)
{
    if (conn->alert.was_seen && conn->alert.is_early && !(conn->finished[0] && conn->finished[1]))
        return CAPTURE_INCOMPLETE;
    if (passive_is_complete(conn->passive))
        return CAPTURE_COMPLETE;
    if (passive_is_foreign(conn->passive))
        return CAPTURE_INCOMPLETE;
    if (!passive_saw_begin(conn->passive) || capture_end_how(conn) == CAPTURE_END_OPEN ||
        misses_bytes(conn))
        return CAPTURE_UNKNOWN;
    return CAPTURE_INCOMPLETE;
}

const char *capture_end_unjudged(const struct capture_conn *conn)
{
    if (capture_end_reason(conn) != REASON_OK || capture_end_handshake(conn) != CAPTURE_UNKNOWN)
        return NULL;
    if (conn->one_sided)
        return "only one direction was captured";
    return misses_bytes(conn) ? "bytes of the handshake are missing in the capture"
           : !passive_saw_begin(conn->passive)
               ? "the capture begins after the start of the handshake"
               : "the capture ends before the end of the handshake";
}

/* What a fatal alert said before the handshake's end is how the connection failed. */
static void explain_alert(struct capture_conn *conn)
{
    const struct alert_row *row = alert_find(conn->alert.code);

    if (!conn->alert.was_seen || !conn->alert.is_early || conn->failure.err != ERR_OK)
        return;
    if (!conn->alert.by_client) {
        conn->failure =
            (struct tls_failure){.err = ERR_TLS_ALERT_RECEIVED, .alert = conn->alert.code};
    } else if (conn->why.n == 0) {
        buf_printf(&conn->why, "the client ended it with %s (%u): %s",
                   row == NULL ? "an unknown alert" : row->name, conn->alert.code,
                   row == NULL ? "not in the registry" : row->meaning);
        buf_u8(&conn->why, 0);
    }
}

/* How the server said that it does not take the client's certificate. */
static void explain_refusal(struct capture_conn *conn, const struct hs_view *v)
{
    buf_truncate(&conn->why, 0);
    hs_client_refused(&conn->why, v->info, false);
    buf_str(&conn->why, ": ");
    if (conn->alert.was_seen)
        hs_alert_cause(&conn->why, v);
    else
        buf_printf(&conn->why, "the server %s the connection",
                   conn->how == CAPTURE_RESET ? "reset" : "closed");
    buf_u8(&conn->why, 0);
}

/* How a connection ended whose handshake was never completed. */
static void explain_end(struct capture_conn *conn)
{
    const struct code *last =
        conn->last_message < 0 ? NULL : message_find((uint8_t)conn->last_message);
    const char *as = passive_skipped_as(conn->passive);

    if (conn->why.n > 0 || conn->failure.err != ERR_OK ||
        capture_end_reason(conn) != REASON_INCOMPLETE)
        return;
    if (passive_is_foreign(conn->passive))
        buf_printf(&conn->why, "the server did not answer with TLS%s%s", as != NULL ? ": " : "",
                   as != NULL ? as : "");
    else if (conn->how == CAPTURE_RESET)
        buf_printf(&conn->why, "the %s reset the connection",
                   conn->reset_by_client ? "client" : "server");
    else if (conn->eof[0] != conn->eof[1])
        buf_printf(&conn->why, "the %s closed the connection", conn->eof[1] ? "client" : "server");
    else
        buf_str(&conn->why, "the connection was closed");
    if (last != NULL)
        buf_printf(&conn->why, ", after %s", last->name);
    buf_str(&conn->why, ", before the handshake was complete");
    buf_u8(&conn->why, 0);
}

/* The functions explain_… fill what the view points at, so they come first. */
struct hs_view capture_end_view(struct capture_conn *conn)
{
    const struct reference_id *host = capture_chain_host(conn);

    conn->failure = *passive_failure(conn->passive);
    /* Why the chain was not judged is not how the connection failed. */
    if (capture_end_reason(conn) != conn->chain.verdict)
        buf_truncate(&conn->why, 0);
    explain_alert(conn);
    explain_end(conn);
    struct hs_view v = {
        .input = conn->reader->path,
        .host = host->kind == HOST_NONE ? NULL : host->text,
        .address = conn->ends.known ? conn->ends.text : NULL,
        .events = &conn->events,
        .info = passive_info(conn->passive),
        .failure = &conn->failure,
        .config = passive_offer(conn->passive),
        .reason = capture_end_reason(conn),
        .failed = failure_reason(conn),
        .unjudged = capture_end_unjudged(conn),
        .message = conn->why.n > 0 ? (const char *)conn->why.p : NULL,
        .report = conn->chain.judged != NULL ? &conn->chain.judged->report : NULL,
        .judged = conn->chain.judged != NULL ? &conn->chain.judged->view : NULL,
        .connection = 1,
        .num_connections = 1,
        .flow = conn->reader->flow,
    };
    if (v.reason == REASON_CLIENT_CERTIFICATE) {
        v.failed = v.reason;
        explain_refusal(conn, &v);
        v.message = (const char *)conn->why.p;
    }
    return v;
}
