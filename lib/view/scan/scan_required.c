/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/scan_required.h"

#include "lib/view/scan/requirement_text.h"
#include "lib/view/text/safe.h"

enum { LINE_CAP = 1 << 16 };

static void put_line(struct json_writer *json, const struct scan_view *view,
                     const struct requirement_line *line)
{
    struct buf text;

    buf_init(&text, LINE_CAP);
    requirement_line_key(&text, line);
    jw_open(json, NULL);
    jw_text(json, "key", buf_span(&text));
    jw_str(json, "result", requirement_result_name(line->result));
    buf_truncate(&text, 0);
    requirement_line_text(&text, line, view->facts, LANG_EN);
    if (text.n > 0)
        jw_text(json, "message", buf_span(&text));
    else
        jw_null(json, "message");
    jw_close(json);
    buf_free(&text);
}

void scan_required_json(struct json_writer *json, const struct scan_view *view)
{
    const struct requirement_check *check = view->check;

    if (check == NULL) {
        jw_null(json, "requirement");
        return;
    }
    jw_open(json, "requirement");
    jw_text(json, "title", view->required);
    jw_str(json, "result", requirement_result_name(check->result));
    jw_list(json, "lines");
    for (size_t i = 0; i < check->num; i++)
        put_line(json, view, &check->v[i]);
    jw_list_end(json);
    jw_close(json);
}

static const char *const results[] = {
    [REQUIREMENT_MET] = N_("is met"),
    [REQUIREMENT_UNKNOWN] = N_("is perhaps not met: something was not found out"),
    [REQUIREMENT_BROKEN] = N_("is not met"),
};

void scan_required_text(struct buf *out, const struct scan_view *view, const struct style *style)
{
    const struct requirement_check *check = view->check;
    struct buf text;

    buf_str(out, "\n");
    safe_put(out, view->required);
    buf_printf(out, " %s\n", lang_text(style->lang, results[check->result]));
    for (size_t i = 0; i < check->num; i++) {
        if (check->v[i].result == REQUIREMENT_MET)
            continue;
        buf_init(&text, LINE_CAP);
        requirement_line_text(&text, &check->v[i], view->facts, style->lang);
        buf_str(out, "  ");
        safe_put(out, buf_span(&text));
        buf_str(out, "\n");
        buf_free(&text);
    }
}
