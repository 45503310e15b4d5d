/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layout_walk passes the fields of a message one by one.  One receiver paints them as indented
 * text, the other lists them as nested JSON objects by their depth.
 */
#include "config.h"

#include "lib/view/handshake/hs_message.h"

#include "lib/asn1/oid.h"
#include "lib/base/hex.h"
#include "lib/view/handshake/hs.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum {
    BASE = 2,         /* columns before a message's own fields */
    STEP = 2,         /* more for each list around them */
    WHY = 4,          /* more for the sentence below a field */
    SHOWN_MAX = 72,   /* bytes of a value; of a longer one … */
    SHOWN_HEAD = 64,  /* … only this many */
    TEXT_MAX = 300,   /* characters of text from outside */
    HEX_ROW = 8,      /* --trace=hex: bytes a line … */
    HEX_COLUMNS = 24, /* … and the columns that offset and bytes take */
    TEXT_CAP = 1 << 24,
};

struct painter {
    struct buf *out;
    const struct style *style; /* as wide as the space beside the hex */
    struct span message;
    bool hex;
    bool told[LAYOUT_COUNT]; /* each sentence is shown once a message */
};

/* What counts against a suite, in words. */
static void put_ban(struct buf *out, uint32_t number)
{
    const struct suite *s = suite_find((uint16_t)number);
    const char *text = s == NULL ? "" : suite_ban_text(s);

    if (text[0] != 0)
        buf_printf(out, ", %s", text);
}

/* What counts against a version: how old it is, and where its end stands. */
static void put_age(struct buf *out, uint32_t number)
{
    const struct version_row *v = version_find((uint16_t)number);

    if (v != NULL && v->status == STATUS_BROKEN)
        buf_printf(out, ", of %u, %s [%s]", v->year, status_name(v->status), v->ref);
}

/* All kinds of SSL 2.0 are broken (RFC 6176 2); suites among them have their own standing. */
static void put_standing(struct buf *out, const struct layout_item *it)
{
    if (it->as == AS_SUITE || (it->as == AS_SSL2_KIND && it->number <= UINT16_MAX))
        put_ban(out, it->number);
    else if (it->as == AS_SSL2_KIND && it->name != NULL)
        buf_printf(out, ", %s", status_name(STATUS_BROKEN));
    else if (it->as == AS_VERSION)
        put_age(out, it->number);
}

/* A number with its name, and in hex if the RFC writes it in hex. */
static void put_number(struct buf *out, const struct layout_item *it)
{
    if (it->as == AS_NUMBER || it->as == AS_LENGTH)
        buf_printf(out, "%u", it->number);
    else if (it->as == AS_SECONDS)
        buf_count(out, it->number, "second");
    else if (it->width == 1 || it->as == AS_EXTENSION)
        buf_printf(out, "%s (%u)", it->name == NULL ? "unknown" : it->name, it->number);
    else
        buf_printf(out, "%s (0x%0*x)", it->name == NULL ? "unknown" : it->name, (int)it->width * 2,
                   it->number);
    put_standing(out, it);
}

/* Digits on the same line if they fit, or else on lines of their own. */
static void put_hex(struct buf *out, const struct style *style, int at, int indent,
                    struct span value)
{
    struct span shown = value.n > SHOWN_MAX ? span_head(value, SHOWN_HEAD) : value;

    if (at + 2 + (int)shown.n * 2 <= text_columns(style)) {
        buf_str(out, ": ");
        hex_encode(out, shown, 0);
        buf_u8(out, '\n');
    } else {
        buf_u8(out, '\n');
        text_pad(out, indent);
        text_digits(out, style, indent, indent, shown);
    }
    if (shown.n < value.n) {
        text_pad(out, indent);
        buf_printf(out, "... and %zu more bytes\n", value.n - shown.n);
    }
}

/* The text after its label; on the next line if its first word does not fit. */
static void put_folded(struct buf *out, const struct style *style, int at, int indent,
                       const struct buf *text)
{
    struct span prose = buf_span(text), word = span_head(prose, span_find(prose, ' '));

    if (at + 2 + text_width(word) > text_columns(style)) {
        buf_str(out, ":\n");
        text_pad(out, indent);
        text_fold(out, style, indent, indent, prose);
    } else {
        buf_str(out, ": ");
        text_fold(out, style, at + 2, indent, prose);
    }
}

/* Subject, issuer and validity of a certificate; or why it does not decode. */
static void put_cert(struct buf *text, struct span der)
{
    struct fail fail = {0};
    struct arena a;

    arena_init(&a, 1 << 20);
    struct cert *c = ARENA_NEW(&a, struct cert);
    if (c != NULL && cert_parse(c, der, &fail) == ERR_OK) {
        cert_short(text, c);
        buf_truncate(text, text->n - 1);
    } else {
        buf_printf(text, "does not decode: %s", err_text(fail.err));
    }
    arena_free(&a);
}

/* A distinguished name.  Servers may send any bytes here. */
static void put_name(struct buf *text, struct span name)
{
    struct fail fail = {0}, loose = {0};

    name_check_loosely(name, &fail, &loose);
    if (fail.err == ERR_OK)
        safe_name(text, name);
    else
        buf_printf(text, "does not decode: %s", err_text(fail.err));
}

