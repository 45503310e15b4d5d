/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What ML-DSA reads: the first octet chooses the parameter set and what the others are: a
 * signature, a public key or an expanded private key.  The key pair and the signature that these
 * are used with are those of a seed of zeros, and deterministic.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/crypto/mldsa.h"

const char fuzz_name[] = "mldsa";

static const uint8_t zeros[MLDSA_SEED];
static const struct span none = {0};

static struct good {
    struct mldsa_private *private; /* lives as long as the fuzzer */
    struct mldsa_public *public;
    uint8_t sig[MLDSA_SIGNATURE_MAX];
} goods[MLDSA_SETS];

static const struct good *good(size_t i)
{
    struct good *g = &goods[i];

    if (g->public == NULL) {
        REQUIRE(mldsa_private_new(&g->private, &mldsa_sets[i], span_of(zeros, sizeof zeros),
                                  none) == ERR_OK);
        REQUIRE(mldsa_public_new(&g->public, &mldsa_sets[i], mldsa_private_public(g->private)) ==
                ERR_OK);
        REQUIRE(mldsa_sign(g->private, g->sig, SPAN_LIT("tlsbox"), none, zeros) == ERR_OK);
    }
    return g;
}

/* No other signature of the message is found by chance. */
static void signature(size_t i, struct span sig)
{
    const struct good *g = good(i);
    enum err err = mldsa_verify(g->public, SPAN_LIT("tlsbox"), none, sig);

    REQUIRE((err == ERR_OK) == span_eq(sig, span_of(g->sig, mldsa_sets[i].signature_n)));
    REQUIRE(err == ERR_OK || err == ERR_SIG_FORM || err == ERR_SIG_MISMATCH);
}

/* Every key of the right length can be used, and verifies nothing of another one. */
static void public_key(size_t i, struct span bytes)
{
    const struct good *g = good(i);
    struct mldsa_public *key;
    enum err err = mldsa_public_new(&key, &mldsa_sets[i], bytes);

    REQUIRE(err == (bytes.n == mldsa_sets[i].public_n ? ERR_OK : ERR_KEY_FORM));
    if (err != ERR_OK)
        return;
    err = mldsa_verify(key, SPAN_LIT("tlsbox"), none, span_of(g->sig, mldsa_sets[i].signature_n));
    REQUIRE((err == ERR_OK) == span_eq(bytes, mldsa_private_public(g->private)));
    mldsa_public_free(key);
}

/* A key that is accepted signs what its public half verifies. */
static void private_key(size_t i, struct span bytes)
{
    struct mldsa_private *private;
    struct mldsa_public *public;
    uint8_t sig[MLDSA_SIGNATURE_MAX];

    if (mldsa_private_new(&private, &mldsa_sets[i], none, bytes) != ERR_OK)
        return;
    REQUIRE(mldsa_sign(private, sig, SPAN_LIT("tlsbox"), none, zeros) == ERR_OK);
    REQUIRE(mldsa_public_new(&public, &mldsa_sets[i], mldsa_private_public(private)) == ERR_OK);
    REQUIRE(mldsa_verify(public, SPAN_LIT("tlsbox"), none,
                         span_of(sig, mldsa_sets[i].signature_n)) == ERR_OK);
    mldsa_public_free(public);
    mldsa_private_free(private);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(size_t i, struct span bytes) = {
        signature,
        public_key,
        private_key,
    };

    if (size > 0)
        readers[data[0] / MLDSA_SETS % 3](data[0] % MLDSA_SETS, span_of(data + 1, size - 1));
    return 0;
}
