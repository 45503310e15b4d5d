/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures and RSA decryption with a private key. */
#include "config.h"

#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>

#include "lib/asn1/der.h"
#include "lib/asn1/derput.h"
#include "lib/base/wipe.h"
#include "lib/crypto/drbg.h"
#include "lib/crypto/emsa.h"
#include "lib/crypto/number.h"
#include "lib/crypto/privkey_inside.h"
#include "lib/crypto/sig_ec.h"

/* Fresh random bytes for each operation, in addition to key and message. */
enum { FRESH = MLDSA_RANDOM };

/* Without a source the bytes are zeros, and the signature is the deterministic one. */
static void fill_fresh(uint8_t fresh[FRESH], const struct rng *rng)
{
    memset(fresh, 0, FRESH);
    if (rng != NULL)
        rng_fill(rng, fresh, FRESH);
}

/* Seeds a generator from the key, the message and, unless rng is NULL, fresh bytes.  Even with a
 * broken rng no nonce repeats for two messages. */
static void start(struct drbg *drbg, enum digest digest, struct span key, struct span msg,
                  const struct rng *rng)
{
    uint8_t fresh[FRESH];
    struct span parts[] = {key, msg, {fresh, sizeof fresh}};

    fill_fresh(fresh, rng);
    drbg_init(drbg, digest, parts, rng != NULL ? 3 : 2);
    wipe(fresh, sizeof fresh);
}

/* The same with the private exponent as the key: for blinding and for salts. */
static void start_rsa(struct drbg *drbg, const struct privkey *key, struct span msg,
                      const struct rng *rng)
{
    uint8_t exponent[EMSA_MAX_BYTES];

    number_write(exponent, key->rsa.size, key->rsa.d);
    start(drbg, DIGEST_SHA256, span_of(exponent, key->rsa.size), msg, rng);
    wipe(exponent, sizeof exponent);
}

/* em^d mod n, blinded: neither time nor cache depends on p, q and em. */
static enum err private_operation(const struct privkey *key, struct buf *out, struct span em,
                                  struct drbg *random)
{
    enum err err = ERR_SIG_MISMATCH;
    uint8_t *room = buf_room(out, em.n);
    mpz_t m, s;

    if (room == NULL)
        return out->err;
    mpz_inits(m, s, NULL);
    number_read(m, em);
    if (rsa_compute_root_tr(&key->rsa_public, &key->rsa, random, drbg_fill, s, m) == 1) {
        number_write(room, em.n, s);
        err = ERR_OK;
    }
    mpz_clears(m, s, NULL);
    return err;
}

/* PKCS#1 v1.5 or PSS: only the encoding of the digest differs. */
static enum err sign_rsa(const struct privkey *key, struct buf *out, const struct sigalg *alg,
                         struct span msg, const struct rng *rng)
{
    uint8_t em[EMSA_MAX_BYTES], salt[SIGALG_SALT_MAX];
    size_t n = key->rsa_public.size;
    struct drbg random;
    enum err err = ERR_ALG_KEY_MISMATCH;

    start_rsa(&random, key, msg, rng);
    if (alg->kind == SIG_RSA_PKCS1) {
        err = emsa_pkcs1_encode(em, n, alg->digest, msg);
    } else if (alg->salt_n <= sizeof salt) {
        drbg_fill(&random, alg->salt_n, salt);
        err = emsa_pss_encode(em, key->info.bits, alg, msg, span_of(salt, alg->salt_n));
    }
    if (err == ERR_OK)
        err = private_operation(key, out, span_of(em, n), &random);
    drbg_wipe(&random);
    return err;
}

/* The generator of ECDSA's nonces. */
struct nonce {
    struct drbg random;
    unsigned surplus; /* bits of the octets beyond those of the order */
};

/* A candidate for k.  Nettle keeps the lowest bits of n octets, RFC 6979 2.3.2 the highest:
 * shifting the octets right by the surplus bits turns one into the other. */
