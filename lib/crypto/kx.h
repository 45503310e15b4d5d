/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kx: key exchange in three steps, so that both Diffie-Hellman and a key encapsulation mechanism
 * (KEM) fit:
 *
 *     one end   kx_start              -> its share
 *     the other kx_respond(share)     -> its share, the secret
 *     one end   kx_finish(that share) -> the secret
 *
 * In TLS 1.3 the client starts, with one share for each group that it guesses; in TLS 1.2 the
 * server does.  Diffie-Hellman answers with a key pair of its own, a KEM with a ciphertext: only
 * there does the second share depend on the first, and only there do their lengths differ.
 *
 * Computed here are X25519 and X448 (RFC 7748), ECDH over P-256, P-384 and P-521 (RFC 8422 5.4, RFC
 * 9846 4.3.8.2), finite-field Diffie-Hellman over the groups of RFC 7919 or over given parameters,
 * ML-KEM (FIPS 203), and hybrids of two of these (RFC 10024), which count as a KEM.
 */
#ifndef TB_LIB_CRYPTO_KX_H
#define TB_LIB_CRYPTO_KX_H

#include "lib/base/buf.h"
#include "lib/base/rng.h"
#include "lib/crypto/mlkem.h"

enum kx_group {
    KX_NONE,
#define KX_KIND(ID, family, private_n, start_n, respond_n, shared_n, top, set) KX_##ID,
#include "lib/crypto/kx_kinds.def"
#undef KX_KIND
    KX_DH_GIVEN, /* parameters of a ServerKeyExchange */
    KX_OUTSIDE,  /* a kind that the caller brings */
};

/* The sizes of each kind: KX_PRIVATE_X25519, KX_START_X25519, … */
enum {
#define KX_KIND(ID, family, private_n, start_n, respond_n, shared_n, top, set)         \
    KX_PRIVATE_##ID = private_n, KX_START_##ID = start_n, KX_RESPOND_##ID = respond_n, \
    KX_SHARED_##ID = shared_n,
#include "lib/crypto/kx_kinds.def"
#undef KX_KIND
};

/* The longest of each, over the rows of kx_kinds.def, whose private exponents may be as long as the
 * prime.  A kind that the caller brings may have shares of KX_OUTSIDE_MAX bytes. */
