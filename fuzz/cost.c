/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cost: a fuzz target under a counter of work, in place of libFuzzer (configure --enable-cost).
 *
 *     fuzz_NAME SECONDS SEEDS FOUND
 *
 * Work is what the program does, not how long a machine takes for it: the edges of its control
 * flow that were passed (clang counts them) and the bytes that memory functions touched.  Inputs
 * that cost more for each of their bytes than others are kept and changed further.  One that costs
 * more than the bound is written to FOUND, and the run fails: nothing that is read may cost more
 * than in proportion to its bytes, but for what a budget allows once.
 */
#include "config.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fuzz/fuzz.h"

/*
 * The bound.  An edge takes one or two nanoseconds, a signature as long as some 50,000: what is
 * allowed once is a judge's whole budget of signatures and more, 40 milliseconds; and 250 KB may
 * take half a second.
 */
#define COST_ONCE     UINT64_C(25000000)
#define COST_PER_BYTE UINT64_C(1000)

enum { COST_INPUT_MAX = 256 << 10, COST_KEPT = 64, COST_UNIT = 16, PATH_ROOM = 4096 };

struct cert_input {
    uint8_t *p;
    size_t n;
    double ratio;
};

static struct {
    uint64_t work, limit;
    struct cert_input now;
    const char *found;
    bool counts;
} cost;

static struct {
    struct cert_input list[COST_KEPT];
    size_t num;
} kept;

void __sanitizer_cov_trace_pc_guard(uint32_t *guard);
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop);

static void save(char path[PATH_ROOM])
{
    cost.counts = false;
    snprintf(path, PATH_ROOM, "%s/cost-%s-%zu", cost.found, fuzz_name, cost.now.n);
    FILE *f = fopen(path, "w");
    if (f != NULL) {
        fwrite(cost.now.p, 1, cost.now.n, f);
        fclose(f);
    }
}

/* What does not hold (REQUIRE) is worth an input as well. */
static void aborted(int signal)
{
    char path[PATH_ROOM];

    (void)signal;
    save(path);
    printf("%s: does not hold: %s\n", fuzz_name, path);
    fflush(stdout);
    _exit(1);
}

static void exceeded(void)
{
    char path[PATH_ROOM];

    save(path);
    printf("%s: more than %llu units of work for %.0f bytes: %s", fuzz_name,
           (unsigned long long)cost.limit, cost.now.ratio, path);
    for (size_t i = 0; i < cost.now.n && cost.now.n <= 16; i++)
        printf(" %02x", cost.now.p[i]);
    printf("\n");
    fflush(stdout);
    _exit(1);
}

static inline void spend(uint64_t units)
{
    if (!cost.counts)
        return;
    cost.work += units;
    if (cost.work > cost.limit)
        exceeded();
}

void __sanitizer_cov_trace_pc_guard(uint32_t *guard)
{
    (void)guard;
    spend(1);
}

void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop)
{
    (void)start;
    (void)stop;
}

/* What others do for us, at a unit for each 16 bytes (the linker's --wrap). */
#define WRAP_MEMORY(type, name, params, args, n) \
    type __real_##name params;                   \
    type __wrap_##name params;                   \
    type __wrap_##name params                    \
    {                                            \
        spend((n) / COST_UNIT);                  \
        return __real_##name args;               \
    }
WRAP_MEMORY(void *, memcpy, (void *restrict a, const void *restrict b, size_t n), (a, b, n), n)
WRAP_MEMORY(void *, memmove, (void *a, const void *b, size_t n), (a, b, n), n)
WRAP_MEMORY(void *, memset, (void *a, int c, size_t n), (a, c, n), n)

/* Those that look for something touch what they pass. */
void *__real_memchr(const void *a, int c, size_t n);
void *__wrap_memchr(const void *a, int c, size_t n);
void *__wrap_memchr(const void *a, int c, size_t n)
{
    void *at = __real_memchr(a, c, n);

    spend((at == NULL ? n : (size_t)((const char *)at - (const char *)a)) / COST_UNIT);
    return at;
}

int __real_memcmp(const void *a, const void *b, size_t n);
int __wrap_memcmp(const void *a, const void *b, size_t n);
int __wrap_memcmp(const void *a, const void *b, size_t n)
{
    const uint8_t *x = a, *y = b;
    size_t same = 0;

    while (same < n && x[same] == y[same])
        same++;
    spend(same / COST_UNIT);
    return same == n ? 0 : x[same] - y[same];
}

