/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs.h"

#include "lib/view/handshake/hs_finished.h"
#include "lib/view/handshake/derive_command.h"
#include "lib/view/text/text.h"

enum { INDENT = 4, HEX_INDENT = 6 };

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

void hs_step(struct buf *out, unsigned number, const struct step *s, const struct style *style)
{
    const struct step_row *row = step_row(s->id);

    buf_printf(out, "%2u  ", number);
    text_ink(out, style, INK_BOLD);
    buf_str(out, row->name);
    text_ink(out, style, INK_PLAIN);
    buf_printf(out, "  [%s]\n", row->ref);
    text_prose(out, style, INK_DIM, INDENT, 0, span_str(row->why));
    if (row->formula[0] != 0) {
        text_pad(out, INDENT);
        buf_str(out, "= ");
        text_fold(out, style, INDENT + 2, INDENT + 4, span_str(row->formula));
    }
    for (size_t i = 0; i < s->num_in; i++)
        put_value(out, style, s->in[i].name, s->in[i].value, false);
    if (s->info.n > 0)
        put_value(out, style, "HkdfLabel", s->info, false);
    put_value(out, style, row->name, s->out, true);
}

void hs_step_json(struct json_writer *j, const struct step *s)
{
    static const char *const sides[] = {
        [SIDE_NONE] = NULL, [SIDE_CLIENT] = "client", [SIDE_SERVER] = "server"};
    const struct step_row *row = step_row(s->id);

    jw_open(j, NULL);
    jw_str(j, "name", row->name);
    jw_str(j, "version", version_name(row->version));
    jw_str(j, "formula", row->formula);
    jw_str(j, "label", row->label);
    jw_str(j, "keylog", row->keylog);
    jw_str(j, "side", sides[row->side]);
    jw_str(j, "why", row->why);
    jw_str(j, "ref", row->ref);
    jw_list(j, "inputs");
    for (size_t i = 0; i < s->num_in; i++) {
        jw_open(j, NULL);
        jw_str(j, "name", s->in[i].name);
        jw_hex(j, "value", s->in[i].value);
        jw_close(j);
    }
    jw_list_end(j);
    jw_hex(j, "info", s->info);
    jw_hex(j, "value", s->out);
    jw_close(j);
}

void hs_secrets(struct buf *out, const struct hs_view *v, const struct style *style)
{
    const struct event_log *j = v->events;

    if (j->num_steps == 0) {
        buf_str(out, "No secrets were derived.\n");
        return;
    }
    for (size_t i = 0; i < j->num_steps; i++) {
        struct step s = event_log_step_get(j, &j->steps[i]);
        hs_step(out, (unsigned)(i + 1), &s, style);
        buf_u8(out, '\n');
    }
    derive_command(out, v);
    hs_finished(out, j, style);
}
