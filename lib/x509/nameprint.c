/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as text (RFC 4514): for people, and never parsed again. */
#include "config.h"

#include "lib/asn1/der.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"
#include "lib/x509/name.h"

/* The short names of RFC 4514 3 and common use. */
static const char *const short_names[OID_COUNT] = {
    [OID_AT_CN] = "CN",         [OID_AT_O] = "O",   [OID_AT_OU] = "OU",
    [OID_AT_C] = "C",           [OID_AT_L] = "L",   [OID_AT_ST] = "ST",
    [OID_AT_STREET] = "STREET", [OID_AT_DC] = "DC", [OID_AT_UID] = "UID",
};

static void print_type(struct buf *b, const struct attribute *a)
{
    if (short_names[a->type] != NULL)
        buf_str(b, short_names[a->type]);
    else if (a->type != OID_UNKNOWN)
        buf_str(b, oid_name(a->type));
    else
        oid_print(b, a->type_content);
}

static void print_char(struct buf *b, uint32_t c, bool first, bool last)
{
    if (utf8_is_control(c)) {
        struct buf bytes;
        buf_init(&bytes, 8);
        utf8_put(&bytes, c);
        for (size_t i = 0; i < bytes.n; i++)
            buf_printf(b, "\\%02x", bytes.p[i]);
        buf_free(&bytes);
        return;
    }
    /* RFC 4514 2.4 */
    bool special = c < 0x80 && c != 0 && strchr(",+\"\\<>;", (int)c) != NULL;
    if (special || (first && (c == '#' || c == ' ')) || (last && c == ' '))
        buf_u8(b, '\\');
    utf8_put(b, c);
}

static void print_value(struct buf *b, const struct attribute *a)
{
    struct buf text;

    buf_init(&text, 1 << 20);
    attribute_text(&text, a);
    struct span s = buf_span(&text);
    if (s.n == 0 && a->value.n > 0) {
        buf_u8(b, '#');
        hex_encode(b, a->value, 0);
    }
    for (bool first = true; s.n > 0; first = false) {
        uint32_t c;
        if (!utf8_next(&c, &s))
            break;
        print_char(b, c, first, s.n == 0);
    }
    buf_free(&text);
}

/* No attribute is printed so: there is a type in front of each. */
static const char not_readable[] = "(not readable)";

static void print_rdn(struct buf *b, struct span rdn)
{
    struct name_iter it = {.rdn = rdn, .broken = rdn.n == 0};
    struct attribute a;
    bool first = true;

    for (; name_next(&it, &a); first = false) {
        if (!first)
            buf_str(b, " + ");
        print_type(b, &a);
        buf_u8(b, '=');
        print_value(b, &a);
    }
    if (it.broken)
        buf_printf(b, "%s%s", first ? "" : " + ", not_readable);
}

/* Of a name with more RDNs than this, the first ones are shown. */
enum { REVERSED_MAX = 32 };

void name_print(struct buf *b, struct span name)
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
        buf_str(b, "…, ");
    /* What stands behind the place where it breaks is not known: this is not the whole name. */
    if (f.err != ERR_OK || all.rest.n > 0)
        buf_printf(b, "%s%s", not_readable, num > 0 ? ", " : "");
    for (size_t i = num; i > 0; i--) {
        print_rdn(b, rdns[i - 1]);
        if (i > 1)
            buf_str(b, ", ");
    }
}
