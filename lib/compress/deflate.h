/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deflate: compresses certificates with zlib (RFC 1950).  It is the one algorithm whose encoder is
 * small, and that every client of RFC 8879 is likely to have. */
#ifndef TB_LIB_COMPRESS_DEFLATE_H
#define TB_LIB_COMPRESS_DEFLATE_H

#include "lib/base/buf.h"

/* deflate_zlib appends `in` to out, compressed as much as zlib can. */
enum err deflate_zlib(struct buf *out, struct span in) MUST_CHECK;

#endif
