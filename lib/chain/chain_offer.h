/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_offer: the lists of certificates that a server could send, and which of them is best. */
#ifndef TB_LIB_CHAIN_CHAIN_OFFER_H
#define TB_LIB_CHAIN_CHAIN_OFFER_H

#include "lib/chain/issuer_graph.h"

enum { CHAIN_OFFERS_MAX = 32 };

/* A list as it would be sent: leaf first, without the anchor.  It was judged alone: nothing but its
 * certificates helped to build a path. */
struct chain_offer {
    const struct link **links;
    size_t num;
    uint32_t stores;           /* bit i: with the anchors of store i the verdict is good */
    enum reason reason;        /* the verdict with the anchors that decide */
    int64_t until;             /* OK: the first certificate of the path that was judged ends then */
    const struct cert *anchor; /* OK: of that path */
};

/* Why one is better than all others. */
enum offer_why {
    OFFER_ONLY,         /* no other is good */
    OFFER_STORES,       /* more stores reach it */
    OFFER_SHORTER,      /* as many do, and it has fewer certificates */
    OFFER_LONGER_LIVED, /* likewise, and it is valid for longer */
    OFFER_FIRST,        /* nothing distinguishes it: it came first */
    OFFER_WHY_COUNT
};

/* chain_offer_best is the index of the best offer that is good, or GRAPH_NONE; *why is set then. */
size_t chain_offer_best(const struct chain_offer *offers, size_t num, enum offer_why *why);

/* chain_offer_same: both lists have the same certificates in the same order. */
bool chain_offer_same(const struct chain_offer *a, const struct chain_offer *b);

/* chain_offer_has is the place of a certificate in the list; num if it is not there. */
size_t chain_offer_has(const struct chain_offer *offer, const struct cert *cert);

/* chain_offer_count is the number of stores in a set. */
unsigned chain_offer_count(uint32_t stores);

#endif
