/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/auth.h"
#include "lib/tls/core/conn.h"
#include "lib/tls/tls.h"
#include "lib/tls/wire/edit.h"
#include "tests/peer/talk.h"

/* --- what the server signs ---------------------------------------------------------------- */

/* Every scheme in both versions: does it pass, and if not, why? */
struct signing {
    enum fkey key;
    bool pss_key;
    uint16_t scheme;
    enum err in12, in13;
};

static const struct signing signings[] = {
    {FKEY_P256_C, false, SCHEME_ECDSA_SECP256R1_SHA256, ERR_OK, ERR_OK},
    {FKEY_P256_C, false, SCHEME_ECDSA_SECP384R1_SHA384, ERR_OK, ERR_TLS_SCHEME_KEY},
    {FKEY_P384_A, false, SCHEME_ECDSA_SECP384R1_SHA384, ERR_OK, ERR_OK},
    {FKEY_P384_A, false, SCHEME_ECDSA_SECP256R1_SHA256, ERR_OK, ERR_TLS_SCHEME_KEY},
    {FKEY_P521_A, false, SCHEME_ECDSA_SECP521R1_SHA512, ERR_OK, ERR_OK},
    {FKEY_P256_C, false, SCHEME_ECDSA_SHA1, ERR_OK, ERR_TLS_SCHEME},
    {FKEY_ED25519_A, false, SCHEME_ED25519, ERR_OK, ERR_OK},
    {FKEY_ED448_A, false, SCHEME_ED448, ERR_OK, ERR_OK},
    {FKEY_MLDSA44_A, false, SCHEME_MLDSA44, ERR_TLS_LEAF_KEY_KIND, ERR_OK},
    {FKEY_MLDSA65_A, false, SCHEME_MLDSA65, ERR_TLS_LEAF_KEY_KIND, ERR_OK},
    {FKEY_MLDSA87_A, false, SCHEME_MLDSA87, ERR_TLS_LEAF_KEY_KIND, ERR_OK},
    {FKEY_MLDSA65_A, false, SCHEME_MLDSA44, ERR_TLS_LEAF_KEY_KIND, ERR_TLS_SCHEME_KEY},
    {FKEY_RSA2048_A, false, SCHEME_RSA_PKCS1_SHA1, ERR_OK, ERR_TLS_SCHEME},
    {FKEY_RSA2048_A, false, SCHEME_RSA_PKCS1_SHA256, ERR_OK, ERR_TLS_SCHEME},
    {FKEY_RSA2048_A, false, SCHEME_RSA_PKCS1_SHA384, ERR_OK, ERR_TLS_SCHEME},
    {FKEY_RSA2048_A, false, SCHEME_RSA_PKCS1_SHA512, ERR_OK, ERR_TLS_SCHEME},
    {FKEY_RSA2048_A, false, SCHEME_RSA_PSS_RSAE_SHA256, ERR_OK, ERR_OK},
    {FKEY_RSA2048_A, false, SCHEME_RSA_PSS_RSAE_SHA384, ERR_OK, ERR_OK},
    {FKEY_RSA2048_A, false, SCHEME_RSA_PSS_RSAE_SHA512, ERR_OK, ERR_OK},
    {FKEY_RSA2048_A, false, SCHEME_RSA_PSS_PSS_SHA256, ERR_TLS_SCHEME_KEY, ERR_TLS_SCHEME_KEY},
    {FKEY_RSA2048_A, true, SCHEME_RSA_PSS_PSS_SHA256, ERR_OK, ERR_OK},
    {FKEY_RSA2048_A, true, SCHEME_RSA_PSS_PSS_SHA384, ERR_OK, ERR_OK},
    {FKEY_RSA2048_A, true, SCHEME_RSA_PSS_PSS_SHA512, ERR_OK, ERR_OK},
    {FKEY_RSA2048_A, true, SCHEME_RSA_PSS_RSAE_SHA256, ERR_TLS_SCHEME_KEY, ERR_TLS_SCHEME_KEY},
    {FKEY_RSA2048_A, true, SCHEME_RSA_PKCS1_SHA256, ERR_TLS_SCHEME_KEY, ERR_TLS_SCHEME},
    /* A modulus of 1024 bits has no room for two digests of 64 bytes (RFC 8017 9.1.1). */
    {FKEY_RSA1024_A, false, SCHEME_RSA_PSS_RSAE_SHA256, ERR_OK, ERR_OK},
    {FKEY_RSA1024_A, false, SCHEME_RSA_PSS_RSAE_SHA512, ERR_TLS_SCHEME_KEY, ERR_TLS_SCHEME_KEY},
};

