/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order: numbers of capture files, which are in the byte order of the machine that wrote them
 * (draft-ietf-opsawg-pcap 4): readers over struct rd, which itself reads big-endian.
 */
#ifndef TB_LIB_PCAP_ORDER_H
#define TB_LIB_PCAP_ORDER_H

#include "lib/base/rd.h"

static inline uint16_t order_u16(struct rd *r, bool little)
{
    uint16_t v = rd_u16(r);

    return little ? __builtin_bswap16(v) : v;
}

static inline uint32_t order_u32(struct rd *r, bool little)
{
    uint32_t v = rd_u32(r);

    return little ? __builtin_bswap32(v) : v;
}

static inline uint64_t order_u64(struct rd *r, bool little)
{
    uint64_t v = rd_u64(r);

    return little ? __builtin_bswap64(v) : v;
}

#endif
