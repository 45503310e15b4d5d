/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vectors of Wycheproof are the main test (tests/wycheproof); here are the rules by
 * themselves. */
#include "config.h"

#include "lib/crypto/mldsa.h"

#include "lib/base/wipe.h"
#include "lib/crypto/keccak.h"
#include "tests/unit/crypto/kit.h"

static const uint8_t seed[MLDSA_SEED] = "a seed of no more than 32 octets";
static const uint8_t no_random[MLDSA_RANDOM];
static const struct span none = {0};
static size_t wiped;

/* These stand in for those of lib/base/wipe.c. */
void wipe(void *data, size_t n)
{
    volatile uint8_t *bytes = data;

    wiped += n;
    for (size_t i = 0; i < n; i++)
        bytes[i] = 0;
}

bool equal_ct(const void *x, const void *y, size_t n)
{
    return memcmp(x, y, n) == 0;
}

/* A pair of keys, and a signature of KIT_MSG. */
struct made {
    const struct mldsa_set *set;
    struct mldsa_private *private;
    struct mldsa_public *public;
    uint8_t sig[MLDSA_SIGNATURE_MAX];
};

static void make(struct made *m, enum mldsa_id id)
{
    m->set = &mldsa_sets[id];
    assert_int_equal(mldsa_private_new(&m->private, m->set, span_of(seed, sizeof seed), none),
                     ERR_OK);
    assert_int_equal(mldsa_public_new(&m->public, m->set, mldsa_private_public(m->private)),
                     ERR_OK);
    assert_int_equal(mldsa_sign(m->private, m->sig, KIT_MSG, none, no_random), ERR_OK);
}

static void release(struct made *m)
{
    mldsa_private_free(m->private);
    mldsa_public_free(m->public);
}

static enum err verify(const struct made *m)
{
    return mldsa_verify(m->public, KIT_MSG, none, span_of(m->sig, m->set->signature_n));
}

/* FIPS 204 table 2. */
static void test_sizes(void **state)
{
    static const size_t sizes[MLDSA_SETS][3] = {
        {1312, 2560, 2420}, {1952, 4032, 3309}, {2592, 4896, 4627}};

    (void)state;
    for (enum mldsa_id id = 0; id < MLDSA_SETS; id++) {
        assert_int_equal(mldsa_sets[id].public_n, sizes[id][0]);
        assert_int_equal(mldsa_sets[id].secret_n, sizes[id][1]);
        assert_int_equal(mldsa_sets[id].signature_n, sizes[id][2]);
    }
}

static void test_sign_verify(void **state)
{
    uint8_t random[MLDSA_RANDOM] = {1}, hedged[MLDSA_SIGNATURE_MAX];
    struct made m;

    (void)state;
    for (enum mldsa_id id = 0; id < MLDSA_SETS; id++) {
        make(&m, id);
        assert_int_equal(verify(&m), ERR_OK);
        assert_int_equal(mldsa_sign(m.private, hedged, KIT_MSG, none, random), ERR_OK);
        assert_memory_not_equal(hedged, m.sig, m.set->signature_n);
        memcpy(m.sig, hedged, m.set->signature_n);
        assert_int_equal(verify(&m), ERR_OK);
        assert_int_equal(
            mldsa_verify(m.public, SPAN_LIT("tlsbux"), none, span_of(m.sig, m.set->signature_n)),
            ERR_SIG_MISMATCH);
        release(&m);
    }
}

/* FIPS 204 5.2, 5.3: the context is part of what is signed, and has at most 255 octets. */
static void test_context(void **state)
{
    static const uint8_t zeros[MLDSA_CONTEXT_MAX + 1];
    struct span longest = span_of(zeros, MLDSA_CONTEXT_MAX), over = span_of(zeros, sizeof zeros);
    struct made m;

    (void)state;
    make(&m, MLDSA_44);
    struct span sig = span_of(m.sig, m.set->signature_n);
    assert_int_equal(mldsa_verify(m.public, KIT_MSG, SPAN_LIT("\0"), sig), ERR_SIG_MISMATCH);
    assert_int_equal(mldsa_sign(m.private, m.sig, KIT_MSG, longest, no_random), ERR_OK);
    assert_int_equal(mldsa_verify(m.public, KIT_MSG, longest, sig), ERR_OK);
    assert_int_equal(mldsa_verify(m.public, KIT_MSG, none, sig), ERR_SIG_MISMATCH);
    assert_int_equal(mldsa_verify(m.public, KIT_MSG, over, sig), ERR_SIG_FORM);
    assert_int_equal(mldsa_sign(m.private, m.sig, KIT_MSG, over, no_random), ERR_SIG_FORM);
    release(&m);
}

