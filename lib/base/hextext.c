/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/base/hextext.h"

#include "lib/base/hex.h"

/* The usual number of bytes in a line of a dump, the place of its wider gap, the least and most
 * digits of an offset, and the digits of the offsets of hexdump and od. */
enum { WIDTH = 16, GAP_AFTER = 8, OFFSET_LEAST = 4, OFFSET_MOST = 16, OFFSET_OF_WORDS = 7 };

/* How many bytes "*" lines may stand for, besides a small multiple of the text's length. */
enum { REPEATED = 1 << 16 };

/* How far into a text the brace of a C array is searched: name and type come first. */
enum { HEAD = 256 };

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct span skip_space(struct span text)
{
    while (text.n > 0 && is_space(text.p[0]))
        text = span_tail(text, 1);
    return text;
}

/* The number of hexadecimal digits at the front. */
static size_t run(struct span text)
{
    size_t n = 0;

    while (n < text.n && hex_digit(text.p[n]) >= 0)
        n++;
    return n;
}

static void put_digits(struct buf *out, struct span digits)
{
    for (size_t i = 0; i + 1 < digits.n; i += 2)
        buf_u8(out, (uint8_t)(hex_digit(digits.p[i]) << 4 | hex_digit(digits.p[i + 1])));
}

/* --- digits, and what may be between them ---------------------------------------------- */

/* Only digits, white space and the separators, and at least one digit. */
static bool is_plain(struct span text)
{
    bool some = false;

    for (size_t i = 0; i < text.n; i++) {
        bool is_digit = hex_digit(text.p[i]) >= 0;

        if (!is_digit && !is_space(text.p[i]) && memchr(":,-", text.p[i], 3) == NULL)
            return false;
        some = some || is_digit;
    }
    return some;
}

/* Decodes runs of digits; each must hold whole bytes. */
static enum err plain(struct buf *out, struct span text, struct fail *fail)
{
    while (text.n > 0) {
        size_t n = run(text);

        if (n % 2 != 0) {
            fail_set(fail, ERR_HEX, span_head(text, n));
            return ERR_HEX;
        }
        put_digits(out, span_head(text, n));
        text = span_tail(text, n > 0 ? n : 1);
    }
    return out->err;
}

/* --- 0x16, 0x03 and \x16\x03, as C writes them ----------------------------------------- */

/* "0x" or "\x" is next. */
static bool starts_byte(struct span text)
{
    return span_ieq(span_head(text, 2), SPAN_LIT("0x")) ||
           span_ieq(span_head(text, 2), SPAN_LIT("\\x"));
}

/* The text between the braces, or all of it. */
static struct span c_body(struct span text)
{
    size_t brace = span_find(span_head(text, HEAD), '{');

    if (brace >= HEAD || brace >= text.n)
        return text;
    text = span_tail(text, brace + 1);
    return span_head(text, span_find(text, '}'));
}

/* C source: its first value is written with "0x" or "\x". */
static bool is_c(struct span text)
{
    struct span body = skip_space(c_body(text));

    if (body.n > 0 && body.p[0] == '"')
        body = span_tail(body, 1);
    return starts_byte(body) && run(span_tail(body, 2)) >= 2;
}

/* The text after a C comment at the front, if there is one. */
static struct span skip_comment(struct span text)
{
    if (!span_starts(text, SPAN_LIT("/*")))
        return text;
    for (text = span_tail(text, 2); text.n > 0 && !span_starts(text, SPAN_LIT("*/"));
         text = span_tail(text, 1))
        ;
    return span_tail(text, 2);
}

/* Decodes the values of a C array or string; comments, blanks and separators are skipped. */
static enum err c_bytes(struct buf *out, struct span text, struct fail *fail)
{
    struct span s = c_body(text);

    while (s.n > 0) {
        struct span after = skip_comment(s);

        if (after.n < s.n) {
            s = after;
        } else if (starts_byte(s)) {
            size_t n = run(span_tail(s, 2));

            if (n == 0 || n % 2 != 0)
                break;
            put_digits(out, span_head(span_tail(s, 2), n));
            s = span_tail(s, 2 + n);
        } else if (is_space(s.p[0]) || memchr(",;\"\\", s.p[0], 4) != NULL) {
            s = span_tail(s, 1);
        } else {
            break;
        }
    }
    if (s.n == 0)
        return out->err;
    fail_set(fail, ERR_HEX, span_head(s, 1));
    return ERR_HEX;
}

