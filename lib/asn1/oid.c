/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/asn1/oid.h"

#include <libtasn1.h>

/* Arrays, not pointers: a static program would have to relocate these at each start. */
static const struct {
    uint8_t n;
    char bytes[12], dotted[28], name[40];
} oids[OID_COUNT] = {
    [OID_UNKNOWN] = {0, "", "", "unknown"},
#define OID(id, bytes, dotted, name) [OID_##id] = {sizeof(bytes) - 1, bytes, dotted, name},
#include "lib/asn1/oids.def"
#undef OID
};

static const uint8_t syntaxes[OID_COUNT] = {
#define OID(id, bytes, dotted, name)
#define ATTRIBUTE(id, bytes, dotted, name, syntax) [OID_##id] = SYNTAX_##syntax,
#include "lib/asn1/oids.def"
#undef OID
};

struct span oid_bytes(enum oid id)
{
    return span_of((const uint8_t *)oids[id].bytes, oids[id].n);
}

static int compare(struct span a, struct span b)
{
    return a.n != b.n ? (a.n > b.n) - (a.n < b.n) : span_cmp(a, b);
}

enum oid oid_find(struct span content)
{
    size_t low = OID_UNKNOWN + 1, high = OID_COUNT;

    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = compare(oid_bytes((enum oid)mid), content);
        if (c == 0)
            return (enum oid)mid;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return OID_UNKNOWN;
}

const char *oid_name(enum oid id)
{
    return oids[id].name;
}

const char *oid_dotted(enum oid id)
{
    return oids[id].dotted;
}

enum syntax oid_syntax(enum oid id)
{
    return (enum syntax)syntaxes[id];
}

/* A UUID (X.667 6.3: 2.25 and 128 bits) has room in so many octets of seven bits; more digits than
 * it makes. */
enum { ARC_OCTETS = 19, ARC_DIGITS = 41 };

/* RFC 2578 3.5 has 128 arcs at most; what is longer is cut. */
enum { ARCS_MAX = 128 };

/* Appends the decimal form of a base-128 number, less something that it is not below. */
static void print_number(struct buf *b, struct span octets, unsigned less)
{
    uint8_t digits[ARC_DIGITS] = {0}; /* the last first */
    size_t top = 0;

    for (size_t i = 0; i < octets.n; i++) {
        unsigned carry = octets.p[i] & 0x7fu;
        for (size_t k = 0; k < ARC_DIGITS; k++) {
            carry += digits[k] * 128u;
            digits[k] = (uint8_t)(carry % 10);
            carry /= 10;
        }
    }
    for (size_t k = 0; less > 0; k++, less /= 10) {
        unsigned borrow = digits[k] < less % 10 ? 10 : 0;
        digits[k] = (uint8_t)(digits[k] + borrow - less % 10);
        less += borrow;
    }
    for (size_t k = 0; k < ARC_DIGITS; k++)
        top = digits[k] > 0 ? k : top;
    for (size_t k = top + 1; k > 0; k--)
        buf_u8(b, (uint8_t)('0' + digits[k - 1]));
}

/* Appends the number at the front of *s; false where it is too large. */
static bool print_arc(struct buf *b, struct span *s, bool first)
{
    unsigned root = 0;
    size_t n = 0;

    while (n < s->n && (s->p[n] & 0x80) != 0)
        n++;
    struct span octets = span_head(*s, n + 1);
    *s = span_tail(*s, n + 1);
    if (octets.n > ARC_OCTETS) {
        buf_str(b, "(more than 133 bits)");
        return false;
    }
    /* X.690 8.19.4: 40 times the first arc, which is at most 2, plus the second. */
    if (first) {
        root = octets.n > 1 || octets.p[0] >= 80 ? 2 : octets.p[0] / 40u;
        buf_printf(b, "%u.", root);
    }
    print_number(b, octets, 40 * root);
    return true;
}

bool oid_print(struct buf *b, struct span content)
{
    bool whole = true;

    for (size_t arcs = 0; content.n > 0; arcs++) {
        if (arcs > 0)
            buf_u8(b, '.');
        if (arcs == ARCS_MAX) {
            buf_str(b, "..");
            return false;
        }
        whole = print_arc(b, &content, arcs == 0) && whole;
    }
    return whole;
}

/* libtasn1 takes empty arcs and leading zeros, and lets arcs wrap at 64 bits: what it made of the
 * text must be what the text says. */
static bool prints_as(struct span content, const char *dotted)
{
    struct buf text;

    buf_init(&text, 1024);
    oid_print(&text, content);
    bool same = text.err == ERR_OK && span_eq(buf_span(&text), span_str(dotted));
    buf_free(&text);
    return same;
}

bool oid_parse(struct buf *b, const char *dotted)
{
    uint8_t der[128];
    int n = sizeof der;

    if (*dotted < '0' || *dotted > '2' || strspn(dotted, "0123456789.") != strlen(dotted) ||
        asn1_object_id_der(dotted, der, &n, 0) != ASN1_SUCCESS)
        return false;
    /* Tag and a length below 128 stand before the content. */
    if (n < 3 || der[1] >= 0x80)
        return false;
    struct span content = span_of(der + 2, (size_t)n - 2);
    if (!prints_as(content, dotted))
        return false;
    buf_put(b, content);
    return b->err == ERR_OK;
}
