/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/kdf.h"

#include "lib/base/wipe.h"

void kdf_extract(enum digest digest, uint8_t out[DIGEST_MAX_SIZE], struct span salt,
                 struct span ikm)
{
    mac_of(digest, out, salt, ikm);
}

/* HKDF-Expand: T(i) = HMAC(PRK, T(i-1) | info | i), with T(0) empty (RFC 5869 2.3).  The MAC is
 * keyed once; mac_final leaves it ready for the next block. */
enum err kdf_expand(enum digest digest, uint8_t *out, size_t n, struct span prk, struct span info)
{
    uint8_t block[DIGEST_MAX_SIZE], count = 1;
    size_t size = digest_size(digest), before = 0;
    struct mac m;

    if (n > 255 * size)
        return ERR_LIMIT;
    mac_init(&m, digest, prk);
    for (size_t at = 0; at < n; at += size, count++) {
        mac_update(&m, span_of(block, before));
        mac_update(&m, info);
        mac_update(&m, span_of(&count, 1));
        mac_final(&m, block);
        memcpy(out + at, block, n - at < size ? n - at : size);
        before = size;
    }
    mac_wipe(&m);
    wipe(block, sizeof block);
    return ERR_OK;
}

/* The PRF's seed is the label followed by the caller's seed (RFC 5246 5). */
static void update_seed(struct mac *mac, struct span label, const struct span seed[2])
{
    mac_update(mac, label);
    mac_update(mac, seed[0]);
    mac_update(mac, seed[1]);
}

/* P_hash: A(0) = seed, A(i) = HMAC(secret, A(i-1)); the output is HMAC(secret, A(i) | seed) for i =
 * 1, 2, … (RFC 5246 5).  At the top of the loop the MAC has taken A(i-1), or the seed at first. */
void kdf_prf12(enum digest digest, uint8_t *out, size_t n, struct span secret, struct span label,
               const struct span seed[2])
{
    uint8_t a[DIGEST_MAX_SIZE], block[DIGEST_MAX_SIZE];
    size_t size = digest_size(digest);
    struct mac m;

    mac_init(&m, digest, secret);
    update_seed(&m, label, seed);
    for (size_t at = 0; at < n; at += size) {
        mac_final(&m, a);
        mac_update(&m, span_of(a, size));
        update_seed(&m, label, seed);
        mac_final(&m, block);
        memcpy(out + at, block, n - at < size ? n - at : size);
        mac_update(&m, span_of(a, size));
    }
    mac_wipe(&m);
    wipe(a, sizeof a);
    wipe(block, sizeof block);
}
