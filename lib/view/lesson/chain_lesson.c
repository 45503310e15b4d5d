/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lesson about a chain: the table `rows`, made from chain_lesson.def, written by teller.c. */
#include "config.h"

#include "lib/view/lesson/chain_lesson.h"

#include "lib/view/cert/label.h"
#include "lib/view/lesson/chain_facts.h"
#include "lib/view/lesson/teller.h"
#include "lib/view/text/html.h"

enum { TEXT_CAP = 1 << 18 };

/* The facts under their short names, which chain_lesson.def uses. */
enum {
#define CFACT(NAME, condition) NAME = CFACT_##NAME,
#include "lib/view/lesson/chain_facts.def"
#undef CFACT
};

static const struct lesson_row rows[] = {
#define SAY(ID, kind, need, without, text) {ROW_TEXT(#ID), kind, need, without, ROW_TEXT(text), ""},
#define VALUE(ID, need, without, label, value) \
    {ROW_TEXT(#ID), ROW, need, without, ROW_TEXT(label), ROW_TEXT(value)},
#define TERM(term, text, need) {ROW_TEXT(term), GLOSS, need, NO, ROW_TEXT(term), ROW_TEXT(text)},
#include "lib/view/lesson/chain_lesson.def"
#undef SAY
#undef VALUE
#undef TERM
};

enum { NUM_ROWS = sizeof rows / sizeof rows[0] };

static const struct lesson_word *const tables[] = {chain_words, NULL};

/* The row belongs to the block that is repeated for each certificate. */
static bool is_each(const struct lesson_row *row)
{
    return row->need[0] == EACH;
}

const char *chain_lesson_row(size_t i, const struct chain_view *view, bool *told)
{
    struct chain_lesson l;

    if (i >= NUM_ROWS)
        return NULL;
    chain_lesson_begin(&l, view);
    *told = teller_tells(&rows[i], l.facts);
    for (size_t k = 0; is_each(&rows[i]) && k < l.path->num; k++) {
        chain_lesson_at(&l, k);
        *told = *told || teller_tells(&rows[i], l.facts);
    }
    chain_lesson_end(&l);
    return rows[i].id;
}

/* The certificates of the path, leaf first, each with the row's sentence. */
static void put_path(struct teller *teller, struct chain_lesson *lesson,
                     const struct lesson_row *row)
{
    struct buf label;

    buf_init(&label, TEXT_CAP);
    for (size_t i = 0; i < lesson->path->num; i++) {
        chain_lesson_at(lesson, i);
        buf_truncate(&label, 0);
        buf_truncate(&teller->value, 0);
        label_cert(&label, lesson->cert);
        prose_mark(&teller->sheet, &teller->value, buf_span(&label), false);
        prose_value(&teller->sheet, buf_span(&teller->value),
                    teller_fill(teller, &teller->text, row->text));
    }
    buf_free(&label);
}

/* A broken rule, with the section that states it. */
static void put_finding(struct teller *teller, const struct chain_lesson *lesson,
                        const struct finding *finding)
{
    struct view_input said = *lesson->in;
    const char *ref = finding_ref(finding);
    struct buf text;

    said.lang = teller->words.lang;
    buf_init(&text, TEXT_CAP);
    finding_message(&text, finding, lesson->path, &said);
    if (ref[0] != '\0')
        buf_printf(&text, " [%s]", ref);
    buf_truncate(&teller->text, 0);
    prose_mark(&teller->sheet, &teller->text, buf_span(&text), false);
    prose_note(&teller->sheet, PROSE_ALARM,
               lang_text(teller->words.lang, finding->severity == SEVERITY_ERROR
                                                 ? N_("A rule is broken")
                                                 : N_("A warning")),
               buf_span(&teller->text));
    buf_free(&text);
}

/* The findings on the certificate, or in the end those on the chain as a whole.  Errors and
 * warnings have boxes of their own. */
static void put_findings(struct teller *teller, const struct chain_lesson *lesson)
{
    const struct path *p = lesson->path;
    int cert = lesson->is_each ? (int)lesson->i : -1;

    for (int s = SEVERITY_ERROR; s > SEVERITY_NONE; s--) {
        for (size_t k = 0; k < p->num_findings; k++) {
            if (p->findings[k].cert == cert && (int)p->findings[k].severity == s)
                put_finding(teller, lesson, &p->findings[k]);
        }
        prose_close(&teller->sheet);
    }
}

/* The row, if it applies. */
static void put_row(struct teller *teller, struct chain_lesson *lesson,
                    const struct lesson_row *row)
{
    if (!teller_tells(row, lesson->facts))
        return;
    switch (row->kind) {
    case PATH_LIST:
        put_path(teller, lesson, row);
        chain_lesson_leaf(lesson);
        break;
    case FINDINGS: put_findings(teller, lesson); break;
    default: teller_put(teller, row);
    }
}

/* The block of rows that begins at `first`, for each certificate from the top; returns the row
 * after it. */
static size_t put_block(struct teller *teller, struct chain_lesson *lesson, size_t first)
{
    size_t end = first;

    while (end < NUM_ROWS && is_each(&rows[end]))
        end++;
    for (size_t i = lesson->path->num; i > 0; i--) {
        chain_lesson_at(lesson, i - 1);
        for (size_t k = first; k < end; k++)
            put_row(teller, lesson, &rows[k]);
    }
    chain_lesson_leaf(lesson);
    return end;
}

static const char title[] = N_("A certificate and its chain, step by step: {cert}");

/* Begins a lesson; chain_lesson_end and teller_close end it. */
static void open_teller(struct teller *teller, struct chain_lesson *lesson, struct buf *out,
                        enum lang lang, const struct style *style)
{
    teller_open(teller, out, lang, style);
    teller->words.chain = lesson;
    teller->words.tables = tables;
}

static void tell(struct buf *out, const struct chain_view *view, enum lang lang,
                 const struct style *style)
{
    struct chain_lesson l;
    struct teller t;

    chain_lesson_begin(&l, view);
    open_teller(&t, &l, out, lang, style);
    prose_head(&t.sheet, teller_fill(&t, &t.text, title));
    for (size_t i = 0; i < NUM_ROWS;) {
        if (is_each(&rows[i]))
            i = put_block(&t, &l, i);
        else
            put_row(&t, &l, &rows[i++]);
    }
    prose_close(&t.sheet);
    teller_close(&t);
    chain_lesson_end(&l);
}

void chain_lesson_text(struct buf *out, const struct chain_view *view, enum lang lang,
                       const struct style *style)
{
    tell(out, view, lang, style);
}

void chain_lesson_open(struct buf *out, const struct chain_view *view, enum lang lang)
{
    static const struct style plain = {.utf8 = true}; /* a title contains no markup */
    struct chain_lesson l;
    struct teller t;

    chain_lesson_begin(&l, view);
    open_teller(&t, &l, out, lang, &plain);
    words_fill(&t.value, &t.words, title);
    buf_u8(&t.value, 0);
    html_open(out, lang_code(lang), t.value.err == ERR_OK ? (const char *)t.value.p : "");
    teller_close(&t);
    chain_lesson_end(&l);
}

void chain_lesson_body(struct buf *out, const struct chain_view *view, enum lang lang)
{
    tell(out, view, lang, NULL);
}
