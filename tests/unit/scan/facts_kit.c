/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/scan/facts_kit.h"

static const enum scan_kind kinds[FEATURE_COUNT] = {
#define FEATURE(ID, key, kind, title, ref) SCAN_##kind,
#include "lib/scan/features.def"
#undef FEATURE
};

void facts_add(struct scan_facts *facts, struct scan_ids *ids, unsigned id)
{
    assert_int_equal(scan_ids_add(ids, (uint16_t)id, facts->arena), ERR_OK);
}

void facts_accept(struct scan_facts *facts, enum scan_version_row row, unsigned suite)
{
    struct scan_version *version = &facts->versions[row];

    version->accepted = SCAN_YES;
    version->suites.complete = version->groups.complete = version->schemes.complete = true;
    version->suites.order = SCAN_ORDER_SERVER;
    facts_add(facts, &version->suites.ids, suite);
}

void facts_show(struct scan_facts *facts, const struct fc_spec *leaf, size_t num)
{
    struct scan_chain *chain = &facts->chains[0];
    struct fc_spec issuer = fc_intermediate(facts->arena);

    *chain = (struct scan_chain){.num = num, .key = "P-256", .is_judged = true};
    chain->certs = arena_alloc(facts->arena, 2, sizeof *chain->certs);
    assert_non_null(chain->certs);
    chain->certs[0] = fc_cert(facts->arena, leaf);
    chain->certs[1] = fc_cert(facts->arena, &issuer);
    facts->num_chains = 1;
}

static void good_features(struct scan_facts *facts)
{
    for (unsigned i = 0; i < FEATURE_COUNT; i++)
        facts->features[i].answer = kinds[i] == SCAN_WEAK ? SCAN_NO : SCAN_YES;
    facts->features[FEATURE_TICKET_LIFETIME].value = 7200;
    facts->features[FEATURE_EARLY_DATA].answer = SCAN_NO;
    facts->features[FEATURE_CLIENT_CERTIFICATE].answer = SCAN_NO;
    facts->features[FEATURE_SNI_NEEDED].answer = SCAN_NO;
}

void facts_good(struct scan_facts *facts, struct arena *arena)
{
    struct fc_spec leaf = fc_leaf(arena);

    *facts = (struct scan_facts){.arena = arena, .address = SPAN_LIT("192.0.2.1:443")};
    for (unsigned row = 0; row < SCAN_VERSIONS; row++) {
        facts->versions[row].version = scan_version_numbers[row];
        facts->versions[row].accepted = SCAN_NO;
    }
    facts_accept(facts, SCAN_1_3, TLS_AES_128_GCM_SHA256);
    facts_add(facts, &facts->versions[SCAN_1_3].suites.ids, TLS_AES_256_GCM_SHA384);
    facts_add(facts, &facts->versions[SCAN_1_3].groups.ids, GROUP_X25519MLKEM768);
    facts_add(facts, &facts->versions[SCAN_1_3].groups.ids, GROUP_X25519);
    facts_add(facts, &facts->versions[SCAN_1_3].schemes.ids, SCHEME_ECDSA_SECP256R1_SHA256);
    facts_accept(facts, SCAN_1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    facts_add(facts, &facts->versions[SCAN_1_2].suites.ids,
              TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);
    facts_add(facts, &facts->versions[SCAN_1_2].groups.ids, GROUP_X25519);
    facts_add(facts, &facts->versions[SCAN_1_2].groups.ids, GROUP_SECP256R1);
    facts_add(facts, &facts->versions[SCAN_1_2].schemes.ids, SCHEME_ECDSA_SECP256R1_SHA256);
    good_features(facts);
    leaf.not_before = FC_NOW - FC_DAY;
    leaf.not_after = FC_NOW + 60 * FC_DAY;
    facts_show(facts, &leaf, 2);
    facts->chains[0].is_stapled = true;
}

void facts_require(struct requirement *out, const char *text, struct arena *arena)
{
    struct requirement_fault fault;
    enum err err = requirement_read(out, span_str(text), arena, &fault);

    if (err != ERR_OK)
        fail_msg("line %zu: %s", fault.line, err_id(err));
}
