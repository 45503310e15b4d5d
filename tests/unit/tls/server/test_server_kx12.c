/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "lib/x509/cert.h"
#include "tests/unit/tls/pairs.h"

enum { RSA_N = 256 };

/* --- RSA: nothing tells what was wrong ---------------------------------------------------- */

static void encrypt(struct pair *p, struct span plain, struct buf *out)
{
    struct pubkey *key;
    struct cert cert;
    struct fail f = {0};

    assert_int_equal(cert_parse(&cert, p->identities[0].certs[0], &f), ERR_OK);
    assert_int_equal(pubkey_new(&key, &cert.key), ERR_OK);
    assert_int_equal(pubkey_encrypt(key, out, plain, &p->client.rng), ERR_OK);
    pubkey_free(key);
}

static void open_rsa(struct pair *p)
{
    pair_open(p, TLS_1_2);
    pair_identity(p, FKEY_RSA2048_A);
    only(&p->client.suites, TLS_RSA_WITH_AES_128_GCM_SHA256);
}

/* A connection with that ClientKeyExchange. */
static void run_forged(struct pair *p, struct span cipher, struct span premaster)
{
    struct tls_replay r = {.premaster = premaster};
    struct buf message;

    buf_init(&message, 1 << 16);
    client_key_exchange_put(&message, SUITE_KX_RSA, cipher);
    r.client_key_exchange = buf_span(&message);
    p->client.replay = &r;
    pair_run(p);
    p->client.replay = NULL;
    buf_free(&message);
}

/* It all looks the same: the record of Finished does not authenticate, in that state, with that
 * alert, after those messages. */
static void assert_no_oracle(struct pair *p, struct span cipher, struct span premaster)
{
    const struct pair_end *s = &p->ends[PAIR_SERVER];

    run_forged(p, cipher, premaster);
    assert_int_equal(s->err, ERR_TLS_BAD_RECORD_MAC);
    assert_int_equal(s->alert, ALERT_BAD_RECORD_MAC);
    assert_int_equal(s->tls->state, HS_STATE_S_WAIT_FINISHED12);
    assert_true(span_eq(buf_span(&s->heard), SPAN_LIT("\x01\x10")));
    assert_int_equal(p->ends[PAIR_CLIENT].got_alert, ALERT_BAD_RECORD_MAC);
}

static void forge(struct pair *p, struct span plain)
{
    struct buf cipher;

    buf_init(&cipher, 1 << 12);
    encrypt(p, plain, &cipher);
    assert_no_oracle(p, buf_span(&cipher), plain);
    buf_free(&cipher);
}

static void test_rsa_premaster(void **state)
{
    uint8_t pm[64] = {3, 3};
    struct buf cipher;
    struct pair p;

    (void)state;
    memset(pm + 2, 0x77, sizeof pm - 2);
    open_rsa(&p);
    buf_init(&cipher, 1 << 12);
    encrypt(&p, span_of(pm, PREMASTER_RSA_SIZE), &cipher);
    run_forged(&p, buf_span(&cipher), span_of(pm, PREMASTER_RSA_SIZE));
    assert_true(pair_carries(&p)); /* this one is right */
    buf_free(&cipher);

    forge(&p, span_of(pm, PREMASTER_RSA_SIZE - 1));
    forge(&p, span_of(pm, PREMASTER_RSA_SIZE + 1));
    forge(&p, span_of(pm, 0));
    forge(&p, span_of(pm, 1));
    /* Another version than was offered. */
    for (unsigned i = 0; i < 2; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            pm[i] ^= (uint8_t)(1u << bit);
            forge(&p, span_of(pm, PREMASTER_RSA_SIZE));
            pm[i] ^= (uint8_t)(1u << bit);
        }
    }
    pair_close(&p);
}

static void test_rsa_cipher(void **state)
{
    uint8_t pm[PREMASTER_RSA_SIZE] = {3, 3}, bytes[2 * RSA_N];
    struct span premaster = span_of(pm, sizeof pm);
    struct buf good;
    struct pair p;

    (void)state;
    open_rsa(&p);
    buf_init(&good, 1 << 12);
    encrypt(&p, premaster, &good);
    /* What is below the modulus has a padding that is wrong, but for one in 2^16. */
    for (uint8_t i = 0; i < 20; i++) {
        memset(bytes, i, RSA_N);
        assert_no_oracle(&p, span_of(bytes, RSA_N), premaster);
    }
    memset(bytes, 0xff, sizeof bytes); /* above it */
    assert_no_oracle(&p, span_of(bytes, RSA_N), premaster);
    /* Of any other length. */
    assert_no_oracle(&p, span_of(bytes, 0), premaster);
    assert_no_oracle(&p, span_of(bytes, RSA_N + 1), premaster);
    assert_no_oracle(&p, span_of(bytes, 2 * RSA_N), premaster);
    assert_no_oracle(&p, span_head(buf_span(&good), RSA_N - 1), premaster);
    memset(bytes, 0, sizeof bytes); /* the right one, with a zero in front */
    memcpy(bytes + 1, good.p, RSA_N);
    assert_no_oracle(&p, span_of(bytes, RSA_N + 1), premaster);
    buf_free(&good);
    pair_close(&p);
}

