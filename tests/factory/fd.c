/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/fd.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/asn1/oid.h"
#include "lib/base/cal.h"

void *fd_alloc(struct arena *a, size_t n)
{
    void *p = arena_alloc(a, 1, n == 0 ? 1 : n);

    if (p == NULL)
        abort();
    return p;
}

struct span fd_copy(struct arena *a, struct span s)
{
    return fd_join(a, &s, 1);
}

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

struct span fd_hex(struct arena *a, const char *hex)
{
    size_t n = strlen(hex) / 2;
    uint8_t *p = fd_alloc(a, n);

    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    return span_of(p, n);
}

struct span fd_join(struct arena *a, const struct span *parts, size_t num)
{
    size_t n = 0, at = 0;
    uint8_t *p;

    for (size_t i = 0; i < num; i++)
        n += parts[i].n;
    p = fd_alloc(a, n);
    for (size_t i = 0; i < num; i++) {
        if (parts[i].n > 0)
            memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return span_of(p, n);
}

struct span fd_tlv(struct arena *a, unsigned tag, struct span content)
{
    uint8_t head[2 + sizeof(size_t)];
    size_t n = 0, octets = 0;

    head[n++] = (uint8_t)tag;
    if (content.n < 0x80) {
        head[n++] = (uint8_t)content.n;
    } else {
        for (size_t rest = content.n; rest > 0; rest >>= 8)
            octets++;
        head[n++] = (uint8_t)(0x80 | octets);
        for (size_t i = octets; i > 0; i--)
            head[n++] = (uint8_t)(content.n >> 8 * (i - 1));
    }
    return FD_CAT(a, span_of(head, n), content);
}

struct span fd_int(struct arena *a, int64_t v)
{
    uint8_t be[8];
    size_t skip = 0;

    for (unsigned i = 0; i < 8; i++)
        be[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
    while (skip < 7 && ((be[skip] == 0 && be[skip + 1] < 0x80) ||
                        (be[skip] == 0xff && be[skip + 1] >= 0x80)))
        skip++;
    return fd_tlv(a, DER_INTEGER, span_of(be + skip, 8 - skip));
}

struct span fd_unsigned(struct arena *a, struct span s)
{
    while (s.n > 1 && s.p[0] == 0)
        s = span_tail(s, 1);
    if (s.n == 0 || s.p[0] >= 0x80)
        return FD(a, DER_INTEGER, SPAN_LIT("\0"), s);
    return fd_tlv(a, DER_INTEGER, s);
}

struct span fd_bool(struct arena *a, bool v)
{
    return fd_tlv(a, DER_BOOLEAN, v ? SPAN_LIT("\xff") : SPAN_LIT("\0"));
}

struct span fd_null(struct arena *a)
{
    return fd_tlv(a, DER_NULL, (struct span){0});
}

struct span fd_oid(struct arena *a, const char *dotted)
{
    struct span out;
    struct buf b;

    buf_init(&b, 256);
    if (!oid_parse(&b, dotted))
        abort();
    out = fd_tlv(a, DER_OID, buf_span(&b));
    buf_free(&b);
    return out;
}

struct span fd_octets(struct arena *a, struct span s)
{
    return fd_tlv(a, DER_OCTET_STRING, s);
}

struct span fd_bits(struct arena *a, struct span s)
{
    return FD(a, DER_BIT_STRING, SPAN_LIT("\0"), s);
}

struct span fd_str(struct arena *a, unsigned tag, const char *text)
{
    return fd_tlv(a, tag, span_str(text));
}

struct span fd_flags(struct arena *a, uint32_t flags)
{
    uint8_t out[5] = {0};
    size_t n = 1;

    for (unsigned bit = 0; bit < 32; bit++) {
        if ((flags >> bit & 1) == 0)
            continue;
        n = bit / 8 + 2;
        out[bit / 8 + 1] |= (uint8_t)(0x80 >> bit % 8);
        out[0] = (uint8_t)(7 - bit % 8);
    }
    return fd_copy(a, span_of(out, n));
}

struct span fd_generalized(struct arena *a, int64_t t)
{
    struct cal c = cal_from_time(t);
    char text[80];

    snprintf(text, sizeof text, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month, c.day, c.hour,
             c.minute, c.second);
    return fd_str(a, DER_GENERALIZED_TIME, text);
}

struct span fd_time(struct arena *a, int64_t t)
{
    struct cal c = cal_from_time(t);
    char text[80];

    if (c.year < 1950 || c.year > 2049)
        return fd_generalized(a, t);
    snprintf(text, sizeof text, "%02d%02d%02d%02d%02d%02dZ", c.year % 100, c.month, c.day, c.hour,
             c.minute, c.second);
    return fd_str(a, DER_UTC_TIME, text);
}
