/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/lesson_options.h"

#include <stdlib.h>

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
             "are in it: only its owner may read the file. It is printed too where --lesson is "
             "given."},
    {.kind = OPT_ENUM, .name = "lang", .arg = "LANG", AT(lang), .names = langs,
     .help = "The language of the lesson: en or zh (Chinese); by default that of LC_ALL, "
             "LC_MESSAGES or LANG."},
    {.kind = OPT_END},
};

int lesson_wrong(struct run *r, const struct lesson_opts *o, bool json)
{
    if (json && o->lesson)
        return cmd_wrong(r, "--json and --lesson exclude each other");
    if (o->lang != LESSON_LANG_UNSAID && !lesson_wants(o))
        return cmd_wrong(r, "--lang goes with --lesson or --html");
    return EXIT_OK;
}

/* The first of these that is set and not empty counts (POSIX.1 8.2). */
static enum lang find_lang(const struct lesson_opts *o, bool utf8)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum lang lang = LANG_EN;

    if (o->lang != LESSON_LANG_UNSAID)
        return (enum lang)o->lang;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0') {
            (void)lang_find(&lang, value); /* what we do not have is English */
            break;
        }
    }
    /* A terminal of another encoding cannot show it. */
    return utf8 ? lang : LANG_EN;
}

/* The client exists, and with it a hello. */
static bool has_begun(const struct hs_view *v)
{
    return v->info != NULL && v->events->num > 0;
}

void lesson_text(struct buf *out, const struct lesson_opts *o, const struct hs_view *v,
                 const struct style *style)
{
    if (!o->lesson || !has_begun(v))
        return;
    buf_str(out, out->n > 0 ? "\n" : "");
    hs_lesson(out, v, find_lang(o, style->utf8), style);
}

void lesson_page(struct buf *page, const struct lesson_opts *o, const struct hs_view *v)
{
    if (o->html == NULL || !has_begun(v))
        return;
    enum lang lang = find_lang(o, true);
    if (page->n == 0)
        lesson_html_open(page, v, lang);
    lesson_html_body(page, v, lang);
}

void lesson_page_end(struct buf *page)
{
    if (page->n > 0)
        html_close(page);
}
