/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads and asks a CRLite filter (C2SP upki-revocation, "Filter file format").  The question is
 * that of J. M. Schanck, "Clubcards for the WebPKI", IEEE S&P 2025: the SHA-256 of issuer and
 * serial number is a row of 256 bits that begins at one of the m rows of the issuer's part.  If its
 * product with each column of the approximate filter is 0, the certificate is probably revoked, and
 * the product with the exact filter decides.  What could not be encoded is in a list of exceptions.
 */
#include "config.h"

#include "lib/crlite/clubcard.h"

#include "lib/base/rd.h"
#include "lib/crypto/hasher.h"

enum {
    COVERAGE_SIZE = CRLITE_ID_SIZE + 8 + 8, /* of one log */
    QUERY_WORDS = 4,                        /* the width W of a question */
    WORD_BITS = 64,
};

/* An IssuerEntry. */
struct issuer_block {
    struct span issuer;
    uint32_t approx_m, approx_offset, exact_m, exact_offset;
    uint8_t approx_rank, inverted;
    uint16_t num_exceptions;
    struct span exceptions;
};

static struct issuer_block next_issuer(struct rd *r)
{
    struct issuer_block b = {.issuer = rd_bytes(r, CRLITE_ID_SIZE)};

    b.approx_m = rd_u32(r);
    b.approx_rank = rd_u8(r);
    b.approx_offset = rd_u32(r);
    b.exact_m = rd_u32(r);
    b.exact_offset = rd_u32(r);
    b.inverted = rd_u8(r);
    b.num_exceptions = rd_u16(r);
    struct span start = r->left;
    for (unsigned i = 0; i < b.num_exceptions && r->fail->err == ERR_OK; i++)
        rd_vec8(r, 1, UINT8_MAX);
    b.exceptions = span_head(start, start.n - r->left.n);
    return b;
}

/* Steps over the issuers, and finds the highest rank. */
static void check_issuers(struct clubcard *out, struct rd *r, uint8_t *rank)
{
    uint32_t num = rd_u32(r);
    struct span start = r->left, last = {0};

    *rank = 0;
    for (uint32_t i = 0; i < num && r->fail->err == ERR_OK; i++) {
        struct issuer_block b = next_issuer(r);
        /* "Per-issuer index": sorted, without duplicates, and inverted is 0 or 1. */
        if (r->fail->err == ERR_OK && ((i > 0 && span_cmp(last, b.issuer) >= 0) || b.inverted > 1))
            fail_set(r->fail, ERR_CRLITE_FILTER, b.issuer);
        last = b.issuer;
        *rank = b.approx_rank > *rank ? b.approx_rank : *rank;
    }
    out->issuers = span_head(start, start.n - r->left.n);
}

/* The words of a BitColumn. */
static struct span next_column(struct rd *r)
{
    size_t num = rd_u32(r);

    if (num > r->left.n / sizeof(uint64_t))
        fail_set(r->fail, ERR_CRLITE_FILTER, r->left);
    return r->fail->err == ERR_OK ? rd_bytes(r, num * sizeof(uint64_t)) : (struct span){0};
}

static void check_columns(struct clubcard *out, struct rd *r)
{
    out->num_columns = rd_u8(r);
    struct span start = r->left;

    for (unsigned i = 0; i < out->num_columns && r->fail->err == ERR_OK; i++)
        next_column(r);
    out->columns = span_head(start, start.n - r->left.n);
}

enum err clubcard_open(struct clubcard *out, struct span file, struct fail *fail)
{
    struct fail f = {0};
    struct rd r = rd_init(file, &f);
    uint8_t rank, version = rd_u8(&r), reserved = rd_u8(&r);

    *out = (struct clubcard){0};
    if (f.err == ERR_OK && (version != CLUBCARD_VERSION || reserved != 0))
        fail_set(fail, ERR_CRLITE_VERSION, span_head(file, 2));
    out->coverage = rd_bytes(&r, (size_t)rd_u16(&r) * COVERAGE_SIZE);
    check_issuers(out, &r, &rank);
    check_columns(out, &r);
    out->exact = next_column(&r);
    rd_end(&r);
    /* "Approximate filter": a rank above the number of columns is malformed. */
    if (f.err != ERR_OK || rank > out->num_columns)
        fail_set(fail, ERR_CRLITE_FILTER, f.err != ERR_OK ? f.at : out->issuers);
    return fail->err;
}

/* A CoverageEntry: the times of one log, both inclusive. */
struct coverage {
    struct span log_id;
    uint64_t low, high;
};

static struct coverage next_coverage(struct rd *r)
{
    struct coverage c = {.log_id = rd_bytes(r, CRLITE_ID_SIZE)};

    c.low = rd_u64(r);
    c.high = rd_u64(r);
    return c;
}

