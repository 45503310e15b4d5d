/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccadb: reports of the Common CA Database about included CA certificates, as CSV (RFC 4180) with
 * PEM.  The first line names the columns; these count:
 *
 *     PEM Info, or PEM                 the certificate, in single quotes
 *     Trust Bits                       "Websites;Email": the purposes
 *     Distrust for TLS After Date      the last day of issue, 2025.04.15
 *     Distrust for S/MIME After Date
 *     Mozilla Applied Constraints      domain names; other domains are not trusted
 *     Common Name or Certificate Name
 *
 * A report without trust bits is not one of anchors: there are others, of intermediates.
 */
#include "config.h"

#include "lib/asn1/pem.h"
#include "lib/base/cal.h"
#include "lib/base/lookup.h"
#include "trust/import.h"

enum { COLUMNS_MAX = 128, NAMES_MAX = 64, COLUMN_TEXT = 40 };

enum column { COL_PEM, COL_BITS, COL_TLS_AFTER, COL_EMAIL_AFTER, COL_NAMES, COL_LABEL, COL_COUNT };

static const struct {
    char name[COLUMN_TEXT];
    uint8_t column;
} columns[] = {
    {ROW_TEXT("PEM Info"), COL_PEM},
    {ROW_TEXT("PEM"), COL_PEM},
    {ROW_TEXT("Trust Bits"), COL_BITS},
    {ROW_TEXT("Distrust for TLS After Date"), COL_TLS_AFTER},
    {ROW_TEXT("Distrust for S/MIME After Date"), COL_EMAIL_AFTER},
    {ROW_TEXT("Mozilla Applied Constraints"), COL_NAMES},
    {ROW_TEXT("Common Name or Certificate Name"), COL_LABEL},
};

struct ccadb {
    struct import *import;
    struct span rest;
    size_t place[COL_COUNT]; /* which field it is; SIZE_MAX: the report has no such column */
};

/* Takes the next field; *is_last: its line ends with it.  Doubled quotation marks stay doubled: no
 * field that counts has any.  False if a quotation mark has no end. */
static bool next_field(struct span *rest, struct span *out, bool *is_last)
{
    size_t n = 0;

    if (rest->n > 0 && rest->p[0] == '"') {
        for (n = 1;
             n < rest->n && (rest->p[n] != '"' || (n + 1 < rest->n && rest->p[n + 1] == '"'));)
            n += rest->p[n] == '"' ? 2 : 1;
        if (n >= rest->n)
            return false;
        *out = span_of(rest->p + 1, n - 1);
        n++;
    } else {
        while (n < rest->n && rest->p[n] != ',' && rest->p[n] != '\n')
            n++;
        *out = import_trim(span_head(*rest, n));
    }
    *rest = span_tail(*rest, n);
    if (rest->n > 1 && rest->p[0] == '\r' && rest->p[1] == '\n')
        *rest = span_tail(*rest, 1);
    *is_last = rest->n == 0 || rest->p[0] == '\n';
    if (!*is_last && rest->p[0] != ',')
        return false;
    *rest = span_tail(*rest, 1);
    return true;
}

/* Reads the line of names. */
static enum err read_header(struct ccadb *c)
{
    struct span name;
    bool is_last = false;

    for (size_t i = 0; i < COL_COUNT; i++)
        c->place[i] = SIZE_MAX;
    if (span_starts(c->rest, SPAN_LIT("\xef\xbb\xbf")))
        c->rest = span_tail(c->rest, 3);
    for (size_t i = 0; !is_last && i < COLUMNS_MAX; i++) {
        if (!next_field(&c->rest, &name, &is_last))
            return ERR_STORE_CUT;
        size_t row = LOOKUP_TEXT(columns, name, name);
        if (row < LOOKUP_COUNT(columns) && c->place[columns[row].column] == SIZE_MAX)
            c->place[columns[row].column] = i;
    }
    if (!is_last || c->place[COL_PEM] == SIZE_MAX || c->place[COL_BITS] == SIZE_MAX)
        return ERR_STORE_COLUMNS;
    return ERR_OK;
}

bool ccadb_is(struct span front)
{
    struct span line;

    if (!import_line(&front, &line) || span_find(line, ',') == line.n)
        return false;
    struct ccadb c = {.rest = line};
    enum err e = read_header(&c);
    return e == ERR_OK || (e == ERR_STORE_COLUMNS &&
                           (c.place[COL_PEM] != SIZE_MAX || c.place[COL_BITS] != SIZE_MAX));
}

