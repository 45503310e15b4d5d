/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * belief: which segments their receiver would have accepted, as far as an observer can tell.
 * Anybody on the path can send a RST or a SYN with a forged address; receivers check them against
 * what they expect (RFC 9293 3.10.7.4, RFC 5961), and so must we.
 */
#ifndef TB_LIB_PCAP_BELIEF_H
#define TB_LIB_PCAP_BELIEF_H

#include "lib/pcap/flows.h"
#include "lib/pcap/tcp.h"

/* belief_reaches: may a segment of side i begin at seq?  If the other side has offered a window, no
 * further ahead than that. */
bool belief_reaches(const struct flow *flow, int i, uint32_t seq);

/* belief_learn notes what any segment of side i says of windows and acknowledgments. */
void belief_learn(struct flow *flow, int i, const struct tcp_segment *segment);

/* belief_reset notes a RST: CAPTURE_SEQUENCE if its receiver ignores it.  Later segments
 * of both sides may show that it did not: belief_go_on. */
enum err belief_reset(struct flow *flow, int i, const struct tcp_segment *segment) MUST_CHECK;
void belief_go_on(struct flow *flow, int i, const struct tcp_segment *segment);

enum belief_syn {
    BELIEF_SAME,  /* the segment is one of the flow's */
    BELIEF_WAIT,  /* a SYN that may begin another connection: what answers it will show */
    BELIEF_NEW,   /* another connection has begun, with this segment */
    BELIEF_BEGAN, /* or with the SYN before it, which is *syn */
};

/* belief_new: does this segment, between the ports of a flow that is open, show that another
 * connection has begun there? */
enum belief_syn belief_new(struct flow *flow, int i, const struct tcp_segment *segment,
                           struct tcp_segment *syn);

#endif
