/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces: data that came before its turn is held in pieces, from one stock of limited size.  A flow
 * has two lists of them, by sequence number; a row links the flows that hold some, the one that has
 * done so for the longest time first.
 */
#ifndef TB_LIB_PCAP_PIECES_H
#define TB_LIB_PCAP_PIECES_H

#include "lib/pcap/flows.h"

enum {
    PIECE_SIZE = 2048,     /* bytes: an Ethernet packet's */
    PIECES_MAX = 16384,    /* 32 MiB in all, */
    PIECES_FLOW_MAX = 2048 /* and 4 MiB of one flow */
};

struct piece {
    struct piece *next;
    uint8_t *bytes;
    uint64_t us;
    uint32_t seq, len; /* len: with what was cut off when it was captured */
    uint32_t n;        /* bytes that are there: the first ones */
    uint32_t ack;
    bool acks;
};

struct pieces {
    struct arena *arena;
    struct piece *unused;
    size_t made;
    struct flow *oldest, *newest; /* that hold some */
};

void pieces_init(struct pieces *pieces, struct arena *arena);

/* pieces_left: may this flow have one more? */
bool pieces_left(struct pieces *pieces, const struct flow *flow);

/* pieces_put holds `like` with these bytes for a side of the flow, after `after` (NULL: as the
 * first).  Requires pieces_left. */
void pieces_put(struct pieces *pieces, struct flow *flow, struct flow_side *side,
                struct piece *after, const struct piece *like, struct span bytes);

/* pieces_drop gives the first piece of a side back. */
void pieces_drop(struct pieces *pieces, struct flow *flow, struct flow_side *side);

#endif
