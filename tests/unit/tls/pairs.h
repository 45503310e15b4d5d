/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pairs: what the tests of the server's TLS 1.2 ask of a client and a server that have talked. */
#ifndef TB_TESTS_UNIT_TLS_PAIRS_H
#define TB_TESTS_UNIT_TLS_PAIRS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/keys/key_schedule12.h"
#include "tests/peer/pair.h"

static inline const struct tls_info *info(const struct pair *p, int end)
{
    return tls_info(p->ends[end].tls);
}

static inline void open_pair(struct pair *p)
{
    pair_open(p, TLS_1_2);
    pair_identity(p, FKEY_P256_C);
    pair_identity(p, FKEY_RSA2048_A);
}

static inline void only(struct numbers *list, uint16_t v)
{
    *list = (struct numbers){.v = {v}, .num = 1};
}

/* Both ends have come to the same. */
static inline void assert_agree(struct pair *p)
{
    const struct tls_info *c = info(p, PAIR_CLIENT), *s = info(p, PAIR_SERVER);
    uint8_t out[2][32];

    assert_ptr_equal(c->suite, s->suite);
    assert_int_equal(c->version, s->version);
    assert_int_equal(c->resumed, s->resumed);
    assert_int_equal(c->ems, s->ems);
    assert_int_equal(c->etm, s->etm);
    assert_int_equal(c->secure_renegotiation, s->secure_renegotiation);
    assert_int_equal(c->scheme, s->scheme);
    assert_int_equal(c->dh_bits, s->dh_bits);
    assert_true(span_eq(c->alpn, s->alpn));
    assert_true(span_eq(c->client_random, s->client_random));
    assert_true(span_eq(c->server_random, s->server_random));
    assert_int_equal(s->tls_unique_n, VERIFY_DATA_SIZE);
    assert_memory_equal(c->tls_unique, s->tls_unique, VERIFY_DATA_SIZE);
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            tls_export(p->ends[i].tls, out[i], 32, SPAN_LIT("EXPORTER-x"), false, (struct span){0}),
            ERR_OK);
    assert_memory_equal(out[0], out[1], 32);
}

/* A connection that works, full or resumed. */
static inline void works(struct pair *p, bool resumed)
{
    pair_run(p);
    assert_true(pair_carries(p));
    assert_agree(p);
    assert_int_equal(info(p, PAIR_SERVER)->resumed, resumed);
}

/* The server ends it with this error, and the client gets the alert. */
static inline void fails(struct pair *p, enum err e, enum alert alert)
{
    const struct pair_end *s = &p->ends[PAIR_SERVER];

    pair_run(p);
    assert_int_equal(s->err, e);
    assert_int_equal(s->alert, alert);
    assert_int_equal(s->level, 2);
    assert_int_equal(p->ends[PAIR_CLIENT].got_alert, alert);
}

#endif
