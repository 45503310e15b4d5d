/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pcapng_read: the newer capture format (draft-ietf-opsawg-pcapng): blocks, in sections, each with
 * its byte order and its interfaces. */
#ifndef TB_LIB_PCAP_PCAPNG_READ_H
#define TB_LIB_PCAP_PCAPNG_READ_H

#include "lib/base/arena.h"
#include "lib/pcap/frame.h"

/* How to read the packets of one interface. */
struct pcapng_interface {
    uint16_t link;
    uint32_t snap;   /* the most that was kept of a packet; 0: all */
    uint64_t units;  /* units of time in a second */
    uint64_t per_us; /* units in a microsecond; 0: not a whole number */
    uint64_t offset; /* seconds to add to times, modulo 2^64 */
};

/* The zero struct, with an arena that outlives it, is the state before the first block. */
struct pcapng_read {
    struct arena *arena;
    bool little;
    uint32_t skipped; /* the length of the block that was skipped up to its end; or 0 */
    struct pcapng_interface *interfaces; /* of this section */
    size_t num_interfaces, room;
};

/* pcapng_read_is is true if these bytes, at least 4, are the beginning of such a file. */
bool pcapng_read_is(struct span head);

/* The two functions of a reader: see frame.h. */
enum err pcapng_read_need(const struct pcapng_read *reader, struct span head,
                          size_t *need) MUST_CHECK;
enum err pcapng_read_take(struct pcapng_read *reader, struct span unit,
                          struct frame *out) MUST_CHECK;

#endif
