/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Go's crypto/x509, in a process of its own that is asked through pipes (peer.go). */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/differ/peers.h"

static FILE *to, *from;
static pid_t child;

static void start(void)
{
    const char *program = getenv("DIFFER_GO");
    int in[2], out[2];

    if (program == NULL)
        peer_die("Go", "DIFFER_GO does not name its program");
    if (pipe(in) != 0 || pipe(out) != 0)
        peer_die("Go", "no pipe");
    child = fork();
    if (child == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[1]);
        close(out[0]);
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to = fdopen(in[1], "w");
    from = fdopen(out[0], "r");
    if (child < 0 || to == NULL || from == NULL)
        peer_die("Go", "does not start");
}

static void stop(void)
{
    fclose(to);
    fclose(from);
    waitpid(child, NULL, 0);
}

static void put(struct span s)
{
    uint8_t head[4] = {(uint8_t)(s.n >> 24), (uint8_t)(s.n >> 16), (uint8_t)(s.n >> 8),
                       (uint8_t)s.n};

    fwrite(head, 1, sizeof head, to);
    if (s.n > 0)
        fwrite(s.p, 1, s.n, to);
}

static void judge(struct answer *out, const struct brood *b)
{
    char line[256], now[24];

    snprintf(now, sizeof now, "%lld", (long long)FC_NOW);
    put(span_str(b->host));
    put(span_str(now));
    put(b->anchor);
    for (size_t i = 0; i < b->num_helpers; i++)
        put(b->helpers[i]);
    put(b->leaf);
    put((struct span){0});
    if (fflush(to) != 0 || fgets(line, sizeof line, from) == NULL)
        peer_die("Go", "no answer");
    line[strcspn(line, "\n")] = 0;
    *out = (struct answer){.ok = strcmp(line, "ok") == 0};
    if (!out->ok)
        snprintf(out->why, sizeof out->why, "%.90s", line + 3);
}

const struct peer peer_go = {
    .name = "Go",
    .revocation = false,
    .searches = true,
    .open = start,
    .judge = judge,
    .close = stop,
};
