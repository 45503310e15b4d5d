/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
* layout.def becomes one table.  A row that begins a layout (of a message, an extension or a part
* of a list) is followed by the rows of its fields.  layout_walk_rows goes through the fields of
* one layout and reads them; for a list or extensions it calls itself for the content.
*/
#include "config.h"

#include "lib/view/handshake/layout_walker.h"

#include "lib/base/lookup.h"
#include "lib/tls/wire/ext_table.h"
#include "lib/view/handshake/layout_hybrid.h"

const struct layout_row layout_rows[LAYOUT_ROWS] = {
#define LAYOUT_MESSAGE(ID, type, when, why) \
    {BEGIN_MESSAGE, HS_##type, WHEN_##when, KIND_LAYOUT, 0, AS_NONE, "", ROW_TEXT(why)},
#define LAYOUT_SSL2(ID, type, why) \
    {BEGIN_SSL2, SSL2_##type, WHEN_ANY, KIND_LAYOUT, 0, AS_NONE, "", ROW_TEXT(why)},
#define LAYOUT_EXT(ID, type, places, why) \
    {BEGIN_EXT, TLSX_##type, WHEN_ANY, KIND_LAYOUT, places, AS_NONE, "", ROW_TEXT(why)},
#define LAYOUT_PART(ID) {BEGIN_PART, 0, WHEN_ANY, KIND_LAYOUT, 0, AS_NONE, "", ""},
#define FIELD(ID, kind, arg, as, label, why) \
    {BEGIN_NOTHING, 0, WHEN_ANY, KIND_##kind, arg, AS_##as, ROW_TEXT(label), ROW_TEXT(why)},
#define LAYOUT_CODE(ID, as, value, name)
#include "lib/view/handshake/layout.def"
#undef LAYOUT_MESSAGE
#undef LAYOUT_SSL2
#undef LAYOUT_EXT
#undef LAYOUT_PART
#undef FIELD
#undef LAYOUT_CODE
};

const char *layout_words(const char *words)
{
    return words[0] == 0 ? NULL : words;
}

void layout_tell(const struct layout_walker *walker, const struct layout_item *item)
{
    walker->sink->item(walker->sink->ctx, item);
}

struct span layout_taken(const struct rd *r, struct span before)
{
    return span_head(before, before.n - r->left.n);
}

/* The rest of the bytes belongs to the item that breaks off. */
void layout_tell_broken(const struct layout_walker *walker, struct rd *r, struct span before,
                        int depth, const char *label)
{
    struct layout_item item = {.shape = SHAPE_BROKEN,
                               .id = LAYOUT_FIELD_BROKEN,
                               .as = AS_HEX,
                               .depth = depth,
                               .bytes = before,
                               .label = label,
                               .value = before,
                               .err = r->fail->err};

    layout_tell(walker, &item);
    r->left = (struct span){0};
}

/* Bytes after the last field are not expected in a correct message.  They are shown all the
* same. */
void layout_tell_left(const struct layout_walker *walker, struct span left, int depth)
{
    struct layout_item item = {.shape = SHAPE_LEFT,
                               .id = LAYOUT_FIELD_LEFT,
                               .as = AS_HEX,
                               .depth = depth,
                               .bytes = left,
                               .label = "Left over",
                               .why = "bytes after the last field",
                               .value = left};

    if (left.n > 0)
        layout_tell(walker, &item);
}

/* The bytes of a number of that kind, or of a vector's length. */
static unsigned width_of(enum layout_kind kind)
{
    static const uint8_t widths[KIND_STOP_UNLESS + 1] = {
        [KIND_U8] = 1,          [KIND_U16] = 2,       [KIND_U24] = 3,    [KIND_U32] = 4,
        [KIND_VEC8] = 1,        [KIND_VEC16] = 2,     [KIND_VEC24] = 3,  [KIND_SHARE] = 2,
        [KIND_LIST8] = 1,       [KIND_LIST16] = 2,    [KIND_LIST24] = 3, [KIND_EXTS] = 2,
        [KIND_EXTS_IF_ANY] = 2, [KIND_U16_LATER] = 2,
    };

    return widths[kind];
}

static uint32_t read_number(struct rd *r, unsigned width)
{
    switch (width) {
    case 1: return rd_u8(r);
    case 2: return rd_u16(r);
    case 3: return rd_u24(r);
    default: return rd_u32(r);
    }
}

/* The entries of a list, until its bytes are used up. */
static void walk_list(struct layout_walker *walker, struct span content, size_t part, int depth)
{
    struct fail fail = {0};
    struct rd r = rd_init(content, &fail);

    while (r.left.n > 0) {
        if (!layout_walk_rows(walker, &r, part, depth))
            return;
    }
}

/* The layout of an extension in this message, or LAYOUT_ROWS. */
static size_t find_ext(uint16_t type, unsigned place)
{
    for (size_t i = 0; i < LAYOUT_ROWS; i++) {
        if (layout_rows[i].begin == BEGIN_EXT && layout_rows[i].type == type &&
            (layout_rows[i].arg & place) != 0)
            return i;
    }
    return LAYOUT_ROWS;
}

/* The data of an extension whose layout is known is taken apart.  That of others is shown as
* bytes. */
static void walk_ext_data(struct layout_walker *walker, struct span data, size_t layout, int depth)
{
    struct fail fail = {0};
    struct rd r = rd_init(data, &fail);
    struct layout_item raw = {.shape = SHAPE_BYTES,
                              .id = LAYOUT_FIELD_BODY,
                              .as = AS_HEX,
                              .depth = depth,
                              .bytes = data,
                              .label = "Data",
                              .value = data};

    if (layout != LAYOUT_ROWS && layout_walk_rows(walker, &r, layout, depth))
        layout_tell_left(walker, r.left, depth);
    else if (layout == LAYOUT_ROWS && data.n > 0)
        layout_tell(walker, &raw);
}

static const char *ext_why(uint16_t type, size_t layout)
{
    if (is_grease(type))
        return "a value without meaning, sent so that the other side keeps ignoring unknown "
               "values (RFC 8701)";
    return layout == LAYOUT_ROWS ? NULL : layout_words(layout_rows[layout].why);
}

/* Each extension becomes an item with its type.  The layout of its data depends on the message
* (place). */
static void walk_exts(struct layout_walker *walker, struct span content, unsigned place, int depth)
{
    struct fail fail = {0};
    struct rd r = rd_init(content, &fail);

    while (r.left.n > 0) {
        struct span before = r.left;
        uint16_t type = rd_u16(&r), n = rd_u16(&r);
        struct span head = layout_taken(&r, before), data = rd_bytes(&r, n);
        if (fail.err != ERR_OK) {
            layout_tell_broken(walker, &r, before, depth, "Extension");
            return;
        }
        size_t layout = find_ext(type, place);
        struct layout_item item = {.shape = SHAPE_OPEN,
                                   .id = is_grease(type)         ? LAYOUT_FIELD_GREASE
                                         : layout == LAYOUT_ROWS ? LAYOUT_FIELD_UNKNOWN
                                                                 : (enum layout_id)layout,
                                   .as = AS_EXTENSION,
                                   .depth = depth,
                                   .bytes = head,
                                   .label = "Extension",
                                   .why = ext_why(type, layout),
                                   .name = layout_name(AS_EXTENSION, type),
                                   .number = type,
                                   .width = 2,
                                   .value = data};
        layout_tell(walker, &item);
        walk_ext_data(walker, data, layout, depth + 1);
    }
}

/* Extensions in a layout that is used by several messages have the argument 0: the place is then
* that of the hello. */
static void walk_inside(struct layout_walker *walker, const struct layout_row *row,
                        struct span content, int depth)
{
    if (row->kind == KIND_EXTS || row->kind == KIND_EXTS_IF_ANY)
        walk_exts(walker, content, row->arg == 0 ? walker->hello_place : row->arg, depth);
    else
        walk_list(walker, content, row->arg, depth);
}

void layout_read(struct rd *r, const struct layout_row *row, struct layout_item *item)
{
    unsigned width = width_of(row->kind);

    switch (row->kind) {
    case KIND_U8:
    case KIND_U16:
    case KIND_U24:
    case KIND_U32:
    case KIND_U16_LATER:
        item->shape = SHAPE_NUMBER;
        item->width = width;
        item->number = read_number(r, width);
        item->name = layout_name(row->as, item->number);
        return;
    case KIND_BYTES: item->value = rd_bytes(r, row->arg); break;
    case KIND_REST: item->value = rd_rest(r); break;
    default: item->value = rd_bytes(r, read_number(r, width));
    }
    item->shape = SHAPE_BYTES;
}

static bool is_list(enum layout_kind kind)
{
    return (kind >= KIND_LIST8 && kind <= KIND_EXTS_IF_ANY) || kind == KIND_LIST_LATER;
}

/* Reports the parts of a hybrid's share; false if it cannot be divided. */
static bool walk_hybrid(const struct layout_walker *walker, const struct layout_item *whole)
{
    struct layout_item items[LAYOUT_HYBRID_ITEMS];

    if (!layout_hybrid(items, whole, walker->last, walker->hello_place == IN_CH))
        return false;
    for (size_t i = 0; i < LAYOUT_HYBRID_ITEMS; i++) {
        const struct layout_row *row = &layout_rows[items[i].id];
        items[i].as = row->as;
        items[i].label = layout_words(row->label);
        items[i].why = layout_words(row->why);
        layout_tell(walker, &items[i]);
    }
    return true;
}

/* Reads a field whose length came earlier; or one that is such a length, which is kept. */
static void read_later(struct layout_walker *walker, struct rd *r, const struct layout_row *row,
                       struct layout_item *item)
{
    if (row->kind == KIND_BYTES_LATER || row->kind == KIND_LIST_LATER) {
        item->shape = SHAPE_BYTES;
        item->value = rd_bytes(r, walker->later[walker->used_later++]);
        return;
    }
    layout_read(r, row, item);
    if (row->kind == KIND_U16_LATER)
        walker->later[walker->num_later++] = (uint16_t)item->number;
}

/* Reports one field, and for a list what is inside it.  A field that breaks off ends the walk. */
static bool walk_field(struct layout_walker *walker, struct rd *r, size_t at, int depth)
{
    const struct layout_row *row = &layout_rows[at];
    struct span before = r->left;
    struct layout_item item = {.id = (enum layout_id)at,
                               .as = row->as,
                               .depth = depth,
                               .label = layout_words(row->label),
                               .why = layout_words(row->why)};

    if (row->kind == KIND_EXTS_IF_ANY && before.n == 0)
        return true;
    if (row->kind == KIND_REST && before.n == 0)
        return true;
    read_later(walker, r, row, &item);
    if (r->fail->err != ERR_OK) {
        layout_tell_broken(walker, r, before, depth, item.label);
        return false;
    }
    if (item.shape == SHAPE_NUMBER)
        walker->last = item.number;
    item.bytes = layout_taken(r, before);
    if (row->kind == KIND_SHARE && walk_hybrid(walker, &item))
        return true;
    if (is_list(row->kind)) {
        item.shape = SHAPE_OPEN;
        item.bytes = span_head(item.bytes, item.bytes.n - item.value.n);
    }
    layout_tell(walker, &item);
    if (is_list(row->kind))
        walk_inside(walker, row, item.value, depth + 1);
    return true;
}

/* The rest of a layout that stops, if the row says what it is. */
static void tell_rest(const struct layout_walker *walker, struct rd *r, size_t at, int depth)
{
    const struct layout_row *row = &layout_rows[at];
    struct layout_item item = {.shape = SHAPE_BYTES,
                               .id = (enum layout_id)at,
                               .as = row->as,
                               .depth = depth,
                               .bytes = r->left,
                               .label = layout_words(row->label),
                               .why = layout_words(row->why),
                               .value = r->left};

    if (item.label == NULL || r->left.n == 0)
        return;
    layout_tell(walker, &item);
    r->left = (struct span){0};
}

bool layout_walk_rows(struct layout_walker *walker, struct rd *r, size_t layout, int depth)
{
    for (size_t i = layout + 1; i < LAYOUT_ROWS && layout_rows[i].kind != KIND_LAYOUT; i++) {
        bool same = walker->last == layout_rows[i].arg;
        if (layout_rows[i].kind == KIND_STOP_IF || layout_rows[i].kind == KIND_STOP_UNLESS) {
            if (same == (layout_rows[i].kind == KIND_STOP_IF)) {
                tell_rest(walker, r, i, depth);
                return true;
            }
        } else if (!walk_field(walker, r, i, depth)) {
            return false;
        }
    }
    return true;
}
