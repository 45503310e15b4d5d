/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pcapfile: the older capture format (draft-ietf-opsawg-pcap), in its variants. */
#ifndef TB_LIB_PCAP_PCAPFILE_H
#define TB_LIB_PCAP_PCAPFILE_H

#include "lib/pcap/frame.h"

/* The zero struct is the state before the file's header. */
struct pcapfile {
    bool begun, little, nanoseconds;
    size_t extra; /* bytes that a packet's header has in addition to the 16 of the draft */
    uint16_t link;
};

/* pcapfile_is is true if these bytes, at least 4, begin such a file. */
bool pcapfile_is(struct span head);

/* The two functions of a reader: see frame.h. */
enum err pcapfile_need(const struct pcapfile *file, struct span head, size_t *need) MUST_CHECK;
enum err pcapfile_take(struct pcapfile *file, struct span unit, struct frame *out) MUST_CHECK;

#endif
