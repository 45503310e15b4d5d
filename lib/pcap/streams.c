/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/streams.h"

#include "lib/pcap/belief.h"

/* If the beginning of a flow was not captured, its first segments may be out of order: it is
 * guessed after this many of them. */
enum { GUESS_SEGMENTS = 3 };

enum err streams_init(struct streams *s, struct arena *arena, const struct capture_hooks *hooks,
                      struct capture_sums *sums)
{
    *s = (struct streams){.hooks = hooks, .sums = sums};
    pieces_init(&s->pieces, arena);
    gone_init(&s->gone, arena, hooks->hash_key);
    return flows_init(&s->flows, arena);
}

/* Moves a side's next sequence number on; waived is never behind it. */
static void forward(struct flow_side *side, uint32_t n)
{
    side->next += n;
    if (tcp_ahead(side->next, side->waived) > 0)
        side->waived = side->next;
}

/* Reports bytes that will not come, and continues after them. */
static void gap(struct streams *s, struct flow *f, int i, uint64_t us, uint32_t missing)
{
    s->sums->gaps++;
    s->hooks->gap(s->hooks->ctx, &f->shown, i == 0, us, missing);
    forward(&f->sides[i], missing);
}

/* Delivers the next len bytes of a side.  Fewer may have been captured: the rest is a gap. */
static void deliver(struct streams *s, struct flow *f, int i, uint64_t us, struct span bytes,
                    uint32_t len)
{
    if (bytes.n > 0)
        s->hooks->data(s->hooks->ctx, &f->shown, i == 0, us, bytes);
    forward(&f->sides[i], (uint32_t)bytes.n);
    if (len > bytes.n)
        gap(s, f, i, us, len - (uint32_t)bytes.n);
}

/* Had the sender of this segment received something from the other side that we have not delivered
 * yet?  Then it waits: an answer is never delivered before its question. */
static bool waits(const struct flow_side *other, bool acks, uint32_t ack)
{
    return acks && other->started && tcp_ahead(ack, other->waived) > 0 &&
           tcp_in_reach(ack, other->waived);
}

/* Is it the turn of the first piece that this side holds? */
static bool piece_is_due(const struct flow *f, int i)
{
    const struct piece *p = f->sides[i].first;

    return p != NULL && p->seq == f->sides[i].next && !f->sides[i].guessed &&
           !waits(&f->sides[!i], p->acks, p->ack);
}

/* Has everything before this side's FIN been delivered? */
static bool fin_is_due(const struct flow_side *side)
{
    return side->fin && !side->eof && !side->guessed && side->next == side->fin_at;
}

/* Delivers a FIN whose turn has come.  It has a sequence number of its own (RFC 9293 3.4), and
 * nothing comes after it. */
static void fin_tell(struct streams *s, struct flow *f, int i)
{
    struct flow_side *side = &f->sides[i];

    s->hooks->eof(s->hooks->ctx, &f->shown, i == 0, s->us);
    side->eof = true;
    forward(side, 1);
    while (side->first != NULL)
        pieces_drop(&s->pieces, f, side);
}

/* A RST counts after everything that its sender had sent and received before it was delivered. */
static bool rst_is_due(const struct flow *f, int i)
{
    const struct flow_side *side = &f->sides[i];

    return side->rst && !side->rst_doubt &&
           !(side->started && tcp_ahead(side->rst_at, side->next) > 0) &&
           !waits(&f->sides[!i], side->rst_acks, side->rst_ack);
}

/* Reports the end of a flow; it stays in the table for packets that come late. */
static void flow_close(struct streams *s, struct flow *f, enum capture_close how)
{
    f->closed_us = s->us;
    f->shown.one_sided = f->answered && !(f->sides[0].seen && f->sides[1].seen);
    flows_close(&s->flows, f);
    s->hooks->closed(s->hooks->ctx, &f->shown, s->us, how);
}

/* Delivers all whose turn it is, until nothing changes: what one side delivers may release the
 * other. */
static void settle(struct streams *s, struct flow *f)
{
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < 2; i++) {
            struct flow_side *side = &f->sides[i];
            for (; piece_is_due(f, i); more = true) {
                struct piece *p = side->first;
                deliver(s, f, i, p->us, span_of(p->bytes, p->n), p->len);
                pieces_drop(&s->pieces, f, side);
            }
            if (fin_is_due(side)) {
                fin_tell(s, f, i);
                more = true;
            }
        }
    }
    if (f->sides[0].eof && f->sides[1].eof)
        flow_close(s, f, CAPTURE_FIN);
}

