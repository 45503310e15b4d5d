/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shows DER as a tree of its elements, one a line.  The columns are the offset, the lengths of
 * header and content, and the tag with its value, indented by depth.  OCTET STRINGs and BIT STRINGs
 * that contain DER are opened too.
 */
#include "config.h"

#include "lib/asn1/oid.h"
#include "lib/base/hex.h"
#include "lib/view/text/text.h"

enum { DEPTH_MAX = 64, LEAST_SHOWN = 8 };

struct asn1tree {
    struct buf *out;
    const struct style *style;
    const uint8_t *base;
    size_t line; /* where the current line starts in out */
};

/* The name of a universal type.  NULL if the tag is of another class or unknown. */
static const char *universal(uint32_t tag)
{
    static const struct {
        uint32_t tag;
        const char *name;
    } names[] = {
        {DER_BOOLEAN, "BOOLEAN"},
        {DER_INTEGER, "INTEGER"},
        {DER_BIT_STRING, "BIT STRING"},
        {DER_OCTET_STRING, "OCTET STRING"},
        {DER_NULL, "NULL"},
        {DER_OID, "OBJECT IDENTIFIER"},
        {DER_ENUMERATED, "ENUMERATED"},
        {DER_UTF8_STRING, "UTF8String"},
        {DER_NUMERIC_STRING, "NumericString"},
        {DER_PRINTABLE_STRING, "PrintableString"},
        {DER_TELETEX_STRING, "TeletexString"},
        {DER_IA5_STRING, "IA5String"},
        {DER_UTC_TIME, "UTCTime"},
        {DER_GENERALIZED_TIME, "GeneralizedTime"},
        {DER_VISIBLE_STRING, "VisibleString"},
        {DER_UNIVERSAL_STRING, "UniversalString"},
        {DER_BMP_STRING, "BMPString"},
        {DER_SEQUENCE, "SEQUENCE"},
        {DER_SET, "SET"},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].tag == tag)
            return names[i].name;
    }
    return NULL;
}

static void put_tag(struct buf *out, uint32_t tag)
{
    static const char *const classes[] = {"UNIVERSAL ", "APPLICATION ", "", "PRIVATE "};
    const char *name = universal(tag);
    /* der.h: the high form is number << 8 | octet. */
    uint32_t octet = tag & 0xff, number = (octet & 0x1f) == 0x1f ? tag >> 8 : octet & 0x1f;

    if (name != NULL)
        buf_str(out, name);
    else
        buf_printf(out, "[%s%u]", classes[octet >> 6], (unsigned)number);
}

/* True if s consists of complete DER elements all the way down, of types that are used inside
 * strings.  It is called again at each depth, so the cost is at most the size times DEPTH_MAX. */
static bool holds_der(struct span s, int depth)
{
    struct fail fail = {0};
    struct der d = der_open(s, &fail);

    if (depth >= DEPTH_MAX || s.n < 2)
        return false;
    while (der_more(&d)) {
        struct tlv t = der_any(&d);
        if (fail.err != ERR_OK || ((t.tag & 0xc0) == 0 && universal(t.tag) == NULL))
            return false;
        if ((t.tag & DER_CONSTRUCTED) != 0 && t.val.n > 0 && !holds_der(t.val, depth + 1))
            return false;
    }
    return fail.err == ERR_OK;
}

/* True if the content of a string is exactly one DER element, which *inner then is.  A BIT STRING
 * qualifies only without unused bits. */
static bool wraps_der(const struct tlv *t, struct span *inner, int depth)
{
    *inner = t->val;
    if (t->tag == DER_BIT_STRING && t->val.n > 1 && t->val.p[0] == 0)
        *inner = span_tail(t->val, 1);
    else if (t->tag != DER_OCTET_STRING)
        return false;
    struct fail fail = {0};
    struct der d = der_open(*inner, &fail);
    struct tlv one = der_any(&d);
    return fail.err == ERR_OK && d.rest.n == 0 && universal(one.tag) != NULL &&
           holds_der(*inner, depth + 1);
}

/* How many characters fit on the current line; at least a few. */
static size_t room(const struct asn1tree *t)
{
    size_t used = t->out->n - t->line, columns = (size_t)text_columns(t->style);

    return used + LEAST_SHOWN * 3 < columns ? columns - used : LEAST_SHOWN * 3;
}

enum { SIZE_TEXT = 20 }; /* "... (65536 bytes)" */

static void put_hex(struct asn1tree *t, struct span bytes)
{
    size_t most = room(t) / 3;

    if (bytes.n > most)
        most = room(t) > SIZE_TEXT + LEAST_SHOWN * 3 ? (room(t) - SIZE_TEXT) / 3 : LEAST_SHOWN;
    hex_encode(t->out, span_head(bytes, most), ':');
    if (bytes.n > most)
        buf_printf(t->out, "... (%zu bytes)", bytes.n);
}

