/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attribute values.  The canonical form has a fast path for ASCII; everything else goes through
 * libunistring: decompose (NFKD), fold case, compose (NFKC), then normalize spaces. */
#include "config.h"

#include "lib/x509/value.h"

#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

#include "lib/asn1/der.h"
#include "lib/base/utf8.h"

/* How the bytes of a string type become characters. */
enum string_form { FORM_NONE, FORM_BYTES, FORM_UTF8, FORM_WIDE2, FORM_WIDE4 };

/* The form of a string type; NONE for other types. */
static enum string_form form_of(uint32_t tag)
{
    switch (tag) {
    case DER_PRINTABLE_STRING:
    case DER_IA5_STRING:
    case DER_VISIBLE_STRING:
    case DER_NUMERIC_STRING:
    /* TeletexString is read as Latin-1, because that is what its writers put there. */
    case DER_TELETEX_STRING: return FORM_BYTES;
    case DER_UTF8_STRING: return FORM_UTF8;
    case DER_BMP_STRING: return FORM_WIDE2;
    case DER_UNIVERSAL_STRING: return FORM_WIDE4;
    default: return FORM_NONE;
    }
}

/* The bytes that an ASCII character has in this form. */
static size_t width_of(enum string_form form)
{
    return form == FORM_WIDE2 ? 2 : form == FORM_WIDE4 ? 4 : 1;
}

/* Takes one character off *rest; an invalid one becomes U+FFFD. */
static uint32_t next_char(struct span *rest, enum string_form form)
{
    size_t width = width_of(form);
    uint32_t c = 0;

    if (form == FORM_UTF8) {
        if (utf8_next(&c, rest))
            return c;
        *rest = span_tail(*rest, 1);
        return 0xfffd;
    }
    struct span head = span_head(*rest, width);
    *rest = span_tail(*rest, width);
    for (size_t i = 0; i < head.n; i++)
        c = c << 8 | head.p[i];
    return head.n < width || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0xfffd : c;
}

void attribute_text(struct buf *buf, const struct attribute *attr)
{
    enum string_form form = form_of(attr->tag);
    struct span s = attr->value;

    while (form != FORM_NONE && s.n > 0) {
        /* Most text is ASCII, and is copied in one piece. */
        size_t plain = width_of(form) == 1 ? utf8_plain(s) : 0;
        buf_put(buf, span_head(s, plain));
        s = span_tail(s, plain);
        if (s.n > 0)
            utf8_put(buf, next_char(&s, form));
    }
}

/*
 * Whether a string type is accepted for attributes of this syntax.  If a syntax prescribes one
 * type, those of a DirectoryString are accepted, too: emailAddress and countryName as UTF8String
 * are in use, and every validator compares their characters.
 */
static bool has_syntax(uint32_t tag, enum syntax syntax)
{
    switch (tag) {
    case DER_PRINTABLE_STRING:
    case DER_TELETEX_STRING:
    case DER_UTF8_STRING:
    case DER_BMP_STRING:
    case DER_UNIVERSAL_STRING: return true;
    case DER_IA5_STRING: return syntax == SYNTAX_IA5;
    default: return false;
    }
}

/* X.690 10.2: DER encodes strings in primitive form only.  Of the universal types only EXTERNAL,
 * EMBEDDED PDV, SEQUENCE, SET and CHARACTER STRING are constructed, and always. */
static bool is_constructed_string(uint32_t tag)
{
    static const uint32_t constructed = 1u << 8 | 1u << 11 | 1u << 16 | 1u << 17 | 1u << 29;
    bool universal = tag <= 0xff && (tag & 0xc0) == 0;

    return universal && (tag & DER_CONSTRUCTED) != 0 && (constructed >> (tag & 0x1f) & 1) == 0;
}

enum err value_check(const struct attribute *attr)
{
    struct fail f = {0};
    enum syntax syntax = oid_syntax(oid_find(attr->type_content));

    if (is_constructed_string(attr->tag))
        return ERR_NAME_CONSTRUCTED;
    if (syntax != SYNTAX_OTHER && !has_syntax(attr->tag, syntax))
        return ERR_NAME_ATTRIBUTE;
    der_string_check(attr->tag, attr->value, &f);
    return f.err;
}

