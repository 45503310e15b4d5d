/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/emsa.h"

#include "tests/unit/crypto/kit.h"

enum { SIZE = 128 };

#define INFO_SHA256 "3031300d060960864801650304020105000420"
#define INFO_SHA256_BARE             \
    "302f300b0609608648016503040201" \
    "0420"

/* 00 type FF...FF 00 info digest tail, so that all of it has SIZE octets. */
static struct span pkcs1(uint8_t em[SIZE], uint8_t type, struct span info, size_t tail_n)
{
    uint8_t hash[DIGEST_MAX_SIZE];
    size_t at = SIZE - tail_n - 32 - info.n;

    digest_of(DIGEST_SHA256, hash, KIT_MSG);
    memset(em, 0xff, SIZE);
    em[0] = 0;
    em[1] = type;
    em[at - 1] = 0;
    memcpy(em + at, info.p, info.n);
    memcpy(em + at + info.n, hash, 32);
    memset(em + SIZE - tail_n, 0, tail_n);
    return span_of(em, SIZE);
}

static void pkcs1_padding(void **state)
{
    struct arena a;
    uint8_t em[SIZE];

    (void)state;
    arena_init(&a, 4 << 20);
    struct span info = fd_hex(&a, INFO_SHA256), bare = fd_hex(&a, INFO_SHA256_BARE);
    struct span good = pkcs1(em, 1, info, 0);
    assert_int_equal(emsa_pkcs1(good, DIGEST_SHA256, KIT_MSG), ERR_OK);
    assert_int_equal(emsa_pkcs1(good, DIGEST_SHA256, SPAN_LIT("other")), ERR_SIG_MISMATCH);
    assert_int_equal(emsa_pkcs1(good, DIGEST_SHA384, KIT_MSG), ERR_SIG_MISMATCH);
    for (size_t bit = 0; bit < SIZE * 8; bit++) {
        struct span other = kit_changed(&a, good, bit / 8, (uint8_t)(1u << bit % 8));
        assert_int_equal(emsa_pkcs1(other, DIGEST_SHA256, KIT_MSG), ERR_SIG_MISMATCH);
    }
    /* What forgers of signatures with e = 3 need: octets of their own behind the digest. */
    assert_int_equal(emsa_pkcs1(pkcs1(em, 1, info, 60), DIGEST_SHA256, KIT_MSG), ERR_SIG_MISMATCH);
    /* The type of an encryption, and DigestInfo without its NULL. */
    assert_int_equal(emsa_pkcs1(pkcs1(em, 2, info, 0), DIGEST_SHA256, KIT_MSG), ERR_SIG_MISMATCH);
    assert_int_equal(emsa_pkcs1(pkcs1(em, 1, bare, 0), DIGEST_SHA256, KIT_MSG), ERR_SIG_MISMATCH);
    arena_free(&a);
}

