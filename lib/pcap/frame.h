/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame: what one unit of a capture file holds: a packet of pcap, a block of pcapng.
 *
 * A reader of a format has two functions.  X_need gives the length of the next unit, as far as its
 * beginning (head) shows it: if that is more than head.n, X_need is called again with that many
 * bytes.  X_take gets exactly those bytes.  So a reader keeps no bytes, and nothing is copied.
 */
#ifndef TB_LIB_PCAP_FRAME_H
#define TB_LIB_PCAP_FRAME_H

#include "lib/base/err.h"

enum { FRAME_MAX = 16 << 20 }; /* bytes of a unit, its own headers not counted */

enum frame_kind { FRAME_NOTHING, FRAME_PACKET, FRAME_SECRETS };

struct frame {
    enum frame_kind kind;
    struct span bytes; /* the packet from its link layer on, or the key log */
    size_t original;   /* how long the packet was on the wire */
    uint16_t link;     /* its link type */
    bool timed;        /* false: us is not known */
    uint64_t us;       /* microseconds since 1970 */
    uint64_t skip;     /* bytes after the unit to skip */
};

#endif