static void test_lengths(void **state)
{
    struct made m;

    (void)state;
    for (enum mldsa_id id = 0; id < MLDSA_SETS; id++) {
        make(&m, id);
        struct span key = mldsa_private_public(m.private);
        struct mldsa_public *other;

        for (int delta = -1; delta <= 1; delta += 2) {
            size_t n = m.set->signature_n + (size_t)delta;
            assert_int_equal(mldsa_verify(m.public, KIT_MSG, none, span_of(m.sig, n)),
                             ERR_SIG_FORM);
            assert_int_equal(mldsa_public_new(&other, m.set, span_of(key.p, key.n + (size_t)delta)),
                             ERR_KEY_FORM);
            assert_null(other);
        }
        assert_int_equal(mldsa_verify(m.public, KIT_MSG, none, none), ERR_SIG_FORM);
        release(&m);
    }
}

/* A byte between the response and the hints: all parts are those of the signature. */
static void test_gap(void **state)
{
    uint8_t longer[MLDSA_SIGNATURE_MAX + 1];
    struct made m;

    (void)state;
    for (enum mldsa_id id = 0; id < MLDSA_SETS; id++) {
        make(&m, id);
        size_t n = m.set->signature_n, hints = m.set->omega + m.set->k;
        memcpy(longer, m.sig, n - hints);
        longer[n - hints] = 0;
        memcpy(longer + n - hints + 1, m.sig + n - hints, hints);
        assert_int_equal(mldsa_verify(m.public, KIT_MSG, none, span_of(longer, n + 1)),
                         ERR_SIG_FORM);
        release(&m);
    }
}

/* Any bit changed anywhere: in the commitment, in the response, in the hints. */
static void test_changed(void **state)
{
    struct made m;

    (void)state;
    make(&m, MLDSA_65);
    for (size_t at = 0; at < m.set->signature_n; at += 7) {
        m.sig[at] ^= 0x10;
        assert_int_not_equal(verify(&m), ERR_OK);
        m.sig[at] ^= 0x10;
    }
    assert_int_equal(verify(&m), ERR_OK);
    release(&m);
}

/* A z of gamma1, encoded as 0, is too large in any place; so is gamma1 - beta. */
static void test_norm(void **state)
{
    static const uint32_t beta = 49 * 4;
    struct made m;

    (void)state;
    make(&m, MLDSA_65);
    for (size_t place = 0; place < 5 * 256; place += 51) {
        size_t at = 48 + place / 2 * 5 + (place % 2 == 0 ? 0 : 2);
        uint8_t kept[3];

        memcpy(kept, m.sig + at, sizeof kept);
        for (unsigned j = 0; j < 2; j++) {
            uint32_t z = j == 0 ? 0 : beta, shift = place % 2 == 0 ? 0 : 4;
            uint32_t mask = 0xfffffu << shift,
                     old = (uint32_t)(kept[0] | kept[1] << 8 | kept[2] << 16);
            uint32_t new = (old & ~mask) | z << shift;

            for (unsigned b = 0; b < 3; b++)
                m.sig[at + b] = (uint8_t)(new >> 8 * b);
            assert_int_equal(verify(&m), ERR_SIG_FORM);
        }
        memcpy(m.sig + at, kept, sizeof kept);
    }
    release(&m);
}

/* The first two hints of a row exchanged: the same hints, in another order. */
static void test_hint_order(void **state)
{
    struct made m;

    (void)state;
    make(&m, MLDSA_65);
    uint8_t *hints = m.sig + m.set->signature_n - m.set->omega - m.set->k;
    assert_true(hints[m.set->omega] >= 2);
    uint8_t first = hints[0];
    hints[0] = hints[1];
    hints[1] = first;
    assert_int_equal(verify(&m), ERR_SIG_FORM);
    release(&m);
}