/* --- dumps --------------------------------------------------------------------------------- */

/* A line of a dump, split after its offset. */
struct line {
    struct span offset; /* the digits of the offset */
    struct span rest;   /* what follows the offset and its colon or dash */
    size_t at;          /* the column of rest */
};

/* A dump while it is decoded.  The offsets show how many bytes each line has, so that the
 * characters printed next to the bytes are never read as bytes. */
struct dump {
    struct buf *out;
    size_t before; /* length of out before this dump */
    size_t most;   /* limit, so that a short text cannot become megabytes */
    bool octal;    /* offsets are octal, as od writes them */
    bool words;    /* 16-bit words of hexdump and od, the low byte last */
    size_t width;  /* bytes of a full line */
    size_t column; /* the column after its last byte, or 0 if unknown */
};

/* Takes one line off the text, without white space at its end. */
static struct span take_line(struct span *text)
{
    struct span line = span_head(*text, span_find(*text, '\n'));

    *text = span_tail(*text, line.n + 1);
    while (line.n > 0 && is_space(line.p[line.n - 1]))
        line.n--;
    return line;
}

/* Splits a line after its offset; false if it has none. */
static bool line_parse(struct line *out, struct span text)
{
    struct span s = skip_space(text);

    if (span_ieq(span_head(s, 2), SPAN_LIT("0x")))
        s = span_tail(s, 2);
    size_t n = run(s);
    struct span rest = span_tail(s, n);
    bool ends = rest.n == 0 || rest.p[0] == ':' || is_space(rest.p[0]);

    if (n < OFFSET_LEAST || n > OFFSET_MOST || !ends)
        return false;
    out->offset = span_head(s, n);
    if (rest.n > 0 && rest.p[0] == ':')
        rest = span_tail(rest, 1);
    if (span_starts(rest, SPAN_LIT(" - ")))
        rest = span_tail(rest, 3);
    out->rest = rest;
    out->at = text.n - rest.n;
    return true;
}

/* The value of an offset. */
static uint64_t offset_value(struct span digits, bool octal)
{
    uint64_t v = 0;

    for (size_t i = 0; i < digits.n; i++)
        v = v << (octal ? 3 : 4) | ((unsigned)hex_digit(digits.p[i]) & (octal ? 7 : 15));
    return v;
}

/* Reads the next line with an offset; false if there is none.  *star is set if "*" came before. */
static bool next_line(struct line *out, struct span *text, bool *star, struct fail *fail)
{
    *star = false;
    while (text->n > 0) {
        struct span line = take_line(text);
        struct span s = skip_space(line);

        if (s.n == 0)
            continue;
        if (span_eq(s, SPAN_LIT("*"))) {
            *star = true;
            continue;
        }
        if (line_parse(out, line))
            return true;
        fail_set(fail, ERR_HEX, s);
        return false;
    }
    return false;
}

/* Whether more bytes follow after this many blanks in the middle of a line, and not the characters.
 * Once the column of a full line's end is known it decides instead. */
static bool continues(const struct dump *dump, struct span text, size_t blanks, size_t have)
{
    if (have == 0 || blanks < 2 || dump->column != 0)
        return true;
    return have == GAP_AFTER && blanks == 2 && run(text) == 2 &&
           (text.n == 2 || is_space(text.p[2]));
}

/* Appends the bytes of a group of digits; a word of hexdump or od has its bytes swapped. */
static void put_token(struct dump *dump, struct span token)
{
    if (dump->words && token.n == 4) {
        put_digits(dump->out, span_of(token.p + 2, 2));
        token = span_head(token, 2);
    }
    put_digits(dump->out, token);
}

