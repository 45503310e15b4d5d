/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRLite filters made by tests/crlite, and what is asked of them. */
#include "config.h"

#include "lib/crlite/crlite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/budget.h"
#include "lib/base/rd.h"
#include "tests/crlite/clubcard_writer.h"

enum { CERTS = 4000, SERIAL = 8, DAY_MS = 86400000 };

struct fixture {
    struct arena arena;
    struct cw_filter filters[2];
    struct cw_cert certs[3][CERTS];
    struct buf files[2], index;
    struct crlite_filter maps[2];
    struct crlite crlite;
};

/* Certificates of an issuer, one of `every` revoked; 0: none, 1: all. */
static void fill(struct fixture *x, size_t i, size_t every)
{
    for (size_t k = 0; k < CERTS; k++) {
        uint8_t serial[SERIAL] = {0x40, (uint8_t)i, 0, 0, 0, 1, (uint8_t)(k >> 8), (uint8_t)k};
        struct cw_cert *c = &x->certs[i][k];
        assert_int_equal(arena_copy(&x->arena, &c->serial, span_of(serial, sizeof serial)), ERR_OK);
        c->revoked = every > 0 && k % every == 0;
    }
}

static void make(struct fixture *x, size_t num, unsigned percent, struct cw_made *made)
{
    struct fail f = {0};

    for (size_t i = 0; i < num; i++) {
        buf_truncate(&x->files[i], 0);
        cw_write(&x->files[i], &x->filters[i], percent, made, &x->arena);
        x->maps[i] = (struct crlite_filter){x->filters[i].name, buf_span(&x->files[i])};
    }
    buf_truncate(&x->index, 0);
    cw_write_index(&x->index, x->filters, num);
    assert_int_equal(crlite_index_open(&x->crlite.index, buf_span(&x->index), &x->arena, &f),
                     ERR_OK);
    x->crlite.filters = x->maps;
}

static int setup(void **state)
{
    static const size_t every[] = {97, 3, 1};
    struct fixture *x = calloc(1, sizeof *x);

    if (x == NULL)
        return -1;
    arena_init(&x->arena, 64 << 20);
    buf_init(&x->files[0], 1 << 20);
    buf_init(&x->files[1], 1 << 20);
    buf_init(&x->index, 1 << 20);
    x->filters[0] = (struct cw_filter){.name = "20260304-1-default.filter", .num_logs = 2};
    for (size_t i = 0; i < 3; i++) {
        struct cw_issuer *issuer = &x->filters[0].issuers[i];
        fill(x, i, every[i]);
        memset(issuer->spki_hash, (int)(0x90 - i), CRLITE_ID_SIZE);
        issuer->certs = x->certs[i];
        issuer->num_certs = CERTS;
    }
    x->filters[0].num_issuers = 3;
    for (size_t i = 0; i < 2; i++) {
        struct cw_log *log = &x->filters[0].logs[i];
        memset(log->id, (int)(0x20 - i), CRLITE_ID_SIZE);
        log->low = 100 * (uint64_t)DAY_MS;
        log->high = (200 + i) * (uint64_t)DAY_MS;
    }
    x->filters[1] = x->filters[0];
    x->filters[1].name = "20260305-0.delta";
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *x = *state;

    buf_free(&x->files[0]);
    buf_free(&x->files[1]);
    buf_free(&x->index);
    arena_free(&x->arena);
    free(x);
    return 0;
}

static enum err ask(struct fixture *x, struct crlite_answer *out, const struct cw_issuer *issuer,
                    struct span serial, uint64_t days)
{
    const struct crlite_sct sct = {x->filters[0].logs[0].id, days * DAY_MS};
    struct crlite_query q = {issuer->spki_hash, serial, &sct, 1};
    uint64_t work = 10000;

    return crlite_ask(out, &x->crlite, &q, &work);
}