/* Removes what keeps the piece from its turn: a guess about the beginning, missing bytes, or the
 * wait for the other side. */
static void unstick(struct streams *s, struct flow *f, int i, const struct piece *p)
{
    struct flow_side *side = &f->sides[i];

    if (side->guessed)
        side->guessed = false;
    else if (p->seq != side->next)
        gap(s, f, i, p->us, p->seq - side->next);
    else
        f->sides[!i].waived = p->ack;
}

/* Unsticks one piece that a flow holds: where bytes are missing, or else the earlier one. */
static void give_up(struct streams *s, struct flow *f)
{
    const struct piece *x = f->sides[0].first, *y = f->sides[1].first;
    bool x_misses = x != NULL && x->seq != f->sides[0].next;
    bool y_misses = y != NULL && y->seq != f->sides[1].next;
    int i = x == NULL ? 1 : y == NULL ? 0 : x_misses != y_misses ? y_misses : y->us < x->us;

    unstick(s, f, i, f->sides[i].first);
    settle(s, f);
}

/* Delivers everything that a flow still holds, with gaps. */
static void release(struct streams *s, struct flow *f)
{
    while (f->held > 0)
        give_up(s, f);
}

/* Ends a flow: what it holds is delivered, and a FIN that was seen still counts. */
static void flow_finish(struct streams *s, struct flow *f, enum capture_close how)
{
    release(s, f);
    f->sides[0].guessed = f->sides[1].guessed = false;
    if (!f->closed)
        settle(s, f);
    for (int i = 0; i < 2 && !f->closed; i++) {
        struct flow_side *side = &f->sides[i];
        if (side->fin && !side->eof && tcp_ahead(side->fin_at, side->next) > 0) {
            gap(s, f, i, s->us, side->fin_at - side->next);
            settle(s, f);
        }
    }
    if (!f->closed)
        flow_close(s, f, f->sides[0].rst || f->sides[1].rst ? CAPTURE_RESET : how);
}

/* Was anything of this side delivered? */
static bool is_told(const struct flow_side *side)
{
    return side->started && side->next != side->start;
}

/* Removes a flow to make room.  If it had delivered something, its ends are remembered (gone.h), so
 * that its later packets do not look like a new connection. */
static void flow_evict(struct streams *s, struct flow *f, enum capture_close how)
{
    bool open = !f->closed;

    if (open)
        flow_finish(s, f, how);
    if (open && how == CAPTURE_EVICTED && (is_told(&f->sides[0]) || is_told(&f->sides[1])))
        gone_add(&s->gone, &f->shown.a, &f->shown.b);
    flows_remove(&s->flows, f);
}

/* Removes the first n bytes of a segment. */
static void advance(struct tcp_segment *g, size_t n)
{
    g->seq += (uint32_t)n;
    g->len -= n;
    g->data = span_tail(g->data, n);
}

