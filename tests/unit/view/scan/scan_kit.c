/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/view/scan/scan_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/tls/wire/tables.h"
#include "lib/view/scan/scan_names.h"
#include "tests/factory/factory.h"

#define IDS(list, ...)                                             \
    take_ids(&kit->arena, (list), (const uint16_t[]){__VA_ARGS__}, \
             sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t))

static void take_ids(struct arena *arena, struct scan_ids *out, const uint16_t *ids, size_t num)
{
    out->v = arena_alloc(arena, num, sizeof *ids);
    assert_non_null(out->v);
    memcpy(out->v, ids, num * sizeof *ids);
    out->num = out->room = num;
}

static void decide(struct scan_list *list, enum scan_order order)
{
    list->order = order;
    list->complete = true;
}

/* A version that is accepted, with the order of the server. */
static struct scan_version *accept(struct scan_kit *kit, enum scan_version_row row)
{
    struct scan_version *version = &kit->facts.versions[row];

    version->accepted = SCAN_YES;
    version->is_done = true;
    decide(&version->suites, SCAN_ORDER_SERVER);
    decide(&version->groups, SCAN_ORDER_SERVER);
    decide(&version->schemes, SCAN_ORDER_UNKNOWN);
    return version;
}

static void feature(struct scan_kit *kit, enum scan_feature id, enum scan_answer answer)
{
    kit->facts.features[id].answer = answer;
}

static void number(struct scan_kit *kit, enum scan_feature id, uint32_t value)
{
    kit->facts.features[id] = (struct scan_feature_value){.answer = SCAN_YES, .value = value};
}

/* The chain that the server sends: a leaf of the factory and its issuer. */
static struct scan_chain *show_chain(struct scan_kit *kit, const struct fc_spec *leaf,
                                     const char *key)
{
    struct scan_chain *chain = &kit->facts.chains[kit->facts.num_chains++];
    struct fc_spec ca = fc_intermediate(&kit->arena);

    chain->certs = arena_alloc(&kit->arena, 2, sizeof *chain->certs);
    assert_non_null(chain->certs);
    chain->certs[0] = fc_cert(&kit->arena, leaf);
    chain->certs[1] = fc_cert(&kit->arena, &ca);
    chain->num = 2;
    chain->key = key;
    chain->is_judged = true;
    chain->reason = REASON_OK;
    chain->not_after = leaf->not_after;
    return chain;
}

static void name(struct scan_kit *kit, struct span input, struct span host, struct span address)
{
    kit->facts.input = input;
    kit->facts.host = host;
    kit->facts.port = 443;
    kit->facts.address = address;
}

static void measure(struct scan_kit *kit, unsigned connections)
{
    kit->facts.connections = connections;
    kit->facts.sent = 512 * (uint64_t)connections;
    kit->facts.received = 1700 * (uint64_t)connections;
    kit->facts.connect_us = 11300;
    kit->facts.hello_us = 12900;
    kit->facts.total_us = 25000 * (uint64_t)connections;
}

static void name_alpn(struct scan_kit *kit, const struct span *names, size_t num)
{
    kit->facts.alpn = arena_alloc(&kit->arena, num, sizeof *names);
    assert_non_null(kit->facts.alpn);
    memcpy(kit->facts.alpn, names, num * sizeof *names);
    kit->facts.num_alpn = num;
    kit->facts.alpn_answer = SCAN_YES;
}

/* What every good server has. */
static void behave(struct scan_kit *kit)
{
    static const enum scan_feature has[] = {
        FEATURE_RESUMPTION_TICKET,    FEATURE_RESUMPTION_PSK, FEATURE_EMS,
        FEATURE_SECURE_RENEGOTIATION, FEATURE_FALLBACK_SCSV,  FEATURE_SCTS};

    for (size_t i = 0; i < FEATURE_COUNT; i++)
        feature(kit, (enum scan_feature)i,
                scan_feature_row((enum scan_feature)i)->kind == SCAN_TOLERANT ? SCAN_YES : SCAN_NO);
    for (size_t i = 0; i < sizeof has / sizeof has[0]; i++)
        feature(kit, has[i], SCAN_YES);
}

