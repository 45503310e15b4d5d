/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sig_nistp: keys for an instance of nistp that the caller chooses. */
#ifndef TB_LIB_CRYPTO_SIG_NISTP_H
#define TB_LIB_CRYPTO_SIG_NISTP_H

#include "lib/crypto/nistp.h"
#include "lib/crypto/sig.h"

/* sig_nistp_key makes a key of P-256 or P-384 for an instance of its curve; with tables, for many
 * signatures.  pubkey_new and pubkey_new_many do this for the fastest instance. */
enum err sig_nistp_key(struct pubkey **out, const struct keyinfo *info,
                       const struct nistp_curve *curve, struct sig_tables *tables) MUST_CHECK;

#endif