enum { KX_OUTSIDE_MAX = 1 << 11 };
union kx_private_sizes {
#define KX_KIND(ID, family, private_n, start_n, respond_n, shared_n, top, set) \
    uint8_t ID[KX_PRIVATE_##ID > KX_SHARED_##ID ? KX_PRIVATE_##ID : KX_SHARED_##ID];
#include "lib/crypto/kx_kinds.def"
#undef KX_KIND
};
union kx_share_sizes {
#define KX_KIND(ID, family, private_n, start_n, respond_n, shared_n, top, set) \
    uint8_t ID[KX_START_##ID > KX_RESPOND_##ID ? KX_START_##ID : KX_RESPOND_##ID];
#include "lib/crypto/kx_kinds.def"
#undef KX_KIND
    uint8_t outside[KX_OUTSIDE_MAX];
};
union kx_shared_sizes {
#define KX_KIND(ID, family, private_n, start_n, respond_n, shared_n, top, set) uint8_t ID[shared_n];
#include "lib/crypto/kx_kinds.def"
#undef KX_KIND
};
enum {
    KX_PRIVATE_MAX = sizeof(union kx_private_sizes),
    KX_PUBLIC_MAX = sizeof(union kx_share_sizes),
    KX_SHARED_MAX = sizeof(union kx_shared_sizes),
};

/* How a kind of groups is used.  TLS 1.2 has no place for a KEM. */
enum kx_type { KX_TYPE_CURVE, KX_TYPE_FINITE_FIELD, KX_TYPE_KEM };

enum { KX_HALVES = 2 };

/* A group: kx_kinds.def has the rows. */
struct kx_kind {
    enum kx_group group;
    const struct kx_family *family;
    size_t private_n, start_n, respond_n, shared_n;
    uint8_t top, set;
    /* What a hybrid consists of, in the order of the parts of shares and secret; otherwise NULL. */
    const struct kx_kind *halves[KX_HALVES];
};

/* kx_kind finds a group; NULL for KX_NONE, KX_DH_GIVEN and KX_OUTSIDE. */
const struct kx_kind *kx_kind(enum kx_group group);
enum kx_type kx_type(const struct kx_kind *kind);

/* One end's part in one key exchange; it must not be used for a second one.  Contains secrets;
 * kx_wipe clears them. */
struct kx {
    const struct kx_kind *kind; /* NULL: none */
    size_t private_n, public_n;
    uint8_t private[KX_PRIVATE_MAX]; /* X25519, X448: as RFC 7748 has it; ML-KEM: dk of FIPS 203;
                                        others: big-endian */
    uint8_t public[KX_PUBLIC_MAX];   /* the share as it is sent: u, uncompressed point, Y padded to
                                        p, a KEM's public key or ciphertext */
    struct span p, g;                /* KX_DH_GIVEN: the caller's, they live as long as this */
};

/* kx_start makes a key pair.  TLS_NOT_SUPPORTED: kind is NULL; TLS_RANDOM: rng is broken. */
enum err kx_start(struct kx *kx, const struct kx_kind *kind, const struct rng *rng) MUST_CHECK;

/* kx_respond makes our share, and the secret, from the share of the end that started.  Errors are
 * those of kx_start and kx_finish. */
enum err kx_respond(struct kx *kx, const struct kx_kind *kind, uint8_t *out, size_t *out_n,
                    struct span share, const struct rng *rng) MUST_CHECK;

/*
 * kx_finish writes the shared secret to out, at most KX_SHARED_MAX bytes, from the share that
 * answers ours: the x-coordinate or u, or Z padded to the length of p (RFC 9846 7.4.1; what TLS 1.2
 * strips, RFC 5246 8.1.2, it strips itself), or what a KEM decapsulates.  TLS_KEY_SHARE_FORM: wrong
 * length or form (a compressed point too); TLS_POINT: not on the curve, the point at infinity, Y
 * not in 2..p-2; TLS_SHARED_ZERO: the result is all zero (RFC 7748 6, RFC 9846 7.4.2).  kx_respond
 * alone: TLS_MLKEM_MODULUS: an encapsulation key of ML-KEM that FIPS 203 7.2 rejects.
 */
enum err kx_finish(const struct kx *kx, uint8_t *out, size_t *out_n, struct span share) MUST_CHECK;

/* The shortest prime that kx_start_dh takes (RFC 9325 4.5). */
enum { KX_DH_BITS_MIN = 2048 };

/*
 * kx_start_dh starts with given parameters, which it checks: TLS_DH_SMALL if p is below
 * KX_DH_BITS_MIN; TLS_DH_PARAMS if p is above 8192 bits, even or composite (a probabilistic test),
 * or g is not in 2..p-2.  Either end may call it, since Diffie-Hellman makes both shares in the
 * same way.
 */
enum err kx_start_dh(struct kx *kx, struct span p, struct span g, const struct rng *rng) MUST_CHECK;

/* kx_start_weak only requires what the computation needs: p is odd and has at most 8192 bits;
 * TLS_DH_PARAMS otherwise.  For tests of peers that send weak parameters. */
enum err kx_start_weak(struct kx *kx, struct span p, struct span g,
                       const struct rng *rng) MUST_CHECK;

/* kx_dh_params appends p and g of a group of RFC 7919; TLS_NOT_SUPPORTED for other groups. */
enum err kx_dh_params(const struct kx_kind *kind, struct buf *p, struct buf *g) MUST_CHECK;

/* kx_set takes a private key as it is (for tests and traces) and computes the share that starts
 * with it; TLS_NOT_SUPPORTED for a KEM. */
enum err kx_set(struct kx *kx, const struct kx_kind *kind, struct span private_key) MUST_CHECK;

void kx_wipe(struct kx *kx); /* also fit for a zero struct */

#endif
