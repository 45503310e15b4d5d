/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/peer.h"

#include <time.h>

#include "lib/path/judge.h"
#include "trust/store.h"

static void *load(const char *bundle)
{
    struct store *s;
    size_t added;

    if (store_new(&s) != ERR_OK || store_add_file(s, bundle, &added) != ERR_OK || added == 0)
        peer_die("tlsbox", "load");
    return s;
}

static void unload(void *store)
{
    store_free(store);
}

static void parse(struct span der)
{
    struct cert c;
    struct fail fail = {0};

    if (cert_parse(&c, der, &fail) != ERR_OK)
        peer_die("tlsbox", "parse");
}

static void verify(void *store, const struct material *m)
{
    struct cert certs[2];
    struct link helper = {.cert = &certs[1], .source = SOURCE_INPUT};
    struct reference_id host;
    struct arena arena;
    struct report report;
    struct fail fail = {0};
    struct judge_input in = {
        .leaf = {.cert = &certs[0], .source = SOURCE_LEAF},
        .helpers = &helper,
        .num_helpers = 1,
        .anchors = store_anchors(store),
        .time = time(NULL),
        .profile = PROFILE_WEBPKI,
        .purpose = PURPOSE_SERVER,
        .hosts = &host,
        .num_hosts = 1,
        .max_depth = -1,
        .budget = budget_default(),
    };

    arena_init(&arena, 1 << 20);
    if (cert_parse(&certs[0], m->chain[0], &fail) != ERR_OK ||
        cert_parse(&certs[1], m->chain[1], &fail) != ERR_OK ||
        host_parse(&host, m->host) != ERR_OK || judge_chain(&report, &in, &arena) != ERR_OK ||
        report.reason != REASON_OK)
        peer_die("tlsbox", "verify");
    arena_free(&arena);
}

const struct peer peer_tlsbox = {"tlsbox", load, unload, parse, verify};
