/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dice: numbers that look random and follow from a seed (Steele, Lea, Flood: SplitMix, 2014). */
#ifndef TB_TESTS_DIFFER_DICE_H
#define TB_TESTS_DIFFER_DICE_H

#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

static inline uint64_t dice_word(struct dice *d)
{
    uint64_t z = (d->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* dice_roll is a number from 0 to n - 1. */
static inline unsigned dice_roll(struct dice *d, size_t n)
{
    return (unsigned)(dice_word(d) % n);
}

/* DICE_PICK is one element of an array. */
#define DICE_PICK(d, array) ((array)[dice_roll((d), sizeof(array) / sizeof((array)[0]))])

#endif
