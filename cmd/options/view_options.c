/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/view_options.h"

const char *const view_options_traces[] = {"hex", NULL};
const char *const view_options_diagrams[] = {"text", "mermaid", "svg", NULL};

_Static_assert(VIEW_TRACE_HEX == 2 && HS_DIAGRAM_TEXT == 0 && HS_DIAGRAM_SVG == 2,
               "names stand in the order of their enums");

/* JSON and a drawing would both go to standard output. */
int view_options_wrong(struct run *run, const struct view_options *options, bool json)
{
    if (json && options->diagram != VIEW_NO_DIAGRAM)
        return cmd_wrong(run, "--json and --diagram exclude each other");
    return lesson_wrong(run, &options->lesson, json);
}

void view_options_put(struct output *to, struct buf *out, const struct view_options *options,
                      const struct hs_view *view, const struct style *style)
{
    bool has_trace = options->trace != VIEW_TRACE_OFF;

    if (output_tick(to) && (options->packets || has_trace))
        hs_packets(out, view, style);
    if (output_tick(to) && has_trace)
        hs_trace(out, view, style, options->trace == VIEW_TRACE_HEX);
    if (output_tick(to) && options->diagram == HS_DIAGRAM_TEXT)
        hs_diagram(out, view, HS_DIAGRAM_TEXT, style);
    if (output_tick(to) && options->secrets)
        hs_secrets(out, view, style);
    if (options->timing)
        hs_timing(out, view, style);
    lesson_text(out, &options->lesson, view, style);
}

void view_options_draw(struct buf *out, const struct view_options *options,
                       const struct hs_view *view, const struct style *style)
{
    if (view_options_draws(options))
        hs_diagram(out, view, (enum hs_diagram)options->diagram, style);
}