/* Asks for every certificate that the filter was made from. */
static void assert_exact(struct fixture *x)
{
    for (size_t i = 0; i < x->filters[0].num_issuers; i++) {
        const struct cw_issuer *issuer = &x->filters[0].issuers[i];
        for (size_t k = 0; k < issuer->num_certs; k++) {
            struct crlite_answer a;
            assert_int_equal(ask(x, &a, issuer, issuer->certs[k].serial, 150), ERR_OK);
            assert_int_equal(a.status,
                             issuer->certs[k].revoked ? CRLITE_REVOKED : CRLITE_NOT_REVOKED);
            assert_ptr_equal(a.filter, &x->maps[0]);
            assert_int_equal(a.until, UINT64_C(201) * DAY_MS);
        }
    }
}

static void test_every_certificate(void **state)
{
    struct fixture *x = *state;
    struct cw_made made;

    make(x, 1, 0, &made);
    assert_true(made.columns >= 5 && made.inverted == 1);
    assert_exact(x);
    /* With few rows much cannot be encoded, and is listed. */
    make(x, 1, 80, &made);
    assert_true(made.exceptions > 100);
    assert_exact(x);
    /* An issuer that has revoked nothing has no rows. */
    fill(x, 0, 0);
    make(x, 1, 0, &made);
    assert_exact(x);
}

static void test_coverage(void **state)
{
    struct fixture *x = *state;
    struct cw_made made;
    struct crlite_answer a;
    const struct cw_issuer *known = &x->filters[0].issuers[1];
    struct cw_issuer other = {.spki_hash = {1}};
    struct span revoked = x->certs[1][0].serial;

    make(x, 1, 0, &made);
    assert_int_equal(x->crlite.index.until, UINT64_C(201) * DAY_MS);
    assert_int_equal(ask(x, &a, known, revoked, 100), ERR_OK);
    assert_int_equal(a.status, CRLITE_REVOKED);
    assert_int_equal(ask(x, &a, known, revoked, 200), ERR_OK);
    assert_int_equal(a.status, CRLITE_REVOKED);
    assert_int_equal(ask(x, &a, known, revoked, 99), ERR_OK);
    assert_int_equal(a.status, CRLITE_NOT_COVERED);
    assert_null(a.filter);
    assert_int_equal(ask(x, &a, known, revoked, 201), ERR_OK);
    assert_int_equal(a.status, CRLITE_NOT_COVERED);
    assert_int_equal(ask(x, &a, &other, revoked, 150), ERR_OK);
    assert_int_equal(a.status, CRLITE_NOT_ENROLLED);
    /* Without any SCT nothing is asked, and with several one that is covered is enough. */
    const struct crlite_sct scts[] = {{other.spki_hash, 150 * (uint64_t)DAY_MS},
                                      {x->filters[0].logs[1].id, 201 * (uint64_t)DAY_MS}};
    struct crlite_query q = {known->spki_hash, revoked, scts, 0};
    uint64_t work = 10000;
    assert_int_equal(crlite_ask(&a, &x->crlite, &q, &work), ERR_OK);
    assert_int_equal(a.status, CRLITE_NOT_COVERED);
    q.num_scts = 2;
    assert_int_equal(crlite_ask(&a, &x->crlite, &q, &work), ERR_OK);
    assert_int_equal(a.status, CRLITE_REVOKED);
    assert_true(work < 10000);
    work = 2;
    assert_int_equal(crlite_ask(&a, &x->crlite, &q, &work), ERR_LIMIT);
}

/* "Step 3": one filter revokes what another does not, and one that does not have the
 * issuer hides nothing. */
