/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/file_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A directory that cannot be opened is named, with the reason, and the walk continues. */
static void test_not_opened(void **state)
{
    static struct file_walk walk;
    char outer[] = "/tmp/test_file_walk.XXXXXX", inner[sizeof outer + 8];
    struct rlimit before, none;
    const char *found = NULL;

    (void)state;
    assert_non_null(mkdtemp(outer));
    (void)snprintf(inner, sizeof inner, "%s/inner", outer);
    assert_int_equal(mkdir(inner, 0700), 0);
    int fd = open(outer, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_int_equal(file_walk_open(&walk, outer, fd), ERR_OK);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    enum err e = file_walk_next(&walk, &found);
    int reason = errno;

    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(e, ERR_OPEN);
    assert_int_equal(reason, EMFILE);
    assert_string_equal(found, inner);
    assert_int_equal(file_walk_next(&walk, &found), ERR_OK);
    assert_null(found);
    assert_string_equal(walk.path, outer);
    file_walk_close(&walk);
    rmdir(inner);
    rmdir(outer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_not_opened)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
