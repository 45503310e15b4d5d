/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sigalg: the AlgorithmIdentifier of a signature (RFC 3279, 4055, 5758, 8410, 9881).
 *
 * Parameters must be exactly those of the RFCs: NULL for RSA PKCS#1 v1.5 (absent parameters are
 * noted, since RFC 4055 5 demands that they be accepted), absent for ECDSA, DSA, EdDSA and ML-DSA,
 * and for RSASSA-PSS all of RFC 4055 3.1.
 */
#ifndef TB_LIB_CRYPTO_SIGALG_H
#define TB_LIB_CRYPTO_SIGALG_H

#include "lib/asn1/oid.h"
#include "lib/crypto/digest.h"

enum sig_kind {
    SIG_UNKNOWN,
    SIG_RSA_PKCS1,
    SIG_RSA_PSS,
    SIG_ECDSA,
    SIG_ED25519,
    SIG_ED448,
    SIG_DSA,
    SIG_MLDSA44,
    SIG_MLDSA65,
    SIG_MLDSA87,
    SIG_UNSUPPORTED /* known by name and not computed here: unsupported.def */
};

struct sigalg {
    enum sig_kind kind;
    enum digest digest;     /* NONE for EdDSA and ML-DSA, which bring their own, and for others */
    enum digest mgf_digest; /* PSS: of MGF1 */
    uint32_t salt_n;        /* PSS: bytes of salt */
    bool no_null;           /* RSA PKCS#1 v1.5: absent parameters instead of NULL */
    enum oid oid;
    struct span oid_content; /* into the input: also of algorithms without a name here */
};

/*
 * sigalg_parse reads the content of an AlgorithmIdentifier SEQUENCE.  Errors are those of encoding
 * and parameters.  An algorithm that is unknown, or that we never accept (MD5, MD2), is no error
 * and has the kind SIG_UNKNOWN.  pubkey_verify refuses it, and also SIG_UNSUPPORTED.
 */
enum err sigalg_parse(struct sigalg *out, struct span content, struct fail *fail) MUST_CHECK;

/* The longest salt: what fits into the largest modulus (16384 bits). */
enum { SIGALG_SALT_MAX = 2048 };

/*
 * sigalg_pss_params reads RSASSA-PSS-params, its whole TLV, into kind, digest, mgf_digest and
 * salt_n: those of a signature, or those to which a key of id-RSASSA-PSS is restricted.  A hash
 * or mask generation function that is not used here gives ERR_OK with kind SIG_UNKNOWN.
 */
enum err sigalg_pss_params(struct sigalg *out, struct span params, struct fail *fail) MUST_CHECK;

/* sigalg_is_weak is true if SHA-1 occurs in it, for DSA, and for an unknown algorithm. */
bool sigalg_is_weak(const struct sigalg *alg);

#endif