static void open_all(struct talk *t, uint16_t version)
{
    struct span at;

    talk_open(t, version);
    assert_int_equal(names_suites(&t->client.suites, SPAN_LIT("all"), &at), ERR_OK);
    assert_int_equal(names_schemes(&t->client.schemes, SPAN_LIT("all"), &at), ERR_OK);
    assert_int_equal(names_groups(&t->client.groups, SPAN_LIT("default,secp521r1"), &at), ERR_OK);
}

static void sign(const struct signing *s, uint16_t version, enum err expected)
{
    struct talk t;

    open_all(&t, version);
    if (s->pss_key)
        talk_pss(&t, s->key, s->scheme);
    else
        talk_key(&t, s->key, s->scheme);
    if (version == TLS_1_2 && (s->key == FKEY_RSA2048_A || s->key == FKEY_RSA1024_A))
        t.server.suite = TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    talk_run(&t);
    assert_int_equal(t.err, expected);
    if (expected == ERR_OK) {
        assert_true(talk_is_well(&t));
        assert_int_equal(tls_info(t.tls)->scheme, s->scheme);
    }
    talk_close(&t);

    /* Not offered, no scheme passes (RFC 9846 4.5.2). */
    open_all(&t, version);
    t.client.schemes = (struct numbers){{SCHEME_ECDSA_SECP256R1_SHA256}, 1};
    if (s->scheme == SCHEME_ECDSA_SECP256R1_SHA256)
        t.client.schemes.v[0] = SCHEME_ED25519;
    talk_key(&t, s->key, s->scheme);
    if (version == TLS_1_2 && (s->key == FKEY_RSA2048_A || s->key == FKEY_RSA1024_A))
        t.server.suite = TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    talk_run(&t);
    /* Without a place in TLS 1.2, the key is refused before it signs. */
    assert_int_equal(t.err, expected == ERR_TLS_LEAF_KEY_KIND ? expected : ERR_TLS_SCHEME);
    talk_close(&t);
}

static void test_schemes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof signings / sizeof signings[0]; i++) {
        sign(&signings[i], TLS_1_2, signings[i].in12);
        sign(&signings[i], TLS_1_3, signings[i].in13);
    }
}

/* RFC 9846 4.5.2: its own example, with a transcript hash given as it is. */
static void test_content(void **state)
{
    static struct tls t;
    uint8_t out[AUTH_CONTENT_MAX], hash[DIGEST_MAX_SIZE];

    (void)state;
    for (int of_server = 0; of_server < 2; of_server++) {
        transcript_init(&t.transcript);
        transcript_add(&t.transcript, SPAN_LIT("\x01\x00\x00\x00"));
        transcript_start(&t.transcript, DIGEST_SHA256);
        struct span content = auth_content13(&t, of_server == 1, out);
        assert_int_equal(content.n, 64 + 33 + 1 + 32);
        for (size_t i = 0; i < 64; i++)
            assert_int_equal(content.p[i], 0x20);
        assert_memory_equal(content.p + 64,
                            of_server == 1 ? "TLS 1.3, server CertificateVerify"
                                           : "TLS 1.3, client CertificateVerify",
                            34);
        digest_of(DIGEST_SHA256, hash, SPAN_LIT("\x01\x00\x00\x00"));
        assert_memory_equal(content.p + 98, hash, 32);
        transcript_free(&t.transcript);
    }
}

