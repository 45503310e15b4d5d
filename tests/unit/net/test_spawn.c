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
    assert_int_equal(net_serve(&s->server, s->loop, "127.0.0.1", 0, 0, &door, &wrong), ERR_OK);
    assert_int_equal(net_spawn(&child, s->loop, command, env, timeout_us, &hooks), ERR_OK);
    buf_free(&wrong);
    return child;
}

static void finish(struct scene *s)
{
    net_loop_free(s->loop);
    buf_free(&s->said);
}

enum { LONG_US = 20000000, SHORT_US = 200000 };

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_signalled),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
