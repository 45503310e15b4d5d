/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shows DER as a tree of its elements, one a line.  The columns are the offset, the lengths of
 * header and content, and the tag with its value, indented by depth.  OCTET STRINGs and BIT STRINGs
 * that contain DER are opened too.
 */
#include "config.h"

#include "lib/asn1/oid.h"
#include "lib/base/hex.h"
#include "lib/base/lookup.h"
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

    size_t i = LOOKUP(names, tag, tag);

    return i < LOOKUP_COUNT(names) ? names[i].name : NULL;
}

/* The name of a universal type, or class and number in brackets, as ASN.1 writes it: [0]. */
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
static bool holds_der(struct span bytes, int depth)
{
    struct fail fail = {0};
    struct der d = der_open(bytes, &fail);

    if (depth >= DEPTH_MAX || bytes.n < 2)
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
static bool wraps_der(const struct tlv *element, struct span *inner, int depth)
{
    *inner = element->val;
    if (element->tag == DER_BIT_STRING && element->val.n > 1 && element->val.p[0] == 0)
        *inner = span_tail(element->val, 1);
    else if (element->tag != DER_OCTET_STRING)
        return false;
    struct fail fail = {0};
    struct der d = der_open(*inner, &fail);
    struct tlv one = der_any(&d);
    return fail.err == ERR_OK && d.rest.n == 0 && universal(one.tag) != NULL &&
           holds_der(*inner, depth + 1);
}

/* How many characters fit on the current line; at least a few. */
static size_t room(const struct asn1tree *tree)
{
    size_t used = tree->out->n - tree->line, columns = (size_t)text_columns(tree->style);

    return used + LEAST_SHOWN * 3 < columns ? columns - used : LEAST_SHOWN * 3;
}

enum { SIZE_TEXT = 20 }; /* "... (65536 bytes)" */

/* Three columns a byte.  What does not fit on the line is replaced by the size. */
static void put_hex(struct asn1tree *tree, struct span bytes)
{
    size_t most = room(tree) / 3;

    if (bytes.n > most)
        most =
            room(tree) > SIZE_TEXT + LEAST_SHOWN * 3 ? (room(tree) - SIZE_TEXT) / 3 : LEAST_SHOWN;
    hex_encode(tree->out, span_head(bytes, most), ':');
    if (bytes.n > most)
        buf_printf(tree->out, "... (%zu bytes)", bytes.n);
}

/* What does not fit on the line is replaced by the size. */
static void put_text(struct asn1tree *tree, struct span text)
{
    size_t most = room(tree) - 2;

    if (text.n > most)
        most = room(tree) > SIZE_TEXT + LEAST_SHOWN ? room(tree) - SIZE_TEXT : LEAST_SHOWN;
    buf_u8(tree->out, '"');
    safe_put(tree->out, span_head(text, most));
    buf_u8(tree->out, '"');
    if (text.n > most)
        buf_printf(tree->out, "... (%zu bytes)", text.n);
}

/* Only printable ASCII of at least two characters is shown as text. */
static bool is_text(struct span bytes)
{
    for (size_t i = 0; i < bytes.n; i++) {
        if (bytes.p[i] < 0x20 || bytes.p[i] >= 0x7f)
            return false;
    }
    return bytes.n > 1;
}

/* Small numbers are shown in decimal.  Larger ones, such as serial numbers, are shown in hex. */
static void put_integer(struct asn1tree *tree, struct span bytes)
{
    int64_t n = bytes.n > 0 && (bytes.p[0] & 0x80) != 0 ? -1 : 0;

    if (bytes.n == 0 || bytes.n > 7) {
        put_hex(tree, bytes);
        return;
    }
    for (size_t i = 0; i < bytes.n; i++)
        n = n * 256 + bytes.p[i];
    buf_printf(tree->out, "%lld", (long long)n);
}

/* The dotted form and, if known, the name.  A malformed one is shown as bytes. */
static void put_oid(struct asn1tree *tree, struct span bytes)
{
    struct fail fail = {0};

    der_oid_content(bytes, &fail);
    if (fail.err != ERR_OK) {
        put_hex(tree, bytes);
        return;
    }
    oid_print(tree->out, bytes);
    if (oid_find(bytes) != OID_UNKNOWN)
        buf_printf(tree->out, " %s", oid_name(oid_find(bytes)));
}

/* The value in the form that its type suggests, else as hex. */
static void put_value(struct asn1tree *tree, const struct tlv *element)
{
    switch (element->tag) {
    case DER_NULL: break;
    case DER_BOOLEAN:
        if (element->val.n == 1 && (element->val.p[0] == 0 || element->val.p[0] == 0xff))
            buf_str(tree->out, element->val.p[0] != 0 ? "TRUE" : "FALSE");
        else
            put_hex(tree, element->val);
        break;
    case DER_INTEGER:
    case DER_ENUMERATED: put_integer(tree, element->val); break;
    case DER_OID: put_oid(tree, element->val); break;
    case DER_BIT_STRING:
        if (element->val.n > 0 && element->val.p[0] != 0)
            buf_printf(tree->out, "%u unused bit%s, ", element->val.p[0],
                       buf_plural(element->val.p[0]));
        put_hex(tree, span_tail(element->val, 1));
        break;
    case DER_UTF8_STRING:
    case DER_NUMERIC_STRING:
    case DER_PRINTABLE_STRING:
    case DER_IA5_STRING:
    case DER_UTC_TIME:
    case DER_GENERALIZED_TIME:
    case DER_VISIBLE_STRING: put_text(tree, element->val); break;
    default:
        /* An implicit tag hides the type.  Content that is readable as text mostly is text. */
        if ((element->tag & 0xc0) != 0 && is_text(element->val))
            put_text(tree, element->val);
        else
            put_hex(tree, element->val);
    }
}

static void put_offset(struct asn1tree *tree, struct span at, size_t header, size_t length,
                       int depth)
{
    tree->line = tree->out->n;
    text_ink(tree->out, tree->style, INK_DIM);
    buf_printf(tree->out, "%6zu  %zu+%-5zu ", (size_t)(at.p - tree->base), header, length);
    text_ink(tree->out, tree->style, INK_PLAIN);
    text_pad(tree->out, depth * 2);
}

/* Nothing after a broken element can be read, so the rest of its parent is shown as hex. */
static void put_broken(struct asn1tree *tree, const struct fail *fail, struct span rest, int depth)
{
    put_offset(tree, rest, 0, rest.n, depth);
    text_ink(tree->out, tree->style, INK_BAD);
    buf_printf(tree->out, "(broken: %s)", err_text(fail->err));
    text_ink(tree->out, tree->style, INK_PLAIN);
    buf_u8(tree->out, ' ');
    put_hex(tree, rest);
    buf_u8(tree->out, '\n');
}

/* A broken element ends its parent; elements outside the parent continue. */
static void put_elements(struct asn1tree *tree, struct span content, int depth)
{
    struct fail fail = {0};
    struct der d = der_open(content, &fail);

    while (der_more(&d)) {
        struct span rest = d.rest, inner;
        struct tlv e = der_any(&d);
        if (fail.err != ERR_OK) {
            put_broken(tree, &fail, rest, depth);
            return;
        }
        bool open = (e.tag & DER_CONSTRUCTED) != 0;
        bool wraps = !open && wraps_der(&e, &inner, depth);
        put_offset(tree, e.raw, e.raw.n - e.val.n, e.val.n, depth);
        put_tag(tree->out, e.tag);
        if (!open && !wraps && e.val.n > 0) {
            buf_u8(tree->out, ' ');
            put_value(tree, &e);
        } else if (wraps) {
            buf_str(tree->out, ", which holds:");
        } else if (open && depth + 1 >= DEPTH_MAX) {
            buf_printf(tree->out, " (%s)", err_text(ERR_DER_DEPTH));
            open = false;
        }
        buf_u8(tree->out, '\n');
        if (open || wraps)
            put_elements(tree, wraps ? inner : e.val, depth + 1);
    }
}

void asn1tree_text(struct buf *out, struct span der, const struct style *style)
{
    struct asn1tree t = {.out = out, .style = style, .base = der.p};

    put_elements(&t, der, 0);
}
