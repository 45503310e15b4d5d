/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch that the system has no memory for ends with an error, and with whole results. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/batch/batch.h"
#include "app/batch/batch_block.h"

enum { LINES = 2000, LONG_LINE = 10, LONG = 2 * BLOCK_BYTES, MEMORY = 1 << 20, OUT_MAX = 1 << 20 };
enum { MANY_EVERY = 100, VALUES = 6000 };
enum { RESULT_ROOM = 6 << 20 }; /* that of a request that needs more than an ordinary one */

/* The linker puts this before malloc (--wrap). */
static bool is_out;
void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);

void *__wrap_malloc(size_t n)
{
    return is_out && n == RESULT_ROOM ? NULL : __real_malloc(n);
}

/* A line that is no request: a long one, one with more values than fit in the memory of an ordinary
 * request, or a short one. */
static void write_line(FILE *f, int i)
{
    fprintf(f, "[%*d", i == LONG_LINE ? LONG : 1, i);
    for (int n = 0; n < VALUES && i % MANY_EVERY == 0; n++)
        fprintf(f, ",1");
    fprintf(f, "]\n");
}

static void write_lines(int fd)
{
    FILE *f = fdopen(dup(fd), "w");

    assert_non_null(f);
    for (int i = 1; i <= LINES; i++)
        write_line(f, i);
    assert_int_equal(fclose(f), 0);
}

/* Runs a batch of the lines: the number of whole results, and of those that it has counted. */
static enum err run(unsigned jobs, unsigned *num, uint64_t *counted)
{
    char path[] = "batch-XXXXXX", results[] = "batch-XXXXXX", *inputs[] = {path};
    struct output out;
    struct arena arena;
    int in = mkstemp(path), fd = mkstemp(results);
    struct batch batch = {
        .out = &out, .inputs = inputs, .num_inputs = 1, .jobs = jobs, .sink = {.fd = fd}};
    char *text = calloc(1, OUT_MAX);

    assert_true(in >= 0 && fd >= 0 && text != NULL);
    write_lines(in);
    output_init(&out, "test");
    arena_init(&arena, MEMORY);
    enum err e = batch_run(&batch, &arena);

    assert_true(pread(fd, text, OUT_MAX - 1, 0) >= 0);
    *num = 0;
    for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++)
        ++*num;
    assert_true(*text == '\0' || text[strlen(text) - 1] == '\n');
    *counted = tally_results(&batch.tally);
    batch_free(&batch);
    arena_free(&arena);
    output_free(&out);
    free(text);
    close(in);
    close(fd);
    unlink(path);
    unlink(results);
    return e;
}

static const unsigned jobs[] = {1, 2, 8, 40};

/* With many threads the answers of a block do not fit in it: the last ones wait for its turn. */
static void test_enough(void **state)
{
    unsigned num;
    uint64_t counted;

    (void)state;
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        assert_int_equal(run(jobs[i], &num, &counted), ERR_OK);
        assert_int_equal(num, LINES);
        assert_int_equal(counted, LINES);
    }
}

static void test_no_room(void **state)
{
    unsigned num;
    uint64_t counted;

    (void)state;
    is_out = true;
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        assert_int_equal(run(jobs[i], &num, &counted), ERR_MEMORY);
        assert_int_equal(num, LONG_LINE - 1);
        assert_int_equal(counted, num);
    }
    is_out = false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enough),
        cmocka_unit_test(test_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
