/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as text (RFC 4514), for people: nothing parses it again. */
#include "config.h"

#include "lib/asn1/der.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"
#include "lib/x509/name.h"

/* The short names of RFC 4514 3 and common use. */
static const char short_names[OID_COUNT][8] = {
    [OID_AT_CN] = "CN",         [OID_AT_O] = "O",   [OID_AT_OU] = "OU",
    [OID_AT_C] = "C",           [OID_AT_L] = "L",   [OID_AT_ST] = "ST",
    [OID_AT_STREET] = "STREET", [OID_AT_DC] = "DC", [OID_AT_UID] = "UID",
};

/* The short name, else our name for the OID, else the OID. */
static void print_type(struct buf *buf, const struct attribute *attr)
{
    if (*short_names[attr->type] != 0)
        buf_str(buf, short_names[attr->type]);
    else if (attr->type != OID_UNKNOWN)
        buf_str(buf, oid_name(attr->type));
    else
        oid_print(buf, attr->type_content);
}

/* RFC 4514 2.4: the characters that are escaped everywhere. */
static bool is_special(uint32_t c)
{
    return c == ',' || c == '+' || c == '"' || c == '\\' || c == '<' || c == '>' || c == ';';
}

/* How many characters at the front are ASCII and are not escaped. */
static size_t unescaped(struct span text, bool first)
{
    size_t plain = utf8_plain(text), n = 0;

    if (first && text.n > 0 && (text.p[0] == '#' || text.p[0] == ' '))
        return 0;
    while (n < plain && !is_special(text.p[n]))
        n++;
    return n > 0 && n == text.n && text.p[n - 1] == ' ' ? n - 1 : n;
}

/* One character, escaped if it has a meaning in RFC 4514 or does not print. */
static void print_char(struct buf *buf, uint32_t code_point, bool first, bool last)
{
    if (utf8_is_control(code_point)) {
        struct buf bytes;
        buf_init(&bytes, 8);
        utf8_put(&bytes, code_point);
        for (size_t i = 0; i < bytes.n; i++)
            buf_printf(buf, "\\%02x", bytes.p[i]);
        buf_free(&bytes);
        return;
    }
    if (is_special(code_point) || (first && (code_point == '#' || code_point == ' ')) ||
        (last && code_point == ' '))
        buf_u8(buf, '\\');
    utf8_put(buf, code_point);
}

/* Prints a value; one of no string type as "#" and hexadecimal (RFC 4514 2.4), except the number of
 * a trust anchor, which people write with dots (draft-ietf-plants-merkle-tree-certs). */
static void print_value(struct buf *buf, const struct attribute *attr)
{
    struct buf text;

    if (attr->tag == DER_RELATIVE_OID && oid_print_relative(buf, attr->value))
        return;
    buf_init(&text, 1 << 20);
    attribute_text(&text, attr);
    struct span s = buf_span(&text);
    if (s.n == 0 && attr->value.n > 0) {
        buf_u8(buf, '#');
        hex_encode(buf, attr->value, 0);
    }
    for (bool first = true; s.n > 0; first = false) {
        size_t n = unescaped(s, first);
        uint32_t c;
        buf_put(buf, span_head(s, n));
        if (n > 0)
            s = span_tail(s, n);
        else if (utf8_next(&c, &s))
            print_char(buf, c, first, s.n == 0);
        else
            break;
    }
    buf_free(&text);
}

/* No attribute can look like this: each begins with a type. */
static const char not_readable[] = "(not readable)";

/* The attributes of one RDN, joined by " + ". */
static void print_rdn(struct buf *buf, struct span rdn)
{
    struct name_iter it = {.rdn = rdn, .broken = rdn.n == 0};
    struct attribute a;
    bool first = true;

    for (; name_next(&it, &a); first = false) {
        if (!first)
            buf_str(buf, " + ");
        print_type(buf, &a);
        buf_u8(buf, '=');
        print_value(buf, &a);
    }
    if (it.broken)
        buf_printf(buf, "%s%s", first ? "" : " + ", not_readable);
}

/* At most this number of RDNs is printed, the first ones of the encoding. */
enum { REVERSED_MAX = 32 };

void name_print(struct buf *buf, struct span name)
{
    struct span rdns[REVERSED_MAX];
    struct fail f = {0};
    struct der all = der_open(name, &f);
    struct der d = der_enter(&all, DER_SEQUENCE);
    size_t num = 0;

    /* RFC 4514 2.1: the last RDN comes first. */
    while (num < REVERSED_MAX && der_more(&d)) {
        struct tlv t = der_any(&d);
        if (f.err == ERR_OK)
            rdns[num++] = t.tag == DER_SET ? t.val : (struct span){0};
    }
    if (der_more(&d))
        buf_str(buf, "…, ");
    /* The bytes after an error are unknown, so this is not the whole name. */
    if (f.err != ERR_OK || all.rest.n > 0)
        buf_printf(buf, "%s%s", not_readable, num > 0 ? ", " : "");
    for (size_t i = num; i > 0; i--) {
        print_rdn(buf, rdns[i - 1]);
        if (i > 1)
            buf_str(buf, ", ");
    }
}
