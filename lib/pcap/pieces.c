/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/pieces.h"

#include <assert.h>

enum { SLAB = 64 }; /* pieces allocated at once: lists of them stay close together in memory */

void pieces_init(struct pieces *pieces, struct arena *arena)
{
    *pieces = (struct pieces){.arena = arena};
}

/* Adds pieces to the stock, or leaves it empty: at the limit, or when memory is short. */
static void slab_make(struct pieces *pieces)
{
    if (pieces->made + SLAB > PIECES_MAX)
        return;
    struct piece *all = arena_alloc(pieces->arena, SLAB, sizeof *all);
    uint8_t *bytes = arena_alloc(pieces->arena, SLAB, PIECE_SIZE);
    if (all == NULL || bytes == NULL)
        return;
    pieces->made += SLAB;
    for (size_t i = SLAB; i-- > 0;) {
        all[i].bytes = bytes + i * PIECE_SIZE;
        all[i].next = pieces->unused;
        pieces->unused = &all[i];
    }
}

/* A piece in the stock, made if necessary.  Callers check this before pieces_put. */
bool pieces_left(struct pieces *pieces, const struct flow *flow)
{
    if (flow->held >= PIECES_FLOW_MAX)
        return false;
    if (pieces->unused == NULL)
        slab_make(pieces);
    return pieces->unused != NULL;
}

/* Puts a flow at the end of the list of those that hold pieces: the newest. */
static void holding_add(struct pieces *pieces, struct flow *flow)
{
    flow->holding = (struct flow_links){.older = pieces->newest};
    if (pieces->newest != NULL)
        pieces->newest->holding.newer = flow;
    else
        pieces->oldest = flow;
    pieces->newest = flow;
}

/* Takes a flow that no longer holds any out of that list. */
static void holding_remove(struct pieces *pieces, struct flow *flow)
{
    if (flow->holding.older != NULL)
        flow->holding.older->holding.newer = flow->holding.newer;
    else
        pieces->oldest = flow->holding.newer;
    if (flow->holding.newer != NULL)
        flow->holding.newer->holding.older = flow->holding.older;
    else
        pieces->newest = flow->holding.older;
}

/* Takes a piece out of the stock, copies the bytes into it and links it in after `after`. */
void pieces_put(struct pieces *pieces, struct flow *flow, struct flow_side *side,
                struct piece *after, const struct piece *like, struct span bytes)
{
    assert(pieces->unused != NULL && bytes.n <= PIECE_SIZE); /* pieces_left was asked */
    assert(bytes.n <= like->len);
    struct piece *piece = pieces->unused;
    uint8_t *space = piece->bytes;
    struct piece **at = after == NULL ? &side->first : &after->next;

    pieces->unused = piece->next;
    *piece = *like;
    piece->bytes = space;
    piece->n = (uint32_t)bytes.n;
    if (bytes.n > 0)
        memcpy(space, bytes.p, bytes.n);
    piece->next = *at;
    *at = piece;
    if (piece->next == NULL)
        side->last = piece;
    if (flow->held++ == 0) {
        flow->held_since = like->us;
        holding_add(pieces, flow);
    }
}

/* Returns the first piece to the stock; its bytes stay allocated for the next one. */
void pieces_drop(struct pieces *pieces, struct flow *flow, struct flow_side *side)
{
    assert(side->first != NULL && flow->held > 0);
    struct piece *piece = side->first;

    side->first = piece->next;
    if (side->first == NULL)
        side->last = NULL;
    piece->next = pieces->unused;
    pieces->unused = piece;
    if (--flow->held == 0)
        holding_remove(pieces, flow);
}