/* --- the chain ---------------------------------------------------------------------------- */

static enum err key_err;

/* A judge that gives back no key that could be used. */
static void judge_without_key(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    (void)ctx;
    assert_true(chain->leaf.n > 0 && chain->list.n > chain->leaf.n);
    out->key.kind = key_err == ERR_OK ? KEY_NONE : KEY_RSA;
    out->key.err = key_err;
    out->may_sign = out->may_encipher = true;
}

static void test_no_key(void **state)
{
    static const enum err errs[] = {ERR_OK, ERR_KEY_RSA_SIZE};
    struct talk t;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        open_all(&t, i < 2 ? TLS_1_2 : TLS_1_3);
        key_err = errs[i % 2];
        t.client.judge = judge_without_key;
        talk_run(&t);
        assert_int_equal(t.err, ERR_TLS_LEAF_KEY);
        assert_int_equal(t.peer.alert, ALERT_BAD_CERTIFICATE);
        talk_close(&t);
    }
}

static enum err prepared_verdict;

/* A judge that has prepared the key already: nobody reads its numbers again. */
static void judge_prepared(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    (void)ctx;
    peer_judge(chain, out);
    assert_int_equal(pubkey_new(&out->prepared, &out->key), ERR_OK);
    out->key.err = ERR_KEY_FORM;
    out->err = prepared_verdict;
}

static void test_prepared_key(void **state)
{
    struct talk t;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        open_all(&t, i < 2 ? TLS_1_2 : TLS_1_3);
        prepared_verdict = i % 2 == 0 ? ERR_OK : ERR_TLS_VERDICT;
        t.client.judge = judge_prepared;
        talk_run(&t);
        assert_int_equal(t.err, prepared_verdict);
        talk_close(&t);
    }
}

static struct span seen_ocsp, seen_scts;
static uint8_t seen[64];

static void judge_staples(void *ctx, const struct tls_chain *chain, struct tls_verdict *out)
{
    (void)ctx;
    assert_true(chain->ocsp.n + chain->scts.n <= sizeof seen);
    memcpy(seen, chain->ocsp.p, chain->ocsp.n);
    memcpy(seen + chain->ocsp.n, chain->scts.p, chain->scts.n);
    seen_ocsp = span_of(seen, chain->ocsp.n);
    seen_scts = span_of(seen + chain->ocsp.n, chain->scts.n);
    out->err = ERR_TLS_VERDICT;
    out->alert = ALERT_BAD_CERTIFICATE_STATUS_RESPONSE;
}

/* The judge sees what was stapled, in both versions; its alert goes out. */
static void test_staples(void **state)
{
    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct talk t;

        open_all(&t, version);
        t.client.ocsp = t.client.scts = true;
        t.server.staple = SPAN_LIT("\x30\x03\x0a\x01\x06");
        t.server.scts = SPAN_LIT("\x00\x01\x07");
        t.client.judge = judge_staples;
        talk_run(&t);
        assert_int_equal(t.err, ERR_TLS_VERDICT);
        assert_int_equal(t.peer.alert, ALERT_BAD_CERTIFICATE_STATUS_RESPONSE);
        assert_true(span_eq(seen_ocsp, t.server.staple));
        assert_true(span_eq(seen_scts, t.server.scts));
        talk_close(&t);
    }
}

/* --- our own certificate ------------------------------------------------------------------ */

/* What the server asks for, in TLS 1.3 and 1.2 alike, and what we answer. */
struct asking {
    enum fkey key;
    uint16_t ours[2]; /* identity.schemes; 0: none said */
    uint16_t theirs[3];
    uint16_t in12, in13; /* 0: nothing fits */
};

