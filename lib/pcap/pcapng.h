/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pcapng: writes a capture of one or more TCP connections, made up from the bytes that each side
 * sent: section header, decryption secrets (the key log), one interface, packets with IP and TCP
 * headers and right checksums (draft-ietf-opsawg-pcapng 4).
 */
#ifndef TB_LIB_PCAP_PCAPNG_H
#define TB_LIB_PCAP_PCAPNG_H

#include "lib/base/buf.h"

struct pcapng_end {
    uint8_t ip[16];
    size_t ip_n; /* 4 or 16, the same at both ends */
    uint16_t port;
};

/* One connection on its way into the capture. */
struct pcapng_flow {
    struct pcapng_end client, server;
    uint32_t client_seq, server_seq; /* of the next byte; any number at first */
};

/* Appends the section header, the secrets if there are any, and the interface. */
void pcapng_begin(struct buf *out, struct span keylog);

/* These append packets: the three that open a connection; data of either side, split at 1400 bytes
 * and acknowledged; and the end, where one side closes first or resets.  us is in microseconds
 * since 1970. */
void pcapng_open(struct buf *out, struct pcapng_flow *flow, uint64_t us);
void pcapng_data(struct buf *out, struct pcapng_flow *flow, bool from_client, uint64_t us,
                 struct span bytes);
void pcapng_close(struct buf *out, struct pcapng_flow *flow, bool client_first, uint64_t us);
void pcapng_reset(struct buf *out, struct pcapng_flow *flow, bool by_client, uint64_t us);

#endif
