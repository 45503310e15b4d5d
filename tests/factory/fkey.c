/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/fkey.h"

#include <gmp.h>
#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <nettle/ecdsa.h>
#include <nettle/eddsa.h>
#include <nettle/nettle-meta.h>
#include <nettle/rsa.h>
#include <nettle/sha2.h>
#include <stdlib.h>

#include "lib/mint/mint.h"
#include "tests/factory/fmldsa.h"

/* How a key signs. */
enum family { FAMILY_EC, FAMILY_ED25519, FAMILY_ED448, FAMILY_RSA, FAMILY_DSA, FAMILY_MLDSA };

struct key_row {
    enum family family;
    enum fsig sig;
    const struct ecc_curve *(*curve)(void);
    const char *curve_oid;
    const char *numbers[4]; /* RSA: p, q.  DSA: p, q, g, x. */
};

#define EC(id, sig, get, oid)                                                            \
    [FKEY_##id] = {FAMILY_EC, FSIG_ECDSA_##sig, nettle_get_##get, oid, {NULL}},
#define FKEY_RSA(id, p, q) [FKEY_##id] = {FAMILY_RSA, FSIG_RSA_SHA256, NULL, NULL, {p, q}},
#define FKEY_DSA(id, p, q, g, x)                                                         \
    [FKEY_##id] = {FAMILY_DSA, FSIG_DSA_SHA256, NULL, NULL, {p, q, g, x}},

static const struct key_row keys[FKEY_COUNT] = {
    EC(P256_A, SHA256, secp_256r1, "1.2.840.10045.3.1.7")
    EC(P256_B, SHA256, secp_256r1, "1.2.840.10045.3.1.7")
    EC(P256_C, SHA256, secp_256r1, "1.2.840.10045.3.1.7")
    EC(P256_D, SHA256, secp_256r1, "1.2.840.10045.3.1.7")
    EC(P256_E, SHA256, secp_256r1, "1.2.840.10045.3.1.7")
    EC(P256_F, SHA256, secp_256r1, "1.2.840.10045.3.1.7")
    EC(P256_G, SHA256, secp_256r1, "1.2.840.10045.3.1.7")
    EC(P256_H, SHA256, secp_256r1, "1.2.840.10045.3.1.7")
    EC(P384_A, SHA384, secp_384r1, "1.3.132.0.34")
    EC(P384_B, SHA384, secp_384r1, "1.3.132.0.34")
    EC(P521_A, SHA512, secp_521r1, "1.3.132.0.35")
    EC(P224_A, SHA256, secp_224r1, "1.3.132.0.33")
    [FKEY_ED25519_A] = {.family = FAMILY_ED25519, .sig = FSIG_ED25519},
    [FKEY_ED25519_B] = {.family = FAMILY_ED25519, .sig = FSIG_ED25519},
    [FKEY_ED448_A] = {.family = FAMILY_ED448, .sig = FSIG_ED448},
    [FKEY_MLDSA44_A] = {.family = FAMILY_MLDSA, .sig = FSIG_MLDSA44},
    [FKEY_MLDSA65_A] = {.family = FAMILY_MLDSA, .sig = FSIG_MLDSA65},
    [FKEY_MLDSA65_B] = {.family = FAMILY_MLDSA, .sig = FSIG_MLDSA65},
    [FKEY_MLDSA87_A] = {.family = FAMILY_MLDSA, .sig = FSIG_MLDSA87},
#include "tests/factory/fkey.def"
};
#undef EC
#undef FKEY_RSA
#undef FKEY_DSA

enum params { PARAMS_ABSENT, PARAMS_NULL, PARAMS_PSS };

struct sig_row {
    const char *oid;
    enum params params;
    const struct nettle_hash *hash;
    const char *digest_info; /* what PKCS #1 puts before the digest (RFC 8017 9.2) */
};

static const struct sig_row sigs[FSIG_COUNT] = {
    [FSIG_RSA_SHA256] = {"1.2.840.113549.1.1.11", PARAMS_NULL, &nettle_sha256,
                         "3031300d060960864801650304020105000420"},
    [FSIG_RSA_SHA384] = {"1.2.840.113549.1.1.12", PARAMS_NULL, &nettle_sha384,
                         "3041300d060960864801650304020205000430"},
    [FSIG_RSA_SHA512] = {"1.2.840.113549.1.1.13", PARAMS_NULL, &nettle_sha512,
                         "3051300d060960864801650304020305000440"},
    [FSIG_RSA_SHA1] = {"1.2.840.113549.1.1.5", PARAMS_NULL, &nettle_sha1,
                       "3021300906052b0e03021a05000414"},
    [FSIG_RSA_MD5] = {"1.2.840.113549.1.1.4", PARAMS_NULL, &nettle_md5,
                      "3020300c06082a864886f70d020505000410"},
    [FSIG_PSS_SHA256] = {"1.2.840.113549.1.1.10", PARAMS_PSS, &nettle_sha256, NULL},
    [FSIG_ECDSA_SHA256] = {"1.2.840.10045.4.3.2", PARAMS_ABSENT, &nettle_sha256, NULL},
    [FSIG_ECDSA_SHA384] = {"1.2.840.10045.4.3.3", PARAMS_ABSENT, &nettle_sha384, NULL},
    [FSIG_ECDSA_SHA512] = {"1.2.840.10045.4.3.4", PARAMS_ABSENT, &nettle_sha512, NULL},
    [FSIG_ECDSA_SHA1] = {"1.2.840.10045.4.1", PARAMS_ABSENT, &nettle_sha1, NULL},
    [FSIG_ED25519] = {"1.3.101.112", PARAMS_ABSENT, NULL, NULL},
    [FSIG_ED448] = {"1.3.101.113", PARAMS_ABSENT, NULL, NULL},
    [FSIG_DSA_SHA256] = {"2.16.840.1.101.3.4.3.2", PARAMS_ABSENT, &nettle_sha256, NULL},
    [FSIG_MLDSA44] = {"2.16.840.1.101.3.4.3.17", PARAMS_ABSENT, NULL, NULL},
    [FSIG_MLDSA65] = {"2.16.840.1.101.3.4.3.18", PARAMS_ABSENT, NULL, NULL},
    [FSIG_MLDSA87] = {"2.16.840.1.101.3.4.3.19", PARAMS_ABSENT, NULL, NULL},
};

enum fsig fkey_sig(enum fkey key)
{
    return keys[key].sig;
}

/* stream: an endless row of bytes that depends on the seed alone. */
struct stream {
    struct sha256_ctx seed;
    uint8_t count;
};

static void stream_start(struct stream *s, enum fkey key, struct span salt)
{
    uint8_t id = (uint8_t)key;

    sha256_init(&s->seed);
    sha256_update(&s->seed, 1, &id);
    sha256_update(&s->seed, salt.n, salt.n > 0 ? salt.p : &id);
    s->count = 0;
}

/* A nettle_random_func. */
static void stream_read(void *ctx, size_t n, uint8_t *out)
{
    struct stream *s = ctx;

    while (n > 0) {
        struct sha256_ctx h = s->seed;
        size_t part = n < SHA256_DIGEST_SIZE ? n : SHA256_DIGEST_SIZE;

        s->count++;
        sha256_update(&h, 1, &s->count);
        sha256_digest(&h, part, out);
        out += part;
        n -= part;
    }
}

static struct span number(struct arena *a, const mpz_t v, size_t size)
{
    size_t n = size > 0 ? size : (mpz_sizeinbase(v, 2) + 7) / 8, used = 0;
    uint8_t *p = fd_alloc(a, n);

    if (mpz_sgn(v) != 0) {
        used = (mpz_sizeinbase(v, 2) + 7) / 8;
        mpz_export(p + n - used, NULL, 1, 1, 1, 0, v);
    }
    return span_of(p, n);
}

static struct span integer(struct arena *a, const mpz_t v)
{
    return fd_unsigned(a, number(a, v, 0));
}

static void make_rsa(enum fkey key, struct rsa_public_key *pub, struct rsa_private_key *priv)
{
    mpz_t p1, q1;

    rsa_public_key_init(pub);
    rsa_private_key_init(priv);
    mpz_set_str(priv->p, keys[key].numbers[0], 16);
    mpz_set_str(priv->q, keys[key].numbers[1], 16);
    mpz_init(p1);
    mpz_init(q1);
    mpz_sub_ui(p1, priv->p, 1);
    mpz_sub_ui(q1, priv->q, 1);
    mpz_set_ui(pub->e, 65537);
    mpz_mul(pub->n, priv->p, priv->q);
    mpz_invert(priv->a, pub->e, p1);
    mpz_invert(priv->b, pub->e, q1);
    mpz_invert(priv->c, priv->q, priv->p);
    mpz_clear(p1);
    mpz_clear(q1);
    if (!rsa_public_key_prepare(pub) || !rsa_private_key_prepare(priv))
        abort();
}

static void make_ec(enum fkey key, struct ecc_scalar *priv)
{
    struct stream s;

    stream_start(&s, key, (struct span){0});
    ecc_scalar_init(priv, keys[key].curve());
    ecc_scalar_random(priv, &s, stream_read);
}

static void make_dsa(enum fkey key, struct dsa_params *params, mpz_t x)
{
    dsa_params_init(params);
    mpz_set_str(params->p, keys[key].numbers[0], 16);
    mpz_set_str(params->q, keys[key].numbers[1], 16);
    mpz_set_str(params->g, keys[key].numbers[2], 16);
    mpz_init_set_str(x, keys[key].numbers[3], 16);
}

static void make_ed(enum fkey key, uint8_t priv[ED448_KEY_SIZE], uint8_t pub[ED448_KEY_SIZE])
{
    struct stream s;

    stream_start(&s, key, (struct span){0});
    stream_read(&s, ED448_KEY_SIZE, priv);
    if (keys[key].family == FAMILY_ED25519)
        ed25519_sha512_public_key(pub, priv);
    else
        ed448_shake256_public_key(pub, priv);
}

struct span fkey_alg(struct arena *a, enum fsig sig)
{
    const struct sig_row *row = &sigs[sig];
    struct span oid = fd_oid(a, row->oid), hash, mgf;

    if (row->params == PARAMS_ABSENT)
        return FD(a, DER_SEQUENCE, oid);
    if (row->params == PARAMS_NULL)
        return FD(a, DER_SEQUENCE, oid, fd_null(a));
    hash = FD(a, DER_SEQUENCE, fd_oid(a, "2.16.840.1.101.3.4.2.1"), fd_null(a));
    mgf = FD(a, DER_SEQUENCE, fd_oid(a, "1.2.840.113549.1.1.8"), hash);
    return FD(a, DER_SEQUENCE, oid,
              FD(a, DER_SEQUENCE, FD(a, DER_CTXC(0), hash), FD(a, DER_CTXC(1), mgf),
                 FD(a, DER_CTXC(2), fd_int(a, SHA256_DIGEST_SIZE))));
}

static struct span rsa_bits(struct arena *a, enum fkey key)
{
    struct rsa_public_key pub;
    struct rsa_private_key priv;
    struct span out;

    make_rsa(key, &pub, &priv);
    out = FD(a, DER_SEQUENCE, integer(a, pub.n), integer(a, pub.e));
    rsa_public_key_clear(&pub);
    rsa_private_key_clear(&priv);
    return out;
}

static struct span ec_bits(struct arena *a, enum fkey key)
{
    size_t size = (ecc_bit_size(keys[key].curve()) + 7) / 8;
    struct ecc_scalar priv;
    struct ecc_point pub;
    struct span out;
    mpz_t x, y;

    make_ec(key, &priv);
    ecc_point_init(&pub, keys[key].curve());
    ecc_point_mul_g(&pub, &priv);
    mpz_init(x);
    mpz_init(y);
    ecc_point_get(&pub, x, y);
    out = FD_CAT(a, SPAN_LIT("\x04"), number(a, x, size), number(a, y, size));
    mpz_clear(x);
    mpz_clear(y);
    ecc_point_clear(&pub);
    ecc_scalar_clear(&priv);
    return out;
}

static struct span dsa_bits(struct arena *a, enum fkey key, struct span *parameters)
{
    struct dsa_params params;
    struct span out;
    mpz_t x, y;

    make_dsa(key, &params, x);
    mpz_init(y);
    mpz_powm(y, params.g, x, params.p);
    out = integer(a, y);
    *parameters = FD(a, DER_SEQUENCE, integer(a, params.p), integer(a, params.q),
                     integer(a, params.g));
    mpz_clear(x);
    mpz_clear(y);
    dsa_params_clear(&params);
    return out;
}

struct span fkey_bits(struct arena *a, enum fkey key)
{
    uint8_t priv[ED448_KEY_SIZE], pub[ED448_KEY_SIZE];
    struct span ignored;

    switch (keys[key].family) {
    case FAMILY_EC:
        return ec_bits(a, key);
    case FAMILY_RSA:
        return rsa_bits(a, key);
    case FAMILY_DSA:
        return dsa_bits(a, key, &ignored);
    case FAMILY_MLDSA:
        return fmldsa_bits(a, keys[key].sig - FSIG_MLDSA44, key);
    case FAMILY_ED25519:
        make_ed(key, priv, pub);
        return fd_copy(a, span_of(pub, ED25519_KEY_SIZE));
    case FAMILY_ED448:
        make_ed(key, priv, pub);
        return fd_copy(a, span_of(pub, ED448_KEY_SIZE));
    }
    abort();
}

struct span fkey_spki_with(struct arena *a, const char *oid, struct span params, struct span bits)
{
    return FD(a, DER_SEQUENCE, FD(a, DER_SEQUENCE, fd_oid(a, oid), params), fd_bits(a, bits));
}

struct span fkey_spki(struct arena *a, enum fkey key)
{
    struct span params = {0}, bits;

    switch (keys[key].family) {
    case FAMILY_EC:
        return fkey_spki_with(a, "1.2.840.10045.2.1", fd_oid(a, keys[key].curve_oid),
                              ec_bits(a, key));
    case FAMILY_RSA:
        return fkey_spki_with(a, "1.2.840.113549.1.1.1", fd_null(a), rsa_bits(a, key));
    case FAMILY_DSA:
        bits = dsa_bits(a, key, &params);
        return fkey_spki_with(a, "1.2.840.10040.4.1", params, bits);
    case FAMILY_ED25519:
    case FAMILY_ED448:
    case FAMILY_MLDSA:
        return fkey_spki_with(a, sigs[keys[key].sig].oid, params, fkey_bits(a, key));
    }
    abort();
}

struct span fkey_id(struct arena *a, enum fkey key)
{
    return mint_key_id(a, fkey_spki(a, key));
}

/* RSAPrivateKey (RFC 8017 A.1.2). */
static struct span rsa_private(struct arena *a, enum fkey key)
{
    struct rsa_public_key pub;
    struct rsa_private_key priv;
    mpz_t p1, q1;

    make_rsa(key, &pub, &priv);
    mpz_init(p1);
    mpz_init(q1);
    mpz_sub_ui(p1, priv.p, 1);
    mpz_sub_ui(q1, priv.q, 1);
    mpz_lcm(p1, p1, q1);
    mpz_invert(priv.d, pub.e, p1);
    struct span out = FD(a, DER_SEQUENCE, fd_int(a, 0), integer(a, pub.n), integer(a, pub.e),
                         integer(a, priv.d), integer(a, priv.p), integer(a, priv.q),
                         integer(a, priv.a), integer(a, priv.b), integer(a, priv.c));
    mpz_clear(p1);
    mpz_clear(q1);
    rsa_public_key_clear(&pub);
    rsa_private_key_clear(&priv);
    return out;
}

/* ECPrivateKey (RFC 5915 3). */
static struct span ec_private(struct arena *a, enum fkey key)
{
    size_t size = (ecc_bit_size(keys[key].curve()) + 7) / 8;
    struct ecc_scalar priv;
    mpz_t k;

    make_ec(key, &priv);
    mpz_init(k);
    ecc_scalar_get(&priv, k);
    struct span out = FD(a, DER_SEQUENCE, fd_int(a, 1), fd_octets(a, number(a, k, size)),
                         FD(a, DER_CTXC(1), fd_bits(a, ec_bits(a, key))));
    mpz_clear(k);
    ecc_scalar_clear(&priv);
    return out;
}

struct span fkey_private(struct arena *a, enum fkey key)
{
    const struct key_row *row = &keys[key];
    uint8_t priv[ED448_KEY_SIZE], pub[ED448_KEY_SIZE];
    struct span alg, content;

    switch (row->family) {
    case FAMILY_EC:
        alg = FD_CAT(a, fd_oid(a, "1.2.840.10045.2.1"), fd_oid(a, row->curve_oid));
        content = ec_private(a, key);
        break;
    case FAMILY_RSA:
        alg = FD_CAT(a, fd_oid(a, "1.2.840.113549.1.1.1"), fd_null(a));
        content = rsa_private(a, key);
        break;
    case FAMILY_ED25519:
    case FAMILY_ED448:
        make_ed(key, priv, pub);
        alg = fd_oid(a, sigs[row->sig].oid);
        content = fd_octets(
            a, span_of(priv, row->family == FAMILY_ED25519 ? ED25519_KEY_SIZE : ED448_KEY_SIZE));
        break;
    case FAMILY_MLDSA:
        alg = fd_oid(a, sigs[row->sig].oid);
        content = fmldsa_private(a, key);
        break;
    default:
        abort();
    }
    return FD(a, DER_SEQUENCE, fd_int(a, 0), fd_tlv(a, DER_SEQUENCE, alg), fd_octets(a, content));
}

static struct span digest(struct arena *a, const struct nettle_hash *hash, struct span msg)
{
    void *ctx = fd_alloc(a, hash->context_size);
    uint8_t *out = fd_alloc(a, hash->digest_size);

    hash->init(ctx);
    if (msg.n > 0)
        hash->update(ctx, msg.n, msg.p);
    hash->digest(ctx, hash->digest_size, out);
    return span_of(out, hash->digest_size);
}

static struct span sign_rsa(struct arena *a, enum fkey key, const struct sig_row *row,
                            struct span hash, struct stream *random)
{
    uint8_t salt[SHA256_DIGEST_SIZE];
    struct rsa_public_key pub;
    struct rsa_private_key priv;
    struct span out;
    mpz_t s;
    int ok;

    make_rsa(key, &pub, &priv);
    mpz_init(s);
    if (row->params == PARAMS_PSS) {
        stream_read(random, sizeof salt, salt);
        ok = rsa_pss_sha256_sign_digest_tr(&pub, &priv, random, stream_read, sizeof salt, salt,
                                           hash.p, s);
    } else {
        struct span info = FD_CAT(a, fd_hex(a, row->digest_info), hash);

        ok = rsa_pkcs1_sign(&priv, info.n, info.p, s);
    }
    if (ok == 0)
        abort();
    out = number(a, s, pub.size);
    mpz_clear(s);
    rsa_public_key_clear(&pub);
    rsa_private_key_clear(&priv);
    return out;
}

/* ECDSA and DSA: SEQUENCE { r, s } (RFC 3279 2.2). */
static struct span sign_dsa(struct arena *a, enum fkey key, struct span hash,
                            struct stream *random)
{
    struct dsa_signature rs;
    struct span out;

    dsa_signature_init(&rs);
    if (keys[key].family == FAMILY_EC) {
        struct ecc_scalar priv;

        make_ec(key, &priv);
        ecdsa_sign(&priv, random, stream_read, hash.n, hash.p, &rs);
        ecc_scalar_clear(&priv);
    } else {
        struct dsa_params params;
        mpz_t x;

        make_dsa(key, &params, x);
        if (!dsa_sign(&params, x, random, stream_read, hash.n, hash.p, &rs))
            abort();
        mpz_clear(x);
        dsa_params_clear(&params);
    }
    out = FD(a, DER_SEQUENCE, integer(a, rs.r), integer(a, rs.s));
    dsa_signature_clear(&rs);
    return out;
}

struct span fkey_sign(struct arena *a, enum fkey key, enum fsig sig, struct span msg)
{
    const struct sig_row *row = &sigs[sig];
    uint8_t priv[ED448_KEY_SIZE], pub[ED448_KEY_SIZE], *out;
    struct span hash;
    struct stream random;

    if (keys[key].family == FAMILY_MLDSA)
        return fmldsa_sign(a, keys[key].sig - FSIG_MLDSA44, key, msg);
    if (row->hash == NULL) {
        out = fd_alloc(a, ED448_SIGNATURE_SIZE);
        make_ed(key, priv, pub);
        if (keys[key].family == FAMILY_ED25519) {
            ed25519_sha512_sign(pub, priv, msg.n, msg.p, out);
            return span_of(out, ED25519_SIGNATURE_SIZE);
        }
        ed448_shake256_sign(pub, priv, msg.n, msg.p, out);
        return span_of(out, ED448_SIGNATURE_SIZE);
    }
    hash = digest(a, row->hash, msg);
    stream_start(&random, key, hash);
    if (keys[key].family == FAMILY_RSA)
        return sign_rsa(a, key, row, hash, &random);
    return sign_dsa(a, key, hash, &random);
}