static void put_text(struct asn1tree *t, struct span text)
{
    size_t most = room(t) - 2;

    if (text.n > most)
        most = room(t) > SIZE_TEXT + LEAST_SHOWN ? room(t) - SIZE_TEXT : LEAST_SHOWN;
    buf_u8(t->out, '"');
    safe_put(t->out, span_head(text, most));
    buf_u8(t->out, '"');
    if (text.n > most)
        buf_printf(t->out, "... (%zu bytes)", text.n);
}

static bool is_text(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < 0x20 || s.p[i] >= 0x7f)
            return false;
    }
    return s.n > 1;
}

/* Small numbers are shown in decimal.  Larger ones, such as serial numbers, are shown in hex. */
static void put_integer(struct asn1tree *t, struct span v)
{
    int64_t n = v.n > 0 && (v.p[0] & 0x80) != 0 ? -1 : 0;

    if (v.n == 0 || v.n > 7) {
        put_hex(t, v);
        return;
    }
    for (size_t i = 0; i < v.n; i++)
        n = n * 256 + v.p[i];
    buf_printf(t->out, "%lld", (long long)n);
}

static void put_oid(struct asn1tree *t, struct span v)
{
    struct fail fail = {0};

    der_oid_content(v, &fail);
    if (fail.err != ERR_OK) {
        put_hex(t, v);
        return;
    }
    oid_print(t->out, v);
    if (oid_find(v) != OID_UNKNOWN)
        buf_printf(t->out, " %s", oid_name(oid_find(v)));
}

static void put_value(struct asn1tree *t, const struct tlv *e)
{
    switch (e->tag) {
    case DER_NULL: break;
    case DER_BOOLEAN:
        if (e->val.n == 1 && (e->val.p[0] == 0 || e->val.p[0] == 0xff))
            buf_str(t->out, e->val.p[0] != 0 ? "TRUE" : "FALSE");
        else
            put_hex(t, e->val);
        break;
    case DER_INTEGER:
    case DER_ENUMERATED: put_integer(t, e->val); break;
    case DER_OID: put_oid(t, e->val); break;
    case DER_BIT_STRING:
        if (e->val.n > 0 && e->val.p[0] != 0)
            buf_printf(t->out, "%u unused bit%s, ", e->val.p[0], buf_plural(e->val.p[0]));
        put_hex(t, span_tail(e->val, 1));
        break;
    case DER_UTF8_STRING:
    case DER_NUMERIC_STRING:
    case DER_PRINTABLE_STRING:
    case DER_IA5_STRING:
    case DER_UTC_TIME:
    case DER_GENERALIZED_TIME:
    case DER_VISIBLE_STRING: put_text(t, e->val); break;
    default:
        /* An implicit tag hides the type.  Content that is readable as text mostly is text. */
        if ((e->tag & 0xc0) != 0 && is_text(e->val))
            put_text(t, e->val);
        else
            put_hex(t, e->val);
    }
}

static void put_offset(struct asn1tree *t, struct span at, size_t header, size_t length, int depth)
{
    t->line = t->out->n;
    text_ink(t->out, t->style, INK_DIM);
    buf_printf(t->out, "%6zu  %zu+%-5zu ", (size_t)(at.p - t->base), header, length);
    text_ink(t->out, t->style, INK_PLAIN);
    text_pad(t->out, depth * 2);
}

/* Nothing after a broken element can be read, so the rest of its parent is shown as hex. */
static void put_broken(struct asn1tree *t, const struct fail *fail, struct span rest, int depth)
{
    put_offset(t, rest, 0, rest.n, depth);
    text_ink(t->out, t->style, INK_BAD);
    buf_printf(t->out, "(broken: %s)", err_text(fail->err));
    text_ink(t->out, t->style, INK_PLAIN);
    buf_u8(t->out, ' ');
    put_hex(t, rest);
    buf_u8(t->out, '\n');
}

static void put_elements(struct asn1tree *t, struct span content, int depth)
{
    struct fail fail = {0};
    struct der d = der_open(content, &fail);

    while (der_more(&d)) {
        struct span rest = d.rest, inner;
        struct tlv e = der_any(&d);
        if (fail.err != ERR_OK) {
            put_broken(t, &fail, rest, depth);
            return;
        }
        bool open = (e.tag & DER_CONSTRUCTED) != 0;
        bool wraps = !open && wraps_der(&e, &inner, depth);
        put_offset(t, e.raw, e.raw.n - e.val.n, e.val.n, depth);
        put_tag(t->out, e.tag);
        if (!open && !wraps && e.val.n > 0) {
            buf_u8(t->out, ' ');
            put_value(t, &e);
        } else if (wraps) {
            buf_str(t->out, ", which holds:");
        } else if (open && depth + 1 >= DEPTH_MAX) {
            buf_printf(t->out, " (%s)", err_text(ERR_DER_DEPTH));
            open = false;
        }
        buf_u8(t->out, '\n');
        if (open || wraps)
            put_elements(t, wraps ? inner : e.val, depth + 1);
    }
}

void asn1tree_text(struct buf *out, struct span der, const struct style *style)
{
    struct asn1tree t = {.out = out, .style = style, .base = der.p};

    put_elements(&t, der, 0);
}