/* A range of code points. */
struct range {
    uint32_t first, last;
};

/* RFC 4518 2.2: the characters mapped to SPACE, in order. */
static const struct range spaces[] = {
    {0x9, 0xd},       {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},     {0x1680, 0x1680},
    {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000},
};

/* RFC 4518 2.2: the characters mapped to nothing, in order; also the controls (Cf) and variation
 * selectors that were added to Unicode later. */
static const struct range nothing[] = {
    {0x0, 0x8},         {0xe, 0x1f},        {0x7f, 0x84},       {0x86, 0x9f},
    {0xad, 0xad},       {0x34f, 0x34f},     {0x600, 0x605},     {0x61c, 0x61c},
    {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},
    {0x1806, 0x1806},   {0x180b, 0x180f},   {0x200b, 0x200f},   {0x202a, 0x202e},
    {0x2060, 0x206f},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xfff9, 0xfffc},
    {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe01ef},
};

/* Binary search in sorted ranges. */
static bool is_in(const struct range *ranges, size_t num, uint32_t code_point)
{
    size_t low = 0, high = num;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (ranges[mid].last < code_point)
            low = mid + 1;
        else
            high = mid;
    }
    return low < num && ranges[low].first <= code_point;
}

#define IS_IN(ranges, c) is_in((ranges), sizeof(ranges) / sizeof((ranges)[0]), (c))

/* Writes a canonical value: letters in lower case, a run of spaces as one, no spaces at the ends.
 * p has room for the whole value; `space` remembers a pending space. */
struct pen {
    uint8_t *p;
    size_t n;
    bool space;
};

/* Appends a character.  A space is only remembered: it is written before the next other character,
 * so none is left at the end. */
static void pen_put(struct pen *pen, uint8_t c)
{
    if (c == ' ') {
        pen->space = pen->n > 0;
        return;
    }
    if (pen->space)
        pen->p[pen->n++] = ' ';
    pen->space = false;
    pen->p[pen->n++] = span_lower(c);
}

/* Whether all characters of the value are ASCII. */
static bool is_ascii(const struct attribute *attr, size_t width)
{
    size_t last = width - 1;

    if (attr->value.n % width != 0)
        return false;
    for (size_t i = 0; i < attr->value.n; i += width) {
        for (size_t k = 0; k < last; k++) {
            if (attr->value.p[i + k] != 0)
                return false;
        }
        if (attr->value.p[i + last] >= 0x80)
            return false;
    }
    return true;
}

/* The longest value in bytes of UTF-8: ub-name (RFC 5280 A.1) is 32768 characters. */
enum { TEXT_MAX = 1 << 20 };

/* RFC 4518 2.1 and 2.2 without the case folding: transcodes to UTF-8 and maps spaces and invisible
 * characters. */
static void put_mapped(struct buf *buf, const struct attribute *attr)
{
    enum string_form form = form_of(attr->tag);
    struct span s = attr->value;

    while (s.n > 0) {
        uint32_t c = next_char(&s, form);
        if (IS_IN(spaces, c))
            buf_u8(buf, ' ');
        else if (!IS_IN(nothing, c))
            utf8_put(buf, c);
    }
}

/* Appends a text without the spaces that RFC 4518 2.6.1 calls insignificant. */
static void put_spaced(struct buf *out, struct span text)
{
    size_t at = out->n;
    struct pen pen = {.p = buf_room(out, text.n)};

    if (pen.p == NULL)
        return;
    for (size_t i = 0; i < text.n; i++)
        pen_put(&pen, text.p[i]);
    buf_truncate(out, at + pen.n);
}

/* RFC 4518 2.2 and 2.3 for characters beyond ASCII.  Decomposed before the folding: some letters,
 * for example mathematical ones, can be folded only after that. */
