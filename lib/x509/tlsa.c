/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/tlsa.h"

#include "lib/base/hex.h"
#include "lib/base/lookup.h"

/* The longest record is a whole certificate. */
enum { DATA_MAX = 1 << 16, SHOWN_BYTES = 8 };

enum err tlsa_parse(struct tlsa *out, struct span rdata)
{
    if (rdata.n < 3)
        return ERR_TLSA;
    *out = (struct tlsa){rdata.p[0], rdata.p[1], rdata.p[2], span_tail(rdata, 3)};
    return ERR_OK;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '(' || c == ')' || c == '\r' || c == '\n';
}

/* Takes the next word off *text; parentheses only join the lines of a zone (RFC 1035 5.1). */
static struct span word_next(struct span *text)
{
    size_t from = 0, to;

    while (from < text->n && is_blank(text->p[from]))
        from++;
    for (to = from; to < text->n && !is_blank(text->p[to]);)
        to++;
    struct span word = span_head(span_tail(*text, from), to - from);
    *text = span_tail(*text, to);
    return word;
}

/* A number from 0 to 255, or -1. */
static int octet(struct span word)
{
    int v = 0;

    if (word.n == 0 || word.n > 3)
        return -1;
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] < '0' || word.p[i] > '9')
            return -1;
        v = v * 10 + (word.p[i] - '0');
    }
    return v <= UINT8_MAX ? v : -1;
}

/* The words after "TLSA", where that is one of the words: a line of a zone. */
static struct span after_type(struct span text)
{
    struct span rest = text, word;

    while ((word = word_next(&rest)).n > 0) {
        if (span_ieq(word, span_str("TLSA")))
            return rest;
    }
    return text;
}

/* The digits of the data, in one or several words. */
static enum err read_data(struct span *out, struct span text, struct arena *arena)
{
    struct fail f = {0};
    struct buf bytes;
    struct span word;
    enum err e = ERR_OK;

    buf_init(&bytes, DATA_MAX);
    while (e == ERR_OK && (word = word_next(&text)).n > 0)
        e = hex_decode(&bytes, word, &f);
    if (e == ERR_OK && bytes.err == ERR_OK)
        e = arena_copy(arena, out, buf_span(&bytes));
    else
        e = ERR_TLSA;
    buf_free(&bytes);
    return e;
}

enum err tlsa_parse_text(struct tlsa *out, struct span text, struct arena *arena)
{
    struct span rest = after_type(span_head(text, span_find(text, ';')));
    int numbers[3];

    for (size_t i = 0; i < 3; i++) {
        numbers[i] = octet(word_next(&rest));
        if (numbers[i] < 0)
            return ERR_TLSA;
    }
    *out = (struct tlsa){(uint8_t)numbers[0], (uint8_t)numbers[1], (uint8_t)numbers[2], {0}};
    TRY(read_data(&out->data, rest, arena));
    return out->data.n == 0 ? ERR_TLSA : ERR_OK;
}

static enum digest digest_by(uint8_t matching)
{
    return matching == TLSA_SHA256   ? DIGEST_SHA256
           : matching == TLSA_SHA512 ? DIGEST_SHA512
                                     : DIGEST_NONE;
}

bool tlsa_is_usable(const struct tlsa *tlsa)
{
    enum digest d = digest_by(tlsa->matching);

    return tlsa->usage < TLSA_USAGES && tlsa->selector < TLSA_SELECTORS &&
           tlsa->matching < TLSA_MATCHINGS && tlsa->data.n > 0 &&
           (d == DIGEST_NONE || tlsa->data.n == digest_size(d));
}

bool tlsa_matches(const struct tlsa *tlsa, struct tlsa_digests *digests)
{
    const struct cert *cert = digests->cert;
    struct span whole = tlsa->selector == TLSA_SPKI ? cert->spki : cert->der;
    enum digest d = digest_by(tlsa->matching);
    uint8_t *digest = digests->digest[tlsa->selector][tlsa->matching];
    bool *is_made = &digests->is_made[tlsa->selector][tlsa->matching];

    if (d == DIGEST_NONE)
        return span_eq(tlsa->data, whole);
    if (!*is_made)
        digest_of(d, digest, whole);
    *is_made = true;
    return span_eq(tlsa->data, span_of(digest, digest_size(d)));
}

const char *tlsa_usage_name(enum tlsa_usage usage)
{
    static const char names[TLSA_USAGES][10] = {ROW_TEXT("PKIX-TA"), ROW_TEXT("PKIX-EE"),
                                                ROW_TEXT("DANE-TA"), ROW_TEXT("DANE-EE")};

    return names[usage];
}

void tlsa_print(struct buf *out, const struct tlsa *tlsa)
{
    buf_printf(out, "%u %u %u ", tlsa->usage, tlsa->selector, tlsa->matching);
    hex_encode(out, span_head(tlsa->data, SHOWN_BYTES), 0);
    if (tlsa->data.n > SHOWN_BYTES)
        buf_str(out, "\xe2\x80\xa6");
}
