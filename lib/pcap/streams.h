/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * streams: takes TCP segments in any order, and delivers what each side of each connection sent, in
 * order.
 *
 * Of bytes that came more than once the first copy counts.  Data that comes before its turn is held
 * (pieces.h) until the missing bytes come, or until they are given up: a gap.  A segment also waits
 * for what its sender had received (its acknowledgment number), so that an answer is never
 * delivered before its question, in whatever order they were captured.
 */
#ifndef TB_LIB_PCAP_STREAMS_H
#define TB_LIB_PCAP_STREAMS_H

#include "lib/pcap/gone.h"
#include "lib/pcap/pieces.h"
#include "lib/pcap/tcp.h"

/* Microseconds after which missing bytes are given up: by then a sender would have retransmitted
 * more than once (RFC 6298 2: one second at first). */
enum { STREAMS_LINGER = 30 * 1000000 };

struct streams {
    const struct capture_hooks *hooks;
    struct capture_sums *sums;
    struct flows flows;
    struct pieces pieces;
    struct gone gone;
    uint64_t us; /* of the last packet */
};

enum err streams_init(struct streams *streams, struct arena *arena,
                      const struct capture_hooks *hooks, struct capture_sums *sums) MUST_CHECK;

/* streams_segment: CAPTURE_SEQUENCE, CAPTURE_LATE, CAPTURE_GIVEN_UP if the segment was skipped;
 * MEMORY. */
enum err streams_segment(struct streams *streams, const struct tcp_segment *segment) MUST_CHECK;

/* streams_evict closes the connection that was silent for the longest time; false: there is
 * none. */
bool streams_evict(struct streams *streams);

/* streams_end closes what is open. */
void streams_end(struct streams *streams);

#endif
