/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hybrid groups, and ML-KEM as a key exchange.  The halves have tests of their own: here it is
 * their order, their lengths, and that each of them is checked. */
#include "config.h"

#include "lib/crypto/kx.h"

#include "tests/unit/crypto/kit.h"
#include "tests/unit/crypto/kit_rng.h"

static const struct {
    enum kx_group group, halves[2];
    size_t start, respond, shared;
} hybrids[] = {
    {KX_X25519MLKEM768, {KX_MLKEM768, KX_X25519}, 1216, 1120, 64},
    {KX_SECP256R1MLKEM768, {KX_P256, KX_MLKEM768}, 1249, 1153, 64},
    {KX_SECP384R1MLKEM1024, {KX_P384, KX_MLKEM1024}, 1665, 1665, 80},
};

/* RFC 10024 4.1, 4.2, 4.3: the lengths are stated there. */
static void test_sizes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(hybrids); i++) {
        const struct kx_kind *kind = kx_kind(hybrids[i].group);
        assert_int_equal(kind->start_n, hybrids[i].start);
        assert_int_equal(kind->respond_n, hybrids[i].respond);
        assert_int_equal(kind->shared_n, hybrids[i].shared);
        assert_int_equal(kx_type(kind), KX_TYPE_KEM);
        for (size_t k = 0; k < 2; k++)
            assert_ptr_equal(kind->halves[k], kx_kind(hybrids[i].halves[k]));
    }
    assert_null(kx_kind(KX_X25519)->halves[0]);
    assert_null(kx_kind(KX_MLKEM768)->halves[0]);
}

/* Both ends, in one exchange. */
struct exchange {
    struct kit_rng source;
    struct rng rng;
    struct kx a, b;
    uint8_t secret[KX_SHARED_MAX];
};

static void begin(struct exchange *x, enum kx_group group, uint32_t seed)
{
    size_t n;

    x->source = (struct kit_rng){.seed = seed};
    x->rng = kit_rng(&x->source);
    assert_int_equal(kx_start(&x->a, kx_kind(group), &x->rng), ERR_OK);
    struct span share = span_of(x->a.public, x->a.public_n);
    assert_int_equal(kx_respond(&x->b, kx_kind(group), x->secret, &n, share, &x->rng), ERR_OK);
    assert_int_equal(n, kx_kind(group)->shared_n);
}

static enum err finish(const struct exchange *x, uint8_t *out, size_t n)
{
    size_t got = 0;
    enum err err = kx_finish(&x->a, out, &got, span_of(x->b.public, n));

    assert_true(err != ERR_OK || got == x->a.kind->shared_n);
    return err;
}

static enum err respond(struct exchange *x, size_t n)
{
    uint8_t out[KX_SHARED_MAX];
    size_t got;

    return kx_respond(&x->b, x->a.kind, out, &got, span_of(x->a.public, n), &x->rng);
}

static void test_agree(void **state)
{
    static const enum kx_group groups[] = {KX_MLKEM768, KX_MLKEM1024, KX_X25519MLKEM768,
                                           KX_SECP256R1MLKEM768, KX_SECP384R1MLKEM1024};

    (void)state;
    for (size_t i = 0; i < COUNT(groups); i++) {
        for (uint32_t seed = 0; seed < 20; seed++) {
            uint8_t out[KX_SHARED_MAX];
            struct exchange x;
            begin(&x, groups[i], seed);
            assert_int_equal(finish(&x, out, x.b.public_n), ERR_OK);
            assert_memory_equal(out, x.secret, x.a.kind->shared_n);
            assert_int_equal(kx_set(&x.b, x.a.kind, span_of(x.a.private, x.a.private_n)),
                             ERR_TLS_NOT_SUPPORTED);
        }
    }
}

