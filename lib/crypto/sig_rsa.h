/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sig_rsa: what a prepared public key of RSA holds; for verification and encryption. */
#ifndef TB_LIB_CRYPTO_SIG_RSA_H
#define TB_LIB_CRYPTO_SIG_RSA_H

#include <gmp.h>

#include "lib/crypto/modexp.h"
#include "lib/crypto/sig.h"

struct sig_rsa_key {
    struct pubkey base;
    unsigned bits;             /* of the modulus */
    struct sigalg restriction; /* of a key of id-RSASSA-PSS; kind UNKNOWN: none */
    mpz_t n, e;                /* odd, at least 3 */
    struct modexp power;       /* of e modulo n */
};

#endif
