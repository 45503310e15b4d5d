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

/* belief_reaches is true if a segment of side i may begin at seq.  If the other side has offered a
 * window, the segment must not be further ahead than the window. */
bool belief_reaches(const struct flow *flow, int i, uint32_t seq);

/* belief_learn notes the windows and acknowledgments of a segment of side i. */
void belief_learn(struct flow *flow, int i, const struct tcp_segment *segment);

/* belief_reset notes a RST, or fails with CAPTURE_SEQUENCE if its receiver ignores it.  Later
 * segments of both sides may show that the receiver ignored it after all; belief_go_on notices
 * that. */
enum err belief_reset(struct flow *flow, int i, const struct tcp_segment *segment) MUST_CHECK;
void belief_go_on(struct flow *flow, int i, const struct tcp_segment *segment);

enum belief_syn {
    BELIEF_SAME,  /* the segment belongs to the flow */
    BELIEF_WAIT,  /* a SYN that may begin another connection, which the answer will show */
    BELIEF_NEW,   /* this segment begins another connection */
    BELIEF_BEGAN, /* the SYN before it, which is *syn, began another connection */
};

/* belief_new finds out whether a segment, between the ports of an open flow, shows that another
 * connection has begun there. */
enum belief_syn belief_new(struct flow *flow, int i, const struct tcp_segment *segment,
                           struct tcp_segment *syn);

#endif