/* Decodes at most this number of bytes of a line; *end is set to the column after the last one. */
static size_t take_bytes(struct dump *dump, const struct line *line, size_t most, size_t *end)
{
    struct span s = line->rest;
    size_t have = 0;

    while (have < most) {
        struct span token = s.n > 0 && s.p[0] == '-' && have > 0 ? span_tail(s, 1) : skip_space(s);
        size_t n = run(token), column = line->at + line->rest.n - token.n;

        if (n == 0 || n % 2 != 0 || n / 2 > most - have ||
            (dump->column != 0 && column >= dump->column) ||
            !continues(dump, token, s.n - token.n, have))
            break;
        put_token(dump, span_head(token, n));
        have += n / 2;
        s = span_tail(token, n);
        *end = column + n;
    }
    return have;
}

/* Expands "*": repeats the line before up to this offset. */
static bool repeat(struct dump *dump, uint64_t to)
{
    size_t have = dump->out->n - dump->before;

    if (have < dump->width || to > dump->most || dump->width == 0)
        return false;
    while (dump->out->err == ERR_OK && dump->out->n - dump->before < to)
        buf_u8(dump->out, dump->out->p[dump->out->n - dump->width]);
    return true;
}

/* Learns the format from the first two offsets: their difference is the number of bytes of a
 * line. */
static void learn(struct dump *dump, const struct line *first, const struct line *second)
{
    struct span token = skip_space(first->rest);
    bool colon = first->rest.p != NULL && first->rest.p[-1] == ':';
    uint64_t step = WIDTH;

    dump->words = first->offset.n == OFFSET_OF_WORDS && !colon && run(token) == 4;
    if (second != NULL) {
        step = offset_value(second->offset, false);
        /* In octal the second line of 16 bytes has the offset 20. */
        dump->octal = first->offset.n == OFFSET_OF_WORDS && step == 2 * WIDTH;
        step = dump->octal ? WIDTH : step;
    }
    dump->width = step > 0 && step <= HEAD ? (size_t)step : WIDTH;
}

/* Decodes a dump line by line, always one line ahead: the next offset gives the length of a
 * line. */
static enum err dump(struct buf *out, struct span text, struct fail *fail)
{
    struct dump d = {.out = out, .before = out->n, .most = REPEATED + 4 * text.n};
    struct line line, next;
    bool star, more = next_line(&line, &text, &star, fail);

    for (bool first = true; more && out->err == ERR_OK; first = false, line = next) {
        bool next_star;
        size_t end = 0;

        more = next_line(&next, &text, &next_star, fail);
        if (first)
            learn(&d, &line, more && !next_star ? &next : NULL);
        uint64_t at = offset_value(line.offset, d.octal);
        /* An odd length: the last word was printed with a zero byte that is not in the data. */
        if (at == out->n - d.before - 1 && d.words && line.rest.n == 0)
            buf_truncate(out, out->n - 1); /* the last word had one byte */
        if ((star && !repeat(&d, at)) || at != out->n - d.before) {
            fail_set(fail, ERR_HEX, line.offset);
            break;
        }
        uint64_t step = more && !next_star ? offset_value(next.offset, d.octal) - at : d.width;
        size_t most = step < d.width ? (size_t)step : d.width;
        most += d.words ? most % 2 : 0;
        /* The bytes of a line end where the next line begins. */
        size_t have = take_bytes(&d, &line, most, &end);
        if (have == d.width && more)
            d.column = end;
        star = next_star;
    }
    return fail->err != ERR_OK ? fail->err : out->err;
}

/* The first line has an offset of 0, and whole bytes after it. */
static bool is_dump(struct span text)
{
    struct fail none = {0};
    struct line line;
    bool star;

    return next_line(&line, &text, &star, &none) && offset_value(line.offset, false) == 0 &&
           run(skip_space(line.rest)) >= 2 && run(skip_space(line.rest)) % 2 == 0;
}

bool hextext_is(struct span text)
{
    return is_dump(text) || is_c(text) || is_plain(text);
}

enum err hextext_decode(struct buf *out, struct span text, struct fail *fail)
{
    size_t before = out->n;
    enum err e = ERR_OK;

    if (is_dump(text))
        e = dump(out, text, fail);
    else
        e = is_c(text) ? c_bytes(out, text, fail) : plain(out, text, fail);
    if (e != ERR_OK)
        buf_truncate(out, before);
    return e;
}
