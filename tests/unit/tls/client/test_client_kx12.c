/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "lib/tls/wire/edit.h"
#include "tests/peer/talk.h"

/* What was reported of the client's premaster secret. */
struct heard {
    struct talk talk;
    uint8_t premaster[KX_SHARED_MAX];
    size_t n;
};

static void listen(void *ctx, const struct event *e)
{
    struct heard *h = ctx; /* the talk is its first member */

    if (e->kind != EVENT_STEP || e->step->id != STEP_PREMASTER)
        return;
    h->n = e->step->out.n;
    memcpy(h->premaster, e->step->out.p, h->n);
}

static void hear(struct heard *h, uint16_t suite, enum fkey key, uint16_t scheme)
{
    struct span at;

    talk_open(&h->talk, TLS_1_2);
    h->n = 0;
    assert_int_equal(names_suites(&h->talk.client.suites, SPAN_LIT("all"), &at), ERR_OK);
    h->talk.client.event = listen;
    h->talk.server.suite = suite;
    talk_key(&h->talk, key, scheme);
    talk_dh(&h->talk);
}

/* RFC 5246 7.4.7.1: the version that was offered at the most, then 46 random bytes. */
static void test_rsa(void **state)
{
    struct heard h;
    uint8_t first[PREMASTER_RSA_SIZE];

    (void)state;
    hear(&h, TLS_RSA_WITH_AES_128_GCM_SHA256, FKEY_RSA2048_A, 0);
    talk_run(&h.talk);
    assert_true(talk_is_well(&h.talk));
    assert_int_equal(h.n, PREMASTER_RSA_SIZE);
    assert_memory_equal(h.premaster, "\x03\x03", 2);
    assert_int_equal(tls_info(h.talk.tls)->group, 0);
    assert_int_equal(tls_info(h.talk.tls)->scheme, 0);
    memcpy(first, h.premaster, sizeof first);
    talk_run(&h.talk);
    assert_memory_not_equal(h.premaster, first, sizeof first);
    talk_close(&h.talk);
}

static void test_ecdhe(void **state)
{
    static const struct {
        uint16_t group;
        size_t n;
    } rows[] = {{GROUP_X25519, 32},
                {GROUP_X448, 56},
                {GROUP_SECP256R1, 32},
                {GROUP_SECP384R1, 48},
                {GROUP_SECP521R1, 66}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct heard h;

        hear(&h, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, FKEY_P256_C,
             SCHEME_ECDSA_SECP256R1_SHA256);
        h.talk.client.groups = (struct numbers){{rows[i].group, GROUP_SECP256R1}, 2};
        h.talk.server.group = rows[i].group;
        talk_run(&h.talk);
        assert_true(talk_is_well(&h.talk));
        assert_int_equal(h.n, rows[i].n);
        assert_int_equal(tls_info(h.talk.tls)->group, rows[i].group);
        talk_close(&h.talk);
    }
}

/* RFC 5246 8.1.2: Z without its leading zero bytes.  One Z in 256 has one. */
static void test_dhe_zeros(void **state)
{
    struct heard h;
    bool found = false;

    (void)state;
    hear(&h, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
    for (uint64_t seed = 1; !found && seed < 4000; seed++) {
        h.talk.randoms[0].state = seed << 32;
        h.talk.randoms[1].state = seed;
        talk_run(&h.talk);
        assert_true(talk_is_well(&h.talk));
        found = h.n < 256;
        assert_int_not_equal(h.premaster[0], 0);
    }
    assert_true(found);
    assert_int_equal(tls_info(h.talk.tls)->dh_bits, 2048);
    talk_close(&h.talk);
}

/* A key pair is for one connection: the server's stays the same here, and the secret does not. */
static void test_fresh_keys(void **state)
{
    static const uint16_t suites[] = {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                      TLS_DHE_RSA_WITH_AES_128_GCM_SHA256};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct heard h;
        uint8_t first[32];

        hear(&h, suites[i], FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256);
        talk_run(&h.talk);
        assert_true(talk_is_well(&h.talk));
        memcpy(first, h.premaster, sizeof first);
        h.talk.randoms[1].state = 2; /* as talk_open leaves it */
        talk_run(&h.talk);
        assert_true(talk_is_well(&h.talk));
        assert_memory_not_equal(h.premaster, first, sizeof first);
        talk_close(&h.talk);
    }
}

/* RFC 7627 4: with the extension the master secret depends on all that was said, without it on the
 * randoms alone. */
static void test_master(void **state)
{
    (void)state;
    for (int ems = 0; ems < 2; ems++) {
        struct heard h;
        uint8_t plain[MASTER_SIZE], seed[2 * RANDOM_SIZE];

        hear(&h, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, FKEY_P256_C,
             SCHEME_ECDSA_SECP256R1_SHA256);
        h.talk.server.ems = ems == 1;
        talk_run(&h.talk);
        assert_true(talk_is_well(&h.talk));
        memcpy(seed, h.talk.peer.tls->client_random, RANDOM_SIZE);
        memcpy(seed + RANDOM_SIZE, h.talk.peer.tls->server_random, RANDOM_SIZE);
        kdf_prf12(DIGEST_SHA384, plain, sizeof plain, span_of(h.premaster, h.n),
                  SPAN_LIT("master secret"), (struct span[2]){span_of(seed, sizeof seed)});
        if (ems == 1)
            assert_memory_not_equal(h.talk.tls->prf.master, plain, MASTER_SIZE);
        else
            assert_memory_equal(h.talk.tls->prf.master, plain, MASTER_SIZE);
        talk_close(&h.talk);
    }
}

/* A replayed premaster that is too long for any key exchange. */
static void test_replay_too_long(void **state)
{
    static const uint8_t longer[KX_SHARED_MAX + 1], message[] = {HS_CLIENT_KEY_EXCHANGE, 0, 0, 0};
    struct tls_replay r = {.client_key_exchange = {message, sizeof message},
                           .premaster = {longer, sizeof longer}};
    struct heard h;

    (void)state;
    hear(&h, TLS_RSA_WITH_AES_128_GCM_SHA256, FKEY_RSA2048_A, 0);
    h.talk.client.replay = &r;
    talk_run(&h.talk);
    assert_int_equal(h.talk.err, ERR_LIMIT);
    talk_close(&h.talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsa),       cmocka_unit_test(test_ecdhe),
        cmocka_unit_test(test_dhe_zeros), cmocka_unit_test(test_fresh_keys),
        cmocka_unit_test(test_master),    cmocka_unit_test(test_replay_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
