/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/lesson_options.h"

#include "lib/view/text/html.h"

static const char *const langs[] = {"en", "zh", NULL};

_Static_assert(LANG_EN == 0 && LANG_ZH == 1 && LANG_COUNT == 2,
               "names stand in the order of their enum");

#define AT(member) .offset = offsetof(struct lesson_opts, member)

const struct opt lesson_opts[] = {
    {.kind = OPT_FLAG, .name = "lesson", AT(lesson),
     .help = "Explain the connection step by step, in plain words and with its own values, secrets "
             "among them: who sends what and why, what an eavesdropper sees, what both sides know "
             "by then."},
    {.kind = OPT_STRING, .name = "html", .arg = "FILE", AT(html), .complete = COMPLETE_FILE,
     .help = "Write the lesson to this file, as a page that stands alone, with a drawing. Secrets "
             "are in it: only its owner may read the file. It is also printed if --lesson is "
             "given."},
    {.kind = OPT_ENUM, .name = "lang", .arg = "LANG", AT(lang), .names = langs,
     .help = "The language of the lesson and of the summary around it: en or zh (Chinese). The "
             "default is that of LC_ALL, LC_MESSAGES or LANG."},
    {.kind = OPT_END},
};

const struct opt lesson_chain_opts[] = {
    {.kind = OPT_FLAG, .name = "lesson", AT(lesson),
     .help = "Explain in plain words how the certificate was made and how its chain was checked, "
             "step by step and with its own values: from the key pair and the request to the "
             "signature, and from the trust anchor down to the certificate."},
    {.kind = OPT_STRING, .name = "html", .arg = "FILE", AT(html), .complete = COMPLETE_FILE,
     .help = "Write the lesson to this file, as a page that stands alone. It is also printed if "
             "--lesson is given."},
    {.kind = OPT_ENUM, .name = "lang", .arg = "LANG", AT(lang), .names = langs,
     .help = "The language of the lesson and of the report before it: en or zh (Chinese). The "
             "default is that of LC_ALL, LC_MESSAGES or LANG."},
    {.kind = OPT_END},
};

int lesson_wrong(struct run *run, const struct lesson_opts *opts, bool json)
{
    if (json && opts->lesson)
        return cmd_wrong(run, "--json and --lesson exclude each other");
    if (opts->lang != LESSON_LANG_UNSAID && !lesson_wants(opts))
        return cmd_wrong(run, "--lang goes with --lesson or --html");
    return EXIT_OK;
}

enum lang lesson_lang(const struct lesson_opts *opts, bool utf8)
{
    if (opts->lang != LESSON_LANG_UNSAID)
        return (enum lang)opts->lang;
    /* Other encodings than UTF-8 have only English. */
    return utf8 ? output_lang() : LANG_EN;
}

/* The connection got as far as a ClientHello. */
static bool has_begun(const struct hs_view *view)
{
    return view->info != NULL && view->events->num > 0;
}

void lesson_text(struct buf *out, const struct lesson_opts *opts, const struct hs_view *view,
                 const struct style *style)
{
    if (!opts->lesson || !has_begun(view))
        return;
    buf_str(out, out->n > 0 ? "\n" : "");
    hs_lesson(out, view, lesson_lang(opts, style->utf8), style);
}

void lesson_chain_text(struct buf *out, const struct lesson_opts *opts,
                       const struct chain_view *view, const struct style *style)
{
    if (!opts->lesson)
        return;
    buf_str(out, "\n");
    chain_lesson_text(out, view, lesson_lang(opts, style->utf8), style);
}

/* The first chain opens the page. */
void lesson_chain_page(struct buf *page, const struct lesson_opts *opts,
                       const struct chain_view *view)
{
    if (opts->html == NULL)
        return;
    enum lang lang = lesson_lang(opts, true);
    if (page->n == 0)
        chain_lesson_open(page, view, lang);
    chain_lesson_body(page, view, lang);
}

/* The first connection opens the page. */
void lesson_page(struct buf *page, const struct lesson_opts *opts, const struct hs_view *view)
{
    if (opts->html == NULL || !has_begun(view))
        return;
    enum lang lang = lesson_lang(opts, true);
    if (page->n == 0)
        lesson_html_open(page, view, lang);
    lesson_html_body(page, view, lang);
}

void lesson_page_end(struct buf *page)
{
    if (page->n > 0)
        html_close(page);
}
