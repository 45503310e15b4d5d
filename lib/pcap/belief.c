/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/belief.h"

enum { SHIFT_MAX = 14 }; /* RFC 7323 2.3; where the SYN was not seen, any */

static bool has(const struct tcp_segment *g, unsigned flags)
{
    return (g->flags & flags) == flags;
}

/* The sequence number after a segment; a FIN has one of its own. */
static uint32_t end_of(const struct tcp_segment *g)
{
    return g->seq + (uint32_t)g->len + (has(g, TCP_FIN) ? 1 : 0);
}

/* Is seq in the window of its receiver, as far as the capture shows it?  Old data always is: it may
 * be a retransmission. */
bool belief_reaches(const struct flow *f, int i, uint32_t seq)
{
    const struct flow_side *side = &f->sides[i];
    uint64_t offered = f->sides[!i].offers;

    if (!side->started)
        return true;
    if (!tcp_in_reach(seq, side->next))
        return false;
    int32_t ahead = tcp_ahead(seq, side->next);
    /* Bytes that were received but not captured move the window as well. */
    if (side->acks && tcp_ahead(side->most_acked, side->next) > 0)
        ahead = tcp_ahead(seq, side->most_acked);
    return ahead <= 0 || offered == 0 || (uint64_t)ahead <= offered;
}

/* Notes the largest window that a side has offered.  Windows shrink rarely, and a segment may have
 * left before: the largest errs on the side of accepting. */
static void learn_window(struct flow_side *side, const struct tcp_segment *g)
{
    unsigned shift = has(g, TCP_SYN) ? 0 : side->saw_syn ? side->shift : SHIFT_MAX;
    uint64_t window = (uint64_t)g->window << shift;

    if (has(g, TCP_SYN)) { /* RFC 7323 2.2: the window in a SYN is not scaled */
        side->saw_syn = true;
        side->shift = g->shift < SHIFT_MAX ? g->shift : SHIFT_MAX;
    }
    if (window > side->offers)
        side->offers = window;
}

/* Notes how far `other` was acknowledged: of what was captured, and in all. */
static void learn_ack(struct flow_side *other, uint32_t ack)
{
    if (!other->started || !tcp_in_reach(ack, other->next) || tcp_ahead(ack, other->start) < 0)
        return;
    if (!other->acks || tcp_ahead(ack, other->most_acked) > 0)
        other->most_acked = ack;
    /* Whether bytes that were never seen were really sent is unknown. */
    if (tcp_ahead(ack, other->next) <= 0 && (!other->acks || tcp_ahead(ack, other->acked) > 0))
        other->acked = ack;
    else if (!other->acks)
        other->acked = other->start;
    other->acks = true;
}

void belief_learn(struct flow *f, int i, const struct tcp_segment *g)
{
    if (has(g, TCP_RST))
        return;
    learn_window(&f->sides[i], g);
    if (has(g, TCP_ACK))
        learn_ack(&f->sides[!i], g->ack);
}

enum err belief_reset(struct flow *f, int i, const struct tcp_segment *g)
{
    struct flow_side *side = &f->sides[i], *other = &f->sides[!i];

    if (side->started) {
        /* RFC 9293 3.10.7.4: one before what its receiver expects is dropped, and so is one behind
         * all that it takes. */
        uint32_t expected = side->acks ? side->acked : side->start;
        if (!belief_reaches(f, i, g->seq) || tcp_ahead(g->seq, expected) < 0)
            return ERR_CAPTURE_SEQUENCE;
        /* RFC 5961 3.2: only what is expected next ends a connection at once. */
        side->rst_doubt = tcp_ahead(g->seq, side->next) < 0;
    } else if (has(g, TCP_ACK) && other->started) {
        /* RFC 9293 3.10.7.3: an end that has sent a SYN accepts a RST that acknowledges it. */
        if (tcp_ahead(g->ack, other->start) < 0)
            return ERR_CAPTURE_SEQUENCE;
        side->rst_doubt = false;
    } else if (other->saw_syn) {
        return ERR_CAPTURE_SEQUENCE;
    } else {
        side->rst_doubt = true;
    }
    side->rst = true;
    f->shown.reset_by_a = i == 0;
    side->rst_at = g->seq;
    side->rst_ack = g->ack;
    side->rst_acks = has(g, TCP_ACK);
    side->rst_us = g->us;
    return ERR_OK;
}

/* If the side that sent a RST continues, or the other one acknowledges what comes after it, the RST
 * did not end anything.  (Times show what was only captured out of order.) */
void belief_go_on(struct flow *f, int i, const struct tcp_segment *g)
{
    struct flow_side *side = &f->sides[i], *other = &f->sides[!i];

    if (side->rst && end_of(g) != g->seq && g->us > side->rst_us) {
        side->rst_doubt = true;
        if (tcp_ahead(end_of(g), side->rst_at) > 0 && tcp_ahead(end_of(g), side->next) > 0)
            side->rst = false;
    }
    if (other->rst && other->started && has(g, TCP_ACK) && g->us > other->rst_us &&
        tcp_in_reach(g->ack, other->rst_at) && tcp_ahead(g->ack, other->rst_at) > 0)
        other->rst = false;
}

/* Do these two belong to one new connection: a SYN, and the answer to it or its continuation? */
static bool goes_with(const struct flow_syn *syn, int i, const struct tcp_segment *g)
{
    if (!syn->is_there || has(g, TCP_RST))
        return false;
    if (syn->side == i)
        return !has(g, TCP_SYN) && g->seq == syn->seq + 1;
    return has(g, TCP_SYN) && ((has(g, TCP_ACK) && g->ack == syn->seq + 1) ||
                               ((syn->flags & TCP_ACK) != 0 && syn->ack == g->seq + 1));
}

/* The SYN that was put aside, as a segment again.  Its data is left out: if it was not accepted, it
 * is sent again (RFC 7413 4.2.2). */
static struct tcp_segment segment_of(const struct flow *f, const struct flow_syn *syn, uint64_t us)
{
    const struct capture_flow *c = &f->shown;

    return (struct tcp_segment){.from = syn->side == 0 ? c->a : c->b,
                                .to = syn->side == 0 ? c->b : c->a,
                                .seq = syn->seq,
                                .ack = syn->ack,
                                .flags = syn->flags,
                                .window = syn->window,
                                .shift = syn->shift,
                                .us = us};
}

/* An end that has a connection answers a SYN with an ACK and continues (RFC 9293 3.10.7.4, RFC 5961
 * 4.2); only an end that knows of none begins another one.  So a SYN waits for what comes next. */
enum belief_syn belief_new(struct flow *f, int i, const struct tcp_segment *g,
                           struct tcp_segment *syn)
{
    if (goes_with(&f->syn, i, g)) {
        *syn = segment_of(f, &f->syn, g->us);
        return BELIEF_BEGAN;
    }
    if (!has(g, TCP_SYN) || !f->sides[i].started || g->seq + 1 == f->sides[i].start)
        return BELIEF_SAME;
    /* If the other side never sent anything, there is no connection to continue. */
    if (!f->sides[!i].started)
        return BELIEF_NEW;
    f->syn = (struct flow_syn){.is_there = true,
                               .side = (uint8_t)i,
                               .flags = (uint8_t)g->flags,
                               .shift = g->shift,
                               .window = g->window,
                               .seq = g->seq,
                               .ack = g->ack};
    return BELIEF_WAIT;
}