/* --- the form, and what is no point ------------------------------------------------------- */

/* What the hook puts in the place of a message's body. */
struct change {
    uint8_t message;
    enum fault_stage stage;
    struct span body;
    bool was_made;
};

static enum fault_act change(void *ctx, struct tls *t, enum fault_stage stage, uint8_t message,
                             struct buf *bytes)
{
    struct change *c = ctx;

    (void)t;
    if (stage != c->stage || message != c->message)
        return FAULT_SEND;
    c->was_made = true;
    buf_truncate(bytes, 0);
    if (stage == FAULT_MESSAGE)
        msg_put(bytes, message, c->body);
    else
        buf_put(bytes, c->body);
    return FAULT_SEND;
}

/* The server refuses that body of a ClientKeyExchange. */
static void refused(uint16_t suite, uint16_t group, struct span body, enum err e)
{
    struct change c = {.message = HS_CLIENT_KEY_EXCHANGE, .stage = FAULT_MESSAGE, .body = body};
    struct tls_faults faults = {.ctx = &c, .hook = change};
    struct span at;
    struct pair p;

    open_pair(&p);
    only(&p.client.suites, suite);
    only(&p.client.groups, group);
    assert_int_equal(names_groups(&p.host.groups, SPAN_LIT("all"), &at), ERR_OK);
    p.client.faults = &faults;
    fails(&p, e, err_alert(e));
    assert_true(c.was_made);
    pair_close(&p);
}

static void test_form(void **state)
{
    (void)state;
    refused(TLS_RSA_WITH_AES_128_GCM_SHA256, GROUP_X25519, SPAN_LIT(""), ERR_TLS_TRUNCATED);
    refused(TLS_RSA_WITH_AES_128_GCM_SHA256, GROUP_X25519, SPAN_LIT("\0\2x"), ERR_TLS_TRUNCATED);
    refused(TLS_RSA_WITH_AES_128_GCM_SHA256, GROUP_X25519, SPAN_LIT("\0\1xy"), ERR_TLS_TRAILING);
    refused(TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_X25519, SPAN_LIT("\0"), ERR_TLS_VECTOR);
    refused(TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_X25519, SPAN_LIT("\1xy"),
            ERR_TLS_TRAILING);
    refused(TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_FFDHE2048, SPAN_LIT("\0\0"), ERR_TLS_VECTOR);
    refused(TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, GROUP_FFDHE2048, SPAN_LIT("\1x"),
            ERR_TLS_TRUNCATED);
}

static void test_ec_point(void **state)
{
    static const uint16_t suite = TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    uint8_t body[1 + 133] = {32};

    (void)state;
    refused(suite, GROUP_X25519, span_of(body, 33), ERR_TLS_SHARED_ZERO);
    body[0] = 31;
    refused(suite, GROUP_X25519, span_of(body, 32), ERR_TLS_KEY_SHARE_FORM);
    body[0] = 56;
    refused(suite, GROUP_X448, span_of(body, 57), ERR_TLS_SHARED_ZERO);
    /* 0, 0 is no point of the curve, 0 alone the one at infinity; 2 begins a compressed one. */
    body[0] = 65;
    body[1] = 4;
    refused(suite, GROUP_SECP256R1, span_of(body, 66), ERR_TLS_POINT);
    body[0] = 33;
    body[1] = 2;
    refused(suite, GROUP_SECP256R1, span_of(body, 34), ERR_TLS_KEY_SHARE_FORM);
    body[0] = 1;
    body[1] = 0;
    refused(suite, GROUP_SECP256R1, span_of(body, 2), ERR_TLS_KEY_SHARE_FORM);
    body[0] = 133;
    body[1] = 4;
    refused(suite, GROUP_SECP521R1, span_of(body, 134), ERR_TLS_POINT);
}

