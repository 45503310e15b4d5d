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

/* Appends the decimal form of the base-128 number at the front of *s, of any size. */
static void print_arc(struct buf *b, struct span *s, bool first)
{
    uint64_t v = 0;
    size_t n = 0;
    bool wide = false;

    while (n < s->n && (s->p[n] & 0x80) != 0)
        n++;
    n++;
    for (size_t i = 0; i < n && i < s->n; i++) {
        wide = wide || v >> 57 != 0;
        v = v << 7 | (s->p[i] & 0x7fu);
    }
    *s = span_tail(*s, n);
    if (wide)
        buf_str(b, "(more than 64 bits)");
    else if (first)
        /* X.690 8.19.4: 40 times the first arc, which is at most 2, plus the second. */
        buf_printf(b, "%u.%llu",
                   v < 40   ? 0
                   : v < 80 ? 1
                            : 2,
                   (unsigned long long)(v < 40   ? v
                                        : v < 80 ? v - 40
                                                 : v - 80));
    else
        buf_printf(b, "%llu", (unsigned long long)v);
}

void oid_print(struct buf *b, struct span content)
{
    for (bool first = true; content.n > 0; first = false) {
        if (!first)
            buf_u8(b, '.');
        print_arc(b, &content, first);
    }
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
