/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connections of an operand, and how they are shown. */
#include "config.h"

#include "cmd/handshake/handshake.h"

#include <unistd.h>

#include "app/connect/conn_capture.h"
#include "app/connect/exchange.h"
#include "lib/asn1/pem.h"
#include "lib/view/handshake/hs_addresses.h"
#include "lib/view/handshake/hs_diagnosis.h"

enum { HTTP_REQUEST_MAX = 1 << 16, SHOWN_MAX = 1 << 30 };

/* Each view that was asked for, with a blank line between them.  Each may be long: what is written
 * is not kept while the next is made. */
static void put_views(struct buf *out, const struct handshake_job *job, const struct hs_view *view)
{
    const struct handshake *o = job->opts;
    /* Before the server has said hello, the line on standard error says it all. */
    bool shown = view->info != NULL && view->info->version != 0;

    /* The table of all addresses comes at the end. */
    if (o->result.quiet && !o->all_addresses)
        verdict_line(out, view->input, view->reason, &job->style);
    else if (shown && !o->all_addresses)
        hs_text(out, view, &job->style);
    view_options_put(&job->run->out, out, &o->view, view, &job->style);
}

/* JSON contains everything.  Otherwise the drawing comes first, then the text. */
static enum err show(struct handshake_job *job, const struct hs_view *view)
{
    const struct handshake *o = job->opts;
    struct output *out = &job->run->out;
    struct buf text;

    if (o->result.json)
        return hs_json(&out->data, view, o->view.secrets);
    if (job->monitor.nagios)
        return ERR_OK;
    view_options_draw(&out->data, &o->view, view, &job->style);
    if (!job->data_on_stdout) {
        put_views(&out->data, job, view);
        return out->data.err;
    }
    buf_init(&text, SHOWN_MAX);
    put_views(&text, job, view);
    output_aside(out, buf_span(&text));
    enum err e = text.err;

    buf_wipe(&text);
    return e;
}

/* Appends the certificates as sent, also those that do not decode. */
static void save_chain(struct handshake_job *job, const struct endpoint *endpoint)
{
    struct fail fail = {0};
    struct rd r = rd_init(endpoint->chain.list, &fail);
    struct cert_entry entry;

    while (job->opts->save_chain != NULL && cert_entry_next(&r, endpoint->chain.is_13, &entry))
        pem_encode(&job->chain, "CERTIFICATE", entry.cert);
}

struct hs_view handshake_conn_view(const struct handshake_job *job,
                                   const struct handshake_conn *conn,
                                   const struct exchange *exchange)
{
    struct hs_view view = endpoint_view(&conn->endpoint);

    view.explain = job->opts->result.explain;
    view.said = true; /* by endpoint_say */
    view.http_status = exchange->http.status;
    view.options = job->again;
    view.num_options = job->num_again;
    view.judging = job->judging;
    view.num_judging = job->num_judging;
    return view;
}

static void more_findings(void *ctx, struct json_writer *json)
{
    const struct handshake_extra *x = ctx;

    if (x->addresses != NULL)
        hs_addresses_findings(json, x->addresses);
}

static void more(void *ctx, struct json_writer *json)
{
    const struct handshake_extra *x = ctx;

    if (x->addresses != NULL)
        hs_addresses_json(json, x->addresses);
    if (x->wants_diagnosis)
        hs_diagnosis_json(json, x->diagnosis);
}

/* After the message of the failure. */
static void show_diagnosis(struct handshake_job *job, const struct diagnosis *diagnosis,
                           const char *address)
{
    const struct handshake *o = job->opts;
    struct output *out = &job->run->out;
    struct buf text;

    if (diagnosis == NULL || o->result.json)
        return;
    buf_init(&text, SHOWN_MAX);
    if (o->all_addresses && address != NULL)
        buf_printf(&text, "%s\n", address);
    hs_diagnosis_text(&text, diagnosis, &job->style, o->result.quiet);
    if (job->data_on_stdout)
        output_aside(out, buf_span(&text));
    else
        buf_put(&out->data, buf_span(&text));
    buf_free(&text);
}

/* What the monitor is to know: the failure's sentence, or the report. */
static enum err watch(struct handshake_job *job, const struct hs_view *view)
{
    struct monitor_row row = {.input = view->input,
                              .address = job->opts->all_addresses ? view->address : NULL,
                              .exit = reason_exit(view->reason),
                              .reason = view->reason,
                              .now = view->judged != NULL ? view->judged->judge->time
                                                          : net_wall_ms() / 1000};

    if (view->message != NULL)
        row.message = span_str(view->message);
    return monitor_add_report(&job->monitor, &row, view->report, view->judged);
}

int handshake_conn_finish(struct handshake_job *job, struct handshake_conn *conn,
                          struct hs_view *view, struct handshake_extra *extra)
{
    struct endpoint *v = &conn->endpoint;

    extra->wants_diagnosis = job->opts->diagnose;
    if (extra->wants_diagnosis)
        extra->diagnosis = handshake_diagnosis_make(job, conn);
    view->more = more;
    view->more_findings = more_findings;
    view->more_ctx = extra;
    enum err e = watch(job, view);

    if (e == ERR_OK)
        e = show(job, view);
    lesson_page(&job->page, &job->opts->view.lesson, view);
    int code = reason_exit(endpoint_reason(v));