void fuzz_measure(size_t bytes)
{
    cost.work = 0;
    cost.limit = COST_ONCE + COST_PER_BYTE * bytes;
    cost.now.ratio = (double)bytes;
}

static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

static size_t random_below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n == 0 ? 0 : (size_t)(state % n);
}

/* Runs an input; its work for each byte, small ones counted as a kilobyte. */
static double run(const uint8_t *p, size_t n)
{
    cost.now.p = (uint8_t *)(uintptr_t)p;
    cost.now.n = n;
    fuzz_measure(n);
    cost.counts = true;
    LLVMFuzzerTestOneInput(p, n);
    cost.counts = false;
    return (double)cost.work / (cost.now.ratio + 1024);
}

/* Keeps a copy where it costs more than the cheapest of those that are kept. */
static void keep(const uint8_t *p, size_t n, double ratio)
{
    size_t at = 0;

    if (kept.num < COST_KEPT) {
        at = kept.num++;
    } else {
        for (size_t i = 1; i < COST_KEPT; i++) {
            if (kept.list[i].ratio < kept.list[at].ratio)
                at = i;
        }
        if (ratio <= kept.list[at].ratio)
            return;
        free(kept.list[at].p);
    }
    kept.list[at] = (struct cert_input){malloc(n + 1), n, ratio};
    if (kept.list[at].p == NULL)
        abort();
    if (n > 0)
        memcpy(kept.list[at].p, p, n);
}

/* Changes p, n bytes of them, once; room for COST_INPUT_MAX. */
static size_t change(uint8_t *p, size_t n)
{
    size_t at = random_below(n), len = random_below(n - at), times;
    const struct cert_input *other = &kept.list[random_below(kept.num)];

    switch (random_below(6)) {
    case 0: p[at] ^= (uint8_t)(1u << random_below(8)); return n;
    case 1: p[at] = (uint8_t)random_below(256); return n;
    case 2: /* a part goes */ memmove(p + at, p + at + len, n - at - len); return n - len;
    case 3: /* a part of another comes in */
        len = random_below(other->n);
        if (len > COST_INPUT_MAX - n)
            return n;
        memmove(p + at + len, p + at, n - at);
        memcpy(p + at, other->p, len);
        return n + len;
    default: /* a part stands many times */
        for (times = 1 + random_below(64); times > 0 && len > 0 && len <= COST_INPUT_MAX - n;
             times--) {
            memmove(p + at + len, p + at, n - at);
            n += len;
        }
        return n;
    }
}

static void read_seed(const char *path)
{
    static uint8_t bytes[COST_INPUT_MAX];
    FILE *f = fopen(path, "r");

    if (f == NULL)
        return;
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    keep(bytes, n, run(bytes, n));
}

static void read_seeds(const char *directory)
{
    DIR *d = opendir(directory);
    char path[4096];

    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", directory, e->d_name);
        if (e->d_name[0] != '.')
            read_seed(path);
    }
    if (d != NULL)
        closedir(d);
}

int main(int argc, char **argv)
{
    static uint8_t bytes[COST_INPUT_MAX];
    unsigned long runs = 0;
    double worst = 0;

    if (argc != 4) {
        fprintf(stderr, "usage: %s SECONDS SEEDS FOUND\n", argv[0]);
        return 2;
    }
    cost.found = argv[3];
    signal(SIGABRT, aborted);
    keep((const uint8_t *)"\x30", 1, 0);
    read_seeds(argv[2]);
    for (time_t end = time(NULL) + atoi(argv[1]); time(NULL) < end; runs++) {
        const struct cert_input *from = &kept.list[random_below(kept.num)];
        size_t n = from->n;

        memcpy(bytes, from->p, n);
        for (size_t times = 1 + random_below(3); times > 0 && n > 0; times--)
            n = change(bytes, n);
        double ratio = run(bytes, n);
        keep(bytes, n, ratio);
        worst = ratio > worst ? ratio : worst;
    }
    printf("%s: %lu runs, at most %.0f units a byte\n", fuzz_name, runs, worst);
    return runs > 0 ? 0 : 99;
}
