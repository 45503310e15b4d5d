/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/buf.h"

typedef enum err parse_fn(struct numbers *out, struct span text, struct span *at);

/* The text gives these numbers, 0 ends them. */
static void gives(parse_fn *parse, const char *text, const uint16_t *want)
{
    struct numbers got;
    struct span at;

    assert_int_equal(parse(&got, span_str(text), &at), ERR_OK);
    for (size_t i = 0; i < got.num; i++)
        assert_int_equal(got.v[i], want[i]);
    assert_int_equal(want[got.num], 0);
}

static void fails(parse_fn *parse, const char *text, enum err e, const char *where)
{
    struct numbers got;
    struct span at;

    assert_int_equal(parse(&got, span_str(text), &at), e);
    assert_true(span_eq(at, span_str(where)));
}

static bool has(const struct numbers *n, uint16_t id)
{
    for (size_t i = 0; i < n->num; i++) {
        if (n->v[i] == id)
            return true;
    }
    return false;
}

static struct numbers numbers_of(parse_fn *parse, const char *text)
{
    struct numbers got;
    struct span at;

    assert_int_equal(parse(&got, span_str(text), &at), ERR_OK);
    for (size_t i = 0; i < got.num; i++) {
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(got.v[i], got.v[j]);
    }
    return got;
}

#define LIST(...) ((const uint16_t[]){__VA_ARGS__, 0})

static void test_items(void **state)
{
    (void)state;
    gives(names_suites, "TLS_AES_128_GCM_SHA256", LIST(0x1301));
    gives(names_suites, "tls_aes_128_gcm_sha256", LIST(0x1301));
    gives(names_suites, "ECDHE-RSA-AES128-GCM-SHA256", LIST(0xc02f));
    gives(names_suites, "ecdhe-rsa-aes128-gcm-sha256", LIST(0xc02f));
    gives(names_suites, "0xC02F", LIST(0xc02f));
    gives(names_suites, "0x2f", LIST(0x2f));
    gives(names_suites, "0x1301,0x5600,TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
          LIST(0x1301, 0x5600, 0x00ff));
    gives(names_suites, "AES128-SHA:0x1301,0x1302 0x1303\n\t0x1304",
          LIST(0x2f, 0x1301, 0x1302, 0x1303, 0x1304));
    gives(names_suites, ", 0x1301 ,,: ", LIST(0x1301));
    gives(names_suites, "0x1301,0x1302,0x1301", LIST(0x1301, 0x1302));
    gives(names_groups, "x25519:P-256:prime256v1:secp384r1:P-384:P-521:FFDHE2048",
          LIST(29, 23, 24, 25, 256));
    gives(names_schemes, "0x0804,0x0904", LIST(0x0804, 0x0904));
    gives(names_schemes, "rsa_pss_rsae_sha256,ECDSA+SHA256,RSA+SHA1,ed25519",
          LIST(0x0804, 0x0403, 0x0201, 0x0807));
}

static void test_take_away(void **state)
{
    struct numbers n;

    (void)state;
    gives(names_suites, "0x1301,0x1302,0x1303,-0x1302", LIST(0x1301, 0x1303));
    gives(names_suites, "0x1301,-0x1302", LIST(0x1301));
    gives(names_groups, "-x25519,-X25519MLKEM768", LIST(0x11eb, 0x11ed, 23, 24));
    gives(names_groups, "0x1d,0x0017,-0x1D", LIST(23));
    gives(names_groups, "x25519mlkem768,0x11ED", LIST(0x11ec, 0x11ed));
    n = numbers_of(names_suites, "all,-modern");
    assert_false(has(&n, 0x1301));
    assert_true(has(&n, 0x002f));
    gives(names_suites, "all,-all,0x1301", LIST(0x1301));
}