/* Share, answer and secret are those of the halves, finished alone. */
static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(hybrids); i++) {
        size_t private_at = 0, start_at = 0, respond_at = 0, shared_at = 0;
        struct exchange x;
        begin(&x, hybrids[i].group, 1);
        for (size_t k = 0; k < 2; k++) {
            const struct kx_kind *kind = kx_kind(hybrids[i].halves[k]);
            struct kx half = {.kind = kind, .private_n = kind->private_n};
            uint8_t out[KX_SHARED_MAX];
            size_t n;
            half.public_n = kind->start_n;
            memcpy(half.private, x.a.private + private_at, kind->private_n);
            struct span answer = span_of(x.b.public + respond_at, kind->respond_n);
            assert_int_equal(kx_finish(&half, out, &n, answer), ERR_OK);
            assert_memory_equal(out, x.secret + shared_at, kind->shared_n);
            private_at += kind->private_n;
            start_at += kind->start_n;
            respond_at += kind->respond_n;
            shared_at += kind->shared_n;
        }
        assert_int_equal(private_at, x.a.private_n);
        assert_int_equal(start_at, x.a.public_n);
        assert_int_equal(respond_at, x.b.public_n);
        assert_int_equal(shared_at, hybrids[i].shared);
    }
}

/* From the seeds d and z of ML-KEM, its m, and the key pairs of RFC 7748 6.1: what is sent, and the
 * secret. */
