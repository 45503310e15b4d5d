/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both ends do in the same way is compared with the lower layers, not with the other end. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/core/shared12.h"
#include "tests/unit/tls/pairs.h"

enum { TRIES_MAX = 5000 };

/* A key pair in t->kx that comes to a secret with a zero in front, which is written to z. */
static size_t lead_to_zero(struct tls *t, enum kx_group group, struct span peer, uint8_t *z)
{
    size_t n = 0;

    assert_int_equal(conn_make_kx(t), ERR_OK);
    for (int i = 0; i < TRIES_MAX; i++) {
        assert_int_equal(kx_start(t->kx, kx_kind(group), &t->config.rng), ERR_OK);
        assert_int_equal(kx_finish(t->kx, z, &n, peer), ERR_OK);
        if (z[0] == 0)
            return n;
    }
    fail();
    return 0;
}

/* RFC 5246 8.1.2: stripped of a DHE secret; RFC 8422 5.10: kept of an ECDHE one. */
static void test_zeros(void **state)
{
    static const struct {
        uint16_t suite;
        enum kx_group group;
    } rows[] = {{TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, KX_FFDHE2048},
                {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, KX_X25519}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        uint8_t z[KX_SHARED_MAX];
        struct premaster pm = {.n = 0};
        struct kx other;
        struct pair p;

        open_pair(&p);
        pair_begin(&p);
        struct tls *t = p.ends[PAIR_SERVER].tls;
        t->suite = suite_find(rows[i].suite);
        assert_int_equal(kx_start(&other, kx_kind(rows[i].group), &t->config.rng), ERR_OK);
        struct span peer = span_of(other.public, other.public_n);
        size_t n = lead_to_zero(t, rows[i].group, peer, z), zeros = 0;
        while (i == 0 && z[zeros] == 0)
            zeros++;
        assert_int_equal(shared12_finish(t, &pm, peer), ERR_OK);
        assert_true(span_eq(span_of(pm.v, pm.n), span_of(z + zeros, n - zeros)));
        pair_close(&p);
    }
}

/* RFC 7627 4, RFC 5246 8.1: bound to the transcript, or to the randoms alone. */
static void test_master(void **state)
{
    static const struct premaster pm = {.v = {1, 2, 3}, .n = 48};

    (void)state;
    for (int ems = 0; ems < 2; ems++) {
        uint8_t hash[DIGEST_MAX_SIZE];
        struct prf12 other = {0};
        struct pair p;

        open_pair(&p);
        pair_begin(&p);
        struct tls *t = p.ends[PAIR_SERVER].tls;
        other.suite = t->suite = suite_find(TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        memset(t->client_random, 0x11, RANDOM_SIZE);
        memset(t->server_random, 0x22, RANDOM_SIZE);
        memset(other.client_random, 0x11, RANDOM_SIZE);
        memset(other.server_random, 0x22, RANDOM_SIZE);
        t->info.ems = ems == 1;
        transcript_start(&t->transcript, DIGEST_SHA256);
        transcript_add(&t->transcript, SPAN_LIT("what was said"));
        shared12_prf(t);
        shared12_master(t, &pm);
        if (ems == 1)
            prf12_master_extended(&other, span_of(pm.v, pm.n),
                                  transcript_hash(&t->transcript, hash));
        else
            prf12_master(&other, span_of(pm.v, pm.n));
        assert_memory_equal(t->prf.master, other.master, MASTER_SIZE);
        pair_close(&p);
    }
}

/* Where no memory is left for the transcript: at this end, behind the first flight of that one. */
struct shortage {
    struct pair *pair;
    int end, behind;
};

static void run_short(void *ctx, int from, struct buf *bytes)
{
    const struct shortage *s = ctx;
    struct buf *messages = &s->pair->ends[s->end].tls->transcript.messages;

    (void)bytes;
    if (from == s->behind)
        messages->cap = messages->n;
}

/* A transcript that lacks a message is no transcript: it ends there, and not when it fits nothing
 * any more. */
static void test_no_memory(void **state)
{
    static const struct {
        int end, behind;
        enum tls_client_auth auth;
    } rows[] = {
        {PAIR_CLIENT, PAIR_SERVER, CLIENT_AUTH_NONE},
        {PAIR_CLIENT, PAIR_SERVER, CLIENT_AUTH_REQUIRE},
        {PAIR_SERVER, PAIR_CLIENT, CLIENT_AUTH_NONE},
        {PAIR_SERVER, PAIR_CLIENT, CLIENT_AUTH_REQUIRE},
        {PAIR_SERVER, PAIR_SERVER, CLIENT_AUTH_REQUIRE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pair p;
        struct shortage s = {&p, rows[i].end, rows[i].behind};

        open_pair(&p);
        pair_client_identity(&p, FKEY_P256_D);
        p.server.client_auth = rows[i].auth;
        p.ctx = &s;
        p.bend = run_short;
        pair_run(&p);
        assert_int_equal(p.ends[s.end].err, ERR_LIMIT);
        assert_int_equal(p.ends[s.end].alert, ALERT_INTERNAL_ERROR);
        pair_close(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeros),
        cmocka_unit_test(test_master),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
