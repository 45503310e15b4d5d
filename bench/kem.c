/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kem: times ML-KEM in one process.  Prints a line for each parameter set: its name, and the
 * microseconds of key generation, encapsulation and decapsulation.  Each is the smallest of many
 * rounds, which is what the machine takes when nothing disturbs it.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/crypto/mlkem.h"

enum { ROUNDS = 400, CALLS = 10 };

struct keys {
    const struct mlkem_set *set;
    uint8_t ek[MLKEM_EK_MAX], dk[MLKEM_DK_MAX], ciphertext[MLKEM_CIPHERTEXT_MAX];
    uint8_t secret[MLKEM_SECRET], seed[MLKEM_SEED];
};

static void keygen(struct keys *keys)
{
    mlkem_keygen(keys->set, keys->ek, keys->dk, keys->seed, keys->seed);
}

static void check(enum err err)
{
    if (err == ERR_OK)
        return;
    fprintf(stderr, "kem: %s\n", err_text(err));
    exit(1);
}

static void encaps(struct keys *keys)
{
    check(mlkem_encaps(keys->set, keys->ciphertext, keys->secret,
                       span_of(keys->ek, keys->set->ek_n), keys->seed));
}

static void decaps(struct keys *keys)
{
    check(mlkem_decaps(keys->set, keys->secret, span_of(keys->dk, keys->set->dk_n),
                       span_of(keys->ciphertext, keys->set->ciphertext_n)));
}

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double smallest(void (*run)(struct keys *keys), struct keys *keys)
{
    double best = 0;

    for (int round = 0; round < ROUNDS; round++) {
        double start = now_us();
        for (int i = 0; i < CALLS; i++) {
            keys->seed[i]++;
            run(keys);
        }
        double us = (now_us() - start) / CALLS;
        if (round == 0 || us < best)
            best = us;
    }
    return best;
}

int main(void)
{
    static const struct mlkem_set *const sets[] = {&mlkem_512, &mlkem_768, &mlkem_1024};

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        struct keys keys = {.set = sets[i]};
        double first = smallest(keygen, &keys), second = smallest(encaps, &keys);
        printf("%s %.2f %.2f %.2f\n", sets[i]->name, first, second, smallest(decaps, &keys));
    }
    return 0;
}
