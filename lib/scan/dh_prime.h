/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dh_prime: primes of Diffie-Hellman that many servers share. */
#ifndef TB_LIB_SCAN_DH_PRIME_H
#define TB_LIB_SCAN_DH_PRIME_H

#include "lib/base/span.h"

/* dh_prime_name says where a well-known prime of at most 1024 bits is from ("RFC 2409 6.2"); NULL:
 * it is not one.  p is big-endian, with leading zeros or without. */
const char *dh_prime_name(struct span p);

#endif
