/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recursive descent over the grammar of RFC 8259, as deep as JR_DEPTH. */
#include "config.h"

#include "lib/json/json_reader.h"

#include "lib/base/hex.h"
#include "lib/base/utf8.h"

struct json_scan {
    const uint8_t *p, *end;
    struct json_text *out;
    size_t max_values;
    unsigned depth, keeps; /* how deep it is; what is deeper than `keeps` is checked and dropped */
    struct arena *arena;
    struct fail *fail;
};

/* Sets *fail at n bytes, or at as many as there are. */
static enum err wrong(struct json_scan *scan, enum err e, const uint8_t *at, size_t n)
{
    fail_set(scan->fail, e, span_head(span_of(at, (size_t)(scan->end - at)), n));
    return e;
}

/* What is wrong where something else is required: the text ends there, or has another byte. */
static enum err wrong_here(struct json_scan *scan, enum err e)
{
    return wrong(scan, scan->p == scan->end ? ERR_JSON_TRUNCATED : e, scan->p, 1);
}

/* RFC 8259 2: white space is four characters. */
static void skip_space(struct json_scan *scan)
{
    while (scan->p < scan->end &&
           (*scan->p == ' ' || *scan->p == '\n' || *scan->p == '\r' || *scan->p == '\t'))
        scan->p++;
}

/* Steps over white space and then over this character; false if another one is there. */
static bool take_char(struct json_scan *scan, uint8_t c)
{
    skip_space(scan);
    if (scan->p == scan->end || *scan->p != c)
        return false;
    scan->p++;
    return true;
}

/* The value of four hexadecimal digits at p; false if they are none. */
static bool four_digits(uint32_t *out, const uint8_t *p, const uint8_t *end)
{
    *out = 0;
    if (end - p < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

static bool is_surrogate(uint32_t c, uint32_t first)
{
    return c >= first && c < first + 0x400;
}

enum { HIGH = 0xd800, LOW = 0xdc00 };

/*
 * Reads the character of \uXXXX at p, or of the pair \uXXXX\uXXXX (RFC 8259 7), and its length.
 * Half of a pair stands for no character (RFC 8259 8.2).
 */
static enum err read_unicode(uint32_t *out, size_t *n, const uint8_t *p, const uint8_t *end)
{
    uint32_t low;

    if (!four_digits(out, p + 2, end))
        return ERR_JSON_ESCAPE;
    *n = 6;
    if (is_surrogate(*out, LOW))
        return ERR_JSON_SURROGATE;
    if (!is_surrogate(*out, HIGH))
        return ERR_OK;
    if (end - p < 12 || p[6] != '\\' || p[7] != 'u' || !four_digits(&low, p + 8, end) ||
        !is_surrogate(low, LOW))
        return ERR_JSON_SURROGATE;
    *out = 0x10000 + ((*out - HIGH) << 10) + (low - LOW);
    *n = 12;
    return ERR_OK;
}

/* The characters of two-character escapes (RFC 8259 7). */
static const uint8_t escapes[0x80] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* Reads the character of an escape at p and its length.  *out is 0 with *n 0 on an error. */
static enum err read_escape(uint32_t *out, size_t *n, const uint8_t *p, const uint8_t *end)
{
    *out = 0;
    *n = 0;
    if (end - p < 2)
        return ERR_JSON_TRUNCATED;
    if (p[1] == 'u')
        return read_unicode(out, n, p, end);
    if (p[1] >= 0x80 || escapes[p[1]] == 0)
        return ERR_JSON_ESCAPE;
    *out = escapes[p[1]];
    *n = 2;
    return ERR_OK;
}

/* Checks one character of a string that does not stand for itself. */
static enum err take_special(struct json_scan *scan)
{
    struct span rest = span_of(scan->p, (size_t)(scan->end - scan->p));
    uint32_t c;
    size_t n;

    if (*scan->p == '\\') {
        enum err e = read_escape(&c, &n, scan->p, scan->end);
        if (e != ERR_OK)
            return wrong(scan, e, scan->p, 2);
        scan->p += n;
        return ERR_OK;
    }
    if (*scan->p < 0x20) /* RFC 8259 7 */
        return wrong(scan, ERR_JSON_CONTROL, scan->p, 1);
    if (!utf8_next(&c, &rest)) /* RFC 8259 8.1 */
        return wrong(scan, ERR_JSON_UTF8, scan->p, 1);
    scan->p = rest.p == NULL ? scan->end : rest.p;
    return ERR_OK;
}

/* Reads a string, whose opening quotation mark is next. */
static enum err take_string(struct json_scan *scan, struct json_value *out)
{
    const uint8_t *first = scan->p++;

    for (;;) {
        scan->p += utf8_plain(span_of(scan->p, (size_t)(scan->end - scan->p)));
        if (scan->p == scan->end)
            return wrong(scan, ERR_JSON_TRUNCATED, scan->p, 0);
        if (*scan->p == '"')
            break;
        out->has_escapes = out->has_escapes || *scan->p == '\\';
        TRY(take_special(scan));
    }
    scan->p++;
    out->kind = JR_STRING;
    out->text = span_of(first, (size_t)(scan->p - first));
    return ERR_OK;
}

/* Steps over digits; false if there is none. */
static bool take_digits(struct json_scan *scan)
{
    const uint8_t *first = scan->p;

    while (scan->p < scan->end && *scan->p >= '0' && *scan->p <= '9')
        scan->p++;
    return scan->p > first;
}

/* Steps over one of two characters, if it is next. */
static bool take_either(struct json_scan *scan, uint8_t a, uint8_t b)
{
    bool is = scan->p < scan->end && (*scan->p == a || *scan->p == b);

    scan->p += is;
    return is;
}

/* RFC 8259 6: no leading zero, and digits on both sides of the point. */
static enum err take_number(struct json_scan *scan, struct json_value *out)
{
    const uint8_t *first = scan->p;

    (void)take_either(scan, '-', '-');
    if (!take_either(scan, '0', '0') && !take_digits(scan))
        return wrong_here(scan, ERR_JSON_NUMBER);
    if (take_either(scan, '.', '.') && !take_digits(scan))
        return wrong_here(scan, ERR_JSON_NUMBER);
    if (take_either(scan, 'e', 'E')) {
        (void)take_either(scan, '+', '-');
        if (!take_digits(scan))
            return wrong_here(scan, ERR_JSON_NUMBER);
    }
    out->kind = JR_NUMBER;
    out->text = span_of(first, (size_t)(scan->p - first));
    return ERR_OK;
}

/* RFC 8259 3: three words in lower case. */
static enum err take_word(struct json_scan *scan, struct json_value *out)
{
    static const struct {
        struct span word;
        enum json_kind kind;
    } words[] = {
        {SPAN_INIT("null"), JR_NULL}, {SPAN_INIT("true"), JR_TRUE}, {SPAN_INIT("false"), JR_FALSE}};
    struct span rest = span_of(scan->p, (size_t)(scan->end - scan->p));

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!span_starts(rest, words[i].word))
            continue;
        out->kind = words[i].kind;
        out->text = span_head(rest, words[i].word.n);
        scan->p += out->text.n;
        return ERR_OK;
    }
    return wrong_here(scan, ERR_JSON_VALUE);
}

