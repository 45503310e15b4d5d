/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of anchors. */
#include "config.h"

#include "lib/base/hex.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"
#include "lib/view/trust/anchor_words.h"

enum {
    INDENT = 2,
    GAP = 2,
    NAME_LEAST = 24,
    PRINT_BYTES = 6, /* of a fingerprint: enough to find an anchor by */
    CELL_CAP = 1 << 16,
    TABLE_CAP = 1 << 30,
    LABEL_CHARS = 72,
    SERIAL_BYTES = 64, /* RFC 5280 4.1.2.2 allows 20 */
    SOON = 90 * 24 * 60 * 60,
};

enum anchor_column {
    COLUMN_NAME,
    COLUMN_DATE,
    COLUMN_LEFT,
    COLUMN_KEY,
    COLUMN_PRINT,
    COLUMN_USE,
    COLUMNS
};

struct anchor_table {
    struct buf *out;
    const struct style *style;
    struct arena arena; /* of the cells */
    struct span *cells; /* COLUMNS of them for each anchor */
    int widths[COLUMNS];
    bool has_uses; /* an anchor is not for all purposes: there is a column for that */
};

/* Appends what stands in a column. */
static void put_cell(struct buf *out, const struct link *link, enum anchor_column column,
                     int64_t now, enum lang lang)
{
    const struct cert *c = link->cert;

    switch (column) {
    case COLUMN_NAME: label_cert(out, c); break;
    case COLUMN_DATE: label_date(out, c->has_not_after, c->not_after); break;
    case COLUMN_LEFT: label_left(out, c, now, lang); break;
    case COLUMN_KEY: keyinfo_print(out, &c->key); break;
    case COLUMN_PRINT: hex_encode(out, span_of(c->fingerprint, PRINT_BYTES), 0); break;
    case COLUMN_USE: anchor_purposes(out, link); break;
    case COLUMNS: break;
    }
}

/* Makes all cells once, since their widths are needed before the first is shown. */
static enum err make_cells(struct anchor_table *t, const struct trust_anchor *anchors, size_t num,
                           int64_t now)
{
    struct buf cell;
    enum err e = ERR_OK;

    t->cells = arena_alloc(&t->arena, num, COLUMNS * sizeof *t->cells);
    if (t->cells == NULL)
        return t->arena.err;
    buf_init(&cell, CELL_CAP);
    for (size_t i = 0; i < num * COLUMNS && e == ERR_OK; i++) {
        buf_truncate(&cell, 0);
        put_cell(&cell, anchors[i / COLUMNS].link, i % COLUMNS, now, t->style->lang);
        e = cell.err != ERR_OK ? cell.err : arena_copy(&t->arena, &t->cells[i], buf_span(&cell));
    }
    buf_free(&cell);
    return e;
}

static const char *heading(const struct anchor_table *t, enum anchor_column column)
{
    static const char *const headings[COLUMNS] = {N_("NAME"), N_("EXPIRES"), "",
                                                  N_("KEY"),  "SHA-256",     N_("FOR")};

    return lang_text(t->style->lang, headings[column]);
}

/* The last column to be shown. */
static enum anchor_column last_column(const struct anchor_table *t)
{
    return t->has_uses ? COLUMN_USE : COLUMN_PRINT;
}

/* The width of each column; that of names is what is left of the line. */
static void measure(struct anchor_table *t, size_t num)
{
    int others = INDENT;

    for (enum anchor_column k = 0; k < COLUMNS; k++)
        t->widths[k] = text_width(span_str(heading(t, k)));
    for (size_t i = 0; i < num * COLUMNS; i++) {
        enum anchor_column k = i % COLUMNS;
        int width = text_width(t->cells[i]);

        t->widths[k] = width > t->widths[k] ? width : t->widths[k];
        t->has_uses = t->has_uses || (k == COLUMN_USE && !span_eq(t->cells[i], SPAN_LIT("all")));
    }
    for (enum anchor_column k = COLUMN_DATE; k <= last_column(t); k++)
        others += GAP + t->widths[k];
    int room = text_columns(t->style) - others;
    room = room < NAME_LEAST ? NAME_LEAST : room;
    if (t->widths[COLUMN_NAME] > room)
        t->widths[COLUMN_NAME] = room;
}

/* Appends a name, cut to the width of its column. */
static void put_name(struct anchor_table *t, struct span name)
{
    struct buf cut;

    buf_init(&cut, CELL_CAP);
    buf_put(&cut, name);
    text_cut(&cut, t->widths[COLUMN_NAME]);
    text_cell(t->out, buf_span(&cut), t->widths[COLUMN_NAME]);
    buf_free(&cut);
}

static enum ink ink_of(const struct cert *cert, int64_t now)
{
    if (!cert->has_not_after || cert->not_after < now)
        return INK_BAD;
    return cert->not_after - now < SOON ? INK_WARN : INK_PLAIN;
}

