/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/streams.h"

#include <assert.h>

#include "lib/pcap/belief.h"

/* If the beginning of a flow was not captured, its first segments may be out of order: it is
 * guessed after this many of them. */
enum { GUESS_SEGMENTS = 3 };

enum err streams_init(struct streams *streams, struct arena *arena,
                      const struct capture_hooks *hooks, struct capture_sums *sums)
{
    *streams = (struct streams){.hooks = hooks, .sums = sums};
    pieces_init(&streams->pieces, arena);
    gone_init(&streams->gone, arena, hooks->hash_key);
    return flows_init(&streams->flows, arena);
}

/* Moves a side's next sequence number on; waived is never behind it. */
static void forward(struct flow_side *side, uint32_t n)
{
    side->next += n;
    if (tcp_ahead(side->next, side->waived) > 0)
        side->waived = side->next;
}

/* Reports bytes that will not come, and continues after them. */
static void gap(struct streams *streams, struct flow *flow, int i, uint64_t us, uint32_t missing)
{
    streams->sums->gaps++;
    streams->hooks->gap(streams->hooks->ctx, &flow->shown, i == 0, us, missing);
    forward(&flow->sides[i], missing);
}

/* Delivers the next len bytes of a side.  Fewer may have been captured: the rest is a gap. */
static void deliver(struct streams *streams, struct flow *flow, int i, uint64_t us,
                    struct span bytes, uint32_t len)
{
    assert(bytes.n <= len);
    assert(!flow->sides[i].eof); /* nothing comes after a FIN */
    if (bytes.n > 0)
        streams->hooks->data(streams->hooks->ctx, &flow->shown, i == 0, us, bytes);
    forward(&flow->sides[i], (uint32_t)bytes.n);
    if (len > bytes.n)
        gap(streams, flow, i, us, len - (uint32_t)bytes.n);
}

/* Had the sender of this segment received something from the other side that we have not delivered
 * yet?  Then it waits: an answer is never delivered before its question. */
static bool waits(const struct flow_side *other, bool acks, uint32_t ack)
{
    return acks && other->started && tcp_ahead(ack, other->waived) > 0 &&
           tcp_in_reach(ack, other->waived);
}

/* Is it the turn of the first piece that this side holds? */
static bool piece_is_due(const struct flow *flow, int i)
{
    const struct piece *p = flow->sides[i].first;

    return p != NULL && p->seq == flow->sides[i].next && !flow->sides[i].guessed &&
           !waits(&flow->sides[!i], p->acks, p->ack);
}

/* Has everything before this side's FIN been delivered? */
static bool fin_is_due(const struct flow_side *side)
{
    return side->fin && !side->eof && !side->guessed && side->next == side->fin_at;
}

/* Delivers a FIN whose turn has come.  It has a sequence number of its own (RFC 9293 3.4), and
 * nothing comes after it. */
static void fin_tell(struct streams *streams, struct flow *flow, int i)
{
    struct flow_side *side = &flow->sides[i];

    streams->hooks->eof(streams->hooks->ctx, &flow->shown, i == 0, streams->us);
    side->eof = true;
    forward(side, 1);
    while (side->first != NULL)
        pieces_drop(&streams->pieces, flow, side);
}

/* A RST counts after everything that its sender had sent and received before it was delivered. */
static bool rst_is_due(const struct flow *flow, int i)
{
    const struct flow_side *side = &flow->sides[i];

    return side->rst.seen && !side->rst.doubt &&
           !(side->started && tcp_ahead(side->rst.at, side->next) > 0) &&
           !waits(&flow->sides[!i], side->rst.acks, side->rst.ack);
}

/* Reports the end of a flow; it stays in the table for packets that come late. */
static void flow_close(struct streams *streams, struct flow *flow, enum capture_close how)
{
    assert(flow->held == 0 && !flow->closed);
    flow->closed_us = streams->us;
    flow->shown.one_sided = flow->answered && !(flow->sides[0].seen && flow->sides[1].seen);
    flows_close(&streams->flows, flow);
    streams->hooks->closed(streams->hooks->ctx, &flow->shown, streams->us, how);
}

