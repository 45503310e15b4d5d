/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FIPS 203 5 (K-PKE) and 6 (ML-KEM).  An element of the matrix is sampled where it is used, which
 * saves the memory of the whole.
 */
#include "config.h"

#include "lib/crypto/mlkem.h"

#include "lib/base/ct.h"
#include "lib/base/wipe.h"
#include "lib/crypto/keccak.h"
#include "lib/crypto/mlkem_code.h"
#include "lib/crypto/mlkem_sample.h"

enum { ETA2 = 2, MLKEM_HASH = 32 };

#define MLKEM_SET(id, name, k, eta1, du, dv) \
    const struct mlkem_set mlkem_##id = {    \
        name, k, eta1, du, dv, MLKEM_##id##_EK, MLKEM_##id##_DK, MLKEM_##id##_CIPHERTEXT};
#include "lib/crypto/mlkem_sets.def"
#undef MLKEM_SET

/* An encapsulation key as polynomials. */
struct public_key {
    const struct mlkem_set *set;
    struct mlkem_poly t[MLKEM_K_MAX];
    const uint8_t *rho;
};

static const uint8_t *rho_of(const struct mlkem_set *set, const uint8_t *ek)
{
    return ek + (size_t)set->k * MLKEM_CODE_SIZE;
}

/* Reads set->ek_n bytes, which the key then points into.  A coefficient that is not reduced is an
 * error (FIPS 203 7.2), but the key can be used. */
static enum err public_read(struct public_key *key, const struct mlkem_set *set, const uint8_t *ek)
{
    bool reduced = true;

    key->set = set;
    key->rho = rho_of(set, ek);
    for (unsigned i = 0; i < set->k; i++) {
        mlkem_code_decode(&key->t[i], ek + (size_t)i * MLKEM_CODE_SIZE, MLKEM_CODE_BITS);
        for (unsigned j = 0; j < MLKEM_N; j++)
            reduced &= key->t[i].c[j] < MLKEM_Q;
    }
    return reduced ? ERR_OK : ERR_TLS_MLKEM_MODULUS;
}

/* What a key generation or an encryption holds of secrets; wiped as a whole. */
struct scratch {
    struct mlkem_factor factors[MLKEM_K_MAX]; /* of the secret vector */
    struct mlkem_poly poly, noise, element;
    struct mlkem_sum sum;
};

/* Makes the secret vector from a seed, in the NTT domain.  The last polynomial stays in poly. */
static void secret_polynomial(struct scratch *scratch, const struct mlkem_set *set,
                              const uint8_t seed[MLKEM_SEED], unsigned i)
{
    mlkem_sample_noise(&scratch->poly, seed, i, set->eta1);
    mlkem_poly_ntt(&scratch->poly);
    mlkem_poly_factor(&scratch->factors[i], &scratch->poly);
}

/* sum = the row of the matrix, or the row of the matrix transposed, times the secret vector. */
static void multiply_row(struct scratch *scratch, const struct mlkem_set *set,
                         const uint8_t rho[MLKEM_SEED], unsigned row, bool transposed)
{
    memset(&scratch->sum, 0, sizeof scratch->sum);
    for (unsigned i = 0; i < set->k; i++) {
        if (transposed)
            mlkem_sample_matrix(&scratch->element, rho, i, row);
        else
            mlkem_sample_matrix(&scratch->element, rho, row, i);
        mlkem_poly_multiply(&scratch->sum, &scratch->element, &scratch->factors[i]);
    }
}

/* K-PKE.KeyGen (algorithm 13): t = A s + e, from the seeds rho and sigma. */
static void generate(const struct mlkem_set *set, uint8_t *ek, uint8_t *dk,
                     const uint8_t seeds[2 * MLKEM_SEED])
{
    const uint8_t *rho = seeds, *sigma = seeds + MLKEM_SEED;
    struct scratch scratch;

    for (unsigned i = 0; i < set->k; i++) {
        secret_polynomial(&scratch, set, sigma, i);
        mlkem_poly_normalize(&scratch.poly);
        mlkem_code_encode(dk + (size_t)i * MLKEM_CODE_SIZE, &scratch.poly, MLKEM_CODE_BITS);
    }
    for (unsigned i = 0; i < set->k; i++) {
        multiply_row(&scratch, set, rho, i, false);
        mlkem_sample_noise(&scratch.noise, sigma, set->k + i, set->eta1);
        mlkem_poly_ntt(&scratch.noise);
        mlkem_poly_sum(&scratch.poly, &scratch.sum);
        mlkem_poly_add(&scratch.poly, &scratch.noise);
        mlkem_poly_normalize(&scratch.poly);
        mlkem_code_encode(ek + (size_t)i * MLKEM_CODE_SIZE, &scratch.poly, MLKEM_CODE_BITS);
    }
    memcpy(ek + (size_t)set->k * MLKEM_CODE_SIZE, rho, MLKEM_SEED);
    wipe(&scratch, sizeof scratch);
}

