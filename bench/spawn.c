/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn ROUNDS: times whole processes.
 *
 * Standard input holds one contestant a line: a name, the exit code it must give, and its command,
 * separated by single spaces.  Every round runs each of them once, so that whatever else the
 * machine does strikes all alike.  Prints for each one its name, the smallest and the median time
 * in microseconds, and its peak memory in KiB.
 *
 * It is linked statically and stays small, since the kernel counts what this process occupies
 * into the peak of a child that it starts.
 */
#include "config.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_WORDS = 32, MAX_CONTESTANTS = 16, MAX_ROUNDS = 2000 };

extern char **environ;

struct contestant {
    char *name;
    int exit;
    char *words[MAX_WORDS + 1];
    float us[MAX_ROUNDS];
    long peak;
};

static void die(const char *what)
{
    fprintf(stderr, "spawn: %s\n", what);
    exit(1);
}

static void contestant_read(struct contestant *c, char *line)
{
    size_t num = 0;

    c->name = strtok_r(line, " \n", &line);
    char *exit_text = strtok_r(NULL, " \n", &line);
    if (exit_text == NULL)
        die("a line is NAME EXIT COMMAND...");
    c->exit = (int)strtol(exit_text, NULL, 10);
    for (char *w; num < MAX_WORDS && (w = strtok_r(NULL, " \n", &line)) != NULL;)
        c->words[num++] = w;
    if (num == 0)
        die("a line is NAME EXIT COMMAND...");
}

static void contestant_run(struct contestant *c, size_t round, posix_spawn_file_actions_t *quiet)
{
    struct timespec start, end;
    struct rusage used;
    pid_t pid;
    int status;

    clock_gettime(CLOCK_MONOTONIC, &start);
    if (posix_spawnp(&pid, c->words[0], quiet, NULL, c->words, environ) != 0 ||
        wait4(pid, &status, 0, &used) != pid)
        die(c->words[0]);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != c->exit) {
        fprintf(stderr, "spawn: %s: status %d\n", c->name, status);
        exit(1);
    }
    c->us[round] = (float)((double)(end.tv_sec - start.tv_sec) * 1e6 +
                           (double)(end.tv_nsec - start.tv_nsec) / 1e3);
    if (used.ru_maxrss > c->peak)
        c->peak = used.ru_maxrss;
}

static int float_cmp(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct contestant all[MAX_CONTESTANTS];
    static char lines[MAX_CONTESTANTS][4096];
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 0, num = 0;
    posix_spawn_file_actions_t quiet;

    if (rounds == 0 || rounds > MAX_ROUNDS)
        die("usage: spawn ROUNDS <CONTESTANTS");
    while (num < MAX_CONTESTANTS && fgets(lines[num], sizeof(lines[num]), stdin) != NULL) {
        contestant_read(&all[num], lines[num]);
        num++;
    }
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < num; i++)
            contestant_run(&all[i], round, &quiet);
    }
    for (size_t i = 0; i < num; i++) {
        qsort(all[i].us, rounds, sizeof(all[i].us[0]), float_cmp);
        printf("%s %.0f %.0f %ld\n", all[i].name, (double)all[i].us[0],
               (double)all[i].us[rounds / 2], all[i].peak);
    }
    return 0;
}
