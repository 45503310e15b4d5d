/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/link.h"

#include "lib/base/rd.h"

enum { LINK_PPP_SERIAL = 50, LINK_CISCO = 104 };

enum next { NEXT_NONE, NEXT_ETHERTYPE, NEXT_PPP, NEXT_FAMILY, NEXT_VERSION, NEXT_LABELS };

static const struct link_type {
    uint16_t number;
    size_t header, at;
    enum next next;
} types[] = {
#define LINK(number, header, at, next) {number, header, at, NEXT_##next},
#include "lib/pcap/link.def"
#undef LINK
};

/* Headers between the link's own and IP: how many bytes there are before the next protocol, where
 * in them its number is, and of which kind that is. */
static const struct link_type ethertypes[] = {
    {0x0800, 0, 0, NEXT_VERSION},   /* IPv4 (RFC 894) */
    {0x86dd, 0, 0, NEXT_VERSION},   /* IPv6 (RFC 2464 3) */
    {0x8100, 4, 2, NEXT_ETHERTYPE}, /* a VLAN tag, IEEE 802.1Q */
    {0x88a8, 4, 2, NEXT_ETHERTYPE}, /* 802.1ad, */
    {0x9100, 4, 2, NEXT_ETHERTYPE}, /* and what was used before it */
    {0x8864, 6, 0, NEXT_PPP},       /* a PPPoE session (RFC 2516 4) */
    {0x8847, 0, 0, NEXT_LABELS},    /* MPLS (RFC 3032 5) */
    {0x8848, 0, 0, NEXT_LABELS},
};
static const struct link_type ppp_protocols[] = {
    {0x0021, 0, 0, NEXT_VERSION}, /* RFC 1332 2 */
    {0x0057, 0, 0, NEXT_VERSION}, /* RFC 5072 2 */
    {0x0281, 0, 0, NEXT_LABELS},  /* RFC 3032 4 */
};

static const struct link_type *find(const struct link_type *rows, size_t num, uint16_t number)
{
    for (size_t i = 0; i < num; i++) {
        if (rows[i].number == number)
            return &rows[i];
    }
    return NULL;
}

#define FIND(rows, number) find((rows), sizeof(rows) / sizeof((rows)[0]), (number))

/* AF_INET is 2 everywhere, AF_INET6 is not; files from little-endian machines have the bytes
 * reversed. */
static bool is_ip_family(uint32_t family)
{
    static const uint8_t families[] = {2, 10, 24, 26, 28, 30};

    for (size_t i = 0; i < sizeof families; i++) {
        if (family == families[i] || family == (uint32_t)families[i] << 24)
            return true;
    }
    return false;
}

/* Skips MPLS labels: the last one has the bottom bit set (RFC 3032 2.1). */
static void labels_skip(struct rd *r)
{
    uint32_t label = 0;

    while (r->fail->err == ERR_OK && (label & 0x100) == 0)
        label = rd_u32(r);
}

/* PPP, also in HDLC framing (RFC 1662 3.1), whose address and control field may be left out, as may
 * the first octet of a protocol number: the second one is odd (RFC 1661 2, 6.5, 6.6). */
static uint32_t ppp_protocol(struct rd *r)
{
    if (r->left.n > 0 && r->left.p[0] == 0xff)
        (void)rd_u16(r);
    uint32_t number = rd_u8(r);
    return (number & 1) != 0 ? number : number << 8 | rd_u8(r);
}

/* Reads one header as its row says; *number is the number of the next protocol. */
static void header_take(struct rd *r, const struct link_type *row, uint32_t *number)
{
    struct rd header = rd_init(rd_bytes(r, row->header), r->fail);

    *number = 0;
    if (row->next == NEXT_PPP)
        *number = ppp_protocol(r);
    if (row->next == NEXT_PPP || row->next == NEXT_VERSION || row->next == NEXT_LABELS)
        return;
    (void)rd_bytes(&header, row->at);
    *number = row->next == NEXT_FAMILY ? rd_u32(&header) : rd_u16(&header);
}

static bool has_ip_version(struct span ip)
{
    return ip.n > 0 && (ip.p[0] >> 4 == 4 || ip.p[0] >> 4 == 6);
}

/* Walks from header to header until IP, as the rows say. */
static enum err row_ip(const struct link_type *row, struct span packet, struct span *ip)
{
    struct fail fail = {0};
    struct rd r = rd_init(packet, &fail);
    enum next next = NEXT_NONE;

    while (row != NULL && fail.err == ERR_OK) { /* each header takes bytes, or is the last */
        uint32_t number;
        next = row->next;
        header_take(&r, row, &number);
        if (next == NEXT_FAMILY && !is_ip_family(number))
            next = NEXT_NONE;
        row = next == NEXT_ETHERTYPE ? FIND(ethertypes, (uint16_t)number)
              : next == NEXT_PPP     ? FIND(ppp_protocols, (uint16_t)number)
                                     : NULL;
    }
    if (next == NEXT_LABELS)
        labels_skip(&r);
    if (fail.err != ERR_OK)
        return ERR_CAPTURE_CUT;
    if (next < NEXT_FAMILY || !has_ip_version(r.left))
        return ERR_CAPTURE_NOT_IP;
    *ip = r.left;
    return ERR_OK;
}

enum err link_ip(uint16_t link, struct span packet, struct span *ip)
{
    const struct link_type *row = FIND(types, link);

    *ip = (struct span){0};
    /* A line of Cisco's HDLC has its own address (and no PPP). */
    if (link == LINK_PPP_SERIAL && packet.n > 0 && (packet.p[0] & 0x7f) == 0x0f)
        row = FIND(types, LINK_CISCO);
    return row == NULL ? ERR_CAPTURE_LINK : row_ip(row, packet, ip);
}

enum err link_ether_ip(uint16_t type, struct span packet, struct span *ip)
{
    const struct link_type *row = FIND(ethertypes, type);

    *ip = (struct span){0};
    return row == NULL ? ERR_CAPTURE_NOT_IP : row_ip(row, packet, ip);
}
