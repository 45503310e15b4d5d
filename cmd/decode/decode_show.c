/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a connection is printed, in which form, and to which stream. */
#include "config.h"

#include "cmd/decode/decode.h"

#include <inttypes.h>

#include "lib/base/wipe.h"
#include "lib/view/text/text.h"

enum { VIEWS_MAX = 1 << 30 };

/* The view of the connection, with what only the command knows.  */
static struct hs_view view_of(const struct decode_job *j, struct capture_conn *c)
{
    struct hs_view v = capture_end_view(c);

    v.explain = j->opts->result.explain;
    v.keylogs = j->opts->keylogs.v;
    v.num_keylogs = j->opts->keylogs.num;
    v.judging = j->judging;
    v.num_judging = j->num_judging;
    v.command = j->source.command;
    return v;
}

/* One line: the verdict, or why there is none.  */
static void put_quiet(struct buf *out, const struct capture_conn *c, const struct style *style)
{
    const char *unjudged = capture_end_unjudged(c);

    if (unjudged != NULL)
        verdict_none(out, c->reader->path, unjudged, style);
    else
        verdict_line(out, c->reader->path, capture_end_reason(c), style);
}

static void put_views(struct buf *out, const struct decode_job *j, const struct capture_conn *c,
                      const struct hs_view *view, const struct style *style)
{
    const struct decode_opts *o = j->opts;

    if (o->result.quiet) {
        put_quiet(out, c, style);
    } else {
        decode_facts(out, j, c, style);
        hs_text(out, view, style);
    }
    view_options_put(&j->run->out, out, &o->view, view, style);
}

/* Long text goes directly to standard output; only for standard error it is collected first. */
static struct buf *text_begin(struct decode_job *j, struct buf *aside)
{
    buf_init(aside, VIEWS_MAX);
    return j->to_stdout ? aside : &j->run->out.data;
}

static void text_end(struct decode_job *j, struct buf *aside)
{
    if (aside->err != ERR_OK)
        j->code = exit_worse(j->code, reason_exit(err_reason(aside->err)));
    if (aside->n > 0)
        output_aside(&j->run->out, buf_span(aside));
    buf_wipe(aside);
    (void)output_tick(&j->run->out);
}

/* A drawing comes first.  The text goes to standard error if a drawing or data has standard
 * output. */
static void details(struct decode_job *j, struct capture_conn *c, const struct hs_view *view)
{
    struct buf aside;

    lesson_page(&j->page, &j->opts->view.lesson, view);
    j->source.reader.listener_n = j->pem.room + j->page.room;
    view_options_draw(&j->run->out.data, &j->opts->view, view, &j->style);
    struct buf *text = text_begin(j, &aside);
    if (j->has_heading)
        buf_u8(text, '\n');
    j->has_heading = true;
    put_views(text, j, c, view, j->to_stdout ? &j->aside : &j->style);
    text_end(j, &aside);
}

static void row(struct decode_job *j, const struct capture_conn *c)
{
    const struct style *style = j->to_stdout ? &j->aside : &j->style;
    struct buf aside, *text = text_begin(j, &aside);

    if (j->opts->result.quiet) {
        put_quiet(text, c, style);
    } else {
        if (!j->has_heading)
            decode_row_heading(text, style);
        j->has_heading = true;
        decode_row(text, c, style);
    }
    text_end(j, &aside);
}

/* The connection is freed afterwards, so everything about it is written here.  */
void decode_show_finished(void *ctx, struct capture_conn *c, bool is_row)
{
    struct decode_source *s = ctx;
    struct decode_job *j = s->owner;
    struct hs_view view = view_of(j, c);
    enum err e = ERR_OK;

    decode_source_quiet(s);
    if (j->opts->result.json)
        e = decode_json(j, c, &view);
    else if (is_row)
        row(j, c);
    else
        details(j, c, &view);
    j->lacks_chain |= !c->chain.was_seen;
    j->code = exit_worse(j->code, reason_exit(capture_end_reason(c)));
    if (e != ERR_OK)
        j->code = exit_worse(j->code, reason_exit(err_reason(e)));
    (void)output_tick(&j->run->out);
}

/* Writes each line of the data with the sign of its side, without control characters.  */
void decode_show_data(void *ctx, const struct capture_conn *c, const struct event *e)
{
    const struct decode_source *s = ctx;
    const struct decode_job *j = s->owner;
    struct buf *out = &j->run->out.data;
    struct span left = e->bytes;

    text_ink(out, &j->style, INK_DIM);
    buf_printf(out, "--- connection %" PRIu64 ", %s, %zu byte%s, ", c->number,
               e->sent ? "client" : "server", e->bytes.n, buf_plural(e->bytes.n));
    text_us(out, c->now_us - c->began_us);
    text_ink(out, &j->style, INK_PLAIN);
    buf_u8(out, '\n');
    while (left.n > 0) {
        struct span line = span_head(left, span_find(left, '\n'));
        left = span_tail(left, line.n + 1);
        line.n -= line.n > 0 && line.p[line.n - 1] == '\r';
        buf_str(out, e->sent ? "> " : "< ");
        safe_put(out, line);
        buf_u8(out, '\n');
    }
    (void)output_tick(&j->run->out);
}
