/* SPDX-License-Identifier: GPL-3.0-or-later */
/* number: GMP's numbers as big-endian bytes and back. */
#ifndef TB_LIB_CRYPTO_NUMBER_H
#define TB_LIB_CRYPTO_NUMBER_H

#include <gmp.h>

#include "lib/base/span.h"

/* number_read sets out, which the caller has initialised. */
void number_read(mpz_t out, struct span bytes);

/* number_write writes n bytes with leading zeros.  v must be positive or zero and must fit. */
void number_write(uint8_t *out, size_t n, const mpz_t v);

/* number_size is the memory that v owns, in bytes. */
size_t number_size(const mpz_t v);

#endif
