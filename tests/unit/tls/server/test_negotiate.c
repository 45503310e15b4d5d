/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server chooses: version, suite, and what the choose hook makes of it. */
#include "config.h"

#include "tests/unit/tls/bent_hello.h"

/* --- versions ------------------------------------------------------------------------------ */

static void only_12(struct bent_hello *h)
{
    bent_set(h, TLSX_SUPPORTED_VERSIONS, SPAN_LIT("\x02\x03\x03"));
}

/* RFC 9846 4.2.3: whoever speaks TLS 1.3 says so in TLS 1.2. */
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
    p->client.hello.fallback_scsv = true;
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

static void no_groups(struct bent_hello *h)
{
    bent_drop(h, TLSX_SUPPORTED_GROUPS);
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
    bent_run(&b, no_groups, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->suite->auth, SUITE_AUTH_ECDSA);
    p->client.groups = (struct numbers){{GROUP_X25519}, 1};
    bent_run(&b, NULL, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->suite->auth, SUITE_AUTH_RSA);
    pair_close(p);
}

static void groups_of_today(struct bent_hello *h)
{
    bent_set(h, TLSX_SUPPORTED_GROUPS, SPAN_LIT("\0\x06\x02\x01\x0a\x0a\0\x1d"));
}

static void without_share(struct bent_hello *h)
{
    groups_of_today(h);
    bent_set(h, TLSX_KEY_SHARE, SPAN_LIT("\0\0"));
}

static void with_ffdhe_8192(struct bent_hello *h)
{
    bent_set(h, TLSX_SUPPORTED_GROUPS, SPAN_LIT("\0\x04\x01\x04\0\x1d"));
}

static void with_ffdhe_alone(struct bent_hello *h)
{
    bent_set(h, TLSX_SUPPORTED_GROUPS, SPAN_LIT("\0\x04\x01\xff\0\x01"));
}

/* RFC 7919 4: only its code points say which parameters of DHE the client takes. */
static void finite_fields(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_2);

    (void)state;
    pair_identity(p, FKEY_RSA2048_A);
    p->client.suites = (struct numbers){{TLS_DHE_RSA_WITH_AES_128_GCM_SHA256}, 1};
    p->host.groups = (struct numbers){{GROUP_MLKEM768, GROUP_X25519, GROUP_FFDHE2048}, 3};
    bent_run(&b, groups_of_today, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->dh_bits, 2048);
    bent_run(&b, with_ffdhe_8192, 0);
    bent_is(p, ERR_TLS_NO_COMMON_GROUP);
    bent_run(&b, with_ffdhe_alone, 0);
    bent_is(p, ERR_TLS_NO_COMMON_FFDHE);
    assert_int_equal(err_alert(ERR_TLS_NO_COMMON_FFDHE), ALERT_INSUFFICIENT_SECURITY);
    /* What is no more than a name here is never chosen. */
    p->client.suites = (struct numbers){{TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, 1};
    bent_run(&b, groups_of_today, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->group, GROUP_X25519);
    p->client.max_version = p->host.max_version = TLS_1_3;
    p->client.suites = (struct numbers){{TLS_AES_128_GCM_SHA256}, 1};
    bent_run(&b, groups_of_today, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->group, GROUP_X25519);
    bent_run(&b, without_share, 0);
    assert_true(tls_info(p->ends[PAIR_SERVER].tls)->retried);
    pair_close(p);
}

static bool has_formats, has_cert_schemes;

static void look(void *ctx, const struct event *e)
{
    struct fail f = {0};
    struct span data;
    struct server_hello hello;
    struct certificate_request13 request;
    struct msg m;

    (void)ctx;
    if (e->kind != EVENT_MESSAGE || !e->sent)
        return;
    assert_true(msg_split(&m, e->bytes));
    if (m.type == HS_SERVER_HELLO) {
        assert_int_equal(server_hello_parse(&hello, m.body, &f), ERR_OK);
        has_formats = ext_get(hello.exts, TLSX_EC_POINT_FORMATS, &data);
    } else if (m.type == HS_CERTIFICATE_REQUEST) {
        assert_int_equal(certificate_request13_parse(&request, m.body, &f), ERR_OK);
        has_cert_schemes = ext_get(request.exts, TLSX_SIGNATURE_ALGORITHMS_CERT, &data);
    }
}

static void no_formats(struct bent_hello *h)
{
    bent_drop(h, TLSX_EC_POINT_FORMATS);
}

/* RFC 8422 5.2: an answer to those who ask alone.  RFC 9846 4.4.2: where chains may be signed with
 * others, that is said. */