static void put_folded(struct buf *out, const struct attribute *attr)
{
    struct buf text;
    uint8_t room[512], folded_room[512];
    size_t n = sizeof room, folded_n = sizeof folded_room;

    buf_init(&text, TEXT_MAX);
    put_mapped(&text, attr);
    uint8_t *plain = u8_normalize(UNINORM_NFKD, text.p, text.n, room, &n);
    uint8_t *folded =
        plain == NULL ? NULL : u8_casefold(plain, n, NULL, UNINORM_NFKC, folded_room, &folded_n);
    if (text.err != ERR_OK || folded == NULL)
        out->err = text.err != ERR_OK ? text.err : ERR_MEMORY;
    else
        put_spaced(out, span_of(folded, folded_n));
    if (folded != folded_room)
        free(folded);
    if (plain != room)
        free(plain);
    buf_free(&text);
}

/* The same rules for a value in ASCII, which needs no Unicode tables.  The last byte of each
 * character of `width` bytes is its code. */
static void put_ascii(struct buf *out, struct span bytes, size_t width)
{
    size_t at = out->n;
    struct pen pen = {.p = buf_room(out, bytes.n / width)};

    if (pen.p == NULL)
        return;
    for (size_t i = width - 1; i < bytes.n; i += width) {
        uint8_t c = bytes.p[i];
        if (c >= 0x20 && c != 0x7f)
            pen_put(&pen, c);
        else if (c >= '\t' && c <= '\r')
            pen_put(&pen, ' ');
    }
    buf_truncate(out, at + pen.n);
}

void value_canonical(struct buf *out, const struct attribute *attr)
{
    enum string_form form = form_of(attr->tag);
    size_t width = width_of(form);

    if (oid_syntax(oid_find(attr->type_content)) == SYNTAX_OTHER || form == FORM_NONE) {
        /* No canonical text contains a zero byte, so the two cases never collide. */
        buf_u8(out, 0);
        buf_u32(out, attr->tag);
        buf_put(out, attr->value);
        return;
    }
    if (is_ascii(attr, width))
        put_ascii(out, attr->value, width);
    else
        put_folded(out, attr);
}

/* The letters of Latin-1 and Latin Extended-A whose canonical form is such a letter again.  The
 * exceptions are those that become ASCII letters, alone or with others. */
static bool is_accented(uint32_t code_point)
{
    static const uint16_t others[] = {0xdf, 0x130, 0x132, 0x133, 0x13f, 0x140, 0x149, 0x17f};

    if (code_point < 0xc0 || code_point > 0x17f)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (code_point == others[i])
            return false;
    }
    return true;
}

/* The text, in UTF-8, begins with such a letter. */
static bool starts_accented(struct span bytes)
{
    uint32_t c;

    return bytes.n >= 2 && bytes.p[0] >= 0xc3 && bytes.p[0] <= 0xc5 && utf8_next(&c, &bytes) &&
           is_accented(c);
}

/*
 * FNV-1a over the characters that a value shares with its canonical form: spaces, controls,
 * accented letters and the case of ASCII letters do not count.  False if the value has other
 * characters: only the canonical form gives their hash.
 */
static bool hash_common(uint32_t *hash, struct span bytes, enum string_form form)
{
    size_t width = width_of(form);
    uint32_t h = 2166136261u, beyond = bytes.n % width != 0;

    for (size_t i = 0; i + width <= bytes.n; i += width) {
        uint8_t c = bytes.p[i + width - 1];
        for (size_t k = 0; k + 1 < width; k++)
            beyond |= bytes.p[i + k];
        if (c >= 0x80) {
            if (form == FORM_UTF8 && starts_accented(span_tail(bytes, i))) {
                i++;
                continue;
            }
            beyond = 1;
        }
        if (c > 0x20 && c != 0x7f)
            h = (h ^ span_lower(c)) * 16777619u;
    }
    *hash = h;
    return beyond == 0;
}

uint32_t value_hash(const struct attribute *attr)
{
    enum string_form form = form_of(attr->tag);
    struct buf text;
    uint32_t h;

    if (hash_common(&h, attr->value, form) || form == FORM_NONE)
        return h;
    buf_init(&text, TEXT_MAX);
    put_folded(&text, attr);
    (void)hash_common(&h, buf_span(&text), FORM_UTF8);
    buf_free(&text);
    return h;
}