/* Delivers all whose turn it is, until nothing changes: what one side delivers may release the
 * other. */
static void settle(struct streams *streams, struct flow *flow)
{
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < 2; i++) {
            struct flow_side *side = &flow->sides[i];
            for (; piece_is_due(flow, i); more = true) {
                struct piece *p = side->first;
                deliver(streams, flow, i, p->us, span_of(p->bytes, p->n), p->len);
                pieces_drop(&streams->pieces, flow, side);
            }
            if (fin_is_due(side)) {
                fin_tell(streams, flow, i);
                more = true;
            }
        }
    }
    if (flow->sides[0].eof && flow->sides[1].eof)
        flow_close(streams, flow, CAPTURE_FIN);
}

/* Removes what keeps the piece from its turn: a guess about the beginning, missing bytes, or the
 * wait for the other side. */
static void unstick(struct streams *streams, struct flow *flow, int i, const struct piece *piece)
{
    struct flow_side *side = &flow->sides[i];

    if (side->guessed)
        side->guessed = false;
    else if (piece->seq != side->next)
        gap(streams, flow, i, piece->us, piece->seq - side->next);
    else
        flow->sides[!i].waived = piece->ack;
}

/* Unsticks one piece that a flow holds: where bytes are missing, or else the earlier one. */
static void give_up(struct streams *streams, struct flow *flow)
{
    assert(flow->held > 0 && (flow->sides[0].first != NULL || flow->sides[1].first != NULL));
    const struct piece *x = flow->sides[0].first, *y = flow->sides[1].first;
    bool x_misses = x != NULL && x->seq != flow->sides[0].next;
    bool y_misses = y != NULL && y->seq != flow->sides[1].next;
    int i = x == NULL ? 1 : y == NULL ? 0 : x_misses != y_misses ? y_misses : y->us < x->us;

    unstick(streams, flow, i, flow->sides[i].first);
    settle(streams, flow);
}

/* Delivers everything that a flow still holds, with gaps. */
static void release(struct streams *streams, struct flow *flow)
{
    while (flow->held > 0)
        give_up(streams, flow);
}

/* Ends a flow: what it holds is delivered, and a FIN that was seen still counts. */
static void flow_finish(struct streams *streams, struct flow *flow, enum capture_close how)
{
    release(streams, flow);
    flow->sides[0].guessed = flow->sides[1].guessed = false;
    if (!flow->closed)
        settle(streams, flow);
    for (int i = 0; i < 2 && !flow->closed; i++) {
        struct flow_side *side = &flow->sides[i];
        if (side->fin && !side->eof && tcp_ahead(side->fin_at, side->next) > 0) {
            gap(streams, flow, i, streams->us, side->fin_at - side->next);
            settle(streams, flow);
        }
    }
    if (!flow->closed)
        flow_close(streams, flow,
                   flow->sides[0].rst.seen || flow->sides[1].rst.seen ? CAPTURE_RESET : how);
}

/* Was anything of this side delivered? */
static bool is_told(const struct flow_side *side)
{
    return side->started && side->next != side->start;
}

/* Removes a flow to make room.  If it had delivered something, its ends are remembered (gone.h), so
 * that its later packets do not look like a new connection. */
static void flow_evict(struct streams *streams, struct flow *flow, enum capture_close how)
{
    bool open = !flow->closed;

    if (open)
        flow_finish(streams, flow, how);
    if (open && how == CAPTURE_EVICTED && (is_told(&flow->sides[0]) || is_told(&flow->sides[1])))
        gone_add(&streams->gone, &flow->shown.a, &flow->shown.b);
    flows_remove(&streams->flows, flow);
}

