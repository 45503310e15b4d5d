/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/number.h"

void number_read(mpz_t out, struct span bytes)
{
    mpz_import(out, bytes.n, 1, 1, 1, 0, bytes.p);
}

/* Byte by byte from the limbs, with zeros beyond the last: the time depends on n alone, so it can
 * be used for secrets. */
void number_write(uint8_t *out, size_t n, const mpz_t v)
{
    for (size_t i = 0; i < n; i++) {
        mp_limb_t limb = mpz_getlimbn(v, (mp_size_t)(i / sizeof limb));
        out[n - 1 - i] = (uint8_t)(limb >> (8 * (i % sizeof limb)));
    }
}

size_t number_size(const mpz_t v)
{
    return (size_t)v->_mp_alloc * sizeof(mp_limb_t);
}
