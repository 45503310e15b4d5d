/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/trust/anchor_search.h"

#include <unistd.h>

#include "app/trust/anchor_filter.h"
#include "lib/base/hex.h"
#include "trust/blocklist.h"

enum { DIGITS_MAX = 4096 };

/* Takes the digits of a word that is nothing but digits, and colons between bytes. */
static void take_digits(struct buf *digits, const char *word)
{
    for (const char *s = word; *s != '\0'; s++) {
        if (hex_digit((uint8_t)*s) >= 0)
            buf_u8(digits, span_lower((uint8_t)*s));
        else if (*s != ':' || s == word)
            buf_truncate(digits, 0);
        if (digits->n == 0)
            return;
    }
    if (digits->n < ANCHOR_PRINT_LEAST || digits->err != ERR_OK)
        buf_truncate(digits, 0);
}

bool anchor_print_is_short(const char *word)
{
    enum { SHORTEST = 4 }; /* what is shorter is a part of a name */
    size_t digits = 0;

    for (const char *s = word; *s != '\0'; s++) {
        if (hex_digit((uint8_t)*s) < 0 && *s != ':')
            return false;
        digits += *s != ':';
    }
    return digits >= SHORTEST && digits < ANCHOR_PRINT_LEAST;
}

enum err anchor_search_open(struct anchor_search *search, const char *word, struct arena *arena)
{
    *search = (struct anchor_search){.word = word};
    buf_init(&search->digits, DIGITS_MAX);
    search->is_file =
        strcmp(word, "-") == 0 || strchr(word, '/') != NULL || access(word, F_OK) == 0;
    if (search->is_file)
        return cert_input_read(&search->input, word, CERT_INPUT_CERTS, arena);
    take_digits(&search->digits, word);
    return ERR_OK;
}

void anchor_search_close(struct anchor_search *search)
{
    buf_free(&search->digits);
    cert_input_close(&search->input);
}

/* Whether the digest of a certificate begins with the digits. */
static bool has_print(const struct cert *cert, enum digest digest, struct span digits)
{
    uint8_t print[DIGEST_MAX_SIZE];
    struct buf text;

    digest_of(digest, print, cert->der);
    buf_init(&text, DIGITS_MAX);
    hex_encode(&text, span_of(print, digest_size(digest)), 0);
    bool has = span_starts(buf_span(&text), digits);
    buf_free(&text);
    return has;
}

static enum anchor_match match_text(const struct anchor_search *search, const struct cert *anchor)
{
    if (search->digits.n > 0 && has_print(anchor, DIGEST_SHA256, buf_span(&search->digits)))
        return MATCH_SHA256;
    if (search->digits.n > 0 && has_print(anchor, DIGEST_SHA1, buf_span(&search->digits)))
        return MATCH_SHA1;
    return anchor_name_has(anchor, search->word) ? MATCH_NAME : MATCH_NONE;
}

/* What an anchor is to a certificate.  Key identifiers are compared only if both have one
 * (RFC 5280 4.2.1.1). */
static enum anchor_match match_cert(const struct cert *cert, const struct cert *anchor)
{
    struct span wanted = cert->aki.key_id, own = anchor->key_id;

    if (span_eq(cert->der, anchor->der))
        return MATCH_CERTIFICATE;
    if (span_eq(cert->spki, anchor->spki))
        return MATCH_KEY;
    if (!name_id_eq(&cert->issuer_id, &anchor->subject_id))
        return MATCH_NONE;
    return wanted.n > 0 && own.n > 0 && !span_eq(wanted, own) ? MATCH_ISSUER_NAME : MATCH_ISSUER;
}

/* The best match among all certificates of the file: the first kinds are the better ones. */
static enum anchor_match match_file(const struct anchor_search *search, const struct cert *anchor)
{
    enum anchor_match best = MATCH_NONE;

    for (size_t i = 0; i < search->input.num_certs; i++) {
        enum anchor_match match = match_cert(search->input.certs[i].cert, anchor);
        if (match != MATCH_NONE && (best == MATCH_NONE || match < best))
            best = match;
    }
    return best;
}

static void keep_matches(const struct anchor_search *search, struct trust_anchor *anchors,
                         size_t *num)
{
    size_t kept = 0;

    for (size_t i = 0; i < *num; i++) {
        struct trust_anchor a = anchors[i];

        a.match =
            search->is_file ? match_file(search, a.link->cert) : match_text(search, a.link->cert);
        if (a.match != MATCH_NONE)
            anchors[kept++] = a;
    }
    *num = kept;
}

/* Whether a block is about a certificate of the file, or has the text in its label or issuer. */
static bool is_about(const struct anchor_search *search, const struct anchor_block *block)
{
    for (size_t i = 0; i < search->input.num_certs; i++) {
        if (blocklist_is_about(block, search->input.certs[i].cert))
            return true;
    }
    return !search->is_file &&
           (anchor_text_has(block->label, search->word) ||
            (block->issuer.n > 0 && anchor_subject_has(block->issuer, search->word)));
}

static void keep_blocks(const struct anchor_search *search, struct trust_shelf *shelf)
{
    size_t kept = 0;

    for (size_t i = 0; i < shelf->num_named; i++) {
        if (is_about(search, shelf->named[i]))
            shelf->named[kept++] = shelf->named[i];
    }
    shelf->num_named = kept;
}

void anchor_search_apply(const struct anchor_search *search, struct trust_shelf *shelf)
{
    keep_matches(search, shelf->anchors, &shelf->num);
    keep_matches(search, shelf->distrusted, &shelf->num_distrusted);
    keep_blocks(search, shelf);
}
