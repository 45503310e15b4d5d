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
#include "lib/view/lesson/lesson_words.h"
#include "lib/view/text/html.h"

enum {
    PROSE_CAP = 1 << 20,
    NEED_MAX = 5,
    SAID_MAX = 60, /* characters of a message before TLS */
};

/* The facts under their short names, which lesson.def uses. */
enum {
#define FACT(NAME, condition) NAME = FACT_##NAME,
#include "lib/view/lesson/lesson_facts.def"
#undef FACT
};

enum lesson_kind {
    TITLE,
    PARA,
    EVE,
    BOTH,
    ALARM,
    ROW,
    GLOSS,
    COMMAND,
    DIAGRAM,
    CHAIN,
    SAID_TO_PROXY,
    SAID_TO_SERVER
};

static const struct lesson_row {
    const char *id;
    enum lesson_kind kind;
    uint8_t need[NEED_MAX], without[NEED_MAX]; /* enum fact; FACT_NONE after the last */
    const char *text, *value;
} rows[] = {
#define ALL(...)    \
    {               \
        __VA_ARGS__ \
    }
#define NO \
    {      \
        0  \
    }
#define NOTEXT(text)                           text
#define SAY(ID, kind, need, without, text)     {#ID, kind, need, without, text, NULL},
#define VALUE(ID, need, without, label, value) {#ID, ROW, need, without, label, value},
#define TERM(term, text, need)                 {term, GLOSS, need, NO, term, text},
#include "lib/view/lesson/lesson.def"
#undef SAY
#undef VALUE
#undef TERM
};

/* All facts that the row needs are true, and none of those that it excludes. */
static bool is_told(const struct lesson_row *row, const struct lesson *lesson)
{
    for (size_t i = 0; i < NEED_MAX && row->need[i] != FACT_NONE; i++) {
        if (!lesson->facts[row->need[i]])
            return false;
    }
    for (size_t i = 0; i < NEED_MAX && row->without[i] != FACT_NONE; i++) {
        if (lesson->facts[row->without[i]])
            return false;
    }
    return true;
}

const char *lesson_row(size_t i, const struct hs_view *view, bool *told)
{
    struct lesson l;

    if (i >= sizeof rows / sizeof rows[0])
        return NULL;
    lesson_read(&l, view);
    *told = is_told(&rows[i], &l);
    return rows[i].id;
}

/* The state while a lesson is written: the writer, the source of the words, and room for a sentence
 * and a value. */
struct teller {
    struct prose_writer sheet;
    struct words words;
    struct lesson lesson;
    struct buf text, value;
};

/* Returns the sentence with its words filled in.  It lives in out until the next call. */
static struct span fill(struct teller *teller, struct buf *out, const char *sentence)
{
    buf_truncate(out, 0);
    if (sentence != NULL)
        words_fill(out, &teller->words, sentence);
    return buf_span(out);
}

/* A box: what an eavesdropper sees, what both sides know, or a warning. */
static void put_note(struct teller *teller, const struct lesson_row *row)
{
    static const struct {
        enum prose_note note;
        const char *heading;
    } notes[] = {
        [EVE] = {PROSE_EVE, N_("An eavesdropper sees")},
        [BOTH] = {PROSE_BOTH, N_("Both sides now know")},
        [ALARM] = {PROSE_ALARM, N_("Careful")},
    };

    prose_note(&teller->sheet, notes[row->kind].note,
               lang_text(teller->words.lang, notes[row->kind].heading),
               fill(teller, &teller->text, row->text));
}

/* The same diagram as `--diagram`: as characters, or as SVG with a caption. */
static void put_diagram(struct teller *teller, const struct lesson_row *row)
{
    const struct hs_view *v = teller->lesson.v;
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
    buf_put(out, fill(teller, &teller->text, row->text));
    buf_str(out, "</figcaption>\n</figure>\n");
}

/* One certificate of the chain: its label, and the row's sentence about it. */
static void put_cert(struct teller *teller, const struct lesson_row *row, const struct cert *cert)
{
    struct buf label;

    buf_init(&label, PROSE_CAP);
    buf_truncate(&teller->value, 0);
    label_cert(&label, cert);
    prose_mark(&teller->sheet, &teller->value, buf_span(&label), false);
    teller->words.cert = cert;
    prose_value(&teller->sheet, buf_span(&teller->value), fill(teller, &teller->text, row->text));
    teller->words.cert = NULL;
    buf_free(&label);
}

/* Shows the path that was judged, with its anchor.  If nothing was judged, shows what the server
 * sent. */
