/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"

static char dir[] = "/tmp/test_file.XXXXXX";
static char path[64];

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(dir) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/f", dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(dir);
}

static void write_file(size_t n)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    for (size_t i = 0; i < n; i++)
        fputc((int)(i % 251), f);
    assert_int_equal(fclose(f), 0);
}

static void check_bytes(struct span s, size_t n)
{
    assert_int_equal(s.n, n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(s.p[i], i % 251);
}

static void test_sizes(void **state)
{
    static const size_t sizes[] = {0, 1, 4095, 4096, 16384, 100000};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct file f;
        write_file(sizes[i]);
        assert_int_equal(file_read(&f, path, 100000), ERR_OK);
        check_bytes(f.bytes, sizes[i]);
        assert_false(f.mapped);
        file_close(&f);
    }
}

static void test_limit(void **state)
{
    struct file f;

    (void)state;
    write_file(1001);
    assert_int_equal(file_read(&f, path, 1000), ERR_SIZE_LIMIT);
    file_close(&f);
    assert_int_equal(file_read(&f, path, 1001), ERR_OK);
    file_close(&f);
    /* A device has no size: it is read up to the limit. */
    assert_int_equal(file_read(&f, "/dev/zero", 100000), ERR_SIZE_LIMIT);
    file_close(&f);
}

/* A sparse file of 1 GiB: refused at once, and mapped where the limit allows it. */
static void test_huge(void **state)
{
    struct file f;

    (void)state;
    write_file(0);
    assert_int_equal(truncate(path, (off_t)1 << 30), 0);
    assert_int_equal(file_read(&f, path, 64 << 20), ERR_SIZE_LIMIT);
    assert_int_equal(truncate(path, (off_t)40 << 20), 0);
    assert_int_equal(file_read(&f, path, 64 << 20), ERR_OK);
    assert_true(f.mapped);
    assert_int_equal(f.bytes.n, (size_t)40 << 20);
    file_close(&f);
}

static void test_refused(void **state)
{
    struct file f;

    (void)state;
    assert_int_equal(file_read(&f, "/nonexistent/file", 10), ERR_OPEN);
    assert_int_equal(f.sys_errno, ENOENT);
    assert_int_equal(file_read(&f, dir, 10), ERR_IS_DIRECTORY);
    assert_int_equal(f.sys_errno, EISDIR);
    write_file(10);
    assert_int_equal(chmod(path, 0), 0);
    if (access(path, R_OK) != 0) {
        assert_int_equal(file_read(&f, path, 10), ERR_OPEN);
        assert_int_equal(f.sys_errno, EACCES);
    }
    assert_int_equal(chmod(path, 0600), 0);
}

static void *feed(void *unused)
{
    int fd = open(path, O_WRONLY);

    (void)unused;
    for (size_t i = 0; i < 50000; i++) {
        uint8_t c = (uint8_t)(i % 251);
        if (write(fd, &c, 1) != 1)
            break;
    }
    close(fd);
    return NULL;
}

static void test_fifo(void **state)
{
    struct file f;
    pthread_t writer;

    (void)state;
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_true(file_is_fifo(path));
    assert_false(file_is_regular(path));
    assert_int_equal(pthread_create(&writer, NULL, feed, NULL), 0);
    assert_int_equal(file_read(&f, path, 100000), ERR_OK);
    pthread_join(writer, NULL);
    check_bytes(f.bytes, 50000);
    file_close(&f);
    unlink(path);
}

static void test_stdin(void **state)
{
    struct file f;
    int old = dup(STDIN_FILENO);

    (void)state;
    write_file(5000);
    int fd = open(path, O_RDONLY);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    close(fd);
    assert_int_equal(file_read(&f, "-", 100000), ERR_OK);
    check_bytes(f.bytes, 5000);
    file_close(&f);
    /* Standard input stays open: it is not ours. */
    assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
    dup2(old, STDIN_FILENO);
    close(old);
}

static void test_kinds(void **state)
{
    (void)state;
    write_file(1);
    assert_true(file_is_regular(path));
    assert_false(file_is_fifo(path));
    assert_true(file_is_directory(dir));
    assert_false(file_is_directory(path));
    assert_false(file_is_directory("/nonexistent"));
}

/* left counts what memory still holds of the bytes 0, 1, 2, ... that were read to p: asked of the
 * kernel, since it is ours no longer.  The allocator writes to the first few. */
static size_t left(const uint8_t *p)
{
    enum { FIRST = 64, BYTES = 240 };
    uint8_t now[BYTES];
    int fd = open("/proc/self/mem", O_RDONLY);
    size_t num = 0;

    assert_true(fd >= 0);
    assert_int_equal(pread(fd, now, BYTES, (off_t)(uintptr_t)p), BYTES);
    close(fd);
    for (size_t i = FIRST; i < BYTES; i++)
        num += now[i] == i;
    return num;
}

static void test_wipe(void **state)
{
    struct file f = {0};

    (void)state;
    file_wipe(&f);
    write_file(1000);
    assert_int_equal(file_read(&f, path, 1000), ERR_OK);
    const uint8_t *p = f.bytes.p;
    assert_int_equal(left(p), 240 - 64);
    file_wipe(&f);
    assert_int_equal(left(p), 0);
    assert_null(f.bytes.p);
    /* What is mapped cannot be written to. */
    assert_int_equal(truncate(path, (off_t)40 << 20), 0);
    assert_int_equal(file_read(&f, path, 64 << 20), ERR_OK);
    assert_true(f.mapped);
    file_wipe(&f);
    assert_null(f.bytes.p);
}

static void test_parts(void **state)
{
    struct file_parts p;
    uint8_t bytes[100];
    size_t got;

    (void)state;
    write_file(1000);
    assert_int_equal(file_parts_open(&p, path), ERR_OK);
    assert_int_equal(p.size, 1000);
    assert_int_equal(file_parts_read(&p, 502, bytes, sizeof bytes, &got), ERR_OK);
    assert_int_equal(got, 100);
    assert_int_equal(bytes[0], 0);
    assert_int_equal(file_parts_read(&p, 990, bytes, sizeof bytes, &got), ERR_OK);
    assert_int_equal(got, 10);
    assert_int_equal(file_parts_read(&p, 5000, bytes, sizeof bytes, &got), ERR_OK);
    assert_int_equal(got, 0);
    /* A file that shrinks gives less, and no signal. */
    assert_int_equal(truncate(path, 10), 0);
    assert_int_equal(file_parts_read(&p, 0, bytes, sizeof bytes, &got), ERR_OK);
    assert_int_equal(got, 10);
    file_parts_close(&p);
    assert_int_equal(file_parts_open(&p, "-"), ERR_READ);
    assert_int_equal(file_parts_open(&p, "/dev/null"), ERR_READ);
    assert_int_equal(file_parts_open(&p, dir), ERR_IS_DIRECTORY);
    assert_int_equal(file_parts_open(&p, "/nonexistent"), ERR_OPEN);
    file_parts_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),   cmocka_unit_test(test_limit), cmocka_unit_test(test_huge),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_fifo),  cmocka_unit_test(test_stdin),
        cmocka_unit_test(test_kinds),   cmocka_unit_test(test_wipe),  cmocka_unit_test(test_parts),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
