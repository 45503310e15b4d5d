/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_alert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/tls.h"
#include "lib/tls/wire/names.h"
#include "tests/unit/view/viewkit.h"

static struct tls_config config(void)
{
    return (struct tls_config){.min_version = TLS_1_2,
                               .max_version = TLS_1_3,
                               .suites = {{0x1301, 0x1302, 0x1303, 0xc02f, 0xc030, 0xeeee}, 6},
                               .groups = {{0x001d, 0x1234}, 2},
                               .server_name = SPAN_INIT("a\033b"),
                               .alpn = SPAN_INIT("\2h2\3x\033y")};
}

static void hint(struct viewkit *k, enum alert alert, const struct tls_config *c,
                 const char *golden)
{
    struct tls_failure f = {.err = ERR_TLS_ALERT_RECEIVED, .alert = (uint8_t)alert};
    struct hs_view v = {.failure = &f, .config = c};

    hs_alert_cause(&k->out, &v);
    hs_alert_advice(&k->out, &v);
    assert_true(kit_is_safe(buf_span(&k->out)));
    kit_is(k, golden);
}

static void test_hint(void **state)
{
    struct tls_config c = config();
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hint(&k, ALERT_HANDSHAKE_FAILURE, &c,
         "the server answered handshake_failure (40): no acceptable set of parameters: nothing in "
         "common; it was offered TLS 1.2 and 1.3; the suites TLS_AES_128_GCM_SHA256, "
         "TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, "
         "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 and 2 more; the groups x25519, 0x1234; the name "
         "a\\1bb; try without --groups: fewer were offered than by default, or without --sigalgs: "
         "fewer were offered than by default, or --suites compatible for old servers, or --tls "
         "1.2, or another name with --sni");
    hint(&k, ALERT_NO_APPLICATION_PROTOCOL, &c,
         "the server answered no_application_protocol (120): none of the protocols offered by ALPN "
         "is supported; it was offered ALPN h2, x\\1by; try --alpn with a protocol that the server "
         "supports, or --alpn '' to offer none");
    c.max_version = TLS_1_2;
    hint(&k, ALERT_PROTOCOL_VERSION, &c,
         "the server answered protocol_version (70): none of the offered versions is supported; it "
         "was offered TLS 1.2; try --tls 1.3, or 1.2,1.3: TLS 1.3 was not offered");
    c.server_name = (struct span){0};
    hint(&k, ALERT_UNRECOGNIZED_NAME, &c,
         "the server answered unrecognized_name (112): the server has no host of the name in SNI; "
         "it was offered no name (SNI); try --sni NAME: the server requires a host name, and none "
         "is sent for an address");
    hint(&k, ALERT_CERTIFICATE_REQUIRED, &c,
         "the server answered certificate_required (116): the server requires a client "
         "certificate; try --cert FILE --key FILE: the server requires a client certificate");
    hint(&k, (enum alert)200, &c, "the server answered an unknown alert (200)");
    kit_close(&k);
}

/* Nobody is told to do what they have done. */
static void test_done_already(void **state)
{
    struct tls_failure f = {.err = ERR_TLS_ALERT_RECEIVED, .alert = ALERT_HANDSHAKE_FAILURE};
    struct tls_config c = config();
    struct tls_info info = {.unfit = UNFIT_TYPE};
    struct tls_identity identity = {0};
    struct hs_view v = {.failure = &f, .config = &c, .info = &info};
    struct span at;
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    c.max_version = TLS_1_2;
    c.server_name = (struct span){0};
    assert_int_equal(names_suites(&c.suites, SPAN_LIT("compatible"), &at), ERR_OK);
    c.groups = tls_config_default().groups;
    c.schemes = tls_config_default().schemes;
    v.no_sni = true;
    hs_alert_try(&k.out, &v);
    kit_is(&k, "--tls 1.2,1.3, or without --no-sni: the server may need the name of the host");

    /* What the whole conversation says goes before its last message. */
    v.failed = REASON_CLIENT_CERTIFICATE;
    hs_alert_advice(&k.out, &v);
    kit_is(&k, "; try --cert FILE --key FILE: the server requires a client certificate");
    c.identity = &identity;
    hs_alert_try(&k.out, &v);
    kit_is(&k, "--cert with a certificate whose key type the server accepts");
    info.unfit = UNFIT_NONE;
    hs_alert_try(&k.out, &v);
    kit_is(&k, "--cert with a certificate for clients (clientAuth) that is valid now and from a CA "
               "that the server trusts, "
               "followed by its intermediates");
    kit_close(&k);
}