/* Removes the first n bytes of a segment. */
static void advance(struct tcp_segment *segment, size_t n)
{
    assert(n <= segment->len);
    segment->seq += (uint32_t)n;
    segment->len -= n;
    segment->data = span_tail(segment->data, n);
}

/* Removes what was delivered already from the front; true if there was something. */
static bool trim(const struct flow_side *side, struct tcp_segment *segment)
{
    int32_t old = tcp_ahead(side->next, segment->seq);

    if (old <= 0 || segment->len == 0)
        return false;
    advance(segment, (size_t)old < segment->len ? (size_t)old : segment->len);
    return true;
}

/* The first piece that ends after seq, or NULL; *after is the one before it, or NULL. */
static struct piece *locate(const struct flow_side *side, uint32_t seq, struct piece **after)
{
    struct piece *p = side->first;

    *after = NULL;
    if (side->last != NULL && tcp_ahead(seq, side->last->seq + side->last->len) >= 0) {
        *after = side->last; /* the usual case: after a gap, segments come in order */
        return NULL;
    }
    for (; p != NULL && tcp_ahead(seq, p->seq + p->len) >= 0; p = p->next)
        *after = p;
    return p;
}

/* Keeps up to n bytes from the front of the segment until their turn.  If there is no room,
 * something that is held is given up instead. */
static void hold(struct streams *streams, struct flow *flow, int i, struct tcp_segment *segment,
                 size_t n, struct piece *after)
{
    struct piece like = {.us = segment->us,
                         .seq = segment->seq,
                         .len = (uint32_t)n,
                         .ack = segment->ack,
                         .acks = (segment->flags & TCP_ACK) != 0};
    struct span bytes = span_head(segment->data, n);

    if (!pieces_left(&streams->pieces, flow)) {
        struct flow *victim = flow->held >= PIECES_FLOW_MAX ? flow : streams->pieces.oldest;
        if (victim != NULL)
            give_up(streams, victim);
        else
            unstick(streams, flow, i, &like); /* memory is short */
        return;
    }
    if (bytes.n > PIECE_SIZE) {
        bytes = span_head(bytes, PIECE_SIZE);
        like.len = PIECE_SIZE;
    }
    pieces_put(&streams->pieces, flow, &flow->sides[i], after, &like, bytes);
    advance(segment, like.len);
}

/* Delivers the data of a segment, or holds it; true if some of it had come before.  Each turn
 * handles the part up to the next piece that is held. */
static bool take(struct streams *streams, struct flow *flow, int i, struct tcp_segment segment)
{
    struct flow_side *side = &flow->sides[i], *other = &flow->sides[!i];
    bool again = false;

    while (again |= trim(side, &segment), segment.len > 0 && !flow->closed && !side->eof) {
        struct piece *after, *p = locate(side, segment.seq, &after);
        size_t n = segment.len;
        if (p != NULL && tcp_ahead(segment.seq, p->seq) >= 0) { /* the first copy counts */
            size_t held = p->seq + p->len - segment.seq;
            advance(&segment, held < n ? held : n);
            again = true;
            continue;
        }
        if (p != NULL && p->seq - segment.seq < n)
            n = p->seq - segment.seq;
        if (segment.seq == side->next && !side->guessed &&
            !waits(other, (segment.flags & TCP_ACK) != 0, segment.ack)) {
            deliver(streams, flow, i, segment.us, span_head(segment.data, n), (uint32_t)n);
            advance(&segment, n);
            if (flow->held > 0)
                settle(streams, flow);
        } else {
            hold(streams, flow, i, &segment, n, after);
        }
    }
    return again;
}

/* After the end of a connection a SYN begins another one between the same ports (RFC 9293 3.6.1).
 * One with the same number may be a late copy of the first. */
