/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/asn1/oid.h"

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

/* A UUID (X.667 6.3: 2.25 and 128 bits) fits into this many octets of seven bits, and has fewer
 * digits. */
enum { ARC_OCTETS = 19, ARC_DIGITS = 41 };

/* RFC 2578 3.5 has 128 arcs at most; what is longer is cut. */
enum { ARCS_MAX = 128 };

/* Appends the decimal form of a base-128 number, less something that it is not below. */
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

/* Appends the number at the front of *s; false where it is too large. */
static bool print_arc(struct buf *buf, struct span *rest, bool first)
{
    unsigned root = 0;
    size_t n = 0;

    while (n < rest->n && (rest->p[n] & 0x80) != 0)
        n++;
    struct span octets = span_head(*rest, n + 1);
    *rest = span_tail(*rest, n + 1);
    if (octets.n > ARC_OCTETS) {
        buf_str(buf, "(more than 133 bits)");
        return false;
    }
    /* X.690 8.19.4: 40 times the first arc, which is at most 2, plus the second. */
    if (first) {
        root = octets.n > 1 || octets.p[0] >= 80 ? 2 : octets.p[0] / 40u;
        buf_printf(buf, "%u.", root);
    }
    print_number(buf, octets, 40 * root);
    return true;
}

bool oid_print(struct buf *buf, struct span content)
{
    bool whole = true;

    for (size_t arcs = 0; content.n > 0; arcs++) {
        if (arcs > 0)
            buf_u8(buf, '.');
        if (arcs == ARCS_MAX) {
            buf_str(buf, "..");
            return false;
        }
        whole = print_arc(buf, &content, arcs == 0) && whole;
    }
    return whole;
}

/* Takes a decimal number off the front of *text and appends it in base 128, with something added;
 * false where there is none, or one that nobody would print. */
static bool put_arc(struct buf *buf, const char **text, unsigned add)
{
    uint8_t octets[ARC_OCTETS] = {0}; /* the last first */
    size_t n = strspn(*text, "0123456789"), top = 0;

    if (n == 0 || n > ARC_DIGITS || (**text == '0' && n > 1))
        return false;
    for (size_t i = 0; i <= n; i++) {
        /* The digits, and then the sum. */
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
        /* X.690 8.19.4: below 0 and 1 stand no more than 40. */
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