/* The numbers of a trust anchor, or its bytes if they are none. */
static void put_relative(struct buf *text, struct span id)
{
    if (!oid_print_relative(text, id))
        hex_encode(text, id, 0);
}

/* The value after its label; the cursor is at column `at`. */
static void put_value(struct buf *out, const struct style *style, const struct layout_item *it,
                      int at, int indent)
{
    struct buf text;

    buf_init(&text, TEXT_CAP);
    if (it->value.n == 0) {
        buf_str(out, ": (empty)\n");
    } else if (it->as == AS_TEXT) {
        safe_cut(&text, it->value, TEXT_MAX);
        put_folded(out, style, at, indent, &text);
    } else if (it->as == AS_DN) {
        put_name(&text, it->value);
        put_folded(out, style, at, indent, &text);
    } else if (it->as == AS_RELATIVE_OID) {
        put_relative(&text, it->value);
        put_folded(out, style, at, indent, &text);
    } else if (it->as == AS_CERT) {
        buf_count(&text, it->value.n, "byte");
        buf_str(&text, ": ");
        put_cert(&text, it->value);
        put_folded(out, style, at, indent, &text);
    } else {
        size_t start = out->n;
        buf_printf(out, " (%zu byte%s)", it->value.n, buf_plural(it->value.n));
        put_hex(out, style, at + (int)(out->n - start), indent, it->value);
    }
    buf_free(&text);
}

/* A list or an extension; its content follows, indented. */
static void put_open(struct buf *out, const struct style *style, const struct layout_item *it,
                     int indent)
{
    struct buf text;

    buf_init(&text, 1024);
    buf_str(&text, it->label);
    if (it->as == AS_EXTENSION) {
        buf_str(&text, ": ");
        put_number(&text, it);
    }
    if (it->value.n == 0)
        buf_str(&text, ", empty");
    else
        buf_printf(&text, ", %zu byte%s", it->value.n, buf_plural(it->value.n));
    text_prose(out, style, INK_BOLD, indent, STEP, buf_span(&text));
    buf_free(&text);
}

/* A field whose bytes end too soon, or whose length is wrong. */
static void put_broken(struct buf *out, const struct style *style, const struct layout_item *it,
                       int indent)
{
    struct buf text;

    buf_init(&text, 1024);
    buf_printf(&text, "%s ends here: %s [%s]", it->label, err_text(it->err), err_ref(it->err));
    text_prose(out, style, INK_BAD, indent, 0, buf_span(&text));
    buf_free(&text);
    if (it->value.n > 0) {
        text_pad(out, indent);
        buf_printf(out, "the part that is there (%zu byte%s)", it->value.n,
                   buf_plural(it->value.n));
        put_hex(out, style, indent + 40, indent + STEP, it->value);
    }
}

/* One line for a field: its label, after the algorithm that it belongs to, and its value; what does
 * not fit is folded below. */
static void put_field(struct buf *out, const struct style *style, const struct layout_item *it,
                      int indent)
{
    bool is_named = it->shape == SHAPE_BYTES && it->name != NULL;
    int at = indent + text_width(span_str(it->label)) +
             (is_named ? text_width(span_str(it->name)) + 1 : 0);
    struct buf text;

    text_pad(out, indent);
    if (is_named)
        buf_printf(out, "%s ", it->name);
    buf_str(out, it->label);
    if (it->shape != SHAPE_NUMBER) {
        put_value(out, style, it, at, indent + STEP);
        return;
    }
    buf_init(&text, 1024);
    put_number(&text, it);
    put_folded(out, style, at, indent + STEP, &text);
    buf_free(&text);
}

/* The lines of one item, as they are without hex. */
static void put_item(struct buf *out, struct painter *painter, const struct layout_item *it)
{
    int indent = BASE + STEP * it->depth;

    switch (it->shape) {
    case SHAPE_BROKEN: put_broken(out, painter->style, it, indent); break;
    case SHAPE_OPEN: put_open(out, painter->style, it, indent); break;
    default: put_field(out, painter->style, it, indent);
    }
    if (it->why != NULL && !painter->told[it->id])
        text_prose(out, painter->style, INK_DIM, indent + WHY, 0, span_str(it->why));
    painter->told[it->id] = true;
}

/* Writes the text line by line, with offset and bytes on the left. */
static void put_beside(struct painter *painter, struct span text, const struct layout_item *it)
{
    size_t offset = it->bytes.p == NULL ? 0 : (size_t)(it->bytes.p - painter->message.p);
    struct span bytes = it->bytes;

    while (text.n > 0 || bytes.n > 0) {
        struct span line = span_head(text, span_find(text, '\n')), row = span_head(bytes, HEX_ROW);
        size_t start = painter->out->n;
        text_ink(painter->out, painter->style, INK_DIM);
        size_t column = painter->out->n;
        if (row.n > 0) {
            buf_printf(painter->out, "%04zx  ", offset);
            hex_encode(painter->out, row, 0);
        }
        int width = (int)(painter->out->n - column);
        text_ink(painter->out, painter->style, INK_PLAIN);
        if (row.n == 0)
            buf_truncate(painter->out, start);
        if (line.n > 0) {
            text_pad(painter->out, HEX_COLUMNS - width);
            buf_put(painter->out, line);
        }
        buf_u8(painter->out, '\n');
        text = span_tail(text, line.n + 1);
        bytes = span_tail(bytes, row.n);
        offset += row.n;
    }
}

