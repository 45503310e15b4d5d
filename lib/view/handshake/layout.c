/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
* layout.def becomes one table.  A row that begins a layout (of a message, an extension or a part
* of a list) is followed by the rows of its fields.  walk_rows goes through the fields of one
* layout and reads them; for a list or extensions it calls itself for the content.
*/
#include "config.h"

#include "lib/view/handshake/layout.h"

#include "lib/base/lookup.h"
#include "lib/tls/wire/ext_table.h"
#include "lib/view/handshake/layout_hybrid.h"

enum layout_begin { BEGIN_NOTHING, BEGIN_MESSAGE, BEGIN_EXT, BEGIN_PART };
enum layout_when {
    WHEN_ANY,
    WHEN_12,
    WHEN_13,
    WHEN_RSA,
    WHEN_ECDHE,
    WHEN_DHE,
    WHEN_ANSWER,
    WHEN_RETRY
};

struct layout_row {
    enum layout_begin begin;
    uint16_t type; /* of the message or extension */
    enum layout_when when;
    enum layout_kind kind;
    unsigned arg; /* EXT: its places */
    enum layout_as as;
    char label[32], why[156]; /* or "" */
};

static const struct layout_row rows[] = {
#define LAYOUT_MESSAGE(ID, type, when, why) \
    {BEGIN_MESSAGE, HS_##type, WHEN_##when, KIND_LAYOUT, 0, AS_NONE, "", ROW_TEXT(why)},
#define LAYOUT_EXT(ID, type, places, why) \
    {BEGIN_EXT, TLSX_##type, WHEN_ANY, KIND_LAYOUT, places, AS_NONE, "", ROW_TEXT(why)},
#define LAYOUT_PART(ID) {BEGIN_PART, 0, WHEN_ANY, KIND_LAYOUT, 0, AS_NONE, "", ""},
#define FIELD(ID, kind, arg, as, label, why) \
    {BEGIN_NOTHING, 0, WHEN_ANY, KIND_##kind, arg, AS_##as, ROW_TEXT(label), ROW_TEXT(why)},
#define LAYOUT_CODE(ID, as, value, name)
#include "lib/view/handshake/layout.def"
#undef LAYOUT_MESSAGE
#undef LAYOUT_EXT
#undef LAYOUT_PART
#undef FIELD
#undef LAYOUT_CODE
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* An item has NULL where a row has no words. */
static const char *words_or_null(const char *words)
{
    return words[0] == 0 ? NULL : words;
}

struct walker {
    const struct layout_sink *sink;
    unsigned hello_place; /* which message the extensions of this hello are in */
    uint32_t last;        /* the last number read, for STOPs */
};

/* Gives an item to the view. */
static void tell(const struct walker *walker, const struct layout_item *item)
{
    walker->sink->item(walker->sink->ctx, item);
}

/* The bytes that were read since r was at `before`. */
static struct span taken(const struct rd *r, struct span before)
{
    return span_head(before, before.n - r->left.n);
}

/* The rest of the bytes belongs to the item that breaks off. */
static void tell_broken(const struct walker *walker, struct rd *r, struct span before, int depth,
                        const char *label)
{
    struct layout_item item = {.shape = SHAPE_BROKEN,
                               .id = LAYOUT_FIELD_BROKEN,
                               .as = AS_HEX,
                               .depth = depth,
                               .bytes = before,
                               .label = label,
                               .value = before,
                               .err = r->fail->err};

    tell(walker, &item);
    r->left = (struct span){0};
}

/* Bytes after the last field are not expected in a correct message.  They are shown all the
* same. */
static void tell_left(const struct walker *walker, struct span left, int depth)
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
        tell(walker, &item);
}

/* The bytes of a number of that kind, or of a vector's length. */
static unsigned width_of(enum layout_kind kind)
{
    static const uint8_t widths[KIND_STOP_UNLESS + 1] = {
        [KIND_U8] = 1,          [KIND_U16] = 2,    [KIND_U24] = 3,    [KIND_U32] = 4,
        [KIND_VEC8] = 1,        [KIND_VEC16] = 2,  [KIND_VEC24] = 3,  [KIND_SHARE] = 2,
        [KIND_LIST8] = 1,       [KIND_LIST16] = 2, [KIND_LIST24] = 3, [KIND_EXTS] = 2,
        [KIND_EXTS_IF_ANY] = 2,
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

static bool walk_rows(struct walker *walker, struct rd *r, size_t layout, int depth);

/* The entries of a list, until its bytes are used up. */
static void walk_list(struct walker *walker, struct span content, size_t part, int depth)
{
    struct fail fail = {0};
    struct rd r = rd_init(content, &fail);

    while (r.left.n > 0) {
        if (!walk_rows(walker, &r, part, depth))
            return;
    }
}

/* The layout of an extension in this message, or ROWS. */
static size_t find_ext(uint16_t type, unsigned place)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].begin == BEGIN_EXT && rows[i].type == type && (rows[i].arg & place) != 0)
            return i;
    }
    return ROWS;
}

/* The data of an extension whose layout is known is taken apart.  That of others is shown as
* bytes. */
static void walk_ext_data(struct walker *walker, struct span data, size_t layout, int depth)
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

    if (layout != ROWS && walk_rows(walker, &r, layout, depth))
        tell_left(walker, r.left, depth);
    else if (layout == ROWS && data.n > 0)
        tell(walker, &raw);
}

