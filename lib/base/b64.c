/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 in two paths: eight digits at a time through tables as long as a line is regular, one
 * character at a time around line ends, padding and errors. */
#include "config.h"

#include "lib/base/b64.h"

/* The digits of RFC 4648 4 and their values. */
/* clang-format off */
#define DIGITS(D) \
    D('A', 0) D('B', 1) D('C', 2) D('D', 3) D('E', 4) D('F', 5) D('G', 6) D('H', 7)         \
    D('I', 8) D('J', 9) D('K', 10) D('L', 11) D('M', 12) D('N', 13) D('O', 14) D('P', 15)   \
    D('Q', 16) D('R', 17) D('S', 18) D('T', 19) D('U', 20) D('V', 21) D('W', 22) D('X', 23) \
    D('Y', 24) D('Z', 25) D('a', 26) D('b', 27) D('c', 28) D('d', 29) D('e', 30) D('f', 31) \
    D('g', 32) D('h', 33) D('i', 34) D('j', 35) D('k', 36) D('l', 37) D('m', 38) D('n', 39) \
    D('o', 40) D('p', 41) D('q', 42) D('r', 43) D('s', 44) D('t', 45) D('u', 46) D('v', 47) \
    D('w', 48) D('x', 49) D('y', 50) D('z', 51) D('0', 52) D('1', 53) D('2', 54) D('3', 55) \
    D('4', 56) D('5', 57) D('6', 58) D('7', 59) D('8', 60) D('9', 61) D('+', 62) D('/', 63)
/* clang-format on */

/*
 * What a digit adds to the 24 bits of a group of four, by its place in the group, and a bit above
 * the 24 which marks it as a digit.  The four values are combined with OR: a group is valid if all
 * four marks are set.
 */
#define PLACE_0(c, v) [c] = 1u << 24 | (v) << 18,
#define PLACE_1(c, v) [c] = 1u << 25 | (v) << 12,
#define PLACE_2(c, v) [c] = 1u << 26 | (v) << 6,
#define PLACE_3(c, v) [c] = 1u << 27 | (v),

static const uint32_t places[4][256] = {
    {DIGITS(PLACE_0)}, {DIGITS(PLACE_1)}, {DIGITS(PLACE_2)}, {DIGITS(PLACE_3)}};

/* The 24 bits of four characters, with the marks of those that are digits. */
static uint32_t group(const uint8_t *data)
{
    return places[0][data[0]] | places[1][data[1]] | places[2][data[2]] | places[3][data[3]];
}

static bool is_group(uint32_t group)
{
    return group >> 24 == 0xf;
}

