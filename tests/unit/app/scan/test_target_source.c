/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/scan/target_source.h"

enum { ROWS = 32, TEXT = 320 };

/* What a source gave. */
struct scene {
    struct net_loop *loop;
    struct target_source source;
    struct connect_setup setup;
    struct string_list files;
    struct target_list list;
    struct {
        char label[TEXT];
        uint64_t line;
        enum err err;
    } rows[ROWS];
    size_t num;
    bool is_ended;
    int fds[2];
};

/* Takes all that there is. */
static void take(void *ctx)
{
    struct scene *s = ctx;
    struct scan_target target;
    enum target_state state;

    while ((state = target_source_next(&s->source, &target)) == TARGET_NEXT) {
        assert_true(s->num < ROWS);
        snprintf(s->rows[s->num].label, TEXT, "%s",
                 target.err == ERR_OK ? target.server.label : "");
        s->rows[s->num].line = target.line;
        s->rows[s->num++].err = target.err;
    }
    s->is_ended = state == TARGET_END;
}

static void open_scene(struct scene *s)
{
    *s = (struct scene){.fds = {-1, -1}};
    assert_int_equal(net_loop_new(&s->loop), ERR_OK);
    s->list = (struct target_list){.setup = &s->setup, .files = &s->files};
}

static void close_scene(struct scene *s)
{
    target_source_close(&s->source);
    net_loop_free(s->loop);
}

static void begin(struct scene *s)
{
    target_source_init(&s->source, s->loop, &s->list, take, s);
    take(s);
}

static void assert_row(const struct scene *s, size_t i, const char *label, uint64_t line,
                       enum err e)
{
    assert_true(i < s->num);
    assert_string_equal(s->rows[i].label, label);
    assert_int_equal(s->rows[i].line, line);
    assert_int_equal(s->rows[i].err, e);
}

/* A file of the text, which ends with the test. */
static void write_file(char path[TEXT], const char *text, size_t n)
{
    snprintf(path, TEXT, "/tmp/test_target_source.XXXXXX");
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, n), n);
    close(fd);
}

static void test_operands(void **state)
{
    static char a[] = "a.example",
                b[] = "B\xc3\xbc"
                      "cher.example:8443",
                c[] = "[2001:db8::1]:444", d[] = "192.0.2.1", e[] = "https://d.example/x";
    char *operands[] = {a, b, c, d, e};
    struct scene s;

    (void)state;
    open_scene(&s);
    s.list.operands = operands;
    s.list.num_operands = 5;
    begin(&s);
    assert_true(s.is_ended);
    assert_int_equal(s.num, 5);
    assert_row(&s, 0, "a.example:443", 0, ERR_OK);
    assert_row(&s, 1, "xn--bcher-kva.example:8443", 0, ERR_OK);
    assert_row(&s, 2, "[2001:db8::1]:444", 0, ERR_OK);
    assert_row(&s, 3, "192.0.2.1:443", 0, ERR_OK);
    assert_row(&s, 4, "d.example:443", 0, ERR_OK);
    close_scene(&s);
}

/* The default port is that of the protocol of STARTTLS. */
static void test_starttls(void **state)
{
    static char a[] = "a.example";
    char *operands[] = {a};
    struct scene s;

    (void)state;
    open_scene(&s);
    s.setup.starttls = STARTTLS_SMTP;
    s.list.operands = operands;
    s.list.num_operands = 1;
    begin(&s);
    assert_row(&s, 0, "a.example:25", 0, ERR_OK);
    close_scene(&s);
}

static void test_file(void **state)
{
    static const char text[] = "\xef\xbb\xbf"
                               "a.example\r\n"
                               "# a comment\r\n"
                               "\r\n"
                               "  \t\n"
                               "\t b.example:1 # why\n"
                               "c.example#d\n"
                               "no target\n"
                               "a.example:0\n"
                               "nul\0.example\n"
                               "192.0.2.0/30\n"
                               "d.example";
    char path[TEXT];
    const char *files[] = {path};
    struct scene s;

    (void)state;
    write_file(path, text, sizeof text - 1);
    open_scene(&s);
    s.files = (struct string_list){files, 1, 1};
    begin(&s);
    unlink(path);
    assert_true(s.is_ended);
    assert_int_equal(s.num, 8);
    assert_row(&s, 0, "a.example:443", 1, ERR_OK);
    assert_row(&s, 1, "b.example:1", 5, ERR_OK);
    assert_row(&s, 2, "", 6, ERR_NET_HOST);
    assert_row(&s, 3, "", 7, ERR_NET_HOST);
    assert_row(&s, 4, "", 8, ERR_NET_HOST);
    assert_row(&s, 5, "", 9, ERR_NET_HOST);
    assert_row(&s, 6, "", 10, ERR_TARGET_BLOCK);
    assert_row(&s, 7, "d.example:443", 11, ERR_OK);
    close_scene(&s);
}