static void test_known(void **state)
{
    static const char seed[] = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
                      other[] = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
                      secret[] = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
    uint8_t ek[MLKEM_768_EK], dk[MLKEM_768_DK], ciphertext[MLKEM_768_CIPHERTEXT];
    uint8_t bytes[3][MLKEM_SEED], mine[MLKEM_SECRET];
    struct kit_rng source;
    struct rng rng = kit_rng(&source);
    struct exchange x;
    struct arena a;
    size_t n;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(bytes); i++)
        memset(bytes[i], (int)i + 1, MLKEM_SEED);
    mlkem_keygen(&mlkem_768, ek, dk, bytes[0], bytes[1]);
    assert_int_equal(mlkem_encaps(&mlkem_768, ciphertext, mine, span_of(ek, sizeof ek), bytes[2]),
                     ERR_OK);
    source.script =
        FD_CAT(&a, span_of(bytes[0], MLKEM_SEED), span_of(bytes[1], MLKEM_SEED), fd_hex(&a, seed));
    assert_int_equal(kx_start(&x.a, kx_kind(KX_X25519MLKEM768), &rng), ERR_OK);
    assert_memory_equal(x.a.public, ek, sizeof ek);
    assert_memory_equal(
        x.a.public + sizeof ek,
        fd_hex(&a, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a").p, 32);
    source.script = FD_CAT(&a, span_of(bytes[2], MLKEM_SEED), fd_hex(&a, other));
    assert_int_equal(kx_respond(&x.b, kx_kind(KX_X25519MLKEM768), x.secret, &n,
                                span_of(x.a.public, x.a.public_n), &rng),
                     ERR_OK);
    assert_memory_equal(x.b.public, ciphertext, sizeof ciphertext);
    assert_memory_equal(
        x.b.public + sizeof ciphertext,
        fd_hex(&a, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f").p, 32);
    assert_memory_equal(x.secret, mine, sizeof mine);
    assert_memory_equal(x.secret + sizeof mine, fd_hex(&a, secret).p, 32);
    arena_free(&a);
}

/* One byte more or less, and the length of the other side. */
static void test_lengths(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(hybrids); i++) {
        uint8_t out[KX_SHARED_MAX];
        struct exchange x;
        begin(&x, hybrids[i].group, 2);
        size_t start = hybrids[i].start, answer = hybrids[i].respond;
        assert_int_equal(finish(&x, out, answer - 1), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(finish(&x, out, answer + 1), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(finish(&x, out, 0), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(finish(&x, out, start), start == answer ? ERR_OK : ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(respond(&x, start - 1), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(respond(&x, start + 1), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(respond(&x, 0), ERR_TLS_KEY_SHARE_FORM);
        assert_int_equal(respond(&x, start), ERR_OK);
    }
}

/* Where the half begins that is no ML-KEM, in the share of an end; and where ML-KEM begins. */
static size_t curve_at(size_t i, bool is_answer)
{
    const struct kx_kind *first = kx_kind(hybrids[i].halves[0]);

    return i > 0 ? 0 : is_answer ? first->respond_n : first->start_n;
}

static size_t kem_at(size_t i)
{
    return i > 0 ? kx_kind(hybrids[i].halves[0])->start_n : 0;
}

/* A point of small order, one that is not on the curve, one that is compressed: at both ends. */
static void test_bad_curve(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(hybrids); i++) {
        size_t n = i == 0 ? 32 : kx_kind(hybrids[i].halves[0])->start_n;
        uint8_t out[KX_SHARED_MAX];
        struct exchange x;
        begin(&x, hybrids[i].group, 3);
        uint8_t *answer = x.b.public + curve_at(i, true), *share = x.a.public + curve_at(i, false);
        memset(answer + 1, 0, n - 1);
        answer[0] = i == 0 ? 0 : 4;
        assert_int_equal(finish(&x, out, hybrids[i].respond),
                         i == 0 ? ERR_TLS_SHARED_ZERO : ERR_TLS_POINT);
        answer[0] = 2;
        if (i > 0)
            assert_int_equal(finish(&x, out, hybrids[i].respond), ERR_TLS_KEY_SHARE_FORM);
        memset(share + 1, 0, n - 1);
        share[0] = i == 0 ? 0 : 4;
        assert_int_equal(respond(&x, hybrids[i].start),
                         i == 0 ? ERR_TLS_SHARED_ZERO : ERR_TLS_POINT);
        share[0] = 3;
        if (i > 0)
            assert_int_equal(respond(&x, hybrids[i].start), ERR_TLS_KEY_SHARE_FORM);
    }
}

/* FIPS 203 7.2: a coefficient of q = 3329 or more, the first and the last; 6.3: a ciphertext that
 * was changed gives another secret. */
static void test_bad_kem(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(hybrids); i++) {
        size_t ek_n = i < 2 ? MLKEM_768_EK : MLKEM_1024_EK, last = ek_n - 32 - 1;
        uint8_t out[KX_SHARED_MAX];
        struct exchange x;
        begin(&x, hybrids[i].group, 4);
        uint8_t *ek = x.a.public + kem_at(i);
        x.b.public[kem_at(i)] ^= 1;
        assert_int_equal(finish(&x, out, hybrids[i].respond), ERR_OK);
        assert_memory_not_equal(out, x.secret, hybrids[i].shared);
        uint8_t was[2] = {ek[0], ek[1]};
        ek[0] = 0x01; /* 0xd01 is q */
        ek[1] = (uint8_t)((was[1] & 0xf0) | 0x0d);
        assert_int_equal(respond(&x, hybrids[i].start), ERR_TLS_MLKEM_MODULUS);
        ek[0] = 0x00;
        assert_int_equal(respond(&x, hybrids[i].start), ERR_OK);
        ek[last] = 0xff;
        assert_int_equal(respond(&x, hybrids[i].start), ERR_TLS_MLKEM_MODULUS);
    }
}

/* A source that yields only zeros is broken, at either end, and leaves no key behind. */
static void test_broken_source(void **state)
{
    static const enum kx_group groups[] = {KX_MLKEM768, KX_MLKEM1024, KX_X25519MLKEM768,
                                           KX_SECP256R1MLKEM768, KX_SECP384R1MLKEM1024};
    static const struct kx empty;
    struct rng zeros = kit_zeros();

    (void)state;
    for (size_t i = 0; i < COUNT(groups); i++) {
        struct exchange x;
        begin(&x, groups[i], 5);
        x.rng = zeros;
        assert_int_equal(respond(&x, x.a.public_n), ERR_TLS_RANDOM);
        assert_int_equal(kx_start(&x.a, kx_kind(groups[i]), &zeros), ERR_TLS_RANDOM);
        assert_memory_equal(&x.a, &empty, sizeof empty);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),   cmocka_unit_test(test_agree),
        cmocka_unit_test(test_order),   cmocka_unit_test(test_known),
        cmocka_unit_test(test_lengths), cmocka_unit_test(test_bad_curve),
        cmocka_unit_test(test_bad_kem), cmocka_unit_test(test_broken_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
