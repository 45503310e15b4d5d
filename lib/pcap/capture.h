/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture: capture files, read as a stream: pcap and pcapng in, TCP connections and what each side
 * sent, in order, out.  Memory is bounded for any input.
 */
#ifndef TB_LIB_PCAP_CAPTURE_H
#define TB_LIB_PCAP_CAPTURE_H

#include "lib/base/siphash.h"
#include "lib/pcap/pcapng.h"

enum { CAPTURE_FLOWS_MAX = 65536 }; /* connections at a time */

struct capture; /* opaque */

/* One TCP connection.  `a` opened it; if that was not captured, `a` is the side that was seen
 * first. */
struct capture_flow {
    uint64_t number; /* from 1, in the order of appearance */
    struct pcapng_end a, b;
    bool saw_open;   /* its SYN is in the capture */
    bool reset_by_a; /* if it was reset */
    bool one_sided;  /* only one side was captured, although it acknowledged the other */
    void *ctx;       /* the listener's own */
};

enum capture_close {
    CAPTURE_FIN, /* of both sides */
    CAPTURE_RESET,
    CAPTURE_REUSED, /* a SYN began another connection between the same ports */
    /* Too many connections: this one was silent for the longest time.  Its later packets are
     * skipped. */
    CAPTURE_EVICTED,
    CAPTURE_END, /* of the file */
};

/*
 * What each side sent is delivered in order, each byte once (of copies that differ, the first).  A
 * segment is delivered after everything that its sender had received, in whatever order they were
 * captured.  Missing bytes are reported when they are given up: after 4 MiB of the flow, after 30
 * seconds, when the memory for held data is used up, or at the end of the flow.
 *
 * Spans live for the time of the call.  us: since 1970, of the packet.
 */
struct capture_hooks {
    void *ctx;
    uint8_t hash_key[SIPHASH_KEY]; /* random, so that no capture is made to collide */
    void (*opened)(void *ctx, struct capture_flow *flow, uint64_t us);
    void (*data)(void *ctx, struct capture_flow *flow, bool from_a, uint64_t us, struct span bytes);
    void (*gap)(void *ctx, struct capture_flow *flow, bool from_a, uint64_t us, uint64_t missing);
    void (*eof)(void *ctx, struct capture_flow *flow, bool from_a,
                uint64_t us); /* a FIN, in order */
    void (*closed)(void *ctx, struct capture_flow *flow, uint64_t us, enum capture_close how);
    void (*secrets)(void *ctx, struct span keylog); /* a Decryption Secrets Block; or NULL */
    /* Called for a packet that is skipped, such as an IP fragment, a packet that was cut off, or an
     * unknown tunnel: once for each cause, and not for the usual ones (UDP, ARP).  offset is that
     * of the packet in the file. */
    void (*skipped)(void *ctx, enum err err, uint64_t offset);
};

/* The counts at the end. */
struct capture_sums {
    uint64_t bytes, packets, tcp, flows, gaps, retransmitted, fragments, skipped;
};

/* The caller owns the capture.  *hooks is copied. */
enum err capture_new(struct capture **out, const struct capture_hooks *hooks) MUST_CHECK;
void capture_free(struct capture *capture);

/* capture_is is true if these first bytes begin a capture file. */
bool capture_is(struct span head);

/* capture_feed takes the next bytes of the file, in parts of any size.  An error is final: the file
 * is broken at capture_offset, and everything before it was delivered.  capture_end ends the file
 * (CAPTURE_TRUNCATED if a block is not complete) and closes the connections that are open. */
enum err capture_feed(struct capture *capture, struct span bytes) MUST_CHECK;
enum err capture_end(struct capture *capture) MUST_CHECK;
uint64_t capture_offset(const struct capture *capture);
/* capture_evict closes the connection that was silent for the longest time, if the listener needs
 * memory.  False if there is none. */
bool capture_evict(struct capture *capture);
const struct capture_sums *capture_sums(const struct capture *capture);

/* capture_passed is the number of packets that were skipped for this cause. */
uint64_t capture_passed(const struct capture *capture, enum err err);

#endif
