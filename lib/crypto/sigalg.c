/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The OID gives the kind and, except for PSS, EdDSA and ML-DSA, the digest.  Then the parameters
 * are checked by the rule for that kind.
 */
#include "config.h"

#include "lib/crypto/sigalg.h"

#include "lib/asn1/der.h"
#include "lib/base/lookup.h"

/* Sizes and values of RFC 8017 A.2.3. */
enum { PSS_DEFAULT_SALT = 20, PSS_TRAILER_BC = 1 };

static const struct {
    enum oid oid;
    enum sig_kind kind;
    enum digest digest;
} algorithms[] = {
    {OID_SIG_RSA_SHA256, SIG_RSA_PKCS1, DIGEST_SHA256},
    {OID_SIG_RSA_SHA384, SIG_RSA_PKCS1, DIGEST_SHA384},
    {OID_SIG_RSA_SHA512, SIG_RSA_PKCS1, DIGEST_SHA512},
    {OID_SIG_RSA_SHA224, SIG_RSA_PKCS1, DIGEST_SHA224},
    {OID_SIG_RSA_SHA1, SIG_RSA_PKCS1, DIGEST_SHA1},
    {OID_SIG_RSA_PSS, SIG_RSA_PSS, DIGEST_NONE},
    {OID_SIG_ECDSA_SHA256, SIG_ECDSA, DIGEST_SHA256},
    {OID_SIG_ECDSA_SHA384, SIG_ECDSA, DIGEST_SHA384},
    {OID_SIG_ECDSA_SHA512, SIG_ECDSA, DIGEST_SHA512},
    {OID_SIG_ECDSA_SHA224, SIG_ECDSA, DIGEST_SHA224},
    {OID_SIG_ECDSA_SHA1, SIG_ECDSA, DIGEST_SHA1},
    {OID_ED25519, SIG_ED25519, DIGEST_NONE},
    {OID_ED448, SIG_ED448, DIGEST_NONE},
    {OID_SIG_DSA_SHA256, SIG_DSA, DIGEST_SHA256},
    {OID_SIG_DSA_SHA224, SIG_DSA, DIGEST_SHA224},
    {OID_SIG_DSA_SHA1, SIG_DSA, DIGEST_SHA1},
    {OID_ML_DSA_44, SIG_MLDSA44, DIGEST_NONE},
    {OID_ML_DSA_65, SIG_MLDSA65, DIGEST_NONE},
    {OID_ML_DSA_87, SIG_MLDSA87, DIGEST_NONE},
};

/* Known by name but not implemented (unsupported.def). */
static const enum oid unsupported[] = {
#define LIST_KEY(oid)
#define LIST_CURVE(oid)
#define LIST_SIGNATURE(oid)  OID_##oid,
#define LIST_BOTH(oid)       OID_##oid,
#define UNSUPPORTED(oid, is) LIST_##is(oid)
#include "lib/crypto/unsupported.def"
#undef UNSUPPORTED
};

static const struct {
    enum oid oid;
    enum digest digest;
} hashes[] = {
    {OID_SHA256, DIGEST_SHA256}, {OID_SHA384, DIGEST_SHA384}, {OID_SHA512, DIGEST_SHA512},
    {OID_SHA224, DIGEST_SHA224}, {OID_SHA1, DIGEST_SHA1},
};

/*
 * Reads the AlgorithmIdentifier of a hash function: NONE for one that is not used here.  Its
 * parameters may be NULL or absent: RFC 4055 2.1 demands that both be accepted.
 */
static enum digest read_hash(struct der *d)
{
    struct der seq = der_enter(d, DER_SEQUENCE);
    struct span whole = seq.rest;
    enum oid oid = oid_find(der_oid(&seq));
    size_t i = LOOKUP(hashes, oid, oid);
    enum digest digest = i < LOOKUP_COUNT(hashes) ? hashes[i].digest : DIGEST_NONE;

    if (digest == DIGEST_NONE && der_more(&seq))
        (void)der_any(&seq); /* the parameters of an unknown function may be anything */
    else if (der_peek(&seq, DER_NULL))
        der_null(&seq);
    else if (der_more(&seq))
        fail_set(d->fail, ERR_ALG_PSS, whole);
    der_end(&seq);
    return digest;
}

/* Reads the AlgorithmIdentifier of a mask generation function: NONE unless it is MGF1. */
static enum digest read_mgf(struct der *d)
{
    struct der seq = der_enter(d, DER_SEQUENCE);
    enum oid oid = oid_find(der_oid(&seq));
    enum digest digest = DIGEST_NONE;

    if (oid == OID_MGF1)
        digest = read_hash(&seq);
    else if (der_more(&seq))
        (void)der_any(&seq);
    der_end(&seq);
    return digest;
}

/* Reads an INTEGER from 0 to max. */
static uint32_t read_small(struct der *d, uint32_t max)
{
    struct span content = der_integer(d);
    uint32_t v = 0;

    if (d->fail->err != ERR_OK)
        return 0;
    if (content.n > 4 || (content.p[0] & 0x80) != 0) {
        fail_set(d->fail, ERR_ALG_PSS, content);
        return 0;
    }
    for (size_t i = 0; i < content.n; i++)
        v = v << 8 | content.p[i];
    if (v > max)
        fail_set(d->fail, ERR_ALG_PSS, content);
    return v;
}

