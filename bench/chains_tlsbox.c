/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ours: with what earlier chains have shown, from none on; and each chain alone. */
#include "config.h"

#include "bench/chains.h"

#include "bench/judged.h"
#include "lib/base/mem.h"

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
    struct judged judged;
    struct report report;
    struct fail fail = {0};
    char name[CHAINS_HOST_MAX];

    chains_host(name, i);
    arena_reset(&ours->arena);
    chains_check(cert_parse(&judged.certs[0], ours->chains->leafs[i], &fail) == ERR_OK &&
                     known_cert(ours->known, &judged.certs[1],
                                ours->chains->issuers[i % CHAINS_ISSUERS], &fail) == ERR_OK &&
                     host_parse(&judged.host, name) == ERR_OK,
                 "tlsbox: parsing");
    struct judge_input in = judged_input(&judged, ours->store, ours->now);
    in.known = ours->known;
    chains_check(judge_chain(&report, &in, &ours->arena) == ERR_OK && report.reason == REASON_OK,
                 "tlsbox: verdict");
}

const struct contender chains_ours = {"ours", open_known, judge, close_ours};
const struct contender chains_ours_alone = {"ours-alone", open_alone, judge, close_ours};
