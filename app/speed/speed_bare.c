/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/speed/speed_bare.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_MAX = 4096, ARG_MAX_BYTES = 64, LINE_BYTES = 64, NS = 1000 * 1000 * 1000 };

/* Every digit counts: %a is exact. */
void speed_samples_put(struct buf *out, const struct measure *measure)
{
    for (size_t i = 0; i < measure->num; i++)
        buf_printf(out, "%a\n", measure->rates[i]);
}

bool speed_samples_read(struct measure *out, struct span text)
{
    *out = (struct measure){0};
    while (text.n > 0 && out->num < MEASURE_ROUNDS) {
        size_t n = span_find(text, '\n');
        char line[LINE_BYTES] = "", *end = line;

        if (n == text.n || n >= sizeof line)
            return false;
        memcpy(line, text.p, n);
        double rate = strtod(line, &end);
        if (end != line + n || !(rate > 0) || rate > 1e18 ||
            (out->num > 0 && rate < out->rates[out->num - 1]))
            return false;
        out->rates[out->num++] = rate;
        text = span_tail(text, n + 1);
    }
    return text.n == 0 && out->num == MEASURE_ROUNDS;
}

/* Reads to the end of the pipe: a signal that asks for an end reaches the child as well. */
static void read_all(int fd, struct buf *out)
{
    for (;;) {
        uint8_t bytes[512];
        ssize_t n = read(fd, bytes, sizeof bytes);

        if (n > 0)
            buf_put(out, span_of(bytes, (size_t)n));
        else if (n == 0 || errno != EINTR)
            return;
    }
}

/* A word that Nettle does not know stands for a processor without any of the instructions. */
static bool spawn(pid_t *child, size_t row, uint64_t ns, int write_fd)
{
    char samples[ARG_MAX_BYTES], seconds[ARG_MAX_BYTES];
    char *argv[] = {"tlsbox", "speed", samples, seconds, NULL};
    posix_spawn_file_actions_t actions;

    snprintf(samples, sizeof samples, "--samples=%zu", row);
    snprintf(seconds, sizeof seconds, "--seconds=%" PRIu64 ".%06" PRIu64, ns / NS, ns % NS / 1000);
    if (setenv("NETTLE_FAT_OVERRIDE", "none", 1) != 0)
        return false;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    bool ok = posix_spawn_file_actions_adddup2(&actions, write_fd, STDOUT_FILENO) == 0 &&
              posix_spawn(child, "/proc/self/exe", &actions, NULL, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    (void)unsetenv("NETTLE_FAT_OVERRIDE");
    return ok;
}

static bool wait_for(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return false;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool speed_bare(size_t row, uint64_t ns, struct measure *out)
{
    int ends[2];
    struct buf text;
    pid_t child = 0;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    bool ok = spawn(&child, row, ns, ends[1]);
    close(ends[1]);
    buf_init(&text, OUTPUT_MAX);
    if (ok) {
        read_all(ends[0], &text);
        ok = wait_for(child) && text.err == ERR_OK && speed_samples_read(out, buf_span(&text));
    }
    close(ends[0]);
    buf_free(&text);
    return ok;
}
