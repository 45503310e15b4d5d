/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/b64.h"

/* What a character is: its six bits, or one of these, which have bit 7 set. */
enum { NO = 0x80, WS = 0x81, EQ = 0x82 };

static const uint8_t values[256] = {
/* clang-format off */
    NO, NO, NO, NO, NO, NO, NO, NO, NO, WS, WS, WS, WS, WS, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    WS, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 62, NO, NO, NO, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, EQ, NO, NO,
    NO,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, NO,
    NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
/* clang-format on */
};

/* Where a decoding stands.  Output is written from o on, never beyond limit. */
struct scan {
    const uint8_t *p, *end;
    uint8_t *o, *limit;
};

/* Takes eight digits; false, and nothing is taken, where one of them is none.  Eight bytes are
 * stored for the six that they make, so that much room must be left. */
static bool take_eight(const uint8_t *p, uint8_t *o)
{
    uint32_t a = values[p[0]], b = values[p[1]], c = values[p[2]], d = values[p[3]];
    uint32_t e = values[p[4]], f = values[p[5]], g = values[p[6]], h = values[p[7]];

    if (((a | b | c | d | e | f | g | h) & 0x80) != 0)
        return false;
    uint32_t high = a << 18 | b << 12 | c << 6 | d;
    uint32_t low = e << 18 | f << 12 | g << 6 | h;
    uint64_t v = (uint64_t)high << 40 | (uint64_t)low << 16;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    memcpy(o, &v, sizeof v);
    return true;
}

/* Takes eight characters at a time as long as all of them are digits, and line ends between. */
static void take_runs(struct scan *s)
{
    const uint8_t *p = s->p;
    uint8_t *o = s->o;

    while (s->end - p >= 8 && s->limit - o >= 8) {
        if (take_eight(p, o)) {
            p += 8;
            o += 6;
        } else if (values[*p] == WS) {
            p++;
        } else {
            break;
        }
    }
    s->p = p;
    s->o = o;
}

/* The next character that is not white space; NULL at the end. */
static const uint8_t *take_char(struct scan *s)
{
    while (s->p < s->end && values[*s->p] == WS)
        s->p++;
    return s->p < s->end ? s->p++ : NULL;
}

static enum err wrong(struct scan *s, const uint8_t *at, struct fail *fail)
{
    fail_set(fail, ERR_BASE64, at == NULL ? span_of(s->end, 0) : span_of(at, 1));
    return ERR_BASE64;
}

/* Holds the end against RFC 4648 4: after num digits the padding, then white space alone. */
static enum err take_padding(struct scan *s, size_t num, uint32_t v, struct fail *fail)
{
    const uint8_t *at = s->p - 1;

    if (num < 2) /* six bits make no byte */
        return wrong(s, at, fail);
    for (size_t i = num + 1; i < 4; i++) {
        at = take_char(s);
        if (at == NULL || values[*at] != EQ)
            return wrong(s, at, fail);
    }
    /* RFC 4648 3.5: the bits that are left over are zero, so that a text has one form. */
    if ((v & (num == 2 ? 0xf : 0x3)) != 0)
        return wrong(s, at, fail);
    *s->o++ = (uint8_t)(num == 2 ? v >> 4 : v >> 10);
    if (num == 3)
        *s->o++ = (uint8_t)(v >> 2);
    at = take_char(s);
    return at == NULL ? ERR_OK : wrong(s, at, fail);
}

/* Takes four digits with white space between them, or the end; *done says which. */
static enum err take_four(struct scan *s, bool *done, struct fail *fail)
{
    uint32_t v = 0;

    for (size_t num = 0; num < 4; num++) {
        const uint8_t *at = take_char(s);
        if (at == NULL && num == 0) {
            *done = true;
            return ERR_OK;
        }
        if (at != NULL && values[*at] == EQ) {
            *done = true;
            return take_padding(s, num, v, fail);
        }
        if (at == NULL || values[*at] > 63)
            return wrong(s, at, fail);
        v = v << 6 | values[*at];
    }
    *s->o++ = (uint8_t)(v >> 16);
    *s->o++ = (uint8_t)(v >> 8);
    *s->o++ = (uint8_t)v;
    return ERR_OK;
}

/* Decodes until at least `want` bytes are there.  What text can yield fits into the room made. */
static enum err decode(struct buf *out, struct span text, size_t want, struct fail *fail)
{
    size_t most = text.n / 4 * 3 + 3, before = out->n;
    bool done = false;
    enum err e = ERR_OK;

    if (text.n == 0)
        return out->err;
    if (most > 8 && want < most - 8)
        most = want + 8;
    uint8_t *o = buf_room(out, most);
    if (o == NULL)
        return out->err;
    struct scan s = {text.p, text.p + text.n, o, o + most};
    while (!done && e == ERR_OK && (size_t)(s.o - o) < want) {
        take_runs(&s);
        if ((size_t)(s.o - o) < want)
            e = take_four(&s, &done, fail);
    }
    buf_truncate(out, e == ERR_OK ? before + (size_t)(s.o - o) : before);
    return e;
}

enum err b64_decode(struct buf *out, struct span text, struct fail *fail)
{
    return decode(out, text, SIZE_MAX, fail);
}

enum err b64_decode_head(struct buf *out, struct span text, size_t n)
{
    struct fail fail = {0};

    return decode(out, text, n, &fail);
}

void b64_encode(struct buf *out, struct span s, size_t line)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t column = 0;

    for (size_t i = 0; i < s.n; i += 3) {
        size_t n = s.n - i < 3 ? s.n - i : 3;
        uint32_t v = (uint32_t)s.p[i] << 16 | (n > 1 ? (uint32_t)s.p[i + 1] << 8 : 0) |
                     (n > 2 ? s.p[i + 2] : 0);
        for (size_t k = 0; k < 4; k++) {
            buf_u8(out, k <= n ? (uint8_t)digits[v >> (18 - 6 * k) & 63] : '=');
            if (line > 0 && ++column == line) {
                buf_u8(out, '\n');
                column = 0;
            }
        }
    }
    if (column > 0)
        buf_u8(out, '\n');
}
