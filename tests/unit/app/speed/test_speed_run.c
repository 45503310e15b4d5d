/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/speed/speed_pki.h"
#include "app/speed/speed_run.h"
#include "lib/crypto/keccak.h"
#include "tests/factory/factory.h"
#include "tests/unit/app/speed/kit_double.h"
#include "tests/unit/crypto/kit_rng.h"

/* A second passes between two readings: each round is one run. */
struct fake {
    uint64_t now;
    bool is_stopped, has_bare;
    size_t bare_row;
};

static uint64_t now(void *ctx)
{
    struct fake *f = ctx;

    f->now += 1000 * 1000 * 1000;
    return f->now;
}

static bool is_stopped(void *ctx)
{
    return ((const struct fake *)ctx)->is_stopped;
}

static bool bare(void *ctx, size_t row, struct measure *out)
{
    struct fake *f = ctx;

    f->bare_row = row;
    *out = (struct measure){{1, 2, 3, 4, 5, 6, 7, 8, 9}, MEASURE_ROUNDS};
    return f->has_bare;
}

struct lab {
    struct fake fake;
    struct kit_rng random;
    struct speed_lab lab;
    struct speed_how how;
};

static void lab_open(struct lab *lab)
{
    *lab = (struct lab){.random = {.seed = 12}};
    const struct rng rng = kit_rng(&lab->random);

    speed_lab_init(&lab->lab, &rng, FC_NOW);
    lab->how = (struct speed_how){.lab = &lab->lab,
                                  .clock = {&lab->fake, now, is_stopped},
                                  .row_ns = 1000,
                                  .ctx = &lab->fake,
                                  .bare = bare};
}

/* The rows of RSA that are measured a thousand times, and large keys, are left to the command. */
static bool is_slow(const struct speed_line *line)
{
    return line->is_book || strcmp(line->name, "RSA-3072") == 0 ||
           strcmp(line->name, "RSA-4096") == 0;
}

/* Every row computes the right result, again and again. */
static void test_rows(void **state)
{
    struct lab lab;

    (void)state;
    lab_open(&lab);
    for (size_t i = 0; i < speed_rows(); i++) {
        struct speed_line line = speed_line(i);

        if (line.is_bare || is_slow(&line))
            continue;
        enum err e = speed_run(&line, &lab.how, i);
        if (e != ERR_OK)
            fail_msg("%s %s: %s", line.name, line.operation, err_text(e));
        assert_int_equal(line.state, SPEED_MEASURED);
        assert_near(line.rate, line.bytes > 0 ? (double)line.bytes : 1, 1e-6);
        assert_true(line.group < speed_num_groups);
        assert_true(line.varies ==
                    (strncmp(line.name, "ML-DSA", 6) == 0 && strcmp(line.operation, "sign") == 0));
    }
    speed_lab_free(&lab.lab);
}

static void test_textbook(void **state)
{
    static const size_t lengths[] = {13, 13, 13, 16384, 117, 245};
    struct lab lab;
    size_t num = 0;

    (void)state;
    lab_open(&lab);
    for (size_t i = 0; i < speed_rows(); i++) {
        struct speed_line line = speed_line(i);

        if (!line.is_book)
            continue;
        assert_true(num < COUNT(lengths));
        assert_true((line.book_rate > 0) == (num < 3));
        if (num < 2) /* RSA-2048 a thousand times is left to the command */
            assert_int_equal(speed_run(&line, &lab.how, i), ERR_OK);
        assert_int_equal(line.bytes, num < 2 ? lengths[num] : 0);
        num++;
    }
    assert_int_equal(num, COUNT(lengths));
    speed_lab_free(&lab.lab);
}

static void test_bare(void **state)
{
    struct lab lab;
    size_t num = 0;

    (void)state;
    lab_open(&lab);
    for (size_t i = 0; i < speed_rows(); i++) {
        struct speed_line line = speed_line(i);

        if (!line.is_bare)
            continue;
        num++;
        lab.fake.has_bare = false;
        assert_int_equal(speed_run(&line, &lab.how, i), ERR_OK);
        assert_int_equal(line.state, SPEED_UNAVAILABLE);
        lab.fake.has_bare = true;
        assert_int_equal(speed_run(&line, &lab.how, i), ERR_OK);
        assert_int_equal(lab.fake.bare_row, i);
        assert_int_equal(line.state, SPEED_MEASURED);
        assert_near(line.rate, 5.0 * SPEED_DATA, 1e-6);
        assert_near(line.spread, 40, 1e-6);
    }
    assert_int_equal(num, 2);
    speed_lab_free(&lab.lab);
}

