/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/addr_public.h"

/* The first `bits` bits of a block of addresses. */
struct special4 {
    uint8_t bits, net[4];
};

struct special6 {
    uint8_t bits, net[6];
};

/* The IPv4 blocks without public hosts.  192.0.0.0/24 has two anycast addresses that are reachable,
 * but for protocols other than HTTP. */
static const struct special4 special4[] = {
    {8, {0}},             /* "this network": RFC 791 3.2; Linux takes 0.0.0.0 for itself */
    {8, {10}},            /* private: RFC 1918 */
    {10, {100, 64}},      /* shared by customers of a provider: RFC 6598 */
    {8, {127}},           /* loopback: RFC 1122 3.2.1.3 */
    {16, {169, 254}},     /* link-local, and what clouds tell their machines: RFC 3927 */
    {12, {172, 16}},      /* private: RFC 1918 */
    {24, {192, 0, 0}},    /* protocol assignments: RFC 6890 */
    {24, {192, 0, 2}},    /* documentation: RFC 5737 */
    {24, {192, 88, 99}},  /* relays of 6to4: RFC 7526 */
    {16, {192, 168}},     /* private: RFC 1918 */
    {15, {198, 18}},      /* benchmarks: RFC 2544 */
    {24, {198, 51, 100}}, /* documentation: RFC 5737 */
    {24, {203, 0, 113}},  /* documentation: RFC 5737 */
    {3, {224}},           /* multicast, reserved, broadcast: RFC 1112 4 */
};

/* The blocks of 2000::/3 without public hosts. */
static const struct special6 special6[] = {
    {23, {0x20, 0x01}},             /* protocol assignments, Teredo, ORCHID: RFC 2928 */
    {32, {0x20, 0x01, 0x0d, 0xb8}}, /* documentation: RFC 3849 */
    {16, {0x20, 0x02}},             /* 6to4, which carries an IPv4 address: RFC 7526 */
    {20, {0x3f, 0xff}},             /* documentation: RFC 9637 */
};

/* The blocks that carry an IPv4 address in their last 32 bits. */
static const uint8_t carriers[][12] = {
    {[10] = 0xff, [11] = 0xff}, /* IPv4-mapped: RFC 4291 2.5.5.2 */
    {0, 0x64, 0xff, 0x9b},      /* NAT64, the well-known prefix: RFC 6052 2.1 */
};

/* RFC 5214 6.1: an ISATAP address ends with an IPv4 address, to which routers of a site send what
 * is for it.  A bit says whether the IPv4 address is globally unique. */
static bool is_isatap(const uint8_t ip[16])
{
    return (ip[8] & 0xfd) == 0 && ip[9] == 0 && ip[10] == 0x5e && ip[11] == 0xfe;
}

static bool has_prefix(const uint8_t *ip, const uint8_t *net, size_t bits)
{
    size_t whole = bits / 8, rest = bits % 8;

    return memcmp(ip, net, whole) == 0 &&
           (rest == 0 || (ip[whole] ^ net[whole]) >> (8 - rest) == 0);
}

static bool is_public4(const uint8_t ip[4])
{
    for (size_t i = 0; i < sizeof special4 / sizeof special4[0]; i++) {
        if (has_prefix(ip, special4[i].net, special4[i].bits))
            return false;
    }
    return true;
}

static bool is_public6(const uint8_t ip[16])
{
    static const uint8_t global = 0x20; /* 2000::/3: RFC 4291 2.4, IANA */

    for (size_t i = 0; i < sizeof carriers / sizeof carriers[0]; i++) {
        if (memcmp(ip, carriers[i], sizeof carriers[i]) == 0)
            return is_public4(ip + sizeof carriers[i]);
    }
    for (size_t i = 0; i < sizeof special6 / sizeof special6[0]; i++) {
        if (has_prefix(ip, special6[i].net, special6[i].bits))
            return false;
    }
    return has_prefix(ip, &global, 3) && (!is_isatap(ip) || is_public4(ip + 12));
}

bool addr_is_public(const struct addr *addr)
{
    struct net_end end = addr_end(addr);

    return addr_is_v6(addr) ? is_public6(end.ip) : is_public4(end.ip);
}