static void test_errors(void **state)
{
    (void)state;
    fails(names_suites, "0x1301,TLS_NO_SUCH", ERR_TLS_SUITE_NAME, "TLS_NO_SUCH");
    fails(names_suites, "-TLS_NO_SUCH", ERR_TLS_SUITE_NAME, "-TLS_NO_SUCH");
    fails(names_suites, "-", ERR_TLS_SUITE_NAME, "-");
    fails(names_suites, "0x", ERR_TLS_SUITE_NAME, "0x");
    fails(names_suites, "0x12345", ERR_TLS_SUITE_NAME, "0x12345");
    fails(names_suites, "0x12g4", ERR_TLS_SUITE_NAME, "0x12g4");
    fails(names_suites, "TLS_AES_128_GCM_SHA25", ERR_TLS_SUITE_NAME, "TLS_AES_128_GCM_SHA25");
    fails(names_suites, "DES-CBC3-SHA", ERR_TLS_NOT_SUPPORTED, "DES-CBC3-SHA");
    fails(names_suites, "TLS_RSA_WITH_RC4_128_MD5", ERR_TLS_NOT_SUPPORTED,
          "TLS_RSA_WITH_RC4_128_MD5");
    fails(names_groups, "x25519,no", ERR_TLS_GROUP_NAME, "no");
    fails(names_groups, "sect163k1", ERR_TLS_NOT_SUPPORTED, "sect163k1");
    /* A number is refused like its name. */
    fails(names_suites, "0x1301,0x0005", ERR_TLS_NOT_SUPPORTED, "0x0005");
    fails(names_suites, "-0x1306", ERR_TLS_NOT_SUPPORTED, "-0x1306");
    fails(names_suites, "0xfafa", ERR_TLS_SUITE_NAME, "0xfafa");
    fails(names_suites, "0x4444", ERR_TLS_SUITE_NAME, "0x4444");
    fails(names_schemes, "0x0202", ERR_TLS_NOT_SUPPORTED, "0x0202");
    fails(names_schemes, "ed25519,0x0911", ERR_TLS_NOT_SUPPORTED, "0x0911");
    fails(names_schemes, "0x0b00", ERR_TLS_SCHEME_NAME, "0x0b00");
    fails(names_groups, "x25519,0x0200", ERR_TLS_NOT_SUPPORTED, "0x0200");
    fails(names_groups, "0x11ee", ERR_TLS_NOT_SUPPORTED, "0x11ee");
    fails(names_groups, "-0x0001", ERR_TLS_NOT_SUPPORTED, "-0x0001");
    fails(names_groups, "0x9999", ERR_TLS_GROUP_NAME, "0x9999");
    fails(names_groups, "0x2a2a", ERR_TLS_GROUP_NAME, "0x2a2a");
    fails(names_schemes, "no", ERR_TLS_SCHEME_NAME, "no");
    fails(names_schemes, "dsa_sha1", ERR_TLS_NOT_SUPPORTED, "dsa_sha1");
    fails(names_suites, "", ERR_TLS_OFFER_EMPTY, "");
    fails(names_groups, " , ", ERR_TLS_OFFER_EMPTY, " , ");
    fails(names_suites, "0x1301 -0x1301", ERR_TLS_OFFER_EMPTY, "0x1301 -0x1301");
}

/* Names and numbers of what is not implemented, and numbers of nothing. */
static void test_any(void **state)
{
    (void)state;
    gives(names_any_suites, "RC4-SHA,0x1301,0x1,0xfafa,TLS_AEGIS_256_SHA512",
          LIST(0x0005, 0x1301, 1, 0xfafa, 0x1306));
    gives(names_any_groups, "0x0200,x25519,MLKEM768,0x9999", LIST(0x0200, 29, 0x0201, 0x9999));
    gives(names_any_schemes, "0x0b00,dsa_sha1,-0x0b00,ed25519", LIST(0x0202, 0x0807));
    assert_int_equal(numbers_of(names_any_suites, "all").num, numbers_of(names_suites, "all").num);
    fails(names_any_suites, "TLS_NO_SUCH", ERR_TLS_SUITE_NAME, "TLS_NO_SUCH");
    fails(names_any_groups, "0x12345", ERR_TLS_GROUP_NAME, "0x12345");
    fails(names_any_schemes, "no", ERR_TLS_SCHEME_NAME, "no");
}

/* NAMES_MAX, and no more. */
static void test_limit(void **state)
{
    struct numbers got;
    struct span at;
    struct buf b;

    (void)state;
    buf_init(&b, 1 << 16);
    for (unsigned i = 0; i < NAMES_MAX; i++)
        buf_printf(&b, "0x%04x,", i + 1);
    assert_int_equal(names_any_suites(&got, buf_span(&b), &at), ERR_OK);
    assert_int_equal(got.num, NAMES_MAX);
    buf_str(&b, "0x0001,0x4444");
    assert_int_equal(names_any_suites(&got, buf_span(&b), &at), ERR_SIZE_LIMIT);
    assert_true(span_eq(at, SPAN_LIT("0x4444")));
    buf_free(&b);
}

