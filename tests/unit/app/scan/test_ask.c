/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions of hellos alone, asked of servers in memory with random configurations: what they
 * find is the configuration. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "app/scan/offer_order.h"
#include "tests/unit/app/scan/kit_world.h"

/* Connections besides those that find something. */
enum { OVERHEAD = 20 };

/* --- random configurations ------------------------------------------------------------------ */

static uint32_t below(const struct rng *rng, uint32_t n)
{
    uint8_t b[4];

    rng_fill(rng, b, sizeof b);
    return ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]) % n;
}

/* At least one, at most `most`, of the numbers, in any order. */
static void some(struct kit_ids *out, const struct rng *rng, uint16_t *numbers, size_t num,
                 uint32_t most)
{
    out->num = 1 + below(rng, most);
    if (out->num > num)
        out->num = num;
    for (size_t i = 0; i < out->num; i++) {
        size_t k = i + below(rng, (uint32_t)(num - i));
        uint16_t one = numbers[k];

        numbers[k] = numbers[i];
        out->v[i] = numbers[i] = one;
    }
}

static void random_server(struct kit_server *s, const struct rng *rng)
{
    static const struct scan_ids none;
    uint16_t numbers[OFFER_SUITES_MAX];
    uint8_t flags[9];

    *s = (struct kit_server){.versions = 1 + below(rng, (1 << SCAN_VERSIONS) - 1)};
    for (size_t row = SCAN_SSL_3; row < SCAN_VERSIONS; row++) {
        struct offer_part part = {.most = OFFER_SUITES_MAX};
        size_t n = offer_suites(numbers, scan_version_numbers[row], &none, &part);

        /* Often the usual ones, which come first. */
        some(&s->suites[row], rng, numbers, below(rng, 2) == 0 && n > 30 ? 30 : n, 20);
    }
    some(&s->groups13, rng, numbers, offer_groups(numbers, TLS_1_3, &none), 6);
    some(&s->groups12, rng, numbers, offer_groups(numbers, TLS_1_2, &none), 6);
    some(&s->schemes, rng, numbers, offer_schemes(numbers, &none), 6);
    rng_fill(rng, flags, sizeof flags);
    s->by_server = flags[0] & 1;
    s->ems = flags[1] & 1;
    s->etm = flags[2] & 1;
    s->renegotiation = flags[3] & 1;
    s->deflate = flags[4] & 1;
    s->fallback = flags[5] & 1;
    s->quirks = (flags[6] & 1) != 0 ? KIT_HANGS_UP : 0;
    s->quirks |= (flags[7] & 1) != 0 ? KIT_CHACHA_FIRST : 0;
    s->quirks |= (flags[8] & 1) != 0 ? KIT_READS_VERSIONS : 0;
    s->dh_p = SPAN_LIT("\xff\xff\xff\xff\xff\xff\xff\xff\xc9\x0f\xda\xa2\x21\x68\xc2\x34");
}

static void check_features(const struct kit_world *w, const struct kit_server *s)
{
    size_t num_cbc = 0;

    for (unsigned row = SCAN_1_0; row <= SCAN_1_2; row++)
        num_cbc += kit_speaks(s, row) ? kit_num_with(&s->suites[row], "_CBC_") : 0;
    assert_int_equal(kit_answer(w, FEATURE_ENCRYPT_THEN_MAC), num_cbc == 0 ? SCAN_UNKNOWN
                                                              : s->etm     ? SCAN_YES
                                                                           : SCAN_NO);
    if (kit_old_versions(s) != 0) {
        assert_int_equal(kit_answer(w, FEATURE_EMS), s->ems ? SCAN_YES : SCAN_NO);
        assert_int_equal(kit_answer(w, FEATURE_SECURE_RENEGOTIATION),
                         s->renegotiation ? SCAN_YES : SCAN_NO);
    }
    if (kit_old_versions(s) != 0 || kit_speaks(s, SCAN_SSL_3))
        assert_int_equal(kit_answer(w, FEATURE_COMPRESSION), s->deflate ? SCAN_YES : SCAN_NO);
    else if (kit_speaks(s, SCAN_1_3))
        assert_int_equal(kit_answer(w, FEATURE_COMPRESSION), SCAN_NO);
    if (!kit_speaks(s, SCAN_1_3))
        assert_int_equal(kit_answer(w, FEATURE_POST_QUANTUM), SCAN_NO);
    unsigned tls = s->versions >> SCAN_SSL_3;

    assert_int_equal(kit_answer(w, FEATURE_FALLBACK_SCSV), (tls & (tls - 1)) == 0 ? SCAN_UNKNOWN
                                                           : s->fallback          ? SCAN_YES
                                                                                  : SCAN_NO);
}

/* Schemes are asked for each kind of certificate: refusals after the first one. */
static size_t more_kinds(const struct kit_server *s)
{
    const struct kit_ids *suites = &s->suites[SCAN_1_2];
    static const char *const kinds[] = {"DHE_RSA_", "DHE_ECDSA_", "DHE_DSS_"};
    size_t n = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        n += kit_num_with(suites, kinds[i]) > 0 ? 1 : 0;
    return n > 1 ? n - 1 : 0;
}

