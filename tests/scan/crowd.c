/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crowd NUMBER [good]: many servers in one process, at ports of the loopback.
 *
 * Prints a list of targets for `scan --targets`, in which a comment says what each of them is, and
 * serves until it is killed or its standard input ends.  Of ten servers, nine are good, of three
 * kinds.  Every tenth does not behave: nobody listens, it is silent, sends garbage, sends its
 * answer byte by byte, closes or resets the connection, refuses with an alert, or answers something
 * that was not asked.  With `good` all are good.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/net/watch.h"
#include "tests/picky/picky.h"

enum { EVERY = 10, MOST = 20000, OPTIONS = 3 };

/* A kind of server: its options, or none if nobody listens there. */
struct kind {
    const char *name;
    bool is_dead;
    const char *options[OPTIONS];
};

static const struct kind good[] = {
    {"good-both", false, {NULL}},
    {"good-new", false, {"versions=1.3"}},
    {"good-old", false, {"versions=1.0,1.1,1.2", "order=client"}},
};
static const struct kind bad[] = {
    {"dead", true, {NULL}},
    {"silent", false, {"versions=ssl2", "refuse=silence"}},
    {"garbage", false, {"garbage=300"}},
    {"dripping", false, {"versions=1.3", "drip=1"}},
    {"closing", false, {"versions=ssl2", "refuse=close"}},
    {"resetting", false, {"versions=ssl2", "refuse=reset"}},
    {"refusing", false, {"versions=ssl2", "refuse=alert"}},
    {"lying", false, {NULL}},
};

/* A flight of TLS 1.2 with a suite that no scan offers first, without certificate and key. */
static const uint8_t lie[] = {22, 3, 3, 0, 46, 2, 0, 0, 38, 3, 3, 1, 2, 3,  4, 5, 6,
                              7,  8, 9, 1, 2,  3, 4, 5, 6,  7, 8, 9, 1, 2,  3, 4, 5,
                              6,  7, 8, 9, 1,  2, 3, 4, 5,  0, 0, 5, 0, 14, 0, 0, 0};

/* Each server takes a descriptor to listen, and one for each client. */
static void raise_limit(void)
{
    struct rlimit r;

    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return;
    r.rlim_cur = r.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &r);
}

static const struct kind *kind_of(long i, bool all_good)
{
    if (!all_good && i % EVERY == EVERY - 1)
        return &bad[(size_t)(i / EVERY) % (sizeof bad / sizeof bad[0])];
    return &good[(size_t)i % (sizeof good / sizeof good[0])];
}

/* Begins one server, or names an address where nobody listens: port 1 of the loopback. */
static void begin(struct picky *picky, struct net_loop *loop, long i, const struct kind *kind)
{
    uint16_t port = 0;

    if (kind->is_dead) {
        printf("127.1.%ld.%ld:1 # %s\n", i / 200, i % 200 + 1, kind->name);
        return;
    }
    picky_init(picky);
    picky->closes_after = true;
    for (size_t k = 0; k < OPTIONS && kind->options[k] != NULL; k++) {
        if (!picky_option(picky, kind->options[k]))
            exit(EXIT_FAILURE);
    }
    if (strcmp(kind->name, "lying") == 0)
        picky->answer.bytes = span_of(lie, sizeof lie);
    if (picky_serve(picky, loop, &port) != ERR_OK) {
        fprintf(stderr, "crowd: server %ld cannot listen\n", i);
        exit(EXIT_FAILURE);
    }
    printf("127.0.0.1:%u # %s\n", port, kind->name);
}

static void on_input(void *ctx)
{
    char byte;

    if (read(STDIN_FILENO, &byte, 1) <= 0)
        net_stop(ctx);
}

int main(int argc, char **argv)
{
    long num = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
    bool all_good = argc > 2 && strcmp(argv[2], "good") == 0;
    struct net_loop *loop;
    struct net_watch *watch = NULL;

    if (num < 1 || num > MOST || net_loop_new(&loop) != ERR_OK)
        return EXIT_FAILURE;
    raise_limit();
    struct picky *crowd = calloc((size_t)num, sizeof *crowd);
    if (crowd == NULL)
        return EXIT_FAILURE;
    for (long i = 0; i < num; i++)
        begin(&crowd[i], loop, i, kind_of(i, all_good));
    fflush(stdout);
    /* A file as standard input never ends. */
    if (net_watch_new(&watch, loop, STDIN_FILENO, on_input, loop) != ERR_OK)
        watch = NULL;
    enum err e = net_run(loop);
    net_watch_end(watch);
    net_loop_free(loop);
    for (long i = 0; i < num; i++) {
        crowd[i].answer.bytes = (struct span){0};
        picky_free(&crowd[i]);
    }
    free(crowd);
    return e == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
