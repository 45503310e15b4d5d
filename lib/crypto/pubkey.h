/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pubkey: a public key, prepared once and then used for any number of verifications.
 *
 * It is made from a SubjectPublicKeyInfo and owns what it needs from it.  Verification takes a
 * const key: several threads may share one.
 */
#ifndef TB_LIB_CRYPTO_PUBKEY_H
#define TB_LIB_CRYPTO_PUBKEY_H

#include "lib/base/buf.h"
#include "lib/base/rng.h"
#include "lib/crypto/mldsa.h"
#include "lib/crypto/sigalg.h"

enum key_kind {
    KEY_NONE,
    KEY_RSA,     /* rsaEncryption */
    KEY_RSA_PSS, /* id-RSASSA-PSS: for PSS signatures only, with its parameters (RFC 4055 1.2) */
    KEY_P224,
    KEY_P256,
    KEY_P384,
    KEY_P521,
    KEY_ED25519,
    KEY_ED448,
    KEY_DSA,
    KEY_MLDSA44,
    KEY_MLDSA65,
    KEY_MLDSA87,
};

/* The sizes of an RSA modulus that are used at all, in bits. */
enum { KEY_RSA_MIN_BITS = 1024, KEY_RSA_MAX_BITS = 16384 };

/* The longest signature of each kind of key that signs, and of all of them. */
union signature_sizes {
    uint8_t rsa[KEY_RSA_MAX_BITS / 8];
    uint8_t ecdsa[3 + 2 * (2 + 1 + 66)]; /* P-521: a SEQUENCE of two INTEGERs (RFC 3279 2.2.3) */
    uint8_t eddsa[114];                  /* Ed448 (RFC 8032 5.2.6) */
    uint8_t mldsa[MLDSA_SIGNATURE_MAX];
};
enum { SIGNATURE_MAX = sizeof(union signature_sizes) };

/* The content of a SubjectPublicKeyInfo without any computation: cheap, and nothing is
 * allocated. */
struct keyinfo {
    enum key_kind kind; /* NONE if unknown or unsupported: see err */
    enum err err;       /* why the key cannot be used, or OK */
    unsigned bits;      /* RSA and DSA: of the modulus; curves: of the field; ML-DSA: 0 */
    enum oid algorithm; /* KEY_RSA, KEY_EC, … */
    enum oid curve;     /* EC: the named curve, else OID_UNKNOWN */
    struct span algorithm_content; /* the algorithm's OID content */
    struct span params;            /* the parameters as a TLV, or empty */
    struct span key;               /* the BIT STRING's bytes: what RFC 5280 4.2.1.2 hashes */
    struct span modulus, exponent; /* RSA: INTEGER content, positive */
};

/*
 * keyinfo_parse reads a SubjectPublicKeyInfo, its whole TLV.  Errors are those of its DER outer
 * form; an algorithm, parameter, curve or size that cannot be used goes to out->err.
 */
enum err keyinfo_parse(struct keyinfo *out, struct span spki, struct fail *fail) MUST_CHECK;

/*
 * keyinfo_inherit gives a DSA key without parameters those of its issuer's key and checks it again
 * (RFC 3279 2.3.2, RFC 5280 6.1.4 (e)); other keys stay as they are.  key then points into the
 * issuer's bytes too.  Until then such a key has err KEY_DSA and empty params.
 */
void keyinfo_inherit(struct keyinfo *key, const struct keyinfo *issuer);

/* keyinfo_curve_kind is the kind of a key over a named curve; NONE if it is not supported. */
enum key_kind keyinfo_curve_kind(enum oid curve);

/* keyinfo_only_signs: a key of EdDSA or ML-DSA has no other use (RFC 9295 3, RFC 9881 5). */
bool keyinfo_only_signs(enum key_kind kind);

/* keyinfo_mldsa is the parameter set of an ML-DSA key, NULL for other kinds. */
const struct mldsa_set *keyinfo_mldsa(enum key_kind kind);

/* keyinfo_print writes "RSA 2048", "P-256", "Ed25519", … for people and JSON. */
void keyinfo_print(struct buf *out, const struct keyinfo *key);

/* keyinfo_is_weak is true for RSA under 2048 bits, DSA and P-224, which are usable only with
 * --allow-weak. */
bool keyinfo_is_weak(const struct keyinfo *key);

struct pubkey; /* opaque */

/* pubkey_new does the computations that are needed once: it converts numbers, and checks that
 * points are on their curves. */
enum err pubkey_new(struct pubkey **out, const struct keyinfo *key) MUST_CHECK;
/* pubkey_check is pubkey_new for a key that may never be used: *out is NULL if it could be found
 * without making the key that there is no error. */
enum err pubkey_check(struct pubkey **out, const struct keyinfo *key) MUST_CHECK;
void pubkey_free(struct pubkey *key); /* NULL does nothing */

/*
 * What verifications with many keys share: multiples of the base points of P-256 and P-384.  Those
 * of a curve are made when its first key is prepared for many signatures.  Threads may share one.
 *
 * SIG_TABLES_MAX: the memory that those of both curves take, in bytes.
 */
struct sig_tables; /* opaque */
enum { SIG_TABLES_MAX = 833 << 10 };

enum err sig_tables_new(struct sig_tables **out) MUST_CHECK;
void sig_tables_free(struct sig_tables *tables); /* NULL does nothing */

/*
 * pubkey_new_many is pubkey_new for a key that will verify many signatures: it computes more now,
 * and verifies faster.  A P-256 key then takes up to 96 KB.  Families that gain nothing do what
 * pubkey_new does.  The tables must outlive the key.
 */
enum err pubkey_new_many(struct pubkey **out, const struct keyinfo *key,
                         struct sig_tables *tables) MUST_CHECK;

/* pubkey_size is the memory that a key owns, in bytes, without what malloc adds. */
size_t pubkey_size(const struct pubkey *key);

/*
 * pubkey_verify: ERR_OK if and only if sig is alg's signature of msg under key.
 * ALG_UNKNOWN, ALG_KEY_MISMATCH, SIG_FORM, SIG_MISMATCH otherwise.
 * Weakness is the caller's to judge (sigalg_is_weak, keyinfo_is_weak).
 */
enum err pubkey_verify(const struct pubkey *key, const struct sigalg *alg, struct span msg,
                       struct span sig) MUST_CHECK;

/* pubkey_rsa_open appends the number that an RSA signature holds, as long as the modulus: padding
 * and a hash (RFC 8017 9).  To be shown, not to be judged: that is pubkey_verify.  ALG_KEY_MISMATCH
 * for a key of another kind, SIG_FORM for a signature of another length. */
enum err pubkey_rsa_open(const struct pubkey *key, struct buf *out, struct span sig) MUST_CHECK;

/* pubkey_encrypt appends msg, encrypted with RSAES-PKCS1-v1_5 (RFC 8017 7.2.1), as long as the
 * modulus; ALG_KEY_MISMATCH if the key is not rsaEncryption or too small for msg. */
enum err pubkey_encrypt(const struct pubkey *key, struct buf *out, struct span msg,
                        const struct rng *rng) MUST_CHECK;

/* pubkey_encrypt_block appends a block, encrypted as it is: it brings its own padding, right or
 * wrong.  ALG_KEY_MISMATCH if the key is not rsaEncryption, or the block is not as long as the
 * modulus with a first octet of zero. */
enum err pubkey_encrypt_block(const struct pubkey *key, struct buf *out,
                              struct span block) MUST_CHECK;

#endif
