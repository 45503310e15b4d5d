/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of TLS 1.3, talking to our client: what is negotiated, retries, certificates. */
#include "config.h"

#include "tests/unit/tls/server/server13_kit.h"

static void full(void **state)
{
    static const uint8_t flight[] = {
        HS_SERVER_HELLO, HS_ENCRYPTED_EXTENSIONS, HS_CERTIFICATE,       HS_CERTIFICATE_VERIFY,
        HS_FINISHED,     HS_NEW_SESSION_TICKET,   HS_NEW_SESSION_TICKET};
    static const uint8_t answer[] = {HS_CLIENT_HELLO, HS_FINISHED};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.client.alpn = SPAN_LIT("\x08http/1.1\x02h2");
    well(&p);
    assert_true(span_eq(heard(&p, PAIR_CLIENT), span_of(flight, sizeof flight)));
    assert_true(span_eq(heard(&p, PAIR_SERVER), span_of(answer, sizeof answer)));
    /* The server's order of protocols counts (RFC 7301 3.2). */
    assert_true(span_eq(info(&p, PAIR_SERVER)->alpn, SPAN_LIT("h2")));
    assert_true(span_eq(info(&p, PAIR_SERVER)->server_name, span_str(FC_HOST)));
    assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    assert_int_equal(info(&p, PAIR_CLIENT)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    assert_true(
        span_eq(info(&p, PAIR_SERVER)->client_random, info(&p, PAIR_CLIENT)->client_random));
    assert_true(
        span_eq(info(&p, PAIR_SERVER)->server_random, info(&p, PAIR_CLIENT)->server_random));
    /* Nothing in a random of TLS 1.3 says that it could be better (RFC 9846 4.2.3). */
    assert_false(span_eq(span_tail(info(&p, PAIR_SERVER)->server_random, 24),
                         span_of(downgrade_12, sizeof downgrade_12)));
    assert_int_equal(info(&p, PAIR_SERVER)->tickets, 2);
    assert_int_equal(info(&p, PAIR_CLIENT)->tickets, 2);
    assert_false(info(&p, PAIR_SERVER)->client_certificate_asked);
    assert_int_equal(p.ends[PAIR_SERVER].judged, 0);
    pair_close(&p);
}

static void exported(void **state)
{
    uint8_t out[2][16];
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    pair_run(&p);
    for (int i = 0; i < 2; i++)
        assert_int_equal(tls_export(p.ends[i].tls, out[i], sizeof out[i], SPAN_LIT("EXPORTER-x"),
                                    true, SPAN_LIT("context")),
                         ERR_OK);
    assert_memory_equal(out[0], out[1], sizeof out[0]);
    pair_close(&p);
}

/* Cut into pieces of any size it is the same. */
static void sliced(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 5, 7, 64, 1000};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        p.chunk = sizes[i];
        well(&p);
    }
    /* And messages cut into records as small as they may be. */
    p.client.record_max = p.host.record_max = 1;
    well(&p);
    pair_close(&p);
}

static void each_suite(void **state)
{
    static const uint16_t suites[] = {TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384,
                                      TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_CCM_SHA256,
                                      TLS_AES_128_CCM_8_SHA256};
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (size_t i = 0; i < COUNT(suites); i++) {
        p.host.suites = (struct numbers){{suites[i]}, 1};
        well(&p);
        assert_int_equal(info(&p, PAIR_SERVER)->suite->id, suites[i]);
        /* And resumed under it. */
        p.resumes = true;
        well(&p);
        assert_true(info(&p, PAIR_SERVER)->resumed);
        p.resumes = false;
    }
    pair_close(&p);
}

static void each_group(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    for (size_t i = 0; group_at(i) != NULL; i++) {
        const struct group *g = group_at(i);
        if (g->kx == KX_NONE || g->bits > 3072) /* the longest take their time */
            continue;
        p.client.groups = p.host.groups = (struct numbers){{g->id}, 1};
        well(&p);
        assert_int_equal(info(&p, PAIR_SERVER)->group, g->id);
        assert_false(info(&p, PAIR_SERVER)->retried);
    }
    pair_close(&p);
}