/* With hex, the lines are first written to a buffer and then placed beside the bytes. */
static void paint(void *ctx, const struct layout_item *it)
{
    struct painter *p = ctx;
    struct buf text;

    if (!p->hex) {
        put_item(p->out, p, it);
        return;
    }
    buf_init(&text, TEXT_CAP);
    put_item(&text, p, it);
    put_beside(p, buf_span(&text), it);
    buf_free(&text);
}

void hs_message_put(struct buf *out, struct span message, const struct layout_context *context,
                    const struct style *style, bool hex)
{
    struct style narrow = *style;
    struct painter p = {.out = out, .style = &narrow, .message = message, .hex = hex};
    struct layout_sink sink = {&p, paint};

    narrow.columns = text_columns(style) - (hex ? HEX_COLUMNS : 0);
    layout_walk(&sink, message, context);
}

static const char *name_of(struct span message, const struct layout_context *context)
{
    return context->version == TLS_SSL_2 ? layout_ssl2_name(message) : layout_message_name(message);
}

void hs_message(struct buf *out, struct span message, uint16_t version, bool sent,
                const struct style *style, bool hex)
{
    struct layout_context context = {.version = version};
    const char *name = name_of(message, &context), *why = layout_message_why(message, &context);

    text_ink(out, style, INK_BOLD);
    buf_str(out, name == NULL ? "a message of unknown type" : name);
    text_ink(out, style, INK_PLAIN);
    buf_printf(out, ", %zu bytes, from the %s\n", message.n, sent ? "client" : "server");
    if (why != NULL)
        text_prose(out, style, INK_DIM, BASE + WHY, 0, span_str(why));
    hs_message_put(out, message, &context, style, hex);
}

/* The same as JSON objects: an open one is closed when an item of a lower depth comes. */
struct lister {
    struct json_writer *j;
    struct span message;
    int depth;
};

/* Closes open objects down to this depth. */
static void close_to(struct lister *lister, int depth)
{
    for (; lister->depth > depth; lister->depth--) {
        jw_list_end(lister->j);
        jw_close(lister->j);
    }
}

/* A number has its name too, unless it is a quantity.  Other fields are bytes, and text in
 * addition; a list has only its fields. */
static void list_value(struct json_writer *json, const struct layout_item *it)
{
    if (it->shape == SHAPE_NUMBER || (it->shape == SHAPE_OPEN && it->as == AS_EXTENSION)) {
        jw_int(json, "number", it->number);
        if (it->as != AS_NUMBER && it->as != AS_LENGTH && it->as != AS_SECONDS)
            jw_str(json, "name", it->name);
    } else if (it->shape != SHAPE_OPEN) {
        if (it->name != NULL)
            jw_str(json, "name", it->name);
        jw_hex(json, "bytes", it->value);
        if (it->as == AS_TEXT)
            jw_text(json, "text", it->value);
    }
    if (it->shape == SHAPE_BROKEN)
        jw_str(json, "error", err_id(it->err));
}

/* An item of a greater depth than the one before is inside its "fields". */
static void list_item(void *ctx, const struct layout_item *it)
{
    struct lister *l = ctx;

    close_to(l, it->depth);
    jw_open(l->j, NULL);
    jw_str(l->j, "label", it->label);
    jw_int(l->j, "offset",
           it->bytes.p == NULL ? (int64_t)l->message.n : (int64_t)(it->bytes.p - l->message.p));
    jw_int(l->j, "length", (int64_t)it->bytes.n);
    list_value(l->j, it);
    if (it->shape == SHAPE_OPEN) {
        jw_list(l->j, "fields");
        l->depth = it->depth + 1;
    } else {
        jw_close(l->j);
    }
}

void hs_message_members(struct json_writer *json, struct span message,
                        const struct layout_context *context)
{
    struct lister l = {.j = json, .message = message};
    struct layout_sink sink = {&l, list_item};

    size_t type_at = context->version == TLS_SSL_2 ? SSL2_HEADER : 0;

    jw_str(json, "name", name_of(message, context));
    if (message.n > type_at)
        jw_int(json, "type", message.p[type_at]);
    else
        jw_null(json, "type");
    jw_int(json, "length", (int64_t)message.n);
    jw_list(json, "fields");
    layout_walk(&sink, message, context);
    close_to(&l, 0);
    jw_list_end(json);
}

void hs_message_json(struct json_writer *json, const char *key, struct span message,
                     uint16_t version)
{
    struct layout_context context = {.version = version};

    jw_open(json, key);
    hs_message_members(json, message, &context);
    jw_close(json);
}