static bool follows(const struct flow *flow, int i, const struct tcp_segment *segment)
{
    const struct flow_side *side = &flow->sides[i];

    return flow->closed && (segment->flags & TCP_SYN) != 0 &&
           (!side->started || segment->seq + 1 != side->start ||
            ((segment->flags & TCP_ACK) == 0 && segment->us > flow->closed_us));
}

/* Adds a flow.  A SYN says who opened the connection, and so does the answer to it; without either,
 * the sender of the first segment is taken for the client. */
static enum err flow_open(struct streams *streams, const struct tcp_segment *segment,
                          struct flow **out, bool *from_a)
{
    bool from_b = (segment->flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK);
    const struct pcapng_end *a = from_b ? &segment->to : &segment->from,
                            *b = from_b ? &segment->from : &segment->to;
    struct flow *victim = flows_victim(&streams->flows, flows_hash(a, b));

    if (victim != NULL)
        flow_evict(streams, victim, CAPTURE_EVICTED);
    *out = flows_add(&streams->flows, a, b);
    if (*out == NULL)
        return ERR_MEMORY;
    *from_a = !from_b;
    streams->sums->flows++;
    (*out)->shown.saw_open = (segment->flags & TCP_SYN) != 0 && !from_b;
    streams->hooks->opened(streams->hooks->ctx, &(*out)->shown, segment->us);
    return ERR_OK;
}

/* The sequence number where a side begins: certain after a SYN, guessed otherwise. */
static void side_start(struct flow_side *side, uint32_t seq, bool guessed)
{
    /* A segment from before a guessed beginning is the new beginning. */
    if (side->started && !(side->guessed && tcp_ahead(seq, side->next) < 0))
        return;
    side->started = true;
    side->guessed = guessed;
    side->start = side->next = side->waived = seq;
}

/* If the other side has received the guessed beginning, nothing comes before it. */
static void guess_end(struct streams *streams, struct flow *flow, int i,
                      const struct tcp_segment *segment)
{
    struct flow_side *other = &flow->sides[!i];

    if (other->guessed && (segment->flags & TCP_ACK) != 0 &&
        tcp_ahead(segment->ack, other->next) > 0) {
        other->guessed = false;
        settle(streams, flow);
    }
}

/* Data and FIN of a segment; LATE if it continues after the end of its side. */
static enum err data_take(struct streams *streams, struct flow *flow, int i,
                          struct tcp_segment segment)
{
    struct flow_side *side = &flow->sides[i];
    bool fin = (segment.flags & TCP_FIN) != 0;

    if (segment.len == 0 && !fin)
        return ERR_OK;
    side_start(side, segment.seq, true);
    uint32_t end = segment.seq + (uint32_t)segment.len;
    bool is_late = side->eof && tcp_ahead(end, side->next) > 0;
    if (take(streams, flow, i, segment))
        streams->sums->retransmitted++;
    if (side->guessed && ++flow->guesses > GUESS_SEGMENTS)
        side->guessed = false;
    if (fin && !flow->closed) {
        side->fin = true;
        side->fin_at = end;
    }
    if (!flow->closed)
        settle(streams, flow);
    return is_late ? ERR_CAPTURE_LATE : ERR_OK;
}

/* A segment of an open flow, compared with what its receiver would accept (belief.h). */
static enum err segment_take(struct streams *streams, struct flow *flow, int i,
                             struct tcp_segment segment)
{
    flow->sides[i].seen = true;
    /* RFC 9293 3.4: an ACK is of what was received. */
    flow->answered |= (segment.flags & TCP_ACK) != 0;
    if ((segment.flags & TCP_RST) !=
        0) { /* data in it is a diagnostic text, not part of the stream */
        flow->sides[i].guessed = false;
        settle(streams, flow);
        return flow->closed ? ERR_OK : belief_reset(flow, i, &segment);
    }
    if (!belief_reaches(flow, i, segment.seq))
        return ERR_CAPTURE_SEQUENCE;
    if ((segment.flags & TCP_SYN) != 0) {
        segment.seq++;
        flow->shown.saw_open |= i == 0 && (segment.flags & TCP_ACK) == 0;
        side_start(&flow->sides[i], segment.seq, false);
    }
    belief_go_on(flow, i, &segment);
    belief_learn(flow, i, &segment);
    guess_end(streams, flow, i, &segment);
    return flow->closed ? ERR_OK : data_take(streams, flow, i, segment);
}