static void pkcs1_room(void **state)
{
    uint8_t em[EMSA_MAX_BYTES + 1] = {0};

    (void)state;
    /* 19 + 32 + 11 octets are the least for SHA-256. */
    assert_int_equal(emsa_pkcs1(span_of(em, 61), DIGEST_SHA256, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(emsa_pkcs1(span_of(em, 62), DIGEST_SHA256, KIT_MSG), ERR_SIG_MISMATCH);
    assert_int_equal(emsa_pkcs1(span_of(em, sizeof em), DIGEST_SHA256, KIT_MSG),
                     ERR_ALG_KEY_MISMATCH);
    assert_int_equal(emsa_pkcs1(span_of(em, 0), DIGEST_SHA256, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(emsa_pkcs1(span_of(em, 128), DIGEST_NONE, KIT_MSG), ERR_ALG_KEY_MISMATCH);
}

/* EMSA-PSS-ENCODE (RFC 8017 9.1.1) of KIT_MSG, with salt A5...A5; what stands where is written
 * into the parts, so that a test can break one of them before the mask is laid over it. */
struct encoding {
    unsigned bits; /* of the modulus */
    struct sigalg alg;
    uint8_t pad, separator, trailer; /* first octet of the padding, the 01, the BC */
};

static const struct encoding good_pss = {
    .bits = 1024,
    .alg = {.kind = SIG_RSA_PSS,
            .digest = DIGEST_SHA256,
            .mgf_digest = DIGEST_SHA256,
            .salt_n = 32},
    .separator = 1,
    .trailer = 0xbc,
};

static struct span encode(uint8_t em[EMSA_MAX_BYTES], const struct encoding *e)
{
    size_t size = (e->bits + 7) / 8, skip = (e->bits - 1) % 8 == 0, n = size - skip;
    size_t hash_n = digest_size(e->alg.digest), salt_n = e->alg.salt_n;
    size_t db_n = n - hash_n - 1, step = digest_size(e->alg.mgf_digest);
    uint8_t m[8 + DIGEST_MAX_SIZE + EMSA_MAX_BYTES] = {0}, seed[DIGEST_MAX_SIZE + 4] = {0};
    uint8_t mask[DIGEST_MAX_SIZE], *db = em + skip;

    digest_of(e->alg.digest, m + 8, KIT_MSG);
    memset(m + 8 + hash_n, 0xa5, salt_n);
    digest_of(e->alg.digest, seed, span_of(m, 8 + hash_n + salt_n));
    memset(em, 0, size);
    db[1] = e->pad;
    db[db_n - salt_n - 1] = e->separator;
    memset(db + db_n - salt_n, 0xa5, salt_n);
    for (size_t i = 0; i < db_n; i++) {
        seed[hash_n + 3] = (uint8_t)(i / step);
        digest_of(e->alg.mgf_digest, mask, span_of(seed, hash_n + 4));
        db[i] ^= mask[i % step];
    }
    db[0] &= (uint8_t)(0xff >> (8 * n - (e->bits - 1)));
    memcpy(db + db_n, seed, hash_n);
    db[n - 1] = e->trailer;
    return span_of(em, size);
}

static enum err judge(const struct encoding *e)
{
    uint8_t em[EMSA_MAX_BYTES];

    return emsa_pss(encode(em, e), e->bits, &e->alg, KIT_MSG);
}

static void pss_good(void **state)
{
    (void)state;
    for (unsigned bits = 1024; bits <= 1041; bits++) {
        for (enum digest d = DIGEST_SHA1; d <= DIGEST_SHA512; d++) {
            for (enum digest mgf = DIGEST_SHA1; mgf <= DIGEST_SHA512; mgf++) {
                for (uint32_t salt_n = 0; salt_n <= 60; salt_n += 20) {
                    struct encoding e = good_pss;
                    e.bits = bits;
                    e.alg.digest = d;
                    e.alg.mgf_digest = mgf;
                    e.alg.salt_n = salt_n;
                    assert_int_equal(judge(&e), ERR_OK);
                }
            }
        }
    }
}

static void pss_parts(void **state)
{
    struct encoding e = good_pss;

    (void)state;
    assert_int_equal(judge(&e), ERR_OK);
    e.pad = 1;
    assert_int_equal(judge(&e), ERR_SIG_MISMATCH);
    e = good_pss;
    e.separator = 0;
    assert_int_equal(judge(&e), ERR_SIG_MISMATCH);
    e.separator = 2;
    assert_int_equal(judge(&e), ERR_SIG_MISMATCH);
    e = good_pss;
    e.trailer = 0xcc;
    assert_int_equal(judge(&e), ERR_SIG_MISMATCH);
}

static void pss_bits(void **state)
{
    static const unsigned sizes[] = {1024, 1025, 1026};
    struct arena a;
    uint8_t em[EMSA_MAX_BYTES];

    (void)state;
    arena_init(&a, 4 << 20);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct encoding e = good_pss;
        e.bits = sizes[i];
        struct span good = encode(em, &e);
        for (size_t bit = 0; bit < good.n * 8; bit++) {
            struct span other = kit_changed(&a, good, bit / 8, (uint8_t)(1u << bit % 8));
            assert_int_equal(emsa_pss(other, e.bits, &e.alg, KIT_MSG), ERR_SIG_MISMATCH);
        }
    }
    arena_free(&a);
}

/* Salt, hash and mask are what the algorithm says, never what the signature happens to hold. */
static void pss_other_parameters(void **state)
{
    uint8_t em[EMSA_MAX_BYTES];
    struct span good = encode(em, &good_pss);
    struct sigalg alg = good_pss.alg;

    (void)state;
    assert_int_equal(emsa_pss(good, 1024, &alg, SPAN_LIT("other")), ERR_SIG_MISMATCH);
    for (alg.salt_n = 0; alg.salt_n <= 94; alg.salt_n++)
        assert_int_equal(emsa_pss(good, 1024, &alg, KIT_MSG),
                         alg.salt_n == 32 ? ERR_OK : ERR_SIG_MISMATCH);
    /* 128 octets hold a digest of 32, the 01, the BC and 94 of salt. */
    assert_int_equal(emsa_pss(good, 1024, &alg, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    alg.salt_n = SIGALG_SALT_MAX;
    assert_int_equal(emsa_pss(good, 1024, &alg, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    alg = good_pss.alg;
    alg.mgf_digest = DIGEST_SHA384;
    assert_int_equal(emsa_pss(good, 1024, &alg, KIT_MSG), ERR_SIG_MISMATCH);
    alg.mgf_digest = DIGEST_NONE;
    assert_int_equal(emsa_pss(good, 1024, &alg, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    alg = good_pss.alg;
    alg.digest = DIGEST_SHA384;
    assert_int_equal(emsa_pss(good, 1024, &alg, KIT_MSG), ERR_SIG_MISMATCH);
    alg.digest = DIGEST_NONE;
    assert_int_equal(emsa_pss(good, 1024, &alg, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    /* Octets and bits that do not go together. */
    assert_int_equal(emsa_pss(good, 1025, &good_pss.alg, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(emsa_pss(good, 1016, &good_pss.alg, KIT_MSG), ERR_ALG_KEY_MISMATCH);
}

/* What is encoded is what is compared with, for every size of modulus around whole octets; and no
 * more than fits is taken. */
static void encodings(void **state)
{
    static uint8_t salt[SIGALG_SALT_MAX];
    struct sigalg alg = good_pss.alg;
    uint8_t em[EMSA_MAX_BYTES];

    (void)state;
    memset(salt, 0x3c, sizeof salt);
    for (unsigned bits = 1024; bits <= 1033; bits++) {
        size_t n = (bits + 7) / 8, most = (bits + 6) / 8 - 32 - 2;
        memset(em, 0xee, sizeof em);
        assert_int_equal(emsa_pkcs1_encode(em, n, DIGEST_SHA256, KIT_MSG), ERR_OK);
        assert_int_equal(em[n], 0xee);
        assert_int_equal(emsa_pkcs1(span_of(em, n), DIGEST_SHA256, KIT_MSG), ERR_OK);
        for (alg.salt_n = 0; alg.salt_n <= most; alg.salt_n++) {
            memset(em, 0xee, sizeof em);
            assert_int_equal(emsa_pss_encode(em, bits, &alg, KIT_MSG, span_of(salt, alg.salt_n)),
                             ERR_OK);
            assert_int_equal(em[n], 0xee);
            assert_int_equal(emsa_pss(span_of(em, n), bits, &alg, KIT_MSG), ERR_OK);
        }
        assert_int_equal(emsa_pss_encode(em, bits, &alg, KIT_MSG, span_of(salt, most + 1)),
                         ERR_ALG_KEY_MISMATCH);
    }
    assert_int_equal(emsa_pkcs1_encode(em, 61, DIGEST_SHA256, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(emsa_pkcs1_encode(em, 62, DIGEST_SHA256, KIT_MSG), ERR_OK);
    assert_int_equal(emsa_pkcs1_encode(em, 62, DIGEST_NONE, KIT_MSG), ERR_ALG_KEY_MISMATCH);
    assert_int_equal(emsa_pkcs1_encode(em, EMSA_MAX_BYTES + 1, DIGEST_SHA256, KIT_MSG),
                     ERR_ALG_KEY_MISMATCH);
    alg.mgf_digest = DIGEST_NONE;
    assert_int_equal(emsa_pss_encode(em, 1024, &alg, KIT_MSG, span_of(salt, 32)),
                     ERR_ALG_KEY_MISMATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pkcs1_padding), cmocka_unit_test(pkcs1_room),
        cmocka_unit_test(pss_good),      cmocka_unit_test(pss_parts),
        cmocka_unit_test(pss_bits),      cmocka_unit_test(pss_other_parameters),
        cmocka_unit_test(encodings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
