/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/pcap/ip_packet.h"

#include "lib/base/rd.h"

enum {
    IP4_HEADER = 20,
    IP6_HEADER = 40,
    IP4_FRAGMENT = 0x3fff, /* more fragments, and the offset (RFC 791 3.1) */
    IP6_FRAGMENT = 0xfff9, /* the same (RFC 8200 4.5) */
};

enum protocol {
    PROTOCOL_HOPS = 0,
    PROTOCOL_ROUTING = 43,
    PROTOCOL_FRAGMENT = 44,
    PROTOCOL_AUTHENTICATION = 51,
    PROTOCOL_DESTINATION = 60,
    PROTOCOL_MOBILITY = 135,
};

static void end_set(struct pcapng_end *end, struct span address)
{
    memcpy(end->ip, address.p, address.n);
    end->ip_n = address.n;
}

/* The payload: n bytes were sent, and padding after them is dropped.  Fewer may have been
 * captured. */
static void payload_set(struct ip_packet *out, struct rd *r, size_t n)
{
    out->payload = span_head(rd_rest(r), n);
    out->payload_n = n;
}

/* The length of an extension header (RFC 8200 4, RFC 4302 2.2, RFC 6275 6.1.1); 0 if the type is
 * not an extension header that we know. */
static size_t extension_size(uint8_t type, uint8_t length)
{
    switch (type) {
    case PROTOCOL_HOPS:
    case PROTOCOL_ROUTING:
    case PROTOCOL_DESTINATION:
    case PROTOCOL_MOBILITY: return 8 * (length + (size_t)1);
    case PROTOCOL_AUTHENTICATION: return 4 * (length + (size_t)2);
    case PROTOCOL_FRAGMENT: return 8;
    default: return 0;
    }
}

/* Skips extension headers; *n becomes what is left of the payload. */
static enum err extensions_skip(struct rd *r, uint8_t *type, size_t *n)
{
    while (extension_size(*type, 0) > 0) {
        uint8_t next = rd_u8(r), length = rd_u8(r);
        size_t size = extension_size(*type, length);
        struct rd body = rd_init(rd_bytes(r, size - 2), r->fail);

        if (r->fail->err != ERR_OK)
            return ERR_CAPTURE_CUT;
        if (size > *n)
            return ERR_CAPTURE_IP;
        /* A "fragment" that is the whole packet is not fragmented (RFC 6946 4). */
        if (*type == PROTOCOL_FRAGMENT && (rd_u16(&body) & IP6_FRAGMENT) != 0)
            return ERR_CAPTURE_FRAGMENT;
        *n -= size;
        *type = next;
    }
    return ERR_OK;
}

/* RFC 791 3.1.  Fragments are not put together: TCP avoids them. */
static enum err ip4_read(struct rd *r, size_t original, struct ip_packet *out)
{
    size_t header = 4 * (rd_u8(r) & 0x0fu);
    (void)rd_u8(r);
    size_t total = rd_u16(r);
    (void)rd_u16(r);
    uint16_t fragment = rd_u16(r);
    (void)rd_u8(r);
    out->protocol = rd_u8(r);
    (void)rd_u16(r);
    struct span from = rd_bytes(r, 4), to = rd_bytes(r, 4);

    if (r->fail->err != ERR_OK)
        return ERR_CAPTURE_CUT;
    if (total == 0) /* not yet set: the network card was to split it into segments */
        total = original;
    if (header < IP4_HEADER || total < header)
        return ERR_CAPTURE_IP;
    if ((fragment & IP4_FRAGMENT) != 0)
        return ERR_CAPTURE_FRAGMENT;
    (void)rd_bytes(r, header - IP4_HEADER); /* options */
    if (r->fail->err != ERR_OK)
        return ERR_CAPTURE_CUT;
    size_t n = total - header;
    if (out->protocol == PROTOCOL_AUTHENTICATION) /* the other ones are IPv6's alone */
        TRY(extensions_skip(r, &out->protocol, &n));
    end_set(&out->from, from);
    end_set(&out->to, to);
    payload_set(out, r, n);
    return ERR_OK;
}

/* RFC 8200 3. */
static enum err ip6_read(struct rd *r, size_t original, struct ip_packet *out)
{
    (void)rd_u32(r);
    size_t n = rd_u16(r);
    uint8_t type = rd_u8(r);
    (void)rd_u8(r);
    struct span from = rd_bytes(r, 16), to = rd_bytes(r, 16);

    if (r->fail->err != ERR_OK)
        return ERR_CAPTURE_CUT;
    if (n == 0 && original > IP6_HEADER) /* as above, or larger than 16 bits say (RFC 2675 3) */
        n = original - IP6_HEADER;
    TRY(extensions_skip(r, &type, &n));
    out->protocol = type;
    end_set(&out->from, from);
    end_set(&out->to, to);
    payload_set(out, r, n);
    return ERR_OK;
}

enum err ip_packet_read(struct span packet, size_t original, struct ip_packet *out)
{
    struct fail fail = {0};
    struct rd r = rd_init(packet, &fail);
    unsigned version = packet.n > 0 ? packet.p[0] >> 4 : 0;

    *out = (struct ip_packet){0};
    return version == 4   ? ip4_read(&r, original, out)
           : version == 6 ? ip6_read(&r, original, out)
                          : ERR_CAPTURE_IP;
}
