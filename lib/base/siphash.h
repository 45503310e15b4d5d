/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * siphash: SipHash-2-4 (Aumasson, Bernstein, 2012): a hash for tables whose keys others choose.
 * Who does not know the key cannot make entries that collide.
 */
#ifndef TB_LIB_BASE_SIPHASH_H
#define TB_LIB_BASE_SIPHASH_H

#include "lib/base/span.h"

enum { SIPHASH_KEY = 16 };

uint64_t siphash(const uint8_t key[SIPHASH_KEY], struct span bytes);

#endif
