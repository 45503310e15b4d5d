/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peer: the same three jobs, done by different libraries inside one process. */
#ifndef TB_BENCH_PEER_H
#define TB_BENCH_PEER_H

#include "lib/base/span.h"

/* What is measured: certificates as DER; chains are leaf, then intermediate. */
struct material {
    const char *bundle; /* a PEM file of trust anchors, the chains' root among them */
    const char *host;
    struct span chain[2];
};

/* Each job ends the process where the library does not do what it must. */
struct peer {
    const char *name;
    void *(*load)(const char *bundle); /* reads trust anchors and makes them ready for use */
    void (*unload)(void *store);
    void (*parse)(struct span der); /* and throws the result away */
    void (*verify)(void *store, const struct material *m); /* parses and judges one chain */
};

extern const struct peer peer_tlsbox, peer_crypto, peer_gnutls;

void peer_die(const char *who, const char *what) __attribute__((noreturn));

#endif