static const struct asking askings[] = {
    {FKEY_P256_D, {0}, {SCHEME_ED25519, SCHEME_ECDSA_SECP256R1_SHA256}, 0x0403, 0x0403},
    {FKEY_P256_D, {0}, {SCHEME_ECDSA_SECP384R1_SHA384}, 0x0503, 0},
    {FKEY_P256_D, {0x0503, 0x0403}, {0x0403, 0x0503}, 0x0503, 0x0403},
    {FKEY_P256_D, {0x0503}, {SCHEME_ECDSA_SECP256R1_SHA256}, 0, 0},
    {FKEY_P256_D, {0}, {SCHEME_ECDSA_SHA1}, 0, 0},
    {FKEY_P256_D, {SCHEME_ECDSA_SHA1}, {SCHEME_ECDSA_SHA1}, 0x0203, 0},
    {FKEY_RSA2048_B, {0}, {SCHEME_RSA_PKCS1_SHA256}, 0x0401, 0},
    {FKEY_RSA2048_B, {0x0806, 0x0804}, {0x0401, 0x0804, 0x0806}, 0x0806, 0x0806},
    {FKEY_RSA2048_B, {0}, {SCHEME_RSA_PSS_PSS_SHA256}, 0, 0},
    {FKEY_RSA1024_A, {0}, {SCHEME_RSA_PSS_RSAE_SHA512}, 0, 0},
    {FKEY_RSA1024_A, {0}, {SCHEME_RSA_PSS_RSAE_SHA512, SCHEME_RSA_PSS_RSAE_SHA256}, 0x0804, 0x0804},
    {FKEY_ED448_A, {0}, {SCHEME_ED448}, 0x0808, 0x0808},
};

static const struct asking *asking;

/* Puts the row's schemes into CertificateRequest. */
static void ask(void *ctx, struct peer *p, enum fault_stage stage, uint8_t message, struct buf *m)
{
    uint8_t list[6];
    size_t n = 0;

    (void)ctx;
    if (stage != FAULT_MESSAGE || message != HS_CERTIFICATE_REQUEST)
        return;
    for (; n < 3 && asking->theirs[n] != 0; n++) {
        list[2 * n] = (uint8_t)(asking->theirs[n] >> 8);
        list[2 * n + 1] = (uint8_t)asking->theirs[n];
        p->tls->config.schemes.v[n] = asking->theirs[n]; /* it is what the server takes, too */
    }
    p->tls->config.schemes.num = n;
    buf_truncate(m, 0);
    if (p->c.version == TLS_1_2) {
        certificate_request12_put(m, &(struct certificate_request12){
                                         .types = SPAN_LIT("\x01\x40"),
                                         .schemes = span_of(list, 2 * n),
                                     });
        return;
    }
    struct buf exts = peer_new();
    ext_list16_put(&exts, TLSX_SIGNATURE_ALGORITHMS, asking->theirs, n);
    certificate_request13_put(m, &(struct certificate_request13){.exts = buf_span(&exts)});
    buf_free(&exts);
}

static void choose(uint16_t version, uint16_t expected, bool must_fit)
{
    struct talk t;

    open_all(&t, version);
    t.server.asks_certificate = true;
    t.server.hook = ask;
    talk_identity(&t, asking->key);
    t.client.identity_must_fit = must_fit;
    while (t.identity.schemes.num < 2 && asking->ours[t.identity.schemes.num] != 0) {
        t.identity.schemes.v[t.identity.schemes.num] = asking->ours[t.identity.schemes.num];
        t.identity.schemes.num++;
    }
    talk_run(&t);
    assert_int_equal(tls_info(t.tls)->client_scheme, expected);
    if (expected != 0) {
        assert_true(talk_is_well(&t) && t.peer.verified_client);
    } else if (!must_fit) {
        /* RFC 5246 7.4.6, RFC 9846 4.5.1: none is shown, and why is known. */
        assert_true(talk_is_well(&t) && !t.peer.verified_client);
        assert_false(tls_info(t.tls)->client_certificate_sent);
        assert_int_equal(tls_info(t.tls)->unfit, UNFIT_SCHEME);
    } else {
        assert_int_equal(t.err, ERR_TLS_NO_COMMON_SCHEME);
        assert_int_equal(t.peer.alert, ALERT_HANDSHAKE_FAILURE);
    }
    talk_close(&t);
}