static void test_several(void **state)
{
    struct fixture *x = *state;
    const struct cw_issuer *first = &x->filters[0].issuers[0], *second = &x->filters[0].issuers[1];
    struct span serial = x->certs[0][1].serial;
    static struct cw_cert later[CERTS];
    struct cw_made made;
    struct crlite_answer a;

    memcpy(later, x->certs[0], sizeof later);
    later[1].revoked = true;
    x->filters[1].issuers[0].certs = later;
    x->filters[1].num_issuers = 1;
    x->filters[1].logs[0].high += 5 * (uint64_t)DAY_MS;
    make(x, 2, 0, &made);
    assert_int_equal(ask(x, &a, first, serial, 150), ERR_OK);
    assert_int_equal(a.status, CRLITE_REVOKED);
    assert_ptr_equal(a.filter, &x->maps[1]);
    assert_int_equal(ask(x, &a, first, x->certs[0][2].serial, 150), ERR_OK);
    assert_int_equal(a.status, CRLITE_NOT_REVOKED);
    assert_int_equal(a.until, UINT64_C(205) * DAY_MS);
    assert_int_equal(ask(x, &a, second, x->certs[1][1].serial, 150), ERR_OK);
    assert_int_equal(a.status, CRLITE_NOT_REVOKED);
    assert_ptr_equal(a.filter, &x->maps[0]);
    /* A broken filter is an error, unless another one revokes. */
    x->maps[0].bytes = span_head(x->maps[0].bytes, 100);
    assert_int_equal(ask(x, &a, first, serial, 150), ERR_OK);
    assert_int_equal(a.status, CRLITE_REVOKED);
    assert_int_equal(ask(x, &a, first, x->certs[0][2].serial, 150), ERR_CRLITE_FILTER);
    assert_ptr_equal(a.filter, &x->maps[0]);
}

/* The index says that a filter covers what it does not. */
static void test_wrong_index(void **state)
{
    struct fixture *x = *state;
    struct cw_made made;
    struct crlite_answer a;
    struct fail f = {0};

    make(x, 1, 0, &made);
    x->filters[0].logs[0].high *= 2;
    buf_truncate(&x->index, 0);
    cw_write_index(&x->index, x->filters, 1);
    assert_int_equal(crlite_index_open(&x->crlite.index, buf_span(&x->index), &x->arena, &f),
                     ERR_OK);
    assert_int_equal(ask(x, &a, &x->filters[0].issuers[0], x->certs[0][0].serial, 300),
                     ERR_CRLITE_COVERAGE);
}

/* Opens a copy of a file of its own size with one byte changed. */
static enum err open_changed(struct fixture *x, size_t at, uint8_t value)
{
    struct span file = buf_span(&x->files[0]), copy;
    struct clubcard card;
    struct fail f = {0};

    assert_int_equal(arena_copy(&x->arena, &copy, file), ERR_OK);
    ((uint8_t *)(uintptr_t)copy.p)[at] = value;
    return clubcard_open(&card, copy, &f);
}

static void test_malformed_filter(void **state)
{
    enum { COVERAGE = 4, ISSUERS = COVERAGE + 2 * 48 + 4, RANK = 36, INVERTED = 49, COUNT = 50 };
    struct fixture *x = *state;
    struct cw_made made;
    struct clubcard card;
    struct fail f = {0};

    make(x, 1, 0, &made);
    struct span file = buf_span(&x->files[0]);
    assert_int_equal(clubcard_open(&card, file, &f), ERR_OK);
    for (size_t n = 0; n < file.n; n += n < 500 ? 1 : 97) {
        f = (struct fail){0};
        assert_int_equal(clubcard_open(&card, span_head(file, n), &f), ERR_CRLITE_FILTER);
    }
    assert_int_equal(open_changed(x, 0, 3), ERR_CRLITE_VERSION);
    assert_int_equal(open_changed(x, 1, 1), ERR_CRLITE_VERSION);
    assert_int_equal(open_changed(x, ISSUERS, 0xff), ERR_CRLITE_FILTER); /* not sorted */
    assert_int_equal(open_changed(x, ISSUERS + RANK, 200), ERR_CRLITE_FILTER);
    assert_int_equal(open_changed(x, ISSUERS + INVERTED, 2), ERR_CRLITE_FILTER);
    assert_int_equal(open_changed(x, ISSUERS + COUNT, 0xff), ERR_CRLITE_FILTER);
    buf_u8(&x->files[0], 0);
    f = (struct fail){0};
    assert_int_equal(clubcard_open(&card, buf_span(&x->files[0]), &f), ERR_CRLITE_FILTER);
}

