/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of a connection that is over. */
#include "config.h"

#include "app/capture/capture_conn.h"

#include "lib/view/handshake/hs_client.h"

static enum reason failure_reason(const struct decode_flow *f)
{
    enum err e = passive_failure(f->w)->err;

    if (passive_finished(f->w).wrong > 0 || e == ERR_TLS_FINISHED)
        return REASON_BAD_FINISHED;
    if (e == ERR_OK || err_reason(e) == REASON_LIMIT)
        return err_reason(e);
    return REASON_UNDECODABLE;
}

/* As a live connection has it (ending.c): certificate_required is of nothing else; what else speaks
 * of certificates does so behind the client's. */
static bool refuses_client(const struct decode_flow *f)
{
    return !f->alert_by_client && passive_info(f->w)->client_certificate_asked &&
           (f->alert == ALERT_CERTIFICATE_REQUIRED ||
            (f->client_showed && hs_client_alert(f->alert)));
}

/* What was not captured may have been the rest of the handshake. */
static bool misses_bytes(const struct decode_flow *f)
{
    return f->one_sided || f->missing[0] > 0 || f->missing[1] > 0;
}

enum reason decode_flow_reason(const struct decode_flow *f)
{
    enum reason reason = failure_reason(f);

    if (reason != REASON_OK)
        return reason;
    if (f->has_alert && f->alert_early)
        return refuses_client(f) ? REASON_CLIENT_CERTIFICATE : REASON_ALERT;
    if (f->turned_away && !misses_bytes(f))
        return REASON_CLIENT_CERTIFICATE;
    if (decode_flow_handshake(f) == DECODE_INCOMPLETE)
        return REASON_INCOMPLETE;
    return f->verdict;
}

enum decode_ended decode_flow_ended(const struct decode_flow *f)
{
    switch (f->how) {
    case CAPTURE_RESET: return DECODE_RESET;
    case CAPTURE_FIN:
    case CAPTURE_REUSED: return DECODE_CLOSED;
    default: return f->eof[0] || f->eof[1] ? DECODE_CLOSED : DECODE_OPEN;
    }
}

enum decode_handshake decode_flow_handshake(const struct decode_flow *f)
{
    if (f->has_alert && f->alert_early && !(f->finished[0] && f->finished[1]))
        return DECODE_INCOMPLETE;
    if (passive_is_complete(f->w))
        return DECODE_COMPLETE;
    if (passive_is_foreign(f->w))
        return DECODE_INCOMPLETE;
    if (!passive_saw_begin(f->w) || decode_flow_ended(f) == DECODE_OPEN || misses_bytes(f))
        return DECODE_UNKNOWN;
    return DECODE_INCOMPLETE;
}

const char *decode_flow_unjudged(const struct decode_flow *f)
{
    if (decode_flow_reason(f) != REASON_OK || decode_flow_handshake(f) != DECODE_UNKNOWN)
        return NULL;
    if (f->one_sided)
        return "only one direction was captured";
    return misses_bytes(f)            ? "bytes of the handshake are missing in the capture"
           : !passive_saw_begin(f->w) ? "the capture begins after the start of the handshake"
                                      : "the capture ends before the end of the handshake";
}

/* What a fatal alert said before the handshake's end is how the connection failed. */
static void explain_alert(struct decode_flow *f)
{
    const struct alert_row *row = alert_find(f->alert);

    if (!f->has_alert || !f->alert_early || f->failure.err != ERR_OK)
        return;
    if (!f->alert_by_client) {
        f->failure = (struct tls_failure){.err = ERR_TLS_ALERT_RECEIVED, .alert = f->alert};
    } else if (f->why.n == 0) {
        buf_printf(&f->why, "the client ended it with %s (%u): %s",
                   row == NULL ? "an unknown alert" : row->name, f->alert,
                   row == NULL ? "not in the registry" : row->meaning);
        buf_u8(&f->why, 0);
    }
}

/* How the server said that it does not take the client's certificate. */
static void explain_refusal(struct decode_flow *f, const struct hs_view *v)
{
    buf_truncate(&f->why, 0);
    hs_client_refused(&f->why, v->info, false);
    buf_str(&f->why, ": ");
    if (f->has_alert)
        hs_alert_cause(&f->why, v);
    else
        buf_printf(&f->why, "the server %s the connection",
                   f->how == CAPTURE_RESET ? "reset" : "closed");
    buf_u8(&f->why, 0);
}

/* How a connection ended whose handshake was never completed. */
static void explain_end(struct decode_flow *f)
{
    const struct code *last = f->last_message < 0 ? NULL : message_find((uint8_t)f->last_message);
    const char *as = passive_skipped_as(f->w);

    if (f->why.n > 0 || f->failure.err != ERR_OK || decode_flow_reason(f) != REASON_INCOMPLETE)
        return;
    if (passive_is_foreign(f->w))
        buf_printf(&f->why, "the server did not answer with TLS%s%s", as != NULL ? ": " : "",
                   as != NULL ? as : "");
    else if (f->how == CAPTURE_RESET)
        buf_printf(&f->why, "the %s reset the connection",
                   f->reset_by_client ? "client" : "server");
    else if (f->eof[0] != f->eof[1])
        buf_printf(&f->why, "the %s closed the connection", f->eof[1] ? "client" : "server");
    else
        buf_str(&f->why, "the connection was closed");
    if (last != NULL)
        buf_printf(&f->why, ", after %s", last->name);
    buf_str(&f->why, ", before the handshake was complete");
    buf_u8(&f->why, 0);
}

struct hs_view decode_flow_view(struct decode_flow *f)
{
    const struct reference_id *host = decode_flow_host(f);

    f->failure = *passive_failure(f->w);
    /* Why the chain was not judged is not how the connection failed. */
    if (decode_flow_reason(f) != f->verdict)
        buf_truncate(&f->why, 0);
    explain_alert(f);
    explain_end(f);
    struct hs_view v = {
        .input = f->job->path,
        .host = host->kind == HOST_NONE ? NULL : host->text,
        .address = f->has_ends ? f->address : NULL,
        .events = &f->events,
        .info = passive_info(f->w),
        .failure = &f->failure,
        .config = passive_offer(f->w),
        .reason = decode_flow_reason(f),
        .failed = failure_reason(f),
        .unjudged = decode_flow_unjudged(f),
        .message = f->why.n > 0 ? (const char *)f->why.p : NULL,
        .report = f->judged != NULL ? &f->judged->judgement.report : NULL,
        .judged = f->judged != NULL ? &f->judged->view : NULL,
        .explain = f->job->opts->result.explain,
        .connection = 1,
        .num_connections = 1,
        .keylogs = f->job->opts->keylogs.v,
        .num_keylogs = f->job->opts->keylogs.num,
        .flow = f->job->opts->flow,
        .judging = f->job->judging,
        .num_judging = f->job->num_judging,
        .command = "decode",
    };
    if (v.reason == REASON_CLIENT_CERTIFICATE) {
        v.failed = v.reason;
        explain_refusal(f, &v);
        v.message = (const char *)f->why.p;
    }
    return v;
}