/* A row; `left` is the ink of what is left of the validity. */
static void put_row(struct anchor_table *t, const struct span *cells, enum ink left)
{
    text_pad(t->out, INDENT);
    for (enum anchor_column k = 0; k <= last_column(t); k++) {
        bool is_last = k == last_column(t), is_inked = k == COLUMN_LEFT && left != INK_PLAIN;

        if (is_inked)
            text_ink(t->out, t->style, left);
        if (k == COLUMN_NAME)
            put_name(t, cells[k]);
        else
            text_cell(t->out, cells[k], is_last ? 0 : t->widths[k]);
        if (is_inked)
            text_ink(t->out, t->style, INK_PLAIN);
        text_pad(t->out, is_last ? 0 : GAP);
    }
    buf_u8(t->out, '\n');
}

static void put_headings(struct anchor_table *t)
{
    text_ink(t->out, t->style, INK_DIM);
    text_pad(t->out, INDENT);
    for (enum anchor_column k = 0; k <= last_column(t); k++) {
        bool is_last = k == last_column(t);

        text_cell(t->out, span_str(heading(t, k)), is_last ? 0 : t->widths[k]);
        text_pad(t->out, is_last ? 0 : GAP);
    }
    text_ink(t->out, t->style, INK_PLAIN);
    buf_u8(t->out, '\n');
}

void trust_table(struct buf *out, const struct trust_anchor *anchors, size_t num, int64_t now,
                 const struct style *style)
{
    struct anchor_table t = {.out = out, .style = style};

    if (num == 0)
        return;
    arena_init(&t.arena, TABLE_CAP);
    enum err e = make_cells(&t, anchors, num, now);
    if (e == ERR_OK) {
        measure(&t, num);
        put_headings(&t);
    }
    for (size_t i = 0; e == ERR_OK && i < num; i++) {
        put_row(&t, &t.cells[i * COLUMNS], ink_of(anchors[i].link->cert, now));
        anchor_notes(out, anchors[i].link, 2 * INDENT, style);
    }
    if (e != ERR_OK)
        out->err = e;
    arena_free(&t.arena);
}

void trust_shelf_heading(struct buf *out, const struct trust_shelf *shelf,
                         const struct style *style)
{
    text_ink(out, style, INK_BOLD);
    safe_put(out, span_str(label_input(shelf->name)));
    text_ink(out, style, INK_PLAIN);
    if (strcmp(shelf->name, shelf->origin) != 0) {
        buf_str(out, " (");
        safe_put(out, span_str(shelf->origin));
        buf_u8(out, ')');
    }
    buf_str(out, ": ");
    lang_count(out, style->lang, N_("{n} trust anchor{s}"), shelf->num);
    buf_u8(out, '\n');
}

static void put_number(struct buf *out, const char *english, size_t n, const struct style *style)
{
    text_ink(out, style, INK_BOLD);
    lang_count(out, style->lang, english, n);
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* "Example CA, issued by Example Root, number 0a:1b"; the label is the store's. */
static void put_block(struct buf *out, const struct anchor_block *block, const struct style *style)
{
    struct buf line;

    buf_init(&line, CELL_CAP);
    safe_cut(&line, block->label, LABEL_CHARS);
    buf_str(&line, block->label.n > 0 ? ", " : "");
    if (block->issuer.n > 0) {
        buf_str(&line, lang_text(style->lang, N_("issued by ")));
        label_name(&line, block->issuer);
        buf_str(&line, lang_text(style->lang, N_(", serial number ")));
        hex_encode(&line, span_head(label_serial(block->serial), SERIAL_BYTES), ':');
    } else {
        uint8_t print[DIGEST_MAX_SIZE];
        bool is_key = block->sha256.n == 0;

        digest_of(DIGEST_SHA256, print, block->spki);
        buf_str(&line, is_key ? lang_text(style->lang, N_("the key with SHA-256 ")) : "SHA-256 ");
        hex_encode(&line, is_key ? span_of(print, digest_size(DIGEST_SHA256)) : block->sha256, 0);
    }
    text_prose(out, style, INK_PLAIN, INDENT, INDENT, buf_span(&line));
    buf_free(&line);
}

void trust_blocks(struct buf *out, const char *english, const struct trust_shelf *shelf,
                  const struct style *style)
{
    put_number(out, english, shelf->num_named, style);
    for (size_t i = 0; i < shelf->num_named; i++)
        put_block(out, shelf->named[i], style);
}

void trust_distrusted(struct buf *out, const struct trust_shelf *shelf, int64_t now,
                      const struct style *style)
{
    if (shelf->num_distrusted > 0)
        put_number(out, N_("Distrusted there expressly: {n}"), shelf->num_distrusted, style);
    trust_table(out, shelf->distrusted, shelf->num_distrusted, now, style);
    if (shelf->num_named > 0)
        trust_blocks(out, N_("Distrusted there by issuer and number, or by key: {n}"), shelf,
                     style);
}
