/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --secrets: every step of the key schedule with its formula, inputs and output. */
#include "config.h"

#include "lib/view/handshake/hs.h"

#include "lib/tls/wire/hybrid_parts.h"
#include "lib/view/handshake/derive_command.h"
#include "lib/view/handshake/hs_finished.h"
#include "lib/view/text/text.h"

enum { INDENT = 4, HEX_INDENT = 6, FORMULA_CAP = 1 << 10 };

/* The name on one line, its bytes on the lines after it. */
static void put_value(struct buf *out, const struct style *style, const char *name,
                      struct span value, bool result)
{
    text_pad(out, INDENT);
    if (result)
        text_ink(out, style, INK_GOOD);
    buf_printf(out, "%s%s, ", result ? "=> " : "", name);
    buf_count(out, value.n, "byte");
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    text_pad(out, HEX_INDENT);
    text_digits(out, style, HEX_INDENT, HEX_INDENT, value);
}

void hs_step_split(struct step *step, size_t first_n, const char *first, const char *second)
{
    step->in[0] = (struct step_input){first, span_head(step->out, first_n)};
    step->in[1] = (struct step_input){second, span_tail(step->out, first_n)};
    step->num_in = HYBRID_PARTS;
}

struct step hs_step_get(const struct event_log *log, size_t i, uint16_t group)
{
    struct step s = event_log_step_get(log, &log->steps[i]);
    struct hybrid_part parts[HYBRID_PARTS];

    if (s.id == STEP_SHARED_SECRET && hybrid_parts(parts, group) &&
        s.out.n == parts[0].shared_n + parts[1].shared_n)
        hs_step_split(&s, parts[0].shared_n, parts[0].secret_name, parts[1].secret_name);
    return s;
}

/* The formula of the row.  A step that has inputs and no formula is their concatenation. */
static void put_formula(struct buf *out, const struct step *step)
{
    buf_str(out, step_row(step->id)->formula);
    for (size_t i = 0; i < step->num_in && step_row(step->id)->formula[0] == 0; i++)
        buf_printf(out, "%s%s", i > 0 ? " || " : "", step->in[i].name);
}

/* The name and section, the sentence, the formula, the inputs, and the result. */
void hs_step(struct buf *out, unsigned number, const struct step *step, const struct style *style)
{
    const struct step_row *row = step_row(step->id);
    struct buf formula;

    buf_printf(out, "%2u  ", number);
    text_ink(out, style, INK_BOLD);
    buf_str(out, row->name);
    text_ink(out, style, INK_PLAIN);
    buf_printf(out, "  [%s]\n", row->ref);
    text_prose(out, style, INK_DIM, INDENT, 0, span_str(row->why));
    buf_init(&formula, FORMULA_CAP);
    put_formula(&formula, step);
    if (formula.n > 0) {
        text_pad(out, INDENT);
        buf_str(out, "= ");
        text_fold(out, style, INDENT + 2, INDENT + 4, buf_span(&formula));
    }
    buf_free(&formula);
    for (size_t i = 0; i < step->num_in; i++)
        put_value(out, style, step->in[i].name, step->in[i].value, false);
    if (step->info.n > 0)
        put_value(out, style, "HkdfLabel", step->info, false);
    put_value(out, style, row->name, step->out, true);
}

void hs_step_json(struct json_writer *json, const struct step *step)
{
    static const char *const sides[] = {
        [SIDE_NONE] = NULL, [SIDE_CLIENT] = "client", [SIDE_SERVER] = "server"};
    const struct step_row *row = step_row(step->id);
    struct buf formula;

    jw_open(json, NULL);
    jw_str(json, "name", row->name);
    jw_str(json, "version", version_name(row->version));
    buf_init(&formula, FORMULA_CAP);
    put_formula(&formula, step);
    jw_buf(json, "formula", &formula);
    jw_str(json, "label", row->label);
    jw_str(json, "keylog", row->keylog[0] == 0 ? NULL : row->keylog);
    jw_str(json, "side", sides[row->side]);
    jw_str(json, "why", row->why);
    jw_str(json, "ref", row->ref);
    jw_list(json, "inputs");
    for (size_t i = 0; i < step->num_in; i++) {
        jw_open(json, NULL);
        jw_str(json, "name", step->in[i].name);
        jw_hex(json, "value", step->in[i].value);
        jw_close(json);
    }
    jw_list_end(json);
    jw_hex(json, "info", step->info);
    jw_hex(json, "value", step->out);
    jw_close(json);
}

void hs_secrets(struct buf *out, const struct hs_view *view, const struct style *style)
{
    const struct event_log *j = view->events;
    uint16_t group = view->info == NULL ? 0 : view->info->group;

    if (j->num_steps == 0) {
        buf_str(out, "No secrets were derived.\n");
        return;
    }
    for (size_t i = 0; i < j->num_steps; i++) {
        struct step s = hs_step_get(j, i, group);
        hs_step(out, (unsigned)(i + 1), &s, style);
        buf_u8(out, '\n');
    }
    derive_command(out, view);
    hs_finished(out, j, style);
}
