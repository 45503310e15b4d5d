/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/app/scan/kit_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "app/scan/offer_order.h"

static const struct scan_question *const all_questions[] = {
    &question_first,      &question_suites_1_3,  &question_suites_1_2, &question_suites_1_1,
    &question_suites_1_0, &question_suites_ssl3, &question_ssl2,       &question_groups_1_3,
    &question_groups_1_2, &question_schemes_1_2, &question_alpn_1_2,   &question_compression,
    &question_fallback,   &question_nameless,    &question_tolerance,
};
enum { QUESTIONS = sizeof all_questions / sizeof all_questions[0] };

/* One attempt of a question; false: it has none. */
static bool turn(struct kit_server *server, struct question_run *run)
{
    struct attempt_ask ask = {.ctx = run};
    struct attempt_outcome outcome;
    struct server_flight flight;
    struct buf records;

    buf_init(&records, 1 << 16);
    bool asks = run->attempts < run->question->most && run->question->ask(run, &ask, &records);

    if (asks) {
        kit_server_answer(server, &outcome, &flight, buf_span(&records));
        run->attempts++;
        run->question->learn(run, &outcome);
        server_flight_free(&flight);
    } else if (run->state != NULL && run->question->end != NULL) {
        run->question->end(run);
    }
    buf_free(&records);
    return asks;
}

void kit_world_ask(struct kit_server *server, struct host_scan *host,
                   const struct scan_question *const *questions, size_t num)
{
    struct question_run runs[32];
    bool is_over[32] = {false}, is_asked = true;

    for (size_t i = 0; i < num; i++)
        runs[i] = (struct question_run){.host = host, .question = questions[i]};
    while (is_asked) {
        is_asked = false;
        for (size_t i = 0; i < num; i++) {
            if (is_over[i] || !questions[i]->ready(&host->facts))
                continue;
            is_over[i] = !turn(server, &runs[i]);
            is_asked = true;
        }
    }
}

void kit_world_open(struct kit_world *w)
{
    *w = (struct kit_world){.state = {.seed = 1}};
    w->plan.rng = kit_rng(&w->state);
    w->host.plan = &w->plan;
    w->host.facts.arena = &w->host.arena;
    for (size_t i = 0; i < SCAN_VERSIONS; i++)
        w->host.facts.versions[i].version = scan_version_numbers[i];
    arena_init(&w->host.arena, 1 << 20);
    w->host.name = "host.example";
    w->host.server_name = SPAN_LIT("host.example");
}

void kit_world_scan(struct kit_world *w, struct kit_server *server)
{
    kit_world_open(w);
    kit_world_ask(server, &w->host, all_questions, QUESTIONS);
    assert_false(server->has_broken);
}

void kit_world_close(struct kit_world *w)
{
    arena_free(&w->host.arena);
}

void kit_same_ids(const struct scan_ids *found, const struct kit_ids *own, bool in_order)
{
    assert_int_equal(found->num, own->num);
    for (size_t i = 0; i < own->num; i++) {
        assert_true(scan_ids_has(found, own->v[i]));
        assert_true(!in_order || found->v[i] == own->v[i]);
    }
}

enum scan_answer kit_answer(const struct kit_world *w, enum scan_feature feature)
{
    return w->host.facts.features[feature].answer;
}

bool kit_speaks(const struct kit_server *s, unsigned row)
{
    return (s->versions >> row & 1) != 0;
}

size_t kit_num_with(const struct kit_ids *ids, const char *part)
{
    size_t n = 0;

    for (size_t i = 0; i < ids->num; i++)
        n += offer_suite_has(ids->v[i], part);
    return n;
}

void kit_check_versions(const struct kit_world *w, const struct kit_server *s)
{
    for (unsigned row = 0; row < SCAN_VERSIONS; row++) {
        const struct scan_version *found = &w->host.facts.versions[row];

        assert_int_equal(found->accepted, kit_speaks(s, row) ? SCAN_YES : SCAN_NO);
        assert_true(found->is_done);
        if (row == SCAN_SSL_2 || !kit_speaks(s, row))
            continue;
        kit_same_ids(&found->suites.ids, &s->suites[row], s->by_server);
        assert_true(found->suites.complete);
        if (s->suites[row].num > 1)
            assert_int_equal(found->suites.order,
                             s->by_server ? SCAN_ORDER_SERVER : SCAN_ORDER_CLIENT);
        bool has_dh =
            kit_num_with(&s->suites[row], "_DHE_") + kit_num_with(&s->suites[row], "_DH_anon_") > 0;

        assert_int_equal(found->dh_bits, has_dh ? 128 : 0);
    }
}