/* A block is expanded where it stands. */
static void test_block(void **state)
{
    static const char text[] = "192.0.2.7/31:25\n192.0.2.0/40\n[2001:db8::/127]:8\n";
    static char last[] = "::/0";
    char path[TEXT];
    char *operands[] = {last};
    const char *files[] = {path};
    struct scene s;

    (void)state;
    write_file(path, text, sizeof text - 1);
    open_scene(&s);
    s.list.cidr = true;
    s.list.operands = operands;
    s.list.num_operands = 1;
    s.files = (struct string_list){files, 1, 1};
    begin(&s);
    unlink(path);
    assert_int_equal(s.num, 6);
    assert_row(&s, 0, "", 0, ERR_NET_BLOCK_SIZE);
    assert_row(&s, 1, "192.0.2.6:25", 1, ERR_OK);
    assert_row(&s, 2, "192.0.2.7:25", 1, ERR_OK);
    assert_row(&s, 3, "", 2, ERR_NET_BLOCK);
    assert_row(&s, 4, "[2001:db8::]:8", 3, ERR_OK);
    assert_row(&s, 5, "[2001:db8::1]:8", 3, ERR_OK);
    close_scene(&s);
}

/* Of a long line only the beginning is looked at; the next line has its right number. */
static void test_long_lines(void **state)
{
    enum { LONG = 3 * TARGET_PIECE };
    char *text = malloc(LONG + 64), path[TEXT];
    const char *files[] = {path};
    struct scene s;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', LONG);
    text[TARGET_LINE_MAX] = '\n';         /* as long as it may be, and no name */
    text[2 * TARGET_LINE_MAX + 2] = '\n'; /* a byte too long */
    memcpy(text + LONG, "\na.example\n", 11);
    write_file(path, text, LONG + 11);
    free(text);
    open_scene(&s);
    s.files = (struct string_list){files, 1, 1};
    begin(&s);
    unlink(path);
    assert_int_equal(s.num, 4);
    assert_row(&s, 0, "", 1, ERR_NET_HOST);
    assert_row(&s, 1, "", 2, ERR_TARGET_LONG);
    assert_row(&s, 2, "", 3, ERR_TARGET_LONG);
    assert_row(&s, 3, "a.example:443", 4, ERR_OK);
    close_scene(&s);
}

/* What cannot be read is said, and the others are read. */
static void test_unreadable(void **state)
{
    static const char text[] = "a.example\n";
    char path[TEXT];
    const char *files[] = {"/nonexistent/targets", "/tmp", "/dev/null", path};
    struct scene s;

    (void)state;
    write_file(path, text, sizeof text - 1);
    open_scene(&s);
    s.files = (struct string_list){files, 4, 4};
    begin(&s);
    unlink(path);
    assert_int_equal(s.num, 3);
    assert_row(&s, 0, "", 0, ERR_OPEN);
    assert_row(&s, 1, "", 0, ERR_IS_DIRECTORY);
    assert_row(&s, 2, "a.example:443", 1, ERR_OK);
    close_scene(&s);
}

/* A pipe whose writer is slow: half a line keeps nobody waiting, and the rest completes it. */
static void on_later(void *ctx)
{
    struct scene *s = ctx;

    assert_int_equal(s->num, 1);
    assert_int_equal(write(s->fds[1], "ple\nc.example", 13), 13);
    close(s->fds[1]);
}

static void test_pipe(void **state)
{
    char path[TEXT];
    const char *files[] = {path};
    struct net_alarm *later;
    struct scene s;

    (void)state;
    open_scene(&s);
    assert_int_equal(pipe(s.fds), 0);
    assert_int_equal(write(s.fds[1], "a.example\nb.exam", 16), 16);
    snprintf(path, sizeof path, "/dev/fd/%d", s.fds[0]);
    s.files = (struct string_list){files, 1, 1};
    begin(&s);
    assert_false(s.is_ended);
    assert_int_equal(net_alarm_new(&later, s.loop, on_later, &s), ERR_OK);
    net_alarm_set(later, 2000);
    assert_int_equal(net_run(s.loop), ERR_OK);
    assert_true(s.is_ended);
    assert_int_equal(s.num, 3);
    assert_row(&s, 1, "b.example:443", 2, ERR_OK);
    assert_row(&s, 2, "c.example:443", 3, ERR_OK);
    net_alarm_end(later);
    close(s.fds[0]);
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operands),   cmocka_unit_test(test_starttls),
        cmocka_unit_test(test_file),       cmocka_unit_test(test_block),
        cmocka_unit_test(test_long_lines), cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_pipe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
