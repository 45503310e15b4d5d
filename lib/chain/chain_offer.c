/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/chain/chain_offer.h"

unsigned chain_offer_count(uint32_t stores)
{
    unsigned n = 0;

    for (; stores != 0; stores &= stores - 1)
        n++;
    return n;
}

bool chain_offer_same(const struct chain_offer *a, const struct chain_offer *b)
{
    if (a->num != b->num)
        return false;
    for (size_t i = 0; i < a->num; i++) {
        if (!span_eq(a->links[i]->cert->der, b->links[i]->cert->der))
            return false;
    }
    return true;
}

size_t chain_offer_has(const struct chain_offer *offer, const struct cert *cert)
{
    size_t i = 0;

    while (i < offer->num && !span_eq(offer->links[i]->cert->der, cert->der))
        i++;
    return i;
}

/* Is a better than b, and by what?  OFFER_FIRST: neither is. */
static bool is_better(const struct chain_offer *a, const struct chain_offer *b, enum offer_why *why)
{
    unsigned in_a = chain_offer_count(a->stores), in_b = chain_offer_count(b->stores);

    *why = OFFER_STORES;
    if (in_a != in_b)
        return in_a > in_b;
    *why = OFFER_SHORTER;
    if (a->num != b->num)
        return a->num < b->num;
    *why = OFFER_LONGER_LIVED;
    if (a->until != b->until)
        return a->until > b->until;
    *why = OFFER_FIRST;
    return false;
}

/* The reason is what decided against the best of the others. */
size_t chain_offer_best(const struct chain_offer *offers, size_t num, enum offer_why *why)
{
    size_t best = GRAPH_NONE, second = GRAPH_NONE;
    enum offer_why by;

    for (size_t i = 0; i < num; i++) {
        if (offers[i].reason != REASON_OK)
            continue;
        if (best == GRAPH_NONE || is_better(&offers[i], &offers[best], &by)) {
            second = best;
            best = i;
        } else if (second == GRAPH_NONE || is_better(&offers[i], &offers[second], &by)) {
            second = i;
        }
    }
    *why = OFFER_ONLY;
    if (second != GRAPH_NONE)
        (void)is_better(&offers[best], &offers[second], why);
    return best;
}