/* fails is a failure of the net, after these steps of it. */
static void fails(struct viewkit *k, struct hs_view v, enum reason reason, size_t num_steps,
                  const char *const *steps, const char *golden)
{
    struct tls_config c = config();
    struct event_log events;

    event_log_init(&events, false, false);
    for (size_t i = 0; i < num_steps; i++)
        event_log_mark(&events, steps[i], i);
    v.events = &events;
    v.config = &c;
    v.failed = reason;
    hs_alert_try(&k->out, &v);
    kit_is(k, golden);
    event_log_free(&events);
}

/* Before TLS was begun, the advice is about the proxy, or the other protocol. */
static void test_before_tls(void **state)
{
    static const char *const by_proxy[] = {"resolved", "connected", "proxy", "starttls"};
    static const char *const direct[] = {"resolved", "connected", "starttls"};
    struct hs_view proxy = {.by_proxy = true}, env = {.by_proxy = true, .proxy_of_env = true};
    struct hs_view starttls = {.in_starttls = true};
    struct hs_view both = {.by_proxy = true, .proxy_of_env = true, .in_starttls = true};
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    fails(&k, proxy, REASON_REFUSED, 1, by_proxy, "");
    fails(&k, env, REASON_REFUSED, 1, by_proxy,
          "no_proxy, which names hosts that are reached without the proxy of https_proxy or "
          "all_proxy");
    fails(&k, env, REASON_REFUSED, 3, by_proxy, "");
    fails(&k, proxy, REASON_RESET, 2, by_proxy,
          "checking whether a proxy listens there, and whether it is http:// or socks5:// "
          "(--proxy)");
    fails(&k, both, REASON_TIMEOUT, 2, by_proxy,
          "no_proxy, which names hosts that are reached without the proxy of https_proxy or "
          "all_proxy, or checking whether a proxy listens there, and whether it is http:// or "
          "socks5:// (--proxy), or a longer --timeout");
    fails(&k, both, REASON_RESET, 3, by_proxy,
          "without --starttls, if that port begins with TLS (465, 636, 993)");
    fails(&k, starttls, REASON_TIMEOUT, 2, direct,
          "without --starttls, if that port begins with TLS (465, 636, 993): such a server waits "
          "for a ClientHello, or a longer --timeout");
    fails(&k, starttls, REASON_TIMEOUT, 3, direct, "a longer --timeout");
    fails(&k, proxy, REASON_TIMEOUT, 3, by_proxy,
          "--starttls if the port begins with another protocol: such a server says nothing before "
          "that, or a longer --timeout");
    kit_close(&k);
}

/* An address that ends as with a port, and has no brackets. */
static void test_bare_ipv6(void **state)
{
    static const char *const bare[] = {"::1:9101", "2001:db8::1:443"};
    static const char *const other[] = {"[::1]:9101",         "::1",
                                        "a.example:443",      "2001:db8::443:a1",
                                        "https://[::1]:9101", "192.0.2.1:443"};
    static const char *const steps[] = {"resolved", "connected"};
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    for (size_t i = 0; i < sizeof bare / sizeof bare[0]; i++) {
        struct hs_view v = {.input = bare[i]};

        fails(&k, v, REASON_UNREACHABLE, 1, steps,
              "[ADDRESS]:PORT, if the last group is a port: without brackets it is part of the "
              "address");
        fails(&k, v, REASON_REFUSED, 2, steps, "");
    }
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        fails(&k, (struct hs_view){.input = other[i]}, REASON_UNREACHABLE, 1, steps, "");
    kit_close(&k);
}

