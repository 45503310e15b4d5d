/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/scan/scan_required.h"

#include "lib/view/scan/requirement_text.h"
#include "lib/view/scan/scan_rows.h"
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

/* What is not met, and what could not be found out. */
static void put_unmet(const struct scan_sheet *sheet, const struct requirement_line *line)
{
    bool is_broken = line->result == REQUIREMENT_BROKEN;
    struct buf text, safe;

    buf_init(&text, LINE_CAP);
    buf_init(&safe, LINE_CAP);
    requirement_line_key(&text, line);
    buf_str(&text, scan_say(sheet, N_(": ")));
    requirement_line_text(&text, line, sheet->view->facts, sheet->style->lang);
    safe_put(&safe, buf_span(&text));
    scan_row_put(sheet, &(struct scan_row){.sign = is_broken ? SIGN_BAD : SIGN_UNKNOWN,
                                           .indent = 4,
                                           .text = buf_span(&safe),
                                           .note = ""});
    buf_free(&text);
    buf_free(&safe);
}

void scan_put_required(const struct scan_sheet *sheet)
{
    static const struct {
        enum scan_sign sign;
        const char *text;
    } results[] = {
        [REQUIREMENT_MET] = {SIGN_GOOD, N_("is met")},
        [REQUIREMENT_UNKNOWN] = {SIGN_UNKNOWN,
                                 N_("is perhaps not met: something was not found out")},
        [REQUIREMENT_BROKEN] = {SIGN_BAD, N_("is not met")},
    };
    const struct requirement_check *check = sheet->view->check;
    struct buf line;

    if (check == NULL)
        return;
    scan_title(sheet, N_("Requirement"));
    buf_init(&line, LINE_CAP);
    safe_put(&line, sheet->view->required);
    buf_printf(&line, " %s", scan_say(sheet, results[check->result].text));
    scan_row_put(sheet, &(struct scan_row){.sign = results[check->result].sign,
                                           .indent = 2,
                                           .text = buf_span(&line),
                                           .is_bold = true,
                                           .note = ""});
    buf_free(&line);
    for (size_t i = 0; i < check->num; i++) {
        if (check->v[i].result != REQUIREMENT_MET)
            put_unmet(sheet, &check->v[i]);
    }
}
