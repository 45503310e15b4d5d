/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table, with a bar for each figure. */
#include "config.h"

#include "lib/view/speed/speed_scale.h"
#include "lib/view/text/text.h"

enum {
    INDENT = 2,
    RATE_WIDTH = 13,
    SPREAD_WIDTH = 9,
    RATIO_WIDTH = 9,
    BAR_MOST = 40,
    BAR_LEAST = 8,
    CELL_CAP = 1024,
    EIGHTHS = 8,
};

struct table {
    struct buf *out;
    const struct speed_view *view;
    const struct style *style;
    int label_width; /* of the present group */
};

static bool is_shown(const struct speed_line *line)
{
    return line->state != SPEED_UNMEASURED;
}

static bool is_busy(const struct speed_line *line)
{
    return speed_is_measured(line) && !line->varies && line->spread > SPEED_SPREAD_BUSY;
}

/* Appends text at the right end of a cell. */
static void put_right(struct buf *out, struct span text, int width)
{
    text_pad(out, width - text_width(text));
    buf_put(out, text);
}

static void put_heading(const struct table *t, const char *english, int width)
{
    put_right(t->out, span_str(lang_text(t->style->lang, english)), width);
}

static void put_label(const struct table *t, const struct speed_line *line)
{
    struct buf cell;

    buf_init(&cell, CELL_CAP);
    speed_label(&cell, line, t->style->lang);
    text_pad(t->out, INDENT);
    text_cell(t->out, buf_span(&cell), t->label_width);
    buf_free(&cell);
}

static void put_rate(const struct table *t, double rate, bool is_bytes)
{
    struct buf cell;

    buf_init(&cell, CELL_CAP);
    speed_rate(&cell, rate, is_bytes);
    put_right(t->out, buf_span(&cell), RATE_WIDTH);
    buf_free(&cell);
}

static void put_spread(const struct table *t, const struct speed_line *line)
{
    struct buf cell;

    buf_init(&cell, CELL_CAP);
    buf_printf(&cell, "%s%s%.1f%%", is_busy(line) ? "!" : "", t->style->utf8 ? "±" : "+-",
               line->spread);
    put_right(t->out, buf_span(&cell), SPREAD_WIDTH);
    buf_free(&cell);
}

static void put_ratio(const struct table *t, double ratio)
{
    struct buf cell;

    buf_init(&cell, CELL_CAP);
    if (ratio > 0)
        buf_printf(&cell, "%.2f", ratio);
    put_right(t->out, buf_span(&cell), RATIO_WIDTH);
    buf_free(&cell);
}

/* A bar of whole blocks, and in UTF-8 an eighth to seven eighths of one. */
static void put_bar(const struct table *t, double part)
{
    int room = text_columns(t->style) - 1 - INDENT - t->label_width - RATE_WIDTH - SPREAD_WIDTH - 1;
    int most = room < BAR_LEAST ? 0 : room < BAR_MOST ? room : BAR_MOST;
    int eighths = (int)(part * most * EIGHTHS + 0.5);

    if (eighths == 0) /* too small, or no room */
        return;
    buf_u8(t->out, ' ');
    for (int i = 0; i < eighths / EIGHTHS; i++)
        buf_str(t->out, t->style->utf8 ? "█" : "#");
    if (t->style->utf8 && eighths % EIGHTHS > 0) /* U+258F is one eighth, U+2589 seven */
        buf_printf(t->out, "\xe2\x96%c", 0x90 - eighths % EIGHTHS);
}

static void put_prose(const struct table *t, const char *english)
{
    text_prose(t->out, t->style, INK_PLAIN, INDENT, 0,
               span_str(lang_text(t->style->lang, english)));
}

static void put_line(const struct table *t, const struct speed_line *line,
                     const struct speed_scale *scale)
{
    put_label(t, line);
    if (speed_is_measured(line)) {
        put_rate(t, line->rate, line->bytes > 0);
        put_spread(t, line);
        put_bar(t, speed_part(scale, line->rate));
    } else {
        buf_str(t->out, "  ");
        buf_str(t->out, lang_text(t->style->lang, N_("not measurable here")));
    }
    buf_u8(t->out, '\n');
}