static void random_servers_are_found_out(void **state)
{
    struct kit_rng seed = {.seed = 17};
    const struct rng rng = kit_rng(&seed);

    (void)state;
    for (unsigned i = 0; i < 600; i++) {
        struct kit_server s;
        struct kit_world w;
        size_t most = OVERHEAD;

        random_server(&s, &rng);
        kit_world_scan(&w, &s);
        kit_check_versions(&w, &s);
        most += kit_check_groups(&w, &s) + kit_check_schemes(&w, &s) + more_kinds(&s);
        check_features(&w, &s);
        kit_check_tolerant(&w, &s);
        for (unsigned row = SCAN_SSL_3; row < SCAN_VERSIONS; row++)
            most += kit_speaks(&s, row) ? s.suites[row].num : 0;
        assert_true(s.hellos <= most);
        kit_world_close(&w);
    }
}

static void usual_server_is_cheap(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    kit_world_scan(&w, &s);
    kit_check_all(&w, &s);
    kit_check_tolerant(&w, &s);
    assert_int_equal(kit_answer(&w, FEATURE_POST_QUANTUM), SCAN_YES);
    assert_int_equal(w.host.facts.num_alpn, 2);
    assert_true(span_eq(w.host.facts.alpn[0], SPAN_LIT("h2")));
    /* 4 pairs, 3 groups (the first ones come with the suites), 2 schemes, 2 protocols; refusals: 5
     * of versions, SSL 2.0, 2 of groups, one of schemes and of protocols; compression, fallback, no
     * name, and 2 of tolerance. */
    assert_int_equal(s.hellos, 11 + 10 + 5);
    kit_world_close(&w);
}

static void whose_order_counts(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    /* In the order in which they are offered: only the reverse shows it. */
    s.suites[SCAN_1_2] =
        IDS(TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256);
    for (unsigned i = 0; i < 4; i++) {
        s.by_server = (i & 1) != 0;
        s.quirks = (i & 2) != 0 ? KIT_CHACHA_FIRST : 0;
        kit_world_scan(&w, &s);
        kit_check_versions(&w, &s);
        kit_world_close(&w);
    }
}

/* An ECDSA certificate needs its curve in the offer. */
static void groups_beside_an_ecdsa_key(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    s.has_ecdsa = true;
    s.by_server = false;
    s.versions = 1 << SCAN_1_2;
    s.suites[SCAN_1_2] = IDS(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    s.groups12 = IDS(GROUP_SECP256R1, GROUP_SECP384R1, GROUP_SECP521R1, GROUP_X25519);
    kit_world_scan(&w, &s);
    kit_same_ids(&w.host.facts.versions[SCAN_1_2].groups.ids, &s.groups12, false);
    kit_world_close(&w);
    /* By its own order the server never comes to the others. */
    s.by_server = true;
    kit_world_scan(&w, &s);
    kit_same_ids(&w.host.facts.versions[SCAN_1_2].groups.ids, &IDS(GROUP_SECP256R1), true);
    assert_true(w.host.facts.versions[SCAN_1_2].groups.complete);
    kit_world_close(&w);
}

/* A server with two keys by the client's order comes to those of the second one. */
static void schemes_of_two_keys(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    s.quirks = KIT_TWO_KEYS;
    s.by_server = false;
    s.suites[SCAN_1_2] =
        IDS(TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    s.schemes = IDS(SCHEME_RSA_PKCS1_SHA256, SCHEME_ECDSA_SECP256R1_SHA256);
    kit_world_scan(&w, &s);
    kit_same_ids(&w.host.facts.versions[SCAN_1_2].schemes.ids, &s.schemes, false);
    assert_true(w.host.facts.versions[SCAN_1_2].schemes.complete);
    kit_world_close(&w);
}

static void quick_scan_is_one_usual_hello(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    kit_world_open(&w);
    w.plan.quick = true;
    kit_world_ask(&s, &w.host, (const struct scan_question *const[]){&question_first}, 1);
    assert_int_equal(s.hellos, 1);
    assert_int_equal(w.host.facts.chosen_version, TLS_1_3);
    assert_int_equal(w.host.facts.chosen.v[0], TLS_AES_256_GCM_SHA384);
    assert_int_equal(w.host.facts.chosen.v[1], GROUP_X25519MLKEM768);
    kit_world_close(&w);
}

static void ssl2_has_its_own_kinds(void **state)
{
    struct kit_server s = {.versions = 1 << SCAN_SSL_2};
    struct kit_world w;

    (void)state;
    kit_world_scan(&w, &s);
    kit_check_versions(&w, &s);
    assert_int_equal(w.host.facts.suites2.num, 2);
    assert_int_equal(w.host.facts.kinds2[1], 7);
    assert_int_equal(w.host.facts.suites2.v[1], 0x00c0);
    kit_world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_servers_are_found_out),
        cmocka_unit_test(usual_server_is_cheap),
        cmocka_unit_test(whose_order_counts),
        cmocka_unit_test(groups_beside_an_ecdsa_key),
        cmocka_unit_test(schemes_of_two_keys),
        cmocka_unit_test(quick_scan_is_one_usual_hello),
        cmocka_unit_test(ssl2_has_its_own_kinds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
