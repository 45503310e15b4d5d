/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gmpwipe: GMP and hogweed free their scratch numbers without wiping them; this wipes them. */
#ifndef TB_LIB_CRYPTO_GMPWIPE_H
#define TB_LIB_CRYPTO_GMPWIPE_H

/* gmpwipe_install sets GMP's allocation functions, for the whole process: once, before any other
 * use, by a program that handles secrets.  Costs nothing until something is allocated. */
void gmpwipe_install(void);

#endif
