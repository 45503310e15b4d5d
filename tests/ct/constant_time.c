/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * constant_time: whether a branch or an address depends on a secret.
 *
 * Under valgrind the secrets are marked as memory that was never written; valgrind then reports
 * each branch and each address that is computed from them, as if from garbage (Langley, "ctgrind",
 * 2010).  ct_public, which is called for what is made of secrets and sent, removes the mark.
 *
 *     valgrind --error-exitcode=99 constant_time
 *
 * Exit 77: not under valgrind, or built without its header; then nothing was checked.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef HAVE_VALGRIND_MEMCHECK_H

#include <valgrind/memcheck.h>

#include "lib/base/ct.h"
#include "lib/crypto/kx.h"
#include "lib/crypto/mldsa_inside.h"
#include "lib/crypto/mldsa_pack.h"
#include "lib/crypto/mlkem.h"

/* How many bytes had marks when they became public. */
static size_t released;

/* This stands in for that of lib/base/ct.c. */
void ct_public(const void *data, size_t n)
{
    const uint8_t *bytes = data;

    for (size_t i = 0; i < n; i++) {
        uint8_t bits = 0;

        (void)VALGRIND_GET_VBITS(&bytes[i], &bits, 1);
        released += bits != 0;
    }
    (void)VALGRIND_MAKE_MEM_DEFINED(data, n);
}

static void hide(const void *data, size_t n)
{
    (void)VALGRIND_MAKE_MEM_UNDEFINED(data, n);
}

static void require(bool holds, const char *name, const char *what)
{
    if (holds)
        return;
    printf("%s: %s\n", name, what);
    exit(1);
}

/* A result that is not marked was not computed from what was hidden: nothing was checked. */
static void require_hidden(const uint8_t *data, size_t n, const char *name)
{
    uint8_t bits[MLKEM_SECRET];

    require(n <= sizeof bits && VALGRIND_GET_VBITS(data, bits, n) == 1, name, "no marks to read");
    for (size_t i = 0; i < n; i++)
        require(bits[i] == 0xff, name, "a secret is not marked");
    ct_public(data, n);
}

/* Decapsulates a ciphertext, and compares the secret with another. */
static bool decapsulates(const struct mlkem_set *set, const uint8_t *dk, const uint8_t *ciphertext,
                         const uint8_t secret[MLKEM_SECRET])
{
    uint8_t got[MLKEM_SECRET];

    require(mlkem_decaps(set, got, span_of(dk, set->dk_n),
                         span_of(ciphertext, set->ciphertext_n)) == ERR_OK,
            set->name, "decapsulation fails");
    require_hidden(got, sizeof got, set->name);
    return memcmp(got, secret, sizeof got) == 0;
}

/* Key generation, encapsulation, decapsulation; of a ciphertext as it was made, and changed in
 * either part. */
static void run_mlkem(const struct mlkem_set *set, uint8_t seed)
{
    uint8_t d[MLKEM_SEED], z[MLKEM_SEED], m[MLKEM_SEED], secret[MLKEM_SECRET];
    uint8_t ek[MLKEM_EK_MAX], dk[MLKEM_DK_MAX], ciphertext[MLKEM_CIPHERTEXT_MAX];

    memset(d, seed, sizeof d);
    memset(z, seed + 1, sizeof z);
    memset(m, seed + 2, sizeof m);
    hide(d, sizeof d);
    hide(z, sizeof z);
    hide(m, sizeof m);
    mlkem_keygen(set, ek, dk, d, z);
    hide(dk, set->dk_n - set->ek_n - (size_t)2 * MLKEM_SEED);
    require(mlkem_encaps(set, ciphertext, secret, span_of(ek, set->ek_n), m) == ERR_OK, set->name,
            "encapsulation fails");
    require_hidden(secret, sizeof secret, set->name);
    require(decapsulates(set, dk, ciphertext, secret), set->name, "the secrets differ");
    ciphertext[0] ^= 1;
    require(!decapsulates(set, dk, ciphertext, secret), set->name, "a changed start is taken");
    ciphertext[0] ^= 1;
    ciphertext[set->ciphertext_n - 1] ^= 1;
    require(!decapsulates(set, dk, ciphertext, secret), set->name, "a changed end is taken");
}

/* Bytes that count, as if they were random; one of the draws is hidden. */
struct draws {
    uint8_t next;
    unsigned num, hidden;
};

static void draw(void *ctx, size_t n, uint8_t *out)
{
    struct draws *draws = ctx;

    for (size_t i = 0; i < n; i++)
        out[i] = draws->next++;
    if (draws->num++ == draws->hidden)
        hide(out, n);
}

/*
 * A hybrid with both ends.  Only the half of ML-KEM is hidden: what Nettle and GMP compute for the
 * other one is theirs, and valgrind reports some of it.
 */
struct hybrid {
    enum kx_group group;
    const char *name;
    unsigned half; /* that of ML-KEM */
};

static void run_hybrid(const struct hybrid *hybrid)
{
    const struct kx_kind *kind = kx_kind(hybrid->group);
    uint8_t first[KX_SHARED_MAX], second[KX_SHARED_MAX];
    struct draws a = {.next = 1, .hidden = hybrid->half}, b = a;
    struct rng client_rng = {&a, draw}, server_rng = {&b, draw};
    struct kx client, server;
    size_t n, at = hybrid->half == 0 ? 0 : kind->shared_n - MLKEM_SECRET;

    require(kx_start(&client, kind, &client_rng) == ERR_OK, hybrid->name, "no start");
    require(kx_respond(&server, kind, second, &n, span_of(client.public, client.public_n),
                       &server_rng) == ERR_OK,
            hybrid->name, "no response");
    require(kx_finish(&client, first, &n, span_of(server.public, server.public_n)) == ERR_OK,
            hybrid->name, "no end");
    require_hidden(first + at, MLKEM_SECRET, hybrid->name);
    require_hidden(second + at, MLKEM_SECRET, hybrid->name);
    require(memcmp(first, second, n) == 0, hybrid->name, "the secrets differ");
    kx_wipe(&client);
    kx_wipe(&server);
}

