/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flows: the table of TCP connections.  Their number is limited: the one that was silent for the
 * longest time makes room.  Closed ones stay for a while, so that late packets are recognised.
 */
#ifndef TB_LIB_PCAP_FLOWS_H
#define TB_LIB_PCAP_FLOWS_H

#include "lib/base/arena.h"
#include "lib/pcap/capture.h"

enum {
    FLOWS_MAX = CAPTURE_FLOWS_MAX,
    FLOWS_CLOSED_MAX = 4096, /* closed ones that stay in the table */
    FLOWS_BUCKETS = 16384,
    FLOWS_CHAIN_MAX = 32, /* in one bucket: more is an attack and not chance */
};

struct piece;

/* What one side sends. */
struct flow_side {
    bool seen;     /* any segment of it */
    bool started;  /* its SYN or data were seen: start and next are valid */
    bool guessed;  /* its SYN was not seen: earlier bytes may still come */
    bool fin;      /* its FIN was seen, at fin_at */
    bool eof;      /* its FIN was delivered; next is after it */
    bool acks;     /* the other side has acknowledged something: acked, most_acked are valid */
    bool saw_syn;  /* shift is valid */
    uint8_t shift; /* of its windows (RFC 7323 2) */
    uint32_t start, next, fin_at;
    uint32_t acked;      /* the highest acknowledgment of bytes that were captured */
    uint32_t most_acked; /* the highest acknowledgment, also of missing bytes */
    uint32_t waived;     /* missing bytes before this are not waited for any more */
    uint64_t offers;     /* the largest window: how far ahead the other side may send; or 0 */
    struct {
        bool seen;
        bool acks;  /* it acknowledged `ack` */
        bool doubt; /* it may have been ignored */
        uint32_t at, ack;
        uint64_t us;
    } rst;
    struct piece *first, *last; /* the held pieces, by sequence number, without overlaps */
};

/* A SYN between the ports of a flow that is open: see belief.h. */
struct flow_syn {
    bool is_there;
    uint8_t side, flags, shift;
    uint16_t window;
    uint32_t seq, ack;
};

struct flow_links {
    struct flow *older, *newer;
};

struct flow {
    struct capture_flow shown;
    struct flow_side sides[2]; /* of a, of b */
    struct flow *next;         /* with the same hash */
    uint32_t hash;
    bool closed;
    bool answered; /* one side acknowledged something of the other */
    uint64_t closed_us;
    uint32_t held; /* pieces of both sides */
    uint64_t held_since;
    struct flow_syn syn;
    uint32_t guesses; /* segments so far while the beginning is only guessed */
    struct flow_links used, holding;
};

/* A list of flows through one of the links in each. */
struct flow_row {
    struct flow *oldest, *newest;
    size_t num;
};

struct flows {
    struct arena *arena;
    struct flow **table;
    struct flow *unused;
    struct flow_row open, closed; /* by the time of their last packet */
    uint64_t numbered;
};

enum err flows_init(struct flows *flows, struct arena *arena) MUST_CHECK;

/* The hash is the same whichever end comes first. */
uint32_t flows_hash(const struct pcapng_end *a, const struct pcapng_end *b);

/* flows_find returns the flow between two ends, or NULL.  *from_a is set to whether `from` is its
 * a. */
struct flow *flows_find(const struct flows *flows, const struct pcapng_end *from,
                        const struct pcapng_end *to, bool *from_a);

/* flows_victim returns the flow that must be removed before a flow with this hash can be added.
 * NULL if there is room. */
struct flow *flows_victim(const struct flows *flows, uint32_t hash);

/* flows_add adds a new flow to the table, which must have room.  NULL if there is no memory. */
struct flow *flows_add(struct flows *flows, const struct pcapng_end *a, const struct pcapng_end *b);

/* flows_touch makes a flow the one that was used last. */
void flows_touch(struct flows *flows, struct flow *flow);
void flows_close(struct flows *flows, struct flow *flow);  /* it stays in the table */
void flows_remove(struct flows *flows, struct flow *flow); /* flow is then invalid */

#endif
