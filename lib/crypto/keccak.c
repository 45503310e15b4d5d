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

static uint64_t lane_read(const uint8_t *p)
{
    uint64_t lane = 0;

    for (unsigned i = 0; i < LANE; i++)
        lane |= (uint64_t)p[i] << 8 * i;
    return lane;
}

static void lane_write(uint8_t *out, uint64_t lane)
{
    for (unsigned i = 0; i < LANE; i++)
        out[i] = (uint8_t)(lane >> 8 * i);
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
