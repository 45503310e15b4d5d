/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explain: what a reason code means, an example, how to fix it, and the rules behind it. */
#include "config.h"

#include "cmd/cli/cmd.h"
#include "lib/base/lookup.h"
#include "lib/path/report.h"
#include "lib/view/text/text.h"
#include "lib/view/verdict/message.h"

static const struct {
    char meaning[524], example[172], fix[324];
} texts[REASON_COUNT] = {
#define EXPLAIN(reason, meaning, example, fix) \
    [REASON_##reason] = {ROW_TEXT(meaning), ROW_TEXT(example), ROW_TEXT(fix)},
#include "lib/view/verdict/explain.def"
#undef EXPLAIN
};

/* A row twice is a compiler warning, so that as many rows as reasons are one for each. */
_Static_assert(0
#define EXPLAIN(reason, meaning, example, fix) +1
#include "lib/view/verdict/explain.def"
#undef EXPLAIN
                   == REASON_COUNT,
               "explain.def must hold one row per reason");

enum { INDENT = 2, CODE_WIDTH = 28 };

static void list_all(struct run *run)
{
    struct style style = output_style(COLOR_AUTO);
    struct buf *out = &run->out.data;

    for (enum reason i = 0; i < REASON_COUNT; i++) {
        text_cell(out, span_str(reason_code(i)), CODE_WIDTH);
        buf_printf(out, "%2d  ", reason_exit(i));
        text_fold(out, &style, CODE_WIDTH + 4, CODE_WIDTH + 4,
                  span_str(lang_text(style.lang, reason_meaning(i))));
    }
}

static void section(struct buf *out, const struct style *style, const char *title, const char *text)
{
    buf_u8(out, '\n');
    text_ink(out, style, INK_BOLD);
    buf_str(out, lang_text(style->lang, title));
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
    if (text == NULL)
        return;
    text_pad(out, INDENT);
    text_fold(out, style, INDENT, INDENT, span_str(lang_text(style->lang, text)));
}

/* rule_line appends "  TEXT (REF)" and, for a rule of the profiles, where it is no error. */
static void rule_line(struct buf *out, const struct style *style, const char *text, const char *ref,
                      const char *where)
{
    struct buf line;

    buf_init(&line, 1024);
    buf_str(&line, lang_text(style->lang, text));
    if (*ref != '\0')
        buf_printf(&line, " (%s)", ref);
    buf_str(&line, where);
    text_pad(out, INDENT);
    text_fold(out, style, INDENT, 2 * INDENT, buf_span(&line));
    buf_free(&line);
}

/* The advice of a rule, unless it depends on a certificate. */
static void fix_line(struct buf *out, const struct style *style, enum rule rule)
{
    const char *hint = message_hint(rule);
    struct buf line;

    if (hint == NULL || *hint == '\0' || strchr(hint, '{') != NULL)
        return;
    buf_init(&line, 1024);
    buf_str(&line, lang_text(style->lang, N_("fix: ")));
    buf_str(&line, lang_text(style->lang, hint));
    text_pad(out, 2 * INDENT);
    text_fold(out, style, 2 * INDENT, 3 * INDENT, buf_span(&line));
    buf_free(&line);
}

/* Appends in which profiles the rule is no error. */
static void profiles(struct buf *out, enum rule rule, enum lang lang)
{
    static const char *const words[] = {
        [SEVERITY_NONE] = N_("ignored in "), [SEVERITY_WARNING] = N_("a warning in ")};
    const char *sep = "; ";

    for (enum profile p = 0; p < PROFILE_COUNT; p++) {
        if (rule_severity(rule, p) == SEVERITY_ERROR)
            continue;
        buf_printf(out, "%s%s%s", sep, lang_text(lang, words[rule_severity(rule, p)]),
                   profile_names[p]);
        sep = ", ";
    }
}

/* The rules of the profiles, then the errors of the parsers, that have this reason. */
static void rules(struct buf *out, const struct style *style, enum reason reason)
{
    bool any = false;

    for (enum rule i = 0; i < RULE_COUNT; i++) {
        struct buf where;

        if (rule_reason(i) != reason)
            continue;
        if (!any)
            section(out, style, N_("Rules"), NULL);
        any = true;
        buf_init(&where, 256);
        profiles(&where, i, style->lang);
        buf_u8(&where, '\0');
        rule_line(out, style, rule_text(i), rule_ref(i), (const char *)where.p);
        fix_line(out, style, i);
        buf_free(&where);
    }
    for (enum err e = ERR_OK + 1; e < ERR_COUNT; e++) {
        if (err_reason(e) != reason)
            continue;
        if (!any)
            section(out, style, N_("Rules"), NULL);
        any = true;
        rule_line(out, style, err_text(e), err_ref(e), "");
    }
}

static void explain(struct run *run, enum reason reason)
{
    struct style style = output_style(COLOR_AUTO);
    struct buf *out = &run->out.data;

    text_ink(out, &style, INK_BOLD);
    buf_str(out, reason_code(reason));
    text_ink(out, &style, INK_PLAIN);
    lang_count(out, style.lang, N_(" (exit code {n})"), (size_t)reason_exit(reason));
    buf_u8(out, '\n');
    text_pad(out, INDENT);
    text_fold(out, &style, INDENT, INDENT, span_str(lang_text(style.lang, reason_meaning(reason))));
    section(out, &style, N_("Meaning"), texts[reason].meaning);
    section(out, &style, N_("Example"), texts[reason].example);
    section(out, &style, N_("How to fix it"), texts[reason].fix);
    rules(out, &style, reason);
}

/* An unknown code ends the run. */
static int explain_run(struct run *run)
{
    if (run->num_operands == 0)
        list_all(run);
    for (size_t i = 0; i < run->num_operands; i++) {
        enum reason reason;

        if (!reason_find(&reason, span_str(run->operands[i]))) {
            struct suggest near = {.to = span_str(run->operands[i])};

            for (enum reason k = 0; k < REASON_COUNT; k++)
                suggest_try(&near, reason_code(k));
            return cmd_unknown(run, "reason", run->operands[i], &near);
        }
        if (i > 0)
            buf_u8(&run->out.data, '\n');
        explain(run, reason);
    }
    return EXIT_OK;
}

static const struct opt explain_opts[] = {
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example explain_examples[] = {
    {"tlsbox explain", "All codes, with their exit codes."},
    {"tlsbox explain unknown-issuer", "The most frequent one in full."},
    {NULL, NULL},
};

const struct cmd cmd_explain = {
    .name = "explain",
    .summary = "say what a verdict means and how to fix it",
    .usage = "[CODE]...",
    .about =
        "Explains the reason codes that verdicts have, such as 'expired': what the code means, "
        "an example, how to fix it, and the rules that lead to it with their sections. "
        "Without CODE, lists all codes with the exit code of each.",
    .opts = explain_opts,
    .examples = explain_examples,
    .operand = OPERAND_REASON,
    .run = explain_run,
};
