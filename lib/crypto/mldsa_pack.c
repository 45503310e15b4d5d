/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/mldsa_pack.h"

void mldsa_pack(uint8_t *out, const struct mldsa_poly *poly, unsigned bits)
{
    uint64_t window = 0;
    unsigned held = 0;

    for (unsigned j = 0; j < MLDSA_N; j++) {
        window |= (uint64_t)poly->c[j] << held;
        for (held += bits; held >= 8; held -= 8) {
            *out++ = (uint8_t)window;
            window >>= 8;
        }
    }
}

void mldsa_unpack(struct mldsa_poly *out, const uint8_t *in, unsigned bits)
{
    uint64_t window = 0, mask = (1u << bits) - 1;
    unsigned held = 0;

    for (unsigned j = 0; j < MLDSA_N; j++) {
        for (; held < bits; held += 8)
            window |= (uint64_t)*in++ << held;
        out->c[j] = (int32_t)(window & mask);
        window >>= bits;
        held -= bits;
    }
}

void mldsa_mirror(struct mldsa_poly *poly, int32_t top)
{
    for (unsigned j = 0; j < MLDSA_N; j++)
        poly->c[j] = top - poly->c[j];
}

bool mldsa_hint_is_sound(struct span hints, unsigned omega)
{
    const uint8_t *place = hints.p, *ends = hints.p + omega;
    unsigned at = 0;

    for (size_t row = 0; row < hints.n - omega; row++) {
        unsigned first = at;

        if (ends[row] < at || ends[row] > omega)
            return false;
        for (; at < ends[row]; at++) {
            if (at > first && place[at - 1] >= place[at])
                return false;
        }
    }
    for (; at < omega; at++) {
        if (place[at] != 0)
            return false;
    }
    return true;
}

void mldsa_hint_row(struct mldsa_hint *out, struct span hints, unsigned omega, unsigned row)
{
    const uint8_t *ends = hints.p + omega;

    *out = (struct mldsa_hint){0};
    for (unsigned at = row == 0 ? 0 : ends[row - 1]; at < ends[row]; at++)
        out->set[hints.p[at]] = 1;
}

void mldsa_hint_pack(uint8_t *out, const struct mldsa_hint *rows, unsigned omega, unsigned k)
{
    unsigned at = 0;

    memset(out, 0, omega + k);
    for (unsigned row = 0; row < k; row++) {
        for (unsigned j = 0; j < MLDSA_N; j++) {
            if (rows[row].set[j] != 0)
                out[at++] = (uint8_t)j;
        }
        out[omega + row] = (uint8_t)at;
    }
}
