/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the text with the findings, the highest level first: what was found, why it matters,
 * and what to do. */
#include "config.h"

#include "lib/view/scan/finding_text.h"
#include "lib/view/scan/scan_names.h"
#include "lib/view/scan/scan_rows.h"
#include "lib/view/text/safe.h"

enum { LINE_CAP = 1 << 16, LEVEL_AT = 4, TEXT_AT = 14, ARROW_WIDTH = 2 };

static enum scan_sign sign_of(enum scan_level level)
{
    static const enum scan_sign signs[] = {
        [SCAN_INFO] = SIGN_NONE, [SCAN_LOW] = SIGN_WARN,     [SCAN_MEDIUM] = SIGN_WARN,
        [SCAN_HIGH] = SIGN_BAD,  [SCAN_CRITICAL] = SIGN_BAD,
    };

    return signs[level];
}

/* Escapes what was written since, which may hold what the server sent. */
static void put_safe(struct buf *out, struct buf *text)
{
    safe_put(out, buf_span(text));
    if (text->err != ERR_OK && out->err == ERR_OK)
        out->err = text->err;
    buf_truncate(text, 0);
}

/* Where the rule stands, on one line. */
static void put_ref(struct buf *out, const char *ref)
{
    if (*ref == 0)
        return;
    buf_str(out, " [");
    for (; *ref != 0; ref++)
        buf_u8(out, *ref == ' ' ? TEXT_GLUE : (uint8_t)*ref);
    buf_u8(out, ']');
}

static void put_finding(const struct scan_sheet *sheet, const struct scan_finding *finding)
{
    enum scan_level level = scan_rule_level(finding->rule);
    enum lang lang = sheet->style->lang;
    struct buf text, line;

    buf_init(&text, LINE_CAP);
    buf_init(&line, LINE_CAP);
    text_cell(&line, span_str(scan_say(sheet, scan_level_word(level))), TEXT_AT - LEVEL_AT);
    finding_text(&text, finding, sheet->view->facts, lang);
    put_safe(&line, &text);
    put_ref(&line, scan_rule_ref(finding->rule));
    scan_row_put(sheet, &(struct scan_row){.sign = sign_of(level),
                                           .indent = 2,
                                           .hang = TEXT_AT - LEVEL_AT,
                                           .text = buf_span(&line),
                                           .note = ""});
    buf_truncate(&line, 0);
    finding_why(&text, finding, lang);
    put_safe(&line, &text);
    if (line.n > 0)
        text_prose(sheet->out, sheet->style, INK_DIM, TEXT_AT, 0, buf_span(&line));
    buf_truncate(&line, 0);
    buf_str(&line, sheet->style->utf8 ? "\u2192 " : "> ");
    finding_fix(&text, finding, lang);
    put_safe(&line, &text);
    text_prose(sheet->out, sheet->style, INK_PLAIN, TEXT_AT, ARROW_WIDTH, buf_span(&line));
    buf_free(&text);
    buf_free(&line);
}

/* What stayed unknown has a part of its own. */
static bool is_unknown(enum scan_rule rule)
{
    return rule == SCAN_RULE_UNKNOWN_VERSIONS || rule == SCAN_RULE_UNKNOWN_FEATURES;
}

void scan_put_findings(const struct scan_sheet *sheet)
{
    const struct scan_findings *findings = sheet->view->findings;
    bool has_title = false;

    if (findings == NULL)
        return;
    for (size_t i = 0; i < findings->num; i++) {
        if (is_unknown(findings->v[i].rule))
            continue;
        if (!has_title)
            scan_title(sheet, N_("Findings"));
        has_title = true;
        put_finding(sheet, &findings->v[i]);
    }
}
