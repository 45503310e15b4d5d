/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The decoders of compressed certificates: the first octet chooses the algorithm, the next two are
 * the length that is declared, the rest is the data.  And whatever comes out of them or goes in is
 * compressed by us, and decompressed again.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/compress/decompress.h"
#include "lib/compress/deflate.h"

const char fuzz_name[] = "decompress";

static enum err (*const decoders[])(uint8_t *out, size_t out_n, struct span in) = {
    decompress_zlib,
    decompress_brotli,
    decompress_zstd,
};
enum { DECODERS = sizeof decoders / sizeof decoders[0], HEAD = 3 };

static void there_and_back(struct span in)
{
    struct buf packed;

    buf_init(&packed, FUZZ_CAP);
    REQUIRE(deflate_zlib(&packed, in) == ERR_OK);
    uint8_t *out = malloc(in.n);
    REQUIRE(out != NULL);
    REQUIRE(decompress_zlib(out, in.n, buf_span(&packed)) == ERR_OK);
    REQUIRE(memcmp(out, in.p, in.n) == 0);
    free(out);
    buf_free(&packed);
}

/* The buffer has exactly the declared length, so that a sanitizer sees a byte beyond it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD)
        return 0;
    size_t out_n = (size_t)(data[1] << 8 | data[2]) + 1;
    struct span in = span_of(data + HEAD, size - HEAD);
    uint8_t *out = malloc(out_n);
    REQUIRE(out != NULL);
    enum err e = decoders[data[0] % DECODERS](out, out_n, in);
    REQUIRE(e == ERR_OK || e == ERR_TLS_COMPRESSED_DATA || e == ERR_TLS_COMPRESSED_LENGTH);
    if (e == ERR_OK) {
        there_and_back(span_of(out, out_n));
        /* What is complete has no other length. */
        out[0] ^= 1;
        REQUIRE(out_n == 1 ||
                decoders[data[0] % DECODERS](out, out_n - 1, in) == ERR_TLS_COMPRESSED_LENGTH);
    }
    free(out);
    there_and_back(in);
    return 0;
}