static void test_stopped(void **state)
{
    struct lab lab;
    struct speed_line line = speed_line(0);

    (void)state;
    lab_open(&lab);
    lab.fake.is_stopped = true;
    assert_int_equal(speed_run(&line, &lab.how, 0), ERR_OK);
    assert_int_equal(line.state, SPEED_UNMEASURED);
    speed_lab_free(&lab.lab);
}

static void test_names(void **state)
{
    size_t num = 0, groups = 0;

    (void)state;
    for (; speed_name(num) != NULL; num++) {
        size_t rows = 0;

        for (size_t i = 0; i < speed_rows(); i++)
            rows += speed_matches(i, speed_name(num));
        assert_true(rows > 0);
        for (size_t k = 0; k < num; k++)
            assert_string_not_equal(speed_name(k), speed_name(num));
        groups += num < speed_num_groups;
    }
    assert_int_equal(groups, speed_num_groups);
    assert_true(speed_matches(0, "md5"));
    assert_true(speed_matches(0, "DIGESTS"));
    assert_false(speed_matches(0, "md"));
    assert_true(speed_matches(1, "sha"));
    assert_true(speed_matches(1, "SHA-1"));
    assert_false(speed_matches(1, "SHA-"));
    assert_false(speed_matches(1, "SHA-12"));
    assert_false(speed_matches(5, "sha")); /* SHA3-256 */
    assert_false(speed_matches(0, ""));
}

/* A result that is not the known one is an error. */
static void test_wrong_answers(void **state)
{
    struct lab lab;
    static const struct {
        const struct speed_kind *kind;
        int algorithm;
        unsigned number;
    } wrong[] = {
        {&speed_digest, DIGEST_SHA224, 0}, /* has no known answer */
        {&speed_keccak, KECCAK_SHA3_512, 32},
        {&speed_keccak, KECCAK_SHAKE128, 31},
    };

    (void)state;
    lab_open(&lab);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct speed_work work = {
            .lab = &lab.lab, .algorithm = wrong[i].algorithm, .number = wrong[i].number};

        assert_int_equal(wrong[i].kind->open(&work), ERR_SPEED_ANSWER);
        wrong[i].kind->close(work.state);
    }
    assert_int_equal(speed_answer(SPAN_LIT("\x01\xab"), "01ab"), ERR_OK);
    assert_int_equal(speed_answer(SPAN_LIT("\x01\xab"), "01aa"), ERR_SPEED_ANSWER);
    assert_int_equal(speed_answer(SPAN_LIT("\x01\xab"), "01"), ERR_SPEED_ANSWER);
    assert_int_equal(err_reason(ERR_SPEED_ANSWER), REASON_INTERNAL);
    speed_lab_free(&lab.lab);
}

/* A verdict that is negative is no figure either. */
static void test_pki(void **state)
{
    struct lab lab;
    struct speed_pki *pki = NULL;
    struct arena arena;
    struct speed_judging judging = {.arena = &arena};

    (void)state;
    lab_open(&lab);
    arena_init(&arena, 1 << 22);
    assert_int_equal(speed_pki_make(&lab.lab, &pki, KEY_P256, 0, 3), ERR_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(speed_pki_judge(pki, i, &judging), ERR_OK);
    assert_false(span_eq(pki->leaves[0], pki->leaves[1]));
    pki->now += INT64_C(366) * 24 * 60 * 60;
    assert_int_equal(speed_pki_judge(pki, 0, &judging), ERR_SPEED_ANSWER);
    arena_free(&arena);
    speed_lab_free(&lab.lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),  cmocka_unit_test(test_textbook),
        cmocka_unit_test(test_bare),  cmocka_unit_test(test_stopped),
        cmocka_unit_test(test_names), cmocka_unit_test(test_wrong_answers),
        cmocka_unit_test(test_pki),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
