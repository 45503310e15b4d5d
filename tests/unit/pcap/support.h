/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * support: captures written by hand, and what the reader tells of them as one line of text.
 *
 * Of flow 1, whose opener is a:  "1:open" (or "1:seen", without a SYN)  "1>abc" a sent abc
 * "1<abc" b did  "1>gap5" five bytes of a's are missing  "1>eof"  "1:fin" "1:reset" "1:reused"
 * "1:evicted" "1:end" closed.  "CAPTURE_X@5": passed over, at offset 5.  "secrets=...".
 */
#ifndef TB_TESTS_UNIT_PCAP_SUPPORT_H
#define TB_TESTS_UNIT_PCAP_SUPPORT_H

#include "lib/pcap/capture.h"
#include "lib/pcap/tcp.h"

enum { LINK_RAW = 101, S = TCP_SYN, SA = TCP_SYN | TCP_ACK, FA = TCP_FIN | TCP_ACK };

/* A capture in the making: pcap, big-endian, microseconds, raw IP unless said otherwise. */
struct wire {
    struct buf file;
    struct pcapng_end a, b;
    uint64_t us; /* the next packet's */
    bool little;
};

struct told {
    char text[65536];   /* no more is kept */
    unsigned closed[5]; /* by how */
    enum err err;       /* of capture_feed, */
    enum err at_end;    /* and of capture_end */
    uint64_t offset;
    struct capture_sums sums;
    uint64_t last_us;
    bool lengths;          /* set before: data as their length */
    struct buf streams[2]; /* all data of all flows, from a and from b */
};

void put16(struct buf *b, bool little, uint16_t v);
void put32(struct buf *b, bool little, uint32_t v);
void put64(struct buf *b, bool little, uint64_t v);

void wire_init(struct wire *w, size_t ip_n); /* addresses of 4 or 16 bytes; no file header */
void wire_begin(struct wire *w);             /* with one */
void wire_free(struct wire *w);
void wire_pcap(struct wire *w, uint32_t magic, uint32_t link);
void wire_packet(struct wire *w, struct span packet);
void wire_packet_cut(struct wire *w, struct span packet, uint32_t original);

/* An IP packet with a segment, appended to out. */
void ip_tcp(struct buf *out, const struct pcapng_end *from, const struct pcapng_end *to,
            uint32_t seq, uint32_t ack, unsigned flags, struct span data);

/* A segment, into the capture; ack 0: without ACK. */
void wire_a(struct wire *w, uint32_t seq, uint32_t ack, unsigned flags, const char *data);
void wire_b(struct wire *w, uint32_t seq, uint32_t ack, unsigned flags, const char *data);
void wire_segment(struct wire *w, bool from_a, uint32_t seq, uint32_t ack, unsigned flags,
                  struct span data);

/* SYN, SYN and ACK, ACK: a continues with 101, b with 501. */
void wire_open(struct wire *w);

/* tell reads a capture in chunks of this size; told_free at the end. */
void tell(struct told *out, struct span file, size_t chunk);
void told_free(struct told *t);

/* The capture must be told like this, in any chunks; and it is emptied. */
void wire_is(struct wire *w, const char *text);
void wire_fails(struct wire *w, enum err e, uint64_t offset, const char *text);

#endif
