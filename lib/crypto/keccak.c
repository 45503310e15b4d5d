/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/keccak.h"

#include <assert.h>

#include "lib/base/wipe.h"

/* FIPS 202 6.1, 6.2: the rate is 200 bytes without twice the strength; the bits of the domain come
 * first, 01 for SHA3 and 1111 for SHAKE, then the 1 that begins the padding. */
static const struct {
    uint8_t rate, suffix;
} functions[] = {
    [KECCAK_SHAKE128] = {KECCAK_SHAKE128_RATE, 0x1f},
    [KECCAK_SHAKE256] = {KECCAK_SHAKE256_RATE, 0x1f},
    [KECCAK_SHA3_256] = {136, 0x06},
    [KECCAK_SHA3_512] = {72, 0x06},
};

enum { LANE = 8 }; /* bytes; FIPS 202 B.1: the first is the lowest */

void keccak_init(struct keccak *keccak, enum keccak_function function)
{
    *keccak =
        (struct keccak){.rate = functions[function].rate, .suffix = functions[function].suffix};
}

/* Compilers make one instruction of each, but not of a loop. */
static uint64_t lane_read(const uint8_t *p)
{
    return p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

static void lane_write(uint8_t *out, uint64_t lane)
{
    out[0] = (uint8_t)lane;
    out[1] = (uint8_t)(lane >> 8);
    out[2] = (uint8_t)(lane >> 16);
    out[3] = (uint8_t)(lane >> 24);
    out[4] = (uint8_t)(lane >> 32);
    out[5] = (uint8_t)(lane >> 40);
    out[6] = (uint8_t)(lane >> 48);
    out[7] = (uint8_t)(lane >> 56);
}

static void add_byte(struct keccak *keccak, unsigned at, uint8_t byte)
{
    keccak->state.a[at / LANE] ^= (uint64_t)byte << 8 * (at % LANE);
}

static void permute(struct keccak *keccak)
{
    sha3_permute(&keccak->state);
    keccak->at = 0;
}

/* Whole lanes as far as possible, since a byte alone costs as much as a lane. */
void keccak_absorb(struct keccak *keccak, struct span part)
{
    assert(!keccak->squeezing);
    for (size_t i = 0; i < part.n;) {
        if (keccak->at % LANE == 0 && part.n - i >= LANE) {
            keccak->state.a[keccak->at / LANE] ^= lane_read(part.p + i);
            keccak->at += LANE;
            i += LANE;
        } else {
            add_byte(keccak, keccak->at++, part.p[i++]);
        }
        if (keccak->at == keccak->rate)
            permute(keccak);
    }
}

/* FIPS 202 5.1: pad10*1. */
static void pad(struct keccak *keccak)
{
    add_byte(keccak, keccak->at, keccak->suffix);
    add_byte(keccak, keccak->rate - 1, 0x80);
    permute(keccak);
    keccak->squeezing = true;
}

void keccak_squeeze(struct keccak *keccak, uint8_t *out, size_t n)
{
    if (!keccak->squeezing)
        pad(keccak);
    for (size_t i = 0; i < n;) {
        if (keccak->at == keccak->rate)
            permute(keccak);
        uint64_t lane = keccak->state.a[keccak->at / LANE];
        if (keccak->at % LANE == 0 && n - i >= LANE) {
            lane_write(out + i, lane);
            keccak->at += LANE;
            i += LANE;
        } else {
            out[i++] = (uint8_t)(lane >> 8 * (keccak->at++ % LANE));
        }
    }
}

void keccak_wipe(struct keccak *keccak)
{
    wipe(keccak, sizeof *keccak);
}

void keccak_hash(enum keccak_function function, uint8_t *out, size_t n, struct span first,
                 struct span second)
{
    struct keccak keccak;

    keccak_init(&keccak, function);
    keccak_absorb(&keccak, first);
    keccak_absorb(&keccak, second);
    keccak_squeeze(&keccak, out, n);
    keccak_wipe(&keccak);
}
