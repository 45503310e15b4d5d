/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/asn1/ber.h"

/* The deepest nesting of indefinite lengths; real envelopes need about eight. */
enum { DEPTH_MAX = 64 };

/* Identifier and length octets as BER allows them (X.690 8.1.2, 8.1.3). */
struct head {
    uint8_t tag;
    bool indefinite;
    size_t size; /* of identifier and length, in octets */
    size_t length;
};

/* Reads identifier and length octets in any form of BER; false if they or the content are cut
 * off. */
static bool read_head(struct span bytes, struct head *out)
{
    size_t i = 1;

    if (bytes.n < 2)
        return false;
    *out = (struct head){.tag = bytes.p[0]};
    if ((bytes.p[0] & 0x1f) == 0x1f) {
        while (i < bytes.n && (bytes.p[i] & 0x80) != 0)
            i++;
        i++;
    }
    if (i >= bytes.n)
        return false;
    uint8_t first = bytes.p[i++];
    out->indefinite = first == 0x80;
    if (first < 0x80)
        out->length = first;
    for (size_t k = first > 0x80 ? first & 0x7fu : 0; k > 0; k--, i++) {
        if (i >= bytes.n || out->length > SIZE_MAX >> 8)
            return false;
        out->length = out->length << 8 | bytes.p[i];
    }
    out->size = i;
    return out->indefinite || out->length <= bytes.n - i;
}

/*
 * Finds the end of an element of indefinite length: its end-of-contents octets.  Elements of
 * definite length are stepped over whole, so a counter of the open ones is all the state it needs.
 */
static enum err find_end(struct span bytes, size_t *length)
{
    size_t at = 0, depth = 1;

    for (;;) {
        struct head h;
        if (!read_head(span_of(bytes.p + at, bytes.n - at), &h))
            return ERR_DER_TRUNCATED;
        if (h.indefinite && (h.tag & DER_CONSTRUCTED) == 0)
            return ERR_DER_INDEFINITE; /* X.690 8.1.3.2: for constructed ones alone */
        if (h.indefinite && ++depth > DEPTH_MAX)
            return ERR_DER_DEPTH;
        if (h.tag == 0 && h.length == 0 && --depth == 0) {
            *length = at;
            return ERR_OK;
        }
        at += h.size + h.length;
    }
}

bool ber_next(struct span *rest, struct tlv *out, struct fail *fail)
{
    struct head h;
    enum err e = ERR_OK;
    size_t end_size = 0;

    if (rest->n == 0 || fail->err != ERR_OK)
        return false;
    if (!read_head(*rest, &h)) {
        e = ERR_DER_TRUNCATED;
    } else if (h.indefinite) {
        /* The content ends with two zero bytes, which are no part of it. */
        end_size = 2;
        e = (h.tag & DER_CONSTRUCTED) == 0
                ? ERR_DER_INDEFINITE
                : find_end(span_of(rest->p + h.size, rest->n - h.size), &h.length);
    }
    if (e != ERR_OK) {
        fail_set(fail, e, *rest);
        return false;
    }
    out->tag = h.tag;
    out->val = span_of(rest->p + h.size, h.length);
    out->raw = span_head(*rest, h.size + h.length + end_size);
    *rest = span_of(rest->p + out->raw.n, rest->n - out->raw.n);
    return true;
}

struct tlv ber_any(struct ber_reader *b)
{
    struct tlv t = {0};
    struct span at = b->rest;

    if (b->fail->err == ERR_OK && !ber_next(&b->rest, &t, b->fail))
        fail_set(b->fail, b->form, at);
    return t;
}

/* The next element, which must have this tag. */
static struct tlv expect(struct ber_reader *b, uint32_t tag)
{
    struct span at = b->rest;
    struct tlv t = ber_any(b);

    if (b->fail->err == ERR_OK && t.tag != tag)
        fail_set(b->fail, b->form, t.raw.n > 0 ? t.raw : at);
    return b->fail->err == ERR_OK ? t : (struct tlv){0};
}

struct span ber_get(struct ber_reader *b, uint32_t tag)
{
    return expect(b, tag).val;
}

struct span ber_raw(struct ber_reader *b, uint32_t tag)
{
    return expect(b, tag).raw;
}

bool ber_opt(struct ber_reader *b, uint32_t tag, struct span *out)
{
    *out = (struct span){0};
    if (!ber_peek(b, tag))
        return false;
    *out = ber_get(b, tag);
    return b->fail->err == ERR_OK;
}

struct ber_reader ber_enter(struct ber_reader *b, uint32_t tag)
{
    return (struct ber_reader){ber_get(b, tag), b->fail, b->form};
}

uint64_t ber_number(struct ber_reader *b)
{
    struct span at = b->rest, n = ber_get(b, DER_INTEGER);
    uint64_t value = 0;

    if (n.n == 0 || (n.p[0] & 0x80) != 0) {
        fail_set(b->fail, b->form, at);
        return 0;
    }
    for (size_t i = 0; i < n.n; i++)
        value = value > UINT64_MAX >> 8 ? UINT64_MAX : value << 8 | n.p[i];
    return value;
}

struct span ber_string(struct ber_reader *b, uint32_t tag, struct buf *parts)
{
    if (!ber_peek(b, tag | DER_CONSTRUCTED))
        return ber_get(b, tag);
    struct ber_reader inside = ber_enter(b, tag | DER_CONSTRUCTED);
    size_t start = parts->n;
    while (ber_more(&inside))
        buf_put(parts, ber_get(&inside, DER_OCTET_STRING));
    if (parts->err != ERR_OK)
        fail_set(b->fail, parts->err, b->rest);
    return b->fail->err == ERR_OK ? span_of(parts->p + start, parts->n - start) : (struct span){0};
}
