/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of public keys and signature algorithms. */
#include "config.h"

#include "lib/lint/lint_check.h"

static bool is_rsa(const struct cert *cert)
{
    return cert->key.algorithm == OID_KEY_RSA && cert->key.modulus.n > 0;
}

/* INTEGER content without the octet that keeps it positive. */
static struct span magnitude(struct span integer)
{
    return integer.n > 1 && integer.p[0] == 0 ? span_tail(integer, 1) : integer;
}

static unsigned bits_of(struct span integer)
{
    struct span m = magnitude(integer);
    unsigned bits = (unsigned)m.n * 8;

    for (unsigned mask = 0x80; m.n > 0 && mask != 0 && (m.p[0] & mask) == 0; mask >>= 1)
        bits--;
    return bits;
}

static bool is_even(struct span integer)
{
    return integer.n > 0 && integer.p[integer.n - 1] % 2 == 0;
}

bool rsa_small(const struct cert *cert, const struct lint_terms *terms)
{
    return is_rsa(cert) && bits_of(cert->key.modulus) < (unsigned)terms->arg;
}

bool rsa_not_octets(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return is_rsa(cert) && bits_of(cert->key.modulus) % 8 != 0;
}

bool rsa_even(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return is_rsa(cert) && is_even(cert->key.modulus);
}

/* CA/B BR 6.1.6: no factor smaller than 752.  A composite divisor has a prime one that is smaller,
 * so every number may be tried. */
bool rsa_small_factor(const struct cert *cert, const struct lint_terms *terms)
{
    struct span m = magnitude(cert->key.modulus);

    (void)terms;
    /* A longer modulus is never used, and would be read 750 times. */
    if (!is_rsa(cert) || m.n > KEY_RSA_MAX_BITS / 8)
        return false;
    for (unsigned divisor = 2; divisor < 752; divisor++) {
        unsigned rest = 0;
        for (size_t i = 0; i < m.n; i++)
            rest = (rest << 8 | m.p[i]) % divisor;
        if (rest == 0)
            return true;
    }
    return false;
}

bool rsa_exponent_even(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return is_rsa(cert) && is_even(cert->key.exponent);
}

bool rsa_exponent_small(const struct cert *cert, const struct lint_terms *terms)
{
    struct span e = magnitude(cert->key.exponent);

    (void)terms;
    return is_rsa(cert) && e.n == 1 && e.p[0] < 3;
}

bool rsa_exponent_range(const struct cert *cert, const struct lint_terms *terms)
{
    unsigned bits = bits_of(cert->key.exponent);

    (void)terms;
    return is_rsa(cert) && (bits < 17 || bits > 256);
}

static bool is_der_null(struct span tlv)
{
    return span_eq(tlv, span_of("\x05\x00", 2));
}

bool rsa_parameters(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return is_rsa(cert) && !is_der_null(cert->key.params);
}

bool signature_parameters(const struct cert *cert, const struct lint_terms *terms)
{
    struct fail f = {0};
    struct der d = der_open(cert->inner_alg, &f);
    struct sigalg inner = {0};
    enum err e = sigalg_parse(&inner, der_get(&d, DER_SEQUENCE), &f);

    (void)terms;
    return inner.kind == SIG_RSA_PKCS1 && (e != ERR_OK || inner.no_null);
}

bool dsa_key(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->key.algorithm == OID_KEY_DSA;
}

bool curve_improper(const struct cert *cert, const struct lint_terms *terms)
{
    enum oid curve = cert->key.curve;

    (void)terms;
    return cert->key.algorithm == OID_KEY_EC && curve != OID_CURVE_P256 &&
           curve != OID_CURVE_P384 && curve != OID_CURVE_P521;
}

bool sha1_signature(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->sigalg.digest == DIGEST_SHA1;
}
