/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inproc BUNDLE HOST RSA-CHAIN EC-CHAIN WEB-CHAIN: times library calls, peers in turns.
 *
 * The chains are PEM files, leaf first; the third one is only parsed.  Prints one line a job:
 * its name, then each peer's name and its median of microseconds per call.
 */
#include "config.h"

#include "bench/peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/asn1/pem.h"
#include "lib/base/file.h"

enum { ROUNDS = 15, NUM_PEERS = 3 };

static const struct peer *const peers[NUM_PEERS] = {&peer_tlsbox, &peer_crypto, &peer_gnutls};

void peer_die(const char *who, const char *what)
{
    fprintf(stderr, "inproc: %s fails at: %s\n", who, what);
    exit(1);
}

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* A job is called many times; one call does `calls` of what is counted. */
struct job {
    const char *name;
    void (*run)(const struct peer *p, void *store, const struct material *m);
    const struct material *m;
    unsigned calls;
};

static void job_load(const struct peer *p, void *store, const struct material *m)
{
    (void)store;
    p->unload(p->load(m->bundle));
}

static void job_parse(const struct peer *p, void *store, const struct material *m)
{
    (void)store;
    p->parse(m->chain[0]);
    p->parse(m->chain[1]);
}

static void job_verify(const struct peer *p, void *store, const struct material *m)
{
    p->verify(store, m);
}

/* job_time repeats a job for at least 20 ms: microseconds per call. */
static double job_time(const struct job *j, const struct peer *p, void *store)
{
    double start = now_us(), end = start;
    unsigned num = 0;

    for (; end - start < 20000; num++) {
        j->run(p, store, j->m);
        end = now_us();
    }
    return (end - start) / (num * j->calls);
}

static int double_cmp(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void job_measure(const struct job *j, void *const stores[NUM_PEERS])
{
    double us[NUM_PEERS][ROUNDS];

    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < NUM_PEERS; i++)
            us[i][round] = job_time(j, peers[i], stores[i]);
    }
    printf("%s", j->name);
    for (size_t i = 0; i < NUM_PEERS; i++) {
        qsort(us[i], ROUNDS, sizeof(us[i][0]), double_cmp);
        printf(" %s %.2f", peers[i]->name, us[i][ROUNDS / 2]);
    }
    putchar('\n');
}

/* chain_read decodes the first two certificates of a PEM file; der owns them. */
static void chain_read(struct material *m, struct buf *der, const char *path)
{
    struct file f;
    struct fail fail = {0};
    struct pem_block block;
    size_t ends[2], num = 0;

    if (file_read(&f, path, 1 << 20) != ERR_OK)
        peer_die("reading", path);
    struct span text = f.bytes;
    buf_init(der, 1 << 20);
    while (num < 2 && pem_next(&text, &block, &fail)) {
        if (pem_decode(der, block.body, &fail) != ERR_OK)
            peer_die("decoding", path);
        ends[num++] = der->n;
    }
    if (num < 2)
        peer_die("finding two certificates", path);
    m->chain[0] = span_of(der->p, ends[0]);
    m->chain[1] = span_of(der->p + ends[0], ends[1] - ends[0]);
    file_close(&f);
}

int main(int argc, char **argv)
{
    struct material m[3];
    struct buf der[3];
    void *stores[NUM_PEERS];

    if (argc != 6)
        peer_die("usage", "inproc BUNDLE HOST RSA-CHAIN EC-CHAIN WEB-CHAIN");
    for (int i = 0; i < 3; i++) {
        m[i] = (struct material){.bundle = argv[1], .host = argv[2]};
        chain_read(&m[i], &der[i], argv[3 + i]);
    }
    for (size_t i = 0; i < NUM_PEERS; i++)
        stores[i] = peers[i]->load(argv[1]);

    const struct job jobs[] = {
        {"load", job_load, &m[0], 1},           {"parse-rsa", job_parse, &m[0], 2},
        {"parse-ec", job_parse, &m[1], 2},      {"parse-web", job_parse, &m[2], 2},
        {"verify-rsa", job_verify, &m[0], 1},   {"verify-ec", job_verify, &m[1], 1},
    };
    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++)
        job_measure(&jobs[i], stores);

    for (size_t i = 0; i < NUM_PEERS; i++)
        peers[i]->unload(stores[i]);
    for (int i = 0; i < 3; i++)
        buf_free(&der[i]);
    return 0;
}
