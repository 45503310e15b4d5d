/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces: holds data that comes before its turn, in pieces of fixed size whose total is limited.
 * A flow has a list of pieces for each side, by sequence number.  The flows with pieces are
 * linked, the one that has held some for the longest time first.
 */
#ifndef TB_LIB_PCAP_PIECES_H
#define TB_LIB_PCAP_PIECES_H

#include "lib/pcap/flows.h"

enum {
    PIECE_SIZE = 2048,     /* bytes: enough for an Ethernet packet */
    PIECES_MAX = 16384,    /* 32 MiB for all flows */
    PIECES_FLOW_MAX = 2048 /* 4 MiB for one flow */
};

struct piece {
    struct piece *next;
    uint8_t *bytes;
    uint64_t us;
    uint32_t seq, len; /* len counts bytes that were cut off in the capture too */
    uint32_t n;        /* the captured bytes, which are the first ones */
    uint32_t ack;
    bool acks;
};

struct pieces {
    struct arena *arena;
    struct piece *unused;
    size_t made;
    struct flow *oldest, *newest; /* flows with pieces */
};

/* Memory comes from the arena, which must outlive the pieces. */
void pieces_init(struct pieces *pieces, struct arena *arena);

/* pieces_left is true if this flow may have one more piece. */
bool pieces_left(struct pieces *pieces, const struct flow *flow);

/* pieces_put keeps the bytes for a side of the flow, in a piece with the properties of `like`,
 * after the piece `after` (NULL: as the first).  pieces_left must be true. */
void pieces_put(struct pieces *pieces, struct flow *flow, struct flow_side *side,
                struct piece *after, const struct piece *like, struct span bytes);

/* pieces_drop returns the first piece of a side to the stock. */
void pieces_drop(struct pieces *pieces, struct flow *flow, struct flow_side *side);

#endif