static void test_choose(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof askings / sizeof askings[0]; i++) {
        asking = &askings[i];
        for (int must = 0; must < 2; must++) {
            choose(TLS_1_2, asking->in12, must == 1);
            choose(TLS_1_3, asking->in13, must == 1);
        }
    }
}

static struct span asked_types;

/* A request of TLS 1.2 for certificates of these types, though our scheme is in it. */
static void ask_for_types(void *ctx, struct peer *p, enum fault_stage stage, uint8_t message,
                          struct buf *m)
{
    (void)ctx, (void)p;
    if (stage != FAULT_MESSAGE || message != HS_CERTIFICATE_REQUEST)
        return;
    buf_truncate(m, 0);
    certificate_request12_put(m, &(struct certificate_request12){
                                     .types = asked_types,
                                     .schemes = SPAN_LIT("\x04\x03\x09\x05"),
                                 });
}

/* RFC 5246 7.4.4: a certificate of another type than those of the request is not sent. */
static void test_type(void **state)
{
    static const struct {
        enum fkey key;
        struct span types;
    } rows[] = {
        {FKEY_P256_D, SPAN_INIT("\x02")},            /* DSA */
        {FKEY_MLDSA65_A, SPAN_INIT("\x01\x02\x40")}, /* there is none for ML-DSA */
    };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        bool must = i % 2 == 1;
        struct talk t;
        open_all(&t, TLS_1_2);
        t.server.asks_certificate = true;
        t.server.hook = ask_for_types;
        asked_types = rows[i / 2].types;
        talk_identity(&t, rows[i / 2].key);
        t.client.identity_must_fit = must;
        talk_run(&t);
        assert_int_equal(tls_info(t.tls)->unfit, UNFIT_TYPE);
        assert_false(tls_info(t.tls)->client_certificate_sent);
        assert_int_equal(t.err, must ? ERR_TLS_NO_COMMON_SCHEME : ERR_OK);
        assert_int_equal(t.peer.alert, must ? ALERT_HANDSHAKE_FAILURE : 0);
        talk_close(&t);
    }
}

/* TLS 1.3: no certificate, or one; nothing asked, nothing sent. */
static void test_empty(void **state)
{
    struct talk t;

    (void)state;
    open_all(&t, TLS_1_3);
    t.server.asks_certificate = true;
    talk_run(&t);
    assert_true(talk_is_well(&t) && !t.peer.verified_client);
    assert_true(span_eq(buf_span(&t.peer.client_flight), SPAN_LIT("\x01\x0b\x14")));
    assert_false(tls_info(t.tls)->client_certificate_sent);
    talk_close(&t);

    open_all(&t, TLS_1_3);
    talk_identity(&t, FKEY_P256_D);
    talk_run(&t);
    assert_true(talk_is_well(&t));
    assert_true(span_eq(buf_span(&t.peer.client_flight), SPAN_LIT("\x01\x14")));
    talk_close(&t);
}

/* A chain of many certificates is sent as it is: how many are too many is for the other end. */
static void test_long_identity(void **state)
{
    struct span many[33];
    struct talk t;

    (void)state;
    open_all(&t, TLS_1_3);
    t.server.asks_certificate = true;
    talk_identity(&t, FKEY_P256_D);
    for (size_t i = 0; i < 33; i++)
        many[i] = t.client_chain[i == 0 ? 0 : 1];
    t.identity.certs = many;
    t.identity.num_certs = 33;
    talk_run(&t);
    assert_true(talk_is_well(&t) && t.peer.verified_client);
    talk_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schemes),       cmocka_unit_test(test_content),
        cmocka_unit_test(test_no_key),        cmocka_unit_test(test_prepared_key),
        cmocka_unit_test(test_staples),       cmocka_unit_test(test_choose),
        cmocka_unit_test(test_type),          cmocka_unit_test(test_empty),
        cmocka_unit_test(test_long_identity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