/* RSASSA-PSS-params.  RFC 4055 3.1 has verifiers accept an encoded SHA-1, MGF1 with SHA-1 and
 * trailer field 1 as well as absent ones, although DER omits defaults (X.690 11.5).  For the salt's
 * length it makes no such exception. */
enum err sigalg_pss_params(struct sigalg *out, struct span params, struct fail *fail)
{
    struct der all = der_open(params, fail), field;
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct span at;

    der_end(&all);
    out->kind = SIG_RSA_PSS;
    out->digest = DIGEST_SHA1;
    out->mgf_digest = DIGEST_SHA1;
    out->salt_n = PSS_DEFAULT_SALT;
    if (der_enter_opt(&seq, DER_CTXC(0), &field)) {
        out->digest = read_hash(&field);
        der_end(&field);
    }
    if (der_enter_opt(&seq, DER_CTXC(1), &field)) {
        out->mgf_digest = read_mgf(&field);
        der_end(&field);
    }
    if (der_enter_opt(&seq, DER_CTXC(2), &field)) {
        at = field.rest;
        out->salt_n = read_small(&field, SIGALG_SALT_MAX);
        der_end(&field);
        if (out->salt_n == PSS_DEFAULT_SALT)
            fail_set(fail, ERR_DER_DEFAULT, at);
    }
    if (der_enter_opt(&seq, DER_CTXC(3), &field)) {
        at = field.rest;
        if (read_small(&field, UINT32_MAX) != PSS_TRAILER_BC)
            fail_set(fail, ERR_ALG_PSS, at);
        der_end(&field);
    }
    der_end(&seq);
    if (out->digest == DIGEST_NONE || out->mgf_digest == DIGEST_NONE)
        out->kind = SIG_UNKNOWN;
    return fail->err;
}

/* The error if there are parameters that the algorithm does not have. */
static const enum err params_errors[] = {
    [SIG_RSA_PKCS1] = ERR_ALG_PARAMETERS,     [SIG_ECDSA] = ERR_ALG_ECDSA_PARAMETERS,
    [SIG_ED25519] = ERR_ALG_EDDSA_PARAMETERS, [SIG_ED448] = ERR_ALG_EDDSA_PARAMETERS,
    [SIG_DSA] = ERR_ALG_DSA_PARAMETERS,       [SIG_MLDSA44] = ERR_ALG_MLDSA_PARAMETERS,
    [SIG_MLDSA65] = ERR_ALG_MLDSA_PARAMETERS, [SIG_MLDSA87] = ERR_ALG_MLDSA_PARAMETERS,
};

/* RFC 4055 5: NULL, and with a digest of the SHA-2 family "implementations MUST accept the
 * parameters being absent as well as present"; RFC 3279 2.2.1 has no such sentence. */
static bool is_rsa_params(struct sigalg *out, struct span params)
{
    out->no_null = params.n == 0 && out->digest != DIGEST_SHA1;
    return out->no_null || span_eq(params, SPAN_LIT("\x05\x00"));
}

/* Holds the parameters, which are empty or one TLV, to what the algorithm requires. */
static enum err check_params(struct sigalg *out, struct span params, struct span whole,
                             struct fail *fail)
{
    bool good = true;

    switch (out->kind) {
    case SIG_UNKNOWN:
    case SIG_UNSUPPORTED: break;
    case SIG_RSA_PSS:
        /* RFC 4055 3.1: with a signature, they are always present. */
        if (params.n > 0)
            return sigalg_pss_params(out, params, fail);
        fail_set(fail, ERR_ALG_PSS, whole);
        break;
    case SIG_RSA_PKCS1: good = is_rsa_params(out, params); break;
    default:
        /* RFC 5758 3.1, 3.2, RFC 3279 2.2.2, 2.2.3, RFC 8410 3, RFC 9881 2: absent. */
        good = params.n == 0;
        break;
    }
    if (!good)
        fail_set(fail, params_errors[out->kind], whole);
    return fail->err;
}

enum err sigalg_parse(struct sigalg *out, struct span content, struct fail *fail)
{
    struct der d = der_open(content, fail);
    struct span params = {0};

    *out = (struct sigalg){0};
    out->oid_content = der_oid(&d);
    if (der_more(&d))
        params = der_any(&d).raw;
    der_end(&d);
    if (fail->err != ERR_OK)
        return fail->err;
    out->oid = oid_find(out->oid_content);
    size_t at = LOOKUP(algorithms, oid, out->oid);
    if (at < LOOKUP_COUNT(algorithms)) {
        out->kind = algorithms[at].kind;
        out->digest = algorithms[at].digest;
    }
    for (size_t i = 0; i < sizeof unsupported / sizeof unsupported[0]; i++) {
        if (unsupported[i] == out->oid)
            out->kind = SIG_UNSUPPORTED;
    }
    return check_params(out, params, content, fail);
}

bool sigalg_is_weak(const struct sigalg *alg)
{
    return alg->kind == SIG_UNKNOWN || alg->kind == SIG_DSA || alg->digest == DIGEST_SHA1 ||
           alg->mgf_digest == DIGEST_SHA1;
}