static void make_modern(struct scan_kit *kit)
{
    static const struct span alpn[] = {SPAN_INIT("h2"), SPAN_INIT("http/1.1")};
    struct fc_spec leaf = fc_leaf(&kit->arena);
    struct scan_version *v13 = accept(kit, SCAN_1_3), *v12 = accept(kit, SCAN_1_2);

    name(kit, SPAN_LIT(FC_HOST), SPAN_LIT(FC_HOST), SPAN_LIT("192.0.2.1:443"));
    for (size_t i = SCAN_SSL_2; i < SCAN_1_2; i++)
        kit->facts.versions[i].accepted = SCAN_NO;
    IDS(&v13->suites.ids, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256,
        TLS_AES_128_GCM_SHA256);
    IDS(&v13->groups.ids, GROUP_X25519MLKEM768, GROUP_X25519, GROUP_SECP256R1, GROUP_SECP384R1);
    IDS(&v13->schemes.ids, SCHEME_ECDSA_SECP256R1_SHA256);
    IDS(&v12->suites.ids, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    IDS(&v12->groups.ids, GROUP_X25519, GROUP_SECP256R1, GROUP_SECP384R1);
    IDS(&v12->schemes.ids, SCHEME_ECDSA_SECP256R1_SHA256);
    v12->suites.order = SCAN_ORDER_CLIENT;
    behave(kit);
    feature(kit, FEATURE_POST_QUANTUM, SCAN_YES);
    feature(kit, FEATURE_OCSP_STAPLE, SCAN_YES);
    number(kit, FEATURE_TICKET_LIFETIME, 7200);
    number(kit, FEATURE_TICKETS, 2);
    name_alpn(kit, alpn, 2);
    struct scan_chain *chain = show_chain(kit, &leaf, "P-256");
    chain->num_scts = 2;
    chain->is_stapled = true;
    kit->facts.software = SPAN_LIT("nginx/1.28.0");
    measure(kit, 41);
}

static void make_old_versions(struct scan_kit *kit)
{
    static uint8_t kinds[] = {0x01, 0x07, 0x02};
    struct scan_version *v12 = accept(kit, SCAN_1_2);

    accept(kit, SCAN_SSL_2);
    IDS(&kit->facts.suites2, 0x0080, 0x00c0, 0x0080);
    kit->facts.kinds2 = kinds;
    for (size_t i = SCAN_SSL_3; i < SCAN_1_2; i++) {
        struct scan_version *version = accept(kit, (enum scan_version_row)i);
        IDS(&version->suites.ids, TLS_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA,
            TLS_RSA_EXPORT_WITH_RC4_40_MD5);
        version->dh_bits = i >= SCAN_1_0 ? 1024 : 0;
        version->dh_common = i >= SCAN_1_0;
    }
    IDS(&v12->suites.ids, TLS_DHE_RSA_WITH_AES_256_CBC_SHA, TLS_RSA_WITH_AES_128_CBC_SHA,
        TLS_RSA_WITH_RC4_128_SHA, 0xcafe, TLS_DH_anon_WITH_AES_128_CBC_SHA);
    IDS(&v12->groups.ids, GROUP_SECT163K1);
    IDS(&v12->schemes.ids, SCHEME_RSA_PKCS1_SHA1);
    v12->dh_bits = 1024;
    v12->dh_common = true;
    kit->facts.versions[SCAN_1_3].accepted = SCAN_NO;
}

static void make_old(struct scan_kit *kit)
{
    static const enum scan_feature weaknesses[] = {FEATURE_COMPRESSION,
                                                   FEATURE_CLIENT_RENEGOTIATION, FEATURE_HEARTBLEED,
                                                   FEATURE_CCS_INJECTION, FEATURE_ROBOT};
    struct fc_spec leaf = fc_leaf(&kit->arena);

    name(kit, SPAN_LIT("old.example.net:8443"), SPAN_LIT("old.example.net"),
         SPAN_LIT("[2001:db8::15]:8443"));
    kit->facts.port = 8443;
    make_old_versions(kit);
    behave(kit);
    for (size_t i = 0; i < sizeof weaknesses / sizeof weaknesses[0]; i++)
        feature(kit, weaknesses[i], SCAN_YES);
    feature(kit, FEATURE_FALLBACK_SCSV, SCAN_NO);
    feature(kit, FEATURE_SECURE_RENEGOTIATION, SCAN_NO);
    feature(kit, FEATURE_VERSION_TOLERANT, SCAN_NO);
    kit->facts.features[FEATURE_TICKETBLEED] =
        (struct scan_feature_value){.because = "the server sends no ticket"};
    kit->facts.alpn_answer = SCAN_NO;
    leaf.not_before = FC_NOW - 400 * FC_DAY;
    leaf.not_after = FC_NOW - 20 * FC_DAY;
    struct scan_chain *chain = show_chain(kit, &leaf, "RSA 1024");
    chain->reason = REASON_EXPIRED;
    chain->sentence = SPAN_LIT("The certificate www.example.com expired on 2026-05-12.");
    kit->facts.software = SPAN_LIT("Apache/2.2.15 (CentOS)");
    measure(kit, 63);
}

#define HOSTILE "a\033[31m\r\n<script>alert(1)</script>\"'&\xe2\x80\xae\xff"

static void make_hostile(struct scan_kit *kit)
{
    static const struct span alpn[] = {SPAN_INIT(HOSTILE), SPAN_INIT("h2")};
    struct fc_spec leaf = fc_leaf(&kit->arena);

    make_modern(kit);
    kit->facts.num_chains = 0;
    name(kit, SPAN_LIT(HOSTILE), SPAN_LIT(HOSTILE), SPAN_LIT("192.0.2.66:443"));
    name_alpn(kit, alpn, 2);
    leaf.subject = fc_name(&kit->arena, "CN=" HOSTILE);
    fc_set(&leaf.exts, FC_OID_SAN, false,
           FC_NAMES(&kit->arena, fc_dns(&kit->arena, HOSTILE), fc_dns(&kit->arena, "a\033[2Jb")));
    struct scan_chain *chain = show_chain(kit, &leaf, "P-256");
    chain->certs[1] = SPAN_LIT(HOSTILE);
    chain->reason = REASON_HOST_MISMATCH;
    chain->sentence = SPAN_LIT(HOSTILE);
    kit->facts.software = SPAN_LIT(HOSTILE);
    kit->facts.authorities[0] = fc_name(&kit->arena, "CN=" HOSTILE);
    kit->facts.authorities[1] = SPAN_LIT(HOSTILE);
    kit->facts.num_authorities = 2;
    kit->facts.authorities_sent = 20;
    kit->facts.trouble = SCAN_UNSTEADY;
    kit->facts.message = SPAN_LIT(HOSTILE);
}

/* After the suites of TLS 1.3 nothing is known. */
static void make_blocked(struct scan_kit *kit)
{
    struct scan_version *v13 = accept(kit, SCAN_1_3);

    name(kit, SPAN_LIT("shy.example.org"), SPAN_LIT("shy.example.org"),
         SPAN_LIT("198.51.100.7:443"));
    IDS(&v13->suites.ids, TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384);
    decide(&v13->suites, SCAN_ORDER_CLIENT);
    v13->groups = (struct scan_list){0};
    v13->schemes = (struct scan_list){0};
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        kit->facts.features[i].because = "the server accepts no more connections";
    kit->facts.trouble = SCAN_BLOCKED;
    kit->facts.message = SPAN_LIT("The server accepted 10 connections and then no more.");
    measure(kit, 10);
}

static void make_dead(struct scan_kit *kit)
{
    name(kit, SPAN_LIT("gone.example.com"), SPAN_LIT("gone.example.com"), SPAN_LIT(""));
    kit->facts.trouble = SCAN_UNREACHED;
    kit->facts.reason = REASON_REFUSED;
    kit->facts.message = SPAN_LIT("192.0.2.9:443 refuses the connection.");
}

static void make_quick(struct scan_kit *kit)
{
    name(kit, SPAN_LIT("fast.example.org"), SPAN_LIT("fast.example.org"),
         SPAN_LIT("203.0.113.5:443"));
    kit->facts.is_quick = true;
    kit->facts.chosen_version = TLS_1_3;
    IDS(&kit->facts.chosen, TLS_AES_256_GCM_SHA384, GROUP_X25519MLKEM768);
    measure(kit, 1);
}

const char *scan_kit_name(enum scan_kit_server server)
{
    static const char *const names[KIT_SERVERS] = {
        [KIT_MODERN] = "modern",   [KIT_OLD] = "old",   [KIT_HOSTILE] = "hostile",
        [KIT_BLOCKED] = "blocked", [KIT_DEAD] = "dead", [KIT_QUICK] = "quick",
    };

    return names[server];
}

/* Old and blocked servers are asked for more than they have. */
static void require(struct scan_kit *kit)
{
    struct requirement asked = {0};
    bool found;

    assert_int_equal(requirement_find(&found, &asked, SPAN_LIT("intermediate"), &kit->arena),
                     ERR_OK);
    assert_true(found);
    assert_int_equal(requirement_check(&kit->check, &asked, &kit->facts, &kit->arena), ERR_OK);
    kit->view.check = &kit->check;
    kit->view.required = asked.title;
}

void scan_kit_open(struct scan_kit *kit, enum scan_kit_server server)
{
    static void (*const make[KIT_SERVERS])(struct scan_kit *) = {
        [KIT_MODERN] = make_modern,   [KIT_OLD] = make_old,   [KIT_HOSTILE] = make_hostile,
        [KIT_BLOCKED] = make_blocked, [KIT_DEAD] = make_dead, [KIT_QUICK] = make_quick,
    };

    *kit = (struct scan_kit){0};
    arena_init(&kit->arena, 1 << 22);
    kit->facts.arena = &kit->arena;
    for (size_t i = 0; i < SCAN_VERSIONS; i++)
        kit->facts.versions[i].version = scan_version_numbers[i];
    make[server](kit);
    assert_int_equal(scan_judge(&kit->findings, &kit->facts, FC_NOW, &kit->arena), ERR_OK);
    kit->view = (struct scan_view){.facts = &kit->facts, .findings = &kit->findings, .now = FC_NOW};
    if (server == KIT_OLD || server == KIT_BLOCKED)
        require(kit);
}

void scan_kit_close(struct scan_kit *kit)
{
    arena_free(&kit->arena);
}
