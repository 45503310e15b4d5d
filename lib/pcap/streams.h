/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * streams: takes TCP segments in any order, and delivers what each side of each connection sent,
 * in order.
 *
 * If bytes were sent more than once, the first copy counts.  Data that comes before its turn is
 * held (pieces.h) until the missing bytes come, or until we stop waiting for them and report a
 * gap.  A segment also waits for the bytes that its sender had received (its acknowledgment
 * number), so that an answer is never delivered before its question, in whatever order they were
 * captured.
 */
#ifndef TB_LIB_PCAP_STREAMS_H
#define TB_LIB_PCAP_STREAMS_H

#include "lib/pcap/gone.h"
#include "lib/pcap/pieces.h"
#include "lib/pcap/tcp.h"

/* How long we wait for missing bytes, in microseconds.  By then, a sender would have retransmitted
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

/* streams_segment takes the next segment.  It fails with CAPTURE_SEQUENCE, CAPTURE_LATE or
 * CAPTURE_GIVEN_UP if the segment was skipped, or with MEMORY. */
enum err streams_segment(struct streams *streams, const struct tcp_segment *segment) MUST_CHECK;

/* streams_evict closes the connection that was silent for the longest time.  False if there is
 * none. */
bool streams_evict(struct streams *streams);

/* streams_end closes all open connections. */
void streams_end(struct streams *streams);

#endif
