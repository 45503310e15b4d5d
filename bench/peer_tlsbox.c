/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/peer.h"

#include "bench/judged.h"

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
    struct judged judged;
    struct arena arena;
    struct report report;
    struct fail fail = {0};
    struct judge_input in = judged_input(&judged, store, time(NULL));

    arena_init(&arena, 1 << 20);
    if (cert_parse(&judged.certs[0], m->chain[0], &fail) != ERR_OK ||
        cert_parse(&judged.certs[1], m->chain[1], &fail) != ERR_OK ||
        host_parse(&judged.host, m->host) != ERR_OK ||
        judge_chain(&report, &in, &arena) != ERR_OK || report.reason != REASON_OK)
        peer_die("tlsbox", "verify");
    arena_free(&arena);
}

const struct peer peer_tlsbox = {"tlsbox", load, unload, parse, verify};
