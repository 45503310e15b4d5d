/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A part of a filter asks of each row h(u), 256 bits that begin at one of its m rows: h(u) * X = 0
 * for the set, and g(u) * Y = 0 or 1 for those, inside or outside of the set, that X lets pass.
 * Rows are brought to a form with one leading bit each, by adding one to another, and the columns
 * are then found from the last bit to the first; bits that no row leads are random in X.
 */
#include "config.h"

#include "tests/crlite/clubcard_writer.h"

#include <stdlib.h>

#include "lib/crypto/hasher.h"

enum { WORDS = 4, BITS = 64 * WORDS, DEFAULT_PERCENT = 110 };

/* A row, and what its product must be. */
struct row {
    uint64_t word[WORDS];
    bool used, value;
};

/* A system of equations: row i leads with bit i. */
struct cw_system {
    struct row *rows;
    size_t num;
};

/* One issuer while its part is made. */
struct part {
    const struct cw_issuer *issuer;
    bool inverted;
    uint8_t rank;
    size_t members, m, offset, exact_m, exact_offset;
    const struct cw_cert **exceptions;
    size_t num_exceptions;
};

static uint64_t random_word(void)
{
    static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * UINT64_C(0x2545f4914f6cdd1d);
}

static struct row row_of(const struct part *part, const struct cw_cert *cert, size_t m,
                         size_t *start)
{
    struct row row = {.used = true};
    uint8_t hash[DIGEST_MAX_SIZE];
    struct hasher h;

    hasher_init(&h, DIGEST_SHA256);
    hasher_update(&h, span_of(part->issuer->spki_hash, CRLITE_ID_SIZE));
    hasher_update(&h, cert->serial);
    hasher_peek(&h, hash);
    for (size_t i = 0; i < BITS / 8; i++)
        row.word[i / 8] |= (uint64_t)hash[i] << i % 8 * 8;
    row.word[0] |= 1;
    *start = (size_t)(row.word[WORDS - 1] % (m > 0 ? m : 1));
    return row;
}

static bool row_bit(const struct row *row, size_t i)
{
    return i < BITS && (row->word[i / 64] >> i % 64 & 1) != 0;
}

static void row_shift(struct row *row)
{
    for (size_t i = 0; i < WORDS; i++)
        row->word[i] = row->word[i] >> 1 | (i + 1 < WORDS ? row->word[i + 1] << 63 : 0);
}

static bool row_is_zero(const struct row *row)
{
    return (row->word[0] | row->word[1] | row->word[2] | row->word[3]) == 0;
}

/* Adds an equation.  False if it contradicts the others. */
static bool add_row(struct cw_system *s, struct row row, size_t start)
{
    for (; !row_is_zero(&row); start++, row_shift(&row)) {
        if (!row_bit(&row, 0))
            continue;
        if (start >= s->num) /* bits that are not encoded are 0 */
            break;
        if (!s->rows[start].used) {
            s->rows[start] = row;
            return true;
        }
        for (size_t i = 0; i < WORDS; i++)
            row.word[i] ^= s->rows[start].word[i];
        row.value ^= s->rows[start].value;
    }
    return !row.value;
}

static bool column_bit(const uint64_t *column, size_t n, size_t i)
{
    return i < n && (column[i / 64] >> i % 64 & 1) != 0;
}

/* A solution, from the last bit to the first. */
static uint64_t *solve(const struct cw_system *s, bool any, struct arena *arena)
{
    uint64_t *column = arena_alloc(arena, s->num / 64 + 1, sizeof *column);

    for (size_t i = s->num; i-- > 0;) {
        const struct row *row = &s->rows[i];
        bool bit = row->used ? row->value : any && (random_word() >> 40 & 1) != 0;
        for (size_t k = 1; row->used && k < BITS; k++)
            bit ^= row_bit(row, k) && column_bit(column, s->num, i + k);
        column[i / 64] |= (uint64_t)bit << i % 64;
    }
    return column;
}

static bool is_zero_at(const uint64_t *column, size_t n, const struct row *row, size_t start)
{
    bool sum = false;

    for (size_t k = 0; k < BITS; k++)
        sum ^= row_bit(row, k) && column_bit(column, n, start + k);
    return !sum;
}

/* The set of a part is the smaller one of the revoked and the others. */
static bool is_member(const struct part *part, const struct cw_cert *cert)
{
    return cert->revoked != part->inverted;
}

