/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/text.h"

#include "lib/base/cal.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"

void text_ink(struct buf *out, const struct style *style, enum ink ink)
{
    static const char *const codes[] = {
        [INK_PLAIN] = "\033[0m",  [INK_GOOD] = "\033[32m", [INK_WARN] = "\033[33m",
        [INK_BAD] = "\033[1;31m", [INK_DIM] = "\033[2m",   [INK_BOLD] = "\033[1m",
    };

    if (style->color)
        buf_str(out, codes[ink]);
}

/* A narrower terminal than 40 columns is treated as one of 40. */
int text_columns(const struct style *style)
{
    int n = style->columns == 0 ? 80 : style->columns;

    return n < 40 ? 40 : n;
}

/* East Asian wide and full-width forms take two columns (UAX 11, the large blocks of it),
 * combining marks none. */
static int char_width(uint32_t c)
{
    static const struct {
        uint32_t first, last;
        int width;
    } ranges[] = {{0x0300, 0x036f, 0}, {0x1100, 0x115f, 2},   {0x20d0, 0x20ff, 0},
                  {0x2e80, 0xa4cf, 2}, {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},
                  {0xfe20, 0xfe2f, 0}, {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},
                  {0xffe0, 0xffe6, 2}, {0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2}};

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (c <= ranges[i].last)
            return c >= ranges[i].first ? ranges[i].width : 1;
    }
    return 1;
}

/* The columns that a terminal needs for the text.  ASCII takes one, as does an invalid byte. */
int text_width(struct span text)
{
    int width = 0;

    while (text.n > 0) {
        uint32_t c;
        if (text.p[0] >= 0x80 && utf8_next(&c, &text)) {
            width += char_width(c);
        } else {
            width++;
            text = span_tail(text, 1);
        }
    }
    return width;
}

void text_pad(struct buf *out, int n)
{
    for (int i = 0; i < n; i++)
        buf_u8(out, ' ');
}

void text_cell(struct buf *out, struct span text, int width)
{
    buf_put(out, text);
    text_pad(out, width - text_width(text));
}

void text_cut(struct buf *text, int width)
{
    struct span s = buf_span(text);

    if (text_width(s) <= width)
        return;
    while (s.n > 0 && (text_width(s) > width - 3 || (text->p[s.n] & 0xc0) == 0x80))
        s.n--;
    buf_truncate(text, s.n);
    buf_str(text, "...");
}

/* Closing marks, which may not begin a line (GB/T 15834). */
static bool is_closing(uint32_t c)
{
    static const uint32_t marks[] = {0x2019, 0x201d, 0x2026, 0x3001, 0x3002, 0x3009,
                                     0x300b, 0x300d, 0x300f, 0x3011, 0xff01, 0xff09,
                                     0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1f};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (marks[i] == c)
            return true;
    }
    return c < 0x80 && c != 0 && strchr(",.;:!?)]}\"'", (int)c) != NULL;
}

/* Opening marks, which may not end a line. */
static bool is_opening(uint32_t c)
{
    return c == 0x2018 || c == 0x201c || c == 0x3008 || c == 0x300a || c == 0x300c || c == 0x300e ||
           c == 0x3010 || c == 0xff08 || c == '(';
}

/* Takes what must stay on one line off the front of prose: a word; in text without blanks between
 * words, one character and the marks that belong to it. */
static struct span next_piece(struct span *prose)
{
    struct span word = span_head(*prose, span_find(*prose, ' ')), rest = word;
    uint32_t c, before = 0;

    while (rest.n > 0) {
        struct span at = rest;
        if (!utf8_next(&c, &rest)) {
            c = 0;
            rest = span_tail(at, 1);
        }
        if (before != 0 && (char_width(c) == 2 || char_width(before) == 2) && !is_closing(c) &&
            !is_opening(before)) {
            word = span_head(word, word.n - at.n);
            break;
        }
        before = c;
    }
    *prose = span_tail(*prose, word.n);
    return word;
}

/* Glue, which keeps words on one line, is written as a blank. */
static void put_word(struct buf *out, struct span word)
{
    for (size_t i = 0; i < word.n; i++)
        buf_u8(out, word.p[i] == TEXT_GLUE ? ' ' : word.p[i]);
}