static void put_headings(const struct table *t, bool is_book)
{
    text_ink(t->out, t->style, INK_DIM);
    text_pad(t->out, INDENT + t->label_width);
    put_heading(t, is_book ? N_("HERE") : N_("PER SECOND"), RATE_WIDTH);
    put_heading(t, N_("SPREAD"), SPREAD_WIDTH);
    if (is_book) {
        put_heading(t, N_("RATIO"), RATIO_WIDTH);
        put_heading(t, N_("TEXTBOOK"), RATE_WIDTH);
        put_heading(t, N_("RATIO"), RATIO_WIDTH);
    }
    text_ink(t->out, t->style, INK_PLAIN);
    buf_u8(t->out, '\n');
}

/* Here, and what the textbook has. */
static void put_book_line(const struct table *t, const struct speed_line *line)
{
    put_label(t, line);
    put_rate(t, line->rate, true);
    put_spread(t, line);
    if (line->ratio > 0 || line->book_rate > 0)
        put_ratio(t, line->ratio);
    if (line->book_rate > 0)
        put_rate(t, line->book_rate, true);
    if (line->book_ratio > 0)
        put_ratio(t, line->book_ratio);
    buf_u8(t->out, '\n');
}

/* same_before: a row before this one has the same sentence and, if `name`, the same name. */
static bool same_before(const struct table *t, const struct speed_line *line, bool name)
{
    for (const struct speed_line *b = t->view->lines; b < line; b++) {
        if (is_shown(b) && b->group == line->group && b->meaning == line->meaning &&
            (!name || strcmp(b->name, line->name) == 0))
            return true;
    }
    return false;
}

/* Appends the names of the rows that share a sentence, with their operation if it is the same, and
 * the sentence. */
static void put_meaning(const struct table *t, const struct speed_line *first)
{
    const struct speed_line *end = t->view->lines + t->view->num_lines;
    const char *operation = first->operation;
    struct buf prose;

    buf_init(&prose, CELL_CAP * 4);
    for (const struct speed_line *line = first; line < end; line++) {
        if (!is_shown(line) || line->group != first->group || line->meaning != first->meaning)
            continue;
        if (strcmp(line->operation, operation) != 0)
            operation = "";
        if (!same_before(t, line, true))
            buf_printf(&prose, "%s%s", prose.n == 0 ? "" : ", ", line->name);
    }
    if (*operation != '\0' && !first->is_book)
        buf_printf(&prose, " (%s)", speed_operation(operation, t->style->lang));
    buf_str(&prose, lang_text(t->style->lang, N_(": ")));
    buf_str(&prose, lang_text(t->style->lang, first->meaning));
    text_prose(t->out, t->style, INK_PLAIN, INDENT, INDENT, buf_span(&prose));
    buf_free(&prose);
}

/* Each sentence once, in the order of the rows. */
static void put_meanings(const struct table *t, size_t group)
{
    const struct speed_line *lines = t->view->lines;

    buf_u8(t->out, '\n');
    for (size_t i = 0; i < t->view->num_lines; i++) {
        if (is_shown(&lines[i]) && lines[i].group == group && !same_before(t, &lines[i], false))
            put_meaning(t, &lines[i]);
    }
}

static void put_rows(const struct table *t, size_t group, bool is_book,
                     const struct speed_scale *scale)
{
    put_headings(t, is_book);
    for (size_t i = 0; i < t->view->num_lines; i++) {
        const struct speed_line *line = &t->view->lines[i];

        if (line->group != group || !is_shown(line))
            continue;
        if (is_book)
            put_book_line(t, line);
        else
            put_line(t, line, scale);
    }
}

