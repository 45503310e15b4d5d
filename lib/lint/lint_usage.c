/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of keyUsage, extKeyUsage and basicConstraints, and of whether they fit. */
#include "config.h"

#include "lib/lint/lint_check.h"

/* The content of the BIT STRING of keyUsage, as it is encoded; empty if it is none. */
static struct span usage_bits(const struct cert *cert)
{
    struct fail f = {0};
    struct der d = der_open(cert->ext[EXT_KU].val, &f);

    return der_get(&d, DER_BIT_STRING);
}

bool no_usage_bits(const struct cert *cert, const struct lint_terms *terms)
{
    struct span bits = usage_bits(cert);

    (void)terms;
    for (size_t i = 1; i < bits.n; i++) {
        if (bits.p[i] != 0)
            return false;
    }
    return bits.n > 0;
}

bool usage_bits_form(const struct cert *cert, const struct lint_terms *terms)
{
    struct span bits = usage_bits(cert);
    struct fail f = {0};

    (void)terms;
    if (bits.n > 0)
        (void)der_named_bits(bits, &f);
    return bits.n == 0 || f.err != ERR_OK;
}

static bool says_ca(const struct cert *cert)
{
    return cert->ext[EXT_BC].is_read && cert->is_ca;
}

/* RFC 5280 4.2.1.9.  What cannot be read may say CA. */
bool sign_without_ca(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return (cert->key_usage & KU_KEY_CERT_SIGN) != 0 && !says_ca(cert) &&
           cert_ext_state(cert, EXT_BC) != EXT_UNREADABLE;
}

/* RFC 5280 4.2.1.9: only with CA, and with keyCertSign. */
bool path_len_improper(const struct cert *cert, const struct lint_terms *terms)
{
    bool may_sign = !cert->ext[EXT_KU].is_read || (cert->key_usage & KU_KEY_CERT_SIGN) != 0;

    (void)terms;
    if (cert_ext_state(cert, EXT_KU) == EXT_ABSENT)
        may_sign = false;
    return cert->path_len >= 0 && (!cert->is_ca || !may_sign);
}

static bool has_ec_key(const struct cert *cert)
{
    return cert->key.algorithm == OID_KEY_EC;
}

static bool has_rsa_key(const struct cert *cert)
{
    return cert->key.algorithm == OID_KEY_RSA;
}

bool ecdsa_usage(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return has_ec_key(cert) &&
           (cert->key_usage & (KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT)) != 0;
}

bool ecc_key_agreement(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return has_ec_key(cert) && (cert->key_usage & KU_KEY_AGREEMENT) != 0;
}

bool ecc_usage(const struct cert *cert, const struct lint_terms *terms)
{
    uint32_t allowed = KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT;

    (void)terms;
    return has_ec_key(cert) &&
           ((cert->key_usage & ~allowed) != 0 || (cert->key_usage & KU_DIGITAL_SIGNATURE) == 0);
}

/* RFC 3279 2.3.1 lists the usages of RSA keys. */
bool rsa_usage_leaf(const struct cert *cert, const struct lint_terms *terms)
{
    uint32_t allowed =
        KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION | KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT;

    (void)terms;
    return has_rsa_key(cert) && (cert->key_usage & ~allowed) != 0;
}

bool rsa_usage_ca(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return has_rsa_key(cert) &&
           (cert->key_usage & (KU_KEY_AGREEMENT | KU_ENCIPHER_ONLY | KU_DECIPHER_ONLY)) != 0;
}

/* CA/B BR 4.9.9, RFC 6960 4.2.2.2.1 */
bool responder_without_nocheck(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return (cert->eku & EKU_OCSP) != 0 && cert_ext_state(cert, EXT_OCSP_NOCHECK) == EXT_ABSENT;
}
