/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/speed/speed_run.h"

#include "lib/crypto/aead.h"
#include "lib/crypto/keccak.h"
#include "lib/crypto/kx.h"
#include "lib/crypto/unsafe_cipher.h"
#include "lib/tls/wire/tables.h"

enum {
#define SPEED_GROUP(ID, word, title, intro) GROUP_AT_##ID,
#include "app/speed/speed_rows.def"
    NUM_GROUPS
};

enum {
#define SPEED_MEANING(ID, sentence) MEANING_##ID,
#include "app/speed/speed_rows.def"
};

const struct speed_group speed_groups[] = {
#define SPEED_GROUP(ID, word, title, intro) {word, title, intro},
#include "app/speed/speed_rows.def"
};

const size_t speed_num_groups = NUM_GROUPS;

static const char *const meanings[] = {
#define SPEED_MEANING(ID, sentence) sentence,
#include "app/speed/speed_rows.def"
};

enum kind {
    KIND_MD5,
    KIND_DIGEST,
    KIND_KECCAK,
    KIND_AEAD,
    KIND_BARE_AEAD,
    KIND_CBC,
    KIND_UNSAFE,
    KIND_BOOK_AES,
    KIND_BOOK_RSA,
    KIND_SIGN,
    KIND_VERIFY,
    KIND_VERIFY_MANY,
    KIND_AGREE,
    KIND_RESPOND,
    KIND_MLKEM_CLIENT,
    KIND_MLKEM_SERVER,
    KIND_CHAIN,
    KIND_KNOWN_CHAIN,
    KIND_HANDSHAKE,
    KIND_RESUME,
};

static const struct speed_kind *const kinds[] = {
    [KIND_MD5] = &speed_md5,
    [KIND_DIGEST] = &speed_digest,
    [KIND_KECCAK] = &speed_keccak,
    [KIND_AEAD] = &speed_aead,
    [KIND_BARE_AEAD] = &speed_aead,
    [KIND_CBC] = &speed_cbc,
    [KIND_UNSAFE] = &speed_unsafe,
    [KIND_BOOK_AES] = &speed_book_aes,
    [KIND_BOOK_RSA] = &speed_book_rsa,
    [KIND_SIGN] = &speed_sign,
    [KIND_VERIFY] = &speed_verify,
    [KIND_VERIFY_MANY] = &speed_verify_many,
    [KIND_AGREE] = &speed_agree,
    [KIND_RESPOND] = &speed_respond,
    [KIND_MLKEM_CLIENT] = &speed_mlkem_client,
    [KIND_MLKEM_SERVER] = &speed_mlkem_server,
    [KIND_CHAIN] = &speed_chain,
    [KIND_KNOWN_CHAIN] = &speed_known_chain,
    [KIND_HANDSHAKE] = &speed_handshake,
    [KIND_RESUME] = &speed_resume,
};

/* Names are inside the rows: pointers to them would have to be relocated whenever the program
 * starts, also for those who never measure. */
enum { NAME_SIZE = 20, OPERATION_SIZE = 24 };

static const struct speed_row {
    char name[NAME_SIZE], operation[OPERATION_SIZE];
    uint8_t group, kind, meaning;
    int algorithm;
    unsigned number;
} rows[] = {
#define SPEED_ROW(ID, group, name, operation, kind, algorithm, number, meaning) \
    {name, operation, GROUP_AT_##group, KIND_##kind, MEANING_##meaning, algorithm, number},
#include "app/speed/speed_rows.def"
};

enum { NUM_ROWS = sizeof rows / sizeof rows[0] };

static const struct {
    char name[NAME_SIZE];
    double rate, ratio;
} books[] = {
#define SPEED_BOOK(name, rate, ratio) {name, rate, ratio},
#include "app/speed/speed_rows.def"
};

/* The textbook repeats its measurement as often. */
enum { BOOK_RUNS = 1000, BOOK_MESSAGE = 13 };

size_t speed_rows(void)
{
    return NUM_ROWS;
}

struct speed_line speed_line(size_t row)
{
    const struct speed_row *r = &rows[row];
    struct speed_line line = {.group = r->group,
                              .name = r->name,
                              .operation = r->operation,
                              .meaning = meanings[r->meaning],
                              .is_bare = r->kind == KIND_BARE_AEAD,
                              .is_book = r->group == GROUP_AT_TEXTBOOK,
                              .varies = r->kind == KIND_SIGN && r->meaning == MEANING_MLDSA};

    for (size_t i = 0; i < sizeof books / sizeof books[0]; i++) {
        if (line.is_book && r->number == BOOK_MESSAGE && strcmp(books[i].name, r->name) == 0) {
            line.book_rate = books[i].rate;
            line.book_ratio = books[i].ratio;
        }
    }
    return line;
}

/* The word is the name, or what is before one of its hyphens. */
static bool begins(const char *name, struct span word)
{
    struct span whole = span_str(name);

    return word.n > 0 && span_ieq(span_head(whole, word.n), word) &&
           (word.n == whole.n || whole.p[word.n] == '-');
}

bool speed_matches(size_t row, const char *word)
{
    return begins(rows[row].name, span_str(word)) ||
           span_ieq(span_str(speed_groups[rows[row].group].word), span_str(word));
}

/* An algorithm counts at its first row. */
static bool is_first(size_t row)
{
    for (size_t i = 0; i < row; i++) {
        if (strcmp(rows[i].name, rows[row].name) == 0)
            return false;
    }
    return true;
}

const char *speed_name(size_t i)
{
    if (i < NUM_GROUPS)
        return speed_groups[i].word;
    i -= NUM_GROUPS;
    for (size_t row = 0; row < NUM_ROWS; row++) {
        if (is_first(row) && i-- == 0)
            return rows[row].name;
    }
    return NULL;
}

enum err speed_measure(struct measure *out, struct speed_line *line, const struct speed_how *how,
                       size_t row)
{
    const struct speed_kind *kind = kinds[rows[row].kind];
    struct speed_work work = {
        .lab = how->lab, .algorithm = rows[row].algorithm, .number = rows[row].number};
    const struct measure_plan plan = {.ns = how->row_ns, .least = line->is_book ? BOOK_RUNS : 1};

    *out = (struct measure){0};
    enum err e = kind->open(&work);
    line->bytes = work.bytes;
    line->digest_bytes = work.digest_bytes;
    if (e == ERR_OK)
        e = measure_run(out, &plan, &how->clock, kind->run, work.state);
    kind->close(work.state);
    return e;
}

enum err speed_run(struct speed_line *line, const struct speed_how *how, size_t row)
{
    struct measure measure = {0};

    if (line->is_bare) {
        line->bytes = SPEED_DATA;
        if (!how->bare(how->ctx, row, &measure)) {
            line->state = SPEED_UNAVAILABLE;
            return ERR_OK;
        }
    } else {
        TRY(speed_measure(&measure, line, how, row));
    }
    if (measure.num < MEASURE_ROUNDS)
        return ERR_OK;
    line->state = SPEED_MEASURED;
    line->rate = measure_quartile(&measure, 2) * (double)(line->bytes > 0 ? line->bytes : 1);
    line->spread = measure_spread(&measure);
    return ERR_OK;
}
