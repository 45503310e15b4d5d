/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sig_ec: the curves of ECDSA, for verification and signing. */
#ifndef TB_LIB_CRYPTO_SIG_EC_H
#define TB_LIB_CRYPTO_SIG_EC_H

#include <nettle/ecc.h>

#include "lib/crypto/sig.h"

struct sig_ec_curve {
    const struct ecc_curve *(*curve)(void);
    const char *order; /* of the base point, in hexadecimal */
};

/* sig_ec_curve is that of KEY_P224, KEY_P256, KEY_P384 or KEY_P521. */
const struct sig_ec_curve *sig_ec_curve(enum key_kind kind);

#endif