/* "Websites;Email": a bit that we have no purpose for is none. */
static uint32_t purposes_of(struct span bits)
{
    uint32_t purposes = 0;

    while (bits.n > 0) {
        size_t n = span_find(bits, ';');
        struct span bit = import_trim(span_head(bits, n));
        if (span_ieq(bit, span_str("Websites")))
            purposes |= EKU_SERVER;
        else if (span_ieq(bit, span_str("Email")))
            purposes |= EKU_EMAIL;
        bits = span_tail(bits, n + 1);
    }
    return purposes;
}

/* The last second of a day that is written as 2025.04.15 or 2025-04-15; nothing: no limit. */
static enum err read_day(int64_t *out, struct span text)
{
    enum { SIZE = 10, DAY = 24 * 60 * 60 };
    uint8_t date[SIZE];

    text = import_trim(text);
    if (text.n == 0)
        return ERR_OK;
    if (text.n != SIZE)
        return ERR_STORE_DATE;
    memcpy(date, text.p, SIZE);
    for (size_t i = 0; i < SIZE; i++)
        date[i] = date[i] == '.' ? '-' : date[i];
    if (cal_parse(out, span_of(date, SIZE)) != ERR_OK)
        return ERR_STORE_DATE;
    *out += DAY - 1;
    return ERR_OK;
}

static bool is_name_char(uint8_t c)
{
    c = span_lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* The next domain name in a text for people: a word with a dot inside. */
static bool next_name(struct span *text, struct span *out)
{
    while (text->n > 0) {
        size_t n = 0;
        while (n < text->n && is_name_char(text->p[n]))
            n++;
        *out = span_head(*text, n);
        *text = span_tail(*text, n == 0 ? 1 : n);
        while (out->n > 0 && out->p[0] == '.')
            *out = span_tail(*out, 1);
        while (out->n > 0 && out->p[out->n - 1] == '.')
            out->n--;
        if (span_find(*out, '.') < out->n)
            return true;
    }
    return false;
}

/* Constraints that name nothing that we understand leave nothing that is trusted. */
static enum err read_names(struct ccadb *c, struct anchor_terms *terms, struct trust *trust,
                           struct span text)
{
    struct span names[NAMES_MAX];
    size_t num = 0;

    text = import_trim(text);
    if (text.n == 0)
        return ERR_OK;
    while (num < NAMES_MAX && next_name(&text, &names[num]))
        num++;
    if (num == 0 || num == NAMES_MAX)
        trust->rejected = UINT32_MAX;
    return num == 0 ? ERR_OK : import_constraints(c->import, &terms->constraints, names, num);
}

/* One certificate.  The PEM is in the field as it is: base64 has no quotation marks. */
static enum err add_row(struct ccadb *c, const struct span fields[COL_COUNT])
{
    struct trust trust = {.named = purposes_of(fields[COL_BITS])};
    struct span text = fields[COL_PEM];
    struct pem_block block;
    struct fail fail = {0};
    struct anchor_terms *terms;

    if (trust.named == 0)
        return ERR_OK;
    if (text.n > 0 && text.p[0] == '\'')
        text = span_tail(text, 1);
    if (!pem_next(&text, &block, &fail) || block.label != PEM_CERTIFICATE)
        return ERR_STORE_FORM;
    TRY(import_terms(c->import, &terms, fields[COL_LABEL]));
    TRY(read_day(&terms->server_distrust_after, fields[COL_TLS_AFTER]));
    TRY(read_day(&terms->email_distrust_after, fields[COL_EMAIL_AFTER]));
    TRY(read_names(c, terms, &trust, fields[COL_NAMES]));
    trust.terms = terms;
    return import_pem(c->import, block.body, trust);
}

static enum err read_row(struct ccadb *c, bool adds)
{
    struct span fields[COL_COUNT] = {{0}}, field;
    bool is_last = false;

    for (size_t i = 0; !is_last; i++) {
        if (i == COLUMNS_MAX || !next_field(&c->rest, &field, &is_last))
            return ERR_STORE_CUT;
        for (size_t k = 0; k < COL_COUNT; k++) {
            if (c->place[k] == i)
                fields[k] = field;
        }
    }
    return adds && fields[COL_PEM].n > 0 ? add_row(c, fields) : ERR_OK;
}

enum err ccadb_read(struct import *import)
{
    struct ccadb c = {.import = import, .rest = import->file};

    TRY(read_header(&c));
    struct span rows = c.rest;
    for (int adds = 0; adds < 2; adds++) {
        c.rest = rows;
        while (c.rest.n > 0)
            TRY(read_row(&c, adds != 0));
    }
    return ERR_OK;
}
