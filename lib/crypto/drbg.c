/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/drbg.h"

#include "lib/base/wipe.h"
#include "lib/crypto/mac.h"

/* V, of the digest's length.  (K and V are the names of RFC 6979 3.2 and SP 800-90A 10.1.2.) */
static struct span v_of(const struct drbg *drbg)
{
    return span_of(drbg->v, digest_size(drbg->digest));
}

/* V = HMAC(K, V) */
static void step(struct drbg *drbg)
{
    mac_of(drbg->digest, drbg->v, span_of(drbg->key, digest_size(drbg->digest)), v_of(drbg));
}

/* K = HMAC(K, V | round | parts), then V = HMAC(K, V). */
static void mix(struct drbg *drbg, uint8_t round, const struct span *parts, size_t num)
{
    struct mac m;

    mac_init(&m, drbg->digest, span_of(drbg->key, digest_size(drbg->digest)));
    mac_update(&m, v_of(drbg));
    mac_update(&m, span_of(&round, 1));
    for (size_t i = 0; i < num; i++)
        mac_update(&m, parts[i]);
    mac_final(&m, drbg->key);
    mac_wipe(&m);
    step(drbg);
}

/* RFC 6979 3.2 b to g; the parts are concatenated. */
void drbg_init(struct drbg *drbg, enum digest digest, const struct span *parts, size_t num)
{
    drbg->digest = digest;
    drbg->used = false;
    memset(drbg->key, 0x00, sizeof drbg->key);
    memset(drbg->v, 0x01, sizeof drbg->v);
    mix(drbg, 0, parts, num);
    mix(drbg, 1, parts, num);
}

void drbg_wipe(struct drbg *drbg)
{
    wipe(drbg, sizeof *drbg);
}

/* Nettle's type of function for random bytes: context is the struct drbg. */
void drbg_fill(void *context, size_t n, uint8_t *out)
{
    struct drbg *d = context;
    size_t size = digest_size(d->digest);

    /* RFC 6979 3.2 h: between two candidates the state is updated. */
    if (d->used)
        mix(d, 0, NULL, 0);
    d->used = true;
    for (size_t at = 0; at < n; at += size) {
        step(d);
        memcpy(out + at, d->v, n - at < size ? n - at : size);
    }
}