static void fill_nonce(void *context, size_t n, uint8_t *out)
{
    struct nonce *nonce = context;
    unsigned s = nonce->surplus;

    drbg_fill(&nonce->random, n, out);
    for (size_t i = n; s > 0 && i-- > 0;)
        out[i] = (uint8_t)(out[i] >> s | (i > 0 ? out[i - 1] << (8 - s) : 0));
}

/* RFC 6979 2.3.4: the digest as a number below the order, in size octets; it is public. */
static void reduce(uint8_t *out, size_t size, struct span hash, const mpz_t q)
{
    size_t q_bits = mpz_sizeinbase(q, 2);
    mpz_t z;

    mpz_init(z);
    number_read(z, hash);
    mpz_tdiv_q_2exp(z, z, hash.n * 8 > q_bits ? hash.n * 8 - q_bits : 0);
    mpz_mod(z, z, q);
    number_write(out, size, z);
    mpz_clear(z);
}

enum { ORDER_MAX = 66, PAIR_CAP = 256 };

/* RFC 6979 3.2, with 3.6's additional data. */
static void start_nonce(struct nonce *nonce, const struct privkey *key, enum digest digest,
                        struct span hash, const struct rng *rng)
{
    uint8_t secret[ORDER_MAX], reduced[ORDER_MAX];
    mpz_t q, x;

    mpz_init_set_str(q, sig_ec_curve(key->info.kind)->order, 16);
    mpz_init(x);
    size_t q_bits = mpz_sizeinbase(q, 2), size = (q_bits + 7) / 8;
    ecc_scalar_get(&key->scalar, x);
    number_write(secret, size, x);
    reduce(reduced, size, hash, q);
    start(&nonce->random, digest, span_of(secret, size), span_of(reduced, size), rng);
    nonce->surplus = (unsigned)(size * 8 - q_bits);
    mpz_clears(q, x, NULL);
    wipe(secret, sizeof secret);
}

/* Ecdsa-Sig-Value (RFC 3279 2.2.3) */
static enum err put_pair(struct buf *out, const struct dsa_signature *rs, size_t size)
{
    uint8_t number[ORDER_MAX];
    struct buf pair;

    buf_init(&pair, PAIR_CAP);
    number_write(number, size, rs->r);
    derput_unsigned(&pair, span_of(number, size));
    number_write(number, size, rs->s);
    derput_unsigned(&pair, span_of(number, size));
    derput_tlv(out, DER_SEQUENCE, buf_span(&pair));
    enum err err = pair.err != ERR_OK ? pair.err : out->err;
    buf_free(&pair);
    return err;
}

/* ECDSA with a nonce from key, digest and rng; if rng is NULL, that of RFC 6979. */
static enum err sign_ec(const struct privkey *key, struct buf *out, const struct sigalg *alg,
                        struct span msg, const struct rng *rng)
{
    uint8_t hash[DIGEST_MAX_SIZE];
    size_t hash_n = digest_size(alg->digest);
    struct dsa_signature rs;
    struct nonce nonce;

    if (hash_n == 0)
        return ERR_ALG_KEY_MISMATCH;
    digest_of(alg->digest, hash, msg);
    start_nonce(&nonce, key, alg->digest, span_of(hash, hash_n), rng);
    dsa_signature_init(&rs);
    ecdsa_sign(&key->scalar, &nonce, fill_nonce, hash_n, hash, &rs);
    enum err err = put_pair(out, &rs, (key->info.bits + 7) / 8);
    dsa_signature_clear(&rs);
    wipe(&nonce, sizeof nonce);
    return err;
}

/* RFC 8032 derives its nonce from key and message; rng is not needed. */
static enum err sign_ed(const struct privkey *key, struct buf *out, const struct sigalg *alg,
                        struct span msg, const struct rng *rng)
{
    bool is_448 = alg->kind == SIG_ED448;
    uint8_t *room = buf_room(out, is_448 ? ED448_SIGNATURE_SIZE : ED25519_SIGNATURE_SIZE);

    (void)rng;
    if (room == NULL)
        return out->err;
    if (is_448)
        ed448_shake256_sign(key->info.key.p, key->ed, msg.n, msg.p, room);
    else
        ed25519_sha512_sign(key->info.key.p, key->ed, msg.n, msg.p, room);
    return ERR_OK;
}

