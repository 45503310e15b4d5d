/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pqsign: times ML-DSA in one process.  Prints a line for each parameter set: its name, and the
 * microseconds of key generation, of a signature (the mean of many, since the number of attempts
 * differs) and of a verification with a key that is prepared for it.  But for the signature, each
 * is the smallest of many rounds, which is what the machine takes when nothing disturbs it.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/crypto/mldsa.h"

enum { ROUNDS = 200, CALLS = 10, SIGNATURES = 1000 };

struct keys {
    const struct mldsa_set *set;
    struct mldsa_private *private;
    uint8_t seed[MLDSA_SEED], sig[MLDSA_SIGNATURE_MAX];
};

static void check(enum err err)
{
    if (err == ERR_OK)
        return;
    fprintf(stderr, "pqsign: %s\n", err_text(err));
    exit(1);
}

static void keygen(struct keys *keys)
{
    mldsa_private_free(keys->private);
    check(mldsa_private_new(&keys->private, keys->set, span_of(keys->seed, sizeof keys->seed),
                            (struct span){0}));
}

static void sign(struct keys *keys)
{
    keys->seed[0]++;
    if (keys->seed[0] == 0)
        keys->seed[1]++;
    check(mldsa_sign(keys->private, keys->sig, span_of(keys->seed, sizeof keys->seed),
                     (struct span){0}, keys->seed));
}

static void verify(struct keys *keys)
{
    struct mldsa_public *public;

    check(mldsa_public_new(&public, keys->set, mldsa_private_public(keys->private)));
    check(mldsa_verify(public, span_of(keys->seed, sizeof keys->seed), (struct span){0},
                       span_of(keys->sig, keys->set->signature_n)));
    mldsa_public_free(public);
}

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double mean(void (*run)(struct keys *keys), struct keys *keys, int calls)
{
    double start = now_us();

    for (int i = 0; i < calls; i++)
        run(keys);
    return (now_us() - start) / calls;
}

static double smallest(void (*run)(struct keys *keys), struct keys *keys)
{
    double best = mean(run, keys, CALLS);

    for (int round = 1; round < ROUNDS; round++) {
        double us = mean(run, keys, CALLS);
        if (us < best)
            best = us;
    }
    return best;
}

int main(void)
{
    for (size_t i = 0; i < MLDSA_SETS; i++) {
        struct keys keys = {.set = &mldsa_sets[i]};
        double first = smallest(keygen, &keys), second = mean(sign, &keys, SIGNATURES);
        printf("%s %.2f %.2f %.2f\n", keys.set->name, first, second, smallest(verify, &keys));
        mldsa_private_free(keys.private);
    }
    return 0;
}
