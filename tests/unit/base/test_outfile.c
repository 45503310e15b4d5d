/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/base/outfile.h"

static char top[] = "/tmp/test_outfile.XXXXXX";
static char paths[8][64];

/* at is a path in the test's directory. */
static const char *at(const char *name)
{
    static size_t next;
    char *out = paths[next++ % 8];

    snprintf(out, sizeof paths[0], "%s/%s", top, name);
    return out;
}

static int set_up(void **state)
{
    (void)state;
    umask(022);
    return mkdtemp(top) == NULL ? -1 : 0;
}

static size_t clear(void)
{
    DIR *d = opendir(top);
    size_t num = 0;

    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        num++;
        assert_int_equal(unlink(at(e->d_name)), 0);
    }
    closedir(d);
    return num;
}

static int tear_down(void **state)
{
    (void)state;
    clear();
    return rmdir(top);
}

static void holds(const char *path, const char *text)
{
    struct file f;

    assert_int_equal(file_read(&f, path, 1 << 20), ERR_OK);
    assert_true(span_eq(f.bytes, span_str(text)));
    file_close(&f);
}

static unsigned mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(lstat(path, &st), 0);
    return st.st_mode & 07777u;
}

/* Could it be written? */
static enum err opens(const char *path, int *sys_errno)
{
    struct outfile file;
    enum err e = outfile_open(&file, path, false, sys_errno);

    outfile_close(&file);
    return e;
}

static void keep(const char *name, const char *text, bool secret, enum err err, int wanted)
{
    int sys_errno = 0;

    assert_int_equal(outfile_file(at(name), span_str(text), secret, &sys_errno), err);
    if (err != ERR_OK)
        assert_int_equal(sys_errno, wanted);
}

/* What grew without a name gets one, behind its head, for its owner alone. */
static void test_spool(void **state)
{
    struct spool s;
    int sys_errno = 0;

    (void)state;
    assert_int_equal(spool_open(&s, at("spooled")), ERR_OK);
    spool_put(&s, SPAN_LIT("one, "));
    spool_put(&s, SPAN_LIT("two"));
    assert_true(s.n == 8 && access(at("spooled"), F_OK) != 0);
    struct outfile file;

    assert_int_equal(outfile_open(&file, at("spooled"), true, &sys_errno), ERR_OK);
    assert_int_equal(outfile_finish(&file, SPAN_LIT("head: "), &s, &sys_errno), ERR_OK);
    spool_close(&s);
    holds(at("spooled"), "head: one, two");
    assert_int_equal(mode_of(at("spooled")), 0600);
    /* Beside a device nothing can be made: then elsewhere. */
    assert_int_equal(spool_open(&s, "/dev/null/none"), ERR_OK);
    spool_close(&s);
    spool_close(&(struct spool){0});
}

/* Two spools become one; what could not be written of either is not taken for written. */
static void test_spool_append(void **state)
{
    struct spool to, from;
    struct outfile file;
    int sys_errno = 0;

    (void)state;
    assert_int_equal(spool_open(&to, at("joined")), ERR_OK);
    assert_int_equal(spool_open(&from, at("joined")), ERR_OK);
    spool_put(&to, SPAN_LIT("one, "));
    spool_put(&from, SPAN_LIT("two, "));
    spool_append(&to, &from);
    spool_put(&to, SPAN_LIT("three"));
    assert_true(to.n == 15 && !to.failed);
    assert_int_equal(outfile_open(&file, at("joined"), false, &sys_errno), ERR_OK);
    assert_int_equal(outfile_finish(&file, SPAN_LIT(""), &to, &sys_errno), ERR_OK);
    holds(at("joined"), "one, two, three");
    from.failed = true;
    from.sys_errno = ENOSPC;
    spool_append(&to, &from);
    assert_true(to.failed && to.sys_errno == ENOSPC);
    spool_append(&to, &from);
    assert_int_equal(to.n, 15);
    spool_close(&to);
    spool_close(&from);
}

static void test_modes(void **state)
{
    (void)state;
    keep("open", "text", false, ERR_OK, 0);
    assert_int_equal(mode_of(at("open")), 0644);
    keep("secret", "text", true, ERR_OK, 0);
    assert_int_equal(mode_of(at("secret")), 0600);
    /* Also where a file that all may read was there. */
    keep("open", "secret", true, ERR_OK, 0);
    assert_int_equal(mode_of(at("open")), 0600);
    holds(at("open"), "secret");
    assert_int_equal(clear(), 2);
}

/* What becomes of the path once it is open does not matter. */
static void test_moved(void **state)
{
    struct outfile file;
    int sys_errno = 0;

    (void)state;
    assert_int_equal(mkdir(at("before"), 0700), 0);
    assert_int_equal(outfile_open(&file, at("before/f"), false, &sys_errno), ERR_OK);
    assert_int_equal(rename(at("before"), at("after")), 0);
    assert_int_equal(outfile_finish(&file, SPAN_LIT("text"), NULL, &sys_errno), ERR_OK);
    holds(at("after/f"), "text");
    assert_int_equal(unlink(at("after/f")), 0);
    assert_int_equal(rmdir(at("after")), 0);
}

/* A reader that has the old file open keeps reading the old file. */
static void test_replaced(void **state)
{
    char old[8] = "";

    (void)state;
    keep("f", "before", false, ERR_OK, 0);
    int fd = open(at("f"), O_RDONLY);

    assert_true(fd >= 0);
    keep("f", "after", false, ERR_OK, 0);
    assert_int_equal(read(fd, old, sizeof old), 6);
    assert_string_equal(old, "before");
    close(fd);
    holds(at("f"), "after");
    assert_int_equal(clear(), 1);
}

