/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains of ML-DSA keys (RFC 9881): a root of ML-DSA-87, a CA of ML-DSA-65, a leaf of ML-DSA-44.
 * The profile cabf refuses the kind of key besides, so rows allow other errors. */
#include "config.h"

#include "lib/x509/cert.h"
#include "tests/neg/rules.h"

#define OID_MLDSA44 "2.16.840.1.101.3.4.3.17"
#define OID_MLDSA65 "2.16.840.1.101.3.4.3.18"

static void chain(struct set *s)
{
    fc_rekey(s->a, &s->root, FKEY_MLDSA87_A);
    s->root.issuer_key = s->root.key;
    fc_rekey(s->a, &s->ca, FKEY_MLDSA65_A);
    fc_reissue(s->a, &s->ca, &s->root);
    fc_rekey(s->a, &s->leaf, FKEY_MLDSA44_A);
    fc_reissue(s->a, &s->leaf, &s->ca);
}

#define CHANGE(name, statement)     \
    static void name(struct set *s) \
    {                               \
        chain(s);                   \
        statement;                  \
    }

/* A root that is not ML-DSA, as long as most are not. */
static void mixed(struct set *s)
{
    fc_rekey(s->a, &s->leaf, FKEY_MLDSA65_B);
    fc_reissue(s->a, &s->leaf, &s->ca);
}

/* Signatures: 3309 octets, of which the last 55 + 6 are hints, and z begins after 48. */
CHANGE(leaf_corrupt, s->leaf.corrupt = true)
CHANGE(ca_corrupt, s->ca.corrupt = true)
CHANGE(root_corrupt, s->root.corrupt = true)

enum { SIGNATURE = 3309, HINTS = 55 + 6, Z = 48 };

static uint8_t *signature(struct set *s)
{
    chain(s);
    struct span der = fc_cert(s->a, &s->leaf);
    return (uint8_t *)(uintptr_t)fd_copy(s->a, span_tail(der, der.n - SIGNATURE)).p;
}

static void sign_with(struct set *s, const uint8_t *p, size_t n)
{
    s->leaf.signature_raw = FD(s->a, DER_BIT_STRING, SPAN_LIT("\0"), span_of(p, n));
}

static void signature_same(struct set *s)
{
    sign_with(s, signature(s), SIGNATURE);
}

static void signature_short(struct set *s)
{
    sign_with(s, signature(s), SIGNATURE - 1);
}

static void signature_long(struct set *s)
{
    struct span longer = FD_CAT(s->a, span_of(signature(s), SIGNATURE), SPAN_LIT("\0"));

    sign_with(s, longer.p, longer.n);
}

static void signature_hints(struct set *s)
{
    uint8_t *p = signature(s), *hints = p + SIGNATURE - HINTS, first = hints[0];

    hints[0] = hints[1];
    hints[1] = first;
    sign_with(s, p, SIGNATURE);
}

static void signature_norm(struct set *s)
{
    uint8_t *p = signature(s);

    p[Z] = p[Z + 1] = p[Z + 2] = 0;
    sign_with(s, p, SIGNATURE);
}

CHANGE(other_set, s->leaf.inner_alg = fkey_alg(s->a, FSIG_MLDSA44);
       s->leaf.outer_alg = s->leaf.inner_alg)
CHANGE(signed_null,
       s->leaf.inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, OID_MLDSA65), fd_null(s->a));
       s->leaf.outer_alg = s->leaf.inner_alg)
CHANGE(other_key, s->leaf.issuer_key = FKEY_MLDSA65_B)

/* keyUsage (RFC 9881 5). */
#define USAGE(name, bits) CHANGE(name, fc_set(&s->leaf.exts, FC_OID_KU, true, fc_ku(s->a, bits)))
USAGE(usage_encipherment, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT)
USAGE(usage_data, KU_DIGITAL_SIGNATURE | KU_DATA_ENCIPHERMENT)
USAGE(usage_agreement, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT)
USAGE(usage_decipher, KU_DIGITAL_SIGNATURE | KU_DECIPHER_ONLY)
USAGE(usage_encipher, KU_DIGITAL_SIGNATURE | KU_ENCIPHER_ONLY)
CHANGE(ca_usage, fc_set(&s->ca.exts, FC_OID_KU, true,
                        fc_ku(s->a, KU_KEY_CERT_SIGN | KU_CRL_SIGN | KU_KEY_ENCIPHERMENT)))
/* As a server it could not be used either. */
CHANGE(usage_not_signing, s->t->in.purpose = PURPOSE_ANY;
       fc_set(&s->leaf.exts, FC_OID_KU, true, fc_ku(s->a, KU_KEY_AGREEMENT)))

/* Everything that an ML-DSA key can do; cabf has its own opinion of the kind of key. */
static void usage_signing(struct set *s)
{
    if (s->t->in.profile != PROFILE_CABF)
        chain(s);
    fc_set(&s->leaf.exts, FC_OID_KU, true, fc_ku(s->a, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION));
}

/* The same for EdDSA (RFC 9295 3). */
static void ed25519_usage(struct set *s)
{
    fc_rekey(s->a, &s->leaf, FKEY_ED25519_A);
    fc_set(&s->leaf.exts, FC_OID_KU, true, fc_ku(s->a, KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT));
}

