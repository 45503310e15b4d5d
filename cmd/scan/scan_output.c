/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With --json each result is a line that is written at once.  Otherwise the only target is shown in
 * detail, while its facts come in, and many are rows of a table. */
#include "config.h"

#include "cmd/scan/scan.h"

#include <time.h>

#include "lib/view/scan/scan_names.h"
#include "lib/view/text/safe.h"

enum { TEXT_MAX_BYTES = 64 << 20, FINDINGS_MAX = 4 << 20, NAME_CHARS = 120 };

/* A result while it is written: the findings about one server, and about all its addresses. */
struct result_text {
    struct scan_output *output;
    const struct scan_result *result;
    struct scan_findings compared;
    struct arena arena;
    struct buf text;
};

static int64_t now_of(const struct scan_output *output)
{
    int64_t at = output->opts->judging.at;

    return at == AT_NOW ? (int64_t)time(NULL) : at;
}

/* --- while a scan is running --------------------------------------------------------------- */

static void erase_progress(struct scan_output *output)
{
    if (output->has_progress)
        output_aside(&output->run->out, SPAN_LIT("\r\033[K"));
    output->has_progress = false;
}

static void draw_progress(struct scan_output *output, const struct scan_view *view)
{
    struct buf line;

    buf_init(&line, TEXT_MAX_BYTES);
    buf_str(&line, "\r");
    scan_progress(&line, view, &output->aside, lang_text(output->aside.lang, N_("scanning")));
    buf_str(&line, "\033[K");
    output_aside(&output->run->out, buf_span(&line));
    buf_free(&line);
    output->has_progress = true;
}

void scan_output_grown(void *ctx, const struct scan_facts *facts)
{
    struct scan_output *output = ctx;
    const struct scan_view view = {.facts = facts, .now = now_of(output)};
    struct buf part;

    buf_init(&part, TEXT_MAX_BYTES);
    scan_text_part(&part, &view, &output->style, &output->drawn, false);
    if (part.n > 0) {
        erase_progress(output);
        buf_put(&output->run->out.data, buf_span(&part));
        (void)output_flush(&output->run->out);
    }
    buf_free(&part);
    draw_progress(output, &view);
}

/* --- results ------------------------------------------------------------------------------- */

/* The target, unless the message about it begins with it. */
static void put_target(struct buf *out, const struct scan_facts *facts)
{
    const struct span *input = &facts->input, *message = &facts->message;

    if (message->n > input->n && span_starts(*message, *input) && message->p[input->n] == ':')
        return;
    safe_cut(out, facts->input, NAME_CHARS);
    if (facts->address.n > 0 && !span_eq(facts->address, facts->input)) {
        buf_str(out, " (");
        safe_put(out, facts->address);
        buf_str(out, ")");
    }
    if (facts->message.n > 0 || facts->chosen_version != 0)
        buf_str(out, ": ");
}

/* What a server chose of the only hello. */
static void put_chosen(struct buf *out, const struct scan_view *view)
{
    const struct scan_facts *facts = view->facts;

    put_target(out, facts);
    if (facts->chosen_version != 0)
        buf_str(out, version_name(facts->chosen_version));
    if (facts->chosen.num > 0)
        buf_printf(out, ", %s", scan_suite_name(facts->chosen.v[0]).text);
    if (facts->chosen.num > 1 && facts->chosen.v[1] != 0)
        buf_printf(out, ", %s", scan_group_name(facts->chosen.v[1]).text);
    if (facts->message.n > 0 && facts->chosen_version != 0)
        buf_str(out, ": ");
    safe_put(out, facts->message);
    if (scan_view_reason(view) != REASON_OK)
        buf_printf(out, " [%s]", reason_code(scan_view_reason(view)));
    buf_str(out, "\n");
}

static void put_row(struct scan_output *output, struct buf *out, const struct scan_view *view)
{
    if (output->totals.targets == 0)
        scan_table_head(out, &output->style, output->opts->require != NULL);
    scan_table_row(out, view, &output->style, output->opts->require != NULL);
}

static enum err put_view(struct result_text *w, const struct scan_view *view)
{
    struct scan_output *output = w->output;

    if (output->opts->json)
        return scan_json(&w->text, view);
    if (output->opts->quick) {
        put_chosen(&w->text, view);
    } else if (output->is_only) {
        scan_text_part(&w->text, view, &output->style, &output->drawn, true);
        output->drawn = 0; /* of the next address */
    } else {
        put_row(output, &w->text, view);
    }
    return w->text.err;
}

/* Puts the differences between addresses before what is less serious. */
static enum err add_compared(struct scan_findings *findings, struct result_text *w)
{
    for (size_t i = 0; i < w->compared.num; i++) {
        struct scan_finding added = w->compared.v[i];
        size_t at = findings->num;

        TRY(ARENA_GROW(&w->arena, findings->v, findings->num, findings->cap));
        findings->num++;
        for (; at > 0 && scan_rule_level(findings->v[at - 1].rule) < scan_rule_level(added.rule);
             at--)
            findings->v[at] = findings->v[at - 1];
        findings->v[at] = added;
    }
    return ERR_OK;
}

/* One of the results: judges the facts, writes them in all forms that are wanted, and counts
 * them. */
static enum err put_facts(struct result_text *w, size_t i)
{
    struct scan_output *output = w->output;
    struct scan_findings findings = {0};
    struct requirement_check check = {0};
    struct scan_view view = {.facts = w->result->facts[i],
                             .findings = &findings,
                             .required = output->required.title,
                             .now = now_of(output),
                             .is_only = output->is_only,
                             .id = w->result->id,
                             .line = w->result->line};

    TRY(scan_judge(&findings, view.facts, view.now, &w->arena));
    TRY(add_compared(&findings, w));
    if (output->opts->require != NULL) {
        TRY(requirement_check(&check, &output->required, view.facts, &w->arena));
        view.check = &check;
    }
    w->result->reasons[i] = scan_view_reason(&view);
    TRY(put_view(w, &view));
    scan_totals_add(&output->totals, &view);
    return scan_files_put(&output->files, &view, output->style.lang);
}

/* All results of a target are written at once: one that is interrupted has none. */
static bool write_out(struct result_text *w)
{
    struct output *out = &w->output->run->out;

    if (w->output->opts->json)
        return line_sink_put(&w->output->sink, buf_span(&w->text));
    erase_progress(w->output);
    buf_put(&out->data, buf_span(&w->text));
    return output_flush(out);
}

bool scan_output_result(void *ctx, const struct scan_result *result)
{
    struct scan_output *output = ctx;
    struct result_text w = {.output = output, .result = result};

    arena_init(&w.arena, FINDINGS_MAX);
    buf_init(&w.text, TEXT_MAX_BYTES);
    enum err e =
        result->num < 2 ? ERR_OK : scan_compare(&w.compared, result->facts, result->num, &w.arena);
    for (size_t i = 0; i < result->num && e == ERR_OK; i++)
        e = put_facts(&w, i);
    output->err = e;
    bool ok = e == ERR_OK && write_out(&w);
    arena_free(&w.arena);
    buf_free(&w.text);
    return ok;
}

void scan_output_end(struct scan_output *output)
{
    struct buf *out = &output->run->out.data;

    erase_progress(output);
    if (output->opts->json || output->opts->quick || output->is_only || output->totals.targets == 0)
        return;
    scan_table_sum(out, &output->totals, &output->style);
    (void)output_flush(&output->run->out);
}