static void measure(struct part *part, unsigned percent)
{
    size_t num = part->issuer->num_certs;

    for (size_t i = 0; i < num; i++)
        part->members += part->issuer->certs[i].revoked;
    part->inverted = part->members > num / 2;
    if (part->inverted)
        part->members = num - part->members;
    part->m = part->members * percent / 100 + (part->members > 0);
    for (size_t q = part->members == 0 ? 0 : (num - part->members) / part->members; q > 1; q /= 2)
        part->rank++;
}

static int by_rank(const void *a, const void *b)
{
    const struct part *x = a, *y = b;

    return (x->rank < y->rank) - (x->rank > y->rank);
}

static int by_issuer(const void *a, const void *b)
{
    const struct part *x = a, *y = b;

    return memcmp(x->issuer->spki_hash, y->issuer->spki_hash, CRLITE_ID_SIZE);
}

/* Column c of X: its rows end where the last part that reads it does. */
static uint64_t *approx_column(const struct part *parts, size_t num, unsigned c, size_t *rows,
                               struct arena *arena)
{
    struct cw_system s = {0};

    for (size_t i = 0; i < num; i++)
        s.num = parts[i].rank > c ? parts[i].offset + parts[i].m : s.num;
    s.rows = arena_alloc(arena, s.num, sizeof *s.rows);
    for (size_t i = 0; i < num; i++) {
        for (size_t k = 0; parts[i].rank > c && k < parts[i].issuer->num_certs; k++) {
            size_t start;
            struct row row = row_of(&parts[i], &parts[i].issuer->certs[k], parts[i].m, &start);
            if (is_member(&parts[i], &parts[i].issuer->certs[k]))
                (void)add_row(&s, row, parts[i].offset + start);
        }
    }
    *rows = s.num;
    return solve(&s, true, arena);
}

/* What is being written. */
struct cw_card {
    struct part parts[CW_ISSUERS_MAX];
    size_t num;
    uint64_t *columns[UINT8_MAX];
    size_t rows[UINT8_MAX];
    unsigned num_columns;
    struct cw_system exact;
};

static bool passes(const struct cw_card *card, const struct part *part, const struct cw_cert *cert)
{
    size_t start;
    struct row row = row_of(part, cert, part->m, &start);

    for (unsigned c = 0; c < part->rank; c++) {
        if (!is_zero_at(card->columns[c], card->rows[c], &row, part->offset + start))
            return false;
    }
    return true;
}

/* The certificates that pass X get an equation in Y, those of the set first. */
static void add_exact(struct cw_card *card, struct part *part, bool members)
{
    for (size_t i = 0; i < part->issuer->num_certs; i++) {
        const struct cw_cert *cert = &part->issuer->certs[i];
        size_t start;
        struct row row = row_of(part, cert, part->exact_m, &start);
        row.value = !members;
        if (is_member(part, cert) != members || !passes(card, part, cert))
            continue;
        if (!add_row(&card->exact, row, part->exact_offset + start))
            part->exceptions[part->num_exceptions++] = cert;
    }
}

static void make_exact(struct cw_card *card, unsigned percent, struct arena *arena)
{
    for (size_t i = 0; i < card->num; i++) {
        struct part *p = &card->parts[i];
        size_t num = 0;
        for (size_t k = 0; k < p->issuer->num_certs; k++)
            num += passes(card, p, &p->issuer->certs[k]);
        p->exact_offset = card->exact.num;
        p->exact_m = p->members == 0 ? 0 : num * percent / 100 + 1;
        card->exact.num += p->exact_m;
        p->exceptions = arena_alloc(arena, p->issuer->num_certs, sizeof(struct cw_cert *));
    }
    card->exact.rows = arena_alloc(arena, card->exact.num, sizeof *card->exact.rows);
    for (size_t i = 0; i < 2 * card->num; i++) {
        struct part *p = &card->parts[i % card->num];
        if (p->members > 0)
            add_exact(card, p, i < card->num);
    }
}

static void put(struct buf *out, uint64_t value, unsigned size)
{
    while (size-- > 0)
        buf_u8(out, (uint8_t)(value >> 8 * size));
}

static void put_column(struct buf *out, const uint64_t *column, size_t rows)
{
    size_t words = (rows + 63) / 64;

    put(out, words, 4);
    for (size_t i = 0; i < words; i++)
        put(out, column[i], 8);
}

static void put_part(struct buf *out, const struct part *p)
{
    buf_put(out, span_of(p->issuer->spki_hash, CRLITE_ID_SIZE));
    put(out, p->m, 4);
    put(out, p->rank, 1);
    put(out, p->offset, 4);
    put(out, p->exact_m, 4);
    put(out, p->exact_offset, 4);
    put(out, p->inverted, 1);
    put(out, p->num_exceptions, 2);
    for (size_t i = 0; i < p->num_exceptions; i++) {
        put(out, p->exceptions[i]->serial.n, 1);
        buf_put(out, p->exceptions[i]->serial);
    }
}