static const char *ext_why(uint16_t type, size_t layout)
{
    if (is_grease(type))
        return "a value without meaning, sent so that the other side keeps ignoring unknown "
               "values (RFC 8701)";
    return layout == ROWS ? NULL : words_or_null(rows[layout].why);
}

/* Each extension becomes an item with its type.  The layout of its data depends on the message
* (place). */
static void walk_exts(struct walker *walker, struct span content, unsigned place, int depth)
{
    struct fail fail = {0};
    struct rd r = rd_init(content, &fail);

    while (r.left.n > 0) {
        struct span before = r.left;
        uint16_t type = rd_u16(&r), n = rd_u16(&r);
        struct span head = taken(&r, before), data = rd_bytes(&r, n);
        if (fail.err != ERR_OK) {
            tell_broken(walker, &r, before, depth, "Extension");
            return;
        }
        size_t layout = find_ext(type, place);
        struct layout_item item = {.shape = SHAPE_OPEN,
                                   .id = is_grease(type)  ? LAYOUT_FIELD_GREASE
                                         : layout == ROWS ? LAYOUT_FIELD_UNKNOWN
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
        tell(walker, &item);
        walk_ext_data(walker, data, layout, depth + 1);
    }
}

/* Extensions in a layout that is used by several messages have the argument 0: the place is then
* that of the hello. */
static void walk_inside(struct walker *walker, const struct layout_row *row, struct span content,
                        int depth)
{
    if (row->kind == KIND_EXTS || row->kind == KIND_EXTS_IF_ANY)
        walk_exts(walker, content, row->arg == 0 ? walker->hello_place : row->arg, depth);
    else
        walk_list(walker, content, row->arg, depth);
}

/* Reads the value of a field into *item. */
static void read_field(struct rd *r, const struct layout_row *row, struct layout_item *item)
{
    unsigned width = width_of(row->kind);

    switch (row->kind) {
    case KIND_U8:
    case KIND_U16:
    case KIND_U24:
    case KIND_U32:
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
    return kind >= KIND_LIST8 && kind <= KIND_EXTS_IF_ANY;
}

/* Reports the parts of a hybrid's share; false if it cannot be divided. */
static bool walk_hybrid(const struct walker *walker, const struct layout_item *whole)
{
    struct layout_item items[LAYOUT_HYBRID_ITEMS];

    if (!layout_hybrid(items, whole, walker->last, walker->hello_place == IN_CH))
        return false;
    for (size_t i = 0; i < LAYOUT_HYBRID_ITEMS; i++) {
        const struct layout_row *row = &rows[items[i].id];
        items[i].as = row->as;
        items[i].label = words_or_null(row->label);
        items[i].why = words_or_null(row->why);
        tell(walker, &items[i]);
    }
    return true;
}

/* Reports one field, and for a list what is inside it.  A field that breaks off ends the walk. */
static bool walk_field(struct walker *walker, struct rd *r, size_t at, int depth)
{
    const struct layout_row *row = &rows[at];
    struct span before = r->left;
    struct layout_item item = {.id = (enum layout_id)at,
                               .as = row->as,
                               .depth = depth,
                               .label = words_or_null(row->label),
                               .why = words_or_null(row->why)};

    if (row->kind == KIND_EXTS_IF_ANY && before.n == 0)
        return true;
    if (row->kind == KIND_REST && before.n == 0)
        return true;
    read_field(r, row, &item);
    if (r->fail->err != ERR_OK) {
        tell_broken(walker, r, before, depth, item.label);
        return false;
    }
    if (item.shape == SHAPE_NUMBER)
        walker->last = item.number;
    item.bytes = taken(r, before);
    if (row->kind == KIND_SHARE && walk_hybrid(walker, &item))
        return true;
    if (is_list(row->kind)) {
        item.shape = SHAPE_OPEN;
        item.bytes = span_head(item.bytes, item.bytes.n - item.value.n);
    }
    tell(walker, &item);
    if (is_list(row->kind))
        walk_inside(walker, row, item.value, depth + 1);
    return true;
}

/* The rest of a layout that stops, if the row says what it is. */
static void tell_rest(const struct walker *walker, struct rd *r, size_t at, int depth)
{
    const struct layout_row *row = &rows[at];
    struct layout_item item = {.shape = SHAPE_BYTES,
                               .id = (enum layout_id)at,
                               .as = row->as,
                               .depth = depth,
                               .bytes = r->left,
                               .label = words_or_null(row->label),
                               .why = words_or_null(row->why),
                               .value = r->left};

    if (item.label == NULL || r->left.n == 0)
        return;
    tell(walker, &item);
    r->left = (struct span){0};
}

/* Walks the fields of one layout; false if a field broke off: then nothing is left. */
static bool walk_rows(struct walker *walker, struct rd *r, size_t layout, int depth)
{
    for (size_t i = layout + 1; i < ROWS && rows[i].kind != KIND_LAYOUT; i++) {
        bool same = walker->last == rows[i].arg;
        if (rows[i].kind == KIND_STOP_IF || rows[i].kind == KIND_STOP_UNLESS) {
            if (same == (rows[i].kind == KIND_STOP_IF)) {
                tell_rest(walker, r, i, depth);
                return true;
            }
        } else if (!walk_field(walker, r, i, depth)) {
            return false;
        }
    }
    return true;
}

/* A HelloRetryRequest is recognised by its random (RFC 9846 4.2.3). */
static bool is_retry(struct span message)
{
    struct span random = span_head(span_tail(message, MSG_HEADER + 2), RANDOM_SIZE);

    return message.n > 0 && message.p[0] == HS_SERVER_HELLO &&
           span_eq(random, span_of(hello_retry_random, RANDOM_SIZE));
}

/* Which message the extensions are in.  A ServerHello of TLS 1.3 has supported_versions; if it
* cannot be read, what is known of the connection counts. */
static unsigned place_of(struct span message, const struct layout_context *context)
{
    struct fail fail = {0};
    struct server_hello hello;
    struct span version;

    if (message.n > 0 && message.p[0] == HS_CLIENT_HELLO)
        return IN_CH;
    if (is_retry(message))
        return IN_HRR;
    if (server_hello_parse(&hello, span_tail(message, MSG_HEADER), &fail) == ERR_OK)
        return ext_get(hello.exts, TLSX_SUPPORTED_VERSIONS, &version) ? IN_SH : IN_SH12;
    return context->version == TLS_1_3 ? IN_SH : IN_SH12;
}

/* True if a layout applies: the message type may have several, for different versions or suites. */
static bool holds(enum layout_when when, struct span message, const struct layout_context *context)
{
    bool is_13 = context->version == TLS_1_3;

    switch (when) {
    case WHEN_12: return !is_13;
    case WHEN_13: return is_13;
    case WHEN_RSA: return context->kx == SUITE_KX_RSA;
    case WHEN_ECDHE: return context->kx == SUITE_KX_ECDHE;
    case WHEN_DHE: return context->kx == SUITE_KX_DHE;
    case WHEN_ANSWER: return !is_retry(message);
    case WHEN_RETRY: return is_retry(message);
    default: return true;
    }
}

/* The layout of a message, or ROWS.  Some messages differ between versions and key exchanges. */
static size_t find_message(struct span message, const struct layout_context *context)
{
    for (size_t i = 0; i < ROWS && message.n > 0; i++) {
        if (rows[i].begin == BEGIN_MESSAGE && rows[i].type == message.p[0] &&
            holds(rows[i].when, message, context))
            return i;
    }
    return ROWS;
}

const char *layout_message_name(struct span message)
{
    if (message.n == 0)
        return NULL;
    return layout_name(AS_MESSAGE, is_retry(message) ? HS_HELLO_RETRY_REQUEST : message.p[0]);
}

const char *layout_message_why(struct span message, const struct layout_context *context)
{
    size_t layout = find_message(message, context);

    return layout == ROWS ? NULL : words_or_null(rows[layout].why);
}

/* Reports type and length.  False if the header is not complete. */
static bool walk_header(struct walker *walker, struct rd *r, struct span message, uint32_t *length)
{
    static const struct layout_row type = {.kind = KIND_U8, .as = AS_MESSAGE};
    static const struct layout_row size = {.kind = KIND_U24, .as = AS_LENGTH};
    struct layout_item item = {
        .id = LAYOUT_FIELD_TYPE, .as = AS_MESSAGE, .label = "Handshake Type"};
    struct layout_item next = {.id = LAYOUT_FIELD_LENGTH, .as = AS_LENGTH, .label = "Length"};

    read_field(r, &type, &item);
    item.bytes = taken(r, message);
    struct span before = r->left;
    if (r->fail->err == ERR_OK)
        tell(walker, &item);
    read_field(r, &size, &next);
    if (r->fail->err != ERR_OK) {
        tell_broken(walker, r, before, 0, "Header");
        return false;
    }
    next.bytes = taken(r, before);
    tell(walker, &next);
    *length = next.number;
    return true;
}

/* A message whose layout is unknown is shown as bytes. */
static void walk_body(struct walker *walker, struct span body, size_t layout)
{
    struct fail fail = {0};
    struct rd r = rd_init(body, &fail);
    struct layout_item raw = {.shape = SHAPE_BYTES,
                              .id = LAYOUT_FIELD_BODY,
                              .as = AS_HEX,
                              .bytes = body,
                              .label = "Body",
                              .value = body};

    if (layout != ROWS && walk_rows(walker, &r, layout, 0))
        tell_left(walker, r.left, 0);
    else if (layout == ROWS && body.n > 0)
        tell(walker, &raw);
}

void layout_walk(const struct layout_sink *sink, struct span message,
                 const struct layout_context *context)
{
    struct walker w = {.sink = sink, .hello_place = place_of(message, context)};
    struct fail fail = {0};
    struct rd r = rd_init(message, &fail);
    uint32_t length = 0;

    if (!walk_header(&w, &r, message, &length))
        return;
    struct span body = span_head(r.left, length), behind = span_tail(r.left, length);
    walk_body(&w, body, find_message(message, context));
    if (body.n < length) {
        /* The header claims more bytes than there are. */
        fail_set(&fail, ERR_TLS_TRUNCATED, body);
        tell_broken(&w, &r, (struct span){0}, 0, "End of the message");
    }
    tell_left(&w, behind, 0);
}

void layout_learn(struct layout_context *context, struct span message)
{
    struct fail fail = {0};
    struct server_hello hello;

    if (message.n == 0 || message.p[0] != HS_SERVER_HELLO ||
        server_hello_parse(&hello, span_tail(message, MSG_HEADER), &fail) != ERR_OK)
        return;
    const struct suite *suite = suite_find(hello.suite);
    bool is_13 = (place_of(message, context) & (IN_SH | IN_HRR)) != 0;
    context->version = is_13 ? TLS_1_3 : hello.version;
    context->suite = hello.suite;
    context->kx = suite == NULL ? SUITE_KX_NONE : suite->kx;
}