static void ed448_usage(struct set *s)
{
    fc_rekey(s->a, &s->leaf, FKEY_ED448_A);
    fc_set(&s->leaf.exts, FC_OID_KU, true, fc_ku(s->a, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT));
}

static void ed25519_signing(struct set *s)
{
    if (s->t->in.profile != PROFILE_CABF)
        fc_rekey(s->a, &s->leaf, FKEY_ED25519_A);
    fc_set(&s->leaf.exts, FC_OID_KU, true, fc_ku(s->a, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION));
}

/* CRLs (RFC 9881 3).  They are not looked at if a path has errors already, so in cabf the keys stay
 * those of P-256. */
static void with_crls(struct set *s)
{
    if (s->t->in.profile != PROFILE_CABF)
        chain(s);
    s->t->in.revocation = REVOCATION_HARD;
    s->crls[0] = fc_crl_of(s->a, &s->ca);
    s->crls[1] = fc_crl_of(s->a, &s->root);
    s->num_crls = 2;
}

static void crl_revokes(struct set *s)
{
    with_crls(s);
    fc_revoke(s->a, &s->crls[0], s->leaf.serial, 1);
}

static void crl_corrupt(struct set *s)
{
    with_crls(s);
    s->crls[0].corrupt = true;
}

static void crl_null(struct set *s)
{
    with_crls(s);
    s->crls[0].inner_alg = FD(s->a, DER_SEQUENCE, fd_oid(s->a, OID_MLDSA65), fd_null(s->a));
    s->crls[0].outer_alg = s->crls[0].inner_alg;
}

#define BAD(rule, reason, cert, text, bad)                               \
    {                                                                    \
        text, RULE_##rule, REASON_##reason, EVERY, cert, bad, NULL, true \
    }
#define USED(text, cert, bad)                                                               \
    {                                                                                       \
        text, RULE_MLDSA_KEY_USAGE, REASON_KEY_USAGE, "WEE", cert, bad, usage_signing, true \
    }
#define OPEN(text, cert, open)                                                    \
    {                                                                             \
        text, RULE_KEY_SIZE_CABF, REASON_WEAK_KEY, "WNE", cert, open, NULL, false \
    }

static const struct row rows[] = {
    OPEN("ML-DSA-87 over 65 over 44", 0, chain),
    OPEN("ML-DSA-65 under P-256", 0, mixed),
    OPEN("the same signature", 0, signature_same),
    OPEN("the root's own signature changed", 0, root_corrupt),
    BAD(BAD_SIGNATURE, BAD_SIGNATURE, 0, "ML-DSA-65 signature changed", leaf_corrupt),
    BAD(BAD_SIGNATURE, BAD_SIGNATURE, 1, "ML-DSA-87 signature changed", ca_corrupt),
    BAD(BAD_SIGNATURE, BAD_SIGNATURE, 0, "ML-DSA signature an octet short", signature_short),
    BAD(BAD_SIGNATURE, BAD_SIGNATURE, 0, "ML-DSA signature an octet long", signature_long),
    BAD(BAD_SIGNATURE, BAD_SIGNATURE, 0, "hints out of order", signature_hints),
    BAD(BAD_SIGNATURE, BAD_SIGNATURE, 0, "z too large", signature_norm),
    BAD(BAD_SIGNATURE, BAD_SIGNATURE, 0, "ML-DSA-44 signature under ML-DSA-65", other_set),
    BAD(BAD_SIGNATURE, BAD_SIGNATURE, 0, "signed by another ML-DSA key", other_key),
    BAD(DEFECT, MALFORMED, 0, "ML-DSA signature with NULL", signed_null),
    {"Ed25519 with keyEncipherment", RULE_EDDSA_KEY_USAGE, REASON_KEY_USAGE, "WEE", 0,
     ed25519_usage, ed25519_signing, true},
    {"Ed448 with keyAgreement", RULE_EDDSA_KEY_USAGE, REASON_KEY_USAGE, "WEE", 0, ed448_usage,
     ed25519_signing, true},
    USED("ML-DSA with keyEncipherment", 0, usage_encipherment),
    USED("ML-DSA with dataEncipherment", 0, usage_data),
    USED("ML-DSA with keyAgreement", 0, usage_agreement),
    USED("ML-DSA with encipherOnly", 0, usage_encipher),
    USED("ML-DSA with decipherOnly", 0, usage_decipher),
    USED("ML-DSA with keyEncipherment in a CA", 1, ca_usage),
    USED("ML-DSA without a signing usage", 0, usage_not_signing),
    BAD(REVOKED, REVOKED, 0, "revoked by an ML-DSA CRL", crl_revokes),
    {"CRLs by ML-DSA", RULE_REVOKED, REASON_REVOKED, "NNN", 0, with_crls, NULL, false},
    BAD(BAD_CRL, REVOCATION_UNKNOWN, 0, "signature of an ML-DSA CRL changed", crl_corrupt),
    BAD(BAD_CRL, REVOCATION_UNKNOWN, 0, "ML-DSA CRL with NULL", crl_null),
};

const struct theme rules_mldsa = THEME(rows);
