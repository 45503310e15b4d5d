/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often secrets are wiped while something is done: one time less, and a copy stays on the
 * stack or in memory that is given back.  (tests/neg/test_memory.c searches for what is left; a
 * copy that the next call happens to overwrite it cannot see.)
 */
#include "config.h"

#include "lib/base/wipe.h"

#include "lib/crypto/mldsa.h"
#include "lib/crypto/mlkem.h"
#include "tests/peer/pair.h"
#include "tests/unit/tls/tape.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static unsigned wipes;

/* These stand in for those of lib/base/wipe.c. */
void wipe(void *p, size_t n)
{
    volatile uint8_t *bytes = p;

    wipes++;
    for (size_t i = 0; i < n; i++)
        bytes[i] = 0;
}

bool equal_ct(const void *a, const void *b, size_t n)
{
    return n == 0 || memcmp(a, b, n) == 0;
}

/* --- connections: a full one, data, a resumed one ----------------------------------------- */

struct connection {
    uint16_t version, suite, group;
    enum fkey key;
    bool by_id, client_key, early;
    unsigned wipes;
};

static const struct connection connections[] = {
    {TLS_1_3, TLS_AES_128_GCM_SHA256, GROUP_X25519, FKEY_P256_C, false, false, false, 387},
    {TLS_1_3, TLS_AES_256_GCM_SHA384, GROUP_SECP256R1, FKEY_P384_A, false, true, false, 396},
    {TLS_1_3, TLS_CHACHA20_POLY1305_SHA256, GROUP_FFDHE2048, FKEY_RSA2048_A, false, false, true,
     420},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, GROUP_X448, FKEY_ED25519_A, false, true, true, 411},
    {TLS_1_3, TLS_AES_128_GCM_SHA256, GROUP_X25519MLKEM768, FKEY_P256_C, false, false, false, 527},
    {TLS_1_3, TLS_AES_256_GCM_SHA384, GROUP_SECP384R1MLKEM1024, FKEY_P256_C, false, false, false,
     551},
    {TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, GROUP_SECP256R1, FKEY_P256_C, false, true,
     false, 149},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, GROUP_X25519, FKEY_RSA2048_A, true, false, false,
     144},
    {TLS_1_2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, GROUP_SECP384R1, FKEY_RSA2048_A, false,
     false, false, 150},
    {TLS_1_2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_FFDHE2048, FKEY_RSA2048_A, false, true,
     false, 161},
    {TLS_1_2, TLS_RSA_WITH_AES_256_GCM_SHA384, GROUP_X25519, FKEY_RSA2048_A, true, false, false,
     143},
    {TLS_1_2, TLS_RSA_WITH_AES_128_CBC_SHA, GROUP_X25519, FKEY_RSA2048_A, false, true, false, 158},
};

static unsigned count_connection(const struct connection *c)
{
    struct pair p;

    wipes = 0;
    pair_open(&p, c->version);
    pair_identity(&p, c->key);
    if (c->client_key)
        pair_client_identity(&p, FKEY_P256_D);
    p.client.suites = (struct numbers){.v = {c->suite}, .num = 1};
    p.host.groups = p.client.groups = (struct numbers){.v = {c->group}, .num = 1};
    p.client.without.tickets = c->by_id;
    p.server.client_auth = c->client_key ? CLIENT_AUTH_REQUIRE : CLIENT_AUTH_NONE;
    p.server.max_early_data = c->early ? 100 : 0;
    p.client.early_data = c->early;
    for (int i = 0; i < 2; i++) {
        p.resumes = i == 1;
        pair_run(&p);
        assert_true(pair_is_well(&p));
        assert_true(pair_carries(&p));
    }
    pair_close(&p);
    return wipes;
}

static void test_connections(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(connections); i++) {
        unsigned n = count_connection(&connections[i]);
        if (n != connections[i].wipes)
            fail_msg("connection %zu: %u wipes", i, n);
    }
}

/* --- a look at a connection --------------------------------------------------------------- */

static const struct {
    uint16_t version, suite;
    unsigned wipes;
} looks[] = {
    {TLS_1_3, TLS_AES_128_GCM_SHA256, 73},
    {TLS_1_3, TLS_CHACHA20_POLY1305_SHA256, 73},
    {TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, 38},
    {TLS_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, 68},
};

static void test_looks(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(looks); i++) {
        struct tape tape;
        struct tap o;
        struct talk *t = tape_open(&tape, looks[i].version);

        t->server.suite = looks[i].suite;
        t->client.suites.v[t->client.suites.num++] = looks[i].suite;
        talk_run(t);
        tape_chat(t);
        wipes = 0;
        tap_open(&o, buf_span(&tape.lines));
        tap_begin(&o);
        tap_see(&o, &tape, 0);
        tap_close(&o);
        if (wipes != looks[i].wipes)
            fail_msg("look %zu: %u wipes", i, wipes);
        tape_close(&tape);
    }
}

/* --- keys --------------------------------------------------------------------------------- */

static const struct {
    enum fkey key;
    enum sig_kind kind;
    enum digest digest;
    unsigned read, sign;
} keys[] = {
    {FKEY_RSA2048_A, SIG_RSA_PKCS1, DIGEST_SHA256, 0, 15},
    {FKEY_RSA2048_A, SIG_RSA_PSS, DIGEST_SHA256, 0, 18},
    {FKEY_P256_A, SIG_ECDSA, DIGEST_SHA256, 0, 8},
    {FKEY_P521_A, SIG_ECDSA, DIGEST_SHA512, 0, 9},
    {FKEY_ED25519_A, SIG_ED25519, DIGEST_NONE, 0, 0},
    {FKEY_ED448_A, SIG_ED448, DIGEST_NONE, 0, 0},
    {FKEY_MLDSA44_A, SIG_MLDSA44, DIGEST_NONE, 31, 95},
};

