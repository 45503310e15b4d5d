/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed certificates between our client and our server, and what a watcher sees of them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/core/conn.h"
#include "tests/peer/pair.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct numbers all = {
    {CERT_COMPRESSION_ZLIB, CERT_COMPRESSION_BROTLI, CERT_COMPRESSION_ZSTD}, 3};
static const struct numbers none = {{0}, 0};

static void open_pair(struct pair *p, uint16_t version)
{
    pair_open(p, version);
    pair_identity(p, FKEY_P256_C);
    p->client.compressions = p->host.compressions = all;
}

/* Runs; the server's Certificate was compressed or not, and both ends know how. */
static void assert_runs(struct pair *p, bool compressed)
{
    pair_run(p);
    assert_true(pair_is_well(p));
    assert_true(pair_carries(p));
    const struct tls_info *client = tls_info(p->ends[PAIR_CLIENT].tls),
                          *server = tls_info(p->ends[PAIR_SERVER].tls);
    struct span heard = buf_span(&p->ends[PAIR_CLIENT].heard);

    assert_int_equal(span_find(heard, HS_COMPRESSED_CERTIFICATE) < heard.n, compressed);
    assert_int_equal(span_find(heard, HS_CERTIFICATE) < heard.n, !compressed);
    assert_memory_equal(&client->compression, &server->compression, sizeof client->compression);
    assert_int_equal(client->compression.algorithm, compressed ? CERT_COMPRESSION_ZLIB : 0);
    if (compressed) {
        assert_true(client->compression.compressed > 0);
        assert_true(client->compression.compressed < client->compression.uncompressed);
        /* The context, its length, and that of the list. */
        assert_int_equal(client->compression.uncompressed, client->chain.n + 4);
    }
    assert_true(client->chain.n > 0);
}

/* What each end has, and whether that is enough. */
static void test_offers(void **state)
{
    static const struct {
        struct numbers client, server;
        uint16_t version;
        bool compressed;
    } rows[] = {
        {{{CERT_COMPRESSION_ZLIB}, 1}, {{CERT_COMPRESSION_ZLIB}, 1}, TLS_1_3, true},
        {{{3, 2, 1}, 3}, {{2, 1}, 2}, TLS_1_3, true},
        {{{CERT_COMPRESSION_BROTLI}, 1}, {{1, 2, 3}, 3}, TLS_1_3, false},
        {{{1, 2, 3}, 3}, {{CERT_COMPRESSION_BROTLI}, 1}, TLS_1_3, false},
        {{{1, 2, 3}, 3}, {{0}, 0}, TLS_1_3, false},
        {{{0}, 0}, {{1, 2, 3}, 3}, TLS_1_3, false},
        {{{1, 2, 3}, 3}, {{1, 2, 3}, 3}, TLS_1_2, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pair p;

        open_pair(&p, rows[i].version);
        p.client.compressions = rows[i].client;
        p.host.compressions = rows[i].server;
        assert_runs(&p, rows[i].compressed);
        pair_close(&p);
    }
}

/* A hello after a retry has the extension too; a resumption has no certificate. */
static void test_retried_and_resumed(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p, TLS_1_3);
    p.server.retries = true;
    assert_runs(&p, true);
    p.resumes = true;
    pair_run(&p);
    assert_true(pair_is_well(&p));
    assert_true(tls_info(p.ends[PAIR_CLIENT].tls)->resumed);
    assert_int_equal(tls_info(p.ends[PAIR_CLIENT].tls)->compression.algorithm, 0);
    pair_close(&p);
}

/* The second client gets the bytes that the first one got; one that asks for staples gets others,
 * which are kept as well. */
