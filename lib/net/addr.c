/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/addr.h"

#include <stdio.h>
#include <stdlib.h>

#include <net/if.h>

#include <uv.h>

/* The interface after the "%": given by its name or its number (RFC 4007 11.2).  0: no such
 * interface. */
static uint32_t scope_of(const char *zone)
{
    struct sockaddr_in6 link;
    char text[64];
    char *end;

    /* libuv looks up the name; the address before it does not matter. */
    if ((size_t)snprintf(text, sizeof text, "fe80::1%%%s", zone) < sizeof text &&
        uv_ip6_addr(text, 0, &link) == 0 && link.sin6_scope_id != 0)
        return link.sin6_scope_id;
    unsigned long n = *zone >= '0' && *zone <= '9' ? strtoul(zone, &end, 10) : 0;
    return n > 0 && n <= UINT32_MAX && *end == '\0' ? (uint32_t)n : 0;
}

bool addr_parse(struct addr *out, const char *text, uint16_t port)
{
    char ip[INET6_ADDRSTRLEN];
    const char *zone = strchr(text, '%');
    size_t n = zone == NULL ? strlen(text) : (size_t)(zone - text);

    *out = (struct addr){0};
    if (uv_inet_pton(AF_INET, text, &out->u.v4.sin_addr) == 0) {
        out->u.v4.sin_family = AF_INET;
        addr_set_port(out, port);
        return true;
    }
    if (n >= sizeof ip)
        return false;
    memcpy(ip, text, n);
    ip[n] = '\0';
    if (uv_inet_pton(AF_INET6, ip, &out->u.v6.sin6_addr) != 0)
        return false;
    out->u.v6.sin6_family = AF_INET6;
    if (zone != NULL) {
        out->u.v6.sin6_scope_id = scope_of(zone + 1);
        if (out->u.v6.sin6_scope_id == 0)
            return false;
    }
    addr_set_port(out, port);
    return true;
}

bool addr_from(struct addr *out, const struct sockaddr *sa)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

    *out = (struct addr){0};
    if (sa->sa_family == AF_INET) {
        memcpy(&out->u.v4, sa, sizeof out->u.v4);
        return true;
    }
    if (sa->sa_family != AF_INET6)
        return false;
    memcpy(&out->u.v6, sa, sizeof out->u.v6);
    if (memcmp(&out->u.v6.sin6_addr, mapped, sizeof mapped) == 0) {
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = out->u.v6.sin6_port};
        memcpy(&v4.sin_addr, (const uint8_t *)&out->u.v6.sin6_addr + 12, 4);
        *out = (struct addr){.u.v4 = v4};
    }
    return true;
}

void addr_set_port(struct addr *addr, uint16_t port)
{
    if (addr_is_v6(addr))
        addr->u.v6.sin6_port = htons(port);
    else
        addr->u.v4.sin_port = htons(port);
}

void addr_ip_text(const struct addr *addr, char out[NET_ADDRESS_TEXT])
{
    char ip[INET6_ADDRSTRLEN] = "", zone[IF_NAMESIZE + 1] = "";

    if (!addr_is_v6(addr)) {
        uv_ip4_name(&addr->u.v4, out, NET_ADDRESS_TEXT);
        return;
    }
    uv_ip6_name(&addr->u.v6, ip, sizeof ip);
    if (addr->u.v6.sin6_scope_id != 0) {
        zone[0] = '%';
        if (if_indextoname(addr->u.v6.sin6_scope_id, zone + 1) == NULL)
            snprintf(zone + 1, sizeof zone - 1, "%u", (unsigned)addr->u.v6.sin6_scope_id);
    }
    snprintf(out, NET_ADDRESS_TEXT, "%s%s", ip, zone);
}

void addr_text(const struct addr *addr, char out[ADDR_TEXT_SIZE])
{
    char ip[NET_ADDRESS_TEXT];

    addr_ip_text(addr, ip);
    snprintf(out, ADDR_TEXT_SIZE, addr_is_v6(addr) ? "[%s]:%u" : "%s:%u", ip, addr_end(addr).port);
}

struct net_end addr_end(const struct addr *addr)
{
    struct net_end e = {.ip_n = addr_is_v6(addr) ? 16 : 4};

    if (addr_is_v6(addr)) {
        memcpy(e.ip, &addr->u.v6.sin6_addr, 16);
        e.port = ntohs(addr->u.v6.sin6_port);
    } else {
        memcpy(e.ip, &addr->u.v4.sin_addr, 4);
        e.port = ntohs(addr->u.v4.sin_port);
    }
    return e;
}
