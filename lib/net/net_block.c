/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/net_block.h"

#include <arpa/inet.h>

#include "lib/net/addr.h"
#include "lib/net/target.h"

/* Reads an address without a zone. */
static bool take_address(struct net_block *out, struct span text)
{
    char copy[NET_BLOCK_TEXT];
    struct addr a;

    if (text.n == 0 || text.n >= sizeof copy || span_find(text, '%') < text.n)
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    if (!addr_parse(&a, copy, 0))
        return false;
    struct net_end end = addr_end(&a);
    memcpy(out->ip, end.ip, end.ip_n);
    out->ip_n = end.ip_n;
    return true;
}

bool net_block_is(struct span text)
{
    struct net_block block;

    if (text.n > 0 && text.p[0] == '[')
        text = span_tail(text, 1);
    size_t slash = span_find(text, '/');
    return slash + 1 < text.n && take_address(&block, span_head(text, slash));
}

/* The number of bits, 0 to 128. */
static bool take_bits(unsigned *out, struct span text)
{
    uint16_t bits = 0;

    if (!span_eq(text, SPAN_LIT("0")) && !target_port(&bits, text))
        return false;
    *out = bits;
    return true;
}

/* Clears what follows the prefix. */
static void mask(struct net_block *block, unsigned bits)
{
    for (size_t i = 0; i < block->ip_n; i++) {
        unsigned kept = bits >= 8 * (i + 1) ? 8 : bits > 8 * i ? bits - 8 * (unsigned)i : 0;

        block->ip[i] &= (uint8_t)(0xff00 >> kept);
    }
}

enum err net_block_parse(struct net_block *out, struct span text)
{
    bool bracket = text.n > 0 && text.p[0] == '[';
    size_t slash = span_find(text, '/');
    struct span tail = span_tail(text, slash + 1);
    size_t end = span_find(tail, bracket ? ']' : ':');
    struct span port = span_tail(tail, end + bracket);
    unsigned bits;

    *out = (struct net_block){0};
    if (slash == text.n || (bracket && end == tail.n) ||
        !take_address(out, span_tail(span_head(text, slash), bracket)) ||
        !take_bits(&bits, span_head(tail, end)) || bits > 8 * out->ip_n)
        return ERR_NET_BLOCK;
    if (port.n > 0 && (port.p[0] != ':' || !target_port(&out->port, span_tail(port, 1))))
        return ERR_NET_BLOCK;
    unsigned left = 8 * (unsigned)out->ip_n - bits;
    if (left >= 32 || UINT32_C(1) << left > NET_BLOCK_MAX)
        return ERR_NET_BLOCK_SIZE;
    out->num = UINT32_C(1) << left;
    mask(out, bits);
    return ERR_OK;
}

/* The bits of i are among those that are zero in the first address. */
void net_block_address(char out[NET_BLOCK_TEXT], const struct net_block *block, uint32_t i)
{
    uint8_t ip[16];

    memcpy(ip, block->ip, sizeof ip);
    for (size_t k = 1; k <= sizeof i; k++)
        ip[block->ip_n - k] |= (uint8_t)(i >> 8 * (k - 1));
    inet_ntop(block->ip_n == 4 ? AF_INET : AF_INET6, ip, out, NET_BLOCK_TEXT);
}
