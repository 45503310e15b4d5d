/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/tunnel.h"

#include "lib/base/rd.h"
#include "lib/pcap/link.h"

enum {
    ETHERTYPE_BRIDGED = 0x6558, /* an Ethernet frame (RFC 7637 3.2, RFC 8926 3.4) */
    ETHERTYPE_PPP = 0x880b,
    ETHERTYPE_ERSPAN2 = 0x88be,
    ETHERTYPE_ERSPAN3 = 0x22eb,
};

/* What is still to be read: it begins with a link layer, or with what an EtherType names. */
struct layer {
    bool is_link;
    uint16_t type; /* of the link, or the EtherType */
    struct span bytes;
    size_t original; /* how long it was on the wire */
};

/* What follows a header that r has read in the payload of `out`. */
static void behind(struct layer *layer, const struct rd *r, const struct ip_packet *out,
                   bool is_link, uint16_t type)
{
    size_t header = out->payload.n - r->left.n;

    *layer = (struct layer){.is_link = is_link,
                            .type = type,
                            .bytes = r->left,
                            .original = out->payload_n > header ? out->payload_n - header : 0};
}

/* What follows if an EtherType names it: tunnels use some of their own. */
static void behind_ether(struct layer *layer, const struct rd *r, const struct ip_packet *out,
                         uint16_t type)
{
    if (type == ETHERTYPE_BRIDGED)
        behind(layer, r, out, true, LINK_ETHERNET);
    else if (type == ETHERTYPE_PPP)
        behind(layer, r, out, true, LINK_PPP);
    else
        behind(layer, r, out, false, type);
}

/* RFC 2784 2, with the key and the sequence number of RFC 2890 2; version 1 is that of PPTP (RFC
 * 2637 4.1), whose key is a length and a call, and which may acknowledge. */
static enum err gre(const struct ip_packet *out, struct layer *layer)
{
    enum { CHECKSUM = 0x8000, ROUTING = 0x4000, KEY = 0x2000, NUMBER = 0x1000, ACK = 0x0080 };
    struct fail fail = {0};
    struct rd r = rd_init(out->payload, &fail);
    unsigned flags = rd_u16(&r), version = flags & 7;
    uint16_t type = rd_u16(&r);

    if (fail.err == ERR_OK && (version > 1 || (flags & ROUTING) != 0))
        return ERR_CAPTURE_GRE;
    if (type == ETHERTYPE_ERSPAN2 || type == ETHERTYPE_ERSPAN3)
        return ERR_CAPTURE_ERSPAN;
    const unsigned present[] = {CHECKSUM, KEY, NUMBER, version == 1 ? ACK : 0};
    for (size_t i = 0; i < sizeof present / sizeof *present; i++) {
        if ((flags & present[i]) != 0)
            (void)rd_u32(&r);
    }
    if (fail.err != ERR_OK)
        return ERR_CAPTURE_CUT;
    behind_ether(layer, &r, out, type);
    return ERR_OK;
}

/* RFC 7348 5: the flag I, the network's number, an Ethernet frame. */
static enum err vxlan(const struct ip_packet *out, struct layer *layer, struct rd *r)
{
    enum { NUMBERED = 0x08 };
    uint32_t flags = rd_u8(r);

    (void)rd_bytes(r, 7);
    if (r->fail->err != ERR_OK)
        return ERR_CAPTURE_CUT;
    if ((flags & NUMBERED) == 0)
        return ERR_CAPTURE_UDP;
    behind(layer, r, out, true, LINK_ETHERNET);
    return ERR_OK;
}

/* RFC 8926 3.4: version and length of options, flags, EtherType, the network's number. */
static enum err geneve(const struct ip_packet *out, struct layer *layer, struct rd *r)
{
    uint8_t front = rd_u8(r);

    (void)rd_u8(r);
    uint16_t type = rd_u16(r);
    (void)rd_u32(r);
    (void)rd_bytes(r, 4 * (front & 0x3fu));
    if (r->fail->err != ERR_OK)
        return ERR_CAPTURE_CUT;
    if (front >> 6 != 0)
        return ERR_CAPTURE_UDP;
    behind_ether(layer, r, out, type);
    return ERR_OK;
}

