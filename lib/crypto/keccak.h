/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keccak: the functions of FIPS 202 that ML-KEM and ML-DSA need, over Nettle's permutation.
 *
 * Data is absorbed in any number of parts, then output is squeezed in any number of parts.  The
 * first squeeze ends the data: nothing may be absorbed after it.  A copy of the struct continues
 * on its own from the same data.
 */
#ifndef TB_LIB_CRYPTO_KECCAK_H
#define TB_LIB_CRYPTO_KECCAK_H

#include <nettle/sha3.h>

#include "lib/base/span.h"

enum keccak_function {
    KECCAK_SHAKE128,
    KECCAK_SHAKE256,
    KECCAK_SHA3_256, /* 32 bytes of output */
    KECCAK_SHA3_512, /* 64 bytes of output */
};

/* The bytes that one permutation takes or gives (FIPS 202 6.1, 6.2). */
enum { KECCAK_SHAKE128_RATE = 168, KECCAK_SHAKE256_RATE = 136 };

struct keccak {
    struct sha3_state state;
    unsigned rate, at; /* at: the bytes of this block that were absorbed or squeezed */
    uint8_t suffix;    /* the domain and the first bit of the padding */
    bool squeezing;
};

void keccak_init(struct keccak *keccak, enum keccak_function function);
void keccak_absorb(struct keccak *keccak, struct span part);
void keccak_squeeze(struct keccak *keccak, uint8_t *out, size_t n);
void keccak_wipe(struct keccak *keccak);

/* keccak_hash is all of it at once, over two parts (either may be empty). */
void keccak_hash(enum keccak_function function, uint8_t *out, size_t n, struct span first,
                 struct span second);

#endif