/* Groups are asked for in TLS 1.3, and in the newest older version with suites that have any. */
size_t kit_check_groups(const struct kit_world *w, const struct kit_server *s)
{
    const struct scan_version *rows = w->host.facts.versions;
    static const char *const kinds[] = {"_ECDHE_RSA_", "_ECDHE_ECDSA_", "_ECDHE_PSK_",
                                        "_ECDH_anon_"};
    bool is_older = false;
    size_t num = 0;

    if (kit_speaks(s, SCAN_1_3)) {
        kit_same_ids(&rows[SCAN_1_3].groups.ids, &s->groups13, s->by_server);
        assert_true(rows[SCAN_1_3].groups.complete);
        assert_true(s->by_server || rows[SCAN_1_3].groups.order != SCAN_ORDER_SERVER);
        num += s->groups13.num;
    }
    for (unsigned row = SCAN_1_2; row >= SCAN_SSL_3; row--) {
        size_t n = 0;

        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            n += kit_num_with(&s->suites[row], kinds[i]);
        if (is_older || row == SCAN_SSL_3 || !kit_speaks(s, row) || n == 0) {
            assert_int_equal(rows[row].groups.ids.num, 0);
            continue;
        }
        kit_same_ids(&rows[row].groups.ids, &s->groups12, s->by_server);
        assert_true(rows[row].groups.complete);
        num += s->groups12.num;
        is_older = true;
    }
    return num;
}

size_t kit_check_schemes(const struct kit_world *w, const struct kit_server *s)
{
    const struct scan_version *row = &w->host.facts.versions[SCAN_1_2];
    size_t num_signed = 0;

    for (size_t i = 0; i < s->suites[SCAN_1_2].num; i++)
        num_signed += kit_server_signs(s->suites[SCAN_1_2].v[i]);
    if (!kit_speaks(s, SCAN_1_2) || num_signed == 0)
        return 0;
    kit_same_ids(&row->schemes.ids, &s->schemes, true);
    assert_true(row->schemes.complete);
    return s->schemes.num;
}

unsigned kit_old_versions(const struct kit_server *s)
{
    return s->versions & ((1 << SCAN_1_3) - (1 << SCAN_1_0));
}

/* Everything that a good server bears. */
void kit_check_tolerant(const struct kit_world *w, const struct kit_server *s)
{
    static const enum scan_feature features[] = {
        FEATURE_GREASE_TOLERANT,  FEATURE_LARGE_HELLO_TOLERANT, FEATURE_SPLIT_HELLO_TOLERANT,
        FEATURE_VERSION_TOLERANT, FEATURE_EXTENSION_TOLERANT,   FEATURE_MEDIUM_HELLO_TOLERANT};

    if (kit_old_versions(s) == 0 && !kit_speaks(s, SCAN_1_3))
        return;
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        assert_int_equal(kit_answer(w, features[i]), SCAN_YES);
    assert_int_equal(kit_answer(w, FEATURE_SNI_NEEDED), SCAN_NO);
    assert_int_equal(kit_answer(w, FEATURE_CHOOSES_UNOFFERED), SCAN_UNKNOWN);
}

struct kit_server kit_usual_server(void)
{
    struct kit_server s = {
        .versions = 1 << SCAN_1_3 | 1 << SCAN_1_2,
        .groups13 = IDS(GROUP_X25519MLKEM768, GROUP_X25519, GROUP_SECP256R1),
        .groups12 = IDS(GROUP_X25519, GROUP_SECP256R1),
        .schemes = IDS(SCHEME_RSA_PSS_RSAE_SHA256, SCHEME_RSA_PKCS1_SHA256),
        .by_server = true,
        .ems = true,
        .renegotiation = true,
        .fallback = true,
        .alpn = {"h2", "http/1.1"},
    };

    s.suites[SCAN_1_3] = IDS(TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256);
    s.suites[SCAN_1_2] =
        IDS(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
    return s;
}

void kit_check_all(const struct kit_world *w, const struct kit_server *s)
{
    kit_check_versions(w, s);
    kit_check_groups(w, s);
    kit_check_schemes(w, s);
}
