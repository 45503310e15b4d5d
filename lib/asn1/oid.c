/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of identifiers (oids.def) is sorted by length and bytes, for a binary search.
 * Conversion to and from text handles numbers of any size up to a UUID. */
#include "config.h"

#include "lib/asn1/oid.h"

#include <assert.h>

#include "lib/base/lookup.h"

/* Arrays, not pointers: a static program would have to relocate these at each start. */
static const struct {
    uint8_t n;
    char bytes[12], dotted[29], name[40];
} oids[OID_COUNT] = {
    [OID_UNKNOWN] = {0, "", "", "unknown"},
#define OID(id, bytes, dotted, name) \
    [OID_##id] = {sizeof(bytes) - 1, bytes, ROW_TEXT(dotted), ROW_TEXT(name)},
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
    assert(id < OID_COUNT);
    return span_of((const uint8_t *)oids[id].bytes, oids[id].n);
}

/* The order of the table: by length, then by bytes. */
static int compare(struct span a, struct span b)
{
    return a.n != b.n ? (a.n > b.n) - (a.n < b.n) : span_cmp(a, b);
}

/* A binary search: the table is sorted as `compare` orders. */
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
    assert(id < OID_COUNT);
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

/* The longest number that is printed.  A UUID (X.667 6.3: 2.25 and 128 bits) fits into 19 octets of
 * seven bits, which make at most 41 digits. */
enum { ARC_OCTETS = 19, ARC_DIGITS = 41 };

/* RFC 2578 3.5 allows at most 128 arcs; longer identifiers are cut. */
enum { ARCS_MAX = 128 };

/* Appends a base-128 number in decimal, minus `less`, which is not above it.  Long arithmetic in
 * decimal digits, because the number may have 133 bits. */
static void print_number(struct buf *buf, struct span octets, unsigned less)
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
        buf_u8(buf, (uint8_t)('0' + digits[k - 1]));
}

/* Appends the number at the front of *rest; false if it is too large. */
static bool print_arc(struct buf *buf, struct span *rest, bool first)
{
    unsigned root = 0;
    size_t n = 0;

    while (n < rest->n && (rest->p[n] & 0x80) != 0)
        n++;
    struct span octets = span_head(*rest, n + 1);
    *rest = span_tail(*rest, n + 1);
    /* Padding, which X.690 8.19.2 forbids: a longer encoding is no larger number. */
    while (octets.n > 1 && octets.p[0] == 0x80)
        octets = span_tail(octets, 1);
    if (octets.n > ARC_OCTETS) {
        buf_str(buf, "(more than 133 bits)");
        return false;
    }
    /* X.690 8.19.4: 40 times the first arc, which is at most 2, plus the second. */
    if (first) {
        unsigned low = octets.p[0] & 0x7fu; /* the last octet may lack its end */

        root = octets.n > 1 || low >= 80 ? 2 : low / 40;
        buf_printf(buf, "%u.", root);
    }
    print_number(buf, octets, 40 * root);
    return true;
}

/* Appends all numbers; the first one holds two unless the identifier is relative. */
static bool print_arcs(struct buf *buf, struct span content, bool is_relative)
{
    bool whole = true;

    for (size_t arcs = 0; content.n > 0; arcs++) {
        if (arcs > 0)
            buf_u8(buf, '.');
        if (arcs == ARCS_MAX) {
            /* The output is bounded, whatever the length of the identifier. */
            buf_str(buf, "..");
            return false;
        }
        whole = print_arc(buf, &content, arcs == 0 && !is_relative) && whole;
    }
    return whole;
}

bool oid_print(struct buf *buf, struct span content)
{
    return print_arcs(buf, content, false);
}

bool oid_print_relative(struct buf *buf, struct span content)
{
    size_t start = buf->n;
    bool begins = true, is_good = content.n > 0;

    /* X.690 8.20.2: no number begins with a padding octet, and the last octet ends one. */
    for (size_t i = 0; i < content.n; i++) {
        is_good = is_good && !(begins && content.p[i] == 0x80);
        begins = (content.p[i] & 0x80) == 0;
    }
    if (is_good && begins && print_arcs(buf, content, true))
        return true;
    buf_truncate(buf, start);
    return false;
}

/* Takes a decimal number off the front of *text, adds `add`, and appends it in base 128.  False if
 * there is none, or one that oid_print would not write. */
static bool put_arc(struct buf *buf, const char **text, unsigned add)
{
    uint8_t octets[ARC_OCTETS] = {0}; /* the last first */
    size_t n = strspn(*text, "0123456789"), top = 0;

    if (n == 0 || n > ARC_DIGITS || (**text == '0' && n > 1))
        return false;
    for (size_t i = 0; i <= n; i++) {
        /* One turn for each digit, and a last one that adds `add`. */
        unsigned times = i < n ? 10 : 1, carry = i < n ? (unsigned)((*text)[i] - '0') : add;
        for (size_t k = 0; k < ARC_OCTETS; k++) {
            carry += octets[k] * times;
            octets[k] = carry & 0x7f;
            carry >>= 7;
        }
        if (carry > 0)
            return false;
    }
    for (size_t k = 0; k < ARC_OCTETS; k++)
        top = octets[k] > 0 ? k : top;
    for (size_t k = top + 1; k > 0; k--)
        buf_u8(buf, (uint8_t)(octets[k - 1] | (k > 1 ? 0x80 : 0)));
    *text += n;
    return true;
}

/* Encodes dotted text; false at the first part that is not valid. */
static bool put_arcs(struct buf *buf, const char *dotted)
{
    size_t start = buf->n, arcs = 1;
    unsigned root = (unsigned)(*dotted - '0');

    if (*dotted < '0' || *dotted > '2' || dotted[1] != '.')
        return false;
    for (dotted++; *dotted == '.' && arcs < ARCS_MAX; arcs++) {
        dotted++;
        if (!put_arc(buf, &dotted, arcs == 1 ? 40 * root : 0) || buf->err != ERR_OK)
            return false;
        /* X.690 8.19.4: the arcs 0 and 1 have at most 40 children. */
        if (arcs == 1 && root < 2 && (buf->n > start + 1 || buf->p[start] >= 40 * (root + 1)))
            return false;
    }
    return *dotted == 0;
}

bool oid_parse(struct buf *buf, const char *dotted)
{
    size_t start = buf->n;
    bool whole = put_arcs(buf, dotted);

    if (!whole)
        buf_truncate(buf, start);
    return whole;
}

void oid_label(struct buf *out, struct span content)
{
    enum oid id = oid_find(content);

    if (id != OID_UNKNOWN)
        buf_str(out, oid_name(id));
    else
        oid_print(out, content);
}
