/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text is walked once, from dashes to dashes, so that no byte is searched twice, whatever the
 * text contains.  RFC 7468 3 allows parsers to be lax; this one is lax where people's files need
 * it: text between blocks, any line ending, white space around lines, no line ending at all.
 */
#include "config.h"

#include "lib/asn1/pem.h"

#include "lib/base/b64.h"
#include "lib/base/hextext.h"

static const struct span labels[PEM_COUNT] = {
#define PEM(id, label) [PEM_##id] = SPAN_INIT(label),
#include "lib/asn1/pem.def"
#undef PEM
};

#define DASHES SPAN_LIT("-----")
#define BEGIN  SPAN_LIT("-----BEGIN ")
#define END    SPAN_LIT("-----END ")

/* RFC 7468 3 sets no limit for a label; a text that fills a line is none. */
enum { LABEL_MAX = 64 };

/* How far before a BEGIN the mark of a comment is searched. */
enum { COMMENT_MAX = 256 };

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_eol(uint8_t c)
{
    return c == '\n' || c == '\r';
}

/* The parts of a text before `at`, and from `at` on. */
static struct span before(struct span text, const uint8_t *at)
{
    return span_of(text.p, (size_t)(at - text.p));
}

static struct span from(struct span text, const uint8_t *at)
{
    return span_of(at, text.n - (size_t)(at - text.p));
}

/* The first five dashes in text, or NULL. */
static const uint8_t *find_dashes(struct span text)
{
    for (;;) {
        size_t i = span_find(text, '-');
        if (i == text.n)
            return NULL;
        text = from(text, text.p + i);
        if (span_starts(text, DASHES))
            return text.p;
        text = span_tail(text, 1);
    }
}

/* Reads "-----BEGIN LABEL-----" (or END, by `head`) at the front of *text and steps over it. */
static bool take_line(struct span *text, struct span head, struct span *label)
{
    if (!span_starts(*text, head))
        return false;
    struct span rest = span_tail(*text, head.n);
    const uint8_t *close = find_dashes(span_head(rest, LABEL_MAX + DASHES.n));
    if (close == NULL)
        return false;
    *label = before(rest, close);
    for (size_t i = 0; i < label->n; i++) {
        if (label->p[i] < 0x20 || label->p[i] > 0x7e)
            return false;
    }
    *text = from(*text, close + DASHES.n);
    return true;
}

/* Invisible characters in front of a BEGIN line, as editors, chats and web pages leave them. */
static const struct span unseen[] = {
    SPAN_INIT("\xef\xbb\xbf"), /* U+FEFF, the byte order mark */
    SPAN_INIT("\xe2\x80\x8b"), /* U+200B, the zero-width space */
    SPAN_INIT("\xe2\x80\x8c"), SPAN_INIT("\xe2\x80\x8d"), SPAN_INIT("\xe2\x80\x8e"),
    SPAN_INIT("\xe2\x80\x8f"), SPAN_INIT("\xe2\x81\xa0"), /* U+2060, the word joiner */
    SPAN_INIT("\xc2\xa0"),                                /* U+00A0, the no-break space */
    SPAN_INIT("\xc2\xad"),                                /* U+00AD, the soft hyphen */
};

/* How many bytes at the end of `head` are one blank or invisible character; 0 at a line end. */
static size_t blank_end(struct span head)
{
    if (head.n > 0 && is_space(head.p[head.n - 1]))
        return is_eol(head.p[head.n - 1]) ? 0 : 1;
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        size_t n = unseen[i].n;
        if (head.n >= n && span_eq(span_of(head.p + head.n - n, n), unseen[i]))
            return n;
    }
    return 0;
}

/* Nothing visible is between the start of the line and `at`. */
static bool starts_line(struct span text, const uint8_t *at)
{
    struct span head = before(text, at);

    while (head.n > 0 && !is_eol(head.p[head.n - 1])) {
        size_t n = blank_end(head);
        if (n == 0)
            return false;
        head.n -= n;
    }
    return true;
}

/* The line of `at` is a comment: somebody has disabled the block on purpose. */
static bool is_comment(struct span text, const uint8_t *at)
{
    const uint8_t *first = at;

    while (first > text.p && !is_eol(first[-1]) && at - first < COMMENT_MAX)
        first--;
    while (first < at && is_space(*first))
        first++;
    return *first == '#' || *first == ';';
}

/* A BEGIN within a line counts if an END with its label follows: prose has none. */
static bool is_block(struct span rest, struct span label)
{
    const uint8_t *end = find_dashes(rest);
    struct span end_label;

    if (end == NULL)
        return false;
    rest = from(rest, end);
    return take_line(&rest, END, &end_label) && span_eq(label, end_label);
}

/* Finds the next BEGIN line; *rest is the text after it. */
static const uint8_t *find_begin(struct span text, struct span *rest, struct span *label)
{
    struct span s = text;

    for (;;) {
        const uint8_t *at = find_dashes(s);
        if (at == NULL)
            return NULL;
        *rest = from(s, at);
        if (span_starts(*rest, BEGIN) && take_line(rest, BEGIN, label) &&
            (starts_line(text, at) || (!is_comment(text, at) && is_block(*rest, *label))))
            return at;
        /* Only one dash further: of six dashes the BEGIN may start at the second. */
        s = from(s, at + 1);
    }
}

/* The label of a block; OTHER if it is not in pem.def. */
static enum pem_label label_find(struct span text)
{
    for (enum pem_label l = PEM_OTHER + 1; l < PEM_COUNT; l++) {
        if (span_eq(labels[l], text))
            return l;
    }
    return PEM_OTHER;
}

