/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With --json each result is a line that is written at once.  Otherwise the only target is shown in
 * detail, while its facts come in, and of many each has a line. */
#include "config.h"

#include "cmd/scan/scan.h"

#include <time.h>

#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_view.h"

enum { LINE_MAX_BYTES = 16 << 20, FINDINGS_MAX = 4 << 20 };

static struct scan_view view_of(const struct scan_output *output, const struct scan_result *result)
{
    int64_t at = output->opts->judging.at;

    return (struct scan_view){.facts = result->facts,
                              .now = at == AT_NOW ? (int64_t)time(NULL) : at,
                              .id = result->id,
                              .line = result->line};
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

    buf_init(&line, LINE_MAX_BYTES);
    buf_str(&line, "\r");
    scan_progress(&line, view, &output->aside, lang_text(output->aside.lang, N_("scanning")));
    buf_str(&line, "\033[K");
    output_aside(&output->run->out, buf_span(&line));
    buf_free(&line);
    output->has_progress = true;
}

/* Nothing of the text is drawn for a reader that gets all of it at the end anyway. */
void scan_output_grown(void *ctx, const struct scan_facts *facts)
{
    struct scan_output *output = ctx;
    const struct scan_result result = {.facts = facts};
    struct scan_view view = view_of(output, &result);
    struct buf part;

    buf_init(&part, LINE_MAX_BYTES);
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

static bool put_json(struct scan_output *output, const struct scan_view *view)
{
    struct buf line;

    buf_init(&line, LINE_MAX_BYTES);
    output->err = scan_json(&line, view);
    bool ok = output->err == ERR_OK && line_sink_put(&output->sink, buf_span(&line));
    buf_free(&line);
    return ok;
}

/* What a server accepts, or chose of one hello. */
static void put_answers(struct buf *text, const struct scan_facts *facts)
{
    const char *between = ":";

    if (facts->chosen_version != 0 && facts->is_quick) {
        buf_printf(text, ": %s, %s", version_name(facts->chosen_version),
                   scan_suite_name(facts->chosen.v[0]).text);
        if (facts->chosen.v[1] != 0)
            buf_printf(text, ", %s", scan_group_name(facts->chosen.v[1]).text);
        return;
    }
    for (size_t i = 0; i < SCAN_VERSIONS; i++) {
        if (facts->versions[i].accepted != SCAN_YES)
            continue;
        buf_printf(text, "%s %s", between, version_name(facts->versions[i].version));
        between = ",";
    }
}

/* The most serious findings, counted. */
static void put_levels(struct buf *text, const struct scan_findings *findings)
{
    const char *between = "; ";

    for (int level = SCAN_CRITICAL; level > SCAN_INFO; level--) {
        unsigned num = 0;

        for (size_t i = 0; i < findings->num; i++)
            num += scan_rule_level(findings->v[i].rule) == (enum scan_level)level;
        if (num == 0)
            continue;
        buf_printf(text, "%s%s: %u", between, scan_level_name((enum scan_level)level), num);
        between = ", ";
    }
}

/* One of many targets. */
static bool put_line(struct scan_output *output, const struct scan_view *view)
{
    const struct scan_facts *facts = view->facts;
    struct buf text;

    buf_init(&text, LINE_MAX_BYTES);
    buf_put(&text, facts->input);
    if (facts->address.n > 0 && !span_eq(facts->address, facts->input))
        buf_printf(&text, " (%.*s)", (int)facts->address.n, (const char *)facts->address.p);
    put_answers(&text, facts);
    put_levels(&text, view->findings);
    if (facts->message.n > 0)
        buf_printf(&text, ": %.*s", (int)facts->message.n, (const char *)facts->message.p);
    if (facts->reason != REASON_OK)
        buf_printf(&text, " [%s]", reason_code(facts->reason));
    safe_put(&output->run->out.data, buf_span(&text));
    buf_str(&output->run->out.data, "\n");
    buf_free(&text);
    return output_flush(&output->run->out);
}

static bool put_text(struct scan_output *output, const struct scan_view *view)
{
    erase_progress(output);
    scan_text_part(&output->run->out.data, view, &output->style, &output->drawn, true);
    return output_flush(&output->run->out);
}

bool scan_output_result(void *ctx, const struct scan_result *result)
{
    struct scan_output *output = ctx;
    struct scan_view view = view_of(output, result);
    struct scan_findings findings = {0};
    struct arena arena;
    bool ok = false;

    arena_init(&arena, FINDINGS_MAX);
    view.findings = &findings;
    output->err = scan_judge(&findings, result->facts, view.now, &arena);
    if (output->err == ERR_OK && output->opts->json)
        ok = put_json(output, &view);
    else if (output->err == ERR_OK)
        ok = output->is_only && !result->facts->is_quick ? put_text(output, &view)
                                                         : put_line(output, &view);
    arena_free(&arena);
    return ok;
}