static void put_card(struct buf *out, struct cw_card *card, const struct cw_filter *filter,
                     struct arena *arena)
{
    put(out, CLUBCARD_VERSION, 1);
    put(out, 0, 1);
    put(out, filter->num_logs, 2);
    for (size_t i = 0; i < filter->num_logs; i++) {
        buf_put(out, span_of(filter->logs[i].id, CRLITE_ID_SIZE));
        put(out, filter->logs[i].low, 8);
        put(out, filter->logs[i].high, 8);
    }
    put(out, card->num, 4);
    qsort(card->parts, card->num, sizeof card->parts[0], by_issuer);
    for (size_t i = 0; i < card->num; i++)
        put_part(out, &card->parts[i]);
    put(out, card->num_columns, 1);
    for (size_t i = 0; i < card->num_columns; i++)
        put_column(out, card->columns[i], card->rows[i]);
    put_column(out, solve(&card->exact, false, arena), card->exact.num);
}

void cw_write(struct buf *out, const struct cw_filter *filter, unsigned rows_percent,
              struct cw_made *made, struct arena *arena)
{
    struct cw_card *card = ARENA_NEW(arena, struct cw_card);
    unsigned percent = rows_percent == 0 ? DEFAULT_PERCENT : rows_percent;
    size_t offset = 0;

    card->num = filter->num_issuers;
    for (size_t i = 0; i < card->num; i++) {
        card->parts[i].issuer = &filter->issuers[i];
        measure(&card->parts[i], DEFAULT_PERCENT);
    }
    qsort(card->parts, card->num, sizeof card->parts[0], by_rank);
    for (size_t i = 0; i < card->num; i++) {
        card->parts[i].offset = offset;
        offset += card->parts[i].m;
    }
    card->num_columns = card->num == 0 ? 0 : card->parts[0].rank;
    for (unsigned c = 0; c < card->num_columns; c++)
        card->columns[c] = approx_column(card->parts, card->num, c, &card->rows[c], arena);
    make_exact(card, percent, arena);
    *made = (struct cw_made){.columns = card->num_columns};
    for (size_t i = 0; i < card->num; i++) {
        made->exceptions += card->parts[i].num_exceptions;
        made->inverted += card->parts[i].inverted;
    }
    put_card(out, card, filter, arena);
}

/* A row of the index for one log of one filter. */
struct cw_entry {
    const struct cw_log *log;
    size_t filter;
};

static int by_log(const void *a, const void *b)
{
    const struct cw_entry *x = a, *y = b;
    int c = memcmp(x->log->id, y->log->id, CRLITE_ID_SIZE);

    return c != 0 ? c : (x->filter > y->filter) - (x->filter < y->filter);
}

/* The number of entries from i on that have the same log. */
static size_t run(const struct cw_entry *entries, size_t num, size_t i)
{
    size_t n = 1;

    while (i + n < num && memcmp(entries[i].log->id, entries[i + n].log->id, CRLITE_ID_SIZE) == 0)
        n++;
    return n;
}

void cw_write_index(struct buf *out, const struct cw_filter *filters, size_t num)
{
    enum { HEADER = 14, LOG = 42, ENTRY = 18 };
    struct cw_entry entries[CW_FILTERS_MAX * CW_LOGS_MAX];
    size_t n = 0, logs = 0;

    for (size_t i = 0; i < num; i++) {
        for (size_t k = 0; k < filters[i].num_logs; k++)
            entries[n++] = (struct cw_entry){&filters[i].logs[k], i};
    }
    qsort(entries, n, sizeof entries[0], by_log);
    for (size_t i = 0; i < n; i += run(entries, n, i))
        logs++;
    buf_str(out, "upkiidx1");
    put(out, num, 2);
    put(out, logs, 4);
    for (size_t i = 0; i < num; i++) {
        buf_str(out, filters[i].name);
        for (size_t k = strlen(filters[i].name); k < CRLITE_NAME_MAX; k++)
            buf_u8(out, 0);
    }
    size_t tables = HEADER + num * CRLITE_NAME_MAX + logs * LOG;
    for (size_t i = 0; i < n; i += run(entries, n, i)) {
        buf_put(out, span_of(entries[i].log->id, CRLITE_ID_SIZE));
        put(out, tables + i * ENTRY, 8);
        put(out, run(entries, n, i), 2);
    }
    for (size_t i = 0; i < n; i++) {
        put(out, entries[i].filter, 2);
        put(out, entries[i].log->low, 8);
        put(out, entries[i].log->high, 8);
    }
}
