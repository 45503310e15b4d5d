/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions of hellos alone, asked of servers that refuse in their own ways, or lie. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "app/scan/alpn_offer.h"
#include "app/scan/offer_order.h"
#include "tests/unit/app/scan/kit_world.h"

static void servers_with_needs(void **state)
{
    static const struct {
        unsigned quirk;
        enum scan_feature feature; /* that is NO */
    } rows[] = {
        {KIT_NO_EMPTY_SHARE, FEATURE_EMPTY_SHARE_TOLERANT},
        {KIT_FEW_SUITES, FEATURE_MANY_SUITES_TOLERANT},
        {KIT_NO_GREASE, FEATURE_GREASE_TOLERANT},
        {KIT_NO_LARGE, FEATURE_LARGE_HELLO_TOLERANT},
        {KIT_NO_SPLIT, FEATURE_SPLIT_HELLO_TOLERANT},
        {KIT_NO_VERSION, FEATURE_VERSION_TOLERANT},
        {KIT_NO_LEGACY, FEATURE_VERSION_TOLERANT},
        {KIT_NO_EXTENSION, FEATURE_EXTENSION_TOLERANT},
    };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
        size_t k = i / 2;
        struct kit_server s = kit_usual_server();
        struct kit_world w;

        s.quirks = rows[k].quirk | (i % 2 != 0 ? KIT_HANGS_UP : 0);
        kit_world_scan(&w, &s);
        assert_int_equal(kit_answer(&w, rows[k].feature), SCAN_NO);
        if (rows[k].quirk == KIT_FEW_SUITES)
            kit_same_ids(&w.host.facts.versions[SCAN_1_2].suites.ids, &s.suites[SCAN_1_2], false);
        else
            kit_check_all(&w, &s);
        kit_world_close(&w);
    }
}

static void server_that_needs_a_name(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    s.quirks = KIT_NEEDS_SNI;
    kit_world_scan(&w, &s);
    kit_check_all(&w, &s);
    assert_int_equal(kit_answer(&w, FEATURE_SNI_NEEDED), SCAN_YES);
    kit_world_close(&w);
}

static void server_without_the_web(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    s.quirks = KIT_NO_WEB;
    kit_world_scan(&w, &s);
    kit_check_all(&w, &s);
    assert_true(w.host.facts.manner.needs_no_alpn);
    assert_int_equal(kit_answer(&w, FEATURE_EMPTY_SHARE_TOLERANT), SCAN_UNKNOWN);
    kit_world_close(&w);
}

/* What was not offered is recorded, and the question ends. */
static void lying_server(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    s.quirks = KIT_LIES;
    kit_world_scan(&w, &s);
    assert_int_equal(kit_answer(&w, FEATURE_CHOOSES_UNOFFERED), SCAN_YES);
    assert_false(w.host.facts.versions[SCAN_1_2].suites.complete);
    assert_true(s.hellos < 60);
    kit_world_close(&w);
}

/* A server that does not read the groups or the schemes of the client. */
static void servers_that_know_one_thing(void **state)
{
    static const unsigned quirks[] = {KIT_ONE_GROUP, KIT_ONE_SCHEME};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct kit_server s = kit_usual_server();
        struct kit_world w;

        s.quirks = quirks[i];
        kit_world_scan(&w, &s);
        const struct scan_version *rows = w.host.facts.versions;

        assert_int_equal(kit_answer(&w, FEATURE_CHOOSES_UNOFFERED), SCAN_YES);
        assert_int_equal(rows[SCAN_1_2].groups.complete, quirks[i] != KIT_ONE_GROUP);
        assert_int_equal(rows[SCAN_1_3].groups.complete, quirks[i] != KIT_ONE_GROUP);
        assert_int_equal(rows[SCAN_1_2].schemes.complete, quirks[i] != KIT_ONE_SCHEME);
        assert_int_equal(rows[SCAN_1_2].groups.ids.num, quirks[i] == KIT_ONE_GROUP ? 1 : 2);
        assert_int_equal(rows[SCAN_1_2].schemes.ids.num, quirks[i] == KIT_ONE_SCHEME ? 1 : 2);
        assert_true(s.hellos < 30);
        kit_world_close(&w);
    }
}

/* Whatever comes back, the questions end, and nothing is accepted that was not offered. */
static void garbled_answers(void **state)
{
    struct kit_rng seed = {.seed = 5};

    (void)state;
    for (unsigned i = 0; i < 500; i++) {
        struct kit_server s = kit_usual_server();
        struct kit_world w;

        s.quirks = KIT_GARBLES;
        s.rng = kit_rng(&seed);
        s.dh_p = SPAN_LIT("prime");
        s.versions |= 1 << SCAN_SSL_2 | 1 << SCAN_1_0;
        s.suites[SCAN_1_0] = IDS(TLS_DHE_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_RC4_128_SHA);
        kit_world_scan(&w, &s);
        assert_true(s.hellos < 150);
        for (unsigned row = SCAN_SSL_3; row < SCAN_VERSIONS; row++) {
            const struct scan_ids *ids = &w.host.facts.versions[row].suites.ids;

            for (size_t k = 0; k < ids->num; k++)
                assert_non_null(suite_find(ids->v[k]));
        }
        kit_world_close(&w);
    }
}

