/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/belief.h"

enum { SHIFT_MAX = 14 }; /* RFC 7323 2.3; where the SYN was not seen, any */

static bool has(const struct tcp_segment *segment, unsigned flags)
{
    return (segment->flags & flags) == flags;
}

/* The sequence number after a segment; a FIN has one of its own. */
static uint32_t end_of(const struct tcp_segment *segment)
{
    return segment->seq + (uint32_t)segment->len + (has(segment, TCP_FIN) ? 1 : 0);
}

/* Is seq in the window of its receiver, as far as the capture shows it?  Old data always is: it may
 * be a retransmission. */
bool belief_reaches(const struct flow *flow, int i, uint32_t seq)
{
    const struct flow_side *side = &flow->sides[i];
    uint64_t offered = flow->sides[!i].offers;

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
static void learn_window(struct flow_side *side, const struct tcp_segment *segment)
{
    unsigned shift = has(segment, TCP_SYN) ? 0 : side->saw_syn ? side->shift : SHIFT_MAX;
    uint64_t window = (uint64_t)segment->window << shift;

    if (has(segment, TCP_SYN)) { /* RFC 7323 2.2: the window in a SYN is not scaled */
        side->saw_syn = true;
        side->shift = segment->shift < SHIFT_MAX ? segment->shift : SHIFT_MAX;
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

void belief_learn(struct flow *flow, int i, const struct tcp_segment *segment)
{
    if (has(segment, TCP_RST))
        return;
    learn_window(&flow->sides[i], segment);
    if (has(segment, TCP_ACK))
        learn_ack(&flow->sides[!i], segment->ack);
}

/* Notes a RST that its receiver would accept; an invented one must not end the connection here. */
enum err belief_reset(struct flow *flow, int i, const struct tcp_segment *segment)
{
    struct flow_side *side = &flow->sides[i], *other = &flow->sides[!i];

    if (side->started) {
        /* RFC 9293 3.10.7.4: a receiver drops a segment that is before what it expects, or after
         * its window. */
        uint32_t expected = side->acks ? side->acked : side->start;
        if (!belief_reaches(flow, i, segment->seq) || tcp_ahead(segment->seq, expected) < 0)
            return ERR_CAPTURE_SEQUENCE;
        /* RFC 5961 3.2: only what is expected next ends a connection at once. */
        side->rst.doubt = tcp_ahead(segment->seq, side->next) < 0;
    } else if (has(segment, TCP_ACK) && other->started) {
        /* RFC 9293 3.10.7.3: an end that has sent a SYN accepts a RST that acknowledges it. */
        if (tcp_ahead(segment->ack, other->start) < 0)
            return ERR_CAPTURE_SEQUENCE;
        side->rst.doubt = false;
    } else if (other->saw_syn) {
        return ERR_CAPTURE_SEQUENCE;
    } else {
        side->rst.doubt = true;
    }
    side->rst.seen = true;
    flow->shown.reset_by_a = i == 0;
    side->rst.at = segment->seq;
    side->rst.ack = segment->ack;
    side->rst.acks = has(segment, TCP_ACK);
    side->rst.us = segment->us;
    return ERR_OK;
}

/* If the side that sent a RST continues, or the other one acknowledges what comes after it, the RST
 * did not end anything.  (Times show what was only captured out of order.) */
void belief_go_on(struct flow *flow, int i, const struct tcp_segment *segment)
{
    struct flow_side *side = &flow->sides[i], *other = &flow->sides[!i];

    if (side->rst.seen && end_of(segment) != segment->seq && segment->us > side->rst.us) {
        side->rst.doubt = true;
        if (tcp_ahead(end_of(segment), side->rst.at) > 0 &&
            tcp_ahead(end_of(segment), side->next) > 0)
            side->rst.seen = false;
    }
    if (other->rst.seen && other->started && has(segment, TCP_ACK) && segment->us > other->rst.us &&
        tcp_in_reach(segment->ack, other->rst.at) && tcp_ahead(segment->ack, other->rst.at) > 0)
        other->rst.seen = false;
}

/* Do these two belong to one new connection: a SYN, and the answer to it or its continuation? */
static bool goes_with(const struct flow_syn *syn, int i, const struct tcp_segment *segment)
{
    if (!syn->is_there || has(segment, TCP_RST))
        return false;
    if (syn->side == i)
        return !has(segment, TCP_SYN) && segment->seq == syn->seq + 1;
    return has(segment, TCP_SYN) && ((has(segment, TCP_ACK) && segment->ack == syn->seq + 1) ||
                                     ((syn->flags & TCP_ACK) != 0 && syn->ack == segment->seq + 1));
}

/* The SYN that was put aside, as a segment again.  Its data is left out: if it was not accepted, it
 * is sent again (RFC 7413 4.2.2). */
static struct tcp_segment segment_of(const struct flow *flow, const struct flow_syn *syn,
                                     uint64_t us)
{
    const struct capture_flow *c = &flow->shown;

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
enum belief_syn belief_new(struct flow *flow, int i, const struct tcp_segment *segment,
                           struct tcp_segment *syn)
{
    if (goes_with(&flow->syn, i, segment)) {
        *syn = segment_of(flow, &flow->syn, segment->us);
        return BELIEF_BEGAN;
    }
    if (!has(segment, TCP_SYN) || !flow->sides[i].started ||
        segment->seq + 1 == flow->sides[i].start)
        return BELIEF_SAME;
    /* If the other side never sent anything, there is no connection to continue. */
    if (!flow->sides[!i].started)
        return BELIEF_NEW;
    flow->syn = (struct flow_syn){.is_there = true,
                                  .side = (uint8_t)i,
                                  .flags = (uint8_t)segment->flags,
                                  .shift = segment->shift,
                                  .window = segment->window,
                                  .seq = segment->seq,
                                  .ack = segment->ack};
    return BELIEF_WAIT;
}