/* RFC 9000 17.2: a long header has both upper bits and a version.  A short one (17.3) has the
 * second bit alone, and is recognised by its port. */
static bool is_quic(struct span p, bool at_port)
{
    struct fail fail = {0};
    struct rd r = rd_init(p, &fail);
    unsigned first = rd_u8(&r);
    uint32_t version = rd_u32(&r);

    if (fail.err == ERR_OK && first >> 6 == 3 && (version == 1 || version == 0x6b3343cf))
        return true; /* RFC 9000 15, RFC 9369 3.1 */
    return at_port && p.n > 0 && (first & 0x40) != 0;
}

/* RFC 9147 4: a content type, and versions that count down. */
static bool is_dtls(struct span p)
{
    enum { TYPE_FIRST = 20, TYPE_LAST = 26, HEADER = 13 };

    return p.n >= HEADER && p.p[0] >= TYPE_FIRST && p.p[0] <= TYPE_LAST && p.p[1] == 0xfe &&
           p.p[2] >= 0xfc;
}

/* Tunnels over UDP are recognised by the port that their packets go to. */
static enum err udp(const struct ip_packet *out, struct layer *layer)
{
    enum { HTTPS = 443, GTP_U = 2152, VXLAN = 4789, GENEVE = 6081, VXLAN_LINUX = 8472 };
    struct fail fail = {0};
    struct rd r = rd_init(out->payload, &fail);
    uint16_t from = rd_u16(&r), to = rd_u16(&r);

    (void)rd_u32(&r);
    if (fail.err != ERR_OK)
        return ERR_CAPTURE_CUT;
    switch (to) {
    case VXLAN:
    case VXLAN_LINUX: return vxlan(out, layer, &r);
    case GENEVE: return geneve(out, layer, &r);
    case GTP_U: return ERR_CAPTURE_GTP;
    default: break;
    }
    if (is_quic(r.left, from == HTTPS || to == HTTPS))
        return ERR_CAPTURE_QUIC;
    return is_dtls(r.left) ? ERR_CAPTURE_DTLS : ERR_CAPTURE_UDP;
}

/* Finds what is inside an IP packet that is a tunnel, or says why it is not read. */
static enum err open_tunnel(const struct ip_packet *out, struct layer *layer)
{
    struct fail fail = {0};
    struct rd r = rd_init(out->payload, &fail);

    switch (out->protocol) {
    case IP_PROTOCOL_IP4:
        behind(layer, &r, out, false, ETHERTYPE_IP4);
        return ERR_OK; /* RFC 2003 */
    case IP_PROTOCOL_IP6:
        behind(layer, &r, out, false, ETHERTYPE_IP6);
        return ERR_OK; /* RFC 4213 */
    case IP_PROTOCOL_GRE: return gre(out, layer);
    case IP_PROTOCOL_UDP: return udp(out, layer);
    case IP_PROTOCOL_ESP: return ERR_CAPTURE_ESP;
    default: return ERR_CAPTURE_OTHER;
    }
}

/* Peels off link layers and tunnels until a TCP packet comes; a limit keeps nesting short. */
enum err tunnel_tcp(uint16_t link, struct span packet, size_t original, struct ip_packet *out)
{
    struct layer l = {.is_link = true, .type = link, .bytes = packet, .original = original};
    struct span ip;

    for (int depth = 0; depth <= TUNNELS_MAX; depth++) {
        TRY(l.is_link ? link_ip(l.type, l.bytes, &ip) : link_ether_ip(l.type, l.bytes, &ip));
        size_t header = l.bytes.n - ip.n;
        size_t n = l.original > header + ip.n ? l.original - header : ip.n;
        TRY(ip_packet_read(ip, n, out));
        if (out->protocol == IP_PROTOCOL_TCP)
            return ERR_OK;
        TRY(open_tunnel(out, &l));
    }
    return ERR_CAPTURE_NESTED;
}
