/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/pieces.h"

enum { SLAB = 64 }; /* pieces allocated at once: lists of them stay close together in memory */

void pieces_init(struct pieces *p, struct arena *arena)
{
    *p = (struct pieces){.arena = arena};
}

/* Adds pieces to the stock, or leaves it empty: at the limit, or when memory is short. */
static void slab_make(struct pieces *p)
{
    if (p->made + SLAB > PIECES_MAX)
        return;
    struct piece *all = arena_alloc(p->arena, SLAB, sizeof *all);
    uint8_t *bytes = arena_alloc(p->arena, SLAB, PIECE_SIZE);
    if (all == NULL || bytes == NULL)
        return;
    p->made += SLAB;
    for (size_t i = SLAB; i-- > 0;) {
        all[i].bytes = bytes + i * PIECE_SIZE;
        all[i].next = p->unused;
        p->unused = &all[i];
    }
}

/* A piece in the stock, made if necessary.  Callers check this before pieces_put. */
bool pieces_left(struct pieces *p, const struct flow *f)
{
    if (f->held >= PIECES_FLOW_MAX)
        return false;
    if (p->unused == NULL)
        slab_make(p);
    return p->unused != NULL;
}

/* Puts a flow at the end of the list of those that hold pieces: the newest. */
static void holding_add(struct pieces *p, struct flow *f)
{
    f->holding = (struct flow_links){.older = p->newest};
    if (p->newest != NULL)
        p->newest->holding.newer = f;
    else
        p->oldest = f;
    p->newest = f;
}

/* Takes a flow that no longer holds any out of that list. */
static void holding_remove(struct pieces *p, struct flow *f)
{
    if (f->holding.older != NULL)
        f->holding.older->holding.newer = f->holding.newer;
    else
        p->oldest = f->holding.newer;
    if (f->holding.newer != NULL)
        f->holding.newer->holding.older = f->holding.older;
    else
        p->newest = f->holding.older;
}

/* Takes a piece out of the stock, copies the bytes into it and links it in after `after`. */
void pieces_put(struct pieces *p, struct flow *f, struct flow_side *side, struct piece *after,
                const struct piece *like, struct span bytes)
{
    struct piece *piece = p->unused;
    uint8_t *space = piece->bytes;
    struct piece **at = after == NULL ? &side->first : &after->next;

    p->unused = piece->next;
    *piece = *like;
    piece->bytes = space;
    piece->n = (uint32_t)bytes.n;
    if (bytes.n > 0)
        memcpy(space, bytes.p, bytes.n);
    piece->next = *at;
    *at = piece;
    if (piece->next == NULL)
        side->last = piece;
    if (f->held++ == 0) {
        f->held_since = like->us;
        holding_add(p, f);
    }
}

/* Returns the first piece to the stock; its bytes stay allocated for the next one. */
void pieces_drop(struct pieces *p, struct flow *f, struct flow_side *side)
{
    struct piece *piece = side->first;

    side->first = piece->next;
    if (side->first == NULL)
        side->last = NULL;
    piece->next = p->unused;
    p->unused = piece;
    if (--f->held == 0)
        holding_remove(p, f);
}
