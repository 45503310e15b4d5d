/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sigval: the pair of numbers that a signature of ECDSA or DSA is (RFC 3279 2.2.2, 2.2.3). */
#ifndef TB_LIB_CRYPTO_SIGVAL_H
#define TB_LIB_CRYPTO_SIGVAL_H

#include <nettle/dsa.h>

#include "lib/base/err.h"

/*
 * sigval_read reads DER `SEQUENCE { r INTEGER, s INTEGER }` into an initialised out; both are
 * positive and of at most max_bytes bytes.  SIG_FORM otherwise.  That they lie below the order
 * is checked by the verification itself.
 */
enum err sigval_read(struct dsa_signature *out, struct span sig, size_t max_bytes) MUST_CHECK;

/* sigval_split gives the contents of the two INTEGERs instead, with the same checks. */
enum err sigval_split(struct span *r, struct span *s, struct span sig, size_t max_bytes) MUST_CHECK;

#endif