/* After an error, *text is past the BEGIN line at least, so that the caller can look for the next
 * block. */
bool pem_next(struct span *text, struct pem_block *out, struct fail *fail)
{
    struct span rest, end_label;
    const uint8_t *at = find_begin(*text, &rest, &out->label_text);

    if (at == NULL) {
        *text = span_tail(*text, text->n);
        return false;
    }
    /* Remembered before *text moves. */
    bool own_line = starts_line(*text, at);
    out->label = label_find(out->label_text);
    *text = rest;
    const uint8_t *end = find_dashes(rest);
    out->body = end == NULL ? rest : before(rest, end);
    out->whole =
        end == NULL ? span_of(at, (size_t)(rest.p - at) + rest.n) : span_of(at, (size_t)(end - at));
    if (end == NULL || !span_starts(from(rest, end), END)) {
        fail_set(fail, ERR_PEM_END, out->whole);
        return false;
    }
    *text = from(rest, end);
    if (!take_line(text, END, &end_label)) {
        *text = span_tail(*text, DASHES.n);
        fail_set(fail, ERR_PEM_END, out->whole);
        return false;
    }
    out->whole = span_of(at, (size_t)(end - at) + (from(rest, end).n - text->n));
    if (!span_eq(out->label_text, end_label)) {
        fail_set(fail, ERR_PEM_LABEL, end_label);
        return false;
    }
    if (!own_line) {
        bool escaped = out->body.n > 0 && out->body.p[0] == '\\';
        fail_set(fail, escaped ? ERR_PEM_ESCAPED : ERR_PEM_BEGIN, out->whole);
        return false;
    }
    return true;
}

/* The line of body that contains `at`. */
static struct span line_of(struct span body, const uint8_t *at)
{
    const uint8_t *first = at, *last = at;

    while (first > body.p && !is_eol(first[-1]))
        first--;
    while (last < body.p + body.n && !is_eol(*last))
        last++;
    return span_of(first, (size_t)(last - first));
}

/* Why a body does not decode. */
static enum err failed(enum err err, struct span body, struct fail f, struct fail *fail)
{
    if (err == ERR_BASE64) {
        /* A ':' in the line shows RFC 1421 headers ("Proc-Type: 4,ENCRYPTED"). */
        struct span line = line_of(body, f.at.p);
        if (*f.at.p == '\\')
            f = (struct fail){err = ERR_PEM_ESCAPED, f.at};
        else if (span_find(line, ':') < line.n)
            f = (struct fail){err = ERR_PEM_HEADERS, line};
    }
    if (err != ERR_OK)
        fail_set(fail, err, f.at);
    return err;
}

enum err pem_decode(struct buf *out, struct span body, struct fail *fail)
{
    struct fail f = {0};
    enum err e = b64_decode(out, body, &f);

    return failed(e, body, f, fail);
}

/* What is left of the line of an error is enough to see what it is. */
enum err pem_decode_over(struct span *out, struct span body, struct fail *fail)
{
    struct fail f = {0};
    enum err e = b64_decode_over(out, (uint8_t *)(uintptr_t)body.p, body.n, &f);

    return failed(e, body, f, fail);
}

bool pem_bare(struct buf *out, struct span text)
{
    struct fail none = {0};
    size_t start = 0, before_n = out->n;

    while (start < text.n && is_space(text.p[start]))
        start++;
    /* A SEQUENCE of more than 127 bytes is 30 8x, whose base64 begins with MI or MH. */
    struct span head = span_head(span_tail(text, start), 2);
    bool base64 = span_eq(head, SPAN_LIT("MI")) || span_eq(head, SPAN_LIT("MH"));
    enum err e = base64             ? b64_decode(out, text, &none)
                 : hextext_is(text) ? hextext_decode(out, text, &none)
                                    : ERR_BASE64;
    struct span der = span_tail(buf_span(out), before_n);
    if (e == ERR_OK && der.n > 1 && der.p[0] == 0x30 && der.p[1] >= 0x80)
        return true;
    buf_truncate(out, before_n);
    return false;
}

enum err pem_decode_head(struct buf *out, struct span body, size_t n)
{
    return b64_decode_head(out, body, n);
}

void pem_encode(struct buf *out, const char *label, struct span der)
{
    buf_printf(out, "-----BEGIN %s-----\n", label);
    b64_encode(out, der, 64);
    buf_printf(out, "-----END %s-----\n", label);
}

/* UTF-16 with a byte order mark, or without: then every other byte of the dashes is zero. */
static bool is_utf16(struct span file)
{
    return span_starts(file, SPAN_LIT("\xff\xfe")) || span_starts(file, SPAN_LIT("\xfe\xff")) ||
           span_starts(file, SPAN_LIT("-\0-\0-\0")) || span_starts(file, SPAN_LIT("\0-\0-\0-"));
}

enum pem_form pem_form(struct span file)
{
    struct span rest, label;
    size_t i = 0;

    while (i < file.n && is_space(file.p[i]))
        i++;
    if (i == file.n)
        return FORM_EMPTY;
    if (is_utf16(file))
        return FORM_UTF16;
    /* 30 is also the digit 0; but with a length octet of 80 or more after it, it begins no text. */
    if (file.n > 1 && file.p[0] == 0x30 && file.p[1] >= 0x80)
        return FORM_DER;
    if (find_begin(file, &rest, &label) != NULL)
        return FORM_PEM;
    return file.p[0] == 0x30 && !hextext_is(file) ? FORM_DER : FORM_OTHER;
}