/* Gives up waiting in flows whose data were held for too long; the row begins with the longest. */
static void linger_end(struct streams *streams)
{
    for (struct flow *f = streams->pieces.oldest;
         f != NULL && streams->us > f->held_since && streams->us - f->held_since > STREAMS_LINGER;
         f = streams->pieces.oldest)
        release(streams, f);
}

/* A segment for a closed connection: a copy of what was delivered, or something that never was. */
static enum err late(struct streams *streams, const struct flow_side *side,
                     const struct tcp_segment *segment)
{
    if (segment->len == 0 || (segment->flags & TCP_RST) != 0)
        return ERR_OK;
    if (!side->started || !tcp_in_reach(segment->seq, side->next) ||
        tcp_ahead(segment->seq + (uint32_t)segment->len, side->next) > 0)
        return ERR_CAPTURE_LATE;
    streams->sums->retransmitted++;
    return ERR_OK;
}

/* A segment of a flow, or of a connection that is not in the table: then flow is NULL. */
static enum err flow_take(struct streams *streams, struct flow *flow, bool from_a,
                          const struct tcp_segment *segment)
{
    if (flow == NULL) {
        bool speaks = (segment->flags & TCP_SYN) != 0 || segment->len > 0;
        if (!speaks || (segment->flags & TCP_RST) != 0) /* the rest of an unknown connection */
            return ERR_OK;
        if ((segment->flags & TCP_SYN) == 0 &&
            gone_has(&streams->gone, &segment->from, &segment->to))
            return ERR_CAPTURE_GIVEN_UP;
        TRY(flow_open(streams, segment, &flow, &from_a));
    }
    if (flow->closed)
        return late(streams, &flow->sides[!from_a], segment);
    flows_touch(&streams->flows, flow);
    enum err e = segment_take(streams, flow, !from_a, *segment);
    if (!flow->closed && (rst_is_due(flow, 0) || rst_is_due(flow, 1)))
        flow_finish(streams, flow, CAPTURE_RESET);
    return e;
}

/* Finds the flow of a segment, decides whether it continues it or begins another, and takes it. */
enum err streams_segment(struct streams *streams, const struct tcp_segment *segment)
{
    struct tcp_segment syn;
    enum belief_syn belief = BELIEF_SAME;
    bool from_a = true;

    streams->us = segment->us;
    linger_end(streams);
    struct flow *f = flows_find(&streams->flows, &segment->from, &segment->to, &from_a);
    if (f != NULL)
        belief = !f->closed                     ? belief_new(f, !from_a, segment, &syn)
                 : follows(f, !from_a, segment) ? BELIEF_NEW
                                                : BELIEF_SAME;
    if (belief == BELIEF_WAIT)
        return ERR_OK;
    if (belief != BELIEF_SAME) {
        flow_evict(streams, f, CAPTURE_REUSED);
        f = NULL;
    }
    if (belief == BELIEF_BEGAN) {
        TRY(flow_take(streams, NULL, true, &syn));
        f = flows_find(&streams->flows, &segment->from, &segment->to, &from_a);
    }
    return flow_take(streams, f, from_a, segment);
}

bool streams_evict(struct streams *streams)
{
    struct flow *f = streams->flows.open.oldest;

    if (f != NULL)
        flow_evict(streams, f, CAPTURE_EVICTED);
    return f != NULL;
}

void streams_end(struct streams *streams)
{
    while (streams->flows.open.oldest != NULL)
        flow_finish(streams, streams->flows.open.oldest, CAPTURE_END);
}