static void put_chain(struct teller *teller, const struct lesson_row *row)
{
    const struct hs_view *v = teller->lesson.v;
    struct fail fail = {0};
    struct rd rd = rd_init(v->info->chain, &fail);
    struct cert_entry entry;
    struct cert cert;

    if (v->report != NULL && v->report->chosen.num > 0) {
        for (size_t i = 0; i < v->report->chosen.num; i++)
            put_cert(teller, row, v->report->chosen.links[i].cert);
        return;
    }
    while (cert_entry_next(&rd, teller->lesson.version == TLS_1_3, &entry)) {
        if (cert_parse(&cert, entry.cert, &fail) == ERR_OK)
            put_cert(teller, row, &cert);
    }
}

/* The messages before TLS, with the proxy or with the server: who says it, and its first line. */
static void put_said(struct teller *teller, bool to_proxy)
{
    const struct event_log *events = teller->lesson.v->events;
    struct buf label;

    buf_init(&label, PROSE_CAP);
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

/* A value that is unknown gets no line, for example in a capture of which only a part was
 * decrypted. */
static void put_value(struct teller *teller, const struct lesson_row *row)
{
    struct span value = fill(teller, &teller->value, row->value);

    if (value.n > 0)
        prose_value(&teller->sheet, fill(teller, &teller->text, row->text), value);
}

/* Each kind of row has its own form. */
static void put_row(struct teller *teller, const struct lesson_row *row)
{
    switch (row->kind) {
    case TITLE: prose_title(&teller->sheet, fill(teller, &teller->text, row->text)); break;
    case PARA: prose_para(&teller->sheet, fill(teller, &teller->text, row->text)); break;
    case EVE:
    case BOTH:
    case ALARM: put_note(teller, row); break;
    case COMMAND: prose_command(&teller->sheet, fill(teller, &teller->text, row->text)); break;
    case ROW: put_value(teller, row); break;
    case GLOSS:
        prose_term(&teller->sheet, fill(teller, &teller->text, row->text),
                   fill(teller, &teller->value, row->value));
        break;
    case DIAGRAM: put_diagram(teller, row); break;
    case CHAIN: put_chain(teller, row); break;
    case SAID_TO_PROXY:
    case SAID_TO_SERVER: put_said(teller, row->kind == SAID_TO_PROXY); break;
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
    const struct cert *leaf = find_leaf(&room, &teller->lesson);

    prose_head(&teller->sheet, fill(teller, &teller->text, title));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        teller->words.cert = leaf;
        if (is_told(&rows[i], &teller->lesson))
            put_row(teller, &rows[i]);
    }
    prose_close(&teller->sheet);
}

/* Reads the connection's facts.  The buffers may hold secrets: teller_close wipes them. */
static void teller_open(struct teller *teller, struct buf *out, const struct hs_view *view,
                        enum lang lang, const struct style *style)
{
    *teller = (struct teller){
        .sheet = {.out = out, .style = style, .colon = lang_text(lang, N_(": "))},
    };
    lesson_read(&teller->lesson, view);
    teller->words =
        (struct words){.lesson = &teller->lesson, .sheet = &teller->sheet, .lang = lang};
    buf_init(&teller->text, PROSE_CAP);
    buf_init(&teller->value, PROSE_CAP);
}

static void teller_close(struct teller *teller)
{
    buf_wipe(&teller->text);
    buf_wipe(&teller->value);
}

void hs_lesson(struct buf *out, const struct hs_view *view, enum lang lang,
               const struct style *style)
{
    struct teller t;

    teller_open(&t, out, view, lang, style);
    tell(&t);
    teller_close(&t);
}

void lesson_html_open(struct buf *out, const struct hs_view *view, enum lang lang)
{
    static const struct style plain = {.utf8 = true};
    struct teller t;

    teller_open(&t, out, view, lang, &plain); /* a title contains no markup */
    words_fill(&t.value, &t.words, title);
    buf_u8(&t.value, 0);
    html_open(out, lang_code(lang), t.value.err == ERR_OK ? (const char *)t.value.p : "");
    teller_close(&t);
}

void lesson_html_body(struct buf *out, const struct hs_view *view, enum lang lang)
{
    struct teller t;

    teller_open(&t, out, view, lang, NULL);
    tell(&t);
    teller_close(&t);
}

void hs_lesson_html(struct buf *out, const struct hs_view *view, enum lang lang)
{
    lesson_html_open(out, view, lang);
    lesson_html_body(out, view, lang);
    html_close(out);
}
