/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/compress/decompress.h"

#include <brotli/decode.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* zlib takes its input as const only if asked to. */
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* --- zlib ---------------------------------------------------------------------------------- */

/* The window is at most 32 KiB (RFC 1950 2.2).  With Z_FINISH the output is the window, and
 * inflate stops when it is full. */
static enum err inflate_all(z_stream *stream)
{
    int code = inflate(stream, Z_FINISH);

    if (code == Z_MEM_ERROR)
        return ERR_MEMORY;
    if (code == Z_BUF_ERROR)
        /* What stays unread has no room: at least a checksum follows all data. */
        return stream->avail_in > 0 ? ERR_TLS_COMPRESSED_LENGTH : ERR_TLS_COMPRESSED_DATA;
    if (code != Z_STREAM_END || stream->avail_in > 0)
        return ERR_TLS_COMPRESSED_DATA; /* also a preset dictionary, which RFC 8879 4 has not */
    return stream->avail_out == 0 ? ERR_OK : ERR_TLS_COMPRESSED_LENGTH;
}

enum err decompress_zlib(uint8_t *out, size_t out_n, struct span in)
{
    z_stream stream = {
        .next_in = in.p, .avail_in = (uInt)in.n, .next_out = out, .avail_out = (uInt)out_n};

    if (in.n > UINT32_MAX || out_n > UINT32_MAX)
        return ERR_LIMIT;
    if (inflateInit(&stream) != Z_OK)
        return ERR_MEMORY;
    enum err e = inflate_all(&stream);
    (void)inflateEnd(&stream);
    return e;
}

/* --- brotli -------------------------------------------------------------------------------- */

/*
 * The decoder writes to a ring buffer, whose size follows from the lengths that the data declares,
 * and fills it before it looks at the room for the output.  So its memory is limited by the length
 * that the caller expects, and with it the work: room for the tables of an honest certificate, and
 * for the ring buffer, old and new while it grows.
 */
enum { TABLES_MAX = 1 << 20, RING_FACTOR = 4 };

struct allowance {
    size_t left;
    bool refused; /* the data wanted more */
    bool failed;  /* the system has no memory */
};

/* Precedes what the decoder gets. */
union allotment {
    size_t n;
    max_align_t align;
};

static void *take(void *opaque, size_t n)
{
    struct allowance *allowance = opaque;

    if (n > allowance->left) {
        allowance->refused = true;
        return NULL;
    }
    union allotment *allotment = malloc(sizeof *allotment + n);
    if (allotment == NULL) {
        allowance->failed = true;
        return NULL;
    }
    allotment->n = n;
    allowance->left -= n;
    return allotment + 1;
}

static void give(void *opaque, void *data)
{
    struct allowance *allowance = opaque;

    if (data == NULL)
        return;
    union allotment *allotment = (union allotment *)data - 1;
    allowance->left += allotment->n;
    free(allotment);
}

static enum err decode_all(BrotliDecoderState *state, uint8_t *out, size_t out_n, struct span in)
{
    switch (BrotliDecoderDecompressStream(state, &in.n, &in.p, &out_n, &out, NULL)) {
    case BROTLI_DECODER_RESULT_SUCCESS:
        if (in.n > 0)
            return ERR_TLS_COMPRESSED_DATA;
        return out_n == 0 ? ERR_OK : ERR_TLS_COMPRESSED_LENGTH;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: return ERR_TLS_COMPRESSED_LENGTH;
    default: return ERR_TLS_COMPRESSED_DATA;
    }
}

enum err decompress_brotli(uint8_t *out, size_t out_n, struct span in)
{
    struct allowance allowance = {.left = TABLES_MAX + out_n * RING_FACTOR};
    BrotliDecoderState *state = BrotliDecoderCreateInstance(take, give, &allowance);

    if (state == NULL)
        return ERR_MEMORY;
    enum err e = decode_all(state, out, out_n, in);
    BrotliDecoderDestroyInstance(state);
    if (allowance.failed)
        return ERR_MEMORY;
    /* Data of the declared length does not need that much. */
    return allowance.refused ? ERR_TLS_COMPRESSED_LENGTH : e;
}

/* --- zstd ---------------------------------------------------------------------------------- */

/* RFC 8878 3.1.1.  The library would also read skippable frames, and those of its versions before
 * the format was fixed. */
static bool is_one_frame(struct span in)
{
    static const uint8_t magic[] = {0x28, 0xb5, 0x2f, 0xfd};

    return in.n > sizeof magic && memcmp(in.p, magic, sizeof magic) == 0 &&
           ZSTD_findFrameCompressedSize(in.p, in.n) == in.n;
}

/* At once, from buffer to buffer: no window is allocated, whatever its declared size. */
enum err decompress_zstd(uint8_t *out, size_t out_n, struct span in)
{
    if (!is_one_frame(in))
        return ERR_TLS_COMPRESSED_DATA;
    ZSTD_DCtx *context = ZSTD_createDCtx();
    if (context == NULL)
        return ERR_MEMORY;
    size_t n = ZSTD_decompressDCtx(context, out, out_n, in.p, in.n);
    ZSTD_freeDCtx(context);
    if (ZSTD_isError(n))
        return ZSTD_getErrorCode(n) == ZSTD_error_dstSize_tooSmall ? ERR_TLS_COMPRESSED_LENGTH
                                                                   : ERR_TLS_COMPRESSED_DATA;
    return n == out_n ? ERR_OK : ERR_TLS_COMPRESSED_LENGTH;
}
