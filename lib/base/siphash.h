/* SPDX-License-Identifier: GPL-3.0-or-later */
/* siphash: SipHash-2-4 (Aumasson, Bernstein, 2012), a keyed hash for tables whose keys come from
 * outside.  Without the hash key nobody can make entries that collide. */
#ifndef TB_LIB_BASE_SIPHASH_H
#define TB_LIB_BASE_SIPHASH_H

#include "lib/base/span.h"

enum { SIPHASH_KEY = 16 };

uint64_t siphash(const uint8_t key[SIPHASH_KEY], struct span bytes);

#endif