static void test_links(void **state)
{
    int sys_errno = 0;

    (void)state;
    keep("f", "before", false, ERR_OK, 0);
    assert_int_equal(symlink("f", at("link")), 0);
    assert_int_equal(opens(at("link"), &sys_errno), ERR_OK);
    keep("link", "after", false, ERR_OK, 0);
    holds(at("f"), "after");
    struct stat st;
    assert_int_equal(lstat(at("link"), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    /* A link to nothing is left alone. */
    assert_int_equal(symlink("nothing", at("dangling")), 0);
    assert_int_equal(opens(at("dangling"), &sys_errno), ERR_WRITE);
    assert_int_equal(sys_errno, ENOENT);
    keep("dangling", "x", false, ERR_WRITE, ENOENT);
    assert_int_equal(clear(), 3);
}

/* What fails leaves nothing behind, and the old file as it was. */
static void test_failures(void **state)
{
    int sys_errno = 0;

    (void)state;
    keep("none/f", "x", false, ERR_WRITE, ENOENT);
    assert_int_equal(opens(at("none/f"), &sys_errno), ERR_WRITE);
    assert_int_equal(sys_errno, ENOENT);
    assert_int_equal(opens(top, &sys_errno), ERR_WRITE);
    assert_int_equal(sys_errno, EISDIR);
    assert_int_equal(opens("", &sys_errno), ERR_WRITE);
    assert_int_equal(opens(at("new"), &sys_errno), ERR_OK);
    /* rename fails: a directory stands there. */
    assert_int_equal(mkdir(at("d"), 0700), 0);
    assert_int_equal(outfile_file(at("d"), SPAN_LIT("x"), false, &sys_errno), ERR_WRITE);
    assert_int_equal(rmdir(at("d")), 0);
    assert_int_equal(clear(), 0);
    assert_int_equal(outfile_file("/dev/full", SPAN_LIT("x"), false, &sys_errno), ERR_WRITE);
    assert_int_equal(sys_errno, ENOSPC);
    assert_int_equal(opens("/dev/null", &sys_errno), ERR_OK);
    assert_int_equal(outfile_file("/dev/null", SPAN_LIT("x"), false, &sys_errno), ERR_OK);
}

static void test_too_long(void **state)
{
    static char path[5000];
    int sys_errno = 0;

    (void)state;
    memset(path, 'a', sizeof path - 1);
    assert_int_equal(opens(path, &sys_errno), ERR_WRITE);
    assert_int_equal(sys_errno, ENAMETOOLONG);
    assert_int_equal(outfile_file(path, SPAN_LIT("x"), false, &sys_errno), ERR_WRITE);
    assert_int_equal(sys_errno, ENAMETOOLONG);
}

static void test_fifo(void **state)
{
    char got[8] = "";
    int sys_errno = 0;

    (void)state;
    assert_int_equal(mkfifo(at("fifo"), 0600), 0);
    int fd = open(at("fifo"), O_RDONLY | O_NONBLOCK);

    assert_true(fd >= 0);
    assert_int_equal(opens(at("fifo"), &sys_errno), ERR_OK);
    keep("fifo", "text", true, ERR_OK, 0);
    assert_int_equal(read(fd, got, sizeof got), 4);
    assert_string_equal(got, "text");
    close(fd);
    assert_int_equal(clear(), 1);
}

static void test_log(void **state)
{
    struct outfile_log log = {0};

    (void)state;
    outfile_log_close(&log);
    assert_int_equal(outfile_log_open(&log, at("log"), 0), ERR_OK);
    assert_int_equal(mode_of(at("log")), 0600);
    outfile_log_put(&log, SPAN_LIT("one\n"));
    holds(at("log"), "one\n");
    outfile_log_close(&log);
    assert_false(log.failed);
    assert_int_equal(outfile_log_open(&log, at("log"), 0), ERR_OK);
    outfile_log_put(&log, SPAN_LIT("two\n"));
    outfile_log_close(&log);
    outfile_log_close(&log);
    holds(at("log"), "one\ntwo\n");
    assert_int_equal(clear(), 1);
    assert_int_equal(outfile_log_open(&log, at("none/log"), 0), ERR_WRITE);
    assert_int_equal(log.sys_errno, ENOENT);
    outfile_log_put(&log, SPAN_LIT("x"));
    outfile_log_close(&log);
    assert_int_equal(outfile_log_open(&log, "/dev/full", 0), ERR_OK);
    outfile_log_put(&log, SPAN_LIT("x"));
    assert_true(log.failed);
    assert_int_equal(log.sys_errno, ENOSPC);
    outfile_log_close(&log);
    assert_true(log.failed);
}

/* A FIFO that nobody reads is not waited for; one whose reader stops is not for ever. */
static void test_log_fifo(void **state)
{
    struct outfile_log log = {0};
    uint8_t page[4096] = {0};

    (void)state;
    assert_int_equal(mkfifo(at("log"), 0600), 0);
    assert_int_equal(outfile_log_open(&log, at("log"), 20), ERR_FIFO_UNREAD);
    int fd = open(at("log"), O_RDONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_int_equal(outfile_log_open(&log, at("log"), 1), ERR_OK);
    for (int i = 0; i < 1000 && !log.failed; i++)
        outfile_log_put(&log, span_of(page, sizeof page));
    assert_true(log.failed);
    outfile_log_close(&log);
    close(fd);
    assert_int_equal(clear(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes),    cmocka_unit_test(test_replaced),
        cmocka_unit_test(test_links),    cmocka_unit_test(test_failures),
        cmocka_unit_test(test_too_long), cmocka_unit_test(test_fifo),
        cmocka_unit_test(test_log),      cmocka_unit_test(test_log_fifo),
        cmocka_unit_test(test_spool),    cmocka_unit_test(test_spool_append),
        cmocka_unit_test(test_moved)};

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