/* An alert that does not say why is a refusal if it comes twice from a server that has answered
 * other hellos. */
static void refusals_by_internal_error(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    s.quirks = KIT_INTERNAL;
    kit_world_scan(&w, &s);
    kit_check_all(&w, &s);
    assert_int_equal(w.host.facts.manner.alert, ALERT_INTERNAL_ERROR);
    kit_world_close(&w);
    s = (struct kit_server){.quirks = KIT_INTERNAL};
    kit_world_scan(&w, &s);
    for (unsigned row = SCAN_SSL_3; row < SCAN_VERSIONS; row++)
        assert_int_equal(w.host.facts.versions[row].accepted, SCAN_UNKNOWN);
    kit_world_close(&w);
}

/* Silence leaves things open. */
static void refusals_by_silence(void **state)
{
    struct kit_server s = kit_usual_server();
    const struct scan_version *rows;
    struct kit_world w;

    (void)state;
    s.quirks = KIT_SILENT;
    kit_world_scan(&w, &s);
    rows = w.host.facts.versions;
    assert_int_equal(rows[SCAN_1_2].accepted, SCAN_YES);
    kit_same_ids(&rows[SCAN_1_2].suites.ids, &s.suites[SCAN_1_2], true);
    assert_false(rows[SCAN_1_2].suites.complete);
    assert_int_equal(rows[SCAN_1_0].accepted, SCAN_UNKNOWN);
    assert_int_equal(rows[SCAN_SSL_3].accepted, SCAN_UNKNOWN);
    kit_world_close(&w);
}

/* Nobody accepts anything: a handful of hellos, and nothing is said to be absent that was not
 * refused. */
static void server_that_refuses_everything(void **state)
{
    struct kit_server s = {.versions = 0};
    struct kit_world w;

    (void)state;
    kit_world_scan(&w, &s);
    kit_check_versions(&w, &s);
    assert_true(s.hellos <= 12);
    assert_int_equal(kit_answer(&w, FEATURE_COMPRESSION), SCAN_UNKNOWN);
    assert_int_equal(kit_answer(&w, FEATURE_MANY_SUITES_TOLERANT), SCAN_UNKNOWN);
    kit_world_close(&w);
}

/* Old versions that are not known are none that were refused. */
static void server_without_answers_to_old_hellos(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    s.versions = 1 << SCAN_1_3;
    s.quirks = KIT_SILENT;
    kit_world_scan(&w, &s);
    assert_int_equal(w.host.facts.versions[SCAN_1_3].accepted, SCAN_YES);
    assert_int_equal(w.host.facts.versions[SCAN_1_2].accepted, SCAN_UNKNOWN);
    assert_int_equal(kit_answer(&w, FEATURE_COMPRESSION), SCAN_UNKNOWN);
    kit_world_close(&w);
}

/* An answer to the hello of SSL 2.0 that breaks all rules shows nothing, a hang-up that it is not
 * spoken. */
static void broken_answers_to_ssl2(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    kit_world_scan(&w, &s);
    struct question_run run = {.host = &w.host, .question = &question_ssl2};
    struct scan_version *row = &w.host.facts.versions[SCAN_SSL_2];

    row->accepted = SCAN_UNKNOWN;
    question_ssl2.learn(&run, &(struct attempt_outcome){.kind = ATTEMPT_BROKEN});
    assert_int_equal(row->accepted, SCAN_UNKNOWN);
    question_ssl2.learn(&run, &(struct attempt_outcome){.kind = ATTEMPT_CLOSED});
    assert_int_equal(row->accepted, SCAN_NO);
    kit_world_close(&w);
}

/* A protocol that was not offered is not in the list of those that are accepted. */
static void protocols_that_were_not_offered(void **state)
{
    struct kit_server s = kit_usual_server();
    struct kit_world w;

    (void)state;
    kit_world_scan(&w, &s);
    size_t before = w.host.facts.num_alpn;

    assert_true(before > 0);
    assert_false(alpn_offer_note(&w.host, SPAN_LIT("\x1b[31mh2")));
    assert_false(alpn_offer_note(&w.host, w.host.facts.alpn[0]));
    assert_int_equal(w.host.facts.num_alpn, before);
    assert_true(alpn_offer_note(&w.host, SPAN_LIT("irc")));
    assert_int_equal(w.host.facts.num_alpn, before + 1);
    kit_world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(servers_with_needs),
        cmocka_unit_test(server_that_needs_a_name),
        cmocka_unit_test(server_without_the_web),
        cmocka_unit_test(lying_server),
        cmocka_unit_test(servers_that_know_one_thing),
        cmocka_unit_test(garbled_answers),
        cmocka_unit_test(refusals_by_internal_error),
        cmocka_unit_test(refusals_by_silence),
        cmocka_unit_test(server_that_refuses_everything),
        cmocka_unit_test(server_without_answers_to_old_hellos),
        cmocka_unit_test(broken_answers_to_ssl2),
        cmocka_unit_test(protocols_that_were_not_offered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
