/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server chooses: version, suite, and what the choose hook makes of it. */
#include "config.h"

#include "tests/unit/tls/bent_hello.h"

/* --- versions ------------------------------------------------------------------------------ */

static void only_12(struct bent_hello *h)
{
    bent_set(h, TLSX_SUPPORTED_VERSIONS, SPAN_LIT("\x02\x03\x03"));
}

/* RFC 8446 4.1.3: whoever speaks TLS 1.3 says so in TLS 1.2. */
static void sentinel(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    bent_run(&b, only_12, 0);
    assert_int_equal(p->ends[PAIR_CLIENT].err, ERR_TLS_DOWNGRADE);
    p->host.max_version = TLS_1_2;
    bent_run(&b, NULL, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->version, TLS_1_2);
    /* A fallback to what is the best here is none (RFC 7507 3). */
    p->client.max_version = TLS_1_2;
    p->client.fallback_scsv = true;
    bent_run(&b, NULL, 0);
    bent_well(p);
    p->host.max_version = TLS_1_3;
    bent_run(&b, NULL, 0);
    bent_is(p, ERR_TLS_FALLBACK);
    p->host.min_version = TLS_1_3;
    bent_run(&b, NULL, 0);
    bent_is(p, ERR_TLS_CLIENT_VERSION);
    pair_close(p);
}

static void only_grease(struct bent_hello *h)
{
    h->m.suites = SPAN_LIT("\x0a\x0a\x1a\x1a");
}

/* --- suites -------------------------------------------------------------------------------- */

static void order(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    p->client.suites = (struct numbers){
        {TLS_CHACHA20_POLY1305_SHA256, TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256}, 3};
    p->host.suites = (struct numbers){{TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384}, 2};
    bent_run(&b, NULL, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->suite->id, TLS_AES_128_GCM_SHA256);
    p->server.client_order = true;
    bent_run(&b, NULL, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->suite->id, TLS_AES_256_GCM_SHA384);
    bent_run(&b, only_grease, 0);
    bent_is(p, ERR_TLS_NO_COMMON_SUITE);
    pair_close(p);
}

/* RFC 8422 5.1: in TLS 1.2 the certificate's curve is one of the client's groups; a client that
 * names none takes any. */
static void curve(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_2);

    (void)state;
    pair_identity(p, FKEY_RSA2048_A);
    p->client.suites = (struct numbers){
        {TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, 2};
    bent_run(&b, NULL, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->suite->auth, SUITE_AUTH_ECDSA);
    p->client.groups = (struct numbers){{GROUP_X25519}, 1};
    bent_run(&b, NULL, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->suite->auth, SUITE_AUTH_RSA);
    pair_close(p);
}

/* On purpose: what was never offered. */
static void faulty(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);
    struct tls_faults faults = {.suite = TLS_CHACHA20_POLY1305_SHA256};

    (void)state;
    p->host.faults = &faults;
    p->client.suites = (struct numbers){{TLS_AES_128_GCM_SHA256}, 1};
    bent_run(&b, NULL, 0);
    assert_int_equal(p->ends[PAIR_CLIENT].err, ERR_TLS_SUITE);
    faults = (struct tls_faults){.group = GROUP_X448};
    bent_run(&b, NULL, 0);
    assert_int_equal(p->ends[PAIR_CLIENT].err, ERR_TLS_HRR_GROUP);
    faults = (struct tls_faults){.scheme = SCHEME_ECDSA_SECP256R1_SHA256};
    p->client.schemes = (struct numbers){{SCHEME_ED25519}, 1};
    bent_run(&b, NULL, 0);
    assert_int_equal(p->ends[PAIR_CLIENT].err, ERR_TLS_SCHEME);
    pair_close(p);
}

/* --- the choose hook ----------------------------------------------------------------------- */

static unsigned asked;
static enum err choice;

static enum err choose(void *ctx, struct tls_config *config, const struct client_hello *hello,
                       struct span name)
{
    static struct tls_server other;
    struct pair_end *end = ctx;

    asked++;
    assert_true(span_eq(name, span_str(FC_HOST)));
    assert_int_equal(hello->random.n, RANDOM_SIZE);
    other = end->pair->server;
    other.tickets = 1;
    config->server = &other;
    config->alpn = SPAN_LIT("\x05other");
    return choice;
}

static void chosen(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_3);

    (void)state;
    asked = 0;
    choice = ERR_OK;
    p->server.choose = choose;
    p->client.alpn = SPAN_LIT("\x05other");
    p->server.retries = true;
    bent_run(&b, NULL, 0);
    bent_well(p);
    assert_int_equal(asked, 1); /* though there were two hellos */
    assert_true(span_eq(tls_info(p->ends[PAIR_CLIENT].tls)->alpn, SPAN_LIT("other")));
    assert_int_equal(tls_info(p->ends[PAIR_CLIENT].tls)->tickets, 1);
    choice = ERR_TLS_NO_COMMON_ALPN;
    bent_run(&b, NULL, 0);
    bent_is(p, ERR_TLS_NO_COMMON_ALPN);
    pair_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentinel), cmocka_unit_test(order),  cmocka_unit_test(curve),
        cmocka_unit_test(faulty),   cmocka_unit_test(chosen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