/* Removes what was delivered already from the front; true if there was something. */
static bool trim(const struct flow_side *side, struct tcp_segment *g)
{
    int32_t old = tcp_ahead(side->next, g->seq);

    if (old <= 0 || g->len == 0)
        return false;
    advance(g, (size_t)old < g->len ? (size_t)old : g->len);
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

/* Keeps up to n bytes from the front of g until their turn.  If there is no room, something that is
 * held is given up instead. */
static void hold(struct streams *s, struct flow *f, int i, struct tcp_segment *g, size_t n,
                 struct piece *after)
{
    struct piece like = {.us = g->us,
                         .seq = g->seq,
                         .len = (uint32_t)n,
                         .ack = g->ack,
                         .acks = (g->flags & TCP_ACK) != 0};
    struct span bytes = span_head(g->data, n);

    if (!pieces_left(&s->pieces, f)) {
        struct flow *victim = f->held >= PIECES_FLOW_MAX ? f : s->pieces.oldest;
        if (victim != NULL)
            give_up(s, victim);
        else
            unstick(s, f, i, &like); /* memory is short */
        return;
    }
    if (bytes.n > PIECE_SIZE) {
        bytes = span_head(bytes, PIECE_SIZE);
        like.len = PIECE_SIZE;
    }
    pieces_put(&s->pieces, f, &f->sides[i], after, &like, bytes);
    advance(g, like.len);
}

/* Delivers the data of a segment, or holds it; true if some of it had come before.  Each turn
 * handles the part up to the next piece that is held. */
static bool take(struct streams *s, struct flow *f, int i, struct tcp_segment g)
{
    struct flow_side *side = &f->sides[i], *other = &f->sides[!i];
    bool again = false;

    while (again |= trim(side, &g), g.len > 0 && !f->closed && !side->eof) {
        struct piece *after, *p = locate(side, g.seq, &after);
        size_t n = g.len;
        if (p != NULL && tcp_ahead(g.seq, p->seq) >= 0) { /* the first copy counts */
            size_t held = p->seq + p->len - g.seq;
            advance(&g, held < n ? held : n);
            again = true;
            continue;
        }
        if (p != NULL && p->seq - g.seq < n)
            n = p->seq - g.seq;
        if (g.seq == side->next && !side->guessed &&
            !waits(other, (g.flags & TCP_ACK) != 0, g.ack)) {
            deliver(s, f, i, g.us, span_head(g.data, n), (uint32_t)n);
            advance(&g, n);
            if (f->held > 0)
                settle(s, f);
        } else {
            hold(s, f, i, &g, n, after);
        }
    }
    return again;
}

/* After the end of a connection a SYN begins another one between the same ports (RFC 9293 3.6.1).
 * One with the same number may be a late copy of the first. */
static bool follows(const struct flow *f, int i, const struct tcp_segment *g)
{
    const struct flow_side *side = &f->sides[i];

    return f->closed && (g->flags & TCP_SYN) != 0 &&
           (!side->started || g->seq + 1 != side->start ||
            ((g->flags & TCP_ACK) == 0 && g->us > f->closed_us));
}

/* Adds a flow.  A SYN says who opened the connection, and so does the answer to it; without either,
 * the sender of the first segment is taken for the client. */
static enum err flow_open(struct streams *s, const struct tcp_segment *g, struct flow **out,
                          bool *from_a)
{
    bool from_b = (g->flags & (TCP_SYN | TCP_ACK)) == (TCP_SYN | TCP_ACK);
    const struct pcapng_end *a = from_b ? &g->to : &g->from, *b = from_b ? &g->from : &g->to;
    struct flow *victim = flows_victim(&s->flows, flows_hash(a, b));

    if (victim != NULL)
        flow_evict(s, victim, CAPTURE_EVICTED);
    *out = flows_add(&s->flows, a, b);
    if (*out == NULL)
        return ERR_MEMORY;
    *from_a = !from_b;
    s->sums->flows++;
    (*out)->shown.saw_open = (g->flags & TCP_SYN) != 0 && !from_b;
    s->hooks->opened(s->hooks->ctx, &(*out)->shown, g->us);
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
static void guess_end(struct streams *s, struct flow *f, int i, const struct tcp_segment *g)
{
    struct flow_side *other = &f->sides[!i];

    if (other->guessed && (g->flags & TCP_ACK) != 0 && tcp_ahead(g->ack, other->next) > 0) {
        other->guessed = false;
        settle(s, f);
    }
}

/* Data and FIN of a segment; LATE if it continues after the end of its side. */
static enum err data_take(struct streams *s, struct flow *f, int i, struct tcp_segment g)
{
    struct flow_side *side = &f->sides[i];
    bool fin = (g.flags & TCP_FIN) != 0;

    if (g.len == 0 && !fin)
        return ERR_OK;
    side_start(side, g.seq, true);
    uint32_t end = g.seq + (uint32_t)g.len;
    bool is_late = side->eof && tcp_ahead(end, side->next) > 0;
    if (take(s, f, i, g))
        s->sums->retransmitted++;
    if (side->guessed && ++f->guesses > GUESS_SEGMENTS)
        side->guessed = false;
    if (fin && !f->closed) {
        side->fin = true;
        side->fin_at = end;
    }
    if (!f->closed)
        settle(s, f);
    return is_late ? ERR_CAPTURE_LATE : ERR_OK;
}

/* A segment of an open flow, compared with what its receiver would accept (belief.h). */
static enum err segment_take(struct streams *s, struct flow *f, int i, struct tcp_segment g)
{
    f->sides[i].seen = true;
    /* RFC 9293 3.4: an ACK is of what was received. */
    f->answered |= (g.flags & TCP_ACK) != 0;
    if ((g.flags & TCP_RST) != 0) { /* data in it is a diagnostic text, not part of the stream */
        f->sides[i].guessed = false;
        settle(s, f);
        return f->closed ? ERR_OK : belief_reset(f, i, &g);
    }
    if (!belief_reaches(f, i, g.seq))
        return ERR_CAPTURE_SEQUENCE;
    if ((g.flags & TCP_SYN) != 0) {
        g.seq++;
        f->shown.saw_open |= i == 0 && (g.flags & TCP_ACK) == 0;
        side_start(&f->sides[i], g.seq, false);
    }
    belief_go_on(f, i, &g);
    belief_learn(f, i, &g);
    guess_end(s, f, i, &g);
    return f->closed ? ERR_OK : data_take(s, f, i, g);
}

/* Gives up waiting in flows whose data were held for too long; the row begins with the longest. */
static void linger_end(struct streams *s)
{
    for (struct flow *f = s->pieces.oldest;
         f != NULL && s->us > f->held_since && s->us - f->held_since > STREAMS_LINGER;
         f = s->pieces.oldest)
        release(s, f);
}

/* A segment for a closed connection: a copy of what was delivered, or something that never was. */
static enum err late(struct streams *s, const struct flow_side *side, const struct tcp_segment *g)
{
    if (g->len == 0 || (g->flags & TCP_RST) != 0)
        return ERR_OK;
    if (!side->started || !tcp_in_reach(g->seq, side->next) ||
        tcp_ahead(g->seq + (uint32_t)g->len, side->next) > 0)
        return ERR_CAPTURE_LATE;
    s->sums->retransmitted++;
    return ERR_OK;
}

/* A segment of f, or of a connection that is not in the table: f is NULL. */
static enum err flow_take(struct streams *s, struct flow *f, bool from_a,
                          const struct tcp_segment *g)
{
    if (f == NULL) {
        bool speaks = (g->flags & TCP_SYN) != 0 || g->len > 0;
        if (!speaks || (g->flags & TCP_RST) != 0) /* the rest of an unknown connection */
            return ERR_OK;
        if ((g->flags & TCP_SYN) == 0 && gone_has(&s->gone, &g->from, &g->to))
            return ERR_CAPTURE_GIVEN_UP;
        TRY(flow_open(s, g, &f, &from_a));
    }
    if (f->closed)
        return late(s, &f->sides[!from_a], g);
    flows_touch(&s->flows, f);
    enum err e = segment_take(s, f, !from_a, *g);
    if (!f->closed && (rst_is_due(f, 0) || rst_is_due(f, 1)))
        flow_finish(s, f, CAPTURE_RESET);
    return e;
}

/* Finds the flow of a segment, decides whether it continues it or begins another, and takes it. */
enum err streams_segment(struct streams *s, const struct tcp_segment *g)
{
    struct tcp_segment syn;
    enum belief_syn belief = BELIEF_SAME;
    bool from_a = true;

    s->us = g->us;
    linger_end(s);
    struct flow *f = flows_find(&s->flows, &g->from, &g->to, &from_a);
    if (f != NULL)
        belief = !f->closed               ? belief_new(f, !from_a, g, &syn)
                 : follows(f, !from_a, g) ? BELIEF_NEW
                                          : BELIEF_SAME;
    if (belief == BELIEF_WAIT)
        return ERR_OK;
    if (belief != BELIEF_SAME) {
        flow_evict(s, f, CAPTURE_REUSED);
        f = NULL;
    }
    if (belief == BELIEF_BEGAN) {
        TRY(flow_take(s, NULL, true, &syn));
        f = flows_find(&s->flows, &g->from, &g->to, &from_a);
    }
    return flow_take(s, f, from_a, g);
}

bool streams_evict(struct streams *s)
{
    struct flow *f = s->flows.open.oldest;

    if (f != NULL)
        flow_evict(s, f, CAPTURE_EVICTED);
    return f != NULL;
}

void streams_end(struct streams *s)
{
    while (s->flows.open.oldest != NULL)
        flow_finish(s, s->flows.open.oldest, CAPTURE_END);
}