/* What is said below the rows of a group. */
static void put_notes(const struct table *t, size_t group, bool is_book, bool is_alike,
                      const struct speed_scale *scale)
{
    struct buf prose;

    buf_init(&prose, CELL_CAP);
    if (!is_book)
        speed_bars(&prose, scale, t->style->lang);
    if (prose.n > 0)
        text_prose(t->out, t->style, INK_DIM, INDENT, 0, buf_span(&prose));
    buf_free(&prose);
    put_meanings(t, group);
    if (is_alike)
        put_prose(t, N_("In software it is no slower: this processor has no such instructions, or "
                        "this build cannot do without them."));
    if (is_book)
        put_prose(t, N_("RATIO is how many times faster AES is. That is why TLS is hybrid: "
                        "public-key cryptography proves who the server is and agrees on a secret, "
                        "once for each connection; with that secret a symmetric cipher encrypts "
                        "everything else."));
}

/* The widest label of what is shown of a group. */
static int widest(const struct table *t, size_t group)
{
    int most = 0;

    for (size_t i = 0; i < t->view->num_lines; i++) {
        const struct speed_line *line = &t->view->lines[i];
        struct buf cell;

        buf_init(&cell, CELL_CAP);
        if (line->group == group && is_shown(line))
            speed_label(&cell, line, t->style->lang);
        if (text_width(buf_span(&cell)) > most)
            most = text_width(buf_span(&cell));
        buf_free(&cell);
    }
    return most;
}

static void put_group(struct table *t, size_t group)
{
    const struct speed_scale scale = speed_scale(t->view, group);
    bool is_any = false, is_book = false, is_alike = false;

    for (size_t i = 0; i < t->view->num_lines; i++) {
        const struct speed_line *line = &t->view->lines[i];

        if (line->group != group || !is_shown(line))
            continue;
        is_any = true;
        is_book = line->is_book;
        is_alike = is_alike || line->state == SPEED_ALIKE;
    }
    if (!is_any)
        return;
    t->label_width = widest(t, group);
    buf_u8(t->out, '\n');
    text_ink(t->out, t->style, INK_BOLD);
    buf_str(t->out, lang_text(t->style->lang, t->view->groups[group].title));
    text_ink(t->out, t->style, INK_PLAIN);
    buf_u8(t->out, '\n');
    put_prose(t, t->view->groups[group].intro);
    buf_u8(t->out, '\n');
    put_rows(t, group, is_book, &scale);
    put_notes(t, group, is_book, is_alike, &scale);
}

static void put_end(const struct table *t)
{
    bool busy = false;

    for (size_t i = 0; i < t->view->num_lines; i++)
        busy = busy || is_busy(&t->view->lines[i]);
    if (busy) {
        buf_u8(t->out, '\n');
        text_prose(t->out, t->style, INK_WARN, 0, 0,
                   span_str(lang_text(t->style->lang,
                                      N_("! The spread is large: something else keeps the machine "
                                         "busy. Measure again when it is idle, or longer with "
                                         "--seconds."))));
    }
    if (t->view->is_stopped) {
        buf_u8(t->out, '\n');
        text_prose(t->out, t->style, INK_WARN, 0, 0,
                   span_str(lang_text(t->style->lang, N_("Stopped before everything was "
                                                         "measured."))));
    }
}

void speed_text(struct buf *out, const struct speed_view *view, const struct style *style)
{
    struct table t = {out, view, style, 0};

    struct buf intro;

    buf_init(&intro, CELL_CAP);
    lang_count(
        &intro, style->lang,
        N_("What one thread of this build reaches on this machine: medians of {n} rounds, in "
           "processor time; the spread is half the distance between their quartiles. 1 MB is "
           "1,024 KB, 1 KB is 1,024 bytes."),
        view->rounds);
    text_prose(out, style, INK_PLAIN, 0, 0, buf_span(&intro));
    buf_free(&intro);
    for (size_t i = 0; i < view->num_groups; i++)
        put_group(&t, i);
    put_end(&t);
}