static void test_keys(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct peer_random random = {1};
        struct rng rng = peer_random(&random);
        struct span bytes = fkey_private(&a, keys[i].key);
        struct sigalg alg = {.kind = keys[i].kind,
                             .digest = keys[i].digest,
                             .mgf_digest = keys[i].digest,
                             .salt_n = 32};
        struct privkey *k;
        struct buf out;

        buf_init(&out, 1 << 12);
        wipes = 0;
        assert_int_equal(privkey_new(&k, bytes), ERR_OK);
        unsigned read = wipes;
        assert_int_equal(privkey_sign(k, &out, &alg, SPAN_LIT("text"), &rng), ERR_OK);
        unsigned sign = wipes - read;
        privkey_free(k);
        if (read != keys[i].read || sign != keys[i].sign)
            fail_msg("key %zu: %u %u", i, read, sign);
        buf_free(&out);
    }
    arena_free(&a);
}

static const struct {
    enum key_kind kind;
    unsigned bits, wipes;
} made[] = {
    {KEY_P256, 256, 9},
    {KEY_P521, 521, 10},
    {KEY_ED25519, 255, 9},
    {KEY_ED448, 448, 9},
    {KEY_MLDSA44, 0, 41},
};

static void test_made_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(made); i++) {
        struct peer_random random = {1};
        struct rng rng = peer_random(&random);
        struct privkey *k;

        wipes = 0;
        assert_int_equal(privkey_generate(&k, made[i].kind, made[i].bits, &rng), ERR_OK);
        privkey_free(k);
        if (wipes != made[i].wipes)
            fail_msg("made %zu: %u wipes", i, wipes);
    }
}

/* --- ML-KEM ------------------------------------------------------------------------------- */

static const struct {
    const struct mlkem_set *set;
    unsigned keygen, encaps, decaps;
} kems[] = {
    {&mlkem_512, 12, 14, 18},
    {&mlkem_768, 16, 18, 22},
    {&mlkem_1024, 20, 22, 26},
};

static void test_mlkem(void **state)
{
    static const uint8_t seed[MLKEM_SEED] = {1};
    uint8_t ek[MLKEM_EK_MAX], dk[MLKEM_DK_MAX], ciphertext[MLKEM_CIPHERTEXT_MAX];
    uint8_t secret[MLKEM_SECRET];

    (void)state;
    for (size_t i = 0; i < COUNT(kems); i++) {
        const struct mlkem_set *set = kems[i].set;
        wipes = 0;
        mlkem_keygen(set, ek, dk, seed, seed);
        unsigned keygen = wipes;
        assert_int_equal(mlkem_encaps(set, ciphertext, secret, span_of(ek, set->ek_n), seed),
                         ERR_OK);
        unsigned encaps = wipes - keygen;
        assert_int_equal(mlkem_decaps(set, secret, span_of(dk, set->dk_n),
                                      span_of(ciphertext, set->ciphertext_n)),
                         ERR_OK);
        unsigned decaps = wipes - keygen - encaps;
        if (keygen != kems[i].keygen || encaps != kems[i].encaps || decaps != kems[i].decaps)
            fail_msg("%s: %u %u %u", set->name, keygen, encaps, decaps);
    }
}

/* --- ML-DSA ------------------------------------------------------------------------------- */

static const struct {
    unsigned keygen, expanded, sign; /* sign: with as many attempts as these inputs take */
} dsas[MLDSA_SETS] = {
    [MLDSA_44] = {30, 18, 52},
    [MLDSA_65] = {39, 23, 74},
    [MLDSA_87] = {51, 29, 18},
};

/* An expanded key that is not consistent: all of it is computed and compared, and then wiped. */
static unsigned wipes_of_expanded(const struct mldsa_set *set)
{
    static const uint8_t zeros[MLDSA_SECRET_MAX];
    struct mldsa_private *key;

    wipes = 0;
    assert_int_equal(mldsa_private_new(&key, set, (struct span){0}, span_of(zeros, set->secret_n)),
                     ERR_KEY_INCONSISTENT);
    return wipes;
}

static void test_mldsa(void **state)
{
    static const uint8_t zeros[MLDSA_SEED];
    uint8_t sig[MLDSA_SIGNATURE_MAX];
    struct span none = {0};

    (void)state;
    for (size_t i = 0; i < MLDSA_SETS; i++) {
        const struct mldsa_set *set = &mldsa_sets[i];
        struct mldsa_private *key;

        wipes = 0;
        assert_int_equal(mldsa_private_new(&key, set, span_of(zeros, sizeof zeros), none), ERR_OK);
        unsigned keygen = wipes;
        assert_int_equal(mldsa_sign(key, sig, SPAN_LIT("text"), none, zeros), ERR_OK);
        unsigned sign = wipes - keygen;
        mldsa_private_free(key);
        assert_int_equal(wipes, keygen + sign + 1);
        unsigned expanded = wipes_of_expanded(set);
        if (keygen != dsas[i].keygen || expanded != dsas[i].expanded || sign != dsas[i].sign)
            fail_msg("%s: %u, %u, %u", set->name, keygen, expanded, sign);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connections), cmocka_unit_test(test_looks),
        cmocka_unit_test(test_keys),        cmocka_unit_test(test_made_keys),
        cmocka_unit_test(test_mlkem),       cmocka_unit_test(test_mldsa),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