/* Appends a polynomial of a ciphertext. */
static uint8_t *put_compressed(uint8_t *out, struct mlkem_poly *poly, unsigned bits)
{
    mlkem_poly_normalize(poly);
    mlkem_code_compress(poly, bits);
    mlkem_code_encode(out, poly, bits);
    return out + (size_t)MLKEM_N / 8 * bits;
}

static const uint8_t *take_compressed(struct mlkem_poly *poly, const uint8_t *in, unsigned bits)
{
    mlkem_code_decode(poly, in, bits);
    mlkem_code_decompress(poly, bits);
    return in + (size_t)MLKEM_N / 8 * bits;
}

/* K-PKE.Encrypt (algorithm 14): u = A^T y + e1, v = t^T y + e2 + the message. */
static void encrypt(uint8_t *ciphertext, const struct public_key *key, const uint8_t m[MLKEM_SEED],
                    const uint8_t r[MLKEM_SEED])
{
    const struct mlkem_set *set = key->set;
    struct scratch scratch;

    for (unsigned i = 0; i < set->k; i++)
        secret_polynomial(&scratch, set, r, i);
    for (unsigned i = 0; i < set->k; i++) {
        multiply_row(&scratch, set, key->rho, i, true);
        mlkem_poly_inverse(&scratch.poly, &scratch.sum);
        mlkem_sample_noise(&scratch.noise, r, set->k + i, ETA2);
        mlkem_poly_add(&scratch.poly, &scratch.noise);
        ciphertext = put_compressed(ciphertext, &scratch.poly, set->du);
    }
    memset(&scratch.sum, 0, sizeof scratch.sum);
    for (unsigned i = 0; i < set->k; i++)
        mlkem_poly_multiply(&scratch.sum, &key->t[i], &scratch.factors[i]);
    mlkem_poly_inverse(&scratch.poly, &scratch.sum);
    mlkem_sample_noise(&scratch.noise, r, 2 * set->k, ETA2);
    mlkem_poly_add(&scratch.poly, &scratch.noise);
    take_compressed(&scratch.noise, m, 1);
    mlkem_poly_add(&scratch.poly, &scratch.noise);
    put_compressed(ciphertext, &scratch.poly, set->dv);
    wipe(&scratch, sizeof scratch);
}

/* K-PKE.Decrypt (algorithm 15): the message is v - s^T u, rounded. */
static void decrypt(const struct mlkem_set *set, uint8_t m[MLKEM_SEED], const uint8_t *dk,
                    const uint8_t *ciphertext)
{
    struct scratch scratch;

    memset(&scratch.sum, 0, sizeof scratch.sum);
    for (unsigned i = 0; i < set->k; i++) {
        ciphertext = take_compressed(&scratch.poly, ciphertext, set->du);
        mlkem_poly_ntt(&scratch.poly);
        mlkem_poly_factor(&scratch.factors[i], &scratch.poly);
        mlkem_code_decode(&scratch.element, dk + (size_t)i * MLKEM_CODE_SIZE, MLKEM_CODE_BITS);
        mlkem_poly_multiply(&scratch.sum, &scratch.element, &scratch.factors[i]);
    }
    mlkem_poly_inverse(&scratch.noise, &scratch.sum);
    take_compressed(&scratch.poly, ciphertext, set->dv);
    mlkem_poly_subtract(&scratch.poly, &scratch.noise);
    put_compressed(m, &scratch.poly, 1);
    wipe(&scratch, sizeof scratch);
}

/* The parts of a decapsulation key (algorithm 16): that of K-PKE, ek, H(ek), z. */
struct private_key {
    const uint8_t *pke, *ek, *hash, *z;
};

static struct private_key private_parts(const struct mlkem_set *set, const uint8_t *dk)
{
    const uint8_t *ek = dk + (size_t)set->k * MLKEM_CODE_SIZE, *hash = ek + set->ek_n;

    return (struct private_key){dk, ek, hash, hash + MLKEM_HASH};
}

