/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compressed bytes were made with zlib, brotli and zstd themselves. */
#include "config.h"

#include "lib/compress/decompress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/buf.h"
#include "lib/base/hex.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { CAP = 1 << 20, ROOM = 256 };

/* The linker puts these before malloc (--wrap): the longest piece that was asked for, and whether
 * there is memory. */
static size_t longest;
static bool is_out;
void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);

void *__wrap_malloc(size_t n)
{
    longest = n > longest ? n : longest;
    return is_out ? NULL : __real_malloc(n);
}

typedef enum err decoder(uint8_t *out, size_t out_n, struct span in);

#define TEXT "The certificates of this chain, the certificates of that chain."
#define ZLIB                                                                                       \
    "78da0bc94855484e2d2ac94ccb4c4e2c492d56c84f5328c9c82c5648ce48ccccd301b2b1c9279640e4f500e1e716" \
    "e2"
#define BROTLI                                                                                     \
    "a1f001c0ef488c6d54ec8b532af1355599199aa69b0379db202e616960034e24500a35c045ce175461e9d9d5c6c3" \
    "f729364401"
#define ZSTD                                                                                       \
    "28b52ffd243f5d0100a282080cc03d1b00d772fb5bf62e7702913847efe943e21c9df1faa6e7ea2134ec2d7a9d04" \
    "0100199f7a0212dbc947"

static const struct {
    decoder *decode;
    const char *hex;
} good[] = {
    {decompress_zlib, ZLIB},
    {decompress_brotli, BROTLI},
    {decompress_zstd, ZSTD},
};

static struct buf bytes(const char *hex)
{
    struct fail f = {0};
    struct buf b;

    buf_init(&b, CAP);
    assert_int_equal(hex_decode(&b, span_str(hex), &f), ERR_OK);
    return b;
}

/* Exactly out_n bytes are allocated, so that sanitizers see one that is written beyond. */
static enum err run(decoder *decode, size_t out_n, struct span in)
{
    uint8_t *out = test_malloc(out_n);
    enum err e = decode(out, out_n, in);

    if (e == ERR_OK && out_n == sizeof TEXT - 1)
        assert_memory_equal(out, TEXT, out_n);
    test_free(out);
    return e;
}

static enum err run_hex(decoder *decode, size_t out_n, const char *hex)
{
    struct buf b = bytes(hex);
    enum err e = run(decode, out_n, buf_span(&b));

    buf_free(&b);
    return e;
}

static void test_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_int_equal(run_hex(good[i].decode, sizeof TEXT - 1, good[i].hex), ERR_OK);
}

/* Neither more nor less than the declared length. */
static void test_length(void **state)
{
    const size_t right = sizeof TEXT - 1;

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        for (size_t n = 1; n < right + 70; n++)
            assert_int_equal(run_hex(good[i].decode, n, good[i].hex),
                             n == right ? ERR_OK : ERR_TLS_COMPRESSED_LENGTH);
    }
}

/* What is cut off, or continues after its end, is malformed. */
static void test_cut_and_grown(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct buf b = bytes(good[i].hex);

        for (size_t n = 0; n < b.n; n++)
            assert_int_equal(run(good[i].decode, sizeof TEXT - 1, span_head(buf_span(&b), n)),
                             ERR_TLS_COMPRESSED_DATA);
        buf_u8(&b, 0);
        assert_int_equal(run(good[i].decode, sizeof TEXT - 1, buf_span(&b)),
                         ERR_TLS_COMPRESSED_DATA);
        buf_free(&b);
    }
}

/* A flipped bit is never read beyond a buffer; most are noticed. */
static void test_flipped(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct buf b = bytes(good[i].hex);

        for (size_t bit = 0; bit < 8 * b.n; bit++) {
            b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
            for (size_t n = 1; n < ROOM; n += 31) {
                uint8_t *out = test_malloc(n);
                enum err e = good[i].decode(out, n, buf_span(&b));

                assert_true(e == ERR_OK || e == ERR_TLS_COMPRESSED_DATA ||
                            e == ERR_TLS_COMPRESSED_LENGTH);
                test_free(out);
            }
            b.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        buf_free(&b);
    }
}

static void test_malformed(void **state)
{
    static const struct {
        decoder *decode;
        const char *hex, *what;
    } rows[] = {
        {decompress_zlib, "00", "garbage"},
        {decompress_zlib, "78bb00000001030000000001", "a preset dictionary"},
        {decompress_zlib, "789cab000000790078", "a wrong checksum"},
        {decompress_zlib, "1f8b0800000000000203", "gzip"},
        {decompress_brotli, "ffffffff", "garbage"},
        {decompress_brotli, "115e9c0fe09f0088c60201a101", "the large window, not of RFC 7932"},
        {decompress_zstd, "28b52ffd", "a magic number alone"},
        {decompress_zstd, "27b52ffd00580900007828b52ffd0058090000", "the format of version 0.7"},
        {decompress_zstd, "502a4d180100000078", "a skippable frame"},
        {decompress_zstd, "28b52ffd005809000078502a4d180100000078", "a skippable frame after it"},
        {decompress_zstd, "28b52ffd00580900007828b52ffd005809000078", "two frames"},
        {decompress_zstd, "28b52ffd015807090000 78", "a dictionary"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum err e = run_hex(rows[i].decode, 1, rows[i].hex);

        if (e != ERR_TLS_COMPRESSED_DATA)
            fail_msg("%s: %s", rows[i].what, err_id(e));
    }
    assert_int_equal(run_hex(decompress_zstd, 1, "28b52ffd005809000078"), ERR_OK);
}

/* 1 MiB and 16 MiB of zeros, as so few bytes. */
static void test_bombs(void **state)
{
    static const struct {
        decoder *decode;
        const char *hex;
    } rows[] = {
        {decompress_brotli, "5bffff8f7f02201e0b0472ef1f00"},
        {decompress_brotli, "cfffff7ff82700e2b14020f7fe7f"},
        {decompress_zstd, "28b52ffd04684c000008000100fcff3910020200100002001000020010000200"
                          "1000020010000200100003001000f13e16e1"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        longest = 0;
        assert_int_equal(run_hex(rows[i].decode, 1, rows[i].hex), ERR_TLS_COMPRESSED_LENGTH);
        assert_int_equal(run_hex(rows[i].decode, 4096, rows[i].hex), ERR_TLS_COMPRESSED_LENGTH);
        assert_true(longest < 1 << 20);
    }
    assert_int_equal(run_hex(decompress_brotli, 1 << 20, rows[0].hex), ERR_OK);
    assert_int_equal(run_hex(decompress_zstd, 1 << 20, rows[2].hex), ERR_OK);
}

/* Brotli asks us for its memory; the others may have theirs from a library that is not wrapped. */
static void test_no_memory(void **state)
{
    uint8_t out[sizeof TEXT];
    struct buf b = bytes(BROTLI);

    (void)state;
    is_out = true;
    enum err e = decompress_brotli(out, sizeof TEXT - 1, buf_span(&b));
    is_out = false;
    assert_int_equal(e, ERR_MEMORY);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),         cmocka_unit_test(test_length),
        cmocka_unit_test(test_cut_and_grown), cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_malformed),     cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
