/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mlkem_code: polynomials as bytes, and their compression (FIPS 203 4.2.1). */
#ifndef TB_LIB_CRYPTO_MLKEM_CODE_H
#define TB_LIB_CRYPTO_MLKEM_CODE_H

#include "lib/crypto/mlkem_poly.h"

/* Coefficients of 12 bits are not compressed. */
enum { MLKEM_CODE_BITS = 12, MLKEM_CODE_SIZE = MLKEM_N * MLKEM_CODE_BITS / 8 };

/* mlkem_code_encode packs coefficients of some bits each into MLKEM_N / 8 * bits bytes;
 * mlkem_code_decode unpacks them (ByteEncode and ByteDecode, but 12 bits are not reduced). */
void mlkem_code_encode(uint8_t *out, const struct mlkem_poly *poly, unsigned bits);
void mlkem_code_decode(struct mlkem_poly *poly, const uint8_t *in, unsigned bits);

/* mlkem_code_compress takes coefficients of 0..q-1 and gives them with 1 to 11 bits;
 * mlkem_code_decompress does the opposite. */
void mlkem_code_compress(struct mlkem_poly *poly, unsigned bits);
void mlkem_code_decompress(struct mlkem_poly *poly, unsigned bits);

#endif
