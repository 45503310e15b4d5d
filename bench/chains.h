/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chains: many chains with few issuers, judged by different libraries inside one process. */
#ifndef TB_BENCH_CHAINS_H
#define TB_BENCH_CHAINS_H

#include <stdio.h>

#include "lib/base/span.h"

enum { CHAINS_ISSUERS = 20, CHAINS_HOST_MAX = 40 };

/* chains_host writes the host that chain i is for. */
static inline void chains_host(char out[CHAINS_HOST_MAX], size_t i)
{
    snprintf(out, CHAINS_HOST_MAX, "s%zu.bench.example", i);
}

/* Certificates as DER; mkchains wrote them. */
struct chains {
    const char *roots; /* a PEM file */
    struct span issuers[CHAINS_ISSUERS];
    struct span *leafs;
    size_t num;
};

/*
 * A contender judges each chain against the roots: for its host, as a server, now.  It ends the
 * process if a chain is not good.  Only `judge` is timed: what a peer keeps is ready by then.
 */
struct contender {
    const char *name;
    void *(*open)(const struct chains *chains);
    void (*judge)(void *state, size_t i); /* chain number i */
    void (*close)(void *state);
};

extern const struct contender chains_each, chains_issuers, chains_kept; /* libcrypto */
extern const struct contender chains_gnutls;
extern const struct contender chains_ours, chains_ours_alone;

void chains_check(bool good, const char *what);

#endif