/* Options are not those of decode, and what a stranger offered was not shortened by an option. */
static void test_watched(void **state)
{
    struct tls_failure f = {.err = ERR_TLS_ALERT_RECEIVED, .alert = ALERT_HANDSHAKE_FAILURE};
    struct tls_config c = config();
    struct event_log events;
    struct hs_view v = {.failure = &f, .config = &c, .events = &events};
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    event_log_init(&events, false, false);
    events.side = EVENT_LOG_WATCHER;
    hs_alert_try(&k.out, &v);
    kit_is(&k, "with 'tlsbox handshake': --suites compatible for old servers, or --tls 1.2, or "
               "another name with --sni");
    f.alert = ALERT_BAD_RECORD_MAC;
    hs_alert_try(&k.out, &v);
    kit_is(&k, "again: something on the path changes the bytes, or the server is faulty");
    event_log_free(&events);
    kit_close(&k);
}

/* Nothing is said where no alert came. */
static void test_none(void **state)
{
    struct tls_failure f = {.err = ERR_TLS_FINISHED};
    struct hs_view v = {.failure = &f};
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    hs_alert_cause(&k.out, &v);
    hs_alert_advice(&k.out, &v);
    v.failure = NULL;
    hs_alert_cause(&k.out, &v);
    hs_alert_advice(&k.out, &v);
    kit_is(&k, "");
    v.failure = &f;
    f.err = ERR_TLS_NOT_TLS;
    hs_alert_advice(&k.out, &v);
    kit_is(&k, "; try --starttls with the protocol of the port, or the port on which the server "
               "speaks TLS");
    v.in_starttls = true;
    hs_alert_advice(&k.out, &v);
    kit_is(&k, "");
    kit_close(&k);
}

/* TLS 1.2 has neither hybrids nor ML-DSA: they are not among what was offered, and nobody left them
 * out. */
static void test_lists_of_the_version(void **state)
{
    struct tls_failure f = {.err = ERR_TLS_ALERT_RECEIVED, .alert = ALERT_HANDSHAKE_FAILURE};
    struct tls_config c = tls_config_default();
    struct event_log events;
    struct hs_view v = {.failure = &f, .config = &c};
    struct span at;
    struct viewkit k;

    (void)state;
    kit_open(&k, "x");
    c.max_version = TLS_1_2;
    assert_int_equal(names_suites(&c.suites, SPAN_LIT("0xc02f"), &at), ERR_OK);
    assert_int_equal(names_schemes(&c.schemes, SPAN_LIT("mldsa44,ed25519"), &at), ERR_OK);
    hs_alert_offer(&k.out, &v);
    kit_is(&k, "TLS 1.2; the suites TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256; the groups x25519, "
               "secp256r1, secp384r1; the signatures ed25519; no name (SNI)");
    c.schemes = tls_config_default().schemes;
    hs_alert_try(&k.out, &v);
    assert_false(kit_has(&k, "without"));
    c.groups.num--;
    hs_alert_try(&k.out, &v);
    assert_true(kit_has(&k, "without --groups: fewer"));
    /* In a capture it is what the client sent. */
    event_log_init(&events, false, false);
    events.side = EVENT_LOG_WATCHER;
    v.events = &events;
    buf_truncate(&k.out, 0);
    hs_alert_offer(&k.out, &v);
    assert_true(kit_has(&k, "the groups X25519MLKEM768"));
    assert_true(kit_has(&k, "and 13 more"));
    event_log_free(&events);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hint),
        cmocka_unit_test(test_done_already),
        cmocka_unit_test(test_before_tls),
        cmocka_unit_test(test_bare_ipv6),
        cmocka_unit_test(test_watched),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_lists_of_the_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