static enum err covers_sct(bool *out, const struct clubcard *card, const struct crlite_sct *sct)
{
    struct fail f = {0};
    struct rd r = rd_init(card->coverage, &f);
    struct span log_id = span_of(sct->log_id, CRLITE_ID_SIZE);
    unsigned entries = 0;

    while (rd_more(&r)) {
        struct coverage c = next_coverage(&r);
        if (!span_eq(c.log_id, log_id))
            continue;
        *out = *out || (c.low <= sct->timestamp && sct->timestamp <= c.high);
        entries++;
    }
    /* "Coverage": entries have distinct logs. */
    return entries > 1 ? ERR_CRLITE_FILTER : ERR_OK;
}

enum err clubcard_covers(bool *out, const struct clubcard *card, const struct crlite_query *query)
{
    *out = false;
    for (size_t i = 0; i < query->num_scts; i++)
        TRY(covers_sct(out, card, &query->scts[i]));
    return ERR_OK;
}

uint64_t clubcard_until(const struct clubcard *card)
{
    struct fail f = {0};
    struct rd r = rd_init(card->coverage, &f);
    uint64_t until = 0;

    while (rd_more(&r)) {
        struct coverage c = next_coverage(&r);
        until = c.high > until ? c.high : until;
    }
    return until;
}

/* A row of the equations: 256 bits from row `start`. */
struct equation {
    uint64_t start, word[QUERY_WORDS];
};

static uint64_t word_le(const uint8_t *p)
{
    uint64_t v = 0;

    for (int i = 7; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

/* The row for this hash in a part of m rows from `offset`: its first bit is 1, and its last word
 * says where it begins. */
static struct equation equation_of(const uint8_t *hash, uint32_t m, uint32_t offset)
{
    struct equation q;

    for (size_t i = 0; i < QUERY_WORDS; i++)
        q.word[i] = word_le(hash + 8 * i);
    q.word[0] |= 1;
    q.start = offset + q.word[QUERY_WORDS - 1] % (m > 0 ? m : 1);
    return q;
}

/* Word i of a column; words that are not encoded are 0. */
static uint64_t column_word(struct span column, uint64_t i)
{
    struct fail f = {0};

    if (i >= column.n / sizeof(uint64_t))
        return 0;
    struct rd r = rd_init(span_tail(column, (size_t)i * sizeof(uint64_t)), &f);
    return rd_u64(&r);
}

/* The product of row and column over GF(2). */
static bool product(const struct equation *q, struct span column)
{
    uint64_t first = q->start / WORD_BITS, sum = 0;
    unsigned shift = q->start % WORD_BITS;

    for (uint64_t i = 0; i < QUERY_WORDS; i++) {
        uint64_t bits = column_word(column, first + i) >> shift;
        if (shift != 0)
            bits |= column_word(column, first + i + 1) << (WORD_BITS - shift);
        sum ^= bits & q->word[i];
    }
    for (unsigned half = WORD_BITS / 2; half > 0; half /= 2)
        sum ^= sum >> half;
    return (sum & 1) != 0;
}

static bool is_exception(const struct issuer_block *block, struct span serial)
{
    struct fail f = {0};
    struct rd r = rd_init(block->exceptions, &f);

    while (rd_more(&r)) {
        if (span_eq(rd_vec8(&r, 1, UINT8_MAX), serial))
            return true;
    }
    return false;
}

/* The set that the part encodes has the certificate. */
static bool is_member(const struct clubcard *card, const struct issuer_block *block,
                      const struct crlite_query *query)
{
    struct fail f = {0};
    struct rd columns = rd_init(card->columns, &f);
    uint8_t hash[DIGEST_MAX_SIZE];
    struct hasher h;

    if (block->approx_m == 0) /* an empty set, which has no rows */
        return false;
    hasher_init(&h, DIGEST_SHA256);
    hasher_update(&h, span_of(query->issuer, CRLITE_ID_SIZE));
    hasher_update(&h, query->serial);
    hasher_peek(&h, hash);
    struct equation q = equation_of(hash, block->approx_m, block->approx_offset);
    for (unsigned i = 0; i < block->approx_rank; i++) {
        if (product(&q, next_column(&columns)))
            return false;
    }
    q = equation_of(hash, block->exact_m, block->exact_offset);
    return !product(&q, card->exact) && !is_exception(block, query->serial);
}

enum clubcard_answer clubcard_ask(const struct clubcard *card, const struct crlite_query *query)
{
    struct span issuer = span_of(query->issuer, CRLITE_ID_SIZE);
    struct fail f = {0};
    struct rd r = rd_init(card->issuers, &f);

    while (rd_more(&r)) {
        struct issuer_block b = next_issuer(&r);
        if (span_eq(b.issuer, issuer))
            return is_member(card, &b, query) != (b.inverted == 1) ? CLUBCARD_REVOKED
                                                                   : CLUBCARD_NOT_REVOKED;
    }
    return CLUBCARD_NOT_ENROLLED;
}
