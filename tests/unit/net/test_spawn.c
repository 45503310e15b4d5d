/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/net/spawn.h"

/* A loop that a server keeps turning, and what a child says and comes to. */
struct scene {
    struct net_loop *loop;
    struct net_server *server;
    struct buf said;
    int code;
    bool late, ended;
};

static void on_said(void *ctx, struct span bytes)
{
    buf_put(&((struct scene *)ctx)->said, bytes);
}

static void on_ended(void *ctx, int code, bool late)
{
    struct scene *s = ctx;

    assert_false(s->ended);
    s->ended = true;
    s->code = code;
    s->late = late;
    net_serve_end(s->server);
}

static void on_accepted(void *ctx, struct net_conn *c, struct net_hooks *hooks)
{
    (void)ctx;
    (void)hooks;
    net_close(c);
}

static struct net_child *begin(struct scene *s, const char *command, uint64_t timeout_us)
{
    static const char *const env[] = {"PATH=/usr/bin:/bin", "WORD=a word", NULL};
    const struct net_child_hooks hooks = {.ctx = s, .said = on_said, .ended = on_ended};
    const struct net_serve_hooks door = {.ctx = s, .accepted = on_accepted};
    struct net_child *child;
    struct buf wrong;

    *s = (struct scene){.code = -1};
    buf_init(&s->said, 1 << 20);
    buf_init(&wrong, 1000);
    assert_int_equal(net_loop_new(&s->loop), ERR_OK);
    assert_int_equal(
        net_serve(&s->server, s->loop, &(struct net_listen){"127.0.0.1", 0, 0}, &door, &wrong),
        ERR_OK);
    assert_int_equal(net_spawn(&child, s->loop, command, env, timeout_us, &hooks), ERR_OK);
    buf_free(&wrong);
    return child;
}

static void finish(struct scene *s)
{
    net_loop_free(s->loop);
    buf_free(&s->said);
}

enum { LONG_US = 20000000, SHORT_US = 2000000 };

static void test_ends(void **state)
{
    struct scene s;

    (void)state;
    (void)begin(&s, "echo $WORD; read x || echo none >&2; exit 7", LONG_US);
    assert_int_equal(net_run(s.loop), ERR_OK);
    assert_true(s.ended);
    assert_int_equal(s.code, 7);
    assert_false(s.late);
    buf_u8(&s.said, '\0');
    assert_non_null(strstr((const char *)s.said.p, "a word\n"));
    assert_non_null(strstr((const char *)s.said.p, "none\n"));
    finish(&s);
}

static void test_one_byte(void **state)
{
    struct scene s;

    (void)state;
    (void)begin(&s, "printf x", LONG_US);
    assert_int_equal(net_run(s.loop), ERR_OK);
    assert_true(s.ended);
    assert_true(span_eq(buf_span(&s.said), SPAN_LIT("x")));
    finish(&s);
}

static void test_signalled(void **state)
{
    struct scene s;

    (void)state;
    (void)begin(&s, "kill -TERM $$", LONG_US);
    assert_int_equal(net_run(s.loop), ERR_OK);
    assert_int_equal(s.code, 128 + SIGTERM);
    assert_false(s.late);
    finish(&s);
}

static bool lives(const struct buf *said)
{
    return kill((pid_t)strtol((const char *)said->p, NULL, 10), 0) == 0;
}

/* await_gone: what was killed is gone as soon as somebody has waited for it. */
static bool await_gone(const struct buf *said)
{
    for (int i = 0; i < 500 && lives(said); i++)
        assert_int_equal(system("sleep 0.02"), 0);
    return !lives(said);
}

/* At the end of the time the whole group goes; likewise what a child leaves behind. */
static void test_killed(void **state)
{
    static const char *const commands[] = {"sleep 100 & echo $!; wait", "sleep 100 & echo $!"};
    struct scene s;

    (void)state;
    for (int i = 0; i < 2; i++) {
        (void)begin(&s, commands[i], i == 0 ? SHORT_US : LONG_US);
        assert_int_equal(net_run(s.loop), ERR_OK);
        assert_true(s.ended);
        assert_int_equal(s.late, i == 0);
        assert_int_equal(s.code, i == 0 ? 128 + SIGKILL : 0);
        buf_u8(&s.said, '\0');
        assert_true(await_gone(&s.said));
        finish(&s);
    }
}

/* Killed by us, or with its loop: nothing is told. */
static void test_dropped(void **state)
{
    struct scene s;

    (void)state;
    net_child_kill(begin(&s, "sleep 100", LONG_US));
    net_serve_end(s.server);
    assert_int_equal(net_run(s.loop), ERR_OK);
    finish(&s);
    assert_false(s.ended);
    (void)begin(&s, "sleep 100", LONG_US);
    finish(&s);
    assert_false(s.ended);
}

