/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tls/codec.h"

static struct client_hello client(uint16_t version, const char *suites, const char *exts)
{
    return (struct client_hello){
        .version = version, .suites = codec_hex(suites), .exts = codec_hex(exts), .has_exts = true};
}

static void says(const struct buf *b, const char *want)
{
    assert_int_equal(b->err, ERR_OK);
    if (!span_eq(buf_span(b), span_str(want)))
        fail_msg("%.*s is not %s", (int)b->n, (const char *)b->p, want);
}

static void check_ja3(const struct client_hello *hello, const char *string, const char *hash)
{
    struct buf b, h;

    buf_init(&b, 4096);
    buf_init(&h, 4096);
    ja3_string(&b, hello);
    says(&b, string);
    ja3_hash(&h, buf_span(&b));
    says(&h, hash);
    assert_int_equal(h.n, JA3_SIZE);
    buf_free(&b);
    buf_free(&h);
}

/* The two examples with which JA3 was published. */
static void test_ja3_published(void **state)
{
    struct client_hello hello =
        client(0x0301, "002f 0035 0005 000a c009 c00a c013 c014 0032 0038 0013 0004",
               "0000 0006 0004 00 0001 61  000a 0008 0006 0017 0018 0019  000b 0002 01 00");

    (void)state;
    check_ja3(&hello, "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0",
              "ada70206e40642a3e4461f35503241d5");
    hello = client(0x0301, "0004 0005 000a 0009 0064 0062 0003 0006 0013 0012 0063", "");
    check_ja3(&hello, "769,4-5-10-9-100-98-3-6-19-18-99,,,", "de350869b8c85de67a350c8d186f11e6");
}

/* GREASE goes everywhere; extensions that do not decode count for nothing but their type. */
static void test_ja3_edges(void **state)
{
    struct client_hello hello = client(
        0x0303, "1a1a 1301", "2a2a 0000 000a 0006 0004 3a3a 001d 000b 0003 02 00 01 fafa 0001 00");
    struct buf b;

    (void)state;
    buf_init(&b, 4096);
    ja3_string(&b, &hello);
    says(&b, "771,4865,10-11,29,0-1");
    buf_truncate(&b, 0);
    hello = client(0x0303, "1301", "000a 0003 0002 00  000b 0001 02");
    ja3_string(&b, &hello);
    says(&b, "771,4865,10-11,,");
    buf_free(&b);
}

static void check_ja3s(uint16_t suite, const char *exts, const char *string, const char *hash)
{
    struct server_hello hello = {.version = 0x0303, .suite = suite, .exts = codec_hex(exts)};
    struct buf b, h;

    buf_init(&b, 4096);
    buf_init(&h, 4096);
    ja3s_string(&b, &hello);
    says(&b, string);
    ja3_hash(&h, buf_span(&b));
    says(&h, hash);
    buf_free(&b);
    buf_free(&h);
}

/* The commonest servers there are; one that sends no extensions; GREASE. */
static void test_ja3s(void **state)
{
    (void)state;
    check_ja3s(0x1302, "002b 0002 0304 0033 0002 0000", "771,4866,43-51",
               "15af977ce25de452b96affa2addb1036");
    check_ja3s(0xc030, "ff01 0001 00 000b 0002 01 00 0023 0000 0017 0000",
               "771,49200,65281-11-35-23", "ec74a5c51106f0419184d0dd08fb05bc");
    check_ja3s(0xc030, "", "771,49200,", "7770094a92b1cbfa5a6de2017cfb682a");
    check_ja3s(0x1302, "1a1a 0000 002b 0002 0304 0033 0002 0000", "771,4866,43-51",
               "15af977ce25de452b96affa2addb1036");
}

static void check_ja4(const struct client_hello *hello, const char *want, const char *raw)
{
    struct buf b;

    buf_init(&b, 1 << 20);
    ja4(&b, hello);
    says(&b, want);
    assert_int_equal(b.n, JA4_SIZE);
    buf_truncate(&b, 0);
    ja4_raw(&b, hello);
    says(&b, raw);
    buf_free(&b);
}

#define SCHEMES "000d 0012 0010 0403 0804 0401 0503 0805 0501 0806 0601 "

/* The example with which JA4 was published: a browser's hello, with its GREASE. */
static void test_ja4_published(void **state)
{
    struct client_hello hello = client(
        0x0303, "caca 1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035",
        "7a7a 0000  001b 0003 02 0002  0000 0006 0004 00 0001 61  0033 0002 0000  "
        "0010 000e 000c 02 6832 08 687474702f312e31  4469 0005 0003 02 6832  0017 0000  "
        "002d 0002 01 01  0005 0005 01 0000 0000  0023 0000  0012 0000  "
        "002b 0007 06 baba 0304 0303  ff01 0001 00  000b 0002 01 00  "
        "000a 000a 0008 9a9a 001d 0017 0018  " SCHEMES "0015 0002 0000  dada 0001 00");

    (void)state;
    check_ja4(&hello, "t13d1516h2_8daaf6152771_e5627efa2ab1",
              "t13d1516h2_"
              "002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9_"
              "0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_"
              "0403,0804,0401,0503,0805,0501,0806,0601");
}