/* A log that is covered twice, and an exception without bytes. */
static void test_malformed_lists(void **state)
{
    struct fixture *x = *state;
    struct cw_made made;
    struct crlite_answer a;
    struct clubcard card;
    struct fail f = {0};

    memcpy(x->filters[0].logs[1].id, x->filters[0].logs[0].id, CRLITE_ID_SIZE);
    make(x, 1, 0, &made);
    assert_int_equal(ask(x, &a, &x->filters[0].issuers[0], x->certs[0][0].serial, 150),
                     ERR_CRLITE_FILTER);
    /* One issuer, with rows and an exception, and no column. */
    uint8_t file[72] = {
        CLUBCARD_VERSION, [7] = 1, [43] = 1, [52] = 1, [59] = 1, [60] = 1, [61] = 5};
    assert_int_equal(clubcard_open(&card, span_of(file, 67), &f), ERR_OK);
    file[60] = 0;
    assert_int_equal(clubcard_open(&card, span_of(file, 66), &f), ERR_CRLITE_FILTER);
}

static enum err open_index(struct fixture *x, size_t at, const char *bytes, size_t n)
{
    struct span copy;
    struct crlite_index index;
    struct fail f = {0};

    assert_int_equal(arena_copy(&x->arena, &copy, buf_span(&x->index)), ERR_OK);
    memcpy((uint8_t *)(uintptr_t)copy.p + at, bytes, n);
    return crlite_index_open(&index, copy, &x->arena, &f);
}

static void test_malformed_index(void **state)
{
    enum { NAMES = 14, LOGS = NAMES + 2 * 32, OFFSET = LOGS + 32, ENTRIES = LOGS + 2 * 42 };
    struct fixture *x = *state;
    struct crlite_index index;
    struct cw_made made;
    struct fail f = {0};

    make(x, 2, 0, &made);
    struct span file = buf_span(&x->index);
    for (size_t n = 0; n < file.n; n++) {
        f = (struct fail){0};
        assert_int_equal(crlite_index_open(&index, span_head(file, n), &x->arena, &f),
                         ERR_CRLITE_INDEX);
    }
    assert_int_equal(open_index(x, 0, "U", 1), ERR_CRLITE_INDEX);
    assert_int_equal(open_index(x, 10, "\xff\xff\xff\xff", 4), ERR_CRLITE_INDEX);
    assert_int_equal(open_index(x, LOGS, "\xff", 1), ERR_CRLITE_INDEX); /* not sorted */
    assert_int_equal(open_index(x, OFFSET, "\0\0\0\0\0\0\0\x10", 8), ERR_CRLITE_INDEX);
    assert_int_equal(open_index(x, OFFSET, "\xff\xff\xff\xff\xff\xff\xff\xff", 8),
                     ERR_CRLITE_INDEX);
    assert_int_equal(open_index(x, OFFSET + 8, "\0\x03", 2), ERR_CRLITE_INDEX); /* overlap */
    assert_int_equal(open_index(x, ENTRIES, "\0\2", 2), ERR_CRLITE_INDEX);
    assert_int_equal(open_index(x, NAMES, "a/b", 3), ERR_CRLITE_NAME);
    assert_int_equal(open_index(x, NAMES, "\0", 1), ERR_CRLITE_NAME);
    assert_int_equal(open_index(x, NAMES, ".\0", 2), ERR_CRLITE_NAME);
    assert_int_equal(open_index(x, NAMES, "..\0", 3), ERR_CRLITE_NAME);
    assert_int_equal(open_index(x, NAMES, "..x\0", 4), ERR_OK);
    assert_int_equal(open_index(x, NAMES, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._019", 32), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_certificate, setup, teardown),
        cmocka_unit_test_setup_teardown(test_coverage, setup, teardown),
        cmocka_unit_test_setup_teardown(test_several, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_index, setup, teardown),
        cmocka_unit_test_setup_teardown(test_malformed_filter, setup, teardown),
        cmocka_unit_test_setup_teardown(test_malformed_lists, setup, teardown),
        cmocka_unit_test_setup_teardown(test_malformed_index, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
