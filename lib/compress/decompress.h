/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decompress: the decoders of compressed certificates (RFC 8879).  Only lib/compress sees their
 * libraries.
 *
 * A function decompresses all of `in` to exactly out_n bytes at out, and never writes or computes
 * more: a decompression bomb costs as much as honest data of the declared length.
 *
 * Errors: TLS_COMPRESSED_DATA if the data is malformed or continues after its end;
 * TLS_COMPRESSED_LENGTH if it would give more or fewer than out_n bytes; MEMORY.
 */
#ifndef TB_LIB_COMPRESS_DECOMPRESS_H
#define TB_LIB_COMPRESS_DECOMPRESS_H

#include "lib/base/err.h"

/* RFC 1950. */
enum err decompress_zlib(uint8_t *out, size_t out_n, struct span in) MUST_CHECK;
/* RFC 7932, without the large windows that are not part of it. */
enum err decompress_brotli(uint8_t *out, size_t out_n, struct span in) MUST_CHECK;
/* RFC 8878: one frame. */
enum err decompress_zstd(uint8_t *out, size_t out_n, struct span in) MUST_CHECK;

#endif
