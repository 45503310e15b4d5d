/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/value.h"

#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

#include "lib/asn1/der.h"
#include "lib/base/budget.h"
#include "lib/base/utf8.h"

/* How the bytes of a string type become characters. */
enum form { FORM_NONE, FORM_BYTES, FORM_UTF8, FORM_WIDE2, FORM_WIDE4 };

static enum form form_of(uint32_t tag)
{
    switch (tag) {
    case DER_PRINTABLE_STRING:
    case DER_IA5_STRING:
    case DER_VISIBLE_STRING:
    case DER_NUMERIC_STRING:
    /* T.61 is taken for Latin-1, as everybody who wrote it did. */
    case DER_TELETEX_STRING: return FORM_BYTES;
    case DER_UTF8_STRING: return FORM_UTF8;
    case DER_BMP_STRING: return FORM_WIDE2;
    case DER_UNIVERSAL_STRING: return FORM_WIDE4;
    default: return FORM_NONE;
    }
}

/* Bytes of an ASCII character. */
static size_t width_of(enum form form)
{
    return form == FORM_WIDE2 ? 2 : form == FORM_WIDE4 ? 4 : 1;
}

/* Takes one character off *s; what is none becomes U+FFFD. */
static uint32_t next_char(struct span *s, enum form form)
{
    size_t width = width_of(form);
    uint32_t c = 0;

    if (form == FORM_UTF8) {
        if (utf8_next(&c, s))
            return c;
        *s = span_tail(*s, 1);
        return 0xfffd;
    }
    struct span head = span_head(*s, width);
    *s = span_tail(*s, width);
    for (size_t i = 0; i < head.n; i++)
        c = c << 8 | head.p[i];
    return head.n < width || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0xfffd : c;
}

void attribute_text(struct buf *b, const struct attribute *a)
{
    enum form form = form_of(a->tag);
    struct span s = a->value;

    while (form != FORM_NONE && s.n > 0)
        utf8_put(b, next_char(&s, form));
}

/* Characters that are compared as they come: ASCII in any type, or what was prepared. */
struct text {
    struct span s;
    size_t width; /* of a character, whose last byte alone is not zero */
};

/* Whether a value is such text: nothing but ASCII. */
static bool is_plain(struct text *out, const struct attribute *a)
{
    enum form form = form_of(a->tag);
    size_t width = width_of(form);

    *out = (struct text){a->value, width};
    if (form == FORM_NONE || a->value.n % width != 0)
        return false;
    for (size_t i = 0; i < a->value.n; i++) {
        if (a->value.p[i] >= (i % width == width - 1 ? 0x80 : 1))
            return false;
    }
    return true;
}

/* The next byte of a character; 0 at the end. */
static uint8_t peek_byte(const struct text *t)
{
    return t->s.n >= t->width ? t->s.p[t->width - 1] : 0;
}

static bool skip_spaces(struct text *t)
{
    bool any = false;

    for (; peek_byte(t) == ' '; any = true)
        t->s = span_tail(t->s, t->width);
    return any;
}

/* Takes one folded character off *t: letters in lower case, a run of spaces as one. 0 at the end,
 * which no trailing space comes before. */
static uint8_t next_folded(struct text *t)
{
    if (skip_spaces(t))
        return t->s.n > 0 ? ' ' : 0;
    if (t->s.n < t->width)
        return 0;
    uint8_t c = span_lower(peek_byte(t));
    t->s = span_tail(t->s, t->width);
    return c == 0 ? 1 : c;
}

static bool folded_eq(struct text a, struct text b)
{
    uint8_t x, y;

    skip_spaces(&a);
    skip_spaces(&b);
    do {
        x = next_folded(&a);
        y = next_folded(&b);
    } while (x == y && x != 0);
    return x == y;
}

/* RFC 4518 2.3 and 2.2: compatibility composition and case folding, as UTF-8. */
static void prepare(struct buf *out, const struct attribute *a)
{
    struct buf text;
    uint8_t room[512];
    size_t n = sizeof room;

    buf_init(&text, 1 << 20);
    attribute_text(&text, a);
    out->err = text.err;
    uint8_t *folded = u8_casefold(text.p, text.n, NULL, UNINORM_NFKC, room, &n);
    if (folded == NULL)
        out->err = ERR_MEMORY;
    else
        buf_put(out, span_of(folded, n));
    if (folded != room)
        free(folded);
    buf_free(&text);
}

static bool prepared_eq(const struct attribute *a, const struct attribute *b)
{
    struct buf x, y;

    buf_init(&x, 1 << 22);
    buf_init(&y, 1 << 22);
    prepare(&x, a);
    prepare(&y, b);
    bool same = x.err == ERR_OK && y.err == ERR_OK &&
                folded_eq((struct text){buf_span(&x), 1}, (struct text){buf_span(&y), 1});
    buf_free(&x);
    buf_free(&y);
    return same;
}

/* Preparing a byte costs a hundred times what comparing one does. */
enum { BYTES_PER_WORK = 8 };

bool value_eq(const struct attribute *a, const struct attribute *b, uint64_t *work)
{
    struct text x, y;

    if (a->tag == b->tag && span_eq(a->value, b->value))
        return true;
    if (form_of(a->tag) == FORM_NONE || form_of(b->tag) == FORM_NONE)
        return false;
    if (is_plain(&x, a) && is_plain(&y, b))
        return folded_eq(x, y);
    return budget_take(work, 1 + (a->value.n + b->value.n) / BYTES_PER_WORK) && prepared_eq(a, b);
}

/* FNV-1a */
static uint32_t mix(uint32_t h, uint8_t c)
{
    return (h ^ c) * 16777619u;
}

uint32_t value_hash(const struct attribute *a)
{
    uint32_t h = 2166136261u;
    struct text t;

    if (form_of(a->tag) == FORM_NONE) {
        for (size_t i = 0; i < a->value.n; i++)
            h = mix(h, a->value.p[i]);
        return h;
    }
    if (!is_plain(&t, a))
        return h;
    skip_spaces(&t);
    for (uint8_t c = next_folded(&t); c != 0; c = next_folded(&t))
        h = mix(h, c);
    return h;
}