/* Appends a word that is longer than a line, broken at the margin.  Returns the column after it. */
static int put_long(struct buf *out, struct span word, int at, struct span lead, int columns)
{
    while (word.n > 0) {
        struct span rest = word;
        uint32_t c;
        if (!utf8_next(&c, &rest))
            rest = span_tail(word, 1);
        struct span bytes = span_head(word, word.n - rest.n);
        int width = text_width(bytes);
        if (at + width > columns) {
            buf_u8(out, '\n');
            buf_put(out, lead);
            at = text_width(lead);
        }
        put_word(out, bytes);
        at += width;
        word = rest;
    }
    return at;
}

/* Words go on the current line as long as they fit.  A word that is longer than a line is
 * broken. */
void text_fold_lead(struct buf *out, const struct style *style, int at, struct span lead,
                    struct span prose)
{
    int columns = text_columns(style), indent = text_width(lead);
    bool fresh = true; /* nothing was added to this line yet */
    bool blank = false;

    /* However deep the tree is, a few words fit on each line. */
    if (indent + 24 > columns)
        columns = indent + 24;
    while (prose.n > 0) {
        struct span word = next_piece(&prose);
        int width = text_width(word), space = fresh || !blank ? 0 : 1;
        blank = prose.n > 0 && prose.p[0] == ' ';
        prose = span_tail(prose, blank ? 1 : 0);
        if (at > indent && at + space + width > columns && (!fresh || indent + width <= columns)) {
            buf_u8(out, '\n');
            buf_put(out, lead);
            at = indent;
            space = 0;
        }
        text_pad(out, space);
        at += space;
        if (at + width > columns) {
            at = put_long(out, word, at, lead, columns);
        } else {
            put_word(out, word);
            at += width;
        }
        fresh = false;
    }
    buf_u8(out, '\n');
}

void text_fold(struct buf *out, const struct style *style, int at, int indent, struct span prose)
{
    static const char spaces[] = "                                        ";
    size_t n = indent < (int)sizeof spaces ? (size_t)indent : sizeof spaces - 1;

    text_fold_lead(out, style, at, span_of(spaces, n), prose);
}

void text_prose(struct buf *out, const struct style *style, enum ink ink, int indent, int hang,
                struct span prose)
{
    text_pad(out, indent);
    text_ink(out, style, ink);
    text_fold(out, style, indent, indent + hang, prose);
    /* The colour ends before the line does. */
    if (style->color && out->n > 0)
        buf_truncate(out, out->n - 1);
    text_ink(out, style, INK_PLAIN);
    if (style->color)
        buf_u8(out, '\n');
}

/* Rows of bytes with sep between them; all rows but the first are indented. */
static void put_bytes(struct buf *out, struct span bytes, size_t row, int indent, char sep)
{
    if (bytes.n == 0)
        buf_str(out, "(empty)");
    for (bool first = true; bytes.n > 0; first = false) {
        if (!first) {
            buf_u8(out, '\n');
            text_pad(out, indent);
        }
        struct span part = span_head(bytes, row);
        bytes = span_tail(bytes, row);
        hex_encode(out, part, sep);
        if (bytes.n > 0 && sep != 0)
            buf_u8(out, (uint8_t)sep);
    }
    buf_u8(out, '\n');
}

void text_hex(struct buf *out, const struct style *style, int at, int indent, struct span bytes)
{
    int room = text_columns(style) - (at > indent ? at : indent);

    put_bytes(out, bytes, room < 24 ? 8 : (size_t)room / 3, indent, ':');
}

void text_digits(struct buf *out, const struct style *style, int at, int indent, struct span bytes)
{
    int room = text_columns(style) - (at > indent ? at : indent);

    /* Whole words of eight bytes: rows that can be counted. */
    put_bytes(out, bytes, room < 32 ? 8 : (size_t)room / 16 * 8, indent, 0);
}

/* Microseconds as milliseconds with two decimals. */
void text_us(struct buf *out, uint64_t us)
{
    buf_printf(out, "%llu.%02u ms", (unsigned long long)(us / 1000), (unsigned)(us % 1000 / 10));
}

void text_time(struct buf *out, int64_t time)
{
    char text[CAL_TEXT_SIZE];

    cal_format(text, time);
    buf_printf(out, "%.10s %.8s UTC", text, text + 11);
}

void text_date(struct buf *out, int64_t time)
{
    char text[CAL_TEXT_SIZE];

    cal_format(text, time);
    buf_printf(out, "%.10s", text);
}
