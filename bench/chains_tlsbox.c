/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ours: with what earlier chains have shown, from none on; and each chain alone. */
#include "config.h"

#include "bench/chains.h"

#include <time.h>

#include "lib/base/mem.h"
#include "lib/path/judge.h"
#include "trust/store.h"

enum { ARENA = 4 << 20, KNOWN = 24 << 20 };

struct ours {
    const struct chains *chains;
    struct store *store;
    struct known *known; /* NULL: each chain alone */
    struct arena arena;
    int64_t now;
};

static struct ours *open_store(const struct chains *chains)
{
    struct ours *ours = MEM_NEW(struct ours);
    size_t added;

    chains_check(ours != NULL && store_new(&ours->store) == ERR_OK &&
                     store_add_file(ours->store, chains->roots, &added) == ERR_OK && added > 0,
                 "tlsbox: roots");
    ours->chains = chains;
    ours->now = time(NULL);
    arena_init(&ours->arena, ARENA);
    return ours;
}

static void *open_alone(const struct chains *chains)
{
    return open_store(chains);
}

static void *open_known(const struct chains *chains)
{
    struct ours *ours = open_store(chains);

    chains_check(known_new(&ours->known, KNOWN) == ERR_OK, "tlsbox: known");
    return ours;
}

static void close_ours(void *state)
{
    struct ours *ours = state;

    known_free(ours->known);
    store_free(ours->store);
    arena_free(&ours->arena);
    mem_free(ours, sizeof *ours);
}

static void judge(void *state, size_t i)
{
    struct ours *ours = state;
    struct cert certs[2];
    struct link helper = {.cert = &certs[1], .source = SOURCE_INPUT};
    struct reference_id host;
    struct report report;
    struct fail fail = {0};
    char name[CHAINS_HOST_MAX];

    chains_host(name, i);
    arena_reset(&ours->arena);
    chains_check(cert_parse(&certs[0], ours->chains->leafs[i], &fail) == ERR_OK &&
                     known_cert(ours->known, &certs[1], ours->chains->issuers[i % CHAINS_ISSUERS],
                                &fail) == ERR_OK &&
                     host_parse(&host, name) == ERR_OK,
                 "tlsbox: parsing");
    struct judge_input in = {
        .leaf = {.cert = &certs[0], .source = SOURCE_LEAF},
        .helpers = &helper,
        .num_helpers = 1,
        .anchors = store_anchors(ours->store),
        .time = ours->now,
        .profile = PROFILE_WEBPKI,
        .purpose = PURPOSE_SERVER,
        .hosts = &host,
        .num_hosts = 1,
        .max_depth = -1,
        .budget = budget_default(),
        .known = ours->known,
    };
    chains_check(judge_chain(&report, &in, &ours->arena) == ERR_OK && report.reason == REASON_OK,
                 "tlsbox: verdict");
}

const struct contender chains_ours = {"ours", open_known, judge, close_ours};
const struct contender chains_ours_alone = {"ours-alone", open_alone, judge, close_ours};
