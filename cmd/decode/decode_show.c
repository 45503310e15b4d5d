/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a connection is printed, in which form, and to which stream. */
#include "config.h"

#include "cmd/decode/decode.h"

#include <inttypes.h>

#include "lib/base/wipe.h"
#include "lib/view/text/text.h"

enum { VIEWS_MAX = 1 << 30 };

/* The view of the connection, with what only the command knows. */
static struct hs_view view_of(const struct decode_job *job, struct capture_conn *conn)
{
    struct hs_view v = capture_end_view(conn);

    v.explain = job->opts->result.explain;
    v.keylogs = job->opts->keylogs.v;
    v.num_keylogs = job->opts->keylogs.num;
    v.judging = job->judging;
    v.num_judging = job->num_judging;
    v.command = job->source.command;
    return v;
}

/* One line: the verdict, or why there is none. */
static void put_quiet(struct buf *out, const struct capture_conn *conn, const struct style *style)
{
    const char *unjudged = capture_end_unjudged(conn);

    if (unjudged != NULL)
        verdict_none(out, conn->reader->path, unjudged, style);
    else
        verdict_line(out, conn->reader->path, capture_end_reason(conn), style);
}

static void put_views(struct buf *out, const struct decode_job *job,
                      const struct capture_conn *conn, const struct hs_view *view,
                      const struct style *style)
{
    const struct decode_opts *o = job->opts;

    if (o->result.quiet) {
        put_quiet(out, conn, style);
    } else {
        decode_facts(out, job, conn, style);
        hs_text(out, view, style);
    }
    view_options_put(&job->run->out, out, &o->view, view, style);
}

/* Long text goes directly to standard output; only for standard error it is collected first. */
static struct buf *text_begin(struct decode_job *job, struct buf *aside)
{
    buf_init(aside, VIEWS_MAX);
    return job->to_stdout ? aside : &job->run->out.data;
}

static void text_end(struct decode_job *job, struct buf *aside)
{
    if (aside->err != ERR_OK)
        job->code = exit_worse(job->code, reason_exit(err_reason(aside->err)));
    if (aside->n > 0)
        output_aside(&job->run->out, buf_span(aside));
    buf_wipe(aside);
    (void)output_tick(&job->run->out);
}

/* A drawing comes first.  The text goes to standard error if a drawing or data has standard
 * output. */
static void details(struct decode_job *job, struct capture_conn *conn, const struct hs_view *view)
{
    struct buf aside;

    lesson_page(&job->page, &job->opts->view.lesson, view);
    job->source.reader.listener_n = job->pem.room + job->page.room;
    view_options_draw(&job->run->out.data, &job->opts->view, view, &job->style);
    struct buf *text = text_begin(job, &aside);
    if (job->has_heading)
        buf_u8(text, '\n');
    job->has_heading = true;
    put_views(text, job, conn, view, job->to_stdout ? &job->aside : &job->style);
    text_end(job, &aside);
}

/* The heading is printed with the first row of a file. */
static void row(struct decode_job *job, const struct capture_conn *conn)
{
    const struct style *style = job->to_stdout ? &job->aside : &job->style;
    struct buf aside, *text = text_begin(job, &aside);

    if (job->opts->result.quiet) {
        put_quiet(text, conn, style);
    } else {
        if (!job->has_heading)
            decode_row_heading(text, style);
        job->has_heading = true;
        decode_row(text, conn, style);
    }
    text_end(job, &aside);
}

/* The connection is freed afterwards, so everything about it is written here. */
void decode_show_finished(void *ctx, struct capture_conn *conn, bool is_row)
{
    struct decode_source *s = ctx;
    struct decode_job *j = s->owner;
    struct hs_view view = view_of(j, conn);
    enum err e = ERR_OK;

    decode_source_quiet(s);
    if (j->opts->result.json)
        e = decode_json(j, conn, &view);
    else if (is_row)
        row(j, conn);
    else
        details(j, conn, &view);
    j->lacks_chain |= !conn->chain.was_seen;
    j->code = exit_worse(j->code, reason_exit(capture_end_reason(conn)));
    if (e != ERR_OK)
        j->code = exit_worse(j->code, reason_exit(err_reason(e)));
    (void)output_tick(&j->run->out);
}

/* Writes each line of the data with the sign of its side, without control characters. */
void decode_show_data(void *ctx, const struct capture_conn *conn, const struct event *event)
{
    const struct decode_source *s = ctx;
    const struct decode_job *j = s->owner;
    struct buf *out = &j->run->out.data;
    struct span left = event->bytes;

    text_ink(out, &j->style, INK_DIM);
    buf_printf(out, "--- connection %" PRIu64 ", %s, %zu byte%s, ", conn->number,
               event->sent ? "client" : "server", event->bytes.n, buf_plural(event->bytes.n));
    text_us(out, conn->now_us - conn->began_us);
    text_ink(out, &j->style, INK_PLAIN);
    buf_u8(out, '\n');
    while (left.n > 0) {
        struct span line = span_head(left, span_find(left, '\n'));
        left = span_tail(left, line.n + 1);
        line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
        buf_str(out, event->sent ? "> " : "< ");
        safe_put(out, line);
        buf_u8(out, '\n');
    }
    (void)output_tick(&j->run->out);
}