static void test_suite_sets(void **state)
{
    struct numbers normal = numbers_of(names_suites, "default");
    struct numbers modern = numbers_of(names_suites, "modern");
    struct numbers compatible = numbers_of(names_suites, "compatible");
    struct numbers all = numbers_of(names_suites, "ALL"), same;
    const struct suite *s;

    (void)state;
    for (size_t i = 0; (s = suite_at(i)) != NULL; i++) {
        bool known = s->kx != SUITE_KX_NONE,
             fresh = s->kx <= SUITE_KX_TLS13 || s->kx == SUITE_KX_ECDHE;
        bool best = known && s->status == STATUS_RECOMMENDED;

        assert_int_equal(has(&all, s->id), known);
        assert_int_equal(has(&normal, s->id), best);
        assert_int_equal(has(&modern, s->id), known && fresh && s->aead != AEAD_NONE);
        assert_int_equal(has(&compatible, s->id),
                         known && (best || !fresh || s->aead == AEAD_NONE));
    }
    /* What is better stands first. */
    assert_int_equal(all.v[0], TLS_AES_128_GCM_SHA256);
    for (size_t i = 1; i < all.num; i++)
        assert_true(suite_find(all.v[i])->kx != SUITE_KX_TLS13 ||
                    suite_find(all.v[i - 1])->kx == SUITE_KX_TLS13);
    assert_int_equal(suite_find(all.v[all.num - 1])->kx, SUITE_KX_RSA);
    same.num = 1; /* whatever stood there before */
    names_default_suites(&same);
    assert_int_equal(same.num, normal.num);
    assert_memory_equal(same.v, normal.v, same.num * sizeof same.v[0]);
}

static void test_group_sets(void **state)
{
    struct numbers all = numbers_of(names_groups, "all"), same;
    const struct group *g;

    (void)state;
    for (size_t i = 0; (g = group_at(i)) != NULL; i++)
        assert_int_equal(has(&all, g->id), g->kx != KX_NONE);
    gives(names_groups, "default", LIST(0x11ec, 0x11eb, 0x11ed, 29, 23, 24));
    gives(names_groups, "modern", LIST(0x11ec, 0x11eb, 0x11ed, 29, 23, 24, 30, 25));
    assert_int_equal(numbers_of(names_groups, "compatible").num, all.num);
    names_default_groups(&same);
    assert_int_equal(same.num, 6);
    assert_int_equal(same.v[0], GROUP_X25519MLKEM768);
}

static void test_scheme_sets(void **state)
{
    struct numbers normal = numbers_of(names_schemes, "default"), same;
    struct numbers modern = numbers_of(names_schemes, "modern");
    struct numbers all = numbers_of(names_schemes, "all");
    const struct scheme *s;

    (void)state;
    for (size_t i = 0; (s = scheme_at(i)) != NULL; i++) {
        bool known = s->sig != SIG_UNKNOWN;

        assert_int_equal(has(&all, s->id), known);
        assert_int_equal(has(&normal, s->id), known && s->digest != DIGEST_SHA1);
        assert_int_equal(has(&modern, s->id), known && s->in13);
    }
    assert_int_equal(numbers_of(names_schemes, "compatible").num, all.num);
    same.num = 1;
    names_default_schemes(&same);
    assert_int_equal(same.num, normal.num);
}

static void test_compressions(void **state)
{
    struct numbers out;
    struct span at;

    (void)state;
    names_default_compressions(&out);
    assert_int_equal(out.num, 3);
    assert_int_equal(names_compressions(&out, SPAN_LIT("zstd, ZLIB,0x0002,zstd"), &at), ERR_OK);
    assert_int_equal(out.num, 3);
    assert_int_equal(out.v[0], CERT_COMPRESSION_ZSTD);
    assert_int_equal(out.v[1], CERT_COMPRESSION_ZLIB);
    assert_int_equal(out.v[2], CERT_COMPRESSION_BROTLI);
    assert_int_equal(names_compressions(&out, SPAN_LIT("-brotli"), &at), ERR_OK);
    assert_int_equal(out.num, 2);
    assert_int_equal(names_compressions(&out, SPAN_LIT("lzma"), &at), ERR_TLS_COMPRESSION_NAME);
    assert_int_equal(names_compressions(&out, SPAN_LIT("0x0004"), &at), ERR_TLS_COMPRESSION_NAME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items),       cmocka_unit_test(test_take_away),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_any),      cmocka_unit_test(test_limit),
        cmocka_unit_test(test_suite_sets),  cmocka_unit_test(test_group_sets),
        cmocka_unit_test(test_scheme_sets), cmocka_unit_test(test_compressions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