/* The hedged variant of FIPS 204 5.2; if rng is NULL, the deterministic one. */
static enum err sign_mldsa(const struct privkey *key, struct buf *out, const struct sigalg *alg,
                           struct span msg, const struct rng *rng)
{
    uint8_t fresh[FRESH];
    uint8_t *room = buf_room(out, keyinfo_mldsa(key->info.kind)->signature_n);

    (void)alg; /* its parameter set is the key's */
    if (room == NULL)
        return out->err;
    fill_fresh(fresh, rng);
    enum err err = mldsa_sign(key->mldsa, room, msg, (struct span){0}, fresh);
    wipe(fresh, sizeof fresh);
    return err;
}

/* Which signatures a kind of key makes, and how. */
static const struct {
    enum sig_kind sig;
    unsigned keys; /* a bit for each enum key_kind */
    enum err (*sign)(const struct privkey *key, struct buf *out, const struct sigalg *alg,
                     struct span msg, const struct rng *rng);
} signers[] = {
    {SIG_RSA_PKCS1, 1u << KEY_RSA, sign_rsa},
    {SIG_RSA_PSS, 1u << KEY_RSA | 1u << KEY_RSA_PSS, sign_rsa},
    {SIG_ECDSA, 1u << KEY_P224 | 1u << KEY_P256 | 1u << KEY_P384 | 1u << KEY_P521, sign_ec},
    {SIG_ED25519, 1u << KEY_ED25519, sign_ed},
    {SIG_ED448, 1u << KEY_ED448, sign_ed},
    {SIG_MLDSA44, 1u << KEY_MLDSA44, sign_mldsa},
    {SIG_MLDSA65, 1u << KEY_MLDSA65, sign_mldsa},
    {SIG_MLDSA87, 1u << KEY_MLDSA87, sign_mldsa},
};

/* privkey_sign without its last check. */
static enum err sign_unverified(const struct privkey *key, struct buf *out,
                                const struct sigalg *alg, struct span msg, const struct rng *rng)
{
    for (size_t i = 0; i < sizeof signers / sizeof signers[0]; i++) {
        if (signers[i].sig == alg->kind && (signers[i].keys & 1u << key->info.kind) != 0)
            return signers[i].sign(key, out, alg, msg, rng);
    }
    return ERR_ALG_KEY_MISMATCH;
}

enum err privkey_sign(const struct privkey *key, struct buf *out, const struct sigalg *alg,
                      struct span msg, const struct rng *rng)
{
    size_t at = out->n;
    enum err err = out->err != ERR_OK ? out->err : sign_unverified(key, out, alg, msg, rng);

    if (err == ERR_OK)
        err = pubkey_verify(key->public, alg, msg, span_of(out->p + at, out->n - at));
    /* A wrong signature can give the key away: none of it may remain. */
    if (err != ERR_OK && out->n > at) {
        wipe(out->p + at, out->n - at);
        buf_truncate(out, at);
    }
    return err;
}

/* Random bytes are written first; Nettle overwrites them in constant time if the padding is
 * right. */
enum err privkey_decrypt(const struct privkey *key, uint8_t *out, size_t n, struct span cipher,
                         const struct rng *rng)
{
    struct drbg random;
    mpz_t c;

    if (key->info.kind != KEY_RSA || n > key->rsa.size - 11)
        return ERR_ALG_KEY_MISMATCH;
    start_rsa(&random, key, cipher, rng);
    drbg_fill(&random, n, out);
    /* RFC 8017 7.2.2, step 1: the length is public. */
    if (cipher.n == key->rsa.size) {
        mpz_init(c);
        number_read(c, cipher);
        /* Whether the padding was right is ignored on purpose: an attacker who learns it can
         * decrypt (RFC 5246 7.4.7.1).  If it was wrong, the random bytes stay. */
        (void)rsa_sec_decrypt(&key->rsa_public, &key->rsa, &random, drbg_fill, n, out, c);
        mpz_clear(c);
    }
    drbg_wipe(&random);
    return ERR_OK;
}