/* skEncode (FIPS 204 Algorithm 24) of a transformed vector: each polynomial times one, which undoes
 * the transform, and the bytes of top - c. */
static uint8_t *put_vector(uint8_t *out, const struct mldsa_poly *vector, unsigned num, int32_t top,
                           unsigned bits)
{
    struct mldsa_poly one, poly;

    for (unsigned j = 0; j < MLDSA_N; j++)
        one.c[j] = 1;
    for (unsigned i = 0; i < num; i++, out += MLDSA_PACKED(bits)) {
        struct mldsa_sum sum = {0};

        mldsa_sum_add(&sum, &vector[i], &one);
        mldsa_sum_end(&poly, &sum);
        mldsa_inverse_ntt(&poly);
        mldsa_center(&poly);
        mldsa_mirror(&poly, top);
        mldsa_pack(out, &poly, bits);
    }
    return out;
}

/* The expanded form of a private key, hidden as the key is. */
static void expand(uint8_t *out, const struct mldsa_private *key)
{
    const struct mldsa_set *set = key->set;
    unsigned bits = set->eta == 2 ? 3 : 4;
    uint8_t *at = out + MLDSA_RHO + sizeof key->k;

    memcpy(out, key->public.encoded, MLDSA_RHO);
    memcpy(out + MLDSA_RHO, key->k, sizeof key->k);
    memcpy(at, key->public.tr, MLDSA_TR);
    at = put_vector(at + MLDSA_TR, key->s1, set->l, set->eta, bits);
    at = put_vector(at, key->s2, set->k, set->eta, bits);
    put_vector(at, key->t0, set->k, 1 << (MLDSA_D - 1), MLDSA_D);
}

/* Signs, and verifies with what is public. */
static void sign(const struct mldsa_private *key, uint8_t message)
{
    const struct mldsa_set *set = key->set;
    struct span msg = span_of(&message, 1), none = {0};
    uint8_t random[MLDSA_RANDOM], sig[MLDSA_SIGNATURE_MAX];
    struct mldsa_public *public;

    memset(random, message, sizeof random);
    hide(random, sizeof random);
    released = 0;
    require(mldsa_sign(key, sig, msg, none, random) == ERR_OK, set->name, "no signature");
    require(released >= set->signature_n, set->name, "a signature of nothing hidden");
    require(mldsa_public_new(&public, set, mldsa_private_public(key)) == ERR_OK &&
                mldsa_verify(public, msg, none, span_of(sig, set->signature_n)) == ERR_OK,
            set->name, "the signature is wrong");
    mldsa_public_free(public);
}

/* Key generation and signatures, with the key of the seed and with the expanded one. */
static void run_mldsa(const struct mldsa_set *set, uint8_t first)
{
    uint8_t seed[MLDSA_SEED], expanded[MLDSA_SECRET_MAX];
    struct span none = {0};
    struct mldsa_private *key, *again;

    memset(seed, first, sizeof seed);
    hide(seed, sizeof seed);
    released = 0;
    require(mldsa_private_new(&key, set, span_of(seed, sizeof seed), none) == ERR_OK, set->name,
            "no key");
    require(released >= set->public_n, set->name, "a key of nothing hidden");
    sign(key, first);
    expand(expanded, key);
    require(mldsa_private_new(&again, set, none, span_of(expanded, set->secret_n)) == ERR_OK,
            set->name, "no key from the expanded one");
    sign(again, first + 1);
    mldsa_private_free(again);
    mldsa_private_free(key);
}

int main(void)
{
    static const struct mlkem_set *const sets[] = {&mlkem_512, &mlkem_768, &mlkem_1024};
    static const struct hybrid hybrids[] = {
        {KX_X25519MLKEM768, "X25519MLKEM768", 0},
        {KX_SECP256R1MLKEM768, "SecP256r1MLKEM768", 1},
        {KX_SECP384R1MLKEM1024, "SecP384r1MLKEM1024", 1},
    };

    if (!RUNNING_ON_VALGRIND) {
        puts("constant_time: NOT RUN: not under valgrind");
        return 77;
    }
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        for (uint8_t seed = 0; seed < 4; seed++)
            run_mlkem(sets[i], seed);
        printf("%s: no branch and no address depends on a secret\n", sets[i]->name);
    }
    for (size_t i = 0; i < sizeof hybrids / sizeof hybrids[0]; i++) {
        run_hybrid(&hybrids[i]);
        printf("%s: the same of the half of ML-KEM\n", hybrids[i].name);
    }
    for (size_t i = 0; i < MLDSA_SETS; i++) {
        for (uint8_t seed = 0; seed < 4; seed++)
            run_mldsa(&mldsa_sets[i], seed);
        printf("%s: no branch and no address depends on a secret\n", mldsa_sets[i].name);
    }
    return 0;
}

#else

int main(void)
{
    puts("constant_time: NOT RUN: built without valgrind/memcheck.h (Debian: valgrind)");
    return 77;
}

#endif