/* Adds a value to the list. */
static enum err push(struct json_scan *scan, const struct json_value *value)
{
    struct json_text *t = scan->out;

    if (t->num == scan->max_values)
        return wrong(scan, ERR_JSON_VALUES, value->text.p, 1);
    TRY(ARENA_GROW(scan->arena, t->v, t->num, t->cap));
    t->v[t->num] = *value;
    t->v[t->num++].size = 1;
    return ERR_OK;
}

/* Sets the size of an array or object, which began at first, after what was read of it. */
static void close_value(struct json_scan *scan, size_t i, const uint8_t *first)
{
    if (scan->depth >= scan->keeps)
        scan->out->num = i + 1;
    scan->out->v[i].size = scan->out->num - i;
    scan->out->v[i].text = span_of(first, (size_t)(scan->p - first));
}

/* Reads a value of any kind into the list.  *value is empty, or has the name of a member. */
static enum err take_value(struct json_scan *scan, struct json_value *value);

/* The elements of an array, after its bracket. */
static enum err take_elements(struct json_scan *scan)
{
    size_t num = scan->out->num;

    if (take_char(scan, ']'))
        return ERR_OK;
    do {
        TRY(take_value(scan, &(struct json_value){0}));
        if (scan->depth > scan->keeps)
            scan->out->num = num;
    } while (take_char(scan, ','));
    return take_char(scan, ']') ? ERR_OK : wrong_here(scan, ERR_JSON_COMMA);
}

/* Reads the name of a member, which must be a string, and the colon after it. */
static enum err take_name(struct json_scan *scan, struct json_value *out)
{
    struct json_value string = {0};

    skip_space(scan);
    if (scan->p == scan->end || *scan->p != '"')
        return wrong_here(scan, ERR_JSON_NAME);
    TRY(take_string(scan, &string));
    TRY(jr_string(&out->name, &string, scan->arena));
    out->name_text = string.text;
    return take_char(scan, ':') ? ERR_OK : wrong_here(scan, ERR_JSON_COLON);
}

/* RFC 8259 4: names should be unique.  Readers differ on which of two values counts, so two are an
 * error here. */
static enum err check_name(struct json_scan *scan, const struct json_value *parent,
                           const struct json_value *member)
{
    struct span at = member->name_text;
    size_t num = 0;

    for (const struct json_value *v = jr_first(parent); v != NULL; v = jr_next(parent, v), num++) {
        if (span_eq(v->name, member->name))
            return wrong(scan, ERR_JSON_DUPLICATE, at.p, at.n);
    }
    return num < JR_MEMBERS ? ERR_OK : wrong(scan, ERR_JSON_MEMBERS, at.p, at.n);
}

