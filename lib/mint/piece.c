/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/piece.h"

#include <stdio.h>

#include "lib/asn1/derput.h"
#include "lib/asn1/oid.h"
#include "lib/base/cal.h"

/* The longest encoded identifier, and the longest text of a time of any year. */
enum { OID_CAP = 256, TIME_SIZE = 80 };

struct span piece_copy(struct arena *arena, struct span bytes)
{
    return piece_join(arena, &bytes, 1);
}

struct span piece_join(struct arena *arena, const struct span *parts, size_t num)
{
    size_t n = 0, at = 0;
    uint8_t *p;

    for (size_t i = 0; i < num; i++)
        n += parts[i].n;
    p = arena_alloc(arena, n, 1);
    if (p == NULL)
        return span_of(NULL, 0);
    for (size_t i = 0; i < num; i++) {
        if (parts[i].n > 0)
            memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return span_of(p, n);
}

struct span piece_tlv(struct arena *arena, unsigned tag, struct span content)
{
    uint8_t head[DERPUT_HEAD_SIZE];

    return PIECES(arena, span_of(head, derput_head(head, (uint8_t)tag, content.n)), content);
}

struct span piece_content(struct span tlv)
{
    struct fail f = {0};
    struct der d = der_open(tlv, &f);

    return der_any(&d).val;
}

struct span piece_optional(struct arena *arena, unsigned tag, struct span content)
{
    return content.n == 0 ? content : piece_tlv(arena, tag, content);
}

struct span piece_int(struct arena *arena, int64_t value)
{
    uint8_t be[8];
    size_t skip = 0;

    for (unsigned i = 0; i < 8; i++)
        be[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
    /* X.690 8.3.2: leading bytes that only repeat the sign are left out. */
    while (skip < 7 &&
           ((be[skip] == 0 && be[skip + 1] < 0x80) || (be[skip] == 0xff && be[skip + 1] >= 0x80)))
        skip++;
    return piece_tlv(arena, DER_INTEGER, span_of(be + skip, 8 - skip));
}

/* Moves the contents of a buffer into the arena, and its error as well; frees the buffer. */
static struct span keep(struct arena *arena, struct buf *buf)
{
    struct span out = {0};

    if (buf->err != ERR_OK)
        arena_fail(arena, buf->err);
    else
        out = piece_copy(arena, buf_span(buf));
    buf_free(buf);
    return out;
}

struct span piece_unsigned(struct arena *arena, struct span big_endian)
{
    struct buf b;

    buf_init(&b, big_endian.n + DERPUT_HEAD_SIZE + 1);
    derput_unsigned(&b, big_endian);
    return keep(arena, &b);
}

struct span piece_bool(struct arena *arena, bool value)
{
    return piece_tlv(arena, DER_BOOLEAN, value ? SPAN_LIT("\xff") : SPAN_LIT("\0"));
}

struct span piece_null(struct arena *arena)
{
    return piece_tlv(arena, DER_NULL, (struct span){0});
}

struct span piece_oid(struct arena *arena, const char *dotted)
{
    struct buf content, whole;

    buf_init(&content, OID_CAP);
    buf_init(&whole, OID_CAP);
    if (oid_parse(&content, dotted))
        derput_tlv(&whole, DER_OID, buf_span(&content));
    else
        arena_fail(arena, ERR_OID_TEXT);
    if (content.err != ERR_OK)
        arena_fail(arena, content.err);
    buf_free(&content);
    return keep(arena, &whole);
}

struct span piece_oid_text(struct arena *arena, struct span dotted)
{
    char *text = arena_alloc(arena, dotted.n + 1, 1);

    if (text == NULL)
        return span_of(NULL, 0);
    memcpy(text, dotted.p, dotted.n);
    return piece_oid(arena, text);
}

struct span piece_octets(struct arena *arena, struct span bytes)
{
    return piece_tlv(arena, DER_OCTET_STRING, bytes);
}

struct span piece_bits(struct arena *arena, struct span bytes)
{
    return PIECE(arena, DER_BIT_STRING, SPAN_LIT("\0"), bytes);
}

struct span piece_str(struct arena *arena, unsigned tag, const char *text)
{
    return piece_tlv(arena, tag, span_str(text));
}

struct span piece_flags(struct arena *arena, uint32_t flags)
{
    uint8_t out[5] = {0};
    size_t n = 1;

    /* X.690 11.2.2: the string ends with the last bit that is set. */
    for (unsigned bit = 0; bit < 32; bit++) {
        if ((flags >> bit & 1) == 0)
            continue;
        n = bit / 8 + 2;
        out[bit / 8 + 1] |= (uint8_t)(0x80 >> bit % 8);
        out[0] = (uint8_t)(7 - bit % 8);
    }
    return piece_copy(arena, span_of(out, n));
}

struct span piece_generalized(struct arena *arena, int64_t time)
{
    struct cal c = cal_from_time(time);
    char text[TIME_SIZE];

    snprintf(text, sizeof text, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month, c.day, c.hour,
             c.minute, c.second);
    return piece_str(arena, DER_GENERALIZED_TIME, text);
}

struct span piece_time(struct arena *arena, int64_t time)
{
    struct cal c = cal_from_time(time);
    char text[TIME_SIZE];

    if (c.year < 1950 || c.year > 2049)
        return piece_generalized(arena, time);
    snprintf(text, sizeof text, "%02d%02d%02d%02d%02d%02dZ", c.year % 100, c.month, c.day, c.hour,
             c.minute, c.second);
    return piece_str(arena, DER_UTC_TIME, text);
}
