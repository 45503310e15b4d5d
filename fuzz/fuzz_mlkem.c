/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What ML-KEM reads: the first octet chooses the parameter set and what the others are: an
 * encapsulation key, a decapsulation key or a ciphertext.  The key pair and the ciphertext that
 * these are used with are those of seeds of zeros.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/crypto/keccak.h"
#include "lib/crypto/mlkem.h"

const char fuzz_name[] = "mlkem";

static const struct mlkem_set *const sets[] = {&mlkem_512, &mlkem_768, &mlkem_1024};

enum { SETS = sizeof sets / sizeof sets[0], HASH = 32 };

static const uint8_t zeros[MLKEM_SEED];

static struct good {
    uint8_t ek[MLKEM_EK_MAX], dk[MLKEM_DK_MAX], ciphertext[MLKEM_CIPHERTEXT_MAX];
    uint8_t secret[MLKEM_SECRET];
} goods[SETS];

static const struct good *good(size_t i)
{
    struct good *g = &goods[i];

    if (g->ek[0] == 0 && g->ek[1] == 0) {
        mlkem_keygen(sets[i], g->ek, g->dk, zeros, zeros);
        REQUIRE(mlkem_encaps(sets[i], g->ciphertext, g->secret, span_of(g->ek, sets[i]->ek_n),
                             zeros) == ERR_OK);
    }
    return g;
}

/* Each pair of coefficients is three octets. */
static bool is_reduced(struct span coefficients)
{
    for (size_t i = 0; i + 2 < coefficients.n; i += 3) {
        const uint8_t *p = coefficients.p + i;
        if ((p[0] | (p[1] & 15) << 8) >= 3329 || (p[1] >> 4 | p[2] << 4) >= 3329)
            return false;
    }
    return true;
}

static void encapsulation_key(size_t i, struct span ek)
{
    uint8_t ciphertext[MLKEM_CIPHERTEXT_MAX], secret[MLKEM_SECRET];
    enum err err = mlkem_encaps(sets[i], ciphertext, secret, ek, zeros);

    if (ek.n != sets[i]->ek_n)
        REQUIRE(err == ERR_TLS_KEY_SHARE_FORM);
    else if (!is_reduced(span_head(ek, ek.n - MLKEM_SEED)))
        REQUIRE(err == ERR_TLS_MLKEM_MODULUS);
    else
        REQUIRE(err == ERR_OK);
}

/* A key of the right length is tried as it is, and then with the right hash, which is found by no
 * chance. */
static void decapsulation_key(size_t i, struct span dk)
{
    struct span ciphertext = span_of(good(i)->ciphertext, sets[i]->ciphertext_n);
    uint8_t copy[MLKEM_DK_MAX], hash[HASH], secret[MLKEM_SECRET];
    enum err err = mlkem_decaps(sets[i], secret, dk, ciphertext);

    if (dk.n != sets[i]->dk_n) {
        REQUIRE(err == ERR_KEY_FORM);
        return;
    }
    memcpy(copy, dk.p, dk.n);
    uint8_t *at = copy + dk.n - MLKEM_SEED - HASH;
    keccak_hash(KECCAK_SHA3_256, hash, HASH, span_of(at - sets[i]->ek_n, sets[i]->ek_n),
                (struct span){0});
    REQUIRE(err == (memcmp(at, hash, HASH) == 0 ? ERR_OK : ERR_KEY_FORM));
    memcpy(at, hash, HASH);
    REQUIRE(mlkem_decaps(sets[i], secret, span_of(copy, dk.n), ciphertext) == ERR_OK);
}

/* The good ciphertext yields its secret, and each other one a digest (FIPS 203 6.3). */
static void ciphertext_of(size_t i, struct span ciphertext)
{
    const struct good *g = good(i);
    uint8_t secret[MLKEM_SECRET], want[MLKEM_SECRET];
    enum err err = mlkem_decaps(sets[i], secret, span_of(g->dk, sets[i]->dk_n), ciphertext);

    if (ciphertext.n != sets[i]->ciphertext_n) {
        REQUIRE(err == ERR_TLS_KEY_SHARE_FORM);
        return;
    }
    REQUIRE(err == ERR_OK);
    keccak_hash(KECCAK_SHAKE256, want, sizeof want, span_of(zeros, MLKEM_SEED), ciphertext);
    if (memcmp(ciphertext.p, g->ciphertext, ciphertext.n) == 0)
        memcpy(want, g->secret, sizeof want);
    REQUIRE(memcmp(secret, want, sizeof want) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(size_t i, struct span bytes) = {
        encapsulation_key,
        decapsulation_key,
        ciphertext_of,
    };

    if (size > 0)
        readers[data[0] / SETS % 3](data[0] % SETS, span_of(data + 1, size - 1));
    return 0;
}