/* The members of object i, after its brace. */
static enum err take_members(struct json_scan *scan, size_t i)
{
    if (take_char(scan, '}'))
        return ERR_OK;
    do {
        struct json_value member = {0};
        TRY(take_name(scan, &member));
        scan->out->v[i].size = scan->out->num - i;
        TRY(check_name(scan, &scan->out->v[i], &member));
        TRY(take_value(scan, &member));
    } while (take_char(scan, ','));
    return take_char(scan, '}') ? ERR_OK : wrong_here(scan, ERR_JSON_COMMA);
}

/* Reads an array or object.  After an error it still has what was complete. */
static enum err take_nested(struct json_scan *scan, struct json_value *value)
{
    const uint8_t *first = scan->p++;
    enum json_kind kind = *first == '{' ? JR_OBJECT : JR_ARRAY;
    size_t i = scan->out->num;

    if (scan->depth == JR_DEPTH)
        return wrong(scan, ERR_JSON_DEPTH, first, 1);
    value->kind = kind;
    value->text = span_of(first, 1);
    TRY(push(scan, value));
    scan->depth++;
    enum err e = kind == JR_OBJECT ? take_members(scan, i) : take_elements(scan);
    scan->depth--;
    close_value(scan, i, first);
    return e;
}

/* RFC 8259 3: the first character shows which kind it is. */
static enum err take_value(struct json_scan *scan, struct json_value *value)
{
    skip_space(scan);
    if (scan->p == scan->end)
        return wrong_here(scan, ERR_JSON_VALUE);
    uint8_t c = *scan->p;
    if (c == '{' || c == '[')
        return take_nested(scan, value);
    if (c == '"')
        TRY(take_string(scan, value));
    else if (c == '-' || (c >= '0' && c <= '9'))
        TRY(take_number(scan, value));
    else
        TRY(take_word(scan, value));
    return push(scan, value);
}

static enum err read_text(struct json_scan *scan, struct span text)
{
    const uint8_t *first = text.p == NULL ? (const uint8_t *)"" : text.p;

    scan->p = first;
    scan->end = first + text.n;
    *scan->out = (struct json_text){0};
    if (span_starts(text, SPAN_LIT("\xef\xbb\xbf"))) /* RFC 8259 8.1 */
        return wrong(scan, ERR_JSON_BOM, scan->p, 3);
    enum err e = take_value(scan, &(struct json_value){0});
    if (e != ERR_OK) {
        fail_set(scan->fail, e, span_of(scan->p, 0)); /* one of the arena */
        return e;
    }
    skip_space(scan);
    return scan->p == scan->end ? ERR_OK : wrong(scan, ERR_JSON_TRAILING, scan->p, 1);
}

enum err jr_read(struct json_text *out, struct span text, size_t max_values, struct arena *arena,
                 struct fail *fail)
{
    struct json_scan s = {
        .out = out, .max_values = max_values, .keeps = JR_DEPTH, .arena = arena, .fail = fail};

    return read_text(&s, text);
}

enum err jr_read_top(struct json_text *out, struct span text, size_t max_values,
                     struct arena *arena, struct fail *fail)
{
    struct json_scan s = {
        .out = out, .max_values = max_values, .keeps = 1, .arena = arena, .fail = fail};

    return read_text(&s, text);
}

const struct json_value *jr_first(const struct json_value *parent)
{
    bool nests = parent->kind == JR_ARRAY || parent->kind == JR_OBJECT;

    return nests && parent->size > 1 ? parent + 1 : NULL;
}

const struct json_value *jr_next(const struct json_value *parent, const struct json_value *value)
{
    const struct json_value *next = value + value->size;

    return next < parent + parent->size ? next : NULL;
}

/* Decodes the contents of a string, which were checked.  UTF-8 is never longer than the escapes
 * that stand for it. */
static size_t decode(uint8_t *out, struct span text)
{
    struct buf buf = {.p = out, .room = text.n, .cap = text.n};
    uint32_t c;
    size_t n;

    while (text.n > 0) {
        struct span plain = span_head(text, span_find(text, '\\'));
        buf_put(&buf, plain);
        text = span_tail(text, plain.n);
        if (text.n == 0 || read_escape(&c, &n, text.p, text.p + text.n) != ERR_OK)
            break;
        utf8_put(&buf, c);
        text = span_tail(text, n);
    }
    return buf.n;
}

enum err jr_string(struct span *out, const struct json_value *value, struct arena *arena)
{
    struct span inner = span_of(value->text.p + 1, value->text.n - 2);

    *out = inner;
    if (!value->has_escapes)
        return ERR_OK;
    uint8_t *p = arena_alloc(arena, inner.n, 1);
    if (p == NULL)
        return arena->err;
    *out = span_of(p, decode(p, inner));
    return ERR_OK;
}
