/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_options: the options of commands that show connections, and what they show. */
#ifndef TB_CMD_OPTIONS_VIEW_OPTIONS_H
#define TB_CMD_OPTIONS_VIEW_OPTIONS_H

#include "cmd/options/lesson_options.h"

enum view_trace { VIEW_TRACE_OFF, VIEW_TRACE_FIELDS, VIEW_TRACE_HEX };
enum { VIEW_NO_DIAGRAM = -1 };

/* An option struct holds one of these, set to VIEW_OPTIONS_DEFAULTS. */
struct view_options {
    struct lesson_opts lesson;
    bool packets; /* of decode alone; a trace shows them too */
    bool secrets, timing;
    int trace;   /* enum view_trace */
    int diagram; /* enum hs_diagram, or VIEW_NO_DIAGRAM */
};
#define VIEW_OPTIONS_DEFAULTS {.lesson = LESSON_DEFAULTS, .diagram = VIEW_NO_DIAGRAM}

extern const char *const view_options_traces[], *const view_options_diagrams[];

/* The rows of a table whose option struct has a struct view_options as `member`. */
#define VIEW_OPTIONS(type, member, secrets_help)                                                  \
    {.kind = OPT_MAYBE, .name = "trace", .arg = "hex", .offset = offsetof(type, member.trace),    \
     .names = view_options_traces,                                                                \
     .help = "Show every record, and every message field by field; with hex, its bytes too."},    \
    {.kind = OPT_FLAG, .name = "secrets", .offset = offsetof(type, member.secrets),               \
     .help = secrets_help},                                                                       \
    {.kind = OPT_FLAG, .name = "timing", .offset = offsetof(type, member.timing),                 \
     .help = "Show how long each step took."},                                                    \
    {.kind = OPT_ENUM, .name = "diagram", .arg = "KIND",                                          \
     .offset = offsetof(type, member.diagram), .names = view_options_diagrams,                    \
     .help = "Draw the messages between client and server, as text, mermaid or svg. With mermaid " \
             "and svg only the drawing goes to standard output, and everything else to standard " \
             "error."},                                                                           \
    {.kind = OPT_INCLUDE, .group = lesson_opts, .offset = offsetof(type, member.lesson)}

/* view_options_wrong is EXIT_OK, or that of cmd_wrong. */
int view_options_wrong(struct run *run, const struct view_options *options, bool json);

/* view_options_draws: the drawing has standard output for itself. */
static inline bool view_options_draws(const struct view_options *options)
{
    return options->diagram > HS_DIAGRAM_TEXT;
}

/* view_options_keeps_steps: the views need the steps of the key schedule. */
static inline bool view_options_keeps_steps(const struct view_options *options)
{
    return options->secrets || lesson_wants(&options->lesson);
}

/* view_options_put appends the views that were asked for, but a drawing that has the output for
 * itself.  Each may be long: what is written goes out before the next is made. */
void view_options_put(struct output *to, struct buf *out, const struct view_options *options,
                      const struct hs_view *view, const struct style *style);

/* view_options_draw appends that drawing, if it was asked for. */
void view_options_draw(struct buf *out, const struct view_options *options,
                       const struct hs_view *view, const struct style *style);

#endif