static void said(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_2);

    (void)state;
    p->host.event = look;
    bent_run(&b, NULL, 0);
    assert_true(has_formats);
    bent_run(&b, no_formats, 0);
    assert_false(has_formats);
    pair_close(p);
    p = bent_open(&b, TLS_1_3);
    p->host.event = look;
    p->server.client_auth = CLIENT_AUTH_ASK;
    p->host.cert_schemes.num = 0;
    bent_run(&b, NULL, 0);
    assert_false(has_cert_schemes);
    p->host.cert_schemes = (struct numbers){{SCHEME_ECDSA_SECP256R1_SHA256}, 1};
    bent_run(&b, NULL, 0);
    assert_true(has_cert_schemes);
    pair_close(p);
}

static void no_schemes(struct bent_hello *h)
{
    bent_drop(h, TLSX_SIGNATURE_ALGORITHMS);
}

/* RFC 5246 7.4.1.4.1: whoever names no schemes takes SHA-1, and whoever names some takes those. */
static void silent(void **state)
{
    struct bent b;
    struct pair *p = bent_open(&b, TLS_1_2);

    (void)state;
    pair_identity(p, FKEY_RSA2048_A);
    p->client.suites = (struct numbers){{TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, 1};
    p->client.schemes = p->host.schemes =
        (struct numbers){{SCHEME_RSA_PKCS1_SHA256, SCHEME_RSA_PKCS1_SHA1}, 2};
    bent_run(&b, no_schemes, 0);
    bent_well(p);
    assert_int_equal(tls_info(p->ends[PAIR_SERVER].tls)->scheme, SCHEME_RSA_PKCS1_SHA1);
    p->client.schemes.num = p->host.schemes.num = 1;
    bent_run(&b, no_schemes, 0);
    bent_is(p, ERR_TLS_NO_COMMON_SIGNATURE);
    p->host.schemes.v[0] = SCHEME_RSA_PKCS1_SHA1;
    bent_run(&b, NULL, 0);
    bent_is(p, ERR_TLS_NO_COMMON_SIGNATURE);
    pair_close(p);
}

/* RFC 8449 4: no more than a record of that version holds. */
static void size_limit(void **state)
{
    struct bent b;

    (void)state;
    for (uint16_t version = TLS_1_2; version <= TLS_1_3; version++) {
        struct pair *p = bent_open(&b, version);
        p->client.record_size_limit = 1000;
        p->host.record_size_limit = RECORD_PLAIN_MAX + 2;
        bent_run(&b, NULL, 0);
        bent_well(p);
        assert_int_equal(p->ends[PAIR_SERVER].tls->config.record_size_limit,
                         RECORD_PLAIN_MAX + (version == TLS_1_3));
        pair_close(p);
    }
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
    faults = (struct tls_faults){.group = GROUP_MLKEM768};
    bent_run(&b, NULL, 0);
    bent_is(p, ERR_TLS_NO_COMMON_GROUP);
    faults = (struct tls_faults){.scheme = SCHEME_ECDSA_SECP256R1_SHA256};
    p->client.schemes = (struct numbers){{SCHEME_ED25519}, 1};
    bent_run(&b, NULL, 0);
    assert_int_equal(p->ends[PAIR_CLIENT].err, ERR_TLS_SCHEME);
    /* By the key that can, where there is one. */
    pair_identity(p, FKEY_RSA2048_A);
    faults = (struct tls_faults){.scheme = SCHEME_RSA_PSS_RSAE_SHA256};
    p->client.schemes = (struct numbers){{SCHEME_RSA_PSS_RSAE_SHA256}, 1};
    bent_run(&b, NULL, 0);
    bent_well(p);
    pair_close(p);
}

/* --- the choose hook ----------------------------------------------------------------------- */

static unsigned asked;
static bool drops;
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
    config->server = drops ? NULL : &other;
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
    drops = true; /* what it is, a server stays */
    bent_run(&b, NULL, 0);
    bent_well(p);
    drops = false;
    choice = ERR_TLS_NO_COMMON_ALPN;
    bent_run(&b, NULL, 0);
    bent_is(p, ERR_TLS_NO_COMMON_ALPN);
    pair_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentinel),      cmocka_unit_test(order),  cmocka_unit_test(curve),
        cmocka_unit_test(finite_fields), cmocka_unit_test(silent), cmocka_unit_test(size_limit),
        cmocka_unit_test(said),          cmocka_unit_test(faulty), cmocka_unit_test(chosen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
