/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chains DIRECTORY ROUNDS CONTENDER...: judges the chains that mkchains wrote into the directory.
 *
 * Each round runs every contender once over all chains, so that other work of the machine slows
 * all of them alike.  A contender is a name of the table below, or NAME=COMMAND for a process that
 * judges all of them by itself.  Prints a line for each: its name, and the median, least and most
 * microseconds per chain.  Time of the processor counts; for a command, it is that of all its
 * threads.
 */
#include "config.h"

#include "bench/chains.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/timing.h"
#include "lib/base/arena.h"
#include "lib/base/file.h"

enum { ROUNDS_MAX = 100, CONTENDERS_MAX = 12, FILE_MAX = 1 << 30 };

static const struct contender *const contenders[] = {
    &chains_each, &chains_issuers, &chains_kept, &chains_gnutls, &chains_ours, &chains_ours_alone,
};

struct entry {
    const char *name;
    const struct contender *contender; /* NULL: a command */
    const char *command;
    double us[ROUNDS_MAX];
};

void chains_check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "chains: %s\n", what);
    exit(1);
}

static double us_of_children(void)
{
    struct rusage used;

    getrusage(RUSAGE_CHILDREN, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static double run_contender(const struct contender *contender, const struct chains *chains)
{
    void *state = contender->open(chains);
    double start = timing_cpu_us();

    for (size_t i = 0; i < chains->num; i++)
        contender->judge(state, i);
    double end = timing_cpu_us();
    contender->close(state);
    return end - start;
}

static double run_command(const char *command)
{
    double start = us_of_children();
    FILE *pipe = popen(command, "w");

    chains_check(pipe != NULL && pclose(pipe) == 0, command);
    return us_of_children() - start;
}

static void run_round(struct entry *entries, size_t num, const struct chains *chains, size_t round)
{
    for (size_t i = 0; i < num; i++) {
        struct entry *e = &entries[i];
        double us =
            e->contender != NULL ? run_contender(e->contender, chains) : run_command(e->command);
        e->us[round] = us / (double)chains->num;
    }
}

static void report(struct entry *e, size_t rounds)
{
    qsort(e->us, rounds, sizeof e->us[0], timing_compare);
    printf("%s %.2f %.2f %.2f\n", e->name, e->us[rounds / 2], e->us[0], e->us[rounds - 1]);
}

static struct span read_file(const char *directory, const char *name)
{
    char path[4096];
    struct file file;

    snprintf(path, sizeof path, "%s/%s", directory, name);
    chains_check(file_read(&file, path, FILE_MAX) == ERR_OK, path);
    return file.bytes;
}

/* Cuts a certificate off *rest: a SEQUENCE whose length has two or three octets. */
static struct span next_cert(struct span *rest)
{
    size_t octets = rest->n > 5 && rest->p[0] == 0x30 ? rest->p[1] & 0x7fu : 0, n = 0;

    chains_check(octets == 2 || octets == 3, "not a certificate");
    for (size_t i = 0; i < octets; i++)
        n = n << 8 | rest->p[2 + i];
    struct span cert = span_head(*rest, 2 + octets + n);
    *rest = span_tail(*rest, cert.n);
    return cert;
}

static void read_chains(struct chains *out, const char *directory, struct arena *arena)
{
    struct span issuers = read_file(directory, "intermediates.der");
    struct span leafs = read_file(directory, "leafs.der");
    size_t cap = 0;

    for (size_t i = 0; i < CHAINS_ISSUERS; i++)
        out->issuers[i] = next_cert(&issuers);
    while (leafs.n > 0) {
        chains_check(ARENA_GROW(arena, out->leafs, out->num, cap) == ERR_OK, "memory");
        out->leafs[out->num++] = next_cert(&leafs);
    }
}

static struct entry entry_of(char *text)
{
    char *equals = strchr(text, '=');

    if (equals != NULL) {
        *equals = '\0';
        return (struct entry){.name = text, .command = equals + 1};
    }
    for (size_t i = 0; i < sizeof contenders / sizeof contenders[0]; i++) {
        if (strcmp(text, contenders[i]->name) == 0)
            return (struct entry){.name = text, .contender = contenders[i]};
    }
    chains_check(false, text);
    return (struct entry){0};
}

int main(int argc, char **argv)
{
    static struct entry entries[CONTENDERS_MAX];
    struct chains chains = {0};
    char roots[4096];
    struct arena arena;
    size_t num = 0, rounds = argc > 3 ? strtoul(argv[2], NULL, 10) : 0;

    chains_check(rounds > 0 && rounds <= ROUNDS_MAX && argc - 3 <= CONTENDERS_MAX,
                 "usage: chains DIRECTORY ROUNDS CONTENDER...");
    snprintf(roots, sizeof roots, "%s/roots.pem", argv[1]);
    chains.roots = roots;
    arena_init(&arena, FILE_MAX);
    read_chains(&chains, argv[1], &arena);
    for (int i = 3; i < argc; i++)
        entries[num++] = entry_of(argv[i]);
    for (size_t round = 0; round < rounds; round++)
        run_round(entries, num, &chains, round);
    for (size_t i = 0; i < num; i++)
        report(&entries[i], rounds);
    arena_free(&arena);
    return 0;
}
