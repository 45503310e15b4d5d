/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture: capture files, read as a stream: pcap and pcapng in, TCP connections and what each side
 * sent out, in order.  Memory is bounded, whatever comes in.
 */
#ifndef TB_LIB_PCAP_CAPTURE_H
#define TB_LIB_PCAP_CAPTURE_H

#include "lib/base/siphash.h"
#include "lib/pcap/pcapng.h"

enum { CAPTURE_FLOWS_MAX = 65536 }; /* connections at a time */

struct capture; /* opaque */

/* One TCP connection.  `a` opened it; where that was not seen, the side that was seen first. */
struct capture_flow {
    uint64_t number; /* from 1, in the order of appearance */
    struct pcapng_end a, b;
    bool saw_open;   /* its SYN is in the capture */
    bool reset_by_a; /* where it was reset */
    bool one_sided;  /* of one side alone anything was captured, though it had heard the other */
    void *ctx;       /* the listener's own */
};

enum capture_close {
    CAPTURE_FIN, /* of both sides */
    CAPTURE_RESET,
    CAPTURE_REUSED, /* a SYN began another connection between the same ports */
    /* Too many connections: this one was silent for the longest time.  What still comes of it is
     * passed over. */
    CAPTURE_EVICTED,
    CAPTURE_END, /* of the file */
};

/*
 * What each side sent comes in order, each byte once, of copies that differ the first; and a
 * segment comes after all that its sender had received, however the capture was shuffled.  Where
 * bytes are missing, that is told when they are given up: 4 MiB of the flow came after them, or 30
 * seconds went by, or all the memory for such is taken, or the flow ends.
 *
 * Spans live for the time of the call.  us: since 1970, of the packet.
 */
struct capture_hooks {
    void *ctx;
    uint8_t hash_key[SIPHASH_KEY]; /* random, so that no capture is made to collide */
    void (*opened)(void *ctx, struct capture_flow *f, uint64_t us);
    void (*data)(void *ctx, struct capture_flow *f, bool from_a, uint64_t us, struct span bytes);
    void (*gap)(void *ctx, struct capture_flow *f, bool from_a, uint64_t us, uint64_t missing);
    void (*eof)(void *ctx, struct capture_flow *f, bool from_a, uint64_t us); /* a FIN, in order */
    void (*closed)(void *ctx, struct capture_flow *f, uint64_t us, enum capture_close how);
    void (*secrets)(void *ctx, struct span keylog); /* a Decryption Secrets Block; or NULL */
    /* What was passed over: an IP fragment, a packet cut off, a tunnel that is not read.  Once for
     * each kind, and not for what is usual (UDP, ARP); offset: of the packet in the file. */
    void (*skipped)(void *ctx, enum err e, uint64_t offset);
};

/* What stands at the end. */
struct capture_sums {
    uint64_t bytes, packets, tcp, flows, gaps, retransmitted, fragments, skipped;
};

enum err capture_new(struct capture **out, const struct capture_hooks *hooks) MUST_CHECK;
void capture_free(struct capture *c);

/* capture_is: do these first bytes begin a capture file? */
bool capture_is(struct span head);

/* capture_feed takes the next bytes of the file, however cut.  An error is final: where the file is
 * broken, with what came before already told; capture_offset says where.  capture_end: no more
 * comes (CAPTURE_TRUNCATED where a block is not complete); closes what is open. */
enum err capture_feed(struct capture *c, struct span bytes) MUST_CHECK;
enum err capture_end(struct capture *c) MUST_CHECK;
uint64_t capture_offset(const struct capture *c);
/* capture_evict closes the connection that was silent for the longest time, where who listens needs
 * its memory; false: there is none. */
bool capture_evict(struct capture *c);
const struct capture_sums *capture_sums(const struct capture *c);

/* capture_passed: how many packets were passed over for this cause. */
uint64_t capture_passed(const struct capture *c, enum err e);

#endif
