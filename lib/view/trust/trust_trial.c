/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/trust/trust_trial.h"

#include "lib/view/cert/label.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/text.h"
#include "lib/view/trust/anchor_words.h"
#include "lib/view/verdict/report_json.h"

enum { INDENT = 2, GAP = 2, LINE_CAP = 1 << 20 };

bool trust_trial_since(const struct trust_trial *trial, int64_t *since)
{
    const struct path *path = trial->report == NULL ? NULL : &trial->report->chosen;
    const struct finding *f = path == NULL ? NULL : path_headline(path);

    if (f == NULL || path->num == 0)
        return false;
    /* Only these two rules are about a date from which on nothing new is trusted. */
    if (f->rule == RULE_DISTRUSTED_AFTER || f->rule == RULE_DISTRUSTED_SCT_AFTER) {
        *since = f->a;
        return true;
    }
    if (rule_reason(f->rule) != REASON_EXPIRED || f->cert < 0 || (size_t)f->cert >= path->num)
        return false;
    *since = path->links[f->cert].cert->not_after;
    return path->links[f->cert].cert->has_not_after;
}

/* "OK, until 2027-01-01, through Test Root" */
static void put_good(struct buf *out, const struct trust_trial *trial, const struct style *style)
{
    const struct path *path = &trial->report->chosen;
    const struct cert *first = path_first_to_end(path);

    text_ink(out, style, INK_GOOD);
    buf_str(out, "OK");
    text_ink(out, style, INK_PLAIN);
    if (first != NULL) {
        buf_str(out, lang_text(style->lang, N_(", until ")));
        text_date(out, first->not_after);
    }
    buf_str(out, lang_text(style->lang, N_(", through ")));
    label_cert(out, path->links[path->num - 1].cert);
    buf_u8(out, '\n');
}

/* Appends the advice of a finding, if there is any. */
static void put_fix(struct buf *out, const struct finding *finding, const struct path *path,
                    const struct view_input *in, const struct style *style)
{
    struct view_input said = *in;
    const char *lead = lang_text(style->lang, N_("fix: "));

    said.lang = style->lang;
    said.only_stores = true;
    buf_str(out, lead);
    finding_hint(out, finding, path, &said);
    if (out->n == strlen(lead))
        buf_truncate(out, 0);
}

/* "FAIL (distrusted), since 2025-04-15", and the sentence below it. */
static void put_bad(struct buf *out, const struct trust_trial *trial, int column,
                    const struct style *style)
{
    const struct path *path = trial->report == NULL ? NULL : &trial->report->chosen;
    const struct finding *f = path == NULL ? NULL : path_headline(path);
    int64_t since;
    struct view_input said = *trial->in;
    struct buf line;

    text_ink(out, style, INK_BAD);
    buf_printf(out, "FAIL (%s)", reason_code(trial->reason));
    text_ink(out, style, INK_PLAIN);
    if (trust_trial_since(trial, &since)) {
        buf_str(out, lang_text(style->lang, N_(", since ")));
        text_date(out, since);
    }
    buf_u8(out, '\n');
    said.lang = style->lang;
    buf_init(&line, LINE_CAP);
    if (f != NULL)
        finding_message(&line, f, path, &said);
    else if (trial->message != NULL)
        safe_put(&line, span_str(trial->message));
    text_prose(out, style, INK_PLAIN, column, 0, buf_span(&line));
    buf_truncate(&line, 0);
    if (f != NULL)
        put_fix(&line, f, path, trial->in, style);
    if (line.n > 0)
        text_prose(out, style, INK_PLAIN, column, INDENT, buf_span(&line));
    buf_free(&line);
}

void trust_trial_text(struct buf *out, const struct trust_trial *trial, int width,
                      const struct style *style)
{
    struct buf name;

    buf_init(&name, LINE_CAP);
    safe_put(&name, span_str(trial->store));
    text_pad(out, INDENT);
    text_cell(out, buf_span(&name), width + GAP);
    buf_free(&name);
    if (trial->reason == REASON_OK)
        put_good(out, trial, style);
    else
        put_bad(out, trial, INDENT + width + GAP, style);
}

enum err trust_trial_json(struct buf *out, const struct trust_trial *trial)
{
    struct json_writer json = {.out = out};
    int64_t since = 0;

    if (trial->report == NULL)
        return error_json(out, "trust", trial->store, trial->reason, trial->message);
    envelope_open(&json, "trust", trial->in->input, trial->reason);
    jw_list(&json, "findings");
    report_json_findings(&json, trial->report, trial->in);
    jw_list_end(&json);
    bool has_since = trust_trial_since(trial, &since);
    jw_time_read(&json, "untrusted_since", has_since, since);
    report_json_keys(&json, trial->report, trial->in);
    return envelope_close(&json);
}