/* Y is within 2..p-2 (RFC 7919 5.1), and no longer than p. */
static void test_dh_range(void **state)
{
    static const uint16_t suite = TLS_DHE_RSA_WITH_AES_128_GCM_SHA256;
    uint8_t body[2 + 257] = {1, 0};
    struct buf p, g;

    (void)state;
    buf_init(&p, 1 << 12);
    buf_init(&g, 1 << 12);
    assert_int_equal(kx_dh_params(kx_kind(KX_FFDHE2048), &p, &g), ERR_OK);
    assert_int_equal(p.n, 256);
    refused(suite, GROUP_FFDHE2048, span_of(body, 2 + 256), ERR_TLS_POINT);
    body[2 + 255] = 1;
    refused(suite, GROUP_FFDHE2048, span_of(body, 2 + 256), ERR_TLS_POINT);
    refused(suite, GROUP_FFDHE2048, SPAN_LIT("\0\1\1"), ERR_TLS_POINT);
    memcpy(body + 2, p.p, 256);
    refused(suite, GROUP_FFDHE2048, span_of(body, 2 + 256), ERR_TLS_POINT);
    body[2 + 255] -= 1;
    refused(suite, GROUP_FFDHE2048, span_of(body, 2 + 256), ERR_TLS_POINT);
    body[1] = 1;
    refused(suite, GROUP_FFDHE2048, span_of(body, 2 + 257), ERR_TLS_KEY_SHARE_FORM);
    /* A short one is none too few: it comes to another secret, and Finished shows it. */
    refused(suite, GROUP_FFDHE2048, SPAN_LIT("\0\1\2"), ERR_TLS_BAD_RECORD_MAC);
    buf_free(&p);
    buf_free(&g);
}

/* --- ServerKeyExchange -------------------------------------------------------------------- */

/* A safe prime of 2048 bits that is none of RFC 7919: group 14 of RFC 3526. */
static const char modp2048[] =
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e34"
    "04ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6"
    "f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a6916"
    "3fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c"
    "32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea95"
    "6ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff";

static void test_own_dh(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p);
    only(&p.client.suites, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
    p.server.dh_p = fd_hex(&p.arena, modp2048);
    p.server.dh_g = SPAN_LIT("\2");
    works(&p, false);
    assert_int_equal(info(&p, PAIR_SERVER)->group, 0);
    assert_int_equal(info(&p, PAIR_SERVER)->dh_bits, 2048);
    assert_true(span_eq(buf_span(&p.ends[PAIR_CLIENT].tls->dh_p), p.server.dh_p));
    /* It does not send what a client would refuse. */
    p.server.dh_p = span_head(p.server.dh_p, 128);
    fails(&p, ERR_TLS_DH_SMALL, ALERT_INSUFFICIENT_SECURITY);
    assert_int_equal(p.ends[PAIR_CLIENT].judged, 0);
    pair_close(&p);
}

/* No key pair serves twice. */
static void test_fresh(void **state)
{
    static const uint16_t suites[] = {TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                      TLS_DHE_RSA_WITH_AES_128_GCM_SHA256};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        uint8_t was[KX_PUBLIC_MAX];
        struct pair p;

        open_pair(&p);
        only(&p.client.suites, suites[i]);
        works(&p, false);
        const struct buf *key = &p.ends[PAIR_CLIENT].tls->ske_key;
        size_t n = key->n;
        assert_true(n >= 32 && n <= sizeof was);
        memcpy(was, key->p, n);
        works(&p, false);
        key = &p.ends[PAIR_CLIENT].tls->ske_key;
        assert_int_equal(key->n, n);
        assert_memory_not_equal(key->p, was, n);
        pair_close(&p);
    }
}

/* The hooks of faults see the parameters, and they are what is signed and sent … */
static void test_fault_params(void **state)
{
    uint8_t params[4 + 32] = {3, 0, 29, 32, 9};
    struct change c = {.message = HS_SERVER_KEY_EXCHANGE,
                       .stage = FAULT_PARAMS,
                       .body = span_of(params, sizeof params)};
    struct tls_faults faults = {.ctx = &c, .hook = change};
    struct pair p;

    (void)state;
    open_pair(&p);
    only(&p.client.suites, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    p.host.faults = &faults;
    pair_run(&p);
    assert_true(c.was_made);
    assert_int_equal(info(&p, PAIR_CLIENT)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    assert_true(span_eq(buf_span(&p.ends[PAIR_CLIENT].tls->ske_key), span_of(params + 4, 32)));
    /* … and what is signed, apart from what is sent. */
    c = (struct change){
        .message = HS_SERVER_KEY_EXCHANGE, .stage = FAULT_CONTENT, .body = SPAN_LIT("else")};
    pair_run(&p);
    assert_true(c.was_made);
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_SIGNATURE);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsa_premaster), cmocka_unit_test(test_rsa_cipher),
        cmocka_unit_test(test_form),          cmocka_unit_test(test_ec_point),
        cmocka_unit_test(test_dh_range),      cmocka_unit_test(test_own_dh),
        cmocka_unit_test(test_fresh),         cmocka_unit_test(test_fault_params),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