    endpoint_say(v);
    show_diagnosis(job, extra->diagnosis, view->address);
    if (e != ERR_OK)
        code = exit_worse(code, reason_exit(err_reason(e)));
    if (view->connection == 1)
        save_chain(job, v);
    buf_put(&job->secrets, buf_span(&conn->capture.secrets));
    return code;
}

/* finish shows a connection that is over and keeps what it has to write; its exit code. */
static int finish(struct handshake_job *job, struct handshake_conn *conn,
                  const struct exchange *exchange, unsigned number, unsigned of)
{
    exchange_notes(exchange, &conn->endpoint);
    struct hs_view view = handshake_conn_view(job, conn, exchange);

    view.connection = number;
    view.num_connections = of;
    struct handshake_extra extra = {0};

    return handshake_conn_finish(job, conn, &view, &extra);
}

void handshake_conn_init(struct handshake_conn *connection, struct handshake_job *job,
                         const struct handshake_to *to, struct exchange *exchange)
{
    struct endpoint *v = &connection->endpoint;

    *connection = (struct handshake_conn){0};
    endpoint_init(v, to->plan, to->server, to->operand);
    v->hooks = &exchange_hooks;
    v->ctx = exchange;
    if (job->keylog.path != NULL)
        endpoint_listen(v, &job->keylog_listener);
    if (job->opts->pcap != NULL)
        conn_capture_listen(&connection->capture, &job->packets, v);
    v->config.false_start.allowed = job->opts->false_start;
    v->config.false_start.without_alpn = job->opts->false_start;
    if (job->identity.tls.num_certs > 0)
        v->config.identity = &job->identity.tls;
    v->config.post_handshake_auth = true;
}

void handshake_conn_free(struct handshake_conn *connection)
{
    endpoint_free(&connection->endpoint);
    conn_capture_free(&connection->capture);
}

static void fault(struct endpoint *endpoint, enum err e)
{
    if (e != ERR_OK)
        endpoint_fail(endpoint, err_reason(e), "%s", err_text(e));
}

/* second connects again with the session of the first. */
static int second(struct handshake_job *job, struct endpoint *first, struct exchange *exchange,
                  uint64_t timeout_us)
{
    struct output *out = &job->run->out;
    struct handshake_conn c;
    struct endpoint *v = &c.endpoint;

    const struct handshake_to to = {&job->plan, first->peer, first->input};

    handshake_conn_init(&c, job, &to, exchange);
    if (first->client.session.version != 0)
        v->config.session = &first->client.session;
    else
        output_say(out, "%s: the server sent no session to resume", first->peer->label);
    v->config.rejudge = true;
    v->config.early_data = exchange->want.early.n > 0;
    fault(v, endpoint_run(v, timeout_us));
    if (endpoint_is_open(v) && v->config.session != NULL && !tls_info(v->tls)->resumed)
        output_say(out, "%s: the server did not resume the session: a full handshake was made",
                   first->peer->label);
    int code = finish(job, &c, exchange, 2, 2);

    handshake_conn_free(&c);
    return code;
}

/* For a resumption the first connection only gets a ticket, and the exchange is made on the second
 * one.  Both share the time limit. */
static int connect_operand(struct handshake_job *job, const struct server *server,
                           const char *operand, struct exchange *exchange)
{
    bool twice = job->opts->resume || job->opts->early_data != NULL;
    struct exchange alone = {.want = {.ticket = true, .key_update = job->opts->key_update}};
    struct exchange *firsts = twice ? &alone : exchange;
    struct handshake_conn c;
    struct endpoint *v = &c.endpoint;
    uint64_t began = net_now_us();

    const struct handshake_to to = {&job->plan, server, operand};

    handshake_conn_init(&c, job, &to, firsts);
    fault(v, endpoint_run(v, 0));
    int code = finish(job, &c, firsts, 1, twice ? 2 : 1);
    uint64_t spent = net_now_us() - began;

    if (twice && endpoint_is_open(v) && v->reason == REASON_OK && !job->run->out.failed) {
        /* At least a moment is left, so that what happens is a timeout and nothing else. */
        uint64_t left = spent < job->how.timeout_us ? job->how.timeout_us - spent : 1;

        code = exit_worse(code, second(job, v, exchange, left));
    }
    handshake_conn_free(&c);
    return code;
}

/* The exchange is the one that the options ask for: early data, a request, a key update. */
int handshake_conn_operand(struct handshake_job *job, const struct server *server,
                           const char *operand)
{
    const struct handshake *o = job->opts;
    struct exchange x = {.want = {.early = job->early.bytes,
                                  .request = job->send.bytes,
                                  .is_http = o->get != NULL,
                                  .false_start = o->false_start,
                                  .key_update = o->key_update,
                                  .shows_answer = !o->result.json,
                                  .to_terminal = isatty(STDOUT_FILENO) == 1}};
    struct buf request;

    buf_init(&request, HTTP_REQUEST_MAX);
    exchange_init(&x);
    if (o->get != NULL) {
        exchange_request(&request, server, o->get);
        x.want.request = buf_span(&request);
    }
    int code = request.err == ERR_OK ? connect_operand(job, server, operand, &x) : EXIT_LIMIT;

    exchange_free(&x);
    buf_free(&request);
    return code;
}
