/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cert_unlock: the contents of PKCS#12 files among what was read, and private keys of encrypted
 * files. */
#ifndef TB_APP_VERIFY_CERT_UNLOCK_H
#define TB_APP_VERIFY_CERT_UNLOCK_H

#include "app/passphrase.h"
#include "app/verify/cert_input.h"
#include "lib/crypto/public_part.h"

/* cert_unlock adds what is in the PKCS#12 files of an input to its items, which are a set, as those
 * of PKCS#7, and then does what cert_input_end does.  Without PKCS#12 it does nothing.  One file
 * may take PBE_ITERATIONS_MAX iterations, however many of them are in it.  Returns in->fail.err. */
enum err cert_unlock(struct cert_input *in, enum cert_input_want want, struct passphrase *pass,
                     struct arena *arena) MUST_CHECK;

/* cert_unlock_key reads the first private key of a file of any form, PKCS#12 too. */
enum err cert_unlock_key(struct privkey **out, struct span bytes, struct passphrase *pass,
                         const char *path) MUST_CHECK;

/* cert_unlock_pkcs8 does the same, and gives its PrivateKeyInfo (RFC 5958 2); it asks for no
 * passphrase but that of a PKCS#12 file.  The caller wipes *out in any case. */
enum err cert_unlock_pkcs8(struct buf *out, struct span bytes, struct passphrase *pass,
                           const char *path) MUST_CHECK;

/* cert_unlock_public reads the public part of an encrypted private key of the input; *unlocked gets
 * the private key, which out points into, and which the caller wipes. */
enum err cert_unlock_public(struct public_part *out, struct buf *unlocked, struct cert_input *in,
                            struct span bytes, struct passphrase *pass,
                            struct arena *arena) MUST_CHECK;

#endif