/* H. */
static void hash_key(const struct mlkem_set *set, uint8_t out[MLKEM_HASH], const uint8_t *ek)
{
    keccak_hash(KECCAK_SHA3_256, out, MLKEM_HASH, span_of(ek, set->ek_n), (struct span){0});
}

/* The seed rho is sent as part of ek, and so is what was made from it and sigma. */
void mlkem_keygen(const struct mlkem_set *set, uint8_t *ek, uint8_t *dk,
                  const uint8_t d[MLKEM_SEED], const uint8_t z[MLKEM_SEED])
{
    uint8_t seeds[2 * MLKEM_SEED], *end = dk + (size_t)set->k * MLKEM_CODE_SIZE;

    keccak_hash(KECCAK_SHA3_512, seeds, sizeof seeds, span_of(d, MLKEM_SEED), span_of(&set->k, 1));
    ct_public(seeds, MLKEM_SEED);
    generate(set, ek, dk, seeds);
    ct_public(ek, set->ek_n);
    memcpy(end, ek, set->ek_n);
    hash_key(set, end + set->ek_n, ek);
    memcpy(end + set->ek_n + MLKEM_HASH, z, MLKEM_SEED);
    wipe(seeds, sizeof seeds);
}

/* FIPS 203 6.2, 6.3: the secret, and the seed of the encryption, from the message. */
static void derive(uint8_t secrets[2 * MLKEM_SECRET], const uint8_t m[MLKEM_SEED],
                   const uint8_t hash[MLKEM_HASH])
{
    keccak_hash(KECCAK_SHA3_512, secrets, 2 * MLKEM_SECRET, span_of(m, MLKEM_SEED),
                span_of(hash, MLKEM_HASH));
}

enum err mlkem_encaps(const struct mlkem_set *set, uint8_t *ciphertext,
                      uint8_t secret[MLKEM_SECRET], struct span ek, const uint8_t m[MLKEM_SEED])
{
    uint8_t secrets[2 * MLKEM_SECRET], hash[MLKEM_HASH];
    struct public_key key;

    if (ek.n != set->ek_n)
        return ERR_TLS_KEY_SHARE_FORM;
    TRY(public_read(&key, set, ek.p));
    hash_key(set, hash, ek.p);
    derive(secrets, m, hash);
    encrypt(ciphertext, &key, m, secrets + MLKEM_SECRET);
    ct_public(ciphertext, set->ciphertext_n);
    memcpy(secret, secrets, MLKEM_SECRET);
    wipe(secrets, sizeof secrets);
    return ERR_OK;
}

/* Algorithm 18: a ciphertext that is not what this message encrypts to yields a digest of it and
 * z instead, and which of the two it is stays hidden. */
static void decapsulate(const struct mlkem_set *set, uint8_t secret[MLKEM_SECRET],
                        const struct private_key *dk, const uint8_t *ciphertext)
{
    uint8_t m[MLKEM_SEED], secrets[2 * MLKEM_SECRET], again[MLKEM_CIPHERTEXT_MAX];
    struct public_key key;

    decrypt(set, m, dk->pke, ciphertext);
    derive(secrets, m, dk->hash);
    keccak_hash(KECCAK_SHAKE256, secret, MLKEM_SECRET, span_of(dk->z, MLKEM_SEED),
                span_of(ciphertext, set->ciphertext_n));
    (void)public_read(&key, set, dk->ek);
    encrypt(again, &key, m, secrets + MLKEM_SECRET);
    uint32_t same = ct_eq(equal_ct(again, ciphertext, set->ciphertext_n), 1);
    for (size_t i = 0; i < MLKEM_SECRET; i++)
        secret[i] = (uint8_t)((secrets[i] & same) | (secret[i] & ~same));
    wipe(m, sizeof m);
    wipe(secrets, sizeof secrets);
    wipe(again, sizeof again);
}

enum err mlkem_decaps(const struct mlkem_set *set, uint8_t secret[MLKEM_SECRET], struct span dk,
                      struct span ciphertext)
{
    uint8_t hash[MLKEM_HASH];

    if (ciphertext.n != set->ciphertext_n)
        return ERR_TLS_KEY_SHARE_FORM;
    if (dk.n != set->dk_n)
        return ERR_KEY_FORM;
    struct private_key key = private_parts(set, dk.p);
    hash_key(set, hash, key.ek);
    if (memcmp(hash, key.hash, sizeof hash) != 0)
        return ERR_KEY_FORM;
    decapsulate(set, secret, &key, ciphertext.p);
    return ERR_OK;
}