static void test_cache(void **state)
{
    struct tls_compressed cache = {0};
    struct pair p;

    (void)state;
    open_pair(&p, TLS_1_3);
    p.identities[0].compressed = &cache;
    p.identities[0].ocsp = SPAN_LIT("a staple that is no OCSP response, which nobody reads here");
    assert_runs(&p, true);
    const uint8_t *kept = cache.forms[0].p;
    size_t plain_n = tls_info(p.ends[PAIR_CLIENT].tls)->compression.uncompressed;
    assert_non_null(kept);
    assert_null(cache.forms[1].p);
    assert_runs(&p, true);
    assert_ptr_equal(cache.forms[0].p, kept);
    p.client.ocsp = true;
    assert_runs(&p, true);
    assert_non_null(cache.forms[1].p);
    assert_true(tls_info(p.ends[PAIR_CLIENT].tls)->compression.uncompressed > plain_n);
    assert_true(tls_info(p.ends[PAIR_CLIENT].tls)->ocsp.n > 0);
    p.client.ocsp = false;
    assert_runs(&p, true);
    assert_int_equal(tls_info(p.ends[PAIR_CLIENT].tls)->compression.uncompressed, plain_n);
    for (size_t i = 0; i < TLS_COMPRESSED_FORMS; i++)
        buf_free(&cache.forms[i]);
    pair_close(&p);
}

/* A leaf that zlib makes longer is sent as it is. */
static void test_only_if_shorter(void **state)
{
    struct tls_compressed cache = {0};
    uint8_t noise[300];
    struct span cert = span_of(noise, sizeof noise);
    struct pair p;

    (void)state;
    open_pair(&p, TLS_1_3);
    rng_fill(&p.host.rng, noise, sizeof noise);
    p.identities[0].certs = &cert;
    p.identities[0].num_certs = 1;
    p.identities[0].compressed = &cache;
    pair_run(&p);
    struct span heard = buf_span(&p.ends[PAIR_CLIENT].heard);
    assert_true(span_find(heard, HS_CERTIFICATE) < heard.n);
    assert_int_equal(p.ends[PAIR_CLIENT].err, ERR_TLS_LEAF_DECODE);
    assert_int_equal(tls_info(p.ends[PAIR_SERVER].tls)->compression.algorithm, 0);
    for (size_t i = 0; i < TLS_COMPRESSED_FORMS; i++)
        buf_free(&cache.forms[i]);
    pair_close(&p);
}

/* The client's certificate, if CertificateRequest offers it. */
static void client_runs(const struct numbers *client, const struct numbers *server, bool has_one,
                        bool compressed)
{
    struct pair p;

    open_pair(&p, TLS_1_3);
    p.server.client_auth = CLIENT_AUTH_ASK;
    if (has_one)
        pair_client_identity(&p, FKEY_P256_A);
    p.client.compressions = *client;
    p.host.compressions = *server;
    pair_run(&p);
    assert_true(pair_is_well(&p));
    struct span heard = buf_span(&p.ends[PAIR_SERVER].heard);
    const struct tls_info *seen = tls_info(p.ends[PAIR_SERVER].tls),
                          *own = tls_info(p.ends[PAIR_CLIENT].tls);
    assert_int_equal(span_find(heard, HS_COMPRESSED_CERTIFICATE) < heard.n, compressed);
    assert_int_equal(span_find(heard, HS_CERTIFICATE) < heard.n, !compressed);
    assert_int_equal(seen->client_compression.algorithm, compressed ? CERT_COMPRESSION_ZLIB : 0);
    assert_memory_equal(&seen->client_compression, &own->client_compression,
                        sizeof seen->client_compression);
    assert_int_equal(own->client_certificate_sent, has_one);
    assert_int_equal(seen->client_certificate_sent, has_one);
    pair_close(&p);
}

static void test_client_certificate(void **state)
{
    (void)state;
    client_runs(&all, &all, true, true);
    client_runs(&none, &all, true, false);
    client_runs(&all, &none, true, false);
    client_runs(&all, &all, false, false); /* an empty list is short already */
}

/* A pending verdict ends as one at once. */
static void test_pending(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p, TLS_1_3);
    p.pends[PAIR_CLIENT] = true;
    pair_run(&p);
    pair_verdict(&p, PAIR_CLIENT);
    assert_true(pair_is_well(&p));
    assert_int_equal(tls_info(p.ends[PAIR_CLIENT].tls)->compression.algorithm,
                     CERT_COMPRESSION_ZLIB);
    pair_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offers),
        cmocka_unit_test(test_retried_and_resumed),
        cmocka_unit_test(test_cache),
        cmocka_unit_test(test_only_if_shorter),
        cmocka_unit_test(test_client_certificate),
        cmocka_unit_test(test_pending),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