/*
 * Each reason to throw an attempt away, some of which random inputs never meet: the first row of
 * ML-DSA-44 in NIST's known answers for rejection cases (draft-celi-acvp-ml-dsa-01, table 1).  The
 * answer is the SHA-256 of the signature of the formatted message (Algorithm 7).
 */
static void test_rejections(void **state)
{
    static const uint8_t first[] =
        "\x5c\x62\x4f\xcc\x18\x62\x45\x24\x52\xd0\xc6\x65\x84\x0d\x82\x37"
        "\xf4\x31\x08\xe5\x49\x9e\xdc\xdc\x10\x8f\xbc\x49\xd5\x96\xe4\xb7";
    static const uint8_t formatted[] =
        "\x95\x1f\xdf\x54\x73\xa4\xcb\xa6\xd9\xe5\xb5\xdb\x7e\x79\xfb\x81"
        "\x73\x92\x1b\xa5\xb1\x3e\x92\x71\x40\x1b\x8f\x90\x7b\x8b\x7d\x5b";
    static const uint8_t answer[] =
        "\xdc\xc7\x1a\x42\x1b\xc6\xff\xaf\xb7\xdf\x0c\x7f\x6d\x01\x8a\x19"
        "\xad\xa1\x54\xd1\xe2\xee\x36\x0e\xd5\x33\xce\xcd\x5d\xc9\x80\xad";
    uint8_t tr[64], mu[MLDSA_MU], hash[DIGEST_MAX_SIZE], sig[MLDSA_44_SIGNATURE];
    struct mldsa_private *key;

    (void)state;
    assert_int_equal(
        mldsa_private_new(&key, &mldsa_sets[MLDSA_44], span_of(first, MLDSA_SEED), none), ERR_OK);
    keccak_hash(KECCAK_SHAKE256, tr, sizeof tr, mldsa_private_public(key), none);
    keccak_hash(KECCAK_SHAKE256, mu, sizeof mu, span_of(tr, sizeof tr), span_of(formatted, 32));
    assert_int_equal(mldsa_sign_mu(key, sig, mu, no_random), ERR_OK);
    digest_of(DIGEST_SHA256, hash, span_of(sig, sizeof sig));
    assert_memory_equal(hash, answer, sizeof answer - 1);
    mldsa_private_free(key);
}

static void test_private_lengths(void **state)
{
    static const uint8_t zeros[MLDSA_SECRET_MAX + 1];
    const struct mldsa_set *set = &mldsa_sets[MLDSA_44];
    struct mldsa_private *key;

    (void)state;
    assert_int_equal(mldsa_private_new(&key, set, none, none), ERR_KEY_FORM);
    assert_int_equal(mldsa_private_new(&key, set, span_of(seed, 31), none), ERR_KEY_FORM);
    for (int delta = -1; delta <= 1; delta += 2) {
        struct span expanded = span_of(zeros, set->secret_n + (size_t)delta);
        assert_int_equal(mldsa_private_new(&key, set, none, expanded), ERR_KEY_FORM);
    }
    assert_null(key);
    mldsa_private_free(NULL);
}

/* What is secret is overwritten: the whole key, and the whole attempt. */
static void test_wiped(void **state)
{
    enum { POLY = 1024 };
    struct made m;

    (void)state;
    make(&m, MLDSA_65);
    wiped = 0;
    assert_int_equal(mldsa_sign(m.private, m.sig, KIT_MSG, none, no_random), ERR_OK);
    assert_true(wiped >= (7 + 2 * 8 + 2 + 7 + 2) * POLY);
    wiped = 0;
    mldsa_private_free(m.private);
    assert_true(wiped >= (7 + 8 + 8) * POLY);
    mldsa_public_free(m.public);
    wiped = 0;
    assert_int_equal(mldsa_private_new(&m.private, m.set, none, span_of(m.sig, 4032)),
                     ERR_KEY_FORM);
    assert_true(wiped >= (7 + 8 + 8) * POLY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),      cmocka_unit_test(test_sign_verify),
        cmocka_unit_test(test_context),    cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_gap),        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_norm),       cmocka_unit_test(test_hint_order),
        cmocka_unit_test(test_rejections), cmocka_unit_test(test_private_lengths),
        cmocka_unit_test(test_wiped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