/*
 * Children that the loop, held up by its own callback, finds ended all at once.  Each says its
 * process id, waits at a gate, and says its word.  The gates are FIFOs.
 */
struct stall {
    struct net_loop *loop;
    struct net_server *server;
    uint64_t began_us;
    struct pupil {
        struct stall *stall;
        char gate[64];
        struct buf said;
        pid_t pid;
        int code;
        bool late;
    } pupils[2];
    size_t num, ended;
};

static void stand_until(uint64_t us)
{
    while (net_now_us() < us)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

/* let_end opens the gate, and comes back when the child has ended and nobody was told yet. */
static void let_end(const struct pupil *p)
{
    siginfo_t info;
    int fd = open(p->gate, O_WRONLY);

    assert_int_equal(write(fd, "\n", 1), 1);
    close(fd);
    while (waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR)
        continue;
}

static void note(struct pupil *p, struct span bytes)
{
    buf_put(&p->said, bytes);
    if (p->pid == 0 && span_find(buf_span(&p->said), '\n') < p->said.n)
        p->pid = (pid_t)strtol((const char *)p->said.p, NULL, 10);
}

static void on_pupil_ended(void *ctx, int code, bool late)
{
    struct pupil *p = ctx;

    p->code = code;
    p->late = late;
    if (++p->stall->ended == p->stall->num)
        net_serve_end(p->stall->server);
}

static void stall_run(struct stall *s, size_t num, uint64_t timeout_us,
                      void (*said)(void *ctx, struct span bytes))
{
    static const char *const env[] = {"PATH=/usr/bin:/bin", NULL};
    const struct net_serve_hooks door = {.ctx = s, .accepted = on_accepted};
    char folder[] = "/tmp/test_spawn-XXXXXX", command[200];
    struct buf wrong;

    *s = (struct stall){.num = num, .began_us = net_now_us()};
    buf_init(&wrong, 1000);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(net_loop_new(&s->loop), ERR_OK);
    assert_int_equal(
        net_serve(&s->server, s->loop, &(struct net_listen){"127.0.0.1", 0, 0}, &door, &wrong),
        ERR_OK);
    for (size_t i = 0; i < num; i++) {
        struct pupil *p = &s->pupils[i];
        const struct net_child_hooks hooks = {.ctx = p, .said = said, .ended = on_pupil_ended};
        struct net_child *child;

        p->stall = s;
        buf_init(&p->said, 1000);
        snprintf(p->gate, sizeof p->gate, "%s/%zu", folder, i);
        assert_int_equal(mkfifo(p->gate, 0600), 0);
        snprintf(command, sizeof command, "echo $$; read x <%s; echo word; exit 3", p->gate);
        assert_int_equal(net_spawn(&child, s->loop, command, env, timeout_us, &hooks), ERR_OK);
    }
    assert_int_equal(net_run(s->loop), ERR_OK);
    for (size_t i = 0; i < num; i++) {
        struct pupil *p = &s->pupils[i];

        unlink(p->gate);
        buf_u8(&p->said, '\0');
        assert_non_null(strstr((const char *)p->said.p, "word\n"));
        assert_int_equal(p->code, 3);
        assert_false(p->late);
        buf_free(&p->said);
    }
    rmdir(folder);
    buf_free(&wrong);
    net_loop_free(s->loop);
}

/* One that ended in time is not late because the loop was. */
static void on_said_slowly(void *ctx, struct span bytes)
{
    struct pupil *p = ctx;
    bool knew = p->pid != 0;

    note(p, bytes);
    if (knew || p->pid == 0)
        return;
    let_end(p);
    stand_until(p->stall->began_us + SHORT_US + 100000);
}

static void test_not_late(void **state)
{
    struct stall s;

    (void)state;
    stall_run(&s, 1, SHORT_US, on_said_slowly);
}

/*
 * The second child ends while the first one's word is read, behind which the loop finds both ended:
 * before the second one's word, and long after it last looked at the clock.
 */
static void on_said_both(void *ctx, struct span bytes)
{
    struct pupil *p = ctx;
    struct pupil *pupils = p->stall->pupils;
    bool knew = pupils[0].pid != 0 && pupils[1].pid != 0;

    note(p, bytes);
    if (!knew && pupils[0].pid != 0 && pupils[1].pid != 0)
        let_end(&pupils[0]);
    if (knew && p == &pupils[0]) {
        let_end(&pupils[1]);
        stand_until(net_now_us() + 700000); /* longer than last words are waited for */
    }
}

static void test_last_words(void **state)
{
    struct stall s;

    (void)state;
    stall_run(&s, 2, LONG_US, on_said_both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_one_byte), cmocka_unit_test(test_signalled),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_dropped),
        cmocka_unit_test(test_not_late),
        cmocka_unit_test(test_last_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
