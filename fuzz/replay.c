/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay: a fuzz target without a fuzzer, for `make check`: the committed seeds, and of each some
 * mutations that are the same in every run.  With arguments: these files alone.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include <dirent.h>

#include "lib/base/file.h"

enum { SIZE_MAX_INPUT = 1 << 20, SEEDS_MAX = 256, MUTATIONS = 3000 };

static uint64_t state;

static size_t random_below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n == 0 ? 0 : (size_t)(state % n);
}

/* In memory of its own size, so that a read behind the end is seen. */
static void run(const uint8_t *p, size_t n)
{
    uint8_t *exact = malloc(n == 0 ? 1 : n);

    if (exact == NULL)
        abort();
    if (n > 0)
        memcpy(exact, p, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
}

/* Changes p, n octets of them and room for twice as many, once; the new length. */
static size_t mutate(uint8_t *p, size_t n)
{
    static const uint8_t telling[] = {0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x30, 0x2a};
    size_t at = random_below(n), len = random_below(n - at);

    switch (random_below(6)) {
    case 0:
        p[at] ^= (uint8_t)(1u << random_below(8));
        return n;
    case 1:
        p[at] = telling[random_below(sizeof telling)];
        return n;
    case 2:
        p[at] = (uint8_t)(p[at] + random_below(5) - 2);
        return n;
    case 3: /* cut off, or a part taken out */
        if (random_below(2) == 0)
            return at;
        memmove(p + at, p + at + len, n - at - len);
        return n - len;
    case 4: /* a part stands twice */
        memmove(p + at + len, p + at, n - at);
        return n + len;
    default: /* a part stands elsewhere */
        memmove(p + random_below(n - len), p + at, len);
        return n;
    }
}

static void replay_file(const char *path, int mutations)
{
    struct file f = {0};

    if (file_read(&f, path, SIZE_MAX_INPUT) != ERR_OK) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(99);
    }
    run(f.bytes.p, f.bytes.n);
    uint8_t *copy = malloc(4 * f.bytes.n + 1);
    if (copy == NULL)
        abort();
    for (int i = 0; i < mutations && f.bytes.n > 0; i++) {
        size_t n = f.bytes.n;

        memcpy(copy, f.bytes.p, n);
        for (size_t times = random_below(3) + 1; times > 0 && n > 0 && n <= 2 * f.bytes.n; times--)
            n = mutate(copy, n);
        run(copy, n);
    }
    free(copy);
    file_close(&f);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The seeds in the order of their names, which is the same everywhere. */
static size_t list_seeds(const char *directory, char *names[SEEDS_MAX])
{
    DIR *d = opendir(directory);
    size_t num = 0;

    if (d == NULL)
        return 0;
    for (struct dirent *e; num < SEEDS_MAX && (e = readdir(d)) != NULL;) {
        size_t n = strlen(directory) + strlen(e->d_name) + 2;

        if (e->d_name[0] == '.')
            continue;
        names[num] = malloc(n);
        if (names[num] == NULL)
            abort();
        snprintf(names[num++], n, "%s/%s", directory, e->d_name);
    }
    closedir(d);
    qsort(names, num, sizeof names[0], by_name);
    return num;
}

int main(int argc, char **argv)
{
    const char *top = getenv("top_srcdir"), *count = getenv("FUZZ_MUTATIONS");
    int mutations = count != NULL ? atoi(count) : MUTATIONS;
    char directory[4096], *names[SEEDS_MAX];

    state = 0x9e3779b97f4a7c15;
    for (int i = 1; i < argc; i++)
        replay_file(argv[i], 0);
    if (argc > 1)
        return 0;
    snprintf(directory, sizeof directory, "%s/fuzz/seeds/%s", top != NULL ? top : ".", fuzz_name);
    size_t num = list_seeds(directory, names);
    if (num == 0) {
        fprintf(stderr, "%s: no seeds\n", directory);
        return 99;
    }
    run(NULL, 0);
    for (size_t i = 0; i < num; i++) {
        replay_file(names[i], mutations / (int)num);
        free(names[i]);
    }
    printf("%s: %zu seeds\n", fuzz_name, num);
    return 0;
}
