/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/safe.h"

#include "lib/base/hex.h"
#include "lib/base/utf8.h"

/* Characters that are invisible, or that change how others are displayed.  A name with such
 * characters can look like another name. */
bool safe_is_hidden(uint32_t c)
{
    /* In ascending order.  Beside the controls: soft hyphen, Arabic letter mark, Hangul fillers,
     * Mongolian separators, zero-width and bidirectional controls, invisible operators, byte order
     * mark, interlinear marks, and tags. */
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x00, 0x1f},     {0x7f, 0x9f},      {0xad, 0xad},     {0x061c, 0x061c},
                  {0x115f, 0x1160}, {0x180b, 0x180f},  {0x200b, 0x200f}, {0x2028, 0x202e},
                  {0x2060, 0x206f}, {0x3164, 0x3164},  {0xfeff, 0xfeff}, {0xffa0, 0xffa0},
                  {0xfff0, 0xfffb}, {0xe0000, 0xe0fff}};

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (c <= ranges[i].last)
            return c >= ranges[i].first;
    }
    return false;
}

/* Bytes as \xx. */
static void put_escaped(struct buf *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        buf_printf(out, "\\%02x", bytes.p[i]);
}

/* Appends the first character of *text and moves past it. */
static void put_one(struct buf *out, struct span *text)
{
    struct span at = *text;
    uint32_t c;

    if (!utf8_next(&c, text)) {
        put_escaped(out, span_head(at, 1));
        *text = span_tail(at, 1);
        return;
    }
    struct span bytes = span_head(at, at.n - text->n);
    if (safe_is_hidden(c))
        put_escaped(out, bytes);
    else
        buf_put(out, bytes);
}

void safe_put(struct buf *out, struct span text)
{
    while (text.n > 0) {
        /* Most text is printable ASCII, which is copied in one piece. */
        size_t n = 0;
        while (n < text.n && text.p[n] >= 0x20 && text.p[n] < 0x7f)
            n++;
        buf_put(out, span_head(text, n));
        text = span_tail(text, n);
        if (text.n > 0)
            put_one(out, &text);
    }
}

/* Counts characters, not bytes, so that no character is cut. */
void safe_cut(struct buf *out, struct span text, size_t max)
{
    while (text.n > 0 && max > 0) {
        put_one(out, &text);
        max--;
    }
    if (text.n > 0)
        buf_str(out, "...");
}

/* How many bytes at the end may be the beginning of a character or of a line end. */
static size_t cut_off(struct span text)
{
    enum { LEAD = 0xc0, LEAD3 = 0xe0, LEAD4 = 0xf0 };

    if (text.n > 0 && text.p[text.n - 1] == '\r')
        return 1;
    for (size_t n = 1; n < 4 && n <= text.n; n++) {
        uint8_t c = text.p[text.n - n];
        if (c >= LEAD)
            return n < (c < LEAD3 ? 2u : c < LEAD4 ? 3u : 4u) ? n : 0;
        if (c < 0x80)
            return 0;
    }
    return 0;
}

/* The rest of a stream may be the first bytes of a character, so it is left for the next call. */
size_t safe_lines(struct buf *out, struct span text)
{
    size_t n = text.n - cut_off(text);
    struct span left = span_head(text, n);

    while (left.n > 0) {
        size_t at = 0;
        while (at < left.n && left.p[at] != '\n' && left.p[at] != '\t')
            at++;
        bool is_crlf = at > 0 && at < left.n && left.p[at] == '\n' && left.p[at - 1] == '\r';
        safe_put(out, span_head(left, at - is_crlf));
        if (at < left.n)
            buf_u8(out, left.p[at]);
        left = span_tail(left, at + 1);
    }
    return n;
}

enum { NAME_CAP = 1 << 20 };

void safe_name(struct buf *out, struct span name)
{
    struct buf text;

    buf_init(&text, NAME_CAP);
    name_print(&text, name);
    if (text.n == 0)
        buf_str(out, "(empty)");
    else
        safe_put(out, buf_span(&text));
    buf_free(&text);
}

/* An otherName: its type by name, its value as text if it is a string, otherwise as hex. */
static void put_other(struct buf *out, struct span val)
{
    struct fail fail = {0};
    struct der d = der_open(val, &fail);
    struct span type = der_oid(&d);
    struct der wrapped = der_enter(&d, DER_CTXC(0));
    struct tlv t = der_any(&wrapped);

    if (fail.err != ERR_OK) {
        hex_encode(out, val, ':');
        return;
    }
    enum oid id = oid_find(type);
    if (id != OID_UNKNOWN)
        buf_str(out, oid_name(id));
    else
        oid_print(out, type);
    buf_u8(out, ' ');
    if (t.tag == DER_UTF8_STRING || t.tag == DER_IA5_STRING || t.tag == DER_PRINTABLE_STRING)
        safe_put(out, t.val);
    else
        hex_encode(out, t.raw, ':');
}

/* In a name constraint an iPAddress is an address and its mask (RFC 5280 4.2.1.10). */
static void put_ip(struct buf *out, struct span val)
{
    if (val.n != 8 && val.n != 32) {
        ip_print(out, val);
        return;
    }
    ip_print(out, span_head(val, val.n / 2));
    buf_u8(out, '/');
    struct span mask = span_tail(val, val.n / 2);
    unsigned bits = 0;
    while (bits < mask.n * 8 && (mask.p[bits / 8] & 0x80 >> bits % 8) != 0)
        bits++;
    for (size_t i = bits; i < mask.n * 8; i++) {
        if ((mask.p[i / 8] & 0x80 >> i % 8) != 0) {
            ip_print(out, mask); /* not contiguous */
            return;
        }
    }
    buf_printf(out, "%u", bits);
}

void safe_gname(struct buf *out, const struct gname *name)
{
    switch (name->kind) {
    case GN_IP: put_ip(out, name->val); break;
    case GN_DIRECTORY: safe_name(out, name->val); break;
    case GN_OTHER: put_other(out, name->val); break;
    case GN_RID: oid_print(out, name->val); break;
    case GN_X400:
    case GN_EDI: hex_encode(out, name->val, ':'); break;
    default: safe_put(out, name->val);
    }
}

/* The whole text is made first, since an escaped character takes several. */
void safe_gname_cut(struct buf *out, const struct gname *name, size_t max)
{
    struct buf text;

    buf_init(&text, NAME_CAP);
    safe_gname(&text, name);
    safe_cut(out, buf_span(&text), max);
    buf_free(&text);
}

const char *gname_label(enum gname_kind kind)
{
    static const char *const labels[GN_COUNT] = {
        [GN_OTHER] = "other name",
        [GN_EMAIL] = "e-mail",
        [GN_DNS] = "DNS",
        [GN_X400] = "X.400",
        [GN_DIRECTORY] = "directory name",
        [GN_EDI] = "EDI",
        [GN_URI] = "URI",
        [GN_IP] = "IP",
        [GN_RID] = "registered ID",
    };

    return kind < GN_COUNT ? labels[kind] : "unknown";
}
