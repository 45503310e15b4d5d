/* SPDX-License-Identifier: GPL-3.0-or-later */
/* records: both ends of one direction, for the tests of record protection. */
#ifndef TB_TESTS_UNIT_TLS_RECORDS_H
#define TB_TESTS_UNIT_TLS_RECORDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/keys/protect.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Every way of protecting records. */
struct way {
    uint16_t suite, version;
    bool etm;
};
static const struct way ways[] = {
    {TLS_AES_128_GCM_SHA256, TLS_1_3, false},
    {TLS_AES_256_GCM_SHA384, TLS_1_3, false},
    {TLS_CHACHA20_POLY1305_SHA256, TLS_1_3, false},
    {TLS_AES_128_CCM_SHA256, TLS_1_3, false},
    {TLS_AES_128_CCM_8_SHA256, TLS_1_3, false},
    {TLS_RSA_WITH_AES_128_GCM_SHA256, TLS_1_2, false},
    {TLS_RSA_WITH_AES_256_GCM_SHA384, TLS_1_2, false},
    {TLS_RSA_WITH_AES_128_CCM, TLS_1_2, false},
    {TLS_RSA_WITH_AES_256_CCM, TLS_1_2, false},
    {TLS_RSA_WITH_AES_128_CCM_8, TLS_1_2, false},
    {TLS_RSA_WITH_AES_256_CCM_8, TLS_1_2, false},
    {TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLS_1_2, false},
    {TLS_RSA_WITH_AES_128_CBC_SHA, TLS_1_2, false},
    {TLS_RSA_WITH_AES_256_CBC_SHA256, TLS_1_2, false},
    {TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, TLS_1_2, false},
    {TLS_RSA_WITH_AES_256_CBC_SHA, TLS_1_2, true},
    {TLS_RSA_WITH_AES_128_CBC_SHA256, TLS_1_2, true},
    {TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, TLS_1_2, true},
};

/* Random bytes that count up from 1. */
static inline void records_fill(void *ctx, size_t n, uint8_t *out)
{
    uint8_t *next = ctx;

    for (size_t i = 0; i < n; i++)
        out[i] = ++*next;
}

struct ends {
    struct protect write, read;
    struct traffic_keys keys;
    uint8_t next;
    struct rng rng;
    struct buf wire, plain;
};

static inline void ends_open(struct ends *e, const struct way *w)
{
    const struct suite *s = suite_find(w->suite);

    *e = (struct ends){.rng = {&e->next, records_fill}};
    assert_non_null(s);
    traffic_keys_sizes(&e->keys, s, w->version);
    memset(e->keys.key, 0x4b, e->keys.key_n);
    memset(e->keys.iv, 0x49, e->keys.iv_n);
    memset(e->keys.mac, 0x4d, e->keys.mac_n);
    protect_init(&e->write, s, w->version, true, w->etm, &e->keys);
    protect_init(&e->read, s, w->version, false, w->etm, &e->keys);
    buf_init(&e->wire, 1 << 20);
    buf_init(&e->plain, 1 << 20);
}

static inline void ends_close(struct ends *e)
{
    protect_wipe(&e->write);
    protect_wipe(&e->read);
    buf_free(&e->wire);
    buf_free(&e->plain);
}

static inline enum err ends_seal(struct ends *e, uint8_t type, struct span plain, size_t pad)
{
    return protect_seal(&e->write, &e->wire, &(struct protect_content){type, TLS_1_2, plain, pad},
                        &e->rng);
}

/* ends_read opens a record given by its bytes, whose length field need not be right. */
static inline enum err ends_read(struct ends *e, struct span bytes, uint8_t *type, size_t *padding)
{
    struct record r = {bytes.p[0], (uint16_t)(bytes.p[1] << 8 | bytes.p[2]),
                       span_tail(bytes, RECORD_HEADER), bytes};

    return protect_open(&e->read, &e->plain, type, padding, &r);
}

#endif