static bool is_digit(uint8_t c)
{
    return places[3][c] != 0;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The position of a decoder.  Output is written from o on, never beyond limit. */
struct scan {
    const uint8_t *p, *end;
    uint8_t *o, *limit;
};

/* Decodes eight digits; false if one of them is none.  It stores eight bytes for the six that they
 * make, so that much room must be left. */
static bool take_eight(const uint8_t *data, uint8_t *out)
{
    uint32_t high = group(data), low = group(data + 4);

    if (!is_group(high & low))
        return false;
    uint64_t v = (uint64_t)high << 40 | (uint64_t)(low & 0xffffff) << 16;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    memcpy(out, &v, sizeof v);
    return true;
}

/* The fast path: decodes eight digits at a time and skips single spaces and line ends between them.
 * Stops at anything else. */
static void take_runs(struct scan *scan)
{
    const uint8_t *p = scan->p;
    uint8_t *o = scan->o;

    while (scan->end - p >= 8 && scan->limit - o >= 8) {
        if (take_eight(p, o)) {
            p += 8;
            o += 6;
        } else if (is_space(*p)) {
            p++;
        } else {
            break;
        }
    }
    scan->p = p;
    scan->o = o;
}

/* The next character that is not white space; NULL at the end. */
static const uint8_t *take_char(struct scan *scan)
{
    while (scan->p < scan->end && is_space(*scan->p))
        scan->p++;
    return scan->p < scan->end ? scan->p++ : NULL;
}

/* Sets *fail at a character, or at the end of the text if `at` is NULL. */
static enum err wrong(struct scan *scan, const uint8_t *at, struct fail *fail)
{
    fail_set(fail, ERR_BASE64, at == NULL ? span_of(scan->end, 0) : span_of(at, 1));
    return ERR_BASE64;
}

/* Checks the end against RFC 4648 4: after num digits the padding, then only white space. */
static enum err take_padding(struct scan *scan, size_t num, uint32_t value, struct fail *fail)
{
    const uint8_t *at = scan->p - 1;

    if (num < 2) /* six bits make no byte */
        return wrong(scan, at, fail);
    for (size_t i = num + 1; i < 4; i++) {
        at = take_char(scan);
        if (at == NULL || *at != '=')
            return wrong(scan, at, fail);
    }
    /* RFC 4648 3.5: the unused bits are zero, so that each text has one form. */
    if ((value & (num == 2 ? 0xf : 0x3)) != 0)
        return wrong(scan, at, fail);
    *scan->o++ = (uint8_t)(num == 2 ? value >> 4 : value >> 10);
    if (num == 3)
        *scan->o++ = (uint8_t)(value >> 2);
    at = take_char(scan);
    return at == NULL ? ERR_OK : wrong(scan, at, fail);
}

/* The slow path: decodes four digits with white space between them.  *done at the end of the
 * text. */
static enum err take_four(struct scan *scan, bool *done, struct fail *fail)
{
    uint32_t v = 0;

    for (size_t num = 0; num < 4; num++) {
        const uint8_t *at = take_char(scan);
        if (at == NULL && num == 0) {
            *done = true;
            return ERR_OK;
        }
        if (at != NULL && *at == '=') {
            *done = true;
            return take_padding(scan, num, v, fail);
        }
        if (at == NULL || !is_digit(*at))
            return wrong(scan, at, fail);
        v = v << 6 | (places[3][*at] & 63);
    }
    *scan->o++ = (uint8_t)(v >> 16);
    *scan->o++ = (uint8_t)(v >> 8);
    *scan->o++ = (uint8_t)v;
    return ERR_OK;
}

/* Decodes until there are at least `want` bytes. */
static enum err decode_scan(struct scan *scan, size_t want, struct fail *fail)
{
    const uint8_t *begin = scan->o;
    bool done = false;
    enum err e = ERR_OK;

    while (!done && e == ERR_OK && (size_t)(scan->o - begin) < want) {
        take_runs(scan);
        if ((size_t)(scan->o - begin) < want)
            e = take_four(scan, &done, fail);
    }
    return e;
}

/* Decodes into a buffer.  The room is made once: the text cannot yield more. */
static enum err decode(struct buf *out, struct span text, size_t want, struct fail *fail)
{
    size_t most = text.n / 4 * 3 + 3, before = out->n;

    if (text.n == 0)
        return out->err;
    if (most > 8 && want < most - 8)
        most = want + 8;
    uint8_t *o = buf_room(out, most);
    if (o == NULL)
        return out->err;
    struct scan s = {text.p, text.p + text.n, o, o + most};
    enum err e = decode_scan(&s, want, fail);
    buf_truncate(out, e == ERR_OK ? before + (size_t)(s.o - o) : before);
    return e;
}

enum err b64_decode(struct buf *out, struct span text, struct fail *fail)
{
    return decode(out, text, SIZE_MAX, fail);
}

/* Eight digits are read before eight bytes are stored, which end no later than the digits do, and
 * four before three: what is stored is what was read. */
enum err b64_decode_over(struct span *out, uint8_t *text, size_t n, struct fail *fail)
{
    struct scan s = {text, text + n, text, text + n};

    *out = (struct span){0};
    TRY(decode_scan(&s, SIZE_MAX, fail));
    *out = span_of(text, (size_t)(s.o - text));
    return ERR_OK;
}

enum err b64_decode_head(struct buf *out, struct span text, size_t n)
{
    struct fail fail = {0};

    return decode(out, text, n, &fail);
}

void b64_encode(struct buf *out, struct span bytes, size_t line)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t column = 0;

    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t n = bytes.n - i < 3 ? bytes.n - i : 3;
        /* Three bytes are four digits of 6 bits.  n bytes at the end fill n + 1 digits; the others
         * are "=". */
        uint32_t v = (uint32_t)bytes.p[i] << 16 | (n > 1 ? (uint32_t)bytes.p[i + 1] << 8 : 0) |
                     (n > 2 ? bytes.p[i + 2] : 0);
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
