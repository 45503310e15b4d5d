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
    struct buf *out, cell;
    const struct style *style;
    int64_t now;
    int widths[COLUMNS];
    bool has_uses; /* an anchor is not for all purposes: there is a column for that */
};

/* Puts what stands in a column into the cell. */
static void fill_cell(struct anchor_table *t, const struct link *link, enum anchor_column column)
{
    const struct cert *c = link->cert;

    buf_truncate(&t->cell, 0);
    switch (column) {
    case COLUMN_NAME: label_cert(&t->cell, c); break;
    case COLUMN_DATE: label_date(&t->cell, c->has_not_after, c->not_after); break;
    case COLUMN_LEFT: label_left(&t->cell, c, t->now, t->style->lang); break;
    case COLUMN_KEY: keyinfo_print(&t->cell, &c->key); break;
    case COLUMN_PRINT: hex_encode(&t->cell, span_of(c->fingerprint, PRINT_BYTES), 0); break;
    case COLUMN_USE: anchor_purposes(&t->cell, link); break;
    case COLUMNS: break;
    }
}

static const char *heading(enum anchor_column column)
{
    static const char *const headings[COLUMNS] = {N_("NAME"), N_("EXPIRES"), "",
                                                  N_("KEY"),  "SHA-256",     N_("FOR")};

    return headings[column];
}

static bool has_uses(struct anchor_table *t, const struct trust_anchor *anchors, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        fill_cell(t, anchors[i].link, COLUMN_USE);
        if (!span_eq(buf_span(&t->cell), SPAN_LIT("all")))
            return true;
    }
    return false;
}

/* The last column to be shown. */
static enum anchor_column last_column(const struct anchor_table *t)
{
    return t->has_uses ? COLUMN_USE : COLUMN_PRINT;
}

/* The width of each column; that of names is what is left of the line. */
static void measure(struct anchor_table *t, const struct trust_anchor *anchors, size_t num)
{
    int others = INDENT;

    for (enum anchor_column k = 0; k < COLUMNS; k++) {
        t->widths[k] = text_width(span_str(lang_text(t->style->lang, heading(k))));
        for (size_t i = 0; i < num; i++) {
            fill_cell(t, anchors[i].link, k);
            int width = text_width(buf_span(&t->cell));
            t->widths[k] = width > t->widths[k] ? width : t->widths[k];
        }
        if (k == COLUMN_USE)
            t->has_uses = has_uses(t, anchors, num);
        if (k != COLUMN_NAME && (k != COLUMN_USE || t->has_uses))
            others += GAP + t->widths[k];
    }
    int room = text_columns(t->style) - others;
    room = room < NAME_LEAST ? NAME_LEAST : room;
    if (t->widths[COLUMN_NAME] > room)
        t->widths[COLUMN_NAME] = room;
}

/* Appends a name, cut to the width of its column. */
static void put_name(struct anchor_table *t, struct span name)
{
    int width = t->widths[COLUMN_NAME];
    struct buf cut;

    buf_init(&cut, CELL_CAP);
    for (int chars = width; chars > 0; chars--) {
        buf_truncate(&cut, 0);
        safe_cut(&cut, name, (size_t)chars);
        if (text_width(buf_span(&cut)) <= width)
            break;
    }
    text_cell(t->out, buf_span(&cut), width);
    buf_free(&cut);
}

static enum ink ink_of(const struct anchor_table *t, const struct cert *cert)
{
    if (!cert->has_not_after || cert->not_after < t->now)
        return INK_BAD;
    return cert->not_after - t->now < SOON ? INK_WARN : INK_PLAIN;
}

static void put_row(struct anchor_table *t, const struct link *link)
{
    text_pad(t->out, INDENT);
    for (enum anchor_column k = 0; k <= last_column(t); k++) {
        enum ink ink = k == COLUMN_LEFT ? ink_of(t, link->cert) : INK_PLAIN;
        bool is_last = k == last_column(t);

        fill_cell(t, link, k);
        if (ink != INK_PLAIN)
            text_ink(t->out, t->style, ink);
        if (k == COLUMN_NAME)
            put_name(t, buf_span(&t->cell));
        else
            text_cell(t->out, buf_span(&t->cell), is_last ? 0 : t->widths[k]);
        if (ink != INK_PLAIN)
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

        text_cell(t->out, span_str(lang_text(t->style->lang, heading(k))),
                  is_last ? 0 : t->widths[k]);
        text_pad(t->out, is_last ? 0 : GAP);
    }
    text_ink(t->out, t->style, INK_PLAIN);
    buf_u8(t->out, '\n');
}

void trust_table(struct buf *out, const struct trust_anchor *anchors, size_t num, int64_t now,
                 const struct style *style)
{
    struct anchor_table t = {.out = out, .style = style, .now = now};

    if (num == 0)
        return;
    buf_init(&t.cell, CELL_CAP);
    measure(&t, anchors, num);
    put_headings(&t);
    for (size_t i = 0; i < num; i++) {
        put_row(&t, anchors[i].link);
        anchor_notes(out, anchors[i].link, 2 * INDENT, style);
    }
    buf_free(&t.cell);
}

void trust_shelf_heading(struct buf *out, const struct trust_shelf *shelf,
                         const struct style *style)
{
    text_ink(out, style, INK_BOLD);
    safe_put(out, span_str(shelf->name));
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

void trust_distrusted(struct buf *out, const struct trust_shelf *shelf, int64_t now,
                      const struct style *style)
{
    if (shelf->num_distrusted > 0)
        put_number(out, N_("Distrusted there expressly: {n}"), shelf->num_distrusted, style);
    trust_table(out, shelf->distrusted, shelf->num_distrusted, now, style);
    if (shelf->num_named > 0)
        put_number(out, N_("Distrusted there by issuer and number, or by key: {n}"),
                   shelf->num_named, style);
}