static void test_ja4_little(void **state)
{
    struct client_hello hello = client(0x0303, "002f", "");

    (void)state;
    check_ja4(&hello, "t12i010000_ba72b8082249_000000000000", "t12i010000_002f_");
    hello = client(0x0303, "1a1a 0a0a", "0a0a 0000");
    check_ja4(&hello, "t12i000000_000000000000_000000000000", "t12i000000__");
    /* Neither SNI nor ALPN is hashed: nothing is left. */
    hello = client(0x0301, "1302 1301", "0000 0000 0010 0005 0003 02 6832");
    check_ja4(&hello, "t10d0202h2_62ed6f6ca7ad_000000000000", "t10d0202h2_1301,1302_");
    /* Extensions without signature schemes: no second part. */
    hello = client(0x0302, "002f", "0017 0000 0016 0000");
    check_ja4(&hello, "t11i010200_ba72b8082249_d75ade3e56f4", "t11i010200_002f_0016,0017");
}

static void head(const struct client_hello *hello, const char *want)
{
    struct buf b;

    buf_init(&b, 1 << 20);
    ja4(&b, hello);
    buf_truncate(&b, 10);
    says(&b, want);
    buf_free(&b);
}

static void test_ja4_versions(void **state)
{
    static const struct {
        uint16_t version;
        const char *exts, *want;
    } cases[] = {
        {0x0303, "002b 0003 02 0304", "t13i010100"},
        {0x0303, "002b 0007 06 0301 0304 0302", "t13i010100"},
        {0x0303, "002b 0007 06 fafa 0303 0302", "t12i010100"},
        {0x0303, "002b 0003 02 7f1c", "t00i010100"},
        {0x0303, "002b 0001 00", "t12i010100"},
        {0x0300, "", "ts3i010000"},
        {0x0002, "", "ts2i010000"},
        {0x0304, "", "t13i010000"},
        {0x0305, "", "t00i010000"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client_hello hello = client(cases[i].version, "002f", cases[i].exts);

        head(&hello, cases[i].want);
    }
}

static void test_ja4_alpn(void **state)
{
    static const struct {
        const char *exts, *want;
    } cases[] = {
        {"0010 0004 0002 01 61", "t12i0101aa"},
        {"0010 000b 0009 08 687474702f312e31", "t12i0101h1"},
        {"0010 0004 0002 01 ab", "t12i0101ab"},
        {"0010 0005 0003 02 abcd", "t12i0101ad"},
        {"0010 0005 0003 02 30ab", "t12i01013b"},
        {"0010 0005 0003 02 ab30", "t12i0101a0"},
        {"0010 0006 0004 03 683a32", "t12i0101h2"},
        {"0010 0005 0003 02 5a39", "t12i0101Z9"},
        {"0010 0005 0003 02 307a", "t12i01010z"},
        {"0010 0005 0003 02 2f5b", "t12i01012b"},
        {"0010 0002 0000", "t12i010100"},
        {"0010 0000", "t12i010100"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client_hello hello = client(0x0303, "002f", cases[i].exts);

        head(&hello, cases[i].want);
    }
}

/* Two digits hold no more than 99. */
static void test_ja4_counts(void **state)
{
    struct client_hello hello = client(0x0303, "00*198", "");
    struct buf exts;

    (void)state;
    head(&hello, "t12i990000");
    hello = client(0x0303, "00*200", "");
    head(&hello, "t12i990000");
    hello = client(0x0303, "00*196", "");
    head(&hello, "t12i980000");
    buf_init(&exts, 1 << 20);
    for (unsigned i = 0; i < 100; i++)
        ext_put(&exts, (uint16_t)(100 + i), (struct span){0});
    hello.exts = buf_span(&exts);
    head(&hello, "t12i989900");
    buf_free(&exts);
}

/* The longest lists that a hello can hold. */
static void test_long(void **state)
{
    struct client_hello hello = client(0x0303, "1301 00*65532", "");
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 20);
    ja4(&b, &hello);
    assert_int_equal(b.err, ERR_OK);
    assert_int_equal(b.n, JA4_SIZE);
    ja3_string(&b, &hello);
    ja4_raw(&b, &hello);
    assert_int_equal(b.err, ERR_OK);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ja3_published), cmocka_unit_test(test_ja3_edges),
        cmocka_unit_test(test_ja3s),          cmocka_unit_test(test_ja4_published),
        cmocka_unit_test(test_ja4_little),    cmocka_unit_test(test_ja4_versions),
        cmocka_unit_test(test_ja4_alpn),      cmocka_unit_test(test_ja4_counts),
        cmocka_unit_test(test_long),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
