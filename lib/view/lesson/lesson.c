/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson is the table `rows`, made from lesson.def.  A row is shown if all facts that it needs
 * are true of the connection, and none that it excludes; then its {words} are filled in.
 */
#include "config.h"

#include "lib/view/lesson/lesson.h"

#include "lib/view/cert/label.h"
#include "lib/view/handshake/hs_diagram.h"
#include "lib/view/handshake/hs_dialogue.h"
#include "lib/view/lesson/lesson_values.h"
#include "lib/view/lesson/teller.h"
#include "lib/view/text/html.h"

enum {
    LABEL_CAP = 1 << 20,
    SAID_MAX = 60, /* characters of a message before TLS */
};

/* The facts under their short names, which lesson.def uses. */
enum {
#define FACT(NAME, condition) NAME = FACT_##NAME,
#include "lib/view/lesson/lesson_facts.def"
#undef FACT
};

static const struct lesson_row rows[] = {
#define SAY(ID, kind, need, without, text) {ROW_TEXT(#ID), kind, need, without, ROW_TEXT(text), ""},
#define VALUE(ID, need, without, label, value) \
    {ROW_TEXT(#ID), ROW, need, without, ROW_TEXT(label), ROW_TEXT(value)},
#define TERM(term, text, need) {ROW_TEXT(term), GLOSS, need, NO, ROW_TEXT(term), ROW_TEXT(text)},
#include "lib/view/lesson/lesson.def"
#undef SAY
#undef VALUE
#undef TERM
};

const char *lesson_row(size_t i, const struct hs_view *view, bool *told)
{
    struct lesson l;

    if (i >= sizeof rows / sizeof rows[0])
        return NULL;
    lesson_read(&l, view);
    *told = teller_tells(&rows[i], l.facts);
    return rows[i].id;
}

/* The same diagram as `--diagram`: as characters, or as SVG with a caption. */
static void put_diagram(struct teller *teller, const struct lesson_row *row)
{
    const struct hs_view *v = teller->words.lesson->v;
    struct buf *out = teller->sheet.out;

    prose_close(&teller->sheet);
    if (!prose_is_html(&teller->sheet)) {
        diagram_text(out, v, teller->sheet.style, teller->words.lang);
        buf_u8(out, '\n');
        return;
    }
    buf_str(out, "<figure>\n");
    diagram_svg(out, v, DIAGRAM_INSIDE, teller->words.lang);
    buf_str(out, "<figcaption class=\"small\">");
    buf_put(out, teller_fill(teller, &teller->text, row->text));
    buf_str(out, "</figcaption>\n</figure>\n");
}

/* One certificate of the chain: its label, and the row's sentence about it. */
static void put_cert(struct teller *teller, const struct lesson_row *row, const struct cert *cert)
{
    struct buf label;

    buf_init(&label, LABEL_CAP);
    buf_truncate(&teller->value, 0);
    label_cert(&label, cert);
    prose_mark(&teller->sheet, &teller->value, buf_span(&label), false);
    teller->words.cert = cert;
    prose_value(&teller->sheet, buf_span(&teller->value),
                teller_fill(teller, &teller->text, row->text));
    teller->words.cert = NULL;
    buf_free(&label);
}

/* Shows the path that was judged, with its anchor.  If nothing was judged, shows what the server
 * sent. */
static void put_chain(struct teller *teller, const struct lesson_row *row)
{
    const struct hs_view *v = teller->words.lesson->v;
    struct fail fail = {0};
    struct rd rd = rd_init(v->info->chain, &fail);
    struct cert_entry entry;
    struct cert cert;

    if (v->report != NULL && v->report->chosen.num > 0) {
        for (size_t i = 0; i < v->report->chosen.num; i++)
            put_cert(teller, row, v->report->chosen.links[i].cert);
        return;
    }
    while (cert_entry_next(&rd, teller->words.lesson->version == TLS_1_3, &entry)) {
        if (cert_parse(&cert, entry.cert, &fail) == ERR_OK)
            put_cert(teller, row, &cert);
    }
}

/* The messages before TLS, with the proxy or with the server: who says it, and its first line. */
static void put_said(struct teller *teller, bool to_proxy)
{
    const struct event_log *events = teller->words.lesson->v->events;
    struct buf label;

    buf_init(&label, LABEL_CAP);
    for (size_t i = 0; i < events->num; i++) {
        const struct event *e = &events->v[i].event;
        if (e->kind != EVENT_DIALOGUE || dialogue_is_proxy((enum dialogue)e->type) != to_proxy)
            continue;
        buf_truncate(&label, 0);
        buf_truncate(&teller->text, 0);
        buf_truncate(&teller->value, 0);
        hs_dialogue_label(&label, e, SAID_MAX);
        prose_mark(&teller->sheet, &teller->value, buf_span(&label), true);
        const char *side = e->sent ? N_("client") : to_proxy ? N_("proxy") : N_("server");
        prose_mark(&teller->sheet, &teller->text, span_str(lang_text(teller->words.lang, side)),
                   false);
        prose_value(&teller->sheet, buf_span(&teller->text), buf_span(&teller->value));
    }
    buf_free(&label);
}

/* The rows that only a lesson about a connection has. */
static void put_row(struct teller *teller, const struct lesson_row *row)
{
    switch (row->kind) {
    case DIAGRAM: put_diagram(teller, row); break;
    case CHAIN: put_chain(teller, row); break;
    case SAID_TO_PROXY:
    case SAID_TO_SERVER: put_said(teller, row->kind == SAID_TO_PROXY); break;
    default: teller_put(teller, row);
    }
}

/* The server's own certificate, for the sentences about it.  It is parsed into *room unless the
 * report has it already.  NULL if there is none. */
static const struct cert *find_leaf(struct cert *room, const struct lesson *lesson)
{
    const struct report *report = lesson->v->report;
    struct fail fail = {0};
    struct cert_entry entry;

    if (report != NULL && report->chosen.num > 0)
        return report->chosen.links[0].cert;
    if (lesson->v->info == NULL)
        return NULL;
    struct rd r = rd_init(lesson->v->info->chain, &fail);
    if (!cert_entry_next(&r, lesson->version == TLS_1_3, &entry) ||
        cert_parse(room, entry.cert, &fail) != ERR_OK)
        return NULL;
    return room;
}

static const char title[] = N_("A TLS handshake, step by step: {host}");

/* Writes the title and every row that applies. */
static void tell(struct teller *teller)
{
    struct cert room;
    const struct cert *leaf = find_leaf(&room, teller->words.lesson);

    prose_head(&teller->sheet, teller_fill(teller, &teller->text, title));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        teller->words.cert = leaf;
        if (teller_tells(&rows[i], teller->words.lesson->facts))
            put_row(teller, &rows[i]);
    }
    prose_close(&teller->sheet);
}

/* Reads the connection's facts into *lesson, and begins to write. */
static void open_teller(struct teller *teller, struct lesson *lesson, struct buf *out,
                        const struct hs_view *view, enum lang lang, const struct style *style)
{
    static const struct lesson_word *const tables[] = {lesson_connection, lesson_values, NULL};

    lesson_read(lesson, view);
    teller_open(teller, out, lang, style);
    teller->words.lesson = lesson;
    teller->words.tables = tables;
}

void hs_lesson(struct buf *out, const struct hs_view *view, enum lang lang,
               const struct style *style)
{
    struct teller t;
    struct lesson lesson;

    open_teller(&t, &lesson, out, view, lang, style);
    tell(&t);
    teller_close(&t);
}

void lesson_html_open(struct buf *out, const struct hs_view *view, enum lang lang)
{
    static const struct style plain = {.utf8 = true};
    struct teller t;
    struct lesson lesson;

    open_teller(&t, &lesson, out, view, lang, &plain); /* a title contains no markup */
    words_fill(&t.value, &t.words, title);
    buf_u8(&t.value, 0);
    html_open(out, lang_code(lang), t.value.err == ERR_OK ? (const char *)t.value.p : "");
    teller_close(&t);
}

void lesson_html_body(struct buf *out, const struct hs_view *view, enum lang lang)
{
    struct teller t;
    struct lesson lesson;

    open_teller(&t, &lesson, out, view, lang, NULL);
    tell(&t);
    teller_close(&t);
}

void hs_lesson_html(struct buf *out, const struct hs_view *view, enum lang lang)
{
    lesson_html_open(out, view, lang);
    lesson_html_body(out, view, lang);
    html_close(out);
}
