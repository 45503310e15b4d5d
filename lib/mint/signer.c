/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/signer.h"

#include "lib/mint/piece.h"

/* The context of a signer with a private key. */
struct keyed {
    const struct privkey *key;
    const struct rng *rng;
    struct sigalg alg;
};

/* The function `sign` of a signer that has a private key. */
static enum err sign(const void *ctx, struct arena *arena, struct span *out, struct span msg)
{
    const struct keyed *k = ctx;
    struct buf b;

    buf_init(&b, SIGNATURE_MAX);
    enum err err = privkey_sign(k->key, &b, &k->alg, msg, k->rng);
    if (err == ERR_OK)
        err = arena_copy(arena, out, buf_span(&b));
    buf_free(&b);
    return err;
}

/* The usual algorithm of a key: with a digest of its strength (RFC 5480 4, RFC 8410 3, RFC 9881
 * 2). */
static enum oid usual(enum key_kind kind)
{
    static const enum oid oids[] = {
        [KEY_RSA] = OID_SIG_RSA_SHA256,    [KEY_P224] = OID_SIG_ECDSA_SHA256,
        [KEY_P256] = OID_SIG_ECDSA_SHA256, [KEY_P384] = OID_SIG_ECDSA_SHA384,
        [KEY_P521] = OID_SIG_ECDSA_SHA512, [KEY_ED25519] = OID_ED25519,
        [KEY_ED448] = OID_ED448,           [KEY_MLDSA44] = OID_ML_DSA_44,
        [KEY_MLDSA65] = OID_ML_DSA_65,     [KEY_MLDSA87] = OID_ML_DSA_87,
    };

    return kind < sizeof oids / sizeof oids[0] ? oids[kind] : OID_UNKNOWN;
}

enum err signer_of_key(struct signer *out, struct arena *arena, const struct privkey *key,
                       enum oid oid, const struct rng *rng)
{
    struct keyed *k = ARENA_NEW(arena, struct keyed);
    struct span none = {0};
    struct fail fail = {0};

    if (k == NULL)
        return arena->err;
    if (oid == OID_UNKNOWN)
        oid = usual(privkey_kind(key));
    *k = (struct keyed){.key = key, .rng = rng};
    /* RFC 4055 5: RSA PKCS#1 v1.5 has NULL as its parameters, all others have none. */
    struct span params = privkey_kind(key) == KEY_RSA ? piece_null(arena) : none;
    *out = (struct signer){
        .alg = PIECE(arena, DER_SEQUENCE, piece_oid(arena, oid_dotted(oid)), params),
        .sign = sign,
        .ctx = k,
    };
    TRY(arena->err);
    return sigalg_parse(&k->alg, piece_content(out->alg), &fail);
}
