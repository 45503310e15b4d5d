/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fd: writing DER for tests, inside out: lib/mint/piece.h under the factory's names, and bytes from
 * hexadecimal text.  A test that runs out of memory is aborted.
 */
#ifndef TB_TESTS_FACTORY_FD_H
#define TB_TESTS_FACTORY_FD_H

#include "lib/mint/piece.h"

/* fd_alloc is arena_alloc that never gives NULL. */
void *fd_alloc(struct arena *a, size_t n);

struct span fd_hex(struct arena *a, const char *hex);

/* FD_CAT joins its arguments; FD wraps them: FD(a, DER_SEQUENCE, x, y). */
#define FD_CAT PIECES
#define FD     PIECE

#define fd_copy        piece_copy
#define fd_tlv         piece_tlv
#define fd_join        piece_join
#define fd_int         piece_int
#define fd_unsigned    piece_unsigned
#define fd_bool        piece_bool
#define fd_null        piece_null
#define fd_oid         piece_oid
#define fd_octets      piece_octets
#define fd_bits        piece_bits
#define fd_str         piece_str
#define fd_flags       piece_flags
#define fd_time        piece_time
#define fd_generalized piece_generalized

#endif