static void each_key(void **state)
{
    static const struct {
        enum fkey key;
        uint16_t scheme;
    } keys[] = {
        {FKEY_P256_C, SCHEME_ECDSA_SECP256R1_SHA256},
        {FKEY_P384_A, SCHEME_ECDSA_SECP384R1_SHA384},
        {FKEY_P521_A, SCHEME_ECDSA_SECP521R1_SHA512},
        {FKEY_ED25519_A, SCHEME_ED25519},
        {FKEY_ED448_A, SCHEME_ED448},
        {FKEY_RSA2048_A, SCHEME_RSA_PSS_RSAE_SHA256},
        {FKEY_MLDSA44_A, SCHEME_MLDSA44},
        {FKEY_MLDSA65_A, SCHEME_MLDSA65},
        {FKEY_MLDSA87_A, SCHEME_MLDSA87},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct pair p;
        struct span at;

        begin(&p, keys[i].key);
        assert_int_equal(names_schemes(&p.client.schemes, SPAN_LIT("all"), &at), ERR_OK);
        assert_int_equal(names_schemes(&p.host.schemes, SPAN_LIT("all"), &at), ERR_OK);
        well(&p);
        assert_int_equal(info(&p, PAIR_SERVER)->scheme, keys[i].scheme);
        pair_close(&p);
    }
}

/* The first identity that can sign what the client takes, with the first scheme of its own. */
static void which_identity(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    pair_identity(&p, FKEY_RSA2048_A);
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_ECDSA_SECP256R1_SHA256);
    p.client.schemes =
        (struct numbers){{SCHEME_RSA_PSS_RSAE_SHA256, SCHEME_RSA_PSS_RSAE_SHA512}, 2};
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_RSA_PSS_RSAE_SHA256);
    p.identities[1].schemes =
        (struct numbers){{SCHEME_RSA_PSS_RSAE_SHA384, SCHEME_RSA_PSS_RSAE_SHA512}, 2};
    well(&p);
    assert_int_equal(info(&p, PAIR_SERVER)->scheme, SCHEME_RSA_PSS_RSAE_SHA512);
    /* RFC 9846 4.3.3: no PKCS#1 v1.5 over a handshake, and the curve belongs to the scheme. */
    p.client.schemes =
        (struct numbers){{SCHEME_RSA_PKCS1_SHA256, SCHEME_ECDSA_SECP384R1_SHA384}, 2};
    p.identities[1].schemes = p.client.schemes;
    refused(&p, ERR_TLS_NO_COMMON_SIGNATURE);
    pair_close(&p);
}

/* With a session: its binder covers the retry. */
static void retried_resumed(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    well(&p);
    p.resumes = p.server.retries = true;
    well(&p);
    assert_true(info(&p, PAIR_SERVER)->resumed);
    assert_true(info(&p, PAIR_SERVER)->retried);
    pair_close(&p);
}

static void nothing_in_common(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.host.groups = (struct numbers){{GROUP_SECP521R1}, 1};
    refused(&p, ERR_TLS_NO_COMMON_GROUP);
    p.host.groups = p.client.groups;
    p.client.suites = (struct numbers){{TLS_AES_128_GCM_SHA256}, 1};
    p.host.suites = (struct numbers){{TLS_AES_256_GCM_SHA384}, 1};
    refused(&p, ERR_TLS_NO_COMMON_SUITE);
    p.host.suites = p.client.suites;
    p.client.alpn = SPAN_LIT("\x03"
                             "ftp");
    refused(&p, ERR_TLS_NO_COMMON_ALPN);
    p.client.alpn = (struct span){0};
    p.client.schemes = (struct numbers){{SCHEME_ED25519}, 1};
    refused(&p, ERR_TLS_NO_COMMON_SIGNATURE);
    pair_close(&p);
}

static void stapled(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, FKEY_P256_C);
    p.identities[0].ocsp = SPAN_LIT("an OCSP response");
    p.identities[0].scts = SPAN_LIT("\0\x03sct");
    well(&p);
    assert_int_equal(info(&p, PAIR_CLIENT)->ocsp.n + info(&p, PAIR_CLIENT)->scts.n, 0);
    p.client.ocsp = true;
    well(&p);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->ocsp, SPAN_LIT("an OCSP response")));
    assert_int_equal(info(&p, PAIR_CLIENT)->scts.n, 0);
    p.client.ocsp = false;
    p.client.scts = true;
    well(&p);
    assert_true(span_eq(info(&p, PAIR_CLIENT)->scts, SPAN_LIT("\0\x03sct")));
    assert_int_equal(info(&p, PAIR_CLIENT)->ocsp.n, 0);
    p.identities[0].ocsp = p.identities[0].scts = (struct span){0};
    p.client.ocsp = true;
    well(&p);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full),
        cmocka_unit_test(exported),
        cmocka_unit_test(sliced),
        cmocka_unit_test(each_suite),
        cmocka_unit_test(each_group),
        cmocka_unit_test(each_key),
        cmocka_unit_test(which_identity),
        cmocka_unit_test(retried),
        cmocka_unit_test(retried_resumed),
        cmocka_unit_test(nothing_in_common),
        cmocka_unit_test(stapled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
