/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ways: of protecting records, under keys of zeros: for the fuzzer and those who make its seeds. */
#ifndef TB_FUZZ_WAYS_H
#define TB_FUZZ_WAYS_H

#include "lib/tls/keys/protect.h"

static const struct {
    uint16_t suite, version;
    bool etm;
} ways[] = {
    {0, 0, false}, /* in the clear */
    {TLS_AES_128_GCM_SHA256, TLS_1_3, false},
    {TLS_CHACHA20_POLY1305_SHA256, TLS_1_3, false},
    {TLS_AES_128_CCM_8_SHA256, TLS_1_3, false},
    {TLS_RSA_WITH_AES_128_GCM_SHA256, TLS_1_2, false},
    {TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLS_1_2, false},
    {TLS_RSA_WITH_AES_128_CBC_SHA, TLS_1_2, false},
    {TLS_RSA_WITH_AES_256_CBC_SHA256, TLS_1_2, true},
    {TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, TLS_1_2, false},
};

enum { WAYS = sizeof ways / sizeof *ways };

/* A random source that is none. */
static inline void ways_fill(void *ctx, size_t n, uint8_t *out)
{
    (void)ctx;
    memset(out, 0x5a, n);
}

static inline void ways_start(struct protect *p, size_t way, bool writes)
{
    struct traffic_keys keys = {0};
    const struct suite *s = suite_find(ways[way].suite);

    *p = (struct protect){0};
    if (ways[way].version == 0)
        return;
    traffic_keys_sizes(&keys, s, ways[way].version);
    protect_init(p, s, ways[way].version, writes, ways[way].etm, &keys);
}

static inline enum err ways_seal(struct protect *p, struct buf *out, struct span plain, size_t pad)
{
    struct rng rng = {NULL, ways_fill};

    return protect_seal(p, out, &(struct protect_content){CONTENT_HANDSHAKE, TLS_1_2, plain, pad},
                        &rng);
}

#endif
